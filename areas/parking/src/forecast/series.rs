//! Readings on a regular grid of slots.

use super::rows::LotReadings;

/// Minutes between slots that are known.
const STEPS: [i64; 8] = [1, 2, 5, 10, 15, 20, 30, 60];
/// Longest series, in slots: three years of five minutes fit.
const SLOTS_MAX: i64 = 400_000;

/// A lot on the grid: occupancy as a share of its capacity, or nothing where there is a gap.
#[derive(Clone, Debug)]
pub struct Series {
    /// The lot's name.
    pub name: String,
    /// Its bays.
    pub capacity: f64,
    /// Minutes of a slot.
    pub step: i64,
    /// Slots of a day.
    pub per_day: usize,
    /// The first day since 1970.
    pub first_day: i64,
    /// Share of the capacity in each slot from the first minute of the first day.
    pub shares: Vec<Option<f32>>,
    /// Readings that fell into a slot that had one already.
    pub duplicates: u64,
    /// Readings that were left out because their time is far from that of most others.
    pub far_off: u64,
}

/// The most frequent distance between readings of all lots, as one of the known steps.
pub(super) fn step_of(lots: &[LotReadings]) -> i64 {
    let mut gaps: Vec<i64> = Vec::new();
    for lot in lots {
        let mut minutes: Vec<i64> = lot.readings.iter().map(|reading| reading.minute).collect();
        minutes.sort_unstable();
        gaps.extend(
            minutes
                .windows(2)
                .map(|pair| pair[1] - pair[0])
                .filter(|gap| *gap > 0)
                .take(20_000),
        );
    }
    gaps.sort_unstable();
    let median = gaps.get(gaps.len() / 2).copied().unwrap_or(30);
    STEPS.into_iter().min_by_key(|step| (step - median).abs()).unwrap_or(30)
}

impl Series {
    /// A lot's readings on a grid: each goes to the nearest slot, the one read last stays. A reading too far from most
    /// others, as of a clock that was years off, is left out.
    #[must_use]
    pub fn of(lot: &LotReadings, step: i64) -> Option<Self> {
        let slot_of = |minute: i64| (minute + step / 2).div_euclid(step);
        let mut minutes: Vec<i64> = lot.readings.iter().map(|reading| reading.minute).collect();
        minutes.sort_unstable();
        let middle = *minutes.get(minutes.len() / 2)?;
        let near = |minute: i64| (minute - middle).abs() <= SLOTS_MAX / 2 * step;
        let kept = || lot.readings.iter().filter(|reading| near(reading.minute));
        let first_day = minutes.iter().find(|minute| near(**minute))?.div_euclid(1440);
        let begin = first_day * 1440 / step;
        let last = slot_of(*minutes.iter().rev().find(|minute| near(**minute))?);
        let mut shares = vec![None; usize::try_from(last - begin + 1).ok()?];
        let mut duplicates = 0;
        let far_off = u64::try_from(lot.readings.len() - kept().count()).unwrap_or(0);
        for reading in kept() {
            let Some(slot) = usize::try_from(slot_of(reading.minute) - begin)
                .ok()
                .and_then(|at| shares.get_mut(at))
            else {
                continue;
            };
            duplicates += u64::from(slot.is_some());
            #[allow(clippy::cast_possible_truncation, reason = "a share needs no more digits")]
            let share = (reading.occupied / lot.capacity) as f32;
            *slot = Some(share);
        }
        Some(Self {
            name: lot.name.clone(),
            capacity: lot.capacity,
            step,
            per_day: usize::try_from(1440 / step).ok()?,
            first_day,
            shares,
            duplicates,
            far_off,
        })
    }

    /// Whether a share leaves a bay free.
    pub(super) fn is_free(&self, share: f64) -> bool {
        share * self.capacity <= self.capacity - 0.5
    }

    /// The days since 1970 that have a reading.
    pub(super) fn days(&self) -> impl Iterator<Item = i64> {
        let day = |(number, day): (usize, &[Option<f32>])| {
            let read = day.iter().any(Option::is_some);
            read.then(|| self.first_day + i64::try_from(number).unwrap_or(0))
        };
        self.shares.chunks(self.per_day).enumerate().filter_map(day)
    }

    /// The share in a slot.
    #[must_use]
    pub fn at(&self, slot: i64) -> Option<f64> {
        let at = usize::try_from(slot).ok()?;
        self.shares.get(at).copied().flatten().map(f64::from)
    }
}
