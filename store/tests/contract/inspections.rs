//! The register, a draw and an inspection, step by step.

use shishi_kernel::{Date, DrawId, InspectorId, JurisdictionId, UnitId};
use shishi_store::inspections::{self, FindingRow, NewDraw, NewInspected, NewInspection, NewPlan};
use shishi_store::{StoreError, Writer, journal, ledger};

use crate::{jurisdiction, leaf, on_both_engines};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn kitchen(name: &str) -> NewInspected {
    NewInspected {
        kind: "kitchen".into(),
        name: name.into(),
        place: "洸河街道".into(),
        risk: "high".into(),
        units: vec![UnitId(1)],
        commitment: None,
        accepted: None,
    }
}

fn plan() -> NewPlan {
    NewPlan {
        title: "校园厨房抽查".into(),
        kind: "kitchen".into(),
        mode: "unannounced".into(),
        units: vec![UnitId(1)],
        from: day("2020-06-01"),
        to: day("2020-06-30"),
    }
}

#[test]
fn a_draw_is_kept_as_it_was_made() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let draw = store
            .write(move |w| {
                let unit = ledger::ensure_unit(w, j, "教育局", false)?;
                inspections::add_inspected(w, j, &kitchen("甲"))?;
                inspections::add_inspector(w, j, "张三", Some(unit))?;
                inspections::add_inspector(w, j, "李四", None)?;
                let plan = inspections::plan_insert(w, j, &plan())?;
                inspections::approve_plan(w, j, plan, "纪要", day("2020-06-01"))?;
                let new = NewDraw {
                    plan,
                    list: "{}".into(),
                    list_sha256: "ab".into(),
                    commit_until: day("2020-06-05"),
                    reveal_until: day("2020-06-10"),
                };
                inspections::freeze(w, j, &new)
            })
            .unwrap();
        let inspectors = store.read(|r| inspections::inspectors(r, j)).unwrap();
        assert_eq!(
            (
                inspectors.len(),
                inspectors[0].unit.as_ref().map(|unit| unit.name.as_str()),
                inspectors[1].unit.is_none()
            ),
            (2, Some("教育局"), true)
        );
        assert!(
            store
                .read(|r| inspections::is_registered(r, j, "kitchen", "甲", "洸河街道"))
                .unwrap()
        );
        assert!(
            !store
                .read(|r| inspections::is_registered(r, j, "site", "甲", "洸河街道"))
                .unwrap()
        );
        for (year, count) in [(2020, 1), (2019, 0), (2021, 0)] {
            assert_eq!(
                store.read(|r| inspections::approved_in_year(r, j, year)).unwrap().len(),
                count
            );
        }
        store
            .write(move |w| {
                let leaf = journal::append(w, j, &leaf("draw.committed", "draw:1"))?;
                inspections::commit(w, j, draw, 0, "c0", leaf)?;
                inspections::seal(w, j, draw, "r", 9)?;
                inspections::reveal(w, j, draw, 0, "s", "x")?;
                inspections::finish(w, j, draw, &["1".into()], None, "seed", "[]")
            })
            .unwrap();
        type Again = fn(&mut Writer<'_>, JurisdictionId, DrawId) -> Result<(), StoreError>;
        let again: [Again; 3] = [
            |w, j, draw| inspections::seal(w, j, draw, "r", 9),
            |w, j, draw| inspections::reveal(w, j, draw, 0, "s", "x"),
            |w, j, draw| inspections::finish(w, j, draw, &[], None, "seed", "[]"),
        ];
        for step in again {
            assert_eq!(store.write(move |w| step(w, j, draw)), Err(StoreError::Conflict));
        }
        let row = store.read(|r| inspections::draw(r, j, draw)).unwrap().unwrap();
        assert_eq!(
            (row.root, row.externals, row.seed.as_deref()),
            (Some(("r".into(), 9)), vec!["1".into()], Some("seed"))
        );
        assert_eq!(row.bodies[0].reveal, Some(("s".into(), "x".into())));
        assert_eq!(
            store.read(|r| inspections::draws(r, j)).unwrap()[0].title,
            "校园厨房抽查"
        );
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}

#[test]
fn an_inspection_goes_one_way() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (object, id) = store
            .write(move |w| {
                let object = inspections::add_inspected(w, j, &kitchen("甲"))?;
                inspections::add_inspected(w, j, &kitchen("乙"))?;
                let new = NewInspection {
                    plan: inspections::plan_insert(w, j, &plan())?,
                    draw: None,
                    inspected: object,
                    after_days: Some(30),
                    inspectors: vec![InspectorId(4), InspectorId(2)],
                };
                Ok::<_, StoreError>((object, inspections::open(w, j, &new)?))
            })
            .unwrap();
        assert_eq!(
            store.write(move |w| inspections::close(w, j, id, day("2020-06-30"))),
            Err(StoreError::Conflict)
        );
        store
            .write(move |w| {
                inspections::visit(w, j, id, day("2020-06-10"), "[]", 1)?;
                let finding = FindingRow {
                    what: "未留样".into(),
                    severity: "serious".into(),
                    state: "found".into(),
                    day: None,
                };
                inspections::add_finding(w, j, id, 0, &finding)?;
                inspections::mend(w, j, id, 0, "fixed", day("2020-06-20"))?;
                inspections::serve(w, j, id, "结论", day("2020-06-21"), day("2020-06-30"))?;
                inspections::reply(w, j, id, "已改", day("2020-06-22"))?;
                inspections::close(w, j, id, day("2020-06-23"))
            })
            .unwrap();
        assert_eq!(
            store.write(move |w| inspections::visit(w, j, id, day("2020-06-10"), "[]", 0)),
            Err(StoreError::Conflict)
        );
        assert_eq!(
            store.write(move |w| inspections::mend(w, j, id, 1, "fixed", day("2020-06-10"))),
            Err(StoreError::Conflict)
        );
        let row = store.read(|r| inspections::inspection(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.state.as_str(), row.faults, row.inspectors),
            ("closed", 1, vec![InspectorId(4), InspectorId(2)])
        );
        assert_eq!(
            (row.findings[0].state.as_str(), row.findings[0].day),
            ("fixed", Some(day("2020-06-20")))
        );
        let register = store.read(|r| inspections::register(r, j)).unwrap();
        assert_eq!(
            (
                register[0].chosen,
                register[0].last_visit,
                register[0].use_checks.as_slice(),
                register[1].chosen
            ),
            (1, Some(day("2020-06-10")), &[30][..], 0)
        );
        assert_eq!(
            store.read(|r| inspections::inspected(r, j, object)).unwrap().as_ref(),
            Some(&register[0])
        );
        assert_eq!(store.read(|r| inspections::inspections(r, j)).unwrap().len(), 1);
        let other = shishi_kernel::CommitmentId(7);
        assert!(
            store
                .read(|r| inspections::of_commitment(r, j, other))
                .unwrap()
                .is_empty()
        );
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}
