//! Supervision slips and their steps.

use shishi_kernel::{CommitmentId, Date, JurisdictionId, SlipId, UnitId};

use crate::session::Row;
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A slip with its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipRow {
    /// The slip.
    pub id: SlipId,
    /// Its commitment.
    pub commitment: CommitmentId,
    /// The commitment's slug.
    pub slug: String,
    /// To whom it is addressed.
    pub unit: UnitRef,
    /// Code of the kind of matter.
    pub matter: String,
    /// The matter in words.
    pub words: String,
    /// Code of the present level.
    pub level: String,
    /// The last day to answer at this level.
    pub due: Date,
    /// Whether it is closed.
    pub closed: bool,
    /// Why it was taken back, if it was.
    pub withdrawn: Option<String>,
    /// Moves with every change.
    pub revision: u32,
    /// One step a level, in order.
    pub steps: Vec<SlipStep>,
}

impl SlipRow {
    /// Whether the unit has an answer to give at the present level.
    #[must_use]
    pub fn answer_is_owed(&self) -> bool {
        !self.closed && self.steps.last().is_some_and(|step| step.answer.is_none())
    }
}

/// A slip at one level.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SlipStep {
    /// Code of the level.
    pub level: String,
    /// Why it starts above blue, or empty.
    pub ground: String,
    /// The day of its issue.
    pub issued_on: Date,
    /// The last day to answer.
    pub due: Date,
    /// The answer, with its day.
    pub answer: Option<(Date, String)>,
    /// What was made of it: the day, whether it is sufficient, and a word to it.
    pub judgement: Option<(Date, bool, String)>,
}

/// A new slip.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see SlipRow and SlipStep")]
pub struct NewSlip {
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub matter: String,
    pub words: String,
    pub level: String,
    pub ground: String,
    pub issued_on: Date,
    pub due: Date,
}

/// Keeps a new slip with its first step.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewSlip) -> Result<SlipId, StoreError> {
    let sql = "INSERT INTO slip (jurisdiction_id, commitment_id, unit_id, matter, words, level, due) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        (&new.matter).into(),
        (&new.words).into(),
        (&new.level).into(),
        new.due.into(),
    ];
    let id = SlipId(w.insert(sql, &values)?);
    step(w, j, id, &new.level, &new.ground, new.issued_on, new.due)?;
    Ok(id)
}

fn step(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: SlipId,
    level: &str,
    ground: &str,
    issued_on: Date,
    due: Date,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO slip_step (jurisdiction_id, slip_id, level, ground, issued_on, due) VALUES ($1, $2, $3, $4, $5, $6)";
    let values = [
        j.0.into(),
        id.0.into(),
        level.into(),
        ground.into(),
        issued_on.into(),
        due.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// Takes the revision that the caller saw, so that of two who saw the same only one goes on.
///
/// # Errors
/// [`StoreError::Conflict`] when it was changed meanwhile.
pub fn advance(w: &mut Writer<'_>, j: JurisdictionId, id: SlipId, revision: u32) -> Result<(), StoreError> {
    let sql = "UPDATE slip SET revision = revision + 1 WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    match w.execute(sql, &[j.0.into(), id.0.into(), revision.into()])? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Keeps the answer at the present level.
///
/// # Errors
/// See [`insert`].
pub fn answer(w: &mut Writer<'_>, j: JurisdictionId, slip: &SlipRow, on: Date, words: &str) -> Result<(), StoreError> {
    let sql =
        "UPDATE slip_step SET answered_on = $1, answer = $2 WHERE jurisdiction_id = $3 AND slip_id = $4 AND level = $5";
    let values = [
        on.into(),
        words.into(),
        j.0.into(),
        slip.id.0.into(),
        (&slip.level).into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// Keeps what was made of the answer at the present level, and closes the slip when it is enough.
///
/// # Errors
/// See [`insert`].
pub fn judge(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    slip: &SlipRow,
    on: Date,
    sufficient: bool,
    reason: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE slip_step SET judged_on = $1, sufficient = $2, reason = $3 \
               WHERE jurisdiction_id = $4 AND slip_id = $5 AND level = $6";
    let values = [
        on.into(),
        sufficient.into(),
        reason.into(),
        j.0.into(),
        slip.id.0.into(),
        (&slip.level).into(),
    ];
    w.execute(sql, &values)?;
    let sql = "UPDATE slip SET closed = $1 WHERE jurisdiction_id = $2 AND id = $3";
    w.execute(sql, &[sufficient.into(), j.0.into(), slip.id.0.into()])?;
    Ok(())
}

/// Raises a slip to a level.
///
/// # Errors
/// See [`insert`].
pub fn escalate(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: SlipId,
    level: &str,
    on: Date,
    due: Date,
) -> Result<(), StoreError> {
    let sql = "UPDATE slip SET level = $1, due = $2 WHERE jurisdiction_id = $3 AND id = $4";
    w.execute(sql, &[level.into(), due.into(), j.0.into(), id.0.into()])?;
    step(w, j, id, level, "", on, due)
}

/// Takes a slip back.
///
/// # Errors
/// See [`insert`].
pub fn withdraw(w: &mut Writer<'_>, j: JurisdictionId, id: SlipId, reason: &str) -> Result<(), StoreError> {
    let sql = "UPDATE slip SET closed = 1, withdrawn = $1 WHERE jurisdiction_id = $2 AND id = $3";
    w.execute(sql, &[reason.into(), j.0.into(), id.0.into()])?;
    Ok(())
}

/// A slip.
///
/// # Errors
/// See [`insert`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: SlipId) -> Result<Option<SlipRow>, StoreError> {
    Ok(select(r, j, "s.id = $2", id.0)?.into_iter().next())
}

/// The slips of a commitment, oldest first.
///
/// # Errors
/// See [`insert`].
pub fn of_commitment(r: &mut Reader<'_>, j: JurisdictionId, id: CommitmentId) -> Result<Vec<SlipRow>, StoreError> {
    select(r, j, "s.commitment_id = $2", id.0)
}

/// The slips that are addressed to a unit, oldest first.
///
/// # Errors
/// See [`insert`].
pub fn of_unit(r: &mut Reader<'_>, j: JurisdictionId, id: UnitId) -> Result<Vec<SlipRow>, StoreError> {
    select(r, j, "s.unit_id = $2", id.0)
}

/// The slips that are open, oldest first.
///
/// # Errors
/// See [`insert`].
pub fn open(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<SlipRow>, StoreError> {
    select(r, j, "s.closed = $2", 0)
}

fn select(r: &mut Reader<'_>, j: JurisdictionId, condition: &str, value: i64) -> Result<Vec<SlipRow>, StoreError> {
    let sql = format!(
        "SELECT s.id, s.commitment_id, c.slug, u.id, u.name, u.is_group, s.matter, s.words, s.level, s.due, s.closed, s.withdrawn, \
         s.revision, t.level, t.ground, t.issued_on, t.due, t.answered_on, t.answer, t.judged_on, t.sufficient, t.reason FROM slip s \
         JOIN commitment c ON c.jurisdiction_id = s.jurisdiction_id AND c.id = s.commitment_id \
         JOIN unit u ON u.jurisdiction_id = s.jurisdiction_id AND u.id = s.unit_id \
         JOIN slip_step t ON t.jurisdiction_id = s.jurisdiction_id AND t.slip_id = s.id \
         WHERE s.jurisdiction_id = $1 AND {condition} \
         ORDER BY s.id, CASE t.level WHEN 'blue' THEN 1 WHEN 'orange' THEN 2 ELSE 3 END LIMIT 2000"
    );
    let mut slips: Vec<SlipRow> = Vec::new();
    for row in r.all(&sql, &[j.0.into(), value.into()], slip_row)? {
        match slips.last_mut().filter(|slip| slip.id == row.id) {
            Some(slip) => slip.steps.extend(row.steps),
            None => slips.push(row),
        }
    }
    Ok(slips)
}

/// A slip with the one step of its row.
fn slip_row(row: &Row<'_>) -> Result<SlipRow, StoreError> {
    let answer = match row.opt_date(17)? {
        Some(on) => Some((on, row.text(18)?)),
        None => None,
    };
    let judgement = match row.opt_date(19)? {
        Some(on) => Some((on, row.flag(20)?, row.text(21)?)),
        None => None,
    };
    Ok(SlipRow {
        id: SlipId(row.int(0)?),
        commitment: CommitmentId(row.int(1)?),
        slug: row.text(2)?,
        unit: UnitRef {
            id: UnitId(row.int(3)?),
            name: row.text(4)?,
            group: row.flag(5)?,
        },
        matter: row.text(6)?,
        words: row.text(7)?,
        level: row.text(8)?,
        due: row.date(9)?,
        closed: row.flag(10)?,
        withdrawn: row.opt_text(11)?,
        revision: row.count(12)?,
        steps: vec![SlipStep {
            level: row.text(13)?,
            ground: row.text(14)?,
            issued_on: row.date(15)?,
            due: row.date(16)?,
            answer,
            judgement,
        }],
    })
}
