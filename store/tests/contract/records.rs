//! Sites, entries, the values that follow from them, and evidence.

use shishi_kernel::{AccountId, CommitmentId, Date, JurisdictionId, MeasureId, RecordId, Role, SiteId, UnitId};
use shishi_store::evidence::{NewEvidence, Origin};
use shishi_store::records::{Change, Moved, NewRecord, RecordFilter, StepRow, ValueRow};
use shishi_store::sites::{NewSite, NewStage};
use shishi_store::{Store, StoreError, Writer, accounts, evidence, journal, ledger, records, sites};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

/// A jurisdiction with one commitment: its measure, its units, and a clerk.
struct Field {
    j: JurisdictionId,
    commitment: CommitmentId,
    measure: MeasureId,
    lead: UnitId,
    helper: UnitId,
    by: AccountId,
}

fn field(store: &Store) -> Field {
    let j = jurisdiction(store);
    let (commitment, _, lead) = store.write(move |w| issue(w, j)).unwrap();
    let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
    let account = accounts::NewAccount {
        login: "clerk".into(),
        display_name: "某".into(),
        role: Role::Clerk,
        unit: Some(lead),
        password_hash: "x".into(),
    };
    Field {
        j,
        commitment,
        measure: page.measures[0].id,
        lead,
        helper: page.duties[1].members[0].id,
        by: store.write(move |w| accounts::insert(w, j, &account, at(0))).unwrap(),
    }
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

impl Field {
    fn leaf(&self, w: &mut Writer<'_>, kind: &str) -> Result<shishi_kernel::LeafId, StoreError> {
        journal::append(w, self.j, &leaf(kind, "x"))
    }

    fn site(&self, w: &mut Writer<'_>, name: &str, square: Option<(i64, i64)>) -> Result<SiteId, StoreError> {
        let new = NewSite {
            measure: self.measure,
            commitment: self.commitment,
            unit: self.helper,
            name: name.into(),
            place: "东街道".into(),
            position: square.map(|_| ("116.58".parse().unwrap(), "35.41".parse().unwrap())),
            square,
            template: "construction".into(),
            stage: "planned".into(),
            on: day("2020-05-01"),
            opening: None,
            hidden: name.contains('摄'),
            folded_name: name.into(),
            same_as: None,
            salt: "s".into(),
            at: at(2),
            by: self.by,
            leaf: self.leaf(w, "site.registered")?,
        };
        sites::insert(w, self.j, &new)
    }

    fn record(&self, w: &mut Writer<'_>, unit: UnitId, site: Option<SiteId>, on: &str) -> Result<RecordId, StoreError> {
        let new = NewRecord {
            measure: self.measure,
            commitment: self.commitment,
            unit,
            site,
            kind: if site.is_some() { "stage" } else { "value" }.into(),
            body: format!("{{\"of\":\"{on}\"}}"),
            day: day(on),
            note: "说明".into(),
            at: at(3),
            by: self.by,
        };
        records::insert(w, self.j, &new)
    }

    fn advance(
        &self,
        w: &mut Writer<'_>,
        id: RecordId,
        (revision, state): (u32, &str),
        outcome: Option<&str>,
        change: Change,
    ) -> Result<(), StoreError> {
        let moved = Moved {
            state: state.into(),
            outcome: outcome.map(str::to_owned),
            change,
        };
        records::advance(w, self.j, id, revision, &moved)
    }

    fn confirm(&self, w: &mut Writer<'_>, id: RecordId, revision: u32, amount: i64) -> Result<(), StoreError> {
        let change = Change::Reported {
            amount: amount.into(),
            denominator_before: None,
            leaf: self.leaf(w, "entry.confirmed")?,
        };
        self.advance(w, id, (revision, "confirmed"), None, change)
    }
}

#[test]
fn sites_are_registered_found_again_and_moved() {
    on_both_engines(|store| {
        let f = field(store);
        let j = f.j;
        let (near, off_map, moved) = store
            .write(move |w| {
                let f = f;
                let near = f.site(w, "李村公厕", Some((116_580, 35_410)))?;
                let off_map = f.site(w, "李村公厕", None)?;
                f.site(w, "王村公厕", Some((116_580, 35_410)))?;
                let reached = NewStage {
                    site: near,
                    stage: "accepted".into(),
                    day: day("2020-05-20"),
                    reason: String::new(),
                    record: None,
                    at: at(4),
                    by: f.by,
                    unit: Some(f.lead),
                    leaf: f.leaf(w, "entry.confirmed")?,
                };
                sites::reach(w, f.j, &reached)?;
                Ok::<_, StoreError>((near, off_map, (f.measure, f.commitment)))
            })
            .unwrap();
        for (square, found) in [
            (None, vec![near, off_map]),
            (Some((116_581, 35_409)), vec![near, off_map]),
            (Some((116_582, 35_410)), vec![off_map]),
            (Some((116_580, 35_412)), vec![off_map]),
        ] {
            let rows = store.read(|r| sites::alike(r, j, "李村公厕", square)).unwrap();
            assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), found, "{square:?}");
        }
        assert!(store.read(|r| sites::alike(r, j, "张村公厕", None)).unwrap().is_empty());
        let (measure, commitment) = moved;
        let site = store.read(|r| sites::one(r, j, near)).unwrap().unwrap();
        assert_eq!((site.stage.as_str(), site.stage_on), ("accepted", day("2020-05-20")));
        assert_eq!(
            (site.slug.as_str(), site.unit.name.as_str(), site.hidden),
            ("2020-1", "东街道", false)
        );
        assert_eq!(site.longitude.unwrap().to_string(), "116.58");
        let stages = store.read(|r| sites::stages(r, j, near)).unwrap();
        assert_eq!(
            stages.iter().map(|row| row.stage.as_str()).collect::<Vec<_>>(),
            ["planned", "accepted"]
        );
        assert_eq!(stages[1].unit.as_deref(), Some("教育局"));
        assert_eq!(store.read(|r| sites::count(r, j, measure)).unwrap(), 3);
        assert_eq!(store.read(|r| sites::of_measure(r, j, measure)).unwrap().len(), 3);
        assert_eq!(store.read(|r| sites::of_commitment(r, j, commitment)).unwrap().len(), 3);
        assert_eq!(
            store.read(|r| sites::stage_counts(r, j, commitment)).unwrap(),
            [(measure, "accepted".to_owned(), 1), (measure, "planned".to_owned(), 2)]
        );
        assert_eq!(store.read(|r| sites::one(r, j, SiteId(99))).unwrap(), None);

        // Written anew: found under its new name, at its old stage, and by the one that it was taken for.
        let unit = site.unit.id;
        store
            .write(move |w| {
                let words = sites::SiteWords {
                    unit,
                    name: "赵村公厕".into(),
                    place: "西街".into(),
                    position: None,
                    square: None,
                    hidden: true,
                    folded_name: "赵村公厕".into(),
                    same_as: Some((off_map, "另一座".into())),
                    salt: "00".into(),
                };
                sites::correct(w, j, near, &words)
            })
            .unwrap();
        let site = store.read(|r| sites::one(r, j, near)).unwrap().unwrap();
        assert_eq!(
            (site.name.as_str(), site.place.as_str(), site.longitude),
            ("赵村公厕", "西街", None)
        );
        assert_eq!((site.stage.as_str(), site.hidden), ("accepted", true));
        let rows = store.read(|r| sites::alike(r, j, "赵村公厕", None)).unwrap();
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [near]);
        let twins = store.read(|r| sites::taken_for(r, j, off_map)).unwrap();
        assert_eq!(twins.iter().map(|row| row.id).collect::<Vec<_>>(), [near]);
        assert!(store.read(|r| sites::taken_for(r, j, near)).unwrap().is_empty());
    });
}

#[test]
fn an_entry_moves_on_and_of_two_only_one_does() {
    on_both_engines(|store| {
        let f = field(store);
        let (j, lead, helper, measure) = (f.j, f.lead, f.helper, f.measure);
        let (id, other) = store
            .write(move |w| {
                let site = f.site(w, "李村公厕", None)?;
                let id = f.record(w, f.helper, Some(site), "2020-05-20")?;
                let other = f.record(w, f.lead, None, "2020-05-21")?;
                let again = NewRecord {
                    measure: f.measure,
                    commitment: f.commitment,
                    unit: f.helper,
                    site: Some(site),
                    kind: "stage".into(),
                    body: "{\"again\":1}".into(),
                    day: day("2020-05-19"),
                    note: String::new(),
                    at: at(3),
                    by: f.by,
                };
                records::rewrite(w, f.j, id, 0, &again)?;
                f.advance(w, id, (1, "submitted"), None, Change::Nothing)?;
                let step = StepRow {
                    step: "submitted".into(),
                    value: None,
                    reason: String::new(),
                    at: at(4),
                    by: f.by,
                    unit: Some(f.helper),
                    leaf: None,
                };
                records::insert_step(w, f.j, id, &step)?;
                Ok::<_, StoreError>((id, other))
            })
            .unwrap();
        let late = store.write(move |w| {
            let moved = Moved {
                state: "confirmed".into(),
                outcome: None,
                change: Change::Nothing,
            };
            records::advance(w, j, id, 1, &moved)
        });
        assert_eq!(late, Err(StoreError::Conflict));
        let row = store.read(|r| records::one(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.state.as_str(), row.revision, row.body.as_str(), row.day),
            ("submitted", 2, "{\"again\":1}", day("2020-05-19"))
        );
        assert_eq!(row.site.as_ref().map(|(_, name, _)| name.as_str()), Some("李村公厕"));
        assert_eq!(store.read(|r| records::steps(r, j, id)).unwrap().len(), 1);
        let ids = |rows: Vec<records::RecordRow>| rows.into_iter().map(|row| row.id).collect::<Vec<_>>();
        assert_eq!(ids(store.read(|r| records::to_confirm(r, j, lead)).unwrap()), [id]);
        assert!(store.read(|r| records::to_confirm(r, j, helper)).unwrap().is_empty());
        let of = |filter: RecordFilter| ids(store.read(|r| records::list(r, j, &filter, 1, 10)).unwrap().rows);
        let all = RecordFilter::default;
        for (filter, found) in [
            (all(), vec![other, id]),
            (
                RecordFilter {
                    unit: Some(lead),
                    ..all()
                },
                vec![other],
            ),
            (
                RecordFilter {
                    measure: Some(measure),
                    state: Some("draft".into()),
                    ..all()
                },
                vec![other],
            ),
            (
                RecordFilter {
                    site: Some(SiteId(1)),
                    ..all()
                },
                vec![id],
            ),
            (
                RecordFilter {
                    reported: true,
                    ..all()
                },
                vec![],
            ),
        ] {
            assert_eq!(of(filter.clone()), found, "{filter:?}");
        }
        let second = store.read(|r| records::list(r, j, &all(), 2, 1)).unwrap();
        assert_eq!((second.total, second.rows[0].id), (2, id));
    });
}

#[test]
fn what_was_verified_stands_beside_what_was_reported() {
    on_both_engines(|store| {
        let f = field(store);
        let (j, lead, helper, measure, commitment) = (f.j, f.lead, f.helper, f.measure, f.commitment);
        let id = store
            .write(move |w| {
                let id = f.record(w, f.lead, None, "2020-05-20")?;
                f.confirm(w, id, 0, 4)?;
                let reported = f.leaf(w, "entry.confirmed")?;
                let value = ledger::NewRecord {
                    measure: f.measure,
                    commitment: f.commitment,
                    unit: f.lead,
                    value: 4.into(),
                    as_of: day("2020-05-20"),
                    note: String::new(),
                    at: at(5),
                    by: f.by,
                    leaf: reported,
                };
                ledger::record_value(w, f.j, &value)?;
                f.advance(
                    w,
                    id,
                    (1, "judged"),
                    Some("contradicted"),
                    Change::Judged { amount: Some(3.into()) },
                )?;
                Ok::<_, StoreError>(id)
            })
            .unwrap();
        let judged = |unit| store.read(|r| records::to_judge(r, j, "judged", unit)).unwrap().len();
        assert_eq!((judged(None), judged(Some(lead)), judged(Some(helper))), (1, 0, 0));
        let before = store.read(|r| records::claims(r, j, measure)).unwrap();
        assert_eq!((before[0].reported, before[0].published.clone()), (4.into(), None));
        let write = move |w: &mut Writer<'_>, value: i64| {
            let leaf = journal::append(w, j, &leaf("entry.published", "x"))?;
            let value = ValueRow {
                measure,
                value: value.into(),
                as_of: day("2020-05-20"),
                at: at(6),
                leaf,
            };
            records::insert_verified(w, j, commitment, id, &value)?;
            Ok::<_, StoreError>(leaf)
        };
        store
            .write(move |w| {
                let leaf = write(w, 3)?;
                let moved = Moved {
                    state: "published".into(),
                    outcome: Some("contradicted".into()),
                    change: Change::Published { leaf },
                };
                records::advance(w, j, id, 2, &moved)
            })
            .unwrap();
        let claims = store.read(|r| records::claims(r, j, measure)).unwrap();
        assert_eq!(claims[0].published, Some(("contradicted".to_owned(), Some(3.into()))));
        let counts = || {
            let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
            (page.row.measures, page.measures[0].state.clone())
        };
        let (measures, state) = counts();
        assert_eq!(
            (measures.silent, measures.reported, measures.verified, state.as_str()),
            (0, 0, 1, "verified")
        );
        assert_eq!(store.check().unwrap(), Vec::new());
        // The last of a day is the one that counts.
        store.write(move |w| write(w, 2)).unwrap();
        let verified = store.read(|r| records::verified(r, j, measure)).unwrap();
        assert_eq!((verified.len(), verified[0].value), (1, 2.into()));
        assert_eq!(
            store
                .read(|r| records::verified_of_commitment(r, j, commitment))
                .unwrap(),
            verified
        );
        assert_eq!(
            store.read(|r| records::reported(r, j, measure)).unwrap()[0].value,
            4.into()
        );
        store
            .write(move |w| records::remove_verified(w, j, commitment, measure, day("2020-05-20")))
            .unwrap();
        assert_eq!(counts().1, "reported");
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}

#[test]
fn an_entry_stands_for_a_plain_report_once() {
    on_both_engines(|store| {
        let f = field(store);
        let (j, lead) = (f.j, f.lead);
        store
            .write(move |w| {
                for (kind, value, on) in [("value.reported", 1, "2020-05-01"), ("value.reported", 2, "2020-05-31")] {
                    let value = ledger::NewRecord {
                        measure: f.measure,
                        commitment: f.commitment,
                        unit: f.lead,
                        value: value.into(),
                        as_of: day(on),
                        note: "说明".into(),
                        at: at(5),
                        by: f.by,
                        leaf: f.leaf(w, kind)?,
                    };
                    ledger::record_value(w, f.j, &value)?;
                }
                Ok::<_, StoreError>(())
            })
            .unwrap();
        assert!(
            store
                .read(|r| records::plain_reports(r, j, Some(lead)))
                .unwrap()
                .is_empty(),
            "not for a unit with a duty"
        );
        let waiting = store.read(|r| records::plain_reports(r, j, None)).unwrap();
        assert_eq!((waiting.len(), waiting[0].value), (1, 2.into()));
        let report = waiting[0].clone();
        let id = store
            .write(move |w| records::insert_for_report(w, j, &report, "{}"))
            .unwrap();
        let row = store.read(|r| records::one(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.state.as_str(), row.reported, row.value_record, row.day),
            ("confirmed", Some(2.into()), Some(waiting[0].id), day("2020-05-31"))
        );
        assert_eq!(
            store.read(|r| records::plain_report(r, j, waiting[0].id)).unwrap(),
            None
        );
        let again = waiting[0].clone();
        assert!(matches!(
            store.write(move |w| records::insert_for_report(w, j, &again, "{}")),
            Err(StoreError::Duplicate(_))
        ));
    });
}

#[test]
fn evidence_is_found_by_what_was_handed_in_and_origins_are_erased() {
    on_both_engines(|store| {
        let f = field(store);
        let j = f.j;
        let (first, second, file) = store
            .write(move |w| {
                let first = f.record(w, f.lead, None, "2020-05-20")?;
                let second = f.record(w, f.lead, None, "2020-05-21")?;
                let mut new = NewEvidence {
                    record: first,
                    file_name: "一.jpg".into(),
                    media_type: "image/jpeg".into(),
                    bytes: 9,
                    pixels: Some((4, 3)),
                    sha256: "a".into(),
                    received_sha256: "b".into(),
                    at: at(7),
                    by: f.by,
                    unit: Some(f.lead),
                    leaf: f.leaf(w, "entry.evidence_added")?,
                    origin: Some(Origin {
                        taken_at: Some("2020-05-19T08:00:00".into()),
                        position: Some(("116.58".parse().unwrap(), "35.41".parse().unwrap())),
                        purpose: "verification".into(),
                        erase_on: day("2020-11-20"),
                    }),
                };
                let file = evidence::insert(w, f.j, &new)?;
                new.record = second;
                new.origin = None;
                new.pixels = None;
                evidence::insert(w, f.j, &new)?;
                Ok::<_, StoreError>((first, second, file))
            })
            .unwrap();
        let row = store.read(|r| evidence::one(r, j, file)).unwrap().unwrap();
        assert_eq!((row.record, row.pixels, row.bytes), (first, Some((4, 3)), 9));
        assert_eq!(store.read(|r| evidence::of_record(r, j, first)).unwrap(), [row]);
        assert!(store.read(|r| evidence::has(r, j, first, "b")).unwrap());
        assert!(!store.read(|r| evidence::has(r, j, first, "a")).unwrap());
        assert_eq!(
            store.read(|r| evidence::elsewhere(r, j, first)).unwrap(),
            [(file, second)]
        );
        assert_eq!(store.read(|r| records::one(r, j, first)).unwrap().unwrap().evidence, 1);
        assert_eq!(store.read(|r| evidence::digests(r, j)).unwrap(), ["a"]);
        let origins = || store.read(|r| evidence::origins(r, j, first)).unwrap();
        assert_eq!(origins()[0].1.taken_at.as_deref(), Some("2020-05-19T08:00:00"));
        for (today, erased) in [("2020-11-19", 0), ("2020-11-20", 1), ("2020-11-21", 0)] {
            let today = day(today);
            assert_eq!(
                store.write(move |w| evidence::erase_origins(w, j, today)).unwrap(),
                erased,
                "{today}"
            );
        }
        assert!(origins().is_empty());
    });
}
