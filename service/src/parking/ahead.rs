//! How full lots will be: every quarter of an hour it is noted how full each is, once a day is learned from the notes of ten weeks, and
//! after each note every lot is forecast. A lot that was not noted for longer than a week is not forecast: then what is known of it
//! now says more.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use jiff::Timestamp;
use parking_lot::{Mutex, RwLock};
use shishi_kernel::Actor;
use shishi_parking::find::ahead;
use shishi_parking::forecast::rows::{LotReadings, Reading};
use shishi_parking::forecast::{Ahead, Forecaster, LotForecast};
use shishi_parking::passages::Second;
use shishi_store::parking::occupancy::{self as rows, OccupancyRow};

use super::live::Live;
use super::may;
use crate::{Service, ServiceError};

/// Minutes between two notes.
const NOTE_MINUTES: i64 = 15;
const DAY_MINUTES: i64 = 1_440;
/// Days for which notes are kept: the days of a week repeat, seasons do not.
pub(super) const KEPT_DAYS: i64 = 70;
/// Days of which a lot must have notes to be forecast: one of each weekday and today.
const DAYS_MIN: usize = 8;
/// A forecast says nothing more so many minutes after the note that it was made from.
const STALE_MINUTES: i64 = 30;
/// China's time is ahead of UTC by so many minutes.
const AHEAD_MINUTES: i64 = 480;
/// Rows of one unit of work of an import.
const ROWS_AT_ONCE: usize = 20_000;

/// What is expected of each lot, by the store's number; shared with those who answer questions.
#[derive(Debug, Default)]
pub(super) struct Expected(RwLock<Arc<HashMap<i64, LotForecast>>>);

impl Expected {
    /// What is expected now.
    pub(super) fn now(&self) -> Arc<HashMap<i64, LotForecast>> {
        Arc::clone(&self.0.read())
    }
}

/// What is kept from one note to the next.
#[derive(Debug, Default)]
pub(crate) struct Kept {
    pub(super) expected: Arc<Expected>,
    memory: Mutex<Memory>,
}

#[derive(Debug, Default)]
struct Memory {
    /// When the last note was due, in minutes of the civil clock; none before the first.
    noted: Option<i64>,
    /// The day on which was learned; none where that is to be done anew.
    learned_on: Option<i64>,
    forecaster: Option<Forecaster>,
    readings: BTreeMap<i64, LotReadings>,
}

impl Memory {
    fn take(&mut self, row: OccupancyRow) {
        let readings = self
            .readings
            .entry(row.lot)
            .or_insert_with(|| LotReadings::new(row.lot.to_string(), f64::from(row.capacity.max(1))));
        readings.capacity = f64::from(row.capacity.max(1));
        readings.readings.push(Reading {
            minute: row.minute,
            occupied: f64::from(row.occupied),
        });
    }

    fn learn(&mut self, all: Vec<OccupancyRow>) {
        self.readings.clear();
        for row in all {
            self.take(row);
        }
        self.readings.retain(|_, lot| is_known(lot));
        let lots: Vec<LotReadings> = self.readings.values().cloned().collect();
        self.forecaster = (!lots.is_empty()).then(|| Forecaster::learn(&lots, |_, _| {}));
    }

    fn forecast(&self) -> HashMap<i64, LotForecast> {
        let Some(forecaster) = &self.forecaster else {
            return HashMap::new();
        };
        let lots = self.readings.iter().filter(|(_, lot)| is_known(lot));
        lots.filter_map(|(id, lot)| Some((*id, forecaster.forecast(lot)?)))
            .collect()
    }
}

fn is_known(lot: &LotReadings) -> bool {
    let days: BTreeSet<i64> = lot
        .readings
        .iter()
        .map(|reading| reading.minute.div_euclid(DAY_MINUTES))
        .collect();
    days.len() >= DAYS_MIN
}

/// What an import of notes took in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NotesImported {
    /// Lots of which there are notes.
    pub lots: usize,
    /// Notes that are new.
    pub new: u64,
    /// Notes of minutes of which something was known.
    pub known: u64,
    /// Names that no lot has.
    pub unknown: Vec<String>,
    /// Notes that are older than what is kept, or of a time that has not come.
    pub outside: u64,
}

impl Service {
    /// Notes how full lots are where that is due, and forecasts them: for a thread of its own, every few seconds, as learning takes its
    /// time. Does nothing where nothing is due.
    ///
    /// # Errors
    /// When the store is away.
    pub fn tend_forecast(&self) -> Result<(), ServiceError> {
        let now = self.now();
        let minute = civil_minute(now);
        let due = minute - minute.rem_euclid(NOTE_MINUTES);
        let kept = &self.inner.parking.ahead;
        let mut memory = kept.memory.lock();
        let today = minute.div_euclid(DAY_MINUTES);
        if memory.noted == Some(due) && memory.learned_on == Some(today) {
            return Ok(());
        }
        let j = self.jurisdiction();
        if memory.noted != Some(due) {
            let notes = notes(&*self.live()?, Second(now.as_second()), minute);
            let to_keep = notes.clone();
            self.commit(move |w| {
                rows::erase_before(w, j, minute - KEPT_DAYS * DAY_MINUTES)?;
                Ok::<_, ServiceError>(rows::put(w, j, &to_keep)?)
            })?;
            memory.noted = Some(due);
            notes.into_iter().for_each(|row| memory.take(row));
        }
        if memory.learned_on != Some(today) {
            let since = minute - KEPT_DAYS * DAY_MINUTES;
            let all = self
                .store()
                .read(|r| Ok::<_, ServiceError>(rows::since(r, j, since)?))?;
            memory.learn(all);
            memory.learned_on = Some(today);
        }
        *kept.expected.0.write() = Arc::new(memory.forecast());
        Ok(())
    }

    /// Takes in how full lots were, as an operator knows it from before: lots by their codes or names. What is known of a minute stays.
    ///
    /// # Errors
    /// Unless the actor keeps lots; when the store is away: what was taken in before stays.
    pub fn import_occupancy(&self, actor: &Actor, lots: &[LotReadings]) -> Result<NotesImported, ServiceError> {
        may::KEEP_PARKING.check(actor)?;
        let catalogue = self.parking()?;
        let now = civil_minute(self.now());
        let kept = now - KEPT_DAYS * DAY_MINUTES..=now;
        let mut imported = NotesImported::default();
        let mut notes = Vec::new();
        for lot in lots {
            let by_name = || {
                catalogue
                    .in_order()
                    .into_iter()
                    .find(|known| known.row.name == lot.name)
            };
            let Some(known) = catalogue.lot(&lot.name).or_else(by_name) else {
                imported.unknown.push(lot.name.clone());
                continue;
            };
            imported.lots += 1;
            for reading in &lot.readings {
                if !kept.contains(&reading.minute) {
                    imported.outside += 1;
                    continue;
                }
                notes.push(OccupancyRow {
                    lot: known.row.id,
                    minute: reading.minute,
                    occupied: whole(reading.occupied),
                    capacity: whole(lot.capacity),
                });
            }
        }
        let (j, all) = (self.jurisdiction(), notes.len() as u64);
        for part in notes.chunks(ROWS_AT_ONCE) {
            let part = part.to_vec();
            imported.new += self.commit(move |w| Ok::<_, ServiceError>(rows::put(w, j, &part)?))?;
        }
        imported.known = all.saturating_sub(imported.new);
        self.inner.parking.ahead.memory.lock().learned_on = None;
        Ok(imported)
    }
}

/// The chance of a free bay in a lot for who arrives so many minutes from now; none where what is known now says more.
pub(super) fn free_chance(forecast: &LotForecast, now: Second, arrive_minutes: u32) -> Option<f64> {
    let since = civil_minute(Timestamp::from_second(now.0).ok()?) - forecast.minute;
    let arrive = i64::from(arrive_minutes);
    let first = forecast.ahead.first()?.minutes;
    if !(0..=STALE_MINUTES).contains(&since) || arrive < first {
        return None;
    }
    ahead(&forecast.ahead, since + arrive)
}

/// What is expected of a lot from now on, nearest first; empty where the forecast is too old.
pub(super) fn from_now(forecast: &LotForecast, now: Second) -> Vec<Ahead> {
    let Ok(at) = Timestamp::from_second(now.0) else {
        return Vec::new();
    };
    let since = civil_minute(at) - forecast.minute;
    if !(0..=STALE_MINUTES).contains(&since) {
        return Vec::new();
    }
    let later = forecast.ahead.iter().filter(|ahead| ahead.minutes > since);
    later
        .map(|ahead| Ahead {
            minutes: ahead.minutes - since,
            ..*ahead
        })
        .collect()
}

/// How full each lot is of which enough is known: of half of its bays at least.
fn notes(live: &Live, now: Second, minute: i64) -> Vec<OccupancyRow> {
    let lots = live.index().lots().filter_map(|(lot, _)| {
        let occupancy = live.occupancy(lot, now);
        let free = occupancy.free?.min(occupancy.known);
        let is_enough = occupancy.known > 0 && occupancy.known.saturating_mul(2) >= occupancy.capacity;
        let taken = u64::from(occupancy.known - free) * u64::from(occupancy.capacity);
        is_enough.then(|| OccupancyRow {
            lot: live.lot_id(lot).unwrap_or_default(),
            minute,
            occupied: u32::try_from((taken + u64::from(occupancy.known) / 2) / u64::from(occupancy.known))
                .unwrap_or(occupancy.capacity),
            capacity: occupancy.capacity,
        })
    });
    lots.collect()
}

pub(super) fn civil_minute(at: Timestamp) -> i64 {
    at.as_second().div_euclid(60) + AHEAD_MINUTES
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "bays of a lot, which the reader bounds"
)]
fn whole(bays: f64) -> u32 {
    bays.round().clamp(0.0, f64::from(u32::MAX)) as u32
}
