//! What minutes of a ladder cost.

use super::trace::{Sink, What};
use crate::tariff::{Rate, Rounding};
use shishi_kernel::Fen;

impl Rate {
    /// Units that are due after so many minutes of a step.
    fn units(&self, minutes: i64, unit: u32) -> i64 {
        if unit == u32::MAX {
            return i64::from(minutes > 0);
        }
        let unit = i64::from(unit);
        match self.rounding {
            Rounding::Up => (minutes + unit - 1) / unit,
            Rounding::Down => minutes / unit,
            Rounding::Half => (2 * minutes + unit) / (2 * unit),
        }
    }

    /// Fen for the minutes of the ladder from one to another. What is due after all is due in parts: a unit belongs to
    /// the part in which it becomes due, so that parts always sum to the whole.
    pub(crate) fn charge(&self, from: i64, until: i64, window: &str, period: i64, sink: &mut impl Sink) -> i64 {
        let mut begun = 0_u32;
        let mut sum = 0;
        for step in &self.steps {
            let (first, last) = (i64::from(begun), i64::from(step.until));
            if until <= first {
                break;
            }
            if from < last {
                let at = |minute: i64| self.units(minute.clamp(first, last) - first, step.unit);
                let units = at(until) - at(from);
                if units != 0 {
                    sum += units * step.fen;
                    sink.add(units * step.fen, || What::Units {
                        window: window.to_owned(),
                        from: begun,
                        until: (step.until != u32::MAX).then_some(step.until),
                        units,
                        unit: (step.unit != u32::MAX).then_some(step.unit),
                        each: Fen(step.fen),
                        period,
                    });
                }
            }
            begun = step.until;
        }
        sum
    }

    /// The minutes until the unit that holds a minute of the ladder ends; `None` when nothing more is charged.
    pub(crate) fn unit_end(&self, at: i64) -> Option<i64> {
        let mut begun = 0_u32;
        for step in &self.steps {
            if at < i64::from(step.until) {
                if step.unit == u32::MAX {
                    return None;
                }
                let (first, unit) = (i64::from(begun), i64::from(step.unit));
                return Some(first + ((at - first) / unit + 1) * unit);
            }
            begun = step.until;
        }
        None
    }
}
