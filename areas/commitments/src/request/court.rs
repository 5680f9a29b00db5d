//! In whose court the ball lies, and for how many days it lay there.

use shishi_kernel::{Date, Timestamp, civil_date};

use super::Step;

/// Who has to act next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Court {
    /// The unit that asks.
    Asker,
    /// The unit that is asked.
    Asked,
    /// The supervision office.
    Office,
}

impl Court {
    /// The stable code used on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Asker => "asker",
            Self::Asked => "asked",
            Self::Office => "office",
        }
    }
}

/// Civil days that the ball lay in each court.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CourtDays {
    /// With the unit that asks.
    pub asker: u32,
    /// With the unit that is asked.
    pub asked: u32,
    /// With the supervision office.
    pub office: u32,
}

impl CourtDays {
    /// Days in one court.
    #[must_use]
    pub const fn of(self, court: Court) -> u32 {
        match court {
            Court::Asker => self.asker,
            Court::Asked => self.asked,
            Court::Office => self.office,
        }
    }

    /// Days in all courts: from the asking to the end, or to today.
    #[must_use]
    pub const fn total(self) -> u32 {
        self.asker.saturating_add(self.asked).saturating_add(self.office)
    }
}

/// Counts for each court the days from the one on which the ball came into it to the one on which it left, or to today.
/// A step back in time, after a clock was set, counts nothing; so the days of the courts always add up to the days between
/// the first step and the latest of the steps and, while it is open, today.
#[must_use]
pub fn days_in_courts(steps: &[(Step, Timestamp)], today: Date) -> CourtDays {
    let mut days = CourtDays::default();
    let mut holder: Option<(Court, Date)> = None;
    let mut latest = Date::MIN;
    for (step, at) in steps {
        latest = latest.max(civil_date(*at));
        count(&mut days, holder, latest);
        holder = step.court().map(|court| (court, latest));
    }
    count(&mut days, holder, latest.max(today));
    days
}

fn count(days: &mut CourtDays, holder: Option<(Court, Date)>, until: Date) {
    let Some((court, since)) = holder else { return };
    let lay = u32::try_from(since.duration_until(until).as_hours() / 24).unwrap_or(0);
    let sum = match court {
        Court::Asker => &mut days.asker,
        Court::Asked => &mut days.asked,
        Court::Office => &mut days.office,
    };
    *sum = sum.saturating_add(lay);
}
