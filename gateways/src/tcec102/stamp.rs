//! The time and number of an envelope, so that none counts twice.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::Offset;

use crate::error::GatewayError;

/// Seconds by which an envelope may be older or newer than now.
pub const WINDOW_SECONDS: i64 = 300;
/// Most envelopes that are remembered of one operator; within the window it could send no more.
const SEEN_MAX: usize = 1_000_000;
/// The standard writes civil time of China, which has known no other since 1991.
const CHINA: Offset = Offset::constant(8);

/// When an envelope was made, and which of its second it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stamp {
    /// The second, since the beginning of 1970, UTC.
    pub second: i64,
    /// 1 to 9999.
    pub number: u16,
}

impl Stamp {
    /// `TimeStamp`, as `yyyyMMddHHmmss`.
    #[must_use]
    pub fn time(&self) -> String {
        let at = Timestamp::from_second(self.second).unwrap_or_default();
        let civil = CHINA.to_datetime(at);
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            civil.year(),
            civil.month(),
            civil.day(),
            civil.hour(),
            civil.minute(),
            civil.second()
        )
    }

    /// `Seq`, four digits.
    #[must_use]
    pub fn sequence(&self) -> String {
        format!("{:04}", self.number)
    }

    /// Reads both.
    ///
    /// # Errors
    /// [`GatewayError::Malformed`] when one has another form.
    pub fn read(time: &str, sequence: &str) -> Result<Self, GatewayError> {
        let malformed = |what| GatewayError::Malformed { what };
        let second = second_of(time).ok_or(malformed("TimeStamp"))?;
        let digits = sequence.len() == 4 && sequence.bytes().all(|byte| byte.is_ascii_digit());
        let number = sequence.parse().ok().filter(|number| digits && *number > 0);
        let number = number.ok_or(malformed("Seq"))?;
        Ok(Self { second, number })
    }

    /// Whether it is of about now.
    ///
    /// # Errors
    /// [`GatewayError::Stale`] when it is not.
    pub fn fresh(&self, now: Timestamp) -> Result<(), GatewayError> {
        let seconds = now.as_second() - self.second;
        match seconds.abs() <= WINDOW_SECONDS {
            true => Ok(()),
            false => Err(GatewayError::Stale { seconds }),
        }
    }
}

/// The second of a civil time of fourteen digits.
fn second_of(time: &str) -> Option<i64> {
    if time.len() != 14 || !time.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let part = |from: usize, until: usize| time.get(from..until)?.parse::<i8>().ok();
    let year = time.get(..4)?.parse().ok()?;
    let civil = DateTime::new(
        year,
        part(4, 6)?,
        part(6, 8)?,
        part(8, 10)?,
        part(10, 12)?,
        part(12, 14)?,
        0,
    );
    Some(CHINA.to_timestamp(civil.ok()?).ok()?.as_second())
}

/// A civil time as content has it, `yyyy-MM-dd HH:mm:ss`, to the second; none where it is no time.
pub(super) fn read_moment(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let apart = [(4, b'-'), (7, b'-'), (10, b' '), (13, b':'), (16, b':')];
    if text.len() != 19 || apart.iter().any(|(at, sign)| bytes.get(*at) != Some(sign)) {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    second_of(&digits)
}

/// A second as content has it.
pub(super) fn write_moment(second: i64) -> String {
    let digits = Stamp { second, number: 1 }.time();
    let part = |from: usize, until: usize| digits.get(from..until).unwrap_or_default();
    let date = format!("{}-{}-{}", part(0, 4), part(4, 6), part(6, 8));
    format!("{date} {}:{}:{}", part(8, 10), part(10, 12), part(12, 14))
}

/// Numbers the envelopes that are sent.
#[derive(Clone, Debug, Default)]
pub struct Stamps {
    last: Option<Stamp>,
}

impl Stamps {
    /// The next one. A clock that goes back does not lead to a stamp that was given before; nothing where a second has no number left.
    pub fn next(&mut self, now: Timestamp) -> Option<Stamp> {
        let second = now.as_second();
        let stamp = match self.last {
            Some(last) if last.second >= second => Stamp {
                second: last.second,
                number: last.number.checked_add(1).filter(|number| *number <= 9999)?,
            },
            _ => Stamp { second, number: 1 },
        };
        self.last = Some(stamp);
        Some(stamp)
    }
}

/// The envelopes of one operator that have been dealt with.
///
/// It is asked before an envelope is acted on and told after that is durable, so that one whose effect was lost is not taken for done.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    stamps: BTreeSet<Stamp>,
}

impl Seen {
    /// Whether it was dealt with before: answer it as then, and do nothing.
    #[must_use]
    pub fn before(&self, stamp: Stamp) -> bool {
        self.stamps.contains(&stamp)
    }

    /// Notes that it is dealt with, and forgets what would be refused as too old anyway.
    ///
    /// # Errors
    /// [`GatewayError::CommandBad`] when more came within the window than can be remembered.
    pub fn note(&mut self, stamp: Stamp, now: Timestamp) -> Result<(), GatewayError> {
        let oldest = Stamp {
            second: now.as_second() - WINDOW_SECONDS,
            number: 0,
        };
        self.stamps = self.stamps.split_off(&oldest);
        if self.stamps.len() >= SEEN_MAX {
            return Err(GatewayError::CommandBad { what: "Seq" });
        }
        self.stamps.insert(stamp);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn stamps_are_read_and_written() {
        let stamp = Stamp::read("20160729142400", "0001").unwrap();
        assert_eq!(
            stamp,
            Stamp {
                second: 1_469_773_440,
                number: 1
            }
        );
        assert_eq!(
            (stamp.time(), stamp.sequence()),
            ("20160729142400".to_owned(), "0001".to_owned())
        );
        for (time, sequence) in [
            ("20160729142400", "0000"),
            ("20160729142400", "1"),
            ("20160729142400", "00001"),
            ("20160729142400", "+001"),
            ("20160732142400", "0001"),
            ("2016072914240", "0001"),
            ("2016-07-29 14:", "0001"),
            ("", ""),
        ] {
            let found = Stamp::read(time, sequence);
            assert!(
                matches!(found, Err(GatewayError::Malformed { .. })),
                "{time} {sequence}"
            );
        }
        for text in ["2026-03-02 08:00:00", "1991-12-31 23:59:59"] {
            assert_eq!(write_moment(read_moment(text).unwrap()), text);
        }
        for text in [
            "2026-03-02T08:00:00",
            "2026-3-2 08:00:00",
            "2026-03-02 24:00:00",
            "20260302080000",
        ] {
            assert_eq!(read_moment(text), None, "{text}");
        }
    }

    #[test]
    fn no_stamp_is_given_twice() {
        let mut stamps = Stamps::default();
        let given: Vec<Stamp> = [5, 5, 6, 4, 7]
            .iter()
            .filter_map(|second| stamps.next(at(*second)))
            .collect();
        let expected = [(5, 1), (5, 2), (6, 1), (6, 2), (7, 1)].map(|(second, number)| Stamp { second, number });
        assert_eq!(given, expected);
        let full = (0..20_000).filter_map(|_| stamps.next(at(8))).count();
        assert_eq!(full, 9_999);
        assert!(stamps.next(at(9)).is_some());
    }

    #[test]
    fn an_envelope_counts_once_and_for_some_minutes() {
        let stamp = Stamp {
            second: 1000,
            number: 7,
        };
        for (now, fresh) in [(699, false), (700, true), (1300, true), (1301, false)] {
            assert_eq!(stamp.fresh(at(now)).is_ok(), fresh, "{now}");
        }
        let mut seen = Seen::default();
        assert!(!seen.before(stamp));
        seen.note(stamp, at(1000)).unwrap();
        assert!(seen.before(stamp));
        seen.note(
            Stamp {
                second: 1301,
                number: 1,
            },
            at(1301),
        )
        .unwrap();
        assert_eq!(seen.stamps.len(), 1);
    }
}
