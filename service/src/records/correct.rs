//! Correcting what is written of a site.

use serde_json::json;
use shishi_commitments::site::{CorrectCommand, Position, correct, fold, place_is_sensitive};
use shishi_kernel::{Actor, SiteId};
use shishi_store::ledger;
use shishi_store::sites::{self, SiteWords};

use super::may;
use super::site::{known, site_facts};
use crate::journal::leaf::{self, Kind};
use crate::ledger::facts;
use crate::{Service, ServiceError};

impl Service {
    /// Corrects what is written of a site; does nothing when it is written so already. What was written before stays in the journal as its digest.
    ///
    /// # Errors
    /// A refusal of the rules on sites; [`ServiceError::NotFound`] when there is no such site.
    pub fn correct_site(&self, actor: &Actor, id: SiteId, mut command: CorrectCommand) -> Result<(), ServiceError> {
        may::KEEP_SITES.check(actor)?;
        let (context, salt) = (self.context(actor), self.random_hex::<16>());
        self.commit(move |w| {
            w.hold(context.j, super::site::HELD)?;
            let row = sites::one(w, context.j, id)?.ok_or(ServiceError::NotFound)?;
            let record = ledger::measure(w, context.j, row.measure)?.ok_or(ServiceError::NotFound)?;
            let facts = facts(&record)?;
            command.hidden |= place_is_sensitive(&facts.what);
            let square = Position::of(command.longitude, command.latitude).ok().flatten();
            let square = square.map(|position| position.square());
            let known = known(w, &context, &command.name, square)?;
            let carried = row.opening.is_some();
            let site = correct(&facts, &site_facts(&row)?, carried, &known, command, &context.by)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            let position = site.position.map(|at| (at.longitude, at.latitude));
            let here = row.longitude.zip(row.latitude);
            let words = (&row.name, &row.place, here, row.unit.id, row.hidden, &row.same_as);
            if words == (&site.name, &site.place, position, site.unit, site.hidden, &site.same_as) {
                // Sent twice, or nothing was put right: nothing is to be told.
                return Ok(());
            }
            let data = json!({
                "hidden": site.hidden,
                "measure": record.row.position,
                "site": id.0,
                "site_sha256": leaf::salted(&salt, &format!("{}\n{}\n{position:?}", site.name, site.place)),
                "unit": site.unit.0,
            });
            context.leaf(w, Kind::SiteCorrected, format!("register:{}", record.row.id), data)?;
            let words = SiteWords {
                unit: site.unit,
                position,
                square: site.position.map(|at| at.square()),
                hidden: site.hidden,
                folded_name: fold(&site.name),
                same_as: site.same_as,
                name: site.name,
                place: site.place,
                salt,
            };
            sites::correct(w, context.j, id, &words)?;
            w.touch(context.j)?;
            Ok(())
        })
    }
}
