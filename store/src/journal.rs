//! Leaves: committed without an index beside the change they tell of, sequenced afterwards.

use jiff::Timestamp;
use shishi_kernel::{JurisdictionId, LeafId};

use crate::session::{Row, Value};
use crate::views::{HistoryRow, Paged};
use crate::{Reader, StoreError, Writer};

/// A leaf to be.
#[derive(Clone, Debug)]
pub struct NewLeaf {
    /// The log it belongs to.
    pub log_year: i16,
    /// When.
    pub at: Timestamp,
    /// What happened.
    pub kind: String,
    /// To what: `commitment:2020-18`.
    pub subject: Option<String>,
    /// Canonical JSON.
    pub body: String,
}

/// A sequenced leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeafRow {
    /// Its identifier.
    pub id: LeafId,
    /// Its index in the tree.
    pub index: u64,
    /// Canonical JSON.
    pub body: String,
}

/// Writes a leaf in the unit of work of its change.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn append(w: &mut Writer<'_>, j: JurisdictionId, new: &NewLeaf) -> Result<LeafId, StoreError> {
    let sql = "INSERT INTO leaf (jurisdiction_id, log_year, at, kind, subject, body) VALUES ($1, $2, $3, $4, $5, $6) \
               RETURNING id";
    let values = [
        j.0.into(),
        new.log_year.into(),
        new.at.into(),
        (&new.kind).into(),
        new.subject.as_ref().into(),
        (&new.body).into(),
    ];
    Ok(LeafId(w.insert(sql, &values)?))
}

/// Gives the next indexes, without gaps, to at most `limit` committed leaves; returns how many. The head's row is
/// locked first, so that only one sequencer is at work.
///
/// # Errors
/// See [`append`].
pub fn sequence(w: &mut Writer<'_>, j: JurisdictionId, log_year: i16, limit: u32) -> Result<u64, StoreError> {
    let key: [Value; 2] = [j.0.into(), log_year.into()];
    let head = "INSERT INTO log_head (jurisdiction_id, log_year, size) VALUES ($1, $2, 0) \
                ON CONFLICT (jurisdiction_id, log_year) DO UPDATE SET size = log_head.size RETURNING size";
    let size = w.insert(head, &key)?;
    let number = "UPDATE leaf SET idx = n.position FROM (SELECT id, CAST($3 AS BIGINT) - 1 + row_number() OVER (ORDER BY id) AS position \
                  FROM (SELECT id FROM leaf WHERE jurisdiction_id = $1 AND log_year = $2 AND idx IS NULL \
                  ORDER BY id LIMIT $4) AS pending) AS n WHERE leaf.jurisdiction_id = $1 AND leaf.id = n.id";
    let added = w.execute(number, &[j.0.into(), log_year.into(), size.into(), limit.into()])?;
    if added > 0 {
        let grow = "UPDATE log_head SET size = size + $3 WHERE jurisdiction_id = $1 AND log_year = $2";
        let grown = i64::try_from(added).map_err(|_| StoreError::Other("too many leaves".into()))?;
        w.execute(grow, &[j.0.into(), log_year.into(), grown.into()])?;
        w.touch(j)?;
        crate::jurisdictions::forget_touches(w, j)?;
    }
    Ok(added)
}

/// How many leaves have an index.
///
/// # Errors
/// See [`append`].
pub fn sequenced(r: &mut Reader<'_>, j: JurisdictionId, log_year: i16) -> Result<u64, StoreError> {
    r.number(
        "SELECT size FROM log_head WHERE jurisdiction_id = $1 AND log_year = $2",
        &[j.0.into(), log_year.into()],
    )
}

/// How many leaves are committed, with an index or without.
///
/// # Errors
/// See [`append`].
pub fn committed(r: &mut Reader<'_>, j: JurisdictionId, log_year: i16) -> Result<u64, StoreError> {
    let sql = "SELECT count(*) FROM leaf WHERE jurisdiction_id = $1 AND log_year = $2 AND idx IS NULL";
    Ok(sequenced(r, j, log_year)? + r.number(sql, &[j.0.into(), log_year.into()])?)
}

/// Sequenced leaves from an index on.
///
/// # Errors
/// See [`append`].
pub fn leaves(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    log_year: i16,
    from: u64,
    limit: u32,
) -> Result<Vec<LeafRow>, StoreError> {
    let sql = "SELECT id, idx, body FROM leaf WHERE jurisdiction_id = $1 AND log_year = $2 AND idx >= $3 AND idx IS NOT NULL \
               ORDER BY idx LIMIT $4";
    let from = i64::try_from(from).unwrap_or(i64::MAX);
    r.all(sql, &[j.0.into(), log_year.into(), from.into(), limit.into()], |row| {
        let id = row.int(0)?;
        let index = u64::try_from(row.int(1)?).map_err(|_| StoreError::Corrupt {
            table: "leaf",
            column: "idx",
            id,
        })?;
        Ok(LeafRow {
            id: LeafId(id),
            index,
            body: row.text(2)?,
        })
    })
}

const COLUMNS: &str = "SELECT id, idx, log_year, at, kind, body FROM leaf WHERE jurisdiction_id = $1";

fn decode(row: &Row<'_>) -> Result<HistoryRow, StoreError> {
    let id = row.int(0)?;
    let corrupt = |column| StoreError::Corrupt {
        table: "leaf",
        column,
        id,
    };
    Ok(HistoryRow {
        leaf: LeafId(id),
        index: row
            .opt_int(1)?
            .map(u64::try_from)
            .transpose()
            .map_err(|_| corrupt("idx"))?,
        log_year: i16::try_from(row.int(2)?).map_err(|_| corrupt("log_year"))?,
        at: row.instant(3)?,
        kind: row.text(4)?,
        body: row.text(5)?,
    })
}

/// One leaf.
///
/// # Errors
/// See [`append`].
pub fn leaf(r: &mut Reader<'_>, j: JurisdictionId, id: LeafId) -> Result<Option<HistoryRow>, StoreError> {
    r.one(&format!("{COLUMNS} AND id = $2"), &[j.0.into(), id.0.into()], decode)
}

/// The leaf of an index.
///
/// # Errors
/// See [`append`].
pub fn by_index(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    log_year: i16,
    index: u64,
) -> Result<Option<HistoryRow>, StoreError> {
    let index = i64::try_from(index).unwrap_or(i64::MAX);
    r.one(
        &format!("{COLUMNS} AND log_year = $2 AND idx = $3"),
        &[j.0.into(), log_year.into(), index.into()],
        decode,
    )
}

/// Leaves, newest first.
///
/// # Errors
/// See [`append`].
pub fn recent(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    page: u32,
    per_page: u32,
) -> Result<Paged<HistoryRow>, StoreError> {
    let total = r.number("SELECT count(*) FROM leaf WHERE jurisdiction_id = $1", &[j.0.into()])?;
    let offset = i64::from(page.max(1) - 1) * i64::from(per_page);
    let rows = r.all(
        &format!("{COLUMNS} ORDER BY id DESC LIMIT $2 OFFSET $3"),
        &[j.0.into(), per_page.into(), offset.into()],
        decode,
    )?;
    Ok(Paged {
        rows,
        total,
        page,
        per_page,
    })
}

/// Leaves of a subject, newest first.
///
/// # Errors
/// See [`append`].
pub fn of_subject(r: &mut Reader<'_>, j: JurisdictionId, subject: &str) -> Result<Vec<HistoryRow>, StoreError> {
    r.all(
        &format!("{COLUMNS} AND subject = $2 ORDER BY id DESC LIMIT 200"),
        &[j.0.into(), subject.into()],
        decode,
    )
}

/// The newest leaves of commitments, newest first, each with its commitment's slug.
///
/// # Errors
/// See [`append`].
pub fn of_commitments(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    limit: u32,
) -> Result<Vec<(String, HistoryRow)>, StoreError> {
    const SUBJECT: &str = "commitment:";
    r.all(
        "SELECT id, idx, log_year, at, kind, body, subject FROM leaf WHERE jurisdiction_id = $1 AND subject LIKE 'commitment:%' \
         ORDER BY id DESC LIMIT $2",
        &[j.0.into(), limit.into()],
        |row| {
            let subject = row.text(6)?;
            let slug = subject.strip_prefix(SUBJECT).unwrap_or_default().to_owned();
            Ok((slug, decode(row)?))
        },
    )
}

/// Years that have leaves.
///
/// # Errors
/// See [`append`].
pub fn years(r: &mut Reader<'_>, j: JurisdictionId) -> Result<Vec<i16>, StoreError> {
    let sql = "SELECT log_year FROM log_head WHERE jurisdiction_id = $1 UNION \
               SELECT log_year FROM leaf WHERE jurisdiction_id = $1 AND idx IS NULL ORDER BY 1";
    r.all(sql, &[j.0.into()], |row| {
        let year = row.int(0)?;
        i16::try_from(year).map_err(|_| StoreError::Corrupt {
            table: "leaf",
            column: "log_year",
            id: year,
        })
    })
}
