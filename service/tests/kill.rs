//! Killed under load, again and again: nothing acknowledged is lost, nothing is doubled, the tree verifies.

mod common;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use shishi_kernel::{Actor, LeafId, MeasureId, Role};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::{NewAccountForm, RecordForm, Service, ServiceError};

use common::{gazette, open, person, sign_in, staffed};

const KILLS: u64 = 20;
const WRITERS: u64 = 8;
/// Names this very program the victim: the folder it works on.
const VICTIM: &str = "SHISHI_TEST_KILL_FOLDER";

fn report(
    service: &Service,
    clerk: &Actor,
    measure: MeasureId,
    key: &str,
) -> Result<shishi_service::Recorded, ServiceError> {
    let form = RecordForm {
        measure,
        value: 1.into(),
        as_of: "2020-05-31".parse().unwrap(),
        note: key.to_owned(),
    };
    service.record_value(clerk, form, Some(key))
}

/// The clerk of the first commitment's lead unit, and the measure.
fn clerk(service: &Service) -> (Actor, MeasureId) {
    let page = service.commitment("2020-1").unwrap().unwrap();
    (sign_in(service, "clerk"), page.measures[0].id)
}

/// Reports until it is killed, and says each report only when it was acknowledged.
fn victim(folder: &str, run: &str) {
    let service = open(Path::new(folder)).unwrap();
    let _publisher = service.start_publisher();
    let (actor, measure) = clerk(&service);
    std::thread::scope(|scope| {
        for writer in 0..WRITERS {
            let (service, actor) = (service.clone(), actor.clone());
            scope.spawn(move || {
                for count in 0_u64.. {
                    let key = format!("{run}.{writer}.{count}");
                    let recorded = report(&service, &actor, measure, &key).unwrap();
                    let mut out = std::io::stdout().lock();
                    writeln!(out, "ACK {key} {}", recorded.leaf).unwrap();
                    out.flush().unwrap();
                }
            });
        }
    });
}

#[test]
fn killed_under_load() {
    if let Ok(folder) = std::env::var(VICTIM) {
        return victim(&folder, &std::env::var("SHISHI_TEST_KILL_RUN").unwrap());
    }
    let folder = tempfile::tempdir().unwrap();
    prepare(folder.path());
    let mut acknowledged: Vec<(String, LeafId)> = Vec::new();
    let mut seed = 20_200_407_u64;
    for run in 0..KILLS {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        acknowledged.extend(kill_after(folder.path(), run, 20 + (seed >> 33) % 400));
        let service = open(folder.path()).unwrap();
        service.publish_now().unwrap();
        check(&service, &acknowledged);
    }
    assert!(acknowledged.len() as u64 >= KILLS * 20);
}

fn prepare(folder: &Path) {
    let (service, admin, supervisor) = staffed(folder);
    let draft = service.upload(&supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(&supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(&supervisor, draft, revision).unwrap();
    let lead = service.commitment("2020-1").unwrap().unwrap().row.leads[0].id;
    let form = NewAccountForm {
        person: person("clerk"),
        role: Role::Clerk,
        unit: Some(lead),
    };
    service.create_account(&admin, form).unwrap();
}

/// Starts the victim, kills it after so many acknowledgements, and returns all that it gave.
fn kill_after(folder: &Path, run: u64, count: u64) -> Vec<(String, LeafId)> {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--nocapture", "--exact", "killed_under_load"])
        .env(VICTIM, folder)
        .env("SHISHI_TEST_KILL_RUN", run.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut acknowledged = Vec::new();
    for line in lines.map_while(Result::ok) {
        let Some((key, leaf)) = line.split("ACK ").nth(1).and_then(|rest| rest.split_once(' ')) else {
            continue;
        };
        // A line that was cut by the kill names no whole number and acknowledges nothing.
        let Ok(leaf) = leaf.parse() else { continue };
        acknowledged.push((key.to_owned(), LeafId(leaf)));
        if acknowledged.len() as u64 == count {
            child.kill().unwrap();
        }
    }
    child.wait().unwrap();
    assert!(acknowledged.len() as u64 >= count, "the victim ended by itself");
    acknowledged
}

fn check(service: &Service, acknowledged: &[(String, LeafId)]) {
    let report_of = service.doctor(&mut |_, _| ()).unwrap();
    assert!(report_of.ok(), "{report_of:?}");
    let (actor, measure) = clerk(service);
    let before = service.journal_head().unwrap().size;
    for (key, leaf) in acknowledged.iter().rev().take(60) {
        let row = service
            .leaf(*leaf)
            .unwrap()
            .unwrap_or_else(|| panic!("{key} was acknowledged and is lost"));
        assert!(row.index.is_some());
        let again = report(service, &actor, measure, key).unwrap();
        assert_eq!((again.leaf, again.replayed), (*leaf, true), "{key} is doubled");
    }
    let indexes: std::collections::BTreeSet<_> = acknowledged
        .iter()
        .map(|(key, leaf)| {
            service
                .leaf(*leaf)
                .unwrap()
                .unwrap_or_else(|| panic!("{key} is lost"))
                .index
        })
        .collect();
    assert_eq!(indexes.len(), acknowledged.len(), "two reports share an entry");
    let receipt = service.receipt(acknowledged.last().unwrap().1).unwrap();
    assert!(service.check_receipt(&receipt).unwrap().ok);
    assert_eq!(service.journal_head().unwrap().size, before, "repeating added entries");
}
