//! Batches of salted lines about stays and payments, whose roots are in the journal.

use jiff::Timestamp;
use shishi_kernel::{Fen, JurisdictionId, LeafId};

use super::stays::{COLUMNS, StayRow, stay};
use crate::lists::Piece;
use crate::session::Value;
use crate::{Reader, StoreError, Writer};

/// Takes stays that ended, or were taken back, since they were last a line of a batch; at most so many. They count as lines from
/// then on, until they change.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn take_stays(w: &mut Writer<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<StayRow>, StoreError> {
    // One statement, so that a stay that changes meanwhile is either read as it is now or stays due.
    let sql = format!(
        "UPDATE parking_stay SET batched = 1 WHERE jurisdiction_id = $1 AND id IN (SELECT id FROM parking_stay WHERE jurisdiction_id = $1 \
         AND batched = 0 AND (exit_second IS NOT NULL OR withdrawn = 1) ORDER BY id LIMIT $2) RETURNING id, {COLUMNS}"
    );
    let mut stays = w.all(&sql, &[j.0.into(), limit.into()], stay)?;
    stays.sort_unstable_by_key(|stay| stay.id);
    Ok(stays)
}

/// Money that came for a stay, as it becomes a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaidRow {
    /// The number of the payment, or of the decision that took cash.
    pub id: i64,
    /// The stay.
    pub stay: i64,
    /// The provider, and our number there; none for cash.
    pub through: Option<(String, String)>,
    /// How much came.
    pub fen: Fen,
    /// How much of it went back.
    pub refunded: Fen,
    /// When it came, in seconds since 1970.
    pub second: i64,
}

/// Takes payments that were paid, or partly given back, since they were last a line of a batch; at most so many. They count as lines from then on,
/// until they change.
///
/// # Errors
/// See [`take_stays`].
pub fn take_payments(w: &mut Writer<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<PaidRow>, StoreError> {
    let sql = "UPDATE parking_payment SET batched = 1 WHERE jurisdiction_id = $1 AND id IN (SELECT id FROM parking_payment WHERE \
               jurisdiction_id = $1 AND batched = 0 AND standing = 4 ORDER BY id LIMIT $2) \
               RETURNING id, stay_id, wallet, trade, fen, COALESCE(paid_second, 0)";
    let mut paid = w.all(sql, &[j.0.into(), limit.into()], |row| {
        Ok(PaidRow {
            id: row.int(0)?,
            stay: row.int(1)?,
            through: Some((row.text(2)?, row.text(3)?)),
            fen: Fen(row.int(4)?),
            refunded: Fen(0),
            second: row.int(5)?,
        })
    })?;
    paid.sort_unstable_by_key(|paid| paid.id);
    let ids: Vec<i64> = paid.iter().map(|paid| paid.id).collect();
    for Piece { text, values } in w.among(&[j.0.into()], &ids) {
        let sql = format!(
            "SELECT payment_id, CAST(SUM(fen) AS BIGINT) FROM parking_refund WHERE jurisdiction_id = $1 AND standing = 3 AND payment_id {text} \
             GROUP BY payment_id"
        );
        for (id, fen) in w.all(&sql, &values, |row| Ok((row.int(0)?, row.int(1)?)))? {
            if let Ok(at) = paid.binary_search_by_key(&id, |paid| paid.id) {
                paid[at].refunded = Fen(fen);
            }
        }
    }
    Ok(paid)
}

/// Takes cash that was taken since the last batch; at most so much.
///
/// # Errors
/// See [`take_stays`].
pub fn take_cash(w: &mut Writer<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<PaidRow>, StoreError> {
    let sql = "UPDATE parking_decision SET batched = 1 WHERE jurisdiction_id = $1 AND id IN (SELECT id FROM parking_decision WHERE \
               jurisdiction_id = $1 AND batched = 0 AND kind = 'cash' ORDER BY id LIMIT $2) RETURNING id, stay_id, fen, at";
    let mut paid = w.all(sql, &[j.0.into(), limit.into()], |row| {
        Ok(PaidRow {
            id: row.int(0)?,
            stay: row.int(1)?,
            through: None,
            fen: Fen(row.int(2)?),
            refunded: Fen(0),
            second: row.instant(3)?.as_second(),
        })
    })?;
    paid.sort_unstable_by_key(|paid| paid.id);
    Ok(paid)
}

/// A line of a batch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRow {
    /// The batch.
    pub batch: i64,
    /// Its place in it, from 0.
    pub number: u64,
    /// `stay`, `payment` or `cash`.
    pub kind: String,
    /// Which one.
    pub subject: i64,
    /// What was hashed; none once it was erased.
    pub content: Option<String>,
    /// Its digest as a leaf of the batch's tree.
    pub digest: [u8; 32],
}

/// A batch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BatchRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// When it was made.
    pub at: Timestamp,
    /// How many lines it has.
    pub lines: u64,
    /// The root over them.
    pub root: [u8; 32],
    /// The journal entry with the root.
    pub leaf: LeafId,
}

/// Keeps a batch with its lines, whose `batch` is set here. Gives its number.
///
/// # Errors
/// See [`take_stays`].
pub fn add(w: &mut Writer<'_>, j: JurisdictionId, batch: &BatchRow, lines: &[LineRow]) -> Result<i64, StoreError> {
    let id = w.insert(
        "INSERT INTO parking_batch (jurisdiction_id, at, lines, root, leaf_id) VALUES ($1, $2, $3, $4, $5) RETURNING id",
        &[
            j.0.into(),
            batch.at.into(),
            stored(batch.lines).into(),
            (&batch.root).into(),
            batch.leaf.0.into(),
        ],
    )?;
    let row = |line: &LineRow| {
        [
            j.0.into(),
            id.into(),
            stored(line.number).into(),
            (&line.kind).into(),
            line.subject.into(),
            line.content.as_deref().into(),
            (&line.digest).into(),
        ]
    };
    let rows: Vec<[Value; 7]> = lines.iter().map(row).collect();
    let head = "INSERT INTO parking_batch_line (jurisdiction_id, batch_id, number, kind, subject_id, content, digest)";
    w.insert_many(head, "", rows)?;
    Ok(id)
}

fn stored(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A batch by its number.
///
/// # Errors
/// See [`take_stays`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<BatchRow>, StoreError> {
    let sql = "SELECT id, at, lines, root, leaf_id FROM parking_batch WHERE jurisdiction_id = $1 AND id = $2";
    r.one(sql, &[j.0.into(), id.into()], |row| {
        Ok(BatchRow {
            id: row.int(0)?,
            at: row.instant(1)?,
            lines: u64::from(row.count(2)?),
            root: digest(row.opt_digest(3)?, id)?,
            leaf: LeafId(row.int(4)?),
        })
    })
}

fn digest(read: Option<[u8; 32]>, id: i64) -> Result<[u8; 32], StoreError> {
    read.ok_or(StoreError::Corrupt {
        table: "parking_batch",
        column: "digest",
        id,
    })
}

/// The digests of a batch's lines, in order.
///
/// # Errors
/// See [`take_stays`].
pub fn digests(r: &mut Reader<'_>, j: JurisdictionId, batch: i64) -> Result<Vec<[u8; 32]>, StoreError> {
    let sql = "SELECT digest FROM parking_batch_line WHERE jurisdiction_id = $1 AND batch_id = $2 ORDER BY number";
    r.all(sql, &[j.0.into(), batch.into()], |row| {
        digest(row.opt_digest(0)?, batch)
    })
}

/// The newest line about something, if there is any.
///
/// # Errors
/// See [`take_stays`].
pub fn line_of(r: &mut Reader<'_>, j: JurisdictionId, kind: &str, subject: i64) -> Result<Option<LineRow>, StoreError> {
    let sql = "SELECT batch_id, number, content, digest FROM parking_batch_line WHERE jurisdiction_id = $1 AND kind = $2 \
               AND subject_id = $3 ORDER BY batch_id DESC, number DESC LIMIT 1";
    r.one(sql, &[j.0.into(), kind.into(), subject.into()], |row| {
        let batch = row.int(0)?;
        Ok(LineRow {
            batch,
            number: u64::from(row.count(1)?),
            kind: kind.to_owned(),
            subject,
            content: row.opt_text(2)?,
            digest: digest(row.opt_digest(3)?, batch)?,
        })
    })
}

/// Whether the newest line about something can still be shown.
///
/// # Errors
/// See [`take_stays`].
pub fn has_line(r: &mut Reader<'_>, j: JurisdictionId, kind: &str, subject: i64) -> Result<bool, StoreError> {
    let line = line_of(r, j, kind, subject)?;
    Ok(line.is_some_and(|line| line.content.is_some()))
}

/// Which of some stays have lines.
///
/// # Errors
/// See [`take_stays`].
pub fn with_lines(r: &mut Reader<'_>, j: JurisdictionId, stays: &[i64]) -> Result<Vec<i64>, StoreError> {
    let mut found = Vec::new();
    for Piece { text, values } in r.among(&[j.0.into()], stays) {
        let sql = format!(
            "SELECT DISTINCT subject_id FROM parking_batch_line WHERE jurisdiction_id = $1 AND kind = 'stay' AND subject_id {text}"
        );
        found.extend(r.all(&sql, &values, |row| row.int(0))?);
    }
    Ok(found)
}

/// Erases the contents, and with them the salts, of lines about stays of vehicles whose plates were forgotten and about what was paid for them.
/// Gives how many.
///
/// # Errors
/// See [`take_stays`].
pub fn erase_forgotten(w: &mut Writer<'_>, j: JurisdictionId) -> Result<u64, StoreError> {
    let mut erased = 0;
    for (kind, table, stay) in [
        ("stay", "parking_stay", "id"),
        ("payment", "parking_payment", "stay_id"),
        ("cash", "parking_decision", "stay_id"),
    ] {
        let sql = format!(
            "UPDATE parking_batch_line SET content = NULL WHERE jurisdiction_id = $1 AND kind = '{kind}' AND content IS NOT NULL \
             AND subject_id IN (SELECT t.id FROM {table} AS t JOIN parking_stay AS s ON s.jurisdiction_id = t.jurisdiction_id AND s.id = t.{stay} \
             JOIN parking_vehicle AS v ON v.jurisdiction_id = s.jurisdiction_id AND v.id = s.vehicle_id \
             WHERE t.jurisdiction_id = $1 AND v.plate_key IS NULL)"
        );
        erased += w.execute(&sql, &[j.0.into()])?;
    }
    Ok(erased)
}
