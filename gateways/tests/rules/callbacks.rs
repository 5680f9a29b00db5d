//! What callbacks say, and how they are answered.

use crate::build::{WALLETS, ask, at, calm, charge, enter, link, order, plate, refund};
use shishi_gateways::payment::{Agreement, Block, News, ProviderNo, RefundState, StayNo, TradeState, Wallet};
use shishi_gateways::simulator::{AGAIN_SECONDS, Trouble};
use shishi_kernel::Fen;

#[test]
fn callbacks_say_what_happened() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        ask(&mut pair, &charge("O1", 650, ProviderNo::new("S1").unwrap()), 0).unwrap();
        let code = ask(&mut pair, &link("L1", 400), 0).unwrap();
        pair.simulator.pay(&code.0, at(1));
        ask(&mut pair, &refund("O1", "R1", 150, 650), 2).unwrap();
        let mut told = Vec::new();
        for callback in pair.simulator.due(at(3)) {
            let notice = pair.provider.parse_notification(&callback.request, at(3)).unwrap();
            pair.simulator
                .answered(callback.id, Some(&pair.provider.acknowledgement(true)), at(3));
            told.push(match notice.news {
                News::Trade(trade) => (trade.order, trade.state == TradeState::Paid, trade.amount),
                News::Refund(result) => (result.refund, result.state == RefundState::Done, result.amount),
                News::Agreement { .. } => panic!("{wallet:?}: nobody changed an agreement"),
            });
        }
        let refunded = (wallet == Wallet::WeChat).then_some(Fen(150));
        let expected = [
            (order("O1"), true, Some(Fen(650))),
            (order("L1"), true, Some(Fen(400))),
            (order("R1"), true, refunded),
        ];
        assert_eq!(told, expected, "{wallet:?}");
        assert!(
            pair.simulator.due(at(86_400)).is_empty(),
            "{wallet:?}: all were acknowledged"
        );
    }
}

#[test]
fn a_failed_charge_is_told_by_wechat_and_found_at_alipay() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        pair.simulator.set_trouble(Trouble {
            declined: 1000,
            ..Trouble::none()
        });
        let _ = ask(&mut pair, &charge("O1", 650, ProviderNo::new("S1").unwrap()), 0);
        let told = pair.simulator.due(at(1));
        assert_eq!(told.len(), usize::from(wallet == Wallet::WeChat));
        if let Some(callback) = told.first() {
            let notice = pair.provider.parse_notification(&callback.request, at(1)).unwrap();
            assert!(matches!(notice.news, News::Trade(trade) if trade.state == TradeState::Failed));
        }
        let query = crate::build::query("O1", 650, shishi_gateways::payment::Way::Agreement);
        let state = ask(&mut pair, &query, 2).unwrap().state;
        assert!(
            matches!(state, TradeState::Failed | TradeState::Closed),
            "{wallet:?}: {state:?}"
        );
    }
}

#[test]
fn an_agreement_that_changes_inside_is_told() {
    let mut pair = calm(Wallet::WeChat);
    ask(&mut pair, &enter("STAY-1"), 0).unwrap();
    pair.simulator.due(at(0));
    pair.simulator
        .set_agreement(&plate(), Agreement::Blocked(Block::Paused), at(5));
    let callback = pair.simulator.due(at(5)).pop().unwrap();
    let notice = pair.provider.parse_notification(&callback.request, at(5)).unwrap();
    let News::Agreement {
        stay, agreement, since, ..
    } = notice.news
    else {
        panic!("{notice:?}");
    };
    assert_eq!(stay, StayNo::new("STAY-1").unwrap());
    assert_eq!((agreement, since), (Agreement::Blocked(Block::Paused), at(5)));
}

#[test]
fn what_is_not_acknowledged_comes_again_and_says_the_same() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        ask(&mut pair, &charge("O1", 650, ProviderNo::new("S1").unwrap()), 0).unwrap();
        let (mut seconds, mut notices) = (0, Vec::new());
        let again: Vec<i64> = std::iter::once(0).chain(AGAIN_SECONDS).collect();
        for wait in &again {
            assert!(
                *wait == 0 || pair.simulator.due(at(seconds + wait - 1)).is_empty(),
                "too early"
            );
            seconds += wait;
            let callbacks = pair.simulator.due(at(seconds));
            let [callback] = callbacks.as_slice() else {
                panic!("{wallet:?}: {} at {seconds}", callbacks.len())
            };
            notices.push(
                pair.provider
                    .parse_notification(&callback.request, at(seconds))
                    .unwrap(),
            );
            // Alternately no answer at all and one that asks for more.
            let later = pair.provider.acknowledgement(false);
            pair.simulator
                .answered(callback.id, (seconds % 2 == 0).then_some(&later), at(seconds));
        }
        assert!(
            pair.simulator.due(at(seconds + 1_000_000)).is_empty(),
            "it gives up in the end"
        );
        assert!(
            notices.windows(2).all(|pair| pair[0] == pair[1]),
            "{wallet:?}: {notices:?}"
        );
    }
}
