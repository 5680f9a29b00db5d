//! Vehicles read at entries and exits, and the stays that follow from the readings.
//!
//! [`Passages::receive`] takes one [`Message`] of a device or of the operator's desk, and says which stays are withdrawn and which
//! are stated because of it. The state depends on *which* messages were received and on nothing else: a message that comes twice,
//! before its predecessors, or a day later after an outage leads to the same stays. So nothing here knows when a message arrived.
//!
//! A device numbers its messages. Its clock may be wrong: a [`What::Clock`] message says by how much, for all its messages from
//! that number on. The desk is a device too; it corrects and voids with a reason, and the last word counts.
//!
//! What does not pair is never guessed at: it becomes [`Work`] for a person. To add a kind of message, add it to [`What`], say in
//! `Passages::touched` which passages it bears on, and what it does to them in [`effect`].

mod pair;
mod state;

pub use pair::{Counted, Effect, Paired, Stay, Work, effect, pair};
pub use state::{Heard, Passages, Received};

use crate::booking::VehicleId;
use crate::refusal::refusals;
use shishi_kernel::Refusal;

/// Messages that one lot may remember at once.
pub const MESSAGES_MAX: usize = 10_000_000;

/// By how many seconds a clock may be said to be wrong: a week.
pub const CLOCK_SECONDS_MAX: i64 = 7 * 86_400;

/// The surest reading, in per cent.
pub const CONFIDENCE_MAX: u8 = 100;

/// Seconds since the beginning of 1970, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Second(pub i64);

/// A camera, a loop, or the desk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DeviceId(pub u32);

/// Which message: the device and its own number for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MessageId {
    /// Who sent it.
    pub device: DeviceId,
    /// Its number there; it never goes back.
    pub sequence: u64,
}

/// What a device or the desk says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which message.
    pub id: MessageId,
    /// What it says.
    pub what: What,
}

/// What a message says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// A vehicle was read.
    Passage(Passage),
    /// The device's clock: so many seconds are to be added to its times from this message on.
    Clock {
        /// Negative where the clock is fast.
        seconds: i64,
    },
    /// A person says what really was; what is left open stays as it was read.
    Correct {
        /// The passage.
        passage: MessageId,
        /// When the person said so.
        at: Second,
        /// The right plate.
        plate: Option<VehicleId>,
        /// The right way.
        way: Option<Way>,
        /// The right time.
        time: Option<Second>,
        /// Why.
        reason: Reason,
    },
    /// A person says that there was no such passage.
    Void {
        /// The passage.
        passage: MessageId,
        /// When the person said so.
        at: Second,
        /// Why.
        reason: Reason,
    },
}

/// A vehicle that was read; the picture itself is not known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Passage {
    /// When, by the device's clock.
    pub at: Second,
    /// In or out.
    pub way: Way,
    /// The vehicle with that plate.
    pub plate: VehicleId,
    /// The colour that was read.
    pub colour: Colour,
    /// How sure the reading is, in per cent.
    pub confidence: u8,
    /// The lane.
    pub lane: u16,
    /// The digest under which the picture is kept.
    pub image: Option<[u8; 32]>,
}

/// In or out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Way {
    /// Out of the lot. First, as who leaves and comes in one second left first.
    Exit,
    /// Into the lot.
    Entry,
}

/// The colour of a plate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs, reason = "the names say it")]
pub enum Colour {
    Blue,
    Yellow,
    Green,
    YellowGreen,
    White,
    Black,
    Unread,
}

/// Why a person corrected or voided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// The plate was misread.
    Misread,
    /// One passage was read twice.
    ReadTwice,
    /// The vehicle turned round before the barrier.
    Turned,
    /// A test of the device.
    Test,
    /// A driver objected and was right.
    Objection,
}

refusals! {
    /// Why a message is not taken.
    PassageRefusal, PASSAGE_CODES {
        /// The confidence is no percentage.
        ConfidenceBad { max: u8 } = "passage.confidence_bad", "a confidence lies between 0 and {max}";
        /// A time that lies out of all time.
        TimeBad {} = "passage.time_bad", "the time lies out of all time";
        /// A clock that is said to be wrong by too much.
        ClockFar { max: i64 } = "passage.clock_far", "a clock is wrong by at most {max} seconds; set it";
        /// A correction that corrects nothing.
        CorrectsNothing {} = "passage.corrects_nothing", "the correction names no plate, no way and no time";
        /// The lot remembers as many messages as it can.
        LotLong { max: usize } = "passage.lot_long", "the lot remembers {max} messages and can take no more";
    }
}

impl Message {
    /// Whether it can be what a device says.
    ///
    /// # Errors
    /// A refusal where it cannot.
    pub fn check(&self) -> Result<(), PassageRefusal> {
        let known = |second: Second| second.0.unsigned_abs() / 60 <= crate::booking::MINUTE_MAX.unsigned_abs();
        let times = match self.what {
            What::Passage(passage) if passage.confidence > CONFIDENCE_MAX => {
                return Err(PassageRefusal::ConfidenceBad { max: CONFIDENCE_MAX });
            }
            What::Clock { seconds } if seconds.unsigned_abs() > CLOCK_SECONDS_MAX.unsigned_abs() => {
                return Err(PassageRefusal::ClockFar { max: CLOCK_SECONDS_MAX });
            }
            What::Correct {
                plate: None,
                way: None,
                time: None,
                ..
            } => return Err(PassageRefusal::CorrectsNothing {}),
            What::Passage(passage) => [Some(passage.at), None],
            What::Correct { at, time, .. } => [Some(at), time],
            What::Void { at, .. } => [Some(at), None],
            What::Clock { .. } => [None, None],
        };
        match times.into_iter().flatten().all(known) {
            true => Ok(()),
            false => Err(PassageRefusal::TimeBad {}),
        }
    }
}
