//! An honest year of 21 items, 40 units and 12 months, with the noise that honest years have.

use jiff::{SignedDuration, ToSpan};
use shishi_commitments::question::photo::Coordinates;
use shishi_commitments::question::{Period, Subject};
use shishi_kernel::{CommitmentId, Date, Decimal, MeasureId, SiteId, Timestamp, UnitId};

pub const ITEMS: usize = 21;
pub const UNITS: usize = 40;

/// Chance by a seed (splitmix64).
pub struct Chance(u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// From the first to the last, both included.
    pub fn within(&mut self, first: i64, last: i64) -> i64 {
        first + (self.next() % (last - first + 1) as u64) as i64
    }

    /// True in so many of a thousand cases.
    pub fn per_mille(&mut self, share: i64) -> bool {
        self.within(1, 1_000) <= share
    }
}

#[derive(Clone)]
pub struct Report {
    pub period: Period,
    pub due: Date,
    pub filed: Option<Timestamp>,
    pub value: Decimal,
    pub noted: bool,
    pub parts: Vec<Decimal>,
    pub numerator: i64,
    pub denominator: i64,
    /// Of a thousand.
    pub paid: i64,
    pub event: Date,
    pub entered: Timestamp,
    pub photo: Option<Picture>,
}

#[derive(Clone)]
pub struct Picture {
    pub digest: [u8; 32],
    pub hash: u64,
    pub taken: Option<Date>,
    pub place: Option<Coordinates>,
}

pub struct Series {
    pub subject: Subject,
    pub target: i64,
    pub site: Coordinates,
    /// The value of the target changed on a day, if it was.
    pub change: Option<(i64, Date)>,
    pub reports: Vec<Report>,
    /// The report that says the site is done, if one does.
    pub done: Option<usize>,
    pub complaints: Vec<(Date, Coordinates)>,
}

pub struct Year {
    pub chance: Chance,
    pub series: Vec<Series>,
}

/// Which items have what; every item has values, filings and events.
pub fn has_parts(item: usize) -> bool {
    item.is_multiple_of(3)
}
pub fn has_shares(item: usize) -> bool {
    item % 4 == 1
}
pub fn has_payments(item: usize) -> bool {
    item % 5 == 2
}
pub fn has_sites(item: usize) -> bool {
    item.is_multiple_of(2)
}

impl Year {
    pub fn honest(seed: u64) -> Self {
        let mut chance = Chance(seed);
        let mut series = Vec::new();
        for item in 0..ITEMS {
            let target = [120, 300, 650, 1_200, 5_000][item % 5];
            // How the work of this item runs through the year, in thousandths by month.
            let early = chance.within(-25, 25);
            let shape: Vec<i64> = (1..=12)
                .map(|month| (month * 1_000 / 12 + early * month * (12 - month) / 36).clamp(0, 1_000))
                .collect();
            for unit in 0..UNITS {
                series.push(one_series(&mut chance, item, unit, target, &shape));
            }
        }
        Self { chance, series }
    }
}

fn one_series(chance: &mut Chance, item: usize, unit: usize, target: i64, shape: &[i64]) -> Series {
    let site = Coordinates {
        latitude: 35_300_000 + chance.within(0, 200_000) as i32,
        longitude: 116_500_000 + chance.within(0, 200_000) as i32,
    };
    let steady = chance.per_mille(8);
    let december = chance.per_mille(8);
    let pace = chance.within(-60, 60);
    let mut reached = 0;
    let reports: Vec<Report> = (1..=12_usize)
        .map(|month| {
            let mut now = shape[month - 1] + pace * (month * (12 - month)) as i64 / 36 + chance.within(-15, 15);
            if steady {
                now = month as i64 * 80;
            }
            if december && month < 12 {
                now = now.min(620);
            }
            reached = now.clamp(reached, 1_000);
            one_report(chance, item, month, target, reached)
        })
        .collect();
    let mut series = Series {
        subject: Subject {
            unit: UnitId(unit as i64 + 1),
            commitment: CommitmentId(item as i64 + 1),
            measure: Some(MeasureId(item as i64 + 1)),
            site: has_sites(item).then_some(SiteId((item * UNITS + unit) as i64)),
        },
        target,
        site,
        change: chance
            .per_mille(30)
            .then(|| (target * 9 / 10, Date::constant(2020, chance.within(4, 10) as i8, 15))),
        reports,
        done: None,
        complaints: Vec::new(),
    };
    correct_something(chance, &mut series);
    if has_sites(item) {
        let ready = |report: &Report| report.value * Decimal::from(100) >= Decimal::from(target * 90);
        series.done = series.reports.iter().position(ready);
        for _ in 0..chance.within(0, 2) {
            let day = Date::constant(2020, 7, 1).saturating_add(chance.within(0, 220).days());
            series.complaints.push((day, near(chance, site, 450)));
        }
    }
    series
}

fn one_report(chance: &mut Chance, item: usize, month: usize, target: i64, reached: i64) -> Report {
    let period = Period::month_of(Date::constant(2020, month as i8, 1));
    let due = period.to.saturating_add(5.days());
    let mut day = chance.within(-4, 0);
    if chance.per_mille(30) {
        day = chance.within(1, 3);
    }
    if chance.per_mille(3) {
        day = chance.within(4, 9);
    }
    let value = target * reached / 1_000;
    let first = value * chance.within(20, 50) / 100;
    let mut parts = vec![first, value - first];
    if chance.per_mille(1) {
        parts[0] += 1;
    }
    let denominator = 200 + month as i64 / 4;
    let mut behind = chance.within(0, 120);
    if chance.per_mille(12) {
        behind = chance.within(150, 260);
    }
    let event = period.to.saturating_add(chance.within(-12, 0).days());
    let mut hours = chance.within(-4, 40);
    if chance.per_mille(6) {
        hours = chance.within(41, 90);
    }
    Report {
        period,
        due,
        filed: Some(noon(due.saturating_add(day.days())) + SignedDuration::from_mins(chance.within(-180, 300))),
        value: value.into(),
        noted: false,
        parts: if has_parts(item) {
            parts.into_iter().map(Decimal::from).collect()
        } else {
            Vec::new()
        },
        numerator: denominator * reached / 1_000,
        denominator,
        paid: (reached - behind).max(0),
        event,
        entered: noon(event) + SignedDuration::from_hours(12 + hours),
        photo: (has_sites(item) && month.is_multiple_of(3)).then(|| picture(chance, period)),
    }
}

fn picture(chance: &mut Chance, period: Period) -> Picture {
    let mut taken = Some(period.to.saturating_sub(chance.within(0, 25).days()));
    if chance.per_mille(200) {
        taken = None;
    }
    if chance.per_mille(8) {
        taken = Some(Date::constant(2015, 1, 1));
    }
    let mut digest = [0; 32];
    digest[..8].copy_from_slice(&chance.next().to_be_bytes());
    Picture {
        digest,
        hash: chance.next(),
        taken,
        place: None,
    }
}

/// Corrections with a note, now and then one without; and where the pictures were taken.
fn correct_something(chance: &mut Chance, series: &mut Series) {
    let site = series.site;
    for index in 1..series.reports.len() {
        let before = series.reports[index - 1].value;
        let report = &mut series.reports[index];
        if let Some(photo) = &mut report.photo
            && photo.taken.is_some()
        {
            photo.place = Some(near(chance, site, 220));
        }
        if chance.per_mille(6) && before > Decimal::TEN {
            report.noted = !chance.per_mille(150);
            let by = before - Decimal::from(chance.within(1, 9));
            let difference = by - report.value;
            report.value = by;
            if let Some(last) = report.parts.last_mut() {
                *last += difference;
            }
        }
    }
}

/// A place within so many metres to the north.
pub fn near(chance: &mut Chance, place: Coordinates, metres: i64) -> Coordinates {
    Coordinates {
        latitude: place.latitude + (chance.within(0, metres) * 9) as i32,
        ..place
    }
}

pub fn noon(day: Date) -> Timestamp {
    jiff::tz::Offset::constant(8).to_timestamp(day.at(12, 0, 0, 0)).unwrap()
}
