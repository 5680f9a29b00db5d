//! What entries add up to, against a naive model.

use proptest::prelude::*;
use shishi_commitments::entry::ratio;
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::value::{Amount, Claim, by_unit, derive, history};
use shishi_kernel::{Decimal, SiteId, UnitId};

use crate::build::number;

#[test]
fn rates_are_never_rounded_up() {
    for (numerator, denominator, unit, rate) in [
        ("1", "3", Some("%"), Some("33.333333")),
        ("899999999", "1000000000", Some("%"), Some("89.999999")),
        ("2", "3", Some("‰"), Some("666.666666")),
        ("1", "0", Some("%"), None),
        ("5", "5", None, Some("100")),
    ] {
        assert_eq!(ratio(number(numerator), number(denominator), unit), rate.map(number));
    }
}

#[derive(Clone, Debug)]
struct Row {
    unit: i64,
    day: i8,
    site: i64,
    counts: bool,
    amount: i64,
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (1..4_i64, 1..10_i8, 1..6_i64, any::<bool>(), 0..50_i64);
    let row = row.prop_map(|(unit, day, site, counts, amount)| Row {
        unit,
        day,
        site,
        counts,
        amount,
    });
    prop::collection::vec(row, 0..25)
}

fn claims(rows: &[Row], amount: fn(&Row) -> Amount) -> Vec<Claim> {
    let claim = |(order, row): (usize, &Row)| Claim {
        unit: UnitId(row.unit),
        on: shishi_kernel::Date::new(2020, 5, row.day).unwrap(),
        order: i64::try_from(order).unwrap(),
        amount: amount(row),
    };
    rows.iter().enumerate().map(claim).collect()
}

proptest! {
    #[test]
    fn values_are_those_of_a_naive_model(rows in rows(), day in 1..10_i8) {
        let on = shishi_kernel::Date::new(2020, 5, day).unwrap();
        let past = || rows.iter().filter(|row| row.day <= day);
        let sites = claims(&rows, |row| Amount::Site { site: SiteId(row.site), counts: row.counts });
        // The last word on a site, day by day, decides.
        let mut naive = 0;
        for site in 1..6 {
            let mut last = None;
            for looked in 1..=day {
                for row in rows.iter().filter(|row| row.site == site && row.day == looked) {
                    last = Some(row.counts);
                }
            }
            naive += i64::from(last == Some(true));
        }
        let blank = past().next().is_none();
        prop_assert_eq!(derive(MeasureKind::Count, &sites, on), (!blank).then(|| Decimal::from(naive)));
        let more = claims(&rows, |row| Amount::More(row.amount.into()));
        let sum: i64 = past().map(|row| row.amount).sum();
        prop_assert_eq!(derive(MeasureKind::Flow, &more, on), (!blank).then(|| Decimal::from(sum)));
        let total = claims(&rows, |row| Amount::Total(row.amount.into()));
        let mut last: Option<(i8, i64)> = None;
        for row in past() {
            if last.is_none_or(|(day, _)| row.day >= day) {
                last = Some((row.day, row.amount));
            }
        }
        let last = last.map(|(_, amount)| Decimal::from(amount));
        prop_assert_eq!(derive(MeasureKind::Rate, &total, on), last);
        let force = claims(&rows, |row| Amount::InForce(row.amount.into()));
        prop_assert_eq!(derive(MeasureKind::Document, &force, on), last);
    }

    #[test]
    fn places_add_up_to_the_whole(rows in rows()) {
        let on = shishi_kernel::Date::new(2020, 5, 9).unwrap();
        let units: Vec<UnitId> = (1..5).map(UnitId).collect();
        // Each site has one unit, as in a register.
        let sites = claims(&rows, |row| Amount::Site { site: SiteId(row.site * 10 + row.unit), counts: row.counts });
        for (kind, claims) in [
            (MeasureKind::Count, sites),
            (MeasureKind::Flow, claims(&rows, |row| Amount::More(row.amount.into()))),
        ] {
            let parts = by_unit(kind, &claims, &units, on);
            prop_assert_eq!(parts.last().unwrap(), &(UnitId(4), None), "who claimed nothing has no value");
            let sum = parts.iter().filter_map(|(_, value)| *value).reduce(|a, b| a + b);
            prop_assert_eq!(sum, derive(kind, &claims, on));
            let history = history(kind, &claims);
            prop_assert!(history.windows(2).all(|pair| pair[0].on < pair[1].on));
            prop_assert_eq!(history.last().map(|point| point.value), derive(kind, &claims, on));
        }
    }
}
