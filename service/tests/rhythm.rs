//! The rhythm of a year: daily sweeps, notices and their ways out, jobs that fail and are taken again.

mod common;

use std::sync::Arc;

use parking_lot::Mutex;
use shishi_commitments::slip::{Command, Level};
use shishi_kernel::{Actor, Role, UnitId};
use shishi_service::commitments as shishi_commitments;
use shishi_service::commitments::person::Appoint;
use shishi_service::{
    ChannelForm, ChannelKind, Deliver, JOB_ATTEMPTS_MAX, LEASE_SECONDS, ReportMove, Service, ServiceConfig, SlipForm,
    SweepReport,
};

use common::{Hand, account, config, issue, staffed_with};

struct Stage {
    service: Service,
    hand: Hand,
    admin: Actor,
    supervisor: Actor,
    clerk: Actor,
    unit: UnitId,
    _folder: tempfile::TempDir,
}

fn stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let hand = Hand::at("2020-05-11");
    let config = ServiceConfig {
        clock: hand.clock(),
        ..config(folder.path())
    };
    let (service, admin, supervisor) = staffed_with(config);
    issue(&service, &supervisor);
    let unit = service.commitment("2020-15").unwrap().unwrap().row.leads[0].id;
    let clerk = account(&service, &admin, "clerk", Role::Clerk, Some(unit));
    Stage {
        service,
        hand,
        admin,
        supervisor,
        clerk,
        unit,
        _folder: folder,
    }
}

fn nobody() -> Deliver {
    Arc::new(|_| Ok(()))
}

fn kinds(service: &Service, actor: &Actor) -> Vec<String> {
    let notices = service.notices(actor).unwrap().notices;
    notices.into_iter().map(|(notice, _)| notice.kind).collect()
}

fn slip(unit: UnitId) -> SlipForm {
    SlipForm {
        slug: "2020-15".into(),
        unit,
        matter: "behind".into(),
        words: "三个村未开工".into(),
        level: Level::Blue,
        ground: String::new(),
        days: 5,
    }
}

#[test]
fn a_day_reminds_once_proposes_and_never_decides() {
    let stage = stage();
    let (service, clerk, supervisor) = (&stage.service, &stage.clerk, &stage.supervisor);
    // 28 May: seven working days before the reports are due on 5 June, but the month is not over.
    stage.hand.set("2020-05-28");
    service.sweep().unwrap();
    assert!(!kinds(service, clerk).contains(&"report_due".to_owned()));
    stage.hand.set("2020-06-01");
    let version = service.version();
    let first = service.sweep().unwrap();
    assert!(first.reminders > 0 && first.proposals == 0, "{first:?}");
    assert!(service.version() > version, "pages kept from yesterday are stale");
    assert!(kinds(service, clerk).contains(&"report_due".to_owned()));
    assert_eq!(
        service.sweep().unwrap(),
        SweepReport::default(),
        "the same day brings nothing new"
    );
    let unread = service.unread_notices(clerk).unwrap();
    assert!(unread > 0);
    assert_eq!(service.unread_notices(&stage.admin).unwrap(), 0);
    assert_eq!(service.notices(&stage.admin).unwrap_err().code(), "forbidden");
    service.see_notices(clerk, i64::MAX).unwrap();
    assert_eq!(service.unread_notices(clerk).unwrap(), 0);

    let id = service.issue_slip(supervisor, slip(stage.unit)).unwrap();
    assert_eq!(kinds(service, clerk)[0], "slip_issued");
    assert_eq!(
        service.unread_notices(clerk).unwrap(),
        1,
        "read up to then, and not further"
    );
    // Late reports, and a slip nobody answered.
    stage.hand.set("2020-06-09");
    let late = service.sweep().unwrap();
    assert_eq!(late.proposals, 1);
    assert!(kinds(service, clerk).contains(&"report_late".to_owned()));
    assert!(kinds(service, clerk).contains(&"slip_late".to_owned()));
    assert!(kinds(service, supervisor).contains(&"slip_raise".to_owned()));
    let row = service.slips_of_unit(stage.unit).unwrap().remove(0);
    assert_eq!(row.level, "blue", "raising is a person's decision");
    service
        .move_slip(supervisor, id, 0, Command::Escalate { days: 3 })
        .unwrap();
    assert_eq!(kinds(service, clerk)[0], "slip_raised");
    assert_eq!(service.sweep().unwrap().proposals, 0, "it has a new date");

    // What is handed in is no longer asked for.
    let owed = service.reports_of_year(clerk, 2020).unwrap();
    let own = owed
        .into_iter()
        .find(|line| line.slug == "2020-15" && line.unit.id == stage.unit)
        .unwrap();
    let mut texts = service.report(clerk, &own.at()).unwrap().content.texts;
    texts.done = "已选址".into();
    service
        .move_report(clerk, &own.at(), 0, ReportMove::Submit(texts))
        .unwrap();
    assert_eq!(kinds(service, supervisor)[0], "report_submitted");
    service
        .move_report(supervisor, &own.at(), 1, ReportMove::Return("缺佐证".into()))
        .unwrap();
    assert_eq!(kinds(service, clerk)[0], "report_returned");
}

#[test]
fn names_and_addresses_are_erased_when_their_time_has_come() {
    let stage = stage();
    let service = &stage.service;
    let term = Appoint {
        name: "某某".into(),
        from: "2010-01-01".parse().unwrap(),
        to: Some("2015-05-31".parse().unwrap()),
    };
    service.appoint_head(&stage.admin, stage.unit, term).unwrap();
    let form = ChannelForm {
        unit: Some(stage.unit),
        kind: ChannelKind::Mail,
        address: "office@unit.invalid".into(),
        purpose: "提醒".into(),
        erase_on: "2020-06-30".parse().unwrap(),
    };
    service.add_channel(&stage.admin, form).unwrap();
    stage.hand.set("2020-06-29");
    let before = service.sweep().unwrap().erased;
    stage.hand.set("2020-06-30");
    let after = service.sweep().unwrap().erased;
    assert_eq!(before + after, 2);
    assert!(after >= 1, "the address on its day");
    assert!(service.channels(&stage.admin).unwrap().is_empty());
    assert!(service.heads(stage.unit).unwrap()[0].erased);
    assert_eq!(service.sweep().unwrap().erased, 0);
}

#[test]
fn channels_refuse_what_cannot_be_an_address() {
    let stage = stage();
    let service = &stage.service;
    let form = |kind, address: &str, purpose: &str, erase_on: &str| ChannelForm {
        unit: None,
        kind,
        address: address.into(),
        purpose: purpose.into(),
        erase_on: erase_on.parse().unwrap(),
    };
    let (mail, hook) = (ChannelKind::Mail, ChannelKind::Webhook);
    let long = format!("{}@unit.invalid", "a".repeat(300));
    for (kind, address, purpose, erase_on, expected) in [
        (mail, "", "提醒", "2020-12-31", "form.channel_address"),
        (mail, "office", "提醒", "2020-12-31", "form.channel_address"),
        (mail, "@unit.invalid", "提醒", "2020-12-31", "form.channel_address"),
        (mail, "a@b@c", "提醒", "2020-12-31", "form.channel_address"),
        (mail, "a@b\r\nBcc: c@d", "提醒", "2020-12-31", "form.channel_address"),
        (mail, long.as_str(), "提醒", "2020-12-31", "form.channel_address"),
        (hook, "ftp://host/", "提醒", "2020-12-31", "form.channel_address"),
        (hook, "https://", "提醒", "2020-12-31", "form.channel_address"),
        (hook, "https://user@host/", "提醒", "2020-12-31", "form.channel_address"),
        (mail, "a@b.c", " ", "2020-12-31", "form.channel_purpose"),
        (mail, "a@b.c", "提醒", "2020-05-11", "form.channel_erase_on"),
        (mail, "a@b.c", "提醒", "2030-05-11", "form.channel_erase_on"),
    ] {
        let outcome = service.add_channel(&stage.admin, form(kind, address, purpose, erase_on));
        assert_eq!(outcome.unwrap_err().code(), expected, "{address} {purpose} {erase_on}");
    }
    let unknown = ChannelForm {
        unit: Some(UnitId(9_999)),
        ..form(mail, "a@b.c", "提醒", "2020-12-31")
    };
    assert_eq!(
        service.add_channel(&stage.admin, unknown).unwrap_err().code(),
        "form.unit_unknown"
    );
    let good = form(hook, "https://host.invalid/hook", "提醒", "2020-12-31");
    assert_eq!(
        service.add_channel(&stage.supervisor, good.clone()).unwrap_err().code(),
        "forbidden"
    );
    let secret = service.add_channel(&stage.admin, good).unwrap().unwrap();
    assert_eq!(secret.0.len(), 64);
    let kept = service.channels(&stage.admin).unwrap().remove(0);
    assert_eq!((kept.secret.as_str(), kept.unit), ("", None), "shown once");
    service.remove_channel(&stage.admin, kept.id).unwrap();
    assert_eq!(
        service.remove_channel(&stage.admin, kept.id).unwrap_err().code(),
        "not_found"
    );
}

#[test]
fn a_delivery_is_tried_later_and_later_and_then_left_to_a_person() {
    let stage = stage();
    let service = &stage.service;
    let form = ChannelForm {
        unit: Some(stage.unit),
        kind: ChannelKind::Webhook,
        address: "https://host.invalid/hook".into(),
        purpose: "提醒".into(),
        erase_on: "2020-12-31".parse().unwrap(),
    };
    service.add_channel(&stage.admin, form).unwrap();
    service.run_due_jobs(&nobody()).unwrap();
    service.issue_slip(&stage.supervisor, slip(stage.unit)).unwrap();
    let seen = Arc::new(Mutex::new(Vec::new()));
    let noted = Arc::clone(&seen);
    let refusing: Deliver = Arc::new(move |delivery| {
        noted.lock().push((delivery.key.clone(), delivery.notice.kind.clone()));
        Err("the receiver answered 503".to_owned())
    });
    let mut minutes = 0_i64;
    for attempt in 1..=JOB_ATTEMPTS_MAX {
        assert_eq!(service.run_due_jobs(&refusing).unwrap(), 1, "attempt {attempt}");
        assert_eq!(service.run_due_jobs(&refusing).unwrap(), 0, "not again at once");
        let job = service.jobs(&stage.admin).unwrap().remove(0);
        assert_eq!(
            (job.attempts, job.last_error.as_deref()),
            (attempt, Some("the receiver answered 503"))
        );
        minutes += 1 << (attempt - 1);
        stage
            .hand
            .set(&format!("2020-05-11T{:02}:{:02}:00Z", 4 + minutes / 60, minutes % 60));
    }
    assert_eq!(service.run_due_jobs(&refusing).unwrap(), 0, "left to a person");
    let keys = seen.lock().clone();
    assert_eq!(keys.len(), JOB_ATTEMPTS_MAX as usize);
    assert!(keys.iter().all(|key| *key == keys[0]), "one key for every attempt");
    assert_eq!(keys[0].1, "slip_issued");
    assert_eq!(service.undelivered(&stage.admin).unwrap().len(), 1);
    let dead = service.jobs(&stage.admin).unwrap().remove(0);
    assert_eq!(service.jobs(&stage.clerk).unwrap_err().code(), "forbidden");
    assert_eq!(
        service.revive_job(&stage.clerk, dead.id).unwrap_err().code(),
        "forbidden"
    );
    assert_eq!(service.revive_job(&stage.admin, 9_999).unwrap_err().code(), "not_found");
    service.revive_job(&stage.admin, dead.id).unwrap();
    assert_eq!(
        service.revive_job(&stage.admin, dead.id).unwrap_err().code(),
        "not_found",
        "it is alive"
    );
    assert_eq!(service.run_due_jobs(&nobody()).unwrap(), 1);
    assert!(service.jobs(&stage.admin).unwrap().is_empty());
    assert!(service.undelivered(&stage.admin).unwrap().is_empty());
}

#[test]
fn a_worker_that_died_leaves_its_job_to_the_next() {
    let stage = stage();
    let service = &stage.service;
    let form = ChannelForm {
        unit: Some(stage.unit),
        kind: ChannelKind::Webhook,
        address: "https://host.invalid/hook".into(),
        purpose: "提醒".into(),
        erase_on: "2020-12-31".parse().unwrap(),
    };
    service.add_channel(&stage.admin, form).unwrap();
    service.run_due_jobs(&nobody()).unwrap();
    service.issue_slip(&stage.supervisor, slip(stage.unit)).unwrap();
    let dying: Deliver = Arc::new(|_| panic!("the power is gone"));
    let (killed, at_once) = (service.clone(), service.clone());
    assert!(std::thread::spawn(move || killed.run_due_jobs(&dying)).join().is_err());
    assert_eq!(at_once.run_due_jobs(&nobody()).unwrap(), 0, "the claim holds");
    let now = service.now().as_second();
    for (later, done) in [(LEASE_SECONDS - 1, 0), (LEASE_SECONDS, 1)] {
        let at = jiff::Timestamp::from_second(now + later).unwrap();
        stage.hand.set(&at.to_string());
        assert_eq!(service.run_due_jobs(&nobody()).unwrap(), done, "{later}");
    }
}

#[test]
fn a_worker_sweeps_once_a_day_and_stops_when_it_is_told() {
    let stage = stage();
    let sweeps = || {
        let entries = stage.service.journal_recent(1, 100).unwrap();
        entries.rows.iter().filter(|entry| entry.kind == "day.swept").count()
    };
    for (day, jobs, all) in [
        ("2020-06-01", 1, 1),
        ("2020-06-01", 0, 1),
        ("2020-06-02", 1, 2),
        ("2020-06-05", 1, 3),
    ] {
        stage.hand.set(day);
        assert_eq!(stage.service.run_due_jobs(&nobody()).unwrap(), jobs, "{day}");
        assert_eq!(sweeps(), all, "{day}");
    }
    // The worker does the same by itself; dropping it waits for the job that it is at.
    let (begun, wait) = std::sync::mpsc::channel();
    let form = ChannelForm {
        unit: Some(stage.unit),
        kind: ChannelKind::Mail,
        address: "office@unit.invalid".into(),
        purpose: "提醒".into(),
        erase_on: "2020-12-31".parse().unwrap(),
    };
    stage.service.add_channel(&stage.admin, form).unwrap();
    let begun = Mutex::new(begun);
    let worker = stage.service.start_worker(Arc::new(move |_| {
        begun.lock().send(()).unwrap_or_default();
        Ok(())
    }));
    stage.service.issue_slip(&stage.supervisor, slip(stage.unit)).unwrap();
    wait.recv().unwrap();
    drop(worker);
    assert!(
        stage.service.jobs(&stage.admin).unwrap().is_empty(),
        "the job was ended before the worker was"
    );
}
