//! What a plate owes over all its stays.

use super::{At, StayNo};
use crate::booking::VehicleId;
use shishi_kernel::Fen;

/// What one stay owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Owed {
    /// Which stay.
    pub stay: StayNo,
    /// Of which plate.
    pub plate: VehicleId,
    /// When it left.
    pub since: At,
    /// What is left to pay; negative where it paid too much.
    pub fen: Fen,
}

/// What a plate owes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Debt {
    /// Which plate.
    pub plate: VehicleId,
    /// All of it.
    pub total: Fen,
    /// What it is made of, the oldest first.
    pub stays: Vec<Owed>,
    /// What other stays of it paid too much. It is given back and never set off: the driver was promised the price of each stay.
    pub credit: Fen,
}

/// What a plate owes by the stays that are named; those of other plates are left out.
#[must_use]
pub fn debt(plate: VehicleId, stays: &[Owed]) -> Debt {
    let of_plate = || stays.iter().filter(|owed| owed.plate == plate);
    let mut open: Vec<Owed> = of_plate().filter(|owed| owed.fen > Fen(0)).copied().collect();
    open.sort_by_key(|owed| (owed.since, owed.stay));
    let sum = |fen: &mut dyn Iterator<Item = i64>| Fen(fen.fold(0, i64::saturating_add));
    Debt {
        plate,
        total: sum(&mut open.iter().map(|owed| owed.fen.0)),
        credit: sum(&mut of_plate().filter(|owed| owed.fen < Fen(0)).map(|owed| -owed.fen.0)),
        stays: open,
    }
}
