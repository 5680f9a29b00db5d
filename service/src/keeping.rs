//! Looking after a data folder: checks, and copies while the site is open.

use std::fs;
use std::path::Path;

use shishi_journal::verify::{FolderSource, Options, verify_folder};
use shishi_store::{Store, documents, evidence, journal};

use crate::{Service, ServiceConfig, ServiceError};

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoctorLine {
    /// Stable code: `rows`, `files`, `journal`.
    pub code: &'static str,
    /// What was looked at, or what is wrong.
    pub detail: String,
    /// Whether it is in order.
    pub ok: bool,
}

/// What a check of a data folder found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DoctorReport {
    /// Every check, in order.
    pub lines: Vec<DoctorLine>,
}

impl DoctorReport {
    /// Whether everything is in order.
    #[must_use]
    pub fn ok(&self) -> bool {
        self.lines.iter().all(|line| line.ok)
    }

    fn add(&mut self, code: &'static str, ok: bool, detail: String) {
        self.lines.push(DoctorLine { code, detail, ok });
    }
}

impl Service {
    /// Checks rows, files and journals. `progress` hears leaves checked and leaves in all.
    ///
    /// # Errors
    /// When the store is away.
    pub fn doctor(&self, progress: &mut dyn FnMut(u64, u64)) -> Result<DoctorReport, ServiceError> {
        let mut report = DoctorReport::default();
        let problems = self.store().check()?;
        if problems.is_empty() {
            report.add("rows", true, "no damage, no contradictions".to_owned());
        }
        for problem in problems {
            report.add("rows", false, format!("{}: {}", problem.code, problem.detail));
        }
        let j = self.jurisdiction();
        let digests = self.store().read(|r| {
            let mut digests = evidence::digests(r, j)?;
            digests.extend(documents::list(r, j, false)?.into_iter().map(|row| row.sha256));
            Ok::<_, ServiceError>(digests)
        })?;
        let damaged = self.inner.files.damaged(digests.iter().map(String::as_str));
        if damaged.is_empty() {
            report.add(
                "files",
                true,
                format!("{} files, each with the bytes its name promises", digests.len()),
            );
        }
        for digest in damaged {
            report.add("files", false, format!("{digest} is missing or damaged"));
        }
        for year in self.inner.journal.signed_years() {
            let source = FolderSource::new(self.inner.journal.folder().join(year.to_string()));
            let vkey = self.inner.journal.vkey(year);
            let found = verify_folder(&source, Some(&vkey), &Options::default(), progress);
            let sequenced = self
                .store()
                .read(|r| Ok::<_, ServiceError>(journal::sequenced(r, j, year)?))?;
            let signed = found.size.unwrap_or_default();
            let detail = found.problems.first().map_or_else(
                || format!("{year}: {signed} entries signed and re-hashed, {sequenced} in the rows"),
                |problem| format!("{year}: {}", problem.text),
            );
            report.add("journal", found.problems.is_empty() && signed <= sequenced, detail);
        }
        Ok(report)
    }

    /// Copies rows, files, journals and keys into a new folder, while another process has the data folder open. The last
    /// signed checkpoints are copied first and the rows last, so that the copied rows know at least what was signed.
    ///
    /// # Errors
    /// When the folder exists already or cannot be written.
    pub fn backup(config: &ServiceConfig, to: &Path) -> Result<u64, ServiceError> {
        if to.exists() {
            return Err(ServiceError::Internal(format!(
                "{} exists already; name a new folder",
                to.display()
            )));
        }
        for part in PARTS {
            copy_folder(&config.data.join(part), &to.join(part)).map_err(ServiceError::internal)?;
        }
        publish_what_was_locked(to).map_err(ServiceError::internal)?;
        let rows = fs::File::create(to.join(ROWS)).map_err(ServiceError::internal)?;
        let mut out = std::io::BufWriter::new(rows);
        let store = Store::open_reader(&config.target()).map_err(ServiceError::internal)?;
        let count = store.dump(&mut out).map_err(ServiceError::internal)?;
        let rows = out.into_inner().map_err(ServiceError::internal)?;
        rows.sync_all().map_err(ServiceError::internal)?;
        Ok(count)
    }

    /// Brings a backup back into a new data folder, on either engine, and opens it.
    ///
    /// # Errors
    /// When the folder or the store holds something already, or the backup is damaged.
    pub fn restore(config: ServiceConfig, from: &Path) -> Result<Self, ServiceError> {
        if config.data.exists() {
            return Err(ServiceError::Internal(format!(
                "{} exists already; name a new folder",
                config.data.display()
            )));
        }
        if !from.join(ROWS).is_file() {
            return Err(ServiceError::Internal(format!("{} is not a backup", from.display())));
        }
        for part in PARTS {
            copy_folder(&from.join(part), &config.data.join(part)).map_err(ServiceError::internal)?;
        }
        let store = Store::open(&config.target()).map_err(ServiceError::internal)?;
        store.load(&from.join(ROWS)).map_err(ServiceError::internal)?;
        drop(store);
        Self::open(config)
    }
}

/// The rows of a backup.
const ROWS: &str = "rows.jsonl";
/// The folders of a backup, as they lie in a data folder, in the order in which they are copied.
const PARTS: [&str; 4] = ["journal-lock", "journal", "keys", "files"];

/// The public checkpoint may have moved between the copies; the copied lock is what the copied log goes on from.
fn publish_what_was_locked(backup: &Path) -> std::io::Result<()> {
    let locks = backup.join("journal-lock");
    if !locks.exists() {
        return Ok(());
    }
    for entry in fs::read_dir(locks)? {
        let path = entry?.path();
        if let (Some("checkpoint"), Some(year)) = (path.extension().and_then(|e| e.to_str()), path.file_stem()) {
            fs::copy(&path, backup.join("journal").join(year).join("checkpoint"))?;
        }
    }
    Ok(())
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    if !from.exists() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
            continue;
        }
        match fs::copy(entry.path(), target) {
            // A partial tile, or a file being written under another name, may go while the folder is copied.
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            other => drop(other?),
        }
    }
    Ok(())
}
