//! How full lots were before this program knew of them, from a file of an operator: read line by line and taken whole, or not at all.

use std::collections::HashSet;

use shishi_kernel::Actor;
use shishi_parking::forecast::rows::{LineFault, Occupancy};

use super::ahead::{KEPT_DAYS, NotesImported, civil_minute};
use super::catalogue::invalid;
use super::may;
use crate::records::decoded;
use crate::{Service, ServiceError};

/// The largest file of notes, in bytes: that of a hundred lots over ten weeks.
pub const NOTES_BYTES_MAX: usize = 20 << 20;
/// Days for which notes are kept; older ones of a file are left out.
pub const NOTES_DAYS: i64 = KEPT_DAYS;

impl Service {
    /// Takes a file of notes with the columns lot (its code or name), capacity, occupied (or free) and time of China. What is known of a minute
    /// stays, what is older than [`NOTES_DAYS`] is left out. The inner error names the lines that cannot be taken; then nothing is.
    ///
    /// # Errors
    /// Unless the actor keeps lots; [`ServiceError::Invalid`] for a file that is no text, is too large or has no notes.
    pub fn import_notes(
        &self,
        actor: &Actor,
        bytes: &[u8],
    ) -> Result<Result<NotesImported, Vec<LineFault>>, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        if bytes.len() > NOTES_BYTES_MAX {
            return Err(invalid("file", "form.file_large"));
        }
        let (text, catalogue) = (decoded(bytes)?, self.parking()?);
        let now = civil_minute(self.now());
        let rows = catalogue.lots.values().map(|lot| &lot.row);
        let names: HashSet<&str> = rows.flat_map(|row| [row.slug.as_str(), &row.name]).collect();
        let check = |lot: &str, minute: i64| match (names.contains(lot), minute > now) {
            (false, _) => Err("lot_unknown"),
            (true, true) => Err("time_to_come"),
            (true, false) => Ok(()),
        };
        let read = match Occupancy::read(&text, check) {
            Ok(read) => read,
            Err(faults) => return Ok(Err(faults)),
        };
        if read.lots.is_empty() {
            return Err(invalid("file", "form.table_empty"));
        }
        self.import_occupancy(actor, &read.lots).map(Ok)
    }
}
