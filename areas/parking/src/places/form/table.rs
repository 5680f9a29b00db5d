//! Places as a table: a row for each lot, zone and bay.
//!
//! A row with a bay number is a bay's, one with only a zone is a zone's, the others are lots'. Columns are found by their names, in
//! English or Chinese; columns that are not known are left alone, and said.

use super::super::{Class, Lot, Outline, Places, PlacesRefusal, Point, Room};
use super::build::{Builder, Record};
use super::columns::Column;
use super::{At, PlacesFault, Reading, whole};
use std::fmt::Write;

/// Reads a table.
pub(super) fn read(text: &str) -> Result<Reading, Vec<PlacesFault>> {
    let mut builder = Builder::default();
    let mut reader = csv_reader(text);
    let headers = reader.headers().cloned().unwrap_or_default();
    let columns: Vec<Option<Column>> = headers.iter().map(Column::of).collect();
    if !columns.contains(&Some(Column::Lot)) {
        return Err(whole(PlacesRefusal::ColumnMissing {
            column: Column::Lot.word().into_owned(),
        }));
    }
    for (at, (name, column)) in headers.iter().zip(&columns).enumerate() {
        if column.is_none() && !name.trim().is_empty() {
            let column = super::super::text::shown(name);
            builder.remark(At::Line(1), name, PlacesRefusal::ColumnUnknown { column });
        } else if column.is_some() && columns.iter().take(at).any(|earlier| earlier == column) {
            let column = super::super::text::shown(name);
            builder.fault(At::Line(1), name, PlacesRefusal::ColumnTwice { column });
        }
    }
    for row in reader.records() {
        match row {
            Ok(row) => {
                let line = row.position().map_or(0, csv::Position::line);
                let at = At::Line(usize::try_from(line).unwrap_or(usize::MAX));
                if row.iter().all(|field| field.trim().is_empty()) {
                    continue;
                }
                if row.len() > columns.len() {
                    let (fields, max) = (row.len(), columns.len());
                    builder.fault(at, "", PlacesRefusal::RowLong { fields, max });
                    continue;
                }
                let mut record = Record::new(at);
                for (column, value) in columns.iter().zip(&row) {
                    record.values.extend(column.map(|column| (column, value.to_owned())));
                }
                builder.take(&record);
            }
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                let at = At::Line(usize::try_from(line).unwrap_or(usize::MAX));
                builder.fault(at, "", PlacesRefusal::RowUnread {});
            }
        }
    }
    builder.finish()
}

/// A reader of a text with commas, semicolons or tabs, whichever its first line has most of.
pub(super) fn csv_reader(text: &str) -> csv::Reader<&[u8]> {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: u8| head.bytes().filter(|byte| *byte == sign).count();
    let parting = [b';', b'\t', b',']
        .into_iter()
        .max_by_key(|sign| count(*sign))
        .unwrap_or(b',');
    csv::ReaderBuilder::new()
        .flexible(true)
        .delimiter(parting)
        .from_reader(text.as_bytes())
}

/// Writes a table, with columns only where some row has something in them.
pub(super) fn write(places: &Places) -> String {
    let mut rows = Vec::new();
    for lot in places.lots() {
        rows.push(lot_values(lot));
        for zone in lot.zones() {
            let mut row = vec![
                (Column::Lot, lot.code.to_string()),
                (Column::Zone, zone.code.to_string()),
            ];
            row.extend(zone.name.iter().map(|name| (Column::Name, name.to_string())));
            row.extend(zone.tariff.iter().map(|tariff| (Column::Tariff, tariff.to_string())));
            row.extend(zone.outline.iter().map(|outline| (Column::Outline, corners(outline))));
            rows.push(row);
            rows.extend(zone.bays.iter().map(|bay| {
                let mut row = vec![
                    (Column::Lot, lot.code.to_string()),
                    (Column::Zone, zone.code.to_string()),
                    (Column::Bay, bay.number.to_string()),
                    (Column::Id, bay.id.0.to_string()),
                    (Column::Classes, bay.classes.to_string()),
                ];
                row.extend(degrees(bay.at));
                row
            }));
        }
    }
    let by_class = Class::ALL.iter().copied().map(Column::CapacityOf);
    let said = |column: &Column| {
        rows.iter()
            .flatten()
            .any(|(known, value)| known == column && !value.is_empty())
    };
    let columns: Vec<Column> = Column::PLAIN.iter().copied().chain(by_class).filter(said).collect();
    let mut writer = csv::Writer::from_writer(Vec::new());
    // Writing into memory does not fail.
    let _ = writer.write_record(columns.iter().map(|column| column.word().into_owned()));
    for row in &rows {
        let value = |column: &Column| {
            row.iter()
                .find(|(known, _)| known == column)
                .map_or("", |(_, value)| value.as_str())
        };
        let _ = writer.write_record(columns.iter().map(value));
    }
    writer
        .into_inner()
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .unwrap_or_default()
}

/// What a lot says, by column, without its point where that is the middle of its outline.
pub(super) fn lot_values(lot: &Lot) -> Vec<(Column, String)> {
    let mut row = vec![
        (Column::Lot, lot.code.to_string()),
        (Column::Name, lot.name.to_string()),
        (Column::Setting, lot.setting.word().to_owned()),
        (Column::Access, lot.access.word().to_owned()),
        (Column::Bookable, yes(lot.bookable)),
        (Column::Realtime, lot.realtime.word().to_owned()),
    ];
    row.extend(degrees(lot.at));
    let mut add = |column, value: Option<String>| row.extend(value.map(|value| (column, value)));
    add(Column::Outline, lot.outline.as_ref().map(corners));
    add(Column::Operator, lot.operator.as_ref().map(ToString::to_string));
    add(Column::Tariff, lot.tariff.as_ref().map(ToString::to_string));
    add(Column::Charged, lot.charged.map(yes));
    add(Column::Hours, lot.hours.as_ref().map(ToString::to_string));
    add(Column::Height, lot.height_cm.map(metres));
    add(Column::Stay, lot.stay_minutes_max.map(|minutes| minutes.to_string()));
    if let Room::Bare(counts) = &lot.room {
        add(Column::Capacity, Some(counts.all.to_string()));
        for (class, count) in counts.classes() {
            add(Column::CapacityOf(class), Some(count.to_string()));
        }
    }
    row
}

pub(super) fn degrees(point: Point) -> [(Column, String); 2] {
    [
        (Column::Latitude, format!("{:.6}", point.latitude())),
        (Column::Longitude, format!("{:.6}", point.longitude())),
    ]
}

/// Centimetres as metres: `2.10`.
pub(super) fn metres(height_cm: u16) -> String {
    format!("{}.{:02}", height_cm / 100, height_cm % 100)
}

fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

fn corners(outline: &Outline) -> String {
    let mut text = String::new();
    for (at, corner) in outline.corners().iter().enumerate() {
        let between = if at == 0 { "" } else { "; " };
        let _ = write!(text, "{between}{:.6} {:.6}", corner.latitude(), corner.longitude());
    }
    text
}
