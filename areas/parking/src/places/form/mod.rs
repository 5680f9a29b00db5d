//! Places as text: tables (CSV), GeoJSON, OpenStreetMap's tags, and the table of Melbourne's bays.
//!
//! [`read`] takes a whole file and says everything that is wrong with it at once, each with its line or feature; what could be
//! taken but is odd comes beside the places as remarks. [`write`](fn@write) gives the file back. CSV and GeoJSON keep everything;
//! OpenStreetMap has no tags for zones other than storeys, for tariffs and for what is bookable.
//!
//! To add a form: a module with a reader that hands `Record`s to the one `Builder`, and a variant of [`Form`].

mod build;
mod columns;
mod geojson;
mod melbourne;
mod osm;
mod osm_tags;
mod osm_write;
mod table;

use super::refusal::PlacesRefusal;
use super::{BayId, Code, Places};
use std::fmt;

/// The largest file that is read, in bytes.
pub const FILE_BYTES_MAX: usize = 256 << 20;
/// Most faults that are told of one file, and most remarks.
pub const FAULTS_MAX: usize = 100;

/// A form of text that places come in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A table, a row for each lot, zone and bay.
    Csv,
    /// GeoJSON with our property names.
    GeoJson,
    /// OpenStreetMap's elements with tags, as Overpass gives them, or the same as GeoJSON.
    Osm,
    /// The table of parking sensors that the City of Melbourne publishes; it can only be read.
    Melbourne,
}

/// Where in a file something is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// The file as a whole.
    File,
    /// A line, from 1.
    Line(usize),
    /// A feature or element, from 1.
    Feature(usize),
}

impl fmt::Display for At {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File => out.write_str("file"),
            Self::Line(line) => write!(out, "line {line}"),
            Self::Feature(feature) => write!(out, "feature {feature}"),
        }
    }
}

/// What is wrong with a file of places, or odd about it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at}, {key}: {refusal}")]
pub struct PlacesFault {
    /// Where.
    pub at: At,
    /// The column, property or tag; empty when it is none of them.
    pub key: String,
    /// What it is.
    pub refusal: PlacesRefusal,
}

/// What a file says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The places.
    pub places: Places,
    /// What was odd, at most [`FAULTS_MAX`].
    pub remarks: Vec<PlacesFault>,
    /// How many odd things there were.
    pub remarks_all: usize,
    /// Bays whose state the file says, with whether they were taken.
    pub taken: Vec<(Code, BayId, bool)>,
}

/// Reads a file.
///
/// # Errors
/// Every fault, at most [`FAULTS_MAX`]; never none.
pub fn read(bytes: &[u8], form: Form) -> Result<Reading, Vec<PlacesFault>> {
    if bytes.len() > FILE_BYTES_MAX {
        return Err(whole(PlacesRefusal::FileLong {
            max_mib: FILE_BYTES_MAX >> 20,
        }));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => std::borrow::Cow::Borrowed(text),
        // Tables from an office's spreadsheet come in GB 18030.
        Err(_) if form == Form::Csv => encoding_rs::GB18030
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| whole(PlacesRefusal::NotText {}))?,
        Err(_) => return Err(whole(PlacesRefusal::NotText {})),
    };
    let text = text.trim_start_matches('\u{feff}');
    match form {
        Form::Csv => table::read(text),
        Form::GeoJson => geojson::read(text),
        Form::Osm => osm::read(text),
        Form::Melbourne => melbourne::read(text),
    }
}

/// Writes places; none for a form that can only be read.
#[must_use]
pub fn write(places: &Places, form: Form) -> Option<String> {
    match form {
        Form::Csv => Some(table::write(places)),
        Form::GeoJson => Some(geojson::write(places)),
        Form::Osm => Some(osm_write::write(places)),
        Form::Melbourne => None,
    }
}

fn whole(refusal: PlacesRefusal) -> Vec<PlacesFault> {
    let (at, key) = (At::File, String::new());
    vec![PlacesFault { at, key, refusal }]
}

/// A JSON text as a value of a type, or where it is none.
fn json<'a, T: serde::Deserialize<'a>>(text: &'a str) -> Result<T, Vec<PlacesFault>> {
    serde_json::from_str(text).map_err(|error| {
        vec![PlacesFault {
            at: At::Line(error.line()),
            key: String::new(),
            refusal: PlacesRefusal::JsonUnread { column: error.column() },
        }]
    })
}
