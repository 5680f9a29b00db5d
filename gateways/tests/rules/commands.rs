//! Each command against a provider without trouble, and what cannot be asked.

use crate::build::{
    WALLETS, ask, asked, at, calm, charge, enter, fen, link, lot, moment, order, plate, query, refund, refund_query,
};
use shishi_gateways::payment::{
    Agreement, Amount, Block, Close, Done, Exit, OrderNo, Plate, PlateColour, PlateStatus, ProviderNo, RefundState,
    Speaks, StayNo, Text, TradeState, Wallet, Way,
};
use shishi_gateways::simulator::{Kind, Trouble};
use shishi_gateways::{Decline, GatewayError, HttpResponse};
use shishi_kernel::{Fen, Refusal};

#[test]
fn a_stay_is_charged_and_given_back() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        let entered = ask(&mut pair, &enter("STAY-1"), 0).unwrap();
        assert_eq!(entered.agreement, Agreement::Usable, "{wallet:?}");
        assert_eq!(
            ask(&mut pair, &enter("STAY-1"), 1).unwrap(),
            entered,
            "one stay has one parking"
        );
        pair.simulator.set_trouble(Trouble {
            decide_seconds: (5, 5),
            ..Trouble::none()
        });
        let command = charge("O1", 650, entered.parking.clone());
        let trade = ask(&mut pair, &command, 10).unwrap();
        assert_eq!((trade.state, trade.paid_at), (TradeState::Accepted, None), "{wallet:?}");
        let trade = ask(&mut pair, &query("O1", 650, Way::Agreement), 12).unwrap();
        assert_eq!(trade.state, TradeState::Accepted, "{wallet:?}: accepted is not paid");
        let trade = ask(&mut pair, &query("O1", 650, Way::Agreement), 15).unwrap();
        assert_eq!(
            (trade.state, trade.amount, trade.paid_at),
            (TradeState::Paid, Some(Fen(650)), Some(at(15)))
        );
        assert_eq!(
            ask(&mut pair, &command, 16).unwrap().state,
            TradeState::Paid,
            "asked again"
        );
        let back = ask(&mut pair, &refund("O1", "R1", 150, 650), 20).unwrap();
        assert_eq!(back.state, RefundState::Accepted, "{wallet:?}");
        let back = ask(&mut pair, &refund_query("O1", "R1", 150), 25).unwrap();
        assert_eq!(
            (back.state, back.amount),
            (RefundState::Done, Some(Fen(150))),
            "{wallet:?}"
        );
        let lines = pair.simulator.statement(at(0), at(60));
        let lines: Vec<_> = lines
            .iter()
            .map(|line| (line.kind, line.number.as_str(), line.amount))
            .collect();
        assert_eq!(lines, [(Kind::Payment, "O1", Fen(650)), (Kind::Refund, "R1", Fen(150))]);
        assert_eq!(
            pair.simulator.statement_file(at(0), at(60)),
            format!(
                "kind,number,amount\npayment,O1,6.50\nrefund,R1,1.50\nsettlement,B{},4.97\nfee,,0.03\n",
                at(0).as_second()
            )
        );
        let nothing = pair.simulator.statement_file(at(60), at(90));
        assert_eq!(nothing, "kind,number,amount\n", "nothing is handed over of nothing");
    }
}

#[test]
fn a_link_is_paid_once_or_closed() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        let code = ask(&mut pair, &link("L1", 400), 0).unwrap();
        assert!(
            !pair.simulator.pay("https://elsewhere.example/L9", at(1)),
            "no such code"
        );
        assert!(pair.simulator.pay(&code.0, at(2)), "{wallet:?}: {code:?}");
        assert!(!pair.simulator.pay(&code.0, at(3)), "a code is paid once");
        let trade = ask(&mut pair, &query("L1", 400, Way::Link), 4).unwrap();
        assert_eq!(trade.state, TradeState::Paid, "{wallet:?}");
        let code = ask(&mut pair, &link("L2", 400), 5).unwrap();
        let close = Close { order: order("L2") };
        assert_eq!(ask(&mut pair, &close, 6), Ok(Done));
        assert_eq!(ask(&mut pair, &close, 7), Ok(Done), "closing twice is closing");
        assert!(!pair.simulator.pay(&code.0, at(8)), "{wallet:?}: it is closed");
        let code = ask(&mut pair, &link("L3", 400), 9).unwrap();
        assert!(!pair.simulator.pay(&code.0, at(900)), "it has expired");
    }
}

#[test]
fn refusals_have_our_words() {
    type Ask = fn(&mut shishi_gateways::simulator::Pair) -> Option<GatewayError>;
    let rows: [(&str, Ask, Decline); 7] = [
        (
            "a charge without an agreement",
            |pair| {
                pair.simulator
                    .set_agreement(&plate(), Agreement::Blocked(Block::Paused), at(0));
                ask(pair, &charge("O1", 1, ProviderNo::new("S1").unwrap()), 0).err()
            },
            Decline::NoAgreement,
        ),
        (
            "a query of nothing",
            |pair| ask(pair, &query("O9", 1, Way::Agreement), 0).err(),
            Decline::OrderUnknown,
        ),
        (
            "one number for two amounts",
            |pair| {
                ask(pair, &charge("O1", 1, ProviderNo::new("S1").unwrap()), 0).unwrap();
                ask(pair, &charge("O1", 2, ProviderNo::new("S1").unwrap()), 0).err()
            },
            Decline::OrderReused,
        ),
        (
            "a number of a charge for a link",
            |pair| {
                ask(pair, &charge("O1", 1, ProviderNo::new("S1").unwrap()), 0).unwrap();
                ask(pair, &link("O1", 1), 0).err()
            },
            Decline::OrderReused,
        ),
        (
            "more back than was paid",
            |pair| {
                ask(pair, &charge("O1", 100, ProviderNo::new("S1").unwrap()), 0).unwrap();
                ask(pair, &refund("O1", "R1", 60, 100), 1).unwrap();
                ask(pair, &refund("O1", "R2", 41, 100), 2).err()
            },
            Decline::NoFunds,
        ),
        (
            "a refund of nothing",
            |pair| ask(pair, &refund("O9", "R1", 1, 1), 0).err(),
            Decline::OrderUnknown,
        ),
        (
            "closing what is paid",
            |pair| {
                let code = ask(pair, &link("L1", 1), 0).unwrap();
                assert!(pair.simulator.pay(&code.0, at(0)));
                ask(pair, &Close { order: order("L1") }, 1).err()
            },
            Decline::OrderPaid,
        ),
    ];
    for wallet in WALLETS {
        for (name, act, expected) in rows {
            let error = act(&mut calm(wallet)).unwrap_or_else(|| panic!("{wallet:?}: {name} went well"));
            let GatewayError::Declined { reason, .. } = &error else {
                panic!("{wallet:?}: {name}: {error}");
            };
            assert_eq!(*reason, expected, "{wallet:?}: {name}");
            assert_eq!((error.code(), error.leaves_open()), ("gateway.declined", false));
        }
    }
}

#[test]
fn agreements_are_told_apart() {
    let rows = [
        (Agreement::Usable, [Agreement::Usable, Agreement::Usable]),
        (
            Agreement::Blocked(Block::Paused),
            [Agreement::Blocked(Block::Paused), Agreement::Blocked(Block::NotSigned)],
        ),
        (
            Agreement::Blocked(Block::Overdue),
            [Agreement::Blocked(Block::Overdue), Agreement::Blocked(Block::NotSigned)],
        ),
        (
            Agreement::Blocked(Block::NotEligible),
            [
                Agreement::Blocked(Block::NotEligible),
                Agreement::Blocked(Block::NotEligible),
            ],
        ),
    ];
    for (set, expected) in rows {
        for (wallet, expected) in WALLETS.into_iter().zip(expected) {
            let mut pair = calm(wallet);
            pair.simulator.set_agreement(&plate(), set, at(0));
            assert_eq!(
                ask(&mut pair, &enter("S1"), 0).unwrap().agreement,
                expected,
                "{wallet:?}"
            );
        }
    }
    let status = |user: Option<&str>| PlateStatus {
        plate: plate(),
        lot: lot(),
        user: user.map(|user| ProviderNo::new(user).unwrap()),
    };
    for wallet in WALLETS {
        assert_eq!(
            ask(&mut calm(wallet), &status(Some("oUser1")), 0),
            Ok(Agreement::Usable),
            "{wallet:?}"
        );
    }
    assert_eq!(ask(&mut calm(Wallet::Alipay), &status(None), 0), Ok(Agreement::Usable));
    let bad = Err(GatewayError::CommandBad { what: "user" });
    assert_eq!(ask(&mut calm(Wallet::WeChat), &status(None), 0), bad);
}

#[test]
fn an_exit_is_told_where_it_can_be() {
    let exit = Exit {
        stay: StayNo::new("S1").unwrap(),
        parking: ProviderNo::new("S1").unwrap(),
        plate: plate(),
        lot: lot(),
        until: at(0),
        due: Fen(650),
        paid: Fen(0),
    };
    assert_eq!(ask(&mut calm(Wallet::Alipay), &exit, 0), Ok(Done));
    assert_eq!(ask(&mut calm(Wallet::WeChat), &exit, 0), Err(GatewayError::NotOffered));
}

#[test]
fn an_answer_about_another_order_is_none() {
    for wallet in WALLETS {
        let mut pair = calm(wallet);
        let other = asked(&mut pair, &charge("O1", 650, ProviderNo::new("S1").unwrap()), 0);
        let own = charge("O2", 650, ProviderNo::new("S1").unwrap());
        let read = pair.provider.read(&own, &other, at(0)).unwrap_err();
        assert_eq!(read.code(), "gateway.mismatch", "{wallet:?}");
        let dearer = charge("O1", 651, ProviderNo::new("S1").unwrap());
        let read = pair.provider.read(&dearer, &other, at(0)).unwrap_err();
        let expected = vec![
            ("what", "amount".to_owned()),
            ("expected", "6.51".to_owned()),
            ("said", "6.50".to_owned()),
        ];
        assert_eq!(read.arguments(), expected, "{wallet:?}");
    }
}

#[test]
fn values_are_checked_where_they_are_made() {
    let rows = [
        ("order number", OrderNo::new("").is_ok(), false),
        ("order number", OrderNo::new("A_9").is_ok(), true),
        ("order number", OrderNo::new("A-9").is_ok(), false),
        ("order number", OrderNo::new("A".repeat(33)).is_ok(), false),
        ("order number with a path", OrderNo::new("../x").is_ok(), false),
        ("stay number", StayNo::new("a-b_c").is_ok(), true),
        ("stay number", StayNo::new("车").is_ok(), false),
        ("amount", Amount::new(Fen(0)).is_ok(), false),
        ("amount", Amount::new(Fen(-1)).is_ok(), false),
        ("amount", Amount::new(Fen(10_000_000)).is_ok(), true),
        ("amount", Amount::new(Fen(10_000_001)).is_ok(), false),
        ("plate", Plate::new("鲁HD12345", PlateColour::Green).is_ok(), true),
        (
            "plate with a dot",
            Plate::new("鲁H·12345", PlateColour::Blue).is_ok(),
            false,
        ),
        ("plate", Plate::new("鲁H".repeat(9), PlateColour::Blue).is_ok(), false),
        ("text", Text::new("停车费").is_ok(), true),
        ("text with a line", Text::new("停车\n费").is_ok(), false),
        ("text", Text::new("费".repeat(65)).is_ok(), false),
    ];
    for (what, fits, expected) in rows {
        assert_eq!(fits, expected, "{what}");
    }
    assert_eq!(fen(650).fen(), Fen(650));
    for colour in PlateColour::ALL {
        assert_eq!(PlateColour::from_code(colour.code()), Some(colour));
    }
}

#[test]
fn requests_are_what_the_providers_document() {
    let parking = ProviderNo::new("5K8264ILTKCH16CQ250").unwrap();
    let wechat = calm(Wallet::WeChat).provider;
    let request = wechat.request(&charge("O1", 650, parking.clone()), &moment(0)).unwrap();
    assert_eq!(request.url, "https://provider.example/v3/vehicle/transactions/parking");
    let body = String::from_utf8(request.body.clone()).unwrap();
    for part in [
        r#""amount":{"currency":"CNY","total":650}"#,
        r#""trade_scene":"PARKING""#,
        r#""charging_duration":3600"#,
        r#""plate_number":"鲁H12345""#,
        r#""end_time":"2026-05-29T04:26:40+08:00""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
    let authorization = request.header("authorization").unwrap();
    let head = r#"WECHATPAY2-SHA256-RSA2048 mchid="1900000001",nonce_str="0707070707070707"#;
    assert!(authorization.starts_with(head), "{authorization}");
    let alipay = calm(Wallet::Alipay).provider;
    let request = alipay.request(&charge("O1", 650, parking), &moment(0)).unwrap();
    assert!(
        !request.url.contains("H12345") && !request.url.contains("biz_content"),
        "{}",
        request.url
    );
    assert!(
        request.url.contains("timestamp=2026-05-29+04%3A26%3A40"),
        "{}",
        request.url
    );
    let body: String = form_urlencoded::parse(&request.body)
        .map(|(_, value)| value.into_owned())
        .collect();
    for part in [
        r#""total_fee":"6.50""#,
        r#""in_duration":"60""#,
        r#""pay_scene":"PLATE_PAY""#,
    ] {
        assert!(body.contains(part), "{part} in {body}");
    }
}

#[test]
fn what_is_no_answer_is_not_read_as_one() {
    for wallet in WALLETS {
        let provider = calm(wallet).provider;
        let command = query("O1", 650, Way::Agreement);
        for (status, body) in [
            (200, ""),
            (200, "{}"),
            (200, "<html>"),
            (404, "{}"),
            (500, ""),
            (302, ""),
            (200, "\u{0}"),
        ] {
            let response = HttpResponse::text(status, "text/html", body);
            let error = provider.read(&command, &response, at(0)).unwrap_err();
            assert!(error.leaves_open(), "{wallet:?}: {status} {body:?}: {error}");
        }
    }
}
