//! The numbers and texts under which parking is kept. None is ever reused.

use shishi_parking::booking::Event;
use shishi_parking::booking::{BookingId, Minute, State, What};
use shishi_parking::passages::{Colour, Reason, Way};
use shishi_parking::price::Basis;
use shishi_store::parking::bookings::EventRow;
use shishi_store::parking::stays::StayRow;

use crate::ServiceError;

pub(super) const fn way(number: u8) -> Way {
    if number == 0 { Way::Exit } else { Way::Entry }
}

pub(super) const fn way_number(way: Way) -> u8 {
    match way {
        Way::Exit => 0,
        Way::Entry => 1,
    }
}

const COLOURS: [(Colour, u8, &str); 7] = [
    (Colour::Unread, 0, "unread"),
    (Colour::Blue, 1, "blue"),
    (Colour::Yellow, 2, "yellow"),
    (Colour::Green, 3, "green"),
    (Colour::YellowGreen, 4, "yellow_green"),
    (Colour::White, 5, "white"),
    (Colour::Black, 6, "black"),
];

pub(super) fn colour(number: u8) -> Colour {
    let known = COLOURS.iter().find(|(_, known, _)| *known == number);
    known.map_or(Colour::Unread, |(colour, ..)| *colour)
}

pub(super) fn colour_number(colour: Colour) -> u8 {
    let known = COLOURS.iter().find(|(known, ..)| *known == colour);
    known.map_or(0, |(_, number, _)| *number)
}

/// A colour by the word for it that devices use; none where there is no such word.
#[must_use]
pub fn colour_of(word: &str) -> Option<Colour> {
    COLOURS
        .iter()
        .find(|(.., known)| *known == word)
        .map(|(colour, ..)| *colour)
}

/// The word for a colour that devices use.
#[must_use]
pub fn colour_word(of: Colour) -> &'static str {
    let known = COLOURS.iter().find(|(known, ..)| *known == of);
    known.map_or("unread", |(.., word)| word)
}

/// The states of a bay, by their words.
const BAY_STATES: [(&str, u8); 3] = [("free", 1), ("taken", 2), ("closed", 3)];

pub(super) fn bay_state_of(word: &str) -> Option<u8> {
    let known = BAY_STATES.iter().find(|(known, _)| *known == word);
    known.map(|(_, number)| *number)
}

const REASONS: [(Reason, u8, &str); 5] = [
    (Reason::Misread, 1, "misread"),
    (Reason::ReadTwice, 2, "read_twice"),
    (Reason::Turned, 3, "turned"),
    (Reason::Test, 4, "test"),
    (Reason::Objection, 5, "objection"),
];

pub(super) fn reason(number: u8) -> Option<Reason> {
    REASONS
        .iter()
        .find(|(_, known, _)| *known == number)
        .map(|(reason, ..)| *reason)
}

pub(super) fn reason_number(reason: Reason) -> u8 {
    let known = REASONS.iter().find(|(known, ..)| *known == reason);
    known.map_or(0, |(_, number, _)| *number)
}

/// A reason by the word for it in forms; none where there is no such word.
#[must_use]
pub fn reason_of(word: &str) -> Option<Reason> {
    REASONS
        .iter()
        .find(|(.., known)| *known == word)
        .map(|(reason, ..)| *reason)
}

/// The words for reasons, in the order in which forms list them.
#[must_use]
pub fn reason_words() -> [&'static str; 5] {
    REASONS.map(|(.., word)| word)
}

/// Events and bases are kept as JSON behind the number of its form.
const FORM: &str = "1 ";

pub(super) fn event_row(number: i64, event: &Event) -> Result<EventRow, ServiceError> {
    let json = serde_json::to_string(&event.what).map_err(ServiceError::internal)?;
    Ok(EventRow {
        number,
        minute: event.at.0,
        booking: event.booking.0,
        content: format!("{FORM}{json}"),
    })
}

pub(super) fn event(row: &EventRow) -> Result<Event, ServiceError> {
    let unknown = || ServiceError::Internal(format!("event {} of a lot's bookings is of no known form", row.number));
    let json = row.content.strip_prefix(FORM).ok_or_else(unknown)?;
    let what: What = serde_json::from_str(json).map_err(|_| unknown())?;
    Ok(Event {
        at: Minute(row.minute),
        booking: BookingId(row.booking),
        what,
    })
}

/// What a fee was worked out with, as it is kept; none where there was nothing beside the times.
pub(super) fn basis_text(basis: &Basis) -> Option<String> {
    let json = serde_json::to_string(basis).ok().filter(|_| !basis.is_plain())?;
    Some(format!("{FORM}{json}"))
}

/// What the fee of a stay was worked out with.
pub(super) fn basis(stay: &StayRow) -> Result<Basis, ServiceError> {
    let Some(text) = &stay.basis else {
        return Ok(Basis::default());
    };
    let read = text.strip_prefix(FORM).and_then(|json| serde_json::from_str(json).ok());
    read.ok_or_else(|| ServiceError::Internal(format!("what stay {} was priced with is of no known form", stay.id)))
}

/// The name of a booking's state.
#[must_use]
pub fn state_word(state: &State) -> &'static str {
    use shishi_parking::booking::Pending;
    match state {
        State::Pending(Pending::Confirmation { .. }) => "pending",
        State::Pending(Pending::Waiting { .. }) => "waiting",
        State::Pending(Pending::Offer { .. }) => "offered",
        State::Reserved { .. } => "reserved",
        State::Fulfilled { left: None, .. } => "inside",
        State::Fulfilled { .. } => "fulfilled",
        State::Cancelled { .. } => "cancelled",
        State::NoShow { .. } => "no_show",
        State::Rejected { .. } => "rejected",
        State::Failed { .. } => "failed",
    }
}
