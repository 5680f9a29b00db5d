//! R3: how values lie over time.

use shishi_kernel::{Decimal, Timestamp, UnitId};

use super::{Flag, Pattern, Period, Subject, THRESHOLD, days, minute_of_day, points};
use crate::question::arithmetic::Reported;

/// A rise by more than so many points of the target in the last tenth of the time is asked after.
pub const JUMP_POINTS: Decimal = Decimal::from_parts(30, 0, 0, false, 0);
/// So many equal steps in a row are asked after.
pub const EQUAL_STEPS: usize = 6;
/// Smaller steps are often equal by themselves: one toilet a month is no wonder.
pub const STEP_MIN: Decimal = Decimal::from_parts(10, 0, 0, false, 0);
/// So many units within an hour of one night are asked after.
pub const BATCH_UNITS: usize = 5;
const BATCH_SECONDS: i64 = 3_600;
/// Night is from ten in the evening to six in the morning.
const NIGHT: (i16, i16) = (22 * 60, 6 * 60);

/// Whether the value leaps in the last tenth of its time. Values earliest first; `target` is what is due at the end.
#[must_use]
pub fn late_jump(subject: Subject, time: Period, target: Decimal, values: &[Reported]) -> Option<Flag> {
    let length = days(time.from, time.to);
    let is_late = |value: &Reported| days(time.from, value.point.on) * 10 > length * 9;
    values.windows(2).rev().find_map(|pair| {
        let [before, now] = pair else { return None };
        // Two entries that are far apart say nothing of the last days.
        if !is_late(now) || days(before.point.on, now.point.on) * 5 > length {
            return None;
        }
        let rise = points(now.point.value.checked_sub(before.point.value)?, target)?;
        (rise > JUMP_POINTS).then(|| {
            Flag::new(Pattern::LateJump, subject, now.period)
                .with("from", before.point.value.normalize())
                .with("to", now.point.value.normalize())
                .with("since", before.point.on)
                .with("points", rise.normalize())
                .with(THRESHOLD, JUMP_POINTS)
        })
    })
}

/// Whether a cumulative value rises by the same step again and again. Values earliest first, one a period.
#[must_use]
pub fn equal_steps(subject: Subject, values: &[Reported]) -> Option<Flag> {
    let mut run = 0;
    let mut last: Option<Decimal> = None;
    for pair in values.windows(2) {
        let [before, now] = pair else { continue };
        let step = now.point.value.checked_sub(before.point.value)?;
        run = if last == Some(step) { run + 1 } else { 1 };
        last = Some(step);
        if run >= EQUAL_STEPS && step >= STEP_MIN {
            return Some(
                Flag::new(Pattern::EqualSteps, subject, now.period)
                    .with("step", step.normalize())
                    .with("times", run)
                    .with(THRESHOLD, EQUAL_STEPS),
            );
        }
    }
    None
}

/// A report's arrival.
#[derive(Clone, Copy, Debug)]
pub struct Arrival {
    /// The unit and what it reported on.
    pub subject: Subject,
    /// When.
    pub at: Timestamp,
}

/// Whether many units filed within one hour of a night: one question to each of them.
#[must_use]
pub fn night_batch(period: Period, arrivals: &[Arrival]) -> Vec<Flag> {
    let mut night: Vec<_> = arrivals.iter().filter(|arrival| at_night(arrival.at)).collect();
    night.sort_by_key(|arrival| (arrival.at, arrival.subject));
    let mut flags = Vec::new();
    let mut start = 0;
    while start < night.len() {
        let first = night[start].at;
        let within = |arrival: &&&Arrival| first.duration_until(arrival.at).as_secs() < BATCH_SECONDS;
        let batch: Vec<_> = night[start..].iter().take_while(within).collect();
        let mut units: Vec<UnitId> = batch.iter().map(|arrival| arrival.subject.unit).collect();
        units.sort_unstable();
        units.dedup();
        if units.len() >= BATCH_UNITS {
            flags.extend(batch.iter().map(|arrival| {
                Flag::new(Pattern::NightBatch, arrival.subject, period)
                    .with("at", arrival.at)
                    .with("units", units.len())
                    .with(THRESHOLD, BATCH_UNITS)
            }));
            start += batch.len();
        } else {
            start += 1;
        }
    }
    flags
}

fn at_night(at: Timestamp) -> bool {
    let minute = minute_of_day(at);
    minute >= NIGHT.0 || minute < NIGHT.1
}
