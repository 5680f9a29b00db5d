//! The tamper table of receipts: one change each, none undetected.

mod common;

use common::entry;
use common::published::{FORK, OTHER_KEY, Published, SMALL};
use shishi_journal::Receipt;
use shishi_journal::verify::ProblemCode::{self, *};
use shishi_journal::verify::verify_receipt;

/// What a row about receipts may change: the text, and the entry that the one who checks holds.
#[derive(Clone, PartialEq)]
struct ReceiptCase {
    text: String,
    entry: Option<Vec<u8>>,
}

impl ReceiptCase {
    fn change(&mut self, change: impl FnOnce(&mut Receipt)) {
        let mut receipt = Receipt::from_text(&self.text).unwrap();
        change(&mut receipt);
        self.text = receipt.to_text();
    }
}

/// The checkpoint of a log, as a note.
fn checkpoint(log: &Published) -> String {
    String::from_utf8(log.files.0["checkpoint"].clone()).unwrap()
}

type ReceiptRow = (&'static str, fn(&mut ReceiptCase), ProblemCode);

#[rustfmt::skip]
const RECEIPTS: &[ReceiptRow] = &[
    ("the next index", |c| c.change(|r| r.index += 1), ProofWrong),
    ("the index before", |c| c.change(|r| r.index -= 1), ProofWrong),
    ("an index beyond the tree", |c| c.change(|r| r.index = 700), ProofWrong),
    ("a huge index", |c| c.change(|r| r.index = u64::MAX), ProofWrong),
    ("an index with a leading zero", |c| c.text = c.text.replace("index 300", "index 0300"), ReceiptMalformed),
    ("a bit of the first hash", |c| c.change(|r| r.proof[0].0[0] ^= 1), ProofWrong),
    ("a bit of the last hash", |c| c.change(|r| r.proof.last_mut().unwrap().0[31] ^= 1), ProofWrong),
    ("a hash dropped", |c| { c.change(|r| { r.proof.pop(); }) }, ProofWrong),
    ("a hash added", |c| { c.change(|r| { let hash = r.proof[0]; r.proof.push(hash) }) }, ProofWrong),
    ("two hashes swapped", |c| c.change(|r| r.proof.swap(0, 1)), ProofWrong),
    ("sixty hashes added", |c| { c.change(|r| { let hash = r.proof[0]; r.proof.extend([hash; 60]) }) }, ReceiptMalformed),
    ("no hashes", |c| c.change(|r| r.proof.clear()), ProofWrong),
    ("a bit of the entry", |c| c.change(|r| r.entry.as_mut().unwrap()[0] ^= 1), ProofWrong),
    ("the entry of another leaf", |c| c.change(|r| r.entry = Some(entry(301))), ProofWrong),
    ("no entry", |c| c.change(|r| r.entry = None), EntryMissing),
    ("another entry given", |c| c.entry = Some(entry(301)), ReceiptEntryDiffers),
    ("another entry given, none inside", |c| { c.entry = Some(entry(301)); c.change(|r| r.entry = None) }, ProofWrong),
    ("the entry's base64 cut", |c| c.text = c.text.replacen("\nindex", "=\nindex", 1), ReceiptMalformed),
    ("the proof of another leaf", |c| c.text = SMALL.receipts[1].replace("index 301", "index 300"), ProofWrong),
    ("an earlier checkpoint", |c| c.change(|r| r.checkpoint = SMALL.earlier.clone()), ProofWrong),
    ("the checkpoint of another history", |c| c.change(|r| r.checkpoint = checkpoint(&FORK)), ProofWrong),
    ("the checkpoint of another key", |c| c.change(|r| r.checkpoint = checkpoint(&OTHER_KEY)), NotSigned),
    ("the checkpoint's size", |c| c.text = c.text.replace("\n700\n", "\n701\n"), SignatureWrong),
    ("the checkpoint's origin", |c| c.text = c.text.replace("/2026\n", "/2025\n"), OriginDiffers),
    ("the header", |c| c.text = c.text.replacen("@v1", "@v2", 1), ReceiptMalformed),
    ("no empty line", |c| c.text = c.text.replacen("\n\n", "\n", 1), ReceiptMalformed),
    ("no index", |c| c.text = c.text.replacen("index 300\n", "", 1), ReceiptMalformed),
    ("a line of the proof that is none", |c| c.text = c.text.replacen("\n\n", "\nhash\n\n", 1), ReceiptMalformed),
    ("cut off", |c| { c.text.pop(); }, CheckpointMalformed),
];

#[test]
fn no_change_of_a_receipt_goes_unnoticed() {
    let good = ReceiptCase {
        text: SMALL.receipts[0].clone(),
        entry: None,
    };
    let check = |case: &ReceiptCase| verify_receipt(&case.text, Some(&SMALL.vkey), case.entry.as_deref());
    for entry in [None, Some(entry(300))] {
        let report = check(&ReceiptCase { entry, ..good.clone() });
        assert!(report.ok, "{report:?}");
    }
    for (name, change, code) in RECEIPTS {
        let mut case = good.clone();
        change(&mut case);
        assert!(case != good, "{name}: changes nothing");
        let report = check(&case);
        assert!(
            report.problems.iter().any(|problem| problem.code == *code),
            "{name}: {:#?}",
            report.problems
        );
    }
}
