//! The values of measures that follow from entries: as reported when one is confirmed, as verified when what was found of
//! one is published.
//!
//! A value speaks to a day and is cumulative, so an entry for an earlier day moves the values of all later days on which
//! anything is known; each is written again, with the journal entry of what moved it.

use std::collections::BTreeMap;

use shishi_commitments::entry::{Entry, Outcome};
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::value::{Amount, Claim, derive};
use shishi_kernel::{Date, Decimal, LeafId, UnitId};
use shishi_store::records::{self, ClaimRow, RecordRow, ValueRow};
use shishi_store::{Writer, ledger};

use super::corrupt;
use crate::ServiceError;
use crate::once::Context;

/// Writes what a measure has reached as reported, from an entry's day on.
pub(super) fn write_reported(
    w: &mut Writer<'_>,
    context: &Context,
    row: &RecordRow,
    entry: &Entry,
    kind: MeasureKind,
    leaf: LeafId,
) -> Result<(), ServiceError> {
    let claims = records::claims(w, context.j, row.measure)?
        .iter()
        .map(|claim| claim_of(claim, kind, claim.reported))
        .collect::<Result<Vec<_>, _>>()?;
    let known = by_day(records::reported(w, context.j, row.measure)?);
    for day in days(claims.iter().map(|claim| claim.on), entry.day) {
        let Some(value) = derive(kind, &claims, day) else {
            continue;
        };
        if known.get(&day) == Some(&value) {
            continue;
        }
        let note = if day == entry.day {
            row.note.clone()
        } else {
            String::new()
        };
        let new = ledger::NewRecord {
            measure: row.measure,
            commitment: row.commitment,
            // The unit that stands for it: the one that confirms.
            unit: context.by.unit.unwrap_or(entry.unit),
            value,
            as_of: day,
            note,
            at: context.at,
            by: context.by.account,
            leaf,
        };
        ledger::record_value(w, context.j, &new)?;
    }
    Ok(())
}

/// Writes what a measure has reached as verified, from an entry's day on. Where nothing can be said any more after
/// another look, what was said before is taken back.
pub(super) fn write_verified(
    w: &mut Writer<'_>,
    context: &Context,
    row: &RecordRow,
    kind: MeasureKind,
    leaf: LeafId,
) -> Result<(), ServiceError> {
    let claims = published(&records::claims(w, context.j, row.measure)?, kind)?;
    let known = by_day(records::verified(w, context.j, row.measure)?);
    let all = claims.iter().map(|claim| claim.on).chain(known.keys().copied());
    for day in days(all, row.day) {
        let value = derive(kind, &claims, day);
        let before = known.get(&day).copied();
        match value {
            Some(value) if before != Some(value) => {
                let new = ValueRow {
                    measure: row.measure,
                    value,
                    as_of: day,
                    at: context.at,
                    leaf,
                };
                records::insert_verified(w, context.j, row.commitment, row.id, &new)?;
            }
            None if before.is_some() => {
                records::remove_verified(w, context.j, row.commitment, row.measure, day)?;
            }
            _ => {}
        }
    }
    Ok(())
}

/// The claims as published after somebody looked; of what could not be said there is none.
pub(crate) fn published(claims: &[ClaimRow], kind: MeasureKind) -> Result<Vec<Claim>, ServiceError> {
    let mut out = Vec::new();
    for claim in claims {
        let Some((outcome, value)) = &claim.published else {
            continue;
        };
        let outcome = Outcome::from_code(outcome).ok_or_else(|| corrupt("record", claim.record.0, "public_outcome"))?;
        if outcome != Outcome::Unverifiable {
            let value = value.ok_or_else(|| corrupt("record", claim.record.0, "public_value"))?;
            out.push(claim_of(claim, kind, value)?);
        }
    }
    Ok(out)
}

/// What an entry claims with an amount, in the words of the rule.
pub(crate) fn claim_of(row: &ClaimRow, kind: MeasureKind, value: Decimal) -> Result<Claim, ServiceError> {
    let amount = match (row.kind.as_str(), kind) {
        ("stage", _) => Amount::Site {
            site: row.site.ok_or_else(|| corrupt("record", row.record.0, "site_id"))?,
            counts: value == Decimal::ONE,
        },
        ("activity", _) => Amount::More(value),
        ("act", _) | (_, MeasureKind::Parameter | MeasureKind::Document) => Amount::InForce(value),
        _ => Amount::Total(value),
    };
    Ok(Claim {
        unit: UnitId(row.unit.0),
        on: row.on,
        order: row.order,
        amount,
    })
}

fn days(all: impl Iterator<Item = Date>, from: Date) -> Vec<Date> {
    let mut days: Vec<Date> = all.filter(|day| *day >= from).collect();
    days.sort_unstable();
    days.dedup();
    days
}

fn by_day(rows: Vec<ValueRow>) -> BTreeMap<Date, Decimal> {
    rows.into_iter().map(|row| (row.as_of, row.value)).collect()
}
