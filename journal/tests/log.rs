//! A log in a folder: growing, reopening, refusing.

mod common;

use common::{ORIGIN, entries, entry, key, open, paths};
use shishi_journal::{CompactRange, JournalError, Log, Receipt, leaf_hash};
use std::fs;

fn root_of(size: u64) -> shishi_journal::Hash {
    (0..size)
        .map(|index| leaf_hash(&entry(index)))
        .collect::<CompactRange>()
        .root()
}

#[test]
fn grows_in_steps_of_any_size_and_reopens() {
    let folder = tempfile::tempdir().unwrap();
    let mut size = 0;
    for step in [0, 1, 1, 253, 1, 1, 255, 256, 257, 700, 1, 65_000, 0, 3] {
        let mut log = open(folder.path());
        assert_eq!(
            (log.size(), log.root()),
            (size, root_of(size)),
            "reopened before {step}"
        );
        let checkpoint = log.publish(&entries(size, size + step)).unwrap();
        size += step;
        assert_eq!(
            (checkpoint.size, checkpoint.root),
            (size, root_of(size)),
            "after {step}"
        );
        assert_eq!(
            fs::read_to_string(paths(folder.path()).tiles.join("checkpoint")).unwrap(),
            log.checkpoint()
        );
        for index in [0, size / 2, size.saturating_sub(1)] {
            match log.receipt(index) {
                Ok(text) => assert_eq!(Receipt::from_text(&text).unwrap().entry, Some(entry(index))),
                Err(error) => assert!(size == 0 && matches!(error, JournalError::NoSuchLeaf { .. }), "{error}"),
            }
        }
        for old in [0, 1, size / 3, size].into_iter().filter(|old| *old <= size) {
            log.consistency(old, size).unwrap();
        }
    }
}

#[test]
fn a_second_writer_is_refused() {
    let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let log = open(folder.path());
    let mut shared_tiles = paths(other.path());
    shared_tiles.tiles = paths(folder.path()).tiles;
    let mut shared_lock = paths(other.path());
    shared_lock.lock = paths(folder.path()).lock;
    for second in [paths(folder.path()), shared_tiles, shared_lock] {
        let refused = Log::open(second, ORIGIN, &key(1)).map(|_| ()).unwrap_err();
        assert!(matches!(refused, JournalError::Busy { .. }), "{refused}");
    }
    drop(log);
    open(folder.path());
}
