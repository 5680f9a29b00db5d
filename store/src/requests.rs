//! Requests between units, each the row of its steps.

use std::collections::HashMap;

use jiff::Timestamp;
use shishi_kernel::{AccountId, CommitmentId, Date, JurisdictionId, LeafId, ProgrammeId, RequestId, UnitId};

use crate::session::{Row, Value};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A step that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepRow {
    /// Its code; see the rules of requests.
    pub step: String,
    /// Why it was declined.
    pub ground: Option<String>,
    /// What was said.
    pub words: String,
    /// When.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A request with its steps, oldest first; never without the asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequestRow {
    /// The request.
    pub id: RequestId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// Its slug.
    pub slug: String,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// Who asks.
    pub asker: UnitRef,
    /// Who is asked.
    pub asked: UnitRef,
    /// What is asked.
    pub what: String,
    /// What for.
    pub reason: String,
    /// By which day.
    pub due: Date,
    /// What was done.
    pub steps: Vec<StepRow>,
}

/// A request before it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see RequestRow")]
pub struct NewRequest {
    pub commitment: CommitmentId,
    pub asker: UnitId,
    pub asked: UnitId,
    pub what: String,
    pub reason: String,
    pub due: Date,
}

const REQUEST: &str = "SELECT q.id, c.id, c.slug, c.number, c.title, a.id, a.name, a.is_group, b.id, b.name, b.is_group, q.what, \
    q.reason, q.due FROM unit_request q \
    JOIN commitment c ON c.jurisdiction_id = q.jurisdiction_id AND c.id = q.commitment_id \
    JOIN unit a ON a.jurisdiction_id = q.jurisdiction_id AND a.id = q.asker_id \
    JOIN unit b ON b.jurisdiction_id = q.jurisdiction_id AND b.id = q.asked_id WHERE q.jurisdiction_id = $1";

const NOT_ENDED: &str = "NOT EXISTS (SELECT 1 FROM unit_request_step e WHERE e.jurisdiction_id = q.jurisdiction_id \
    AND e.request_id = q.id AND e.step IN ('confirmed', 'released', 'withdrawn'))";

fn unit(row: &Row<'_>, column: usize) -> Result<UnitRef, StoreError> {
    Ok(UnitRef {
        id: UnitId(row.int(column)?),
        name: row.text(column + 1)?,
        group: row.flag(column + 2)?,
    })
}

fn find(r: &mut Reader<'_>, condition: &str, values: &[Value]) -> Result<Vec<RequestRow>, StoreError> {
    let sql = format!("{REQUEST} AND {condition} ORDER BY q.due, q.id LIMIT 1000");
    let mut rows = r.all(&sql, values, |row| {
        Ok(RequestRow {
            id: RequestId(row.int(0)?),
            commitment: CommitmentId(row.int(1)?),
            slug: row.text(2)?,
            number: row.count(3)?,
            title: row.text(4)?,
            asker: unit(row, 5)?,
            asked: unit(row, 8)?,
            what: row.text(11)?,
            reason: row.text(12)?,
            due: row.date(13)?,
            steps: Vec::new(),
        })
    })?;
    let sql = format!(
        "SELECT s.request_id, s.step, s.ground, s.words, s.at, s.leaf_id FROM unit_request_step s \
         JOIN unit_request q ON q.jurisdiction_id = s.jurisdiction_id AND q.id = s.request_id \
         WHERE q.jurisdiction_id = $1 AND {condition} ORDER BY s.request_id, s.position"
    );
    let mut steps: HashMap<i64, Vec<StepRow>> = HashMap::new();
    for (request, step) in r.all(&sql, values, |row| {
        let step = StepRow {
            step: row.text(1)?,
            ground: row.opt_text(2)?,
            words: row.text(3)?,
            at: row.instant(4)?,
            leaf: LeafId(row.int(5)?),
        };
        Ok((row.int(0)?, step))
    })? {
        steps.entry(request).or_default().push(step);
    }
    for row in &mut rows {
        row.steps = steps.remove(&row.id.0).unwrap_or_default();
    }
    Ok(rows)
}

/// Stores a request, without a step.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewRequest) -> Result<RequestId, StoreError> {
    let sql = "INSERT INTO unit_request (jurisdiction_id, commitment_id, asker_id, asked_id, what, reason, due) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.asker.0.into(),
        new.asked.0.into(),
        (&new.what).into(),
        (&new.reason).into(),
        new.due.into(),
    ];
    Ok(RequestId(w.insert(sql, &values)?))
}

/// Stores a step at its place, from 1.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else did a step meanwhile.
pub fn insert_step(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    request: RequestId,
    position: u32,
    step: &StepRow,
    by: AccountId,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO unit_request_step (jurisdiction_id, request_id, position, step, ground, words, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    let values = [
        j.0.into(),
        request.0.into(),
        position.into(),
        (&step.step).into(),
        step.ground.clone().into(),
        (&step.words).into(),
        step.at.into(),
        by.0.into(),
        step.leaf.0.into(),
    ];
    match w.execute(sql, &values) {
        Err(StoreError::Duplicate(_)) => Err(StoreError::Conflict),
        other => other.map(drop),
    }
}

/// One request.
///
/// # Errors
/// See [`insert`].
pub fn get(r: &mut Reader<'_>, j: JurisdictionId, id: RequestId) -> Result<Option<RequestRow>, StoreError> {
    Ok(find(r, "q.id = $2", &[j.0.into(), id.0.into()])?.into_iter().next())
}

/// Every request of a commitment, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<RequestRow>, StoreError> {
    find(r, "q.commitment_id = $2", &[j.0.into(), commitment.0.into()])
}

/// Every request about a programme's commitments that has not come to its end, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn open_of_programme(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    programme: ProgrammeId,
) -> Result<Vec<RequestRow>, StoreError> {
    let inside = "q.commitment_id IN (SELECT id FROM commitment WHERE jurisdiction_id = $1 AND programme_id = $2)";
    find(
        r,
        &format!("{inside} AND {NOT_ENDED}"),
        &[j.0.into(), programme.0.into()],
    )
}

/// Every request that a unit was asked or asks, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn of_unit(r: &mut Reader<'_>, j: JurisdictionId, unit: UnitId) -> Result<Vec<RequestRow>, StoreError> {
    find(r, "(q.asked_id = $2 OR q.asker_id = $2)", &[j.0.into(), unit.0.into()])
}

/// Every request, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn all(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<RequestRow>, StoreError> {
    find(r, "q.id > 0", &[j.0.into()])
}

/// Every request that the supervision office has to decide on, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn escalated(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<RequestRow>, StoreError> {
    let last = "EXISTS (SELECT 1 FROM unit_request_step e WHERE e.jurisdiction_id = q.jurisdiction_id AND e.request_id = q.id \
                AND e.step = 'escalated' AND e.position = (SELECT max(m.position) FROM unit_request_step m \
                WHERE m.jurisdiction_id = q.jurisdiction_id AND m.request_id = q.id))";
    find(r, last, &[j.0.into()])
}

/// Every request that has not come to its end, earliest day first.
///
/// # Errors
/// See [`insert`].
pub fn open(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<RequestRow>, StoreError> {
    find(r, NOT_ENDED, &[j.0.into()])
}
