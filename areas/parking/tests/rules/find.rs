//! The nearest bays and lots against a list that is sorted, whatever was reported; and while reports come from other threads.

use proptest::prelude::*;
use shishi_kernel::Fen;
use shishi_parking::booking::BayId;
use shishi_parking::find::{
    BayHandle, FRESH_SECONDS, Index, LotHandle, Need, Occupancy, Offer, Place, Question, State,
};
use shishi_parking::passages::Second;
use shishi_parking::places::{
    Access, Bay, Class, Classes, Code, Counts, Lot, Name, Number, Places, Point, Realtime, Room, Setting, Zone,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const NOW: Second = Second(1_790_000_000);

fn at(latitude: f64, longitude: f64) -> Point {
    Point::from_degrees(latitude, longitude).unwrap()
}

/// A lot with its bays at these points, of these classes.
fn lot(code: &str, bays: &[(Point, Classes)]) -> Lot {
    let bay = |(id, (at, classes)): (u32, &(Point, Classes))| Bay {
        id: BayId(id),
        number: Number::new(&id.to_string()).unwrap(),
        at: *at,
        classes: *classes,
    };
    let zone = |(zone, bays): (usize, Vec<Bay>)| Zone {
        code: Code::new(&format!("z{zone}")).unwrap(),
        name: None,
        outline: None,
        tariff: None,
        bays,
    };
    let all: Vec<Bay> = (1..).zip(bays).map(bay).collect();
    let zones = all.chunks(7).map(<[Bay]>::to_vec).enumerate().map(zone).collect();
    let first = bays.first().map_or(at(0.0, 0.0), |(at, _)| *at);
    Lot {
        realtime: Realtime::Bays,
        ..Lot::new(
            Code::new(code).unwrap(),
            Name::new(code).unwrap(),
            Setting::Surface,
            first,
            Room::Zones(zones),
        )
    }
}

fn index(lots: Vec<Lot>) -> Index {
    Index::new(Arc::new(Places::new(lots).unwrap()))
}

fn handle(index: &Index, lot: &str, id: u32) -> BayHandle {
    index.bay_of(index.lot_of(lot).unwrap(), BayId(id)).unwrap()
}

/// All bays of an index with their points and classes.
fn bays(index: &Index) -> Vec<(BayHandle, LotHandle, Point, Classes)> {
    let each = index
        .lots()
        .flat_map(|(handle, lot)| lot.bays().map(move |(_, bay)| (handle, bay)));
    each.map(|(lot, bay)| (index.bay_of(lot, bay.id).unwrap(), lot, bay.at, bay.classes))
        .collect()
}

/// What a lot offers in these tests, by its number.
fn offer(lot: LotHandle, index: &Index) -> Offer {
    let number = index.lots().position(|(handle, _)| handle == lot).unwrap();
    Offer {
        open: number % 5 != 4,
        price: (number % 3 != 2).then(|| Fen(i64::try_from(number).unwrap() * 100)),
        free_chance: None,
    }
}

/// Whether a place is within the walk, by whole centimetres as the index has them: at the very edge the sphere's formula may differ.
fn is_near(question: &Question, place: Point) -> bool {
    let centimetres = (Place::of(place).square_to(Place::of(question.from)) as f64).sqrt();
    let radius = 637_100_880.0;
    let metres = 2.0 * radius * (centimetres / (2.0 * radius)).min(1.0).asin() / 100.0;
    metres * 1.3 <= f64::from(question.walk_metres_max)
}

/// The naive answer: every bay looked at, sorted by distance and order.
fn naive_bays(index: &Index, question: &Question) -> Vec<BayHandle> {
    let from = Place::of(question.from);
    let mut found: Vec<(i64, BayHandle)> = bays(index)
        .into_iter()
        .filter(|(bay, lot, place, classes)| {
            let listed = index.lot(*lot).unwrap();
            let said = offer(*lot, index);
            let fits = classes.has(question.need.with)
                && classes.iter().all(|class| {
                    let set = Classes::of(class);
                    class == Class::Mechanical || question.need.with.has(set) || question.need.entitled.has(set)
                });
            index.state(*bay, question.now).0 == State::Free
                && fits
                && said.open
                && question
                    .price_max
                    .is_none_or(|most| said.price.is_some_and(|price| price <= most))
                && listed
                    .height_cm
                    .zip(question.height_cm)
                    .is_none_or(|(passes, height)| height <= passes)
                && is_near(question, *place)
        })
        .map(|(bay, _, place, _)| (Place::of(place).square_to(from), bay))
        .collect();
    found.sort_unstable();
    found.into_iter().take(question.limit).map(|(_, bay)| bay).collect()
}

fn naive_lots(index: &Index, question: &Question) -> Vec<LotHandle> {
    let from = Place::of(question.from);
    let everywhere = Question {
        walk_metres_max: u32::MAX,
        limit: usize::MAX,
        ..*question
    };
    let free_bays = naive_bays(index, &everywhere);
    let free: Vec<LotHandle> = bays(index)
        .into_iter()
        .filter(|(bay, ..)| free_bays.contains(bay))
        .map(|(_, lot, ..)| lot)
        .collect();
    let mut found: Vec<(i64, LotHandle)> = index
        .lots()
        .filter(|(lot, listed)| free.contains(lot) && is_near(question, listed.at))
        .map(|(lot, listed)| (Place::of(listed.at).square_to(from), lot))
        .collect();
    found.sort_unstable();
    found.into_iter().take(question.limit).map(|(_, lot)| lot).collect()
}

/// Around the middle of a city, the antimeridian and a pole; close together, so that some are at the same place.
fn point() -> impl Strategy<Value = Point> {
    let near = |latitude: i32, longitude: i32, spread: i32| {
        (-spread..=spread, -spread..=spread).prop_map(move |(north, east)| {
            let turned = (longitude + east * 100 + 180_000_000).rem_euclid(360_000_000) - 180_000_000;
            Point::new((latitude + north * 100).clamp(-90_000_000, 90_000_000), turned).unwrap()
        })
    };
    prop_oneof![
        near(35_410_000, 116_580_000, 30),
        near(-17_000_000, 179_999_000, 60),
        near(90_000_000, 0, 1_800_000)
    ]
}

fn classes() -> impl Strategy<Value = Classes> {
    let bits = prop_oneof![4 => Just(0_u16), 1 => Just(1), 1 => Just(2), 1 => Just(3), 1 => Just(1 << 11)];
    bits.prop_map(|bits| Classes::from_bits(bits).unwrap())
}

type Lots = Vec<Vec<(Point, Classes)>>;
type Reports = Vec<(usize, u8, i64)>;

fn questions() -> impl Strategy<Value = Vec<Question>> {
    let need = (classes(), classes()).prop_map(|(with, entitled)| Need { with, entitled });
    let walk = prop_oneof![Just(100_u32), Just(1_000), Just(50_000)];
    let question = (point(), need, 0_usize..30, walk, 0_u16..4, 0_i64..8, 0_i64..4_000);
    let made = question.prop_map(|(from, need, limit, walk_metres_max, height, price, later)| Question {
        need,
        limit,
        walk_metres_max,
        height_cm: (height > 0).then_some(180 + 20 * height),
        price_max: (price > 3).then_some(Fen(price * 100)),
        ..Question::new(from, Second(NOW.0 + later))
    });
    prop::collection::vec(made, 1..25)
}

fn city() -> impl Strategy<Value = (Lots, Reports, Vec<Question>)> {
    let lot = prop::collection::vec((point(), classes()), 0..40);
    let reports = prop::collection::vec((0_usize..400, 0_u8..3, -3_000_i64..3_000), 0..400);
    (prop::collection::vec(lot, 1..12), reports, questions())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_nearest_are_the_nearest((lots, reports, questions) in city()) {
        let lots = lots.iter().enumerate().map(|(number, bays)| Lot {
            height_cm: (number % 2 == 1).then_some(210),
            ..lot(&format!("lot-{number}"), bays)
        });
        let index = index(lots.collect());
        let all = bays(&index);
        let mut known: Vec<Option<(i64, u8)>> = vec![None; all.len()];
        let mut reports = reports.iter();
        for question in &questions {
            // Some reports, then a question.
            for (bay, state, later) in reports.by_ref().take(20) {
                let Some((handle, ..)) = all.get(bay % all.len().max(1)) else { continue };
                let states = [State::Unknown, State::Free, State::Taken];
                let counts = index.observe(*handle, states[usize::from(*state)], Second(NOW.0 + later));
                let slot = &mut known[bay % all.len()];
                prop_assert_eq!(counts, slot.is_none_or(|(last, _)| last <= NOW.0 + later));
                if counts {
                    *slot = Some((NOW.0 + later, *state));
                }
            }
            for ((handle, ..), known) in all.iter().zip(&known) {
                let fresh = known.filter(|(seen, state)| *state > 0 && (question.now.0 - seen).abs() <= FRESH_SECONDS);
                let expected = fresh.map_or(State::Unknown, |(_, state)| if state == 1 { State::Free } else { State::Taken });
                prop_assert_eq!(index.state(*handle, question.now).0, expected);
            }
            let found = index.nearest_bays(question, |lot, _| offer(lot, &index));
            let handles: Vec<BayHandle> = found.iter().map(|bay| bay.bay).collect();
            prop_assert_eq!(handles, naive_bays(&index, question));
            for bay in &found {
                prop_assert_eq!(index.state(bay.bay, question.now), (State::Free, Some(bay.observed)));
                let (lot, _, _, listed) = index.bay(bay.bay).unwrap();
                prop_assert_eq!((lot, offer(lot, &index).price), (bay.lot, bay.price));
                let metres = question.from.metres_to(listed.at);
                prop_assert!((metres - f64::from(bay.walk.straight_metres)).abs() < 0.6);
                prop_assert!((0.0..=1.0).contains(&bay.chance));
            }
            let found = index.nearest_lots(question, |lot, _| offer(lot, &index));
            prop_assert_eq!(found.iter().map(|lot| lot.lot).collect::<Vec<_>>(), naive_lots(&index, question));
        }
    }
}

#[test]
fn what_is_not_there_is_not_found() {
    let empty = index(Vec::new());
    let question = Question::new(at(35.41, 116.58), NOW);
    assert_eq!(empty.nearest_bays(&question, |_, _| Offer::OPEN), []);
    assert_eq!(empty.nearest_lots(&question, |_, _| Offer::OPEN), []);
    assert_eq!((empty.lot_of("a"), empty.bay_count()), (None, 0));
    let one = index(vec![lot("a", &[(at(35.41, 116.58), Classes::NONE); 3])]);
    assert_eq!(one.nearest_bays(&question, |_, _| Offer::OPEN), []);
    assert_eq!(one.bay_of(one.lot_of("a").unwrap(), BayId(4)), None);
    // Where all are at one place they come in the order of the map, as many as there are.
    for id in [3, 1, 2] {
        assert!(one.observe(handle(&one, "a", id), State::Free, NOW));
    }
    let found = one.nearest_bays(&question, |_, _| Offer::OPEN);
    let ids: Vec<u32> = found.iter().map(|bay| one.bay(bay.bay).unwrap().3.id.0).collect();
    assert_eq!(ids, [1, 2, 3]);
    let other = at(-35.0, -60.0);
    let far = Question {
        walk_metres_max: u32::MAX,
        ..Question::new(other, NOW)
    };
    assert_eq!(one.nearest_bays(&far, |_, _| Offer::OPEN), []);
}

#[test]
fn what_is_old_is_withdrawn() {
    let one = index(vec![lot("a", &[(at(35.41, 116.58), Classes::NONE)])]);
    let bay = handle(&one, "a", 1);
    one.observe(bay, State::Free, NOW);
    for (later, state) in [
        (0, State::Free),
        (FRESH_SECONDS, State::Free),
        (FRESH_SECONDS + 1, State::Unknown),
        (-FRESH_SECONDS - 1, State::Unknown),
    ] {
        let now = Second(NOW.0 + later);
        assert_eq!(one.state(bay, now).0, state, "{later}");
        let found = one
            .nearest_bays(&Question::new(at(35.41, 116.58), now), |_, _| Offer::OPEN)
            .len();
        assert_eq!(found, usize::from(state == State::Free), "{later}");
    }
    // Seen again it counts again; what comes late does not.
    assert!(one.observe(bay, State::Taken, Second(NOW.0 + 10)));
    assert!(!one.observe(bay, State::Free, Second(NOW.0 + 9)));
    assert_eq!(one.state(bay, NOW), (State::Taken, Some(Second(NOW.0 + 10))));
}

#[test]
fn gates_and_bare_lots() {
    let here = at(35.41, 116.58);
    let bare = |code: &str, realtime| Lot {
        realtime,
        ..Lot::new(
            Code::new(code).unwrap(),
            Name::new(code).unwrap(),
            Setting::Surface,
            here,
            Room::Bare(Counts::stated(120, &[(Class::Disabled, 4)])),
        )
    };
    let permit = Lot {
        access: Access::Permit,
        ..lot("permit", &[(here, Classes::NONE)])
    };
    let town = index(vec![bare("gate", Realtime::Gate), bare("none", Realtime::None), permit]);
    let gate = town.lot_of("gate").unwrap();
    assert!(town.count(gate, 17, NOW) && !town.count(gate, 18, Second(NOW.0 - 1)));
    town.observe(handle(&town, "permit", 1), State::Free, NOW);
    let known = Occupancy {
        capacity: 120,
        known: 120,
        free: Some(17),
        observed: Some(NOW),
    };
    assert_eq!(town.occupancy(gate, Need::default(), NOW), known);
    assert_eq!(town.occupancy(gate, Need::default(), Second(NOW.0 + 1_801)).free, None);
    assert_eq!(
        town.occupancy(gate, Need::of(Classes::of(Class::Disabled)), NOW).free,
        None
    );
    let question = Question::new(here, NOW);
    let codes = |question: &Question| {
        let found = town.nearest_lots(question, |_, _| Offer::OPEN);
        found
            .iter()
            .map(|found| town.lot(found.lot).unwrap().code.to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(codes(&question), ["gate"]);
    let unknown = Question {
        unknown: true,
        ..question
    };
    assert_eq!(codes(&unknown), ["gate", "none"]);
    let resident = Question {
        need: Need {
            entitled: Classes::of(Class::Permit),
            ..Need::default()
        },
        ..question
    };
    assert_eq!(codes(&resident), ["permit"]);
    let later = Question {
        now: Second(NOW.0 + 3_600),
        ..question
    };
    assert_eq!(codes(&later), Vec::<String>::new());
}

/// Out of order is as good as taken for whoever may stand on a bay for charging, and nothing to whoever parks on a bay for any car.
#[test]
fn a_bay_whose_piles_are_out_of_order_is_free_for_nobody() {
    let here = at(35.41, 116.58);
    let charging = Classes::of(Class::Charging);
    let index = index(vec![lot(
        "a",
        &[(here, charging), (here, charging), (here, Classes::NONE)],
    )]);
    let [first, second, plain] = [1, 2, 3].map(|id| handle(&index, "a", id));
    for bay in [first, second, plain] {
        index.observe(bay, State::Free, NOW);
    }
    let found = |need| {
        let question = Question {
            need,
            ..Question::new(here, NOW)
        };
        let bays = index.nearest_bays(&question, |_, _| Offer::OPEN);
        let lots = index.nearest_lots(&question, |_, _| Offer::OPEN);
        (
            bays.iter().map(|bay| bay.bay.number()).collect::<Vec<_>>(),
            lots.first().map(|lot| (lot.occupancy.free, lot.occupancy.known)),
        )
    };
    let electric = Need {
        with: Classes::NONE,
        entitled: charging,
    };
    type Row<'a> = (&'a str, Vec<BayHandle>, Vec<u32>, Vec<u32>);
    let rows: [Row; 4] = [
        ("all work", vec![], vec![0, 1], vec![0, 1, 2]),
        ("one is broken", vec![first], vec![1], vec![1, 2]),
        ("another instead", vec![second, plain], vec![0], vec![0, 2]),
        ("both", vec![first, second], vec![], vec![2]),
    ];
    for (name, out, to_charge, to_stand) in rows {
        index.set_out_of_order(out.iter().copied());
        let of = |bays: &[u32], known| (!bays.is_empty()).then(|| (u32::try_from(bays.len()).ok(), known));
        assert_eq!(
            found(Need::of(charging)),
            (to_charge.clone(), of(&to_charge, 2)),
            "{name}"
        );
        assert_eq!(found(electric), (to_stand.clone(), of(&to_stand, 3)), "{name}");
        assert_eq!(found(Need::default()), (vec![2], Some((Some(1), 1))), "{name}");
    }
    index.observe(first, State::Free, Second(NOW.0 + 1));
    assert_eq!(
        index.state(first, NOW),
        (State::Taken, Some(Second(NOW.0 + 1))),
        "whatever the sensor says"
    );
    assert!(index.is_out_of_order(first) && !index.is_out_of_order(plain));
    index.set_out_of_order([]);
    assert_eq!(index.state(first, NOW).0, State::Free, "mended");
}

#[test]
fn a_new_map_takes_over_what_is_known() {
    let here = at(35.41, 116.58);
    let gate = Lot {
        realtime: Realtime::Gate,
        ..Lot::new(
            Code::new("gate").unwrap(),
            Name::new("gate").unwrap(),
            Setting::Surface,
            here,
            Room::Unstated,
        )
    };
    let old = index(vec![
        lot("a", &[(here, Classes::NONE); 3]),
        lot("gone", &[(here, Classes::NONE)]),
        gate.clone(),
    ]);
    old.observe(handle(&old, "a", 2), State::Free, NOW);
    old.observe(handle(&old, "gone", 1), State::Free, NOW);
    old.count(old.lot_of("gate").unwrap(), 5, NOW);
    let new = index(vec![
        lot("a", &[(here, Classes::NONE); 9]),
        lot("added", &[(here, Classes::NONE)]),
        gate,
    ]);
    new.observe(handle(&new, "a", 1), State::Taken, NOW);
    new.carry(&old);
    let found = new.nearest_bays(&Question::new(here, NOW), |_, _| Offer::OPEN);
    assert_eq!(
        found.iter().map(|bay| bay.bay).collect::<Vec<_>>(),
        [handle(&new, "a", 2)]
    );
    assert_eq!(new.state(handle(&new, "a", 1), NOW).0, State::Taken);
    assert_eq!(
        new.occupancy(new.lot_of("gate").unwrap(), Need::default(), NOW).free,
        Some(5)
    );
}

/// Half of the bays are always free, the others flicker under two writers: whoever asks finds all of the first half, in order.
#[test]
fn questions_while_reports_come() {
    const ROW: i32 = 2_000;
    let bays: Vec<(Point, Classes)> = (0..ROW)
        .map(|n| (Point::new(35_410_000 + n * 3, 116_580_000).unwrap(), Classes::NONE))
        .collect();
    let index = index(vec![lot("a", &bays)]);
    let handles: Vec<BayHandle> = (1..=ROW.cast_unsigned()).map(|id| handle(&index, "a", id)).collect();
    for bay in handles.iter().step_by(2) {
        index.observe(*bay, State::Free, NOW);
    }
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        for writer in 0..2 {
            let (index, handles, done) = (&index, &handles, &done);
            scope.spawn(move || {
                for round in 0..40 {
                    for bay in handles.iter().skip(1).step_by(2) {
                        let state = if (round + writer) % 2 == 0 {
                            State::Free
                        } else {
                            State::Taken
                        };
                        index.observe(*bay, state, NOW);
                    }
                    // A report again changes nothing.
                    for bay in handles.iter().step_by(2) {
                        index.observe(*bay, State::Free, NOW);
                    }
                }
                done.store(true, Ordering::Release);
            });
        }
        let mut asked = 0;
        while !done.load(Ordering::Acquire) || asked < 200 {
            let from = usize::try_from(asked * 7 % ROW).unwrap();
            let question = Question {
                limit: 40,
                ..Question::new(bays[from].0, NOW)
            };
            let found = index.nearest_bays(&question, |_, _| Offer::OPEN);
            let steady = found
                .iter()
                .filter(|bay| handles.iter().step_by(2).any(|steady| *steady == bay.bay));
            assert!(steady.count() >= 20 && found.len() == 40, "{asked}");
            assert!(found.windows(2).all(|pair| pair[0].walk <= pair[1].walk), "{asked}");
            asked += 1;
        }
    });
    // Nothing is left over: with all taken nothing is found.
    for bay in &handles {
        index.observe(*bay, State::Taken, Second(NOW.0 + 1));
    }
    assert_eq!(
        index.nearest_bays(&Question::new(bays[0].0, NOW), |_, _| Offer::OPEN),
        []
    );
}
