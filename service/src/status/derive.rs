//! From facts to how things stand, by the rules of the area alone.

use std::collections::BTreeMap;

use shishi_commitments::course::Course;
use shishi_commitments::measure::{Direction, MeasureKind, Met, TargetValue, met};
use shishi_commitments::request::Ground;
use shishi_commitments::series::{Point, Trajectory};
use shishi_commitments::status::{
    Bounds, Colour, Facts, OnTime, TOLERANCE_PERCENT, Track, direction, flags, forecast, grade, kept, known_at, months,
    state, value_at,
};
use shishi_kernel::{Comparator, Date, Decimal, MeasureId};
use shishi_store::requests::RequestRow;
use shishi_store::status::{CommitmentFact, MeasureFact};

use super::gather::{Known, Version};
use super::places::places;
use super::view::{CommitmentStatus, MeasureStatus, MonthStatus, ProgrammeStatus, Wait};
use crate::ServiceError;
use crate::requests::standing;

/// How a programme stands.
pub(super) fn programme(known: Known) -> Result<ProgrammeStatus, ServiceError> {
    let commitments = known
        .commitments
        .iter()
        .map(|row| commitment(&known, row))
        .collect::<Result<Vec<_>, _>>()?;
    let mut on_time = OnTime::default();
    for one in &commitments {
        // What was paused or ended by a decision is not due.
        if one.state.is_done() || (one.state.is_open() && one.state != shishi_commitments::status::State::Paused) {
            on_time.add(one.done, one.cut_off, known.today);
        }
    }
    Ok(ProgrammeStatus {
        counts: commitments.iter().map(|one| one.state).collect(),
        on_time,
        commitments,
        programme: known.programme,
        today: known.today,
        changes: known.changes,
    })
}

fn commitment(known: &Known, row: &CommitmentFact) -> Result<CommitmentStatus, ServiceError> {
    let none = Vec::new();
    let versions = known.plans.get(&row.id).map_or(&[][..], Vec::as_slice);
    let facts = known.measures.get(&row.id).unwrap_or(&none);
    let course = Course::from_code(&row.course)
        .ok_or_else(|| ServiceError::Internal(format!("{} has an unknown course {}", row.slug, row.course)))?;
    let mut measures = facts
        .iter()
        .map(|fact| measure(known, versions, fact))
        .collect::<Result<Vec<_>, _>>()?;
    let last = measures
        .iter()
        .filter(|one| one.testable)
        .filter_map(|one| one.cut_off)
        .max();
    let months = year(known, row, versions, &mut measures);
    let now = months.iter().rev().flatten().next();
    let (waits, unfunded) = waits(known, row)?;
    let milestones = known.milestones.get(&row.id).cloned().unwrap_or_default();
    let said = |series: fn(&MeasureStatus) -> &[Point]| {
        let days = measures.iter().filter_map(move |one| series(one).last());
        days.map(|point| point.on).max()
    };
    let told = said(|one| &one.reported);
    let reported = told.max(known.reports.get(&row.id).copied());
    let verified = said(|one| &one.verified);
    let entries = known.entries.get(&row.id);
    let testable = || measures.iter().filter(|one| one.testable);
    let uses = known.uses.get(&row.id).copied();
    let facts = Facts {
        today: known.today,
        started: first_day(known.programme.year),
        cut_off: last,
        planned: row.plan_filed.is_some(),
        reported,
        met_reported: kept(testable().map(|one| claimed(one, known.today))),
        met_verified: kept(testable().map(|one| one.met_verified)),
        milestones_overdue: count(
            milestones
                .iter()
                .filter(|one| one.done.is_none() && one.planned < known.today),
        ),
        requests_overdue: count(waits.iter().filter(|wait| wait.overdue)),
        disputes: entries.map_or(0, |counts| counts.contradicted),
        unfunded,
        changed: facts.iter().any(|fact| fact.target_version > 1),
        paused: course == Course::Paused,
        ended: matches!(course, Course::Ended | Course::CarriedOver),
        use_check: uses.is_some(),
        closed: known.used.contains(&row.id),
    };
    let done = testable()
        .map(met_since)
        .collect::<Option<Vec<Date>>>()
        .and_then(|days| days.into_iter().max());
    Ok(CommitmentStatus {
        id: row.id,
        slug: row.slug.clone(),
        number: row.number,
        title: row.title.clone(),
        leads: row.leads.clone(),
        state: state(&facts),
        flags: flags(&facts),
        colour: now.map_or(Colour::Grey, |month| month.colour),
        scar: now.is_some_and(|month| month.scar),
        months,
        grade: grade(
            reported.is_some(),
            entries.is_some_and(|counts| counts.supported > 0),
            verified.is_some(),
        ),
        cut_off: last,
        done,
        reported,
        measures,
        milestones,
        waits,
        slips: known.slips.get(&row.id).cloned().unwrap_or_default(),
        uses,
        last_change: row.last_change.clone(),
    })
}

fn count<T>(rows: impl Iterator<Item = T>) -> u32 {
    u32::try_from(rows.count()).unwrap_or(u32::MAX)
}

fn first_day(year: i16) -> Date {
    Date::new(year, 1, 1).unwrap_or(Date::MIN)
}

fn last_day(year: i16) -> Date {
    Date::new(year, 12, 31).unwrap_or(Date::MAX)
}

/// The day from which on the measure was met as verified without a break, until now.
fn met_since(measure: &MeasureStatus) -> Option<Date> {
    let kept = |point: &&Point| holds(measure, point.value) == Met::Met;
    measure
        .verified
        .iter()
        .rev()
        .take_while(kept)
        .last()
        .map(|point| point.on)
}

fn holds(measure: &MeasureStatus, value: Decimal) -> Met {
    match &measure.target {
        Some(target) => met(target, value, measure.direction),
        // Done or not done: what is written for it is 1 and 0.
        None if measure.testable && value >= Decimal::ONE => Met::Met,
        None if measure.testable => Met::NotMet,
        None => Met::Undeclared,
    }
}

/// Whether a measure is met on what is known of it: what was verified to be otherwise is no claim that still waits for it.
fn claimed(measure: &MeasureStatus, today: Date) -> Met {
    let point = known_at(&measure.reported, &measure.verified, today);
    point.map_or(Met::NotMet, |point| holds(measure, point.value))
}

fn measure(known: &Known, versions: &[Version], fact: &MeasureFact) -> Result<MeasureStatus, ServiceError> {
    let corrupt = |what: &str| ServiceError::Internal(format!("measure {} has an unknown {what}", fact.measure));
    let kind = MeasureKind::from_code(&fact.kind).ok_or_else(|| corrupt("kind"))?;
    let target = match (&fact.comparator, fact.value) {
        (Some(comparator), Some(value)) => Some(TargetValue {
            comparator: Comparator::from_code(comparator).ok_or_else(|| corrupt("comparator"))?,
            value,
            value_max: fact.value_max,
            tolerance: fact.tolerance,
            cut_off: fact.cut_off,
        }),
        _ => None,
    };
    let of = |series: &BTreeMap<MeasureId, Vec<Point>>| series.get(&fact.measure).cloned().unwrap_or_default();
    let plan = versions
        .last()
        .and_then(|version| version.trajectories.get(&fact.measure));
    // Where no day is written, the list's year is.
    let cut_off = fact
        .cut_off
        .or_else(|| fact.testable.then(|| last_day(known.programme.year)));
    let mut status = MeasureStatus {
        measure: fact.measure,
        position: fact.position,
        what: fact.what.clone(),
        unit: fact.unit.clone(),
        testable: fact.testable,
        direction: target
            .as_ref()
            .map_or(Direction::More, |target| direction(kind, fact.baseline, target)),
        target,
        plan: plan.cloned().unwrap_or_default(),
        reported: of(&known.reported),
        verified: of(&known.verified),
        met_reported: Met::Undeclared,
        met_verified: Met::Undeclared,
        colour: Colour::Grey,
        cut_off,
        forecast: None,
        places: places(known, kind, fact)?,
    };
    let against = |value: Option<Decimal>| value.map_or(Met::NotMet, |value| holds(&status, value));
    let reported = value_at(&status.reported, known.today);
    let verified = value_at(&status.verified, known.today);
    (status.met_reported, status.met_verified) = (against(reported), against(verified));
    status.forecast = cut_off.and_then(|last| {
        let most = (kind == MeasureKind::Rate && fact.unit.as_deref() == Some("%")).then_some(Decimal::ONE_HUNDRED);
        let bounds = Bounds {
            least: Some(Decimal::ZERO),
            most: most.filter(|most| fact.value.is_none_or(|value| value <= *most)),
        };
        let ahead = last > known.today && fact.testable && status.target.is_some();
        ahead.then(|| forecast(&status.reported, last, bounds)).flatten()
    });
    Ok(status)
}

/// The twelve months: each is held against the plan that was in force at its end, so that a later version does not repaint
/// what was. A month before there was a plan is grey. Puts this month's colour into each measure.
fn year(
    known: &Known,
    row: &CommitmentFact,
    versions: &[Version],
    measures: &mut [MeasureStatus],
) -> [Option<MonthStatus>; 12] {
    let year = known.programme.year;
    let mut cells = [None; 12];
    let empty = Trajectory::default();
    for (cell, number) in cells.iter_mut().zip(1_i8..) {
        let Ok(first) = Date::new(year, number, 1) else {
            continue;
        };
        if first > known.today {
            break;
        }
        let end = first.last_of_month().min(known.today);
        let version = versions.iter().rev().find(|version| version.since <= end);
        let planned = version.filter(|_| row.plan_filed.is_some_and(|filed| filed <= end));
        let mut month = MonthStatus {
            first,
            colour: Colour::Grey,
            scar: false,
        };
        for measure in measures.iter_mut().filter(|one| one.testable) {
            let plan = planned.and_then(|version| version.trajectories.get(&measure.measure));
            let track = Track {
                plan: plan.unwrap_or(&empty),
                reported: &measure.reported,
                verified: &measure.verified,
                direction: measure.direction,
                tolerance_percent: TOLERANCE_PERCENT,
            };
            if let Some(own) = months(&track, first, end).first() {
                month.colour = Colour::worst([month.colour, own.colour]);
                month.scar |= own.scar;
                measure.colour = own.colour;
            }
        }
        month.scar &= month.colour != Colour::Red;
        *cell = Some(month);
    }
    cells
}

/// The open requests, and whether one of them was declined for want of money and that still stands.
fn waits(known: &Known, row: &CommitmentFact) -> Result<(Vec<Wait>, bool), ServiceError> {
    let mut waits = Vec::new();
    let mut unfunded = false;
    for request in known.requests.get(&row.id).into_iter().flatten() {
        let stands = standing(request, known.today)?;
        let Some(court) = stands.court else { continue };
        unfunded |= no_money(request);
        let unit = stands.waits_for(request);
        let unit = [&request.asker, &request.asked]
            .into_iter()
            .find(|one| Some(one.id) == unit);
        waits.push(Wait {
            request: request.id,
            court,
            unit: unit.cloned(),
            since: stands.since,
            due: request.due,
            overdue: stands.overdue,
        });
    }
    Ok((waits, unfunded))
}

/// Whether it was declined for want of money, and not taken on since.
fn no_money(request: &RequestRow) -> bool {
    let code = Ground::NoMoney.code();
    let grounded = request
        .steps
        .iter()
        .rposition(|step| step.ground.as_deref() == Some(code));
    let taken_on = |step: &shishi_store::requests::StepRow| matches!(step.step.as_str(), "accepted" | "delivered");
    grounded.is_some_and(|at| !request.steps[at..].iter().any(taken_on))
}
