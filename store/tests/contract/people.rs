//! Heads of units, supervising units and second factors.

use shishi_kernel::{AccountId, Date, PersonId, Role, UnitId};
use shishi_store::{accounts, factors, ledger, people};

use crate::{at, jurisdiction, on_both_engines};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn heads_are_kept_ended_and_erased() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (unit, first) = store
            .write(move |w| {
                let unit = ledger::ensure_unit(w, j, "建设局", false)?;
                let new = people::NewHead {
                    unit,
                    name: "周明远".into(),
                    salt: "salt".into(),
                    from: day("2019-01-01"),
                    to: None,
                    erase_on: None,
                };
                let first = people::insert_head(w, j, &new)?;
                people::end_term(w, j, first, day("2020-05-31"), day("2025-05-31"))?;
                let next = people::NewHead {
                    name: "陈思源".into(),
                    from: day("2020-06-01"),
                    ..new
                };
                people::insert_head(w, j, &next)?;
                Ok::<_, shishi_store::StoreError>((unit, first))
            })
            .unwrap();
        let heads = store.read(|r| people::heads(r, j, unit)).unwrap();
        assert_eq!(
            (heads.len(), heads[1].id, heads[1].to),
            (2, first, Some(day("2020-05-31")))
        );
        assert!(!heads[1].erased && heads[1].erase_on == Some(day("2025-05-31")));
        for (on, names) in [
            ("2018-12-31", vec![]),
            ("2020-05-31", vec!["周明远"]),
            ("2020-06-01", vec!["陈思源"]),
            ("2025-05-31", vec!["周明远", "陈思源"]),
        ] {
            let found = store.read(|r| people::heads_on(r, j, day(on))).unwrap();
            assert_eq!(
                found.iter().map(|head| head.name.as_str()).collect::<Vec<_>>(),
                names,
                "{on}"
            );
        }
        store.write(move |w| people::erase_name(w, j, first, at(9))).unwrap();
        let erased = store.read(|r| people::head(r, j, first)).unwrap().unwrap();
        assert_eq!(
            (erased.name.as_str(), erased.salt.as_str(), erased.erased),
            ("", "", true)
        );
        assert_eq!(
            store.read(|r| people::heads_on(r, j, day("2025-05-31"))).unwrap().len(),
            1
        );
        assert_eq!(store.read(|r| people::head(r, j, PersonId(999))).unwrap(), None);
        assert!(store.read(|r| people::supervised(r, j, unit)).unwrap().is_empty());
        let named = store.read(|r| people::units_named(r, j, &[UnitId(999), unit])).unwrap();
        assert_eq!(
            named.iter().map(|unit| unit.name.as_str()).collect::<Vec<_>>(),
            ["建设局"]
        );
    });
}

#[test]
fn a_step_of_time_and_a_recovery_code_are_used_once() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let account = store
            .write(move |w| account(w, j, "root", Role::Administrator, None))
            .unwrap();
        let secret = vec![7_u8; 20];
        store.write(move |w| factors::offer(w, j, account, &secret)).unwrap();
        let offered = store.read(|r| factors::factor(r, j, account)).unwrap().unwrap();
        assert_eq!(
            (offered.secret.len(), offered.last_step, offered.confirmed_at),
            (20, 0, None)
        );
        store.write(move |w| factors::confirm(w, j, account, at(3))).unwrap();
        assert_eq!(store.read(|r| factors::accounts_with(r, j)).unwrap(), [account]);
        for (step, taken) in [(5, true), (5, false), (4, false), (6, true)] {
            let found = store.write(move |w| factors::use_step(w, j, account, step)).unwrap();
            assert_eq!(found, taken, "{step}");
        }
        let row = store.read(|r| factors::factor(r, j, account)).unwrap().unwrap();
        assert_eq!((row.last_step, row.confirmed_at), (6, Some(at(3))));
        store
            .write(move |w| factors::set_recovery_codes(w, j, account, &[[1; 32], [2; 32]]))
            .unwrap();
        for (hash, taken, left) in [([3; 32], false, 2), ([1; 32], true, 1), ([1; 32], false, 1)] {
            let found = store
                .write(move |w| factors::use_recovery_code(w, j, account, &hash))
                .unwrap();
            assert_eq!(found, taken, "{hash:?}");
            assert_eq!(
                store.read(|r| factors::recovery_codes_left(r, j, account)).unwrap(),
                left
            );
        }
        store.write(move |w| factors::remove(w, j, account)).unwrap();
        assert_eq!(store.read(|r| factors::factor(r, j, account)).unwrap(), None);
        assert_eq!(store.read(|r| factors::recovery_codes_left(r, j, account)).unwrap(), 0);
    });
}

pub(crate) fn account(
    w: &mut shishi_store::Writer<'_>,
    j: shishi_kernel::JurisdictionId,
    login: &str,
    role: Role,
    unit: Option<UnitId>,
) -> Result<AccountId, shishi_store::StoreError> {
    let new = accounts::NewAccount {
        login: login.into(),
        display_name: login.into(),
        role,
        unit,
        password_hash: "x".into(),
    };
    accounts::insert(w, j, &new, at(1))
}
