//! What both engines promise, as one set of functions run on each.

use jiff::Timestamp;
use shishi_kernel::{CommitmentId, JurisdictionId, Role, Span, UnitId};
use shishi_store::views::{ChronicleFilter, CommitmentFilter, PersonRow};
use shishi_store::{
    Store, StoreError, Target, accounts, chronicle, documents, drafts, idempotency, journal, jurisdictions, ledger,
    search,
};

fn at(second: i64) -> Timestamp {
    Timestamp::from_second(1_600_000_000 + second).unwrap()
}

/// A store on SQLite in a folder of its own, and one on PostgreSQL in a database of its own.
fn on_both_engines(check: fn(&Store)) {
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
fn a_programme_is_read_back_as_it_was_issued() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, group, lead) = store.write(move |w| issue(w, j)).unwrap();
        let list = store
            .read(|r| ledger::commitments(r, j, &CommitmentFilter::default(), 1, 25))
            .unwrap();
        assert_eq!(
            (list.total, list.rows[0].slug.as_str(), list.rows[0].leads[0].id),
            (1, "2020-1", lead)
        );
        assert_eq!(
            (
                list.rows[0].measures.silent,
                list.rows[0].measures.untestable,
                list.rows[0].findings
            ),
            (1, 1, 1)
        );
        for (filter, hits) in [
            (
                CommitmentFilter {
                    words: Some("幼儿园 新建".into()),
                    ..Default::default()
                },
                1,
            ),
            (
                CommitmentFilter {
                    words: Some("100%".into()),
                    ..Default::default()
                },
                0,
            ),
            (
                CommitmentFilter {
                    state: Some("silent".into()),
                    ..Default::default()
                },
                1,
            ),
            (
                CommitmentFilter {
                    state: Some("reported".into()),
                    ..Default::default()
                },
                0,
            ),
            (
                CommitmentFilter {
                    unit: Some(lead),
                    ..Default::default()
                },
                1,
            ),
            (
                CommitmentFilter {
                    programme: Some("2019".into()),
                    ..Default::default()
                },
                0,
            ),
        ] {
            assert_eq!(
                store.read(|r| ledger::commitments(r, j, &filter, 1, 25)).unwrap().total,
                hits,
                "{filter:?}"
            );
        }
        let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
        assert_eq!(page.row.id, commitment);
        assert_eq!(
            page.duties[1].members.len(),
            1,
            "a group is expanded to its members of the day"
        );
        assert_eq!(page.measures[0].value.unwrap().to_string(), "11");
        assert_eq!(page.findings[0].arguments, [("words".to_owned(), "若干".to_owned())]);
        let member = page.duties[1].members[0].id;
        let unit = store.read(|r| ledger::unit(r, j, member)).unwrap().unwrap();
        assert_eq!(unit.helps[0].1.as_ref().map(|via| via.id), Some(group));
        let overview = store.read(|r| ledger::overview(r, j, None)).unwrap().unwrap();
        assert_eq!(
            (
                overview.commitments,
                overview.plans_missing,
                overview.silent,
                overview.with_findings
            ),
            (1, 1, 1, 1)
        );
        report(store, j, commitment, lead);
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}

fn report(store: &Store, j: JurisdictionId, commitment: CommitmentId, lead: UnitId) {
    let measure = store
        .read(|r| ledger::commitment(r, j, "2020-1"))
        .unwrap()
        .unwrap()
        .measures[0]
        .id;
    let account = accounts::NewAccount {
        login: "clerk".into(),
        display_name: "某".into(),
        role: Role::Clerk,
        unit: Some(lead),
        password_hash: "x".into(),
    };
    store
        .write(move |w| {
            let by = accounts::insert(w, j, &account, at(0))?;
            for (value, day) in [(4, "2020-06-30"), (2, "2020-05-31")] {
                let leaf = journal::append(w, j, &leaf("value.reported", "commitment:2020-1"))?;
                let record = ledger::NewRecord {
                    measure,
                    commitment,
                    unit: lead,
                    value: value.into(),
                    as_of: day.parse().unwrap(),
                    note: String::new(),
                    at: at(5),
                    by,
                    leaf,
                };
                ledger::record_value(w, j, &record)?;
            }
            Ok::<_, StoreError>(())
        })
        .unwrap();
    let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
    let reported = page.measures[0].reported.as_ref().unwrap();
    assert_eq!(
        reported.value.to_string(),
        "4",
        "a report on an earlier day does not take the place of a later one"
    );
    assert_eq!((page.row.measures.silent, page.row.measures.reported), (0, 1));
    assert_eq!(page.history.len(), 2);
}

fn issue(w: &mut shishi_store::Writer<'_>, j: JurisdictionId) -> Result<(CommitmentId, UnitId, UnitId), StoreError> {
    let document = documents::insert(w, j, &document("a"))?;
    let span = Span { start: 0, end: 3 };
    let instrument = ledger::NewInstrument {
        document,
        title: "通知".into(),
        number: Some("某发〔2020〕1号".into()),
        issuer: None,
        date: None,
        span,
        kind: "通知".into(),
        addressees: vec![],
    };
    let known = ledger::insert_instrument(w, j, &instrument)?;
    assert_eq!(
        ledger::insert_instrument(w, j, &instrument),
        Err(StoreError::Duplicate("instrument"))
    );
    let programme = ledger::insert_programme(
        w,
        j,
        &ledger::NewProgramme {
            instrument: known,
            slug: "2020".into(),
            year: 2020,
            title: "实事".into(),
            issued_at: at(1),
            issued_by: None,
            members_on: "2020-04-07".parse().unwrap(),
        },
    )?;
    ledger::insert_category(w, j, programme, 1, "教育", Some(span))?;
    let commitment = ledger::insert_commitment(
        w,
        j,
        &ledger::NewCommitment {
            programme,
            year: 2020,
            slug: "2020-1".into(),
            number: 1,
            category: Some(1),
            title: "新建幼儿园".into(),
            text: "新建 11 所幼儿园".into(),
            passages: vec![(span, "新".into())],
            conditions: vec![],
        },
    )?;
    let lead = ledger::ensure_unit(w, j, "教育局", false)?;
    let group = ledger::ensure_unit(w, j, "各街道", true)?;
    let member = ledger::ensure_unit(w, j, "东街道", false)?;
    assert_eq!(ledger::ensure_unit(w, j, "教育局", false)?, lead);
    ledger::set_group_member(w, j, group, member, "2019-01-01".parse().unwrap(), None)?;
    for (unit, role) in [(lead, "lead"), (group, "co_unit")] {
        ledger::insert_duty(
            w,
            j,
            &ledger::NewDuty {
                commitment,
                unit,
                role: role.into(),
                span: None,
            },
        )?;
    }
    for (position, testable) in [(1, true), (2, false)] {
        let new = ledger::NewMeasure {
            commitment,
            position,
            kind: "count".into(),
            what: "幼儿园".into(),
            unit: Some("所".into()),
            role: "commitment".into(),
            per: None,
            baseline: None,
            each_value: None,
            each_places: vec![],
            as_written: None,
            span: None,
            testable,
        };
        let measure = ledger::insert_measure(w, j, &new)?;
        ledger::insert_target(
            w,
            j,
            &ledger::NewTarget {
                measure,
                version: 1,
                comparator: Some("eq".into()),
                value: Some(11.into()),
                value_max: None,
                tolerance: None,
                cut_off: None,
                leaf: None,
            },
        )?;
    }
    ledger::insert_finding(
        w,
        j,
        commitment,
        "finding.no_figure",
        &[("words".into(), "若干".into())],
        None,
    )?;
    Ok((commitment, group, lead))
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
    let copy = folder.path().join("copy.sqlite");
    jurisdiction(&first);
    first.backup_to(&copy).unwrap();
    assert!(matches!(first.backup_to(&copy), Err(StoreError::Unavailable(_))));
    drop(first);
    drop(Store::open(&target).unwrap());
    let copied = Store::open(&Target::Sqlite(copy)).unwrap();
    assert!(copied.read(|r| jurisdictions::by_slug(r, "zone")).unwrap().is_some());
}
