//! Which day it is.

use jiff::civil::Date;
use jiff::tz::Offset;

/// The day in China, which has one time zone all year: UTC and eight hours.
#[must_use]
pub fn civil_date(now: jiff::Timestamp) -> Date {
    Offset::constant(8).to_datetime(now).date()
}

#[cfg(test)]
mod tests {
    use super::civil_date;

    #[test]
    fn the_day_begins_at_sixteen_utc() {
        for (instant, day) in [
            ("2020-12-31T15:59:59Z", "2020-12-31"),
            ("2020-12-31T16:00:00Z", "2021-01-01"),
            ("2020-02-28T16:00:00Z", "2020-02-29"),
        ] {
            assert_eq!(civil_date(instant.parse().unwrap()).to_string(), day);
        }
    }
}
