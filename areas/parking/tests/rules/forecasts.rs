//! Forecasts of made-up lots, with dirt.

use shishi_parking::forecast::rows::Occupancy;
use shishi_parking::forecast::{Evaluation, evaluate, forecast};

/// A stream of numbers below one, the same ones each time.
fn chance(seed: u64) -> impl FnMut() -> f64 {
    let mut seed = seed;
    move || {
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(seed >> 32).unwrap()) / f64::from(u32::MAX)
    }
}

/// A file of lots with a share for each of so many days of half-hours.
fn table(days: i64, lots: &[(&str, f64)], mut share: impl FnMut(&str, i64, i64) -> f64) -> String {
    let mut text = "SystemCodeNumber,Capacity,Occupancy,LastUpdated\n".to_owned();
    let begin = jiff::civil::date(2026, 3, 2);
    for (lot, capacity) in lots {
        for day in 0..days {
            let date = begin + jiff::Span::new().days(day);
            for slot in 16..44 {
                let occupied = (share(lot, day, slot) * capacity).round().clamp(0.0, *capacity);
                text.push_str(&format!(
                    "{lot},{capacity},{occupied},{date} {:02}:{:02}:42\n",
                    slot / 2,
                    slot % 2 * 30
                ));
            }
        }
    }
    text
}

fn evaluation(text: &str) -> Evaluation {
    let mut occupancy = Occupancy::default();
    text.lines().for_each(|line| occupancy.line(line.as_bytes()));
    evaluate(occupancy, None, 20, |_, _| {}).unwrap()
}

#[test]
fn a_daily_pattern_is_learned() {
    let mut next = chance(1);
    let mut level = 0.0;
    let text = table(42, &[("A", 200.0), ("B", 60.0)], |lot, day, slot| {
        // The level of a day wanders, and the weekend is emptier.
        level = if slot == 16 { next() * 0.2 } else { level };
        let height = if day % 7 >= 5 { 0.4 } else { 0.8 };
        let shift = if lot == "A" { 0.0 } else { 3.0 };
        height * (((slot as f64 - 16.0 + shift) / 28.0) * std::f64::consts::PI).sin() + level + next() * 0.02
    });
    let found = evaluation(&text);
    assert_eq!((found.lots, found.step_minutes), (2, 30));
    assert_eq!(
        found.horizons.iter().map(|score| score.minutes).collect::<Vec<_>>(),
        [30, 60, 90, 120]
    );
    for score in &found.horizons {
        assert!(score.mae_percent < 0.5 * score.last_value_mae_percent, "{score:?}");
        assert!(score.brier <= score.base_rate_brier + 0.001, "{score:?}");
    }
}

#[test]
fn the_next_two_hours_are_forecast() {
    let text = table(28, &[("A", 100.0), ("B", 100.0)], |_, _, slot| {
        (slot as f64 - 16.0) / 28.0
    });
    // Of the last day, A is known until 14:00 and B not at all.
    let known = |line: &&str| match line.split_once("2026-03-29 ") {
        Some((lot, time)) => lot.starts_with('A') && time < "14:10",
        None => true,
    };
    let mut occupancy = Occupancy::default();
    text.lines()
        .filter(known)
        .for_each(|line| occupancy.line(line.as_bytes()));
    let found = forecast(occupancy, |_, _| {});
    assert_eq!(found.iter().map(|lot| lot.lot.as_str()).collect::<Vec<_>>(), ["A", "B"]);
    let rising: Vec<(i64, f64)> = found[0]
        .ahead
        .iter()
        .map(|ahead| (ahead.minutes, ahead.occupied))
        .collect();
    for (minutes, occupied) in &rising {
        let then = found[0].occupied + *minutes as f64 / 30.0 * 100.0 / 28.0;
        assert!(
            (occupied - then).abs() < 1.5,
            "{minutes} min: {occupied}, {then} came; {rising:?}"
        );
    }
    assert_eq!(rising.len(), 4);
    assert!(found[0].ahead.iter().all(|ahead| ahead.free_chance > 0.9));
    assert!(
        found[1].ahead.is_empty(),
        "a lot whose last reading is a day old is not forecast"
    );
}

/// Where nothing can be learned, the last value stands.
#[test]
fn a_random_walk_is_left_alone() {
    let mut next = chance(2);
    let mut share = 0.5;
    let text = table(42, &[("A", 500.0), ("B", 500.0)], |_, _, _| {
        share = (share + (next() - 0.5) * 0.1_f64).clamp(0.05, 0.95);
        share
    });
    for score in evaluation(&text).horizons {
        assert!(score.mae_percent <= 1.01 * score.last_value_mae_percent, "{score:?}");
    }
}

#[test]
fn dirt_is_counted_and_left_out() {
    let mut text = table(14, &[("A", 50.0)], |_, _, slot| slot as f64 / 50.0);
    for line in [
        "A,50,-4,2026-03-15 22:00:00",
        "A,50,56,2026-03-15 22:30:00",
        "A,50,9999,2026-03-15 23:00:00",
        "A,50,x,2026-03-15 23:00:00",
        "A,0,5,2026-03-15 23:00:00",
        "A,50,5,2026-02-30 09:00:00",
        "A,50",
        "A,50,5,2106-03-10 09:00:00",
        "A,50,5,2026-03-10 09:00:00",
        "",
    ] {
        text.push_str(line);
        text.push('\n');
    }
    let found = evaluation(&text);
    let dirt: Vec<(&str, u64)> = found.dirt.into_iter().collect();
    assert_eq!(
        dirt,
        [
            ("capacity_bad", 1),
            ("line_broken", 1),
            ("occupancy_above_capacity", 1),
            ("occupancy_bad", 1),
            ("occupancy_impossible", 1),
            ("occupancy_negative", 1),
            ("slot_read_twice", 1),
            ("time_bad", 1),
            ("time_far_off", 1),
        ]
    );
}

#[test]
fn other_layouts_are_read() {
    let mut text = "time;lot;free;total\n".to_owned();
    for day in 1..20 {
        for quarter in 0..96 {
            let free = 10 + (quarter % 48);
            text.push_str(&format!(
                "2026-03-{day:02}T{:02}:{:02};x;{free};100\n",
                quarter / 4,
                quarter % 4 * 15
            ));
        }
    }
    let found = evaluation(&text);
    assert_eq!((found.step_minutes, found.horizons.len()), (15, 8));
    for text in [
        "",
        "lot,capacity,occupancy,time\n",
        "x,y\nz",
        "A,50,5,2026-03-20 09:00:00\n",
    ] {
        let mut occupancy = Occupancy::default();
        text.lines().for_each(|line| occupancy.line(line.as_bytes()));
        assert!(evaluate(occupancy, None, 20, |_, _| {}).is_none(), "{text}");
    }
}

/// The readings of Birmingham, where they lie beside the checkout: mean absolute error in per cent of the capacity.
#[test]
fn the_readings_beside_the_checkout() {
    let Some(bytes) = crate::beside("birmingham/birmingham.csv") else {
        return;
    };
    let mut occupancy = Occupancy::default();
    bytes.split(|byte| *byte == b'\n').for_each(|line| occupancy.line(line));
    let found = evaluate(occupancy, Some(jiff::civil::date(2016, 12, 5)), 20, |_, _| {}).unwrap();
    for (minutes, most) in [(30, 2.4), (60, 2.9), (120, 4.4)] {
        let score = found.horizons.iter().find(|score| score.minutes == minutes).unwrap();
        assert!(score.mae_percent <= most, "{score:?}");
    }
    for score in &found.horizons {
        assert!(
            score.mae_percent <= score.last_value_mae_percent && score.brier <= score.last_value_brier,
            "{score:?}"
        );
    }
}
