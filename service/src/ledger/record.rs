//! Reporting a value.

use jiff::Timestamp;
use serde_json::json;
use sha2::{Digest, Sha256};
use shishi_commitments::draft::TargetRole;
use shishi_commitments::ledger::MeasureFacts;
use shishi_commitments::measure::{MeasureKind, TargetValue};
use shishi_commitments::record::{RecordCommand, decide_record};
use shishi_kernel::{Actor, Comparator, Date, Decimal, JurisdictionId, LeafId, MeasureId};
use shishi_store::Writer;
use shishi_store::idempotency::{self, Remembered};
use shishi_store::ledger::{self, MeasureRecord};
use shishi_store::views::MeasureRow;

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// A value that a unit reports, as it fills it in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordForm {
    /// The measure.
    pub measure: MeasureId,
    /// The value, cumulative since the year's start.
    pub value: Decimal,
    /// The day to which it speaks.
    pub as_of: Date,
    /// What the unit says to it.
    pub note: String,
}

/// What came of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The journal entry.
    pub leaf: LeafId,
    /// Whether this answer was given before, to the same idempotency key.
    pub replayed: bool,
}

impl Service {
    /// Records what a unit reports for a measure.
    ///
    /// # Errors
    /// A refusal of the ledger's rules; [`ServiceError::KeyReused`] when the key was used for something else.
    pub fn record_value(&self, actor: &Actor, form: RecordForm, key: Option<&str>) -> Result<Recorded, ServiceError> {
        let (j, request) = (self.jurisdiction(), form.clone());
        self.once_recorded(actor, request, key, move |w, by, at| {
            record_in(w, j, form, by, at, None)
        })
    }

    /// One unit of work that reports a value, done once for a key.
    pub(crate) fn once_recorded(
        &self,
        actor: &Actor,
        request: impl std::fmt::Debug,
        key: Option<&str>,
        record: impl FnOnce(&mut Writer<'_>, &Actor, Timestamp) -> Result<LeafId, ServiceError> + Send + 'static,
    ) -> Result<Recorded, ServiceError> {
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        let request_hash = Sha256::digest(format!("{request:?}").as_bytes()).into();
        let scope = format!("record:{}", actor.account);
        let key = key.map(|key| key.chars().take(200).collect::<String>());
        self.commit(move |w| {
            if let Some(key) = &key {
                idempotency::hold(w, j, &scope, key)?;
            }
            if let Some(key) = &key
                && let Some(known) = idempotency::find(w, j, &scope, key)?
            {
                let leaf = known.body.parse().map(LeafId).map_err(ServiceError::internal)?;
                return if known.request_hash == request_hash {
                    Ok(Recorded { leaf, replayed: true })
                } else {
                    Err(ServiceError::KeyReused)
                };
            }
            let leaf = record(w, &by, at)?;
            if let Some(key) = &key {
                let answer = Remembered {
                    request_hash,
                    status: 201,
                    body: leaf.to_string(),
                };
                idempotency::remember(w, j, &scope, key, &answer, at)?;
            }
            w.touch(j)?;
            Ok(Recorded { leaf, replayed: false })
        })
    }
}

/// Records a value in a unit of work. `sources` stands in the journal entry where the figure was counted and not typed.
pub(crate) fn record_in(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    form: RecordForm,
    by: &Actor,
    at: Timestamp,
    sources: Option<serde_json::Value>,
) -> Result<LeafId, ServiceError> {
    let record = ledger::measure(w, j, form.measure)?.ok_or(ServiceError::NotFound)?;
    let command = RecordCommand {
        value: form.value,
        as_of: form.as_of,
        note: form.note,
    };
    let event = decide_record(&facts(&record)?, command, by, at).map_err(|refusal| ServiceError::refused(&refusal))?;
    let mut data = json!({
        "as_of": event.as_of.to_string(),
        "measure": record.row.position,
        "note_sha256": leaf::digest(&event.note),
        "unit": event.unit.0,
        "value": event.value.normalize().to_string(),
        "what": record.row.what,
    });
    if let (Some(sources), Some(data)) = (sources, data.as_object_mut()) {
        data.insert("sources".to_owned(), sources);
    }
    let subject = format!("commitment:{}", record.commitment_slug);
    let leaf = leaf::append(w, j, &Leaf::new(Kind::ValueReported, subject, Some(by), at, data))?;
    let new = ledger::NewRecord {
        measure: event.measure,
        commitment: record.commitment,
        unit: event.unit,
        value: event.value,
        as_of: event.as_of,
        note: event.note,
        at: event.at,
        by: event.by,
        leaf,
    };
    ledger::record_value(w, j, &new)?;
    Ok(leaf)
}

/// Whether somebody could report a value of a measure now: by the rules, asked with a value that any measure takes.
pub(crate) fn may_record(record: &MeasureRecord, by: &Actor, at: Timestamp) -> Result<(), ServiceError> {
    let command = RecordCommand {
        value: Decimal::ZERO,
        as_of: shishi_kernel::civil_date(at),
        note: String::new(),
    };
    let decided = decide_record(&facts(record)?, command, by, at);
    decided.map(drop).map_err(|refusal| ServiceError::refused(&refusal))
}

/// What the rules need to know of a stored measure.
pub(crate) fn facts(record: &MeasureRecord) -> Result<MeasureFacts, ServiceError> {
    let row = &record.row;
    let unknown = |what: &str| ServiceError::Internal(format!("measure {} has an unknown {what}", row.id));
    Ok(MeasureFacts {
        measure: row.id,
        kind: MeasureKind::from_code(&row.kind).ok_or_else(|| unknown("kind"))?,
        what: row.what.clone(),
        unit: row.unit.clone(),
        role: TargetRole::from_code(&row.role).ok_or_else(|| unknown("role"))?,
        baseline: row.baseline,
        testable: row.state != "untestable",
        target: target_of(row)?,
        target_version: row.target_version,
        year: record.year,
        leads: record.leads.clone(),
        helps: record.helps.clone(),
    })
}

/// The target in force of a stored measure.
pub(crate) fn target_of(row: &MeasureRow) -> Result<Option<TargetValue>, ServiceError> {
    let (Some(comparator), Some(value)) = (&row.comparator, row.value) else {
        return Ok(None);
    };
    let unknown = || ServiceError::Internal(format!("measure {} has an unknown comparator", row.id));
    Ok(Some(TargetValue {
        comparator: Comparator::from_code(comparator).ok_or_else(unknown)?,
        value,
        value_max: row.value_max,
        tolerance: row.tolerance,
        cut_off: row.cut_off,
    }))
}
