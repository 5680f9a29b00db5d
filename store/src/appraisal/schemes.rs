//! Schemes, computations, replies.

use jiff::Timestamp;
use shishi_kernel::{AccountId, Date, JurisdictionId, LeafId, SchemeId, UnitId};

use crate::ledger::unit_ref;
use crate::session::Row;
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A scheme with how far its appraisal has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemeRow {
    /// The scheme.
    pub id: SchemeId,
    /// Its year.
    pub year: i16,
    /// Its text.
    pub content: String,
    /// Who wrote it last.
    pub author: AccountId,
    /// When.
    pub written_at: Timestamp,
    /// The decision that put it in force.
    pub decision: Option<String>,
    /// When it was approved.
    pub approved_at: Option<Timestamp>,
    /// When the first result was published.
    pub published: Option<Date>,
    /// The last day for replies.
    pub reply_until: Option<Date>,
    /// Since when the result is final.
    pub finished: Option<Date>,
    /// Moves with every change.
    pub revision: u32,
}

/// A computation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunRow {
    /// Which, from 1.
    pub number: u32,
    /// The published file.
    pub document: String,
    /// When.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A unit's reply to a first result.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplyRow {
    /// Whose.
    pub unit: UnitRef,
    /// What it says.
    pub words: String,
    /// When.
    pub on: Date,
    /// Whether it was accepted, once judged.
    pub accepted: Option<bool>,
    /// Why.
    pub reason: Option<String>,
    /// What it corrects, as the area writes it.
    pub corrections: Option<String>,
    /// When it was judged.
    pub judged: Option<Date>,
}

const SCHEME: &str = "SELECT id, year, content, author_id, written_at, decision, approved_at, published_on, reply_until, final_on, \
                      revision FROM appraisal_scheme WHERE jurisdiction_id = $1";

fn scheme_row(row: &Row<'_>) -> Result<SchemeRow, StoreError> {
    Ok(SchemeRow {
        id: SchemeId(row.int(0)?),
        year: i16::try_from(row.int(1)?).map_err(|_| StoreError::Other("a scheme has an impossible year".into()))?,
        content: row.text(2)?,
        author: AccountId(row.int(3)?),
        written_at: row.instant(4)?,
        decision: row.opt_text(5)?,
        approved_at: match row.opt_int(6)? {
            Some(_) => Some(row.instant(6)?),
            None => None,
        },
        published: row.opt_date(7)?,
        reply_until: row.opt_date(8)?,
        finished: row.opt_date(9)?,
        revision: row.count(10)?,
    })
}

/// Writes a scheme that is not in force yet.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn insert_scheme(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    year: i16,
    content: &str,
    author: AccountId,
    at: Timestamp,
) -> Result<SchemeId, StoreError> {
    let sql = "INSERT INTO appraisal_scheme (jurisdiction_id, year, content, author_id, written_at) \
               VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let values = [j.0.into(), year.into(), content.into(), author.0.into(), at.into()];
    Ok(SchemeId(w.insert(sql, &values)?))
}

/// Writes a scheme as it stands after a step, with the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when its revision moved since it was loaded, or another was put in force for its year.
pub fn update_scheme(w: &mut Writer<'_>, j: JurisdictionId, row: &SchemeRow) -> Result<(), StoreError> {
    let sql = "UPDATE appraisal_scheme SET revision = revision + 1, year = $4, content = $5, author_id = $6, written_at = $7, \
               decision = $8, approved_at = $9, published_on = $10, reply_until = $11, final_on = $12 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let values = [
        j.0.into(),
        row.id.0.into(),
        row.revision.into(),
        row.year.into(),
        (&row.content).into(),
        row.author.0.into(),
        row.written_at.into(),
        row.decision.clone().into(),
        row.approved_at.into(),
        row.published.into(),
        row.reply_until.into(),
        row.finished.into(),
    ];
    match w.execute(sql, &values) {
        Ok(1) => Ok(()),
        Ok(_) | Err(StoreError::Duplicate(_)) => Err(StoreError::Conflict),
        Err(other) => Err(other),
    }
}

/// Schemes, newest year first.
///
/// # Errors
/// See [`insert_scheme`].
pub fn schemes(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<SchemeRow>, StoreError> {
    let sql = format!("{SCHEME} ORDER BY year DESC, id DESC LIMIT 500");
    r.all(&sql, &[j.0.into()], scheme_row)
}

/// One scheme.
///
/// # Errors
/// See [`insert_scheme`].
pub fn scheme(r: &mut Reader<'_>, j: JurisdictionId, id: SchemeId) -> Result<Option<SchemeRow>, StoreError> {
    r.one(&format!("{SCHEME} AND id = $2"), &[j.0.into(), id.0.into()], scheme_row)
}

/// The scheme in force for a year.
///
/// # Errors
/// See [`insert_scheme`].
pub fn in_force(r: &mut Reader<'_>, j: JurisdictionId, year: i16) -> Result<Option<SchemeRow>, StoreError> {
    let sql = format!("{SCHEME} AND year = $2 AND approved_at IS NOT NULL");
    r.one(&sql, &[j.0.into(), year.into()], scheme_row)
}

/// Writes a computation.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else computed meanwhile.
pub fn insert_run(w: &mut Writer<'_>, j: JurisdictionId, scheme: SchemeId, run: &RunRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO appraisal_run (jurisdiction_id, scheme_id, number, document, at, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        j.0.into(),
        scheme.0.into(),
        run.number.into(),
        (&run.document).into(),
        run.at.into(),
        run.leaf.0.into(),
    ];
    conflict(w.execute(sql, &values))
}

fn conflict(outcome: Result<u64, StoreError>) -> Result<(), StoreError> {
    match outcome {
        Err(StoreError::Duplicate(_)) => Err(StoreError::Conflict),
        other => other.map(drop),
    }
}

/// Computations, first one first.
///
/// # Errors
/// See [`insert_scheme`].
pub fn runs(r: &mut Reader<'_>, j: JurisdictionId, scheme: SchemeId) -> Result<Vec<RunRow>, StoreError> {
    let sql = "SELECT number, document, at, leaf_id FROM appraisal_run WHERE jurisdiction_id = $1 AND scheme_id = $2 ORDER BY number";
    r.all(sql, &[j.0.into(), scheme.0.into()], |row| {
        Ok(RunRow {
            number: row.count(0)?,
            document: row.text(1)?,
            at: row.instant(2)?,
            leaf: LeafId(row.int(3)?),
        })
    })
}

/// Writes a reply.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else of the unit replied meanwhile.
pub fn insert_reply(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    scheme: SchemeId,
    unit: UnitId,
    words: &str,
    on: Date,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO appraisal_reply (jurisdiction_id, scheme_id, unit_id, words, replied_on) VALUES ($1, $2, $3, $4, $5)";
    let values = [j.0.into(), scheme.0.into(), unit.0.into(), words.into(), on.into()];
    conflict(w.execute(sql, &values))
}

/// Writes what was made of a reply.
///
/// # Errors
/// [`StoreError::Conflict`] when somebody else judged it meanwhile.
pub fn judge_reply(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    scheme: SchemeId,
    reply: &ReplyRow,
) -> Result<(), StoreError> {
    let sql = "UPDATE appraisal_reply SET accepted = $4, reason = $5, corrections = $6, judged_on = $7 \
               WHERE jurisdiction_id = $1 AND scheme_id = $2 AND unit_id = $3 AND accepted IS NULL";
    let values = [
        j.0.into(),
        scheme.0.into(),
        reply.unit.id.0.into(),
        reply.accepted.map(i64::from).into(),
        reply.reason.clone().into(),
        reply.corrections.clone().into(),
        reply.judged.into(),
    ];
    match w.execute(sql, &values)? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Replies, by unit.
///
/// # Errors
/// See [`insert_scheme`].
pub fn replies(r: &mut Reader<'_>, j: JurisdictionId, scheme: SchemeId) -> Result<Vec<ReplyRow>, StoreError> {
    let sql = "SELECT u.id, u.name, u.is_group, p.words, p.replied_on, p.accepted, p.reason, p.corrections, p.judged_on \
               FROM appraisal_reply p JOIN unit u ON u.jurisdiction_id = p.jurisdiction_id AND u.id = p.unit_id \
               WHERE p.jurisdiction_id = $1 AND p.scheme_id = $2 ORDER BY p.unit_id";
    r.all(sql, &[j.0.into(), scheme.0.into()], |row| {
        Ok(ReplyRow {
            unit: unit_ref(row, 0)?,
            words: row.text(3)?,
            on: row.date(4)?,
            accepted: row.opt_int(5)?.map(|accepted| accepted != 0),
            reason: row.opt_text(6)?,
            corrections: row.opt_text(7)?,
            judged: row.opt_date(8)?,
        })
    })
}
