//! Accountability cases and their evidence.

use shishi_kernel::{AccountId, CaseId, CommitmentId, Date, JurisdictionId, LeafId, UnitId};

use crate::ledger::unit_ref;
use crate::session::{Row, Value};
use crate::views::UnitRef;
use crate::{Reader, StoreError, Writer};

/// A case with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseRow {
    /// The case.
    pub id: CaseId,
    /// The commitment's address.
    pub slug: String,
    /// Its title.
    pub title: String,
    /// The unit that it is about.
    pub unit: UnitRef,
    /// Code of the ground.
    pub ground: String,
    /// What it is about.
    pub words: String,
    /// Of the journal's digests of what is not public.
    pub salt: String,
    /// Code of the state.
    pub state: String,
    /// When it was opened.
    pub opened: Date,
    /// By whom.
    pub opened_by: AccountId,
    /// The last day for the unit's reply.
    pub reply_until: Option<Date>,
    /// The reply, with its day.
    pub reply: Option<(Date, String)>,
    /// Whether tolerance applies, and why.
    pub tolerance: Option<(bool, String)>,
    /// Code of what was decided, why, and when.
    pub decided: Option<(String, String, Date)>,
    /// What the public is told, and since when.
    pub closed: Option<(String, Date)>,
    /// Moves with every change.
    pub revision: u32,
    /// What is in evidence, in order.
    pub evidence: Vec<EvidenceRow>,
}

/// An entry in evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Code of what it shows.
    pub fact: String,
    /// The entry.
    pub leaf: LeafId,
}

/// A case to be.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see CaseRow")]
pub struct NewCase {
    pub commitment: CommitmentId,
    pub unit: UnitId,
    pub ground: String,
    pub words: String,
    pub salt: String,
    pub state: String,
    pub opened: Date,
    pub opened_by: AccountId,
}

/// Writes a new case.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn insert_case(w: &mut Writer<'_>, j: JurisdictionId, new: &NewCase) -> Result<CaseId, StoreError> {
    let sql = "INSERT INTO accountability_case (jurisdiction_id, commitment_id, unit_id, ground, words, salt, state, opened_on, opened_by) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id";
    let values = [
        j.0.into(),
        new.commitment.0.into(),
        new.unit.0.into(),
        (&new.ground).into(),
        (&new.words).into(),
        (&new.salt).into(),
        (&new.state).into(),
        new.opened.into(),
        new.opened_by.0.into(),
    ];
    Ok(CaseId(w.insert(sql, &values)?))
}

/// Puts an entry in evidence.
///
/// # Errors
/// [`StoreError::Conflict`] when it is there already.
pub fn add_evidence(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    case: CaseId,
    position: u32,
    evidence: &EvidenceRow,
) -> Result<(), StoreError> {
    let sql =
        "INSERT INTO case_evidence (jurisdiction_id, case_id, leaf_id, fact, position) VALUES ($1, $2, $3, $4, $5)";
    let values = [
        j.0.into(),
        case.0.into(),
        evidence.leaf.0.into(),
        (&evidence.fact).into(),
        position.into(),
    ];
    match w.execute(sql, &values) {
        Err(StoreError::Duplicate(_)) => Err(StoreError::Conflict),
        other => other.map(drop),
    }
}

/// Writes a case as it stands after a step, with the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when its revision moved since it was loaded.
pub fn update_case(w: &mut Writer<'_>, j: JurisdictionId, row: &CaseRow) -> Result<(), StoreError> {
    let sql = "UPDATE accountability_case SET revision = revision + 1, state = $4, reply_until = $5, reply = $6, replied_on = $7, \
               tolerance = $8, tolerance_reason = $9, outcome = $10, reason = $11, decided_on = $12, public_words = $13, \
               closed_on = $14 WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let (replied, reply) = row.reply.clone().unzip();
    let (tolerance, tolerance_reason) = row.tolerance.clone().unzip();
    let decided = row.decided.clone();
    let (public_words, closed) = row.closed.clone().unzip();
    let values = [
        j.0.into(),
        row.id.0.into(),
        row.revision.into(),
        (&row.state).into(),
        row.reply_until.into(),
        reply.into(),
        replied.into(),
        tolerance.map(i64::from).into(),
        tolerance_reason.into(),
        decided.as_ref().map(|(outcome, ..)| outcome.clone()).into(),
        decided.as_ref().map(|(_, reason, _)| reason.clone()).into(),
        decided.map(|(.., on)| on).into(),
        public_words.into(),
        closed.into(),
    ];
    match w.execute(sql, &values)? {
        1 => Ok(()),
        _ => Err(StoreError::Conflict),
    }
}

/// Every case, newest first.
///
/// # Errors
/// See [`insert_case`].
pub fn cases(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<CaseRow>, StoreError> {
    find(r, "a.id >= 0", &[j.0.into()])
}

/// The cases of a commitment, newest first.
///
/// # Errors
/// See [`insert_case`].
pub fn cases_of(r: &mut Reader<'_>, j: JurisdictionId, commitment: CommitmentId) -> Result<Vec<CaseRow>, StoreError> {
    find(r, "a.commitment_id = $2", &[j.0.into(), commitment.0.into()])
}

/// One case.
///
/// # Errors
/// See [`insert_case`].
pub fn case(r: &mut Reader<'_>, j: JurisdictionId, id: CaseId) -> Result<Option<CaseRow>, StoreError> {
    Ok(find(r, "a.id = $2", &[j.0.into(), id.0.into()])?.into_iter().next())
}

fn find(r: &mut Reader<'_>, condition: &str, values: &[Value]) -> Result<Vec<CaseRow>, StoreError> {
    let sql = format!(
        "SELECT a.id, c.slug, c.title, u.id, u.name, u.is_group, a.ground, a.words, a.state, a.opened_on, a.opened_by, a.reply_until, \
         a.replied_on, a.reply, a.tolerance, a.tolerance_reason, a.outcome, a.reason, a.decided_on, a.public_words, a.closed_on, \
         a.revision, a.salt FROM accountability_case a \
         JOIN commitment c ON c.jurisdiction_id = a.jurisdiction_id AND c.id = a.commitment_id \
         JOIN unit u ON u.jurisdiction_id = a.jurisdiction_id AND u.id = a.unit_id \
         WHERE a.jurisdiction_id = $1 AND {condition} ORDER BY a.id DESC LIMIT 500"
    );
    let mut rows = r.all(&sql, values, case_row)?;
    let sql = format!(
        "SELECT e.case_id, e.fact, e.leaf_id FROM case_evidence e \
         JOIN accountability_case a ON a.jurisdiction_id = e.jurisdiction_id AND a.id = e.case_id \
         WHERE a.jurisdiction_id = $1 AND {condition} ORDER BY e.case_id, e.position"
    );
    let evidence = r.all(&sql, values, |row| {
        let evidence = EvidenceRow {
            fact: row.text(1)?,
            leaf: LeafId(row.int(2)?),
        };
        Ok((CaseId(row.int(0)?), evidence))
    })?;
    for row in &mut rows {
        let own = evidence.iter().filter(|(case, _)| *case == row.id);
        row.evidence = own.map(|(_, evidence)| evidence.clone()).collect();
    }
    Ok(rows)
}

fn case_row(row: &Row<'_>) -> Result<CaseRow, StoreError> {
    let decided = match (row.opt_text(16)?, row.opt_date(18)?) {
        (Some(outcome), Some(on)) => Some((outcome, row.text(17)?, on)),
        _ => None,
    };
    Ok(CaseRow {
        id: CaseId(row.int(0)?),
        slug: row.text(1)?,
        title: row.text(2)?,
        unit: unit_ref(row, 3)?,
        ground: row.text(6)?,
        words: row.text(7)?,
        state: row.text(8)?,
        opened: row.date(9)?,
        opened_by: AccountId(row.int(10)?),
        reply_until: row.opt_date(11)?,
        reply: row.opt_date(12)?.zip(row.opt_text(13)?),
        tolerance: (row.opt_int(14)?.map(|applies| applies != 0)).zip(row.opt_text(15)?),
        decided,
        closed: row.opt_text(19)?.zip(row.opt_date(20)?),
        revision: row.count(21)?,
        salt: row.text(22)?,
        evidence: Vec::new(),
    })
}
