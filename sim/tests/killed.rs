//! Killed while everybody works, again and again: what was acknowledged is there, nothing is doubled or half done, and the
//! journal tells what the tables hold.

mod common;

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

use common::load::{Desk, check, work_until_killed};
use common::{House, config, summer};
use shishi_service::{Backend, Service};

/// Names this very program the victim: the folder it works on.
const VICTIM: &str = "SHISHI_SIM_VICTIM";

fn open(folder: &Path) -> Service {
    Service::open(config(folder, Backend::Sqlite, summer())).unwrap()
}

/// Starts the victim, kills it after so many acknowledgements, and returns all that it gave.
fn kill_after(folder: &Path, run: usize, count: usize) -> Vec<(String, String, String)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--exact", "everybody_at_work_is_killed"])
        .env(VICTIM, folder)
        .env("SHISHI_SIM_RUN", run.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines.map_while(Result::ok) {
        assert!(!line.contains("NO "), "{line}");
        // Lines are written whole; what the kill cut off acknowledges nothing.
        let Some((_, said)) = line.split_once("ACK ") else {
            continue;
        };
        let mut words = said.splitn(3, ' ').map(str::to_owned);
        let (Some(name), Some(key), Some(answer)) = (words.next(), words.next(), words.next()) else {
            continue;
        };
        acknowledged.push((name, key, answer));
        if acknowledged.len() == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() >= count, "the victim ended by itself");
    acknowledged
}

#[test]
fn everybody_at_work_is_killed() {
    if let Ok(folder) = std::env::var(VICTIM) {
        let run = std::env::var("SHISHI_SIM_RUN").unwrap();
        return work_until_killed(Path::new(&folder), &run, open);
    }
    // On a disk: what survives is what was synced.
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(config(folder.path(), Backend::Sqlite, summer()));
    let programme = house.programme.clone();
    Desk::furnish(&house);
    drop(house);
    let runs = if std::env::var("SHISHI_NIGHTLY").is_ok() { 25 } else { 3 };
    let mut acknowledged = Vec::new();
    for run in 0..runs {
        acknowledged.extend(kill_after(folder.path(), run, 20 + run * 37 % 100));
        check(&Desk::new(open(folder.path())), &programme, &acknowledged);
    }
}
