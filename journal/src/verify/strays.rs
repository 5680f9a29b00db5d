//! Files beside the tiles of the checkpoint: partial tiles of earlier checkpoints, and what no checkpoint covers.

use super::source::{Found, SourceError, TileSource, read_tile};
use super::{ProblemCode, Report};
use crate::core::{TILE_WIDTH, Tile, TileKind, bundle_entries, bundle_parse, tile_at, tiles_of};

/// Compares what is left of earlier checkpoints with the tiles that took their place, where the source can list its files.
pub(super) fn check_strays(report: &mut Report, source: &dyn TileSource, size: u64) -> Result<(), SourceError> {
    let Some(paths) = source.list()? else {
        report.unchecked(
            "older_partials",
            "partial tiles of earlier checkpoints, which this source cannot list",
        );
        return Ok(());
    };
    let (mut older, mut beyond) = (0, 0);
    for path in paths {
        let Some(tile) = Tile::from_path(&path) else {
            beyond += 1;
            continue;
        };
        let (full, partial) = tiles_of(tile.kind, size);
        let end = full * TILE_WIDTH + partial.map_or(0, |partial| partial.width);
        if tile == tile_at(tile.kind, tile.index, size) && tile.index * TILE_WIDTH < end {
            continue; // A tile of this checkpoint, checked already.
        }
        // The full tile in the place of this checkpoint's partial one, which is gone or was checked beside it.
        let longer = tile.index == full && tile.width == TILE_WIDTH;
        if longer || tile.index.saturating_mul(TILE_WIDTH).saturating_add(tile.width) > end {
            beyond += 1;
            continue;
        }
        older += 1;
        check_older(report, source, &tile, &tile_at(tile.kind, tile.index, size))?;
    }
    report.checked("older_partials", older, "partial tiles of earlier checkpoints");
    if beyond > 0 {
        report.unchecked("beyond", format!("{beyond} files that the checkpoint does not cover"));
    }
    Ok(())
}

fn check_older(report: &mut Report, source: &dyn TileSource, tile: &Tile, now: &Tile) -> Result<(), SourceError> {
    let bytes = source.read(&tile.path())?.unwrap_or_default();
    let (Found::Exact(current) | Found::Longer(current)) = read_tile(source, now)? else {
        return Ok(());
    };
    let whole = match tile.kind {
        TileKind::Entries => bundle_parse(&bytes, tile.width).is_ok(),
        TileKind::Hashes(_) => bytes.len() as u64 == tile.width * 32,
    };
    if !whole || !current.starts_with(&bytes) {
        let same = match tile.kind {
            TileKind::Entries => same_count(bundle_entries(&bytes), bundle_entries(&current)),
            TileKind::Hashes(_) => same_count(bytes.chunks(32), current.chunks(32)),
        };
        let offset = same.min(tile.width - 1);
        let text = format!("it does not agree with {}", now.path());
        report.problem(
            ProblemCode::OlderPartialDiffers,
            Some(tile.first_leaf(offset)),
            Some(&tile.path()),
            text,
        );
    }
    Ok(())
}

fn same_count<'a>(a: impl Iterator<Item = &'a [u8]>, b: impl Iterator<Item = &'a [u8]>) -> u64 {
    a.zip(b).take_while(|(a, b)| a == b).count() as u64
}
