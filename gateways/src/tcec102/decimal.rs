//! Numbers with a fixed number of decimals, which the standard writes as JSON numbers: kept whole, never as floating point.

use std::fmt;

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The largest whole part.
const WHOLE_MAX: i64 = 1_000_000_000_000;

/// A number in units of `1 / 10^PLACES`: `Decimal::<2>(1235)` is 12.35.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal<const PLACES: u32>(pub i64);

impl<const PLACES: u32> Decimal<PLACES> {
    const ONE: i64 = 10_i64.pow(PLACES);

    /// Reads `12.35`, `-0.5`, `7`. More decimals than [`PLACES`](Self) are taken where they are zeros.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
        let numbers = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let part = part.trim_end_matches('0');
        let places = usize::try_from(PLACES).ok()?;
        if whole.is_empty() || !numbers(whole) || !numbers(part) || part.len() > places || digits.ends_with('.') {
            return None;
        }
        let whole: i64 = whole.parse().ok().filter(|whole| *whole <= WHOLE_MAX / Self::ONE)?;
        let part: i64 = match places {
            0 => 0,
            _ => format!("{part:0<places$}").parse().ok()?,
        };
        Some(Self(sign * (whole * Self::ONE + part)))
    }
}

impl<const PLACES: u32> fmt::Display for Decimal<PLACES> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, part) = (
            self.0.unsigned_abs() / Self::ONE.unsigned_abs(),
            self.0.unsigned_abs() % Self::ONE.unsigned_abs(),
        );
        let sign = if self.0 < 0 { "-" } else { "" };
        let part = match PLACES {
            0 => String::new(),
            places => format!(".{part:0places$}", places = places as usize),
        };
        write!(f, "{sign}{whole}{part}")
    }
}

impl<const PLACES: u32> Serialize for Decimal<PLACES> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // What a number of JSON says is its text; the shortest text of the nearest binary number is the decimal again.
        let text = self.to_string();
        let number: f64 = text.parse().map_err(serde::ser::Error::custom)?;
        serializer.serialize_f64(number)
    }
}

impl<'de, const PLACES: u32> Deserialize<'de> for Decimal<PLACES> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        // Operators write numbers as numbers or as strings.
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written {
            Number(serde_json::Number),
            Text(String),
        }
        let text = match Written::deserialize(deserializer)? {
            Written::Number(number) => number.to_string(),
            Written::Text(text) => text,
        };
        Self::read(&text).ok_or_else(|| D::Error::custom("not a number with so many decimals"))
    }
}

#[cfg(test)]
mod tests {
    use super::Decimal;

    #[test]
    fn numbers_are_read_exactly() {
        for (text, expected) in [
            ("12.35", Some(1235)),
            ("12.350", Some(1235)),
            ("12", Some(1200)),
            ("-0.5", Some(-50)),
            ("0.01", Some(1)),
            ("9999999999.99", Some(999_999_999_999)),
            ("12.355", None),
            ("1e3", None),
            ("12.", None),
            (".5", None),
            ("", None),
            ("-", None),
            ("99999999999999999999", None),
        ] {
            let read = Decimal::<2>::read(text);
            assert_eq!(read.map(|decimal| decimal.0), expected, "{text}");
            if let Some(decimal) = read {
                let json = serde_json::to_string(&decimal).unwrap();
                assert_eq!(serde_json::from_str::<Decimal<2>>(&json).unwrap(), decimal, "{json}");
            }
        }
        assert_eq!(
            serde_json::from_str::<Decimal<6>>("\"116.634812\"").unwrap().0,
            116_634_812
        );
        assert_eq!(serde_json::from_str::<Decimal<6>>("116.634812").unwrap().0, 116_634_812);
        assert_eq!(Decimal::<0>(7).to_string(), "7");
    }
}
