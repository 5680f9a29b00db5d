//! City platforms by DB4401/T 133-2021, Guangzhou's specification for connecting public car parks: lots, free places, entries and exits.
//!
//! Both directions are functions of bytes. What a car park uploads is read into plain values ([`read`]), which the service turns into its own
//! passages and counts; what we tell a platform above us is written from plain values ([`Message::write`]). Both use one table of fields, so
//! that what is written is read again as it was.
//!
//! The full text of the specification was not at hand. Its table of contents and the names of the fields of a lot were; the others are named here in the
//! same manner. [`fields`] says of every name which it is, and `docs/parking-db4401.md` says it in words: a platform with other names needs other entries there, and nothing else.
//!
//! A value that cannot be is refused by the name of its field. A field that is not in the table is left out and never guessed at. Plates
//! show in no `Debug`.

pub mod fields;
mod lots;
mod passages;
mod reader;
mod refusal;

pub use lots::{ChargingPeriod, ChargingRule, Coordinates, LotReport, OPEN_END, Portal, Spaces, Vacancy};
pub use passages::{BayStatus, Colour, PassageReport, Way};
pub use refusal::{CODES, Db4401Refusal, sentence};

use reader::{Reader, Writer};

/// The longest message that is looked at, in bytes.
pub const MESSAGE_BYTES_MAX: usize = 256 * 1024;

/// What can be uploaded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// 5.1: the state of a lot.
    Lot,
    /// 9.1: the free places of a lot.
    Vacancy,
    /// 7.1: an entry.
    Entry,
    /// 8.1: an exit.
    Exit,
    /// 10.3: whether a bay on the street is taken.
    Bay,
}

/// A message as it was understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// The state of a lot.
    Lot(LotReport),
    /// The free places of a lot.
    Vacancy(Vacancy),
    /// An entry or an exit.
    Passage(PassageReport),
    /// Whether a bay on the street is taken.
    Bay(BayStatus),
}

/// Reads a message of a kind; which kind it is, its address says.
///
/// # Errors
/// A refusal that names the field.
pub fn read(kind: Kind, bytes: &[u8]) -> Result<Message, Db4401Refusal> {
    if bytes.len() > MESSAGE_BYTES_MAX {
        return Err(Db4401Refusal::TooLong { max: MESSAGE_BYTES_MAX });
    }
    let value: serde_json::Value = serde_json::from_slice(bytes).map_err(|_| Db4401Refusal::NotJson)?;
    let reader = Reader::new(&value)?;
    Ok(match kind {
        Kind::Lot => Message::Lot(LotReport::read(&reader)?),
        Kind::Vacancy => Message::Vacancy(Vacancy::read(&reader)?),
        Kind::Entry => Message::Passage(PassageReport::read(&reader, Way::Entry)?),
        Kind::Exit => Message::Passage(PassageReport::read(&reader, Way::Exit)?),
        Kind::Bay => Message::Bay(BayStatus::read(&reader)?),
    })
}

impl Message {
    /// Its kind.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Lot(_) => Kind::Lot,
            Self::Vacancy(_) => Kind::Vacancy,
            Self::Passage(PassageReport { way: Way::Entry, .. }) => Kind::Entry,
            Self::Passage(PassageReport { way: Way::Exit, .. }) => Kind::Exit,
            Self::Bay(_) => Kind::Bay,
        }
    }

    /// Writes it, as JSON.
    ///
    /// # Errors
    /// A refusal that names the field, for a value that could not be read again.
    pub fn write(&self) -> Result<Vec<u8>, Db4401Refusal> {
        let mut writer = Writer::default();
        match self {
            Self::Lot(lot) => lot.write(&mut writer),
            Self::Vacancy(vacancy) => vacancy.write(&mut writer),
            Self::Passage(passage) => passage.write(&mut writer),
            Self::Bay(bay) => bay.write(&mut writer),
        }
        let bytes = writer.bytes();
        // Reading has every check there is, so what is sent out goes through it.
        read(self.kind(), &bytes)?;
        Ok(bytes)
    }
}

/// The answer to an upload: taken, or the code and the Chinese sentence of the refusal.
#[must_use]
pub fn answer(outcome: Result<(), &Db4401Refusal>) -> Vec<u8> {
    let mut writer = Writer::default();
    match outcome {
        Ok(()) => writer.number(fields::RESULT, 0),
        Err(refusal) => {
            writer.number(fields::RESULT, 1);
            writer.text(fields::CODE, shishi_kernel::Refusal::code(refusal));
            writer.text(fields::MESSAGE, &sentence(refusal, true));
        }
    }
    writer.bytes()
}
