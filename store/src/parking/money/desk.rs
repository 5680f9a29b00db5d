//! What people ask and decide: decisions of the desk, invoices, objections, reconciliations.

use jiff::Timestamp;
use shishi_kernel::{Date, Fen, JurisdictionId, LeafId};

use crate::parking::narrow;
use crate::session::Row;
use crate::{Reader, StoreError, Writer};

/// A decision about the money of a stay.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecisionRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The stay.
    pub stay: i64,
    /// `cash`, `waiver`, `write_off`, `refund` or `cash_refund`.
    pub kind: String,
    /// How much.
    pub fen: Fen,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// An invoice as data.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct InvoiceRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The stay.
    pub stay: i64,
    /// Who gets it; none where that was erased.
    pub title: Option<String>,
    /// The tax number of a body.
    pub tax_no: Option<String>,
    /// Until when title and tax number are kept.
    pub erase_on: Date,
    /// What it is for.
    pub item: String,
    /// The amount with its tax.
    pub fen: Fen,
    /// The tax rate in thousandths.
    pub rate: u16,
    /// When it was asked for, in seconds since 1970.
    pub asked_second: i64,
    /// `asked`, `issued` or `voided`.
    pub state: String,
    /// Its number in law.
    pub number: Option<String>,
    /// Since when it stands so.
    pub state_second: Option<i64>,
    /// Why it was voided.
    pub why: Option<String>,
}

/// Why titles of invoices are kept.
pub const INVOICE_PURPOSE: &str = "invoice";

/// An objection to a fee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ObjectionRow {
    /// Its number; 0 before it is kept.
    pub id: i64,
    /// The stay.
    pub stay: i64,
    /// What the driver said; none where that was erased.
    pub words: Option<String>,
    /// Until when the words are kept.
    pub erase_on: Date,
    /// The fee that it is about.
    pub charged: Fen,
    /// When it was made.
    pub asked_at: Timestamp,
    /// `open`, `upheld` (the fee stays) or `waived`.
    pub state: String,
    /// What the desk answered.
    pub answer: Option<String>,
    /// When.
    pub answered_at: Option<Timestamp>,
}

/// A day held against a provider's statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReconciliationRow {
    /// The provider.
    pub wallet: String,
    /// The day.
    pub day: Date,
    /// When it was held.
    pub at: Timestamp,
    /// Lines that agree.
    pub matched: u32,
    /// Payments less refunds, ours.
    pub here: Fen,
    /// Theirs.
    pub there: Fen,
    /// Line by line, without a sign.
    pub difference: Fen,
    /// The lines that differ, in JSON.
    pub found: String,
    /// What the provider handed over of the day and what it kept; none while no statement said so.
    pub settled: Option<(Fen, Fen)>,
}

/// Keeps a decision and gives its number.
///
/// # Errors
/// When the store is away; the same holds for every query here.
pub fn decide(w: &mut Writer<'_>, j: JurisdictionId, new: &DecisionRow, leaf: LeafId) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_decision (jurisdiction_id, stay_id, kind, fen, reason, at, leaf_id) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.stay.into(),
        new.kind.as_str().into(),
        new.fen.0.into(),
        new.reason.as_str().into(),
        new.at.into(),
        leaf.0.into(),
    ];
    w.insert(sql, &values)
}

/// The decisions about a stay, the oldest first.
///
/// # Errors
/// See [`decide`].
pub fn decisions(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Vec<DecisionRow>, StoreError> {
    let sql = "SELECT id, stay_id, kind, fen, reason, at FROM parking_decision WHERE jurisdiction_id = $1 AND stay_id = $2 ORDER BY id";
    r.all(sql, &[j.0.into(), stay.into()], |row| {
        Ok(DecisionRow {
            id: row.int(0)?,
            stay: row.int(1)?,
            kind: row.text(2)?,
            fen: Fen(row.int(3)?),
            reason: row.text(4)?,
            at: row.instant(5)?,
        })
    })
}

const INVOICE: &str =
    "id, stay_id, title, tax_no, erase_on, item, fen, rate, asked_second, state, number, state_second, why";

fn invoice(row: &Row<'_>) -> Result<InvoiceRow, StoreError> {
    Ok(InvoiceRow {
        id: row.int(0)?,
        stay: row.int(1)?,
        title: row.opt_text(2)?,
        tax_no: row.opt_text(3)?,
        erase_on: row.date(4)?,
        item: row.text(5)?,
        fen: Fen(row.int(6)?),
        rate: narrow("parking_invoice", "rate", row.int(7)?)?,
        asked_second: row.int(8)?,
        state: row.text(9)?,
        number: row.opt_text(10)?,
        state_second: row.opt_int(11)?,
        why: row.opt_text(12)?,
    })
}

/// Keeps an invoice that was asked for and gives its number.
///
/// # Errors
/// See [`decide`].
pub fn add_invoice(w: &mut Writer<'_>, j: JurisdictionId, new: &InvoiceRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_invoice (jurisdiction_id, stay_id, title, tax_no, purpose, erase_on, item, fen, rate, asked_second, state) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) RETURNING id";
    let values = [
        j.0.into(),
        new.stay.into(),
        new.title.clone().into(),
        new.tax_no.clone().into(),
        INVOICE_PURPOSE.into(),
        new.erase_on.into(),
        new.item.as_str().into(),
        new.fen.0.into(),
        i64::from(new.rate).into(),
        new.asked_second.into(),
        new.state.as_str().into(),
    ];
    w.insert(sql, &values)
}

/// Keeps where an invoice stands now.
///
/// # Errors
/// See [`decide`].
pub fn put_invoice(w: &mut Writer<'_>, j: JurisdictionId, row: &InvoiceRow) -> Result<(), StoreError> {
    let sql = "UPDATE parking_invoice SET state = $1, number = $2, state_second = $3, why = $4 WHERE jurisdiction_id = $5 AND id = $6";
    let values = [
        row.state.as_str().into(),
        row.number.clone().into(),
        row.state_second.into(),
        row.why.clone().into(),
        j.0.into(),
        row.id.into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// An invoice.
///
/// # Errors
/// See [`decide`].
pub fn one_invoice(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<InvoiceRow>, StoreError> {
    let sql = format!("SELECT {INVOICE} FROM parking_invoice WHERE jurisdiction_id = $1 AND id = $2");
    r.one(&sql, &[j.0.into(), id.into()], invoice)
}

/// The invoices of a stay, the oldest first.
///
/// # Errors
/// See [`decide`].
pub fn invoices_of(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Vec<InvoiceRow>, StoreError> {
    let sql = format!("SELECT {INVOICE} FROM parking_invoice WHERE jurisdiction_id = $1 AND stay_id = $2 ORDER BY id");
    r.all(&sql, &[j.0.into(), stay.into()], invoice)
}

/// Invoices asked for since a second, the oldest first, at most so many.
///
/// # Errors
/// See [`decide`].
pub fn invoices_since(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    since: i64,
    limit: u32,
) -> Result<Vec<InvoiceRow>, StoreError> {
    let sql = format!(
        "SELECT {INVOICE} FROM parking_invoice WHERE jurisdiction_id = $1 AND asked_second >= $2 ORDER BY asked_second, id LIMIT $3"
    );
    r.all(&sql, &[j.0.into(), since.into(), limit.into()], invoice)
}

const OBJECTION: &str = "id, stay_id, words, erase_on, charged_fen, asked_at, state, answer, answered_at";

fn objection(row: &Row<'_>) -> Result<ObjectionRow, StoreError> {
    let answered = row.opt_int(8)?;
    Ok(ObjectionRow {
        id: row.int(0)?,
        stay: row.int(1)?,
        words: row.opt_text(2)?,
        erase_on: row.date(3)?,
        charged: Fen(row.int(4)?),
        asked_at: row.instant(5)?,
        state: row.text(6)?,
        answer: row.opt_text(7)?,
        answered_at: answered.map(|_| row.instant(8)).transpose()?,
    })
}

/// Keeps an objection and gives its number.
///
/// # Errors
/// See [`decide`].
pub fn object(w: &mut Writer<'_>, j: JurisdictionId, new: &ObjectionRow) -> Result<i64, StoreError> {
    let sql = "INSERT INTO parking_objection (jurisdiction_id, stay_id, words, erase_on, charged_fen, asked_at, state) \
               VALUES ($1, $2, $3, $4, $5, $6, $7) RETURNING id";
    let values = [
        j.0.into(),
        new.stay.into(),
        new.words.clone().into(),
        new.erase_on.into(),
        new.charged.0.into(),
        new.asked_at.into(),
        new.state.as_str().into(),
    ];
    w.insert(sql, &values)
}

/// Keeps the answer to an objection that is open; false where it was answered before.
///
/// # Errors
/// See [`decide`].
pub fn answer(
    w: &mut Writer<'_>,
    j: JurisdictionId,
    id: i64,
    state: &str,
    words: &str,
    at: Timestamp,
) -> Result<bool, StoreError> {
    let sql = "UPDATE parking_objection SET state = $1, answer = $2, answered_at = $3 WHERE jurisdiction_id = $4 AND id = $5 AND state = 'open'";
    Ok(w.execute(sql, &[state.into(), words.into(), at.into(), j.0.into(), id.into()])? > 0)
}

/// An objection.
///
/// # Errors
/// See [`decide`].
pub fn one_objection(r: &mut Reader<'_>, j: JurisdictionId, id: i64) -> Result<Option<ObjectionRow>, StoreError> {
    let sql = format!("SELECT {OBJECTION} FROM parking_objection WHERE jurisdiction_id = $1 AND id = $2");
    r.one(&sql, &[j.0.into(), id.into()], objection)
}

/// The objections to the fee of a stay, the oldest first.
///
/// # Errors
/// See [`decide`].
pub fn objections_of(r: &mut Reader<'_>, j: JurisdictionId, stay: i64) -> Result<Vec<ObjectionRow>, StoreError> {
    let sql =
        format!("SELECT {OBJECTION} FROM parking_objection WHERE jurisdiction_id = $1 AND stay_id = $2 ORDER BY id");
    r.all(&sql, &[j.0.into(), stay.into()], objection)
}

/// Objections that wait for an answer, the oldest first, at most so many.
///
/// # Errors
/// See [`decide`].
pub fn open_objections(r: &mut Reader<'_>, j: JurisdictionId, limit: u32) -> Result<Vec<ObjectionRow>, StoreError> {
    let sql = format!(
        "SELECT {OBJECTION} FROM parking_objection WHERE jurisdiction_id = $1 AND state = 'open' ORDER BY id LIMIT $2"
    );
    r.all(&sql, &[j.0.into(), limit.into()], objection)
}

/// Erases titles, tax numbers and words whose day has come. Gives how many rows.
///
/// # Errors
/// See [`decide`].
pub fn erase_due(w: &mut Writer<'_>, j: JurisdictionId, today: Date) -> Result<u64, StoreError> {
    let sql = "UPDATE parking_invoice SET title = NULL, tax_no = NULL WHERE jurisdiction_id = $1 AND erase_on <= $2 AND title IS NOT NULL";
    let invoices = w.execute(sql, &[j.0.into(), today.into()])?;
    let sql =
        "UPDATE parking_objection SET words = NULL WHERE jurisdiction_id = $1 AND erase_on <= $2 AND words IS NOT NULL";
    Ok(invoices + w.execute(sql, &[j.0.into(), today.into()])?)
}

/// Keeps a reconciliation; a later look at the same day replaces it, but for what was handed over where it says nothing of that.
///
/// # Errors
/// See [`decide`].
pub fn put_reconciliation(w: &mut Writer<'_>, j: JurisdictionId, row: &ReconciliationRow) -> Result<(), StoreError> {
    let sql = "INSERT INTO parking_reconciliation (jurisdiction_id, wallet, day, at, matched, here_fen, there_fen, difference_fen, found, \
               received_fen, fee_fen) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT (jurisdiction_id, wallet, day) DO UPDATE SET at = excluded.at, \
               matched = excluded.matched, here_fen = excluded.here_fen, there_fen = excluded.there_fen, \
               difference_fen = excluded.difference_fen, found = excluded.found, \
               received_fen = COALESCE(excluded.received_fen, parking_reconciliation.received_fen), \
               fee_fen = COALESCE(excluded.fee_fen, parking_reconciliation.fee_fen)";
    let values = [
        j.0.into(),
        row.wallet.as_str().into(),
        row.day.into(),
        row.at.into(),
        row.matched.into(),
        row.here.0.into(),
        row.there.0.into(),
        row.difference.0.into(),
        row.found.as_str().into(),
        row.settled.map(|(received, _)| received.0).into(),
        row.settled.map(|(_, fee)| fee.0).into(),
    ];
    w.execute(sql, &values)?;
    Ok(())
}

/// The reconciliations of the last days, the newest first, at most so many.
///
/// # Errors
/// See [`decide`].
pub fn reconciliations(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    limit: u32,
) -> Result<Vec<ReconciliationRow>, StoreError> {
    let sql = "SELECT wallet, day, at, matched, here_fen, there_fen, difference_fen, found, received_fen, fee_fen FROM parking_reconciliation \
               WHERE jurisdiction_id = $1 ORDER BY day DESC, wallet LIMIT $2";
    r.all(sql, &[j.0.into(), limit.into()], |row| {
        Ok(ReconciliationRow {
            wallet: row.text(0)?,
            day: row.date(1)?,
            at: row.instant(2)?,
            matched: row.count(3)?,
            here: Fen(row.int(4)?),
            there: Fen(row.int(5)?),
            difference: Fen(row.int(6)?),
            found: row.text(7)?,
            settled: row
                .opt_int(8)?
                .zip(row.opt_int(9)?)
                .map(|(received, fee)| (Fen(received), Fen(fee))),
        })
    })
}
