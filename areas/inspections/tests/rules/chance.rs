//! Chance: without bias, without conflicts, and without a gain for those who stay silent. The seeds are fixed.

use std::num::NonZeroU64;

use proptest::prelude::*;
use shishi_inspections::draw::{Candidate, Exclusion, Inspector, Stream, freeze, pick};
use shishi_kernel::UnitId;

use crate::build::{ceremony, day, list, secret};

fn range(number: u64) -> NonZeroU64 {
    NonZeroU64::new(number).unwrap()
}

/// The sum of squared distances from what was expected, each over what was expected.
fn chi_square(counts: &[u32], weights: &[f64]) -> f64 {
    let (total, sum): (f64, f64) = (counts.iter().map(|count| f64::from(*count)).sum(), weights.iter().sum());
    let cells = counts.iter().zip(weights);
    cells
        .map(|(count, weight)| {
            let expected = total * weight / sum;
            (f64::from(*count) - expected).powi(2) / expected
        })
        .sum()
}

#[test]
fn numbers_have_no_bias() {
    let mut stream = Stream::new(&secret(1).secret);
    let mut tens = [0_u32; 10];
    for _ in 0..200_000 {
        tens[stream.below(range(10)) as usize] += 1;
    }
    // With 9 degrees of freedom, chance passes 27.88 once in a thousand.
    assert!(chi_square(&tens, &[1.0; 10]) < 27.88, "{tens:?}");
    // A remainder would give the lower half of this range twice the chance.
    let most = (1 << 31) + 1;
    let mut halves = [0_u32; 2];
    for _ in 0..100_000 {
        let number = stream.below(range(most));
        assert!(number < most);
        halves[usize::from(number >= most / 2)] += 1;
    }
    assert!(chi_square(&halves, &[1.0; 2]) < 10.83, "{halves:?}");
    assert_eq!(stream.below(range(1)), 0);
    assert!((0..100).any(|_| stream.below(range(u64::MAX)) > u64::MAX / 2));
}

#[test]
fn every_order_has_the_same_chance() {
    let mut stream = Stream::new(&secret(2).secret);
    let mut orders = std::collections::BTreeMap::<[u8; 4], u32>::new();
    for _ in 0..48_000 {
        let mut items = [0, 1, 2, 3];
        stream.shuffle(&mut items);
        *orders.entry(items).or_default() += 1;
    }
    let counts: Vec<u32> = orders.into_values().collect();
    assert_eq!(counts.len(), 24);
    // 23 degrees of freedom.
    assert!(chi_square(&counts, &[1.0; 24]) < 49.73, "{counts:?}");
}

#[test]
fn weights_are_chances() {
    let list = freeze(list()).unwrap();
    let mut first = [0_u32; 6];
    for number in 0..30_000 {
        first[pick(&list, &secret(number).secret)[0].object as usize - 1] += 1;
    }
    let weights: Vec<f64> = list.objects.iter().map(|object| f64::from(object.weight)).collect();
    // 5 degrees of freedom.
    assert!(chi_square(&first, &weights) < 20.52, "{first:?}");
}

#[test]
fn with_a_later_event_silence_gains_nothing() {
    // The last body wants object 3. It opens its secret, or not, before the event has a value; the best it can do is
    // guess one, and stay silent when that guess would not draw the object.
    let drawn = |silent: Option<usize>, number: u64, event: u64| {
        let draw = ceremony(list(), number, silent);
        let outcome = draw.finish(&[event.to_string()], "77", day("2020-06-11")).unwrap();
        outcome.picks.iter().any(|pick| pick.object == 3)
    };
    let rounds = 6_000;
    let (mut honest, mut dishonest) = (0_u32, 0_u32);
    for number in 0..rounds {
        let event = 1_000_000 + number * 17;
        honest += u32::from(drawn(None, number, event));
        let silent = (!drawn(None, number, 1)).then_some(2);
        dishonest += u32::from(drawn(silent, number, event));
    }
    let share = |count: u32| f64::from(count) / f64::from(u32::try_from(rounds).unwrap());
    // Three standard deviations of the difference of two shares.
    assert!((share(dishonest) - share(honest)).abs() < 0.028, "{honest} {dishonest}");
}

prop_compose! {
    fn any_list()(
        weights in prop::collection::vec(1_u32..9, 1..12),
        owners in prop::collection::vec(prop::collection::vec(1_i64..5, 0..3), 12),
        units in prop::collection::vec(0_i64..5, 2..10),
        barred in prop::collection::vec((1_u32..10, 1_u32..12), 0..8),
        draw in 1_u32..12,
        per_object in 2_u32..4,
    ) -> shishi_inspections::draw::List {
        let mut list = list();
        list.objects = weights.iter().zip(&owners).zip(1..).map(|((weight, owners), number)| Candidate {
            number, name: format!("甲{number}"), weight: *weight, units: owners.iter().copied().map(UnitId).collect(),
        }).collect();
        list.inspectors = units.iter().zip(1..).map(|(unit, number)| Inspector {
            number, unit: (*unit > 0).then_some(UnitId(*unit)),
        }).collect();
        list.exclusions = barred.into_iter()
            .filter(|(inspector, object)| *inspector as usize <= units.len() && *object as usize <= weights.len())
            .map(|(inspector, object)| Exclusion { inspector, object }).collect();
        list.draw = draw.min(u32::try_from(weights.len()).unwrap());
        list.per_object = per_object;
        list
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(3_000))]

    #[test]
    fn no_draw_breaks_a_rule(list in any_list(), seed in any::<u64>()) {
        let Ok(frozen) = freeze(list) else { return Ok(()) };
        let picks = pick(&frozen, &secret(seed % 1_000_000).secret);
        prop_assert_eq!(picks.len(), frozen.draw as usize);
        let mut objects: Vec<u32> = picks.iter().map(|pick| pick.object).collect();
        objects.sort_unstable();
        objects.dedup();
        prop_assert_eq!(objects.len(), picks.len(), "an object is drawn once");
        for pick in &picks {
            let mut sent = pick.inspectors.clone();
            sent.sort_unstable();
            sent.dedup();
            prop_assert_eq!(sent.len(), frozen.per_object as usize);
            let object = frozen.objects.iter().find(|object| object.number == pick.object).unwrap();
            for number in sent {
                let inspector = frozen.inspectors.iter().find(|one| one.number == number).unwrap();
                let own = inspector.unit.is_some_and(|unit| object.units.contains(&unit));
                let barred = frozen.exclusions.contains(&Exclusion { inspector: number, object: object.number });
                prop_assert!(!own && !barred, "{number} at {}", object.number);
            }
        }
    }
}
