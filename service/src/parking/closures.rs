//! Bays that the desk closes, lastingly and for a reason, and opens again. What a sensor says of such a bay is kept and opens nothing.
//!
//! A closed bay is none of those that are in service: the live index does not hold it, no capacity counts it, and no booking is guided to it.
//! Whoever booked it before keeps the booking, which the desk sees beside the bay's name; it is for a person to say what becomes of it.

use jiff::Timestamp;
use serde_json::json;
use shishi_kernel::Actor;
use shishi_store::parking::closures::{self as rows, ClosureRow};
use shishi_store::parking::lots;

use super::catalogue::invalid;
use super::grants::checked_reason;
use super::may;
use crate::journal::leaf::Kind;
use crate::{Service, ServiceError};

/// Why a bay is closed, and since when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Why.
    pub reason: String,
    /// Since when.
    pub at: Timestamp,
}

impl Service {
    /// Closes a bay of a lot, named by its code.
    ///
    /// # Errors
    /// Unless the actor runs the desk; [`ServiceError::NotFound`] for an unknown lot; [`ServiceError::Invalid`] for an unknown bay, one that is closed
    /// already, or a reason of a wrong length.
    pub fn close_bay(&self, actor: &Actor, lot: &str, bay: &str, reason: &str) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        self.turn_bay(actor, lot, bay, Some(checked_reason(reason)?))
    }

    /// Opens a bay that was closed.
    ///
    /// # Errors
    /// As [`Service::close_bay`]; [`ServiceError::Invalid`] for one that is not closed.
    pub fn open_bay(&self, actor: &Actor, lot: &str, bay: &str) -> Result<(), ServiceError> {
        may::RUN_PARKING.check(actor)?;
        self.turn_bay(actor, lot, bay, None)
    }

    /// Closes a bay for a reason, or without one opens it.
    fn turn_bay(&self, actor: &Actor, lot: &str, bay: &str, close: Option<String>) -> Result<(), ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?;
        let (lot_id, slug, code) = (lot.row.id, lot.row.slug.clone(), bay.trim().to_owned());
        let known = catalogue.bays.get(&(lot_id, code.clone())).copied();
        let bay = known.ok_or_else(|| invalid("bay", "form.bay_unknown"))?;
        let context = self.context(actor);
        self.commit(move |w| {
            let j = context.j;
            w.hold(j, &format!("parking-closures:{lot_id}"))?;
            let is_closed = rows::is_closed(w, j, bay)?;
            let subject = format!("parking-lot:{slug}");
            // The reason is the desk's own words and stays with the desk.
            let data = json!({ "bay": code });
            match close {
                Some(_) if is_closed => return Err(invalid("bay", "form.bay_closed")),
                Some(reason) => {
                    let leaf = context.leaf(w, Kind::ParkingBayClosed, subject, data)?;
                    let at = context.at;
                    rows::close(w, j, &ClosureRow { bay, reason, at }, leaf)?;
                }
                None if !is_closed => return Err(invalid("bay", "form.bay_open")),
                None => {
                    let leaf = context.leaf(w, Kind::ParkingBayOpened, subject, data)?;
                    rows::open(w, j, bay, context.at, leaf)?;
                }
            }
            lots::moved(w, j, lot_id)?;
            w.touch(j)?;
            Ok(())
        })
    }
}
