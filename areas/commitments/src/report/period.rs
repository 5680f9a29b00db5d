//! The times of a programme's year that are reported on, what is asked in them, and when their reports are due.

use shishi_kernel::{Calendar, Date};

/// A report is due on this working day after its period.
pub const DUE_WORKING_DAYS: i32 = 5;

/// How often is reported.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Frequency {
    /// Every month.
    #[default]
    Monthly,
    /// Every quarter.
    Quarterly,
}

impl Frequency {
    /// Both, most work first.
    pub const ALL: [Self; 2] = [Self::Monthly, Self::Quarterly];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }

    /// The frequency of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|frequency| frequency.code() == code)
    }

    /// Reports in a year.
    #[must_use]
    pub const fn per_year(self) -> u32 {
        match self {
            Self::Monthly => 12,
            Self::Quarterly => 4,
        }
    }

    const fn months(self) -> i8 {
        match self {
            Self::Monthly => 1,
            Self::Quarterly => 3,
        }
    }
}

/// A month or a quarter that is reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
    last: Date,
}

impl Period {
    /// The month or quarter that a day lies in.
    #[must_use]
    pub fn of(day: Date, frequency: Frequency) -> Self {
        let months = frequency.months();
        let month = (day.month() - 1) / months * months + 1;
        let at = |month| Date::new(day.year(), month, 1).unwrap_or(day);
        Self {
            first: at(month),
            last: at(month + months - 1).last_of_month(),
        }
    }

    /// From its code, `2020-04` or `2020-q2`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let (year, part) = code.split_once('-')?;
        let (month, frequency) = match part.strip_prefix('q') {
            Some(quarter) => {
                let before = quarter.parse::<i8>().ok()?.checked_sub(1)?;
                (before.checked_mul(3)?.checked_add(1)?, Frequency::Quarterly)
            }
            None => (part.parse().ok()?, Frequency::Monthly),
        };
        let period = Self::of(Date::new(year.parse().ok()?, month, 1).ok()?, frequency);
        (period.code() == code).then_some(period)
    }

    /// The stable code, `2020-04` or `2020-q2`.
    #[must_use]
    pub fn code(self) -> String {
        if self.first.month() == self.last.month() {
            format!("{:04}-{:02}", self.first.year(), self.first.month())
        } else {
            format!("{:04}-q{}", self.first.year(), self.last.month() / 3)
        }
    }

    /// The year that it belongs to.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// Its first day.
    #[must_use]
    pub fn first(self) -> Date {
        self.first
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.last
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(self, day: Date) -> bool {
        (self.first..=self.last).contains(&day)
    }

    /// The day on which its report is due: the `working_days`-th working day after it.
    #[must_use]
    pub fn due(self, working_days: i32, calendar: &Calendar) -> Date {
        calendar.add_working_days(self.last(), working_days)
    }

    /// The periods of a programme's year from the one in which it was issued; none when that is a later year.
    #[must_use]
    pub fn of_programme(year: i16, issued: Date, forms: &[super::Form]) -> Vec<Self> {
        let mut periods = Vec::new();
        for month in 1..=12 {
            let Ok(first) = Date::new(year, month, 1) else { break };
            let period = Self::of(first, super::Form::on(forms, first).frequency);
            if issued <= period.last && periods.last() != Some(&period) {
                periods.push(period);
            }
        }
        periods
    }
}
