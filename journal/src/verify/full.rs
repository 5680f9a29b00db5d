//! The full check: every entry, every hash, the root, the signature.

use super::chunks::{Chunk, Part, check_chunks};
use super::growth::check_growth;
use super::source::{Found, SourceTiles, TileSource, read_hashes, read_tile};
use super::strays::check_strays;
use super::{ProblemCode, Report, open_checkpoint};
use crate::core::{
    Checkpoint, CompactRange, Hash, HashReader, TILE_WIDTH, Tile, TileKind, bundle_entries, inclusion_proof, leaf_hash,
    tile_at, tile_hash, tiles_of, verify_inclusion,
};
use std::num::NonZero;

/// How a full check goes about it.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Threads that read and hash; as many as there are processors when not given. An address bears more.
    pub threads: Option<NonZero<usize>>,
    /// An earlier signed checkpoint, kept by the one who checks: the log must be a continuation of it.
    pub known: Option<String>,
}

/// Checks a whole log: that its checkpoint is signed by `vkey`, that every entry is the one whose hash is stored, that every hash
/// at every level follows from those below, and that the root of the entries is the signed one. `progress` is told the leaves
/// done and the leaves in all.
pub fn verify_folder(
    source: &dyn TileSource,
    vkey: Option<&str>,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Report {
    let mut report = Report::new(source.name());
    let note = match source.read("checkpoint") {
        Ok(Some(note)) => note,
        Ok(None) => {
            report.problem(
                ProblemCode::CheckpointMissing,
                None,
                Some("checkpoint"),
                "there is no checkpoint",
            );
            return report.finish();
        }
        Err(error) => {
            report.problem(ProblemCode::Unreadable, None, Some("checkpoint"), error.0);
            return report.finish();
        }
    };
    let Some(checkpoint) = open_checkpoint(&mut report, &note, vkey) else {
        return report.finish();
    };
    report.of(&checkpoint);
    let chunks = check_chunks(&mut report, source, &checkpoint, options, progress);
    if let Some(chunks) = chunks {
        check_levels(&mut report, source, checkpoint.size, &chunks);
        check_root(&mut report, &checkpoint, &chunks);
        if let Err(error) = check_strays(&mut report, source, checkpoint.size) {
            report.problem(ProblemCode::Unreadable, None, Some("tile"), error.0);
        }
    }
    blame(&mut report, source, &checkpoint);
    match &options.known {
        Some(known) => match open_checkpoint(&mut report, known.as_bytes(), vkey) {
            Some(old) => check_growth(&mut report, source, &old, &checkpoint),
            None => report.unchecked("growth", "the earlier checkpoint cannot be read"),
        },
        None => report.unchecked(
            "growth",
            "no earlier checkpoint was given: an older or another tree would not be noticed",
        ),
    }
    report.finish()
}

/// Checks the tiles above the leaf hashes: each hash is the root of the full tile below it.
fn check_levels(report: &mut Report, source: &dyn TileSource, size: u64, chunks: &[Chunk]) {
    // What the hashes of the level should be; nothing where the level below could not tell.
    let mut expected: Vec<Option<Hash>> = Vec::new();
    for chunk in chunks {
        match &chunk.entries {
            Some(Part::Full(root)) => expected.push(Some(*root)),
            Some(Part::Partial(_)) => {}
            None => expected.push(None),
        }
    }
    // The partial chunk at the right edge is not in the level above; one that cannot be read has no place there either.
    expected.truncate(usize::try_from(size / TILE_WIDTH).unwrap_or(usize::MAX));
    // Where an entry and its hash disagree it is open which one is wrong, so the level above is not accused as well.
    for problem in report
        .problems
        .iter()
        .filter(|problem| problem.code == ProblemCode::EntryDiffers)
    {
        let place = problem.index.and_then(|index| usize::try_from(index / TILE_WIDTH).ok());
        if let Some(hash) = place.and_then(|place| expected.get_mut(place)) {
            *hash = None;
        }
    }
    let mut tiles = size.div_ceil(TILE_WIDTH);
    for level in 1.. {
        let kind = TileKind::Hashes(level);
        let (full, partial) = tiles_of(kind, size);
        if full == 0 && partial.is_none() {
            break;
        }
        let mut above = Vec::new();
        for index in 0..full + u64::from(partial.is_some()) {
            let below = expected.get((index * TILE_WIDTH) as usize..).unwrap_or_default();
            let tile = tile_at(kind, index, size);
            tiles += 1;
            let root = check_tile(report, source, &tile, below);
            if tile.width == TILE_WIDTH {
                above.push(root);
            }
        }
        expected = above;
    }
    report.checked("hash_tiles", tiles, "hash tiles, at all levels");
}

/// Compares a tile with what its hashes should be, and returns the root that the level above should hold.
fn check_tile(report: &mut Report, source: &dyn TileSource, tile: &Tile, expected: &[Option<Hash>]) -> Option<Hash> {
    let stored = match read_hashes(source, tile) {
        Ok(stored) => stored,
        Err(fault) => {
            let (code, offset, text) = fault.describe();
            report.problem(code, Some(tile.first_leaf(offset)), Some(&tile.path()), text);
            Vec::new()
        }
    };
    let mut hashes = Vec::with_capacity(TILE_WIDTH as usize);
    let mut differs = None;
    for offset in 0..tile.width as usize {
        let (expected, stored) = (expected.get(offset).copied().flatten(), stored.get(offset).copied());
        if differs.is_none() && expected.is_some() && stored.is_some() && expected != stored {
            differs = Some(offset as u64);
        }
        hashes.extend(expected.or(stored));
    }
    if let Some(offset) = differs {
        let text = "the hash is not the root of the tile below it";
        report.problem(
            ProblemCode::HashDiffers,
            Some(tile.first_leaf(offset)),
            Some(&tile.path()),
            text,
        );
    }
    (hashes.len() as u64 == TILE_WIDTH)
        .then(|| tile_hash(&hashes))
        .flatten()
}

/// Compares the root of the entries with the signed one.
fn check_root(report: &mut Report, checkpoint: &Checkpoint, chunks: &[Chunk]) {
    let (mut full, mut partial) = (CompactRange::new(), CompactRange::new());
    for chunk in chunks {
        match &chunk.entries {
            Some(Part::Full(root)) => full.append(*root),
            Some(Part::Partial(leaves)) => partial.extend(leaves.iter().copied()),
            None => return report.unchecked("root", "the root, since some entries cannot be read"),
        }
    }
    let peaks = [full.peaks(), partial.peaks()].concat();
    let root = CompactRange::resume(checkpoint.size, peaks).map(|range| range.root());
    if root == Some(checkpoint.root) {
        return report.checked("root", 1, "roots, computed from the entries");
    }
    let text = "the root of the entries is not the signed one";
    report.problem(ProblemCode::RootDiffers, None, Some("checkpoint"), text);
}

/// Finds out which side is wrong where an entry and its stored leaf hash disagree: the one that does not lead to the signed root.
fn blame(report: &mut Report, source: &dyn TileSource, checkpoint: &Checkpoint) {
    let size = checkpoint.size;
    let tiles = SourceTiles::new(source, size);
    // When all entries together lead to the signed root, each of them is right.
    let entries_are_right = report.checked.iter().any(|checked| checked.code == "root");
    for problem in report
        .problems
        .iter_mut()
        .filter(|problem| problem.code == ProblemCode::EntryDiffers)
    {
        let Some(index) = problem.index else { continue };
        let bundle = tile_at(TileKind::Entries, index / TILE_WIDTH, size);
        let Ok(Found::Exact(bytes) | Found::Longer(bytes)) = read_tile(source, &bundle) else {
            continue;
        };
        let Some(entry) = bundle_entries(&bytes).nth((index % TILE_WIDTH) as usize) else {
            continue;
        };
        let Ok(proof) = inclusion_proof(&tiles, index, size) else {
            continue;
        };
        let leads = |leaf: &Hash| verify_inclusion(leaf, index, size, &proof, &checkpoint.root).is_ok();
        if entries_are_right || leads(&leaf_hash(entry)) {
            problem.code = ProblemCode::LeafHashDiffers;
            problem.path = Some(tile_at(TileKind::Hashes(0), index / TILE_WIDTH, size).path());
            problem.text = "the stored leaf hash is wrong; the entry is the one that was signed".to_string();
        } else if tiles.hash(0, index).is_ok_and(|stored| leads(&stored)) {
            problem.text = "the entry was changed; its stored hash is the one that was signed".to_string();
        }
    }
}
