//! Parking: lots and bays, devices and what they said, stays, bookings.
//!
//! A place is millionths of a degree in WGS 84. A vehicle is a number; its plate is in [`vehicles`] only, sealed.

pub mod batches;
pub mod bookings;
pub mod charges;
pub mod desk;
pub mod feed;
pub mod lots;
pub mod messages;
pub mod money;
pub mod passes;
pub mod stays;
pub mod vehicles;

use crate::StoreError;

/// A number that a narrower type should hold.
fn narrow<T: TryFrom<i64>>(table: &'static str, column: &'static str, value: i64) -> Result<T, StoreError> {
    T::try_from(value).map_err(|_| StoreError::Corrupt {
        table,
        column,
        id: value,
    })
}
