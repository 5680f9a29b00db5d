//! `shishi parking`, run as the program that it is.

use std::path::Path;
use std::process::{Command, Output};

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_shishi"))
        .arg("parking")
        .args(arguments)
        .output()
        .unwrap()
}

fn fixture(name: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../fixtures/parking")
        .join(name)
        .display()
        .to_string()
}

fn json(arguments: &[&str]) -> serde_json::Value {
    let output = run(arguments);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn a_replay_counts_and_names() {
    let (stays, tariff) = (fixture("stays.csv"), fixture("P5.tariff"));
    let report = json(&["replay", &stays, "--tariff", &tariff, "--json"]);
    let count = |name: &str| ["stays", "exact", "within_truncation"].map(|part| report[name][part].as_u64().unwrap());
    assert_eq!(report["compared"], 9);
    for part in ["stays", "exact", "within_truncation"] {
        assert_eq!(
            report[part], report["paid"][part],
            "{part} at the top is that of the paid stays"
        );
    }
    assert_eq!(count("paid"), [6, 4, 5]);
    assert_eq!(count("unpaid"), [3, 2, 2]);
    assert_eq!(report["misfits"][0]["line"], 10);
    for kind in [
        "exit_before_entry",
        "time_bad",
        "fee_missing",
        "line_broken",
        "unpaid_where_due",
        "zero_minutes",
    ] {
        assert_eq!(report["dirt"][kind]["lines"], 1, "{kind}");
    }
    let page = run(&["replay", &stays, "--tariff", &tariff]);
    let page = String::from_utf8_lossy(&page.stdout).into_owned();
    assert!(page.contains("within truncation 5 (83.33 %)"), "{page}");
}

#[test]
fn a_price_has_lines_that_sum() {
    let tariff = fixture("example.tariff");
    let moments = ["--entry", "2026-07-06 19:00", "--exit", "2026-07-07 10:10"];
    let mut arguments = vec![
        "price",
        "--tariff",
        &tariff,
        "--json",
        "--class",
        "large",
        "--with",
        "new-energy",
    ];
    arguments.extend(moments);
    let quote = json(&arguments);
    let lines = quote["price"]["lines"].as_array().unwrap();
    let sum: i64 = lines.iter().map(|line| line["fen"].as_i64().unwrap()).sum();
    assert_eq!(Some(sum), quote["price"]["total_fen"].as_i64());
    assert_eq!(sum, 2000);
}

#[test]
fn what_is_wrong_is_said_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    let tariff = folder.path().join("bad.tariff");
    std::fs::write(
        &tariff,
        "shishi-tariff 1\n[always]\nfree: 15 sec\nrate: then 3 yuan per 1 h\n",
    )
    .unwrap();
    let tariff = tariff.display().to_string();
    let (good, stays) = (fixture("P5.tariff"), fixture("stays.csv"));
    for (arguments, zh, en) in [
        (
            vec!["check", &tariff],
            "第3行 free：没有单位“sec”",
            "line 3, free: there is no unit “sec”",
        ),
        (
            vec!["replay", "/nowhere.csv", "--tariff", &good],
            "没有这个文件",
            "No such file",
        ),
        (
            vec![
                "price",
                "--tariff",
                &good,
                "--entry",
                "2026-02-30 08:00",
                "--exit",
                "2026-03-02 09:00",
            ],
            "不是时间",
            "is no time",
        ),
        (
            vec![
                "price",
                "--tariff",
                &good,
                "--entry",
                "2026-03-02 09:00",
                "--exit",
                "2026-03-02 08:00",
            ],
            "出场早于入场",
            "the exit lies before the entry",
        ),
        (
            vec!["replay", &good, "--tariff", &good],
            "没有一次可以比对的停放",
            "no stay in it could be compared",
        ),
        (vec!["fit", &good], "不足20笔", "fewer than 20 paid stays"),
        (
            vec!["places", &good],
            "请用 --from 说明格式",
            "say its form with --from",
        ),
        (
            vec!["places", &stays, "--from", "csv"],
            "缺少“lot”",
            "there is no “lot”",
        ),
        (
            vec!["forecast-eval", &good],
            "没有可以预测的读数",
            "nothing to forecast",
        ),
    ] {
        let output = run(&arguments);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains(zh) && said.contains(en), "{arguments:?}: {said}");
    }
}

#[test]
fn places_are_counted_and_converted() {
    let file = fixture("places.csv");
    let report = json(&["places", &file, "--json"]);
    let count = |name: &str| report[name].as_u64().unwrap();
    assert_eq!(
        ["lots", "on_street", "zones", "bays", "capacity", "remarks"].map(count),
        [3, 1, 3, 8, 128, 0]
    );
    assert_eq!(report["capacity_by_class"]["charging"], 2);
    let folder = tempfile::tempdir().unwrap();
    for form in ["csv", "geojson", "osm"] {
        let output = folder.path().join(format!("places.{form}"));
        let output = output.display().to_string();
        assert!(
            run(&["places", &file, "--to", form, "--output", &output])
                .status
                .success(),
            "{form}"
        );
        let back = json(&["places", &output, "--json"]);
        for name in ["lots", "bays", "capacity"] {
            assert_eq!(back[name], report[name], "{form} {name}");
        }
    }
    let printed = run(&["places", &file, "--to", "csv"]);
    assert_eq!(
        String::from_utf8_lossy(&printed.stdout),
        std::fs::read_to_string(&file).unwrap()
    );
}
