//! Whose a booking is, and what a refusal leaves of whoever asked: nothing.

use std::collections::HashSet;

use jiff::Timestamp;
use shishi_kernel::{JurisdictionId, civil_date};
use shishi_parking::booking::{Answer, Booking, BookingId, BookingRefusal, Event, VehicleId, Verdict, What};
use shishi_store::Writer;
use shishi_store::parking::passes;

use super::passages::vehicle_id;
use super::passes::erase_day;
use crate::ServiceError;

/// Whose a command is.
#[derive(Clone, Copy)]
pub(super) enum Whose {
    /// The desk's, or nobody's.
    Nobody,
    /// A pass's.
    Pass(i64),
    /// Somebody's who has no pass yet: the digest of the secret under which one is made with the booking, and only with it.
    Newcomer([u8; 32]),
}

/// The booking that an event asks for, and whether it stands for anything.
pub(super) fn asked_for(event: &Event) -> Option<(BookingId, bool)> {
    match event.what {
        What::Asked { verdict, .. } => Some((event.booking, !matches!(verdict, Verdict::Rejected(_)))),
        _ => None,
    }
}

/// The pass that a new booking belongs to. A newcomer's is made here; one that only saw a rejection would have nothing to see.
pub(super) fn asker(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    now: Timestamp,
    whose: Whose,
    is_kept: bool,
) -> Result<Option<i64>, ServiceError> {
    match whose {
        Whose::Nobody => Ok(None),
        Whose::Pass(pass) => Ok(Some(pass)),
        Whose::Newcomer(hash) if is_kept => {
            let today = civil_date(now);
            Ok(Some(passes::add(w, j, &hash, today, erase_day(today))?))
        }
        Whose::Newcomer(_) => Ok(None),
    }
}

/// The vehicles among new ones that no answer speaks of.
pub(super) fn unbooked(new: &HashSet<i64>, decided: &[Result<(Answer, Option<Booking>), BookingRefusal>]) -> Vec<i64> {
    let answered = decided.iter().filter_map(|decided| decided.as_ref().ok());
    let booked: HashSet<VehicleId> = answered
        .filter_map(|(_, booking)| booking.as_ref().map(|booking| booking.plate))
        .collect();
    let left = new.iter().copied().filter(|new| !booked.contains(&vehicle_id(*new)));
    left.collect()
}
