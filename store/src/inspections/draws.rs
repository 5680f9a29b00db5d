//! Draws: the frozen list, what the bodies brought, the result.

use shishi_kernel::{Date, DrawId, InspectionPlanId, JurisdictionId, LeafId};

use super::visits::moved;
use crate::session::{Row, json};
use crate::{Reader, StoreError, Writer};

/// A draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DrawRow {
    /// The draw.
    pub id: DrawId,
    /// Its plan.
    pub plan: InspectionPlanId,
    /// The title of the plan.
    pub title: String,
    /// The frozen list, as the area writes it.
    pub list: String,
    /// Its digest, in hexadecimal.
    pub list_sha256: String,
    /// The last day for committing.
    pub commit_until: Date,
    /// The last day for opening.
    pub reveal_until: Date,
    /// The sealed root in hexadecimal, with the entries under it.
    pub root: Option<(String, u64)>,
    /// Values of the named events.
    pub externals: Vec<String>,
    /// The value that stood in for a missing secret.
    pub fallback: Option<String>,
    /// The seed in hexadecimal; the draw is finished when there is one.
    pub seed: Option<String>,
    /// The result, as the area writes it.
    pub picks: Option<String>,
    /// Those who committed.
    pub bodies: Vec<BodyRow>,
}

/// What a body brought; all in hexadecimal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyRow {
    /// Its place in the list, from 0.
    pub position: u32,
    /// What it committed to.
    pub commitment: String,
    /// The journal's entry of that.
    pub leaf: LeafId,
    /// Salt and secret, once opened.
    pub reveal: Option<(String, String)>,
}

/// A draw to be.
#[derive(Clone, Debug)]
#[allow(missing_docs, reason = "see DrawRow")]
pub struct NewDraw {
    pub plan: InspectionPlanId,
    pub list: String,
    pub list_sha256: String,
    pub commit_until: Date,
    pub reveal_until: Date,
}

/// Writes a frozen list.
///
/// # Errors
/// When the store is away; the same holds for everything here.
pub fn freeze(w: &mut Writer<'_>, j: JurisdictionId, new: &NewDraw) -> Result<DrawId, StoreError> {
    let sql = "INSERT INTO inspection_draw (jurisdiction_id, plan_id, list, list_sha256, commit_until, reveal_until) \
               VALUES ($1, $2, $3, $4, $5, $6) RETURNING id";
    let values = [
        j.0.into(),
        new.plan.0.into(),
        (&new.list).into(),
        (&new.list_sha256).into(),
        new.commit_until.into(),
        new.reveal_until.into(),
    ];
    Ok(DrawId(w.insert(sql, &values)?))
}

/// Writes a commitment.
///
/// # Errors
/// See [`freeze`].
pub fn commit(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    draw: DrawId,
    position: u32,
    commitment: &str,
    leaf: LeafId,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO inspection_draw_body (jurisdiction_id, draw_id, position, commitment, leaf_id) \
               VALUES ($1, $2, $3, $4, $5)";
    let values = [
        j.0.into(),
        draw.0.into(),
        position.into(),
        commitment.into(),
        leaf.0.into(),
    ];
    w.execute(sql, &values).map(drop)
}

/// Seals the root.
///
/// # Errors
/// [`StoreError::Conflict`] when it was sealed meanwhile.
pub fn seal(w: &mut Writer<'_>, j: JurisdictionId, draw: DrawId, root: &str, size: u64) -> Result<(), StoreError> {
    let sql =
        "UPDATE inspection_draw SET root = $1, root_size = $2 WHERE jurisdiction_id = $3 AND id = $4 AND root IS NULL";
    let size = i64::try_from(size).map_err(|_| StoreError::Other("a journal is too long".into()))?;
    moved(w.execute(sql, &[root.into(), size.into(), j.0.into(), draw.0.into()])?)
}

/// Writes an opened secret.
///
/// # Errors
/// [`StoreError::Conflict`] when it was opened meanwhile.
pub fn reveal(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    draw: DrawId,
    position: u32,
    salt: &str,
    secret: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE inspection_draw_body SET salt = $1, secret = $2 \
               WHERE jurisdiction_id = $3 AND draw_id = $4 AND position = $5 AND salt IS NULL";
    let values = [salt.into(), secret.into(), j.0.into(), draw.0.into(), position.into()];
    moved(w.execute(sql, &values)?)
}

/// Writes the result.
///
/// # Errors
/// [`StoreError::Conflict`] when it was finished meanwhile.
pub fn finish(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    draw: DrawId,
    externals: &[String],
    fallback: Option<&str>,
    seed: &str,
    picks: &str,
) -> Result<(), StoreError> {
    let sql = "UPDATE inspection_draw SET externals = $1, fallback = $2, seed = $3, picks = $4 \
               WHERE jurisdiction_id = $5 AND id = $6 AND seed IS NULL";
    let values = [
        json(&externals)?,
        fallback.into(),
        seed.into(),
        picks.into(),
        j.0.into(),
        draw.0.into(),
    ];
    moved(w.execute(sql, &values)?)
}

const DRAW: &str = "SELECT d.id, d.plan_id, p.title, d.list, d.list_sha256, d.commit_until, d.reveal_until, d.root, \
                    d.root_size, d.externals, d.fallback, d.seed, d.picks FROM inspection_draw d JOIN inspection_plan p \
                    ON p.jurisdiction_id = d.jurisdiction_id AND p.id = d.plan_id WHERE d.jurisdiction_id = $1";

fn draw_row(row: &Row<'_>) -> Result<DrawRow, StoreError> {
    let size = row.opt_int(8)?.and_then(|size| u64::try_from(size).ok());
    Ok(DrawRow {
        id: DrawId(row.int(0)?),
        plan: InspectionPlanId(row.int(1)?),
        title: row.text(2)?,
        list: row.text(3)?,
        list_sha256: row.text(4)?,
        commit_until: row.date(5)?,
        reveal_until: row.date(6)?,
        root: row.opt_text(7)?.zip(size),
        externals: match row.opt_text(9)? {
            Some(_) => row.json(9)?,
            None => Vec::new(),
        },
        fallback: row.opt_text(10)?,
        seed: row.opt_text(11)?,
        picks: row.opt_text(12)?,
        bodies: Vec::new(),
    })
}

/// Draws without their bodies, newest first.
///
/// # Errors
/// See [`freeze`].
pub fn draws(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<DrawRow>, StoreError> {
    r.all(&format!("{DRAW} ORDER BY d.id DESC LIMIT 500"), &[j.0.into()], draw_row)
}

/// One draw.
///
/// # Errors
/// See [`freeze`].
pub fn draw(r: &mut Reader<'_>, j: JurisdictionId, id: DrawId) -> Result<Option<DrawRow>, StoreError> {
    let key = [j.0.into(), id.0.into()];
    let Some(mut row) = r.one(&format!("{DRAW} AND d.id = $2"), &key, draw_row)? else {
        return Ok(None);
    };
    let sql = "SELECT position, commitment, leaf_id, salt, secret FROM inspection_draw_body \
               WHERE jurisdiction_id = $1 AND draw_id = $2 ORDER BY position";
    row.bodies = r.all(sql, &key, |row| {
        Ok(BodyRow {
            position: row.count(0)?,
            commitment: row.text(1)?,
            leaf: LeafId(row.int(2)?),
            reveal: row.opt_text(3)?.zip(row.opt_text(4)?),
        })
    })?;
    Ok(Some(row))
}
