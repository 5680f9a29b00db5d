//! What a log refuses: old copies, other histories, other keys, damage, and bad input.

mod common;

use common::published::FORK;
use common::{ORIGIN, entries, entry, key, open, paths};
use shishi_journal::verify::{FolderSource, Options, verify_folder};
use shishi_journal::{CompactRange, Hash, JournalError, Log, LogPaths, Note, leaf_hash};
use std::fs;
use std::path::Path;

/// What the checkpoint of the log in a folder was before its last 50 leaves.
fn log_of_700(folder: &Path) -> String {
    let mut log = open(folder);
    log.publish(&entries(0, 650)).unwrap();
    let earlier = log.checkpoint();
    log.publish(&entries(650, 700)).unwrap();
    earlier
}

type Change = fn(&LogPaths, earlier: &str);
type Expected = fn(&Result<Log, JournalError>) -> bool;

fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
}

/// The text of a note.
fn body(note: &str) -> String {
    Note::parse(note).unwrap().text_untrusted().to_string()
}

fn flip(path: &Path, at: usize) {
    let mut bytes = fs::read(path).unwrap();
    bytes[at] ^= 1;
    fs::write(path, bytes).unwrap();
}

/// What was done to the stores while the log was closed, and how it opens then.
const OPENINGS: &[(&str, Change, Expected)] = &[
    ("nothing", |_, _| {}, |log| log.is_ok()),
    (
        "public checkpoint lost",
        |p, _| fs::remove_file(p.tiles.join("checkpoint")).unwrap(),
        |log| log.is_ok(),
    ),
    (
        "public checkpoint older",
        |p, old| write(&p.tiles.join("checkpoint"), old),
        |log| log.is_ok(),
    ),
    (
        "lock file lost",
        |p, _| fs::remove_file(&p.lock).unwrap(),
        |log| matches!(log, Err(JournalError::LockMissing { .. })),
    ),
    (
        "lock file and checkpoint lost",
        |p, _| {
            fs::remove_file(&p.lock).unwrap();
            fs::remove_file(p.tiles.join("checkpoint")).unwrap();
        },
        |log| matches!(log, Err(JournalError::LockMissing { .. })),
    ),
    (
        "lock file older",
        |p, old| write(&p.lock, old),
        |log| {
            matches!(
                log,
                Err(JournalError::Rollback {
                    what: "the lock file",
                    found: 650,
                    signed: 700
                })
            )
        },
    ),
    (
        "lock file emptied",
        |p, _| write(&p.lock, ""),
        |log| matches!(log, Err(JournalError::NoteMalformed(_))),
    ),
    (
        "lock file not text",
        |p, _| fs::write(&p.lock, [0xff]).unwrap(),
        |log| matches!(log, Err(JournalError::NoteMalformed(_))),
    ),
    (
        "lock file forged",
        |p, old| write(&p.lock, &old.replace("\n650\n", "\n651\n")),
        |log| matches!(log, Err(JournalError::SignatureWrong { .. })),
    ),
    (
        "another history published",
        |p, _| fs::write(p.tiles.join("checkpoint"), &FORK.files.0["checkpoint"]).unwrap(),
        |log| {
            matches!(
                log,
                Err(JournalError::Fork {
                    what: "the public checkpoint",
                    size: 700,
                    ..
                })
            )
        },
    ),
    (
        "another, shorter history published",
        |p, _| write(&p.tiles.join("checkpoint"), &FORK.earlier),
        |log| {
            matches!(
                log,
                Err(JournalError::Fork {
                    what: "the public checkpoint",
                    size: 650,
                    ..
                })
            )
        },
    ),
    (
        "a stranger's checkpoint published",
        |p, old| write(&p.tiles.join("checkpoint"), &key(2).sign(ORIGIN, &body(old)).unwrap()),
        |log| matches!(log, Err(JournalError::ForeignCheckpoint { .. })),
    ),
    (
        "a bit of the last bundle",
        |p, _| flip(&p.tiles.join("tile/entries/002.p/188"), 2),
        |log| matches!(log, Err(JournalError::CorruptTile { index: 512, .. })),
    ),
    (
        "a bit of the last leaf hashes",
        |p, _| flip(&p.tiles.join("tile/0/002.p/188"), 32 * 3),
        |log| matches!(log, Err(JournalError::CorruptTile { index: 515, .. })),
    ),
    (
        "a bit of the top tile",
        |p, _| flip(&p.tiles.join("tile/1/000.p/2"), 0),
        |log| matches!(log, Err(JournalError::CorruptTile { .. })),
    ),
    (
        "the last tile lost",
        |p, _| fs::remove_file(p.tiles.join("tile/0/002.p/188")).unwrap(),
        |log| matches!(log, Err(JournalError::CorruptTile { index: 512, .. })),
    ),
    (
        "all tiles lost",
        |p, _| fs::remove_dir_all(p.tiles.join("tile")).unwrap(),
        |log| matches!(log, Err(JournalError::CorruptTile { .. })),
    ),
    (
        "the lock file of another log",
        |p, _| {
            write(
                &p.lock,
                &key(1)
                    .sign("other.example", &format!("other.example\n0\n{}\n", leaf_hash(b"")))
                    .unwrap(),
            )
        },
        |log| matches!(log, Err(JournalError::WrongOrigin { .. })),
    ),
    (
        "the lock file under another key",
        |p, old| write(&p.lock, &key(2).sign(ORIGIN, &body(old)).unwrap()),
        |log| matches!(log, Err(JournalError::WrongKey { .. })),
    ),
];

#[test]
fn a_log_opens_only_as_it_was_signed() {
    for (name, change, expected) in OPENINGS {
        let folder = tempfile::tempdir().unwrap();
        let earlier = log_of_700(folder.path());
        let paths = paths(folder.path());
        change(&paths, &earlier);
        let mut outcome = Log::open(paths.clone(), ORIGIN, &key(1));
        assert!(expected(&outcome), "{name}: {:?}", outcome.as_ref().map(Log::size));
        if let Ok(log) = &mut outcome {
            log.publish(&entries(700, 701)).unwrap();
            let report = verify_folder(
                &FolderSource::new(&paths.tiles),
                None,
                &Options::default(),
                &mut |_, _| {},
            );
            assert!(report.ok && report.size == Some(701), "{name}: {report:?}");
        }
    }
}

#[test]
fn another_key_or_origin_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    log_of_700(folder.path());
    let refused = |origin: &str, number| {
        Log::open(paths(folder.path()), origin, &key(number))
            .map(|_| ())
            .unwrap_err()
    };
    assert!(matches!(refused(ORIGIN, 2), JournalError::WrongKey { .. }));
    assert!(matches!(
        refused("journal.example/promises/2027", 1),
        JournalError::WrongOrigin { .. }
    ));
    assert!(matches!(refused("not an origin", 1), JournalError::OriginMalformed(_)));
}

#[test]
fn a_database_that_is_older_or_other_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    log_of_700(folder.path());
    let log = open(folder.path());
    let root = |size: u64, from: u64| {
        (0..size)
            .map(|n| leaf_hash(&entry(from + n)))
            .collect::<CompactRange>()
            .root()
    };
    type Row = (u64, Hash, fn(Result<(), JournalError>) -> bool);
    let rows: [Row; 5] = [
        (700, root(700, 0), |checked| checked.is_ok()),
        (900, root(700, 0), |checked| checked.is_ok()),
        (650, root(650, 0), |checked| {
            matches!(
                checked,
                Err(JournalError::Rollback {
                    found: 650,
                    signed: 700,
                    ..
                })
            )
        }),
        (0, root(0, 0), |checked| {
            matches!(checked, Err(JournalError::Rollback { found: 0, .. }))
        }),
        (900, root(700, 1), |checked| {
            matches!(checked, Err(JournalError::Fork { size: 700, .. }))
        }),
    ];
    for (size, root, expected) in rows {
        assert!(expected(log.check_database(size, root)), "{size}");
    }
    assert_eq!(log.reader().root_at(650).unwrap(), root(650, 0));
    assert_eq!(log.reader().leaf(650).unwrap(), leaf_hash(&entry(650)));
    assert_eq!(log.reader().entry(650).unwrap(), entry(650));
}

#[test]
fn nothing_is_signed_when_the_lock_file_was_changed() {
    let folder = tempfile::tempdir().unwrap();
    let earlier = log_of_700(folder.path());
    let mut log = open(folder.path());
    let (paths, signed) = (paths(folder.path()), log.checkpoint());
    write(&paths.lock, &earlier);
    let refused = log.publish(&entries(700, 710)).unwrap_err();
    assert!(matches!(refused, JournalError::LockChanged { .. }), "{refused}");
    assert_eq!(fs::read_to_string(paths.tiles.join("checkpoint")).unwrap(), signed);
    assert_eq!(fs::read_to_string(&paths.lock).unwrap(), earlier);
    assert!(matches!(
        log.publish(&entries(700, 710)),
        Err(JournalError::NeedsReload)
    ));
    assert!(matches!(
        log.reload(),
        Err(JournalError::Rollback {
            what: "the lock file",
            ..
        })
    ));
    write(&paths.lock, &signed);
    log.reload().unwrap();
    assert_eq!(log.publish_from(700, &entries(700, 710)).unwrap().size, 710);
}

#[test]
fn damage_under_a_running_log_is_not_signed_or_handed_out() {
    let folder = tempfile::tempdir().unwrap();
    log_of_700(folder.path());
    let (mut log, tiles) = (open(folder.path()), paths(folder.path()).tiles);
    assert!(log.receipt(300).is_ok());
    flip(&tiles.join("tile/entries/001"), 2);
    let refused = log.receipt(256).unwrap_err();
    assert!(
        matches!(refused, JournalError::CorruptTile { index: 256, .. }),
        "{refused}"
    );
    // The hash over the first 256 leaves is read again for the old root, and is not what was signed.
    flip(&tiles.join("tile/1/000.p/2"), 0);
    let signed = log.checkpoint();
    let refused = log.publish(&entries(700, 701)).unwrap_err();
    assert!(matches!(refused, JournalError::ReadBack { size: 700, .. }), "{refused}");
    assert_eq!(fs::read_to_string(tiles.join("checkpoint")).unwrap(), signed);
}

#[test]
fn bad_input_is_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    let refused = log.publish(&[vec![0; 65_535], vec![0; 65_536]]).unwrap_err();
    assert!(
        matches!(
            refused,
            JournalError::EntryTooLong {
                position: 1,
                length: 65_536
            }
        ),
        "{refused}"
    );
    assert!(matches!(
        log.publish_from(1, &entries(0, 1)),
        Err(JournalError::NotNext { first: 1, size: 0 })
    ));
    assert!(!paths(folder.path()).tiles.join("tile").exists());
    assert!(matches!(
        log.receipt(0),
        Err(JournalError::NoSuchLeaf { index: 0, size: 0 })
    ));
    log.publish(&[vec![0; 65_535]]).unwrap();
    assert!(matches!(
        log.receipt(1),
        Err(JournalError::NoSuchLeaf { index: 1, size: 1 })
    ));
    assert!(matches!(log.consistency(1, 2), Err(JournalError::NotGrown { .. })));
    assert!(matches!(log.consistency(1, 0), Err(JournalError::NotGrown { .. })));
    assert!(matches!(log.reader().root_at(2), Err(JournalError::NotGrown { .. })));
}
