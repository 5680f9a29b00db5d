//! The crash table: every step of opening and publishing fails, in every way, the machine stops there or goes on, and afterwards
//! nothing that was acknowledged is lost, and the log goes on and is found good.

use super::log::{Log, LogPaths};
use super::memory_disk::{Crash, Fault, MemoryDisk, Plan};
use crate::core::{CompactRange, Receipt, SigningKey, leaf_hash};
use crate::error::{JournalError, Result};
use crate::verify::{Options, verify_folder, verify_receipt};
use std::num::NonZero;
use std::sync::Arc;

const ORIGIN: &str = "journal.example/crash";
const FAULTS: [Fault; 3] = [Fault::Undone, Fault::Done, Fault::Half];

fn entry(index: u64) -> Vec<u8> {
    format!("entry {index}").into_bytes()
}

fn open(disk: &MemoryDisk) -> Result<Log> {
    let paths = LogPaths {
        tiles: "/data/journal".into(),
        lock: "/keep/checkpoint.lock".into(),
    };
    Log::open_on(Arc::new(disk.clone()), paths, ORIGIN, &SigningKey::generate([9; 32]))
}

/// Publishes up to each of the sizes, from wherever the log is. Returns the size that was acknowledged, and how it ended.
fn run(disk: &MemoryDisk, sizes: &[u64]) -> (u64, Result<()>) {
    let mut log = match open(disk) {
        Ok(log) => log,
        Err(error) => return (0, Err(error)),
    };
    let mut acknowledged = log.size();
    for size in sizes
        .iter()
        .filter(|size| **size > acknowledged)
        .copied()
        .collect::<Vec<_>>()
    {
        let entries: Vec<_> = (log.size()..size).map(entry).collect();
        match log.publish_from(log.size(), &entries) {
            Ok(checkpoint) => acknowledged = checkpoint.size,
            Err(error) => return (acknowledged, Err(error)),
        }
    }
    (acknowledged, Ok(()))
}

/// The log must open, hold what was acknowledged and no more than was offered, and be able to go on.
fn check(disk: &MemoryDisk, acknowledged: u64, sizes: &[u64], row: &dyn std::fmt::Debug) {
    let log = open(disk).unwrap_or_else(|error| panic!("{row:?}: does not open: {error}"));
    let size = log.size();
    assert!(
        size >= acknowledged,
        "{row:?}: {acknowledged} were acknowledged, {size} are left"
    );
    assert!(size == 0 || sizes.contains(&size), "{row:?}: {size} leaves");
    let root = (0..size)
        .map(|index| leaf_hash(&entry(index)))
        .collect::<CompactRange>()
        .root();
    assert_eq!(log.root(), root, "{row:?}");
    drop(log);
    let end = *sizes.last().unwrap();
    let (published, outcome) = run(disk, sizes);
    outcome.unwrap_or_else(|error| panic!("{row:?}: does not go on: {error}"));
    assert_eq!(published, end, "{row:?}");
    let log = open(disk).unwrap();
    let options = Options {
        threads: NonZero::new(1),
        ..Options::default()
    };
    let report = verify_folder(disk, Some(&log.vkey()), &options, &mut |_, _| {});
    assert!(report.ok && report.size == Some(end), "{row:?}: {report:#?}");
    let receipt = log.receipt(end / 2).unwrap();
    assert!(verify_receipt(&receipt, Some(&log.vkey()), None).ok, "{row:?}");
    assert_eq!(Receipt::from_text(&receipt).unwrap().entry, Some(entry(end / 2)));
}

fn steps_of(sizes: &[u64]) -> u64 {
    let disk = MemoryDisk::new(None);
    run(&disk, sizes).1.unwrap();
    disk.steps()
}

#[test]
fn every_step_may_fail_and_the_machine_stop() {
    let sizes = [3, 256, 257, 520];
    let steps = steps_of(&sizes);
    assert!(steps > 100, "only {steps} steps");
    for step in 1..=steps {
        for fault in FAULTS {
            let plan = Plan {
                step,
                fault,
                dead_afterwards: true,
            };
            let disk = MemoryDisk::new(Some(plan));
            let (acknowledged, outcome) = run(&disk, &sizes);
            // Removing what is no longer needed may fail unnoticed; all else must be told.
            assert!(
                outcome.is_err() || acknowledged == 520,
                "{plan:?}: the failure was not told"
            );
            for crash in [
                Crash::Kept,
                Crash::Lost,
                Crash::Mixed(step),
                Crash::Mixed(step + 1_000_000),
            ] {
                check(&disk.crash(crash, None), acknowledged, &sizes, &(plan, crash));
            }
        }
    }
}

#[test]
fn the_power_may_fail_after_the_process_was_killed() {
    let sizes = [2, 257];
    for first in 1..=steps_of(&sizes) {
        let plan = Plan {
            step: first,
            fault: Fault::Undone,
            dead_afterwards: true,
        };
        let killed = MemoryDisk::new(Some(plan));
        let (before, _) = run(&killed, &sizes);
        for second in (1..).step_by(2) {
            let plan = Plan { step: second, ..plan };
            let disk = killed.crash_of_process(Some(plan));
            let (acknowledged, outcome) = run(&disk, &sizes);
            let lost = disk.crash(Crash::Lost, None);
            check(&lost, before.max(acknowledged), &sizes, &(first, second));
            if outcome.is_ok() {
                break;
            }
        }
    }
}

#[test]
fn a_log_goes_on_after_an_error_once_it_has_looked_again() {
    let sizes = [3, 256, 600];
    for step in 1..=steps_of(&sizes) {
        for fault in FAULTS {
            let plan = Plan {
                step,
                fault,
                dead_afterwards: false,
            };
            let disk = MemoryDisk::new(Some(plan));
            let Ok(mut log) = open(&disk) else {
                check(&disk, 0, &sizes, &plan);
                continue;
            };
            for size in sizes {
                let entries: Vec<_> = (log.size()..size).map(entry).collect();
                if log.publish_from(log.size(), &entries).is_ok() {
                    continue;
                }
                let refused = log.publish(&entries).unwrap_err();
                assert!(matches!(refused, JournalError::NeedsReload), "{plan:?}: {refused}");
                log.reload().unwrap();
                assert!(
                    log.size() == size || log.size() + entries.len() as u64 == size,
                    "{plan:?}"
                );
                let rest: Vec<_> = (log.size()..size).map(entry).collect();
                assert_eq!(log.publish_from(log.size(), &rest).unwrap().size, size, "{plan:?}");
            }
            drop(log);
            check(&disk.crash(Crash::Lost, None), 600, &sizes, &plan);
        }
    }
}
