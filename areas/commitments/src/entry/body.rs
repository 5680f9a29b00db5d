//! Whether what an entry says can be so.

use shishi_kernel::{Date, Decimal};

use super::{Body, Counting, EntryFacts, EntryRefusal, WORDS_CHARS_MAX, kinds};
use crate::draft::over;
use crate::ledger::VALUE_MAX;
use crate::record::check_value;
use crate::site::check_move;

/// What a unit of measurement counts: 人 are persons, 人次 are person-times, everything else is itself.
#[must_use]
pub fn counting_of(unit: &str) -> Counting {
    if unit.contains("人次") {
        Counting::PersonTimes
    } else if unit.ends_with(['人', '名']) {
        Counting::Persons
    } else {
        Counting::Things
    }
}

/// A rate in the measure's unit, from its two parts: in hundredths, or in thousandths for ‰. Six digits, never rounded up:
/// 89.9999999 % is not 90 %. `None` for a denominator of nought, or when the result does not fit.
#[must_use]
pub fn ratio(numerator: Decimal, denominator: Decimal, unit: Option<&str>) -> Option<Decimal> {
    let scale = if unit.is_some_and(|unit| unit.contains('‰')) {
        1_000
    } else {
        100
    };
    let share = numerator.checked_mul(Decimal::from(scale))?.checked_div(denominator)?;
    Some(share.trunc_with_scale(6).normalize())
}

/// Checks what is handed in, and gives the amount that it reports in the measure's unit.
pub(super) fn check(facts: &EntryFacts, body: &Body, day: Date) -> Result<Decimal, EntryRefusal> {
    let measure = &facts.measure;
    if !kinds(measure.kind).contains(&body.code()) {
        return Err(EntryRefusal::KindUnfit {
            what: measure.what.clone(),
            kind: body.code(),
        });
    }
    match body {
        Body::Value { value } => {
            check_value(measure, *value)?;
            Ok(*value)
        }
        Body::Return { numerator, denominator } => check_return(facts, *numerator, *denominator),
        Body::Activity {
            what,
            place,
            count,
            counting,
        } => {
            words(what)?;
            if let Some(length) = over(place.trim(), WORDS_CHARS_MAX) {
                return Err(EntryRefusal::WordsLong {
                    length,
                    max: WORDS_CHARS_MAX,
                });
            }
            let unit = measure.unit.as_deref().unwrap_or_default();
            // Persons and person-times are never added up.
            if *counting != counting_of(unit) {
                return Err(EntryRefusal::CountingUnfit {
                    what: measure.what.clone(),
                    unit: unit.to_owned(),
                });
            }
            check_value(measure, *count)?;
            Ok(*count)
        }
        Body::Act { number, dated, value } => {
            words(number)?;
            if *dated > day {
                return Err(EntryRefusal::ActAfter { dated: *dated, day });
            }
            let value = value.unwrap_or(Decimal::ONE);
            if measure.target.is_some() || value != Decimal::ONE {
                check_value(measure, value)?;
            }
            Ok(value)
        }
        Body::Stage { stage, reason, .. } => {
            let site = facts.site.as_ref().filter(|site| site.measure == measure.measure);
            let site = site.ok_or(EntryRefusal::SiteUnknown)?;
            check_move(site, *stage, day, reason)?;
            Ok(if stage.counts() { Decimal::ONE } else { Decimal::ZERO })
        }
    }
}

fn check_return(facts: &EntryFacts, numerator: Decimal, denominator: Decimal) -> Result<Decimal, EntryRefusal> {
    for value in [numerator, denominator] {
        if value.is_sign_negative() && !value.is_zero() {
            return Err(EntryRefusal::PartNegative { value });
        }
        if value > VALUE_MAX {
            return Err(EntryRefusal::PartLarge { value });
        }
    }
    if numerator > denominator {
        return Err(EntryRefusal::NumeratorLarge { numerator, denominator });
    }
    ratio(numerator, denominator, facts.measure.unit.as_deref()).ok_or(EntryRefusal::DenominatorZero)
}

fn words(typed: &str) -> Result<(), EntryRefusal> {
    match over(typed.trim(), WORDS_CHARS_MAX) {
        Some(length) => Err(EntryRefusal::WordsLong {
            length,
            max: WORDS_CHARS_MAX,
        }),
        None if typed.trim().is_empty() => Err(EntryRefusal::WordsMissing),
        None => Ok(()),
    }
}
