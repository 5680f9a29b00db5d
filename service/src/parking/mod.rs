//! Parking: what is set up, what devices say, what stays cost, what is booked.
//!
//! A message comes in at `Service::hear`, is checked by itself, waits with others for one unit of work, and is durable when the
//! answer is given; the stays that follow are priced in the same unit of work. Plates exist here only on their way to their keyed
//! digest (`plates.rs`) and back for whoever may see them. To add a kind of message: `HeardWhat` in `hear.rs`, and if it bears on
//! passages, `passages.rs`; how it is written, `devices.rs`.

mod ahead;
mod askers;
mod batches;
mod board;
mod bookings;
mod catalogue;
pub(crate) mod charging;
mod closures;
mod desk;
mod devices;
mod edit;
mod feed;
mod fees;
mod figures;
mod forget;
mod gather;
mod grants;
mod hear;
mod illegal;
mod import;
mod live;
mod looks;
pub(crate) mod may;
pub mod money;
mod notes;
mod passages;
mod passes;
mod places;
mod plates;
pub mod platform;
mod stored;

pub use ahead::NotesImported;
pub use board::{DeviceView, Drift, LotBoard};
pub use bookings::{BookForm, BookingView, Judgement};
pub use catalogue::{BAYS_AT_ONCE_MAX, Catalogue, InForce, Lot, smart_bays_on};
pub use charging::{
    AcceptForm, CHARGE_REASONS, ChargeLine, Chargers, ChargingWord, ConnectorNow, Group, OperatorForm, OperatorView,
    PushKeys, Stand, StationView, Untold,
};
pub use closures::Closure;
pub use desk::{BookingLine, StayView, WorkView};
pub use devices::{DELIVERY_BYTES_MAX, Delivered, Outcome};
pub use edit::{Cells, Faults};
pub use feed::{Counted, Fed, FeedView};
pub use figures::{FIGURE_DAYS_MAX, Figures, LotFigures, days_before};
pub use grants::{GRANTS_SHOWN, GrantForm, GrantScope, GrantView, Grantable};
pub use hear::{Heard, HeardWhat, MESSAGES_AT_ONCE_MAX, StayChange};
pub use illegal::{HotSpot, ILLEGAL_SOURCES, hot_spots};
pub use import::{PLACES_BYTES_MAX, read_places};
pub use live::{Asked, Board, Live, LotNow};
pub use looks::LookView;
pub use notes::{NOTES_BYTES_MAX, NOTES_DAYS};
pub use passages::Taken;
pub use passes::{Forgotten, OwnBooking, OwnParking, OwnStay, PASS_DAYS, Proof};
pub use places::{Imported, places, usual_terms};
pub use stored::{colour_of, colour_word, reason_of, reason_words, state_word};

use std::path::Path;

use sha2::{Digest, Sha256};

use crate::ServiceError;
use crate::config::Entropy;
use gather::Gather;
use plates::PlateKeys;

/// Callers whose messages are taken in one unit of work at most.
const CALLERS_AT_ONCE_MAX: usize = 512;

/// What parking keeps in memory.
pub(crate) struct Parking {
    catalogue: catalogue::Kept,
    plates: PlateKeys,
    hearing: Gather<hear::Asked, hear::Answered>,
    bookings: bookings::BookingLots,
    live: live::Kept,
    ahead: ahead::Kept,
    money: money::Money,
    charging: charging::Charging,
}

impl Parking {
    pub(crate) fn open(keys: &Path, entropy: &Entropy) -> Result<Self, ServiceError> {
        Ok(Self {
            catalogue: catalogue::Kept::default(),
            plates: PlateKeys::open(keys, entropy)?,
            hearing: Gather::new(CALLERS_AT_ONCE_MAX),
            bookings: bookings::BookingLots::default(),
            live: live::Kept::default(),
            ahead: ahead::Kept::default(),
            money: money::Money::default(),
            charging: charging::Charging::default(),
        })
    }

    /// Hands on what is durable to those who watch.
    fn told(&self, led: &hear::Led) {
        self.live.told(led);
    }
}

/// The digest under which a device's token is kept.
fn token_hash(token: &str) -> [u8; 32] {
    Sha256::digest(token.as_bytes()).into()
}
