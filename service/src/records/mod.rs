//! Sites and entries: registered, handed in, confirmed, verified and published, each step with its leaf.
//!
//! What is confirmed counts as reported at once; what a supervisor without an interest found counts as verified when it is
//! published. Both values stand beside each other, and neither takes the other's place.

mod correct;
mod entry;
mod evidence;
mod in_use;
mod many;
pub(crate) mod may;
mod picture;
mod read;
mod report;
mod site;
mod table;
mod values;

pub(crate) use values::{claim_of, published};

pub use entry::EntryForm;
pub use evidence::EvidenceFile;
pub use many::ENTRIES_AT_ONCE_MAX;
pub use picture::{FILE_BYTES_MAX, PIXELS_MAX};
pub use read::{EntryPowers, EntryView, EvidenceView, RegisterView, SiteView, UnitValue};
pub use site::SiteFault;
pub(crate) use table::decoded;
pub use table::{TABLE_BYTES_MAX, TABLE_COLUMNS_MAX, TABLE_ROWS_MAX, Table, read_table};

use shishi_commitments::entry::{Body, Entry, EntryFacts, State};
use shishi_kernel::{JurisdictionId, RecordId};
use shishi_store::ledger::{self, MeasureRecord};
use shishi_store::records::{self as rows, RecordRow};
use shishi_store::{Reader, sites};

use crate::ServiceError;
use crate::ledger::facts;

/// An entry with everything that a decision on it needs.
struct Loaded {
    row: RecordRow,
    record: MeasureRecord,
    facts: EntryFacts,
    entry: Entry,
}

fn load(r: &mut Reader<'_>, j: JurisdictionId, id: RecordId) -> Result<Loaded, ServiceError> {
    let row = rows::one(r, j, id)?.ok_or(ServiceError::NotFound)?;
    let record = ledger::measure(r, j, row.measure)?.ok_or(ServiceError::NotFound)?;
    let entry = entry_of(&row)?;
    let facts = entry_facts(r, j, &record, &entry.body, Some(&row))?;
    Ok(Loaded {
        row,
        record,
        facts,
        entry,
    })
}

fn entry_facts(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    record: &MeasureRecord,
    body: &Body,
    row: Option<&RecordRow>,
) -> Result<EntryFacts, ServiceError> {
    let denominator_before = match body {
        Body::Return { .. } => rows::last_return(r, j, record.row.id, row.map(|row| row.id))?
            .map(|text| body_of(&text))
            .transpose()?
            .and_then(|last| match last {
                Body::Return { denominator, .. } => Some(denominator),
                _ => None,
            }),
        _ => None,
    };
    let site = match body {
        Body::Stage { site, .. } => sites::one(r, j, *site)?.map(|row| site::site_facts(&row)).transpose()?,
        _ => None,
    };
    Ok(EntryFacts {
        measure: facts(record)?,
        denominator_before,
        site,
        evidence: row.map_or(0, |row| row.evidence),
    })
}

fn entry_of(row: &RecordRow) -> Result<Entry, ServiceError> {
    Ok(Entry {
        unit: row.unit.id,
        body: body_of(&row.body)?,
        day: row.day,
        state: State::from_codes(&row.state, row.outcome.as_deref())
            .ok_or_else(|| corrupt("record", row.id.0, "state"))?,
        by: row.by,
    })
}

fn body_of(text: &str) -> Result<Body, ServiceError> {
    serde_json::from_str(text).map_err(ServiceError::internal)
}

fn corrupt(table: &str, id: i64, column: &str) -> ServiceError {
    ServiceError::Internal(format!("{table} {id} has an impossible {column}; run `shishi doctor`"))
}
