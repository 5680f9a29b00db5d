//! Putting sites on a measure's register.

use serde_json::json;
use shishi_commitments::ledger::MeasureFacts;
use shishi_commitments::site::{
    self, Identity, KnownSite, Position, RegisterCommand, SiteFacts, Stage, Template, fold, place_is_sensitive,
};
use shishi_kernel::{Actor, Date, MeasureId, Refusal, SiteId};
use shishi_store::ledger::{self, MeasureRecord};
use shishi_store::sites::{self, AlikeRow, NewSite, SiteRow};
use shishi_store::{Reader, Writer};

use super::{corrupt, may};
use crate::journal::leaf::{self, Kind};
use crate::ledger::facts;
use crate::once::Context;
use crate::{Service, ServiceError};

/// Sites are told apart over all registers, so that one is registered or corrected after the other. It is what
/// `Service::once` holds for [`Service::register_site`].
pub(super) const HELD: &str = "area:site";

/// What is wrong with a site of a list, by its place in the list from 0.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SiteFault {
    /// Which.
    pub row: usize,
    /// The refusal's code.
    pub code: &'static str,
    /// Values for its sentence.
    pub arguments: Vec<(&'static str, String)>,
}

impl Service {
    /// Puts a site on a measure's register. What could tell the wrong people where cameras are is always hidden.
    ///
    /// # Errors
    /// A refusal of the rules on sites; [`ServiceError::KeyReused`] when the key was used for something else.
    pub fn register_site(
        &self,
        actor: &Actor,
        measure: MeasureId,
        command: RegisterCommand,
        key: Option<&str>,
    ) -> Result<SiteId, ServiceError> {
        may::KEEP_SITES.check(actor)?;
        let salt = self.random_hex::<16>();
        let request = (measure, command.clone());
        let id = self.once("site", actor, key, &request, move |w, context| {
            let record = ledger::measure(w, context.j, measure)?.ok_or(ServiceError::NotFound)?;
            let count = count(w, context, measure)?;
            let id = register(w, context, &record, count, command, salt)?;
            Ok(id.0)
        })?;
        Ok(SiteId(id))
    }

    /// What would be refused of a list of sites, without taking any over.
    ///
    /// # Errors
    /// When there is no such measure, or the role may keep no register.
    pub fn check_sites(
        &self,
        actor: &Actor,
        measure: MeasureId,
        commands: &[RegisterCommand],
    ) -> Result<Vec<SiteFault>, ServiceError> {
        may::KEEP_SITES.check(actor)?;
        let context = self.context(actor);
        self.store().read(|r| {
            let record = ledger::measure(r, context.j, measure)?.ok_or(ServiceError::NotFound)?;
            let facts = facts(&record)?;
            let mut taken: Vec<KnownSite> = Vec::new();
            let mut faults = Vec::new();
            let count = count(r, &context, measure)?;
            for (row, command) in commands.iter().enumerate() {
                let mut known = known(r, &context, &command.name, square(command))?;
                known.extend(taken.iter().cloned());
                let count = count.saturating_add(taken.len());
                match site::register(&facts, &known, count, command.clone(), actor, context.at) {
                    Ok(site) => taken.push(KnownSite {
                        // It has no number yet; what is refused as its double says the name.
                        site: SiteId(0),
                        measure,
                        commitment: record.commitment_slug.clone(),
                        year: record.year,
                        stage: site.stage,
                        identity: site.identity,
                    }),
                    Err(refusal) => faults.push(SiteFault {
                        row,
                        code: refusal.code(),
                        arguments: refusal.arguments(),
                    }),
                }
            }
            Ok(faults)
        })
    }

    /// Puts a list of sites on a measure's register, all or none.
    ///
    /// # Errors
    /// The first refusal of the rules on sites; [`Service::check_sites`] names all of them.
    pub fn register_sites(
        &self,
        actor: &Actor,
        measure: MeasureId,
        commands: Vec<RegisterCommand>,
        key: Option<&str>,
    ) -> Result<usize, ServiceError> {
        may::KEEP_SITES.check(actor)?;
        let salts: Vec<String> = commands.iter().map(|_| self.random_hex::<16>()).collect();
        let request = (measure, commands.clone());
        let made = self.once("sites", actor, key, &request, move |w, context| {
            let record = ledger::measure(w, context.j, measure)?.ok_or(ServiceError::NotFound)?;
            w.hold(context.j, HELD)?;
            let before = count(w, context, measure)?;
            let made = commands.len();
            for (number, (command, salt)) in commands.into_iter().zip(salts).enumerate() {
                register(w, context, &record, before.saturating_add(number), command, salt)?;
            }
            i64::try_from(made).map_err(ServiceError::internal)
        })?;
        usize::try_from(made).map_err(ServiceError::internal)
    }
}

fn register(
    w: &mut Writer<'_>,
    context: &Context,
    record: &MeasureRecord,
    count: usize,
    mut command: RegisterCommand,
    salt: String,
) -> Result<SiteId, ServiceError> {
    let facts: MeasureFacts = facts(record)?;
    command.hidden |= place_is_sensitive(&facts.what);
    let known = known(w, context, &command.name, square(&command))?;
    let site = site::register(&facts, &known, count, command, &context.by, context.at)
        .map_err(|refusal| ServiceError::refused(&refusal))?;
    let position = site.position.map(|at| (at.longitude, at.latitude));
    let words = format!("{}\n{}\n{position:?}", site.name, site.place);
    let data = json!({
        "hidden": site.hidden,
        "measure": record.row.position,
        "opening": site.opening.map(Stage::code),
        "site_sha256": leaf::salted(&salt, &words),
        "stage": site.stage.code(),
        "unit": site.unit.0,
    });
    let subject = format!("register:{}", record.row.id);
    let leaf = context.leaf(w, Kind::SiteRegistered, subject, data)?;
    let new = NewSite {
        measure: record.row.id,
        commitment: record.commitment,
        unit: site.unit,
        name: site.name,
        place: site.place,
        position,
        square: site.position.map(|at| at.square()),
        template: site.template.code().to_owned(),
        stage: site.stage.code().to_owned(),
        on: begins_on(record.year, site.on),
        opening: site.opening.map(|stage| stage.code().to_owned()),
        hidden: site.hidden,
        folded_name: site.identity.name,
        same_as: site.same_as,
        salt,
        at: context.at,
        by: site.by,
        leaf,
    };
    Ok(sites::insert(w, context.j, &new)?)
}

/// A register is often written down when work has long begun, so a site is at its first stage from the programme's first
/// day on, and what came after can be dated as it was.
fn begins_on(year: i16, registered: Date) -> Date {
    Date::new(year, 1, 1).map_or(registered, |first| first.min(registered))
}

fn count(r: &mut Reader<'_>, context: &Context, measure: MeasureId) -> Result<usize, ServiceError> {
    usize::try_from(sites::count(r, context.j, measure)?).map_err(ServiceError::internal)
}

/// The square of a site to be; a position that cannot be is refused by the rule, not here.
fn square(command: &RegisterCommand) -> Option<(i64, i64)> {
    let position = Position::of(command.longitude, command.latitude).ok().flatten()?;
    Some(position.square())
}

pub(super) fn known(
    r: &mut Reader<'_>,
    context: &Context,
    name: &str,
    square: Option<(i64, i64)>,
) -> Result<Vec<KnownSite>, ServiceError> {
    let rows = sites::alike(r, context.j, &fold(name), square)?;
    rows.into_iter().map(known_site).collect()
}

fn known_site(row: AlikeRow) -> Result<KnownSite, ServiceError> {
    let position = Position::of(row.position.0, row.position.1).map_err(|_| corrupt("site", row.id.0, "position"))?;
    Ok(KnownSite {
        site: row.id,
        measure: row.measure,
        commitment: row.slug,
        year: row.year,
        stage: Stage::from_code(&row.stage).ok_or_else(|| corrupt("site", row.id.0, "stage"))?,
        identity: Identity::new(&row.name, &row.place, position),
    })
}

/// What the rules on stages need to know of a stored site.
pub(super) fn site_facts(row: &SiteRow) -> Result<SiteFacts, ServiceError> {
    Ok(SiteFacts {
        site: row.id,
        measure: row.measure,
        unit: row.unit.id,
        template: Template::from_code(&row.template).ok_or_else(|| corrupt("site", row.id.0, "template"))?,
        stage: Stage::from_code(&row.stage).ok_or_else(|| corrupt("site", row.id.0, "stage"))?,
        since: row.stage_on,
    })
}
