//! Short texts with rules: codes, names, bay numbers.

use super::PlacesRefusal;
use compact_str::CompactString;
use std::fmt;

/// Characters of a code.
pub const CODE_CHARS_MAX: usize = 40;
/// Characters of a name.
pub const NAME_CHARS_MAX: usize = 120;
/// Characters of a bay's number.
pub const NUMBER_CHARS_MAX: usize = 24;

/// Declares a text type that is checked where it is made.
macro_rules! text {
    ($(#[$doc:meta])* $name:ident, $held:ty) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name($held);

        impl $name {
            /// As text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
                out.write_str(&self.0)
            }
        }
    };
}

text! {
    /// What a lot, a zone or a tariff is called by programs and in addresses: small Latin letters, digits and single hyphens within,
    /// at most `CODE_CHARS_MAX`.
    Code, Box<str>
}

text! {
    /// A name that people read, or opening hours: not empty, without control characters, at most `NAME_CHARS_MAX` characters.
    Name, Box<str>
}

text! {
    /// What is painted on a bay: `A-017`, `C1234`. Not empty, no control characters and no `/`, at most `NUMBER_CHARS_MAX` characters.
    Number, CompactString
}

impl Code {
    /// A code.
    ///
    /// # Errors
    /// When it is none.
    pub fn new(text: &str) -> Result<Self, PlacesRefusal> {
        let known = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        let good = (1..=CODE_CHARS_MAX).contains(&text.len())
            && text.chars().all(known)
            && !text.starts_with('-')
            && !text.ends_with('-')
            && !text.contains("--");
        let bad = || PlacesRefusal::CodeBad { code: shown(text) };
        good.then(|| Self(text.into())).ok_or_else(bad)
    }

    /// A code made of any text: other characters become hyphens, capitals small; none when nothing is left.
    #[must_use]
    pub fn from_words(text: &str) -> Option<Self> {
        let mut code = String::new();
        for c in text.chars().flat_map(char::to_lowercase) {
            if c.is_ascii_lowercase() || c.is_ascii_digit() {
                code.push(c);
            } else if !code.is_empty() && !code.ends_with('-') {
                code.push('-');
            }
            if code.len() == CODE_CHARS_MAX {
                break;
            }
        }
        Self::new(code.trim_end_matches('-')).ok()
    }
}

impl Name {
    /// A name; white space around it is dropped.
    ///
    /// # Errors
    /// When it is empty, too long or has control characters.
    pub fn new(text: &str) -> Result<Self, PlacesRefusal> {
        checked(text, NAME_CHARS_MAX, "")
            .map(Self)
            .ok_or_else(|| PlacesRefusal::NameBad {
                name: shown(text),
                max: NAME_CHARS_MAX,
            })
    }
}

impl Number {
    /// A number; white space around it is dropped.
    ///
    /// # Errors
    /// When it is empty, too long or has control characters or `/`.
    pub fn new(text: &str) -> Result<Self, PlacesRefusal> {
        checked(text, NUMBER_CHARS_MAX, "/")
            .map(Self)
            .ok_or_else(|| PlacesRefusal::NumberBad {
                number: shown(text),
                max: NUMBER_CHARS_MAX,
            })
    }
}

fn checked<T: for<'t> From<&'t str>>(text: &str, max: usize, without: &str) -> Option<T> {
    let text = text.trim();
    let good = |c: char| !c.is_control() && !without.contains(c);
    (!text.is_empty() && text.chars().count() <= max && text.chars().all(good)).then(|| text.into())
}

/// As much of a text that was refused as a sentence needs.
pub(super) fn shown(text: &str) -> String {
    text.trim().chars().filter(|c| !c.is_control()).take(40).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (text, good, made) in [
            ("south-gate", true, Some("south-gate")),
            ("370811001", true, Some("370811001")),
            ("A 区 1", false, Some("a-1")),
            ("-a", false, Some("a")),
            ("a--b", false, Some("a-b")),
            ("", false, None),
            ("停车场", false, None),
        ] {
            assert_eq!(Code::new(text).is_ok(), good, "{text}");
            assert_eq!(Code::from_words(text).as_ref().map(Code::as_str), made, "{text}");
        }
        assert!(Code::new(&"a".repeat(41)).is_err());
        assert_eq!(
            Code::from_words(&"a".repeat(60)).map(|code| code.as_str().len()),
            Some(40)
        );
    }

    #[test]
    fn names_and_numbers() {
        for (text, name, number) in [
            ("洸府河停车场", true, true),
            (" A-017 ", true, true),
            ("A/017", true, false),
            ("  ", false, false),
            ("a\u{7}b", false, false),
            (&"泊".repeat(25), true, false),
            (&"泊".repeat(121), false, false),
        ] {
            assert_eq!(Name::new(text).is_ok(), name, "{text}");
            assert_eq!(Number::new(text).is_ok(), number, "{text}");
        }
    }
}
