//! The text forms: tile paths, keys, notes, checkpoints, receipts, canonical JSON.

mod common;

use common::{ORIGIN, key};
use proptest::prelude::*;
use serde_json::json;
use shishi_journal::core::{Tile, TileKind, bundle_parse, bundle_push};
use shishi_journal::{Checkpoint, Hash, JournalError, Note, Receipt, SigningKey, VerifyingKey, canonical, leaf_hash};
use signed_note::{NoteError, Signer, StandardSigner, StandardVerifier, VerifierList};

#[test]
fn tile_paths_are_those_of_the_format() {
    let entries = TileKind::Entries;
    let hashes = TileKind::Hashes;
    let rows = [
        (hashes(0), 0, 256, "tile/0/000"),
        (hashes(0), 5, 1, "tile/0/005.p/1"),
        (hashes(1), 999, 256, "tile/1/999"),
        (hashes(1), 1000, 255, "tile/1/x001/000.p/255"),
        (hashes(0), 1_234_067, 256, "tile/0/x001/x234/067"),
        (hashes(7), 0, 3, "tile/7/000.p/3"),
        (entries, 0, 256, "tile/entries/000"),
        (entries, 273, 112, "tile/entries/273.p/112"),
        (entries, 1_000_000, 256, "tile/entries/x001/x000/000"),
    ];
    for (kind, index, width, path) in rows {
        let tile = Tile { kind, index, width };
        assert_eq!(tile.path(), path);
        assert_eq!(Tile::from_path(path), Some(tile));
        // `tlog_tiles` names tiles as Go does, with the height in front and `data` for entries.
        let TileKind::Hashes(level) = kind else { continue };
        let theirs = tlog_tiles::Tile::new(8, level, index, width as u32, false).path();
        assert_eq!(theirs, path.replacen("tile/", "tile/8/", 1));
    }
    let refused = [
        "tile/0/0",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/64/000",
        "tile/00/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0",
        "tile/entries",
        "tile/0/x01/000",
        "tile/0/+01",
        "tile/0/001/",
        "/tile/0/001",
        "checkpoint",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/data/000",
        "tile/0/000.p/",
        "tile/0/../000",
    ];
    for path in refused {
        assert_eq!(Tile::from_path(path), None, "{path}");
    }
}

#[test]
fn keys_are_those_of_signed_note() {
    for number in 0..50 {
        let ours = key(number);
        let vkey = ours.verifying(ORIGIN).unwrap();
        assert_eq!(VerifyingKey::from_text(&vkey.to_text()).unwrap(), vkey);
        assert_eq!(
            SigningKey::from_text(&ours.to_text()).unwrap().to_text(),
            ours.to_text()
        );
        StandardVerifier::new(&vkey.to_text()).unwrap();
        // The longer form with name and id, as Go and the crate know it.
        let id = vkey.to_text().split('+').nth(1).unwrap().to_string();
        let long = format!("PRIVATE+KEY+{ORIGIN}+{id}+{}", &ours.to_text()["PRIVATE+KEY+".len()..]);
        assert_eq!(SigningKey::from_text(&long).unwrap().to_text(), ours.to_text());
        let theirs = StandardSigner::new(&long).unwrap();
        let text = format!("{ORIGIN}\n{number}\n");
        let mut note = signed_note::Note::new(text.as_bytes(), &[]).unwrap();
        note.add_sigs(&[&theirs as &dyn Signer]).unwrap();
        assert_eq!(
            String::from_utf8(note.to_bytes()).unwrap(),
            ours.sign(ORIGIN, &text).unwrap()
        );
        let wrong = long.replace(&id, "00000000");
        assert!(matches!(
            SigningKey::from_text(&wrong),
            Err(JournalError::KeyMalformed(_))
        ));
    }
    let good = key(1).verifying(ORIGIN).unwrap().to_text();
    let refused = [
        "",
        "a",
        "a+b",
        "+00000000+AQ==",
        &good[1..],
        &good[..good.len() - 4],
        &good.replace('+', " "),
        "a b+1+x",
    ];
    for text in refused {
        assert!(
            matches!(VerifyingKey::from_text(text), Err(JournalError::KeyMalformed(_))),
            "{text:?}"
        );
        assert!(
            matches!(SigningKey::from_text(text), Err(JournalError::KeyMalformed(_))),
            "{text:?}"
        );
    }
    assert_eq!(format!("{:?}", key(1)), "SigningKey(secret)");
    for origin in ["", "a b", "a+b", "a\nb", "a\u{3000}b", "a\u{1}"] {
        assert!(
            matches!(key(1).verifying(origin), Err(JournalError::OriginMalformed(_))),
            "{origin:?}"
        );
    }
}

/// Whether we and `signed_note` accept a note, which must be the same.
fn accepted(note: &str, vkey: &str) -> bool {
    let key = VerifyingKey::from_text(vkey).unwrap();
    let ours = Note::parse(note).and_then(|note| note.open(&key).map(str::to_string));
    let list = VerifierList::new(vec![Box::new(StandardVerifier::new(vkey).unwrap())]);
    let theirs: Result<_, NoteError> = signed_note::Note::from_bytes(note.as_bytes()).and_then(|n| {
        n.verify(&list)?;
        Ok(String::from_utf8(n.text().to_vec()).unwrap())
    });
    assert_eq!(
        ours.as_ref().ok(),
        theirs.as_ref().ok(),
        "{note:?}: {ours:?} {theirs:?}"
    );
    ours.is_ok()
}

#[test]
fn notes_are_judged_as_signed_note_does() {
    let vkey = key(1).verifying(ORIGIN).unwrap().to_text();
    let note = key(1).sign(ORIGIN, "one\n\ntwo\n").unwrap();
    let line = |number: u8, name: &str| {
        key(number)
            .sign(name, "one\n\ntwo\n")
            .unwrap()
            .lines()
            .last()
            .unwrap()
            .to_string()
    };
    let (own, stranger, namesake) = (line(1, ORIGIN), line(2, "witness.example"), line(2, ORIGIN));
    let text = "one\n\ntwo\n\n";
    let rows = [
        ("signed", note.clone(), true),
        ("twice", format!("{text}{own}\n{own}\n"), true),
        ("with a cosignature", format!("{text}{own}\n{stranger}\n"), true),
        ("behind a cosignature", format!("{text}{stranger}\n{own}\n"), true),
        ("with a namesake's", format!("{text}{namesake}\n{own}\n"), true),
        ("by strangers only", format!("{text}{stranger}\n{namesake}\n"), false),
        ("another text", note.replace("two", "to"), false),
        ("no signature", "one\n\ntwo\n".to_string(), false),
        ("no text", format!("{own}\n"), false),
        ("a hyphen for the dash", note.replace('\u{2014}', "-"), false),
        ("cut off", note[..note.len() - 1].to_string(), false),
        ("a line behind", format!("{note}x\n"), false),
        ("a tab", note.replacen("one", "o\te", 1), false),
        ("signature too short", format!("{text}\u{2014} {ORIGIN} AAAA\n"), false),
    ];
    for (name, note, good) in rows {
        assert_eq!(accepted(&note, &vkey), good, "{name}");
    }
    let many = format!("{text}{}{own}\n", format!("{stranger}\n").repeat(101));
    assert!(matches!(Note::parse(&many), Err(JournalError::NoteMalformed(_))));
    assert!(matches!(
        Note::parse(&"x".repeat(2 << 20)),
        Err(JournalError::NoteMalformed(_))
    ));
    assert!(matches!(
        key(1).sign(ORIGIN, "no end"),
        Err(JournalError::NoteMalformed(_))
    ));
}

#[test]
fn checkpoints_are_read_as_tlog_tiles_does() {
    let root = leaf_hash(b"").to_base64();
    let rows = [
        (format!("a.example\n0\n{root}\n"), true),
        (format!("a.example\n18446744073709551615\n{root}\n"), true),
        (format!("a.example\n7\n{root}\nextension\n"), true),
        (format!("a.example\n18446744073709551616\n{root}\n"), false),
        (format!("a.example\n07\n{root}\n"), false),
        (format!("a.example\n-7\n{root}\n"), false),
        (format!("a.example\n+7\n{root}\n"), false),
        (format!("\n7\n{root}\n"), false),
        (format!("a.example\n7\n{root}"), false),
        (format!("a.example\n7\n{root}\n\n"), false),
        (format!("a.example\n7\n{}\n", &root[1..]), false),
        ("a.example\n7\n".to_string(), false),
        (String::new(), false),
    ];
    for (text, good) in rows {
        let ours = Checkpoint::from_text(&text);
        assert_eq!(ours.is_ok(), good, "{text:?}");
        let theirs = tlog_tiles::Checkpoint::from_bytes(text.as_bytes());
        assert_eq!(theirs.is_ok(), good, "{text:?}");
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            assert_eq!((ours.size, ours.root.0), (theirs.size(), theirs.hash().0));
            assert!(text.starts_with(&ours.to_text()));
        }
    }
}

#[test]
fn canonical_json_is_that_of_rfc_8785() {
    let rows = [
        (
            json!({"b": 1, "a": [true, false, null], "": "x"}),
            r#"{"":"x","a":[true,false,null],"b":1}"#,
        ),
        (
            json!({"\u{20ac}": 1, "\r": 2, "1": 3, "\u{1f600}": 4, "\u{fb33}": 5}),
            "{\"\\r\":2,\"1\":3,\"\u{20ac}\":1,\"\u{1f600}\":4,\"\u{fb33}\":5}",
        ),
        (
            json!("\u{20ac}$\u{f}\nA'B\"\\\\\"/\u{7f}\u{8}\t\u{c}"),
            "\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\u{7f}\\b\\t\\f\"",
        ),
        (
            json!([0, -1, 9_007_199_254_740_991_i64, -9_007_199_254_740_991_i64]),
            "[0,-1,9007199254740991,-9007199254740991]",
        ),
        (json!({"实事": "为民"}), "{\"实事\":\"为民\"}"),
        (json!({}), "{}"),
    ];
    for (value, text) in rows {
        assert_eq!(String::from_utf8(canonical(&value).unwrap()).unwrap(), text);
        assert_eq!(serde_json::from_str::<serde_json::Value>(text).unwrap(), value);
    }
    let deep = (0..101).fold(json!(1), |value, _| json!([value]));
    let refused = [
        (json!({"a": {"b/c": [1, 0.5]}}), "/a/b~1c/1"),
        (json!([9_007_199_254_740_992_u64]), "/0"),
        (json!([-9_007_199_254_740_992_i64]), "/0"),
        (json!({"~": u64::MAX}), "/~0"),
        (deep, &*"/0".repeat(101)),
    ];
    for (value, place) in refused {
        match canonical(&value) {
            Err(JournalError::NotCanonical { pointer, .. }) => assert_eq!(pointer, place),
            other => panic!("{value}: {other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is read, is written again as it was; and nothing that is read makes a panic.
    #[test]
    fn what_is_read_is_written_again(text in "(c2sp.org/tlog-proof@v1\n)?(extra [A-Za-z0-9+/]{0,8}={0,2}\n)?(index [0-9]{1,21}\n)?(([A-Za-z0-9+/]{43}=\n)|\n|.){0,4}\n\n?(a\n7\n)?\n*— . A") {
        let _ = Note::parse(&text);
        let _ = Checkpoint::from_text(&text);
        if let Ok(receipt) = Receipt::from_text(&text) {
            prop_assert_eq!(receipt.to_text(), text);
        }
    }

    #[test]
    fn receipts_are_read_back(entry in prop::option::of(prop::collection::vec(any::<u8>(), 0..50)), index: u64, hashes in 0usize..64) {
        let proof = (0..hashes).map(|n| leaf_hash(&[n as u8])).collect();
        let receipt = Receipt { entry, index, proof, checkpoint: key(3).sign(ORIGIN, "a\n").unwrap() };
        prop_assert_eq!(Receipt::from_text(&receipt.to_text()).unwrap(), receipt);
    }

    #[test]
    fn bundles_are_read_back(entries in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..9), 0..9), cut in 1usize..5) {
        let mut bundle = Vec::new();
        for entry in &entries {
            prop_assert!(bundle_push(&mut bundle, entry));
        }
        let count = entries.len() as u64;
        prop_assert_eq!(bundle_parse(&bundle, count).unwrap(), entries);
        prop_assert_eq!(bundle_parse(&bundle, count + 1), Err(count));
        bundle.truncate(bundle.len().saturating_sub(cut));
        prop_assert!(count == 0 || bundle_parse(&bundle, count).is_err());
    }

    #[test]
    fn hashes_have_one_spelling(bytes: [u8; 32], text in "[A-Za-z0-9+/]{43}=") {
        prop_assert_eq!(Hash::from_base64(&Hash(bytes).to_base64()), Some(Hash(bytes)));
        if let Some(hash) = Hash::from_base64(&text) {
            prop_assert_eq!(hash.to_base64(), text);
        }
    }
}
