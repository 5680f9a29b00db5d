//! What residents say of a commitment.

use jiff::Timestamp;
use shishi_kernel::{AccountId, CommitmentId, Date, JurisdictionId, LeafId, UnitId};

use crate::appraisal::CountRow;
use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A survey to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see SurveyRow")]
pub struct NewSurvey {
    pub commitment: CommitmentId,
    pub from: Date,
    pub to: Date,
    pub answers: u32,
    pub content: u32,
    pub method: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub unit: Option<UnitId>,
    pub leaf: LeafId,
}

/// A survey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SurveyRow {
    /// The first day on which people were asked.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How many answered.
    pub answers: u32,
    /// How many of them are content.
    pub content: u32,
    /// How they were found and asked.
    pub method: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// Keeps a survey.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewSurvey) -> Result<i64, StoreError> {
    let sql = "INSERT INTO survey (jurisdiction_id, commitment_id, from_day, to_day, answers, content, method, at, by_account, unit_id, \
               leaf_id) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.from.into(),
        new.to.into(),
        i64::from(new.answers).into(),
        i64::from(new.content).into(),
        (&new.method).into(),
        new.at.into(),
        new.by.0.into(),
        new.unit.map(|unit| unit.0).into(),
        new.leaf.0.into(),
    ];
    w.insert(sql, &values)
}

fn count(row: &Row<'_>, at: usize, column: &'static str) -> Result<u32, StoreError> {
    let value = row.int(at)?;
    u32::try_from(value).map_err(|_| StoreError::Corrupt {
        table: "survey",
        column,
        id: value,
    })
}

/// The surveys of a commitment, the one that ended last first.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<SurveyRow>, StoreError> {
    let sql = "SELECT from_day, to_day, answers, content, method, at, leaf_id FROM survey \
               WHERE jurisdiction_id = $1 AND commitment_id = $2 ORDER BY to_day DESC, id DESC LIMIT 100";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok(SurveyRow {
            from: row.date(0)?,
            to: row.date(1)?,
            answers: count(row, 2, "answers")?,
            content: count(row, 3, "content")?,
            method: row.text(4)?,
            at: row.instant(5)?,
            leaf: LeafId(row.int(6)?),
        })
    })
}

/// Those who are content of those who answered, for the commitments of a year, over the surveys that ended in a period.
///
/// # Errors
/// See [`insert`].
pub fn counts(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    year: i16,
    from: Date,
    to: Date,
) -> Result<Vec<CountRow>, StoreError> {
    let sql = "SELECT s.commitment_id, s.content, s.answers FROM survey s \
               JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.id = s.commitment_id \
               WHERE s.jurisdiction_id = $1 AND c.year = $2 AND s.to_day BETWEEN $3 AND $4 ORDER BY s.commitment_id, s.id";
    r.all(sql, &[j.0.into(), year.into(), from.into(), to.into()], |row| {
        Ok(CountRow {
            commitment: CommitmentId(row.int(0)?),
            unit: None,
            done: count(row, 1, "content")?,
            of: count(row, 2, "answers")?,
        })
    })
}
