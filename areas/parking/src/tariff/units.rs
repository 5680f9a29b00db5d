//! Durations, amounts, times and dates as they stand in a tariff file.

use super::{FEN_MAX, MINUTES_MAX, NAME_CHARS_MAX};
use crate::refusal::TariffRefusal;
use jiff::civil::{Date, DateTime, Time};

/// Units of time with their minutes.
const TIMES: [(&str, i64); 12] = [
    ("min", 1),
    ("minute", 1),
    ("minutes", 1),
    ("分钟", 1),
    ("h", 60),
    ("hour", 60),
    ("hours", 60),
    ("小时", 60),
    ("d", 1440),
    ("day", 1440),
    ("days", 1440),
    ("天", 1440),
];

/// Units of money with their fen.
const MONEY: [(&str, i64); 4] = [("yuan", 100), ("元", 100), ("fen", 1), ("分", 1)];

/// Splits `1.50 yuan` or `30分钟` into the number and the unit.
fn number_and_unit(text: &str) -> (&str, &str) {
    let end = text
        .find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-' || c == '+'))
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(end);
    (number, unit.trim())
}

/// A decimal with at most two places, in hundredths.
fn hundredths(number: &str) -> Option<i64> {
    let (whole, part) = number.split_once('.').unwrap_or((number, ""));
    let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || whole.len() > 12 || part.len() > 2 || !all_digits(whole) || !all_digits(part) {
        return None;
    }
    if number.contains('.') && part.is_empty() {
        return None;
    }
    let places: i64 = if part.is_empty() { 0 } else { part.parse().ok()? };
    let scale = if part.len() == 1 { 10 } else { 1 };
    Some(whole.parse::<i64>().ok()? * 100 + places * scale)
}

fn names(units: &[(&str, i64)]) -> String {
    units.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

/// A number with one of some units, the usual one first, in what the smallest of them counts, from 0 to `max`, which reads `most`.
fn measured(text: &str, units: &[(&str, i64)], max: i64, most: &str) -> Result<i64, TariffRefusal> {
    let text = text.trim();
    let (number, unit) = number_and_unit(text);
    let bad = || TariffRefusal::NumberBad { value: text.to_owned() };
    let hundredths = hundredths(number).ok_or_else(bad)?;
    if unit.is_empty() {
        return Err(TariffRefusal::UnitMissing {
            value: text.to_owned(),
            units: names(units),
        });
    }
    let Some((_, worth)) = units.iter().find(|(name, _)| *name == unit) else {
        return Err(TariffRefusal::UnitUnknown {
            unit: unit.to_owned(),
            units: names(units),
        });
    };
    let scaled = i128::from(hundredths) * i128::from(*worth);
    if scaled % 100 != 0 {
        return Err(bad());
    }
    let usual = units.first().map_or("", |(name, _)| name);
    match i64::try_from(scaled / 100) {
        Ok(value) if value <= max => Ok(value),
        _ => Err(TariffRefusal::NumberRange {
            value: text.to_owned(),
            min: format!("0 {usual}"),
            max: most.to_owned(),
        }),
    }
}

/// A duration in whole minutes: `15 min`, `1.5 h`, `2小时`, `1 d`.
pub(super) fn duration(text: &str) -> Result<u32, TariffRefusal> {
    let most = duration_text(MINUTES_MAX);
    let minutes = measured(text, &TIMES, i64::from(MINUTES_MAX), &most)?;
    u32::try_from(minutes).map_err(|_| TariffRefusal::NumberBad {
        value: text.trim().to_owned(),
    })
}

/// A duration that is not zero.
pub(super) fn length(text: &str) -> Result<u32, TariffRefusal> {
    match duration(text)? {
        0 => Err(TariffRefusal::NumberRange {
            value: text.trim().to_owned(),
            min: "1 min".to_owned(),
            max: duration_text(MINUTES_MAX),
        }),
        minutes => Ok(minutes),
    }
}

/// An amount in fen: `2.50 yuan`, `30元`, `25 fen`.
pub(super) fn money(text: &str) -> Result<i64, TariffRefusal> {
    measured(text, &MONEY, FEN_MAX, &yuan_text(FEN_MAX))
}

/// A whole number of per cent: `30 %`.
pub(super) fn percent(text: &str, min: i32, max: i32) -> Result<i32, TariffRefusal> {
    let text = text.trim();
    let Some(number) = text.strip_suffix('%') else {
        return Err(TariffRefusal::UnitMissing {
            value: text.to_owned(),
            units: "%".to_owned(),
        });
    };
    whole(number, min, max)
}

/// A whole number in a range.
pub(super) fn whole(text: &str, min: i32, max: i32) -> Result<i32, TariffRefusal> {
    let text = text.trim();
    let number: i32 = text
        .parse()
        .map_err(|_| TariffRefusal::NumberBad { value: text.to_owned() })?;
    if (min..=max).contains(&number) {
        return Ok(number);
    }
    Err(TariffRefusal::NumberRange {
        value: text.to_owned(),
        min: min.to_string(),
        max: max.to_string(),
    })
}

/// A minute of the day: `07:30`, and `24:00` for its end.
pub(super) fn clock(text: &str) -> Result<u32, TariffRefusal> {
    let bad = || TariffRefusal::TimeBad {
        value: text.trim().to_owned(),
    };
    let (hour, minute) = text.trim().split_once(':').ok_or_else(bad)?;
    let digits = |part: &str| part.len() <= 2 && !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour) || !digits(minute) {
        return Err(bad());
    }
    let (hour, minute): (u32, u32) = (hour.parse().map_err(|_| bad())?, minute.parse().map_err(|_| bad())?);
    let at = hour * 60 + minute;
    if minute > 59 || at > 1440 { Err(bad()) } else { Ok(at) }
}

/// `07:00-19:00`.
pub(super) fn clock_range(text: &str) -> Result<(u32, u32), TariffRefusal> {
    let bad = || TariffRefusal::TimeBad {
        value: text.trim().to_owned(),
    };
    let (from, until) = text.split_once('-').ok_or_else(bad)?;
    let (from, until) = (clock(from)?, clock(until)?);
    if from == until || from == 1440 || until == 0 {
        Err(bad())
    } else {
        Ok((from, until))
    }
}

/// A civil date.
pub(super) fn date(text: &str) -> Result<Date, TariffRefusal> {
    let bad = || TariffRefusal::TimeBad {
        value: text.trim().to_owned(),
    };
    text.trim().parse().map_err(|_| bad())
}

/// A civil date, with or without a time of day: `2018-09-01`, `2018-09-01 12:30`.
pub(super) fn moment(text: &str) -> Result<DateTime, TariffRefusal> {
    let text = text.trim();
    let Some((day, time)) = text.split_once(' ') else {
        return Ok(date(text)?.to_datetime(Time::midnight()));
    };
    let at = clock(time)?;
    let bad = || TariffRefusal::TimeBad { value: text.to_owned() };
    if at == 1440 {
        return Err(bad());
    }
    let (hour, minute) = ((at / 60) as i8, (at % 60) as i8);
    Ok(date(day)?.at(hour, minute, 0, 0))
}

/// Month and day: `05-01`.
pub(super) fn month_day(text: &str) -> Result<(i8, i8), TariffRefusal> {
    // A leap year, so that 29 February is a day.
    let day = date(&format!("2024-{}", text.trim())).map_err(|_| TariffRefusal::TimeBad {
        value: text.trim().to_owned(),
    })?;
    Ok((day.month(), day.day()))
}

/// A name: not empty, no white space, none of the signs with a meaning, not too long.
pub(super) fn name(text: &str) -> Result<String, TariffRefusal> {
    let text = text.trim();
    let bad = text.is_empty()
        || text.chars().count() > NAME_CHARS_MAX
        || text
            .chars()
            .any(|c| c.is_whitespace() || c.is_control() || ":,[]#".contains(c));
    if bad {
        return Err(TariffRefusal::NameBad {
            name: text.chars().take(NAME_CHARS_MAX).collect(),
        });
    }
    Ok(text.to_owned())
}

/// A duration as it is written: `15 min`, `2 h`, `1 d`.
#[must_use]
pub fn duration_text(minutes: u32) -> String {
    match minutes {
        0 => "0 min".to_owned(),
        m if m % 1440 == 0 && m > 1440 => format!("{} d", m / 1440),
        m if m % 60 == 0 => format!("{} h", m / 60),
        m => format!("{m} min"),
    }
}

/// An amount as it is written: `2 yuan`, `2.50 yuan`.
#[must_use]
pub fn yuan_text(fen: i64) -> String {
    if fen % 100 == 0 {
        format!("{} yuan", fen / 100)
    } else {
        format!("{} yuan", shishi_kernel::Fen(fen))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations() {
        for (text, minutes) in [
            ("15 min", Some(15)),
            ("1.5 h", Some(90)),
            ("2小时", Some(120)),
            (" 30分钟 ", Some(30)),
            ("1 d", Some(1440)),
            ("0 min", Some(0)),
            ("31 d", Some(44_640)),
            ("32 d", None),
            ("15", None),
            ("15 s", None),
            ("-1 h", None),
            ("1. h", None),
            ("0.01 h", None),
            ("99999999999999999999 min", None),
        ] {
            assert_eq!(duration(text).ok(), minutes, "{text}");
        }
        assert_eq!(
            duration("15 sec").unwrap_err(),
            TariffRefusal::UnitUnknown {
                unit: "sec".to_owned(),
                units: names(&TIMES)
            }
        );
    }

    #[test]
    fn amounts() {
        for (text, fen) in [
            ("2 yuan", Some(200)),
            ("3.75元", Some(375)),
            ("2.5 yuan", Some(250)),
            ("25 fen", Some(25)),
            ("0.5 fen", None),
            ("2", None),
            ("2 usd", None),
            ("2.505 yuan", None),
            ("100001 yuan", None),
        ] {
            assert_eq!(money(text).ok(), fen, "{text}");
        }
    }

    #[test]
    fn times() {
        for (text, range) in [
            ("07:00-19:00", Some((420, 1140))),
            ("19:00-7:00", Some((1140, 420))),
            ("0:00-24:00", Some((0, 1440))),
            ("07:00-07:00", None),
            ("07:60-08:00", None),
            ("24:01-25:00", None),
            ("7-8", None),
        ] {
            assert_eq!(clock_range(text).ok(), range, "{text}");
        }
        assert!(moment("2018-02-29").is_err());
        assert!(moment("2018-09-01 24:00").is_err());
        assert_eq!(month_day("02-29").ok(), Some((2, 29)));
    }
}
