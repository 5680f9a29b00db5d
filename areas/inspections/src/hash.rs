//! Digests, and the one way of writing a list of values down before it is hashed.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// Thirty-two bytes: a SHA-256, a salt or a secret. Written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Digest(pub [u8; 32]);

/// What is not 64 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not 64 hexadecimal digits")]
pub struct NotDigest;

impl FromStr for Digest {
    type Err = NotDigest;

    fn from_str(text: &str) -> Result<Self, NotDigest> {
        let mut bytes = [0; 32];
        hex::decode_to_slice(text.trim(), &mut bytes).map_err(|_| NotDigest)?;
        Ok(Self(bytes))
    }
}

impl TryFrom<String> for Digest {
    type Error = NotDigest;

    fn try_from(text: String) -> Result<Self, NotDigest> {
        text.parse()
    }
}

impl From<Digest> for String {
    fn from(digest: Digest) -> Self {
        digest.to_string()
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Values one after another: a number as eight bytes, most significant first; bytes after their number. Lists are
/// written after their length, so that no two different inputs are written the same way.
pub(crate) struct Fields(Sha256);

impl Fields {
    /// Begins with a word that says what is hashed.
    pub fn new(tag: &str) -> Self {
        Self(Sha256::new()).text(tag)
    }

    pub fn number(mut self, number: u64) -> Self {
        self.0.update(number.to_be_bytes());
        self
    }

    pub fn bytes(self, bytes: &[u8]) -> Self {
        let mut fields = self.number(bytes.len() as u64);
        fields.0.update(bytes);
        fields
    }

    pub fn text(self, text: &str) -> Self {
        self.bytes(text.as_bytes())
    }

    /// A list after its length.
    pub fn list<T>(self, items: &[T], each: impl Fn(Self, &T) -> Self) -> Self {
        items.iter().fold(self.number(items.len() as u64), each)
    }

    pub fn finish(self) -> Digest {
        Digest(self.0.finalize().into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_are_64_digits() {
        let text = "ab".repeat(32);
        assert_eq!(text.parse::<Digest>().map(String::from), Ok(text.clone()));
        for wrong in ["", "ab", &text[1..], &"zz".repeat(32), &"ab".repeat(33)] {
            assert_eq!(wrong.parse::<Digest>(), Err(NotDigest), "{wrong}");
        }
    }

    #[test]
    fn different_lists_are_written_differently() {
        let digest = |words: &[&str]| Fields::new("x").list(words, |fields, word| fields.text(word)).finish();
        let all = [
            digest(&[]),
            digest(&[""]),
            digest(&["ab", "c"]),
            digest(&["a", "bc"]),
            digest(&["abc"]),
            Fields::new("xa")
                .list(&["b"], |fields, word| fields.text(word))
                .finish(),
        ];
        for (at, one) in all.iter().enumerate() {
            assert!(!all[at + 1..].contains(one), "{at}");
        }
    }
}
