//! Figures of the desk: stays, turnover, how long vehicles stay, how full lots are at which hour of which weekday.

use jiff::Timestamp;
use jiff::civil::Weekday;
use shishi_kernel::{Actor, Date, Fen};
use shishi_store::parking::desk as rows;

use super::catalogue::invalid;
use super::may;
use crate::{Service, ServiceError};

/// Most days that are looked at together.
pub const FIGURE_DAYS_MAX: i32 = 92;
/// China's time is ahead of UTC by so many seconds.
const AHEAD_SECONDS: i64 = 8 * 3600;
const DAY_SECONDS: i64 = 86_400;
const HOUR_SECONDS: i64 = 3_600;

/// What a lot's stays of a period add up to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LotFigures {
    /// Its slug.
    pub slug: String,
    /// Its name.
    pub name: String,
    /// Places it has.
    pub capacity: u32,
    /// Stays that ended in the period.
    pub stays: u64,
    /// Vehicles for each place and day, in hundredths.
    pub turnover_hundredths: u64,
    /// How long a stay lasted on average, in minutes.
    pub minutes_mean: u64,
    /// What the stays cost together.
    pub fees: Fen,
}

/// Figures of a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Figures {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub until: Date,
    /// Each lot, in the order in which they were made.
    pub lots: Vec<LotFigures>,
    /// How many vehicles were there on average at the beginning of an hour, by weekday from Monday and hour, in tenths.
    pub inside_tenths: [[u32; 24]; 7],
    /// Places of the lots that this is about.
    pub capacity: u32,
}

impl Service {
    /// Figures of a period of whole days, the last one included, of one lot or of all.
    ///
    /// # Errors
    /// Unless the actor may see the desk; [`ServiceError::Invalid`] for a period that ends before it begins or is longer than
    /// [`FIGURE_DAYS_MAX`]; [`ServiceError::NotFound`] for an unknown lot.
    pub fn parking_figures(
        &self,
        actor: &Actor,
        lot: Option<&str>,
        from: Date,
        until: Date,
    ) -> Result<Figures, ServiceError> {
        may::SEE_PARKING.check(actor)?;
        let days = (until - from).get_days() + 1;
        if !(1..=FIGURE_DAYS_MAX).contains(&days) {
            return Err(invalid("until", "form.period"));
        }
        let catalogue = self.parking()?;
        let one = match lot {
            Some(slug) => Some(catalogue.lot(slug).ok_or(ServiceError::NotFound)?.row.id),
            None => None,
        };
        let begin = midnight(from);
        // What has not come yet is not empty.
        let end = (begin + i64::from(days) * DAY_SECONDS)
            .min(self.now().as_second())
            .max(begin);
        let j = self.jurisdiction();
        let (sums, flow, inside) = self.store().read(|r| {
            let sums = rows::stay_sums(r, j, begin, end)?;
            Ok::<_, ServiceError>((
                sums,
                rows::flow(r, j, one, begin, end)?,
                rows::inside_at(r, j, one, begin)?,
            ))
        })?;
        let lots = catalogue
            .in_order()
            .into_iter()
            .filter(|lot| one.is_none_or(|one| one == lot.row.id));
        let lots: Vec<LotFigures> = lots
            .map(|lot| {
                let sums = sums
                    .iter()
                    .find(|(id, _)| *id == lot.row.id)
                    .map(|(_, sums)| *sums)
                    .unwrap_or_default();
                let places = u64::from(lot.capacity()) * u64::try_from(days).unwrap_or(1);
                LotFigures {
                    slug: lot.row.slug.clone(),
                    name: lot.row.name.clone(),
                    capacity: lot.capacity(),
                    stays: sums.stays,
                    turnover_hundredths: (sums.stays * 100).checked_div(places).unwrap_or(0),
                    minutes_mean: (sums.seconds / 60).checked_div(sums.stays).unwrap_or(0),
                    fees: Fen(i64::try_from(sums.fees).unwrap_or(i64::MAX)),
                }
            })
            .collect();
        Ok(Figures {
            from,
            until,
            capacity: lots.iter().map(|lot| lot.capacity).sum(),
            lots,
            inside_tenths: heat(begin, end, i64::try_from(inside).unwrap_or(0), &flow, from.weekday()),
        })
    }
}

/// The second at which a day begins in China.
fn midnight(day: Date) -> i64 {
    let days = (day - Date::constant(1970, 1, 1)).get_days();
    i64::from(days) * DAY_SECONDS - AHEAD_SECONDS
}

/// How full it was on average at the beginning of each hour of the week, in tenths of vehicles: those who were there when the period
/// began, and since then those who came less those who left.
fn heat(begin: i64, end: i64, inside: i64, flow: &[(i64, u32, u32)], first: Weekday) -> [[u32; 24]; 7] {
    let mut sums = [[(0_i64, 0_i64); 24]; 7];
    let (mut inside, mut flow) = (inside, flow.iter().peekable());
    let monday = usize::try_from(first.to_monday_zero_offset()).unwrap_or(0);
    for (step, second) in (begin..end).step_by(HOUR_SECONDS as usize).enumerate() {
        let (sum, hours) = &mut sums[(monday + step / 24) % 7][step % 24];
        *sum += inside;
        *hours += 1;
        while let Some((_, came, gone)) = flow.next_if(|(hour, ..)| *hour <= second.div_euclid(HOUR_SECONDS)) {
            inside += i64::from(*came) - i64::from(*gone);
        }
    }
    sums.map(|day| day.map(|(sum, hours)| u32::try_from((sum * 10).checked_div(hours).unwrap_or(0)).unwrap_or(0)))
}

/// The last so many whole days before a moment, and that moment's day.
#[must_use]
pub fn days_before(now: Timestamp, days: i32) -> (Date, Date) {
    let today = shishi_kernel::civil_date(now);
    (today.saturating_sub(jiff::Span::new().days(days - 1)), today)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_heat_map_counts_who_was_there_at_the_beginning_of_each_hour() {
        // A Wednesday, two days; three were there, two came in its first hour, one left in its third.
        let begin = midnight(jiff::civil::date(2026, 5, 13));
        let hour = begin / HOUR_SECONDS;
        let heat = heat(
            begin,
            begin + 2 * DAY_SECONDS,
            3,
            &[(hour, 2, 0), (hour + 2, 0, 1)],
            Weekday::Wednesday,
        );
        for (day, at, tenths) in [
            (2, 0, 30),
            (2, 1, 50),
            (2, 2, 50),
            (2, 3, 40),
            (3, 23, 40),
            (4, 0, 0),
            (1, 0, 0),
        ] {
            assert_eq!(heat[day][at], tenths, "weekday {day} hour {at}");
        }
    }

    #[test]
    fn a_mean_is_over_the_days_that_there_were() {
        let begin = midnight(jiff::civil::date(2026, 5, 11));
        let hour = begin / HOUR_SECONDS;
        let heat = heat(
            begin,
            begin + 8 * DAY_SECONDS,
            0,
            &[(hour + 24 * 7 - 1, 4, 0)],
            Weekday::Monday,
        );
        assert_eq!((heat[0][0], heat[1][0]), (20, 0));
    }
}
