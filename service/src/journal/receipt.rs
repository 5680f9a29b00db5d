//! Receipts: giving them out, and checking them for people who have no tool at hand.

use shishi_journal::{BatchReceipt, Receipt, verify};
use shishi_kernel::LeafId;
use shishi_store::journal as rows;

use super::year_of;
use crate::{Service, ServiceError};

/// What checking a receipt here found. A stranger should rather check it with a tool of somebody else's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReceiptReport {
    /// Whether signature and proof hold, and the ledger has the same entry.
    pub ok: bool,
    /// Stable code of what is wrong: `malformed`, `other_log`, `no_entry`, `proof`, `unknown_entry`, `line`.
    pub problem: Option<&'static str>,
    /// Index of the entry.
    pub index: Option<u64>,
    /// Entries under the checkpoint in the receipt.
    pub tree_size: Option<u64>,
    /// The entry: canonical JSON.
    pub entry: Option<String>,
    /// Of a receipt of one line of a batch, the line: canonical JSON. The entry is that of the batch.
    pub line: Option<String>,
    /// The journal's year.
    pub year: Option<i16>,
}

impl Service {
    /// The receipt of an entry: one text file that proves it offline.
    ///
    /// # Errors
    /// [`ServiceError::NotYet`] until the entry is under a signed checkpoint.
    pub fn receipt(&self, id: LeafId) -> Result<String, ServiceError> {
        let row = self.leaf(id)?.ok_or(ServiceError::NotFound)?;
        let reader = self.inner.journal.reader(row.log_year)?;
        match row.index {
            Some(index) if index < reader.size() => Ok(reader.receipt(index)?),
            _ => Err(ServiceError::NotYet),
        }
    }

    /// Checks the text of a receipt, of an entry or of one line of a batch, against this jurisdiction's key and ledger.
    ///
    /// # Errors
    /// When the store is away.
    pub fn check_receipt(&self, text: &str) -> Result<ReceiptReport, ServiceError> {
        // A receipt of a line is JSON; that of an entry begins with its format's name.
        if text.trim_start().starts_with('{') {
            return self.check_batch_receipt(text);
        }
        self.check_receipt_of_entry(text)
    }

    fn check_receipt_of_entry(&self, text: &str) -> Result<ReceiptReport, ServiceError> {
        let mut report = ReceiptReport::default();
        let Ok(receipt) = Receipt::from_text(text) else {
            report.problem = Some("malformed");
            return Ok(report);
        };
        report.index = Some(receipt.index);
        report.entry = receipt
            .entry
            .as_ref()
            .and_then(|entry| String::from_utf8(entry.clone()).ok());
        let origin = receipt.checkpoint.lines().next().unwrap_or_default();
        let prefix = format!("{}/", self.inner.site.log_origin);
        let Some(year) = origin.strip_prefix(&prefix).and_then(|year| year.parse::<i16>().ok()) else {
            report.problem = Some("other_log");
            return Ok(report);
        };
        report.year = Some(year);
        let vkey = self.inner.journal.vkey(year);
        let checked = verify::verify_receipt(text, Some(&vkey), None);
        report.tree_size = checked.size;
        if !checked.ok {
            report.problem = Some("proof");
        }
        if report.problem.is_none() {
            report.problem = self.unknown_entry(year, receipt.index, report.entry.as_deref())?;
        }
        report.ok = report.problem.is_none();
        Ok(report)
    }

    /// The batch's entry like any other, and the way of the line to the root that it names.
    fn check_batch_receipt(&self, text: &str) -> Result<ReceiptReport, ServiceError> {
        let Ok(receipt) = BatchReceipt::from_text(text) else {
            return Ok(ReceiptReport {
                problem: Some("malformed"),
                ..ReceiptReport::default()
            });
        };
        let mut report = self.check_receipt_of_entry(&receipt.batch)?;
        report.line = Some(receipt.line);
        if let (true, Some(year)) = (report.ok, report.year) {
            let vkey = self.inner.journal.vkey(year);
            if !verify::verify_batch_receipt(text, Some(&vkey)).ok {
                (report.ok, report.problem) = (false, Some("line"));
            }
        }
        Ok(report)
    }

    fn unknown_entry(&self, year: i16, index: u64, entry: Option<&str>) -> Result<Option<&'static str>, ServiceError> {
        let Some(entry) = entry else {
            return Ok(Some("no_entry"));
        };
        let j = self.jurisdiction();
        let row = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::by_index(r, j, year, index)?))?;
        Ok(match row {
            Some(row) if row.body == entry => None,
            _ => Some("unknown_entry"),
        })
    }

    /// The year of the log that is written now.
    #[must_use]
    pub fn journal_year(&self) -> i16 {
        year_of(self.now())
    }
}
