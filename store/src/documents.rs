//! Documents: their text, what was read from it, and where their files are.

use jiff::Timestamp;
use shishi_kernel::{AccountId, Date, DocumentId, JurisdictionId};

use crate::session::Row;
use crate::views::{DocumentPage, DocumentRow};
use crate::{Reader, StoreError, Writer};

/// A document to be.
#[derive(Clone, Debug)]
pub struct NewDocument {
    /// File name as handed in.
    pub file_name: String,
    /// Title for lists.
    pub title: String,
    /// SHA-256 of the file, hex.
    pub sha256: String,
    /// Size of the file.
    pub bytes: u64,
    /// Media type of the file.
    pub media_type: String,
    /// The text that all spans point into.
    pub text: String,
    /// The reading, JSON.
    pub reading: String,
    /// Date of publication as printed.
    pub published: Option<Date>,
    /// Who handed it in.
    pub uploaded_by: Option<AccountId>,
    /// When.
    pub uploaded_at: Timestamp,
}

/// Keeps a document.
///
/// # Errors
/// [`StoreError::Duplicate`] when the same file is here already.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewDocument) -> Result<DocumentId, StoreError> {
    if by_sha256(w, j, &new.sha256)?.is_some() {
        return Err(StoreError::Duplicate("document"));
    }
    let sql = "INSERT INTO document (jurisdiction_id, file_name, title, sha256, bytes, media_type, content, reading, \
               published, uploaded_by, uploaded_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let values = [
        j.0.into(),
        (&new.file_name).into(),
        (&new.title).into(),
        (&new.sha256).into(),
        i64::try_from(new.bytes).unwrap_or(i64::MAX).into(),
        (&new.media_type).into(),
        (&new.text).into(),
        (&new.reading).into(),
        new.published.into(),
        new.uploaded_by.map(|id| id.0).into(),
        new.uploaded_at.into(),
    ];
    Ok(DocumentId(w.insert(sql, &values)?))
}

const ROW: &str = "d.id, d.file_name, d.title, d.sha256, d.bytes, d.uploaded_at, d.published, \
                   (SELECT count(*) FROM draft x WHERE x.jurisdiction_id = d.jurisdiction_id AND x.document_id = d.id \
                   AND x.status = 'issued')";

fn decode(row: &Row<'_>) -> Result<DocumentRow, StoreError> {
    let id = row.int(0)?;
    Ok(DocumentRow {
        id: DocumentId(id),
        file_name: row.text(1)?,
        title: row.text(2)?,
        sha256: row.text(3)?,
        bytes: u64::try_from(row.int(4)?).map_err(|_| StoreError::Corrupt {
            table: "document",
            column: "bytes",
            id,
        })?,
        uploaded_at: row.instant(5)?,
        published: row.opt_date(6)?,
        public: row.int(7)? > 0,
    })
}

/// A document with its text and reading.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn page(r: &mut Reader<'_>, j: JurisdictionId, id: DocumentId) -> Result<Option<DocumentPage>, StoreError> {
    let sql = format!("SELECT {ROW}, d.content, d.reading FROM document d WHERE d.jurisdiction_id = $1 AND d.id = $2");
    let found = r.one(&sql, &[j.0.into(), id.0.into()], |row| {
        Ok(DocumentPage {
            row: decode(row)?,
            text: row.text(8)?,
            reading: row.text(9)?,
            commitments: Vec::new(),
        })
    })?;
    let Some(mut page) = found else { return Ok(None) };
    let sql = "SELECT c.slug, c.number, p.span_start, p.span_end FROM commitment_passage p \
               JOIN commitment c ON c.jurisdiction_id = p.jurisdiction_id AND c.id = p.commitment_id \
               JOIN programme g ON g.jurisdiction_id = c.jurisdiction_id AND g.id = c.programme_id \
               JOIN instrument i ON i.jurisdiction_id = g.jurisdiction_id AND i.id = g.instrument_id \
               WHERE p.jurisdiction_id = $1 AND i.document_id = $2 ORDER BY p.span_start LIMIT 20000";
    page.commitments = r.all(sql, &[j.0.into(), id.0.into()], |row| {
        Ok((row.text(0)?, row.count(1)?, row.span(2)?))
    })?;
    Ok(Some(page))
}

/// Documents, newest first.
///
/// # Errors
/// See [`page`].
pub fn list(r: &mut Reader<'_>, j: JurisdictionId, public_only: bool) -> Result<Vec<DocumentRow>, StoreError> {
    let sql = format!("SELECT {ROW} FROM document d WHERE d.jurisdiction_id = $1 ORDER BY d.id DESC LIMIT 1000");
    let mut rows = r.all(&sql, &[j.0.into()], decode)?;
    rows.retain(|row| row.public || !public_only);
    Ok(rows)
}

/// The document of a file's digest.
///
/// # Errors
/// See [`page`].
pub fn by_sha256(r: &mut Reader<'_>, j: JurisdictionId, sha256: &str) -> Result<Option<DocumentId>, StoreError> {
    let sql = "SELECT id FROM document WHERE jurisdiction_id = $1 AND sha256 = $2";
    r.one(sql, &[j.0.into(), sha256.into()], |row| Ok(DocumentId(row.int(0)?)))
}

/// The media type of a document's file.
///
/// # Errors
/// See [`page`].
pub fn media_type(r: &mut Reader<'_>, j: JurisdictionId, id: DocumentId) -> Result<Option<String>, StoreError> {
    let sql = "SELECT media_type FROM document WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), id.0.into()], |row| row.text(0))
}
