//! Plans by version, and requests with their steps.

use shishi_kernel::{CommitmentId, JurisdictionId, Role, UnitId};
use shishi_store::{StoreError, Writer, accounts, journal, ledger, plans, requests};

use crate::ledger::issue;
use crate::{at, jurisdiction, leaf, on_both_engines};

fn new_plan(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    (commitment, unit): (CommitmentId, UnitId),
    by: shishi_kernel::AccountId,
    version: u32,
) -> Result<shishi_kernel::PlanId, StoreError> {
    let new = plans::NewPlan {
        commitment,
        version,
        unit,
        content: "{}".into(),
        persons: "[]".into(),
        salt: "s".into(),
        at: at(1),
        by,
    };
    plans::insert(w, j, &new)
}

fn account(w: &mut Writer<'_>, j: JurisdictionId) -> Result<shishi_kernel::AccountId, StoreError> {
    let new = accounts::NewAccount {
        login: "clerk".into(),
        display_name: "clerk".into(),
        role: Role::Clerk,
        unit: None,
        password_hash: "h".into(),
    };
    accounts::insert(w, j, &new, at(0))
}

#[test]
fn a_version_is_put_in_force_and_ends_the_one_before() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, _, lead) = store.write(move |w| issue(w, j)).unwrap();
        let by = store.write(move |w| account(w, j)).unwrap();
        let measure = store
            .read(|r| ledger::commitment(r, j, "2020-1"))
            .unwrap()
            .unwrap()
            .measures[0]
            .id;
        let first = store.write(move |w| new_plan(w, j, (commitment, lead), by, 1)).unwrap();
        let twice = store.write(move |w| new_plan(w, j, (commitment, lead), by, 1));
        assert!(matches!(twice, Err(StoreError::Duplicate(_))));
        assert_eq!(store.read(|r| plans::approved(r, j, commitment)).unwrap(), None);
        for (version, planned) in [(1, "2020-06-30"), (2, "2020-07-31")] {
            let approved = store
                .write(move |w| {
                    let id = if version == 1 {
                        first
                    } else {
                        new_plan(w, j, (commitment, lead), by, 2)?
                    };
                    let mut record = plans::get(w, j, id)?.ok_or(StoreError::NotFound)?;
                    record.state = "submitted".into();
                    plans::update(w, j, &record, at(2), by)?;
                    assert_eq!(plans::waiting(w, j)?.len(), 1);
                    let open = plans::open(w, j)?;
                    let seen: Vec<_> = open
                        .iter()
                        .map(|row| (&*row.slug, row.version, &*row.state, row.unit.id))
                        .collect();
                    assert_eq!(seen, [("2020-1", version, "submitted", lead)]);
                    record = plans::get(w, j, id)?.ok_or(StoreError::NotFound)?;
                    record.state = "approved".into();
                    (record.approved_at, record.approved_by) = (Some(at(3)), Some(by));
                    plans::update(w, j, &record, at(3), by)?;
                    let milestone = plans::MilestoneRow {
                        position: 1,
                        title: "开工".into(),
                        planned: planned.parse().unwrap(),
                        done: None,
                    };
                    let points = [
                        (measure, "2020-10-31".parse().unwrap(), 11.into()),
                        (measure, "2020-06-30".parse().unwrap(), 4.into()),
                    ];
                    let on = if version == 1 { "2020-05-01" } else { "2020-06-01" };
                    plans::put_in_force(w, j, &record, &[milestone], &points, on.parse().unwrap())?;
                    plans::approved(w, j, commitment)
                })
                .unwrap()
                .unwrap();
            assert_eq!(
                (approved.version, approved.milestones[0].planned),
                (version, planned.parse().unwrap())
            );
            let course = &approved.trajectories[&measure];
            assert_eq!((course.len(), course[0].1, course[1].1), (2, 4.into(), 11.into()));
        }
        assert_eq!(store.read(|r| plans::open(r, j)).unwrap(), []);
        let states: Vec<String> = store
            .read(|r| plans::versions(r, j, commitment))
            .unwrap()
            .into_iter()
            .map(|record| record.state)
            .collect();
        assert_eq!(states, ["approved", "superseded"]);
        // The day on which there first was a plan stands.
        let page = store.read(|r| ledger::commitment(r, j, "2020-1")).unwrap().unwrap();
        assert_eq!(page.row.plan_filed, Some("2020-05-01".parse().unwrap()));
        let day = "2020-05-20".parse().unwrap();
        store.write(move |w| plans::reach(w, j, first, 1, day)).unwrap();
        assert_eq!(
            store.write(move |w| plans::reach(w, j, first, 1, day)),
            Err(StoreError::Conflict)
        );
        assert_eq!(
            store.read(|r| plans::milestones(r, j, first)).unwrap()[0].done,
            Some(day)
        );
        let stale = store.read(|r| plans::get(r, j, first)).unwrap().unwrap();
        let stale = plans::PlanRecord { revision: 0, ..stale };
        assert_eq!(
            store.write(move |w| plans::update(w, j, &stale, at(4), by)),
            Err(StoreError::Conflict)
        );
    });
}

#[test]
fn a_step_is_written_once_at_its_place() {
    on_both_engines(|store| {
        let j = jurisdiction(store);
        let (commitment, group, lead) = store.write(move |w| issue(w, j)).unwrap();
        let by = store.write(move |w| account(w, j)).unwrap();
        let member = store
            .read(|r| ledger::members_on(r, j, group, "2020-05-01".parse().unwrap()))
            .unwrap()[0]
            .id;
        let leaf = store
            .write(move |w| journal::append(w, j, &leaf("request.asked", "commitment:2020-1")))
            .unwrap();
        let step = move |code: &str| requests::StepRow {
            step: code.into(),
            ground: (code == "declined").then(|| "no_money".into()),
            words: "说明".into(),
            at: at(5),
            leaf,
        };
        let id = store
            .write(move |w| {
                let new = requests::NewRequest {
                    commitment,
                    asker: lead,
                    asked: member,
                    what: "拨付资金".into(),
                    reason: "招标".into(),
                    due: "2020-06-30".parse().unwrap(),
                };
                let id = requests::insert(w, j, &new)?;
                requests::insert_step(w, j, id, 1, &step("asked"), by)?;
                Ok::<_, StoreError>(id)
            })
            .unwrap();
        store
            .write(move |w| requests::insert_step(w, j, id, 2, &step("declined"), by))
            .unwrap();
        let again = store.write(move |w| requests::insert_step(w, j, id, 2, &step("accepted"), by));
        assert_eq!(again, Err(StoreError::Conflict));
        let row = store.read(|r| requests::get(r, j, id)).unwrap().unwrap();
        assert_eq!(
            (row.asker.id, row.asked.id, row.slug.as_str()),
            (lead, member, "2020-1")
        );
        assert_eq!(row.steps, [step("asked"), step("declined")]);
        for unit in [lead, member] {
            assert_eq!(
                store.read(|r| requests::of_unit(r, j, unit)).unwrap(),
                std::slice::from_ref(&row)
            );
        }
        assert_eq!(store.read(|r| requests::all(r, j)).unwrap(), std::slice::from_ref(&row));
        assert_eq!(
            store.read(|r| requests::of_commitment(r, j, commitment)).unwrap(),
            [row]
        );
        assert!(store.read(|r| requests::of_unit(r, j, group)).unwrap().is_empty());
        assert!(store.read(|r| requests::escalated(r, j)).unwrap().is_empty());
        store
            .write(move |w| requests::insert_step(w, j, id, 3, &step("escalated"), by))
            .unwrap();
        assert_eq!(store.read(|r| requests::escalated(r, j)).unwrap().len(), 1);
    });
}
