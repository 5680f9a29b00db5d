//! What an object is recognised by: its folded name, and its place within about fifty metres.

use rust_decimal::prelude::ToPrimitive;
use serde::{Deserialize, Serialize};
use shishi_kernel::Decimal;

use super::SiteRefusal;

/// Two positions no further apart than this are the same place.
pub const METRES_SAME: f64 = 50.0;

/// Squares of a thousandth of a degree: up to 60 degrees of latitude each is wider than [`METRES_SAME`], so that what is
/// that near lies in the same square or a neighbouring one.
const SQUARES_PER_DEGREE: i64 = 1_000;

/// A place on the map, WGS-84.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Position {
    /// Degrees east.
    pub longitude: Decimal,
    /// Degrees north.
    pub latitude: Decimal,
}

impl Position {
    /// From both, or from neither.
    ///
    /// # Errors
    /// When one is missing, or they are no place where people live: beyond 180 degrees east or west, 60 north or south.
    pub fn of(longitude: Option<Decimal>, latitude: Option<Decimal>) -> Result<Option<Self>, SiteRefusal> {
        let (longitude, latitude) = match (longitude, latitude) {
            (None, None) => return Ok(None),
            (Some(longitude), Some(latitude)) => (longitude, latitude),
            _ => return Err(SiteRefusal::PositionHalf),
        };
        if longitude.abs() > Decimal::from(180) || latitude.abs() > Decimal::from(60) {
            return Err(SiteRefusal::PositionOutside { longitude, latitude });
        }
        // Seven digits are a centimetre.
        Ok(Some(Self {
            longitude: longitude.round_dp(7).normalize(),
            latitude: latitude.round_dp(7).normalize(),
        }))
    }

    /// The square of the map, counted eastward and northward.
    #[must_use]
    pub fn square(&self) -> (i64, i64) {
        let count = |degrees: Decimal| {
            let squares = (degrees * Decimal::from(SQUARES_PER_DEGREE)).floor();
            squares.to_i64().unwrap_or_default()
        };
        (count(self.longitude), count(self.latitude))
    }

    /// Metres to another place, on a sphere, good enough for a few kilometres.
    #[must_use]
    pub fn metres(&self, other: &Self) -> f64 {
        let degrees = |value: Decimal| value.to_f64().unwrap_or_default();
        let north = degrees(self.latitude - other.latitude);
        let middle = degrees((self.latitude + other.latitude) / Decimal::TWO).to_radians();
        let east = degrees(self.longitude - other.longitude) * middle.cos();
        north.hypot(east) * 111_195.0
    }
}

/// What an object is recognised by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// The name, folded.
    pub name: String,
    /// The words for its place, folded.
    pub place: String,
    /// Where it is on the map.
    pub position: Option<Position>,
}

impl Identity {
    /// Of an object.
    #[must_use]
    pub fn new(name: &str, place: &str, position: Option<Position>) -> Self {
        Self {
            name: fold(name),
            place: fold(place),
            position,
        }
    }

    /// Whether both are the same object: one name, and one place. On the map when both are on it; else by words, where a
    /// shorter address may be a part of a longer one.
    #[must_use]
    pub fn is(&self, other: &Self) -> bool {
        if self.name != other.name {
            return false;
        }
        match (&self.position, &other.position) {
            (Some(here), Some(there)) => here.metres(there) <= METRES_SAME,
            _ => self.place.contains(&other.place) || other.place.contains(&self.place),
        }
    }
}

/// A name as it is compared: both widths of letters and digits alike, Chinese numerals below a hundred as digits, without
/// white space and marks.
#[must_use]
pub fn fold(text: &str) -> String {
    let letters = text.chars().map(narrow).flat_map(char::to_lowercase);
    let plain: Vec<char> = letters.filter(|letter| letter.is_alphanumeric()).collect();
    let mut out = String::with_capacity(text.len());
    let mut rest = plain.as_slice();
    while let Some((first, others)) = rest.split_first() {
        let numeral = rest.iter().take_while(|letter| NUMERALS.contains(**letter)).count();
        if numeral == 0 {
            out.push(*first);
            rest = others;
            continue;
        }
        let (letters, after) = rest.split_at(numeral);
        // What is no number by the rule of tens is read letter by letter, so that no Chinese numeral is left.
        let one_by_one = || {
            letters
                .iter()
                .map(|letter| digit(*letter).unwrap_or(10).to_string())
                .collect()
        };
        out.push_str(&number(letters).unwrap_or_else(one_by_one));
        rest = after;
    }
    out
}

const NUMERALS: &str = "零一二三四五六七八九十";

fn narrow(letter: char) -> char {
    match letter {
        '！'..='～' => char::from_u32(letter as u32 - 0xfee0).unwrap_or(letter),
        '〇' => '零',
        other => other,
    }
}

fn digit(letter: char) -> Option<usize> {
    NUMERALS.chars().take(10).position(|known| known == letter)
}

/// Chinese numerals as digits: tens by their rule, a row of digits one by one.
fn number(letters: &[char]) -> Option<String> {
    let value = match *letters {
        ['十'] => 10,
        ['十', ones] => 10 + digit(ones)?,
        [tens, '十'] => 10 * digit(tens)?,
        [tens, '十', ones] => 10 * digit(tens)? + digit(ones)?,
        _ => {
            return letters
                .iter()
                .map(|letter| digit(*letter).map(|d| d.to_string()))
                .collect();
        }
    };
    Some(value.to_string())
}
