//! A table of sites.

use shishi_kernel::{Actor, MeasureId};
use shishi_service::commitments::site::{RegisterCommand, Stage, Template, fold};
use shishi_service::{Service, Table};

use super::super::ledger::find;
use super::super::sites::new::{anchor, responsible};
use super::table::{Column, Sheet, needed, optional};
use super::{At, Went, by_name, looked, refused};
use crate::shell::{Failure, Lang};

/// The columns of a table of sites.
pub(super) const COLUMNS: &[Column] = &[
    needed("name"),
    needed("place"),
    optional("longitude"),
    optional("latitude"),
    optional("unit"),
    optional("template"),
    optional("opening"),
    optional("hidden"),
    optional("reason"),
];

/// Looks at a table, or takes it: `take` holds the form's key.
pub(super) fn go(
    service: &Service,
    actor: &Actor,
    lang: Lang,
    at: &At,
    table: Table,
    take: Option<Option<&str>>,
) -> Result<Went, Failure> {
    let (commitment, row) = find(service, &at.slug, at.measure)?;
    let sheet = match Sheet::of(table, COLUMNS) {
        Ok(sheet) => sheet,
        Err(missing) => return Ok(Went::Missing(missing)),
    };
    let units = responsible(&commitment, actor);
    let own = units.iter().find(|(id, _)| Some(*id) == actor.unit).map(|(id, _)| *id);
    let named = by_name(units.iter().map(|(id, name)| (name.clone(), *id)));
    let (good, mut faults) = sheet.read(lang, |cells| {
        let longitude = cells.decimal_or_none("longitude");
        let latitude = cells.decimal_or_none("latitude");
        let unit = match fold(&cells.text("unit")).as_str() {
            "" => own.or_else(|| cells.wrong("unit", "fault-table-unit")),
            typed => named
                .get(typed)
                .copied()
                .flatten()
                .or_else(|| cells.wrong("unit", "fault-table-unit")),
        };
        let template = cells.code("template", &Template::ALL, Template::code, "site-template-");
        let opening = cells.code("opening", &Stage::ALL, Stage::code, "site-stage-");
        let hidden = cells.flag("hidden");
        Some(RegisterCommand {
            name: cells.text("name"),
            place: cells.text("place"),
            longitude: longitude?,
            latitude: latitude?,
            unit: unit?,
            template: template?,
            opening: opening?,
            hidden: hidden?,
            reason: cells.text("reason"),
        })
    });
    let (numbers, commands): (Vec<usize>, Vec<RegisterCommand>) = good.into_iter().unzip();
    if let Some(key) = take.filter(|_| faults.is_empty()) {
        return Ok(match service.register_sites(actor, row.id, commands, key) {
            Ok(_) => Went::Taken("sites-taken"),
            Err(error) => Went::Refused(error.into()),
        });
    }
    let would_be = service.check_sites(actor, MeasureId(at.measure), &commands)?;
    faults.extend(refused(lang, COLUMNS, &numbers, would_be, |fault| anchor(fault.code)));
    Ok(Went::Looked(looked(lang, &sheet, faults)?))
}
