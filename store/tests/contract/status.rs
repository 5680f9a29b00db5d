//! The facts of a programme: each statement gives what is there, of one programme, in its order.

use shishi_kernel::{AccountId, CommitmentId, Date, JurisdictionId, MeasureId, ProgrammeId, Role, UnitId};
use shishi_store::inspections::{self, FindingRow, NewInspected, NewInspection};
use shishi_store::records::{self, Change, Moved, NewRecord, ValueRow};
use shishi_store::{
    Store, StoreError, Writer, accounts, evidence, journal, ledger, plans, reports, requests, sites, slips, status,
};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[derive(Clone, Copy)]
struct Ground {
    j: JurisdictionId,
    programme: ProgrammeId,
    commitment: CommitmentId,
    measure: MeasureId,
    lead: UnitId,
    member: UnitId,
    by: AccountId,
}

fn ground(store: &Store) -> Ground {
    let j = jurisdiction(store);
    let (commitment, _, lead) = store.write(move |w| issue(w, j)).unwrap();
    let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
    let account = accounts::NewAccount {
        login: "clerk".into(),
        display_name: "clerk".into(),
        role: Role::Clerk,
        unit: Some(lead),
        password_hash: "x".into(),
    };
    Ground {
        j,
        programme: page.programme.id,
        commitment,
        measure: page.measures[0].id,
        lead,
        member: page.duties[1].members[0].id,
        by: store.write(move |w| accounts::insert(w, j, &account, at(0))).unwrap(),
    }
}

impl Ground {
    fn leaf(&self, w: &mut Writer<'_>, kind: &str) -> Result<shishi_kernel::LeafId, StoreError> {
        journal::append(w, self.j, &leaf(kind, "commitment:2020-1"))
    }

    /// A plan that is put in force, and ends the one before.
    fn plan(&self, w: &mut Writer<'_>, version: u32, value: i64) -> Result<(), StoreError> {
        let new = plans::NewPlan {
            commitment: self.commitment,
            version,
            unit: self.lead,
            content: "{}".into(),
            persons: "[]".into(),
            salt: "s".into(),
            at: at(1),
            by: self.by,
        };
        let id = plans::insert(w, self.j, &new)?;
        let mut record = plans::get(w, self.j, id)?.ok_or(StoreError::NotFound)?;
        record.state = "approved".into();
        record.approved_at = Some(at(version.into()));
        record.approved_by = Some(self.by);
        plans::update(w, self.j, &record, at(3), self.by)?;
        let milestone = plans::MilestoneRow {
            position: 1,
            title: format!("开工{version}"),
            planned: day("2020-06-30"),
            done: None,
        };
        let points = [(self.measure, day("2020-06-30"), value.into())];
        plans::put_in_force(w, self.j, &record, &[milestone], &points, day("2020-05-19"))
    }

    /// A confirmed entry with what was published of it.
    fn entry(
        &self,
        w: &mut Writer<'_>,
        (measure, site): (MeasureId, Option<shishi_kernel::SiteId>),
        on: &str,
        found: Option<(&str, i64)>,
    ) -> Result<shishi_kernel::RecordId, StoreError> {
        let new = NewRecord {
            measure,
            commitment: self.commitment,
            unit: self.member,
            site,
            kind: if site.is_some() { "stage" } else { "value" }.into(),
            body: "{}".into(),
            day: day(on),
            note: String::new(),
            at: at(3),
            by: self.by,
        };
        let id = records::insert(w, self.j, &new)?;
        let reported = Change::Reported {
            amount: 1.into(),
            denominator_before: None,
            leaf: self.leaf(w, "entry.confirmed")?,
        };
        let mut moves = vec![("confirmed", None, reported)];
        if let Some((outcome, amount)) = found {
            let amount = Some(amount.into());
            moves.push(("judged", Some(outcome), Change::Judged { amount }));
            let leaf = self.leaf(w, "entry.published")?;
            moves.push(("published", Some(outcome), Change::Published { leaf }));
        }
        for (revision, (state, outcome, change)) in (0..).zip(moves) {
            let moved = Moved {
                state: state.into(),
                outcome: outcome.map(str::to_owned),
                change,
            };
            records::advance(w, self.j, id, revision, &moved)?;
        }
        Ok(id)
    }
}

#[test]
fn a_programme_without_a_year_has_its_promises_and_nothing_else() {
    on_both_engines(|store| {
        let g = ground(store);
        let (j, p) = (g.j, g.programme);
        let rows = store.read(|r| status::commitments(r, j, p)).unwrap();
        assert_eq!(
            (
                rows.len(),
                rows[0].slug.as_str(),
                rows[0].course.as_str(),
                rows[0].plan_filed
            ),
            (1, "2020-1", "going", None)
        );
        assert_eq!((rows[0].leads[0].id, &rows[0].last_change), (g.lead, &None));
        let measures = store.read(|r| status::measures(r, j, p)).unwrap();
        let seen: Vec<_> = measures
            .iter()
            .map(|row| (row.position, row.testable, row.value))
            .collect();
        assert_eq!(seen, [(1, true, Some(11.into())), (2, false, Some(11.into()))]);
        assert_eq!(store.read(|r| status::milestones(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::planned(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::reported(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::verified(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::claims(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::entries(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::slips(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::uses(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| status::used(r, j, p, 365)), Ok(vec![]));
        assert_eq!(store.read(|r| status::reports(r, j, p)), Ok(vec![]));
        assert_eq!(store.read(|r| requests::open_of_programme(r, j, p)), Ok(vec![]));
        let other = ProgrammeId(p.0 + 1);
        assert_eq!(store.read(|r| status::commitments(r, j, other)), Ok(vec![]));
        assert_eq!(store.read(|r| status::measures(r, j, other)), Ok(vec![]));
        for (slug, found) in [(None, true), (Some("2020"), true), (Some("2019"), false)] {
            let programme = store.read(|r| ledger::programme_named(r, j, slug)).unwrap();
            assert_eq!(programme.is_some(), found, "{slug:?}");
        }
    });
}

#[test]
fn what_was_planned_said_and_found_is_read_in_its_order() {
    on_both_engines(|store| {
        let g = ground(store);
        let (j, p) = (g.j, g.programme);
        store
            .write(move |w| {
                g.plan(w, 1, 4)?;
                g.plan(w, 2, 3)?;
                for (value, on) in [(4, "2020-06-30"), (2, "2020-05-31"), (5, "2020-06-30")] {
                    let leaf = g.leaf(w, "value.reported")?;
                    let record = ledger::NewRecord {
                        measure: g.measure,
                        commitment: g.commitment,
                        unit: g.lead,
                        value: value.into(),
                        as_of: day(on),
                        note: String::new(),
                        at: at(5),
                        by: g.by,
                        leaf,
                    };
                    ledger::record_value(w, j, &record)?;
                }
                let id = g.entry(w, (g.measure, None), "2020-06-30", Some(("contradicted", 3)))?;
                let value = ValueRow {
                    measure: g.measure,
                    value: 3.into(),
                    as_of: day("2020-06-30"),
                    at: at(6),
                    leaf: g.leaf(w, "entry.published")?,
                };
                records::insert_verified(w, j, g.commitment, id, &value)?;
                let file = evidence::NewEvidence {
                    record: id,
                    file_name: "a.pdf".into(),
                    media_type: "application/pdf".into(),
                    bytes: 1,
                    pixels: None,
                    sha256: "aa".into(),
                    received_sha256: "aa".into(),
                    at: at(6),
                    by: g.by,
                    unit: None,
                    leaf: g.leaf(w, "entry.evidence_added")?,
                    origin: None,
                };
                evidence::insert(w, j, &file)?;
                let report = reports::NewReport {
                    commitment: g.commitment,
                    unit: g.lead,
                    period: "2020-06".into(),
                    due: day("2020-07-07"),
                    content: "{}".into(),
                    salt: "s".into(),
                };
                reports::insert(w, j, &report)?;
                let mut row = reports::find(w, j, g.commitment, g.lead, "2020-06")?.ok_or(StoreError::NotFound)?;
                row.head.submitted_on = Some(day("2020-07-06"));
                reports::update(w, j, &row)?;
                let slip = slips::NewSlip {
                    commitment: g.commitment,
                    unit: g.lead,
                    matter: "behind".into(),
                    words: "进度滞后".into(),
                    level: "blue".into(),
                    ground: String::new(),
                    issued_on: day("2020-07-01"),
                    due: day("2020-07-08"),
                };
                slips::insert(w, j, &slip)
            })
            .unwrap();
        let planned = store.read(|r| status::planned(r, j, p)).unwrap();
        let seen: Vec<_> = planned.iter().map(|row| (row.version, row.since, row.value)).collect();
        assert_eq!(seen, [(1, at(1), 4.into()), (2, at(2), 3.into())]);
        let milestones = store.read(|r| status::milestones(r, j, p)).unwrap();
        assert_eq!((milestones.len(), milestones[0].1.title.as_str()), (1, "开工2"));
        let said = store.read(|r| status::reported(r, j, p)).unwrap();
        let seen: Vec<_> = said.iter().map(|row| (row.on.to_string(), row.value)).collect();
        assert_eq!(
            seen,
            [
                ("2020-06-30".to_owned(), 4.into()),
                ("2020-05-31".to_owned(), 2.into()),
                ("2020-06-30".to_owned(), 5.into())
            ]
        );
        assert_eq!(store.read(|r| status::verified(r, j, p)).unwrap()[0].value, 3.into());
        let counts = store.read(|r| status::entries(r, j, p)).unwrap();
        assert_eq!((counts[0].contradicted, counts[0].supported), (1, 1));
        // What is found to be so later answers the contradiction.
        store
            .write(move |w| g.entry(w, (g.measure, None), "2020-07-31", Some(("verified", 4))))
            .unwrap();
        let counts = store.read(|r| status::entries(r, j, p)).unwrap();
        assert_eq!((counts[0].contradicted, counts[0].supported), (0, 1));
        let open = store.read(|r| status::slips(r, j, p)).unwrap();
        assert_eq!(
            (open.len(), open[0].level.as_str(), open[0].issued, open[0].answered),
            (1, "blue", day("2020-07-01"), false)
        );
        assert_eq!(
            store.read(|r| status::reports(r, j, p)),
            Ok(vec![(g.commitment, day("2020-07-06"))])
        );
        let rows = store.read(|r| status::commitments(r, j, p)).unwrap();
        assert_eq!(rows[0].plan_filed, Some(day("2020-05-19")));
        assert_eq!(rows[0].last_change, Some((at(1), "entry.published".to_owned())));
        let changes = store.read(|r| status::changes(r, j, p, at(0))).unwrap();
        assert_eq!(
            (changes[0].kind.as_str(), changes[0].slug.as_str()),
            ("entry.published", "2020-1")
        );
        assert!(changes.windows(2).all(|pair| pair[0].leaf > pair[1].leaf));
        assert_eq!(store.read(|r| status::changes(r, j, p, at(2))), Ok(vec![]));
    });
}

#[test]
fn places_requests_and_visits_in_use() {
    on_both_engines(|store| {
        let g = ground(store);
        let (j, p) = (g.j, g.programme);
        store
            .write(move |w| {
                let new = ledger::NewMeasure {
                    commitment: g.commitment,
                    position: 3,
                    kind: "count".into(),
                    what: "公厕".into(),
                    unit: Some("座".into()),
                    role: "commitment".into(),
                    per: None,
                    baseline: None,
                    each_value: Some(2.into()),
                    each_places: vec!["东街道".into()],
                    as_written: None,
                    span: None,
                    testable: true,
                };
                let measure = ledger::insert_measure(w, j, &new)?;
                let site = sites::NewSite {
                    measure,
                    commitment: g.commitment,
                    unit: g.member,
                    name: "李村公厕".into(),
                    place: "东街道李村".into(),
                    position: None,
                    square: None,
                    template: "construction".into(),
                    stage: "accepted".into(),
                    on: day("2020-05-01"),
                    opening: None,
                    hidden: false,
                    folded_name: "李村公厕".into(),
                    same_as: None,
                    salt: "s".into(),
                    at: at(2),
                    by: g.by,
                    leaf: g.leaf(w, "site.registered")?,
                };
                let site = sites::insert(w, j, &site)?;
                g.entry(w, (measure, Some(site)), "2020-06-30", None)?;
                let request = requests::NewRequest {
                    commitment: g.commitment,
                    asker: g.lead,
                    asked: g.member,
                    what: "拨付资金".into(),
                    reason: "招标".into(),
                    due: day("2020-06-30"),
                };
                let request = requests::insert(w, j, &request)?;
                let step = requests::StepRow {
                    step: "asked".into(),
                    ground: None,
                    words: String::new(),
                    at: at(5),
                    leaf: g.leaf(w, "request.asked")?,
                };
                requests::insert_step(w, j, request, 1, &step, g.by)?;
                let object = NewInspected {
                    kind: "site".into(),
                    name: "李村公厕".into(),
                    place: "东街道".into(),
                    risk: "low".into(),
                    units: vec![g.lead],
                    commitment: Some(g.commitment),
                    accepted: Some(day("2020-06-30")),
                };
                let inspected = inspections::add_inspected(w, j, &object)?;
                let plan = inspections::NewPlan {
                    title: "使用核查".into(),
                    kind: "site".into(),
                    mode: "unannounced".into(),
                    units: vec![g.lead],
                    from: day("2020-07-01"),
                    to: day("2020-12-31"),
                };
                let plan = inspections::plan_insert(w, j, &plan)?;
                for (after, fault) in [(30, true), (365, false)] {
                    let new = NewInspection {
                        plan,
                        draw: None,
                        inspected,
                        after_days: Some(after),
                        inspectors: Vec::new(),
                    };
                    let visit = inspections::open(w, j, &new)?;
                    inspections::visit(w, j, visit, day("2020-08-01"), "[]", 0)?;
                    let finding = FindingRow {
                        what: "停水".into(),
                        severity: "general".into(),
                        state: "ordered".into(),
                        day: None,
                    };
                    if fault {
                        inspections::add_finding(w, j, visit, 0, &finding)?;
                    } else {
                        inspections::serve(w, j, visit, "正常", day("2020-08-02"), day("2020-08-12"))?;
                        inspections::close(w, j, visit, day("2020-08-20"))?;
                    }
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        let claims = store.read(|r| status::claims(r, j, p)).unwrap();
        assert_eq!(
            (
                claims.len(),
                claims[0].unit.as_str(),
                claims[0].place.as_deref(),
                claims[0].claim.reported
            ),
            (1, "东街道", Some("东街道李村"), 1.into())
        );
        let asked = store.read(|r| requests::open_of_programme(r, j, p)).unwrap();
        assert_eq!((asked.len(), asked[0].steps.len()), (1, 1));
        let uses = store.read(|r| status::uses(r, j, p)).unwrap();
        assert_eq!((uses[0].visits, uses[0].sound, uses[0].closed), (2, 1, 1));
        assert_eq!(store.read(|r| status::used(r, j, p, 365)), Ok(vec![g.commitment]));
        assert_eq!(store.read(|r| status::used(r, j, p, 180)), Ok(vec![]));
    });
}
