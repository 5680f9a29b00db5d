//! Reviews of what was read. The state is one JSON text; this crate does not look into it.

use jiff::Timestamp;
use shishi_kernel::{DocumentId, DraftId, JurisdictionId};

use crate::{Reader, StoreError, Writer};

/// A review.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct DraftRecord {
    pub id: DraftId,
    pub document: DocumentId,
    pub revision: u32,
    pub status: String,
    pub body: String,
    pub updated_at: Timestamp,
}

/// A review in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are the meanings")]
pub struct DraftSummary {
    pub id: DraftId,
    pub document: DocumentId,
    pub title: String,
    pub status: String,
    pub revision: u32,
    pub updated_at: Timestamp,
}

/// Opens a review.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn insert(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    document: DocumentId,
    body: &str,
    at: Timestamp,
) -> Result<DraftId, StoreError> {
    let sql = "INSERT INTO draft (jurisdiction_id, document_id, revision, status, body, updated_at) \
               VALUES ($1, $2, 0, 'reviewing', $3, $4) RETURNING id";
    Ok(DraftId(w.insert(
        sql,
        &[j.0.into(), document.0.into(), body.into(), at.into()],
    )?))
}

/// One review.
///
/// # Errors
/// See [`insert`].
pub fn get(r: &mut Reader<'_>, j: JurisdictionId, id: DraftId) -> Result<Option<DraftRecord>, StoreError> {
    let sql =
        "SELECT document_id, revision, status, body, updated_at FROM draft WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), id.0.into()], |row| {
        Ok(DraftRecord {
            id,
            document: DocumentId(row.int(0)?),
            revision: row.count(1)?,
            status: row.text(2)?,
            body: row.text(3)?,
            updated_at: row.instant(4)?,
        })
    })
}

/// Reviews, last changed first.
///
/// # Errors
/// See [`insert`].
pub fn list(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<DraftSummary>, StoreError> {
    let sql = "SELECT x.id, x.document_id, d.title, x.status, x.revision, x.updated_at FROM draft x \
               JOIN document d ON d.jurisdiction_id = x.jurisdiction_id AND d.id = x.document_id \
               WHERE x.jurisdiction_id = $1 ORDER BY x.updated_at DESC, x.id DESC LIMIT 200";
    r.all(sql, &[j.0.into()], |row| {
        Ok(DraftSummary {
            id: DraftId(row.int(0)?),
            document: DocumentId(row.int(1)?),
            title: row.text(2)?,
            status: row.text(3)?,
            revision: row.count(4)?,
            updated_at: row.instant(5)?,
        })
    })
}

/// Stores the next revision.
///
/// # Errors
/// [`StoreError::Conflict`] when the revision moved since it was loaded.
pub fn update(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: DraftId,
    expected_revision: u32,
    status: &str,
    body: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "UPDATE draft SET revision = revision + 1, status = $4, body = $5, updated_at = $6 \
               WHERE jurisdiction_id = $1 AND id = $2 AND revision = $3";
    let values = [
        j.0.into(),
        id.0.into(),
        expected_revision.into(),
        status.into(),
        body.into(),
        at.into(),
    ];
    if w.execute(sql, &values)? == 1 {
        Ok(())
    } else {
        Err(StoreError::Conflict)
    }
}
