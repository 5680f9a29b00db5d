//! Working days in China (工作日): weekends, public holidays, and the weekend days that are worked instead.
//!
//! The days are a table, `data/holidays-cn.txt`, as the State Council announced them. A year that is not in the table has
//! weekends only, and [`Calendar::knows`] says so: a due date in it may move when the year's notice appears.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::OnceLock;

use jiff::civil::{Date, Weekday};

/// The published days, as text.
const TABLE: &str = include_str!("../data/holidays-cn.txt");

/// Most working days that are counted at once, in either direction: about forty years.
pub const WORKING_DAYS_MAX: i32 = 10_000;

/// Which days are worked.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeSet<i16>,
    /// Days that are not as their day of the week says; `true` is worked.
    exceptions: BTreeMap<Date, bool>,
}

impl Calendar {
    /// The calendar of China as announced, 2019 to 2026.
    #[must_use]
    pub fn china() -> &'static Self {
        static CHINA: OnceLock<Calendar> = OnceLock::new();
        CHINA.get_or_init(|| Self::read(TABLE))
    }

    /// Reads a table of lines `year YYYY`, `off FIRST [LAST]` and `work FIRST [LAST]`; a line that is none of these is
    /// left out, and a test sees to it that the own table has no such line.
    #[must_use]
    pub fn read(table: &str) -> Self {
        let mut calendar = Self::default();
        for line in table.lines() {
            let mut words = line.split_whitespace();
            match (words.next(), words.next(), words.next()) {
                (Some("year"), Some(year), None) => calendar.years.extend(year.parse::<i16>()),
                (Some(kind @ ("off" | "work")), Some(first), last) => {
                    let Ok(first) = first.parse::<Date>() else { continue };
                    let last = last.map_or(Ok(first), str::parse).unwrap_or(first);
                    let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= last);
                    calendar.exceptions.extend(days.map(|day| (day, kind == "work")));
                }
                _ => {}
            }
        }
        calendar
    }

    /// Whether the holidays of a year are in the table; if not, only its weekends are known.
    #[must_use]
    pub fn knows(&self, year: i16) -> bool {
        self.years.contains(&year)
    }

    /// Whether a day is worked.
    #[must_use]
    pub fn is_working_day(&self, day: Date) -> bool {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        self.exceptions.get(&day).copied().unwrap_or(!weekend)
    }

    /// The day itself when it is worked, or the next one that is. The last day there is when none follows.
    #[must_use]
    pub fn next_working_day(&self, day: Date) -> Date {
        let mut on = day;
        while !self.is_working_day(on) {
            let Ok(next) = on.tomorrow() else { return on };
            on = next;
        }
        on
    }

    /// The `count`-th working day after a day, or before it when negative; the day itself for 0. The day counted from
    /// need not be worked. At most [`WORKING_DAYS_MAX`] are counted.
    #[must_use]
    pub fn add_working_days(&self, day: Date, count: i32) -> Date {
        let mut on = day;
        let mut left = count.unsigned_abs().min(WORKING_DAYS_MAX.unsigned_abs());
        while left > 0 {
            let step = if count > 0 { on.tomorrow() } else { on.yesterday() };
            let Ok(next) = step else { return on };
            on = next;
            left -= u32::from(self.is_working_day(on));
        }
        on
    }

    /// How many working days lie after `from` up to and including `to`; negative when `to` is earlier. So a thing due
    /// today is due in 0, and one due yesterday is 1 late when today is worked.
    #[must_use]
    pub fn working_days_between(&self, from: Date, to: Date) -> i32 {
        let (early, late, sign) = if from <= to { (from, to, 1) } else { (to, from, -1) };
        let mut count = 0;
        let mut on = early;
        while on < late && count < WORKING_DAYS_MAX {
            let Ok(next) = on.tomorrow() else { break };
            on = next;
            count += i32::from(self.is_working_day(on));
        }
        sign * count
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn known_days_are_as_announced() {
        for (on, worked) in [
            ("2019-05-03", false), // the longer Labour Day
            ("2019-05-05", true),
            ("2020-01-19", true), // Sunday, worked
            ("2020-01-31", false),
            ("2020-02-01", false), // was to be worked, until the festival was prolonged
            ("2020-02-02", false),
            ("2020-02-03", true),
            ("2020-04-26", true),
            ("2020-05-05", false),
            ("2020-05-09", true),
            ("2020-06-28", true),
            ("2020-10-08", false),
            ("2020-10-10", true),
            ("2021-02-20", true),
            ("2022-10-09", true),
            ("2023-01-02", false),
            ("2023-06-25", true),
            ("2024-02-09", true), // the eve was no public holiday that year
            ("2024-02-18", true),
            ("2025-01-28", false),
            ("2026-02-14", true),
            ("2026-02-23", false),
            ("2026-02-24", true),
            ("2028-10-02", true), // not in the table: a Monday
            ("2028-10-01", false),
        ] {
            assert_eq!(Calendar::china().is_working_day(day(on)), worked, "{on}");
        }
        assert!((2019..=2026).all(|year| Calendar::china().knows(year)));
        assert!(!Calendar::china().knows(2018) && !Calendar::china().knows(2027));
    }

    #[test]
    fn every_line_of_the_table_is_understood_and_changes_something() {
        for line in TABLE.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let words: Vec<&str> = line.split(' ').collect();
            let dates: Vec<Date> = words[1..].iter().filter_map(|word| word.parse().ok()).collect();
            match words[0] {
                "year" => assert!(words[1].parse::<i16>().is_ok() && words.len() == 2, "{line}"),
                "off" | "work" => {
                    assert!(dates.len() == words.len() - 1 && dates.is_sorted(), "{line}");
                    let weekends = Calendar::default();
                    let span = Calendar::read(line);
                    let differs = span
                        .exceptions
                        .iter()
                        .any(|(on, worked)| weekends.is_working_day(*on) != *worked);
                    assert!(differs, "{line}");
                }
                other => panic!("{other}"),
            }
        }
        // A year has 250 working days, give or take the prolonged festivals and where the weekends fall.
        for year in 2019..=2026 {
            let worked =
                Calendar::china().working_days_between(Date::constant(year - 1, 12, 31), Date::constant(year, 12, 31));
            assert!((248..=252).contains(&worked), "{year}: {worked}");
        }
    }

    #[test]
    fn days_are_counted() {
        let china = Calendar::china();
        for (from, count, to) in [
            ("2020-04-30", 5, "2020-05-11"), // 6, 7, 8, 9 and 11 May
            ("2020-05-31", 5, "2020-06-05"),
            ("2020-09-30", 1, "2020-10-09"),
            ("2020-10-09", -1, "2020-09-30"),
            ("2020-06-05", 0, "2020-06-05"),
            ("2020-06-06", 0, "2020-06-06"),
            ("2020-06-06", -1, "2020-06-05"),
        ] {
            assert_eq!(china.add_working_days(day(from), count), day(to), "{from} {count}");
        }
        assert_eq!(china.next_working_day(day("2020-10-01")), day("2020-10-09"));
        assert_eq!(china.next_working_day(day("2020-10-10")), day("2020-10-10"));
        assert_eq!(china.add_working_days(Date::MAX, 1), Date::MAX);
        assert_eq!(china.add_working_days(Date::MIN, -3), Date::MIN);
        assert_eq!(china.next_working_day(Date::MAX), Date::MAX);
    }

    /// Working days in a list written out day by day.
    fn naive(first: Date, days: usize) -> Vec<Date> {
        let mut on = first;
        let mut all = Vec::new();
        for _ in 0..days {
            all.push(on);
            on = on.tomorrow().unwrap();
        }
        all.retain(|day| Calendar::china().is_working_day(*day));
        all
    }

    proptest! {
        #[test]
        fn counting_agrees_with_a_list(offset in 0_i32..2_900, count in -60_i32..60) {
            let start = day("2019-01-01").saturating_add(jiff::Span::new().days(offset));
            let china = Calendar::china();
            let to = china.add_working_days(start, count);
            let expected = if count > 0 {
                naive(start.tomorrow().unwrap(), 150)[count as usize - 1]
            } else if count < 0 {
                let before = naive(start.saturating_sub(jiff::Span::new().days(150)), 150);
                before[before.len() - count.unsigned_abs() as usize]
            } else {
                start
            };
            prop_assert_eq!(to, expected);
            // Counting back gives what was added, when both ends are worked.
            if china.is_working_day(start) {
                prop_assert_eq!(china.working_days_between(start, to), count);
            }
        }

        #[test]
        fn between_is_a_count_of_the_list(offset in 0_i32..2_900, length in 0_i32..200) {
            let from = day("2019-01-01").saturating_add(jiff::Span::new().days(offset));
            let to = from.saturating_add(jiff::Span::new().days(length));
            let listed = naive(from.tomorrow().unwrap(), length as usize).len() as i32;
            prop_assert_eq!(Calendar::china().working_days_between(from, to), listed);
            prop_assert_eq!(Calendar::china().working_days_between(to, from), -listed);
        }

        #[test]
        fn reading_any_text_gives_a_calendar(text in "(off|work|year|x) [0-9-]{0,12}( [0-9-]{0,12})?") {
            let read = Calendar::read(&text);
            prop_assert!(read.exceptions.len() < 4_000_000);
        }
    }
}
