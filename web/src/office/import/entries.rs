//! A table of entries of one kind.

use shishi_kernel::{Actor, Decimal, MeasureId, SiteId};
use shishi_service::commitments::entry::{Body, Draft, counting_of, kinds};
use shishi_service::commitments::measure::MeasureKind;
use shishi_service::commitments::site::{Stage, fold};
use shishi_service::views::MeasureRow;
use shishi_service::{Service, SiteFault, Table};

use super::super::entries::fields::{anchor_of, has_figure};
use super::super::ledger::find;
use super::table::{Cells, Column, Sheet, needed, optional};
use super::{At, Went, by_name, looked, refused};
use crate::shell::{Failure, Lang};

const STAGES: &[Column] = &[
    needed("site"),
    needed("stage"),
    needed("day"),
    optional("reason"),
    optional("note"),
];
const VALUES: &[Column] = &[needed("value"), needed("day"), optional("note")];
const RETURNS: &[Column] = &[
    needed("numerator"),
    needed("denominator"),
    needed("day"),
    optional("note"),
];
const ACTIVITIES: &[Column] = &[
    needed("activity"),
    optional("place"),
    needed("count"),
    needed("day"),
    optional("note"),
];
const ACTS: &[Column] = &[
    needed("number"),
    needed("dated"),
    optional("value"),
    needed("day"),
    optional("note"),
];

/// The columns of a kind of entries.
pub(super) fn columns(kind: &str) -> &'static [Column] {
    match kind {
        "stage" => STAGES,
        "return" => RETURNS,
        "activity" => ACTIVITIES,
        "act" => ACTS,
        _ => VALUES,
    }
}

/// The kind that is asked for, or the measure's usual one; and all that it has, when there are several.
pub(super) fn kinds_of(row: &MeasureRow, asked: &str) -> (&'static str, Vec<&'static str>) {
    let all = MeasureKind::from_code(&row.kind).map(kinds).unwrap_or_default();
    let kind = all
        .iter()
        .find(|kind| **kind == asked)
        .or(all.first())
        .copied()
        .unwrap_or("value");
    (kind, if all.len() > 1 { all.to_vec() } else { Vec::new() })
}

/// Looks at a table, or takes it: `take` holds the form's key.
pub(super) fn go(
    service: &Service,
    actor: &Actor,
    lang: Lang,
    at: &At,
    kind: &str,
    table: Table,
    take: Option<Option<&str>>,
) -> Result<Went, Failure> {
    let (_, row) = find(service, &at.slug, at.measure)?;
    let (kind, _) = kinds_of(&row, kind);
    let columns = columns(kind);
    let sheet = match Sheet::of(table, columns) {
        Ok(sheet) => sheet,
        Err(missing) => return Ok(Went::Missing(missing)),
    };
    let sites = if kind == "stage" {
        service.register(actor, row.id)?.sites
    } else {
        Vec::new()
    };
    let named = by_name(sites.iter().map(|(site, _)| (site.name.clone(), site.id)));
    let known = |typed: &str| {
        let number = typed.parse().ok().map(SiteId);
        let number = number.filter(|id| sites.iter().any(|(site, _)| site.id == *id));
        number.or_else(|| named.get(&fold(typed)).copied().flatten())
    };
    let (good, mut faults) = sheet.read(lang, |cells| {
        let body = body(cells, kind, &row, &known);
        let day = cells.date("day");
        Some(Draft {
            body: body?,
            day: day?,
            note: cells.text("note"),
        })
    });
    let (numbers, drafts): (Vec<usize>, Vec<Draft>) = good.into_iter().unzip();
    let all = drafts.len();
    if let Some(key) = take.filter(|_| faults.is_empty()) {
        return Ok(match service.hand_in_entries(actor, row.id, drafts, key) {
            Ok(handed_in) if handed_in == all => Went::Taken("entries-taken"),
            Ok(_) => Went::Taken("entries-taken-files"),
            Err(error) => Went::Refused(error.into()),
        });
    }
    let would_be = service.check_entries(actor, MeasureId(at.measure), drafts)?;
    let column = |fault: &SiteFault| match anchor_of(fault.code, kind) {
        "what" => "activity",
        field => field,
    };
    faults.extend(refused(lang, columns, &numbers, would_be, column));
    Ok(Went::Looked(looked(lang, &sheet, faults)?))
}

fn body(cells: &mut Cells<'_>, kind: &str, row: &MeasureRow, known: &impl Fn(&str) -> Option<SiteId>) -> Option<Body> {
    match kind {
        "stage" => {
            let site = known(&cells.text("site"));
            let site = site.or_else(|| cells.wrong("site", "fault-table-site"));
            let stage = match cells.code("stage", &Stage::ALL, Stage::code, "site-stage-") {
                Some(None) => cells.wrong("stage", "fault-table-choice"),
                other => other.flatten(),
            };
            Some(Body::Stage {
                site: site?,
                stage: stage?,
                reason: cells.text("reason"),
            })
        }
        "return" => {
            let (numerator, denominator) = (cells.decimal("numerator"), cells.decimal("denominator"));
            Some(Body::Return {
                numerator: numerator?,
                denominator: denominator?,
            })
        }
        "activity" => Some(Body::Activity {
            what: cells.text("activity"),
            place: cells.text("place"),
            count: cells.decimal("count")?,
            counting: counting_of(row.unit.as_deref().unwrap_or_default()),
        }),
        "act" => {
            let dated = cells.date("dated");
            let value: Option<Option<Decimal>> = if has_figure(row) {
                cells.decimal("value").map(Some)
            } else {
                Some(None)
            };
            Some(Body::Act {
                number: cells.text("number"),
                dated: dated?,
                value: value?,
            })
        }
        _ => Some(Body::Value {
            value: cells.decimal("value")?,
        }),
    }
}
