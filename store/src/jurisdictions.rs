//! Governments, and their settings.

use std::collections::HashMap;

use jiff::Timestamp;
use shishi_kernel::JurisdictionId;

use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A government to be.
#[derive(Clone, Debug)]
pub struct NewJurisdiction {
    /// Short name, unique.
    pub slug: String,
    /// Name.
    pub name: String,
}

/// A government.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JurisdictionRow {
    /// Its identifier.
    pub id: JurisdictionId,
    /// Short name.
    pub slug: String,
    /// Name.
    pub name: String,
    /// When it was made.
    pub created_at: Timestamp,
}

/// Makes a jurisdiction.
///
/// # Errors
/// [`StoreError::Duplicate`] when the short name is taken.
pub fn create(w: &mut Writer<'_>, new: &NewJurisdiction, at: Timestamp) -> Result<JurisdictionId, StoreError> {
    let sql = "INSERT INTO jurisdiction (slug, name, created_at) VALUES ($1, $2, $3) RETURNING id";
    Ok(JurisdictionId(
        w.insert(sql, &[(&new.slug).into(), (&new.name).into(), at.into()])?,
    ))
}

const COLUMNS: &str = "SELECT id, slug, name, created_at FROM jurisdiction";

fn decode(row: &Row<'_>) -> Result<JurisdictionRow, StoreError> {
    Ok(JurisdictionRow {
        id: JurisdictionId(row.int(0)?),
        slug: row.text(1)?,
        name: row.text(2)?,
        created_at: row.instant(3)?,
    })
}

/// The jurisdiction of a short name.
///
/// # Errors
/// When the store is away.
pub fn by_slug(r: &mut Reader<'_>, slug: &str) -> Result<Option<JurisdictionRow>, StoreError> {
    r.one(&format!("{COLUMNS} WHERE slug = $1"), &[slug.into()], decode)
}

/// Every jurisdiction.
///
/// # Errors
/// When the store is away.
pub fn all(r: &mut Reader<'_>) -> Result<Vec<JurisdictionRow>, StoreError> {
    r.all(&format!("{COLUMNS} ORDER BY id"), &[], decode)
}

/// How far each jurisdiction's version has moved.
pub(crate) fn versions(r: &mut Reader<'_>) -> Result<Vec<(i64, u64)>, StoreError> {
    let sql = "SELECT jurisdiction_id, max(id) FROM touch GROUP BY jurisdiction_id";
    r.all(sql, &[], |row| {
        Ok((row.int(0)?, u64::try_from(row.int(1)?).unwrap_or(0)))
    })
}

/// What tells that a jurisdiction was touched since: the highest number, and how many there are, since numbers do not
/// become visible in order.
pub(crate) fn touches(r: &mut Reader<'_>) -> Result<HashMap<i64, (i64, i64)>, StoreError> {
    let sql = "SELECT jurisdiction_id, max(id), count(*) FROM touch GROUP BY jurisdiction_id";
    let rows = r.all(sql, &[], |row| Ok((row.int(0)?, (row.int(1)?, row.int(2)?))))?;
    Ok(rows.into_iter().collect())
}

/// Forgets all touches but the last thousand.
pub(crate) fn forget_touches(w: &mut Writer<'_>, j: JurisdictionId) -> Result<(), StoreError> {
    let sql = "DELETE FROM touch WHERE jurisdiction_id = $1 AND id < (SELECT max(id) - 1000 FROM touch WHERE jurisdiction_id = $1)";
    w.execute(sql, &[j.0.into()])?;
    Ok(())
}

/// A setting's text.
///
/// # Errors
/// When the store is away.
pub fn setting(r: &mut Reader<'_>, j: JurisdictionId, name: &str) -> Result<Option<String>, StoreError> {
    let sql = "SELECT content FROM setting WHERE jurisdiction_id = $1 AND name = $2";
    r.one(sql, &[j.0.into(), name.into()], |row| row.text(0))
}

/// Sets a setting.
///
/// # Errors
/// When the store is away.
pub fn set_setting(w: &mut Writer<'_>, j: JurisdictionId, name: &str, content: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (jurisdiction_id, name, content) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, name) DO UPDATE SET content = excluded.content";
    w.execute(sql, &[j.0.into(), name.into(), content.into()])?;
    Ok(())
}

/// Moves a setting on to a later text; `false` when it is there already or beyond. Of several processes that do it at once,
/// one is told `true`.
///
/// # Errors
/// When the store is away.
pub fn advance_setting(w: &mut Writer<'_>, j: JurisdictionId, name: &str, content: &str) -> Result<bool, StoreError> {
    let sql = "INSERT INTO setting (jurisdiction_id, name, content) VALUES ($1, $2, $3) \
               ON CONFLICT (jurisdiction_id, name) DO UPDATE SET content = excluded.content WHERE setting.content < excluded.content";
    Ok(w.execute(sql, &[j.0.into(), name.into(), content.into()])? == 1)
}
