//! Time that does not go back over what was written.
//!
//! A machine's clock is set back by minutes when it is put right, and by an hour by whoever takes summer time for a
//! setting of the clock. What is written after that must not look as if it had happened before, so the time stands still
//! until the clock has caught up. A clock that goes back by more than a day was wrong by then, and is believed now: to
//! stand still for so long would stop every due date.

use std::sync::atomic::{AtomicI64, Ordering};

use jiff::{SignedDuration, Timestamp};

use crate::Clock;

/// Going back by at most so long is not believed.
const BACK_MAX: SignedDuration = SignedDuration::from_hours(24);

/// A clock over another that may be set back.
pub(crate) struct SteadyClock {
    clock: Clock,
    /// The last time that was given, in microseconds.
    last: AtomicI64,
}

impl SteadyClock {
    /// Goes on from the time of what was last written, if anything was.
    pub(crate) fn new(clock: Clock, written: Option<Timestamp>) -> Self {
        let last = written.unwrap_or(Timestamp::MIN);
        Self {
            clock,
            last: AtomicI64::new(last.as_microsecond()),
        }
    }

    pub(crate) fn now(&self) -> Timestamp {
        let told = (self.clock)();
        let give = |last: i64| {
            let last = Timestamp::from_microsecond(last).unwrap_or(told);
            let back = last.duration_since(told);
            if back > SignedDuration::ZERO && back <= BACK_MAX {
                last
            } else {
                told
            }
        };
        let kept = self.last.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |last| {
            Some(give(last).as_microsecond())
        });
        // The update always gives a value, so that both arms hold what was there before.
        give(kept.unwrap_or_else(|last| last))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    #[test]
    fn the_time_stands_still_while_the_clock_is_behind_by_less_than_a_day() {
        let hand = Arc::new(AtomicI64::new(0));
        let told = Arc::clone(&hand);
        let clock: Clock = Arc::new(move || Timestamp::from_second(told.load(Ordering::SeqCst)).unwrap());
        let day = 86_400;
        let rows = [
            (None, &[(100, 100), (40, 100), (99, 100), (101, 101)][..]),
            (Some(500), &[(400, 500), (501, 501)]),
            (
                Some(3 * day),
                &[(2 * day, 3 * day), (2 * day - 1, 2 * day - 1), (2 * day, 2 * day)],
            ),
            (Some(10 * day), &[(50, 50), (20, 50)]),
        ];
        for (written, steps) in rows {
            let steady = SteadyClock::new(
                Arc::clone(&clock),
                written.map(|second| Timestamp::from_second(second).unwrap()),
            );
            for (told, given) in steps {
                hand.store(*told, Ordering::SeqCst);
                assert_eq!(steady.now().as_second(), *given, "{written:?}, told {told}");
            }
        }
    }
}
