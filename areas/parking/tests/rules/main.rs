//! The rules of parking, as tables and against naive models.

mod booking_rows;
mod bookings;
mod build;
mod due;
mod forecasts;
mod naive;
mod passages;
mod prices;
mod replays;
mod robust;
mod tariffs;
mod vectors;
