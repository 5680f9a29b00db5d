//! What must hold of the simulated city.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use shishi_parking::charging::State;
use shishi_parking::passages::{Second, Way};

use super::shape::{HOURS, hour_of_week};
use super::{City, Event, Traffic, What, cars, devices};

/// Monday, the second of March 2026, midnight in China.
const MONDAY: i64 = 1_772_380_800;
const DAY: i64 = 86_400;

/// A week of the city from midnight on Monday: where it is, what was the case before, what is heard.
static WEEK: LazyLock<(City, Vec<Event>, Vec<Event>)> = LazyLock::new(|| {
    let city = City::new().unwrap();
    let (traffic, before) = Traffic::start(&city, 5, Second(MONDAY));
    let events = traffic.take_while(|event| event.heard.0 < MONDAY + 7 * DAY).collect();
    (city, before, events)
});

#[test]
fn the_same_seed_says_the_same() {
    let city = &WEEK.0;
    let morning = Second(MONDAY + 10 * 3600);
    let said = |seed| {
        let (traffic, before) = Traffic::start(city, seed, morning);
        (before, traffic.take(5_000).collect::<Vec<_>>())
    };
    let first = said(7);
    assert_eq!(format!("{first:?}"), format!("{:?}", said(7)));
    assert_ne!(first, said(8));
    // At the busiest hour nothing is lost between what was before and what comes.
    let highest = highest(city, &first.0, &first.1);
    assert!(highest.iter().sum::<usize>() > 2_000);
}

/// The most vehicles that stood in each lot at once. Every bay is free before it is taken and the other way round, so no lot holds more than its bays.
fn highest(city: &City, before: &[Event], events: &[Event]) -> Vec<usize> {
    let mut taken = BTreeSet::new();
    let mut highest = vec![0; city.sites().len()];
    let mut held = vec![0_usize; city.sites().len()];
    for event in before.iter().chain(events) {
        match &event.what {
            What::Bay { bay, taken: true } => {
                assert!(taken.insert((event.site, *bay)), "{event:?}");
                held[event.site] += 1;
            }
            What::Bay { bay, taken: false } => {
                assert!(taken.remove(&(event.site, *bay)), "{event:?}");
                held[event.site] -= 1;
            }
            What::Connector { bay, state } => {
                let stands = taken.contains(&(event.site, *bay));
                assert!(*state == State::Idle || stands, "{event:?}");
            }
            What::Charged {
                begin, end, watt_hours, ..
            } => {
                let most = (end.0 - begin.0) * 120_000 / 3600;
                let can_be = begin <= end && *end <= event.at && i64::from(*watt_hours) <= most;
                assert!(can_be, "{event:?}");
            }
            What::Passage(_) => {}
        }
        highest[event.site] = highest[event.site].max(held[event.site]);
    }
    highest
}

#[test]
fn no_bay_is_taken_twice() {
    let (city, before, events) = &*WEEK;
    for (site, most) in city.sites().iter().zip(highest(city, before, events)) {
        let bays = site.lot.bays().count();
        assert!(most <= bays && most * 20 > bays, "{}: {most} of {bays}", site.lot.code);
    }
}

#[test]
fn events_are_heard_in_order_and_never_before_they_happen() {
    let (_, before, events) = &*WEEK;
    assert!(before.iter().all(|event| event.heard.0 <= MONDAY));
    assert!(events.first().is_some_and(|event| event.heard.0 > MONDAY));
    for pair in events.windows(2) {
        assert!(pair[0].heard <= pair[1].heard);
    }
    assert!(events.iter().all(|event| event.at <= event.heard));
}

/// What devices say: plates that are nobody's, one number a message, devices that the lots have, and as many troubles as there should be.
#[test]
fn what_devices_say() {
    let (city, before, events) = &*WEEK;
    let places = city.sites().iter().enumerate();
    let known: BTreeMap<u32, bool> = places
        .flat_map(|(at, site)| devices(at, site))
        .map(|device| (device.number, device.is_camera))
        .collect();
    let mut said: BTreeMap<(u32, u64), Vec<&Event>> = BTreeMap::new();
    for event in before.iter().chain(events) {
        let is_camera = matches!(event.what, What::Passage(_));
        assert_eq!(known.get(&event.device), Some(&is_camera), "{event:?}");
        said.entry((event.device, event.sequence)).or_default().push(event);
    }
    let (mut readings, mut doubled, mut late, mut unsure) = (0, 0, 0, 0);
    for said in said.values() {
        assert!(
            said.iter()
                .all(|event| event.what == said[0].what && event.at == said[0].at)
        );
        let What::Passage(reading) = &said[0].what else {
            assert_eq!(said.len(), 1);
            continue;
        };
        assert!(cars::is_nobodys(&reading.plate), "{}", reading.plate);
        assert!(reading.confidence <= 100 && reading.lane > 0);
        readings += 1;
        doubled += usize::from(said.len() > 1);
        late += usize::from(said[0].heard.0 > said[0].at.0 + 250);
        unsure += usize::from(reading.confidence < 90);
    }
    let of_myriad = |count: usize| count * 10_000 / readings;
    for (count, low, high) in [(doubled, 24, 36), (late, 15, 25), (unsure, 170, 210)] {
        let found = of_myriad(count);
        assert!(
            (low..=high).contains(&found),
            "{found} of a myriad, {low} to {high} expected"
        );
    }
}

/// As many as were measured, when they were measured.
#[test]
fn vehicles_come_as_they_were_measured() {
    let (city, before, events) = &*WEEK;
    let passages = events
        .iter()
        .filter(|event| matches!(event.what, What::Passage(_)))
        .count();
    assert!(
        (7 * 33_000..=7 * 36_000).contains(&passages),
        "{passages} passages a week"
    );
    let mut hours = [0_i64; HOURS];
    for event in events {
        if let What::Passage(reading) = &event.what
            && reading.way == Way::Entry
        {
            hours[hour_of_week(event.at.0)] += 1;
        }
    }
    let mut expected = [0_i64; HOURS];
    for site in city.sites() {
        let bays = i64::try_from(site.lot.bays().count()).unwrap();
        for (habit, tenths) in site.kind.habits() {
            for (hour, sum) in expected.iter_mut().enumerate() {
                *sum += bays * site.kind.turnover() * 7 * tenths * city.shape.arrivals(habit, hour);
            }
        }
    }
    for (hour, (came, expected)) in hours.iter().zip(expected).enumerate() {
        let expected = expected / 1_000_000_000;
        // Five standard deviations of a count, and a little for those who found no bay.
        let off = 5 * (expected.max(1)).isqrt() + expected / 50;
        assert!(
            (came - expected).abs() <= off + 3,
            "hour {hour}: {came}, {expected} expected"
        );
    }
    // About as full in the night before as a week later.
    let taken = before
        .iter()
        .filter(|event| matches!(event.what, What::Bay { .. }))
        .count();
    let (later, _) = Traffic::start(city, 5, Second(MONDAY + 7 * DAY));
    let inside: usize = (0..city.sites().len()).map(|site| later.inside(site)).sum();
    assert!(taken.abs_diff(inside) * 10 < taken, "{taken} {inside}");
}

/// A start at a later moment finds the lots as full as who has watched from before.
#[test]
fn a_start_at_any_moment_is_as_good_as_another() {
    let city = &WEEK.0;
    let noon = MONDAY + DAY + 12 * 3600;
    let (mut watched, _) = Traffic::start(city, 6, Second(MONDAY));
    while watched.next().is_some_and(|event| event.heard.0 < noon) {}
    let (started, before) = Traffic::start(city, 6, Second(noon));
    let all = |traffic: &Traffic<'_>| (0..city.sites().len()).map(|site| traffic.inside(site)).sum::<usize>();
    let (one, other) = (all(&watched), all(&started));
    assert!(one.abs_diff(other) * 50 < one, "{one} {other}");
    assert!((2_000..=8_000).contains(&other), "{other} of 10000 bays at noon");
    let entries = before
        .iter()
        .filter(|event| matches!(event.what, What::Passage(_)))
        .count();
    assert!(
        entries * 100 > other * 98 && entries < other + other / 50,
        "{entries} {other}"
    );
    assert!(
        started.turned_away() < 2_000,
        "{} found no bay in three days",
        started.turned_away()
    );
}
