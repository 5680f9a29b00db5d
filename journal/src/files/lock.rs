//! The lock file: the last signed checkpoint, outside the folder of tiles, changed only by compare-and-swap.

use super::disk::Disk;
use crate::error::{JournalError, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The lock file, and what this log last read or wrote there.
pub(super) struct Lock {
    disk: Arc<dyn Disk>,
    path: PathBuf,
    seen: Option<Vec<u8>>,
}

impl Lock {
    pub fn open(disk: Arc<dyn Disk>, path: PathBuf) -> Result<Lock> {
        let seen = read(&*disk, &path)?;
        Ok(Lock { disk, path, seen })
    }

    /// The note in it; `None` when there is none.
    pub fn note(&self) -> Result<Option<&str>> {
        let text = self.seen.as_deref().map(std::str::from_utf8).transpose();
        text.map_err(|_| JournalError::NoteMalformed("the lock file is not text"))
    }

    /// Puts a newer note in its place, unless somebody else changed the file since it was last seen.
    pub fn swap(&mut self, note: &str) -> Result<()> {
        if read(&*self.disk, &self.path)? != self.seen {
            return Err(JournalError::LockChanged {
                path: self.path.clone(),
            });
        }
        replace(&*self.disk, &self.path, note.as_bytes())?;
        self.seen = Some(note.as_bytes().to_vec());
        Ok(())
    }
}

/// Replaces a file in one step: afterwards it is either the old one or the new one, whatever fails, and the new one is durable.
pub(super) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_os_string();
    name.push(".new");
    let beside = path.with_file_name(name);
    let at = |action, path: &Path| {
        let path = path.to_path_buf();
        move |source| JournalError::Io { action, path, source }
    };
    disk.write(&beside, bytes)
        .map_err(at("write", &beside))?
        .sync()
        .map_err(at("sync", &beside))?;
    disk.rename(&beside, path).map_err(at("replace", path))?;
    let folder = folder_of(path);
    disk.sync_folder(folder).map_err(at("sync", folder))
}

/// The folder a file is in.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|parent| !parent.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

pub(super) fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>> {
    disk.read(path).map_err(|source| JournalError::Io {
        action: "read",
        path: path.to_path_buf(),
        source,
    })
}
