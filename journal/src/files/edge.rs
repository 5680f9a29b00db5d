//! The right edge of the tree in memory, and the tiles that new leaves turn it into.

use crate::core::{CompactRange, HashReader, TILE_WIDTH, Tile, TileKind, bundle_push, leaf_hash, tile_hash, tiles_of};
use crate::error::Result;
use crate::{Hash, core::bundle_parse};

/// All of a log that has to be in memory to make it longer: its partial tiles and the tree's right edge.
#[derive(Clone, Default)]
pub(super) struct Edge {
    range: CompactRange,
    /// The bytes of the partial bundle of entries.
    bundle: Vec<u8>,
    /// The hashes of the partial tile at each level.
    levels: Vec<Vec<Hash>>,
}

/// What has to be written to make the log longer.
pub(super) struct Staged {
    /// Files, each once.
    pub tiles: Vec<(Tile, Vec<u8>)>,
    /// The right edge after it.
    pub edge: Edge,
    /// Tiles that were partial and are full now: their partial files can go once the checkpoint is in place.
    pub filled: Vec<Tile>,
}

impl Edge {
    pub fn size(&self) -> u64 {
        self.range.size()
    }

    pub fn root(&self) -> Hash {
        self.range.root()
    }

    /// The edge of the tree of `size` leaves that `tile` reads the tiles of. Nothing is compared here with what was signed,
    /// except that the entries of the last bundle are those of the last hash tile.
    pub fn load(size: u64, hashes: &dyn HashReader, tile: &dyn Fn(&Tile) -> Result<Vec<u8>>) -> Result<Edge> {
        let peaks = CompactRange::peaks_of(size).map(|(level, index)| hashes.hash(level, index));
        let range = CompactRange::resume(size, peaks.collect::<Result<_>>()?).unwrap_or_default();
        let mut edge = Edge {
            range,
            ..Edge::default()
        };
        for level in (0..8).take_while(|level| size >> (8 * level) > 0) {
            let (index, partial) = tiles_of(TileKind::Hashes(level), size);
            let width = partial.map_or(0, |partial| partial.width);
            let first = index * TILE_WIDTH;
            let hashes = (first..first + width).map(|index| hashes.hash(8 * level, index));
            edge.levels.push(hashes.collect::<Result<_>>()?);
        }
        if let (_, Some(bundle)) = tiles_of(TileKind::Entries, size) {
            let bytes = tile(&bundle)?;
            let entries =
                bundle_parse(&bytes, bundle.width).map_err(|offset| damaged(&bundle, offset, "it is cut short"))?;
            for (offset, (entry, hash)) in entries.iter().zip(&edge.levels[0]).enumerate() {
                if leaf_hash(entry) != *hash {
                    return Err(damaged(
                        &bundle,
                        offset as u64,
                        "the entry is not the one that was hashed",
                    ));
                }
            }
            edge.bundle = bytes;
        }
        Ok(edge)
    }

    /// The files that appending these entries takes, and the edge afterwards. Entries are at most 65,535 bytes long each.
    pub fn stage(&self, entries: &[Vec<u8>]) -> Staged {
        let mut staged = Staged {
            tiles: Vec::new(),
            edge: self.clone(),
            filled: Vec::new(),
        };
        for entry in entries {
            staged.append(entry);
        }
        // What is still partial is written once, as it is at the end.
        let (before, size) = (self.size(), staged.edge.size());
        let kinds = (0..staged.edge.levels.len())
            .map(|level| TileKind::Hashes(level as u8))
            .chain([TileKind::Entries]);
        for kind in kinds {
            let (was_full, was_partial) = tiles_of(kind, before);
            let (now_full, now_partial) = tiles_of(kind, size);
            if now_full > was_full {
                staged.filled.extend(was_partial);
            }
            if let Some(tile) = now_partial.filter(|tile| Some(*tile) != was_partial) {
                let bytes = match kind {
                    TileKind::Entries => staged.edge.bundle.clone(),
                    TileKind::Hashes(level) => bytes_of(&staged.edge.levels[usize::from(level)]),
                };
                staged.tiles.push((tile, bytes));
            }
        }
        staged
    }
}

impl Staged {
    fn append(&mut self, entry: &[u8]) {
        let index = self.edge.size();
        let mut hash = leaf_hash(entry);
        self.edge.range.append(hash);
        bundle_push(&mut self.edge.bundle, entry);
        if (index + 1).is_multiple_of(TILE_WIDTH) {
            let tile = Tile {
                kind: TileKind::Entries,
                index: index / TILE_WIDTH,
                width: TILE_WIDTH,
            };
            self.tiles.push((tile, std::mem::take(&mut self.edge.bundle)));
        }
        let mut place = index;
        for level in 0.. {
            if self.edge.levels.len() == level {
                self.edge.levels.push(Vec::new());
            }
            let hashes = &mut self.edge.levels[level];
            hashes.push(hash);
            let Some(root) = (hashes.len() as u64 == TILE_WIDTH).then(|| tile_hash(hashes)).flatten() else {
                break;
            };
            let tile = Tile {
                kind: TileKind::Hashes(level as u8),
                index: place / TILE_WIDTH,
                width: TILE_WIDTH,
            };
            self.tiles.push((tile, bytes_of(hashes)));
            hashes.clear();
            hash = root;
            place /= TILE_WIDTH;
        }
    }
}

fn bytes_of(hashes: &[Hash]) -> Vec<u8> {
    hashes.iter().flat_map(|hash| hash.0).collect()
}

/// The error for a tile that is not as it should be from the leaf at `offset` on.
pub(super) fn damaged(tile: &Tile, offset: u64, reason: &str) -> crate::JournalError {
    crate::JournalError::CorruptTile {
        path: tile.path(),
        index: tile.first_leaf(offset),
        reason: reason.to_string(),
    }
}
