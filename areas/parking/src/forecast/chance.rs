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
