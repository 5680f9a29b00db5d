//! The invented city: ten thousand bays in sixty lots along 洸府河, 鸿雁湖 and 十里湖.
//!
//! The waters lie about where they are in Jining's high-tech zone; the lots, their names and their bays are invented. What the city is does not
//! depend on the seed, only what happens in it does.

use anyhow::{Context, Result};
use shishi_parking::booking::BayId;
use shishi_parking::places::{Bay, Class, Classes, Code, Lot, Name, Number, Outline, Realtime, Room, Setting, Zone};

use super::ground::{Field, Road, Spot, Stand, field, kerb};
use super::shape::Habit;

/// Bays of the city.
pub const BAYS: usize = 10_000;
/// Metres from the middle of a road to the ground of a lot beside it.
const BESIDE: f64 = 26.0;
/// Bays of a storey; a garage has as many storeys as it needs.
const STOREY_BAYS: usize = 160;
/// Rows of a zone on open ground.
const ZONE_ROWS: usize = 4;
/// Of so many bays one is for the disabled.
const DISABLED_OF: usize = 50;
/// Tariffs by code, with their text.
pub const TARIFFS: [(&str, &str); 4] = [
    (
        "city-street",
        include_str!("../../../../fixtures/parking/city-street.tariff"),
    ),
    ("city-lot", include_str!("../../../../fixtures/parking/city-lot.tariff")),
    (
        "city-mall",
        include_str!("../../../../fixtures/parking/city-mall.tariff"),
    ),
    (
        "city-charging",
        include_str!("../../../../fixtures/parking/city-charging.tariff"),
    ),
];

/// What kind of lot it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Bays at both kerbs of a road.
    Street,
    /// Open ground.
    Ground,
    /// The garage of a shopping centre.
    Mall,
    /// A charging area.
    Charging,
}

impl Kind {
    const fn word(self) -> &'static str {
        match self {
            Self::Street => "street",
            Self::Ground => "lot",
            Self::Mall => "mall",
            Self::Charging => "charging",
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Street => "路段",
            Self::Ground => "停车场",
            Self::Mall => "商业停车楼",
            Self::Charging => "充电区",
        }
    }

    const fn setting(self) -> Setting {
        match self {
            Self::Street => Setting::StreetSide,
            Self::Ground | Self::Charging => Setting::Surface,
            Self::Mall => Setting::MultiStorey,
        }
    }

    const fn tariff(self) -> &'static str {
        match self {
            Self::Street => "city-street",
            Self::Ground => "city-lot",
            Self::Mall => "city-mall",
            Self::Charging => "city-charging",
        }
    }

    /// Stays of a bay on an average day, in hundredths. Together they make the load of the measured lots, 1.72 stays a bay and day.
    pub const fn turnover(self) -> i64 {
        match self {
            Self::Street => 430,
            Self::Ground => 80,
            Self::Mall => 150,
            Self::Charging => 320,
        }
    }

    /// Whose stays they are, of ten: errands, visits, long ones.
    pub const fn habits(self) -> [(Habit, i64); 3] {
        let [errand, visit, long] = match self {
            Self::Street => [4, 5, 1],
            Self::Ground => [1, 4, 5],
            Self::Mall => [2, 7, 1],
            Self::Charging => [5, 5, 0],
        };
        [(Habit::Errand, errand), (Habit::Visit, visit), (Habit::Long, long)]
    }

    /// How large it is among its neighbours: by its place in the row, not by chance.
    fn weight(self, place: usize) -> usize {
        match self {
            Self::Street => 48 + place * 7 % 40,
            Self::Ground => 150 + place * 37 % 190,
            Self::Mall => 330 + place * 53 % 140,
            Self::Charging => 44 + place * 11 % 30,
        }
    }
}

/// A water with the road along it and the lots on that.
struct Water {
    code: &'static str,
    name: &'static str,
    road: Road,
    kinds: &'static str,
}

/// The kinds of lots in their order along each road: street, ground, mall, charging.
fn waters() -> [Water; 3] {
    let river = [
        (-2300.0, -4650.0),
        (-2200.0, -3100.0),
        (-2260.0, -1500.0),
        (-2140.0, 0.0),
        (-2210.0, 1400.0),
        (-2130.0, 2900.0),
        (-2230.0, 4350.0),
    ];
    [
        Water {
            code: "guangfu",
            name: "洸府河",
            road: Road::through(&river),
            kinds: "SGSGSCSGSSGSMSGSGSSGSGSCSGSMSG",
        },
        Water {
            code: "hongyan",
            name: "鸿雁湖",
            road: Road::round((2130.0, 1830.0), (460.0, 340.0)),
            kinds: "SGSGSMSGSGSGCG",
        },
        Water {
            code: "shili",
            name: "十里湖",
            road: Road::round((860.0, -1950.0), (600.0, 420.0)),
            kinds: "SGSGSCSGSMSGSGCG",
        },
    ]
}

/// A lot with what the traffic needs to know of it.
#[derive(Clone, Debug)]
pub struct Site {
    /// The lot.
    pub lot: Lot,
    /// Its kind.
    pub kind: Kind,
    /// Bookings that may be active at one minute.
    pub quota: u32,
}

/// The lots, in the order of their codes.
pub fn sites() -> Result<Vec<Site>> {
    let waters = waters();
    let mut drafts = Vec::new();
    for water in &waters {
        let count = water.kinds.len();
        for (place, sign) in water.kinds.bytes().enumerate() {
            let kind = match sign {
                b'S' => Kind::Street,
                b'G' => Kind::Ground,
                b'M' => Kind::Mall,
                _ => Kind::Charging,
            };
            #[allow(clippy::cast_precision_loss, reason = "there are sixty lots")]
            let metres = water.road.metres() * (place as f64 + 0.5) / count as f64;
            drafts.push((water, place, kind, metres));
        }
    }
    let weights: Vec<usize> = drafts.iter().map(|(_, place, kind, _)| kind.weight(*place)).collect();
    let mut sites = Vec::new();
    for ((water, place, kind, metres), bays) in drafts.into_iter().zip(shares(BAYS, &weights)) {
        let before = water.kinds.as_bytes()[..place].iter();
        let number = before.filter(|sign| **sign == water.kinds.as_bytes()[place]).count() + 1;
        sites.push(site(water, kind, number, metres, bays).context("a lot of the city")?);
    }
    sites.sort_by(|one, other| one.lot.code.cmp(&other.lot.code));
    Ok(sites)
}

/// Parts of a whole by weight: each gets its share rounded down, and what is left goes to the first, one each.
fn shares(whole: usize, weights: &[usize]) -> Vec<usize> {
    let sum: usize = weights.iter().sum();
    let mut shares: Vec<usize> = weights.iter().map(|weight| whole * weight / sum).collect();
    let left = whole - shares.iter().sum::<usize>();
    shares.iter_mut().take(left).for_each(|share| *share += 1);
    shares
}

fn site(water: &Water, kind: Kind, number: usize, metres: f64, bays: usize) -> Result<Site> {
    let stand = water.road.at(metres);
    let (zones, outline) = match kind {
        Kind::Street => (kerbs(water, metres, bays)?, None),
        Kind::Mall => storeys(stand, bays)?,
        Kind::Ground | Kind::Charging => {
            let ground = field(stand, BESIDE, bays);
            let outline = outline(&ground)?;
            (rows(kind, &ground)?, Some(outline))
        }
    };
    let code = Code::new(&format!("{}-{}-{number:02}", water.code, kind.word()))?;
    let name = Name::new(&format!("{}{}{number}", water.name, kind.name()))?;
    let at = stand.go(0.0, 0.0).point().context("a point")?;
    let mut lot = Lot::new(code, name, kind.setting(), at, Room::Zones(zones));
    lot.outline = outline;
    lot.operator = Some(Name::new("示例停车运营公司")?);
    lot.tariff = Some(Code::new(kind.tariff())?);
    lot.hours = Some(Name::new("24/7")?);
    lot.realtime = Realtime::Bays;
    let bookable = matches!(kind, Kind::Ground | Kind::Mall);
    lot.bookable = bookable;
    lot.height_cm = (kind == Kind::Mall).then_some(220);
    let quota = if bookable { bays / 5 } else { 0 };
    Ok(Site {
        lot,
        kind,
        quota: u32::try_from(quota)?,
    })
}

fn outline(ground: &Field) -> Result<Outline> {
    let corners: Option<Vec<_>> = ground.corners.iter().map(|corner| corner.point()).collect();
    Ok(Outline::new(corners.context("corners")?)?)
}

/// Both kerbs of a road, a zone each.
fn kerbs(water: &Water, metres: f64, bays: usize) -> Result<Vec<Zone>> {
    let (left, right) = (bays / 2, bays - bays / 2);
    let sides = [("left", "左侧", left, true), ("right", "右侧", right, false)];
    let mut first = 1;
    let mut zones = Vec::new();
    for (code, name, count, is_left) in sides {
        let spots = kerb(&water.road, metres, count, is_left);
        let prefix = if is_left { 'L' } else { 'R' };
        zones.push(zone(code, name, prefix, first, &spots, Classes::NONE, false)?);
        first += count;
    }
    Ok(zones)
}

/// Rows on open ground, some to a zone. The first bays, which are the nearest to the road, are for the disabled.
fn rows(kind: Kind, ground: &Field) -> Result<Vec<Zone>> {
    let classes = if kind == Kind::Charging {
        Classes::of(Class::Charging)
    } else {
        Classes::NONE
    };
    let mut first = 1;
    let mut zones = Vec::new();
    for (at, spots) in ground.bays.chunks(ground.row * ZONE_ROWS).enumerate() {
        let letter = letter(at);
        let (code, name) = (letter.to_ascii_lowercase().to_string(), format!("{letter}区"));
        zones.push(zone(&code, &name, letter, first, spots, classes, true)?);
        first += spots.len();
    }
    Ok(zones)
}

/// Storeys above each other, a zone each; their bays have the same places on the map.
fn storeys(stand: Stand, bays: usize) -> Result<(Vec<Zone>, Option<Outline>)> {
    let count = bays.div_ceil(STOREY_BAYS);
    let ground = field(stand, BESIDE, bays.div_ceil(count));
    let mut zones = Vec::new();
    let mut first = 1;
    for storey in 0..count {
        let share = bays / count + usize::from(storey < bays % count);
        let spots = ground.bays.get(..share).context("bays of a storey")?;
        let (code, name) = (format!("f{}", storey + 1), format!("{}层", storey + 1));
        zones.push(zone(&code, &name, letter(storey), first, spots, Classes::NONE, true)?);
        first += share;
    }
    Ok((zones, Some(outline(&ground)?)))
}

fn letter(at: usize) -> char {
    char::from(b'A' + u8::try_from(at % 26).unwrap_or(0))
}

fn zone(
    code: &str,
    name: &str,
    prefix: char,
    first: usize,
    spots: &[Spot],
    classes: Classes,
    disabled: bool,
) -> Result<Zone> {
    let for_disabled = if disabled { spots.len().div_ceil(DISABLED_OF) } else { 0 };
    let bay = |(at, spot): (usize, &Spot)| {
        let classes = if at < for_disabled {
            classes.and(Classes::of(Class::Disabled))
        } else {
            classes
        };
        Ok(Bay {
            id: BayId(u32::try_from(first + at)?),
            number: Number::new(&format!("{prefix}{:03}", at + 1))?,
            at: spot.point().context("a point")?,
            classes,
        })
    };
    Ok(Zone {
        code: Code::new(code)?,
        name: Some(Name::new(name)?),
        outline: None,
        tariff: None,
        bays: spots.iter().enumerate().map(bay).collect::<Result<_>>()?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use shishi_parking::Tariff;
    use shishi_parking::places::Places;
    use std::collections::BTreeMap;

    #[test]
    fn the_city_is_as_large_as_it_says() {
        let sites = sites().unwrap();
        let places = Places::new(sites.iter().map(|site| site.lot.clone()).collect()).unwrap();
        let capacity = places.capacity();
        assert_eq!((places.lots().len(), capacity.all as usize), (60, BAYS));
        let mut kinds: BTreeMap<Kind, (usize, usize)> = BTreeMap::new();
        for site in &sites {
            let entry = kinds.entry(site.kind).or_default();
            *entry = (entry.0 + 1, entry.1 + site.lot.bays().count());
        }
        let counts: Vec<usize> = kinds.values().map(|(lots, _)| *lots).collect();
        assert_eq!(counts, [29, 22, 4, 5], "{kinds:?}");
        let disabled = capacity.of(Class::Disabled);
        assert!((150..=250).contains(&disabled), "{disabled}");
        assert_eq!(capacity.of(Class::Charging) as usize, kinds[&Kind::Charging].1);
        let stays: i64 = kinds
            .iter()
            .map(|(kind, (_, bays))| kind.turnover() * i64::try_from(*bays).unwrap())
            .sum();
        // 1.72 a bay and day.
        assert!((1_690_000..=1_750_000).contains(&stays), "{stays}");
        for site in &sites {
            assert!(site.quota as usize <= site.lot.bays().count() / 5);
            for (_, bay) in site.lot.bays() {
                let metres = bay.at.metres_to(site.lot.at);
                assert!(metres < 420.0, "{}: {metres}", site.lot.code);
            }
        }
    }

    #[test]
    fn lots_lie_apart_and_their_tariffs_are_in_order() {
        let sites = sites().unwrap();
        for (at, one) in sites.iter().enumerate() {
            for other in &sites[..at] {
                let apart = one.lot.at.metres_to(other.lot.at);
                assert!(apart > 100.0, "{} {}: {apart}", one.lot.code, other.lot.code);
            }
            let code = one.lot.tariff.as_ref().unwrap().as_str();
            let (_, text) = TARIFFS.iter().find(|(known, _)| *known == code).unwrap();
            Tariff::read(text.as_bytes()).unwrap();
        }
    }

    #[test]
    fn shares_sum_to_the_whole() {
        for (whole, weights) in [(10, &[1, 1, 1][..]), (10_000, &[7, 9, 1000]), (0, &[1])] {
            assert_eq!(shares(whole, weights).iter().sum::<usize>(), whole);
        }
    }
}
