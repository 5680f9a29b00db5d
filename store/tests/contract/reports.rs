//! Reports with their steps, who has to hand them in, and what their form asks.

use shishi_kernel::{AccountId, LeafId, Role};
use shishi_store::reports::{self, FormRow, NewReport, ReportStep};
use shishi_store::{StoreError, journal};

use crate::people::account;
use crate::{at, jurisdiction, leaf, ledger::issue, on_both_engines};

#[test]
fn a_report_keeps_what_it_says_and_what_was_done() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, unit) = store.write(move |w| issue(w, j)).unwrap();
        let reporters = store.read(|r| reports::reporters(r, j, 2020, None)).unwrap();
        assert_eq!(
            store.read(|r| reports::reporters(r, j, 2020, Some(commitment))),
            Ok(reporters.clone())
        );
        assert!(
            reporters
                .iter()
                .any(|row| (row.commitment, row.unit.id) == (commitment, unit))
        );
        assert!(store.read(|r| reports::reporters(r, j, 2021, None)).unwrap().is_empty());
        assert_eq!(store.read(|r| reports::years(r, j)), Ok(vec![2020]));
        assert!(store.read(|r| reports::turns(r, j, 2020)).unwrap().is_empty());

        let new = NewReport {
            commitment,
            unit,
            period: "2020-06".into(),
            due: "2020-07-07".parse().unwrap(),
            content: "{}".into(),
            salt: "salt".into(),
        };
        let (first, second) = (new.clone(), new.clone());
        let id = store.write(move |w| reports::insert(w, j, &first)).unwrap();
        let twice = store.write(move |w| reports::insert(w, j, &second));
        assert!(matches!(twice, Err(StoreError::Duplicate(_))), "{twice:?}");
        let mut row = store
            .read(|r| reports::find(r, j, commitment, unit, "2020-06"))
            .unwrap()
            .unwrap();
        assert_eq!(
            (row.head.id, row.head.revision, row.head.state.as_str()),
            (id, 0, "draft")
        );
        row.head.state = "accepted".into();
        row.head.accepted_on = Some("2020-07-08".parse().unwrap());
        row.head.submitted_on = Some("2020-07-07".parse().unwrap());
        row.head.reopening = Some(("漏记".into(), "督查室".into(), "2020-08-01".parse().unwrap()));
        row.published = Some("{\"texts\":1}".into());
        let (kept, stale) = (row.clone(), row.clone());
        store.write(move |w| reports::update(w, j, &kept)).unwrap();
        assert_eq!(
            store.write(move |w| reports::update(w, j, &stale)),
            Err(StoreError::Conflict)
        );
        row.head.revision = 1;
        let read = store.read(|r| reports::of_commitment(r, j, commitment)).unwrap();
        assert_eq!(read, vec![row.clone()]);
        assert_eq!(store.read(|r| reports::of_year(r, j, 2020)), Ok(vec![row.head]));
        assert!(store.read(|r| reports::of_year(r, j, 2021)).unwrap().is_empty());

        let told = store
            .write(move |w| journal::append(w, j, &leaf("report.accepted", "commitment:2020-1")))
            .unwrap();
        let step = ReportStep {
            step: "accepted".into(),
            words: String::new(),
            at: at(3),
            unit: None,
            leaf: told,
        };
        let (one, lost) = (
            step.clone(),
            ReportStep {
                leaf: LeafId(9_999),
                ..step.clone()
            },
        );
        store
            .write(move |w| reports::insert_step(w, j, id, &one, (AccountId(1), Some(unit))))
            .unwrap();
        assert!(
            store
                .write(move |w| reports::insert_step(w, j, id, &lost, (AccountId(1), None)))
                .is_err()
        );
        let steps = store.read(|r| reports::steps(r, j, id)).unwrap();
        assert_eq!(steps.len(), 1);
        assert_eq!((steps[0].leaf, steps[0].unit.is_some()), (told, true));

        assert_eq!(store.read(|r| reports::has_head(r, j, unit)), Ok(false));
        store
            .write(move |w| account(w, j, "head", Role::Head, Some(unit)))
            .unwrap();
        assert_eq!(store.read(|r| reports::has_head(r, j, unit)), Ok(true));

        let counts = store.read(|r| reports::burden(r, j, 2020)).unwrap();
        assert_eq!(
            (counts.reports as usize, counts.measures, counts.slips),
            (reporters.len(), 1, 0)
        );
        assert_eq!(
            store.read(|r| reports::burden(r, j, 2021)),
            Ok(reports::BurdenCounts::default())
        );
        assert!(
            store
                .read(|r| reports::reporting_units(r, j, 2020))
                .unwrap()
                .contains(&unit)
        );

        let form = FormRow {
            from: "2020-07-01".parse().unwrap(),
            frequency: "quarterly".into(),
            questions: vec!["资金支付".into()],
            reason: "减负".into(),
            at: at(4),
            by: AccountId(1),
            leaf: told,
        };
        for frequency in ["monthly", "quarterly"] {
            let form = FormRow {
                frequency: frequency.into(),
                ..form.clone()
            };
            store.write(move |w| reports::set_form(w, j, &form)).unwrap();
        }
        assert_eq!(
            store.read(|r| reports::forms(r, j)),
            Ok(vec![form]),
            "the later replaced the earlier"
        );
        assert_eq!(store.check().unwrap(), Vec::new());
    });
}
