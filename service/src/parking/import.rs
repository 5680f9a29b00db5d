//! What a file of lots says before it is taken, and since when a lot is open, which no file says.

use shishi_kernel::{Actor, Date};
use shishi_parking::places::PlacesRefusal;
use shishi_parking::places::form::{self, At, Form, PlacesFault, Reading};
use shishi_store::parking::lots::{BayRow, LotRow};

use super::may;
use crate::{Service, ServiceError};

/// The largest file that is taken over a form, in bytes.
pub const PLACES_BYTES_MAX: usize = 8 << 20;

/// Reads a file of lots by the ending of its name: `csv`, `geojson`, `json` or `osm`.
///
/// # Errors
/// Every fault of the file, each with its place.
pub fn read_places(name: &str, bytes: &[u8]) -> Result<Reading, Vec<PlacesFault>> {
    let ending = name.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    match ending.as_str() {
        "csv" => form::read(bytes, Form::Csv),
        "geojson" => form::read(bytes, Form::GeoJson),
        // What Overpass gives is named so.
        "json" | "osm" => form::read(bytes, Form::Osm),
        _ => Err(vec![PlacesFault {
            at: At::File,
            key: String::new(),
            refusal: PlacesRefusal::ValueUnknown {
                value: ending.chars().take(20).collect(),
                known: "csv, geojson, json, osm".to_owned(),
            },
        }]),
    }
}

impl Service {
    /// Says since when a lot is open, and since when those of its bays that had no sensor until then have one in service.
    ///
    /// # Errors
    /// As [`Service::put_lot`]; [`ServiceError::NotFound`] for an unknown lot.
    pub fn open_lot(
        &self,
        actor: &Actor,
        lot: &str,
        opened_on: Option<Date>,
        smart_on: Option<Date>,
    ) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let known = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        let row = LotRow {
            opened_on: opened_on.or(known.row.opened_on),
            ..known.row.clone()
        };
        let bays = known.bays.iter().map(|bay| BayRow {
            smart_on: bay.smart_on.or(smart_on),
            ..bay.clone()
        });
        self.put_lot(actor, row, known.zones.clone(), bays.collect()).map(drop)
    }
}
