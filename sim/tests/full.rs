//! The disk is full: whoever writes is told so and nothing is half written; when there is room again, everything goes on
//! in the same process.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use common::load::{Desk, WORK, check, say};
use common::{House, config, summer};
use shishi_service::{Backend, Service};

/// Names this very program the one that runs out of room: the folder it works on.
const VICTIM: &str = "SHISHI_SIM_FULL";
/// How much larger than the database's file any file may grow, in blocks of 1,024 bytes.
const ROOM: u64 = 300;
/// So many must be refused before there is room again.
const REFUSED: u32 = 12;

fn open(folder: &Path) -> Service {
    Service::open(config(folder, Backend::Sqlite, summer())).unwrap()
}

/// Works until the disk is full, says so, waits for a line, and works on.
fn victim(folder: &Path) {
    let desk = Desk::new(open(folder));
    let mut refused = 0;
    for count in 0_u64.. {
        for (name, _) in WORK {
            let key = format!("full.{name}.{count}");
            match desk.work(name, &key) {
                Ok(answer) => say(&format!("ACK {name} {key} {answer}")),
                Err(error) => {
                    // The clear answer: the store is away for a moment, or nobody knows; never a fault without words.
                    say(&format!("NO {} {name} {error}", error.code()));
                    refused += 1;
                }
            }
        }
        if refused >= REFUSED {
            break;
        }
    }
    say("FULL");
    let mut line = String::new();
    std::io::stdin().read_line(&mut line).unwrap();
    // The journal could not be written either, and goes on.
    desk.service.publish_now().unwrap();
    for (name, _) in WORK {
        let key = format!("room.{name}");
        say(&format!("ACK {name} {key} {}", desk.work(name, &key).unwrap()));
    }
    say("DONE");
}

/// Lets the victim work in a folder until it is full, makes room, and holds what it acknowledged against what is there.
fn fill(data: &Path, programme: &str, test: &str, shell: &str, make_room: impl Fn(u32)) {
    // Without the trap the process would be ended by a signal.
    let script = format!("trap '' XFSZ; {shell}; exec \"$0\" \"$@\"");
    let mut child = Command::new("bash")
        .args(["-c", &script])
        .arg(std::env::current_exe().unwrap())
        .args(["--nocapture", "--exact", test])
        .env(VICTIM, data)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut acknowledged, mut codes, mut done) = (Vec::new(), Vec::new(), false);
    let mut stdin = child.stdin.take().unwrap();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let words: Vec<&str> = line.split(' ').collect();
        match *words {
            ["ACK", name, key, ..] => {
                acknowledged.push((name.to_owned(), key.to_owned(), words[3..].join(" ")));
            }
            ["NO", code, ..] => codes.push(format!("{code}: {line}")),
            [.., "FULL"] => {
                make_room(child.id());
                writeln!(stdin, "room").unwrap();
            }
            [.., "DONE"] => done = true,
            _ => {}
        }
    }
    assert!(
        child.wait().unwrap().success() && done,
        "it did not go on when there was room"
    );
    assert!(codes.len() >= REFUSED as usize, "the disk was never full");
    let clear = |code: &String| code.starts_with("busy") || code.starts_with("unknown");
    assert!(codes.iter().all(clear), "{codes:#?}");
    println!("{} acknowledged, refused: {codes:?}", acknowledged.len());
    check(&Desk::new(open(data)), programme, &acknowledged);
}

/// A programme with people, at rest; gives its slug.
fn furnish(data: &Path) -> String {
    let house = House::open(config(data, Backend::Sqlite, summer()));
    Desk::furnish(&house);
    house.programme.clone()
}

fn run(program: &str, arguments: &[&str]) -> bool {
    let ran = Command::new(program).args(arguments).stderr(Stdio::null()).status();
    ran.is_ok_and(|status| status.success())
}

#[test]
fn files_that_may_not_grow_are_said_and_survived() {
    if let Ok(folder) = std::env::var(VICTIM) {
        return victim(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path();
    let programme = furnish(data);
    let largest = std::fs::metadata(data.join("shishi.sqlite")).unwrap().len() / 1024 + ROOM;
    let room = |process: u32| {
        let process = process.to_string();
        assert!(run("prlimit", &["--fsize=unlimited", "--pid", &process]));
    };
    let shell = format!("ulimit -S -f {largest}");
    fill(
        data,
        &programme,
        "files_that_may_not_grow_are_said_and_survived",
        &shell,
        room,
    );
}

#[test]
fn a_full_disk_is_said_and_survived() {
    if let Ok(folder) = std::env::var(VICTIM) {
        return victim(Path::new(&folder));
    }
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    std::fs::create_dir(&disk).unwrap();
    let at = disk.to_str().unwrap();
    // A small disk needs a machine that lets us mount one; elsewhere the test above stands for it.
    if !run("mount", &["-t", "tmpfs", "-o", "size=5m", "tmpfs", at]) {
        return;
    }
    let filled = std::panic::catch_unwind(|| {
        let data = disk.join("data");
        let programme = furnish(&data);
        let room = |_: u32| assert!(run("mount", &["-o", "remount,size=64m", at]));
        fill(&data, &programme, "a_full_disk_is_said_and_survived", "true", room);
    });
    assert!(run("umount", &[at]));
    if let Err(panic) = filled {
        std::panic::resume_unwind(panic);
    }
}
