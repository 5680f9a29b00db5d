//! Signed notes with Ed25519 (c2sp.org/signed-note).

use crate::error::{JournalError, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use ed25519_dalek::Signer;
use sha2::{Digest, Sha256};

/// Type byte of plain Ed25519 signatures.
const TYPE_ED25519: u8 = 1;
/// Longest note that is read. A checkpoint with sixteen post-quantum cosignatures is below 120 kB.
const NOTE_BYTES_MAX: usize = 1 << 20;
/// Most signature lines that are read.
const SIGNATURES_MAX: usize = 100;
/// How a signing key's text begins.
const SIGNER_PREFIX: &str = "PRIVATE+KEY+";
/// Length of the base64 of a type byte and 32 bytes.
const KEY_TEXT_LENGTH: usize = 44;

/// The secret half of a key. It has no name of its own: the name in a signature line is the origin of the log it signs.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

/// The public half of a key together with its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyingKey {
    name: String,
    id: u32,
    key: ed25519_dalek::VerifyingKey,
}

/// A text with its signature lines, read but not yet trusted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// One signature line.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signature {
    name: String,
    id: u32,
    bytes: Vec<u8>,
}

impl SigningKey {
    /// The key that belongs to 32 secret bytes, which the caller draws from the operating system.
    pub fn generate(seed: [u8; 32]) -> SigningKey {
        SigningKey(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// Secret text form, for a file that only the service can read: `PRIVATE+KEY+` and the base64 of the type byte and the seed.
    pub fn to_text(&self) -> String {
        format!("{SIGNER_PREFIX}{}", key_text(&self.0.to_bytes()))
    }

    /// Reads the text form; also the longer one with a name and an id that Go's `note` package writes.
    pub fn from_text(text: &str) -> Result<SigningKey> {
        let malformed = JournalError::KeyMalformed;
        let rest = text
            .trim()
            .strip_prefix(SIGNER_PREFIX)
            .ok_or(malformed("it does not begin with PRIVATE+KEY+"))?;
        // The base64 itself may hold plus signs, but has one length only; the longer form is taken apart from the left.
        let (named, encoded) = match rest.splitn(3, '+').collect::<Vec<_>>()[..] {
            [name, id, encoded] if rest.len() > KEY_TEXT_LENGTH => (Some((name, id)), encoded),
            _ => (None, rest),
        };
        let key = SigningKey::generate(key_bytes(encoded)?);
        if let Some((name, id)) = named
            && format!("{:08x}", key.verifying(name)?.id) != id
        {
            return Err(malformed("its id does not belong to its name and key"));
        }
        Ok(key)
    }

    /// The public half under a name.
    pub fn verifying(&self, name: &str) -> Result<VerifyingKey> {
        VerifyingKey::new(name, self.0.verifying_key())
    }

    /// Signs a text under a name and returns the whole note.
    pub fn sign(&self, name: &str, text: &str) -> Result<String> {
        let id = self.verifying(name)?.id;
        if !text.ends_with('\n') || text.chars().any(|c| c < ' ' && c != '\n') {
            return Err(JournalError::NoteMalformed(
                "its text must end with a line break and hold no control characters",
            ));
        }
        let mut bytes = id.to_be_bytes().to_vec();
        bytes.extend_from_slice(&self.0.sign(text.as_bytes()).to_bytes());
        Ok(format!("{text}\n\u{2014} {name} {}\n", BASE64_STANDARD.encode(bytes)))
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SigningKey(secret)")
    }
}

impl VerifyingKey {
    fn new(name: &str, key: ed25519_dalek::VerifyingKey) -> Result<VerifyingKey> {
        if !name_is_valid(name) {
            return Err(JournalError::OriginMalformed(name.to_string()));
        }
        let mut hasher = Sha256::new();
        hasher.update(name);
        hasher.update([b'\n', TYPE_ED25519]);
        hasher.update(key.as_bytes());
        let digest: [u8; 32] = hasher.finalize().into();
        let id = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
        Ok(VerifyingKey {
            name: name.to_string(),
            id,
            key,
        })
    }

    /// Reads the public text form `name+id+base64`, as printed by [`VerifyingKey::to_text`] and by Go's `note` package.
    pub fn from_text(text: &str) -> Result<VerifyingKey> {
        let malformed = JournalError::KeyMalformed;
        let [name, id, encoded] = text.trim().splitn(3, '+').collect::<Vec<_>>()[..] else {
            return Err(malformed("it is not of the form name+id+base64"));
        };
        let key = ed25519_dalek::VerifyingKey::from_bytes(&key_bytes(encoded)?);
        let key = VerifyingKey::new(
            name,
            key.map_err(|_| malformed("its bytes are not a point of the curve"))?,
        )?;
        if format!("{:08x}", key.id) != id {
            return Err(malformed("its id does not belong to its name and key"));
        }
        Ok(key)
    }

    /// The public text form `name+id+base64`.
    pub fn to_text(&self) -> String {
        format!("{}+{:08x}+{}", self.name, self.id, key_text(self.key.as_bytes()))
    }

    /// Name of the key; for a log, its origin.
    pub fn name(&self) -> &str {
        &self.name
    }
}

impl Note {
    /// Takes a note apart without judging its signatures.
    pub fn parse(note: &str) -> Result<Note> {
        let malformed = JournalError::NoteMalformed;
        if note.len() > NOTE_BYTES_MAX {
            return Err(malformed("it is longer than one megabyte"));
        }
        if note.chars().any(|c| c < ' ' && c != '\n') {
            return Err(malformed("it holds control characters"));
        }
        let end = note
            .rfind("\n\n")
            .ok_or(malformed("no empty line before the signatures"))?;
        let (text, lines) = (&note[..end + 1], &note[end + 2..]);
        let lines = lines
            .strip_suffix('\n')
            .ok_or(malformed("its last line does not end"))?;
        let signatures = lines
            .split('\n')
            .take(SIGNATURES_MAX + 1)
            .map(Signature::parse)
            .collect::<Option<Vec<_>>>();
        let signatures = signatures.ok_or(malformed("a signature line is not well formed"))?;
        if signatures.len() > SIGNATURES_MAX {
            return Err(malformed("it has more than 100 signatures"));
        }
        Ok(Note {
            text: text.to_string(),
            signatures,
        })
    }

    /// The text, once one signature by `key` was found good. Lines by other keys are skipped; a line that names `key` and is
    /// wrong condemns the note.
    pub fn open(&self, key: &VerifyingKey) -> Result<&str> {
        let mut found = false;
        for line in self
            .signatures
            .iter()
            .filter(|line| line.name == key.name && line.id == key.id)
        {
            let signature = ed25519_dalek::Signature::from_slice(&line.bytes);
            if !signature.is_ok_and(|signature| key.key.verify_strict(self.text.as_bytes(), &signature).is_ok()) {
                return Err(JournalError::SignatureWrong {
                    name: key.name.clone(),
                    id: key.id,
                });
            }
            found = true;
        }
        if found {
            Ok(&self.text)
        } else {
            Err(JournalError::NotSigned {
                name: key.name.clone(),
                id: key.id,
            })
        }
    }

    /// The text, which nobody has vouched for yet.
    pub fn text_untrusted(&self) -> &str {
        &self.text
    }

    /// The name and id of each signature line.
    pub fn signers(&self) -> impl Iterator<Item = (&str, u32)> {
        self.signatures.iter().map(|line| (line.name.as_str(), line.id))
    }
}

impl Signature {
    fn parse(line: &str) -> Option<Signature> {
        let (name, encoded) = line.strip_prefix("\u{2014} ")?.split_once(' ')?;
        let bytes = BASE64_STANDARD.decode(encoded).ok()?;
        let (id, bytes) = bytes.split_first_chunk::<4>()?;
        (name_is_valid(name) && !bytes.is_empty()).then(|| Signature {
            name: name.to_string(),
            id: u32::from_be_bytes(*id),
            bytes: bytes.to_vec(),
        })
    }
}

/// A number as the formats write it: decimal digits without leading zeroes.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    plain.then(|| text.parse().ok()).flatten()
}

fn name_is_valid(name: &str) -> bool {
    !name.is_empty() && !name.chars().any(|c| c.is_whitespace() || c == '+' || c < ' ')
}

fn key_text(key: &[u8; 32]) -> String {
    let mut bytes = vec![TYPE_ED25519];
    bytes.extend_from_slice(key);
    BASE64_STANDARD.encode(bytes)
}

fn key_bytes(encoded: &str) -> Result<[u8; 32]> {
    let bytes = BASE64_STANDARD
        .decode(encoded)
        .map_err(|_| JournalError::KeyMalformed("its last part is not base64"))?;
    match bytes.split_first() {
        Some((&TYPE_ED25519, key)) => key
            .try_into()
            .map_err(|_| JournalError::KeyMalformed("an Ed25519 key has 32 bytes")),
        _ => Err(JournalError::KeyMalformed("it is not an Ed25519 key")),
    }
}
