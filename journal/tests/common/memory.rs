//! A published log in memory, for tests that change it.

use shishi_journal::verify::{FolderSource, SourceError, TileSource};
use std::collections::BTreeMap;
use std::path::Path;

/// All files of a published log by their paths.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files(pub BTreeMap<String, Vec<u8>>);

impl Files {
    /// Reads the checkpoint and all tiles of a folder.
    pub fn load(folder: &Path) -> Files {
        let source = FolderSource::new(folder);
        let paths = source.list().unwrap().unwrap().into_iter().chain(["checkpoint".to_string()]);
        Files(paths.map(|path| (path.clone(), source.read(&path).unwrap().unwrap())).collect())
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
        Ok(Some(self.0.keys().filter(|path| path.starts_with("tile/")).cloned().collect()))
    }
}
