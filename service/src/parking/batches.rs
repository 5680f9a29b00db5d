//! Stays in the journal: as salted lines of a batch, of which the journal has the root alone.
//!
//! A line is canonical JSON with a salt in it, says where, from when until when and for how much, and names neither plate nor vehicle.
//! The batch's tree is the journal's own (RFC 6962). Who has the line and the way to the root can show anybody that it is in the
//! journal; to all others the root says nothing. A stay that changes after it was a line becomes a line of a later batch; the newest
//! holds. When the plate of a stay is forgotten its lines are erased, and what is left are digests of nobody's.

use jiff::Timestamp;
use serde_json::json;
use shishi_journal::{BatchReceipt, BatchTree, canonical};
use shishi_kernel::{JurisdictionId, LeafId};
use shishi_store::Writer;
use shishi_store::parking::batches::{self as rows, BatchRow, LineRow};
use shishi_store::parking::stays::{self, StayRow};

use super::catalogue::Catalogue;
use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

/// Lines of a batch at most; what is more waits for the next.
const LINES_MAX: u32 = 10_000;
/// Bytes of a salt.
const SALT_BYTES: usize = 16;
/// The form of a line.
const SCHEMA: &str = "shishi-parking-line/1";
const STAY: &str = "stay";

impl Service {
    /// Makes batches of what ended or changed since the last one, until nothing is left. Gives how many lines there were.
    ///
    /// # Errors
    /// When the store is away; batches that were made stay.
    pub fn batch_stays(&self) -> Result<u32, ServiceError> {
        let mut lines = 0;
        loop {
            let (service, catalogue) = (self.clone(), self.parking()?);
            let (j, at) = (self.jurisdiction(), self.now());
            let (taken, made) = self.commit(move |w| {
                let stays = rows::take_stays(w, j, LINES_MAX)?;
                let made = service.batch_in(w, j, at, &catalogue, &stays)?;
                Ok((stays.len(), made))
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
    ) -> Result<u32, ServiceError> {
        // A stay that was taken back before it was ever a line never was one.
        let withdrawn: Vec<i64> = stays.iter().filter(|stay| stay.withdrawn).map(|stay| stay.id).collect();
        let known = rows::with_lines(w, j, &withdrawn)?;
        let due = stays.iter().filter(|stay| !stay.withdrawn || known.contains(&stay.id));
        let mut tree = BatchTree::default();
        let mut lines = Vec::with_capacity(stays.len());
        for (number, stay) in due.enumerate() {
            let content = self.line(catalogue, stay)?;
            let digest = tree.add(content.as_bytes());
            lines.push(LineRow {
                batch: 0,
                number: number as u64,
                kind: STAY.to_owned(),
                subject: stay.id,
                content: Some(content),
                digest: digest.0,
            });
        }
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

    fn line(&self, catalogue: &Catalogue, stay: &StayRow) -> Result<String, ServiceError> {
        let instant = |second: i64| {
            Timestamp::from_second(second)
                .map(leaf::instant)
                .map_err(ServiceError::internal)
        };
        let lot = catalogue.lots.get(&stay.lot).map(|lot| lot.row.slug.as_str());
        let line = json!({
            "entry": instant(stay.entry_second)?,
            "exit": stay.exit.map(|(_, second)| instant(second)).transpose()?,
            "fee_fen": stay.fee.map(|fee| fee.0),
            "lot": lot.ok_or(ServiceError::NotFound)?,
            "salt": self.random_hex::<SALT_BYTES>(),
            "schema": SCHEMA,
            "stay": stay.id,
            "withdrawn": stay.withdrawn,
        });
        let bytes = canonical(&line).map_err(ServiceError::internal)?;
        String::from_utf8(bytes).map_err(ServiceError::internal)
    }

    /// The receipt of a stay: a JSON text that shows, offline and to anybody with the log's key, that the journal has this stay as it is
    /// written there. Whoever asks must be somebody who may have it; that is not looked at here.
    ///
    /// # Errors
    /// [`ServiceError::NotFound`] for an unknown stay, or one whose plate was forgotten; [`ServiceError::NotYet`] while the stay lasts, is in no batch yet
    /// or the batch is not under a signed checkpoint.
    pub fn parking_receipt(&self, stay: i64) -> Result<String, ServiceError> {
        let j = self.jurisdiction();
        let (line, batch, digests) = self.store().read(|r| {
            stays::one(r, j, stay)?.ok_or(ServiceError::NotFound)?;
            let line = rows::line_of(r, j, STAY, stay)?.ok_or(ServiceError::NotYet)?;
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
