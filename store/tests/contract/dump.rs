//! Backups: from either engine into either, and nothing damaged is taken in.

use shishi_store::{Store, StoreError, Target, journal};

use crate::{jurisdiction, leaf, ledger::issue, on_both_engines};

/// A store with a programme and a journal in it.
fn filled(store: &Store) {
    let j = jurisdiction(store);
    store.write(move |w| issue(w, j)).unwrap();
    store
        .write(move |w| {
            journal::append(w, j, &leaf("a", "x:1"))?;
            journal::append(w, j, &leaf("b", "x:1"))?;
            journal::sequence(w, j, 2020, 10)?;
            w.touch(j)
        })
        .unwrap();
}

#[test]
fn a_dump_goes_into_an_empty_store_of_either_engine_and_comes_out_the_same() {
    on_both_engines(|from| {
        filled(from);
        let mut dump = Vec::new();
        let rows = from.dump(&mut dump).unwrap();
        assert!(rows > 10);
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("rows.jsonl");
        std::fs::write(&file, &dump).unwrap();
        assert!(
            matches!(from.load(&file), Err(StoreError::Unavailable(_))),
            "a store with rows takes nothing in"
        );
        // The other side is each engine in turn, whichever this one is.
        on_both_engines_with(&file, &dump, rows);
    });
}

fn on_both_engines_with(file: &std::path::Path, dump: &[u8], rows: u64) {
    let check = |to: &Store| {
        assert_eq!(to.load(file).unwrap(), rows);
        let mut again = Vec::new();
        to.dump(&mut again).unwrap();
        assert_eq!(String::from_utf8_lossy(&again), String::from_utf8_lossy(dump));
        let j = to
            .read(|r| shishi_store::jurisdictions::by_slug(r, "zone"))
            .unwrap()
            .unwrap()
            .id;
        to.write(move |w| journal::append(w, j, &leaf("c", "x:1"))).unwrap();
        assert_eq!(to.check().unwrap(), Vec::new());
    };
    crate::each_engine(&check);
}

#[test]
fn a_damaged_dump_is_refused_before_a_row_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let open = |name: &str| Store::open(&Target::Sqlite(folder.path().join(name))).unwrap();
    let from = open("from.sqlite");
    filled(&from);
    let mut dump = Vec::new();
    from.dump(&mut dump).unwrap();
    let text = String::from_utf8(dump).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let without = |index: usize| {
        let kept: Vec<&str> = lines
            .iter()
            .enumerate()
            .filter(|(at, _)| *at != index)
            .map(|(_, line)| *line)
            .collect();
        kept.join("\n") + "\n"
    };
    let damaged = [
        ("no trailer", without(lines.len() - 1)),
        ("a row is gone", without(3)),
        ("a letter differs", text.replacen("教育局", "教育厅", 1)),
        ("another format", text.replacen("shishi-dump/1", "shishi-dump/9", 1)),
        ("a newer version", text.replacen("\"migration\":", "\"migration\":9", 1)),
        ("no header", without(0)),
        ("nothing", String::new()),
    ];
    for (what, damaged) in damaged {
        assert_ne!(damaged, text, "{what} changes nothing");
        let file = folder.path().join("damaged.jsonl");
        std::fs::write(&file, damaged).unwrap();
        let to = open(&format!("{}.sqlite", what.replace(' ', "-")));
        assert!(matches!(to.load(&file), Err(StoreError::Unavailable(_))), "{what}");
        assert!(to.read(shishi_store::jurisdictions::all).unwrap().is_empty(), "{what}");
    }
}
