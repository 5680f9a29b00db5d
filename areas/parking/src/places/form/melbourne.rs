//! The table of parking sensors of the City of Melbourne: a row for each bay on a street, with a marker, a place and its state.
//!
//! A marker is a number with the side of the street (`3920N`) or with a letter before it (`C1234`); markers follow each other along a
//! kerb. A run of markers of one side with no gap above [`GAP_METRES`] is a lot, as the table names no streets. Rows that cannot be
//! used are left out, and said: the table is a copy of what sensors sent, and no one will mend it.

use super::super::text::shown;
use super::super::{Code, Name, Number, PlacesRefusal, Point, Realtime, Setting};
use super::build::{Builder, Record};
use super::columns::Column;
use super::table::csv_reader;
use super::{At, FAULTS_MAX, PlacesFault, Reading, whole};
use std::collections::HashMap;

/// Bays further apart than this are on different stretches of a street.
const GAP_METRES: f64 = 60.0;
/// Bays of a stretch.
const STRETCH_BAYS_MAX: usize = 99;
/// Names of columns: id, marker, state, latitude, longitude, and both in one.
const NAMES: [&[&str]; 6] = [
    &["bay_id", "bayid", "kerbsideid"],
    &["st_marker_id", "stmarkerid", "marker_id"],
    &["status", "status_description"],
    &["lat", "latitude"],
    &["lon", "longitude"],
    &["location"],
];

/// A bay of the table.
struct Marked {
    at: At,
    series: char,
    side: char,
    along: u32,
    marker: Number,
    point: Point,
    taken: Option<bool>,
}

/// Reads the table.
pub(super) fn read(text: &str) -> Result<Reading, Vec<PlacesFault>> {
    let mut builder = Builder::default();
    let mut reader = csv_reader(text);
    let headers = reader.headers().cloned().unwrap_or_default();
    let named = |names: &[&str]| {
        headers
            .iter()
            .position(|header| names.contains(&header.trim().to_lowercase().as_str()))
    };
    let columns = NAMES.map(named);
    let place = columns[5].or(columns[3].and(columns[4]));
    if columns[0].or(columns[1]).is_none() || place.is_none() {
        return Err(whole(PlacesRefusal::ColumnMissing {
            column: "st_marker_id, lat, lon".to_owned(),
        }));
    }
    let mut bays: Vec<Marked> = Vec::new();
    let mut seen: HashMap<Number, usize> = HashMap::new();
    for row in reader.records() {
        let Ok(row) = row else { continue };
        let line = row.position().map_or(0, csv::Position::line);
        let at = At::Line(usize::try_from(line).unwrap_or(usize::MAX));
        let field = |column: usize| columns[column].and_then(|at| row.get(at)).map_or("", str::trim);
        let marker = match (field(1), field(0)) {
            ("", id) => id,
            (marker, _) => marker,
        };
        let read = Number::new(marker).and_then(|number| Ok((number, point_of(&field)?)));
        let (number, point) = match read {
            Ok(read) => read,
            Err(refusal) => {
                builder.remark(at, "", refusal);
                continue;
            }
        };
        if seen.insert(number.clone(), bays.len()).is_some() {
            let number = number.to_string();
            builder.remark(at, "st_marker_id", PlacesRefusal::BayTwice { number });
            continue;
        }
        bays.push(marked(at, number, point, state(field(2))));
    }
    bays.sort_by_key(|bay| (bay.series, bay.side, bay.along, bay.marker.clone()));
    let taken = take(&mut builder, &bays);
    let mut reading = builder.finish()?;
    debug_assert!(reading.remarks.len() <= FAULTS_MAX);
    for (code, marker, state) in taken {
        let lot = reading.places.lot(code.as_str());
        let bay = lot.and_then(|lot| lot.bays().find(|(_, bay)| bay.number == marker));
        let id = bay.map(|(_, bay)| bay.id);
        reading.taken.extend(id.map(|id| (code, id, state)));
    }
    Ok(reading)
}

fn point_of<'a>(field: &impl Fn(usize) -> &'a str) -> Result<Point, PlacesRefusal> {
    if !field(3).is_empty() {
        return Point::read(field(3), field(4));
    }
    let both = field(5).trim_matches(['(', ')']);
    let (latitude, longitude) = both
        .split_once(',')
        .ok_or_else(|| PlacesRefusal::PointBad { point: shown(both) })?;
    Point::read(latitude, longitude)
}

fn state(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "present" => Some(true),
        "unoccupied" => Some(false),
        _ => None,
    }
}

fn marked(at: At, marker: Number, point: Point, taken: Option<bool>) -> Marked {
    let text = marker.as_str();
    let series = text.chars().next().filter(char::is_ascii_alphabetic).unwrap_or('-');
    let digits: String = text
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(char::is_ascii_digit)
        .collect();
    let side = text
        .chars()
        .rev()
        .find(|c| matches!(c, 'N' | 'S' | 'E' | 'W'))
        .unwrap_or('-');
    Marked {
        at,
        series,
        side,
        along: digits.parse().unwrap_or(0),
        marker,
        point,
        taken,
    }
}

/// Hands each stretch to the builder, as a lot with one zone; gives back what is known of the bays.
fn take(builder: &mut Builder, bays: &[Marked]) -> Vec<(Code, Number, bool)> {
    let mut states = Vec::new();
    let follows = |one: &Marked, other: &Marked| {
        (one.series, one.side) == (other.series, other.side) && one.point.metres_to(other.point) <= GAP_METRES
    };
    for run in bays.chunk_by(follows) {
        for stretch in run.chunks(STRETCH_BAYS_MAX) {
            let (Some(first), Some(last)) = (stretch.first(), stretch.last()) else {
                continue;
            };
            let Some(code) = Code::from_words(&format!("kerb {}", first.marker)) else {
                continue;
            };
            let side = match first.side {
                '-' => "kerb".to_owned(),
                side => side.to_ascii_lowercase().to_string(),
            };
            let name = format!("{} - {}", first.marker, last.marker);
            let named = Name::new(&name).map_or(first.marker.to_string(), |name| name.to_string());
            let middle = &stretch[stretch.len() / 2];
            let mut lot = Record::new(first.at)
                .with(Column::Lot, code.as_str())
                .with(Column::Name, named)
                .with(Column::Operator, "City of Melbourne")
                .with(Column::Setting, Setting::StreetSide.word())
                .with(Column::Realtime, Realtime::Bays.word());
            lot.point = Some(middle.point);
            builder.take(&lot);
            for bay in stretch {
                let mut record = Record::new(bay.at)
                    .with(Column::Lot, code.as_str())
                    .with(Column::Zone, side.as_str())
                    .with(Column::Bay, bay.marker.as_str());
                record.point = Some(bay.point);
                builder.take(&record);
                states.extend(bay.taken.map(|taken| (code.clone(), bay.marker.clone(), taken)));
            }
        }
    }
    states
}
