//! What is due at the exit, and the quote before the entry.

use super::build::{at, tariff};
use shishi_kernel::Fen;
use shishi_parking::Stay;
use shishi_parking::price::{Payment, due, quote};
use shishi_parking::refusal::PriceRefusal;

#[test]
fn a_payment_and_its_grace() {
    let lot = tariff("free: 15 min\nrate: then 2 yuan per 1 h\nexit grace: 15 min");
    let day = |time: &str| at(&format!("2026-03-02 {time}"));
    for (payments, exit, expected) in [
        (vec![], "09:00", 200),
        (vec![("08:58", 200)], "09:10", 0),
        (vec![("08:58", 200)], "09:13", 0),
        (vec![("08:58", 200)], "09:14", 200),
        (vec![("08:58", 100)], "09:00", 100),
        (vec![("08:30", 100), ("08:58", 100)], "09:05", 0),
        (vec![("08:58", 900)], "11:00", 0),
        // Within the free minutes nothing is due, and the grace does not make them longer than it is.
        (vec![("08:10", 0)], "08:25", 0),
        (vec![("08:10", 0)], "08:26", 200),
    ] {
        let paid: Vec<Payment> = payments
            .iter()
            .map(|(time, fen)| Payment {
                at: day(time),
                fen: Fen(*fen),
            })
            .collect();
        let stay = Stay::new(day("08:00"), day(exit));
        let answer = due(&lot, &stay, &paid).unwrap();
        assert_eq!(answer.due, Fen(expected), "{payments:?}, out at {exit}");
    }
    let stay = Stay::new(day("08:00"), day("09:00"));
    for (time, fen) in [("09:01", 100), ("07:59", 100), ("08:30", -1)] {
        let payment = Payment {
            at: day(time),
            fen: Fen(fen),
        };
        assert_eq!(
            due(&lot, &stay, &[payment]),
            Err(PriceRefusal::PaymentBad {}),
            "{time} {fen}"
        );
    }
}

#[test]
fn a_quote_says_when_it_grows() {
    let lot = tariff("free: 15 min\nrate: to 2 h, 5 yuan\nrate: then 1 yuan per 1 h\ncap 24h: 7 yuan");
    let quoted = quote(&lot, &Stay::new(at("2026-03-02 08:00"), at("2026-03-02 09:00"))).unwrap();
    assert_eq!(quoted.price.total, Fen(500));
    assert_eq!(
        quoted.steps,
        [(0, Fen(0)), (16, Fen(500)), (121, Fen(600)), (181, Fen(700))]
    );
}
