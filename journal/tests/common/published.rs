//! Published logs in memory, for tests that change them.

use super::{ORIGIN, entry, key, paths};
use shishi_journal::Log;
use shishi_journal::verify::{FolderSource, SourceError, TileSource};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::LazyLock;

/// All files of a published log by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// Reads the checkpoint and all tiles of a folder.
    pub fn load(folder: &Path) -> Files {
        let source = FolderSource::new(folder);
        let paths = source
            .list()
            .unwrap()
            .unwrap()
            .into_iter()
            .chain(["checkpoint".to_string()]);
        Files(
            paths
                .map(|path| (path.clone(), source.read(&path).unwrap().unwrap()))
                .collect(),
        )
    }

    /// The bytes of a file that is there.
    pub fn file(&mut self, path: &str) -> &mut Vec<u8> {
        self.0.get_mut(path).unwrap_or_else(|| panic!("no {path}"))
    }

    /// A text file with one part replaced.
    pub fn replace(&mut self, path: &str, from: &str, to: &str) {
        let text = String::from_utf8(self.file(path).clone()).unwrap();
        *self.file(path) = text.replacen(from, to, 1).into_bytes();
    }
}

impl TileSource for Files {
    fn read(&self, path: &str) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.0.get(path).cloned())
    }

    fn name(&self) -> String {
        "memory".to_string()
    }

    fn list(&self) -> Result<Option<Vec<String>>, SourceError> {
        Ok(Some(
            self.0
                .keys()
                .filter(|path| path.starts_with("tile/"))
                .cloned()
                .collect(),
        ))
    }
}

/// A log as published, an earlier checkpoint of it, and its public key.
pub struct Published {
    /// What is served.
    pub files: Files,
    /// The signed checkpoint before the last one.
    pub earlier: String,
    /// The public key.
    pub vkey: String,
    /// The receipts of leaves 300 and 301, when there are any.
    pub receipts: Vec<String>,
}

/// Publishes a log up to the sizes given, one checkpoint each.
pub fn publish(origin: &str, key_number: u8, steps: &[u64], entry_of: impl Fn(u64) -> Vec<u8>) -> Published {
    let folder = tempfile::tempdir().unwrap();
    let mut log = Log::open(paths(folder.path()), origin, &key(key_number)).unwrap();
    let mut earlier = String::new();
    for step in steps {
        earlier = log.checkpoint();
        let from = log.size();
        log.publish(&(from..*step).map(&entry_of).collect::<Vec<_>>()).unwrap();
    }
    Published {
        files: Files::load(&paths(folder.path()).tiles),
        earlier,
        vkey: log.vkey(),
        receipts: [300, 301]
            .into_iter()
            .filter_map(|index| log.receipt(index).ok())
            .collect(),
    }
}

/// 700 leaves: two full tiles, a partial one, and what the checkpoint at 650 left.
pub static SMALL: LazyLock<Published> = LazyLock::new(|| publish(ORIGIN, 1, &[650, 700], entry));
/// 66,000 leaves: a full tile at level 1, and three levels in all.
pub static LARGE: LazyLock<Published> = LazyLock::new(|| publish(ORIGIN, 1, &[65_900, 66_000], entry));
/// Another history of the same log, signed with the same key.
pub static FORK: LazyLock<Published> = LazyLock::new(|| publish(ORIGIN, 1, &[650, 700], |index| entry(index + 1)));
/// The same entries under another key.
pub static OTHER_KEY: LazyLock<Published> = LazyLock::new(|| publish(ORIGIN, 2, &[650, 700], entry));
/// The same entries and key under another origin.
pub static OTHER_ORIGIN: LazyLock<Published> =
    LazyLock::new(|| publish("journal.example/promises/2027", 1, &[650, 700], entry));
