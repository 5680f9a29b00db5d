//! Keys and signatures against what OpenSSL and Node made of the same.

use crate::build::stranger;
use shishi_gateways::alipay::signing as alipay;
use shishi_gateways::keys::{PrivateKey, PublicKey, SealKey};
use shishi_gateways::wechat::signing as wechat;
use shishi_gateways::{Forgery, GatewayError, Method};

const KEY: &str = include_str!("../../../fixtures/payments/merchant.pem");
const PUBLIC: &str = include_str!("../../../fixtures/payments/merchant.pub.pem");

/// `openssl dgst -sha256 -sign merchant.pem` of the request below.
const OF_REQUEST: &str = "MitR2qlPm49tsNywITZAOg/cgmJkFx89xS4lBCpZnLNgBBHmRXg7F3oY+/8XGm9EL/TygcpbdHLq856tVW/XhIRd+CRpADelFXo5\
tYT/I4oUAqLN+TY+i+N2Ik/LPKrhXOU7jNtrk8qX8W1CqEjI+8+kx8FivZbaS6BoBYwbXzul6Ik2aDXWo19ctj+SFYspHtobiv6BWeRBbNWvNwG767axokfA26zkjRqaKZpy\
W+m7N+3LJo5hy5W4tXdNnLvB9zsG1dGIJVseQEwGpMiMOiCNXE6cZ2KMabv4CAsv9o1gUK1qNiJlmqOZFoZp5fUaroVRXK7a9yH67CVvLuaePw==";

/// The same of the form below.
const OF_FORM: &str = "KGMD5CWLzqKb+U/q/FkD5JhnKsJAoEQt82xBKJuAbAMMORyAdf5Uvr48TjnQ9Zan1QdBHJQbJSCSKEI2YFVDZrpTD+5v6IP0vRFi+GQB\
xuldAe9paBHcWQO8nOKxQ/meahg9xtsyKZGZCn9e87bWOmYhEjXZv6JJ8jjvvU8r172e3xIepb1ERf488WvpdshyOc/N7jccBk/frSkeo4ZLuJWclK9armBThdqBz5ea6Afr\
cRqOzerlq2Ylu3Qzod/IQCEJZ4hTcta5gZDP0rREngBP/Cn/2iGvV0OMsF+cMhKiRnxSUMWj1aMoq/3L1qP25eYW5qSZQRls0FgUQOZ0/Q==";

#[test]
fn signatures_are_those_of_other_tools() {
    let key = PrivateKey::read(KEY).unwrap();
    let text = wechat::request_text(
        Method::Post,
        "/v3/pay?a=1",
        1_554_208_460,
        "593BEC0C930BF1AFEB40B4A08C8FB242",
        br#"{"total":100}"#,
    );
    assert_eq!(key.sign(&text).unwrap(), OF_REQUEST);
    let fields: alipay::Fields = [
        ("sign_type", "RSA2"),
        ("method", "alipay.trade.query"),
        ("biz_content", r#"{"out_trade_no":"SS1"}"#),
        ("notify_url", ""),
        ("charset", "utf-8"),
        ("app_id", "2021000000000001"),
    ]
    .map(|(name, value)| (name.to_owned(), value.to_owned()))
    .into();
    let text = alipay::request_text(&fields);
    assert_eq!(key.sign(text.as_bytes()).unwrap(), OF_FORM);
    let public = PublicKey::read(PUBLIC).unwrap();
    assert_eq!(public.verify(text.as_bytes(), OF_FORM), Ok(()));
}

#[test]
fn every_part_of_a_request_is_signed() {
    let public = PublicKey::read(PUBLIC).unwrap();
    let nonce = "593BEC0C930BF1AFEB40B4A08C8FB242";
    let (at, body) = (1_554_208_460, br#"{"total":100}"#);
    let target = "/v3/pay?a=1";
    let rows = [
        ("method", wechat::request_text(Method::Get, target, at, nonce, body)),
        (
            "path",
            wechat::request_text(Method::Post, "/v3/pey?a=1", at, nonce, body),
        ),
        (
            "query",
            wechat::request_text(Method::Post, "/v3/pay?a=2", at, nonce, body),
        ),
        ("time", wechat::request_text(Method::Post, target, at + 1, nonce, body)),
        (
            "nonce",
            wechat::request_text(Method::Post, target, at, &nonce.to_lowercase(), body),
        ),
        (
            "body",
            wechat::request_text(Method::Post, target, at, nonce, br#"{"total":101}"#),
        ),
    ];
    let good = wechat::request_text(Method::Post, target, at, nonce, body);
    assert_eq!(public.verify(&good, OF_REQUEST), Ok(()));
    for (part, text) in rows {
        let verdict = public.verify(&text, OF_REQUEST);
        assert_eq!(verdict, Err(GatewayError::Forged(Forgery::SignatureWrong)), "{part}");
    }
    for signature in ["", "MitR2q==", "not base64", &stranger().sign(b"x").unwrap()] {
        assert!(public.verify(b"x", signature).is_err(), "{signature}");
    }
}

#[test]
fn keys_are_read_in_every_form_they_come_in() {
    let bare = |text: &str| {
        text.lines()
            .filter(|line| !line.starts_with("-----"))
            .collect::<Vec<_>>()
            .join("\n")
    };
    let cut = &KEY[..KEY.len() / 2];
    let private = [
        ("PEM", KEY.to_owned(), true),
        ("bare base64", bare(KEY), true),
        ("CRLF", KEY.replace('\n', "\r\n"), true),
        ("a public key", PUBLIC.to_owned(), false),
        ("a bare public key", bare(PUBLIC), false),
        ("cut off", cut.to_owned(), false),
        ("nothing", String::new(), false),
        ("far too long", "A".repeat(20_000), false),
    ];
    for (form, text, reads) in private {
        assert_eq!(PrivateKey::read(&text).is_ok(), reads, "private, {form}");
    }
    let public = [
        ("PEM", PUBLIC.to_owned(), true),
        ("bare base64", bare(PUBLIC), true),
        ("a private key", KEY.to_owned(), false),
        ("a bare private key", bare(KEY), false),
        ("one letter short", bare(PUBLIC)[..300].to_owned(), false),
        ("nothing", String::new(), false),
    ];
    for (form, text, reads) in public {
        assert_eq!(PublicKey::read(&text).is_ok(), reads, "public, {form}");
    }
}

#[test]
fn seals_open_only_whole() {
    let key = SealKey::read("demonstration-key-of-32-letters.").unwrap();
    // Made by Node's crypto module.
    let sealed = "5LI/e7+KQqXvTr+ftGoJ8fl0AhwegrP4QAyDS1iDnu9rLOCef6w=";
    let open = |nonce: &str, with: &str, sealed: &str| key.open(nonce, with, sealed);
    assert_eq!(
        open("0123456789ab", "transaction", sealed).unwrap(),
        br#"{"out_trade_no":"SS1"}"#
    );
    let rows = [
        ("nonce", "0123456789ac", "transaction", sealed.to_owned()),
        ("short nonce", "0123456789a", "transaction", sealed.to_owned()),
        ("what stands beside it", "0123456789ab", "refund", sealed.to_owned()),
        (
            "first byte",
            "0123456789ab",
            "transaction",
            sealed.replacen("5LI", "5LJ", 1),
        ),
        ("tag", "0123456789ab", "transaction", sealed.replace("f6w=", "f6x=")),
        ("cut off", "0123456789ab", "transaction", sealed[..20].to_owned()),
        ("nothing", "0123456789ab", "transaction", String::new()),
        ("no base64", "0123456789ab", "transaction", "%%%".to_owned()),
    ];
    for (part, nonce, with, sealed) in rows {
        let verdict = open(nonce, with, &sealed);
        assert_eq!(verdict, Err(GatewayError::Forged(Forgery::SealWrong)), "{part}");
    }
    let other = SealKey::read("another--key-of-exactly-32-bytes").unwrap();
    assert!(other.open("0123456789ab", "transaction", sealed).is_err());
    assert!(SealKey::read("too short").is_err());
    let again = key.seal("0123456789ab", "transaction", br#"{"out_trade_no":"SS1"}"#);
    assert_eq!(again.unwrap(), sealed);
}

#[test]
fn secrets_do_not_show() {
    let pair = crate::build::calm(shishi_gateways::payment::Wallet::WeChat);
    let shown = format!("{:?} {:?}", pair.provider, crate::build::enter("S1"));
    for secret in ["MIIE", "demonstration-key", "12345"] {
        assert!(!shown.contains(secret), "{secret} shows in {shown}");
    }
}
