//! What must not be asked of a store is refused alike on both engines, and a connection that was cut is replaced.

use shishi_store::{Store, StoreError, Target, journal, jurisdictions};

use super::{jurisdiction, leaf, on_both_engines, with_database};

#[test]
fn a_text_with_a_nul_is_refused_before_it_is_asked_or_kept() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let kept = store.write(move |w| jurisdictions::set_setting(w, j, "name", "a\0b"));
        assert_eq!(kept, Err(StoreError::Nul));
        let asked = store.read(|r| jurisdictions::setting(r, j, "na\0me"));
        assert_eq!(asked, Err(StoreError::Nul));
        assert_eq!(store.read(|r| jurisdictions::setting(r, j, "name")), Ok(None));
        // A unit of work that goes on after it keeps nothing either.
        let outcome: Result<(), StoreError> = store.write(move |w| {
            jurisdictions::set_setting(w, j, "a", "1")?;
            drop(jurisdictions::set_setting(w, j, "b", "\0"));
            Ok(())
        });
        assert_eq!(outcome, Err(StoreError::Nul));
        assert_eq!(store.read(|r| jurisdictions::setting(r, j, "a")), Ok(None));
    });
}

#[test]
fn a_unit_of_work_inside_another_is_refused_and_does_not_wait_for_itself() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let again = store.clone();
        let outcome = store.write(move |w| {
            jurisdictions::set_setting(w, j, "outer", "1")?;
            let inner = again.write(move |w| jurisdictions::set_setting(w, j, "inner", "1"));
            assert_eq!(inner, Err(StoreError::Nested));
            Ok::<_, StoreError>(())
        });
        assert_eq!(outcome, Ok(()));
        assert_eq!(store.read(|r| jurisdictions::setting(r, j, "inner")), Ok(None));
        // Also after a unit of work that panicked, the next one is its own.
        let panicked: Result<(), StoreError> = store.write(|_| panic!("a bug in a use case"));
        assert_eq!(panicked, Err(StoreError::Panicked));
        assert_eq!(
            store.write(move |w| jurisdictions::set_setting(w, j, "next", "1")),
            Ok(())
        );
    });
}

#[test]
fn what_is_held_is_decided_on_one_after_the_other() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                let store = store.clone();
                scope.spawn(move || {
                    // Read, decide, write: without the hold, two would read the same.
                    let count = move |w: &mut shishi_store::Writer<'_>| {
                        w.hold(j, "count")?;
                        let known = jurisdictions::setting(w, j, "count")?.unwrap_or_default();
                        let next = known.parse::<u32>().unwrap_or_default() + 1;
                        jurisdictions::set_setting(w, j, "count", &next.to_string())
                    };
                    (0..5).for_each(|_| store.write(count).unwrap());
                });
            }
        });
        let count = store.read(|r| jurisdictions::setting(r, j, "count")).unwrap();
        assert_eq!(count.as_deref(), Some("40"));
    });
}

#[test]
fn connections_that_the_server_cut_are_replaced_without_a_word() {
    let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
        assert!(
            std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
            "no PostgreSQL: run `cargo xtask test`"
        );
        return;
    };
    let name = format!("contract_cut_{}", std::process::id());
    let mut config: postgres::Config = address.parse().unwrap();
    let mut admin = config.dbname("postgres").connect(postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let store = Store::open(&Target::Postgres(with_database(&address, &name))).unwrap();
    let j = jurisdiction(&store);
    let cut = format!("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'");
    for round in 0..3 {
        // Several connections are open before they are cut.
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| store.read(jurisdictions::all).unwrap());
            }
        });
        admin.batch_execute(&cut).unwrap();
        assert_eq!(store.read(|r| journal::committed(r, j, 2020)), Ok(round));
        admin.batch_execute(&cut).unwrap();
        store
            .write(move |w| journal::append(w, j, &leaf("kind", "x:1")))
            .unwrap();
    }
    // Cut in the middle of a unit of work: it is undone, and says that the store is away, not that it is broken.
    let victim = address.clone();
    let outcome: Result<(), StoreError> = store.write(move |w| {
        journal::append(w, j, &leaf("kind", "x:2"))?;
        let mut other = victim
            .parse::<postgres::Config>()
            .unwrap()
            .dbname("postgres")
            .connect(postgres::NoTls)
            .unwrap();
        other.batch_execute(&cut).unwrap();
        journal::append(w, j, &leaf("kind", "x:3")).map(drop)
    });
    assert!(matches!(outcome, Err(StoreError::Unavailable(_))), "{outcome:?}");
    assert_eq!(store.read(|r| journal::committed(r, j, 2020)), Ok(3));
    drop(store);
    admin
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .unwrap();
}
