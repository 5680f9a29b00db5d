//! What is forgotten of bookings: who booked when is nobody's business once it is long over.

use shishi_kernel::Date;
use shishi_parking::booking::Minute;
use shishi_store::parking::bookings as rows;

use super::bookings::held;
use crate::{Service, ServiceError};

/// Minutes for which a booking that is over is kept: ninety days, for objections. A lot that counts no-shows for longer keeps them longer.
const KEPT_MINUTES: u32 = 90 * 1_440;

impl Service {
    /// Forgets the bookings that were over long ago. Gives how many.
    ///
    /// # Errors
    /// When the store is away; what was forgotten before stays so.
    pub(crate) fn forget_bookings(&self, _: Date) -> Result<u32, ServiceError> {
        let catalogue = self.parking()?;
        let (j, now) = (self.jurisdiction(), Minute::from(self.now()));
        let mut forgotten = 0;
        for lot in catalogue.in_order() {
            let memory = lot.terms.as_ref().map_or(0, |terms| terms.no_show_memory);
            let (id, before) = (lot.row.id, now.earlier(KEPT_MINUTES.max(memory)));
            let tag = self.tag();
            // The state in memory knows another tag and is read anew, without what is gone.
            forgotten += self.commit(move |w| {
                w.hold(j, &held(id))?;
                Ok(rows::forget(w, j, id, before.0, tag)?)
            })?;
        }
        Ok(u32::try_from(forgotten).unwrap_or(u32::MAX))
    }
}
