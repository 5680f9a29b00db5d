//! Opening hours as OpenStreetMap writes them, in the part of that syntax that signs at lots need: `24/7`, `off`, and rules of week days
//! and times, `Mo-Fr 07:00-22:00; Sa,Su,PH 08:00-02:00`.
//!
//! A later rule replaces what earlier ones say of its days. What else the syntax has (months, weeks, sunrise) is not read; such hours are
//! shown as they are written, and the lot counts as open, since a driver who is told so reads the sign.

use jiff::civil::DateTime;

/// Minutes of a day.
const DAY: u16 = 1_440;
/// Rules and times of one text.
const PARTS_MAX: usize = 64;
const DAYS: [&str; 7] = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];

/// When a lot is open, by day of the week from Monday: minutes of the day, half-open, those beyond midnight counted on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Hours([Vec<(u16, u16)>; 7]);

impl Hours {
    /// Hours from their text; none where it has more than is read here.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let mut hours = Self::default();
        let rules: Vec<&str> = text.split(';').map(str::trim).filter(|rule| !rule.is_empty()).collect();
        if rules.is_empty() || rules.len() > PARTS_MAX {
            return None;
        }
        for rule in rules {
            let (days, times) = rule_of(rule)?;
            for day in days {
                hours.0[day].clone_from(&times);
            }
        }
        Some(hours)
    }

    /// Whether it is open at a local time. Holidays (`PH`) are not known here and count as their day of the week.
    #[must_use]
    pub fn is_open(&self, at: DateTime) -> bool {
        let day = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
        let minute = u16::from(at.hour().unsigned_abs()) * 60 + u16::from(at.minute().unsigned_abs());
        let covers = |day: usize, minute: u16| self.0[day].iter().any(|(from, to)| (*from..*to).contains(&minute));
        covers(day, minute) || covers((day + 6) % 7, minute + DAY)
    }
}

type Times = Vec<(u16, u16)>;

/// The days of a rule and its times.
fn rule_of(rule: &str) -> Option<(Vec<usize>, Times)> {
    if rule == "24/7" {
        return Some(((0..7).collect(), vec![(0, DAY)]));
    }
    let at = rule.find(|c: char| c.is_ascii_digit()).or_else(|| rule.find("off"));
    let (days, times) = at.map_or((rule, ""), |at| rule.split_at(at));
    let days = match days.trim() {
        "" => (0..7).collect(),
        days => days_of(days)?,
    };
    let times = match times.trim() {
        "" | "24/7" => vec![(0, DAY)],
        "off" => Vec::new(),
        times => times_of(times)?,
    };
    Some((days, times))
}

fn days_of(text: &str) -> Option<Vec<usize>> {
    let day = |name: &str| DAYS.iter().position(|known| *known == name.trim());
    let mut days = Vec::new();
    for part in text.trim_end_matches([':', ' ']).split(',').map(str::trim) {
        match part.split_once('-') {
            _ if part == "PH" => {}
            None => days.push(day(part)?),
            Some((from, to)) => {
                let (from, to) = (day(from)?, day(to)?);
                days.extend((0..=(to + 7 - from) % 7).map(|after| (from + after) % 7));
            }
        }
    }
    Some(days)
}

fn times_of(text: &str) -> Option<Times> {
    let clock = |text: &str| {
        let (hour, minute) = text.trim().split_once(':')?;
        let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
        (hour <= 48 && minute < 60).then_some(hour * 60 + minute)
    };
    let span = |part: &str| {
        let (from, to) = part.split_once('-')?;
        let (from, to) = (clock(from)?, clock(to)?);
        let to = if to <= from { to + DAY } else { to };
        (from < DAY && to <= 2 * DAY).then_some((from, to))
    };
    let parts: Vec<&str> = text.split(',').collect();
    if parts.len() > PARTS_MAX {
        return None;
    }
    parts.into_iter().map(span).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn open_and_closed() {
        // 2026-05-11 is a Monday.
        for (text, at, open) in [
            ("24/7", "2026-05-11T03:00", Some(true)),
            ("Mo-Su 07:00-22:00", "2026-05-11T07:00", Some(true)),
            ("Mo-Su 07:00-22:00", "2026-05-11T22:00", Some(false)),
            ("07:00-12:00,13:00-18:00", "2026-05-11T12:30", Some(false)),
            ("Fr-Mo 20:00-02:00", "2026-05-12T01:59", Some(true)),
            ("Fr-Mo 20:00-02:00", "2026-05-13T01:00", Some(false)),
            ("Mo-Fr 08:00-20:00; We off", "2026-05-13T09:00", Some(false)),
            ("Sa,Su,PH 09:00-24:00", "2026-05-16T23:59", Some(true)),
            ("Sa,Su,PH 09:00-24:00", "2026-05-11T10:00", Some(false)),
            ("Mo-Fr", "2026-05-11T00:00", Some(true)),
            ("May-Oct 08:00-18:00", "2026-05-11T10:00", None),
            ("sunrise-sunset", "2026-05-11T10:00", None),
            ("25:99-26:00", "2026-05-11T10:00", None),
            ("", "2026-05-11T10:00", None),
        ] {
            let found = Hours::read(text).map(|hours| hours.is_open(at.parse().unwrap()));
            assert_eq!(found, open, "{text} at {at}");
        }
    }
}
