//! Least squares with a penalty, made robust: a few small systems, solved directly.

/// Features of a forecast.
pub(super) const FEATURES: usize = 7;

/// One forecast to learn from: features, the change that came, and how much it counts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sample {
    pub(super) features: [f64; FEATURES],
    pub(super) change: f64,
}

/// Coefficients that make the sum of absolute errors small, drawn to `toward` where the samples say little.
pub(super) fn solve(samples: &[Sample], toward: [f64; FEATURES], penalty: f64) -> [f64; FEATURES] {
    let mut found = toward;
    // Reweighting by the last errors turns squares into absolute values.
    for round in 0..6 {
        let mut matrix = [[0.0; FEATURES + 1]; FEATURES];
        for sample in samples {
            let error = sample.change - dot(&found, &sample.features);
            let weight = if round == 0 { 1.0 } else { 0.02 / error.abs().max(0.004) };
            for (row, line) in matrix.iter_mut().enumerate() {
                let scaled = weight * sample.features[row];
                for (column, cell) in line.iter_mut().enumerate().take(FEATURES) {
                    *cell += scaled * sample.features[column];
                }
                line[FEATURES] += scaled * sample.change;
            }
        }
        for (row, line) in matrix.iter_mut().enumerate() {
            line[row] += penalty;
            line[FEATURES] += penalty * toward[row];
        }
        found = eliminate(matrix);
    }
    found
}

pub(super) fn dot(a: &[f64; FEATURES], b: &[f64; FEATURES]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

/// Solves a system by elimination: the last column (`M` is `N + 1`) is the right side. What cannot be solved is zero.
pub(super) fn eliminate<const N: usize, const M: usize>(mut matrix: [[f64; M]; N]) -> [f64; N] {
    for pivot in 0..N {
        let best = (pivot..N).max_by(|a, b| matrix[*a][pivot].abs().total_cmp(&matrix[*b][pivot].abs()));
        matrix.swap(pivot, best.unwrap_or(pivot));
        let line = matrix[pivot];
        if line[pivot].abs() < 1e-12 {
            continue;
        }
        for (row, other) in matrix.iter_mut().enumerate() {
            if row != pivot {
                let factor = other[pivot] / line[pivot];
                for (cell, above) in other.iter_mut().zip(line) {
                    *cell -= factor * above;
                }
            }
        }
    }
    let mut out = [0.0; N];
    for (row, value) in out.iter_mut().enumerate() {
        if matrix[row][row].abs() >= 1e-12 {
            *value = matrix[row][N] / matrix[row][row];
        }
    }
    out
}
