//! Entries, exits, and bays on the street.

use std::fmt;

use jiff::Timestamp;

use super::fields;
use super::lots::lot;
use super::reader::{Reader, Writer, bad};
use super::refusal::Db4401Refusal;

/// Most characters of a plate.
const PLATE_CHARS_MAX: usize = 16;
/// Most characters of a device's name, a bay's number.
const NAME_CHARS_MAX: usize = 32;

/// In or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Way {
    Entry,
    Exit,
}

/// The colour of a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Colour {
    Blue,
    Yellow,
    White,
    Black,
    Green,
    YellowGreen,
    Unread,
}

impl Colour {
    const ALL: [(Self, u64); 7] = [
        (Self::Blue, 0),
        (Self::Yellow, 1),
        (Self::White, 2),
        (Self::Black, 3),
        (Self::Green, 4),
        (Self::YellowGreen, 5),
        (Self::Unread, 9),
    ];

    fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        const EXPECTED: &str = "0至5或9 0 to 5, or 9";
        let code = reader.number(fields::COLOUR, 9, EXPECTED)?;
        let found = Self::ALL.into_iter().find(|(_, known)| *known == code);
        found
            .map(|(colour, _)| colour)
            .ok_or_else(|| bad(fields::COLOUR, &code.to_string(), EXPECTED))
    }

    fn code(self) -> u64 {
        let found = Self::ALL.into_iter().find(|(colour, _)| *colour == self);
        found.map_or(9, |(_, code)| code)
    }
}

/// A vehicle that came or left.
#[derive(Clone, PartialEq, Eq)]
pub struct PassageReport {
    /// The platform's number of the lot.
    pub lot: u64,
    /// In or out.
    pub way: Way,
    /// Which device says so.
    pub device: String,
    /// Its own number for that; it never goes back.
    pub sequence: u64,
    /// When, by its clock.
    pub at: Timestamp,
    /// The lane.
    pub lane: u16,
    /// The plate without any sign between; none for a vehicle without one.
    pub plate: Option<String>,
    /// Its colour.
    pub colour: Colour,
    /// How sure the reading is, 0 to 100; none where the device does not say.
    pub confidence: Option<u8>,
    /// Where the picture lies; never the picture.
    pub image: Option<String>,
    /// The bay, on the street.
    pub bay: Option<String>,
}

/// A plate has no place in a log: only whether there is one shows.
impl fmt::Debug for PassageReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PassageReport")
            .field("lot", &self.lot)
            .field("way", &self.way)
            .field("device", &self.device)
            .field("sequence", &self.sequence)
            .field("at", &self.at)
            .field("plate", &self.plate.is_some())
            .finish_non_exhaustive()
    }
}

/// Whether a bay on the street is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BayStatus {
    /// The platform's number of the lot.
    pub lot: u64,
    /// The bay.
    pub bay: String,
    /// Whether it is.
    pub taken: bool,
    /// When that was so.
    pub at: Timestamp,
}

impl PassageReport {
    pub(super) fn read(reader: &Reader<'_>, way: Way) -> Result<Self, Db4401Refusal> {
        let percent = reader.maybe_number(fields::CONFIDENCE, 100, "0至100 0 to 100")?;
        let lane = reader.number(fields::LANE, u64::from(u16::MAX), "0至65535 0 to 65535")?;
        let most = u64::MAX >> 1;
        Ok(Self {
            lot: lot(reader)?,
            way,
            device: reader.filled(fields::DEVICE, NAME_CHARS_MAX)?,
            sequence: reader.number(fields::SEQUENCE, most, "非负整数 a whole number")?,
            at: reader.time(fields::TIME)?,
            lane: u16::try_from(lane).unwrap_or(u16::MAX),
            plate: plate(reader)?,
            colour: Colour::read(reader)?,
            confidence: percent.and_then(|percent| u8::try_from(percent).ok()),
            image: reader.maybe_text(fields::IMAGE, 512)?,
            bay: reader.maybe_text(fields::BAY, NAME_CHARS_MAX)?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.number(fields::PARK_ID, self.lot);
        writer.text(fields::DEVICE, &self.device);
        writer.number(fields::SEQUENCE, self.sequence);
        writer.time(fields::TIME, self.at);
        writer.number(fields::LANE, u64::from(self.lane));
        writer.text(fields::PLATE, self.plate.as_deref().unwrap_or_default());
        writer.number(fields::COLOUR, self.colour.code());
        writer.maybe_number(fields::CONFIDENCE, self.confidence.map(u64::from));
        writer.maybe_text(fields::IMAGE, self.image.as_deref());
        writer.maybe_text(fields::BAY, self.bay.as_deref());
    }
}

/// A plate of letters and digits of any script; none where the field is empty. The refusal does not repeat it.
fn plate(reader: &Reader<'_>) -> Result<Option<String>, Db4401Refusal> {
    const EXPECTED: &str = "5至16个汉字、字母或数字 5 to 16 letters and digits";
    let text = reader
        .text(fields::PLATE, PLATE_CHARS_MAX)
        .map_err(|refusal| match refusal {
            Db4401Refusal::Value { .. } => bad(fields::PLATE, "…", EXPECTED),
            other => other,
        })?;
    let packed: String = text
        .chars()
        .filter(|sign| !matches!(sign, ' ' | '·' | '•' | '-'))
        .collect();
    if packed.is_empty() {
        return Ok(None);
    }
    let fits = packed.chars().count() >= 5 && packed.chars().all(char::is_alphanumeric);
    match fits {
        true => Ok(Some(packed.to_uppercase())),
        false => Err(bad(fields::PLATE, "…", EXPECTED)),
    }
}

impl BayStatus {
    pub(super) fn read(reader: &Reader<'_>) -> Result<Self, Db4401Refusal> {
        Ok(Self {
            lot: lot(reader)?,
            bay: reader.filled(fields::BAY, NAME_CHARS_MAX)?,
            taken: reader.number(fields::TAKEN, 1, "0或1 0 or 1")? == 1,
            at: reader.time(fields::TIME)?,
        })
    }

    pub(super) fn write(&self, writer: &mut Writer) {
        writer.number(fields::PARK_ID, self.lot);
        writer.text(fields::BAY, &self.bay);
        writer.number(fields::TAKEN, u64::from(self.taken));
        writer.time(fields::TIME, self.at);
    }
}
