//! Entries against leaf hashes, 256 at a time, on all threads.

use super::report::PROBLEMS_MAX;
use super::source::{Found, SourceError, TileFault, TileSource, read_hashes, read_tile};
use super::{Options, Problem, ProblemCode, Report};
use crate::core::{
    Checkpoint, Hash, TILE_WIDTH, Tile, TileKind, bundle_entries, bundle_parse, leaf_hash, tile_at, tile_hash,
};
use std::collections::BTreeMap;
use std::num::NonZero;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::sync::mpsc;

/// Up to 256 leaves: one bundle of entries and the tile with their hashes.
pub(super) struct Chunk {
    problems: Vec<Problem>,
    /// What the entries hash to; nothing when they cannot be read.
    pub entries: Option<Part>,
}

/// The contribution of a chunk to the tree.
pub(super) enum Part {
    /// Root of a full tile.
    Full(Hash),
    /// Leaf hashes of the partial tile at the right edge.
    Partial(Vec<Hash>),
}

/// Checks entries against leaf hashes, on all threads. `None` when it had to stop before the end.
pub(super) fn check_chunks(
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
    let mut problem = |(code, offset, text): Fault, tile: &Tile| {
        problems.push(Problem {
            code,
            index: Some(tile.first_leaf(offset)),
            path: Some(tile.path()),
            text,
        });
    };
    let (hashes, fault) = hash_entries(source, &bundle)?;
    let stored = match read_hashes(source, &tile) {
        Ok(stored) => stored,
        Err(TileFault::Unreadable(error)) => return Err(error),
        Err(fault) => {
            problem(fault.describe(), &tile);
            Vec::new()
        }
    };
    if let Some(offset) = hashes.iter().zip(&stored).position(|(hash, stored)| hash != stored) {
        let text = "the entry is not the one whose hash is stored";
        problem((ProblemCode::EntryDiffers, offset as u64, text.to_string()), &bundle);
    }
    if let Some(fault) = fault {
        problem(fault, &bundle);
        return Ok(Chunk {
            problems,
            entries: None,
        });
    }
    let entries = match tile_hash(&hashes) {
        Some(root) if hashes.len() as u64 == TILE_WIDTH => Part::Full(root),
        _ => Part::Partial(hashes),
    };
    Ok(Chunk {
        problems,
        entries: Some(entries),
    })
}

/// What is wrong with a tile, from which offset on.
type Fault = (ProblemCode, u64, String);

/// The hashes of a bundle's entries, as far as they can be read, and why not further.
fn hash_entries(source: &dyn TileSource, bundle: &Tile) -> Result<(Vec<Hash>, Option<Fault>), SourceError> {
    let (bytes, width) = match read_tile(source, bundle)? {
        Found::Exact(bytes) => (bytes, bundle.width),
        Found::Longer(bytes) => (bytes, TILE_WIDTH),
        Found::Missing => {
            let fault = (
                ProblemCode::EntriesMissing,
                0,
                "the bundle of entries is missing".to_string(),
            );
            return Ok((Vec::new(), Some(fault)));
        }
    };
    let fault = bundle_parse(&bytes, width).err().map(|offset| {
        let reason = if offset == width {
            "has bytes left over behind its last entry"
        } else {
            "is cut short here"
        };
        (
            ProblemCode::EntriesMalformed,
            offset.min(bundle.width - 1),
            format!("the bundle of entries {reason}"),
        )
    });
    let hashes = bundle_entries(&bytes)
        .take(bundle.width as usize)
        .map(leaf_hash)
        .collect();
    Ok((hashes, fault))
}
