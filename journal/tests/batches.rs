//! The tamper table of batch receipts: one change each, none undetected; and that every line of every size of batch has its way.

mod common;

use common::naive::naive_root;
use common::{ORIGIN, key, open};
use shishi_journal::verify::ProblemCode::{self, *};
use shishi_journal::verify::verify_batch_receipt;
use shishi_journal::{BatchReceipt, BatchTree, Hash, Receipt, leaf_hash};

/// Lines of the batch of the table.
const LINES: u64 = 13;
/// The line whose receipt is changed.
const OWN: u64 = 6;

fn line(number: u64) -> String {
    format!(r#"{{"fee_fen":{number},"salt":"{number:032x}"}}"#)
}

fn tree(lines: u64) -> BatchTree {
    let mut tree = BatchTree::default();
    for number in 0..lines {
        tree.add(line(number).as_bytes());
    }
    tree
}

fn entry(lines: u64, root: Hash) -> Vec<u8> {
    format!(
        r#"{{"data":{{"lines":{lines},"root":"{}"}},"kind":"batch"}}"#,
        root.to_hex()
    )
    .into_bytes()
}

/// The receipt of a line of a batch whose entry is the third of a log of five.
fn receipt() -> BatchReceipt {
    let tree = tree(LINES);
    let folder = tempfile::tempdir().unwrap();
    let mut log = open(folder.path());
    let mut entries = common::entries(0, 5);
    entries[2] = entry(LINES, tree.root());
    entries[3] = br#"{"data":{"lines":13}}"#.to_vec();
    log.publish(&entries).unwrap();
    BatchReceipt {
        line: line(OWN),
        number: OWN,
        lines: LINES,
        path: tree.path(OWN).unwrap(),
        batch: log.receipt(2).unwrap(),
    }
}

fn in_batch(receipt: &mut BatchReceipt, change: impl FnOnce(&mut Receipt)) {
    let mut batch = Receipt::from_text(&receipt.batch).unwrap();
    change(&mut batch);
    receipt.batch = batch.to_text();
}

type Row = (&'static str, fn(&mut BatchReceipt), ProblemCode);

#[rustfmt::skip]
const ROWS: &[Row] = &[
    ("the fee", |r| r.line = r.line.replace(":6,", ":5,"), LineWrong),
    ("the salt", |r| r.line = r.line.replace("06\"", "07\""), LineWrong),
    ("a space in the line", |r| r.line.push(' '), LineWrong),
    ("another line", |r| r.line = line(OWN + 1), LineWrong),
    ("the number", |r| r.number += 1, LineWrong),
    ("a number beyond the batch", |r| r.number = LINES, LineWrong),
    ("a bit of the path", |r| r.path[1].0[5] ^= 1, LineWrong),
    ("a hash of the path dropped", |r| { r.path.pop(); }, LineWrong),
    ("a hash of the path added", |r| { let hash = r.path[0]; r.path.push(hash); }, LineWrong),
    ("two hashes swapped", |r| r.path.swap(0, 1), LineWrong),
    ("seventy hashes", |r| { let hash = r.path[0]; r.path.extend([hash; 70]); }, ReceiptMalformed),
    ("the number of lines", |r| r.lines += 1, BatchMalformed),
    ("the entry's number of lines", |r| { r.lines = 12; in_batch(r, |b| b.entry = Some(entry(12, tree(LINES).root()))) }, ProofWrong),
    ("the entry's root", |r| in_batch(r, |b| b.entry = Some(entry(LINES, tree(12).root()))), ProofWrong),
    ("an entry that is no batch", |r| in_batch(r, |b| b.entry = Some(b"x".to_vec())), BatchMalformed),
    ("no entry", |r| in_batch(r, |b| b.entry = None), EntryMissing),
    ("the entry's place in the log", |r| in_batch(r, |b| b.index += 1), ProofWrong),
    ("the signature", |r| { let at = r.batch.len() - 6; r.batch.replace_range(at..=at, "A"); r.batch.replace_range(at - 1..at, "B"); }, SignatureWrong),
    ("no batch", |r| r.batch.clear(), ReceiptMalformed),
];

#[test]
fn no_change_of_a_batch_receipt_goes_unnoticed() {
    let vkey = key(1).verifying(ORIGIN).unwrap().to_text();
    let good = receipt();
    let report = verify_batch_receipt(&good.to_text(), Some(&vkey));
    assert!(report.ok, "{:?}", report.problems);
    assert_eq!(BatchReceipt::from_text(&good.to_text()).unwrap(), good);
    for (what, change, code) in ROWS {
        let mut case = good.clone();
        change(&mut case);
        assert_ne!(case, good, "{what} changes nothing");
        let report = verify_batch_receipt(&case.to_text(), Some(&vkey));
        assert!(!report.ok, "{what} went unnoticed");
        assert!(
            report.problems.iter().any(|problem| problem.code == *code),
            "{what}: {:?}",
            report.problems
        );
    }
    for text in ["", "{}", "[1]", &good.to_text().replace("receipt/1", "receipt/2")] {
        let report = verify_batch_receipt(text, Some(&vkey));
        assert_eq!(report.problems[0].code, ReceiptMalformed, "{text}");
    }
}

#[test]
fn every_line_of_a_batch_of_any_size_leads_to_the_naive_root() {
    for lines in 1..=33 {
        let tree = tree(lines);
        let leaves: Vec<Hash> = (0..lines).map(|number| leaf_hash(line(number).as_bytes())).collect();
        assert_eq!(tree.root(), naive_root(&leaves), "{lines} lines");
        assert_eq!(BatchTree::of(leaves.iter().map(|hash| hash.0)), tree);
        for number in 0..lines {
            let path = tree.path(number).unwrap();
            let leaf = leaves[usize::try_from(number).unwrap()];
            shishi_journal::core::verify_inclusion(&leaf, number, lines, &path, &tree.root())
                .unwrap_or_else(|error| panic!("line {number} of {lines}: {error}"));
        }
        assert!(tree.path(lines).is_err());
    }
}
