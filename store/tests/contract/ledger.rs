//! What was promised and what was reported.

use shishi_kernel::{CommitmentId, JurisdictionId, Role, Span, UnitId};
use shishi_store::views::CommitmentFilter;
use shishi_store::{Store, StoreError, accounts, documents, journal, ledger};

use crate::{at, document, jurisdiction, leaf, on_both_engines};

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

pub fn issue(
    w: &mut shishi_store::Writer<'_>,
    j: JurisdictionId,
) -> Result<(CommitmentId, UnitId, UnitId), StoreError> {
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
