//! How fast a journal grows, answers and is checked: `cargo bench -p shishi-journal`.
//!
//! Leaves are 250 bytes long, as a short change in canonical JSON is. Temporary folders are used, so set `TMPDIR` to the disk
//! that is to be measured.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use shishi_journal::verify::{FolderSource, Options, verify_folder, verify_receipt};
use shishi_journal::{Log, LogPaths, SigningKey};
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

const BATCH: u64 = 4096;
const LARGE: u64 = 1_000_000;

fn main() {
    divan::main();
}

fn open(folder: &TempDir) -> Log {
    let paths = LogPaths {
        tiles: tiles(folder),
        lock: folder.path().join("checkpoint.lock"),
    };
    Log::open(paths, "bench.example/journal", &SigningKey::generate([5; 32])).unwrap()
}

fn tiles(folder: &TempDir) -> PathBuf {
    folder.path().join("journal")
}

fn entries(from: u64, count: u64) -> Vec<Vec<u8>> {
    (from..from + count)
        .map(|index| format!("{index:0>250}").into_bytes())
        .collect()
}

/// A log of a million leaves, built once.
static MILLION: LazyLock<(TempDir, Log)> = LazyLock::new(|| {
    let folder = TempDir::new().unwrap();
    let mut log = open(&folder);
    while log.size() < LARGE {
        let more = entries(log.size(), 65_536.min(LARGE - log.size()));
        log.publish(&more).unwrap();
    }
    (folder, log)
});

/// Appending and publishing, durable, one checkpoint a batch.
#[divan::bench(args = [1, 64, 1024, BATCH, 16_384], sample_size = 1, sample_count = 20)]
fn publish(bencher: Bencher, batch: u64) {
    let folder = TempDir::new().unwrap();
    let mut log = open(&folder);
    log.publish(&entries(0, 100)).unwrap();
    let batched = bencher
        .counter(ItemsCount::new(batch))
        .with_inputs(|| entries(0, batch));
    batched.bench_local_values(|batch| log.publish(&batch).unwrap());
}

/// One receipt of a log of a million leaves, at places far from each other.
#[divan::bench(sample_size = 1, sample_count = 2000)]
fn receipt(bencher: Bencher) {
    let log = &MILLION.1;
    let mut index = 0;
    bencher.bench_local(|| {
        index = (index + 617_411) % LARGE;
        log.receipt(black_box(index)).unwrap()
    });
}

/// Checking one receipt.
#[divan::bench]
fn check_receipt(bencher: Bencher) {
    let (receipt, vkey) = (MILLION.1.receipt(617_411).unwrap(), MILLION.1.vkey());
    bencher.bench_local(|| assert!(verify_receipt(black_box(&receipt), Some(&vkey), None).ok));
}

/// The full check of a million leaves, on all processors and on one.
#[divan::bench(args = [0, 1], sample_size = 1, sample_count = 5)]
fn full_check(bencher: Bencher, threads: usize) {
    let (folder, log) = &*MILLION;
    let options = Options {
        threads: threads.try_into().ok(),
        ..Options::default()
    };
    bencher.counter(ItemsCount::new(LARGE)).bench_local(|| {
        let source = FolderSource::new(tiles(folder));
        assert!(verify_folder(&source, Some(&log.vkey()), &options, &mut |_, _| {}).ok);
    });
}

/// Opening a log again.
#[divan::bench(sample_size = 1, sample_count = 20)]
fn reopen(bencher: Bencher) {
    let folder = TempDir::new().unwrap();
    let mut log = open(&folder);
    log.publish(&entries(0, 65_536 + 300)).unwrap();
    drop(log);
    bencher.bench_local(|| drop(open(&folder)));
}
