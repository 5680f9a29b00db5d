//! Points of the globe as points of space, in whole centimetres from the middle of the earth.
//!
//! Distances in space need no sine, have no poles and no antimeridian, grow as distances along the globe do, and are whole numbers, so that two
//! machines order the same bays alike.

use crate::places::{EARTH_METRES, Point};

/// Metres of the earth's radius as centimetres.
const RADIUS_CM: f64 = EARTH_METRES * 100.0;

/// A point of space in centimetres; its error is below one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place(pub(super) [i32; 3]);

impl Place {
    /// The place of a point.
    #[must_use]
    pub fn of(point: Point) -> Self {
        let (latitude, longitude) = (point.latitude().to_radians(), point.longitude().to_radians());
        let direction = [
            latitude.cos() * longitude.cos(),
            latitude.cos() * longitude.sin(),
            latitude.sin(),
        ];
        #[allow(clippy::cast_possible_truncation, reason = "the radius has nine digits")]
        Self(direction.map(|part| (part * RADIUS_CM).round() as i32))
    }

    /// The square of the distance through the earth, in square centimetres; at most 1.7e18.
    #[inline]
    #[must_use]
    pub fn square_to(self, other: Self) -> i64 {
        let square = |one: i32, other: i32| (i64::from(one) - i64::from(other)).pow(2);
        let [x, y, z] = self.0;
        square(x, other.0[0]) + square(y, other.0[1]) + square(z, other.0[2])
    }
}

/// Metres of the great circle for a square of a distance through the earth.
pub(super) fn metres(square: i64) -> f64 {
    #[allow(clippy::cast_precision_loss, reason = "fifteen digits are enough for a distance")]
    let chord = (square as f64).sqrt();
    2.0 * EARTH_METRES * (chord / (2.0 * RADIUS_CM)).min(1.0).asin()
}

/// The square of the distance through the earth for metres of the great circle, rounded up.
pub(super) fn square(metres: f64) -> i64 {
    let half = (metres / (2.0 * EARTH_METRES)).clamp(0.0, std::f64::consts::FRAC_PI_2);
    let chord = 2.0 * RADIUS_CM * half.sin();
    #[allow(clippy::cast_possible_truncation, reason = "at most 1.7e18")]
    let square = (chord * chord).ceil() as i64;
    square
}

/// A box of space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bounds {
    low: [i32; 3],
    high: [i32; 3],
}

impl Bounds {
    /// A box around nothing.
    pub(super) const NOTHING: Self = Self {
        low: [i32::MAX; 3],
        high: [i32::MIN; 3],
    };

    /// The box around a place.
    pub(super) const fn around(place: Place) -> Self {
        Self {
            low: place.0,
            high: place.0,
        }
    }

    /// The box around both.
    pub(super) fn and(mut self, other: &Self) -> Self {
        for axis in 0..3 {
            self.low[axis] = self.low[axis].min(other.low[axis]);
            self.high[axis] = self.high[axis].max(other.high[axis]);
        }
        self
    }

    /// The square of the distance to the nearest point of the box.
    #[inline]
    pub(super) fn square_to(&self, place: Place) -> i64 {
        let mut sum = 0;
        for axis in 0..3 {
            let at = place.0[axis];
            let out = (i64::from(self.low[axis]) - i64::from(at))
                .max(i64::from(at) - i64::from(self.high[axis]))
                .max(0);
            sum += out * out;
        }
        sum
    }
}

/// Where a point lies along Hilbert's curve over latitude and longitude: near points are mostly near on it.
pub(super) fn along_curve(point: Point) -> u64 {
    let mut x = point.longitude_micro().wrapping_add(180_000_000).cast_unsigned();
    let mut y = point.latitude_micro().wrapping_add(90_000_000).cast_unsigned();
    let mut along = 0_u64;
    // 360,000,000 micro-degrees have 29 bits.
    for bit in (0..29).rev() {
        let (east, north) = ((x >> bit) & 1, (y >> bit) & 1);
        along = (along << 2) | u64::from((3 * east) ^ north);
        let mask = (1_u32 << bit) - 1;
        (x, y) = (x & mask, y & mask);
        if north == 0 {
            if east == 1 {
                (x, y) = (mask - x, mask - y);
            }
            std::mem::swap(&mut x, &mut y);
        }
    }
    along
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn space_measures_as_the_globe_does() {
        let at = |latitude: f64, longitude: f64| Point::from_degrees(latitude, longitude).unwrap();
        for (one, other) in [
            (at(35.41, 116.58), at(35.41, 116.580_01)),
            (at(35.41, 116.58), at(35.42, 116.6)),
            (at(-17.5, 179.999), at(-17.5, -179.999)),
            (at(89.999, 0.0), at(89.999, 180.0)),
            (at(0.0, 0.0), at(10.0, 100.0)),
        ] {
            let found = metres(Place::of(one).square_to(Place::of(other)));
            assert!((found - one.metres_to(other)).abs() < 0.03, "{one} {other}: {found}");
        }
        for length in [0.0, 1.0, 500.0, 38_461.5, 20_000_000.0] {
            assert!((metres(square(length)) - length).abs() < 0.1, "{length}");
        }
    }

    #[test]
    fn the_curve_visits_neighbours() {
        let cell = |x: i32, y: i32| along_curve(Point::new(y - 90_000_000, x - 180_000_000).unwrap());
        let mut cells: Vec<(u64, i32, i32)> = (0..64).map(|n| (cell(n % 8, n / 8), n % 8, n / 8)).collect();
        cells.sort_unstable();
        for pair in cells.windows(2) {
            let ((_, x0, y0), (_, x1, y1)) = (pair[0], pair[1]);
            assert_eq!((x0 - x1).abs() + (y0 - y1).abs(), 1, "{pair:?}");
        }
    }
}
