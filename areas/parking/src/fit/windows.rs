//! Two windows of the day with a rate each, tried where one rate for all hours explains too little.

use super::model::{Cells, Model, Seen};
use super::search::{best, nothing};
use crate::replay::rows::Charged;
use crate::replay::{Fit, fit_of};
use crate::tariff::{
    Boundary, Cap, Days, Ladder, Moment, Next, Range, Rules, Scope, Seconds, Tariff, Version, Window, Zone,
};

/// Stays that candidates are compared on.
const SAMPLE: usize = 3000;
/// Fewest paid stays that windows are believed from.
const PAID_MIN: usize = 200;
/// Hours at which a day's window may begin and end.
const BEGINS: std::ops::RangeInclusive<u32> = 5..=10;
const ENDS: std::ops::RangeInclusive<u32> = 17..=23;
/// Candidates that are tried in every variant.
const FINALISTS: usize = 4;

/// The best tariff of two windows, or `None` when too few stays were paid.
pub(super) fn find(stays: &[Charged], zone: &Zone) -> Option<Tariff> {
    let paid: Vec<&Charged> = stays.iter().filter(|stay| stay.fen > 0).collect();
    if paid.len() < PAID_MIN {
        return None;
    }
    let sample: Vec<Charged> = paid
        .iter()
        .step_by(paid.len() / SAMPLE + 1)
        .map(|stay| **stay)
        .collect();
    let mut ranked: Vec<(usize, u32, u32)> = Vec::new();
    for begin in BEGINS {
        for end in ENDS {
            let tariff = with_edges(stays, zone, begin * 60, end * 60);
            ranked.push((explained(&tariff, &sample), begin * 60, end * 60));
        }
    }
    ranked.sort_unstable_by(|a, b| b.cmp(a));
    let mut found: Option<(usize, Tariff)> = None;
    for (_, begin, end) in ranked.into_iter().take(FINALISTS) {
        // Half-hours round the best whole hours, then every way to put the two together.
        for (begin, end) in [
            (begin, end),
            (begin + 30, end),
            (begin, end + 30),
            (begin + 30, end + 30),
            (begin - 30, end),
            (begin, end - 30),
        ] {
            for tariff in variants(&with_edges(stays, zone, begin, end)) {
                let count = explained(&tariff, &sample);
                if found.as_ref().is_none_or(|(most, _)| count > *most) {
                    found = Some((count, tariff));
                }
            }
        }
    }
    found.map(|(_, tariff)| tariff)
}

fn explained(tariff: &Tariff, sample: &[Charged]) -> usize {
    let fits = |stay: &&Charged| fit_of(tariff, stay).is_ok_and(|(fit, ..)| fit != Fit::Not);
    sample.iter().filter(fits).count()
}

/// A tariff whose day's rate is found from the stays by day, its night's from those by night.
fn with_edges(stays: &[Charged], zone: &Zone, begin: u32, end: u32) -> Tariff {
    let (mut by_day, mut by_night) = (Vec::new(), Vec::new());
    for stay in stays {
        let ahead = zone.ahead(stay.entry).0;
        let of_day = (stay.entry + ahead).div_euclid(60).rem_euclid(1440);
        let minutes = (stay.exit - stay.entry + 59).div_euclid(60);
        let (begin, end) = (i64::from(begin), i64::from(end));
        let seen = Seen {
            entry: stay.entry.div_euclid(60),
            exit: stay.exit.div_euclid(60),
            minutes,
            cut: stay.cut,
            fen: stay.fen,
        };
        if (begin..end).contains(&of_day) {
            if of_day + minutes < end {
                by_day.push(seen);
            }
        } else if (of_day - end).rem_euclid(1440) + minutes < (begin - end).rem_euclid(1440) {
            by_night.push(seen);
        }
    }
    let model = |seen: &[Seen]| {
        if seen.is_empty() {
            nothing()
        } else {
            best(&Cells::of(seen.iter()))
        }
    };
    tariff_of(&model(&by_day), &model(&by_night), zone, begin, end)
}

fn tariff_of(day: &Model, night: &Model, zone: &Zone, begin: u32, end: u32) -> Tariff {
    let (day_rules, night_rules) = (day.rules(), night.rules());
    let mut rules = Rules::new();
    rules.free = day_rules.free;
    rules.rates = [day_rules.rates, night_rules.rates].concat();
    for (window, cap) in [(0, day.cap), (1, night.cap)] {
        if let Some(cap) = cap {
            let scope = Scope::Window(window);
            rules.caps.push(Cap { scope, fen: vec![cap] });
        }
    }
    let range = Range {
        from: begin,
        until: end,
        days: Days::All,
        season: None,
    };
    let window = |name: &str, ranges: Vec<Range>| Window {
        name: name.to_owned(),
        ranges,
    };
    Tariff {
        name: String::new(),
        zone: zone.clone(),
        seconds: Seconds::Up,
        version_by: Moment::Entry,
        seasons: Vec::new(),
        holidays: Vec::new(),
        versions: vec![Version {
            from: None,
            windows: vec![window("day", vec![range]), window("night", Vec::new())],
            rules,
            classes: Vec::new(),
        }],
    }
}

/// The ways in which two windows are put together.
fn variants(tariff: &Tariff) -> Vec<Tariff> {
    let mut out = Vec::new();
    let rules = &tariff.versions[0].rules;
    let windows: Vec<Cap> = rules.caps.clone();
    let limit = windows.iter().flat_map(|cap| cap.fen.first().copied()).max();
    let over = |scope: Scope| {
        limit
            .map(|fen| Cap { scope, fen: vec![fen] })
            .into_iter()
            .collect::<Vec<_>>()
    };
    let caps = [windows, over(Scope::Rolling), over(Scope::Day), Vec::new()];
    for boundary in [Boundary::Split, Boundary::Entry, Boundary::Wins(1)] {
        for ladder in [Ladder::Own, Ladder::Window, Ladder::Stay] {
            for next in [Next::Continue, Next::Restart, Next::RestartFree] {
                for caps in &caps {
                    let mut variant = tariff.clone();
                    let rules = &mut variant.versions[0].rules;
                    rules.boundary = boundary;
                    rules.ladder = ladder;
                    rules.next = next;
                    rules.caps.clone_from(caps);
                    out.push(variant);
                }
            }
        }
    }
    out
}
