//! In which lot a charging area stands, who accepted it, and taking that back.

use serde_json::json;
use shishi_kernel::{Actor, Date};
use shishi_store::parking::charges::{self as rows, Acceptance};

use super::super::catalogue::invalid;
use super::super::may;
use crate::journal::leaf::Kind;
use crate::{Service, ServiceError};

/// Fewest and most characters of who accepted an area, of the record's number, and of the reason for taking it back.
const WORDS_CHARS: std::ops::RangeInclusive<usize> = 2..=100;

/// An acceptance as it is typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AcceptForm {
    /// The day on which the area was accepted.
    pub on: Date,
    /// The unit that accepted it; no person's name.
    pub by: String,
    /// The number or title of the record of acceptance.
    pub evidence: String,
}

fn words(field: &'static str, typed: &str) -> Result<String, ServiceError> {
    let text = typed.trim();
    let fits = WORDS_CHARS.contains(&text.chars().count()) && !text.chars().any(char::is_control);
    match fits {
        true => Ok(text.to_owned()),
        false => Err(invalid(field, "form.acceptance_words")),
    }
}

impl Service {
    /// Says in which lot a station stands. One that was accepted stays where it is, as it was accepted there.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::NotFound`] for an unknown station or lot; [`ServiceError::Invalid`] for a station that was accepted.
    pub fn place_station(&self, actor: &Actor, station: i64, lot: &str) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let j = self.jurisdiction();
        self.commit(move |w| {
            w.hold(j, "parking-stations")?;
            let known = rows::stations(w, j)?.into_iter().find(|row| row.id == station);
            let known = known.ok_or(ServiceError::NotFound)?;
            if known.accepted_on.is_some() && known.lot != Some(lot) {
                return Err(invalid("lot", "form.station_accepted"));
            }
            rows::place_station(w, j, station, lot)?;
            Ok(w.touch(j)?)
        })?;
        self.inner.parking.charging.moved();
        Ok(())
    }

    /// Says that a charging area was accepted, which is an entry of the journal and counts for the commitment that asks for it.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::NotFound`] for an unknown station; [`ServiceError::Invalid`] for a station that stands in no lot or was accepted
    /// before, a day ahead, or words that are too short or too long.
    pub fn accept_station(&self, actor: &Actor, station: i64, form: AcceptForm) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let (context, catalogue) = (self.context(actor), self.parking()?);
        if form.on > context.today {
            return Err(invalid("accepted", "form.acceptance_ahead"));
        }
        let acceptance = Acceptance {
            day: form.on,
            by: words("by", &form.by)?,
            evidence: words("evidence", &form.evidence)?,
        };
        self.commit(move |w| {
            w.hold(context.j, "parking-stations")?;
            let known = rows::stations(w, context.j)?.into_iter().find(|row| row.id == station);
            let known = known.ok_or(ServiceError::NotFound)?;
            let lot = known.lot.and_then(|lot| catalogue.lots.get(&lot));
            let lot = lot.ok_or_else(|| invalid("lot", "form.station_nowhere"))?;
            if known.accepted_on.is_some() {
                return Err(invalid("accepted", "form.station_accepted"));
            }
            let data = json!({
                "accepted_by": acceptance.by,
                "accepted_on": acceptance.day.to_string(),
                "evidence": acceptance.evidence,
                "lot": lot.row.slug,
                "name": known.name,
                "operator": known.operator,
            });
            let subject = format!("parking-station:{}:{}", known.operator, known.code);
            let leaf = context.leaf(w, Kind::ParkingChargingAccepted, subject, data)?;
            if !rows::accept(w, context.j, station, &acceptance, leaf)? {
                return Err(ServiceError::Conflict);
            }
            Ok(w.touch(context.j)?)
        })?;
        self.inner.parking.charging.moved();
        Ok(())
    }

    /// Takes an acceptance back that was a mistake; the journal keeps both. The area counts no more from the next report on.
    ///
    /// # Errors
    /// Unless the actor keeps parking; [`ServiceError::NotFound`] for a station that is not known or was not accepted; [`ServiceError::Invalid`] for a reason that is too
    /// short or too long.
    pub fn take_back_station(&self, actor: &Actor, station: i64, reason: &str) -> Result<(), ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let (context, reason) = (self.context(actor), words("reason", reason)?);
        self.commit(move |w| {
            w.hold(context.j, "parking-stations")?;
            let known = rows::stations(w, context.j)?.into_iter().find(|row| row.id == station);
            let known = known.ok_or(ServiceError::NotFound)?;
            let leaf = known.leaf.ok_or(ServiceError::NotFound)?;
            let data = json!({ "acceptance": leaf.0, "operator": known.operator, "reason": reason });
            let subject = format!("parking-station:{}:{}", known.operator, known.code);
            context.leaf(w, Kind::ParkingChargingTakenBack, subject, data)?;
            rows::take_back(w, context.j, station)?;
            Ok(w.touch(context.j)?)
        })?;
        self.inner.parking.charging.moved();
        Ok(())
    }
}
