//! Fit: the tariff that explains the fees of a file, with the days on which it changed.
//!
//! It knows nothing of any lot: free minutes, blocks, a unit, a cap, what follows 24 hours, and when one set of these gave way
//! to another, are all found from stays with their fees. What is found is a [`Tariff`] like any other, to be read and
//! corrected by people; [`holdout`] says what it explains of stays that it was not found from.

mod model;
mod search;
mod segments;
mod windows;

use crate::price::STAY_DAYS_MAX;
use crate::replay::rows::Charged;
use crate::replay::{Count, Replay};
use crate::tariff::{Moment, Scope, Seconds, Tariff, Version, Window, Zone};
use jiff::Timestamp;
use jiff::civil::DateTime;
use model::Seen;
use segments::Segments;

/// Fewest paid stays that a tariff is found from.
pub const PAID_MIN: usize = 20;

/// Where one rate for all hours explains less of the paid stays than this, in per cent, windows of the day are tried.
const ENOUGH_PERCENT: u64 = 97;

/// The stays of the first part in time and of the rest: `train` of a hundred go into the first.
#[must_use]
pub fn split(mut stays: Vec<Charged>, train: u32) -> (Vec<Charged>, Vec<Charged>) {
    stays.sort_by_key(|stay| (stay.exit, stay.entry, stay.line));
    let cut = stays.len() * usize::try_from(train.min(100)).unwrap_or(100) / 100;
    let rest = stays.split_off(cut);
    (stays, rest)
}

/// The tariff that explains most of these stays, or `None` when too few of them were paid.
#[must_use]
pub fn fit(stays: &[Charged], zone: &Zone) -> Option<Tariff> {
    if stays.iter().filter(|stay| stay.fen > 0).count() < PAID_MIN {
        return None;
    }
    let longest = i64::from(STAY_DAYS_MAX) * 86_400;
    let mut seen: Vec<Seen> = stays
        .iter()
        .filter(|stay| stay.exit - stay.entry <= longest)
        .map(|stay| Seen {
            entry: stay.entry.div_euclid(60),
            exit: stay.exit.div_euclid(60),
            minutes: (stay.exit - stay.entry + 59).div_euclid(60),
            cut: stay.cut,
            fen: stay.fen,
        })
        .collect();
    let mut candidates = Vec::new();
    // Of two that explain as much the later one is taken.
    for by in [Moment::Entry, Moment::Exit] {
        let key = |seen: &Seen| {
            if by == Moment::Exit {
                (seen.exit, seen.entry)
            } else {
                (seen.entry, seen.exit)
            }
        };
        seen.sort_by_key(key);
        let found = segments::find(&seen);
        let single = found.held.iter().all(|held| *held == found.held[0]);
        candidates.push(tariff_of(&found, &seen, by, zone));
        if single {
            break;
        }
    }
    // Whether entry and exit were cut before they were subtracted is seen from whether the open minute is needed at all.
    let judged = |tariff: &Tariff| {
        let count = holdout(tariff, stays);
        (count.within, count.exact)
    };
    let mut best = candidates.into_iter().max_by_key(judged)?;
    let mut count = holdout(&best, stays);
    if count.within * 100 < count.stays * ENOUGH_PERCENT
        && let Some(windows) = windows::find(stays, zone)
    {
        let with = holdout(&windows, stays);
        // More numbers explain more; they have to explain a good deal more.
        if with.within > count.within + count.stays / 50 {
            (best, count) = (windows, with);
        }
    }
    for scope in [Scope::Day, Scope::Stay] {
        let mut scoped = best.clone();
        let rules = scoped.versions.iter_mut().map(|version| &mut version.rules);
        rules
            .flat_map(|rules| &mut rules.caps)
            .for_each(|cap| cap.scope = scope);
        let with = holdout(&scoped, stays);
        if with.within > count.within + count.stays / 200 {
            (best, count) = (scoped, with);
        }
    }
    let mut down = best.clone();
    down.seconds = Seconds::Down;
    if holdout(&down, stays).within > count.within + count.stays / 500 {
        best = down;
    } else if count.exact + count.stays / 2000 >= count.within {
        best.seconds = Seconds::Drop;
    }
    Some(best)
}

/// What a tariff explains of the paid stays.
#[must_use]
pub fn holdout(tariff: &Tariff, stays: &[Charged]) -> Count {
    let mut replay = Replay::new(tariff, None, None);
    for stay in stays {
        replay.stay(stay);
    }
    replay.finish().paid
}

fn tariff_of(found: &Segments, seen: &[Seen], by: Moment, zone: &Zone) -> Tariff {
    let mut versions = Vec::new();
    let mut push = |from: Option<DateTime>, model: usize| {
        versions.push(Version {
            from,
            windows: vec![Window {
                name: "all".to_owned(),
                ranges: Vec::new(),
            }],
            rules: found.models[model].rules(),
            classes: Vec::new(),
        });
    };
    push(None, found.held[0]);
    for at in 1..seen.len() {
        if found.held[at] != found.held[at - 1] {
            push(Some(change(found, seen, at, by, zone)), found.held[at]);
        }
    }
    versions.dedup_by(|later, earlier| later.rules == earlier.rules || later.from == earlier.from);
    Tariff {
        name: String::new(),
        zone: zone.clone(),
        seconds: Seconds::Up,
        version_by: by,
        seasons: Vec::new(),
        holidays: Vec::new(),
        versions,
    }
}

/// The moment of a change before stay `at`: the latest midnight that is as good as any, or else the minute of that stay.
fn change(found: &Segments, seen: &[Seen], at: usize, by: Moment, zone: &Zone) -> DateTime {
    let minute = |seen: &Seen| if by == Moment::Exit { seen.exit } else { seen.entry };
    let (before, after) = (&found.models[found.held[at - 1]], &found.models[found.held[at]]);
    let mut first = at;
    while first > 0 && found.held[first - 1] == found.held[at - 1] && after.explains(&seen[first - 1]) {
        first -= 1;
    }
    let mut last = at;
    while last + 1 < seen.len() && found.held[last + 1] == found.held[at] && before.explains(&seen[last]) {
        last += 1;
    }
    let civil = |minute: i64| {
        let second = Timestamp::from_second(minute * 60).unwrap_or(Timestamp::UNIX_EPOCH);
        zone.zone().to_datetime(second)
    };
    let earliest = if first == 0 { i64::MIN } else { minute(&seen[first - 1]) };
    let midnight = civil(minute(&seen[last]))
        .date()
        .to_datetime(jiff::civil::Time::midnight());
    if zone.second(midnight).div_euclid(60) > earliest {
        return midnight;
    }
    civil(minute(&seen[at]))
}
