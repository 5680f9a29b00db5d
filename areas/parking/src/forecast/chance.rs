//! The chance of a free bay, from the errors that were made in training.

/// Errors of one horizon (what came less what was expected, in shares), sorted, by how full the forecast was.
#[derive(Clone, Debug, Default)]
pub(super) struct Errors {
    bands: Vec<Vec<f32>>,
}

/// Upper ends of the bands of expected shares: the fuller, the closer.
const BANDS: [f64; 6] = [0.5, 0.75, 0.88, 0.95, 0.99, f64::INFINITY];
/// Fewest errors of a band that are believed by themselves.
const BAND_MIN: usize = 60;

impl Errors {
    /// From pairs of what was expected and what came.
    pub(super) fn of(pairs: &[(f64, f64)]) -> Self {
        let mut bands: Vec<Vec<f32>> = vec![Vec::new(); BANDS.len()];
        for (expected, came) in pairs {
            #[allow(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
            bands[band(*expected)].push((came - expected) as f32);
        }
        for errors in &mut bands {
            errors.sort_unstable_by(f32::total_cmp);
        }
        Self { bands }
    }

    /// The chance that at least one bay is free when so much is expected of a lot with so many bays.
    pub(super) fn free(&self, expected: f64, capacity: f64) -> f64 {
        let margin = (capacity - 0.5) / capacity - expected;
        let own = band(expected);
        let (mut below, mut all) = (0, 0);
        // A band with few errors takes its neighbours' as well.
        for reach in 0..BANDS.len() {
            (below, all) = (0, 0);
            let first = own.saturating_sub(reach);
            for errors in self.bands.iter().take(own + reach + 1).skip(first) {
                below += errors.partition_point(|error| f64::from(*error) <= margin);
                all += errors.len();
            }
            if all >= BAND_MIN {
                break;
            }
        }
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
        let chance = (below as f64 + 0.5) / (all as f64 + 1.0);
        chance
    }
}

fn band(expected: f64) -> usize {
    BANDS.iter().position(|end| expected < *end).unwrap_or(BANDS.len() - 1)
}

/// What the calibration looks at.
const SIGNS: usize = 5;
/// Rounds of Newton's method.
const ROUNDS: usize = 12;
/// Most cases that are learned from.
const CASES_MAX: usize = 200_000;

/// A logistic curve over the two chances (from a lot's own errors and from all lots') and how full the lot is now.
#[derive(Clone, Debug)]
pub(super) struct Calibration {
    weights: [f64; SIGNS],
}

/// One case: the signs, and whether a bay was free.
pub(super) type Known = ([f64; SIGNS], bool);

/// The signs of a case.
pub(super) fn signs(own: f64, shared: f64, now: f64, capacity: f64) -> [f64; SIGNS] {
    let odds = |chance: f64| (chance / (1.0 - chance)).ln();
    let margin = (1.0 - now).clamp(-0.2, 0.5);
    [
        1.0,
        odds(own),
        odds(shared),
        f64::from(u8::from(now * capacity > capacity - 0.5)),
        margin,
    ]
}

impl Calibration {
    /// Learned from what came in training; without cases the mean of both chances on the scale of odds.
    pub(super) fn of(known: &[Known]) -> Self {
        let start = [0.0, 0.5, 0.5, 0.0, 0.0];
        let mut weights = start;
        let stride = known.len() / CASES_MAX + 1;
        for _ in 0..ROUNDS {
            let mut matrix = [[0.0; SIGNS + 1]; SIGNS];
            for (signs, free) in known.iter().step_by(stride) {
                let chance = curve(&weights, signs);
                let slope = (chance * (1.0 - chance)).max(1e-9);
                let error = f64::from(u8::from(*free)) - chance;
                for (row, line) in matrix.iter_mut().enumerate() {
                    for (column, cell) in line.iter_mut().enumerate().take(SIGNS) {
                        *cell += slope * signs[row] * signs[column];
                    }
                    line[SIGNS] += error * signs[row];
                }
            }
            for (row, line) in matrix.iter_mut().enumerate() {
                line[row] += 1.0;
                line[SIGNS] += start[row] - weights[row];
            }
            let step = super::ridge::eliminate(matrix);
            for (weight, step) in weights.iter_mut().zip(step) {
                *weight += step.clamp(-2.0, 2.0);
            }
        }
        Self { weights }
    }

    /// The chance that a bay is free: between the curve, which is sharper, and the mean of both chances, which is steadier
    /// when the days change.
    pub(super) fn chance(&self, signs: &[f64; SIGNS]) -> f64 {
        let mean = f64::midpoint(chance_of(signs[1]), chance_of(signs[2]));
        f64::midpoint(mean, curve(&self.weights, signs))
    }
}

fn curve(weights: &[f64; SIGNS], signs: &[f64; SIGNS]) -> f64 {
    let sum: f64 = weights.iter().zip(signs).map(|(weight, sign)| weight * sign).sum();
    chance_of(sum)
}

fn chance_of(odds: f64) -> f64 {
    1.0 / (1.0 + (-odds.clamp(-30.0, 30.0)).exp())
}
