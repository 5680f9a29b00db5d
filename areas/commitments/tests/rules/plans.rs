//! Plans: what is refused in which order, their life, and their trajectories against a naive model.

use std::collections::BTreeSet;

use proptest::prelude::*;
use shishi_commitments::draft::TargetRole;
use shishi_commitments::ledger::MeasureFacts;
use shishi_commitments::measure::{MeasureKind, TargetValue};
use shishi_commitments::party::Parties;
use shishi_commitments::plan::{
    CODES, Cause, Foreseen, Milestone, MoneyLine, POINTS_MAX, Person, PlanCommand, PlanContent, PlanEvent, PlanFacts,
    PlanRefusal, PlanState, PlannedTrajectory, ROWS_MAX, Reached, begin, decide,
};
use shishi_commitments::series::Point;
use shishi_kernel::{AccountId, Actor, Comparator, Decimal, Fen, MeasureId, Role, UnitId};

use crate::build::{Step, code, date, ladder, now, number};

fn measure(id: i64, kind: MeasureKind, what: &str, unit: &str, target: &str) -> MeasureFacts {
    MeasureFacts {
        measure: MeasureId(id),
        kind,
        what: what.into(),
        unit: Some(unit.into()),
        role: TargetRole::Commitment,
        baseline: None,
        testable: true,
        target: Some(TargetValue {
            comparator: Comparator::Eq,
            value: number(target),
            value_max: None,
            tolerance: None,
            cut_off: Some(date("2020-10-31")),
        }),
        target_version: 1,
        year: 2020,
        leads: vec![UnitId(1)],
        helps: vec![UnitId(2)],
    }
}

fn facts() -> PlanFacts {
    let mut untestable = measure(7, MeasureKind::Activity, "整治", "处", "1");
    untestable.testable = false;
    untestable.target = None;
    PlanFacts {
        year: 2020,
        parties: Parties {
            leads: vec![UnitId(1)],
            helps: vec![UnitId(2)],
        },
        measures: vec![measure(5, MeasureKind::Count, "公厕", "座", "35"), untestable],
        in_force: None,
        reached: Vec::new(),
    }
}

fn actor(role: Role, unit: Option<i64>) -> Actor {
    Actor {
        account: AccountId(8),
        unit: unit.map(UnitId),
        role,
    }
}

fn clerk() -> Actor {
    actor(Role::Clerk, Some(1))
}

fn point(on: &str, value: &str) -> Point {
    Point {
        on: date(on),
        value: number(value),
    }
}

fn milestone(title: &str, planned: &str) -> Milestone {
    Milestone {
        title: title.into(),
        planned: date(planned),
    }
}

fn content() -> PlanContent {
    PlanContent {
        milestones: vec![milestone("完成选址", "2020-05-31"), milestone("全部开工", "2020-07-31")],
        trajectories: vec![PlannedTrajectory {
            measure: MeasureId(5),
            points: vec![point("2020-06-30", "5"), point("2020-10-31", "35")],
        }],
        money: vec![MoneyLine {
            source: "区财政".into(),
            amount: Fen(120_000_000),
        }],
        persons: vec![Person {
            name: "甲某".into(),
            part: "副局长".into(),
        }],
        foreseen: vec![Foreseen {
            unit: UnitId(2),
            what: "五月底前拨付首批资金".into(),
        }],
        cause: Cause::default(),
    }
}

fn save(content: &PlanContent) -> Result<PlanContent, PlanRefusal> {
    let command = PlanCommand::Save(content.clone());
    match decide(&facts(), &PlanState::Draft, content, command, &clerk(), now())? {
        PlanEvent::Saved(content) => Ok(content),
        other => panic!("{other:?}"),
    }
}

fn submit(facts: &PlanFacts, content: &PlanContent) -> &'static str {
    code(&decide(
        facts,
        &PlanState::Draft,
        content,
        PlanCommand::Submit,
        &clerk(),
        now(),
    ))
}

fn submitted() -> PlanState {
    PlanState::Submitted { at: now() }
}

fn approved() -> PlanState {
    PlanState::Approved {
        at: now(),
        by: AccountId(1),
    }
}

fn who_and_where() -> Vec<&'static str> {
    let superseded = PlanState::Superseded;
    let returned = PlanState::Returned {
        at: now(),
        reasons: "缺少资金来源".into(),
    };
    let give_back = |reasons: &str| PlanCommand::Return {
        reasons: reasons.into(),
    };
    let reach = |position, on| PlanCommand::Reach { position, on: date(on) };
    let (lead, helper, office) = (clerk(), actor(Role::Head, Some(2)), actor(Role::Supervisor, Some(9)));
    let interested = actor(Role::Supervisor, Some(2));
    let unbound = actor(Role::Supervisor, None);
    let save = || PlanCommand::Save(content());
    let rows = [
        (PlanState::Draft, save(), &helper, "plan.not_lead"),
        (PlanState::Draft, PlanCommand::Submit, &unbound, "plan.not_lead"),
        (approved(), save(), &helper, "plan.not_lead"),
        (PlanState::Draft, save(), &lead, "ok"),
        (returned.clone(), save(), &lead, "ok"),
        (submitted(), save(), &lead, "plan.not_open"),
        (approved(), save(), &lead, "plan.not_open"),
        (superseded.clone(), PlanCommand::Submit, &lead, "plan.not_open"),
        (returned.clone(), PlanCommand::Submit, &lead, "ok"),
        (submitted(), PlanCommand::Approve, &interested, "plan.own_duty"),
        (PlanState::Draft, PlanCommand::Approve, &interested, "plan.own_duty"),
        (submitted(), PlanCommand::Approve, &office, "ok"),
        (submitted(), PlanCommand::Approve, &unbound, "ok"),
        (PlanState::Draft, PlanCommand::Approve, &office, "plan.not_submitted"),
        (approved(), PlanCommand::Approve, &office, "plan.not_submitted"),
        (returned, give_back("再改"), &office, "plan.not_submitted"),
        (submitted(), give_back(" \n"), &office, "plan.reasons_missing"),
        (submitted(), give_back(&"长".repeat(2_001)), &office, "plan.text_long"),
        (submitted(), give_back("缺少资金来源"), &office, "ok"),
        (submitted(), give_back("缺少资金来源"), &lead, "plan.own_duty"),
        (approved(), reach(1, "2020-05-11"), &office, "plan.not_lead"),
        (submitted(), reach(1, "2020-05-11"), &lead, "plan.not_approved"),
        (superseded, reach(1, "2020-05-11"), &lead, "plan.not_approved"),
        (approved(), reach(0, "2020-05-11"), &lead, "plan.milestone_unknown"),
        (approved(), reach(3, "2020-05-11"), &lead, "plan.milestone_unknown"),
        (approved(), reach(2, "2020-05-11"), &lead, "plan.reached_already"),
        (approved(), reach(1, "2020-05-12"), &lead, "plan.reached_in_future"),
        (approved(), reach(1, "2019-12-31"), &lead, "plan.reached_before_year"),
        (approved(), reach(1, "2020-05-11"), &lead, "ok"),
    ];
    let mut facts = facts();
    facts.reached = vec![
        Reached {
            milestone: milestone("完成选址", "2020-05-31"),
            done: None,
        },
        Reached {
            milestone: milestone("全部开工", "2020-07-31"),
            done: Some(date("2020-05-01")),
        },
    ];
    let mut codes = Vec::new();
    for (at, (state, command, actor, expected)) in rows.into_iter().enumerate() {
        let got = code(&decide(&facts, &state, &content(), command, actor, now()));
        assert_eq!(got, expected, "row {at}");
        codes.push(got);
    }
    for (states, unit, expected) in [
        (vec![], 1, "ok"),
        (vec![approved()], 1, "ok"),
        (vec![approved(), PlanState::Draft], 1, "plan.open_already"),
        (vec![submitted()], 1, "plan.open_already"),
        (vec![submitted()], 2, "plan.not_lead"),
    ] {
        let got = code(&begin(&facts, &states, &actor(Role::Clerk, Some(unit))));
        assert_eq!(got, expected, "{states:?}");
        codes.push(got);
    }
    codes
}

fn what_is_written() -> Vec<&'static str> {
    type Spoil = fn(&mut PlanContent);
    let rows: &[(&str, Spoil)] = &[
        ("ok", |_| ()),
        ("plan.too_many", |c| {
            c.milestones = vec![milestone("同", "2020-05-31"); ROWS_MAX + 1]
        }),
        ("plan.text_missing", |c| c.milestones[0].title = " ".into()),
        ("plan.text_long", |c| c.milestones[0].title = "长".repeat(201)),
        ("plan.milestone_outside", |c| {
            c.milestones[0].planned = date("2019-12-31")
        }),
        ("plan.milestone_outside", |c| {
            c.milestones[0].planned = date("2021-01-01")
        }),
        ("ok", |c| c.milestones[0].planned = date("2020-12-31")),
        ("plan.milestone_twice", |c| c.milestones[1].title = " 完成选址 ".into()),
        ("plan.measure_unknown", |c| c.trajectories[0].measure = MeasureId(6)),
        ("plan.measure_unknown", |c| c.trajectories[0].measure = MeasureId(7)),
        ("plan.measure_unknown", |c| {
            c.trajectories.push(c.trajectories[0].clone())
        }),
        ("plan.too_many", |c| {
            c.trajectories[0].points = vec![point("2020-06-30", "5"); POINTS_MAX + 1]
        }),
        ("plan.trajectory_outside", |c| {
            c.trajectories[0].points[0].on = date("2019-12-31")
        }),
        ("plan.trajectory_outside", |c| {
            c.trajectories[0].points[1].on = date("2020-11-01")
        }),
        ("plan.trajectory_value", |c| {
            c.trajectories[0].points[0].value = number("-1")
        }),
        ("plan.trajectory_value", |c| {
            c.trajectories[0].points[0].value = number("1.5")
        }),
        ("ok", |c| c.trajectories[0].points[0].value = number("5.0")),
        ("plan.trajectory_twice", |c| {
            c.trajectories[0].points[0].on = date("2020-10-31")
        }),
        ("plan.trajectory_falls", |c| {
            c.trajectories[0].points[0].value = number("36")
        }),
        ("plan.text_missing", |c| c.money[0].source.clear()),
        ("plan.amount", |c| c.money[0].amount = Fen(0)),
        ("plan.amount", |c| {
            c.money.push(MoneyLine {
                source: "省".into(),
                amount: Fen(i64::MAX),
            })
        }),
        ("plan.text_missing", |c| c.persons[0].name.clear()),
        ("plan.text_missing", |c| c.persons[0].part.clear()),
        ("plan.unit_not_party", |c| c.foreseen[0].unit = UnitId(9)),
        ("plan.text_missing", |c| c.foreseen[0].what.clear()),
        ("plan.text_long", |c| c.cause.reason = "长".repeat(2_001)),
        ("plan.text_long", |c| c.cause.decision = "长".repeat(301)),
        // Half a plan can be written down.
        ("ok", |c| *c = PlanContent::default()),
    ];
    let mut codes = Vec::new();
    for (at, (expected, spoil)) in rows.iter().enumerate() {
        let mut content = content();
        spoil(&mut content);
        let got = code(&save(&content));
        assert_eq!(got, *expected, "row {at}");
        codes.push(got);
    }
    codes
}

fn what_is_submitted() -> Vec<&'static str> {
    let steps: &[Step<PlanContent>] = &[
        ("plan.milestones_missing", |c| c.milestones = content().milestones),
        ("plan.trajectory_missing", |c| {
            c.trajectories = content().trajectories;
            c.trajectories[0].points.pop();
        }),
        ("plan.trajectory_short", |c| c.trajectories = content().trajectories),
        ("plan.person_missing", |c| c.persons = content().persons),
        ("ok", |_| ()),
    ];
    let mut codes = ladder(PlanContent::default(), steps, |content| submit(&facts(), content));
    // Later versions say why, and keep what was reached as it was planned.
    let mut facts = facts();
    facts.in_force = Some(content());
    facts.reached = vec![Reached {
        milestone: milestone("完成选址", "2020-05-31"),
        done: Some(date("2020-05-10")),
    }];
    let mut moved = content();
    moved.milestones[0].planned = date("2020-06-30");
    let steps: &[Step<PlanContent>] = &[
        ("plan.cause_missing", |c| c.cause.reason = "征地延误".into()),
        ("plan.decision_missing", |c| {
            c.cause.decision = "管委会会议纪要〔2020〕3号".into()
        }),
        ("plan.reached_kept", |c| c.milestones[0].planned = date("2020-05-31")),
        ("plan.nothing_changed", |c| c.milestones[1].planned = date("2020-08-31")),
        ("ok", |_| ()),
    ];
    codes.extend(ladder(moved, steps, |content| submit(&facts, content)));
    // A target that was raised meanwhile is looked at again when the plan is approved.
    facts.in_force = None;
    facts.measures[0].target.as_mut().unwrap().value = number("40");
    let office = actor(Role::Supervisor, None);
    codes.push(code(&decide(
        &facts,
        &submitted(),
        &content(),
        PlanCommand::Approve,
        &office,
        now(),
    )));
    assert_eq!(codes.last(), Some(&"plan.trajectory_short"));
    codes
}

#[test]
fn plans_are_refused_in_order_and_with_every_code() {
    let produced: BTreeSet<_> = [who_and_where(), what_is_written(), what_is_submitted()]
        .concat()
        .into_iter()
        .collect();
    let listed: BTreeSet<_> = CODES.iter().copied().chain(["ok"]).collect();
    assert_eq!(listed.len(), CODES.len() + 1, "a code is listed twice");
    assert_eq!(produced, listed);
}

#[test]
fn rates_and_rules_go_both_ways_and_about_is_planned_for_as_the_number() {
    use MeasureKind::{Count, Flow, Parameter, Rate};
    let approximate = |measure: &mut MeasureFacts| {
        measure.target.as_mut().unwrap().comparator = Comparator::Approx;
    };
    let at_most = |measure: &mut MeasureFacts| measure.target.as_mut().unwrap().comparator = Comparator::Le;
    let from_above = |measure: &mut MeasureFacts| measure.baseline = Some(number("60"));
    type Change = fn(&mut MeasureFacts);
    let rows: &[(MeasureKind, Change, &str, &str, &str)] = &[
        (Count, |_| (), "40", "35", "plan.trajectory_falls"),
        (Flow, |_| (), "1", "35", "ok"),
        (Flow, |_| (), "35", "36", "ok"),
        (Flow, |_| (), "0", "34", "plan.trajectory_short"),
        (Rate, |_| (), "40", "35", "ok"),
        (Parameter, |_| (), "40", "35", "ok"),
        (Parameter, |_| (), "35", "36", "plan.trajectory_short"),
        (Flow, approximate, "1", "35", "ok"),
        (Flow, approximate, "1", "34", "plan.trajectory_short"),
        (Flow, at_most, "1", "35", "ok"),
        (Flow, at_most, "1", "36", "plan.trajectory_short"),
        (Flow, from_above, "50", "35", "ok"),
        (Flow, from_above, "50", "36", "plan.trajectory_short"),
    ];
    for (at, (kind, change, middle, end, expected)) in rows.iter().enumerate() {
        let mut facts = facts();
        facts.measures[0].kind = *kind;
        change(&mut facts.measures[0]);
        let mut content = content();
        content.trajectories[0].points = vec![point("2020-06-30", middle), point("2020-09-30", end)];
        assert_eq!(submit(&facts, &content), *expected, "row {at}");
    }
}

#[test]
fn what_is_saved_is_sorted_and_saved_again_unchanged() {
    let mut typed = content();
    typed.milestones.reverse();
    typed.trajectories[0].points.reverse();
    typed.persons[0].name = " 甲某 ".into();
    let saved = save(&typed).unwrap();
    assert_eq!(saved, content());
    assert_eq!(save(&saved).unwrap(), saved);
}

proptest! {
    /// A trajectory of a counted thing is sound when, in the order of its days, each once and within the year up to the
    /// cut-off, it never falls and ends at the target or above.
    #[test]
    fn courses_agree_with_a_naive_model(points in prop::collection::vec((-20_i64..330, -1_i64..40), 0..6)) {
        let typed: Vec<Point> = points
            .iter()
            .map(|(day, value)| Point {
                on: date("2020-01-01").saturating_add(jiff::Span::new().days(*day)),
                value: Decimal::from(*value),
            })
            .collect();
        let mut content = content();
        content.trajectories[0].points.clone_from(&typed);
        let mut by_day = std::collections::BTreeMap::new();
        for point in &typed {
            by_day.insert(point.on, point.value);
        }
        let values: Vec<Decimal> = by_day.values().copied().collect();
        let sound = !typed.is_empty()
            && by_day.len() == typed.len()
            && by_day.keys().all(|on| *on >= date("2020-01-01") && *on <= date("2020-10-31"))
            && values.iter().all(|value| *value >= Decimal::ZERO)
            && (1..values.len()).all(|at| values[at] >= values[at - 1])
            && values.last().is_some_and(|last| *last >= Decimal::from(35));
        prop_assert_eq!(submit(&facts(), &content) == "ok", sound);
    }
}
