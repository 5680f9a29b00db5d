//! The time zone of a tariff, without files: the zones of the country by name, any other as a rule of POSIX.

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Names that are known, with their rule of POSIX.
const NAMES: [(&str, &str); 7] = [
    ("Asia/Shanghai", "CST-8"),
    ("Asia/Urumqi", "XJT-6"),
    ("Asia/Hong_Kong", "HKT-8"),
    ("Asia/Macau", "CST-8"),
    ("Asia/Taipei", "CST-8"),
    ("Europe/London", "GMT0BST,M3.5.0/1,M10.5.0"),
    ("UTC", "UTC0"),
];

/// A time zone: a name of the list, or a rule of POSIX such as `CET-1CEST,M3.5.0,M10.5.0/3`.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
    fixed: Option<i64>,
}

impl Zone {
    /// The zone of a name or a rule.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        let rule = NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(name, |(_, rule)| rule);
        let zone = TimeZone::posix(rule).ok()?;
        let changes = zone.following(Timestamp::UNIX_EPOCH).next().is_some();
        let offset = zone.to_offset(Timestamp::UNIX_EPOCH);
        Some(Self {
            name: name.to_owned(),
            zone: if changes { zone } else { TimeZone::fixed(offset) },
            fixed: (!changes).then(|| i64::from(offset.seconds())),
        })
    }

    /// The zone of mainland China.
    #[must_use]
    pub fn china() -> Self {
        Self {
            name: NAMES[0].0.to_owned(),
            zone: TimeZone::fixed(jiff::tz::offset(8)),
            fixed: Some(8 * 3600),
        }
    }

    /// As it is written in a file.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The zone as the library knows it.
    #[must_use]
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Seconds that the civil time is ahead of a second of the epoch, and the second at which that changes next.
    #[must_use]
    pub(crate) fn ahead(&self, second: i64) -> (i64, i64) {
        if let Some(fixed) = self.fixed {
            return (fixed, i64::MAX);
        }
        let at = Timestamp::from_second(second).unwrap_or(Timestamp::UNIX_EPOCH);
        let ahead = i64::from(self.zone.to_offset(at).seconds());
        let until = self
            .zone
            .following(at)
            .next()
            .map_or(i64::MAX, |next| next.timestamp().as_second());
        (ahead, until)
    }

    /// The second of the epoch of a civil time; of a time that exists twice the first, of one that does not the next.
    #[must_use]
    pub fn second(&self, civil: jiff::civil::DateTime) -> i64 {
        self.zone.to_timestamp(civil).map_or(i64::MAX, Timestamp::as_second)
    }
}

impl Default for Zone {
    fn default() -> Self {
        Self::china()
    }
}
