//! What is free now: one index in memory over all bays, kept up with what devices say as soon as that is durable.
//!
//! A question is answered from memory alone, so that it may be asked on a thread that must not block ([`Service::live_now`]). What moves
//! the index comes in three ways: [`Live::told`] after each commit of this process; [`Service::tend_live`], which a worker calls every
//! second, for what other processes on the same PostgreSQL took, for piles that broke or were mended, and to set gate counts right again; and a new index where the
//! catalogue moved, which takes over what the old one knew. States carry their second, so it does not matter which way is first.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use parking_lot::{Mutex, RwLock};
use shishi_kernel::Fen;
use shishi_parking::booking::BayId;
use shishi_parking::find::{
    BayHandle, FRESH_SECONDS, FoundBay, FoundLot, Index, LotHandle, Need, Occupancy, Offer, Question, State,
};
use shishi_parking::forecast::{Ahead, LotForecast};
use shishi_parking::passages::Second;
use shishi_parking::places::{Classes, Hours, Lot, Realtime};
use shishi_parking::views::Published;
use shishi_parking::{Stay, total};
use shishi_store::Engine;
use shishi_store::parking::{lots, stays};

use super::ahead::{self, Expected};
use super::catalogue::{Catalogue, InForce};
use super::hear::Led;
use super::places::places_in_service;
use crate::{Service, ServiceError};

/// Seconds between two looks at what other processes took.
const LOOK_SECONDS: i64 = 3;
/// Seconds between two counts of the vehicles in lots where this process alone takes messages.
const COUNT_SECONDS: i64 = 30;
/// A look asks for states seen so many seconds before the last look too: messages take a while. What takes longer is found by the next full look.
const LATE_SECONDS: i64 = 120;
/// Looks until the next full one.
const LOOKS_FULL: u32 = 100;
/// A look takes at most this share of the time, so that a very large map is looked at less often.
const LOOK_SHARE: i64 = 20;
/// Local time: China has one time and no summer time.
fn clock() -> TimeZone {
    TimeZone::fixed(offset(8))
}

/// What is asked beside the rules' own question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The question.
    pub question: Question,
    /// Minutes that one wants to park, for the price; none where no price is asked for.
    pub minutes: Option<u32>,
}

/// A lot as it is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LotNow {
    /// Which.
    pub lot: LotHandle,
    /// What is known of all its bays.
    pub occupancy: Occupancy,
}

/// Every lot at one second.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Board {
    /// The second.
    pub at: Second,
    /// In the order of the index.
    pub lots: Vec<LotNow>,
}

/// The index with what belongs to it.
#[derive(Debug)]
pub struct Live {
    index: Index,
    catalogue: Arc<Catalogue>,
    /// What each lot asks and when it is open, in the order of the index.
    facts: Vec<Facts>,
    /// Bays by the store's numbers.
    by_id: Vec<(u32, BayHandle)>,
    by_lot: HashMap<i64, LotHandle>,
    expected: Arc<Expected>,
    built: Second,
    board: Mutex<Arc<Board>>,
}

#[derive(Debug)]
struct Facts {
    id: i64,
    tariff: Option<Arc<InForce>>,
    hours: Option<Hours>,
    /// Which of its bays are counted: those for anybody, or all where there is none for anybody.
    need: Need,
}

/// Vehicles in a lot whose gates count, and when one last moved.
#[derive(Clone, Copy, Debug, Default)]
struct Gate {
    inside: i64,
    at: i64,
}

/// What is kept from one look to the next.
#[derive(Debug, Default)]
struct Looked {
    /// By this second the next look is due.
    next: i64,
    last: i64,
    count: u32,
}

/// The live index of a service; none until it is first asked for.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    /// With the version of the jurisdiction up to which the catalogue is known not to have moved.
    now: RwLock<Option<(u64, Arc<Live>)>>,
    /// One that does not know everything yet: it is told what becomes known meanwhile, and answers nobody.
    next: RwLock<Option<Arc<Live>>>,
    building: Mutex<()>,
    gates: Mutex<HashMap<i64, Gate>>,
    looked: Mutex<Looked>,
}

impl Kept {
    fn current(&self) -> Option<Arc<Live>> {
        self.now.read().as_ref().map(|(_, live)| Arc::clone(live))
    }

    /// Takes in what is durable.
    pub(super) fn told(&self, led: &Led) {
        // Before there is an index nobody watches; the first one reads everything.
        let next = self.next.read().clone();
        let lives: Vec<Arc<Live>> = self.current().into_iter().chain(next).collect();
        for live in &lives {
            for said in &led.bays {
                live.observe(said.bay, said.state, said.at.as_second());
            }
        }
        if led.stays.is_empty() || lives.is_empty() {
            return;
        }
        let inside = |stay: &stays::StayRow| i64::from(!stay.withdrawn && stay.exit.is_none());
        let mut gates = self.gates.lock();
        for change in &led.stays {
            let gate = gates.entry(change.after.lot).or_default();
            gate.inside += inside(&change.after) - change.before.as_ref().map_or(0, inside);
            let moved = change
                .after
                .exit
                .map_or(change.after.entry_second, |(_, second)| second);
            gate.at = gate.at.max(moved);
            for live in &lives {
                live.count(change.after.lot, *gate);
            }
        }
    }
}

impl Live {
    fn new(catalogue: Arc<Catalogue>, expected: Arc<Expected>, built: Second) -> Result<Self, ServiceError> {
        let index = Index::new(Arc::new(places_in_service(&catalogue)?));
        let mut by_id: Vec<(u32, BayHandle)> = Vec::with_capacity(index.bay_count());
        let (mut facts, mut by_lot) = (Vec::new(), HashMap::new());
        for (handle, lot) in index.lots() {
            by_id.extend(lot.bays().map(|(_, bay)| bay.id.0).zip(index.bays_of(handle)));
            let id = catalogue.slugs.get(lot.code.as_str()).copied().unwrap_or_default();
            by_lot.insert(id, handle);
            facts.push(Facts {
                id,
                tariff: catalogue.tariff_of(id).cloned(),
                hours: lot.hours.as_ref().and_then(|hours| Hours::read(hours.as_str())),
                need: need_of(lot),
            });
        }
        by_id.sort_unstable_by_key(|(id, _)| *id);
        let (at, lots) = (Second(i64::MIN), Vec::new());
        Ok(Self {
            index,
            catalogue,
            facts,
            by_id,
            by_lot,
            expected,
            built,
            board: Mutex::new(Arc::new(Board { at, lots })),
        })
    }

    /// The index.
    #[must_use]
    pub fn index(&self) -> &Index {
        &self.index
    }

    /// The catalogue that it is over.
    #[must_use]
    pub fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The store's number of a lot.
    #[must_use]
    pub fn lot_id(&self, lot: LotHandle) -> Option<i64> {
        self.facts.get(lot.number() as usize).map(|facts| facts.id)
    }

    /// Since when this is published of a lot: the day on which it was opened, where that is known; and when the map last moved.
    #[must_use]
    pub fn published(&self, lot: LotHandle) -> Published {
        let row = self.lot_id(lot).and_then(|id| self.catalogue.lots.get(&id));
        let opened = row.and_then(|lot| clock().to_timestamp(lot.row.opened_on?.at(0, 0, 0, 0)).ok());
        let first = opened.map_or(self.built, |at| Second(at.as_second()));
        Published {
            first: first.min(self.built),
            last: self.built,
        }
    }

    /// The nearest free bays.
    #[must_use]
    pub fn nearest_bays(&self, asked: &Asked) -> Vec<FoundBay> {
        self.index
            .nearest_bays(&asked.question, |lot, _| self.offer(asked, lot, None))
    }

    /// The nearest lots.
    #[must_use]
    pub fn nearest_lots(&self, asked: &Asked) -> Vec<FoundLot> {
        let expected = self.expected.now();
        self.index
            .nearest_lots(&asked.question, |lot, _| self.offer(asked, lot, Some(&*expected)))
    }

    /// What a lot offers to whoever arrives when they say and stays for as long.
    fn offer(&self, asked: &Asked, lot: LotHandle, expected: Option<&HashMap<i64, LotForecast>>) -> Offer {
        let Some(facts) = self.facts.get(lot.number() as usize) else {
            return Offer::OPEN;
        };
        let arrive = asked.question.now.0 + i64::from(asked.question.arrive_minutes) * 60;
        let Ok(entry) = Timestamp::from_second(arrive) else {
            return Offer::OPEN;
        };
        let open = |hours: &Hours| hours.is_open(clock().to_datetime(entry));
        Offer {
            open: facts.hours.as_ref().is_none_or(open),
            // Pricing takes a tenth of a microsecond, less than looking a price up in a table that many threads share.
            price: asked
                .minutes
                .and_then(|minutes| price(facts.tariff.as_ref()?, arrive, minutes)),
            // The forecast is of the bays for anybody, or of all where there are none.
            free_chance: expected
                .filter(|_| asked.question.need == facts.need)
                .and_then(|expected| expected.get(&facts.id))
                .and_then(|known| ahead::free_chance(known, asked.question.now, asked.question.arrive_minutes)),
        }
    }

    /// What is expected of a lot from now on, nearest first; empty where nothing is.
    #[must_use]
    pub fn expected(&self, lot: LotHandle, now: Second) -> Vec<Ahead> {
        let expected = self.expected.now();
        let known = self.lot_id(lot).and_then(|id| expected.get(&id));
        known.map_or_else(Vec::new, |known| ahead::from_now(known, now))
    }

    /// What a stay of so many minutes from now on costs in a lot; none where no tariff says.
    #[must_use]
    pub fn price(&self, lot: LotHandle, now: Second, minutes: u32) -> Option<Fen> {
        price(self.facts.get(lot.number() as usize)?.tariff.as_ref()?, now.0, minutes)
    }

    /// Whether a lot is open; as it says nothing that can be read, it is.
    #[must_use]
    pub fn is_open(&self, lot: LotHandle, now: Second) -> bool {
        let hours = self
            .facts
            .get(lot.number() as usize)
            .and_then(|facts| facts.hours.as_ref());
        let at = Timestamp::from_second(now.0).unwrap_or_default();
        hours.is_none_or(|hours| hours.is_open(clock().to_datetime(at)))
    }

    /// What is known of a lot now: of its bays for anybody, or of all where it has none for anybody.
    #[must_use]
    pub fn occupancy(&self, lot: LotHandle, now: Second) -> Occupancy {
        let need = self
            .facts
            .get(lot.number() as usize)
            .map_or_else(Need::default, |facts| facts.need);
        self.index.occupancy(lot, need, now)
    }

    /// Of all bays of a lot, whatever they are for: of how many it is known now whether they are free, and how many are; none where it is
    /// known of none.
    #[must_use]
    pub fn all_bays(&self, lot: &str, now: Second) -> (u32, Option<u32>) {
        let need = Need {
            with: Classes::NONE,
            entitled: Classes::ALL,
        };
        let occupancy = self.index.lot_of(lot).map(|lot| self.index.occupancy(lot, need, now));
        occupancy.map_or((0, None), |occupancy| (occupancy.known, occupancy.free))
    }

    /// Every lot now; made at most once a second, however many ask.
    #[must_use]
    pub fn board(&self, now: Second) -> Arc<Board> {
        let mut board = self.board.lock();
        if board.at != now {
            let lot = |(lot, _)| LotNow {
                lot,
                occupancy: self.occupancy(lot, now),
            };
            let lots = self.index.lots().map(lot).collect();
            *board = Arc::new(Board { at: now, lots });
        }
        Arc::clone(&board)
    }

    fn observe(&self, bay: i64, state: u8, at: i64) {
        let Ok(id) = u32::try_from(bay) else { return };
        let Ok(place) = self.by_id.binary_search_by_key(&id, |(id, _)| *id) else {
            return;
        };
        // A closed bay is none that could be found.
        let state = if state == 1 { State::Free } else { State::Taken };
        self.index.observe(self.by_id[place].1, state, Second(at));
    }

    /// These bays' piles are out of order, and no others'.
    fn set_out_of_order(&self, bays: &BTreeSet<BayId>) {
        let handle = |bay: &BayId| {
            let place = self.by_id.binary_search_by_key(&bay.0, |(id, _)| *id).ok()?;
            Some(self.by_id[place].1)
        };
        self.index.set_out_of_order(bays.iter().filter_map(handle));
    }

    fn count(&self, lot: i64, gate: Gate) {
        let Some((handle, listed)) = self
            .by_lot
            .get(&lot)
            .and_then(|handle| Some((*handle, self.index.lot(*handle)?)))
        else {
            return;
        };
        if listed.realtime == Realtime::Gate && gate.at > 0 {
            let free = i64::from(listed.capacity().all) - gate.inside.max(0);
            self.index
                .count(handle, u32::try_from(free).unwrap_or(0), Second(gate.at));
        }
    }
}

fn need_of(lot: &Lot) -> Need {
    let is_plain = |classes| Need::default().fits(classes);
    if lot.zones().is_empty() || lot.realtime == Realtime::Gate || lot.bays().any(|(_, bay)| is_plain(bay.classes)) {
        return Need::default();
    }
    Need {
        with: Classes::NONE,
        entitled: Classes::ALL,
    }
}

fn price(tariff: &InForce, from: i64, minutes: u32) -> Option<Fen> {
    let entry = Timestamp::from_second(from).ok()?;
    let exit = Timestamp::from_second(from + i64::from(minutes) * 60).ok()?;
    total(&tariff.tariff, &Stay::new(entry, exit)).ok()
}

impl Service {
    /// What is free now, without waiting for anything; none where the catalogue moved or nobody asked yet: then
    /// [`Service::live`] knows.
    #[must_use]
    pub fn live_now(&self) -> Option<Arc<Live>> {
        let version = self.version();
        let now = self.inner.parking.live.now.read();
        now.as_ref()
            .filter(|(seen, _)| *seen == version)
            .map(|(_, live)| Arc::clone(live))
    }

    /// What is free now; builds the index where the catalogue moved.
    ///
    /// # Errors
    /// When the store is away.
    pub fn live(&self) -> Result<Arc<Live>, ServiceError> {
        if let Some(live) = self.live_now() {
            return Ok(live);
        }
        let kept = &self.inner.parking.live;
        let _building = kept.building.lock();
        let version = self.version();
        let catalogue = self.parking()?;
        let before = kept.current();
        if let Some(live) = before.as_ref().filter(|live| Arc::ptr_eq(&live.catalogue, &catalogue)) {
            *kept.now.write() = Some((version, Arc::clone(live)));
            return Ok(Arc::clone(live));
        }
        let expected = Arc::clone(&self.inner.parking.ahead.expected);
        let live = Arc::new(Live::new(catalogue, expected, Second(self.now().as_second()))?);
        // Told from here on, it then learns what was before; a state that is older than one that is known changes nothing.
        *kept.next.write() = Some(Arc::clone(&live));
        if let Some(before) = before {
            live.index.carry(&before.index);
        }
        let looked = self
            .look(&live, self.now().as_second() - FRESH_SECONDS)
            .and_then(|()| self.bays_out_of_order())
            .map(|bays| live.set_out_of_order(&bays));
        if looked.is_ok() {
            *kept.now.write() = Some((version, Arc::clone(&live)));
        }
        *kept.next.write() = None;
        looked.map(|()| live)
    }

    /// Takes in what other processes took, and counts again: for a worker, every second. Does nothing where nothing is due.
    ///
    /// # Errors
    /// When the store is away.
    pub fn tend_live(&self) -> Result<(), ServiceError> {
        let now = self.now().as_second();
        let is_alone = self.store().engine() == Engine::Sqlite;
        let mut looked = self.inner.parking.live.looked.lock();
        if now < looked.next && looked.next - now <= COUNT_SECONDS * LOOK_SHARE {
            // A pile that broke or was mended is not waited for.
            if self.inner.parking.charging.take_heard() {
                self.live()?.set_out_of_order(&self.bays_out_of_order()?);
            }
            return Ok(());
        }
        let live = self.live()?;
        live.set_out_of_order(&self.bays_out_of_order()?);
        let is_full = looked.count.is_multiple_of(LOOKS_FULL) || looked.last == 0;
        if is_alone {
            self.look_at_gates(&live, now - FRESH_SECONDS)?;
        } else {
            let after = if is_full {
                now - FRESH_SECONDS
            } else {
                looked.last - LATE_SECONDS
            };
            self.look(&live, after)?;
        }
        let took = self.now().as_second() - now;
        let pause = if is_alone { COUNT_SECONDS } else { LOOK_SECONDS };
        *looked = Looked {
            next: now + pause.max(took * LOOK_SHARE),
            last: now,
            count: looked.count + 1,
        };
        Ok(())
    }

    /// Reads states that were seen after a second, and counts the vehicles in lots.
    fn look(&self, live: &Live, after: i64) -> Result<(), ServiceError> {
        let j = self.jurisdiction();
        let after_at = Timestamp::from_second(after).map_err(ServiceError::internal)?;
        let seen = self
            .store()
            .read(|r| Ok::<_, ServiceError>(lots::bays_seen(r, j, after_at)?))?;
        for (bay, state, at) in seen {
            live.observe(bay, state, at.as_second());
        }
        self.look_at_gates(live, after)
    }

    /// Counts the vehicles in lots by their stays, set right by the last time that somebody counted them.
    fn look_at_gates(&self, live: &Live, after: i64) -> Result<(), ServiceError> {
        let j = self.jurisdiction();
        // What is told while this is held, and was read already, counts once more until the next look.
        let mut gates = self.inner.parking.live.gates.lock();
        let (inside, counts, moves) = self.store().read(|r| {
            Ok::<_, ServiceError>((
                stays::inside_counts(r, j)?,
                stays::last_counts(r, j)?,
                stays::last_moves(r, j, after)?,
            ))
        })?;
        let mut fresh: HashMap<i64, Gate> = HashMap::new();
        for (lot, inside) in inside {
            fresh.entry(lot).or_default().inside = i64::from(inside);
        }
        for count in counts {
            let gate = fresh.entry(count.lot).or_default();
            gate.inside += i64::from(count.vehicles) - i64::from(count.expected);
            gate.at = gate.at.max(count.second);
        }
        for (lot, at) in moves {
            let gate = fresh.entry(lot).or_default();
            gate.at = gate.at.max(at);
        }
        for (lot, gate) in &mut fresh {
            gate.at = gate.at.max(gates.get(lot).map_or(0, |known| known.at));
            live.count(*lot, *gate);
        }
        *gates = fresh;
        Ok(())
    }
}
