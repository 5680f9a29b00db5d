//! Nothing that is read makes the rules fail, whatever it is.

use proptest::prelude::*;
use shishi_parking::Tariff;
use shishi_parking::fit::{fit, holdout};
use shishi_parking::forecast::rows::Occupancy;
use shishi_parking::forecast::{evaluate, forecast};
use shishi_parking::replay::Replay;
use shishi_parking::replay::rows::Charged;
use shishi_parking::tariff::Zone;

/// Bits of what real lines are made of, in any order.
fn line() -> impl Strategy<Value = Vec<u8>> {
    let bit = prop_oneof![
        prop::sample::select(vec![
            "2026-03-02 08:00",
            "2026/3/2 8:00:59",
            "9999-12-31 23:59",
            "1970-1-1 0:0",
            "0",
            "5",
            "-1",
            "1e308",
            "NaN",
            "inf",
            ",",
            ";",
            "\t",
            "\"",
            "A",
            "free",
            "time",
            "capacity",
            "lot",
            "entry",
            "exit",
            "fee",
            "元",
            "\u{feff}",
        ])
        .prop_map(|text| text.as_bytes().to_vec()),
        prop::collection::vec(any::<u8>(), 0..6),
    ];
    prop::collection::vec(bit, 0..9).prop_map(|bits| bits.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lines_of_any_bytes(lines in prop::collection::vec(line(), 0..12)) {
        let tariff = Tariff::read("shishi-tariff 1\n[always]\nrate: then 1 yuan per 1 h\ncap day: 9 yuan\n".as_bytes()).unwrap();
        let mut replay = Replay::new(&tariff, None, None);
        let (mut one, mut other) = (Occupancy::default(), Occupancy::default());
        for line in &lines {
            replay.line(line);
            one.line(line);
            other.line(line);
        }
        let report = replay.finish();
        prop_assert_eq!(report.lines, u64::try_from(lines.len()).unwrap());
        prop_assert!(report.paid.within <= report.paid.stays && report.paid.exact <= report.paid.within);
        let _ = evaluate(one, None, 20, |_, _| {});
        let _ = forecast(other, |_, _| {});
    }

    #[test]
    fn readings_at_any_time(rows in prop::collection::vec((0_u32..3, 0_u32..200, 0_i64..90, 0_u32..1440, 0_u32..60), 1..300)) {
        let mut occupancy = Occupancy::default();
        for (lot, occupied, day, minute, second) in &rows {
            let date = jiff::civil::date(2026, 1, 1) + jiff::Span::new().days(*day);
            occupancy.line(format!("L{lot},100,{occupied},{date} {:02}:{:02}:{second:02}", minute / 60, minute % 60).as_bytes());
        }
        if let Some(found) = evaluate(occupancy, None, 30, |_, _| {}) {
            for score in found.horizons {
                prop_assert!(score.mae_percent.is_finite() && (0.0..=1.0).contains(&score.brier), "{score:?}");
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn stays_of_any_fee(rows in prop::collection::vec((0_i64..20_000_000, 0_i64..400_000, 0_i64..9000, any::<bool>()), 20..80)) {
        let stays: Vec<Charged> = rows
            .iter()
            .zip(1..)
            .map(|((entry, length, fen, cut), line)| Charged {
                line,
                entry: 1_700_000_000 + entry,
                exit: 1_700_000_000 + entry + length,
                cut: *cut,
                fen: fen + 1,
            })
            .collect();
        let found = fit(&stays, &Zone::china()).unwrap();
        prop_assert_eq!(holdout(&found, &stays).stays, u64::try_from(stays.len()).unwrap());
        prop_assert_eq!(Tariff::read(found.write().as_bytes()).unwrap(), found);
    }
}
