//! Questions are asked once, replied to and settled; and the facts that raise them.

use shishi_kernel::{Date, Role};
use shishi_store::questions::{self, NewQuestion};
use shishi_store::{StoreError, accounts, journal, ledger};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn the_same_is_asked_once_and_settled_with_its_reply() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let measure = store
            .read(|r| ledger::commitment(r, j, "2020-1"))
            .unwrap()
            .unwrap()
            .measures[0]
            .id;
        let new = NewQuestion {
            fingerprint: "value_falls:1".into(),
            pattern: "value_falls".into(),
            unit,
            commitment,
            measure: Some(measure),
            site: None,
            from: day("2020-06-01"),
            to: day("2020-06-30"),
            data: vec![("before".into(), "9".into())],
            asked: day("2020-07-01"),
            reply_by: day("2020-07-08"),
            state: "open".into(),
        };
        let (first, twice) = (new.clone(), new.clone());
        let id = store.write(move |w| questions::insert(w, j, &first)).unwrap().unwrap();
        assert_eq!(store.write(move |w| questions::insert(w, j, &twice)), Ok(None));
        let other = NewQuestion {
            fingerprint: "value_falls:2".into(),
            measure: None,
            reply_by: day("2020-07-02"),
            ..new
        };
        let other = store.write(move |w| questions::insert(w, j, &other)).unwrap().unwrap();
        let mut row = store.read(|r| questions::question(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.slug.as_str(), row.measure.as_ref().map(|(id, _)| *id)),
            ("2020-1", Some(measure))
        );
        assert_eq!(row.data, [("before".to_owned(), "9".to_owned())]);
        row.state = "explained".into();
        row.reply = Some((day("2020-07-03"), "更正".into()));
        row.settled = Some((day("2020-07-06"), "属实".into()));
        for expected in [Ok(()), Err(StoreError::Conflict)] {
            let row = row.clone();
            assert_eq!(store.write(move |w| questions::update(w, j, &row)), expected);
        }
        row.revision = 1;
        let list = store.read(|r| questions::questions(r, j, Some(unit))).unwrap();
        assert_eq!(
            list.iter().map(|row| row.id).collect::<Vec<_>>(),
            [other, id],
            "what is open comes first"
        );
        assert_eq!(
            store.read(|r| questions::of_commitment(r, j, commitment)).unwrap()[1],
            row
        );
        assert_eq!(store.read(|r| questions::questions(r, j, None)).unwrap().len(), 2);
    });
}

#[test]
fn facts_are_of_one_programme() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let measure = store
            .read(|r| ledger::commitment(r, j, "2020-1"))
            .unwrap()
            .unwrap()
            .measures[0]
            .id;
        let account = accounts::NewAccount {
            login: "clerk".into(),
            display_name: "clerk".into(),
            role: Role::Clerk,
            unit: Some(unit),
            password_hash: "h".into(),
        };
        store
            .write(move |w| {
                let by = accounts::insert(w, j, &account, at(0))?;
                for (value, as_of, note) in [(4, "2020-06-30", ""), (2, "2020-05-31", "更正")] {
                    let leaf = journal::append(w, j, &leaf("value.reported", "commitment:2020-1"))?;
                    let record = ledger::NewRecord {
                        measure,
                        commitment,
                        unit,
                        value: value.into(),
                        as_of: day(as_of),
                        note: note.into(),
                        at: at(5),
                        by,
                        leaf,
                    };
                    ledger::record_value(w, j, &record)?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let programme = store.read(|r| ledger::programmes(r, j)).unwrap().remove(0).slug;
        let reports = store.read(|r| questions::reports(r, j, &programme)).unwrap();
        let seen: Vec<_> = reports.iter().map(|one| (one.value.to_string(), one.noted)).collect();
        assert_eq!(
            seen,
            [("2".to_owned(), true), ("4".to_owned(), false)],
            "earliest first"
        );
        assert_eq!(store.read(|r| questions::reports_of(r, j, measure)).unwrap(), reports);
        let targets = store.read(|r| questions::targets(r, j, &programme)).unwrap();
        assert_eq!(
            (targets[0].measure, targets[0].version, targets[0].year),
            (measure, 1, 2020)
        );
        let slugs = store.read(|r| questions::slugs(r, j, &programme)).unwrap();
        assert_eq!(slugs, [(commitment, "2020-1".to_owned())]);
        assert_eq!(store.read(|r| questions::entries(r, j, &programme)).unwrap(), []);
        assert_eq!(store.read(|r| questions::sites(r, j, &programme)).unwrap(), []);
        assert_eq!(store.read(|r| questions::pictures(r, j, &programme)).unwrap(), []);
        assert_eq!(store.read(|r| questions::reports(r, j, "1999")).unwrap(), []);
    });
}
