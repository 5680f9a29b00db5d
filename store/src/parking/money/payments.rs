//! Tries to be paid, money that goes back, and what providers said.

use jiff::Timestamp;
use shishi_kernel::{Date, Fen, JurisdictionId};

use crate::parking::narrow;
use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A try to be paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaymentRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// Our number at the provider.
    pub trade: String,
    /// The provider.
    pub wallet: String,
    /// 1 by agreement, 2 by link.
    pub way: u8,
    /// The stay it pays for.
    pub stay: i64,
    /// The lot of that stay.
    pub lot: i64,
    /// How much.
    pub fen: Fen,
    /// 0 created, 1 accepted, 2 closed, 3 failed, 4 paid.
    pub standing: u8,
    /// When it was paid, in seconds since 1970.
    pub paid_second: Option<i64>,
    /// The provider's number of it.
    pub provider_no: Option<String>,
    /// What the code of a link says.
    pub link: Option<String>,
    /// Until when a link can be paid.
    pub expires_second: Option<i64>,
    /// When it was made.
    pub made_at: Timestamp,
    /// How often the provider was asked.
    pub asked: u32,
    /// Why the last time led to nothing.
    pub trouble: Option<String>,
}

/// Money that goes back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefundRow {
    /// Our number at the provider.
    pub refund: String,
    /// The payment it comes out of.
    pub payment: i64,
    /// How much.
    pub fen: Fen,
    /// 0 asked, 1 accepted, 2 failed, 3 done.
    pub standing: u8,
    /// When it was done, in seconds since 1970.
    pub done_second: Option<i64>,
}

/// What a provider said of the plate of a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AgreementRow {
    /// The stay.
    pub stay: i64,
    /// The provider.
    pub wallet: String,
    /// The provider's number of the stay.
    pub provider_no: Option<String>,
    /// Whether the plate can be charged; none while nothing was said.
    pub usable: Option<bool>,
}

const PAYMENT: &str = "id, trade, wallet, way, stay_id, lot_id, fen, standing, paid_second, provider_no, link, expires_second, made_at, asked, \
                       trouble";

fn payment(row: &Row<'_>) -> Result<PaymentRow, StoreError> {
    Ok(PaymentRow {
        id: row.int(0)?,
        trade: row.text(1)?,
        wallet: row.text(2)?,
        way: narrow("parking_payment", "way", row.int(3)?)?,
        stay: row.int(4)?,
        lot: row.int(5)?,
        fen: Fen(row.int(6)?),
        standing: narrow("parking_payment", "standing", row.int(7)?)?,
        paid_second: row.opt_int(8)?,
        provider_no: row.opt_text(9)?,
        link: row.opt_text(10)?,
        expires_second: row.opt_int(11)?,
        made_at: row.instant(12)?,
        asked: row.count(13)?,
        trouble: row.opt_text(14)?,
    })
}

fn refund(row: &Row<'_>) -> Result<RefundRow, StoreError> {
    Ok(RefundRow {
        refund: row.text(0)?,
        payment: row.int(1)?,
        fen: Fen(row.int(2)?),
        standing: narrow("parking_refund", "standing", row.int(3)?)?,
        done_second: row.opt_int(4)?,
    })
}

/// Keeps a new payment and gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn add(w: &mut Writer<'_>, j: JurisdictionId, new: &PaymentRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_payment (jurisdiction_id, trade, wallet, way, stay_id, lot_id, fen, standing, expires_second, made_at, \
               asked) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0) RETURNING id";
    let values = [
        j.0.into(),
        new.trade.as_str().into(),
        new.wallet.as_str().into(),
        new.way.into(),
        new.stay.into(),
        new.lot.into(),
        new.fen.0.into(),
        new.standing.into(),
        new.expires_second.into(),
        new.made_at.into(),
    ];
    w.insert(sql, &values)
}

/// Keeps what changed about a payment.
///
/// # Errors
/// See [`add`].
pub fn put(w: &mut Writer<'_>, j: JurisdictionId, row: &PaymentRow) -> Result<(), StoreError> {
    let sql = "UPDATE parking_payment SET standing = $1, paid_second = $2, provider_no = $3, link = $4, expires_second = $5, asked = $6, \
               trouble = $7, batched = CASE WHEN standing = $1 THEN batched ELSE 0 END WHERE jurisdiction_id = $8 AND id = $9";
    let values = [
        row.standing.into(),
        row.paid_second.into(),
        row.provider_no.clone().into(),
        row.link.clone().into(),
        row.expires_second.into(),
        row.asked.into(),
        row.trouble.clone().into(),
        j.0.into(),
        row.id.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// A payment by our number of it at the provider.
///
/// # Errors
/// See [`add`].
pub fn by_trade(r: &mut Reader<'_>, j: JurisdictionId, trade: &str) -> Result<Option<PaymentRow>, StoreError> {
    let sql = format!("SELECT {PAYMENT} FROM parking_payment WHERE jurisdiction_id = $1 AND trade = $2");
    r.one(&sql, &[j.0.into(), trade.into()], payment)
}

/// A payment.
///
/// # Errors
/// See [`add`].
pub fn one(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<PaymentRow>, StoreError> {
    let sql = format!("SELECT {PAYMENT} FROM parking_payment WHERE jurisdiction_id = $1 AND id = $2");
    r.one(&sql, &[j.0.into(), id.into()], payment)
}

/// The payments of a stay, the oldest first.
///
/// # Errors
/// See [`add`].
pub fn of_stay(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Vec<PaymentRow>, StoreError> {
    let sql = format!("SELECT {PAYMENT} FROM parking_payment WHERE jurisdiction_id = $1 AND stay_id = $2 ORDER BY id");
    r.all(&sql, &[j.0.into(), stay.into()], payment)
}

/// Payments that are not paid and that a person may want to look at: failed ones and those with trouble, the newest first.
///
/// # Errors
/// See [`add`].
pub fn troubled(r: &mut Reader<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<PaymentRow>, StoreError> {
    let sql = format!(
        "SELECT {PAYMENT} FROM parking_payment WHERE jurisdiction_id = $1 AND standing < 4 AND (standing = 3 OR trouble IS NOT NULL) \
         ORDER BY id DESC LIMIT $2"
    );
    r.all(&sql, &[j.0.into(), limit.into()], payment)
}

/// What was paid through a provider from one second until before another: our numbers and amounts.
///
/// # Errors
/// See [`add`].
pub fn paid_between(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    wallet: &str,
    from: i64,
    until: i64,
) -> Result<Vec<(String, Fen)>, StoreError> {
    let sql = "SELECT trade, fen FROM parking_payment WHERE jurisdiction_id = $1 AND wallet = $2 AND paid_second >= $3 AND paid_second < $4 \
               ORDER BY id";
    r.all(sql, &[j.0.into(), wallet.into(), from.into(), until.into()], |row| {
        Ok((row.text(0)?, Fen(row.int(1)?)))
    })
}

/// What was given back through a provider from one second until before another.
///
/// # Errors
/// See [`add`].
pub fn refunded_between(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    wallet: &str,
    from: i64,
    until: i64,
) -> Result<Vec<(String, Fen)>, StoreError> {
    let sql = "SELECT f.refund, f.fen FROM parking_refund AS f JOIN parking_payment AS p ON p.jurisdiction_id = f.jurisdiction_id \
               AND p.id = f.payment_id WHERE f.jurisdiction_id = $1 AND p.wallet = $2 AND f.done_second >= $3 AND f.done_second < $4 \
               ORDER BY f.refund";
    r.all(sql, &[j.0.into(), wallet.into(), from.into(), until.into()], |row| {
        Ok((row.text(0)?, Fen(row.int(1)?)))
    })
}

/// Keeps a refund, new or changed. One that is done changes what its payment's line in a batch says.
///
/// # Errors
/// See [`add`].
pub fn put_refund(w: &mut Writer<'_>, j: JurisdictionId, row: &RefundRow, at: Timestamp) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_refund (jurisdiction_id, refund, payment_id, fen, standing, done_second, made_at) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (jurisdiction_id, refund) DO UPDATE SET standing = excluded.standing, \
               done_second = excluded.done_second";
    let values = [
        j.0.into(),
        row.refund.as_str().into(),
        row.payment.into(),
        row.fen.0.into(),
        row.standing.into(),
        row.done_second.into(),
        at.into(),
    ];
    w.execute(sql, &values)?;
    if row.done_second.is_some() {
        let sql = "UPDATE parking_payment SET batched = 0 WHERE jurisdiction_id = $1 AND id = $2";
        w.execute(sql, &[j.0.into(), row.payment.into()])?;
    }
    Ok(())
}

/// The refunds of a payment.
///
/// # Errors
/// See [`add`].
pub fn refunds_of(r: &mut Reader<'_>, j: JurisdictionId, payment: i64) -> Result<Vec<RefundRow>, StoreError> {
    let sql = "SELECT refund, payment_id, fen, standing, done_second FROM parking_refund WHERE jurisdiction_id = $1 AND payment_id = $2 \
               ORDER BY made_at, refund";
    r.all(sql, &[j.0.into(), payment.into()], refund)
}

/// Keeps what a provider said of the plate of a stay; what is not said again stays.
///
/// # Errors
/// See [`add`].
pub fn put_agreement(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    row: &AgreementRow,
    at: Timestamp,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_agreement (jurisdiction_id, stay_id, wallet, provider_no, usable, heard_at) VALUES ($1, $2, $3, $4, $5, $6) \
               ON CONFLICT (jurisdiction_id, stay_id, wallet) DO UPDATE SET provider_no = COALESCE(excluded.provider_no, \
               parking_agreement.provider_no), usable = COALESCE(excluded.usable, parking_agreement.usable), heard_at = excluded.heard_at";
    let values = [
        j.0.into(),
        row.stay.into(),
        row.wallet.as_str().into(),
        row.provider_no.clone().into(),
        row.usable.map(i64::from).into(),
        at.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// What providers said of the plate of a stay, by the providers' names.
///
/// # Errors
/// See [`add`].
pub fn agreements(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Vec<AgreementRow>, StoreError> {
    let sql = "SELECT stay_id, wallet, provider_no, usable FROM parking_agreement WHERE jurisdiction_id = $1 AND stay_id = $2 ORDER BY wallet";
    r.all(sql, &[j.0.into(), stay.into()], |row| {
        Ok(AgreementRow {
            stay: row.int(0)?,
            wallet: row.text(1)?,
            provider_no: row.opt_text(2)?,
            usable: row.opt_int(3)?.map(|usable| usable != 0),
        })
    })
}

/// Keeps that a callback was heard; false where it was heard before.
///
/// # Errors
/// See [`add`].
pub fn heard(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    wallet: &str,
    notice: &str,
    outcome: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "INSERT INTO parking_callback (jurisdiction_id, wallet, notice, at, outcome) VALUES ($1, $2, $3, $4, $5) ON CONFLICT DO NOTHING";
    Ok(w.execute(
        sql,
        &[j.0.into(), wallet.into(), notice.into(), at.into(), outcome.into()],
    )? > 0)
}

/// Whether a callback was heard before.
///
/// # Errors
/// See [`add`].
pub fn was_heard(r: &mut Reader<'_>, j: JurisdictionId, wallet: &str, notice: &str) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM parking_callback WHERE jurisdiction_id = $1 AND wallet = $2 AND notice = $3";
    Ok(
        r.one(sql, &[j.0.into(), wallet.into(), notice.into()], |row| row.int(0))?
            .is_some(),
    )
}

/// Counts a callback that was refused.
///
/// # Errors
/// See [`add`].
pub fn count_refused(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    wallet: &str,
    day: Date,
    code: &str,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_callback_refused (jurisdiction_id, wallet, day, code, count) VALUES ($1, $2, $3, $4, 1) \
               ON CONFLICT (jurisdiction_id, wallet, day, code) DO UPDATE SET count = parking_callback_refused.count + 1";
    w.execute(sql, &[j.0.into(), wallet.into(), day.into(), code.into()])?;
    Ok(())
}

/// Callbacks that were refused since a day: day, provider, code, how many; the newest day first.
///
/// # Errors
/// See [`add`].
pub fn refused_since(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    since: Date,
) -> Result<Vec<(Date, String, String, u32)>, StoreError> {
    let sql = "SELECT day, wallet, code, count FROM parking_callback_refused WHERE jurisdiction_id = $1 AND day >= $2 \
               ORDER BY day DESC, wallet, code LIMIT 200";
    r.all(sql, &[j.0.into(), since.into()], |row| {
        Ok((row.date(0)?, row.text(1)?, row.text(2)?, row.count(3)?))
    })
}

/// Callbacks that were taken in without changing anything because they did not fit what was asked for: when, provider, why.
///
/// # Errors
/// See [`add`].
pub fn misfits(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    limit: u32,
) -> Result<Vec<(Timestamp, String, String)>, StoreError> {
    let sql = "SELECT at, wallet, outcome FROM parking_callback WHERE jurisdiction_id = $1 AND outcome <> 'taken' AND outcome <> 'known' \
               ORDER BY at DESC LIMIT $2";
    r.all(sql, &[j.0.into(), limit.into()], |row| {
        Ok((row.instant(0)?, row.text(1)?, row.text(2)?))
    })
}
