//! Forecast: how full a lot will be in 15 to 120 minutes, and how likely a bay is free then.
//!
//! The last value is moved by what the lot's day usually does from now to then, corrected by how this day differs; the
//! weights of the corrections are learned over all lots and drawn to each lot's own as far as its days support it. Where that
//! was no better than the last value in training, the last value stands. Everything is learned from days before the one
//! that is forecast. The chance of a free bay comes from the errors made in training.

mod chance;
mod evaluate;
mod forecaster;
mod learn;
mod profile;
mod ridge;
pub mod rows;
pub mod series;

pub use evaluate::{Bin, Evaluation, HorizonScore, evaluate};
pub use forecaster::{Ahead, Forecaster, LotForecast, forecast};

/// Minutes ahead that are forecast, where the grid of the readings allows them.
pub const HORIZONS: [i64; 8] = [15, 30, 45, 60, 75, 90, 105, 120];
