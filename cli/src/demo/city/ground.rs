//! Where bays lie: along kerbs and in rows, on a plane whose axes are metres east and north.

use shishi_parking::places::Point;

/// The middle of the high-tech zone, in degrees north and east.
const MIDDLE: (f64, f64) = (35.4150, 116.6450);
/// Metres of a degree of latitude.
const DEGREE: f64 = 111_195.0;
/// A bay across, along, and the lane between two rows.
const BAY: (f64, f64) = (2.5, 5.3);
const LANE: f64 = 6.0;
/// A bay at a kerb along it; half of the road's width from its middle to the bays' middles.
const KERB_BAY: f64 = 6.0;
const KERB: f64 = 6.0;
/// After so many bays at a kerb there is a way in of so many metres.
const WAY_IN: (usize, f64) = (10, 12.0);

/// A place on the plane.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    /// Metres east.
    pub east: f64,
    /// Metres north.
    pub north: f64,
}

impl Spot {
    /// The place on the earth.
    pub fn point(self) -> Option<Point> {
        let latitude = MIDDLE.0 + self.north / DEGREE;
        let longitude = MIDDLE.1 + self.east / (DEGREE * MIDDLE.0.to_radians().cos());
        Point::from_degrees(latitude, longitude).ok()
    }
}

/// A place with a direction: `along` to its front, `aside` to its left.
#[derive(Clone, Copy, Debug)]
pub struct Stand {
    at: Spot,
    /// A metre in its direction.
    ahead: (f64, f64),
}

impl Stand {
    /// So many metres ahead, and to the left.
    pub fn go(self, along: f64, aside: f64) -> Spot {
        let (x, y) = self.ahead;
        Spot {
            east: self.at.east + along * x - aside * y,
            north: self.at.north + along * y + aside * x,
        }
    }
}

/// A road as a line of corners.
pub struct Road(Vec<Spot>);

impl Road {
    /// Through these corners, in metres east and north.
    pub fn through(corners: &[(f64, f64)]) -> Self {
        Self(
            corners
                .iter()
                .map(|(east, north)| Spot {
                    east: *east,
                    north: *north,
                })
                .collect(),
        )
    }

    /// Round a lake, against the clock, so that its left is the water.
    pub fn round(middle: (f64, f64), radii: (f64, f64)) -> Self {
        let corner = |step: u32| {
            let angle = f64::from(step) * std::f64::consts::TAU / 36.0;
            (middle.0 + radii.0 * angle.cos(), middle.1 + radii.1 * angle.sin())
        };
        Self::through(&(0..=36).map(corner).collect::<Vec<_>>())
    }

    fn legs(&self) -> impl Iterator<Item = (Spot, Spot, f64)> {
        self.0.windows(2).filter_map(|pair| {
            let [from, to] = pair else { return None };
            Some((*from, *to, (to.east - from.east).hypot(to.north - from.north)))
        })
    }

    /// How long it is, in metres.
    pub fn metres(&self) -> f64 {
        self.legs().map(|(.., length)| length).sum()
    }

    /// The place so many metres after its beginning, in its direction there. Beyond its end it goes on straight.
    pub fn at(&self, metres: f64) -> Stand {
        let mut left = metres;
        let mut stand = Stand {
            at: Spot { east: 0.0, north: 0.0 },
            ahead: (1.0, 0.0),
        };
        for (from, to, length) in self.legs() {
            let ahead = ((to.east - from.east) / length, (to.north - from.north) / length);
            stand = Stand { at: from, ahead };
            if left <= length {
                break;
            }
            left -= length;
            stand.at = to;
        }
        // After the last leg `left` is what goes beyond it.
        let at = stand.go(left, 0.0);
        Stand { at, ..stand }
    }
}

/// So many bays along one kerb of a road, around the place so many metres after its beginning. `left` says which kerb.
pub fn kerb(road: &Road, middle: f64, bays: usize, left: bool) -> Vec<Spot> {
    let from = middle - kerb_metres(bays) / 2.0;
    let side = if left { KERB } else { -KERB };
    let place = |bay: usize| {
        #[allow(clippy::cast_precision_loss, reason = "a kerb has few bays")]
        let (bay, ways_in) = (bay as f64, (bay / WAY_IN.0) as f64);
        let metres = from + (bay + 0.5) * KERB_BAY + ways_in * WAY_IN.1;
        road.at(metres).go(0.0, side)
    };
    (0..bays).map(place).collect()
}

#[allow(clippy::cast_precision_loss, reason = "a kerb has few bays")]
fn kerb_metres(bays: usize) -> f64 {
    bays as f64 * KERB_BAY + (bays / WAY_IN.0) as f64 * WAY_IN.1
}

/// Bays in rows, two rows to a lane, and the corners of their ground.
pub struct Field {
    /// The bays, row by row.
    pub bays: Vec<Spot>,
    /// Bays of a row.
    pub row: usize,
    /// The corners of the ground.
    pub corners: Vec<Spot>,
}

/// A field of so many bays on the right of a road's place, so many metres from its middle.
pub fn field(stand: Stand, distance: f64, bays: usize) -> Field {
    #[allow(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a lot has some hundred bays"
    )]
    let row = ((bays as f64 * 3.3).sqrt() as usize).clamp(8, 60);
    #[allow(clippy::cast_precision_loss, reason = "a lot has few rows")]
    let place = |bay: usize| {
        let (at, line) = (bay % row, bay / row);
        let pair = (line / 2) as f64 * (2.0 * BAY.1 + LANE);
        let within = if line % 2 == 0 { BAY.1 / 2.0 } else { BAY.1 * 1.5 + LANE };
        let along = (at as f64 + 0.5 - row as f64 / 2.0) * BAY.0;
        stand.go(along, -(distance + pair + within))
    };
    #[allow(clippy::cast_precision_loss, reason = "a lot has few rows")]
    let (half, depth) = (
        row as f64 * BAY.0 / 2.0 + 2.0,
        bays.div_ceil(2 * row) as f64 * (2.0 * BAY.1 + LANE) + 2.0,
    );
    let near = -(distance - 2.0);
    let far = -(distance + depth);
    Field {
        bays: (0..bays).map(place).collect(),
        row,
        corners: [(-half, near), (half, near), (half, far), (-half, far)]
            .map(|(along, aside)| stand.go(along, aside))
            .to_vec(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn nearest(bays: &[Spot]) -> f64 {
        let apart = |one: &Spot, other: &Spot| (one.east - other.east).hypot(one.north - other.north);
        let pairs = bays
            .iter()
            .enumerate()
            .flat_map(|(at, one)| bays[..at].iter().map(move |other| apart(one, other)));
        pairs.fold(f64::MAX, f64::min)
    }

    #[test]
    fn bays_lie_side_by_side_and_not_on_each_other() {
        let road = Road::through(&[(0.0, 0.0), (0.0, 1000.0), (300.0, 1400.0)]);
        assert!((road.metres() - 1500.0).abs() < 1e-9);
        let both = [kerb(&road, 500.0, 35, true), kerb(&road, 500.0, 35, false)].concat();
        assert!((nearest(&both) - KERB_BAY).abs() < 1e-9);
        let (left, right) = (both[0].east, both[35].east);
        assert!((left + KERB).abs() < 1e-9 && (right - KERB).abs() < 1e-9);
        for bays in [1, 40, 250, 700] {
            let field = field(road.at(500.0), 60.0, bays);
            assert_eq!(field.bays.len(), bays);
            assert!(bays == 1 || (nearest(&field.bays) - BAY.0).abs() < 1e-9, "{bays}");
            // To the right of a road to the north is the east.
            let within = |spot: &Spot| spot.east > field.corners[0].east && spot.east < field.corners[2].east;
            assert!(field.bays.iter().all(within) && field.corners[0].east > 50.0);
        }
        let ring = Road::round((0.0, 0.0), (500.0, 300.0));
        let start = ring.at(0.0).go(0.0, 10.0);
        assert!(start.east < 500.0, "the lake is on the left");
    }
}
