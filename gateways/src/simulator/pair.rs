//! A merchant and a simulator that know each other's keys.

use super::{Face, Simulator, Trouble, alipay, wechat};
use crate::GatewayError;
use crate::alipay::certificates::Certificates;
use crate::keys::{PrivateKey, PublicKey, SealKey};
use crate::payment::{Provider, Wallet};

const MERCHANT: (&str, &str) = (
    include_str!("../../../fixtures/payments/merchant.pem"),
    include_str!("../../../fixtures/payments/merchant.pub.pem"),
);
const WECHAT: (&str, &str) = (
    include_str!("../../../fixtures/payments/wechat.pem"),
    include_str!("../../../fixtures/payments/wechat.pub.pem"),
);
const ALIPAY: (&str, &str) = (
    include_str!("../../../fixtures/payments/alipay.pem"),
    include_str!("../../../fixtures/payments/alipay.pub.pem"),
);
/// Of the merchant's key, of Alipay's, and of who signed both with others.
const CERTIFICATES: (&str, &str, &str) = (
    include_str!("../../../fixtures/payments/app.crt.pem"),
    include_str!("../../../fixtures/payments/roots.crt.pem"),
    include_str!("../../../fixtures/payments/alipay.crt.pem"),
);
const SEAL: &str = "demonstration-key-of-32-letters.";
const MERCHANT_ID: &str = "1900000001";
const MERCHANT_SERIAL: &str = "5157F09EFDC096DE15EBE81A47057A7232F1B8E1";
const PLATFORM_SERIAL: &str = "PUB_KEY_ID_0119000000012026010100000000000001";
const APP_ID: &str = "2021000000000001";
const SELLER_ID: &str = "2088000000000001";

/// A merchant's account and the provider that keeps it.
pub struct Pair {
    /// Our side.
    pub provider: Provider,
    /// The other side.
    pub simulator: Simulator,
}

/// A merchant that asks at `base_url` and is called back at `notify_url`, and the simulator of its provider.
///
/// # Errors
/// [`GatewayError`] when an address is none.
pub fn pair(
    wallet: Wallet,
    base_url: &str,
    notify_url: &str,
    seed: u64,
    trouble: Trouble,
) -> Result<Pair, GatewayError> {
    let (key, merchant_key) = (PrivateKey::read(MERCHANT.0)?, PublicKey::read(MERCHANT.1)?);
    let notify_url = notify_url.to_owned();
    let (provider, face) = match wallet {
        Wallet::WeChat => {
            let merchant = crate::wechat::Merchant {
                app_id: "wxshishi00000001".to_owned(),
                merchant_id: MERCHANT_ID.to_owned(),
                sub_merchant_id: None,
                serial: MERCHANT_SERIAL.to_owned(),
                key,
                seal: SealKey::read(SEAL)?,
                platform: vec![crate::wechat::PlatformKey {
                    serial: PLATFORM_SERIAL.to_owned(),
                    key: PublicKey::read(WECHAT.1)?,
                }],
                base_url: base_url.to_owned(),
                notify_url: notify_url.clone(),
            };
            merchant.check()?;
            let face = wechat::Face {
                merchant_id: MERCHANT_ID.to_owned(),
                merchant_serial: MERCHANT_SERIAL.to_owned(),
                merchant_key,
                serial: PLATFORM_SERIAL.to_owned(),
                key: PrivateKey::read(WECHAT.0)?,
                seal: SealKey::read(SEAL)?,
                notify_url,
            };
            (Provider::WeChat(merchant), Face::WeChat(face))
        }
        Wallet::Alipay => {
            let merchant = crate::alipay::Merchant {
                app_id: APP_ID.to_owned(),
                seller_id: SELLER_ID.to_owned(),
                key,
                alipay_key: PublicKey::read(ALIPAY.1)?,
                certificates: None,
                app_auth_token: None,
                gateway_url: format!("{base_url}/gateway.do"),
                notify_url: notify_url.clone(),
            };
            merchant.check()?;
            let face = alipay::Face {
                app_id: APP_ID.to_owned(),
                seller_id: SELLER_ID.to_owned(),
                merchant_key,
                key: PrivateKey::read(ALIPAY.0)?,
                notify_url,
                certificates: None,
            };
            (Provider::Alipay(merchant), Face::Alipay(face))
        }
    };
    Ok(Pair {
        provider,
        simulator: Simulator::new(face, seed, trouble),
    })
}

/// The same with Alipay in certificate mode.
///
/// # Errors
/// [`GatewayError`] when an address is none.
pub fn pair_by_certificates(
    base_url: &str,
    notify_url: &str,
    seed: u64,
    trouble: Trouble,
) -> Result<Pair, GatewayError> {
    let mut made = pair(Wallet::Alipay, base_url, notify_url, seed, trouble)?;
    let (app, roots, alipay) = CERTIFICATES;
    let (names, key) = Certificates::read(app, roots, alipay)?;
    if let Provider::Alipay(merchant) = &mut made.provider {
        (merchant.certificates, merchant.alipay_key) = (Some(names.clone()), key);
    }
    made.simulator.ask_for_certificates(names);
    Ok(made)
}
