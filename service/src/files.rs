//! Files as they were handed in, by the SHA-256 of their bytes.
//!
//! A file is written to a temporary name, synced, and renamed to its digest, so that a name always holds
//! exactly the bytes it promises; writing the same bytes twice changes nothing.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::ServiceError;

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
        fs::create_dir_all(parent).map_err(ServiceError::internal)?;
        let staging = path.with_extension("part");
        let mut file = fs::File::create(&staging).map_err(ServiceError::internal)?;
        file.write_all(bytes)
            .and_then(|()| file.sync_all())
            .map_err(ServiceError::internal)?;
        fs::rename(&staging, &path).map_err(ServiceError::internal)?;
        fs::File::open(parent)
            .and_then(|dir| dir.sync_all())
            .map_err(ServiceError::internal)?;
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
