//! What stays cost: by the text of the tariff that held when they ended.

use jiff::Timestamp;
use shishi_parking::charging::Charged;
use shishi_parking::price::{Price, Quote, Stay, price, quote};
use shishi_parking::{PriceRefusal, Tariff, total};
use shishi_store::parking::lots as rows;
use shishi_store::parking::stays::StayRow;

use super::catalogue::Catalogue;
use super::charging::charged_in;
use crate::once::refused;
use crate::{Service, ServiceError};

fn instant(second: i64) -> Result<Timestamp, PriceRefusal> {
    Timestamp::from_second(second).map_err(|_| PriceRefusal::Backwards {})
}

fn priced_stay(stay: &StayRow, until: i64, charged: Charged) -> Result<Stay<'static>, PriceRefusal> {
    Ok(Stay {
        charging: charged.for_price(),
        ..Stay::new(instant(stay.entry_second)?, instant(until)?)
    })
}

/// Says what a stay that ended costs, with what of it was charging. A stay that lasts, or whose lot has no tariff, costs nothing that is known; one that cannot
/// be priced is left so, and the desk sees it without a fee.
pub(super) fn price_ended(catalogue: &Catalogue, stay: &mut StayRow, charged: Charged) {
    let Some((_, until)) = stay.exit.filter(|_| !stay.withdrawn) else {
        return;
    };
    let Some(in_force) = catalogue.tariff_of(stay.lot) else {
        return;
    };
    let fee = priced_stay(stay, until, charged).and_then(|priced| total(&in_force.tariff, &priced));
    if let Ok(fee) = fee {
        stay.fee = Some(fee);
        stay.tariff = Some(in_force.id);
    }
}

impl Service {
    /// The price of a stay with all its lines, by the text of the tariff that it was priced by, or by the one that holds where it
    /// lasts still. None where no tariff says.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown text; a refusal where the stay cannot be priced.
    pub fn price_of_stay(&self, stay: &StayRow) -> Result<Option<Price>, ServiceError> {
        let until = stay
            .exit
            .map_or_else(|| self.now().as_second().max(stay.entry_second), |(_, second)| second);
        let (j, catalogue) = (self.jurisdiction(), self.parking()?);
        let charged = self.store().read(|r| charged_in(r, j, &catalogue, stay, until))?;
        let priced = priced_stay(stay, until, charged).map_err(refused)?;
        let tariff = match stay.tariff {
            Some(id) => self.tariff_text(id)?,
            None => match catalogue.tariff_of(stay.lot) {
                Some(in_force) => in_force.tariff.clone(),
                None => return Ok(None),
            },
        };
        price(&tariff, &priced).map(Some).map_err(refused)
    }

    fn tariff_text(&self, id: i64) -> Result<Tariff, ServiceError> {
        let catalogue = self.parking()?;
        if let Some(in_force) = catalogue.tariffs.values().find(|in_force| in_force.id == id) {
            return Ok(in_force.tariff.clone());
        }
        let j = self.jurisdiction();
        let row = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::tariff_text(r, j, id)?))?;
        let row = row.ok_or(ServiceError::NotFound)?;
        Tariff::read(row.content.as_bytes())
            .map_err(|_| ServiceError::Internal(format!("the text {id} of tariff {} is damaged", row.name)))
    }

    /// What a stay in a lot would cost, and how the price grows over its first 24 hours.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown lot or one without a tariff; a refusal for impossible times.
    pub fn quote_stay(&self, lot: &str, entry: Timestamp, exit: Timestamp) -> Result<Quote, ServiceError> {
        let catalogue = self.parking()?;
        let lot = catalogue.lot(lot).ok_or(ServiceError::NotFound)?.row.id;
        let in_force = catalogue.tariff_of(lot).ok_or(ServiceError::NotFound)?;
        quote(&in_force.tariff, &Stay::new(entry, exit)).map_err(refused)
    }
}
