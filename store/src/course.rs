//! Decisions on a commitment's course, and the opening balances of what was carried over.

use jiff::Timestamp;
use shishi_kernel::{AccountId, ChangeId, CommitmentId, Date, Decimal, JurisdictionId, LeafId, MeasureId};

use crate::{Reader, StoreError, Writer};

/// A decision to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewTurn {
    /// The commitment.
    pub commitment: CommitmentId,
    /// `pause`, `resume`, `end`, `carry_over`.
    pub turn: String,
    /// Where the commitment stands now: `going`, `paused`, `ended`, `carried_over`.
    pub course: String,
    /// End of a pause.
    pub until: Option<Date>,
    /// The commitment that takes up what was left.
    pub successor: Option<CommitmentId>,
    /// The competent body and its document.
    pub decision: String,
    /// When that body decided.
    pub decided_on: Date,
    /// The public notice.
    pub notice: String,
    /// When the public was told.
    pub noticed_on: Date,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// By whom.
    pub by: AccountId,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A decision as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TurnRow {
    /// Its identifier.
    pub id: ChangeId,
    /// `pause`, `resume`, `end`, `carry_over`.
    pub turn: String,
    /// End of a pause.
    pub until: Option<Date>,
    /// Slug and title of the commitment that takes up what was left.
    pub successor: Option<(String, String)>,
    /// The competent body and its document.
    pub decision: String,
    /// When that body decided.
    pub decided_on: Date,
    /// The public notice.
    pub notice: String,
    /// When the public was told.
    pub noticed_on: Date,
    /// Why.
    pub reason: String,
    /// When it was recorded.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// What a measure starts from, taken up from an earlier year.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningRow {
    /// The measure.
    pub measure: MeasureId,
    /// What the earlier measure counted.
    pub what: String,
    /// Slug of the earlier commitment.
    pub from_slug: String,
    /// What was verified of it; nothing is not zero.
    pub verified: Option<Decimal>,
}

/// Where a commitment stands.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn course(r: &mut Reader<'_>, j: JurisdictionId, commitment: CommitmentId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT course FROM commitment WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), commitment.0.into()], |row| row.text(0))
}

/// Keeps a decision and moves the commitment.
///
/// # Errors
/// See [`course`].
pub fn insert_turn(w: &mut Writer<'_>, j: JurisdictionId, new: &NewTurn) -> Result<ChangeId, StoreError> {
    let sql = "INSERT INTO commitment_turn (jurisdiction_id, commitment_id, turn, until, successor_id, decision, decided_on, \
               notice, noticed_on, reason, at, by_account, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        (&new.turn).into(),
        new.until.into(),
        new.successor.map(|id| id.0).into(),
        (&new.decision).into(),
        new.decided_on.into(),
        (&new.notice).into(),
        new.noticed_on.into(),
        (&new.reason).into(),
        new.at.into(),
        new.by.0.into(),
        new.leaf.0.into(),
    ];
    let id = w.insert(sql, &values)?;
    let sql = "UPDATE commitment SET course = $3 WHERE jurisdiction_id = $1 AND id = $2";
    let changed = w.execute(sql, &[j.0.into(), new.commitment.0.into(), (&new.course).into()])?;
    if changed == 1 {
        Ok(ChangeId(id))
    } else {
        Err(StoreError::NotFound)
    }
}

/// Keeps what a measure starts from.
///
/// # Errors
/// See [`course`]; [`StoreError::Duplicate`] when either measure was taken up before.
pub fn insert_opening(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    turn: ChangeId,
    (from, to): (MeasureId, MeasureId),
    verified: Option<Decimal>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO opening_balance (jurisdiction_id, measure_id, from_measure_id, turn_id, verified) VALUES ($1, $2, $3, $4, $5)";
    let values = [j.0.into(), to.0.into(), from.0.into(), turn.0.into(), verified.into()];
    w.execute(sql, &values)?;
    Ok(())
}

/// Every decision on a commitment's course, newest first.
///
/// # Errors
/// See [`course`].
pub fn turns(r: &mut Reader<'_>, j: JurisdictionId, commitment: CommitmentId) -> Result<Vec<TurnRow>, StoreError> {
    let sql = "SELECT t.id, t.turn, t.until, s.slug, s.title, t.decision, t.decided_on, t.notice, t.noticed_on, t.reason, t.at, t.leaf_id \
               FROM commitment_turn t LEFT JOIN commitment s ON s.jurisdiction_id = t.jurisdiction_id AND s.id = t.successor_id \
               WHERE t.jurisdiction_id = $1 AND t.commitment_id = $2 ORDER BY t.id DESC";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok(TurnRow {
            id: ChangeId(row.int(0)?),
            turn: row.text(1)?,
            until: row.opt_date(2)?,
            successor: row.opt_text(3)?.zip(row.opt_text(4)?),
            decision: row.text(5)?,
            decided_on: row.date(6)?,
            notice: row.text(7)?,
            noticed_on: row.date(8)?,
            reason: row.text(9)?,
            at: row.instant(10)?,
            leaf: LeafId(row.int(11)?),
        })
    })
}

/// What the measures of a commitment start from.
///
/// # Errors
/// See [`course`].
pub fn openings(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    commitment: CommitmentId,
) -> Result<Vec<OpeningRow>, StoreError> {
    let sql = "SELECT o.measure_id, f.what, c.slug, o.verified FROM opening_balance o \
               JOIN measure m ON m.jurisdiction_id = o.jurisdiction_id AND m.id = o.measure_id \
               JOIN measure f ON f.jurisdiction_id = o.jurisdiction_id AND f.id = o.from_measure_id \
               JOIN commitment c ON c.jurisdiction_id = f.jurisdiction_id AND c.id = f.commitment_id \
               WHERE o.jurisdiction_id = $1 AND m.commitment_id = $2 ORDER BY m.position";
    r.all(sql, &[j.0.into(), commitment.0.into()], |row| {
        Ok(OpeningRow {
            measure: MeasureId(row.int(0)?),
            what: row.text(1)?,
            from_slug: row.text(2)?,
            verified: row.opt_decimal(3)?,
        })
    })
}
