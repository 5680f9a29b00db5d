//! Other people's tools on our logs and receipts: Go's packages for transparency logs, and Python with openssl.
//!
//! The project's test command installs what this needs. `SHISHI_WITHOUT_INTEROP=1` leaves it out on a machine that has neither.

mod common;

use common::published::{Files, SMALL};
use common::{entries, open, paths};
use shishi_journal::{BatchReceipt, BatchTree};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

const HELP: &str = "run the project's test command, `cargo xtask test`, which installs golang-go, golang-golang-x-mod-dev, \
    python3 and openssl, or set SHISHI_WITHOUT_INTEROP=1 to leave these checks out";

fn left_out() -> bool {
    let left_out = std::env::var_os("SHISHI_WITHOUT_INTEROP").is_some_and(|value| value == "1");
    if left_out {
        println!("left out, since SHISHI_WITHOUT_INTEROP=1");
    }
    left_out
}

fn source(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("interop").join(name)
}

/// The Go program, built once a run; Go's own cache makes that quick the next time.
static GO: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join("check-go");
    let mut go = Command::new("go");
    go.args(["build", "-o"]).arg(&program).arg(source("check.go"));
    go.env("GO111MODULE", "off")
        .env("GOPATH", "/usr/share/gocode")
        .env("GOCACHE", folder.join("go-cache"));
    let built = go.output().unwrap_or_else(|error| panic!("go: {error}; {HELP}"));
    assert!(
        built.status.success(),
        "{}; {HELP}",
        String::from_utf8_lossy(&built.stderr)
    );
    program
});

#[derive(Clone, Copy, Debug)]
enum Checker {
    Go,
    Python,
}

const CHECKERS: [Checker; 2] = [Checker::Go, Checker::Python];

impl Checker {
    fn run(self, mode: &str, vkey: &str, files: &[&Path]) -> Output {
        let mut command = match self {
            Checker::Go => Command::new(&*GO),
            Checker::Python => {
                let mut python = Command::new("python3");
                python.arg(source("check.py"));
                python
            }
        };
        let output = command.arg(mode).arg(vkey).args(files).output();
        output.unwrap_or_else(|error| panic!("{self:?}: {error}; {HELP}"))
    }

    /// What the checker says of something good.
    fn accept(self, mode: &str, vkey: &str, files: &[&Path]) -> String {
        let output = self.run(mode, vkey, files);
        assert!(
            output.status.success(),
            "{self:?} {files:?}: {}; {HELP}",
            String::from_utf8_lossy(&output.stderr)
        );
        String::from_utf8(output.stdout).unwrap()
    }
}

#[test]
fn others_accept_our_logs_at_awkward_sizes() {
    if left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (tiles, earlier) = (paths(folder.path()).tiles, folder.path().join("earlier"));
    let mut log = open(folder.path());
    for size in [0, 1, 2, 255, 256, 257, 511, 3000, 65_535, 65_536, 65_537, 70_123] {
        fs::write(&earlier, log.checkpoint()).unwrap();
        log.publish(&entries(log.size(), size)).unwrap();
        let picks = [0, 1, size / 3, size / 2, size.saturating_sub(2), size.saturating_sub(1)];
        let receipts: Vec<PathBuf> = picks
            .iter()
            .filter(|pick| **pick < size)
            .map(|pick| {
                let file = folder.path().join(format!("{pick}.tlog-proof"));
                fs::write(&file, log.receipt(*pick).unwrap()).unwrap();
                file
            })
            .collect();
        let receipts: Vec<&Path> = receipts.iter().map(PathBuf::as_path).collect();
        for checker in CHECKERS {
            let said = checker.accept("folder", &log.vkey(), &[&tiles, &earlier]);
            assert_eq!(said, format!("ok {size} {}\n", log.root()), "{checker:?}");
            if size > 0 {
                let said = checker.accept("receipts", &log.vkey(), &receipts);
                assert_eq!(said.lines().count(), receipts.len(), "{checker:?}");
            }
        }
    }
}

/// They would be of no use as witnesses if they accepted anything.
#[test]
fn others_refuse_what_was_changed() {
    if left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let write = |files: &Files| {
        for (path, bytes) in &files.0 {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
    };
    write(&SMALL.files);
    for checker in CHECKERS {
        checker.accept("folder", &SMALL.vkey, &[folder.path()]);
    }
    // What earlier checkpoints left is not looked at by them.
    for (path, bytes) in SMALL.files.0.iter().filter(|(path, _)| !path.ends_with("p/138")) {
        for at in [2, bytes.len() / 2, bytes.len() - 1] {
            let mut changed = SMALL.files.clone();
            changed.file(path)[at] ^= 1;
            write(&changed);
            for checker in CHECKERS {
                let refused = !checker.run("folder", &SMALL.vkey, &[folder.path()]).status.success();
                assert!(refused, "{checker:?} accepts {path} with another byte {at}");
            }
        }
        write(&SMALL.files);
    }
    let receipt = folder.path().join("receipt");
    let good = &SMALL.receipts[0];
    let rows = [
        ("another index", good.replace("index 300", "index 301")),
        ("another entry", good.replacen("extra Z", "extra a", 1)),
        ("another size", good.replace("\n700\n", "\n699\n")),
        (
            "another receipt's proof",
            SMALL.receipts[1].replace("index 301", "index 300"),
        ),
    ];
    for (name, text) in rows {
        assert_ne!(&text, good, "{name}");
        fs::write(&receipt, text).unwrap();
        for checker in CHECKERS {
            assert!(
                !checker.run("receipts", &SMALL.vkey, &[&receipt]).status.success(),
                "{checker:?}: {name}"
            );
        }
    }
}

/// Lines of a batch, and what the log says of it.
fn batch(lines: u64) -> (BatchTree, Vec<String>, Vec<u8>) {
    let mut tree = BatchTree::default();
    let lines: Vec<String> = (0..lines)
        .map(|number| format!(r#"{{"fee_fen":{number},"lot":"某停车场","salt":"{number:032x}"}}"#))
        .collect();
    for line in &lines {
        tree.add(line.as_bytes());
    }
    let root = tree.root().to_hex();
    let entry = format!(
        r#"{{"data":{{"lines":{},"root":"{root}"}},"kind":"batch"}}"#,
        lines.len()
    );
    (tree, lines, entry.into_bytes())
}

#[test]
fn others_accept_receipts_of_lines_and_refuse_what_was_changed() {
    if left_out() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    let file = folder.path().join("receipt.json");
    for size in [1, 2, 3, 7, 8, 13, 64, 100] {
        let (tree, lines, entry) = batch(size);
        let at = log.size();
        log.publish(&[entry, b"another".to_vec()]).unwrap();
        for number in [0, size / 2, size - 1] {
            let line = &lines[usize::try_from(number).unwrap()];
            let receipt = BatchReceipt {
                line: line.clone(),
                number,
                lines: size,
                path: tree.path(number).unwrap(),
                batch: log.receipt(at).unwrap(),
            };
            fs::write(&file, receipt.to_text()).unwrap();
            let said = Checker::Python.accept("batches", &log.vkey(), &[&file]);
            assert_eq!(said, format!("ok {line}\n"), "line {number} of {size}");
            let changed = |change: fn(&mut BatchReceipt)| {
                let mut changed = receipt.clone();
                change(&mut changed);
                fs::write(&file, changed.to_text()).unwrap();
                !Checker::Python.run("batches", &log.vkey(), &[&file]).status.success()
            };
            assert!(
                changed(|one| one.line = one.line.replace("fee_fen", "fee_Fen")),
                "the line"
            );
            assert!(changed(|one| one.lines += 1), "the number of lines");
            assert!(changed(|one| one.number += 1), "the place");
            assert!(changed(|one| one.path.push(shishi_journal::Hash([0; 32]))), "the path");
            assert!(
                changed(|one| one.batch = one.batch.replacen("index ", "index 1", 1)),
                "the entry's place"
            );
        }
    }
    fs::write(&file, "{}").unwrap();
    let said = Checker::Python.run("batches", &log.vkey(), &[&file]);
    assert!(!said.status.success(), "no receipt at all");
}
