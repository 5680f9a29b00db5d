//! How a commitment stands, as tables and against naive models.

use proptest::prelude::*;
use shishi_commitments::measure::{Direction, Met, TargetValue};
use shishi_commitments::series::{Point, Trajectory};
use shishi_commitments::status::{
    Bounds, Colour, Facts, Flag, Grade, OnTime, State, StateCounts, Track, by_place, colour, flags, forecast, grade,
    kept, known_at, months, progress, state, value_at,
};
use shishi_kernel::{Comparator, Date, Decimal};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn point(on: &str, value: i64) -> Point {
    Point {
        on: day(on),
        value: value.into(),
    }
}

fn target(comparator: Comparator, value: i64) -> TargetValue {
    TargetValue {
        comparator,
        value: value.into(),
        value_max: None,
        tolerance: None,
        cut_off: None,
    }
}

#[test]
fn progress_is_the_way_gone_and_never_over_the_whole() {
    for (value, baseline, comparator, promised, share) in [
        (5, None, Comparator::Eq, 10, "0.5"),
        (12, None, Comparator::Ge, 10, "1"),
        (0, None, Comparator::Ge, 10, "0"),
        (55, Some(50), Comparator::Ge, 60, "0.5"),
        (40, Some(50), Comparator::Ge, 60, "0"),
        (8, Some(10), Comparator::Le, 6, "0.5"),
        (5, Some(10), Comparator::Le, 6, "1"),
        (11, Some(10), Comparator::Le, 6, "0"),
        (4, None, Comparator::Le, 5, "1"),
        (6, None, Comparator::Le, 5, "0"),
        (10, Some(10), Comparator::Ge, 10, "1"),
        (9, Some(10), Comparator::Ge, 10, "0"),
        (0, None, Comparator::Eq, 0, "1"),
    ] {
        let gone = progress(value.into(), baseline.map(Decimal::from), &target(comparator, promised));
        assert_eq!(
            gone.unwrap(),
            share.parse().unwrap(),
            "{value} from {baseline:?} to {promised}"
        );
    }
}

#[test]
fn a_value_is_held_against_what_is_expected() {
    for (value, expected, direction, wanted) in [
        (None, None, Direction::More, Colour::Green),
        (None, Some(10), Direction::More, Colour::Red),
        (Some(10), Some(10), Direction::More, Colour::Green),
        (Some(9), Some(10), Direction::More, Colour::Yellow),
        (Some(8), Some(10), Direction::More, Colour::Red),
        (Some(12), Some(10), Direction::Less, Colour::Red),
        (Some(11), Some(10), Direction::Less, Colour::Yellow),
        (Some(3), Some(10), Direction::Less, Colour::Green),
        (Some(11), Some(10), Direction::Exact, Colour::Yellow),
        (Some(8), Some(10), Direction::Exact, Colour::Red),
        (Some(0), Some(0), Direction::More, Colour::Green),
    ] {
        let got = colour(value.map(Decimal::from), expected.map(Decimal::from), direction, 10);
        assert_eq!(got, wanted, "{value:?} against {expected:?}, {direction:?}");
    }
}

#[test]
fn catching_up_leaves_a_scar_for_the_month() {
    let plan = Trajectory::new(vec![point("2020-05-20", 10), point("2020-06-30", 20)]).unwrap();
    let reported = [point("2020-04-30", 4), point("2020-06-10", 10), point("2020-06-30", 20)];
    let track = Track {
        plan: &plan,
        reported: &reported,
        verified: &[],
        direction: Direction::More,
        tolerance_percent: 10,
    };
    let strip = months(&track, day("2020-04-01"), day("2020-07-15"));
    let words: Vec<String> = strip
        .iter()
        .map(|month| {
            format!(
                "{} {}{}",
                month.first,
                month.colour.code(),
                if month.scar { " scar" } else { "" }
            )
        })
        .collect();
    assert_eq!(
        words,
        [
            "2020-04-01 green",
            "2020-05-01 red",
            "2020-06-01 yellow scar",
            "2020-07-01 green"
        ]
    );
    let none = Trajectory::default();
    let track = Track { plan: &none, ..track };
    let grey = months(&track, day("2020-04-01"), day("2020-07-15"));
    assert!(grey.iter().all(|month| month.colour == Colour::Grey && !month.scar));
    assert_eq!(Colour::worst([Colour::Grey, Colour::Green]), Colour::Green);
    assert_eq!(Colour::worst([Colour::Red, Colour::Yellow]), Colour::Red);
    assert_eq!(Colour::worst([]), Colour::Grey);
}

fn facts() -> Facts {
    Facts {
        today: day("2020-06-01"),
        started: day("2020-01-01"),
        cut_off: Some(day("2020-12-31")),
        planned: true,
        reported: Some(day("2020-05-31")),
        met_reported: Met::NotMet,
        met_verified: Met::NotMet,
        milestones_overdue: 0,
        requests_overdue: 0,
        disputes: 0,
        unfunded: false,
        changed: false,
        paused: false,
        ended: false,
        use_check: false,
        closed: false,
    }
}

#[test]
fn every_state_and_flag_has_its_facts() {
    type Turn = fn(&mut Facts);
    let late: Turn = |f| f.today = day("2021-01-01");
    let rows: &[(&[Turn], State, &[Flag])] = &[
        (&[], State::Underway, &[]),
        (&[|f| f.changed = true], State::Changed, &[]),
        (&[|f| f.reported = None], State::NotStarted, &[Flag::NoReport]),
        (&[|f| f.planned = false], State::PlanMissing, &[]),
        (&[|f| f.met_reported = Met::Met], State::ReportedDone, &[]),
        (&[|f| f.met_verified = Met::Met, late], State::Accepted, &[]),
        (
            &[|f| f.met_verified = Met::Met, |f| f.use_check = true],
            State::UseCheck,
            &[],
        ),
        (
            &[|f| f.met_verified = Met::Met, |f| f.closed = true],
            State::Closed,
            &[],
        ),
        (&[|f| f.closed = true], State::Underway, &[]),
        (&[|f| f.paused = true, late], State::Paused, &[]),
        (
            &[|f| f.ended = true, |f| f.disputes = 1],
            State::Ended,
            &[Flag::Disputed],
        ),
        (&[late], State::NotKept, &[Flag::Overdue, Flag::NoReport]),
        (
            &[late, |f| f.met_reported = Met::Met],
            State::ReportedDone,
            &[Flag::Overdue],
        ),
        (
            &[late, |f| f.met_reported = Met::Undeclared],
            State::Underway,
            &[Flag::Overdue, Flag::NoReport],
        ),
        (
            &[
                |f| f.milestones_overdue = 1,
                |f| f.requests_overdue = 2,
                |f| f.unfunded = true,
            ],
            State::Underway,
            &[Flag::Overdue, Flag::Blocked, Flag::Unfunded],
        ),
    ];
    let mut seen: Vec<State> = Vec::new();
    for (turns, wanted, raised) in rows {
        let mut facts = facts();
        turns.iter().for_each(|turn| turn(&mut facts));
        assert_eq!((state(&facts), flags(&facts)), (*wanted, raised.to_vec()), "{facts:?}");
        seen.push(*wanted);
    }
    for state in State::ALL {
        assert!(seen.contains(state), "{state:?} has no row");
        assert_eq!(State::from_code(state.code()), Some(*state));
    }
    for (facts, wanted) in [
        ((false, false, false), Grade::Nothing),
        ((true, false, false), Grade::Reported),
        ((true, true, false), Grade::Supported),
        ((true, true, true), Grade::Verified),
    ] {
        assert_eq!(grade(facts.0, facts.1, facts.2), wanted);
    }
}

#[test]
fn all_measures_must_pass() {
    use Met::{Met as Kept, NotMet, Undeclared};
    for (measures, wanted) in [
        (vec![], Undeclared),
        (vec![Kept, Kept], Kept),
        (vec![Kept, Undeclared], Undeclared),
        (vec![Undeclared, Kept], Undeclared),
        (vec![Undeclared, NotMet, Kept], NotMet),
        (vec![NotMet, Undeclared], NotMet),
    ] {
        assert_eq!(kept(measures.clone()), wanted, "{measures:?}");
    }
}

#[test]
fn the_rate_is_of_what_is_done_or_overdue() {
    let mut rate = OnTime::default();
    let today = day("2021-02-01");
    assert_eq!(rate.percent(), None);
    rate.add(None, Some(day("2021-12-31")), today);
    assert_eq!(rate.percent(), None, "nothing is due");
    rate.add(Some(day("2020-12-31")), Some(day("2020-12-31")), today);
    rate.add(Some(day("2021-01-01")), Some(day("2020-12-31")), today);
    rate.add(None, Some(day("2020-12-31")), today);
    assert_eq!((rate.due(), rate.percent()), (3, Some("33.3".parse().unwrap())));
}

#[test]
fn places_keep_what_was_said_and_what_was_not() {
    let places = ["柳行".to_owned(), "洸河".to_owned()];
    let values = [
        ("柳行".to_owned(), 3.into()),
        ("柳行".to_owned(), 2.into()),
        ("别处".to_owned(), 1.into()),
    ];
    let split: Vec<_> = by_place(&places, Some(12.into()), &values)
        .into_iter()
        .map(|place| (place.name, place.value.map(|value| value.to_string())))
        .collect();
    assert_eq!(
        split,
        [
            (Some("柳行".to_owned()), Some("5".to_owned())),
            (Some("洸河".to_owned()), None),
            (None, Some("1".to_owned()))
        ]
    );
}

#[test]
fn a_forecast_goes_on_at_the_median_pace() {
    let steady = [point("2020-01-01", 0), point("2020-01-11", 10), point("2020-01-21", 20)];
    let led = |points: &[Point], on: &str, bounds| {
        forecast(points, day(on), bounds).map(|f| (f.low.to_string(), f.value.to_string(), f.high.to_string()))
    };
    let all = |text: &str| Some((text.to_owned(), text.to_owned(), text.to_owned()));
    let to = |most: i64| Bounds {
        least: None,
        most: Some(most.into()),
    };
    assert_eq!(led(&steady, "2020-01-31", Bounds::default()), all("30"));
    assert_eq!(led(&steady, "2020-01-31", to(25)), all("25"));
    assert_eq!(led(&steady, "2020-01-21", Bounds::default()), None, "not in the future");
    assert_eq!(led(&steady[..2], "2020-01-31", Bounds::default()), None, "too few");
    let twice = [steady[0], steady[1], point("2020-01-11", 11)];
    assert_eq!(led(&twice, "2020-01-31", Bounds::default()), None, "two days only");
}

fn points() -> impl Strategy<Value = Vec<Point>> {
    let days = proptest::sample::subsequence((0_i64..360).collect::<Vec<_>>(), 0..24);
    days.prop_flat_map(|days| {
        let length = days.len();
        (Just(days), prop::collection::vec(-50_i64..500, length))
    })
    .prop_map(|(days, values)| {
        let start = day("2020-01-01");
        let at = |offset: i64| start.checked_add(jiff::Span::new().days(offset)).unwrap();
        days.into_iter()
            .zip(values)
            .map(|(offset, value)| Point {
                on: at(offset),
                value: value.into(),
            })
            .collect()
    })
}

fn directions() -> impl Strategy<Value = Direction> {
    prop::sample::select(vec![Direction::More, Direction::Less, Direction::Exact])
}

proptest! {
    /// Walks the days one by one, forward.
    #[test]
    fn values_are_those_of_a_walk(points in points(), offset in 0_i64..400) {
        let on = day("2020-01-01").checked_add(jiff::Span::new().days(offset)).unwrap();
        let mut known = None;
        for point in &points {
            if point.on <= on {
                known = Some(point.value);
            }
        }
        prop_assert_eq!(value_at(&points, on), known);
        let reversed: Vec<Point> = points.iter().rev().copied().collect();
        prop_assert_eq!(value_at(&reversed, on), known);
        prop_assert_eq!(known_at(&points, &points, on).map(|point| point.value), known);
    }

    #[test]
    fn progress_stays_inside_and_rises_with_the_value(
        a in -500_i64..500, b in -500_i64..500, from in prop::option::of(-500_i64..500), to in -500_i64..500,
    ) {
        let promised = target(Comparator::Eq, to);
        let from = from.map(Decimal::from);
        let (low, high) = (a.min(b), a.max(b));
        let low = progress(low.into(), from, &promised).unwrap();
        let high = progress(high.into(), from, &promised).unwrap();
        for share in [low, high] {
            prop_assert!(share >= Decimal::ZERO && share <= Decimal::ONE);
        }
        if from.unwrap_or_default() <= promised.value {
            prop_assert!(low <= high);
        } else {
            prop_assert!(low >= high, "a falling target is reached by falling");
        }
    }

    /// More never looks worse where more is kept; a wider tolerance never looks worse anywhere.
    #[test]
    fn colours_are_monotonous(
        a in -100_i64..100, b in -100_i64..100, expected in -100_i64..100, percent in 0_u32..50, direction in directions(),
    ) {
        let of = |value: i64, percent| colour(Some(value.into()), Some(expected.into()), direction, percent);
        let (low, high) = (a.min(b), a.max(b));
        match direction {
            Direction::More => prop_assert!(of(high, percent) <= of(low, percent)),
            Direction::Less => prop_assert!(of(low, percent) <= of(high, percent)),
            Direction::Exact => prop_assert_eq!(of(expected, percent), Colour::Green),
        }
        prop_assert!(of(a, percent + 10) <= of(a, percent));
    }

    /// Looks at every single day.
    #[test]
    fn a_month_once_red_is_never_green(plan in points(), reported in points(), verified in points(), direction in directions()) {
        let plan = Trajectory::new(plan).unwrap();
        let track = Track { plan: &plan, reported: &reported, verified: &verified, direction, tolerance_percent: 10 };
        let today = day("2020-11-17");
        let strip = months(&track, day("2020-01-01"), today);
        prop_assert_eq!(strip.len(), 11);
        for month in strip {
            let mut on = month.first;
            let mut red = false;
            while on <= today && on.month() == month.first.month() {
                red |= track.on(on) == Colour::Red;
                on = on.tomorrow().unwrap();
            }
            let end = track.on(month.first.last_of_month().min(today));
            let wanted = if red && end == Colour::Green { Colour::Yellow } else { end };
            prop_assert_eq!((month.colour, month.scar), (wanted, red && end != Colour::Red));
        }
    }

    #[test]
    fn counts_sum_to_the_total(states in prop::collection::vec(prop::sample::select(State::ALL.to_vec()), 0..60)) {
        let counts: StateCounts = states.iter().copied().collect();
        prop_assert_eq!(counts.total() as usize, states.len());
        for (state, count) in counts.present() {
            prop_assert_eq!(count as usize, states.iter().filter(|one| **one == state).count());
        }
        prop_assert_eq!(counts, states.into_iter().rev().collect());
    }

    #[test]
    fn splitting_by_place_loses_nothing(values in prop::collection::vec(("[abcd]", -50_i64..50), 0..20)) {
        let places = ["a".to_owned(), "b".to_owned()];
        let values: Vec<(String, Decimal)> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
        let split = by_place(&places, None, &values);
        let sum: Decimal = split.iter().filter_map(|place| place.value).sum();
        prop_assert_eq!(sum, values.iter().map(|(_, value)| *value).sum::<Decimal>());
    }

    #[test]
    fn a_rate_is_a_share(parts in prop::collection::vec((prop::option::of(0_i64..600), prop::option::of(0_i64..600)), 0..40)) {
        let at = |offset: i64| day("2020-01-01").checked_add(jiff::Span::new().days(offset)).unwrap();
        let mut rate = OnTime::default();
        let mut naive = (0, 0);
        for (done, last) in parts {
            rate.add(done.map(at), last.map(at), at(300));
            let due = done.is_some() || last.is_some_and(|last| last < 300);
            naive.0 += u32::from(done.is_some_and(|done| last.is_none_or(|last| done <= last)));
            naive.1 += u32::from(due);
        }
        prop_assert_eq!((rate.on_time, rate.due()), naive);
        prop_assert_eq!(rate.percent().is_none(), naive.1 == 0);
        prop_assert!(rate.percent().is_none_or(|percent| percent <= Decimal::ONE_HUNDRED));
    }

    #[test]
    fn forecasts_do_not_mind_the_order_and_stay_in_bounds(points in points(), seed in any::<u64>()) {
        let on = day("2020-12-31");
        let bounds = Bounds { least: Some(Decimal::ZERO), most: Some(Decimal::ONE_HUNDRED) };
        let led = forecast(&points, on, bounds);
        prop_assert_eq!(led.is_some(), points.len() >= 3);
        let mut shuffled = points.clone();
        let length = shuffled.len().max(1);
        shuffled.rotate_left(usize::try_from(seed % length as u64).unwrap());
        shuffled.reverse();
        prop_assert_eq!(forecast(&shuffled, on, bounds), led);
        if let Some(led) = led {
            prop_assert!(led.low <= led.value && led.value <= led.high);
            prop_assert!(led.low >= Decimal::ZERO && led.high <= Decimal::ONE_HUNDRED);
        }
        // Raising the last value cannot lower where it leads.
        if let (Some(free), Some(last)) = (forecast(&points, on, Bounds::default()), points.last()) {
            let mut raised = points.clone();
            raised.pop();
            raised.push(Point { value: last.value + Decimal::TEN, ..*last });
            prop_assert!(forecast(&raised, on, Bounds::default()).unwrap().value >= free.value);
        }
    }
}
