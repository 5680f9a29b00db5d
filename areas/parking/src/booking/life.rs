//! The life of a booking, as the published life-cycles of charging bookings have it: pending, reserved, fulfilled, cancelled,
//! no-show, rejected, failed; and a change that is asked for beside the live booking, which is never lost over it.

use serde::{Deserialize, Serialize};

use super::{BayId, BookingId, Interval, Minute, RequestId, VehicleId};

/// What is asked of a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Command {
    /// A booking.
    Book {
        /// The id of the question.
        request: RequestId,
        /// Who wants to stand when.
        ask: Ask,
    },
    /// Another time or bay for a booking that is reserved.
    Change {
        /// The id of the question.
        request: RequestId,
        /// Which booking.
        booking: BookingId,
        /// The new time.
        interval: Interval,
        /// The bay that is wished for.
        bay: Option<BayId>,
    },
    /// Yes to what is pending: the operator's to a booking or a change, the driver's to an offer.
    Confirm(BookingId),
    /// No to what is pending: to the change if there is one, else to the booking.
    Reject(BookingId),
    /// The booking is given up, or taken away with a reason.
    Cancel(BookingId, Cancellation),
    /// It is told that the plate was read at the entry at a minute, be it now or long ago, and where the visit is over already, when it left.
    Told {
        /// The vehicle.
        plate: VehicleId,
        /// When it came.
        came: Minute,
        /// When it left.
        left: Option<Minute>,
    },
    /// The plate was read at the exit.
    Leave(VehicleId),
    /// Nothing; only what was due.
    Advance,
}

/// Who wants to stand when.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// The vehicle.
    pub plate: VehicleId,
    /// From when until when.
    pub interval: Interval,
    /// The bay that is wished for.
    pub bay: Option<BayId>,
    /// Whether to wait where everything is booked.
    pub wait: bool,
}

/// What is kept for a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The minutes, with the hold before the start.
    pub kept: Interval,
    /// The bay, in a lot that guides to bays.
    pub bay: Option<BayId>,
}

/// A booking with where it stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Booking {
    /// Which it is.
    pub id: BookingId,
    /// The vehicle.
    pub plate: VehicleId,
    /// From when until when, as it stands after changes.
    pub interval: Interval,
    /// The bay that was wished for.
    pub wish: Option<BayId>,
    /// Where it stands.
    pub state: State,
}

/// Where a booking stands, with its facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`at` is when, `why` is why, `place` what is kept")]
pub enum State {
    /// Not decided yet.
    Pending(Pending),
    /// The place is promised.
    Reserved {
        at: Minute,
        place: Place,
        change: Option<Change>,
    },
    /// The vehicle came; the place is kept until it leaves or the time is over.
    Fulfilled {
        at: Minute,
        place: Place,
        left: Option<Minute>,
    },
    /// Given up or taken away.
    Cancelled { at: Minute, why: Cancellation },
    /// Nobody came.
    NoShow { at: Minute },
    /// Refused by the rules or by the operator.
    Rejected { at: Minute, why: Rejection },
    /// Pending for too long.
    Failed { at: Minute, why: Failure },
}

/// What is waited for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "`place` is what is kept meanwhile, `until` when it lapses")]
pub enum Pending {
    /// A confirmation; the place is kept meanwhile.
    Confirmation { place: Place, until: Minute },
    /// That something becomes free; nothing is kept.
    Waiting { since: Minute },
    /// The driver's yes to a place that became free; it is kept meanwhile.
    Offer { place: Place, until: Minute },
}

/// A change that waits for its confirmation; what it needs is kept beside what the booking has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change {
    /// The new time.
    pub interval: Interval,
    /// What is kept for it.
    pub place: Place,
    /// When it lapses.
    pub until: Minute,
}

/// Why a booking was cancelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Cancellation {
    /// The driver gave it up.
    Driver,
    /// No bay was left at the entry: the operator owes something.
    Full,
    /// The bay was blocked: the operator owes something.
    Blocked,
    /// The lot is closed.
    Closed,
}

/// Why a booking or a change was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Rejection {
    /// At some minute as many bookings are active as may be.
    Full,
    /// No bay, or not the one that was wished for, is free all the time.
    NoBay,
    /// The plate has as many open bookings as it may have.
    PlateOpen,
    /// The plate has another open booking at that time.
    PlateOverlap,
    /// The plate did not come too often.
    PlateNoShows,
    /// As many wait as may wait.
    WaitlistFull,
    /// The operator said no.
    Operator,
}

/// Why a booking failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Failure {
    /// Nobody confirmed in time.
    NotConfirmed,
    /// The offer was not taken in time.
    OfferLapsed,
    /// Nothing became free before the start.
    NothingFreed,
}

/// What a question was answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// The place is promised.
    Reserved(Place),
    /// The place is kept until a confirmation, which may come until before the minute.
    Confirmation(Place, Minute),
    /// Everything is booked; the booking waits.
    Waiting,
    /// No.
    Rejected(Rejection),
}

/// What happened in a lot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: Minute,
    /// With which booking.
    pub booking: BookingId,
    /// What.
    pub what: What,
}

/// What happened with a booking.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the fields are those of the commands and states")]
pub enum What {
    /// It was asked for, and answered.
    Asked {
        request: RequestId,
        ask: Ask,
        verdict: Verdict,
    },
    /// A change was asked for, and answered; [`Verdict::Waiting`] is never the answer.
    ChangeAsked {
        request: RequestId,
        interval: Interval,
        bay: Option<BayId>,
        verdict: Verdict,
    },
    /// The change was confirmed.
    Changed,
    /// The change was rejected or lapsed; the booking stands as it was.
    ChangeDropped,
    /// What was pending is reserved.
    Confirmed,
    /// Somebody who waited is offered a place until the minute.
    Offered { place: Place, until: Minute },
    /// The vehicle came.
    Entered,
    /// It is told late that the vehicle had come in time, after the booking was released or after the vehicle left again. A no-show that was recorded
    /// stands in the record and counts no more.
    CameInTime {
        came: Minute,
        left: Option<Minute>,
        place: Place,
    },
    /// The vehicle left.
    Left,
    /// It was given up or taken away.
    Cancelled(Cancellation),
    /// Nobody came.
    NoShow,
    /// The operator said no.
    Rejected(Rejection),
    /// It was pending for too long.
    Failed(Failure),
}

/// Where a booking stands after what happened; none where that cannot happen to it.
pub(super) fn stepped(booking: Booking, at: Minute, what: What) -> Option<Booking> {
    let pending_place = match booking.state {
        State::Pending(Pending::Confirmation { place, .. } | Pending::Offer { place, .. }) => Some(place),
        _ => None,
    };
    let mut after = booking;
    after.state = match (what, booking.state) {
        (
            What::ChangeAsked {
                interval, bay, verdict, ..
            },
            State::Reserved { place, at: since, .. },
        ) => match verdict {
            Verdict::Reserved(place) => {
                (after.interval, after.wish) = (interval, bay);
                State::Reserved {
                    at,
                    place,
                    change: None,
                }
            }
            Verdict::Confirmation(other, until) => State::Reserved {
                at: since,
                place,
                change: Some(Change {
                    interval,
                    place: other,
                    until,
                }),
            },
            Verdict::Waiting | Verdict::Rejected(_) => booking.state,
        },
        (
            What::Changed,
            State::Reserved {
                change: Some(change), ..
            },
        ) => {
            after.interval = change.interval;
            State::Reserved {
                at,
                place: change.place,
                change: None,
            }
        }
        (What::ChangeDropped, State::Reserved { at, place, .. }) => State::Reserved {
            at,
            place,
            change: None,
        },
        (What::Confirmed, _) => State::Reserved {
            at,
            place: pending_place?,
            change: None,
        },
        (What::Offered { place, until }, State::Pending(Pending::Waiting { .. })) => {
            State::Pending(Pending::Offer { place, until })
        }
        (What::Entered, State::Reserved { place, .. }) => State::Fulfilled { at, place, left: None },
        (What::CameInTime { came, left, place }, State::Reserved { .. } | State::NoShow { .. }) => {
            State::Fulfilled { at: came, place, left }
        }
        (
            What::Left,
            State::Fulfilled {
                at: came,
                place,
                left: None,
            },
        ) => State::Fulfilled {
            at: came,
            place,
            left: Some(at),
        },
        (What::Cancelled(why), State::Pending(_) | State::Reserved { .. }) => State::Cancelled { at, why },
        (What::NoShow, State::Reserved { .. }) => State::NoShow { at },
        (What::Rejected(why), State::Pending(_)) => State::Rejected { at, why },
        (What::Failed(why), State::Pending(_)) => State::Failed { at, why },
        _ => return None,
    };
    Some(after)
}
