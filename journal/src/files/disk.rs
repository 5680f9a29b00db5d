//! The few things a log asks of a file system, as a seam, so that tests can let each of them fail.

use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::Path;

/// What a log asks of a file system.
pub(super) trait Disk: Send + Sync {
    /// The bytes of a file; `None` when there is none.
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>>;
    /// Whether a file or folder is there.
    fn exists(&self, path: &Path) -> io::Result<bool>;
    /// Makes a folder; true when it was not there before. Its parent must exist.
    fn make_folder(&self, path: &Path) -> io::Result<bool>;
    /// Writes a file, replacing what is there. Its bytes are durable only after `sync` on what is returned, and its name only
    /// after `sync_folder` on its folder.
    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Unsynced>>;
    /// Puts a file in another's place, in one step.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, path: &Path) -> io::Result<()>;
    /// Removes a folder with what is in it.
    fn remove_folder(&self, path: &Path) -> io::Result<()>;
    /// Takes an exclusive lock that lasts as long as what is returned; `None` when somebody else holds it.
    fn guard(&self, path: &Path) -> io::Result<Option<Guard>>;
}

/// A written file whose bytes are not durable yet.
pub(super) trait Unsynced {
    /// Makes them durable.
    fn sync(self: Box<Self>) -> io::Result<()>;
}

/// Holds an exclusive lock until it is dropped.
pub(super) type Guard = Box<dyn std::any::Any + Send + Sync>;

/// The operating system's file system.
pub(super) struct SystemDisk;

impl Disk for SystemDisk {
    fn read(&self, path: &Path) -> io::Result<Option<Vec<u8>>> {
        match fs::read(path) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn exists(&self, path: &Path) -> io::Result<bool> {
        path.try_exists()
    }

    fn make_folder(&self, path: &Path) -> io::Result<bool> {
        match fs::create_dir(path) {
            Ok(()) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(error) => Err(error),
        }
    }

    fn write(&self, path: &Path, bytes: &[u8]) -> io::Result<Box<dyn Unsynced>> {
        let mut file = File::create(path)?;
        file.write_all(bytes)?;
        Ok(Box::new(SystemFile(file)))
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, path: &Path) -> io::Result<()> {
        // Elsewhere a folder cannot be opened, and the file system orders names itself.
        if cfg!(unix) {
            File::open(path)?.sync_all()
        } else {
            Ok(())
        }
    }

    fn remove_folder(&self, path: &Path) -> io::Result<()> {
        fs::remove_dir_all(path)
    }

    fn guard(&self, path: &Path) -> io::Result<Option<Guard>> {
        let file = File::options().create(true).truncate(false).write(true).open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Some(Box::new(file))),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }
}

/// The open file, kept so that an error of writing back is reported to the one who wrote.
struct SystemFile(File);

impl Unsynced for SystemFile {
    fn sync(self: Box<Self>) -> io::Result<()> {
        self.0.sync_all()
    }
}
