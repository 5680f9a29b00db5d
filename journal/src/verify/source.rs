//! Where the verifier reads from.

use super::ProblemCode;
use crate::core::{Hash, HashReader, TILE_WIDTH, Tile, TileKind, tile_at, tile_hash, tile_parse};
use crate::error::{JournalError, Result};
use parking_lot::Mutex;
use std::collections::{HashMap, hash_map::Entry};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A published log: a folder, an address, a map in memory. It is asked from several threads at once.
pub trait TileSource: Sync {
    /// The bytes at a path such as `checkpoint` or `tile/0/000`; `None` when there is nothing.
    fn read(&self, path: &str) -> std::result::Result<Option<Vec<u8>>, SourceError>;

    /// How the source is called in reports.
    fn name(&self) -> String;

    /// All paths below `tile/`, where a source can tell: then left-over partial tiles are checked too.
    fn list(&self) -> std::result::Result<Option<Vec<String>>, SourceError> {
        Ok(None)
    }
}

/// Why a source could not answer, as opposed to having nothing at a path.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SourceError(pub String);

/// A log in a folder.
#[derive(Clone, Debug)]
pub struct FolderSource(PathBuf);

impl FolderSource {
    /// The log whose `checkpoint` and `tile/` are in this folder.
    pub fn new(folder: impl Into<PathBuf>) -> FolderSource {
        FolderSource(folder.into())
    }
}

impl TileSource for FolderSource {
    fn read(&self, path: &str) -> std::result::Result<Option<Vec<u8>>, SourceError> {
        match fs::read(self.0.join(path)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(SourceError(error.to_string())),
        }
    }

    fn name(&self) -> String {
        self.0.display().to_string()
    }

    fn list(&self) -> std::result::Result<Option<Vec<String>>, SourceError> {
        let mut paths = Vec::new();
        let mut folders = vec![PathBuf::from("tile")];
        while let Some(folder) = folders.pop() {
            match list_folder(&self.0, &folder, &mut folders, &mut paths) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(SourceError(error.to_string())),
                _ => {}
            }
        }
        Ok(Some(paths))
    }
}

fn list_folder(root: &Path, folder: &Path, folders: &mut Vec<PathBuf>, paths: &mut Vec<String>) -> io::Result<()> {
    for item in fs::read_dir(root.join(folder))? {
        let item = item?;
        let path = folder.join(item.file_name());
        // A link is listed as a file, not followed: it could lead in a circle.
        if item.file_type()?.is_dir() {
            folders.push(path);
        } else {
            let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
            paths.push(parts.join("/"));
        }
    }
    Ok(())
}

/// What was found at a tile's place.
pub(super) enum Found {
    /// The tile itself: nothing may be before or behind it.
    Exact(Vec<u8>),
    /// The full tile that took the place of a partial one: its beginning is asked for.
    Longer(Vec<u8>),
    /// Nothing.
    Missing,
}

/// Reads a tile, or the full one that took its place.
pub(super) fn read_tile(source: &dyn TileSource, tile: &Tile) -> std::result::Result<Found, SourceError> {
    if let Some(bytes) = source.read(&tile.path())? {
        return Ok(Found::Exact(bytes));
    }
    if tile.width < TILE_WIDTH
        && let Some(bytes) = source.read(&tile.path_full())?
    {
        return Ok(Found::Longer(bytes));
    }
    Ok(Found::Missing)
}

/// Why a hash tile could not be used.
pub(super) enum TileFault {
    /// The source could not answer.
    Unreadable(SourceError),
    /// There is no such tile.
    Missing,
    /// It has the wrong length, so that the hash at this offset is the first that is not there.
    Malformed(u64, String),
}

impl TileFault {
    pub fn describe(self) -> (ProblemCode, u64, String) {
        match self {
            TileFault::Unreadable(error) => (ProblemCode::Unreadable, 0, error.0),
            TileFault::Missing => (ProblemCode::TileMissing, 0, "the hash tile is missing".to_string()),
            TileFault::Malformed(offset, text) => (ProblemCode::TileMalformed, offset, text),
        }
    }
}

/// The hashes of a hash tile.
pub(super) fn read_hashes(source: &dyn TileSource, tile: &Tile) -> std::result::Result<Vec<Hash>, TileFault> {
    let (bytes, width) = match read_tile(source, tile).map_err(TileFault::Unreadable)? {
        Found::Exact(bytes) => (bytes, tile.width),
        Found::Longer(bytes) => (bytes, TILE_WIDTH),
        Found::Missing => return Err(TileFault::Missing),
    };
    match tile_parse(&bytes).filter(|hashes| hashes.len() as u64 == width) {
        Some(mut hashes) => {
            hashes.truncate(tile.width as usize);
            Ok(hashes)
        }
        None => {
            let offset = (bytes.len() as u64 / 32).min(tile.width - 1);
            Err(TileFault::Malformed(
                offset,
                format!("the hash tile is {} bytes long instead of {}", bytes.len(), width * 32),
            ))
        }
    }
}

/// The stored hashes of the tree of `size` leaves, read from a source's tiles. Nothing vouches for them but the proof made of
/// them.
pub(super) struct SourceTiles<'a> {
    source: &'a dyn TileSource,
    size: u64,
    cache: Mutex<HashMap<Tile, Vec<Hash>>>,
}

impl<'a> SourceTiles<'a> {
    pub fn new(source: &'a dyn TileSource, size: u64) -> SourceTiles<'a> {
        SourceTiles {
            source,
            size,
            cache: Mutex::default(),
        }
    }
}

impl HashReader for SourceTiles<'_> {
    fn hash(&self, level: u8, index: u64) -> Result<Hash> {
        let (tile_level, height) = (level / 8, level % 8);
        let first = index << height;
        let tile = tile_at(TileKind::Hashes(tile_level), first / TILE_WIDTH, self.size);
        let damaged = |offset, reason| JournalError::CorruptTile {
            path: tile.path(),
            index: tile.first_leaf(offset),
            reason,
        };
        let mut cache = self.cache.lock();
        let hashes = match cache.entry(tile) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(read_hashes(self.source, &tile).map_err(|fault| {
                let (_, offset, text) = fault.describe();
                damaged(offset, text)
            })?),
        };
        let offset = (first % TILE_WIDTH) as usize;
        let below = hashes.get(offset..offset + (1 << height));
        below
            .and_then(tile_hash)
            .ok_or_else(|| damaged(offset as u64, "it is cut short".to_string()))
    }
}
