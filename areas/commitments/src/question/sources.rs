//! R5 and R12: what other sources say: the payments, a register, a device, the residents.

use shishi_kernel::{Date, Decimal, Fen};

use super::photo::Coordinates;
use super::{Flag, Pattern, Period, Subject, THRESHOLD, days, points};

/// Work and payment may lie so many points apart.
pub const GAP_POINTS: Decimal = Decimal::from_parts(20, 0, 0, false, 0);
/// A register may differ from a report by so many points of the report.
pub const SOURCE_POINTS: Decimal = Decimal::from_parts(10, 0, 0, false, 0);
/// So many complaints after the day of completion are asked after.
pub const ECHO_COMPLAINTS: usize = 3;
/// Complaints count within so many metres of the site.
pub const ECHO_METRES: i64 = 500;
/// And so many days before and after the day of completion.
pub const ECHO_DAYS: i64 = 90;

/// What was paid beside what is said to be done.
#[derive(Clone, Copy, Debug)]
pub struct Paid {
    /// What it is about.
    pub subject: Subject,
    /// The period.
    pub period: Period,
    /// The value reported.
    pub value: Decimal,
    /// The value when all is done.
    pub target: Decimal,
    /// What was paid so far.
    pub paid: Fen,
    /// What the whole costs.
    pub whole: Fen,
}

/// Whether work and money are far apart, in either direction.
#[must_use]
pub fn payment_gap(paid: &Paid) -> Option<Flag> {
    let done = points(paid.value, paid.target)?;
    let spent = points(paid.paid.0.into(), paid.whole.0.into())?;
    let gap = done.checked_sub(spent)?;
    (gap.abs() > GAP_POINTS).then(|| {
        Flag::new(Pattern::PaymentGap, paid.subject, paid.period)
            .with("done", done.normalize())
            .with("spent", spent.normalize())
            .with("gap", gap.normalize())
            .with(THRESHOLD, GAP_POINTS)
    })
}

/// A reported value beside what another source counts.
#[derive(Clone, Copy, Debug)]
pub struct Counted {
    /// What it is about.
    pub subject: Subject,
    /// The period.
    pub period: Period,
    /// The value reported.
    pub reported: Decimal,
    /// What the other source counts.
    pub counted: Decimal,
}

/// Whether another source counts something else.
#[must_use]
pub fn source_gap(counted: &Counted) -> Option<Flag> {
    let gap = counted.reported.checked_sub(counted.counted)?;
    // A report of nothing is compared with what was counted, or every trace of work would be infinitely far away.
    let base = if counted.reported.is_zero() {
        counted.counted
    } else {
        counted.reported
    };
    let apart = points(gap.abs(), base.abs())?;
    (apart > SOURCE_POINTS).then(|| {
        Flag::new(Pattern::SourceGap, counted.subject, counted.period)
            .with("reported", counted.reported.normalize())
            .with("counted", counted.counted.normalize())
            .with("points", apart.normalize())
            .with(THRESHOLD, SOURCE_POINTS)
    })
}

/// A complaint with a place.
#[derive(Clone, Copy, Debug)]
pub struct Complaint {
    /// The day.
    pub on: Date,
    /// The place.
    pub place: Coordinates,
}

/// A site that is said to be done.
#[derive(Clone, Copy, Debug)]
pub struct DoneSite {
    /// What it is about, with the site.
    pub subject: Subject,
    /// The period in which it was reported.
    pub period: Period,
    /// Since when it is said to be done.
    pub done: Date,
    /// Where it is.
    pub place: Coordinates,
}

/// Whether complaints gather round a site after its completion, and no fewer than before it.
#[must_use]
pub fn public_echo(site: &DoneSite, complaints: &[Complaint]) -> Option<Flag> {
    let mut before = 0;
    let mut after = 0;
    for complaint in complaints {
        let since = days(site.done, complaint.on);
        if since.abs() > ECHO_DAYS || site.place.metres_to(complaint.place) > ECHO_METRES {
            continue;
        }
        if since > 0 {
            after += 1;
        } else {
            before += 1;
        }
    }
    (after >= ECHO_COMPLAINTS && after >= before).then(|| {
        Flag::new(Pattern::PublicEcho, site.subject, site.period)
            .with("done", site.done)
            .with("before", before)
            .with("after", after)
            .with(THRESHOLD, ECHO_COMPLAINTS)
    })
}
