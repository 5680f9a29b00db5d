//! A figure that was promised place by place, as it is reached there.

use std::collections::BTreeMap;

use shishi_commitments::measure::MeasureKind;
use shishi_commitments::status::by_place;
use shishi_commitments::value::{Claim, derive};
use shishi_kernel::Decimal;
use shishi_store::status::{MeasureFact, PlaceClaim};

use super::gather::Known;
use super::view::PlaceStatus;
use crate::ServiceError;
use crate::records::{claim_of, published};

/// Splits what was claimed for a measure by the places of its promise; nothing for one that names none.
pub(super) fn places(known: &Known, kind: MeasureKind, fact: &MeasureFact) -> Result<Vec<PlaceStatus>, ServiceError> {
    if fact.each_places.is_empty() {
        return Ok(Vec::new());
    }
    let none = Vec::new();
    let claims = known.claims.get(&fact.measure).unwrap_or(&none);
    let mut by_name: BTreeMap<String, Vec<&PlaceClaim>> = BTreeMap::new();
    for claim in claims {
        by_name
            .entry(place_of(&fact.each_places, claim))
            .or_default()
            .push(claim);
    }
    let (mut reported, mut verified) = (Vec::new(), Vec::new());
    for (name, claims) in by_name {
        let rows: Vec<_> = claims.iter().map(|claim| claim.claim.clone()).collect();
        let said = rows
            .iter()
            .map(|row| claim_of(row, kind, row.reported))
            .collect::<Result<Vec<Claim>, _>>()?;
        let add = |values: &mut Vec<(String, Decimal)>, claims: &[Claim]| {
            values.extend(derive(kind, claims, known.today).map(|value| (name.clone(), value)));
        };
        add(&mut reported, &said);
        add(&mut verified, &published(&rows, kind)?);
    }
    let split = by_place(&fact.each_places, fact.each_value, &reported);
    let looked_at = by_place(&fact.each_places, fact.each_value, &verified);
    let found = |name: &Option<String>| looked_at.iter().find(|place| place.name == *name);
    let places = split.into_iter().map(|place| PlaceStatus {
        verified: found(&place.name).and_then(|found| found.value),
        promised: place.promised,
        reported: place.value,
        name: place.name,
    });
    Ok(places.collect())
}

/// The place that a claim belongs to: where its site is, else the one that its unit is named after, else the unit.
fn place_of(places: &[String], claim: &PlaceClaim) -> String {
    let within = |words: &str| places.iter().find(|place| words.contains(place.as_str()));
    let site = claim.place.as_deref().and_then(within);
    let named = site.or_else(|| within(&claim.unit));
    // 柳行 in 柳行街道, where the list names the places in full and the unit is called by the short name.
    let short = || places.iter().find(|place| place.contains(claim.unit.as_str()));
    named.or_else(short).unwrap_or(&claim.unit).clone()
}
