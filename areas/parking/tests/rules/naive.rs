//! The engine against a counter that looks at every minute by itself.

use super::build::file;
use proptest::prelude::*;
use shishi_kernel::Timestamp;
use shishi_parking::tariff::{Boundary, Ladder, Next, Rounding, Scope, Tariff};
use shishi_parking::{Stay, price, total};

/// Minutes that China's civil time is ahead.
const AHEAD: i64 = 480;

/// The window of a minute, for windows that hold every day.
fn window_of(tariff: &Tariff, minute: i64) -> usize {
    let of_day = u32::try_from((minute + AHEAD).rem_euclid(1440)).unwrap();
    let within = |from: u32, until: u32| {
        if from < until {
            from <= of_day && of_day < until
        } else {
            of_day >= from || of_day < until
        }
    };
    let windows = &tariff.versions[0].windows;
    let named = windows
        .iter()
        .position(|window| window.ranges.iter().any(|range| within(range.from, range.until)));
    named.unwrap_or_else(|| windows.iter().position(|window| window.ranges.is_empty()).unwrap())
}

/// Whether minute `i` of a stay is free; the civil day of each minute is given.
fn is_free(tariff: &Tariff, days: &[i64], length: i64, i: i64) -> bool {
    let rules = &tariff.versions[0].rules;
    let free = i64::from(rules.free.minutes);
    if rules.free.daily {
        let today = days[usize::try_from(i).unwrap()];
        let first = i64::try_from(days.partition_point(|day| *day < today)).unwrap();
        let after = i64::try_from(days.partition_point(|day| *day <= today)).unwrap();
        return if rules.free.lapses {
            after - first <= free
        } else {
            i - first < free
        };
    }
    let period = i / 1440;
    let renewed = rules.next == Next::RestartFree && period > 0;
    if rules.free.lapses {
        length <= free || (renewed && (length - period * 1440).min(1440) <= free)
    } else {
        i < free || (renewed && i - period * 1440 < free)
    }
}

/// What falls due when minute `x` of a ladder passes.
fn falls_due(rate: &shishi_parking::tariff::Rate, x: i64) -> i64 {
    let mut begun = 0_i64;
    for step in &rate.steps {
        if x < i64::from(step.until) {
            let unit = i64::from(step.unit);
            let passed = (x - begun) % unit + 1;
            let due = match rate.rounding {
                _ if step.unit == u32::MAX => passed == 1,
                Rounding::Up => passed == 1,
                Rounding::Down => passed == unit,
                Rounding::Half => 2 * passed >= unit && 2 * (passed - 1) < unit,
            };
            return if due { step.fen } else { 0 };
        }
        begun = i64::from(step.until);
    }
    0
}

fn naive(tariff: &Tariff, start: i64, length: i64) -> i64 {
    let version = &tariff.versions[0];
    let rules = &version.rules;
    let windows = version.windows.len();
    let mut ladder = vec![0_i64; windows];
    let mut used: Vec<(i64, usize)> = vec![(0, 0); rules.caps.len()];
    // The civil day of each minute.
    let days: Vec<i64> = (0..length).map(|i| (start + i + AHEAD).div_euclid(1440)).collect();
    let mut ruled = None;
    let mut sum = 0;
    for i in 0..length {
        let minute = start + i;
        let here = window_of(tariff, minute);
        let before = (i > 0).then(|| window_of(tariff, minute - 1));
        let period_begins = i % 1440 == 0;
        let day_begins = i > 0 && (minute + AHEAD).rem_euclid(1440) == 0;
        for (cap, used) in rules.caps.iter().zip(&mut used) {
            let renewed = match cap.scope {
                Scope::Rolling => i > 0 && period_begins,
                Scope::Day => day_begins,
                Scope::Window(window) => i > 0 && here == window && before != Some(here),
                Scope::Stay => false,
            };
            if renewed {
                *used = (0, used.1 + 1);
            }
        }
        if i > 0 && period_begins && (rules.next != Next::Continue || rules.ladder == Ladder::Day) {
            ladder.fill(0);
        }
        if i == 0 || (period_begins && rules.next != Next::Continue) {
            let last = if rules.next == Next::Continue {
                length
            } else {
                length.min(i + 1440)
            };
            ruled = match rules.boundary {
                Boundary::Entry => Some(here),
                Boundary::Wins(window) => (i..last)
                    .any(|i| window_of(tariff, start + i) == window)
                    .then_some(window),
                _ => None,
            };
        }
        let single = windows == 1;
        if rules.ladder == Ladder::Window && ruled.is_none() && !single && before.is_some_and(|before| before != here) {
            ladder[here] = 0;
        }
        if is_free(tariff, &days, length, i) {
            continue;
        }
        let window = ruled.unwrap_or(here);
        let slot = if rules.ladder == Ladder::Stay { 0 } else { window };
        let mut due = falls_due(&rules.rates[window], ladder[slot]);
        ladder[slot] += 1;
        let counts = |cap: &shishi_parking::tariff::Cap| !matches!(cap.scope, Scope::Window(window) if window != here);
        for (cap, used) in rules.caps.iter().zip(&used) {
            if counts(cap) {
                let limit = cap.fen.get(used.1).or(cap.fen.last()).unwrap();
                due = due.min(limit - used.0);
            }
        }
        for (cap, used) in rules.caps.iter().zip(&mut used) {
            if counts(cap) {
                used.0 += due;
            }
        }
        sum += due;
    }
    sum
}

fn rate() -> impl Strategy<Value = Vec<String>> {
    let unit = prop::sample::select(vec![15_u32, 20, 30, 60, 120]);
    let steps = prop::collection::vec((unit.clone(), 1_u32..4, 0_u32..800, any::<bool>()), 0..3);
    let last = (0_u32..4, unit, 0_u32..800);
    (steps, last).prop_map(|(steps, (kind, unit, fen))| {
        let mut lines = Vec::new();
        let mut until = 0;
        for (unit, count, fen, whole) in steps {
            until += unit * count;
            let per = if whole {
                String::new()
            } else {
                format!(" per {unit} min")
            };
            lines.push(format!("to {until} min, {fen} fen{per}"));
        }
        lines.push(match kind {
            0 if lines.is_empty() => "free".to_owned(),
            1 => format!("flat {fen} fen"),
            _ => format!("then {fen} fen per {unit} min"),
        });
        lines
    })
}

fn tariff_text() -> impl Strategy<Value = String> {
    let windows = prop::sample::select(vec![
        "",
        "window a: 07:00-19:00\nwindow b: otherwise\n",
        "window a: 08:00-20:30\nwindow b: 20:30-02:00\nwindow c: otherwise\n",
        "window a: 12:00-13:00\nwindow b: 07:00-19:00\nwindow c: otherwise\n",
    ]);
    let rules = (
        prop::sample::select(vec!["up", "down", "half"]),
        prop::sample::select(vec!["own", "stay", "window", "24h"]),
        prop::sample::select(vec!["split", "entry", "wins b", "split"]),
        prop::sample::select(vec!["continue", "restart", "restart with free"]),
        (
            0_u32..100,
            prop::sample::select(vec!["lapses", "kept"]),
            prop::sample::select(vec!["each stay", "each day"]),
        ),
    );
    let caps = (
        prop::option::of(0_u32..4000),
        prop::option::of((0_u32..4000, 0_u32..4000)),
        prop::option::of(0_u32..4000),
        prop::option::of(0_u32..9000),
    );
    (windows, prop::collection::vec(rate(), 3), rules, caps).prop_map(
        |(
            windows,
            rates,
            (round, ladder, boundary, next, (free, lapses, each)),
            (cap_day, cap_24h, cap_window, cap_stay),
        )| {
            let mut text = format!("shishi-tariff 1\n[always]\n{windows}");
            let names = if windows.is_empty() {
                vec!["all"]
            } else {
                vec!["a", "b", "c"]
            };
            let names: Vec<&str> = names
                .into_iter()
                .filter(|name| windows.is_empty() || windows.contains(&format!("window {name}:")))
                .collect();
            for (name, steps) in names.iter().zip(&rates) {
                for step in steps {
                    text.push_str(&format!("rate {name}: {step}\n"));
                }
            }
            let boundary = if windows.is_empty() { "split" } else { boundary };
            text.push_str(&format!(
                "round: {round}\nladder: {ladder}\nboundary: {boundary}\nafter 24h: {next}\n"
            ));
            text.push_str(&format!("free: {free} min, {lapses}, {each}\n"));
            if let Some(fen) = cap_day {
                text.push_str(&format!("cap day: {fen} fen\n"));
            }
            if let Some((first, later)) = cap_24h {
                text.push_str(&format!("cap 24h: {first} fen, {later} fen\n"));
            }
            if let Some(fen) = cap_window {
                text.push_str(&format!("cap window {}: {fen} fen\n", names[0]));
            }
            if let Some(fen) = cap_stay {
                text.push_str(&format!("cap stay: {fen} fen\n"));
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_engine_agrees_with_the_naive_counter(
        text in tariff_text(),
        start in 29_000_000_i64..29_003_000,
        length in prop_oneof![0_i64..200, 0_i64..1500, 1400_i64..4500],
    ) {
        let tariff = file(&text);
        let second = |minute: i64| Timestamp::from_second(minute * 60).unwrap();
        let stay = Stay::new(second(start), second(start + length));
        let priced = price(&tariff, &stay).unwrap();
        prop_assert_eq!(priced.total.0, naive(&tariff, start, length), "{}", text);
        prop_assert_eq!(priced.lines.iter().map(|line| line.fen.0).sum::<i64>(), priced.total.0);
        prop_assert_eq!(total(&tariff, &stay).unwrap(), priced.total);
        prop_assert_eq!(file(&tariff.write()), tariff);
    }

    #[test]
    fn no_text_makes_the_reader_fail(text in "(shishi-tariff 1\n)?(\\[always\\]\n)?[a-z0-9 :,.%\\[\\]\n#-]{0,200}") {
        let _ = Tariff::read(text.as_bytes());
    }
}
