//! Alipay in certificate mode: names as other tools make them, and whom we believe.

use crate::build::{ask, at, charge, enter, moment, plate};
use shishi_gateways::alipay::certificates::Certificates;
use shishi_gateways::payment::{Agreement, Provider, Speaks, TradeState};
use shishi_gateways::simulator::{Pair, Trouble, pair_by_certificates};
use shishi_gateways::{Forgery, GatewayError};

const APP: &str = include_str!("../../../fixtures/payments/app.crt.pem");
const ROOTS: &str = include_str!("../../../fixtures/payments/roots.crt.pem");
const ALIPAY: &str = include_str!("../../../fixtures/payments/alipay.crt.pem");
const PUBLIC: &str = include_str!("../../../fixtures/payments/alipay.pub.pem");

fn pair() -> Pair {
    let mut pair = pair_by_certificates(
        "https://provider.example",
        "https://parking.example/callbacks",
        1,
        Trouble::none(),
    )
    .unwrap();
    pair.simulator.set_agreement(&plate(), Agreement::Usable, at(0));
    pair
}

fn merchant(pair: &mut Pair) -> &mut shishi_gateways::alipay::Merchant {
    match &mut pair.provider {
        Provider::Alipay(merchant) => merchant,
        Provider::WeChat(_) => unreachable!("made for Alipay"),
    }
}

#[test]
fn certificates_are_named_as_other_tools_name_them() {
    let (names, _) = Certificates::read(APP, ROOTS, ALIPAY).unwrap();
    // `openssl x509 -noout -issuer -nameopt RFC2253,utf8,-esc_msb -serial`, the serial number in decimal, and `md5sum`. The second root is of
    // another kind and counts not; the third is named in Chinese and with a comma.
    let expected = Certificates {
        app: "bb36b2dae5cb19b1f379ec7caed33bb2".to_owned(),
        root: "37af2c987bbfb9325d079f04a741b671_d1587cdfac0dced338bd1b5a6dc89e40".to_owned(),
        alipay: "059347c33cdaee01ecc7196eabed7dac".to_owned(),
    };
    assert_eq!(names, expected);
    let second = ROOTS.split_inclusive("-----END CERTIFICATE-----\n").nth(1).unwrap();
    for (what, app, roots, alipay) in [
        ("a key", PUBLIC, ROOTS, ALIPAY),
        ("nothing", "", ROOTS, ALIPAY),
        ("no root of RSA", APP, second, ALIPAY),
        ("a key that is no RSA", APP, ROOTS, second),
        ("half a file", APP, ROOTS, &ALIPAY[..400]),
    ] {
        let read = Certificates::read(app, roots, alipay);
        assert!(matches!(read, Err(GatewayError::KeyUnusable { .. })), "{what}");
    }
}

#[test]
fn requests_name_our_certificates_and_answers_theirs() {
    let mut pair = pair();
    let entered = ask(&mut pair, &enter("S1"), 0).unwrap();
    assert_eq!(entered.agreement, Agreement::Usable);
    let request = pair.provider.request(&enter("S2"), &moment(1)).unwrap();
    for name in [
        "app_cert_sn=bb36b2",
        "alipay_root_cert_sn=37af2c987bbfb9325d079f04a741b671_d1587c",
    ] {
        assert!(request.url.contains(name), "{}", request.url);
    }
    // An answer that names another certificate is of a key that we have not.
    let answer = pair.simulator.handle(&request, at(1)).unwrap();
    let mut other = answer.clone();
    let text = String::from_utf8(other.body).unwrap();
    other.body = text.replace("059347c33cda", "159347c33cda").into_bytes();
    assert_eq!(
        pair.provider.read(&enter("S2"), &other, at(1)),
        Err(GatewayError::Forged(Forgery::KeyUnknown))
    );
    assert!(pair.provider.read(&enter("S2"), &answer, at(1)).is_ok());
    // Who signs well and names no certificate, or another, is not heard.
    for change in [None, Some("app"), Some("root")] {
        let known = merchant(&mut pair).certificates.clone();
        let other = known.clone().filter(|_| change.is_some()).map(|mut names| {
            let name = if change == Some("app") {
                &mut names.app
            } else {
                &mut names.root
            };
            name.insert(0, '0');
            names
        });
        merchant(&mut pair).certificates = other;
        let asked = ask(&mut pair, &enter("S3"), 2);
        assert!(
            matches!(asked, Err(GatewayError::Unavailable { .. })),
            "{change:?}: {asked:?}"
        );
        merchant(&mut pair).certificates = known;
    }
}

#[test]
fn a_callback_is_believed_by_the_certificate_it_names() {
    let mut pair = pair();
    let entered = ask(&mut pair, &enter("S1"), 0).unwrap();
    let trade = ask(&mut pair, &charge("P1", 500, entered.parking), 60).unwrap();
    assert_eq!(trade.state, TradeState::Accepted);
    let callback = pair.simulator.due(at(600)).remove(0);
    assert!(pair.provider.parse_notification(&callback.request, at(600)).is_ok());
    merchant(&mut pair).certificates.as_mut().unwrap().alipay.insert(0, '0');
    assert_eq!(
        pair.provider.parse_notification(&callback.request, at(600)),
        Err(GatewayError::Forged(Forgery::KeyUnknown))
    );
}
