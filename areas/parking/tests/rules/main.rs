//! The rules of parking, as tables and against naive models.

mod build;
mod due;
mod naive;
mod prices;
mod tariffs;
mod vectors;
