//! Looking after a data folder: checks, and copies while the site is open.

use std::fs;
use std::path::Path;

use shishi_journal::verify::{FolderSource, Options, verify_folder};
use shishi_store::{documents, journal};

use crate::{Service, ServiceError};

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
        let rows = self
            .store()
            .read(|r| Ok::<_, ServiceError>(documents::list(r, j, false)?))?;
        let damaged = self.inner.files.damaged(rows.iter().map(|row| row.sha256.as_str()));
        if damaged.is_empty() {
            report.add(
                "files",
                true,
                format!("{} files, each with the bytes its name promises", rows.len()),
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

    /// Copies rows, files, journals and keys into a new folder, while others read and write. The rows are copied last but
    /// one and the journals first, so that the copied rows know at least what the copied journals have signed.
    ///
    /// # Errors
    /// When the folder exists already or cannot be written.
    pub fn backup_to(&self, data: &Path, folder: &Path) -> Result<(), ServiceError> {
        if folder.exists() {
            return Err(ServiceError::Internal(format!(
                "{} exists already; name a new folder",
                folder.display()
            )));
        }
        fs::create_dir_all(folder).map_err(ServiceError::internal)?;
        for part in ["journal-lock", "journal", "keys", "files"] {
            copy_folder(&data.join(part), &folder.join(part)).map_err(ServiceError::internal)?;
        }
        self.store().backup_to(&folder.join("shishi.sqlite"))?;
        Ok(())
    }
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
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
