//! Schemes, computations, replies, cases, and what is counted for them.

use shishi_kernel::{AccountId, Date, JurisdictionId, Role};
use shishi_store::appraisal::{self, EvidenceRow, NewCase, RunRow};
use shishi_store::{Store, StoreError, accounts, inspections, journal, ledger, plans, requests, slips};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn account(store: &Store, j: JurisdictionId) -> AccountId {
    let new = accounts::NewAccount {
        login: "appraiser".into(),
        display_name: "appraiser".into(),
        role: Role::Appraiser,
        unit: None,
        password_hash: "h".into(),
    };
    store.write(move |w| accounts::insert(w, j, &new, at(0))).unwrap()
}

#[test]
fn a_scheme_goes_from_its_text_to_a_final_result() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (_, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let by = account(store, j);
        let write = move |w: &mut shishi_store::Writer<'_>| appraisal::insert_scheme(w, j, 2020, "办法", by, at(1));
        let (first, second) = (store.write(write).unwrap(), store.write(write).unwrap());
        assert_eq!(store.read(|r| appraisal::in_force(r, j, 2020)).unwrap(), None);
        let mut row = store.read(|r| appraisal::scheme(r, j, first)).unwrap().unwrap();
        (row.decision, row.approved_at) = (Some("会议".into()), Some(at(2)));
        let seen = row.clone();
        store.write(move |w| appraisal::update_scheme(w, j, &seen)).unwrap();
        let stale = row.clone();
        let twice = store.write(move |w| appraisal::update_scheme(w, j, &stale));
        assert_eq!(twice, Err(StoreError::Conflict), "the revision moved");
        let mut other = store.read(|r| appraisal::scheme(r, j, second)).unwrap().unwrap();
        other.approved_at = Some(at(3));
        let other = store.write(move |w| appraisal::update_scheme(w, j, &other));
        assert_eq!(other, Err(StoreError::Conflict), "one scheme a year");
        row.revision = 1;
        assert_eq!(store.read(|r| appraisal::in_force(r, j, 2020)).unwrap(), Some(row));
        let run = store
            .write(move |w| {
                let leaf = journal::append(w, j, &leaf("appraisal.computed", "appraisal:1"))?;
                let run = RunRow {
                    number: 1,
                    document: "{}".into(),
                    at: at(4),
                    leaf,
                };
                appraisal::insert_run(w, j, first, &run)?;
                appraisal::insert_reply(w, j, first, unit, "有误", day("2021-01-05"))?;
                Ok::<_, StoreError>(run)
            })
            .unwrap();
        let again = run.clone();
        let again = store.write(move |w| appraisal::insert_run(w, j, first, &again));
        assert_eq!(again, Err(StoreError::Conflict));
        let again = store.write(move |w| appraisal::insert_reply(w, j, first, unit, "还有", day("2021-01-06")));
        assert_eq!(again, Err(StoreError::Conflict));
        let mut reply = store.read(|r| appraisal::replies(r, j, first)).unwrap().remove(0);
        assert_eq!((reply.words.as_str(), reply.accepted), ("有误", None));
        (reply.accepted, reply.reason) = (Some(true), Some("属实".into()));
        (reply.corrections, reply.judged) = (Some("[]".into()), Some(day("2021-01-07")));
        for expected in [Ok(()), Err(StoreError::Conflict)] {
            let reply = reply.clone();
            assert_eq!(
                store.write(move |w| appraisal::judge_reply(w, j, first, &reply)),
                expected
            );
        }
        assert_eq!(store.read(|r| appraisal::replies(r, j, first)).unwrap(), [reply]);
        assert_eq!(store.read(|r| appraisal::runs(r, j, first)).unwrap(), [run]);
        assert_eq!(store.read(|r| appraisal::schemes(r, j)).unwrap().len(), 2);
    });
}

#[test]
fn a_case_keeps_its_evidence_and_steps() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let by = account(store, j);
        let (id, shown) = store
            .write(move |w| {
                let new = NewCase {
                    commitment,
                    unit,
                    ground: "neglect".into(),
                    words: "未报方案".into(),
                    salt: "s".into(),
                    state: "open".into(),
                    opened: day("2020-10-01"),
                    opened_by: by,
                };
                let id = appraisal::insert_case(w, j, &new)?;
                let shown = EvidenceRow {
                    fact: "plan_missing".into(),
                    leaf: journal::append(w, j, &leaf("slip.issued", "commitment:2020-1"))?,
                };
                appraisal::add_evidence(w, j, id, 0, &shown)?;
                Ok::<_, StoreError>((id, shown))
            })
            .unwrap();
        let twice = shown.clone();
        let twice = store.write(move |w| appraisal::add_evidence(w, j, id, 1, &twice));
        assert_eq!(twice, Err(StoreError::Conflict));
        let mut row = store.read(|r| appraisal::case(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.slug.as_str(), row.evidence.as_slice()),
            ("2020-1", [shown].as_slice())
        );
        row.state = "closed".into();
        row.reply_until = Some(day("2020-10-10"));
        row.reply = Some((day("2020-10-05"), "已报".into()));
        row.tolerance = Some((false, "无".into()));
        row.decided = Some(("reminded".into(), "属实".into(), day("2020-10-12")));
        row.closed = Some(("提醒".into(), day("2020-10-13")));
        for expected in [Ok(()), Err(StoreError::Conflict)] {
            let row = row.clone();
            assert_eq!(store.write(move |w| appraisal::update_case(w, j, &row)), expected);
        }
        row.revision = 1;
        assert_eq!(
            store.read(|r| appraisal::cases_of(r, j, commitment)).unwrap(),
            [row.clone()]
        );
        assert_eq!(store.read(|r| appraisal::cases(r, j)).unwrap(), [row]);
    });
}

#[test]
fn what_counts_is_counted() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let by = account(store, j);
        let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
        let member = page.duties[1].members[0].id;
        let (from, to) = (day("2020-06-01"), day("2020-12-31"));
        store
            .write(move |w| {
                let plan = plans::NewPlan {
                    commitment,
                    version: 1,
                    unit,
                    content: "{}".into(),
                    persons: "[]".into(),
                    salt: "s".into(),
                    at: at(1),
                    by,
                };
                let id = plans::insert(w, j, &plan)?;
                let mut record = plans::get(w, j, id)?.ok_or(StoreError::NotFound)?;
                record.state = "approved".into();
                (record.approved_at, record.approved_by) = (Some(at(3)), Some(by));
                plans::update(w, j, &record, at(3), by)?;
                let milestones: Vec<plans::MilestoneRow> = [
                    ("2020-05-31", Some("2020-05-31")),
                    ("2020-07-31", Some("2020-07-31")),
                    ("2020-08-31", Some("2020-09-01")),
                    ("2020-12-31", None),
                ]
                .iter()
                .zip(1..)
                .map(|((planned, done), position)| plans::MilestoneRow {
                    position,
                    title: "步骤".into(),
                    planned: day(planned),
                    done: done.map(day),
                })
                .collect();
                plans::put_in_force(w, j, &record, &milestones, &[], from)?;
                let slip = slips::NewSlip {
                    commitment,
                    unit,
                    matter: "behind".into(),
                    words: "未开工".into(),
                    level: "blue".into(),
                    ground: String::new(),
                    issued_on: day("2020-07-01"),
                    due: day("2020-07-08"),
                };
                let id = slips::insert(w, j, &slip)?;
                let row = slips::one(w, j, id)?.ok_or(StoreError::NotFound)?;
                slips::answer(w, j, &row, day("2020-07-08"), "八月")?;
                slips::escalate(w, j, id, "orange", day("2020-07-09"), day("2020-07-12"))?;
                let request = requests::NewRequest {
                    commitment,
                    asker: unit,
                    asked: member,
                    what: "用地".into(),
                    reason: "开工".into(),
                    due: day("2020-08-01"),
                };
                let id = requests::insert(w, j, &request)?;
                let step = requests::StepRow {
                    step: "asked".into(),
                    ground: None,
                    words: String::new(),
                    at: at(7),
                    leaf: journal::append(w, j, &leaf("request.asked", "commitment:2020-1"))?,
                };
                requests::insert_step(w, j, id, 1, &step, by)?;
                inspected(w, j, commitment, unit)
            })
            .unwrap();
        let parts = store.read(|r| appraisal::parts(r, j, 2020)).unwrap();
        let who: Vec<_> = parts.iter().map(|part| (part.unit.id, part.lead)).collect();
        assert!(who.contains(&(unit, true)) && who.contains(&(member, false)), "{who:?}");
        assert!(
            parts.iter().all(|part| !part.unit.group),
            "groups are replaced by their members"
        );
        let measures = store.read(|r| appraisal::measures(r, j, 2020, to)).unwrap();
        assert_eq!((measures.len(), measures[0].verified), (1, None));
        let count = |rows: Vec<appraisal::CountRow>| {
            let texts: Vec<_> = rows.iter().map(|row| format!("{}/{}", row.done, row.of)).collect();
            texts.join(" ")
        };
        let said = store
            .read(|r| {
                let milestones = count(appraisal::milestones(r, j, 2020, from, to)?);
                let slips = count(appraisal::slips(r, j, 2020, from, to)?);
                let confirmed = count(appraisal::confirmed(r, j, 2020, from, to)?);
                let requests = appraisal::requests(r, j, 2020, from, to)?.len();
                let findings = appraisal::findings(r, j, 2020, from, to)?;
                let findings: Vec<_> = findings
                    .iter()
                    .map(|row| (row.units.clone(), row.fixed, row.of))
                    .collect();
                Ok::<_, StoreError>((milestones, slips, confirmed, requests, findings))
            })
            .unwrap();
        let expected = ("1/3".into(), "1/2".into(), String::new(), 1, vec![(vec![unit], 1, 1)]);
        assert_eq!(said, expected);
        let elsewhere = store.read(|r| appraisal::milestones(r, j, 2019, from, to)).unwrap();
        assert_eq!(elsewhere, []);
    });
}

/// An inspection of what belongs to the commitment, with one finding that was put right.
fn inspected(
    w: &mut shishi_store::Writer<'_>,
    j: JurisdictionId,
    commitment: shishi_kernel::CommitmentId,
    unit: shishi_kernel::UnitId,
) -> Result<(), StoreError> {
    let object = inspections::NewInspected {
        kind: "site".into(),
        name: "厕所".into(),
        place: "某村".into(),
        risk: "low".into(),
        units: vec![unit],
        commitment: Some(commitment),
        accepted: None,
    };
    inspections::add_inspected(w, j, &object)?;
    let plan = inspections::NewPlan {
        title: "回访".into(),
        kind: "site".into(),
        mode: "announced".into(),
        units: vec![unit],
        from: day("2020-07-01"),
        to: day("2020-07-31"),
    };
    let plan = inspections::plan_insert(w, j, &plan)?;
    let object = inspections::register(w, j)?.remove(0);
    let new = inspections::NewInspection {
        plan,
        draw: None,
        inspected: object.id,
        after_days: None,
        inspectors: Vec::new(),
    };
    let id = inspections::open(w, j, &new)?;
    let finding = inspections::FindingRow {
        what: "无水".into(),
        severity: "minor".into(),
        state: "found".into(),
        day: None,
    };
    inspections::add_finding(w, j, id, 0, &finding)?;
    inspections::mend(w, j, id, 0, "fixed", day("2020-08-01"))
}
