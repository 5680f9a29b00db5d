//! The simulated city in the demonstration: set up once, a day of it told at once, and from then on told as it happens.
//!
//! The same seed and beginning always lead to the same messages, so a file with the beginning and how far it was told is all that a second start needs. What
//! was told shortly before the end may be told again; the service takes a message once.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result};
use serde::{Deserialize, Serialize};
use shishi_kernel::{AccountId, Actor, Date, Role, Timestamp};
use shishi_parking::booking::{BayId, Terms};
use shishi_parking::forecast::rows::{LotReadings, Reading};
use shishi_parking::passages::Second;
use shishi_service::Service;
use shishi_service::parking::{Fed, Heard, HeardWhat, MESSAGES_AT_ONCE_MAX};
use shishi_service::parking_rows::lots::{BayRow, LotRow};

use super::chargers::Chargers;
use super::city::{City, Event, Site, TARIFFS, Traffic, What, devices};

/// The file that says where the city began and how far it was told.
const FILE: &str = "city.json";
/// Seconds before the first start from which on the city is told: a day.
pub const BEFORE_SECONDS: i64 = 86_400;
/// Seconds of the city that are told at once while it catches up.
const TURN_SECONDS: i64 = 3 * 3600;
/// Seconds before the end of what was noted that are told again.
const AGAIN_SECONDS: i64 = 120;
/// Each bay says again what it is after so many seconds, as real ones do; else nobody could tell a quiet bay from a dead one.
const BEAT_SECONDS: i64 = 600;
/// Days before the beginning of which it is known how full the lots were, and seconds between two notes of it.
const PAST_DAYS: i64 = 15;
const NOTE_SECONDS: usize = 900;
/// How often the live city looks for what is due.
const PACE: Duration = Duration::from_secs(1);
/// Turns of the live city after which it notes how far it was told.
const TURNS_NOTED: u32 = 60;

/// Where the city began and how far it was told, in seconds of the epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Noted {
    seed: u64,
    began: i64,
    told: i64,
}

impl Noted {
    fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(FILE);
        if !path.exists() {
            return Ok(None);
        }
        let noted = serde_json::from_str(&fs::read_to_string(&path)?);
        noted
            .map(Some)
            .with_context(|| format!("{} is damaged", path.display()))
    }

    /// In one step, so that a process that is killed leaves the old one or the new one.
    fn write(self, folder: &Path) -> Result<()> {
        let part = folder.join(format!("{FILE}.part"));
        fs::write(&part, serde_json::to_string(&self)?)?;
        fs::rename(part, folder.join(FILE)).context("how far the city was told could not be noted")
    }
}

/// Sets the city up and tells the last seconds of it; how many messages that were.
pub fn begin(service: &Service, folder: &Path, seed: u64, seconds: i64) -> Result<usize> {
    let city = City::new()?;
    set_up(service, &city)?;
    let chargers = Arc::new(Chargers::register(service, &city, folder, opened)?);
    feed(service)?;
    let now = service.now().as_second();
    let noted = Noted {
        seed,
        began: now - seconds,
        told: now - seconds,
    };
    service.import_occupancy(&office(), &past(&city, seed, noted.began)?)?;
    let mut teller = Teller::new(service, &city, noted, Some(chargers));
    while teller.noted.told < now {
        teller.tell(now.min(teller.noted.told + TURN_SECONDS))?;
    }
    teller.beat(now - BEAT_SECONDS, now)?;
    teller.noted.write(folder)?;
    Ok(teller.count)
}

/// The city as it goes on in a thread of its own; it ends with this.
pub struct Live {
    ending: Arc<AtomicBool>,
    going: Option<Sender<SocketAddr>>,
    thread: Option<JoinHandle<()>>,
}

impl Live {
    /// Knows where it was left when this returns, and goes on from there once it is told where the site is; nothing where no city was begun in this folder.
    pub fn start(service: &Service, folder: &Path, chargers: Option<Arc<Chargers>>) -> Result<Option<Self>> {
        let Some(noted) = Noted::read(folder)? else {
            return Ok(None);
        };
        let ending = Arc::new(AtomicBool::new(false));
        let (service, folder, ended) = (service.clone(), folder.to_owned(), Arc::clone(&ending));
        let ((ready, is_ready), (going, goes)) = (channel(), channel());
        let thread = std::thread::Builder::new().name("city".to_owned()).spawn(move || {
            let stages = (ready, goes);
            if let Err(error) = go_on(&service, &folder, noted, chargers, stages, &ended) {
                tracing::error!("the simulated city stands still: {error:#}");
            }
        })?;
        // Whoever fails before it is ready has said so itself.
        let _ = is_ready.recv();
        Ok(Some(Self {
            ending,
            going: Some(going),
            thread: Some(thread),
        }))
    }

    /// What it is told by where the site is.
    pub fn going(&self) -> Sender<SocketAddr> {
        self.going.clone().unwrap_or_else(|| channel().0)
    }
}

impl Drop for Live {
    fn drop(&mut self) {
        self.ending.store(true, Ordering::SeqCst);
        // One that never went on waits no more.
        drop(self.going.take());
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // What it could not do it has said itself.
            let _ = thread.join();
        }
    }
}

fn go_on(
    service: &Service,
    folder: &Path,
    noted: Noted,
    chargers: Option<Arc<Chargers>>,
    (ready, goes): (Sender<()>, Receiver<SocketAddr>),
    ended: &AtomicBool,
) -> Result<()> {
    let city = City::new()?;
    let mut teller = Teller::new(service, &city, noted, chargers);
    // Nobody may wait any more, or nobody may come.
    let _ = ready.send(());
    let Ok(site) = goes.recv() else { return Ok(()) };
    teller.site = Some(site);
    let mut turns = 0;
    while !ended.load(Ordering::SeqCst) {
        let (now, since) = (service.now().as_second(), teller.noted.told);
        let told = teller.tell(now.min(since + TURN_SECONDS));
        let told = told.and_then(|()| {
            if teller.noted.told < now {
                Ok(())
            } else {
                teller.beat(since, now)
            }
        });
        match told {
            // Whether it is behind after a pause: then the next turn follows at once.
            Ok(()) if teller.noted.told < now => continue,
            Ok(()) => {}
            Err(error) => tracing::warn!("the simulated city was not heard and says it again: {error:#}"),
        }
        turns += 1;
        if turns % TURNS_NOTED == 0 {
            teller.noted.write(folder)?;
        }
        std::thread::park_timeout(PACE);
    }
    teller.noted.write(folder)
}

/// Tells a service what the devices say.
struct Teller<'a> {
    service: &'a Service,
    city: &'a City,
    traffic: Traffic<'a>,
    noted: Noted,
    /// What is due or was not heard, in order.
    waiting: Vec<Event>,
    /// Bays on which a vehicle stands, by lot.
    taken: HashSet<(usize, BayId)>,
    /// The first event that is not due.
    next: Option<Event>,
    count: usize,
    chargers: Option<Arc<Chargers>>,
    /// Where the site is, once it is there.
    site: Option<SocketAddr>,
}

impl<'a> Teller<'a> {
    fn new(service: &'a Service, city: &'a City, noted: Noted, chargers: Option<Arc<Chargers>>) -> Self {
        let (mut traffic, before) = Traffic::start(city, noted.seed, Second(noted.began));
        let again = noted.told - AGAIN_SECONDS;
        // At the beginning the service has to know who is there already.
        let mut taken = HashSet::new();
        let note = |event: &Event| {
            if let Some(chargers) = &chargers {
                chargers.note(city, event);
            }
        };
        before.iter().for_each(|event| {
            stand(&mut taken, event);
            note(event);
        });
        let mut waiting = if noted.told == noted.began { before } else { Vec::new() };
        let mut next = traffic.next();
        while let Some(event) = next.as_ref().filter(|event| event.heard.0 < noted.told) {
            stand(&mut taken, event);
            note(event);
            waiting.extend(next.filter(|event| event.heard.0 >= again));
            next = traffic.next();
        }
        Self {
            service,
            city,
            traffic,
            noted,
            waiting,
            taken,
            next,
            count: 0,
            chargers,
            site: None,
        }
    }

    /// Tells what is heard before a second. What is not heard stays for the next time.
    fn tell(&mut self, until: i64) -> Result<()> {
        while self.next.as_ref().is_some_and(|event| event.heard.0 < until) {
            self.waiting.extend(self.next.take());
            self.next = self.traffic.next();
        }
        let mut by_device: BTreeMap<u32, Vec<Heard>> = BTreeMap::new();
        for event in &self.waiting {
            stand(&mut self.taken, event);
            if let Some(heard) = heard(&self.city.sites()[event.site], event)? {
                by_device.entry(event.device).or_default().push(heard);
            }
        }
        self.count += self.say(by_device)?;
        if let Some(chargers) = &self.chargers {
            for event in &self.waiting {
                chargers.note(self.city, event);
                chargers.tell(self.service, self.city, event, self.site)?;
            }
        }
        self.waiting.clear();
        self.noted.told = until;
        Ok(())
    }

    /// Has the bays whose turn it is since a second say again what they are.
    fn beat(&mut self, since: i64, now: i64) -> Result<()> {
        let at = Timestamp::from_second(now)?;
        let mut by_device: BTreeMap<u32, Vec<Heard>> = BTreeMap::new();
        let mut turn = 0;
        for (number, site) in self.city.sites().iter().enumerate() {
            let collector = devices(number, site).into_iter().find(|device| !device.is_camera);
            let Some(collector) = collector else { continue };
            for (_, bay) in site.lot.bays() {
                turn += 1;
                if (turn - since).rem_euclid(BEAT_SECONDS) >= now - since {
                    continue;
                }
                let what = HeardWhat::Bay {
                    at,
                    bay: bay.number.as_str().to_owned(),
                    state: if self.taken.contains(&(number, bay.id)) { 2 } else { 1 },
                };
                // Whatever else is said of this very moment comes after it.
                let heard = Heard { sequence: 0, what };
                by_device.entry(collector.number).or_default().push(heard);
            }
        }
        self.say(by_device).map(drop)
    }

    /// Says messages device by device; how many were heard.
    fn say(&self, by_device: BTreeMap<u32, Vec<Heard>>) -> Result<usize> {
        let catalogue = self.service.parking()?;
        let mut count = 0;
        for (device, messages) in by_device {
            let code = code(device);
            let device = catalogue
                .devices
                .get(&code)
                .with_context(|| format!("no device {code}"))?;
            for messages in messages.chunks(MESSAGES_AT_ONCE_MAX) {
                for taken in self.service.hear(device, messages.to_vec())? {
                    match taken {
                        Ok(_) => count += 1,
                        // Saying it again would not help.
                        Err(error) => tracing::warn!("device {code} was refused: {error}"),
                    }
                }
            }
        }
        Ok(count)
    }
}

/// Keeps in mind whether a vehicle stands on a bay.
fn stand(taken: &mut HashSet<(usize, BayId)>, event: &Event) {
    match event.what {
        What::Bay { bay, taken: true } => {
            taken.insert((event.site, bay));
        }
        What::Bay { bay, taken: false } => {
            taken.remove(&(event.site, bay));
        }
        What::Passage(_) | What::Connector { .. } | What::Charged { .. } => {}
    }
}

/// A message as the service hears it from a device; none for the words of chargers, which their operators tell.
fn heard(site: &Site, event: &Event) -> Result<Option<Heard>> {
    let at = Timestamp::from_second(event.at.0)?;
    let what = match &event.what {
        What::Passage(reading) => HeardWhat::Passage {
            at,
            way: reading.way,
            plate: reading.plate.clone(),
            colour: reading.colour,
            confidence: reading.confidence,
            lane: reading.lane,
            image: None,
        },
        What::Bay { bay, taken } => HeardWhat::Bay {
            at,
            bay: painted(site, *bay).with_context(|| format!("no bay {}", bay.0))?,
            state: if *taken { 2 } else { 1 },
        },
        What::Connector { .. } | What::Charged { .. } => return Ok(None),
    };
    let sequence = event.sequence;
    Ok(Some(Heard { sequence, what }))
}

/// What is painted on a bay.
fn painted(site: &Site, bay: BayId) -> Option<String> {
    // Bays are numbered from one.
    let at = usize::try_from(bay.0).ok()?.checked_sub(1)?;
    let (_, bay) = site.lot.bays().nth(at)?;
    Some(bay.number.as_str().to_owned())
}

/// The code of a device.
fn code(number: u32) -> String {
    format!("city-{number}")
}

/// How full the lots were every quarter of an hour in the days before, as an operator would know it from an older system.
fn past(city: &City, seed: u64, until: i64) -> Result<Vec<LotReadings>> {
    let from = until - PAST_DAYS * 86_400;
    let (mut traffic, before) = Traffic::start(city, seed, Second(from));
    let mut taken = HashSet::new();
    before.iter().for_each(|event| stand(&mut taken, event));
    let mut lots: Vec<LotReadings> = city
        .sites()
        .iter()
        .map(|site| LotReadings::new(site.lot.code.as_str().to_owned(), site.lot.bays().count() as f64))
        .collect();
    let mut next = traffic.next();
    for at in (from..until).step_by(NOTE_SECONDS) {
        while let Some(event) = next.take_if(|event| event.heard.0 < at) {
            stand(&mut taken, &event);
            next = traffic.next();
        }
        let mut occupied = vec![0_u32; lots.len()];
        for (site, _) in &taken {
            occupied[*site] += 1;
        }
        for (lot, occupied) in lots.iter_mut().zip(occupied) {
            lot.readings.push(Reading {
                // China's time is eight hours ahead.
                minute: at.div_euclid(60) + 480,
                occupied: f64::from(occupied),
            });
        }
    }
    Ok(lots)
}

fn set_up(service: &Service, city: &City) -> Result<()> {
    let office = office();
    for (code, text) in TARIFFS {
        service.put_tariff(&office, code, text)?;
    }
    for (at, site) in city.sites().iter().enumerate() {
        let (row, zones, bays) = rows(site, opened(at))?;
        let slug = row.slug.clone();
        service.put_lot(&office, row, zones, bays)?;
        for device in devices(at, site) {
            let kind = if device.is_camera { "lane" } else { "sensor" };
            service.put_device(&office, &slug, &code(device.number), kind)?;
        }
    }
    super::cards::grant(service)
}

/// Says which measures of the programme count bays and charging areas of the city, where it was issued.
fn feed(service: &Service) -> Result<()> {
    for (what, commitment) in [(Fed::SmartBays, "2020-19"), (Fed::ChargingAccepted, "2020-20")] {
        if let Some(page) = service.commitment(commitment)?
            && let Some(measure) = page.measures.first()
        {
            service.set_parking_feed(&office(), what, measure.id)?;
        }
    }
    Ok(())
}

/// Who sets up.
pub(super) fn office() -> Actor {
    Actor {
        account: AccountId(0),
        unit: None,
        role: Role::Supervisor,
    }
}

/// When a lot came into service: lot by lot over the second half of the year.
fn opened(at: usize) -> Date {
    let months = [(7, 10), (8, 5), (9, 1), (10, 15), (11, 10)];
    let (month, day) = months[at % months.len()];
    Date::constant(super::stage::YEAR, month, day)
}

type Rows = (LotRow, Vec<(String, String)>, Vec<BayRow>);

fn rows(site: &Site, since: Date) -> Result<Rows> {
    let lot = &site.lot;
    let outline = lot.outline.as_ref().map(|outline| {
        let corners = outline.corners().iter();
        let corners: Vec<[i32; 2]> = corners.map(|at| [at.latitude_micro(), at.longitude_micro()]).collect();
        serde_json::to_string(&corners)
    });
    let row = LotRow {
        id: 0,
        slug: lot.code.to_string(),
        name: lot.name.to_string(),
        setting: lot.setting.word().to_owned(),
        access: lot.access.word().to_owned(),
        latitude: lot.at.latitude_micro(),
        longitude: lot.at.longitude_micro(),
        operator: lot.operator.as_ref().map(ToString::to_string).unwrap_or_default(),
        opened_on: Some(since),
        capacity: 0,
        counting: lot.realtime.word().to_owned(),
        outline: outline.transpose()?,
        height_cm: lot.height_cm.map(u32::from),
        stay_minutes_max: None,
        hours: lot.hours.as_ref().map(ToString::to_string).unwrap_or_default(),
        tariff: lot.tariff.as_ref().map(ToString::to_string),
        confidence_min: 80,
        terms: lot
            .bookable
            .then(|| serde_json::to_string(&terms(site.quota)))
            .transpose()?,
        revision: 0,
    };
    let zones = lot.zones().iter();
    let zones = zones.map(|zone| {
        let name = zone.name.as_ref().map(ToString::to_string).unwrap_or_default();
        (zone.code.to_string(), name)
    });
    let bays = lot.bays().map(|(zone, bay)| BayRow {
        id: 0,
        lot: 0,
        zone: zone.code.to_string(),
        code: bay.number.to_string(),
        latitude: bay.at.latitude_micro(),
        longitude: bay.at.longitude_micro(),
        classes: u32::from(bay.classes.bits()),
        smart_on: Some(since),
        state: Some(1),
        seen_at: None,
    });
    Ok((row, zones.collect(), bays.collect()))
}

/// What the lots ask of those who book.
fn terms(quota: u32) -> Terms {
    Terms {
        quota,
        bays: Vec::new(),
        hold_minutes: 15,
        no_show_minutes: 30,
        confirm_minutes: None,
        offer_minutes: 10,
        change_until_minutes: 10,
        cancel_until_minutes: 10,
        duration_min: 30,
        duration_max: 12 * 60,
        ahead_max: 7 * 1440,
        open_max: 2,
        no_shows_max: 3,
        no_show_memory: 30 * 1440,
        waiting_max: 50,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::{PASSWORD_MEMORY_KIB, data_arguments};
    use shishi_service::parking::Stand;
    use shishi_service::{Backend, Deliver};

    /// What the service knows: vehicles in every lot, what somebody has to look at.
    fn known(service: &Service, city: &City) -> (usize, usize) {
        let head = Actor {
            account: AccountId(0),
            unit: None,
            role: Role::Supervisor,
        };
        let stays = city.sites().iter().map(|site| {
            let stays = service.stays_of_lot(&head, site.lot.code.as_str(), None);
            stays.unwrap().len()
        });
        (stays.sum(), service.parking_work(&head, None).unwrap().len())
    }

    #[test]
    fn the_city_is_set_up_and_told_and_telling_it_again_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let mut config = data_arguments(&data).config(true);
        let noon: Timestamp = "2026-03-02T04:00:00Z".parse().unwrap();
        config.clock = Arc::new(move || noon);
        config.backend = Backend::Scratch;
        config.password_memory_kib = PASSWORD_MEMORY_KIB;
        let service = Service::open(config).unwrap();
        let messages = begin(&service, &data, 7, 300).unwrap();
        assert!(messages > 5_000, "{messages}");
        let catalogue = service.parking().unwrap();
        let bays: u32 = catalogue.in_order().iter().map(|lot| lot.capacity()).sum();
        assert_eq!((catalogue.lots.len(), bays), (60, 10_000));
        let city = City::new().unwrap();
        let first = known(&service, &city);
        assert!(first.0 > 2_500, "{first:?}");
        // As after a process that was killed before it noted anything.
        let noted = Noted::read(&data).unwrap().unwrap();
        let (began, told) = (noon.as_second() - 300, noon.as_second());
        assert_eq!(noted, Noted { seed: 7, began, told });
        let mut again = Teller::new(&service, &city, Noted { told: began, ..noted }, None);
        again.tell(told).unwrap();
        assert_eq!((again.count, known(&service, &city)), (messages, first));
        // A city that was begun goes on and ends, one that was not does not.
        let chargers = Chargers::read(&data).unwrap().map(Arc::new);
        assert!(chargers.is_some());
        assert!(Live::start(&service, &data, chargers.clone()).unwrap().is_some());
        assert!(Live::start(&service, folder.path(), None).unwrap().is_none());
        // The operators are asked by the job of their registration, and answer for every connector.
        let chargers = chargers.unwrap();
        service.set_charging(chargers.carry(&service));
        let deliver: Deliver = Arc::new(|_| Ok(()));
        service.run_due_jobs(&deliver).unwrap();
        let stations = service.charging_stations().unwrap();
        let stands = stations.iter().flat_map(|view| view.now(noon));
        let (mut charging, mut unknown, mut all) = (0, 0, 0);
        for connector in stands {
            all += 1;
            charging += usize::from(connector.stand == Stand::Charging);
            unknown += usize::from(connector.stand == Stand::Unknown);
        }
        assert_eq!((stations.len(), unknown), (5, 0));
        assert!(charging * 20 > all, "{charging} of {all}");
        let accepted = stations.iter().filter(|view| view.row.accepted_on.is_some()).count();
        assert_eq!(accepted, 4, "the last one waits");
        let locations = service.ocpi_locations().unwrap();
        assert_eq!(locations.len(), 5);
    }
}
