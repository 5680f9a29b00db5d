//! The full check: every entry, every hash, the root, the signature.

use super::growth::check_growth;
use super::report::PROBLEMS_MAX;
use super::source::{Found, SourceError, SourceTiles, TileFault, TileSource, read_hashes, read_tile};
use super::strays::check_strays;
use super::{Problem, ProblemCode, Report, open_checkpoint};
use crate::core::{
    Checkpoint, CompactRange, Hash, HashReader, TILE_WIDTH, Tile, TileKind, bundle_entry, bundle_parse,
    inclusion_proof, leaf_hash, tile_at, tile_hash, tiles_of, verify_inclusion,
};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;

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

/// Up to 256 leaves: one bundle of entries and the tile with their hashes.
struct Chunk {
    problems: Vec<Problem>,
    /// What the entries hash to; nothing when they cannot be read.
    entries: Option<Part>,
}

/// The contribution of a chunk to the tree.
enum Part {
    /// Root of a full tile.
    Full(Hash),
    /// Leaf hashes of the partial tile at the right edge.
    Partial(Vec<Hash>),
}

/// Checks entries against leaf hashes, on all threads. `None` when it had to stop before the end.
fn check_chunks(
    report: &mut Report,
    source: &dyn TileSource,
    checkpoint: &Checkpoint,
    options: &Options,
    progress: &mut dyn FnMut(u64, u64),
) -> Option<Vec<Chunk>> {
    let (size, count) = (checkpoint.size, checkpoint.size.div_ceil(TILE_WIDTH));
    let threads = options
        .threads
        .or_else(|| std::thread::available_parallelism().ok())
        .map_or(1, NonZero::get);
    let (next, stop) = (AtomicU64::new(0), AtomicBool::new(false));
    let (sender, receiver) = mpsc::sync_channel(1024);
    let mut chunks = BTreeMap::new();
    let mut unreadable: Vec<(u64, SourceError)> = Vec::new();
    let mut problems = 0;
    std::thread::scope(|scope| {
        for _ in 0..threads.min(count.try_into().unwrap_or(usize::MAX)) {
            let (sender, next, stop) = (sender.clone(), &next, &stop);
            scope.spawn(move || {
                // Chunks are handed out in order, so when one stops the check, all before it are looked at.
                while !stop.load(Relaxed) {
                    let index = next.fetch_add(1, Relaxed);
                    if index >= count || sender.send((index, check_chunk(source, index, size))).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        let mut done = 0;
        progress(0, size);
        for (index, chunk) in receiver {
            match chunk {
                Ok(chunk) => {
                    problems += chunk.problems.len();
                    chunks.insert(index, chunk);
                }
                Err(error) => unreadable.push((index, error)),
            }
            if !unreadable.is_empty() || problems >= PROBLEMS_MAX {
                stop.store(true, Relaxed);
            }
            done += TILE_WIDTH.min(size - index * TILE_WIDTH);
            progress(done, size);
        }
    });
    let complete = unreadable.is_empty() && chunks.len() as u64 == count;
    if let Some((index, error)) = unreadable.into_iter().min_by_key(|(index, _)| *index) {
        report.problem(ProblemCode::Unreadable, Some(index * TILE_WIDTH), Some("tile"), error.0);
    }
    report.problems.extend(
        chunks
            .values_mut()
            .flat_map(|chunk| std::mem::take(&mut chunk.problems)),
    );
    let entries = chunks.iter().filter(|(_, chunk)| chunk.entries.is_some());
    let entries = entries
        .map(|(index, _)| TILE_WIDTH.min(size - index * TILE_WIDTH))
        .sum();
    report.checked(
        "entries",
        entries,
        "entries, each hashed and compared with its leaf hash",
    );
    if !complete {
        report.unchecked("rest", "the rest of the log: the check stopped early");
        return None;
    }
    Some(chunks.into_values().collect())
}

fn check_chunk(source: &dyn TileSource, index: u64, size: u64) -> Result<Chunk, SourceError> {
    let bundle = tile_at(TileKind::Entries, index, size);
    let tile = tile_at(TileKind::Hashes(0), index, size);
    let mut problems = Vec::new();
    let mut problem = |code, tile: &Tile, offset: u64, text: String| {
        problems.push(Problem {
            code,
            index: Some(tile.first_leaf(offset)),
            path: Some(tile.path()),
            text,
        });
    };
    let (bytes, exact) = match read_tile(source, &bundle)? {
        Found::Exact(bytes) => (Some(bytes), true),
        Found::Longer(bytes) => (Some(bytes), false),
        Found::Missing => {
            problem(
                ProblemCode::EntriesMissing,
                &bundle,
                0,
                "the bundle is missing".to_string(),
            );
            (None, true)
        }
    };
    let width = if exact { bundle.width } else { TILE_WIDTH };
    let parsed = bytes.as_deref().map(|bytes| bundle_parse(bytes, width));
    let hashes: Option<Vec<Hash>> = match parsed {
        Some(Ok(entries)) => Some(
            entries
                .iter()
                .take(bundle.width as usize)
                .map(|entry| leaf_hash(entry))
                .collect(),
        ),
        Some(Err(offset)) => {
            let reason = if offset == width {
                "has bytes left over behind its last entry"
            } else {
                "is cut short here"
            };
            problem(
                ProblemCode::EntriesMalformed,
                &bundle,
                offset.min(width - 1),
                format!("the bundle {reason}"),
            );
            None
        }
        None => None,
    };
    let stored = match read_hashes(source, &tile) {
        Ok(stored) => Some(stored),
        Err(TileFault::Unreadable(error)) => return Err(error),
        Err(fault) => {
            let (code, offset, text) = fault.describe();
            problem(code, &tile, offset, text);
            None
        }
    };
    if let (Some(hashes), Some(stored)) = (&hashes, &stored)
        && let Some(offset) = hashes.iter().zip(stored).position(|(hash, stored)| hash != stored)
    {
        let text = "the entry is not the one whose hash is stored".to_string();
        problem(ProblemCode::EntryDiffers, &bundle, offset as u64, text);
    }
    let entries = hashes.map(|hashes| match tile_hash(&hashes) {
        Some(root) if hashes.len() as u64 == TILE_WIDTH => Part::Full(root),
        _ => Part::Partial(hashes),
    });
    Ok(Chunk { problems, entries })
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
        let Some(entry) = bundle_entry(&bytes, index % TILE_WIDTH) else {
            continue;
        };
        let Ok(proof) = inclusion_proof(&tiles, index, size) else {
            continue;
        };
        let leads = |leaf: &Hash| verify_inclusion(leaf, index, size, &proof, &checkpoint.root).is_ok();
        if leads(&leaf_hash(entry)) {
            problem.code = ProblemCode::LeafHashDiffers;
            problem.path = Some(tile_at(TileKind::Hashes(0), index / TILE_WIDTH, size).path());
            problem.text = "the stored leaf hash is wrong; the entry is the one that was signed".to_string();
        } else if tiles.hash(0, index).is_ok_and(|stored| leads(&stored)) {
            problem.text = "the entry was changed; its stored hash is the one that was signed".to_string();
        }
    }
}
