//! Points and outlines in WGS-84.

use super::PlacesRefusal;
use std::fmt;

/// The mean radius of the earth in metres.
pub const EARTH_METRES: f64 = 6_371_008.8;
/// Micro-degrees of a degree.
const MICRO: f64 = 1e6;
/// Corners of an outline.
pub const OUTLINE_POINTS_MAX: usize = 1_000;

/// A point in whole micro-degrees (at most 11 cm), so that points are equal or not.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Point {
    latitude: i32,
    longitude: i32,
}

impl Point {
    /// From micro-degrees: latitude within ±90,000,000, longitude within ±180,000,000.
    ///
    /// # Errors
    /// When it is none on the earth.
    pub fn new(latitude: i32, longitude: i32) -> Result<Self, PlacesRefusal> {
        let good = latitude.unsigned_abs() <= 90_000_000 && longitude.unsigned_abs() <= 180_000_000;
        good.then_some(Self { latitude, longitude })
            .ok_or_else(|| PlacesRefusal::PointBad {
                point: format!("{latitude}, {longitude}"),
            })
    }

    /// From degrees, rounded to the micro-degree.
    ///
    /// # Errors
    /// When it is none on the earth, or no number.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, PlacesRefusal> {
        let good = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        if !good {
            let point = format!("{latitude}, {longitude}");
            return Err(PlacesRefusal::PointBad { point });
        }
        #[allow(clippy::cast_possible_truncation, reason = "the bounds were looked at")]
        let micro = |degrees: f64| (degrees * MICRO).round() as i32;
        Self::new(micro(latitude), micro(longitude))
    }

    /// From two texts in degrees.
    ///
    /// # Errors
    /// When they are no numbers, or no point on the earth.
    pub fn read(latitude: &str, longitude: &str) -> Result<Self, PlacesRefusal> {
        let number = |text: &str| text.trim().parse::<f64>().ok();
        match (number(latitude), number(longitude)) {
            (Some(latitude), Some(longitude)) => Self::from_degrees(latitude, longitude),
            _ => Err(PlacesRefusal::PointBad {
                point: super::text::shown(&format!("{latitude}, {longitude}")),
            }),
        }
    }

    /// Micro-degrees north.
    #[must_use]
    pub const fn latitude_micro(self) -> i32 {
        self.latitude
    }

    /// Micro-degrees east.
    #[must_use]
    pub const fn longitude_micro(self) -> i32 {
        self.longitude
    }

    /// Degrees north.
    #[must_use]
    pub fn latitude(self) -> f64 {
        f64::from(self.latitude) / MICRO
    }

    /// Degrees east.
    #[must_use]
    pub fn longitude(self) -> f64 {
        f64::from(self.longitude) / MICRO
    }

    /// The great-circle distance in metres.
    #[must_use]
    pub fn metres_to(self, other: Self) -> f64 {
        let half = |one: f64, other: f64| ((other - one).to_radians() / 2.0).sin().powi(2);
        let along = half(self.latitude(), other.latitude());
        let across = half(self.longitude(), other.longitude());
        let cosines = self.latitude().to_radians().cos() * other.latitude().to_radians().cos();
        2.0 * EARTH_METRES * (along + cosines * across).clamp(0.0, 1.0).sqrt().asin()
    }
}

impl fmt::Display for Point {
    /// `35.412345, 116.587654`: always six decimals, so that what is written reads back as it was.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.6}, {:.6}", self.latitude(), self.longitude())
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "Point({self})")
    }
}

/// A ring around a place: at least three corners, the first not repeated at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline(Box<[Point]>);

impl Outline {
    /// A ring; a last corner that repeats the first is dropped.
    ///
    /// # Errors
    /// When it has fewer than three corners, or more than `OUTLINE_POINTS_MAX`.
    pub fn new(mut corners: Vec<Point>) -> Result<Self, PlacesRefusal> {
        if corners.len() > 1 && corners.first() == corners.last() {
            corners.pop();
        }
        if (3..=OUTLINE_POINTS_MAX).contains(&corners.len()) {
            Ok(Self(corners.into()))
        } else {
            Err(PlacesRefusal::OutlineBad {
                corners: corners.len(),
                max: OUTLINE_POINTS_MAX,
            })
        }
    }

    /// The corners.
    #[must_use]
    pub fn corners(&self) -> &[Point] {
        &self.0
    }

    /// The middle of the ring: its centre of area, or the mean of its corners where it has no area.
    #[must_use]
    pub fn middle(&self) -> Point {
        let first = self.0[0];
        let (mut area, mut north, mut east) = (0.0, 0.0, 0.0);
        let (mut north_sum, mut east_sum) = (0.0, 0.0);
        for ((y0, x0), (y1, x1)) in self.edges() {
            let cross = x0 * y1 - x1 * y0;
            area += cross;
            north += (y0 + y1) * cross;
            east += (x0 + x1) * cross;
            north_sum += y0;
            east_sum += x0;
        }
        #[allow(clippy::cast_precision_loss, reason = "a ring has few corners")]
        let count = self.0.len() as f64;
        let (north, east) = if area.abs() < 1.0 {
            (north_sum / count, east_sum / count)
        } else {
            (north / (3.0 * area), east / (3.0 * area))
        };
        let latitude = (f64::from(first.latitude) + north).clamp(-90.0 * MICRO, 90.0 * MICRO);
        let longitude = f64::from(first.longitude) + east;
        let turned = if longitude > 180.0 * MICRO {
            longitude - 360.0 * MICRO
        } else if longitude < -180.0 * MICRO {
            longitude + 360.0 * MICRO
        } else {
            longitude
        };
        Point::from_degrees(latitude / MICRO, turned / MICRO).unwrap_or(first)
    }

    /// How large it is, to compare outlines near each other: twice its area in square micro-degrees.
    #[must_use]
    pub fn size(&self) -> f64 {
        let cross = |((y0, x0), (y1, x1)): ((f64, f64), (f64, f64))| x0 * y1 - x1 * y0;
        self.edges().map(cross).sum::<f64>().abs()
    }

    /// Whether a point is within it.
    #[must_use]
    pub fn covers(&self, point: Point) -> bool {
        let (y, x) = self.relative(point);
        let crossings = self.edges().filter(|((y0, x0), (y1, x1))| {
            let spans = (*y0 > y) != (*y1 > y);
            spans && x < (x1 - x0) * (y - y0) / (y1 - y0) + x0
        });
        crossings.count() % 2 == 1
    }

    /// Micro-degrees north and east of the first corner, the short way round the earth.
    fn relative(&self, point: Point) -> (f64, f64) {
        let first = self.0[0];
        let east = i64::from(point.longitude) - i64::from(first.longitude);
        let turned = (east + 180_000_000).rem_euclid(360_000_000) - 180_000_000;
        #[allow(clippy::cast_precision_loss, reason = "far below 2^52")]
        let east = turned as f64;
        (f64::from(point.latitude) - f64::from(first.latitude), east)
    }

    fn edges(&self) -> impl Iterator<Item = ((f64, f64), (f64, f64))> {
        let next = self.0.iter().cycle().skip(1);
        let pairs = self.0.iter().zip(next);
        pairs.map(|(one, other)| (self.relative(*one), self.relative(*other)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(latitude: f64, longitude: f64) -> Point {
        Point::from_degrees(latitude, longitude).unwrap()
    }

    #[test]
    fn points_have_bounds() {
        for (latitude, longitude, good) in [
            ("35.412345", " 116.587654 ", true),
            ("-90", "180", true),
            ("90.000001", "0", false),
            ("0", "-180.1", false),
            ("NaN", "0", false),
            ("inf", "0", false),
            ("x", "0", false),
        ] {
            assert_eq!(Point::read(latitude, longitude).is_ok(), good, "{latitude} {longitude}");
        }
        assert_eq!(at(35.4, -116.5).to_string(), "35.400000, -116.500000");
    }

    #[test]
    fn distances() {
        for (one, other, metres) in [
            (at(35.0, 116.0), at(35.0, 116.0), 0.0),
            (at(0.0, 0.0), at(1.0, 0.0), 111_195.1),
            (at(0.0, 179.5), at(0.0, -179.5), 111_195.1),
            (at(90.0, 0.0), at(90.0, 120.0), 0.0),
            (at(0.0, 0.0), at(0.0, 180.0), 20_015_114.4),
        ] {
            assert!(
                (one.metres_to(other) - metres).abs() < 0.2,
                "{one} {other}: {}",
                one.metres_to(other)
            );
        }
    }

    #[test]
    fn rings() {
        let square = |west: f64, east: f64| {
            let corners = [(0.0, west), (0.0, east), (1.0, east), (1.0, west), (0.0, west)];
            Outline::new(corners.map(|(latitude, longitude)| at(latitude, longitude)).to_vec()).unwrap()
        };
        let ring = square(10.0, 11.0);
        assert_eq!(ring.corners().len(), 4);
        assert_eq!(ring.middle(), at(0.5, 10.5));
        assert!(ring.covers(at(0.2, 10.9)) && !ring.covers(at(1.2, 10.9)) && !ring.covers(at(0.2, 11.1)));
        let over = square(179.5, -179.5);
        assert!(over.covers(at(0.5, 179.9)) && over.covers(at(0.5, -179.9)) && !over.covers(at(0.5, 0.0)));
        assert_eq!(over.middle().longitude().abs(), 180.0);
        let line = Outline::new(vec![at(0.0, 0.0), at(0.0, 1.0), at(0.0, 2.0)]).unwrap();
        assert_eq!(line.middle(), at(0.0, 1.0));
        assert!(Outline::new(vec![at(0.0, 0.0), at(0.0, 1.0), at(0.0, 0.0)]).is_err());
    }
}
