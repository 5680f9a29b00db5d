//! How a plate is written, so that one vehicle is one vehicle whoever types it.
//!
//! A plate's number alone says which vehicle it is: a colour that a camera could not read at one of two passages must not make two
//! vehicles of one. Rules know vehicles by their number only; this is the one module that sees what is on the plate.

use crate::refusal::refusals;
use shishi_kernel::Refusal;

/// The fewest characters of a plate; the shortest that are issued have five.
pub const CHARS_MIN: usize = 5;
/// The most characters of a plate; the longest that are issued have eight, and some readers add a mark.
pub const CHARS_MAX: usize = 10;

/// A plate's number in the one way in which it is written here.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Plate(String);

/// The number of a vehicle is nobody's to read in a log.
impl std::fmt::Debug for Plate {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Plate({})", self.masked())
    }
}

refusals! {
    /// Why a plate is not taken.
    PlateRefusal, PLATE_CODES {
        /// Fewer characters than any plate has.
        Short { min: usize } = "plate.short", "a plate has at least {min} characters";
        /// More characters than any plate has.
        Long { max: usize } = "plate.long", "a plate has at most {max} characters";
        /// Characters that are on no plate.
        Characters {} = "plate.characters", "a plate has Chinese characters, letters A to Z and digits only";
    }
}

impl Plate {
    /// Reads what somebody typed or a camera said: spaces, dots and hyphens are left out, letters are capital, full-width forms are
    /// made plain.
    ///
    /// # Errors
    /// A refusal where no plate is written so.
    pub fn read(text: &str) -> Result<Self, PlateRefusal> {
        let plain = |c: char| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            c => c,
        };
        let mut number = String::with_capacity(text.len().min(64));
        let mut chars = 0;
        for c in text.chars().map(plain) {
            if c.is_whitespace() || matches!(c, '·' | '.' | '-' | '•' | '・') {
                continue;
            }
            let c = c.to_ascii_uppercase();
            if !(c.is_ascii_uppercase() || c.is_ascii_digit() || ('\u{4e00}'..='\u{9fff}').contains(&c)) {
                return Err(PlateRefusal::Characters {});
            }
            chars += 1;
            if chars > CHARS_MAX {
                return Err(PlateRefusal::Long { max: CHARS_MAX });
            }
            number.push(c);
        }
        if chars < CHARS_MIN {
            return Err(PlateRefusal::Short { min: CHARS_MIN });
        }
        Ok(Self(number))
    }

    /// The number.
    #[must_use]
    pub fn number(&self) -> &str {
        &self.0
    }

    /// Enough to know one's own by, and not to know another's: `鲁H***45`.
    #[must_use]
    pub fn masked(&self) -> String {
        let chars: Vec<char> = self.0.chars().collect();
        let (head, tail) = (
            chars.iter().take(2),
            chars.iter().skip(chars.len().saturating_sub(2).max(2)),
        );
        head.chain("***".chars().collect::<Vec<_>>().iter())
            .chain(tail)
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plates_are_written_in_one_way() {
        let rows: &[(&str, Result<&str, &str>)] = &[
            ("鲁H·IO345", Ok("鲁HIO345")),
            (" 鲁h io3-45 ", Ok("鲁HIO345")),
            ("鲁ＨＩＯ３４５", Ok("鲁HIO345")),
            ("鲁HIOD3456", Ok("鲁HIOD3456")),
            ("使123456", Ok("使123456")),
            ("AB12", Err("plate.short")),
            ("", Err("plate.short")),
            ("···", Err("plate.short")),
            ("鲁H123456789", Err("plate.long")),
            ("鲁H12\u{0}45", Err("plate.characters")),
            ("鲁H12;45", Err("plate.characters")),
            ("鲁Hé2345", Err("plate.characters")),
        ];
        for (text, expected) in rows {
            let read = Plate::read(text);
            let read = read.as_ref().map(Plate::number).map_err(Refusal::code);
            assert_eq!(read, *expected, "{text:?}");
        }
        assert_eq!(
            Plate::read(&"9".repeat(1_000_000)).map_err(|refusal| refusal.code()),
            Err("plate.long")
        );
    }

    #[test]
    fn a_masked_plate_shows_two_characters_at_each_end_and_never_more() {
        let rows = [
            ("鲁HIO345", "鲁H***45"),
            ("AB345", "AB***45"),
            ("鲁HIOD3456", "鲁H***56"),
        ];
        for (number, masked) in rows {
            let plate = Plate::read(number).unwrap();
            assert_eq!(plate.masked(), masked);
            assert_eq!(format!("{plate:?}"), format!("Plate({masked})"));
        }
    }
}
