//! Questions about figures, and the facts that the rules look at.

mod facts;

pub use facts::{
    EntryFact, PictureFact, ReportFact, SiteFact, TargetFact, entries, pictures, reports, reports_of, sites, slugs,
    targets,
};

use shishi_kernel::{CommitmentId, Date, JurisdictionId, MeasureId, QuestionId, SiteId, UnitId};

use crate::ledger::unit_ref;
use crate::session::{Row, Value, json};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuestionRow {
    /// The question.
    pub id: QuestionId,
    /// Code of what was noticed.
    pub pattern: String,
    /// Who is asked.
    pub unit: UnitRef,
    /// The commitment.
    pub commitment: CommitmentId,
    /// Its address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The measure that it is about, with what it counts.
    pub measure: Option<(MeasureId, String)>,
    /// The site that it is about.
    pub site: Option<SiteId>,
    /// The first day of its period.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// The data that led to it: name and value.
    pub data: Vec<(String, String)>,
    /// When it was asked.
    pub asked: Date,
    /// The last day for a reply.
    pub reply_by: Date,
    /// Code of the state.
    pub state: String,
    /// The reply, with its day.
    pub reply: Option<(Date, String)>,
    /// Why it was settled so, with the day.
    pub settled: Option<(Date, String)>,
    /// Moves with every change.
    pub revision: u32,
}

/// A question to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see QuestionRow")]
pub struct NewQuestion {
    /// What makes it the same as another.
    pub fingerprint: String,
    pub pattern: String,
    pub unit: UnitId,
    pub commitment: CommitmentId,
    pub measure: Option<MeasureId>,
    pub site: Option<SiteId>,
    pub from: Date,
    pub to: Date,
    pub data: Vec<(String, String)>,
    pub asked: Date,
    pub reply_by: Date,
    pub state: String,
}

/// Asks, unless the same was asked before; then nothing is written.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewQuestion) -> Result<Option<QuestionId>, StoreError> {
    let sql = "INSERT INTO question (jurisdiction_id, fingerprint, pattern, unit_id, commitment_id, measure_id, site_id, starts_on, \
               ends_on, data, asked_on, reply_by, state) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) \
               ON CONFLICT (jurisdiction_id, fingerprint) DO NOTHING RETURNING id";
    let values = [
        j.0.into(),
        (&new.fingerprint).into(),
        (&new.pattern).into(),
        new.unit.0.into(),
        new.commitment.0.into(),
        new.measure.map(|id| id.0).into(),
        new.site.map(|id| id.0).into(),
        new.from.into(),
        new.to.into(),
        json(&new.data)?,
        new.asked.into(),
        new.reply_by.into(),
        (&new.state).into(),
    ];
    Ok(w.one(sql, &values, |row| row.int(0))?.map(QuestionId))
}

/// Writes a question as it stands after a step, with the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when its revision moved since it was loaded.
pub fn update(w: &mut Writer<'_>, j: JurisdictionId, row: &QuestionRow) -> Result<(), StoreError> {
    let sql = "UPDATE question SET revision = revision + 1, state = $4, reply = $5, replied_on = $6, reason = $7, settled_on = $8 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let (replied, reply) = row.reply.clone().unzip();
    let (settled, reason) = row.settled.clone().unzip();
    let values = [
        j.0.into(),
        row.id.0.into(),
        row.revision.into(),
        (&row.state).into(),
        reply.into(),
        replied.into(),
        reason.into(),
        settled.into(),
    ];
    match w.execute(sql, &values)? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Questions, the open ones first and of them the longest due; at most a thousand.
///
/// # Errors
/// See [`insert`].
pub fn questions(r: &mut Reader<'_>, j: JurisdictionId, unit: Option<UnitId>) -> Result<Vec<QuestionRow>, StoreError> {
    match unit {
        Some(unit) => find(r, "q.unit_id = $2", &[j.0.into(), unit.0.into()]),
        None => find(r, "q.id >= 0", &[j.0.into()]),
    }
}

/// The questions on a commitment.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<QuestionRow>, StoreError> {
    find(r, "q.commitment_id = $2", &[j.0.into(), commitment.0.into()])
}

/// How many questions are not settled yet, by the address of their commitment.
///
/// # Errors
/// See [`insert`].
pub fn unsettled(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<(String, u32)>, StoreError> {
    let sql = "SELECT c.slug, count(*) FROM question q \
               JOIN commitment c ON c.jurisdiction_id = q.jurisdiction_id AND c.id = q.commitment_id \
               WHERE q.jurisdiction_id = $1 AND q.state IN ('open', 'replied') GROUP BY c.slug ORDER BY c.slug";
    r.all(sql, &[j.0.into()], |row| Ok((row.text(0)?, row.count(1)?)))
}

/// One question.
///
/// # Errors
/// See [`insert`].
pub fn question(r: &mut Reader<'_>, j: JurisdictionId, id: QuestionId) -> Result<Option<QuestionRow>, StoreError> {
    Ok(find(r, "q.id = $2", &[j.0.into(), id.0.into()])?.into_iter().next())
}

fn find(r: &mut Reader<'_>, condition: &str, values: &[Value]) -> Result<Vec<QuestionRow>, StoreError> {
    let sql = format!(
        "SELECT q.id, q.pattern, u.id, u.name, u.is_group, c.id, c.slug, c.title, q.measure_id, m.what, q.site_id, q.starts_on, q.ends_on, \
         q.data, q.asked_on, q.reply_by, q.state, q.replied_on, q.reply, q.settled_on, q.reason, q.revision FROM question q \
         JOIN unit u ON u.jurisdiction_id = q.jurisdiction_id AND u.id = q.unit_id \
         JOIN commitment c ON c.jurisdiction_id = q.jurisdiction_id AND c.id = q.commitment_id \
         LEFT JOIN measure m ON m.jurisdiction_id = q.jurisdiction_id AND m.id = q.measure_id \
         WHERE q.jurisdiction_id = $1 AND {condition} \
         ORDER BY CASE q.state WHEN 'replied' THEN 0 WHEN 'open' THEN 1 ELSE 2 END, q.reply_by, q.id LIMIT 1000"
    );
    r.all(&sql, values, question_row)
}

fn question_row(row: &Row<'_>) -> Result<QuestionRow, StoreError> {
    Ok(QuestionRow {
        id: QuestionId(row.int(0)?),
        pattern: row.text(1)?,
        unit: unit_ref(row, 2)?,
        commitment: CommitmentId(row.int(5)?),
        slug: row.text(6)?,
        title: row.text(7)?,
        measure: row.opt_int(8)?.map(MeasureId).zip(row.opt_text(9)?),
        site: row.opt_int(10)?.map(SiteId),
        from: row.date(11)?,
        to: row.date(12)?,
        data: row.json(13)?,
        asked: row.date(14)?,
        reply_by: row.date(15)?,
        state: row.text(16)?,
        reply: row.opt_date(17)?.zip(row.opt_text(18)?),
        settled: row.opt_date(19)?.zip(row.opt_text(20)?),
        revision: row.count(21)?,
    })
}
