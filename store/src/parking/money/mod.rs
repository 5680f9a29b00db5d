//! Money of stays: bills and the postings behind them here, payments in [`payments`], what people ask and decide in [`desk`].
//!
//! The words for accounts, causes, wallets and states are those of the service; nothing here looks into them. Whoever changes money of a
//! stay holds its lot.

pub mod desk;
pub mod payments;

use shishi_kernel::{Fen, JurisdictionId};

use crate::lists::Piece;
use crate::session::{Row, Value};
use crate::{Reader, StoreError, Writer};

/// What a stay is charged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BillRow {
    /// The stay.
    pub stay: i64,
    /// What opens its page.
    pub code: String,
    /// The lot.
    pub lot: i64,
    /// The vehicle.
    pub vehicle: i64,
    /// When it left, in seconds since 1970.
    pub left_second: i64,
    /// The price in force.
    pub charged: Fen,
    /// Which price of the stay that is.
    pub revision: u32,
    /// What is open of it; below nothing where too much was paid.
    pub owed: Fen,
}

/// Money that moves between accounts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostingRow {
    /// Why; no cause is posted twice.
    pub cause: String,
    /// When, in seconds since 1970.
    pub at_second: i64,
    /// Account, the stay where the account is what a stay owes, and the amount.
    pub legs: Vec<(String, Option<i64>, Fen)>,
}

const BILL: &str = "stay_id, code, lot_id, vehicle_id, left_second, charged_fen, revision, owed_fen";

fn bill(row: &Row<'_>) -> Result<BillRow, StoreError> {
    Ok(BillRow {
        stay: row.int(0)?,
        code: row.text(1)?,
        lot: row.int(2)?,
        vehicle: row.int(3)?,
        left_second: row.int(4)?,
        charged: Fen(row.int(5)?),
        revision: row.count(6)?,
        owed: Fen(row.int(7)?),
    })
}

/// The bills of stays; a stay that was never charged has none.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn bills(r: &mut Reader<'_>, j: JurisdictionId, stays: &[i64]) -> Result<Vec<BillRow>, StoreError> {
    let mut found = Vec::new();
    for Piece { text, values } in r.among(&[j.0.into()], stays) {
        let sql = format!("SELECT {BILL} FROM parking_bill WHERE jurisdiction_id = $1 AND stay_id {text}");
        found.extend(r.all(&sql, &values, bill)?);
    }
    Ok(found)
}

/// The bill that a code opens.
///
/// # Errors
/// See [`bills`].
pub fn bill_by_code(r: &mut Reader<'_>, j: JurisdictionId, code: &str) -> Result<Option<BillRow>, StoreError> {
    let sql = format!("SELECT {BILL} FROM parking_bill WHERE jurisdiction_id = $1 AND code = $2");
    r.one(&sql, &[j.0.into(), code.into()], bill)
}

/// The bills of a vehicle that are not settled, the oldest first.
///
/// # Errors
/// See [`bills`].
pub fn open_of_vehicle(r: &mut Reader<'_>, j: JurisdictionId, vehicle: i64) -> Result<Vec<BillRow>, StoreError> {
    let sql = format!(
        "SELECT {BILL} FROM parking_bill WHERE jurisdiction_id = $1 AND vehicle_id = $2 AND owed_fen <> 0 \
         ORDER BY left_second, stay_id LIMIT 1000"
    );
    r.all(&sql, &[j.0.into(), vehicle.into()], bill)
}

/// Bills that are not settled, the oldest first, at most so many; with `after` those behind that second of leaving and that stay.
///
/// # Errors
/// See [`bills`].
pub fn open(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    after: Option<(i64, i64)>,
    limit: u32,
) -> Result<Vec<BillRow>, StoreError> {
    let (second, stay) = after.unwrap_or((i64::MIN, i64::MIN));
    let sql = format!(
        "SELECT {BILL} FROM parking_bill WHERE jurisdiction_id = $1 AND owed_fen <> 0 \
         AND (left_second > $2 OR (left_second = $2 AND stay_id > $3)) ORDER BY left_second, stay_id LIMIT $4"
    );
    r.all(&sql, &[j.0.into(), second.into(), stay.into(), limit.into()], bill)
}

/// What all debts and all overpayments come to, and how many stays there are of each: debts first.
///
/// # Errors
/// See [`bills`].
pub fn open_sums(r: &mut Reader<'_>, j: JurisdictionId) -> Result<[(u64, Fen); 2], StoreError> {
    let mut sum = |sign: &str| {
        let sql = format!(
            "SELECT count(*), CAST(COALESCE(SUM(owed_fen), 0) AS BIGINT) FROM parking_bill WHERE jurisdiction_id = $1 AND owed_fen {sign} 0"
        );
        let found = r.one(&sql, &[j.0.into()], |row| Ok((row.count(0)?, row.int(1)?)))?;
        let (count, fen) = found.unwrap_or_default();
        Ok::<_, StoreError>((u64::from(count), Fen(fen)))
    };
    Ok([sum(">")?, sum("<")?])
}

/// Keeps a bill, new or with another price. What is open of it follows from the postings and is not touched.
///
/// # Errors
/// See [`bills`].
pub fn put_bill(w: &mut Writer<'_>, j: JurisdictionId, bill: &BillRow) -> Result<(), StoreError> {
    let sql = format!(
        "INSERT INTO parking_bill (jurisdiction_id, {BILL}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) \
         ON CONFLICT (jurisdiction_id, stay_id) DO UPDATE SET vehicle_id = excluded.vehicle_id, left_second = excluded.left_second, \
         charged_fen = excluded.charged_fen, revision = excluded.revision"
    );
    let values = [
        j.0.into(),
        bill.stay.into(),
        bill.code.as_str().into(),
        bill.lot.into(),
        bill.vehicle.into(),
        bill.left_second.into(),
        bill.charged.0.into(),
        bill.revision.into(),
    ];
    w.execute(&sql, &values)?;
    Ok(())
}

/// Posts, and keeps what the stay owes. None where the cause is new; else what is known under it, and nothing changes.
///
/// # Errors
/// See [`bills`].
pub fn post(w: &mut Writer<'_>, j: JurisdictionId, posting: &PostingRow) -> Result<Option<PostingRow>, StoreError> {
    let sql = "INSERT INTO parking_posting (jurisdiction_id, cause, at_second) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING id";
    let values = [j.0.into(), posting.cause.as_str().into(), posting.at_second.into()];
    let Some(id) = w.one(sql, &values, |row| row.int(0))? else {
        return posting_of(w, j, &posting.cause);
    };
    let rows: Vec<[Value; 5]> = posting
        .legs
        .iter()
        .map(|(account, stay, fen)| {
            [
                j.0.into(),
                id.into(),
                account.as_str().into(),
                (*stay).into(),
                fen.0.into(),
            ]
        })
        .collect();
    let head = "INSERT INTO parking_leg (jurisdiction_id, posting_id, account, stay_id, fen)";
    w.insert_many(head, "", rows)?;
    for (_, stay, fen) in &posting.legs {
        if let Some(stay) = stay {
            let sql = "UPDATE parking_bill SET owed_fen = owed_fen + $1 WHERE jurisdiction_id = $2 AND stay_id = $3";
            w.execute(sql, &[fen.0.into(), j.0.into(), (*stay).into()])?;
        }
    }
    Ok(None)
}

fn posting_of(r: &mut Reader<'_>, j: JurisdictionId, cause: &str) -> Result<Option<PostingRow>, StoreError> {
    let sql = "SELECT p.at_second, l.account, l.stay_id, l.fen FROM parking_posting AS p JOIN parking_leg AS l \
               ON l.jurisdiction_id = p.jurisdiction_id AND l.posting_id = p.id WHERE p.jurisdiction_id = $1 AND p.cause = $2 ORDER BY l.account";
    let rows = r.all(sql, &[j.0.into(), cause.into()], |row| {
        Ok((row.int(0)?, (row.text(1)?, row.opt_int(2)?, Fen(row.int(3)?))))
    })?;
    Ok(rows.first().map(|(at_second, _)| PostingRow {
        cause: cause.to_owned(),
        at_second: *at_second,
        legs: rows.iter().map(|(_, leg)| leg.clone()).collect(),
    }))
}

/// The postings that bear on a stay, in the order in which they were posted.
///
/// # Errors
/// See [`bills`].
pub fn postings_of_stay(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    stay: i64,
) -> Result<Vec<(String, i64, Fen)>, StoreError> {
    let sql = "SELECT p.cause, p.at_second, l.fen FROM parking_leg AS l JOIN parking_posting AS p \
               ON p.jurisdiction_id = l.jurisdiction_id AND p.id = l.posting_id WHERE l.jurisdiction_id = $1 AND l.stay_id = $2 ORDER BY p.id";
    r.all(sql, &[j.0.into(), stay.into()], |row| {
        Ok((row.text(0)?, row.int(1)?, Fen(row.int(2)?)))
    })
}

/// What moved on each account from one second until before another, but for postings whose cause begins with a word; the accounts sum to nothing.
///
/// # Errors
/// See [`bills`].
pub fn moved(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    from: i64,
    until: i64,
    without: &str,
) -> Result<Vec<(String, Fen)>, StoreError> {
    let sql = "SELECT l.account, CAST(SUM(l.fen) AS BIGINT) FROM parking_posting AS p JOIN parking_leg AS l \
               ON l.jurisdiction_id = p.jurisdiction_id AND l.posting_id = p.id WHERE p.jurisdiction_id = $1 \
               AND p.at_second >= $2 AND p.at_second < $3 AND p.cause NOT LIKE $4 GROUP BY l.account ORDER BY l.account";
    let without = format!("{without}:%");
    r.all(
        sql,
        &[j.0.into(), from.into(), until.into(), (&without).into()],
        |row| Ok((row.text(0)?, Fen(row.int(1)?))),
    )
}
