//! Files as they were handed in, by the SHA-256 of their bytes.
//!
//! A file is written to a temporary name of its own, synced, and renamed to its digest, so that a name always holds
//! exactly the bytes it promises; writing the same bytes twice, also at once, changes nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use sha2::{Digest, Sha256};

use crate::ServiceError;

/// Files begun by this process, so that two of the same bytes have different names until they are whole.
static STAGED: AtomicU64 = AtomicU64::new(0);

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// A full disk is told as the store tells it: nothing was changed, and it passes when somebody has made room.
fn unwritten(error: &std::io::Error) -> ServiceError {
    use std::io::ErrorKind::{FileTooLarge, QuotaExceeded, ReadOnlyFilesystem, StorageFull};
    if matches!(
        error.kind(),
        StorageFull | QuotaExceeded | FileTooLarge | ReadOnlyFilesystem
    ) {
        tracing::error!(%error, "a file could not be kept: is the disk full?");
        return ServiceError::Busy;
    }
    ServiceError::internal(error)
}

/// A content-addressed folder.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    folder: PathBuf,
}

impl Files {
    pub(crate) fn open(folder: &Path) -> Result<Self, ServiceError> {
        fs::create_dir_all(folder).map_err(ServiceError::internal)?;
        Ok(Self {
            folder: folder.to_owned(),
        })
    }

    /// Keeps the bytes and returns their SHA-256 in hex.
    pub(crate) fn put(&self, bytes: &[u8]) -> Result<String, ServiceError> {
        let digest = hex::encode(Sha256::digest(bytes));
        let path = self.path(&digest);
        if path.exists() {
            return Ok(digest);
        }
        let parent = path.parent().unwrap_or(&self.folder);
        fs::create_dir_all(parent).map_err(|error| unwritten(&error))?;
        let number = STAGED.fetch_add(1, Ordering::Relaxed);
        let staging = path.with_extension(format!("{}-{number}.part", std::process::id()));
        let written = write(&staging, bytes).and_then(|()| fs::rename(&staging, &path));
        if let Err(error) = written {
            // What is left of it would take the room that is wanting; whether it goes changes nothing.
            let _ = fs::remove_file(&staging);
            return Err(unwritten(&error));
        }
        fs::File::open(parent)
            .and_then(|dir| dir.sync_all())
            .map_err(|error| unwritten(&error))?;
        Ok(digest)
    }

    /// The bytes of a digest; `None` when they are not here.
    pub(crate) fn get(&self, digest: &str) -> Result<Option<Vec<u8>>, ServiceError> {
        if digest.len() != 64 || !digest.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Ok(None);
        }
        match fs::read(self.path(digest)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(ServiceError::internal(error)),
        }
    }

    /// Digests whose bytes are missing or no longer match, among those asked for.
    pub(crate) fn damaged<'a>(&self, digests: impl Iterator<Item = &'a str>) -> Vec<String> {
        digests
            .filter(|digest| {
                !matches!(self.get(digest), Ok(Some(bytes)) if hex::encode(Sha256::digest(&bytes)) == **digest)
            })
            .map(str::to_owned)
            .collect()
    }

    fn path(&self, digest: &str) -> PathBuf {
        self.folder.join(&digest[..2]).join(&digest[2..])
    }
}
