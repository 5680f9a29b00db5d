//! From the register of sites to the register of inspections: built is not in use, so that a site is looked at again after its
//! acceptance was borne out.

use shishi_commitments::entry::{Body, Outcome};
use shishi_commitments::site::Stage;
use shishi_inspections::checklist::{ObjectKind, Risk};
use shishi_kernel::{InspectedId, UnitId};
use shishi_store::inspections::{self as register, NewInspected};
use shishi_store::{Writer, ledger, sites};

use super::Loaded;
use crate::ServiceError;
use crate::once::Context;

/// Puts a site on the register of inspections when the verified acceptance is published, unless it stands there. Hidden
/// sites stay away: inspections are public, and their name and place are not.
pub(super) fn watch(
    w: &mut Writer<'_>,
    context: &Context,
    loaded: &Loaded,
) -> Result<Option<InspectedId>, ServiceError> {
    let verified = loaded.row.outcome.as_deref() == Some(Outcome::Verified.code());
    let Body::Stage { site, stage, .. } = &loaded.entry.body else {
        return Ok(None);
    };
    if !verified || *stage != Stage::Accepted {
        return Ok(None);
    }
    let j = context.j;
    let Some(site) = sites::one(w, j, *site)?.filter(|site| !site.hidden) else {
        return Ok(None);
    };
    let kind = ObjectKind::Site.code();
    if register::is_registered(w, j, kind, &site.name, &site.place)? {
        return Ok(None);
    }
    let head = ledger::head(w, j, &site.slug)?.ok_or(ServiceError::NotFound)?;
    let mut units: Vec<UnitId> = vec![site.unit.id];
    units.extend(head.parties.leads.iter().chain(&head.parties.helps));
    units.sort_unstable();
    units.dedup();
    let new = NewInspected {
        kind: kind.to_owned(),
        name: site.name,
        place: site.place,
        risk: Risk::Middle.code().to_owned(),
        units,
        commitment: Some(site.commitment),
        accepted: Some(loaded.row.day),
    };
    Ok(Some(register::add_inspected(w, j, &new)?))
}
