//! Which window holds at a minute, and until when.

use crate::tariff::{Days, Tariff, Version, Window};
use jiff::civil::Date;
use shishi_kernel::Calendar;

/// Minutes of a day.
pub(crate) const DAY: i64 = 1440;

/// The windows of a version along the minutes of the epoch. Remembers the day it looked at last.
pub(crate) struct Timeline<'a> {
    tariff: &'a Tariff,
    version: &'a Version,
    ahead: i64,
    ahead_until: i64,
    day: i64,
    facts: DayFacts,
}

/// What of a civil day decides on its windows.
#[derive(Clone, Copy, Default)]
struct DayFacts {
    weekday: u8,
    rest: bool,
    holiday: bool,
    month_day: (i8, i8),
}

impl<'a> Timeline<'a> {
    pub(crate) fn new(tariff: &'a Tariff, version: &'a Version) -> Self {
        Self {
            tariff,
            version,
            ahead: 0,
            ahead_until: i64::MIN,
            day: i64::MIN,
            facts: DayFacts::default(),
        }
    }

    /// The window of a minute, and the minute from which another may hold.
    pub(crate) fn at(&mut self, minute: i64) -> (usize, i64) {
        let local = self.local(minute);
        let (day, of_day) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        self.look_at(day);
        let (window, until) = self.window(u32::try_from(of_day).unwrap_or(0));
        let change = minute + i64::from(until) - of_day;
        (window, change.min(self.ahead_until).max(minute + 1))
    }

    /// The first minute of the next civil day.
    pub(crate) fn midnight_after(&mut self, minute: i64) -> i64 {
        let local = self.local(minute);
        let next = minute + DAY - local.rem_euclid(DAY);
        // Where the clock is set back or forward before midnight, the day ends later or sooner.
        if next <= self.ahead_until {
            return next;
        }
        let before = self.ahead;
        let change = self.ahead_until;
        self.local(change);
        (next - (self.ahead - before)).max(minute + 1)
    }

    /// Minutes of the civil clock since the epoch.
    fn local(&mut self, minute: i64) -> i64 {
        if minute >= self.ahead_until || self.ahead_until == i64::MIN {
            let (ahead, until) = self.tariff.zone.ahead(minute * 60);
            self.ahead = ahead.div_euclid(60);
            self.ahead_until = if until == i64::MAX { until } else { until.div_euclid(60) };
        }
        minute + self.ahead
    }

    fn look_at(&mut self, day: i64) {
        if self.day == day {
            return;
        }
        self.day = day;
        self.facts.weekday = u8::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
        let named = |window: &Window| {
            window
                .ranges
                .iter()
                .any(|range| range.days.needs_date() || range.season.is_some())
        };
        if !self.version.windows.iter().any(named) {
            return;
        }
        let date = date_of(day);
        self.facts.month_day = (date.month(), date.day());
        self.facts.holiday = self
            .tariff
            .holidays
            .iter()
            .any(|(first, last)| (*first..=*last).contains(&date));
        self.facts.rest = self.facts.holiday || !Calendar::china().is_working_day(date);
    }

    /// The window of a minute of the day looked at, and the minute of the day until which it holds at least.
    fn window(&self, minute: u32) -> (usize, u32) {
        let mut until = 1440;
        let mut otherwise = None;
        for (index, window) in self.version.windows.iter().enumerate() {
            if window.ranges.is_empty() {
                otherwise = otherwise.or(Some(index));
            }
            for range in &window.ranges {
                if !self.holds(range.days, range.season) {
                    continue;
                }
                for edge in [range.from, range.until] {
                    if edge > minute {
                        until = until.min(edge);
                    }
                }
                let within = if range.from < range.until {
                    (range.from..range.until).contains(&minute)
                } else {
                    minute >= range.from || minute < range.until
                };
                if within {
                    // Windows given earlier win, and their later starts still end this one.
                    let earlier = self
                        .version
                        .windows
                        .iter()
                        .take(index)
                        .flat_map(|window| &window.ranges);
                    let starts = earlier.filter(|range| range.from > minute).map(|range| range.from);
                    let own = if range.from < range.until || minute < range.until {
                        range.until
                    } else {
                        1440
                    };
                    return (index, starts.fold(own.min(until), u32::min));
                }
            }
        }
        (otherwise.unwrap_or(usize::MAX), until)
    }

    fn holds(&self, days: Days, season: Option<usize>) -> bool {
        let on = match days {
            Days::All => true,
            Days::Work => !self.facts.rest,
            Days::Rest => self.facts.rest,
            Days::Holidays => self.facts.holiday,
            Days::Week(bits) => bits >> self.facts.weekday & 1 == 1,
        };
        on && season.and_then(|at| self.tariff.seasons.get(at)).is_none_or(|season| {
            let day = self.facts.month_day;
            if season.first <= season.last {
                (season.first..=season.last).contains(&day)
            } else {
                day >= season.first || day <= season.last
            }
        })
    }
}

impl Days {
    fn needs_date(self) -> bool {
        matches!(self, Self::Work | Self::Rest | Self::Holidays)
    }
}

/// The date of a day since the epoch; the last one there is when it lies beyond.
pub(crate) fn date_of(day: i64) -> Date {
    let epoch = jiff::civil::date(1970, 1, 1);
    i32::try_from(day)
        .ok()
        .and_then(|day| epoch.checked_add(jiff::Span::new().try_days(day).ok()?).ok())
        .unwrap_or(Date::MAX)
}

/// Days since the epoch of a date.
pub(crate) fn day_of(date: Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    date.since(epoch).map_or(0, |span| i64::from(span.get_days()))
}

/// The first day and minute that no window covers, over a leap year and the tariff's own holidays.
pub(crate) fn first_open_minute(tariff: &Tariff, version: &Version) -> Option<(Date, u32)> {
    if version.windows.is_empty() || version.windows.iter().any(|window| window.ranges.is_empty()) {
        return None;
    }
    let mut timeline = Timeline::new(tariff, version);
    let year = day_of(jiff::civil::date(2024, 1, 1));
    let holidays = tariff.holidays.iter().map(|(first, _)| day_of(*first));
    for day in (year..year + 366).chain(holidays) {
        timeline.look_at(day);
        let mut minute = 0;
        while minute < 1440 {
            let (window, until) = timeline.window(minute);
            if window == usize::MAX {
                return Some((date_of(day), minute));
            }
            minute = until.max(minute + 1);
        }
    }
    None
}
