//! The machine's clock is set back, and forward: nothing is told in another order than it happened, nobody is signed out
//! or let in by it, and what was late stays late.

mod common;

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use common::{House, PASSWORD, config, folder};
use jiff::{SignedDuration, Timestamp};
use shishi_kernel::{Actor, Role};
use shishi_service::commitments::report::Period;
use shishi_service::{Backend, Clock, RecordForm, Service, SignInFrom};

/// The machine's clock.
#[derive(Clone)]
struct Machine(Arc<AtomicI64>);

impl Machine {
    fn at(text: &str) -> Self {
        let machine = Self(Arc::default());
        machine.set(text);
        machine
    }

    fn set(&self, text: &str) {
        let at: Timestamp = text.parse().unwrap();
        self.0.store(at.as_microsecond(), Ordering::SeqCst);
    }

    fn clock(&self) -> Clock {
        let micros = Arc::clone(&self.0);
        Arc::new(move || Timestamp::from_microsecond(micros.load(Ordering::SeqCst)).unwrap())
    }
}

fn report(service: &Service, house: &House, clerk: &Actor, note: &str) -> Timestamp {
    let form = RecordForm {
        measure: house.page("2020-1").measures[0].id,
        value: 4.into(),
        as_of: "2020-05-31".parse().unwrap(),
        note: note.into(),
    };
    let leaf = service.record_value(clerk, form, None).unwrap().leaf;
    service.leaf(leaf).unwrap().unwrap().at
}

#[test]
fn a_clock_that_is_set_back_an_hour_changes_no_order() {
    let there = folder();
    let machine = Machine::at("2020-07-10T02:00:00Z");
    let config = config(&there.path().join("data"), Backend::Sqlite, machine.clock());
    let house = House::open(config.clone());
    let lead = house.page("2020-1").row.leads[0].id;
    let clerk = house.join("clerk", Role::Clerk, Some(lead));
    let before = report(&house.service, &house, &clerk, "一");
    machine.set("2020-07-10T01:00:00Z");
    let during = report(&house.service, &house, &clerk, "二");
    assert_eq!(during, before, "time stands still");
    house.service.publish_now().unwrap();
    shishi_sim::look(&house.service, &house.supervisor, &house.admin, &house.programme).unwrap();
    // Closed and opened again while the clock is still behind.
    let House {
        service,
        admin,
        supervisor,
        programme,
    } = house;
    drop(service);
    let house = House {
        service: Service::open(config).unwrap(),
        admin,
        supervisor,
        programme,
    };
    assert_eq!(report(&house.service, &house, &clerk, "三"), before);
    machine.set("2020-07-10T02:00:01Z");
    let after = report(&house.service, &house, &clerk, "四");
    assert_eq!(
        after.duration_since(before),
        SignedDuration::from_secs(1),
        "and goes on"
    );
    house.service.publish_now().unwrap();
    shishi_sim::look(&house.service, &house.supervisor, &house.admin, &house.programme).unwrap();
}

#[test]
fn sessions_and_locks_last_as_long_as_they_should() {
    let there = folder();
    let machine = Machine::at("2020-07-10T02:00:00Z");
    let house = House::open(config(&there.path().join("data"), Backend::Sqlite, machine.clock()));
    let service = &house.service;
    let sign_in = |password: &str| service.sign_in("supervisor", password, SignInFrom::default());
    let token = sign_in(PASSWORD).unwrap().token;
    machine.set("2020-07-10T01:00:00Z");
    assert!(service.session(&token).unwrap().is_some(), "nobody is signed out by it");
    // Guessing does not begin anew because an hour is there again.
    for _ in 0..5 {
        assert_eq!(sign_in("not the password").unwrap_err().code(), "sign_in_failed");
    }
    assert_eq!(sign_in(PASSWORD).unwrap_err().code(), "too_many");
    machine.set("2020-07-10T00:00:00Z");
    assert_eq!(sign_in(PASSWORD).unwrap_err().code(), "too_many");
    machine.set("2020-07-10T02:16:00Z");
    sign_in(PASSWORD).unwrap();
    // A clock that was months ahead and was put right is believed, and what it let in ends.
    machine.set("2020-12-10T02:00:00Z");
    assert!(service.session(&token).unwrap().is_none());
    let ahead = sign_in(PASSWORD).unwrap().token;
    machine.set("2020-07-10T03:00:00Z");
    assert_eq!(service.now(), "2020-07-10T03:00:00Z".parse::<Timestamp>().unwrap());
    drop(service.session(&ahead).unwrap());
    let again = sign_in(PASSWORD).unwrap().token;
    assert!(service.session(&again).unwrap().is_some());
}

#[test]
fn what_is_late_stays_late() {
    let there = folder();
    let machine = Machine::at("2020-05-12T02:00:00Z");
    let house = House::open(config(&there.path().join("data"), Backend::Sqlite, machine.clock()));
    machine.set("2020-07-01T02:00:00Z");
    let june = |what: &str| {
        let lines = house.service.reports_of_year(&house.supervisor, 2020).unwrap();
        let june = Period::from_code("2020-06").unwrap();
        let line = lines.into_iter().find(|line| line.period == june);
        let line = line.unwrap_or_else(|| panic!("{what}: no report is owed for June"));
        (line.due, line.late)
    };
    let (due, late) = june("the first of July");
    assert!(!late);
    // Half an hour into the day after, in China; then the clock is set back into the day itself.
    let midnight = format!("{due}T16:00:00Z").parse::<Timestamp>().unwrap();
    machine.set(&(midnight + SignedDuration::from_mins(30)).to_string());
    assert_eq!(june("after"), (due, true));
    machine.set(&(midnight - SignedDuration::from_mins(30)).to_string());
    assert_eq!(june("set back"), (due, true));
    let swept = house.service.sweep().unwrap();
    let again = house.service.sweep().unwrap();
    assert!(swept.reminders > 0 && again.reminders == 0, "{swept:?}, then {again:?}");
}
