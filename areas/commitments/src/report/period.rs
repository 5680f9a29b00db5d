//! The months of a programme's year, and when their reports are due.

use shishi_kernel::{Calendar, Date};

/// A report is due on this working day after its month.
pub const DUE_WORKING_DAYS: i32 = 5;

/// A month that is reported on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    first: Date,
}

impl Period {
    /// The month that a day lies in.
    #[must_use]
    pub fn of(day: Date) -> Self {
        Self {
            first: day.first_of_month(),
        }
    }

    /// From its code, `2020-04`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let first = format!("{code}-01").parse().ok()?;
        let period = Self { first };
        (period.code() == code).then_some(period)
    }

    /// The stable code, `2020-04`.
    #[must_use]
    pub fn code(self) -> String {
        format!("{:04}-{:02}", self.first.year(), self.first.month())
    }

    /// The year that it belongs to.
    #[must_use]
    pub fn year(self) -> i16 {
        self.first.year()
    }

    /// Its last day.
    #[must_use]
    pub fn last(self) -> Date {
        self.first.last_of_month()
    }

    /// Whether a day lies in it.
    #[must_use]
    pub fn holds(self, day: Date) -> bool {
        self.first == day.first_of_month()
    }

    /// The day on which its report is due: the `working_days`-th working day after the month.
    #[must_use]
    pub fn due(self, working_days: i32, calendar: &Calendar) -> Date {
        calendar.add_working_days(self.last(), working_days)
    }

    /// The months of a programme's year from the one in which it was issued; none when that is a later year.
    pub fn of_programme(year: i16, issued: Date) -> impl Iterator<Item = Self> {
        let (from, to) = match issued.year().cmp(&year) {
            std::cmp::Ordering::Less => (1, 12),
            std::cmp::Ordering::Equal => (issued.month(), 12),
            std::cmp::Ordering::Greater => (1, 0),
        };
        (from..=to).filter_map(move |month| Date::new(year, month, 1).ok().map(Self::of))
    }
}
