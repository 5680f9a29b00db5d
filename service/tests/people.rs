//! Heads of units, who watches over what, and sessions, through the use cases alone.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use jiff::Timestamp;
use shishi_kernel::{Actor, PersonId, Role, UnitId};
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::person::Appoint;
use shishi_service::{Service, SignInFrom};

use common::{config, gazette, sign_in, staffed};

fn issued(service: &Service, supervisor: &Actor) {
    let draft = service.upload(supervisor, "a.txt", &gazette()).unwrap().draft.unwrap();
    let revision = service
        .draft_command(supervisor, draft, 0, DraftCommand::AcceptAll)
        .unwrap();
    service.issue_draft(supervisor, draft, revision).unwrap();
}

fn appoint(name: &str, from: &str, to: Option<&str>) -> Appoint {
    Appoint {
        name: name.into(),
        from: from.parse().unwrap(),
        to: to.map(|to| to.parse().unwrap()),
    }
}

#[test]
fn heads_come_and_go_and_are_forgotten_while_the_tree_verifies() {
    let folder = tempfile::tempdir().unwrap();
    let (_, _, _) = staffed(folder.path());
    let now = Arc::new(AtomicI64::new(at("2020-06-01T00:00:00Z")));
    let mut config = config(folder.path());
    let clock = Arc::clone(&now);
    config.clock = Arc::new(move || Timestamp::from_second(clock.load(Ordering::SeqCst)).unwrap());
    let service = Service::open(config).unwrap();
    let supervisor = sign_in(&service, "supervisor");
    issued(&service, &supervisor);
    let unit = service.commitment("2020-1").unwrap().unwrap().row.leads[0].id;

    let auditor = Actor {
        role: Role::Auditor,
        ..supervisor.clone()
    };
    let refused = |outcome: Result<(), shishi_service::ServiceError>| outcome.unwrap_err().code().to_owned();
    let nobody = service.appoint_head(&auditor, unit, appoint("周明远", "2019-01-01", None));
    assert_eq!(nobody.unwrap_err().code(), "forbidden");
    let unknown = service.appoint_head(&supervisor, UnitId(9999), appoint("周明远", "2019-01-01", None));
    assert_eq!(unknown.unwrap_err().code(), "not_found");
    let before = service.version();
    let first = service
        .appoint_head(&supervisor, unit, appoint("周明远", "2019-01-01", None))
        .unwrap();
    assert!(service.version() > before, "the unit's page shows it");
    let second = service.appoint_head(&supervisor, unit, appoint("陈思源", "2020-06-01", None));
    assert_eq!(second.unwrap_err().code(), "person.overlap");
    service
        .end_term(&supervisor, first, "2020-05-31".parse().unwrap())
        .unwrap();
    let again = service.end_term(&supervisor, first, "2020-05-31".parse().unwrap());
    assert_eq!(refused(again), "person.already_ended");
    service
        .appoint_head(&supervisor, unit, appoint("陈思源", "2020-06-01", None))
        .unwrap();
    let heads = service.heads(unit).unwrap();
    let names: Vec<_> = heads.iter().map(|head| head.name.as_str()).collect();
    assert_eq!(names, ["陈思源", "周明远"]);
    assert_eq!(refused(service.erase_person(&supervisor, first)), "person.erase_early");
    assert_eq!(refused(service.erase_person(&supervisor, PersonId(9999))), "not_found");

    now.store(at("2025-05-31T08:00:00Z"), Ordering::SeqCst);
    let due = service.heads_today(&supervisor).unwrap();
    assert_eq!(due.iter().filter(|head| head.id == first).count(), 1);
    service.erase_person(&supervisor, first).unwrap();
    assert_eq!(
        refused(service.erase_person(&supervisor, first)),
        "person.already_erased"
    );
    let heads = service.heads(unit).unwrap();
    assert_eq!(
        (heads[1].name.as_str(), heads[1].salt.as_str(), heads[1].erased),
        ("", "", true)
    );
    service.publish_now().unwrap();
    assert!(
        service.doctor(&mut |_, _| ()).unwrap().ok(),
        "the tree verifies without the name"
    );
}

#[test]
fn a_supervisor_with_an_interest_is_replaced_openly() {
    let folder = tempfile::tempdir().unwrap();
    let (service, _, supervisor) = staffed(folder.path());
    issued(&service, &supervisor);
    let mut reassigned = 0;
    for number in 1..=21 {
        let slug = format!("2020-{number}");
        let page = service.commitment(&slug).unwrap().unwrap();
        let watch = service.watch(&slug).unwrap().unwrap();
        for unit in &watch.stand_back {
            assert!(
                page.conflicts.iter().any(|conflict| conflict.unit.id == unit.id),
                "{slug}"
            );
            let handed = service.unit_watch(unit.id).unwrap().unwrap().handed;
            let row = handed.iter().find(|row| row.slug == slug).unwrap();
            assert_eq!(row.unit, watch.watcher, "{slug}");
        }
        let (Some(from), Some(to)) = (&watch.reassigned_from, &watch.watcher) else {
            continue;
        };
        reassigned += 1;
        assert!(
            watch.stand_back.contains(from) && !watch.stand_back.contains(to),
            "{slug}"
        );
        let taken = service.unit_watch(to.id).unwrap().unwrap().taken;
        assert!(
            taken
                .iter()
                .any(|row| row.slug == slug && row.unit.as_ref() == Some(from)),
            "{slug}"
        );
    }
    assert!(reassigned > 0, "the notice's first supervisor leads some of it");
    assert!(service.watch("2020-99").unwrap().is_none());
    let lead = service.commitment("2020-1").unwrap().unwrap().row.leads[0].id;
    assert_eq!(service.unit_watch(UnitId(9999)).unwrap(), None);
    assert!(service.unit(lead).unwrap().is_some());
}

#[test]
fn one_session_is_ended_and_the_others_stay() {
    let folder = tempfile::tempdir().unwrap();
    let (service, admin, supervisor) = staffed(folder.path());
    let again = service
        .sign_in("supervisor", "several plain words", SignInFrom::default())
        .unwrap();
    let handle = Service::session_handle(&again.token);
    assert_eq!(service.sessions(&supervisor).unwrap().len(), 2);
    for (actor, handle) in [(&admin, handle.as_str()), (&supervisor, "987654"), (&supervisor, "zz")] {
        assert_eq!(
            service.end_session(actor, handle).unwrap_err().code(),
            "not_found",
            "{handle}"
        );
    }
    service.end_session(&supervisor, &handle).unwrap();
    assert!(service.session(&again.token).unwrap().is_none());
    assert_eq!(service.sessions(&supervisor).unwrap().len(), 1);
}

fn at(text: &str) -> i64 {
    text.parse::<Timestamp>().unwrap().as_second()
}
