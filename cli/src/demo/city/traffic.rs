//! Vehicles come, stay and go, and the devices say so.

use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

use shishi_parking::booking::BayId;
use shishi_parking::charging::State;
use shishi_parking::passages::{Second, Way};
use shishi_parking::places::{Class, Classes};

use super::super::chance::Chance;
use super::cars::{CARS, Car};
use super::devices::{Cameras, Numbers, collector};
use super::plan::{Kind, Site};
use super::shape::{MINUTES_MAX, hour_of_week};
use super::{City, Event, What};

const HOUR: i64 = 3600;
const MILLION: i64 = 1_000_000;
/// So many vehicles could come for each that does; the more there are, the more the count of an hour varies.
const COULD: i64 = 4;
/// Seconds from the entry to the bay, and from the bay to the exit, at least and at most.
const WAY_IN: (i64, i64) = (20, 140);
const WAY_OUT: (i64, i64) = (20, 110);
/// Seconds from standing to being plugged in, and to charging.
const PLUG: (i64, i64) = (30, 50);
/// Minutes of a charge at least and at most; who leaves before ends it.
const CHARGE: (i64, i64) = (25, 95);
/// Watts of a charge on average.
const WATTS: i64 = 38_000;

/// An arrival that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Arrival {
    at: i64,
    site: usize,
    minutes: i64,
}

/// A vehicle in a lot.
#[derive(Clone, Debug)]
struct Inside {
    car: Car,
    site: usize,
    bay: BayId,
    /// What was heard of it before the start.
    said: Vec<Event>,
}

/// A lot as the traffic needs it: the class of each bay, which are numbered from one, and the free ones by who may take them.
#[derive(Clone, Debug, Default)]
struct Ground {
    classes: Vec<Classes>,
    open: Vec<BayId>,
    charging: Vec<BayId>,
    disabled: Vec<BayId>,
}

/// An event that is known and not due yet. The number keeps the order of those that are heard in one second.
#[derive(Clone, Debug)]
struct Coming {
    number: u64,
    stay: u64,
    event: Event,
}

impl Coming {
    fn key(&self) -> Reverse<(Second, u64)> {
        Reverse((self.event.heard, self.number))
    }
}

impl PartialEq for Coming {
    fn eq(&self, other: &Self) -> bool {
        self.key() == other.key()
    }
}

impl Eq for Coming {}

impl PartialOrd for Coming {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Coming {
    /// The one that is heard first is the greatest, as a heap gives the greatest first.
    fn cmp(&self, other: &Self) -> Ordering {
        self.key().cmp(&other.key())
    }
}

/// The traffic of a city from a moment on: an endless run of events in the order in which they are heard.
#[derive(Clone, Debug)]
pub struct Traffic<'c> {
    city: &'c City,
    seed: u64,
    chance: Chance,
    cameras: Cameras,
    /// Of what collects the words of sensors and connectors.
    numbers: Numbers,
    /// Whether the start is still ahead.
    starting: bool,
    /// The next hour, of the epoch, whose arrivals are not drawn yet.
    hour: i64,
    arrivals: VecDeque<Arrival>,
    /// When which vehicle leaves its bay.
    leaving: BinaryHeap<Reverse<(i64, u64)>>,
    inside: BTreeMap<u64, Inside>,
    parked: BTreeSet<Car>,
    grounds: Vec<Ground>,
    coming: BinaryHeap<Coming>,
    last_number: u64,
    turned_away: u64,
}

impl<'c> Traffic<'c> {
    /// The traffic after a second of the epoch, and what was said before it and still is the case: the entries of the vehicles that
    /// are in the lots, the bays that are taken, the connectors that are not idle, in the order of their time.
    ///
    /// It plays the three days before, in which every vehicle that is there has come, so any moment is as good as another.
    pub fn start(city: &'c City, seed: u64, at: Second) -> (Self, Vec<Event>) {
        let mut traffic = Self {
            city,
            seed,
            chance: Chance::new(seed, "drivers"),
            cameras: Cameras::new(Chance::new(seed, "cameras")),
            numbers: Numbers::default(),
            starting: true,
            hour: (at.0 - MINUTES_MAX * 60).div_euclid(HOUR) - 1,
            arrivals: VecDeque::new(),
            leaving: BinaryHeap::new(),
            inside: BTreeMap::new(),
            parked: BTreeSet::new(),
            grounds: city.sites().iter().map(ground).collect(),
            coming: BinaryHeap::new(),
            last_number: 0,
            turned_away: 0,
        };
        while traffic.play(at).is_some() {}
        traffic.starting = false;
        let inside = traffic.inside.values_mut();
        let mut before: Vec<Event> = inside.flat_map(|inside| std::mem::take(&mut inside.said)).collect();
        before.sort_by_key(|event| (event.heard, event.device, event.sequence));
        (traffic, latest(before))
    }

    /// How many vehicles found no bay since the beginning.
    pub fn turned_away(&self) -> u64 {
        self.turned_away
    }

    /// How many vehicles are in a lot.
    #[cfg(test)]
    pub fn inside(&self, site: usize) -> usize {
        self.inside.values().filter(|inside| inside.site == site).count()
    }

    /// Plays on to the next event, or to the end of a second; what happens later is not touched.
    fn play(&mut self, until: Second) -> Option<Event> {
        loop {
            let heard = self.coming.peek().map(|coming| coming.event.heard.0);
            let happening = self.happening();
            if happening.min(heard.unwrap_or(i64::MAX)) > until.0 {
                return None;
            }
            // What happens in a second may be heard in it.
            if heard.is_some_and(|heard| heard < happening) {
                return self.hear();
            }
            self.happen();
        }
    }

    fn hear(&mut self) -> Option<Event> {
        let Coming { stay, mut event, .. } = self.coming.pop()?;
        if !matches!(event.what, What::Passage(_)) {
            event.device = collector(event.site, &event.what);
            event.sequence = self.numbers.next(event.device, event.heard);
        }
        if let Some(inside) = self.inside.get_mut(&stay).filter(|_| self.starting) {
            inside.said.push(event.clone());
        }
        Some(event)
    }

    /// When the next vehicle comes or leaves its bay.
    fn happening(&mut self) -> i64 {
        while self.arrivals.is_empty() {
            self.draw_hour();
        }
        let arrival = self.arrivals.front().map_or(i64::MAX, |arrival| arrival.at);
        let leaving = self.leaving.peek().map_or(i64::MAX, |Reverse((at, _))| *at);
        arrival.min(leaving)
    }

    fn happen(&mut self) {
        let leaving = self.leaving.peek().map(|Reverse((at, _))| *at);
        let arrival = self.arrivals.front().map(|arrival| arrival.at);
        // Who leaves in a second makes room for who comes in it.
        if leaving.is_some_and(|leaving| arrival.is_none_or(|arrival| leaving <= arrival)) {
            if let Some(Reverse((at, stay))) = self.leaving.pop() {
                self.leave(at, stay);
            }
        } else if let Some(arrival) = self.arrivals.pop_front() {
            self.arrive(arrival);
        }
    }

    /// The arrivals of the next hour, lot by lot. Each lot and hour has a stream of chance of its own, so they are the same whenever one begins.
    fn draw_hour(&mut self) {
        let hour = self.hour;
        self.hour += 1;
        let of_week = hour_of_week(hour * HOUR);
        let mut drawn = Vec::new();
        for (site, place) in self.city.sites().iter().enumerate() {
            let mut chance = Chance::new(self.seed, &format!("arrivals-{site}-{hour}"));
            let each = |(habit, tenths): (_, i64)| tenths * self.city.shape.arrivals(habit, of_week);
            let parts = place.kind.habits().map(each);
            let share: i64 = parts.iter().sum();
            let expected = self.expected(site, place.kind, share);
            let could = COULD * (expected / MILLION + 1);
            for _ in 0..could {
                if chance.between(0, could * MILLION - 1) >= expected {
                    continue;
                }
                let mut left = chance.between(0, share - 1);
                let chosen = parts.iter().position(|part| {
                    left -= part;
                    left < 0
                });
                let (habit, _) = place.kind.habits()[chosen.unwrap_or(0)];
                drawn.push(Arrival {
                    at: hour * HOUR + chance.between(0, HOUR - 1),
                    site,
                    minutes: self.city.shape.minutes(habit, of_week, &mut chance),
                });
            }
        }
        drawn.sort_unstable();
        self.arrivals.extend(drawn);
    }

    /// Millionths of vehicles that come to a lot in an hour with a share of the week's arrivals, in ten-millionths.
    fn expected(&self, site: usize, kind: Kind, share: i64) -> i64 {
        let bays = i64::try_from(self.grounds[site].classes.len()).unwrap_or(0);
        let hundredths_of_week = bays * kind.turnover() * 7;
        hundredths_of_week * share / 1_000
    }

    fn arrive(&mut self, arrival: Arrival) {
        let Some(car) = self.car(self.city.sites()[arrival.site].kind) else {
            return;
        };
        // Who finds a lot full tries the next one along the water, and then goes home.
        let sites = self.city.sites().len();
        let tries = [arrival.site, (arrival.site + 1) % sites];
        let found = tries.into_iter().find_map(|site| Some((site, self.take(site, car)?)));
        let Some((site, bay)) = found else {
            self.turned_away += 1;
            return;
        };
        let place = &self.city.sites()[site];
        let bays = self.grounds[site].classes.len();
        let mut said = self
            .cameras
            .see(site, place.kind, bays, car, Way::Entry, Second(arrival.at));
        let stands = arrival.at + self.chance.between(WAY_IN.0, WAY_IN.1);
        said.push(event(site, stands, What::Bay { bay, taken: true }));
        let leaves = (arrival.at + arrival.minutes * 60 - self.chance.between(WAY_OUT.0, WAY_OUT.1)).max(stands + 60);
        let charges = car.is_green() && self.grounds[site].classes_of(bay).has(Classes::of(Class::Charging));
        if charges {
            said.extend(self.charge(car, site, bay, (stands, leaves)));
        }
        let stay = self.number();
        for event in said {
            self.say(stay, event);
        }
        self.parked.insert(car);
        self.leaving.push(Reverse((leaves, stay)));
        let said = Vec::new();
        self.inside.insert(stay, Inside { car, site, bay, said });
    }

    /// What a connector says from being plugged in to being free again, and the order.
    fn charge(&mut self, car: Car, site: usize, bay: BayId, (stands, leaves): (i64, i64)) -> Vec<Event> {
        let plugged = (stands + PLUG.0).min(leaves);
        let begin = (stands + PLUG.1).min(leaves);
        let minutes = self.chance.between(CHARGE.0, CHARGE.1);
        let end = (begin + minutes * 60).min(leaves - 5).max(begin);
        let state = |at, state| event(site, at, What::Connector { bay, state });
        let watt_hours = u32::try_from((end - begin) * WATTS / HOUR).unwrap_or(0);
        let order = What::Charged {
            bay,
            begin: Second(begin),
            end: Second(end),
            watt_hours,
            plate: car.gave_plate().then(|| car.plate()),
        };
        vec![
            state(plugged, State::Occupied),
            state(begin, State::Charging),
            state(end, State::Occupied),
            event(site, end + 3, order),
            state(leaves, State::Idle),
        ]
    }

    fn leave(&mut self, at: i64, stay: u64) {
        let Some(inside) = self.inside.remove(&stay) else {
            return;
        };
        let Inside { car, site, bay, .. } = inside;
        let place = &self.city.sites()[site];
        let ground = &mut self.grounds[site];
        let bays = ground.classes.len();
        let classes = ground.classes_of(bay);
        ground.list(classes).push(bay);
        self.parked.remove(&car);
        self.say(stay, event(site, at, What::Bay { bay, taken: false }));
        let gate = Second(at + self.chance.between(WAY_OUT.0, WAY_OUT.1));
        for event in self.cameras.see(site, place.kind, bays, car, Way::Exit, gate) {
            self.say(stay, event);
        }
    }

    /// A vehicle that is in no lot; at a charging area mostly one that can charge.
    fn car(&mut self, kind: Kind) -> Option<Car> {
        let green = kind == Kind::Charging && self.chance.between(0, 9) < 8;
        // A hundred tries find one of those that are not parked, who are three in four at the busiest hour.
        (0..100).find_map(|_| {
            let car = Car(u32::try_from(self.chance.between(0, i64::from(CARS) - 1)).ok()?);
            (!self.parked.contains(&car) && (car.is_green() || !green)).then_some(car)
        })
    }

    /// A free bay for a vehicle: one of its own kind first.
    fn take(&mut self, site: usize, car: Car) -> Option<BayId> {
        let ground = &mut self.grounds[site];
        let mut lists = Vec::with_capacity(3);
        if car.has_permit() {
            lists.push(&mut ground.disabled);
        }
        if car.is_green() {
            lists.push(&mut ground.charging);
        }
        lists.push(&mut ground.open);
        let found = lists.into_iter().find(|list| !list.is_empty())?;
        // The nearest ones go first: of three by chance the lowest number.
        let last = i64::try_from(found.len()).unwrap_or(1) - 1;
        let draws = [(); 3].map(|()| usize::try_from(self.chance.between(0, last)).unwrap_or(0));
        let at = draws.into_iter().min_by_key(|at| found[*at])?;
        Some(found.swap_remove(at))
    }

    fn say(&mut self, stay: u64, event: Event) {
        let number = self.number();
        self.coming.push(Coming { number, stay, event });
    }

    fn number(&mut self) -> u64 {
        self.last_number += 1;
        self.last_number
    }
}

impl Iterator for Traffic<'_> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        self.play(Second(i64::MAX))
    }
}

fn event(site: usize, at: i64, what: What) -> Event {
    Event {
        heard: Second(at),
        at: Second(at),
        site,
        // Who says so, and as which message, is known when it is heard.
        device: 0,
        sequence: 0,
        what,
    }
}

/// Of what connectors said, only the last word of each is still the case; an order that is over was told.
fn latest(before: Vec<Event>) -> Vec<Event> {
    let mut last = BTreeMap::new();
    for (at, event) in before.iter().enumerate() {
        if let What::Connector { bay, .. } = event.what {
            last.insert((event.site, bay), at);
        }
    }
    let still = |(at, event): (usize, Event)| match event.what {
        What::Connector { bay, .. } => (last.get(&(event.site, bay)) == Some(&at)).then_some(event),
        What::Charged { .. } => None,
        What::Passage(_) | What::Bay { .. } => Some(event),
    };
    before.into_iter().enumerate().filter_map(still).collect()
}

fn ground(site: &Site) -> Ground {
    let mut ground = Ground::default();
    for (_, bay) in site.lot.bays() {
        ground.classes.push(bay.classes);
        ground.list(bay.classes).push(bay.id);
    }
    ground
}

impl Ground {
    fn classes_of(&self, bay: BayId) -> Classes {
        let at = usize::try_from(bay.0).unwrap_or(1).saturating_sub(1);
        self.classes.get(at).copied().unwrap_or(Classes::NONE)
    }

    /// Where a bay of these classes is kept while it is free.
    fn list(&mut self, classes: Classes) -> &mut Vec<BayId> {
        if classes.has(Classes::of(Class::Disabled)) {
            &mut self.disabled
        } else if classes.has(Classes::of(Class::Charging)) {
            &mut self.charging
        } else {
            &mut self.open
        }
    }
}
