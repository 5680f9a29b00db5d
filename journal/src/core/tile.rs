//! Tiles: the log as files of up to 256 hashes or entries (c2sp.org/tlog-tiles).

use super::hash::{Hash, node_hash};

/// Hashes in a full tile, and entries in a full bundle.
pub const TILE_WIDTH: u64 = 256;

/// Longest entry, since its length is written in 16 bits.
pub const ENTRY_BYTES_MAX: usize = 65_535;

/// What a tile holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TileKind {
    /// Entries, each behind its length in two bytes.
    Entries,
    /// Hashes at this level: level 0 are leaf hashes, each hash above is the root of a full tile below.
    Hashes(u8),
}

/// One tile: what it holds, its place from the left, and how many hashes or entries are in it (1 to 256).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tile {
    /// What it holds.
    pub kind: TileKind,
    /// Place from the left, from 0.
    pub index: u64,
    /// Hashes or entries in it, 1 to 256; fewer than 256 only at the right edge.
    pub width: u64,
}

impl Tile {
    /// The path below the log's address or folder, such as `tile/0/x001/x234/067` or `tile/entries/000.p/5`.
    pub fn path(&self) -> String {
        let mut path = self.path_full();
        if self.width < TILE_WIDTH {
            path.push_str(&format!(".p/{}", self.width));
        }
        path
    }

    /// The path this tile has, or will have, when it is full.
    pub fn path_full(&self) -> String {
        let kind = match self.kind {
            TileKind::Entries => "entries".to_string(),
            TileKind::Hashes(level) => level.to_string(),
        };
        let mut groups = vec![format!("{:03}", self.index % 1000)];
        let mut rest = self.index / 1000;
        while rest > 0 {
            groups.push(format!("x{:03}", rest % 1000));
            rest /= 1000;
        }
        groups.push(kind);
        groups.push("tile".to_string());
        groups.reverse();
        groups.join("/")
    }

    /// Reads a path; only the one spelling that [`Tile::path`] writes is accepted.
    pub fn from_path(path: &str) -> Option<Tile> {
        let (full, width) = match path.split_once(".p/") {
            Some((full, width)) => (full, width.parse().ok()?),
            None => (path, TILE_WIDTH),
        };
        let mut groups = full.split('/');
        if groups.next()? != "tile" {
            return None;
        }
        let kind = match groups.next()? {
            "entries" => TileKind::Entries,
            level => TileKind::Hashes(level.parse().ok().filter(|level| *level < 64)?),
        };
        let mut index = 0u64;
        for group in groups {
            let digits = group.strip_prefix('x').unwrap_or(group);
            index = index.checked_mul(1000)?.checked_add(digits.parse().ok()?)?;
        }
        let tile = Tile { kind, index, width };
        (width > 0 && tile.path() == path).then_some(tile)
    }

    /// Index of the first leaf that the tile's hash or entry at `offset` covers.
    pub fn first_leaf(&self, offset: u64) -> u64 {
        let shift = match self.kind {
            TileKind::Entries | TileKind::Hashes(0) => 0,
            TileKind::Hashes(level) => u32::from(level) * 8,
        };
        let place = self.index.saturating_mul(TILE_WIDTH).saturating_add(offset);
        if place.leading_zeros() < shift {
            u64::MAX
        } else {
            place.checked_shl(shift).unwrap_or(0)
        }
    }
}

/// The tiles of one kind that a tree of `size` leaves consists of: how many are full, and the partial one at the right edge.
pub fn tiles_of(kind: TileKind, size: u64) -> (u64, Option<Tile>) {
    let count = match kind {
        TileKind::Entries => size,
        TileKind::Hashes(level) => size.checked_shr(u32::from(level) * 8).unwrap_or(0),
    };
    let (index, width) = (count / TILE_WIDTH, count % TILE_WIDTH);
    (index, (width > 0).then_some(Tile { kind, index, width }))
}

/// The tile at a place in the tree of `size` leaves, with the width it has there.
pub fn tile_at(kind: TileKind, index: u64, size: u64) -> Tile {
    match tiles_of(kind, size) {
        (_, Some(partial)) if partial.index == index => partial,
        _ => Tile {
            kind,
            index,
            width: TILE_WIDTH,
        },
    }
}

/// Splits the bytes of a hash tile into hashes; `None` when they are not a whole number of hashes.
pub fn tile_parse(bytes: &[u8]) -> Option<Vec<Hash>> {
    let (hashes, rest) = bytes.as_chunks::<32>();
    rest.is_empty().then(|| hashes.iter().copied().map(Hash).collect())
}

/// Root of the complete subtree over these hashes, whose number must be a power of two.
pub fn tile_hash(hashes: &[Hash]) -> Option<Hash> {
    if !hashes.len().is_power_of_two() {
        return None;
    }
    let mut level = hashes.to_vec();
    while level.len() > 1 {
        let half = level.len() / 2;
        for pair in 0..half {
            level[pair] = node_hash(&level[2 * pair], &level[2 * pair + 1]);
        }
        level.truncate(half);
    }
    level.first().copied()
}

/// Appends an entry to the bytes of a bundle. False, and nothing appended, when the entry is too long.
pub fn bundle_push(bundle: &mut Vec<u8>, entry: &[u8]) -> bool {
    let Ok(length) = u16::try_from(entry.len()) else {
        return false;
    };
    bundle.extend_from_slice(&length.to_be_bytes());
    bundle.extend_from_slice(entry);
    true
}

/// Splits the bytes of a bundle into exactly `count` entries. Otherwise, the position of the first entry that does not fit
/// (`count` when bytes are left over).
pub fn bundle_parse(bytes: &[u8], count: u64) -> Result<Vec<&[u8]>, u64> {
    let mut rest = bytes;
    let mut entries = Vec::with_capacity(count.min(TILE_WIDTH) as usize);
    for position in 0..count {
        entries.push(entry_first(&mut rest).ok_or(position)?);
    }
    if rest.is_empty() { Ok(entries) } else { Err(count) }
}

/// The entries of a bundle from the first on, as far as it can be read.
pub fn bundle_entries(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = bytes;
    std::iter::from_fn(move || entry_first(&mut rest))
}

fn entry_first<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk::<2>()?;
    let (entry, behind) = behind.split_at_checked(u16::from_be_bytes(*length).into())?;
    *rest = behind;
    Some(entry)
}
