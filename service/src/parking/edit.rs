//! One lot or one bay changed at the desk.
//!
//! What is set up of the lot is written as the file that it could have come from, the one row is changed, and the file is read again: so a form
//! and a file keep the same rules, and a field of a form is a column of the file.

use std::collections::{BTreeMap, HashMap};

use shishi_kernel::{Actor, Date};
use shishi_parking::places::form::{self, At, Form, PlacesFault};
use shishi_parking::places::{Places, PlacesRefusal};
use shishi_store::parking::lots::{BayRow, LotRow};

use super::catalogue::{Lot, invalid};
use super::may;
use super::places::{place, put_of};
use crate::{Service, ServiceError};

/// What a row of a file says, by the names of its columns.
pub type Cells = BTreeMap<String, String>;

/// What is wrong with cells; the key of each fault is the column.
pub type Faults = Vec<PlacesFault>;

impl Service {
    /// What a file would say of a lot in its own row; none for a code that no lot has.
    ///
    /// # Errors
    /// Unless the actor keeps parking.
    pub fn lot_cells(&self, actor: &Actor, lot: &str) -> Result<Option<Cells>, ServiceError> {
        self.cells(actor, lot, "")
    }

    /// What a file would say of a bay; none for a lot or a number that is not there.
    ///
    /// # Errors
    /// Unless the actor keeps parking.
    pub fn bay_cells(&self, actor: &Actor, lot: &str, number: &str) -> Result<Option<Cells>, ServiceError> {
        self.cells(actor, lot, number)
    }

    fn cells(&self, actor: &Actor, lot: &str, bay: &str) -> Result<Option<Cells>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let Some(known) = catalogue.lot(lot) else {
            return Ok(None);
        };
        let sheet = Sheet::of(known)?;
        Ok(sheet.find(bay).map(|row| sheet.cells(row)))
    }

    /// Makes a lot of a code that none has. The inner error says what is wrong with the cells.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::Invalid`] for a code that is known.
    pub fn add_one_lot(&self, actor: &Actor, code: &str, cells: &Cells) -> Result<Result<(), Faults>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        if self.parking()?.lot(code).is_some() {
            return Err(invalid("lot", "form.lot_known"));
        }
        let mut sheet = Sheet::default();
        let row = sheet.add(code, "");
        self.put_lot_row(actor, sheet, row, cells)
    }

    /// Changes what a file would say of a lot in its own row; its bays stay.
    ///
    /// # Errors
    /// As [`Service::add_one_lot`]; [`ServiceError::NotFound`] for a code that no lot has.
    pub fn change_one_lot(&self, actor: &Actor, lot: &str, cells: &Cells) -> Result<Result<(), Faults>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let mut sheet = Sheet::of(catalogue.lot(lot).ok_or(ServiceError::NotFound)?)?;
        let row = sheet.find("").unwrap_or_else(|| sheet.add(lot, ""));
        self.put_lot_row(actor, sheet, row, cells)
    }

    fn put_lot_row(
        &self,
        actor: &Actor,
        mut sheet: Sheet,
        row: usize,
        cells: &Cells,
    ) -> Result<Result<(), Faults>, ServiceError> {
        // A file may leave the name out and have the code stand for it; whoever fills in a form forgot it.
        if cells.get("name").is_none_or(|name| name.trim().is_empty()) {
            return Ok(Err(vec![missing("name")]));
        }
        sheet.set(row, cells);
        self.put_sheet(actor, &sheet, None)
    }

    /// Changes a bay of a lot, or makes one of a number that it has not. With a day it is in service with a sensor since then; without, what was known of that stays.
    ///
    /// # Errors
    /// As [`Service::change_one_lot`].
    pub fn put_one_bay(
        &self,
        actor: &Actor,
        lot: &str,
        number: &str,
        cells: &Cells,
        smart_on: Option<Date>,
    ) -> Result<Result<(), Faults>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let number = number.trim();
        if number.is_empty() {
            // A row without a number would be the lot's.
            return Ok(Err(vec![missing("bay")]));
        }
        let catalogue = self.parking()?;
        let mut sheet = Sheet::of(catalogue.lot(lot).ok_or(ServiceError::NotFound)?)?;
        let row = sheet.find(number).unwrap_or_else(|| sheet.add(lot, number));
        sheet.set(row, cells);
        self.put_sheet(actor, &sheet, Some((number, smart_on)))
    }

    /// Reads a sheet of one lot as a file is read, and keeps the lot; since when bays have sensors, no file says.
    fn put_sheet(
        &self,
        actor: &Actor,
        sheet: &Sheet,
        smart: Option<(&str, Option<Date>)>,
    ) -> Result<Result<(), Faults>, ServiceError> {
        let reading = match form::read(sheet.text()?.as_bytes(), Form::Csv) {
            Ok(reading) => reading,
            // Whoever fills in a form knows no lines.
            Err(faults) => {
                return Ok(Err(faults
                    .into_iter()
                    .map(|fault| PlacesFault { at: At::File, ..fault })
                    .collect()));
            }
        };
        let catalogue = self.parking()?;
        let lot = reading.places.lots().first().ok_or(ServiceError::NotFound)?;
        let (row, zones, bays) = put_of(&catalogue, lot);
        let known: HashMap<&str, Option<Date>> = catalogue
            .lot(&row.slug)
            .map(|lot| lot.bays.iter().map(|bay| (bay.code.as_str(), bay.smart_on)).collect())
            .unwrap_or_default();
        let day = |bay: &BayRow| {
            let said = smart.and_then(|(number, day)| day.filter(|_| bay.code == number));
            said.or(known.get(bay.code.as_str()).copied().flatten())
        };
        let bays = bays.into_iter().map(|bay| BayRow {
            smart_on: day(&bay),
            ..bay
        });
        let bays: Vec<BayRow> = bays.collect();
        // Who saves what stands there already changes nothing, and the journal says nothing of it.
        if catalogue.lot(&row.slug).is_some_and(|known| stands(known, &row, &bays)) {
            return Ok(Ok(()));
        }
        self.put_lot(actor, row, zones, bays)?;
        Ok(Ok(()))
    }
}

/// Whether a lot is what is known of it, with its bays.
fn stands(known: &Lot, row: &LotRow, bays: &[BayRow]) -> bool {
    let same_lot = LotRow {
        id: known.row.id,
        revision: known.row.revision,
        ..row.clone()
    } == known.row;
    let kept: HashMap<&str, &BayRow> = known.bays.iter().map(|bay| (bay.code.as_str(), bay)).collect();
    let same_bay = |bay: &BayRow| {
        kept.get(bay.code.as_str()).is_some_and(|kept| {
            let place = |bay: &BayRow| (bay.latitude, bay.longitude, bay.classes, bay.smart_on);
            kept.zone == bay.zone && place(kept) == place(bay)
        })
    };
    same_lot && bays.iter().all(same_bay)
}

fn missing(column: &str) -> PlacesFault {
    PlacesFault {
        at: At::File,
        key: column.to_owned(),
        refusal: PlacesRefusal::Missing {
            what: column.to_owned(),
        },
    }
}

/// A file of one lot, cell by cell.
#[derive(Default)]
struct Sheet {
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Sheet {
    fn of(lot: &Lot) -> Result<Self, ServiceError> {
        let no_place = |refusal: PlacesRefusal| ServiceError::Internal(format!("a lot is no place: {refusal}"));
        let places = Places::new(vec![place(lot).map_err(no_place)?]);
        let places = places.map_err(|faults| no_place(faults[0].1.clone()))?;
        let text = form::write(&places, Form::Csv).unwrap_or_default();
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let columns = reader.headers().map_err(ServiceError::internal)?;
        let columns = columns.iter().map(str::to_owned).collect();
        let rows = reader.records().map(|row| {
            let row = row.map_err(ServiceError::internal)?;
            Ok(row.iter().map(str::to_owned).collect())
        });
        Ok(Self {
            columns,
            rows: rows.collect::<Result<_, ServiceError>>()?,
        })
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|known| known == name)
    }

    fn cell(&self, row: usize, column: &str) -> &str {
        let at = self.column(column);
        let cell = at.and_then(|at| self.rows.get(row)?.get(at));
        cell.map_or("", String::as_str)
    }

    /// The row of a bay, or without a number the lot's own.
    fn find(&self, bay: &str) -> Option<usize> {
        (0..self.rows.len())
            .find(|row| self.cell(*row, "bay") == bay && (!bay.is_empty() || self.cell(*row, "zone").is_empty()))
    }

    fn cells(&self, row: usize) -> Cells {
        let cells = self.columns.iter().zip(self.rows.get(row).into_iter().flatten());
        cells.map(|(column, cell)| (column.clone(), cell.clone())).collect()
    }

    fn add(&mut self, lot: &str, bay: &str) -> usize {
        self.rows.push(vec![String::new(); self.columns.len()]);
        let row = self.rows.len() - 1;
        let cells = [("lot", lot), ("bay", bay)];
        let cells = cells.map(|(column, cell)| (column.to_owned(), cell.to_owned()));
        self.set(row, &cells.into());
        row
    }

    fn set(&mut self, row: usize, cells: &Cells) {
        for (column, cell) in cells {
            let at = self.column(column).unwrap_or_else(|| {
                self.columns.push(column.clone());
                self.rows.iter_mut().for_each(|row| row.push(String::new()));
                self.columns.len() - 1
            });
            if let Some(place) = self.rows.get_mut(row).and_then(|row| row.get_mut(at)) {
                cell.trim().clone_into(place);
            }
        }
    }

    fn text(&self) -> Result<String, ServiceError> {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for row in std::iter::once(&self.columns).chain(&self.rows) {
            writer.write_record(row).map_err(ServiceError::internal)?;
        }
        let bytes = writer.into_inner().map_err(ServiceError::internal)?;
        String::from_utf8(bytes).map_err(ServiceError::internal)
    }
}
