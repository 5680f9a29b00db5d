//! Jobs: work that is committed with the change that asks for it, and done afterwards.
//!
//! A worker claims a job for a while, does it, and then ends it; a worker that died leaves a claim that runs out. So a job
//! may be done twice, and whatever does it has to bear that. One that failed too often stays, for a person to look at.

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;

use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// After so many attempts a job is left to a person.
pub const ATTEMPTS_MAX: u32 = 8;

/// A job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRow {
    /// The job.
    pub id: i64,
    /// What is to be done.
    pub kind: String,
    /// With what, as JSON or a word.
    pub payload: String,
    /// Not before.
    pub due_at: Timestamp,
    /// How often it was begun.
    pub attempts: u32,
    /// Why the last attempt failed.
    pub last_error: Option<String>,
}

/// Which jobs a worker looks for.
#[derive(Clone, Copy, Debug)]
pub enum Kinds<'a> {
    /// All of them.
    Every,
    /// Those of one kind.
    Only(&'a str),
    /// All but those of some kinds.
    AllBut(&'a [&'a str]),
}

impl Kinds<'_> {
    /// The condition, whose values are counted from `first`, and the values.
    fn condition(self, first: usize) -> (String, Vec<Value>) {
        let kinds = match &self {
            Self::Every => return (String::new(), Vec::new()),
            Self::Only(kind) => std::slice::from_ref(kind),
            Self::AllBut(kinds) => kinds,
        };
        let not = if matches!(self, Self::AllBut(_)) { "NOT " } else { "" };
        let list: Vec<String> = (0..kinds.len()).map(|at| format!("${}", first + at)).collect();
        let values = kinds.iter().map(|kind| Value::from(*kind));
        (format!(" AND kind {not}IN ({})", list.join(", ")), values.collect())
    }
}

/// Adds a job, in the unit of work of the change that asks for it.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn add(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    kind: &str,
    payload: &str,
    due_at: Timestamp,
) -> Result<i64, StoreError> {
    let sql = "INSERT INTO job (jurisdiction_id, kind, payload, due_at) VALUES ($1, $2, $3, $4) RETURNING id";
    w.insert(sql, &[j.0.into(), kind.into(), payload.into(), due_at.into()])
}

/// Claims the next job of some kinds that is due until a later time; `None` when none is.
///
/// # Errors
/// See [`add`].
pub fn claim(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    now: Timestamp,
    until: Timestamp,
    kinds: Kinds<'_>,
) -> Result<Option<JobRow>, StoreError> {
    let (condition, of_kinds) = kinds.condition(4);
    let sql = format!(
        "SELECT {COLUMNS} FROM job WHERE jurisdiction_id = $1 AND due_at <= $2 AND attempts < $3{condition} ORDER BY due_at, id LIMIT 1"
    );
    let mut values = vec![j.0.into(), now.into(), ATTEMPTS_MAX.into()];
    values.extend(of_kinds);
    let Some(mut job) = w.one(&sql, &values, job_row)? else {
        return Ok(None);
    };
    // Another process may have claimed it since it was read; then there is nothing for this one now.
    let sql =
        "UPDATE job SET attempts = attempts + 1, due_at = $1 WHERE jurisdiction_id = $2 AND id = $3 AND attempts = $4";
    let claimed = w.execute(sql, &[until.into(), j.0.into(), job.id.into(), job.attempts.into()])?;
    job.attempts += 1;
    job.due_at = until;
    Ok((claimed == 1).then_some(job))
}

/// Whether a job of some kinds waits for a worker. Asked before [`claim`], so that an idle worker writes nothing.
///
/// # Errors
/// See [`add`].
pub fn is_due(r: &mut Reader<'_>, j: JurisdictionId, now: Timestamp, kinds: Kinds<'_>) -> Result<bool, StoreError> {
    let (condition, of_kinds) = kinds.condition(4);
    let sql =
        format!("SELECT id FROM job WHERE jurisdiction_id = $1 AND due_at <= $2 AND attempts < $3{condition} LIMIT 1");
    let mut values = vec![j.0.into(), now.into(), ATTEMPTS_MAX.into()];
    values.extend(of_kinds);
    let found = r.one(&sql, &values, |row| row.int(0))?;
    Ok(found.is_some())
}

/// Ends a job that was done.
///
/// # Errors
/// See [`add`].
pub fn end(w: &mut Writer<'_>, j: JurisdictionId, id: i64) -> Result<(), StoreError> {
    w.execute(
        "DELETE FROM job WHERE jurisdiction_id = $1 AND id = $2",
        &[j.0.into(), id.into()],
    )?;
    Ok(())
}

/// Notes why an attempt failed, and when to try again; nothing when its claim ran out and another worker has the job.
///
/// # Errors
/// See [`add`].
pub fn fail(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    job: &JobRow,
    error: &str,
    again: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE job SET last_error = $1, due_at = $2 WHERE jurisdiction_id = $3 AND id = $4 AND attempts = $5";
    let values = [
        error.into(),
        again.into(),
        j.0.into(),
        job.id.into(),
        job.attempts.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// Jobs that failed too often, oldest first.
///
/// # Errors
/// See [`add`].
pub fn dead(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<JobRow>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM job WHERE jurisdiction_id = $1 AND attempts >= $2 ORDER BY id LIMIT 200");
    r.all(&sql, &[j.0.into(), ATTEMPTS_MAX.into()], job_row)
}

/// Jobs that wait or were left to a person, those that failed most first.
///
/// # Errors
/// See [`add`].
pub fn all(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<JobRow>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM job WHERE jurisdiction_id = $1 ORDER BY attempts DESC, due_at, id LIMIT 500");
    r.all(&sql, &[j.0.into()], job_row)
}

/// Gives a job that failed too often another set of attempts.
///
/// # Errors
/// See [`add`].
pub fn revive(w: &mut Writer<'_>, j: JurisdictionId, id: i64, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE job SET attempts = 0, due_at = $1 WHERE jurisdiction_id = $2 AND id = $3 AND attempts >= $4";
    let revived = w.execute(sql, &[now.into(), j.0.into(), id.into(), ATTEMPTS_MAX.into()])?;
    Ok(revived == 1)
}

const COLUMNS: &str = "id, kind, payload, due_at, attempts, last_error";

fn job_row(row: &Row<'_>) -> Result<JobRow, StoreError> {
    Ok(JobRow {
        id: row.int(0)?,
        kind: row.text(1)?,
        payload: row.text(2)?,
        due_at: row.instant(3)?,
        attempts: row.count(4)?,
        last_error: row.opt_text(5)?,
    })
}
