//! The journal of a jurisdiction: one log a year, fed from the store.
//!
//! The order is the design. A use case commits its rows and its leaf in one unit of work, without an
//! index, so that writers do not wait for each other. The publisher then (1) gives committed leaves their
//! indexes, in a commit of its own; (2) hands their bytes to the log, which writes tiles, recomputes the
//! root by a second path, and swaps the signed checkpoint. Killed anywhere in between, the next round goes
//! on from what the log has signed and what the store has sequenced: normal running and recovery are one
//! path. Nothing is signed that the store could lose, and a store that knows less than what was signed
//! refuses to start.

pub(crate) mod leaf;
mod publisher;
mod receipt;

pub use publisher::Publisher;
pub use receipt::ReceiptReport;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;
use parking_lot::{Condvar, Mutex};
use shishi_journal::{Log, LogPaths, LogReader, SigningKey};
use shishi_kernel::LeafId;
use shishi_store::journal as rows;
use shishi_store::views::{HistoryRow, Paged};

use crate::config::ServiceConfig;
use crate::{Service, ServiceError};

/// Leaves handed to the log in one round.
const ROUND_LEAVES_MAX: u32 = 8192;

/// The year of the log that an entry belongs to: that of its UTC time.
pub(crate) fn year_of(at: Timestamp) -> i16 {
    at.to_zoned_datetime(TimeZone::UTC).year()
}

/// What the newest signed checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JournalHead {
    /// The log's name.
    pub origin: String,
    /// Its year.
    pub year: i16,
    /// Entries under the checkpoint.
    pub size: u64,
    /// Entries committed and not yet under a checkpoint.
    pub pending: u64,
    /// Root of the tree, base64 as in the checkpoint.
    pub root: String,
    /// The signed checkpoint.
    pub checkpoint: String,
    /// The log's public key, in the form of a signed note's verifier key.
    pub vkey: String,
}

/// The logs by year, and the bell that wakes the publisher.
pub(crate) struct Journals {
    folder: PathBuf,
    locks: PathBuf,
    origin: String,
    key: SigningKey,
    logs: Mutex<BTreeMap<i16, Arc<Mutex<Log>>>>,
    readers: Mutex<BTreeMap<i16, LogReader>>,
    bell: Mutex<bool>,
    rung: Condvar,
}

impl Journals {
    pub(crate) fn open(config: &ServiceConfig, origin: &str) -> Result<Self, ServiceError> {
        Ok(Self {
            folder: config.data.join("journal"),
            locks: config.data.join("journal-lock"),
            origin: origin.to_owned(),
            key: signing_key(&config.data.join("keys"), &config.entropy)?,
            logs: Mutex::default(),
            readers: Mutex::default(),
            bell: Mutex::new(false),
            rung: Condvar::new(),
        })
    }

    pub(crate) fn origin(&self, year: i16) -> String {
        format!("{}/{year}", self.origin)
    }

    pub(crate) fn vkey(&self, year: i16) -> String {
        self.key
            .verifying(&self.origin(year))
            .map(|key| key.to_text())
            .unwrap_or_default()
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The log of a year, opened when first asked for.
    fn log(&self, year: i16) -> Result<Arc<Mutex<Log>>, ServiceError> {
        let mut logs = self.logs.lock();
        if let Some(log) = logs.get(&year) {
            return Ok(Arc::clone(log));
        }
        std::fs::create_dir_all(&self.locks).map_err(ServiceError::internal)?;
        let paths = LogPaths {
            tiles: self.folder.join(year.to_string()),
            lock: self.locks.join(format!("{year}.checkpoint")),
        };
        let log = Log::open(paths, &self.origin(year), &self.key)?;
        self.readers.lock().insert(year, log.reader());
        let log = Arc::new(Mutex::new(log));
        logs.insert(year, Arc::clone(&log));
        Ok(log)
    }

    /// A view of the log that does not wait for the publisher.
    pub(crate) fn reader(&self, year: i16) -> Result<LogReader, ServiceError> {
        if let Some(reader) = self.readers.lock().get(&year) {
            return Ok(reader.clone());
        }
        self.log(year)?;
        self.readers.lock().get(&year).cloned().ok_or(ServiceError::NotFound)
    }

    /// Years that have a signed checkpoint on this disk.
    pub(crate) fn signed_years(&self) -> Vec<i16> {
        let Ok(entries) = std::fs::read_dir(&self.locks) else {
            return Vec::new();
        };
        let mut years: Vec<i16> = entries
            .filter_map(|entry| {
                entry
                    .ok()?
                    .file_name()
                    .to_str()?
                    .strip_suffix(".checkpoint")?
                    .parse()
                    .ok()
            })
            .collect();
        years.sort_unstable();
        years
    }

    pub(crate) fn ring(&self) {
        *self.bell.lock() = true;
        self.rung.notify_one();
    }
}

impl Service {
    /// The newest checkpoint of this year's log.
    ///
    /// # Errors
    /// When the store or the journal is away.
    pub fn journal_head(&self) -> Result<JournalHead, ServiceError> {
        let (j, year) = (self.jurisdiction(), year_of(self.now()));
        let reader = self.inner.journal.reader(year)?;
        let unsequenced = self
            .store()
            .read(|r| Ok::<_, ServiceError>(rows::committed(r, j, year)?))?;
        let size = reader.size();
        Ok(JournalHead {
            origin: self.inner.journal.origin(year),
            year,
            size,
            pending: unsequenced.saturating_sub(size),
            root: reader.root().to_string(),
            checkpoint: reader.checkpoint(),
            vkey: self.inner.journal.vkey(year),
        })
    }

    /// Recorded changes, newest first.
    ///
    /// # Errors
    /// When the store is away.
    pub fn journal_recent(&self, page: u32, per_page: u32) -> Result<Paged<HistoryRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::recent(r, j, page, per_page)?))
    }

    /// One recorded change.
    ///
    /// # Errors
    /// When the store is away.
    pub fn leaf(&self, id: LeafId) -> Result<Option<HistoryRow>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| Ok(rows::leaf(r, j, id)?))
    }

    /// A static file of the journal: `2026/checkpoint`, `2026/tile/0/000`, `2026/tile/entries/000.p/7`.
    ///
    /// # Errors
    /// When the disk fails.
    pub fn journal_file(&self, path: &str) -> Result<Option<Vec<u8>>, ServiceError> {
        // Only digits, lower-case words, dots and `x` occur in a log's file names, so that no path leaves the folder.
        let well_formed = path.split('/').all(|part| {
            !part.is_empty()
                && !part.starts_with('.')
                && part
                    .bytes()
                    .all(|b| b.is_ascii_digit() || b.is_ascii_lowercase() || b == b'.')
        });
        let public = path.split_once('/').is_some_and(|(year, rest)| {
            year.parse::<i16>().is_ok() && (rest == "checkpoint" || rest.starts_with("tile/"))
        });
        if !well_formed || !public {
            return Ok(None);
        }
        match std::fs::read(self.inner.journal.folder().join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::NotFound | std::io::ErrorKind::IsADirectory | std::io::ErrorKind::NotADirectory
                ) =>
            {
                Ok(None)
            }
            Err(error) => Err(ServiceError::internal(error)),
        }
    }

    /// Refuses a store that knows less than what was signed, or tells another history.
    pub(crate) fn refuse_rolled_back_store(&self) -> Result<(), ServiceError> {
        let j = self.jurisdiction();
        for year in self.inner.journal.signed_years() {
            let log = self.inner.journal.log(year)?;
            let log = log.lock();
            let signed = log.size();
            let sequenced = self
                .store()
                .read(|r| Ok::<_, ServiceError>(rows::sequenced(r, j, year)?))?;
            let mut range = shishi_journal::CompactRange::new();
            let mut next = 0;
            while next < signed.min(sequenced) {
                let limit = u32::try_from((signed - next).min(u64::from(ROUND_LEAVES_MAX))).unwrap_or(ROUND_LEAVES_MAX);
                let leaves = self
                    .store()
                    .read(|r| Ok::<_, ServiceError>(rows::leaves(r, j, year, next, limit)?))?;
                if leaves.is_empty() {
                    break;
                }
                next += leaves.len() as u64;
                range.extend(
                    leaves
                        .iter()
                        .map(|leaf| shishi_journal::leaf_hash(leaf.body.as_bytes())),
                );
            }
            log.check_database(sequenced, range.root())?;
        }
        Ok(())
    }
}

/// Reads the signing key, or makes one on first start.
fn signing_key(folder: &Path, entropy: &crate::Entropy) -> Result<SigningKey, ServiceError> {
    let path = folder.join("journal.key");
    match std::fs::read_to_string(&path) {
        Ok(text) => Ok(SigningKey::from_text(text.trim())?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            std::fs::create_dir_all(folder).map_err(ServiceError::internal)?;
            let mut seed = [0_u8; 32];
            entropy(&mut seed);
            let key = SigningKey::generate(seed);
            write_secret(&path, &key.to_text()).map_err(ServiceError::internal)?;
            Ok(key)
        }
        Err(error) => Err(ServiceError::internal(error)),
    }
}

pub(crate) fn write_secret(path: &Path, text: &str) -> std::io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.write_all(b"\n")?;
    file.sync_all()
}
