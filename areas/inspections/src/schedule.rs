//! When a finished place is looked at again.

use jiff::ToSpan;
use shishi_kernel::Date;

/// Days after the acceptance on which a finished place is looked at again: is it in use, is there water, is it open?
pub const USE_CHECK_DAYS: [u32; 3] = [30, 180, 365];

/// A look at a finished place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UseCheck {
    /// Days after the acceptance.
    pub after_days: u32,
    /// The day.
    pub due: Date,
}

/// The looks that follow an acceptance, earliest first.
#[must_use]
pub fn use_checks(accepted: Date) -> [UseCheck; 3] {
    USE_CHECK_DAYS.map(|after_days| UseCheck {
        after_days,
        due: accepted.saturating_add(i64::from(after_days).days()),
    })
}

/// Of the looks that are due by a day and were not made, the latest: one visit answers for those that were missed
/// before. `made` are the days after the acceptance for which a visit exists.
#[must_use]
pub fn due_check(accepted: Date, made: &[u32], today: Date) -> Option<UseCheck> {
    let due = use_checks(accepted).into_iter().rfind(|check| check.due <= today);
    due.filter(|check| !made.contains(&check.after_days))
}
