//! The rules of parking, as tables and against naive models.

mod accounts;
mod basis;
mod booking_rows;
mod bookings;
mod build;
mod charging;
mod due;
mod find;
mod forecasts;
mod naive;
mod passages;
mod payments;
mod place_files;
mod places;
mod prices;
mod reconciliations;
mod replays;
mod robust;
mod tariffs;
mod vectors;
mod views;

/// A file of the real data that may lie beside the checkout. It is no part of the repository: what reads it is a further check
/// where it is, and says nothing where it is not.
fn beside(name: &str) -> Option<Vec<u8>> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/parking");
    std::fs::read(folder.join(name)).ok()
}
