//! The short script that shares no code with ours, on ten thousand draws in one go.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use shishi_inspections::draw::Proof;
use shishi_kernel::UnitId;

use crate::build::{ceremony, list, proof};

const DRAWS: u64 = 10_000;

fn script(name: &str, text: &str) -> Output {
    let file = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(&file, text).unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("interop/draw.py");
    let ran = Command::new("python3").arg(script).arg(&file).output();
    ran.unwrap_or_else(|error| panic!("python3: {error}; `cargo xtask test` installs it"))
}

/// Draws of lists of several shapes; every seventh with a silent body.
fn drawn(number: u64) -> Proof {
    let mut list = list();
    let objects = 2 + (number % 5) as usize;
    list.objects.truncate(objects);
    list.exclusions.retain(|exclusion| exclusion.object as usize <= objects);
    list.draw = 1 + (number % objects as u64) as u32;
    for object in &mut list.objects {
        object.weight += (number % 13) as u32;
    }
    if number.is_multiple_of(3) {
        list.externals.clear();
        list.inspectors[4].unit = Some(UnitId(i64::MAX));
    }
    let externals = vec![format!("“{number}”\n"); list.externals.len()]
        .iter()
        .map(|value| value.trim().to_owned())
        .collect::<Vec<_>>();
    let silent = number.is_multiple_of(7).then_some((number % 3) as usize);
    proof(&ceremony(list, number, silent), &externals, "2020072")
}

#[test]
fn a_second_implementation_agrees_on_ten_thousand_draws() {
    let mut text = String::new();
    for number in 0..DRAWS {
        writeln!(text, "{}", serde_json::to_string(&drawn(number)).unwrap()).unwrap();
    }
    let ran = script("draws.jsonl", &text);
    let said = String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr);
    assert_eq!((ran.status.success(), said.trim()), (true, "10000 agree"));
}

#[test]
fn the_script_names_what_does_not_agree() {
    type Edit = fn(&mut Proof);
    let rows: &[(&str, Edit)] = &[
        ("list", |proof| proof.list.objects[0].weight += 1),
        ("commitment", |proof| proof.commitments.swap(0, 1)),
        ("seed", |proof| proof.root.0[0] ^= 1),
        ("picks", |proof| proof.picks[0].inspectors.swap(0, 1)),
    ];
    for (what, edit) in rows {
        let mut forged = drawn(1);
        edit(&mut forged);
        let ran = script(
            &format!("forged-{what}.json"),
            &serde_json::to_string_pretty(&forged).unwrap(),
        );
        let said = String::from_utf8_lossy(&ran.stderr).into_owned();
        assert!(!ran.status.success() && said.contains(what), "{what}: {said}");
    }
}
