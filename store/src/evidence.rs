//! Files that support entries, and what cameras wrote into them.

use jiff::Timestamp;
use shishi_kernel::{AccountId, Date, Decimal, EvidenceId, JurisdictionId, LeafId, RecordId, UnitId};

use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A file that supports an entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EvidenceRow {
    /// The file.
    pub id: EvidenceId,
    /// Its entry.
    pub record: RecordId,
    /// Its name as handed in.
    pub file_name: String,
    /// What it is.
    pub media_type: String,
    /// Its size as kept.
    pub bytes: u64,
    /// Width and height in pixels, of a picture.
    pub pixels: Option<(u32, u32)>,
    /// SHA-256 of what is kept, hex.
    pub sha256: String,
    /// SHA-256 of what was handed in, hex.
    pub received_sha256: String,
    /// When it was handed in.
    pub at: Timestamp,
    /// The journal entry.
    pub leaf: LeafId,
}

/// A file to be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "see EvidenceRow")]
pub struct NewEvidence {
    pub record: RecordId,
    pub file_name: String,
    pub media_type: String,
    pub bytes: u64,
    pub pixels: Option<(u32, u32)>,
    pub sha256: String,
    pub received_sha256: String,
    pub at: Timestamp,
    pub by: AccountId,
    pub unit: Option<UnitId>,
    pub leaf: LeafId,
    pub origin: Option<Origin>,
}

/// What a camera wrote into a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// The camera's time, as it wrote it.
    pub taken_at: Option<String>,
    /// Degrees east and north.
    pub position: Option<(Decimal, Decimal)>,
    /// What it is kept for.
    pub purpose: String,
    /// The day on which it is erased.
    pub erase_on: Date,
}

const EVIDENCE: &str = "SELECT id, record_id, file_name, media_type, bytes, width, height, sha256, received_sha256, at, leaf_id \
    FROM evidence WHERE jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<EvidenceRow, StoreError> {
    let id = row.int(0)?;
    let pixels = match row.opt_int(5)? {
        Some(_) => Some((row.count(5)?, row.count(6)?)),
        None => None,
    };
    Ok(EvidenceRow {
        id: EvidenceId(id),
        record: RecordId(row.int(1)?),
        file_name: row.text(2)?,
        media_type: row.text(3)?,
        bytes: u64::try_from(row.int(4)?).map_err(|_| StoreError::Corrupt {
            table: "evidence",
            column: "bytes",
            id,
        })?,
        pixels,
        sha256: row.text(7)?,
        received_sha256: row.text(8)?,
        at: row.instant(9)?,
        leaf: LeafId(row.int(10)?),
    })
}

/// Keeps a file's row, and beside it what a camera wrote.
///
/// # Errors
/// [`StoreError::Duplicate`] when the entry has the same file already; else when the store is away, as for every query
/// here.
pub fn insert(w: &mut Writer<'_>, j: JurisdictionId, new: &NewEvidence) -> Result<EvidenceId, StoreError> {
    let sql = "INSERT INTO evidence (jurisdiction_id, record_id, file_name, media_type, bytes, width, height, sha256, \
               received_sha256, at, by_account, unit_id, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) RETURNING id";
    let bytes = i64::try_from(new.bytes).map_err(|error| StoreError::Other(error.to_string()))?;
    let (width, height) = new.pixels.unzip();
    let values = [
        j.0.into(),
        new.record.0.into(),
        (&new.file_name).into(),
        (&new.media_type).into(),
        bytes.into(),
        width.into(),
        height.into(),
        (&new.sha256).into(),
        (&new.received_sha256).into(),
        new.at.into(),
        new.by.0.into(),
        new.unit.map(|id| id.0).into(),
        new.leaf.0.into(),
    ];
    let id = EvidenceId(w.insert(sql, &values)?);
    if let Some(origin) = &new.origin {
        let sql = "INSERT INTO evidence_origin (jurisdiction_id, evidence_id, taken_at, longitude, latitude, purpose, erase_on) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7)";
        let (longitude, latitude) = origin.position.unzip();
        let values = [
            j.0.into(),
            id.0.into(),
            origin.taken_at.as_ref().into(),
            longitude.into(),
            latitude.into(),
            (&origin.purpose).into(),
            origin.erase_on.into(),
        ];
        w.execute(sql, &values)?;
    }
    Ok(id)
}

/// A file's row.
///
/// # Errors
/// See [`insert`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: EvidenceId) -> Result<Option<EvidenceRow>, StoreError> {
    r.one(&format!("{EVIDENCE} AND id = $2"), &[j.0.into(), id.0.into()], decode)
}

/// The files of an entry, in order.
///
/// # Errors
/// See [`insert`].
pub fn of_record(r: &mut Reader<'_>, j: JurisdictionId, record: RecordId) -> Result<Vec<EvidenceRow>, StoreError> {
    let sql = format!("{EVIDENCE} AND record_id = $2 ORDER BY id");
    r.all(&sql, &[j.0.into(), record.0.into()], decode)
}

/// Whether an entry has a file already, by what was handed in.
///
/// # Errors
/// See [`insert`].
pub fn has(r: &mut Reader<'_>, j: JurisdictionId, record: RecordId, received_sha256: &str) -> Result<bool, StoreError> {
    let sql = "SELECT count(*) FROM evidence WHERE jurisdiction_id = $1 AND record_id = $2 AND received_sha256 = $3";
    Ok(r.number(sql, &[j.0.into(), record.0.into(), received_sha256.into()])? > 0)
}

/// Other entries for which one of an entry's files was handed in as well: the file here, and the entry there.
///
/// # Errors
/// See [`insert`].
pub fn elsewhere(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    record: RecordId,
) -> Result<Vec<(EvidenceId, RecordId)>, StoreError> {
    let sql = "SELECT f.id, o.record_id FROM evidence f JOIN evidence o ON o.jurisdiction_id = f.jurisdiction_id \
               AND o.received_sha256 = f.received_sha256 AND o.record_id <> f.record_id \
               WHERE f.jurisdiction_id = $1 AND f.record_id = $2 ORDER BY f.id, o.record_id LIMIT 200";
    r.all(sql, &[j.0.into(), record.0.into()], |row| {
        Ok((EvidenceId(row.int(0)?), RecordId(row.int(1)?)))
    })
}

/// What cameras wrote into the files of an entry, where it is still kept.
///
/// # Errors
/// See [`insert`].
pub fn origins(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    record: RecordId,
) -> Result<Vec<(EvidenceId, Origin)>, StoreError> {
    let sql = "SELECT o.evidence_id, o.taken_at, o.longitude, o.latitude, o.purpose, o.erase_on FROM evidence_origin o \
               JOIN evidence f ON f.jurisdiction_id = o.jurisdiction_id AND f.id = o.evidence_id \
               WHERE f.jurisdiction_id = $1 AND f.record_id = $2 ORDER BY o.evidence_id";
    r.all(sql, &[j.0.into(), record.0.into()], |row| {
        let origin = Origin {
            taken_at: row.opt_text(1)?,
            position: row.opt_decimal(2)?.zip(row.opt_decimal(3)?),
            purpose: row.text(4)?,
            erase_on: row.date(5)?,
        };
        Ok((EvidenceId(row.int(0)?), origin))
    })
}

/// Erases what cameras wrote, where its day has come; gives how many rows.
///
/// # Errors
/// See [`insert`].
pub fn erase_origins(w: &mut Writer<'_>, j: JurisdictionId, today: Date) -> Result<u64, StoreError> {
    let sql = "DELETE FROM evidence_origin WHERE jurisdiction_id = $1 AND erase_on <= $2";
    w.execute(sql, &[j.0.into(), today.into()])
}

/// SHA-256 of every file that is kept, for the check of the data folder.
///
/// # Errors
/// See [`insert`].
pub fn digests(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<String>, StoreError> {
    let sql = "SELECT DISTINCT sha256 FROM evidence WHERE jurisdiction_id = $1 ORDER BY sha256";
    r.all(sql, &[j.0.into()], |row| row.text(0))
}
