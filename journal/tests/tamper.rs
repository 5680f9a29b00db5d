//! The tamper table: one change each, none undetected, and the report says what and where.

mod common;

use common::published::{FORK, Files, LARGE, OTHER_KEY, OTHER_ORIGIN, Published, SMALL, publish};
use common::{ORIGIN, key};
use shishi_journal::core::{bundle_entries, bundle_push};
use shishi_journal::verify::ProblemCode::{self, *};
use shishi_journal::verify::{Options, Report, verify_folder, verify_growth};
use shishi_journal::{Checkpoint, Note, leaf_hash};
use std::sync::LazyLock;

/// What a row may change: the files, the key and the earlier checkpoint that the one who checks holds.
#[derive(Clone, PartialEq)]
struct Case {
    files: Files,
    vkey: String,
    known: String,
}

fn check(case: &Case) -> Report {
    let options = Options {
        known: Some(case.known.clone()),
        ..Options::default()
    };
    verify_folder(&case.files, Some(&case.vkey), &options, &mut |_, _| {})
}

fn case_of(log: &Published) -> Case {
    Case {
        files: log.files.clone(),
        vkey: log.vkey.clone(),
        known: log.earlier.clone(),
    }
}

type Row = (
    &'static str,
    &'static LazyLock<Published>,
    fn(&mut Case),
    ProblemCode,
    Option<u64>,
);

/// The tiles of the small log by short names.
const E0: &str = "tile/entries/000";
const E1: &str = "tile/entries/001";
const E2: &str = "tile/entries/002.p/188";
const H0: &str = "tile/0/000";
const H1: &str = "tile/0/001";
const H2: &str = "tile/0/002.p/188";
const TOP: &str = "tile/1/000.p/2";

/// Rewrites a bundle entry by entry.
fn rewrite(case: &mut Case, path: &str, change: impl FnOnce(&mut Vec<Vec<u8>>)) {
    let bytes = case.files.file(path);
    let mut list: Vec<Vec<u8>> = bundle_entries(bytes).map(<[u8]>::to_vec).collect();
    change(&mut list);
    bytes.clear();
    for entry in list {
        assert!(bundle_push(bytes, &entry));
    }
}

/// Where the entry at an offset of a bundle begins, at its length.
fn place(bytes: &[u8], offset: usize) -> usize {
    bundle_entries(bytes).take(offset).map(|entry| entry.len() + 2).sum()
}

/// Rewrites the leaf hash tile of a bundle so that it fits the bundle again.
fn rehash(case: &mut Case, bundle: &str, tile: &str) {
    let hashes: Vec<u8> = bundle_entries(case.files.file(bundle))
        .flat_map(|entry| leaf_hash(entry).0)
        .collect();
    *case.files.file(tile) = hashes;
}

fn swap(case: &mut Case, a: &str, b: &str) {
    let bytes = std::mem::take(case.files.file(a));
    let bytes = std::mem::replace(case.files.file(b), bytes);
    *case.files.file(a) = bytes;
}

fn sign_again(case: &mut Case, key_number: u8, change: impl FnOnce(&mut Checkpoint)) {
    let note = Note::parse(str::from_utf8(case.files.file("checkpoint")).unwrap()).unwrap();
    let mut checkpoint = Checkpoint::from_text(note.text_untrusted()).unwrap();
    change(&mut checkpoint);
    *case.files.file("checkpoint") = key(key_number)
        .sign(ORIGIN, &checkpoint.to_text())
        .unwrap()
        .into_bytes();
}

/// Replaces a character of a line of the checkpoint by another one.
fn edit(case: &mut Case, line: usize, from_end: usize) {
    let text = String::from_utf8(case.files.file("checkpoint").clone()).unwrap();
    let start: usize = text.split('\n').take(line).map(|line| line.len() + 1).sum();
    let at = start + text[start..].find('\n').unwrap() - from_end;
    let bytes = case.files.file("checkpoint");
    bytes[at] = if bytes[at] == b'A' { b'B' } else { b'A' };
}

/// Changes of entries and bundles.
#[rustfmt::skip]
const ENTRIES: &[Row] = &[
    ("a bit in the first entry", &SMALL, |c| c.files.file(E0)[2] ^= 1, EntryDiffers, Some(0)),
    ("a bit in a middle entry", &SMALL, |c| { let b = c.files.file(E1); let at = place(b, 44) + 2; b[at] ^= 0x80 }, EntryDiffers, Some(300)),
    ("a bit in the last entry", &SMALL, |c| *c.files.file(E2).last_mut().unwrap() ^= 1, EntryDiffers, Some(699)),
    ("a bit in the large log", &LARGE, |c| *c.files.file("tile/entries/256").last_mut().unwrap() ^= 1, EntryDiffers, Some(65_791)),
    ("a length one longer", &SMALL, |c| { let b = c.files.file(E1); let at = place(b, 10) + 1; b[at] += 1 }, EntryDiffers, Some(266)),
    ("a length one shorter", &SMALL, |c| { let b = c.files.file(E1); let at = place(b, 10) + 1; b[at] -= 1 }, EntryDiffers, Some(266)),
    ("a length beyond the bundle", &SMALL, |c| { let b = c.files.file(E1); let at = place(b, 255); b[at] = 0xff }, EntriesMalformed, Some(511)),
    ("an entry dropped", &SMALL, |c| { rewrite(c, E1, |list| { list.remove(20); }) }, EntryDiffers, Some(276)),
    ("the last entry dropped", &SMALL, |c| { rewrite(c, E2, |list| { list.pop(); }) }, EntriesMalformed, Some(699)),
    ("two entries swapped", &SMALL, |c| rewrite(c, E1, |list| list.swap(30, 31)), EntryDiffers, Some(286)),
    ("an entry doubled over its neighbour", &SMALL, |c| rewrite(c, E1, |list| list[41] = list[40].clone()), EntryDiffers, Some(297)),
    ("an entry inserted", &SMALL, |c| rewrite(c, E2, |list| list.insert(5, b"new".to_vec())), EntryDiffers, Some(517)),
    ("an entry appended", &SMALL, |c| rewrite(c, E2, |list| list.push(b"new".to_vec())), EntriesMalformed, Some(699)),
    ("an entry emptied", &SMALL, |c| rewrite(c, E1, |list| list[50].clear()), EntryDiffers, Some(306)),
    ("an entry dated again", &SMALL, |c| rewrite(c, E1, |list| list[60] = b"entry 316 of another day".to_vec()), EntryDiffers, Some(316)),
    ("dated again, its leaf hash too", &SMALL, |c| { rewrite(c, E1, |list| list[60] = b"later".to_vec()); rehash(c, E1, H1) }, HashDiffers, Some(256)),
    ("the same in a partial tile", &SMALL, |c| { rewrite(c, E2, |list| list[60] = b"later".to_vec()); rehash(c, E2, H2) }, RootDiffers, None),
    ("a byte cut off", &SMALL, |c| { c.files.file(E1).pop(); }, EntriesMalformed, Some(511)),
    ("a byte added", &SMALL, |c| c.files.file(E1).push(0), EntriesMalformed, Some(511)),
    ("a bundle emptied", &SMALL, |c| c.files.file(E1).clear(), EntriesMalformed, Some(256)),
    ("a bundle missing", &SMALL, |c| { c.files.0.remove(E1); }, EntriesMissing, Some(256)),
    ("the last bundle missing", &SMALL, |c| { c.files.0.remove(E2); }, EntriesMissing, Some(512)),
    ("two bundles swapped", &LARGE, |c| swap(c, "tile/entries/010", "tile/entries/011"), EntryDiffers, Some(2560)),
    ("a bundle of another log", &SMALL, |c| *c.files.file(E1) = FORK.files.0[E1].clone(), EntryDiffers, Some(256)),
    ("an older bundle in place of the newer", &SMALL, |c| *c.files.file(E2) = c.files.0["tile/entries/002.p/138"].clone(), EntriesMalformed, Some(650)),
];

/// Changes of hash tiles.
#[rustfmt::skip]
const HASHES: &[Row] = &[
    ("a bit of a leaf hash", &SMALL, |c| c.files.file(H0)[32 * 9] ^= 1, LeafHashDiffers, Some(9)),
    ("a bit of a leaf hash at the edge", &SMALL, |c| c.files.file(H2)[32 * 187 + 31] ^= 1, LeafHashDiffers, Some(699)),
    ("a bit at level 1, partial", &SMALL, |c| c.files.file(TOP)[32] ^= 1, HashDiffers, Some(256)),
    ("a bit at level 1, full", &LARGE, |c| c.files.file("tile/1/000")[32 * 200 + 5] ^= 4, HashDiffers, Some(51_200)),
    ("a bit at level 1, edge", &LARGE, |c| c.files.file("tile/1/001.p/1")[0] ^= 4, HashDiffers, Some(65_536)),
    ("a bit at level 2", &LARGE, |c| c.files.file("tile/2/000.p/1")[31] ^= 4, HashDiffers, Some(0)),
    ("a tile missing at level 0", &SMALL, |c| { c.files.0.remove(H1); }, TileMissing, Some(256)),
    ("a tile missing at level 1", &SMALL, |c| { c.files.0.remove(TOP); }, TileMissing, Some(0)),
    ("a tile missing at level 2", &LARGE, |c| { c.files.0.remove("tile/2/000.p/1"); }, TileMissing, Some(0)),
    ("a hash cut off", &SMALL, |c| c.files.file(H1).truncate(32 * 255), TileMalformed, Some(511)),
    ("a byte cut off", &SMALL, |c| { c.files.file(TOP).pop(); }, TileMalformed, Some(256)),
    ("a hash added", &SMALL, |c| c.files.file(H2).extend([7; 32]), TileMalformed, Some(699)),
    ("two tiles swapped", &SMALL, |c| swap(c, H0, H1), LeafHashDiffers, Some(0)),
    ("two hashes swapped", &LARGE, |c| { let b = c.files.file("tile/1/000"); for i in 0..32 { b.swap(32 * 7 + i, 32 * 8 + i) } }, HashDiffers, Some(1792)),
    ("a tile of another log", &SMALL, |c| *c.files.file(H0) = FORK.files.0[H0].clone(), LeafHashDiffers, Some(0)),
    ("tiles and bundles of another log", &SMALL, |c| { let note = c.files.0["checkpoint"].clone(); c.files = FORK.files.clone(); *c.files.file("checkpoint") = note }, RootDiffers, None),
    ("an older partial bundle forged", &SMALL, |c| *c.files.file("tile/entries/002.p/138").last_mut().unwrap() ^= 1, OlderPartialDiffers, Some(649)),
    ("an older partial tile forged", &SMALL, |c| c.files.file("tile/0/002.p/138")[32 * 100] ^= 1, OlderPartialDiffers, Some(612)),
    ("an older partial tile cut", &SMALL, |c| c.files.file("tile/0/002.p/138").truncate(32 * 137), OlderPartialDiffers, Some(649)),
];

/// Changes of the checkpoint, and of what it is compared with.
#[rustfmt::skip]
const CHECKPOINTS: &[Row] = &[
    ("one leaf more", &SMALL, |c| c.files.replace("checkpoint", "\n700\n", "\n701\n"), SignatureWrong, None),
    ("one leaf less", &SMALL, |c| c.files.replace("checkpoint", "\n700\n", "\n699\n"), SignatureWrong, None),
    ("one leaf more, signed", &SMALL, |c| sign_again(c, 1, |p| p.size += 1), EntriesMissing, Some(512)),
    ("one leaf less, signed", &SMALL, |c| sign_again(c, 1, |p| p.size -= 1), EntriesMissing, Some(512)),
    ("a leading zero", &SMALL, |c| c.files.replace("checkpoint", "\n700\n", "\n0700\n"), CheckpointMalformed, None),
    ("a huge size", &SMALL, |c| sign_again(c, 1, |p| p.size = u64::MAX), EntriesMissing, Some(512)),
    ("another root", &SMALL, |c| edit(c, 2, 5), SignatureWrong, None),
    ("another root, signed", &SMALL, |c| sign_again(c, 1, |p| p.root.0[0] ^= 1), RootDiffers, None),
    ("another origin", &SMALL, |c| c.files.replace("checkpoint", "/2026\n", "/2027\n"), OriginDiffers, None),
    ("another signer's name", &SMALL, |c| c.files.replace("checkpoint", "/2026 ", "/2027 "), NotSigned, None),
    ("another key id", &SMALL, |c| edit(c, 4, 90), NotSigned, None),
    ("a bit of the signature", &SMALL, |c| edit(c, 4, 20), SignatureWrong, None),
    ("no signature", &SMALL, |c| { let at = c.files.file("checkpoint").windows(2).position(|w| w == b"\n\n").unwrap(); c.files.file("checkpoint").truncate(at + 2) }, CheckpointMalformed, None),
    ("a second, wrong signature by the key", &SMALL, |c| { let mut other = c.clone(); edit(&mut other, 4, 20); let line = other.files.file("checkpoint").split(|b| *b == b'\n').nth(4).unwrap().to_vec(); let note = c.files.file("checkpoint"); note.extend(line); note.push(b'\n') }, SignatureWrong, None),
    ("an extra line", &SMALL, |c| c.files.replace("checkpoint", "\n\n", "\nextra\n\n"), SignatureWrong, None),
    ("an empty line in the text", &SMALL, |c| c.files.replace("checkpoint", "\n700\n", "\n\n700\n"), CheckpointMalformed, None),
    ("a carriage return", &SMALL, |c| c.files.replace("checkpoint", "\n700\n", "\r\n700\n"), CheckpointMalformed, None),
    ("cut off", &SMALL, |c| { c.files.file("checkpoint").pop(); }, CheckpointMalformed, None),
    ("not text", &SMALL, |c| c.files.file("checkpoint")[0] = 0xff, CheckpointMalformed, None),
    ("missing", &SMALL, |c| { c.files.0.remove("checkpoint"); }, CheckpointMissing, None),
    ("signed with another key", &SMALL, |c| sign_again(c, 2, |_| {}), NotSigned, None),
    ("of the log under another key", &SMALL, |c| *c.files.file("checkpoint") = OTHER_KEY.files.0["checkpoint"].clone(), NotSigned, None),
    ("of the log under another origin", &SMALL, |c| *c.files.file("checkpoint") = OTHER_ORIGIN.files.0["checkpoint"].clone(), OriginDiffers, None),
    ("the whole log under another key", &SMALL, |c| c.files = OTHER_KEY.files.clone(), NotSigned, None),
    ("an older checkpoint again", &SMALL, |c| { c.known = String::from_utf8(c.files.0["checkpoint"].clone()).unwrap(); *c.files.file("checkpoint") = SMALL.earlier.clone().into_bytes() }, Shrunk, Some(650)),
    ("another history, whole and signed", &SMALL, |c| c.files = FORK.files.clone(), HistoryDiffers, None),
    ("another history of the size known", &SMALL, |c| { c.known = String::from_utf8(c.files.0["checkpoint"].clone()).unwrap(); c.files = FORK.files.clone() }, HistoryDiffers, None),
    ("the key of another log", &SMALL, |c| c.vkey = OTHER_ORIGIN.vkey.clone(), OriginDiffers, None),
    ("a key with another id", &SMALL, |c| { let id = c.vkey.split('+').nth(1).unwrap().to_string(); c.vkey = c.vkey.replace(&id, "00000000") }, KeyMalformed, None),
];

#[test]
fn untouched_logs_are_found_good() {
    for log in [&SMALL, &LARGE, &FORK, &OTHER_KEY, &OTHER_ORIGIN] {
        let report = check(&case_of(log));
        assert!(report.ok, "{report:?}");
        let checked: Vec<_> = report.checked.iter().map(|checked| checked.code).collect();
        let all = [
            "signature",
            "entries",
            "hash_tiles",
            "root",
            "older_partials",
            "signature",
            "growth",
        ];
        assert_eq!(checked, all);
        assert_eq!(report.signed_by.as_deref(), Some(log.vkey.as_str()));
    }
}

#[test]
fn no_change_goes_unnoticed() {
    let rows = [ENTRIES, HASHES, CHECKPOINTS].concat();
    assert!(rows.len() >= 60, "only {} rows", rows.len());
    for (name, log, change, code, index) in rows {
        let mut case = case_of(log);
        change(&mut case);
        assert!(case != case_of(log), "{name}: changes nothing");
        let report = check(&case);
        assert!(!report.ok, "{name}: unnoticed");
        let found = report.problems.iter().find(|problem| problem.code == code);
        let found = found.unwrap_or_else(|| panic!("{name}: no {code:?} in {:#?}", report.problems));
        assert_eq!(found.index, index, "{name}: {:#?}", report.problems);
        if index.is_some() && std::ptr::eq(log, &SMALL) {
            assert_eq!(report.first_bad_index, index, "{name}: {:#?}", report.problems);
        }
    }
}

#[test]
fn without_a_key_the_report_says_so() {
    let report = verify_folder(&SMALL.files, None, &Options::default(), &mut |_, _| {});
    let unchecked: Vec<_> = report.unchecked.iter().map(|unchecked| unchecked.code).collect();
    assert!(report.ok && report.signed_by.is_none());
    assert_eq!(unchecked, ["signature", "growth", "truth"]);
}

#[test]
fn every_single_bit_of_a_small_log_counts() {
    let log = publish(ORIGIN, 1, &[2, 5], |index| vec![index as u8; 3]);
    for (path, bytes) in &log.files.0 {
        for bit in 0..bytes.len() * 8 {
            let mut case = case_of(&log);
            case.files.file(path)[bit / 8] ^= 1 << (bit % 8);
            assert!(!check(&case).ok, "bit {bit} of {path}");
        }
    }
}

#[test]
fn growth_is_checked_between_any_two_checkpoints() {
    let vkey = Some(SMALL.vkey.as_str());
    let [now, fork] = [&SMALL, &FORK].map(|log| String::from_utf8(log.files.0["checkpoint"].clone()).unwrap());
    let earlier = &SMALL.earlier;
    let rows: [(&str, &str, &str, Option<ProblemCode>); 6] = [
        ("grown", earlier, &now, None),
        ("the same", &now, &now, None),
        ("shrunk", &now, earlier, Some(Shrunk)),
        ("a fork of the same size", &now, &fork, Some(HistoryDiffers)),
        ("a fork of an earlier one", &FORK.earlier, &now, Some(HistoryDiffers)),
        ("not a checkpoint", "nothing", &now, Some(CheckpointMalformed)),
    ];
    for (name, old, new, code) in rows {
        let report = verify_growth(&SMALL.files, vkey, old, new);
        assert_eq!(
            report.problems.first().map(|problem| problem.code),
            code,
            "{name}: {report:#?}"
        );
    }
}
