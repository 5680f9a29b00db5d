//! What both engines promise, as one set of functions run on each.

mod appraisal;
mod bad_days;
mod course;
mod dump;
mod inspections;
mod ledger;
mod notices;
mod people;
mod plans;
mod questions;
mod records;
mod reports;
mod rhythm;
mod status;

use jiff::Timestamp;
use shishi_kernel::{JurisdictionId, Role, Span};
use shishi_store::views::{ChronicleFilter, PersonRow};
use shishi_store::{
    Store, StoreError, Target, accounts, chronicle, documents, drafts, idempotency, journal, jurisdictions, search,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_600_000_000 + second).unwrap()
}

/// A store on SQLite in a folder of its own, and one on PostgreSQL in a database of its own.
fn on_both_engines(check: fn(&Store)) {
    each_engine(&check);
}

fn each_engine(check: &dyn Fn(&Store)) {
    let folder = tempfile::tempdir().unwrap();
    check(&Store::open(&Target::Sqlite(folder.path().join("rows.sqlite"))).unwrap());
    let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
        assert!(
            std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
            "no PostgreSQL: run `cargo xtask test`, which starts one, or set SHISHI_WITHOUT_POSTGRES=1"
        );
        return;
    };
    let name = format!(
        "contract_{}_{}",
        std::process::id(),
        folder
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .replace(|c: char| !c.is_ascii_alphanumeric(), "")
            .to_lowercase()
    );
    let mut config: postgres::Config = address.parse().unwrap();
    config
        .connect(postgres::NoTls)
        .unwrap()
        .batch_execute(&format!("CREATE DATABASE {name}"))
        .unwrap();
    let own = with_database(&address, &name);
    check(&Store::open(&Target::Postgres(own.clone())).unwrap());
    // Opening again runs the migrations again, which must change nothing.
    drop(Store::open(&Target::Postgres(own)).unwrap());
    config.dbname("postgres");
    config
        .connect(postgres::NoTls)
        .unwrap()
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .unwrap();
}

#[test]
fn another_process_commits_and_the_version_moves() {
    // Two stores on one database stand for two processes; SQLite has only one writer.
    let Ok(address) = std::env::var("SHISHI_TEST_POSTGRES") else {
        assert!(
            std::env::var("SHISHI_WITHOUT_POSTGRES").is_ok(),
            "no PostgreSQL: run `cargo xtask test`"
        );
        return;
    };
    let name = format!("contract_two_{}", std::process::id());
    let mut config: postgres::Config = address.parse().unwrap();
    let mut admin = config.dbname("postgres").connect(postgres::NoTls).unwrap();
    admin.batch_execute(&format!("CREATE DATABASE {name}")).unwrap();
    let target = Target::Postgres(with_database(&address, &name));
    let (ours, theirs) = (Store::open(&target).unwrap(), Store::open(&target).unwrap());
    let j = jurisdiction(&ours);
    let before = ours.version(j);
    theirs.write(move |w| w.touch(j)).unwrap();
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(10);
    while ours.version(j) == before {
        assert!(std::time::Instant::now() < deadline, "the commit went unnoticed");
        std::thread::yield_now();
    }
    drop((ours, theirs));
    admin
        .batch_execute(&format!("DROP DATABASE {name} WITH (FORCE)"))
        .unwrap();
}

/// The same address with another database, for both forms of an address.
fn with_database(address: &str, name: &str) -> String {
    if !address.contains("://") {
        return format!("{address} dbname={name}");
    }
    let (base, query) = address
        .split_once('?')
        .map_or((address, String::new()), |(base, query)| (base, format!("?{query}")));
    let scheme_end = base.find("://").unwrap() + 3;
    let host = base[scheme_end..].split('/').next().unwrap();
    format!("{}{host}/{name}{query}", &base[..scheme_end])
}

fn jurisdiction(store: &Store) -> JurisdictionId {
    store
        .write(|w| {
            let new = jurisdictions::NewJurisdiction {
                slug: "zone".into(),
                name: "某高新区".into(),
            };
            jurisdictions::create(w, &new, at(0))
        })
        .unwrap()
}

fn leaf(kind: &str, subject: &str) -> journal::NewLeaf {
    journal::NewLeaf {
        log_year: 2020,
        at: at(1),
        kind: kind.into(),
        subject: Some(subject.into()),
        body: format!("{{\"k\":\"{kind}\"}}"),
    }
}

#[test]
fn an_error_undoes_its_unit_of_work_and_nothing_else() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        store
            .write(move |w| jurisdictions::set_setting(w, j, "kept", "yes"))
            .unwrap();
        let failed: Result<(), StoreError> = store.write(move |w| {
            jurisdictions::set_setting(w, j, "kept", "no")?;
            w.touch(j)?;
            Err(StoreError::Conflict)
        });
        assert_eq!(failed, Err(StoreError::Conflict));
        assert_eq!(store.version(j), 0, "an undone unit of work moves no version");
        let panicked: Result<(), StoreError> = store.write(move |w| {
            jurisdictions::set_setting(w, j, "kept", "no")?;
            panic!("a bug in a use case")
        });
        assert_eq!(panicked, Err(StoreError::Panicked));
        assert_eq!(
            store.read(|r| jurisdictions::setting(r, j, "kept")).unwrap().as_deref(),
            Some("yes")
        );
        store.write(move |w| w.touch(j)).unwrap();
        assert_eq!(store.version(j), 1);
    });
}

#[test]
fn work_that_goes_on_after_a_failed_statement_is_not_acknowledged() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let outcome: Result<(), StoreError> = store.write(move |w| {
            jurisdictions::set_setting(w, j, "a", "1")?;
            let again = jurisdictions::NewJurisdiction {
                slug: "zone".into(),
                name: "另一个".into(),
            };
            assert_eq!(
                jurisdictions::create(w, &again, at(1)),
                Err(StoreError::Duplicate("row"))
            );
            Ok(())
        });
        assert_eq!(outcome, Err(StoreError::Duplicate("row")));
        assert_eq!(store.read(|r| jurisdictions::setting(r, j, "a")).unwrap(), None);
    });
}

#[test]
fn many_writers_get_gapless_indexes() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        std::thread::scope(|scope| {
            for writer in 0..8 {
                let store = store.clone();
                scope.spawn(move || {
                    for n in 0..25 {
                        store
                            .write(move |w| journal::append(w, j, &leaf(&format!("w{writer}.{n}"), "x:1")))
                            .unwrap();
                    }
                });
            }
        });
        assert_eq!(store.read(|r| journal::committed(r, j, 2020)).unwrap(), 200);
        assert_eq!(store.read(|r| journal::sequenced(r, j, 2020)).unwrap(), 0);
        assert_eq!(store.write(move |w| journal::sequence(w, j, 2020, 150)).unwrap(), 150);
        assert_eq!(store.write(move |w| journal::sequence(w, j, 2020, 150)).unwrap(), 50);
        assert_eq!(store.write(move |w| journal::sequence(w, j, 2020, 150)).unwrap(), 0);
        let leaves = store.read(|r| journal::leaves(r, j, 2020, 0, 1000)).unwrap();
        assert!(leaves.iter().map(|leaf| leaf.index).eq(0..200));
        assert!(leaves.is_sorted_by_key(|leaf| leaf.id));
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}

#[test]
fn accounts_sessions_and_attempts() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let new = accounts::NewAccount {
            login: "li".into(),
            display_name: "李某".into(),
            role: Role::Supervisor,
            unit: None,
            password_hash: "x".into(),
        };
        let again = new.clone();
        let id = store.write(move |w| accounts::insert(w, j, &new, at(0))).unwrap();
        assert_eq!(
            store.write(move |w| accounts::insert(w, j, &again, at(0))),
            Err(StoreError::Duplicate("login"))
        );
        let session = accounts::NewSession {
            token_hash: [1; 32],
            csrf: "c".into(),
            account: id,
            created_at: at(0),
            expires_at: at(100),
            address: "::1".into(),
            agent: String::new(),
        };
        store.write(move |w| accounts::insert_session(w, j, &session)).unwrap();
        let found = store.read(|r| accounts::session(r, j, &[1; 32])).unwrap().unwrap();
        assert_eq!((found.account.id, found.csrf.as_str()), (id, "c"));
        for (second, succeeded) in [(1, false), (2, true), (3, false), (4, false)] {
            store
                .write(move |w| accounts::record_attempt(w, j, "li", "::1", at(second), succeeded))
                .unwrap();
        }
        assert_eq!(
            store.read(|r| accounts::failures_since(r, j, "li", at(0))).unwrap(),
            2,
            "a success forgives what was before"
        );
        store
            .write(move |w| accounts::delete_sessions_of(w, j, id, Some(&[1; 32])))
            .unwrap();
        assert!(store.read(|r| accounts::session(r, j, &[1; 32])).unwrap().is_some());
        store.write(move |w| accounts::delete_expired(w, j, at(100))).unwrap();
        assert!(store.read(|r| accounts::session(r, j, &[1; 32])).unwrap().is_none());
    });
}

#[test]
fn keys_used_before_give_the_answer_given_before() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let answer = idempotency::Remembered {
            request_hash: [7; 32],
            status: 201,
            body: "{}".into(),
        };
        let first = answer.clone();
        store
            .write(move |w| idempotency::remember(w, j, "records", "k", &first, at(0)))
            .unwrap();
        assert_eq!(
            store.read(|r| idempotency::find(r, j, "records", "k")).unwrap(),
            Some(answer.clone())
        );
        assert!(matches!(
            store.write(move |w| idempotency::remember(w, j, "records", "k", &answer, at(0))),
            Err(StoreError::Duplicate(_))
        ));
        assert_eq!(store.write(move |w| idempotency::purge(w, j, at(1))).unwrap(), 1);
    });
}

#[test]
fn a_draft_saved_twice_from_one_revision_conflicts() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let id = store
            .write(move |w| {
                let document = documents::insert(w, j, &document("b"))?;
                assert_eq!(
                    documents::insert(w, j, &self::document("b")),
                    Err(StoreError::Duplicate("document"))
                );
                drafts::insert(w, j, document, "{}", at(0))
            })
            .unwrap();
        store
            .write(move |w| drafts::update(w, j, id, 0, "reviewing", "{\"a\":1}", at(1)))
            .unwrap();
        assert_eq!(
            store.write(move |w| drafts::update(w, j, id, 0, "reviewing", "{}", at(2))),
            Err(StoreError::Conflict)
        );
        let draft = store.read(|r| drafts::get(r, j, id)).unwrap().unwrap();
        assert_eq!((draft.revision, draft.body.as_str()), (1, "{\"a\":1}"));
    });
}

#[test]
fn the_chronicle_and_the_search_find_what_was_put_in() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        store
            .write(move |w| {
                let document = documents::insert(w, j, &document("c"))?;
                let people = vec![PersonRow {
                    name: "林某某".into(),
                    title: Some("区管委会副主任".into()),
                }];
                let entry = chronicle::NewEntry {
                    document,
                    date: Some("2020-04-07".parse().unwrap()),
                    date_end: None,
                    kind: "meeting".into(),
                    text: "协调会召开。".into(),
                    span: Span { start: 0, end: 3 },
                    continuation: false,
                    people,
                    organisations: vec!["财政局".into()],
                };
                let id = chronicle::insert_entry(w, j, &entry)?;
                search::put(w, j, "chronicle", &id.to_string(), "2020-04-07", "协调会召开。", None)?;
                search::put(w, j, "commitment", "2020-1", "协调 Service", "完成率 90%", None)
            })
            .unwrap();
        for (filter, hits) in [
            (ChronicleFilter::default(), 1),
            (
                ChronicleFilter {
                    title: Some("副主任".into()),
                    ..Default::default()
                },
                1,
            ),
            (
                ChronicleFilter {
                    title: Some("书记".into()),
                    ..Default::default()
                },
                0,
            ),
            (
                ChronicleFilter {
                    organisation: Some("财政局".into()),
                    ..Default::default()
                },
                1,
            ),
            (
                ChronicleFilter {
                    kind: Some("signing".into()),
                    ..Default::default()
                },
                0,
            ),
            (
                ChronicleFilter {
                    month: Some("2020-04".into()),
                    ..Default::default()
                },
                1,
            ),
        ] {
            assert_eq!(
                store.read(|r| chronicle::entries(r, j, &filter, 1, 25)).unwrap().total,
                hits,
                "{filter:?}"
            );
        }
        let facets = store
            .read(|r| chronicle::facets(r, j, &ChronicleFilter::default()))
            .unwrap();
        assert_eq!(facets.titles, [("区管委会副主任".to_owned(), 1)]);
        for (words, first) in [
            ("协调", Some("2020-1")),
            ("SERVICE", Some("2020-1")),
            ("90%", Some("2020-1")),
            ("9_%", None),
            ("召开", Some("1")),
            ("没有", None),
        ] {
            let hits = store.read(|r| search::find(r, j, words, 1, 25)).unwrap();
            assert_eq!(hits.rows.first().map(|hit| hit.reference.as_str()), first, "{words}");
        }
    });
}

#[test]
fn a_second_process_may_not_write_to_the_same_file() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::Sqlite(folder.path().join("rows.sqlite"));
    let first = Store::open(&target).unwrap();
    assert!(matches!(Store::open(&target), Err(StoreError::Unavailable(_))));
    drop(first);
    drop(Store::open(&target).unwrap());
}

fn document(sha256: &str) -> documents::NewDocument {
    documents::NewDocument {
        file_name: "a.txt".into(),
        title: "公报".into(),
        sha256: sha256.into(),
        bytes: 3,
        media_type: "text/plain".into(),
        text: "新".into(),
        reading: "{}".into(),
        published: None,
        uploaded_by: None,
        uploaded_at: at(0),
    }
}
