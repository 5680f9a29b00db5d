//! The page for finding a place.

use std::collections::BTreeMap;

use askama::Template;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::Response;
use serde::Deserialize;
use shishi_kernel::{Decimal, Fen};
use shishi_service::parking::{Asked, Chargers, Live};
use shishi_service::parking_rules::find::{FoundLot, Need, Occupancy, Question, WALK_METRES_MAX};
use shishi_service::parking_rules::passages::Second;
use shishi_service::parking_rules::places::{Class, Classes, Lot, Point};

use super::{ago, charging, minutes, shown, yuan};
use crate::public::sites::{Map, Spot};
use crate::shell::{App, Ask, Failure, Frame, fresh};

/// Lots in the list near a place, and where the whole town is shown.
const LOTS_SHOWN: usize = 30;
const LOTS_SHOWN_OF_ALL: usize = 100;
/// Minutes until the arrival that the chance is for.
const ARRIVE_MINUTES: u32 = 10;
/// How long one stays where nothing is said.
const STAY_MINUTES: u32 = 120;
const STAYS: [u32; 8] = [30, 60, 120, 180, 240, 480, 720, 1_440];
const WALKS: [u32; 5] = [300, 500, 1_000, 2_000, 5_000];
/// Classes that are offered to choose from.
const CLASSES: [Class; 5] = [
    Class::Disabled,
    Class::Charging,
    Class::Family,
    Class::Woman,
    Class::Large,
];
/// A lot with fewer free bays than one in so many is nearly full.
const FEW: u32 = 10;

/// What is asked, as the form sends it. What cannot be read counts as not said: a page that is found says what it looked for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    lot: String,
    lat: String,
    lon: String,
    class: String,
    minutes: String,
    price: String,
    walk: String,
}

struct Choice {
    value: String,
    name: String,
    chosen: bool,
}

struct Line {
    slug: String,
    name: String,
    state: &'static str,
    free: Option<u32>,
    capacity: u32,
    observed: Option<i64>,
    seen: String,
    known: String,
    chance: String,
    price: String,
    walk: String,
    /// What can be charged at; empty where nothing can.
    charging: String,
    closed: bool,
    bookable: bool,
    lat: f64,
    lon: f64,
}

#[derive(Template)]
#[template(path = "public/parking/find.html")]
struct Page {
    /// The second by the site's clock at which the page was made.
    now: i64,
    frame: Frame,
    wish: Wish,
    place_fault: bool,
    price_fault: bool,
    from: Option<String>,
    lots: Vec<Choice>,
    classes: Vec<Choice>,
    stays: Vec<Choice>,
    walks: Vec<Choice>,
    lines: Vec<Line>,
    total: usize,
    map: Option<Map>,
}

pub(super) async fn handle(
    State(app): State<App>,
    ask: Ask,
    Query(wish): Query<Wish>,
) -> Result<Response<Body>, Failure> {
    fresh(&app, ask, "parking", |service, frame| {
        let live = service.live()?;
        let chargers = service.chargers()?;
        page(frame, &live, &chargers, wish, Second(service.now().as_second()))
    })
    .await
}

/// Where one wants to be: a lot, or degrees; the error is a place that cannot be read.
fn place(live: &Live, wish: &Wish) -> Result<Option<Point>, ()> {
    let typed = |text: &str| text.trim().replace('，', ",");
    if !wish.lat.trim().is_empty() || !wish.lon.trim().is_empty() {
        return Point::read(&typed(&wish.lat), &typed(&wish.lon))
            .map(Some)
            .map_err(drop);
    }
    if wish.lot.is_empty() {
        return Ok(None);
    }
    let lot = live.index().lot_of(&wish.lot).and_then(|lot| live.index().lot(lot));
    lot.map(|lot| Some(lot.at)).ok_or(())
}

/// The middle of all lots.
fn middle(live: &Live) -> Option<Point> {
    let lots = live.index().places().lots();
    let count = i64::try_from(lots.len()).ok().filter(|count| *count > 0)?;
    let mean = |degrees: fn(Point) -> i32| {
        let sum: i64 = lots.iter().map(|lot| i64::from(degrees(lot.at))).sum();
        i32::try_from(sum / count).unwrap_or(0)
    };
    Point::new(mean(Point::latitude_micro), mean(Point::longitude_micro)).ok()
}

fn page(
    frame: Frame,
    live: &Live,
    chargers: &BTreeMap<i64, Chargers>,
    mut wish: Wish,
    now: Second,
) -> Result<String, Failure> {
    for text in [&mut wish.lat, &mut wish.lon, &mut wish.price] {
        *text = shown(text);
    }
    let found = place(live, &wish);
    let place_fault = found.is_err();
    let chosen = found.unwrap_or(None);
    let from = chosen.or_else(|| middle(live));
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let stay = number(&wish.minutes)
        .filter(|minutes| (1..=44_640).contains(minutes))
        .unwrap_or(STAY_MINUTES);
    let walk = number(&wish.walk).filter(|metres| (1..=WALK_METRES_MAX).contains(metres));
    let class = Class::of(&wish.class).filter(|_| !wish.class.is_empty());
    let price_max = wish.price.trim().parse::<Decimal>().ok().and_then(fen);
    let price_fault = price_max.is_none() && !wish.price.trim().is_empty();
    let lines_of = |from| {
        let asked = Asked {
            question: Question {
                limit: if chosen.is_some() {
                    LOTS_SHOWN
                } else {
                    LOTS_SHOWN_OF_ALL
                },
                // Who named no place is shown the whole town.
                walk_metres_max: walk.unwrap_or(if chosen.is_some() { 1_000 } else { WALK_METRES_MAX }),
                need: Need::of(class.map_or(Classes::NONE, Classes::of)),
                price_max,
                arrive_minutes: ARRIVE_MINUTES,
                unknown: true,
                ..Question::new(from, now)
            },
            minutes: Some(stay),
        };
        live.nearest_lots(&asked)
    };
    let found = from.map(lines_of).unwrap_or_default();
    let line = |found: &FoundLot| {
        let here = live.lot_id(found.lot).and_then(|lot| chargers.get(&lot));
        let charging = here.map(|here| charging::line(&frame, here)).unwrap_or_default();
        let line = line(&frame, live, found, now, stay, chosen.is_some())?;
        Some(Line { charging, ..line })
    };
    let lines: Vec<Line> = found.iter().filter_map(line).collect();
    let spots: Vec<Spot> = lines.iter().filter_map(|line| spot(live, line)).collect();
    let choice = |value: String, name: String, chosen: bool| Choice { value, name, chosen };
    let page = Page {
        now: now.0,
        lots: live
            .index()
            .places()
            .lots()
            .iter()
            .map(|lot| {
                choice(
                    lot.code.to_string(),
                    lot.name.to_string(),
                    lot.code.as_str() == wish.lot,
                )
            })
            .collect(),
        classes: CLASSES
            .iter()
            .map(|known| {
                choice(
                    known.word().to_owned(),
                    class_name(&frame, *known),
                    class == Some(*known),
                )
            })
            .collect(),
        stays: STAYS
            .iter()
            .map(|known| choice(known.to_string(), minutes(&frame, i64::from(*known)), stay == *known))
            .collect(),
        walks: WALKS
            .iter()
            .map(|known| {
                choice(
                    known.to_string(),
                    frame.with("parking-metres", "n", *known),
                    walk == Some(*known),
                )
            })
            .collect(),
        from: chosen.map(|point| {
            let named = live.index().lot_of(&wish.lot).and_then(|lot| live.index().lot(lot));
            named
                .filter(|lot| lot.at == point)
                .map_or_else(|| point.to_string(), |lot| lot.name.to_string())
        }),
        total: live.index().places().lots().len(),
        map: Map::of(&spots),
        place_fault,
        price_fault,
        lines,
        wish,
        frame,
    };
    Ok(page.render()?)
}

/// Yuan as fen, rounded down.
fn fen(yuan: Decimal) -> Option<Fen> {
    use rust_decimal::prelude::ToPrimitive;
    let fen = (yuan * Decimal::ONE_HUNDRED).floor().to_i64()?;
    (0..=100_000_000).contains(&fen).then_some(Fen(fen))
}

/// The name of a class in the page's language.
pub(super) fn class_name(frame: &Frame, class: Class) -> String {
    frame.coded("parking-class-", class.word()).to_owned()
}

/// How full a lot is, in the words of the marks: `silent` where nobody knows.
pub(super) fn state(occupancy: &Occupancy) -> &'static str {
    match occupancy.free {
        None => "silent",
        Some(0) => "bad",
        Some(free) if free * FEW < occupancy.capacity => "untestable",
        Some(_) => "verified",
    }
}

fn line(frame: &Frame, live: &Live, found: &FoundLot, now: Second, stay: u32, placed: bool) -> Option<Line> {
    let lot: &Lot = live.index().lot(found.lot)?;
    // A lot with bays and none that will do is no place to go to.
    let occupancy = &found.occupancy;
    if occupancy.capacity == 0 && !lot.zones().is_empty() {
        return None;
    }
    let is_part = occupancy.free.is_some() && occupancy.known < occupancy.capacity;
    let chance = found.chance.filter(|_| found.occupancy.free.is_some());
    let percent = |chance: f64| {
        #[allow(clippy::cast_possible_truncation, reason = "a chance is at most one")]
        let percent = (chance * 100.0).round() as i64;
        frame.with("parking-chance", "percent", percent)
    };
    let walk = [
        ("minutes", found.walk.minutes.into()),
        ("metres", found.walk.metres.into()),
    ];
    let for_time = minutes(frame, i64::from(stay));
    Some(Line {
        slug: lot.code.to_string(),
        name: lot.name.to_string(),
        state: state(&found.occupancy),
        free: found.occupancy.free,
        capacity: found.occupancy.capacity,
        observed: found.occupancy.observed.map(|at| at.0),
        seen: found
            .occupancy
            .observed
            .map(|at| ago(frame, now.0 - at.0))
            .unwrap_or_default(),
        chance: chance.map(percent).unwrap_or_default(),
        known: if is_part {
            frame.with("parking-known", "n", occupancy.known)
        } else {
            String::new()
        },
        price: found.price.map_or_else(String::new, |price| {
            let values = [("time", for_time.into()), ("price", yuan(frame, price).into())];
            frame.lang.say("parking-price-for", &values)
        }),
        walk: if placed {
            frame.lang.say("parking-walk", &walk)
        } else {
            String::new()
        },
        charging: String::new(),
        closed: !live.is_open(found.lot, now),
        bookable: lot.bookable,
        lat: lot.at.latitude(),
        lon: lot.at.longitude(),
    })
}

fn spot(live: &Live, line: &Line) -> Option<Spot> {
    let lot = live.index().lot(live.index().lot_of(&line.slug)?)?;
    Some(Spot {
        longitude: Decimal::new(i64::from(lot.at.longitude_micro()), 6),
        latitude: Decimal::new(i64::from(lot.at.latitude_micro()), 6),
        class: line.state,
        words: match line.free {
            Some(free) => format!("{}：{free} / {}", line.name, line.capacity),
            None => line.name.clone(),
        },
        href: format!("#lot-{}", line.slug),
    })
}
