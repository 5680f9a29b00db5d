//! The short script that shares no code with ours, on many downloads of every shape.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use shishi_appraisal::document::Document;

use crate::build::{document, shape};

const DOWNLOADS: u64 = 5_000;

fn script(name: &str, text: &str) -> Output {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, text).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/appraise.py");
    let ran = Command::new("python3").arg(script).arg(&file).output();
    ran.unwrap_or_else(|error| panic!("python3: {error}; `cargo xtask test` installs it"))
}

fn download(seed: u64) -> Document {
    let (scheme, facts, corrections) = shape(seed);
    document(scheme, facts, corrections)
}

#[test]
fn a_second_implementation_agrees_on_five_thousand_downloads() {
    let mut text = String::new();
    for seed in 0..DOWNLOADS {
        writeln!(text, "{}", serde_json::to_string(&download(seed)).unwrap()).unwrap();
    }
    let ran = script("appraisals.jsonl", &text);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert_eq!((ran.status.success(), said.trim()), (true, "5000 agree"));
}

#[test]
fn the_script_names_what_does_not_agree() {
    type Edit = fn(&mut Document);
    let rows: &[(&str, Edit)] = &[
        ("computed", |one| one.results[0].score = Some(1)),
        ("computed", |one| one.results[0].high = Some(10_001)),
        ("computed", |one| one.results[0].commitments += 1),
        ("number of units", |one| drop(one.results.pop())),
        ("schema", |one| one.schema.push('0')),
    ];
    for (index, (what, edit)) in rows.iter().enumerate() {
        let mut forged = (0..).map(download).find(|one| one.results.len() > 1).unwrap();
        edit(&mut forged);
        let text = serde_json::to_string_pretty(&forged).unwrap();
        let ran = script(&format!("forged-appraisal-{index}.json"), &text);
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success() && said.contains(what), "{what}: {said}");
    }
}
