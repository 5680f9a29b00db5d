//! The second computation of a root: from the bytes on disk, by the recursive definition, before anything is signed.
//!
//! A log once had to be given up because one bit flipped between hashing and signing: its signed root matched no stored bytes.
//! So what is signed here was read back first, along another path than the one that computed it in memory: the bundles' entries
//! are hashed again and compared with the stored leaf hashes, each full tile with the hash above it, and the old and the new
//! root follow from the tiles by recursion instead of by appending.

use super::edge::damaged;
use crate::Hash;
use crate::core::{
    EMPTY_ROOT, TILE_WIDTH, Tile, TileKind, bundle_parse, leaf_hash, node_hash, tile_at, tile_hash, tile_parse,
};
use crate::error::Result;
use std::collections::{HashMap, hash_map::Entry};

/// The tiles of one publication, read back.
pub(super) struct ReadBack {
    /// Leaves in the new tree.
    size: u64,
    hashes: HashMap<(u8, u64), Vec<Hash>>,
}

impl ReadBack {
    /// Reads the tiles that were written, and checks each against the others: entries `from..` must be those given.
    pub fn read(
        tiles: &[Tile],
        from: u64,
        entries: &[Vec<u8>],
        read: &dyn Fn(&Tile) -> Result<Vec<u8>>,
    ) -> Result<ReadBack> {
        let mut back = ReadBack {
            size: from + entries.len() as u64,
            hashes: HashMap::new(),
        };
        for tile in tiles {
            if let TileKind::Hashes(level) = tile.kind {
                let hashes = tile_parse(&read(tile)?).filter(|hashes| hashes.len() as u64 == tile.width);
                let hashes = hashes.ok_or_else(|| damaged(tile, 0, "it was read back with another length"))?;
                back.hashes.insert((level, tile.index), hashes);
            }
        }
        for tile in tiles {
            match tile.kind {
                TileKind::Entries => back.check_entries(tile, &read(tile)?, from, entries)?,
                TileKind::Hashes(level) if tile.width == TILE_WIDTH => back.check_parent(tile, level)?,
                TileKind::Hashes(_) => {}
            }
        }
        Ok(back)
    }

    fn check_entries(&self, tile: &Tile, bytes: &[u8], from: u64, entries: &[Vec<u8>]) -> Result<()> {
        let stored =
            bundle_parse(bytes, tile.width).map_err(|offset| damaged(tile, offset, "it was read back cut short"))?;
        let leaves = self
            .hashes
            .get(&(0, tile.index))
            .ok_or_else(|| damaged(tile, 0, "its hashes were not written"))?;
        for (offset, (entry, leaf)) in stored.into_iter().zip(leaves).enumerate() {
            let index = tile.index * TILE_WIDTH + offset as u64;
            let given = index
                .checked_sub(from)
                .and_then(|position| entries.get(position as usize));
            if given.is_some_and(|given| given != entry) || leaf_hash(entry) != *leaf {
                return Err(damaged(
                    tile,
                    offset as u64,
                    "the entry read back is not the one that was hashed",
                ));
            }
        }
        Ok(())
    }

    fn check_parent(&self, tile: &Tile, level: u8) -> Result<()> {
        let above = self.hashes.get(&(level + 1, tile.index / TILE_WIDTH));
        let above = above.and_then(|hashes| hashes.get((tile.index % TILE_WIDTH) as usize));
        if above.copied() == tile_hash(&self.hashes[&(level, tile.index)]) {
            return Ok(());
        }
        Err(damaged(tile, 0, "its root is not the hash written above it"))
    }

    /// Root over the first `upto` leaves, from what was read back and, for what was there before, from `older`.
    pub fn root(&mut self, upto: u64, older: &dyn Fn(&Tile) -> Result<Vec<u8>>) -> Result<Hash> {
        self.subtree(0, upto, older)
    }

    fn subtree(&mut self, lo: u64, hi: u64, older: &dyn Fn(&Tile) -> Result<Vec<u8>>) -> Result<Hash> {
        let width = hi - lo;
        if width == 0 {
            return Ok(EMPTY_ROOT);
        }
        // A range as wide as one stored hash needs no look below it.
        let level = (width.ilog2() / 8) as u8;
        let below = 1u64 << (8 * level);
        if width == below {
            return self.stored(level, lo / below, older);
        }
        let middle = lo + (1 << (width - 1).ilog2());
        Ok(node_hash(
            &self.subtree(lo, middle, older)?,
            &self.subtree(middle, hi, older)?,
        ))
    }

    fn stored(&mut self, level: u8, place: u64, older: &dyn Fn(&Tile) -> Result<Vec<u8>>) -> Result<Hash> {
        let (index, offset) = (place / TILE_WIDTH, place % TILE_WIDTH);
        let tile = tile_at(TileKind::Hashes(level), index, self.size);
        let hashes = match self.hashes.entry((level, index)) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(tile_parse(&older(&tile)?).unwrap_or_default()),
        };
        hashes
            .get(offset as usize)
            .copied()
            .ok_or_else(|| damaged(&tile, offset, "it is cut short"))
    }
}
