//! The words of parking devices, version 1: how a message is written, and what is answered.
//!
//! HTTP and MQTT carry the same bytes: an array of messages, or one message a line. A message that cannot be understood is refused
//! by itself, with its place among the others; what came with it is taken. `docs/parking-devices.md` has the shapes with examples,
//! and a test here reads them from there. To add a kind: a variant of [`Said`], and what it means in `hear.rs`.

use jiff::Timestamp;
use serde::Deserialize;
use shishi_parking::passages::{Colour, Way};
use shishi_store::parking::lots::DeviceRow;

use super::catalogue::invalid;
use super::money::GateView;
use super::stored::{bay_state_of, colour_of};
use super::{Heard, HeardWhat, MESSAGES_AT_ONCE_MAX, Taken};
use crate::{Service, ServiceError};

/// Bytes of a delivery at most.
pub const DELIVERY_BYTES_MAX: usize = 1 << 20;
/// Bytes of a message at most.
const MESSAGE_BYTES_MAX: usize = 4 << 10;
/// The version of the messages that is understood.
const VERSION: u8 = 1;

/// What became of one message of a delivery.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The device's number for it; none where it could not be read.
    pub sequence: Option<u64>,
    /// What became of it, or why it was refused.
    pub taken: Result<Taken, ServiceError>,
}

/// A message as it is written.
#[derive(Deserialize)]
#[serde(
    tag = "kind",
    rename_all = "snake_case",
    deny_unknown_fields,
    expecting = "an object whose `kind` is passage, clock, count or bay"
)]
enum Said {
    Passage {
        version: Version,
        sequence: u64,
        at: Timestamp,
        way: WayWord,
        plate: String,
        #[serde(default)]
        colour: ColourWord,
        confidence: u8,
        lane: u16,
        #[serde(default)]
        image: Option<Image>,
    },
    Clock {
        version: Version,
        sequence: u64,
        seconds: i64,
    },
    Count {
        version: Version,
        sequence: u64,
        at: Timestamp,
        vehicles: u32,
    },
    Bay {
        version: Version,
        sequence: u64,
        at: Timestamp,
        bay: String,
        state: BayWord,
    },
}

/// The only version there is.
#[derive(Deserialize)]
#[serde(try_from = "u8")]
struct Version;

impl TryFrom<u8> for Version {
    type Error = String;

    fn try_from(version: u8) -> Result<Self, String> {
        (version == VERSION)
            .then_some(Self)
            .ok_or_else(|| format!("version {version} is not known, only {VERSION}"))
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum WayWord {
    In,
    Out,
}

/// A colour by its word.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct ColourWord(Colour);

impl Default for ColourWord {
    fn default() -> Self {
        Self(Colour::Unread)
    }
}

impl TryFrom<String> for ColourWord {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        colour_of(&word)
            .map(Self)
            .ok_or_else(|| "a colour is one of blue, yellow, green, yellow_green, white, black, unread".to_owned())
    }
}

/// The state of a bay by its word.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct BayWord(u8);

impl TryFrom<String> for BayWord {
    type Error = String;

    fn try_from(word: String) -> Result<Self, String> {
        let known = bay_state_of(&word).map(Self);
        known.ok_or_else(|| "a bay is free, taken or closed".to_owned())
    }
}

/// A SHA-256 digest in hexadecimal.
#[derive(Deserialize)]
#[serde(try_from = "String")]
struct Image([u8; 32]);

impl TryFrom<String> for Image {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let mut digest = [0; 32];
        match hex::decode_to_slice(&text, &mut digest) {
            Ok(()) => Ok(Self(digest)),
            Err(_) => Err("an image is named by its SHA-256 digest, 64 hexadecimal digits".to_owned()),
        }
    }
}

impl From<Said> for Heard {
    fn from(said: Said) -> Self {
        let (sequence, what) = match said {
            Said::Passage {
                version: Version,
                sequence,
                at,
                way,
                plate,
                colour,
                confidence,
                lane,
                image,
            } => {
                let way = match way {
                    WayWord::In => Way::Entry,
                    WayWord::Out => Way::Exit,
                };
                let what = HeardWhat::Passage {
                    at,
                    way,
                    plate,
                    colour: colour.0,
                    confidence,
                    lane,
                    image: image.map(|image| image.0),
                };
                (sequence, what)
            }
            Said::Clock {
                version: Version,
                sequence,
                seconds,
            } => (sequence, HeardWhat::Clock { seconds }),
            Said::Count {
                version: Version,
                sequence,
                at,
                vehicles,
            } => (sequence, HeardWhat::Count { at, vehicles }),
            Said::Bay {
                version: Version,
                sequence,
                at,
                bay,
                state,
            } => {
                let state = state.0;
                (sequence, HeardWhat::Bay { at, bay, state })
            }
        };
        Self { sequence, what }
    }
}

/// What became of a delivery: each of its messages, or why it could not be taken apart.
pub type Delivered = Result<Vec<Outcome>, ServiceError>;

/// A message that was read, or its number, as far as it could be, and why it was not.
type Read = Result<Heard, (Option<u64>, ServiceError)>;

impl Service {
    /// Takes a delivery of a device: an array of messages, or one message a line. Durable when it returns. Gives what became of each
    /// message, in order.
    ///
    /// # Errors
    /// Where nothing of it is taken: it is no array and no lines, it is too large or has too many messages, or the store is away.
    pub fn hear_delivery(&self, device: &DeviceRow, bytes: &[u8]) -> Result<Vec<Outcome>, ServiceError> {
        let mut taken = self.hear_deliveries(device, &[bytes])?;
        taken.pop().unwrap_or(Err(ServiceError::Unknown))
    }

    /// Takes several deliveries of a device, in as few units of work as they fit into. Durable when it returns. Gives what became of
    /// each, in order: its messages, or the refusal of one that cannot be taken apart.
    ///
    /// # Errors
    /// When the store is away or the outcome is not known; all of it may be sent again.
    pub fn hear_deliveries(&self, device: &DeviceRow, deliveries: &[&[u8]]) -> Result<Vec<Delivered>, ServiceError> {
        let (mut shapes, mut heard) = (Vec::with_capacity(deliveries.len()), Vec::new());
        for bytes in deliveries {
            let read = read_delivery(bytes);
            shapes.push(read.map(|messages| {
                let number = |message: Read| {
                    let message = message?;
                    let sequence = message.sequence;
                    heard.push(message);
                    Ok(sequence)
                };
                messages.into_iter().map(number).collect::<Vec<_>>()
            }));
        }
        let mut taken = Vec::with_capacity(heard.len());
        let mut rest = heard.into_iter().peekable();
        while rest.peek().is_some() {
            taken.extend(self.hear(device, rest.by_ref().take(MESSAGES_AT_ONCE_MAX).collect())?);
        }
        let mut taken = taken.into_iter();
        let mut outcome = |number: Result<u64, (Option<u64>, ServiceError)>| match number {
            Ok(sequence) => Outcome {
                sequence: Some(sequence),
                taken: taken.next().unwrap_or(Err(ServiceError::Unknown)),
            },
            Err((sequence, refusal)) => Outcome {
                sequence,
                taken: Err(refusal),
            },
        };
        let delivered = shapes
            .into_iter()
            .map(|shape| shape.map(|numbers| numbers.into_iter().map(&mut outcome).collect()));
        Ok(delivered.collect())
    }

    /// Takes one passage of a lane, and says whether the barrier opens; see [`Service::pass_lane`].
    ///
    /// # Errors
    /// Where it is not one message, and as [`Service::pass_lane`].
    pub fn pass_delivery(&self, device: &DeviceRow, bytes: &[u8]) -> Result<GateView, ServiceError> {
        match read_line(bytes.trim_ascii()) {
            Ok(message) => self.pass_lane(device, message),
            Err((_, refusal)) => Err(refusal),
        }
    }
}

fn read_delivery(bytes: &[u8]) -> Result<Vec<Read>, ServiceError> {
    if bytes.len() > DELIVERY_BYTES_MAX {
        return Err(invalid("messages", "form.messages_large"));
    }
    let read: Vec<Read> = if bytes.trim_ascii_start().starts_with(b"[") {
        let messages: Vec<serde_json::Value> = serde_json::from_slice(bytes).map_err(|error| shape(&error))?;
        messages.into_iter().map(read_value).collect()
    } else {
        let lines = bytes.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
        lines.filter(|line| !line.is_empty()).map(read_line).collect()
    };
    match read.len() {
        0..=MESSAGES_AT_ONCE_MAX => Ok(read),
        _ => Err(invalid("messages", "form.messages_many")),
    }
}

fn read_line(line: &[u8]) -> Read {
    if line.len() > MESSAGE_BYTES_MAX {
        return Err((None, invalid("message", "form.message_large")));
    }
    match serde_json::from_slice::<Said>(line) {
        Ok(said) => Ok(said.into()),
        // Slower, and only to say which message it was.
        Err(error) => Err((
            serde_json::from_slice(line).ok().and_then(|value| number(&value)),
            shape(&error),
        )),
    }
}

fn read_value(value: serde_json::Value) -> Read {
    let number = number(&value);
    match serde_json::from_value::<Said>(value) {
        Ok(said) => Ok(said.into()),
        Err(error) => Err((number, shape(&error))),
    }
}

fn number(value: &serde_json::Value) -> Option<u64> {
    value.get("sequence")?.as_u64()
}

/// What is wrong with the shape of a message. The words are the reader's and go to the device alone; they are kept nowhere.
fn shape(error: &serde_json::Error) -> ServiceError {
    ServiceError::Refused {
        code: "form.message_shape",
        arguments: vec![("reason", error.to_string())],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/parking-devices.md");

    fn outcome(read: &Read) -> String {
        match read {
            Ok(heard) => format!("{}", heard.sequence),
            Err((sequence, error)) => format!("{sequence:?} {} {:?}", error.code(), error.arguments()),
        }
    }

    #[test]
    fn every_example_of_the_page_is_understood() {
        let blocks = PAGE
            .split("```json\n")
            .skip(1)
            .filter_map(|rest| rest.split("```").next());
        let mut kinds = 0;
        for block in blocks.filter(|block| block.contains("\"kind\"")) {
            for read in read_delivery(block.as_bytes()).unwrap() {
                kinds += 1;
                assert!(read.is_ok(), "{block}: {}", outcome(&read));
            }
        }
        assert!(kinds >= 4, "the page shows every kind");
    }

    #[test]
    fn what_is_no_message_is_refused_by_itself() {
        let good = r#"{"version":1,"kind":"clock","sequence":7,"seconds":-3}"#;
        for (name, line, expected) in [
            ("good", good.to_owned(), "7"),
            ("no version", good.replace("\"version\":1,", ""), "Some(7) form.message_shape [(\"reason\", \"missing field `version`"),
            ("another version", good.replace(":1,", ":2,"), "Some(7) form.message_shape [(\"reason\", \"version 2 is not known, only 1"),
            ("unknown field", good.replace("seconds", "minutes"), "Some(7) form.message_shape [(\"reason\", \"unknown field `minutes`"),
            ("unknown kind", good.replace("clock", "face"), "Some(7) form.message_shape [(\"reason\", \"unknown variant `face`"),
            ("cut off", good[..20].to_owned(), "None form.message_shape"),
            ("no object", "7".to_owned(), "None form.message_shape"),
            ("negative number", good.replace(":7", ":-7"), "None form.message_shape"),
            ("long", format!("{good}{}", " ".repeat(5_000) + "x"), "None form.message_large"),
            (
                "bad digest",
                r#"{"version":1,"kind":"passage","sequence":1,"at":"2026-05-11T12:00:00+08:00","way":"in","plate":"鲁HIO001","confidence":98,"lane":1,"image":"ab"}"#.to_owned(),
                "Some(1) form.message_shape [(\"reason\", \"an image is named",
            ),
        ] {
            let read = read_delivery(format!("{good}\n{line}\n\n{good}").as_bytes()).unwrap();
            assert_eq!(read.len(), 3, "{name}");
            assert!(outcome(&read[1]).starts_with(expected), "{name}: {}", outcome(&read[1]));
            assert!(read[0].is_ok() && read[2].is_ok(), "{name}");
        }
    }

    #[test]
    fn a_delivery_has_an_end() {
        let good = r#"{"version":1,"kind":"clock","sequence":7,"seconds":-3}"#;
        for (name, bytes, expected) in [
            ("nothing", String::new(), Ok(0)),
            ("an empty array", "[]".to_owned(), Ok(0)),
            ("an array", format!(" [{good},7,{good}]"), Ok(3)),
            ("a broken array", format!("[{good}"), Err("form.message_shape")),
            ("too many", vec![good; 1_001].join("\n"), Err("form.messages_many")),
            (
                "too large",
                " ".repeat(DELIVERY_BYTES_MAX + 1),
                Err("form.messages_large"),
            ),
        ] {
            let read = read_delivery(bytes.as_bytes());
            let read = read.as_ref().map(Vec::len).map_err(ServiceError::code);
            assert_eq!(read, expected, "{name}");
        }
    }
}
