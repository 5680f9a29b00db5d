//! What a lot's day usually looks like, learned day by day.

/// What a day's weight is multiplied with for each day that passes: a half-life of about three weeks.
const DECAY: f64 = 0.968;
/// How many days of the kind (working day, weekend) a day of the week is mixed with.
const SHRINK: f64 = 0.7;

/// Weighted sums by kind of day and slot.
#[derive(Clone, Debug)]
pub(super) struct Profile {
    per_day: usize,
    /// Seven days of the week, then working days and weekends.
    sums: Vec<(f64, f64)>,
}

impl Profile {
    pub(super) fn new(per_day: usize) -> Self {
        Self {
            per_day,
            sums: vec![(0.0, 0.0); per_day * 9],
        }
    }

    /// Takes a day's shares.
    pub(super) fn learn(&mut self, weekday: usize, day: &[Option<f32>]) {
        for sum in &mut self.sums {
            sum.0 *= DECAY;
            sum.1 *= DECAY;
        }
        let kind = 7 + usize::from(weekday >= 5);
        for (slot, share) in day.iter().enumerate().take(self.per_day) {
            if let Some(share) = share {
                for row in [weekday, kind] {
                    let sum = &mut self.sums[row * self.per_day + slot];
                    sum.0 += f64::from(*share);
                    sum.1 += 1.0;
                }
            }
        }
    }

    /// What is usual on a day of the week in a slot of the day; a slot of the next day belongs to the next day of the week.
    pub(super) fn at(&self, weekday: usize, slot: usize) -> Option<f64> {
        let weekday = (weekday + slot / self.per_day) % 7;
        let slot = slot % self.per_day;
        let kind = 7 + usize::from(weekday >= 5);
        let (own, own_weight) = self.sums[weekday * self.per_day + slot];
        let (all, all_weight) = self.sums[kind * self.per_day + slot];
        if all_weight < 0.2 {
            return None;
        }
        Some((own + SHRINK * all / all_weight) / (own_weight + SHRINK))
    }
}
