//! Illegal parking as it is reported: where and when, never whose.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::Actor;
use shishi_store::parking::desk::{self as rows, IllegalRow};

use super::catalogue::invalid;
use super::may;
use crate::journal::leaf::{self, Kind};
use crate::{Service, ServiceError};

/// Who a report may come from.
pub const ILLEGAL_SOURCES: [&str; 3] = ["inspection", "hotline", "patrol"];
/// Most vehicles of one report.
const VEHICLES_MAX: u32 = 500;
/// Most characters of a place.
const PLACE_CHARS_MAX: usize = 80;
/// Reports that are looked at together.
const REPORTS_MAX: u32 = 20_000;
/// Sides of a cell of the grid, in millionths of a degree: some 220 m from south to north, and 240 m from west to east in Jining.
const CELL: (i32, i32) = (2_000, 2_600);

/// A place where vehicles often stand where they must not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HotSpot {
    /// The middle of the cell, in millionths of a degree.
    pub latitude: i32,
    /// The same.
    pub longitude: i32,
    /// Reports.
    pub reports: u32,
    /// Vehicles in them.
    pub vehicles: u32,
    /// The place as the newest report has it.
    pub place: String,
}

impl Service {
    /// Registers a report of illegal parking. Gives its number.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::Invalid`] for what no report can say, and for a place that names a plate.
    pub fn report_illegal(&self, actor: &Actor, row: IllegalRow) -> Result<i64, ServiceError> {
        may::RUN_PARKING.check(actor)?;
        let chars = row.place.chars().count();
        let rows = [
            (
                ILLEGAL_SOURCES.contains(&row.source.as_str()),
                "source",
                "form.illegal_source",
            ),
            (
                (1..=VEHICLES_MAX).contains(&row.vehicles),
                "vehicles",
                "form.illegal_vehicles",
            ),
            ((1..=PLACE_CHARS_MAX).contains(&chars), "place", "form.name_length"),
            (!names_plate(&row.place), "place", "form.plate_named"),
            (row.at <= self.now(), "at", "form.period"),
            (
                row.latitude.unsigned_abs() <= 90_000_000 && row.longitude.unsigned_abs() <= 180_000_000,
                "latitude",
                "form.place",
            ),
        ];
        if let Some((_, field, code)) = rows.into_iter().find(|(fits, ..)| !fits) {
            return Err(invalid(field, code));
        }
        let context = self.context(actor);
        self.commit(move |w| {
            let data = json!({
                "at": leaf::instant(row.at),
                "latitude": row.latitude,
                "longitude": row.longitude,
                "source": row.source,
                "vehicles": row.vehicles,
            });
            let leaf = context.leaf(w, Kind::ParkingIllegal, "parking-illegal".to_owned(), data)?;
            Ok(rows::add_illegal(w, context.j, &row, leaf)?)
        })
    }

    /// Reports of illegal parking of a time, the latest first.
    ///
    /// # Errors
    /// Unless the actor may see the desk.
    pub fn illegal_reports(
        &self,
        actor: &Actor,
        from: Timestamp,
        until: Timestamp,
    ) -> Result<Vec<IllegalRow>, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let j = self.jurisdiction();
        self.store()
            .read(|r| Ok(rows::illegal(r, j, from, until, REPORTS_MAX)?))
    }
}

/// The cells of a grid that reports fall into, those with most vehicles first.
#[must_use]
pub fn hot_spots(reports: &[IllegalRow]) -> Vec<HotSpot> {
    let mut cells: BTreeMap<(i32, i32), HotSpot> = BTreeMap::new();
    for report in reports {
        let (row, column) = (report.latitude.div_euclid(CELL.0), report.longitude.div_euclid(CELL.1));
        let spot = cells.entry((row, column)).or_insert_with(|| HotSpot {
            latitude: row * CELL.0 + CELL.0 / 2,
            longitude: column * CELL.1 + CELL.1 / 2,
            reports: 0,
            vehicles: 0,
            // The newest comes first.
            place: report.place.clone(),
        });
        spot.reports += 1;
        spot.vehicles += report.vehicles;
    }
    let mut spots: Vec<HotSpot> = cells.into_values().collect();
    spots.sort_by_key(|spot| std::cmp::Reverse((spot.vehicles, spot.reports)));
    spots
}

/// Whether a text holds what reads as a plate: a Chinese sign and a letter, then letters and digits with a digit among them.
pub(super) fn names_plate(text: &str) -> bool {
    let signs: Vec<char> = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '·' | '•' | '-'))
        .collect();
    signs.windows(6).any(|window| {
        let [province, office, rest @ ..] = window else {
            return false;
        };
        let is_han = ('\u{4e00}'..='\u{9fff}').contains(province);
        is_han
            && office.is_ascii_alphabetic()
            && rest.iter().all(char::is_ascii_alphanumeric)
            && rest.iter().any(char::is_ascii_digit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_names_a_plate_is_noticed() {
        for (text, names) in [
            ("建设路与红星路口西北角", false),
            ("建设路 鲁H12345 停在人行道", true),
            ("鲁H·12345", true),
            ("红星路12号门前", false),
            ("红星路B座12号门前", false),
        ] {
            assert_eq!(names_plate(text), names, "{text}");
        }
    }

    #[test]
    fn reports_of_one_cell_are_added() {
        let report = |latitude, longitude, vehicles, place: &str| IllegalRow {
            id: 0,
            at: Timestamp::UNIX_EPOCH,
            latitude,
            longitude,
            place: place.to_owned(),
            source: "patrol".to_owned(),
            vehicles,
        };
        let reports = [
            report(35_400_100, 116_600_100, 2, "甲"),
            report(35_401_900, 116_600_200, 3, "乙"),
            report(35_402_100, 116_600_100, 4, "丙"),
        ];
        let found: Vec<(u32, u32, String)> = hot_spots(&reports)
            .into_iter()
            .map(|spot| (spot.reports, spot.vehicles, spot.place))
            .collect();
        assert_eq!(found, [(2, 5, "甲".to_owned()), (1, 4, "丙".to_owned())]);
    }
}
