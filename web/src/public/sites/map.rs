//! A map without anybody else's tiles: sites as dots over a net of degrees, drawn here, so that it stands without script
//! and on paper. With script the same is drawn so that it can be moved.

use std::collections::HashSet;

use rust_decimal::prelude::ToPrimitive;
use shishi_kernel::Decimal;

/// Width of the drawing in its own units.
const WIDTH: f64 = 600.0;
/// It is no flatter and no taller than this.
const HEIGHTS: (f64, f64) = (240.0, 560.0);
/// Space round the outermost dots.
const MARGIN: f64 = 48.0;
/// A map of one dot still shows so many degrees.
const SPAN_MIN: f64 = 0.004;
/// Lines of the net across the longer side, about.
const LINES: f64 = 4.0;
/// So many dots are drawn one by one; of more, those that would cover each other are drawn as one.
const DOTS_ALONE: usize = 300;
/// Dots no further apart than this cover each other.
const COVERED: f64 = 20.0;

/// A site on the map.
pub(crate) struct Spot {
    pub longitude: Decimal,
    pub latitude: Decimal,
    pub class: &'static str,
    pub words: String,
    /// Where it leads; empty where it only shows.
    pub href: String,
}

/// A dot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Dot {
    pub x: String,
    pub y: String,
    pub class: &'static str,
    pub words: String,
    pub href: String,
}

/// A line of the net with its degrees.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Line {
    pub x1: String,
    pub y1: String,
    pub x2: String,
    pub y2: String,
    pub label: String,
    pub label_x: String,
    pub label_y: String,
}

/// A drawn map.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Map {
    pub width: String,
    pub height: String,
    pub lines: Vec<Line>,
    pub dots: Vec<Dot>,
    /// How many sites they stand for.
    pub sites: usize,
}

impl Map {
    /// Of some sites; nothing when none has a place.
    pub fn of(spots: &[Spot]) -> Option<Self> {
        let degrees = |value: Decimal| value.to_f64().unwrap_or_default();
        let places: Vec<(f64, f64)> = spots
            .iter()
            .map(|spot| (degrees(spot.longitude), degrees(spot.latitude)))
            .collect();
        let (west, east) = range(places.iter().map(|place| place.0))?;
        let (south, north) = range(places.iter().map(|place| place.1))?;
        // A degree of longitude is shorter than one of latitude; here it is as long as it is in the middle.
        let narrow = f64::midpoint(south, north).to_radians().cos().max(0.2);
        let inner = WIDTH - 2.0 * MARGIN;
        let across = ((east - west) * narrow).max(SPAN_MIN);
        let down = (north - south).max(SPAN_MIN / 4.0);
        let scale = (inner / across).min((HEIGHTS.1 - 2.0 * MARGIN) / down);
        let height = (down * scale + 2.0 * MARGIN).clamp(HEIGHTS.0, HEIGHTS.1);
        let middle = (f64::midpoint(west, east), f64::midpoint(south, north));
        let x = |longitude: f64| WIDTH / 2.0 + (longitude - middle.0) * narrow * scale;
        let y = |latitude: f64| height / 2.0 - (latitude - middle.1) * scale;
        let step = step(WIDTH / scale / LINES);
        let mut lines = Vec::new();
        for at in net(
            middle.0 - WIDTH / 2.0 / narrow / scale,
            middle.0 + WIDTH / 2.0 / narrow / scale,
            step,
        ) {
            lines.push(Line {
                x1: short(x(at)),
                y1: "0".to_owned(),
                x2: short(x(at)),
                y2: short(height),
                label: label(at, step),
                label_x: short(x(at) + 5.0),
                label_y: short(height - 8.0),
            });
        }
        for at in net(middle.1 - height / 2.0 / scale, middle.1 + height / 2.0 / scale, step) {
            lines.push(Line {
                x1: "0".to_owned(),
                y1: short(y(at)),
                x2: short(WIDTH),
                y2: short(y(at)),
                label: label(at, step),
                label_x: "6".to_owned(),
                label_y: short(y(at) - 6.0),
            });
        }
        let mut covered = HashSet::new();
        let dots = spots.iter().zip(places).filter_map(|(spot, (longitude, latitude))| {
            let (x, y) = (x(longitude), y(latitude));
            let cell = |value: f64| (value / COVERED).floor().to_i64().unwrap_or_default();
            let alone = spots.len() <= DOTS_ALONE || covered.insert((cell(x), cell(y), spot.class));
            alone.then(|| Dot {
                x: short(x),
                y: short(y),
                class: spot.class,
                words: spot.words.clone(),
                href: spot.href.clone(),
            })
        });
        Some(Self {
            width: short(WIDTH),
            height: short(height),
            lines,
            sites: spots.len(),
            dots: dots.collect(),
        })
    }
}

fn range(values: impl Iterator<Item = f64>) -> Option<(f64, f64)> {
    values.fold(None, |range, value| match range {
        None => Some((value, value)),
        Some((low, high)) => Some((f64::min(low, value), f64::max(high, value))),
    })
}

/// 1, 2 or 5 times a power of ten, about as long as asked for.
fn step(about: f64) -> f64 {
    let power = 10_f64.powf(about.log10().floor());
    match about / power {
        share if share < 1.5 => power,
        share if share < 3.5 => 2.0 * power,
        share if share < 7.5 => 5.0 * power,
        _ => 10.0 * power,
    }
}

/// The multiples of a step between two degrees; a handful.
fn net(from: f64, to: f64, step: f64) -> Vec<f64> {
    let first = (from / step).ceil();
    let mut out = Vec::new();
    for at in 0..24 {
        let value = (first + f64::from(at)) * step;
        if value > to {
            break;
        }
        out.push(value);
    }
    out
}

/// Degrees with as many digits as the step has.
fn label(degrees: f64, step: f64) -> String {
    let mut digits: usize = 0;
    let mut power = 1.0;
    while digits < 6 && step < power * 0.999 {
        digits += 1;
        power /= 10.0;
    }
    format!("{degrees:.digits$}°")
}

fn short(value: f64) -> String {
    let text = format!("{value:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn spot(longitude: &str, latitude: &str) -> Spot {
        Spot {
            longitude: longitude.parse().unwrap(),
            latitude: latitude.parse().unwrap(),
            class: "silent",
            words: String::new(),
            href: String::new(),
        }
    }

    fn inside(map: &Map) -> bool {
        let (width, height): (f64, f64) = (map.width.parse().unwrap(), map.height.parse().unwrap());
        map.dots.iter().all(|dot| {
            let (x, y): (f64, f64) = (dot.x.parse().unwrap(), dot.y.parse().unwrap());
            (MARGIN - 1.0..=width - MARGIN + 1.0).contains(&x) && (MARGIN - 1.0..=height - MARGIN + 1.0).contains(&y)
        })
    }

    #[test]
    fn every_dot_is_inside_and_the_net_has_a_handful_of_lines() {
        for (name, places) in [
            ("one", vec![("116.58", "35.41")]),
            ("twice the same", vec![("116.58", "35.41"), ("116.58", "35.41")]),
            ("a street", vec![("116.58", "35.41"), ("116.60", "35.41")]),
            ("north to south", vec![("116.58", "35.1"), ("116.58", "35.6")]),
            (
                "a county",
                vec![("116.2", "35.1"), ("116.9", "35.6"), ("116.5", "35.3")],
            ),
            ("the equator", vec![("-1", "0"), ("1", "0.5")]),
            ("the world", vec![("-180", "-60"), ("180", "60")]),
        ] {
            let spots: Vec<Spot> = places.iter().map(|(x, y)| spot(x, y)).collect();
            let map = Map::of(&spots).unwrap();
            assert!(inside(&map), "{name}: {map:?}");
            assert!((2..=24).contains(&map.lines.len()), "{name}: {} lines", map.lines.len());
        }
        assert_eq!(Map::of(&[]), None);
    }

    #[test]
    fn of_very_many_dots_a_bounded_number_is_drawn() {
        let at = |number: u32| (Decimal::from(number) / Decimal::from(10_000)).to_string();
        let spots: Vec<Spot> = (0..5_000)
            .map(|n| spot(&at(1_160_000 + n % 70), &at(350_000 + n / 70)))
            .collect();
        let map = Map::of(&spots).unwrap();
        assert_eq!(map.sites, 5_000);
        assert!((100..=900).contains(&map.dots.len()), "{} dots", map.dots.len());
    }

    #[test]
    fn north_is_up_and_east_is_right() {
        let map = Map::of(&[spot("116.2", "35.1"), spot("116.9", "35.6")]).unwrap();
        let at = |dot: &Dot| -> (f64, f64) { (dot.x.parse().unwrap(), dot.y.parse().unwrap()) };
        let (south_west, north_east) = (at(&map.dots[0]), at(&map.dots[1]));
        assert!(south_west.0 < north_east.0 && south_west.1 > north_east.1);
    }

    #[test]
    fn steps_are_round_and_labels_as_long_as_they() {
        for (about, expected, words) in [
            (0.0012, 0.001, "35.410°"),
            (0.0026, 0.002, "35.410°"),
            (0.06, 0.05, "35.41°"),
            (0.9, 1.0, "35°"),
            (40.0, 50.0, "35°"),
        ] {
            assert!((step(about) - expected).abs() < 1e-9, "{about}: {}", step(about));
            assert_eq!(label(35.41, expected), words, "{about}");
        }
    }
}
