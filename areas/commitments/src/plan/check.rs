//! What a plan may say, and when it says enough.

use std::collections::HashSet;

use shishi_kernel::{Comparator, Date, Decimal, Fen, MeasureId};

use super::{
    Foreseen, Milestone, MoneyLine, POINTS_MAX, Person, PlanContent, PlanFacts, PlanRefusal, PlannedTrajectory,
    ROWS_MAX, WORDS_CHARS_MAX, fits, fitting,
};
use crate::ledger::MeasureFacts;
use crate::measure::fault::bounds_fault;
use crate::measure::{Direction, MeasureKind, Met, TargetValue, met};
use crate::series::{Point, Trajectory};

/// What is typed, in the form in which it is kept: without white space round it, in the order of the days. It may be
/// incomplete, but nothing in it may be nonsense.
pub(super) fn written(facts: &PlanFacts, content: PlanContent) -> Result<PlanContent, PlanRefusal> {
    let rows = [
        content.milestones.len(),
        content.trajectories.len(),
        content.money.len(),
        content.persons.len(),
        content.foreseen.len(),
    ];
    if rows.iter().any(|rows| *rows > ROWS_MAX) {
        return Err(PlanRefusal::TooMany { max: ROWS_MAX });
    }
    Ok(PlanContent {
        milestones: milestones(facts, content.milestones)?,
        trajectories: trajectories(facts, content.trajectories)?,
        money: money(content.money)?,
        persons: content.persons.into_iter().map(person).collect::<Result<_, _>>()?,
        foreseen: content
            .foreseen
            .into_iter()
            .map(|foreseen| ask(facts, foreseen))
            .collect::<Result<_, _>>()?,
        cause: fitting(content.cause)?,
    })
}

fn milestones(facts: &PlanFacts, typed: Vec<Milestone>) -> Result<Vec<Milestone>, PlanRefusal> {
    let (first, last) = year_of(facts);
    let mut titles = HashSet::new();
    let mut milestones = Vec::with_capacity(typed.len());
    for Milestone { title, planned } in typed {
        let title = words(&title)?;
        if planned < first || planned > last {
            return Err(PlanRefusal::MilestoneOutside {
                title,
                planned,
                first,
                last,
            });
        }
        if !titles.insert(title.clone()) {
            return Err(PlanRefusal::MilestoneTwice { title });
        }
        milestones.push(Milestone { title, planned });
    }
    milestones.sort_by_key(|milestone| milestone.planned);
    Ok(milestones)
}

fn trajectories(facts: &PlanFacts, typed: Vec<PlannedTrajectory>) -> Result<Vec<PlannedTrajectory>, PlanRefusal> {
    let mut seen: HashSet<MeasureId> = HashSet::new();
    let mut trajectories = Vec::with_capacity(typed.len());
    for PlannedTrajectory { measure, points } in typed {
        let measure = facts
            .measures
            .iter()
            .find(|known| known.measure == measure && planned(known).is_some())
            .filter(|known| seen.insert(known.measure))
            .ok_or(PlanRefusal::MeasureUnknown)?;
        if points.len() > POINTS_MAX {
            return Err(PlanRefusal::TooMany { max: POINTS_MAX });
        }
        trajectories.push(PlannedTrajectory {
            measure: measure.measure,
            points: trajectory(facts, measure, points)?.points().to_vec(),
        });
    }
    Ok(trajectories)
}

/// A measure's points, checked one by one and against each other.
fn trajectory(facts: &PlanFacts, measure: &MeasureFacts, points: Vec<Point>) -> Result<Trajectory, PlanRefusal> {
    let what = || measure.what.clone();
    let first = new_years_day(facts.year);
    let last = cut_off(facts, measure);
    for Point { on, value } in &points {
        if *on < first || *on > last {
            return Err(PlanRefusal::PointOutside {
                what: what(),
                on: *on,
                first,
                last,
            });
        }
        let unit = measure.unit.as_deref().unwrap_or_default();
        let fraction = measure.counts_whole_things() && !value.fract().is_zero();
        if fraction || bounds_fault(*value, unit, &measure.what).is_some() {
            return Err(PlanRefusal::PointValue {
                what: what(),
                value: *value,
            });
        }
    }
    let points = points
        .into_iter()
        .map(|point| Point {
            value: point.value.normalize(),
            ..point
        })
        .collect();
    let trajectory = Trajectory::new(points).ok_or_else(|| PlanRefusal::PointTwice { what: what() })?;
    if only_rises(measure)
        && let Some(pair) = trajectory
            .points()
            .windows(2)
            .find(|pair| pair[1].value < pair[0].value)
    {
        return Err(PlanRefusal::Falls {
            what: what(),
            on: pair[1].on,
            before: pair[0].value,
            value: pair[1].value,
        });
    }
    Ok(trajectory)
}

/// Whether what was counted once stays counted, so that less of it later would be a slip of the pen. Shares and rules in
/// force go both ways, and so does what is to be brought down.
fn only_rises(measure: &MeasureFacts) -> bool {
    let both_ways = matches!(
        measure.kind,
        MeasureKind::Rate | MeasureKind::Parameter | MeasureKind::Quality
    );
    let down =
        planned(measure).is_some_and(|target| Direction::of(measure.kind, measure.baseline, target) == Direction::Less);
    !both_ways && !down
}

/// The target that a trajectory has to lead to: of measures that can be tested against a figure.
fn planned(measure: &MeasureFacts) -> Option<&TargetValue> {
    // A figure given by a change makes up for words that could not be tested.
    let testable = measure.testable || measure.target_version > 1;
    measure.target.as_ref().filter(|_| testable)
}

fn cut_off(facts: &PlanFacts, measure: &MeasureFacts) -> Date {
    measure
        .target
        .as_ref()
        .and_then(|target| target.cut_off)
        .unwrap_or_else(|| new_years_eve(facts.year))
}

fn new_years_day(year: i16) -> Date {
    Date::new(year, 1, 1).unwrap_or(Date::MIN)
}

fn new_years_eve(year: i16) -> Date {
    Date::new(year, 12, 31).unwrap_or(Date::MAX)
}

/// The first day of the year, and the last that counts for any measure.
fn year_of(facts: &PlanFacts) -> (Date, Date) {
    let end = new_years_eve(facts.year);
    let last = facts.measures.iter().map(|measure| cut_off(facts, measure)).max();
    (new_years_day(facts.year), last.map_or(end, |last| last.max(end)))
}

fn money(typed: Vec<MoneyLine>) -> Result<Vec<MoneyLine>, PlanRefusal> {
    let mut total = Fen(0);
    let mut lines = Vec::with_capacity(typed.len());
    for MoneyLine { source, amount } in typed {
        let source = words(&source)?;
        total = match total.checked_add(amount) {
            Some(sum) if amount.0 > 0 => sum,
            _ => return Err(PlanRefusal::Amount { from: source, amount }),
        };
        lines.push(MoneyLine { source, amount });
    }
    Ok(lines)
}

fn person(typed: Person) -> Result<Person, PlanRefusal> {
    Ok(Person {
        name: words(&typed.name)?,
        part: words(&typed.part)?,
    })
}

fn ask(facts: &PlanFacts, typed: Foreseen) -> Result<Foreseen, PlanRefusal> {
    if !facts.parties.lead(typed.unit) && !facts.parties.help(typed.unit) {
        return Err(PlanRefusal::UnitNotParty);
    }
    Ok(Foreseen {
        unit: typed.unit,
        what: words(&typed.what)?,
    })
}

fn words(typed: &str) -> Result<String, PlanRefusal> {
    let words = typed.trim();
    if words.is_empty() {
        return Err(PlanRefusal::TextMissing);
    }
    fits(words, WORDS_CHARS_MAX)?;
    Ok(words.to_owned())
}

/// Whether a version says enough to be approved: in the order of the form.
pub(super) fn complete(facts: &PlanFacts, content: &PlanContent) -> Result<(), PlanRefusal> {
    // What was sound when it was written may not be since a target was changed.
    let content = &written(facts, content.clone())?;
    if let Some(in_force) = &facts.in_force {
        later(facts, in_force, content)?;
    }
    if content.milestones.is_empty() {
        return Err(PlanRefusal::MilestonesMissing);
    }
    for measure in &facts.measures {
        let Some(target) = planned(measure) else { continue };
        let last = content
            .trajectories
            .iter()
            .find(|trajectory| trajectory.measure == measure.measure)
            .and_then(|trajectory| trajectory.points.last());
        let Some(last) = last else {
            return Err(PlanRefusal::TrajectoryMissing {
                what: measure.what.clone(),
            });
        };
        if !reaches(measure, target, last.value) {
            return Err(PlanRefusal::Short {
                what: measure.what.clone(),
                value: last.value,
                target: target.value,
            });
        }
    }
    if content.persons.is_empty() {
        return Err(PlanRefusal::PersonMissing);
    }
    Ok(())
}

/// What a version after the first has to say besides, and may not unsay.
fn later(facts: &PlanFacts, in_force: &PlanContent, content: &PlanContent) -> Result<(), PlanRefusal> {
    if content.cause.reason.is_empty() {
        return Err(PlanRefusal::CauseMissing);
    }
    if content.cause.decision.is_empty() {
        return Err(PlanRefusal::DecisionMissing);
    }
    let lost = facts
        .reached
        .iter()
        .find(|reached| reached.done.is_some() && !content.milestones.contains(&reached.milestone));
    if let Some(lost) = lost {
        return Err(PlanRefusal::ReachedKept {
            title: lost.milestone.title.clone(),
        });
    }
    let same = PlanContent {
        cause: in_force.cause.clone(),
        ..content.clone()
    };
    if same == *in_force {
        return Err(PlanRefusal::NothingChanged);
    }
    Ok(())
}

/// Whether a trajectory that ends with this value keeps the promise. About a number without a declared tolerance is planned
/// for as if it were the number: what "about" forgives is nothing to plan with.
fn reaches(measure: &MeasureFacts, target: &TargetValue, value: Decimal) -> bool {
    let direction = Direction::of(measure.kind, measure.baseline, target);
    match met(target, value, direction) {
        Met::Met => true,
        Met::NotMet => false,
        Met::Undeclared => {
            let exact = TargetValue {
                comparator: Comparator::Eq,
                ..target.clone()
            };
            met(&exact, value, direction) == Met::Met
        }
    }
}
