//! Stays and what was paid for them in the journal: as salted lines of a batch, of which the journal has the root alone.
//!
//! A line is canonical JSON with a salt in it. That of a stay says where, from when until when and for how much; that of a payment how much came
//! for which stay, through whom, when, and how much of it went back. None names a plate or a vehicle. The batch's tree is the journal's own
//! (RFC 6962). Who has the line and the way to the root can show anybody that it is in the journal; to all others the root says nothing. What
//! changes after it was a line becomes a line of a later batch; the newest holds. When the plate of a stay is forgotten its lines and those of
//! its payments are erased, and what is left are digests of nobody's.

use jiff::Timestamp;
use serde_json::{Value, json};
use shishi_journal::{BatchReceipt, BatchTree, canonical};
use shishi_kernel::{JurisdictionId, LeafId};
use shishi_store::Writer;
use shishi_store::parking::batches::{self as rows, BatchRow, LineRow, PaidRow};
use shishi_store::parking::money::{self, desk, payments};
use shishi_store::parking::stays::{self, StayRow};

use super::catalogue::Catalogue;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Lines of a batch at most; what is more waits for the next.
const LINES_MAX: u32 = 10_000;
/// Bytes of a salt.
const SALT_BYTES: usize = 16;
/// The form of a line about a stay, and of what the journal says of a batch.
const SCHEMA: &str = "shishi-parking-line/1";
/// The form of a line about money that came.
const PAYMENT_SCHEMA: &str = "shishi-parking-payment/1";
const STAY: &str = "stay";
const PAYMENT: &str = "payment";
const CASH: &str = "cash";

/// Lines that are put together.
#[derive(Default)]
struct Lines {
    tree: BatchTree,
    rows: Vec<LineRow>,
}

impl Lines {
    fn add(&mut self, kind: &str, subject: i64, line: &Value) -> Result<(), ServiceError> {
        let bytes = canonical(line).map_err(ServiceError::internal)?;
        let digest = self.tree.add(&bytes);
        self.rows.push(LineRow {
            batch: 0,
            number: self.rows.len() as u64,
            kind: kind.to_owned(),
            subject,
            content: Some(String::from_utf8(bytes).map_err(ServiceError::internal)?),
            digest: digest.0,
        });
        Ok(())
    }
}

impl Service {
    /// Makes batches of stays that ended and payments that came, or changed, since the last one, until nothing is left. Gives how many lines
    /// there were.
    ///
    /// # Errors
    /// When the store is away; batches that were made stay.
    pub fn batch_parking(&self) -> Result<u32, ServiceError> {
        let mut lines = 0;
        loop {
            let (service, catalogue) = (self.clone(), self.parking()?);
            let (j, at) = (self.jurisdiction(), self.now());
            let (taken, made) = self.commit(move |w| {
                let stays = rows::take_stays(w, j, LINES_MAX)?;
                let left = |taken: usize| LINES_MAX.saturating_sub(u32::try_from(taken).unwrap_or(u32::MAX));
                let mut paid = rows::take_payments(w, j, left(stays.len()))?;
                paid.append(&mut rows::take_cash(w, j, left(stays.len() + paid.len()))?);
                let made = service.batch_in(w, j, at, &catalogue, &stays, &paid)?;
                Ok((stays.len() + paid.len(), made))
            })?;
            lines += made;
            if taken < LINES_MAX as usize {
                return Ok(lines);
            }
        }
    }

    fn batch_in(
        &self,
        w: &mut Writer<'_>,
        j: JurisdictionId,
        at: Timestamp,
        catalogue: &Catalogue,
        stays: &[StayRow],
        paid: &[PaidRow],
    ) -> Result<u32, ServiceError> {
        // A stay that was taken back before it was ever a line never was one.
        let withdrawn: Vec<i64> = stays.iter().filter(|stay| stay.withdrawn).map(|stay| stay.id).collect();
        let known = rows::with_lines(w, j, &withdrawn)?;
        let mut lines = Lines::default();
        for stay in stays.iter().filter(|stay| !stay.withdrawn || known.contains(&stay.id)) {
            lines.add(STAY, stay.id, &self.stay_line(catalogue, stay)?)?;
        }
        for paid in paid {
            let kind = if paid.through.is_some() { PAYMENT } else { CASH };
            lines.add(kind, paid.id, &self.payment_line(paid)?)?;
        }
        let Lines { tree, rows: lines } = lines;
        if lines.is_empty() {
            return Ok(0);
        }
        let root = tree.root();
        let data = json!({ "lines": lines.len(), "root": root.to_hex(), "schema": SCHEMA });
        let leaf = leaf::append(
            w,
            j,
            &Leaf::new(Kind::ParkingBatch, "parking".to_owned(), None, at, data),
        )?;
        let batch = BatchRow {
            id: 0,
            at,
            lines: lines.len() as u64,
            root: root.0,
            leaf,
        };
        rows::add(w, j, &batch, &lines)?;
        u32::try_from(lines.len()).map_err(ServiceError::internal)
    }

    fn stay_line(&self, catalogue: &Catalogue, stay: &StayRow) -> Result<Value, ServiceError> {
        let lot = catalogue.lots.get(&stay.lot).map(|lot| lot.row.slug.as_str());
        Ok(json!({
            "entry": instant(stay.entry_second)?,
            "exit": stay.exit.map(|(_, second)| instant(second)).transpose()?,
            "fee_fen": stay.fee.map(|fee| fee.0),
            "lot": lot.ok_or(ServiceError::NotFound)?,
            "salt": self.random_hex::<SALT_BYTES>(),
            "schema": SCHEMA,
            "stay": stay.id,
            "withdrawn": stay.withdrawn,
        }))
    }

    fn payment_line(&self, paid: &PaidRow) -> Result<Value, ServiceError> {
        let (wallet, trade) = match &paid.through {
            Some((wallet, trade)) => (wallet.as_str(), trade.clone()),
            None => (CASH, cash_number(paid.id)),
        };
        Ok(json!({
            "amount_fen": paid.fen.0,
            "number": trade,
            "paid": instant(paid.second)?,
            "refunded_fen": paid.refunded.0,
            "salt": self.random_hex::<SALT_BYTES>(),
            "schema": PAYMENT_SCHEMA,
            "stay": paid.stay,
            "through": wallet,
        }))
    }

    /// The receipt of a stay: a JSON text that shows, offline and to anybody with the log's key, that the journal has this stay as it is
    /// written there. Whoever asks must be somebody who may have it; that is not looked at here.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown stay, or one whose plate was forgotten; [`ServiceError::NotYet`] while the stay lasts, is in no batch yet
    /// or the batch is not under a signed checkpoint.
    pub fn parking_receipt(&self, stay: i64) -> Result<String, ServiceError> {
        let j = self.jurisdiction();
        let known = self.store().read(|r| Ok::<_, ServiceError>(stays::one(r, j, stay)?))?;
        known.ok_or(ServiceError::NotFound)?;
        self.receipt_of_line(STAY, stay)
    }

    /// The receipt of what the code of a stay's page opens: of the stay itself, or with a number of the payment or of the cash under that number.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown code or number; otherwise as [`Service::parking_receipt`].
    pub fn receipt_by_code(&self, code: &str, number: Option<&str>) -> Result<String, ServiceError> {
        let j = self.jurisdiction();
        let (kind, subject) = self.store().read(|r| {
            let bill = money::bill_by_code(r, j, code)?.ok_or(ServiceError::NotFound)?;
            let Some(number) = number else {
                return Ok::<_, ServiceError>((STAY, bill.stay));
            };
            let paid = payments::of_stay(r, j, bill.stay)?;
            if let Some(payment) = paid.iter().find(|payment| payment.trade == number) {
                return Ok((PAYMENT, payment.id));
            }
            let cash = desk::decisions(r, j, bill.stay)?;
            let cash = cash
                .iter()
                .find(|one| one.kind == CASH && cash_number(one.id) == number);
            Ok((CASH, cash.ok_or(ServiceError::NotFound)?.id))
        })?;
        self.receipt_of_line(kind, subject)
    }

    fn receipt_of_line(&self, kind: &str, subject: i64) -> Result<String, ServiceError> {
        let j = self.jurisdiction();
        let (line, batch, digests) = self.store().read(|r| {
            let line = rows::line_of(r, j, kind, subject)?.ok_or(ServiceError::NotYet)?;
            let batch = rows::one(r, j, line.batch)?.ok_or(ServiceError::NotFound)?;
            Ok::<_, ServiceError>((line.clone(), batch, rows::digests(r, j, line.batch)?))
        })?;
        let content = line.content.ok_or(ServiceError::NotFound)?;
        let tree = BatchTree::of(digests);
        let receipt = BatchReceipt {
            line: content,
            number: line.number,
            lines: batch.lines,
            path: tree.path(line.number)?,
            batch: self.receipt(batch.leaf)?,
        };
        Ok(receipt.to_text())
    }

    /// The journal entry of the batch that a stay is in; none while it is in none.
    ///
    /// # Errors
    /// When the store is away.
    pub fn batch_leaf_of_stay(&self, stay: i64) -> Result<Option<LeafId>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let Some(line) = rows::line_of(r, j, STAY, stay)? else {
                return Ok(None);
            };
            Ok(rows::one(r, j, line.batch)?.map(|batch| batch.leaf))
        })
    }
}

fn instant(second: i64) -> Result<String, ServiceError> {
    Timestamp::from_second(second)
        .map(leaf::instant)
        .map_err(ServiceError::internal)
}

/// The number of cash that was taken, as receipts say it.
pub(super) fn cash_number(decision: i64) -> String {
    format!("C{decision}")
}
