//! A log in a folder: growing, reopening, refusing.

mod common;

use common::{ORIGIN, entries, entry, key, open, paths};
use proptest::prelude::*;
use shishi_journal::verify::{FolderSource, Options, verify_folder, verify_receipt};
use shishi_journal::{CompactRange, JournalError, Log, Receipt, leaf_hash};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

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

#[test]
fn receipts_are_good_while_the_log_grows() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    log.publish(&entries(0, 200)).unwrap();
    let (reader, vkey, done) = (log.reader(), log.vkey(), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for start in [0, 77] {
            let (reader, vkey, done) = (&reader, &vkey, &done);
            scope.spawn(move || {
                let mut index = start;
                while !done.load(Ordering::Relaxed) {
                    index = (index + 131) % reader.size();
                    let report = verify_receipt(&reader.receipt(index).unwrap(), Some(vkey), Some(&entry(index)));
                    assert!(report.ok, "{report:?}");
                }
            });
        }
        // Tiles are filled, and partial ones removed, under the readers' hands.
        for size in (230..6000).step_by(37) {
            log.publish(&entries(log.size(), size)).unwrap();
        }
        done.store(true, Ordering::Relaxed);
    });
    assert_eq!(reader.checkpoint(), log.checkpoint());
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_batches_make_the_same_log(batches in prop::collection::vec((0u64..600, any::<bool>()), 1..8)) {
        let folder = tempfile::tempdir().unwrap();
        let mut log = Some(open(folder.path()));
        let mut size = 0;
        for (batch, reopen) in batches {
            if reopen {
                drop(log.take());
            }
            let log = log.get_or_insert_with(|| open(folder.path()));
            log.publish_from(size, &entries(size, size + batch)).unwrap();
            size += batch;
        }
        let log = log.unwrap();
        prop_assert_eq!(log.root(), root_of(size));
        let source = FolderSource::new(paths(folder.path()).tiles);
        let mut last = (0, 0);
        let report = verify_folder(&source, Some(&log.vkey()), &Options::default(), &mut |done, all| last = (done, all));
        prop_assert!(report.ok, "{:?}", report);
        prop_assert_eq!(last, (size, size));
    }
}
