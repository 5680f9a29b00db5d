//! Canonical JSON: the one way of writing a value down, so that its hash can be computed again by anyone.

use crate::error::{JournalError, Result};
use serde_json::Value;

/// Largest integer that every JSON reader keeps exactly (2^53 - 1).
const INTEGER_MAX: u64 = (1 << 53) - 1;
/// Deepest nesting, so that no input can exhaust the stack.
const DEPTH_MAX: usize = 100;

/// Writes a value as RFC 8785 does, for the subset in use here: numbers are integers of at most 53 bits, since the spelling of
/// fractions is where implementations differ. Object members are sorted by their UTF-16 code units.
pub fn canonical(value: &Value) -> Result<Vec<u8>> {
    let mut writer = Writer {
        out: Vec::new(),
        pointer: String::new(),
    };
    writer.value(value, 0)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
    /// Where the writer is, for messages.
    pointer: String,
}

impl Writer {
    fn value(&mut self, value: &Value, depth: usize) -> Result<()> {
        if depth > DEPTH_MAX {
            return self.refuse("nested more than 100 deep");
        }
        match value {
            Value::Null => self.out.extend_from_slice(b"null"),
            Value::Bool(true) => self.out.extend_from_slice(b"true"),
            Value::Bool(false) => self.out.extend_from_slice(b"false"),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(n), _) if n <= INTEGER_MAX => self.out.extend_from_slice(n.to_string().as_bytes()),
                (_, Some(n)) if n.unsigned_abs() <= INTEGER_MAX => self.out.extend_from_slice(n.to_string().as_bytes()),
                (None, None) => return self.refuse("not an integer; write decimals as strings"),
                _ => return self.refuse("an integer beyond 53 bits; write it as a string"),
            },
            Value::String(text) => self.string(text),
            Value::Array(items) => {
                self.out.push(b'[');
                for (position, item) in items.iter().enumerate() {
                    self.separate(position);
                    self.inside(&position.to_string(), |writer| writer.value(item, depth + 1))?;
                }
                self.out.push(b']');
            }
            Value::Object(members) => {
                let mut members: Vec<_> = members.iter().collect();
                members.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
                self.out.push(b'{');
                for (position, (name, member)) in members.into_iter().enumerate() {
                    self.separate(position);
                    self.string(name);
                    self.out.push(b':');
                    self.inside(name, |writer| writer.value(member, depth + 1))?;
                }
                self.out.push(b'}');
            }
        }
        Ok(())
    }

    fn string(&mut self, text: &str) {
        self.out.push(b'"');
        for byte in text.bytes() {
            match byte {
                b'"' => self.out.extend_from_slice(b"\\\""),
                b'\\' => self.out.extend_from_slice(b"\\\\"),
                0x08 => self.out.extend_from_slice(b"\\b"),
                b'\t' => self.out.extend_from_slice(b"\\t"),
                b'\n' => self.out.extend_from_slice(b"\\n"),
                0x0c => self.out.extend_from_slice(b"\\f"),
                b'\r' => self.out.extend_from_slice(b"\\r"),
                0x00..0x20 => self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes()),
                _ => self.out.push(byte),
            }
        }
        self.out.push(b'"');
    }

    fn separate(&mut self, position: usize) {
        if position > 0 {
            self.out.push(b',');
        }
    }

    fn inside(&mut self, step: &str, write: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let length = self.pointer.len();
        self.pointer.push('/');
        self.pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        write(self)?;
        self.pointer.truncate(length);
        Ok(())
    }

    fn refuse(&self, reason: &'static str) -> Result<()> {
        Err(JournalError::NotCanonical {
            pointer: self.pointer.clone(),
            reason,
        })
    }
}
