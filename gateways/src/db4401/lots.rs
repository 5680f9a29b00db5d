//! The state of a lot, and how many of its bays are free.

use jiff::Timestamp;

use super::fields;
use super::reader::{Reader, Writer, bad};
use super::refusal::Db4401Refusal;
use crate::tcec102::Decimal;

/// What stands for no end of a duration on the wire.
pub const OPEN_END: i64 = -1;
/// Most bays, piles, entrances.
const COUNT_MAX: u64 = 100_000;
/// Most minutes of a rule: 31 days.
const MINUTES_MAX: u64 = 31 * 1440;
const COUNTED: &str = "0至100000 0 to 100000";
const MINUTES: &str = "分钟数 minutes";

/// A lot as a platform knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotReport {
    /// The platform's number of it.
    pub lot: u64,
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// The division's code, six digits.
    pub region_code: String,
    /// The street's code.
    pub street_code: Option<String>,
    /// Where it is.
    pub coordinates: Option<Coordinates>,
    /// How many bays of what.
    pub spaces: Spaces,
    /// How many entrances and exits.
    pub entrances: u64,
    /// How many exits.
    pub exits: u64,
    /// Entrances and exits, as far as they are listed.
    pub portals: Vec<Portal>,
    /// When it is open, in words.
    pub hours: Option<String>,
    /// What it charges.
    pub periods: Vec<ChargingPeriod>,
}

/// A point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// `WGS84`, `GCJ02`, `CGCS2000`.
    pub system: String,
    /// Degrees east.
    pub longitude: Decimal<6>,
    /// Degrees north.
    pub latitude: Decimal<6>,
}

/// How many bays there are, all of them and by what they are for. A bay may count in several.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Spaces {
    /// All.
    pub total: u64,
    /// For the disabled.
    pub disabled: Option<u64>,
    /// With a charger.
    pub charging: Option<u64>,
    /// Piles that charge fast.
    pub fast_piles: Option<u64>,
    /// Piles that charge slowly.
    pub slow_piles: Option<u64>,
    /// In a mechanical garage.
    pub mechanical: Option<u64>,
    /// That can be booked.
    pub reservable: Option<u64>,
}

/// An entrance or an exit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// Its number.
    pub number: String,
    /// Whether vehicles go out there; else they come in.
    pub out: bool,
}

/// What is charged in a part of the day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargingPeriod {
    /// The first minute of the day.
    pub from: u32,
    /// The minute after the last, up to 1440.
    pub until: u32,
    /// By how long one stays.
    pub rules: Vec<ChargingRule>,
}

/// What is charged from some minutes of a stay on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChargingRule {
    /// From how many minutes on.
    pub from: u64,
    /// Until how many minutes; none without end.
    pub until: Option<u64>,
    /// The minutes that one price buys.
    pub span: u64,
    /// Yuan.
    pub price: Decimal<2>,
}

/// How many bays of a lot are free.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vacancy {
    /// The platform's number of the lot.
    pub lot: u64,
    /// When that was so.
    pub at: Timestamp,
    /// All bays.
    pub total: u64,
    /// Free ones.
    pub free: u64,
    /// Bays that can be booked.
    pub reservable: Option<u64>,
    /// Of these, free ones.
    pub reservable_free: Option<u64>,
}

/// A count of [`Spaces`] that is no more than their total.
type Part = fn(&mut Spaces) -> &mut Option<u64>;

impl Spaces {
    const PARTS: [(fields::Field, Part); 4] = [
        (fields::DISABLED, |spaces| &mut spaces.disabled),
        (fields::CHARGING, |spaces| &mut spaces.charging),
        (fields::MECHANICAL, |spaces| &mut spaces.mechanical),
        (fields::RESERVABLE, |spaces| &mut spaces.reservable),
    ];

    fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        let mut spaces = Self {
            total: reader.number(fields::TOTAL, COUNT_MAX, COUNTED)?,
            fast_piles: reader.maybe_number(fields::FAST_PILES, COUNT_MAX, COUNTED)?,
            slow_piles: reader.maybe_number(fields::SLOW_PILES, COUNT_MAX, COUNTED)?,
            ..Self::default()
        };
        for (field, part) in Self::PARTS {
            let count = reader.maybe_number(field, COUNT_MAX, COUNTED)?;
            if let Some(count) = count.filter(|count| *count > spaces.total) {
                return Err(bad(field, &count.to_string(), "不超过TSpace at most TSpace"));
            }
            *part(&mut spaces) = count;
        }
        Ok(spaces)
    }

    fn write(mut self, writer: &mut Writer) {
        writer.number(fields::TOTAL, self.total);
        writer.maybe_number(fields::FAST_PILES, self.fast_piles);
        writer.maybe_number(fields::SLOW_PILES, self.slow_piles);
        for (field, part) in Self::PARTS {
            writer.maybe_number(field, *part(&mut self));
        }
    }
}

impl Coordinates {
    fn read(reader: &Reader<'_>) -> Result<Option<Self>, Db4401Refusal> {
        let Some(system) = reader.maybe_text(fields::COORDINATES, 16)? else {
            return Ok(None);
        };
        let degrees = |field, most: i64| {
            let value: Decimal<6> = reader.decimal(field)?;
            match value.0.abs() <= most * 1_000_000 {
                true => Ok(value),
                false => Err(bad(field, &value.to_string(), "经纬度 degrees")),
            }
        };
        Ok(Some(Self {
            longitude: degrees(fields::LONGITUDE, 180)?,
            latitude: degrees(fields::LATITUDE, 90)?,
            system,
        }))
    }
}

impl ChargingRule {
    fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        let rule = Self {
            from: reader.number(fields::DURATION_START, MINUTES_MAX, MINUTES)?,
            until: reader.until(fields::DURATION_END, MINUTES_MAX)?,
            span: reader.number(fields::SPAN, MINUTES_MAX, MINUTES)?,
            price: reader.decimal(fields::PRICE)?,
        };
        if let Some(until) = rule.until.filter(|until| *until <= rule.from) {
            let expected = "大于DurStart more than DurStart";
            return Err(bad(fields::DURATION_END, &until.to_string(), expected));
        }
        if rule.span == 0 {
            return Err(bad(fields::SPAN, "0", "大于0 more than 0"));
        }
        match rule.price.0 >= 0 {
            true => Ok(rule),
            false => Err(bad(fields::PRICE, &rule.price.to_string(), "不为负 not negative")),
        }
    }

    fn write(&self, writer: &mut Writer) {
        writer.number(fields::DURATION_START, self.from);
        writer.until(fields::DURATION_END, self.until);
        writer.number(fields::SPAN, self.span);
        writer.decimal(fields::PRICE, self.price);
    }
}

impl LotReport {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        let region_code = reader.filled(fields::REGION_CODE, 12)?;
        if !region_code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(bad(fields::REGION_CODE, &region_code, "数字 digits"));
        }
        let portal = |reader: &Reader<'_>| {
            let way = reader.number(fields::PORTAL_WAY, 2, "1或2 1 or 2")?;
            Ok(Portal {
                number: reader.filled(fields::PORTAL_NUMBER, 16)?,
                out: way == 2,
            })
        };
        let period = |reader: &Reader<'_>| {
            Ok(ChargingPeriod {
                from: reader.minute(fields::PERIOD_START)?,
                until: reader.minute(fields::PERIOD_END)?,
                rules: reader.list(fields::RULES, ChargingRule::read)?,
            })
        };
        Ok(Self {
            lot: lot(reader)?,
            name: reader.filled(fields::NAME, 128)?,
            address: reader.filled(fields::ADDRESS, 256)?,
            region_code,
            street_code: reader.maybe_text(fields::STREET_CODE, 16)?,
            coordinates: Coordinates::read(reader)?,
            spaces: Spaces::read(reader)?,
            entrances: reader.number(fields::ENTRANCES, COUNT_MAX, COUNTED)?,
            exits: reader.number(fields::EXITS, COUNT_MAX, COUNTED)?,
            portals: reader.list(fields::PORTALS, portal)?,
            hours: reader.maybe_text(fields::HOURS, 64)?,
            periods: reader.list(fields::PERIODS, period)?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.number(fields::PARK_ID, self.lot);
        writer.text(fields::NAME, &self.name);
        writer.text(fields::ADDRESS, &self.address);
        writer.text(fields::REGION_CODE, &self.region_code);
        writer.maybe_text(fields::STREET_CODE, self.street_code.as_deref());
        if let Some(coordinates) = &self.coordinates {
            writer.text(fields::COORDINATES, &coordinates.system);
            writer.decimal(fields::LONGITUDE, coordinates.longitude);
            writer.decimal(fields::LATITUDE, coordinates.latitude);
        }
        self.spaces.write(writer);
        writer.number(fields::ENTRANCES, self.entrances);
        writer.number(fields::EXITS, self.exits);
        writer.list(fields::PORTALS, &self.portals, |portal, writer| {
            writer.text(fields::PORTAL_NUMBER, &portal.number);
            writer.number(fields::PORTAL_WAY, if portal.out { 2 } else { 1 });
        });
        writer.maybe_text(fields::HOURS, self.hours.as_deref());
        writer.list(fields::PERIODS, &self.periods, |period, writer| {
            writer.minute(fields::PERIOD_START, period.from);
            writer.minute(fields::PERIOD_END, period.until);
            writer.list(fields::RULES, &period.rules, ChargingRule::write);
        });
    }
}

impl Vacancy {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        let total = reader.number(fields::TOTAL, COUNT_MAX, COUNTED)?;
        let reservable = reader.maybe_number(fields::RESERVABLE, total, "不超过TSpace at most TSpace")?;
        Ok(Self {
            lot: lot(reader)?,
            at: reader.time(fields::TIME)?,
            total,
            free: reader.number(fields::FREE, total, "不超过TSpace at most TSpace")?,
            reservable,
            reservable_free: reader.maybe_number(
                fields::RESERVABLE_FREE,
                reservable.unwrap_or(0),
                "不超过RSpace at most RSpace",
            )?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.number(fields::PARK_ID, self.lot);
        writer.time(fields::TIME, self.at);
        writer.number(fields::TOTAL, self.total);
        writer.number(fields::FREE, self.free);
        writer.maybe_number(fields::RESERVABLE, self.reservable);
        writer.maybe_number(fields::RESERVABLE_FREE, self.reservable_free);
    }
}

/// The platform's number of a lot.
pub(super) fn lot(reader: &Reader<'_>) -> Result<u64, Db4401Refusal> {
    // A long of the specification is signed.
    let most = i64::MAX.unsigned_abs();
    reader.number(fields::PARK_ID, most, "非负整数 a whole number")
}
