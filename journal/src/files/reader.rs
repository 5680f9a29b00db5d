//! Reading a log while it grows: receipts, entries and proofs against the checkpoint of the moment.

use super::{disk::Disk, edge::damaged};
use crate::core::{
    Checkpoint, Hash, HashReader, Receipt, TILE_WIDTH, Tile, TileKind, bundle_entries, consistency_proof,
    inclusion_proof, leaf_hash, tile_at, tile_hash, tile_parse, verify_consistency, verify_inclusion,
};
use crate::error::{JournalError, Result};
use parking_lot::{Mutex, RwLock};
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

/// Full hash tiles kept in memory, 8 kB each.
const CACHE_TILES_MAX: usize = 512;

/// A handle for reading that can be cloned and used from any thread, also while the log publishes.
#[derive(Clone)]
pub struct LogReader(Arc<Shared>);

/// The hashes of a full tile.
type TileHashes = Arc<[Hash]>;

struct Shared {
    disk: Arc<dyn Disk>,
    tiles: PathBuf,
    head: RwLock<Arc<Head>>,
    cache: Mutex<HashMap<(u8, u64), TileHashes>>,
}

/// The last signed checkpoint, taken apart and as a note.
pub(super) struct Head {
    pub checkpoint: Checkpoint,
    pub note: String,
}

impl LogReader {
    pub(super) fn new(disk: Arc<dyn Disk>, tiles: PathBuf, head: Head) -> LogReader {
        let (head, cache) = (RwLock::new(Arc::new(head)), Mutex::default());
        LogReader(Arc::new(Shared {
            disk,
            tiles,
            head,
            cache,
        }))
    }

    pub(super) fn set_head(&self, head: Head) {
        *self.0.head.write() = Arc::new(head);
    }

    pub(super) fn head(&self) -> Arc<Head> {
        self.0.head.read().clone()
    }

    /// Leaves under the last signed checkpoint.
    pub fn size(&self) -> u64 {
        self.head().checkpoint.size
    }

    /// Root of the last signed checkpoint.
    pub fn root(&self) -> Hash {
        self.head().checkpoint.root
    }

    /// The last signed checkpoint as a note.
    pub fn checkpoint(&self) -> String {
        self.head().note.clone()
    }

    /// The receipt of a leaf: the text of a file that proves, offline, that the entry in it is in the log.
    pub fn receipt(&self, index: u64) -> Result<String> {
        let head = self.head();
        let size = head.checkpoint.size;
        let entry = self.entry_in(index, size)?;
        let proof = inclusion_proof(&Tiles { reader: self, size }, index, size)?;
        // What does not verify is never handed out.
        verify_inclusion(&leaf_hash(&entry), index, size, &proof, &head.checkpoint.root).map_err(|_| {
            self.0.cache.lock().clear();
            let tile = Tile {
                kind: TileKind::Entries,
                index: index / TILE_WIDTH,
                width: TILE_WIDTH,
            };
            damaged(
                &tile,
                index % TILE_WIDTH,
                "the entry, or a hash beside its way to the root, is not what was signed",
            )
        })?;
        Ok(Receipt {
            entry: Some(entry),
            index,
            proof,
            checkpoint: head.note.clone(),
        }
        .to_text())
    }

    /// The bytes of an entry.
    pub fn entry(&self, index: u64) -> Result<Vec<u8>> {
        self.entry_in(index, self.size())
    }

    /// The hash of a leaf, as stored.
    pub fn leaf(&self, index: u64) -> Result<Hash> {
        let size = self.size();
        if index >= size {
            return Err(JournalError::NoSuchLeaf { index, size });
        }
        Tiles { reader: self, size }.hash(0, index)
    }

    /// Root of the tree when it had this many leaves, from the tiles on disk.
    pub fn root_at(&self, size: u64) -> Result<Hash> {
        let (new, old) = (self.size(), size);
        if old > new {
            return Err(JournalError::NotGrown { old, new });
        }
        crate::core::subtree_root(
            &Tiles {
                reader: self,
                size: new,
            },
            0,
            old,
        )
    }

    /// The proof that the tree of `new` leaves begins with the tree of `old` leaves; both within the signed tree.
    pub fn consistency(&self, old: u64, new: u64) -> Result<Vec<Hash>> {
        let size = self.size();
        if new > size {
            return Err(JournalError::NotGrown { old: new, new: size });
        }
        let proof = consistency_proof(&Tiles { reader: self, size }, old, new)?;
        if old > 0 {
            verify_consistency(old, &self.root_at(old)?, new, &self.root_at(new)?, &proof)?;
        }
        Ok(proof)
    }

    fn entry_in(&self, index: u64, size: u64) -> Result<Vec<u8>> {
        if index >= size {
            return Err(JournalError::NoSuchLeaf { index, size });
        }
        let tile = tile_at(TileKind::Entries, index / TILE_WIDTH, size);
        let bytes = self.tile(&tile)?;
        let entry = bundle_entries(&bytes).nth((index % TILE_WIDTH) as usize);
        Ok(entry
            .ok_or_else(|| damaged(&tile, index % TILE_WIDTH, "it is cut short"))?
            .to_vec())
    }

    /// The bytes of a tile; when a partial one is gone already, those of the full one that took its place.
    pub(super) fn tile(&self, tile: &Tile) -> Result<Vec<u8>> {
        for path in [tile.path(), tile.path_full()] {
            let path = self.0.tiles.join(path);
            match self.0.disk.read(&path) {
                Ok(Some(bytes)) => return Ok(bytes),
                Ok(None) => {}
                Err(source) => {
                    return Err(JournalError::Io {
                        action: "read",
                        path,
                        source,
                    });
                }
            }
        }
        Err(damaged(tile, 0, "it is missing"))
    }

    fn hashes(&self, tile: &Tile, level: u8) -> Result<TileHashes> {
        let key = (level, tile.index);
        if let Some(hashes) = self.0.cache.lock().get(&key) {
            return Ok(hashes.clone());
        }
        let hashes: TileHashes = tile_parse(&self.tile(tile)?).unwrap_or_default().into();
        if (hashes.len() as u64) < tile.width {
            return Err(damaged(tile, hashes.len() as u64, "it is cut short"));
        }
        if tile.width == TILE_WIDTH {
            let mut cache = self.0.cache.lock();
            if cache.len() >= CACHE_TILES_MAX {
                cache.clear();
            }
            cache.insert(key, hashes.clone());
        }
        Ok(hashes)
    }

    /// The stored hashes of the tree of `size` leaves, which may be longer than what is signed already.
    pub(super) fn hashes_of(&self, size: u64) -> impl HashReader {
        Tiles { reader: self, size }
    }
}

/// The hashes of the tree of `size` leaves, from tiles.
struct Tiles<'a> {
    reader: &'a LogReader,
    size: u64,
}

impl HashReader for Tiles<'_> {
    fn hash(&self, level: u8, index: u64) -> Result<Hash> {
        let (tile_level, height) = (level / 8, level % 8);
        let first = index << height;
        let tile = tile_at(TileKind::Hashes(tile_level), first / TILE_WIDTH, self.size);
        let hashes = self.reader.hashes(&tile, tile_level)?;
        let offset = (first % TILE_WIDTH) as usize;
        let below = hashes.get(offset..offset + (1 << height)).and_then(tile_hash);
        below.ok_or_else(|| damaged(&tile, offset as u64, "it is cut short"))
    }
}
