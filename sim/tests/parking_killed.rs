//! Killed while places are booked and devices speak, again and again: nobody who was promised a place has lost it, no place is promised
//! twice, and what a device was answered is there.

mod common;

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use common::town::{
    Dice, HERE, NOW, Promised, QUOTA, TERMS, book, busiest, configured, kept, nightly, plate_of, put_device, put_lot,
    wish,
};
use common::{House, on_postgres};
use jiff::Timestamp;
use shishi_service::parking::{Heard, HeardWhat, Taken};
use shishi_service::parking_rows::bookings;
use shishi_service::parking_rules::passages::{Colour, Way};
use shishi_service::{Backend, Service};
use shishi_store::{Store, StoreError, Target};

/// Names this very program the victim: the folder it works on.
const VICTIM: &str = "SHISHI_PARKING_VICTIM";
/// The database, where it is not a file in that folder.
const DATABASE: &str = "SHISHI_PARKING_VICTIM_DATABASE";
const RUN: &str = "SHISHI_PARKING_VICTIM_RUN";
const THREADS: u64 = 4;
/// Messages of a delivery.
const DELIVERY: u64 = 20;

fn backend(database: Option<&str>) -> Backend {
    database.map_or(Backend::Sqlite, |address| Backend::Postgres(address.to_owned()))
}

fn reopen(folder: &Path, database: Option<&str>) -> Service {
    Service::open(configured(folder, backend(database)).0).unwrap()
}

fn request(run: u64, thread: u64, attempt: u64) -> u64 {
    run << 48 | thread << 40 | attempt
}

/// What somebody wishes under a request; the same again from the request alone.
fn wish_of(request: u64) -> shishi_service::parking::BookForm {
    wish(
        &mut Dice(request.wrapping_mul(0x9e37_79b9_7f4a_7c15)),
        u128::from(request),
    )
}

fn delivery(first: u64) -> Vec<Heard> {
    let passage = |sequence: u64| Heard {
        sequence,
        what: HeardWhat::Passage {
            at: Timestamp::from_second(NOW - 86_400 + i64::try_from(sequence % 80_000).unwrap()).unwrap(),
            way: if sequence.is_multiple_of(2) {
                Way::Entry
            } else {
                Way::Exit
            },
            plate: plate_of(sequence / 2 % 1_000),
            colour: Colour::Green,
            confidence: 96,
            lane: 1,
            image: None,
        },
    };
    (first..first + DELIVERY).map(passage).collect()
}

/// Works until it is killed, and says of each thing that it was done only when it was answered.
fn victim(folder: &Path, database: Option<&str>, run: u64) {
    let service = reopen(folder, database);
    let token = std::fs::read_to_string(folder.join("gate.token")).unwrap();
    let gate = service.device_by_token("gate-1", &token).unwrap();
    let say = |line: String| {
        let mut out = std::io::stdout().lock();
        out.write_all(format!("ACK {line}\n").as_bytes()).unwrap();
        out.flush().unwrap();
    };
    std::thread::scope(|scope| {
        for thread in 0..THREADS {
            let service = &service;
            scope.spawn(move || {
                for attempt in 0.. {
                    let request = request(run, thread, attempt);
                    if let Some(view) = book(service, &wish_of(request)) {
                        say(format!("booked {request} {}", view.number));
                    }
                }
            });
        }
        scope.spawn(|| {
            for part in 0.. {
                let first = run << 32 | (part * DELIVERY);
                let taken = service.hear(&gate, delivery(first)).unwrap();
                assert!(taken.iter().all(Result::is_ok));
                say(format!("heard {first} {DELIVERY}"));
            }
        });
    });
}

/// Starts the victim, kills it after so many answers, and gives all that it was answered: bookings by their request, deliveries.
fn kill_after(folder: &Path, database: Option<&str>, run: u64, count: usize) -> (BTreeMap<u64, u64>, Vec<u64>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--exact", "killed_while_places_are_booked"])
        .env(VICTIM, folder)
        .env(DATABASE, database.unwrap_or_default())
        .env(RUN, run.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let (mut booked, mut heard) = (BTreeMap::new(), Vec::new());
    for line in BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
    {
        let Some((_, said)) = line.split_once("ACK ") else {
            continue;
        };
        let mut words = said.split(' ');
        let (what, first, second) = (words.next(), words.next(), words.next());
        let number = |word: Option<&str>| word.and_then(|word| word.parse::<u64>().ok());
        match (what, number(first), number(second)) {
            (Some("booked"), Some(request), Some(number)) => assert!(booked.insert(request, number).is_none()),
            (Some("heard"), Some(first), Some(DELIVERY)) => heard.push(first),
            // What the kill cut off answers nothing.
            _ => continue,
        }
        if booked.len() + heard.len() == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(booked.len() + heard.len() >= count, "the victim ended by itself");
    (booked, heard)
}

fn check(folder: &Path, database: Option<&str>, booked: &BTreeMap<u64, u64>, heard: &[u64]) {
    let service = reopen(folder, database);
    let token = std::fs::read_to_string(folder.join("gate.token")).unwrap();
    let gate = service.device_by_token("gate-1", &token).unwrap();
    for first in heard {
        let again = service.hear(&gate, delivery(*first)).unwrap();
        assert!(
            again.into_iter().all(|taken| taken.unwrap() == Taken::Before),
            "{first} was answered and is lost"
        );
    }
    for (request, number) in booked {
        let again = book(&service, &wish_of(*request)).map(|view| view.number);
        assert_eq!(again, Some(*number), "{request} was promised and is lost");
    }
    let target = match backend(database) {
        Backend::Postgres(address) => Target::Postgres(address),
        Backend::Sqlite | Backend::Scratch => Target::Sqlite(folder.join("shishi.sqlite")),
    };
    let lot = service.parking().unwrap().lot("east").unwrap().row.id;
    let store = Store::open_reader(&target).unwrap();
    let rows = store
        .read::<_, StoreError>(|r| bookings::of_lot(r, HERE, lot, 0, u32::MAX))
        .unwrap();
    let reserved = rows.into_iter().filter(|row| row.state == "reserved");
    let promised: Promised = reserved.map(|row| (row.booking, kept(row.start, row.end))).collect();
    assert!(promised.len() >= booked.len());
    let most = busiest(&promised);
    assert!(most <= QUOTA, "{most} places of {QUOTA} are promised");
    assert!(service.doctor(&mut |_, _| ()).unwrap().ok());
}

fn again_and_again(database: Option<&str>) {
    // On a disk: what survives is what was synced.
    let folder = tempfile::tempdir().unwrap();
    let house = House::open(configured(folder.path(), backend(database)).0);
    put_lot(&house.service, &house.supervisor, "east", Some(TERMS));
    put_device(&house.service, &house.supervisor, "east", "gate-1");
    let token = house
        .service
        .put_device(&house.supervisor, "east", "gate-1", "lane")
        .unwrap();
    std::fs::write(folder.path().join("gate.token"), token).unwrap();
    drop(house);
    let (mut booked, mut heard) = (BTreeMap::new(), Vec::new());
    for run in 1..=if nightly() { 25 } else { 3 } {
        let count = 20 + usize::try_from(run * 37 % 100).unwrap();
        let (more, parts) = kill_after(folder.path(), database, run, count);
        booked.extend(more);
        heard.extend(parts);
        check(folder.path(), database, &booked, &heard);
    }
}

#[test]
fn killed_while_places_are_booked() {
    if let Ok(folder) = std::env::var(VICTIM) {
        let database = std::env::var(DATABASE).ok().filter(|address| !address.is_empty());
        return victim(
            Path::new(&folder),
            database.as_deref(),
            std::env::var(RUN).unwrap().parse().unwrap(),
        );
    }
    again_and_again(None);
    on_postgres("parking_killed", |backend| match backend {
        Backend::Postgres(address) => again_and_again(Some(&address)),
        Backend::Sqlite | Backend::Scratch => unreachable!("that is PostgreSQL"),
    });
}
