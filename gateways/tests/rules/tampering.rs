//! Every part of a response and of a callback, altered, dropped or doubled.

use crate::build::{WALLETS, asked, at, calm, charge, query, stranger};
use proptest::prelude::*;
use shishi_gateways::payment::{ProviderNo, Speaks, Wallet, Way};
use shishi_gateways::simulator::Pair;
use shishi_gateways::wechat::signing::sign_answer;
use shishi_gateways::{Forgery, GatewayError, HttpRequest, HttpResponse};
use shishi_kernel::Refusal;

const PLATFORM: &str = "PUB_KEY_ID_0119000000012026010100000000000001";

fn paid(wallet: Wallet) -> (Pair, HttpRequest) {
    let mut pair = calm(wallet);
    asked(&mut pair, &charge("O1", 650, ProviderNo::new("S1").unwrap()), 0);
    let callback = pair.simulator.due(at(0)).pop().unwrap();
    (pair, callback.request)
}

#[test]
fn altered_answers_of_wechat_are_refused() {
    let (mut pair, _) = paid(Wallet::WeChat);
    let command = query("O1", 650, Way::Agreement);
    let good = asked(&mut pair, &command, 0);
    let read = |response: &HttpResponse, seconds: i64| pair.provider.read(&command, response, at(seconds)).err();
    assert_eq!(read(&good, 0), None);
    type Alter = fn(&mut HttpResponse);
    let forged = |kind| Some(GatewayError::Forged(kind));
    let rows: [(&str, Alter, Option<GatewayError>); 9] = [
        ("body", |r| r.body[20] ^= 1, forged(Forgery::SignatureWrong)),
        (
            "a space at the end",
            |r| r.body.push(b' '),
            forged(Forgery::SignatureWrong),
        ),
        ("serial", |r| r.headers[0].1.push('1'), forged(Forgery::KeyUnknown)),
        (
            "timestamp",
            |r| r.headers[1].1 = "1780000001".into(),
            forged(Forgery::SignatureWrong),
        ),
        ("nonce", |r| r.headers[2].1.push('1'), forged(Forgery::SignatureWrong)),
        (
            "signature",
            |r| r.headers[3].1.replace_range(0..4, "AAAA"),
            forged(Forgery::SignatureWrong),
        ),
        ("no headers", |r| r.headers.clear(), forged(Forgery::Unsigned)),
        (
            "a header twice",
            |r| r.headers.push(r.headers[1].clone()),
            forged(Forgery::Unsigned),
        ),
        (
            "status",
            |r| r.status = 500,
            Some(GatewayError::Unavailable { status: 500 }),
        ),
    ];
    for (part, alter, expected) in rows {
        let mut response = good.clone();
        alter(&mut response);
        assert_eq!(read(&response, 0), expected, "{part}");
    }
    for dropped in 0..4 {
        let mut response = good.clone();
        response.headers.remove(dropped);
        assert_eq!(read(&response, 0), forged(Forgery::Unsigned), "header {dropped}");
    }
    for (seconds, fresh) in [(300, true), (301, false), (-300, true), (-301, false), (86_400, false)] {
        let expected = (!fresh).then_some(GatewayError::Stale { seconds });
        assert_eq!(read(&good, seconds), expected, "{seconds} s later");
    }
    let mut response = good.clone();
    response.headers = sign_answer(PLATFORM, &stranger(), at(0).as_second(), "n", &response.body).unwrap();
    assert_eq!(
        read(&response, 0),
        forged(Forgery::SignatureWrong),
        "signed by somebody else"
    );
}

#[test]
fn altered_callbacks_of_wechat_are_refused() {
    let (pair, good) = paid(Wallet::WeChat);
    let parse = |request: &HttpRequest, seconds: i64| pair.provider.parse_notification(request, at(seconds)).err();
    assert_eq!(parse(&good, 0), None);
    for place in (0..good.body.len()).step_by(7) {
        let mut request = good.clone();
        request.body[place] ^= 0x10;
        assert_eq!(
            parse(&request, 0),
            Some(GatewayError::Forged(Forgery::SignatureWrong)),
            "byte {place}"
        );
    }
    assert_eq!(parse(&good, 301), Some(GatewayError::Stale { seconds: 301 }));
    let mut request = good.clone();
    // WeChat itself tries whether a merchant looks at signatures, by one that begins like this.
    request.headers[3].1 = format!("WECHATPAY/SIGNTEST/{}", good.headers[3].1);
    assert_eq!(parse(&request, 0), Some(GatewayError::Forged(Forgery::SignatureWrong)));
    request.body = vec![b' '; 70_000];
    assert_eq!(parse(&request, 0), Some(GatewayError::Malformed { what: "callback" }));
}

#[test]
fn a_seal_is_looked_at_even_where_the_signature_fits() {
    // What WeChat would have signed if somebody had got at its signing key but not at ours.
    let wechat_key =
        shishi_gateways::keys::PrivateKey::read(include_str!("../../../fixtures/payments/wechat.pem")).unwrap();
    let (pair, good) = paid(Wallet::WeChat);
    let text = String::from_utf8(good.body.clone()).unwrap();
    let cipher_at = text.find("\"ciphertext\":\"").unwrap() + 14;
    let mut bent = text.clone();
    bent.replace_range(
        cipher_at..=cipher_at,
        if &text[cipher_at..=cipher_at] == "A" { "B" } else { "A" },
    );
    let rows = [
        (text.clone(), None),
        (bent, Some("gateway.forged")),
        (
            text.replace("\"associated_data\":\"T", "\"associated_data\":\"U"),
            Some("gateway.forged"),
        ),
        (text.replace("AEAD_AES_256_GCM", "NONE"), Some("gateway.mismatch")),
        (
            text.replace("TRANSACTION.SUCCESS\",\"id", "COUPON.USE\",\"id"),
            Some("gateway.malformed"),
        ),
        (
            text.replacen("\"id\":", "\"id\":\"twice\",\"id\":", 1),
            Some("gateway.malformed"),
        ),
        ("{}".to_owned(), Some("gateway.malformed")),
    ];
    for (body, expected) in rows {
        let mut request = good.clone();
        request.headers = sign_answer(PLATFORM, &wechat_key, at(0).as_second(), "n", body.as_bytes()).unwrap();
        request.body = body.into_bytes();
        let verdict = pair.provider.parse_notification(&request, at(0));
        let shown = String::from_utf8_lossy(&request.body).into_owned();
        assert_eq!(verdict.as_ref().err().map(Refusal::code), expected, "{shown}");
    }
}

#[test]
fn altered_answers_of_alipay_are_refused() {
    let (mut pair, _) = paid(Wallet::Alipay);
    let command = query("O1", 650, Way::Agreement);
    let good = asked(&mut pair, &command, 0);
    let text = String::from_utf8(good.body.clone()).unwrap();
    let read = |body: String| {
        let response = HttpResponse::text(200, "application/json", body);
        pair.provider
            .read(&command, &response, at(0))
            .err()
            .map(|error| error.code())
    };
    let unsigned = text.split(",\"sign\"").next().unwrap().to_owned() + "}";
    let rows = [
        ("as it came", text.clone(), None),
        ("spaces around", format!(" {text}\n"), None),
        ("amount", text.replace("6.50", "6.51"), Some("gateway.forged")),
        (
            "state",
            text.replace("TRADE_SUCCESS", "TRADE_CLOSED"),
            Some("gateway.forged"),
        ),
        ("a space inside", text.replacen(':', ": ", 3), Some("gateway.forged")),
        (
            "signature",
            text.replacen("\"sign\":\"", "\"sign\":\"AAAA", 1),
            Some("gateway.forged"),
        ),
        ("no signature", unsigned, Some("gateway.forged")),
        (
            "another method",
            text.replacen("query", "close", 1),
            Some("gateway.malformed"),
        ),
        (
            "a second answer",
            text.replacen('{', "{\"alipay_trade_query_response\":{},", 1),
            Some("gateway.malformed"),
        ),
        (
            "a second signature",
            text.replacen('{', "{\"sign\":\"x\",", 1),
            Some("gateway.malformed"),
        ),
        ("cut off", text[..text.len() - 2].to_owned(), Some("gateway.malformed")),
        (
            "an unsigned no",
            r#"{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"}}"#.to_owned(),
            Some("gateway.unavailable"),
        ),
        (
            "a no that somebody else signed",
            r#"{"alipay_trade_query_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"},"sign":"AAAA"}"#
                .to_owned(),
            Some("gateway.forged"),
        ),
    ];
    for (part, body, expected) in rows {
        assert_eq!(read(body.clone()), expected, "{part}: {body}");
    }
}

#[test]
fn altered_callbacks_of_alipay_are_refused() {
    let (pair, good) = paid(Wallet::Alipay);
    let fields: Vec<(String, String)> = form_urlencoded::parse(&good.body).into_owned().collect();
    let parse = |fields: &[(String, String)]| {
        let body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(fields)
            .finish();
        let mut request = good.clone();
        request.body = body.into_bytes();
        pair.provider
            .parse_notification(&request, at(0))
            .err()
            .map(|error| error.code())
    };
    assert_eq!(parse(&fields), None);
    assert!(fields.len() > 10);
    for place in 0..fields.len() {
        let name = &fields[place].0;
        let mut altered = fields.clone();
        altered[place].1.insert(0, '1');
        assert_eq!(parse(&altered), Some("gateway.forged"), "{name} altered");
        let mut dropped = fields.clone();
        dropped.remove(place);
        assert_eq!(parse(&dropped), Some("gateway.forged"), "{name} dropped");
        let mut doubled = fields.clone();
        doubled.push(fields[place].clone());
        assert_eq!(parse(&doubled), Some("gateway.malformed"), "{name} doubled");
    }
    let mut added = fields.clone();
    added.push(("out_biz_no".to_owned(), "R1".to_owned()));
    assert_eq!(parse(&added), Some("gateway.forged"), "a field added");
}

#[test]
fn callbacks_for_another_merchant_are_not_ours() {
    for wallet in WALLETS {
        let (pair, callback) = paid(wallet);
        let provider = match pair.provider {
            shishi_gateways::payment::Provider::WeChat(mut merchant) => {
                merchant.merchant_id = "1900000002".to_owned();
                shishi_gateways::payment::Provider::WeChat(merchant)
            }
            shishi_gateways::payment::Provider::Alipay(mut merchant) => {
                merchant.app_id = "2021000000000002".to_owned();
                shishi_gateways::payment::Provider::Alipay(merchant)
            }
        };
        let verdict = provider.parse_notification(&callback, at(0)).unwrap_err();
        assert_eq!(verdict.code(), "gateway.mismatch", "{wallet:?}");
    }
}

proptest! {
    #[test]
    fn no_bytes_at_all_are_believed_or_do_harm(
        body in prop::collection::vec(any::<u8>(), 0..300),
        value in "[ -~]{0,40}",
        status in 100..600u16,
        wechat: bool,
    ) {
        let wallet = if wechat { Wallet::WeChat } else { Wallet::Alipay };
        let mut pair = calm(wallet);
        let headers = ["Wechatpay-Serial", "Wechatpay-Timestamp", "Wechatpay-Nonce", "Wechatpay-Signature", "Authorization"];
        let headers: Vec<_> = headers.map(|name| (name.to_owned(), value.clone())).into();
        let request = HttpRequest {
            method: shishi_gateways::Method::Post,
            url: format!("/v3/pay?{value}"),
            headers: headers.clone(),
            body: body.clone(),
        };
        prop_assert!(pair.provider.parse_notification(&request, at(0)).is_err());
        let _ = pair.simulator.handle(&request, at(0));
        let response = HttpResponse { status, headers, body };
        let error = pair.provider.read(&query("O1", 650, Way::Agreement), &response, at(0)).unwrap_err();
        prop_assert!(error.leaves_open(), "{}", error);
    }
}
