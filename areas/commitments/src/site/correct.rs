//! Correcting what is written of a site: its words, its place, who is responsible, whether it is public. Its stages are
//! told by entries and are not corrected here.

use shishi_kernel::{Actor, SiteId, UnitId};

use super::{
    Identity, KnownSite, NAME_CHARS_MAX, PLACE_CHARS_MAX, Position, SiteFacts, SiteRefusal, check_registrar, claimed,
    reason, words,
};
use crate::ledger::MeasureFacts;
use shishi_kernel::Decimal;

/// What is to be written of a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectCommand {
    /// Its name.
    pub name: String,
    /// Where it is, in words.
    pub place: String,
    /// Longitude in degrees, WGS-84.
    pub longitude: Option<Decimal>,
    /// Latitude in degrees, WGS-84.
    pub latitude: Option<Decimal>,
    /// The unit responsible for it.
    pub unit: UnitId,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// Why it is no double claim although it looks like one; may be empty.
    pub reason: String,
}

/// What a site says of itself from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrected {
    /// Its name, without white space round it.
    pub name: String,
    /// Where it is.
    pub place: String,
    /// Where it is on the map.
    pub position: Option<Position>,
    /// What it is recognised by.
    pub identity: Identity,
    /// The unit responsible for it.
    pub unit: UnitId,
    /// Whether its name and place are kept from the public.
    pub hidden: bool,
    /// The site it looks like, with the reason why it is another one.
    pub same_as: Option<(SiteId, String)>,
}

/// Decides on a correction. `known` is as for [`super::register`]; the site itself may be among it. `carried` is whether it
/// was carried over from an earlier year.
///
/// # Errors
/// In this order: who asks, the words, the place, and that the object is claimed already.
pub fn correct(
    facts: &MeasureFacts,
    site: &SiteFacts,
    carried: bool,
    known: &[KnownSite],
    command: CorrectCommand,
    actor: &Actor,
) -> Result<Corrected, SiteRefusal> {
    check_registrar(facts, site.unit, actor)?;
    check_registrar(facts, command.unit, actor)?;
    let name = words(
        &command.name,
        NAME_CHARS_MAX,
        SiteRefusal::NameMissing,
        |length, max| SiteRefusal::NameLong { length, max },
    )?;
    let place = words(
        &command.place,
        PLACE_CHARS_MAX,
        SiteRefusal::PlaceMissing,
        |length, max| SiteRefusal::PlaceLong { length, max },
    )?;
    let position = Position::of(command.longitude, command.latitude)?;
    let identity = Identity::new(&name, &place, position);
    let reason = reason(&command.reason)?;
    let others: Vec<KnownSite> = known.iter().filter(|known| known.site != site.site).cloned().collect();
    let same_as = claimed(facts, &others, &identity, carried, &name, &reason)?.map(|site| (site, reason));
    Ok(Corrected {
        name,
        place,
        position,
        identity,
        unit: command.unit,
        hidden: command.hidden,
        same_as,
    })
}
