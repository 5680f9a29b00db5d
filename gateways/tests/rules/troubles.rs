//! The simulator by chance: the same seed makes the same trouble, and nothing forged is ever believed.

use crate::build::{WALLETS, at, charge, moment, order, plate, query, troubled};
use proptest::prelude::*;
use shishi_gateways::payment::{Agreement, News, OrderNo, ProviderNo, Speaks, TradeState, Wallet, Way};
use shishi_gateways::simulator::{Down, Kind, Pair, Tally, Trouble};
use shishi_gateways::{GatewayError, HttpResponse};
use std::collections::BTreeSet;

/// What a merchant learns in a run: orders it was told of as paid, and how callbacks fared.
#[derive(Debug, PartialEq, Eq)]
struct Learnt {
    paid: BTreeSet<String>,
    refused: usize,
    tally: Tally,
}

fn run(pair: &mut Pair, charges: usize) -> Learnt {
    pair.simulator.set_agreement(&plate(), Agreement::Usable, at(0));
    let mut learnt = Learnt {
        paid: BTreeSet::new(),
        refused: 0,
        tally: Tally::default(),
    };
    for index in 0..charges {
        let seconds = i64::try_from(index).unwrap() * 10;
        let command = charge(&format!("O{index}"), 100, ProviderNo::new(format!("S{index}")).unwrap());
        let request = pair.provider.request(&command, &moment(seconds)).unwrap();
        let response = pair.simulator.handle(&request, at(seconds));
        if let Some(trade) = response.and_then(|response| pair.provider.read(&command, &response, at(seconds)).ok())
            && trade.state == TradeState::Paid
        {
            learnt.paid.insert(trade.order.to_string());
        }
    }
    while let Some(now) = pair.simulator.next_due() {
        for callback in pair.simulator.due(now) {
            match pair.provider.parse_notification(&callback.request, now) {
                Ok(notice) => {
                    assert!(callback.genuine, "a forged callback was believed: {notice:?}");
                    if let News::Trade(trade) = notice.news
                        && trade.state == TradeState::Paid
                    {
                        learnt.paid.insert(trade.order.to_string());
                    }
                }
                Err(error) => {
                    assert!(!callback.genuine, "a genuine callback was refused: {error}");
                    assert!(
                        matches!(error, GatewayError::Forged(_) | GatewayError::Stale { .. }),
                        "{error}"
                    );
                    learnt.refused += 1;
                }
            }
            pair.simulator
                .answered(callback.id, Some(&pair.provider.acknowledgement(true)), now);
        }
    }
    learnt.tally = pair.simulator.tally();
    learnt
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn nothing_forged_is_believed_and_a_seed_repeats(seed: u64, wechat: bool) {
        let wallet = if wechat { Wallet::WeChat } else { Wallet::Alipay };
        let learnt = run(&mut troubled(wallet, seed, Trouble::wild()), 30);
        prop_assert_eq!(learnt.refused as u64, learnt.tally.forged);
        prop_assert_eq!(&run(&mut troubled(wallet, seed, Trouble::wild()), 30), &learnt);
    }
}

#[test]
fn a_wild_provider_makes_every_trouble() {
    for wallet in WALLETS {
        let mut pair = troubled(wallet, 7, Trouble::wild());
        let learnt = run(&mut pair, 120);
        let paid: BTreeSet<String> = pair
            .simulator
            .statement(at(0), at(1_000_000))
            .into_iter()
            .filter(|line| line.kind == Kind::Payment)
            .map(|line| line.number)
            .collect();
        assert!(learnt.paid.is_subset(&paid), "{wallet:?}: told of what was never paid");
        let tally = learnt.tally;
        assert!(
            tally.forged > 0 && tally.lost > 0 && tally.misquoted > 0,
            "{wallet:?}: {tally:?}"
        );
        assert!(tally.sent > paid.len() as u64 / 2, "{wallet:?}: {tally:?}");
    }
}

#[test]
fn a_provider_that_is_down_says_nothing_to_be_believed() {
    for wallet in WALLETS {
        let mut pair = troubled(wallet, 1, Trouble::none());
        pair.simulator.set_agreement(&plate(), Agreement::Usable, at(0));
        let command = charge("O1", 650, ProviderNo::new("S1").unwrap());
        let request = pair.provider.request(&command, &moment(0)).unwrap();
        pair.simulator.set_down(Some(Down::Silent));
        assert_eq!(pair.simulator.handle(&request, at(0)), None);
        pair.simulator.set_down(Some(Down::Busy));
        let response: HttpResponse = pair.simulator.handle(&request, at(0)).unwrap();
        let error = pair.provider.read(&command, &response, at(0)).unwrap_err();
        assert_eq!(error, GatewayError::Unavailable { status: 503 }, "{wallet:?}");
        pair.simulator.set_down(None);
        let query = query("O1", 650, Way::Agreement);
        let request = pair.provider.request(&query, &moment(1)).unwrap();
        let response = pair.simulator.handle(&request, at(1)).unwrap();
        let error = pair.provider.read(&query, &response, at(1)).unwrap_err();
        assert!(
            !error.leaves_open(),
            "{wallet:?}: it never arrived, and the provider says so: {error}"
        );
    }
}

#[test]
fn a_request_that_is_not_the_merchants_has_no_effect() {
    for wallet in WALLETS {
        let mut pair = troubled(wallet, 1, Trouble::none());
        pair.simulator.set_agreement(&plate(), Agreement::Usable, at(0));
        let command = charge("O1", 650, ProviderNo::new("S1").unwrap());
        let good = pair.provider.request(&command, &moment(0)).unwrap();
        let mut altered = good.clone();
        let text = String::from_utf8(altered.body).unwrap();
        altered.body = text.replace("650", "050").replace("6.50", "0.50").into_bytes();
        let mut unsigned = good.clone();
        unsigned.headers.clear();
        unsigned.url = unsigned.url.split('?').next().unwrap().to_owned();
        for (name, request) in [("altered", altered), ("unsigned", unsigned)] {
            let response = pair.simulator.handle(&request, at(0)).unwrap();
            let read = pair.provider.read(&command, &response, at(0));
            assert!(
                matches!(read, Err(GatewayError::Unavailable { .. })),
                "{wallet:?}: {name}: {read:?}"
            );
        }
        let number: OrderNo = order("O1");
        assert!(
            pair.simulator.statement(at(0), at(10)).is_empty(),
            "{wallet:?}: {number}"
        );
    }
}
