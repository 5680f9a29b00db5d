//! Whom to ask for money: the merchant's settings from a file, and the client that carries requests.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, anyhow};
use serde::Deserialize;
use shishi_kernel::Fen;
use shishi_service::gateways::alipay::certificates::Certificates;
use shishi_service::gateways::keys::{PrivateKey, PublicKey, SealKey};
use shishi_service::gateways::payment::Provider;
use shishi_service::gateways::{HttpRequest, HttpResponse, Method, alipay, wechat};
use shishi_service::parking::money::{Carry, PaymentsSetup};

/// How long a provider may take for one answer.
const TIMEOUT: Duration = Duration::from_secs(8);
/// Bytes of an answer that are read.
const ANSWER_BYTES_MAX: u64 = 1 << 20;
/// Who would owe more than this pays before leaving, unless the file says otherwise: 50 yuan.
const OWING_MAX: i64 = 5_000;

/// The file, in JSON. Keys are files of their own, named from the folder of this one.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Settings {
    #[serde(default = "owing_max")]
    owing_max_fen: i64,
    /// The providers' numbers of lots, by slug.
    #[serde(default)]
    lots: HashMap<String, String>,
    wechat: Option<WeChat>,
    alipay: Option<Alipay>,
}

fn owing_max() -> i64 {
    OWING_MAX
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeChat {
    app_id: String,
    merchant_id: String,
    sub_merchant_id: Option<String>,
    serial: String,
    key_file: PathBuf,
    api_v3_key_file: PathBuf,
    platform_serial: String,
    platform_key_file: PathBuf,
    #[serde(default = "wechat_address")]
    base_url: String,
}

fn wechat_address() -> String {
    "https://api.mch.weixin.qq.com".to_owned()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Alipay {
    app_id: String,
    seller_id: String,
    key_file: PathBuf,
    /// In key mode.
    alipay_key_file: Option<PathBuf>,
    /// In certificate mode, all three.
    app_cert_file: Option<PathBuf>,
    root_cert_file: Option<PathBuf>,
    alipay_cert_file: Option<PathBuf>,
    app_auth_token: Option<String>,
    #[serde(default = "alipay_address")]
    gateway_url: String,
}

fn alipay_address() -> String {
    "https://openapi.alipay.com/gateway.do".to_owned()
}

/// Reads the file. Providers call back under the site's public address.
pub fn read(file: &Path, public_address: &str) -> Result<PaymentsSetup> {
    let text = std::fs::read_to_string(file).with_context(|| format!("cannot read {}", file.display()))?;
    let settings: Settings =
        serde_json::from_str(&text).with_context(|| format!("{} is not understood", file.display()))?;
    let folder = file.parent().unwrap_or(Path::new("."));
    let secret = |name: &Path| {
        let path = folder.join(name);
        let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        Ok::<_, anyhow::Error>(text.trim().to_owned())
    };
    let notify = |word: &str| format!("{}/parking/callbacks/{word}", public_address.trim_end_matches('/'));
    let mut providers = Vec::new();
    if let Some(wechat) = settings.wechat {
        let merchant = wechat::Merchant {
            app_id: wechat.app_id,
            merchant_id: wechat.merchant_id,
            sub_merchant_id: wechat.sub_merchant_id,
            serial: wechat.serial,
            key: PrivateKey::read(&secret(&wechat.key_file)?)?,
            seal: SealKey::read(&secret(&wechat.api_v3_key_file)?)?,
            platform: vec![wechat::PlatformKey {
                serial: wechat.platform_serial,
                key: PublicKey::read(&secret(&wechat.platform_key_file)?)?,
            }],
            base_url: wechat.base_url,
            notify_url: notify("wechat"),
        };
        merchant.check()?;
        providers.push(Provider::WeChat(merchant));
    }
    if let Some(alipay) = settings.alipay {
        let files = (&alipay.app_cert_file, &alipay.root_cert_file, &alipay.alipay_cert_file);
        let (certificates, alipay_key) = match (&alipay.alipay_key_file, files) {
            (Some(key), (None, None, None)) => (None, PublicKey::read(&secret(key)?)?),
            (None, (Some(app), Some(root), Some(own))) => {
                let (names, key) = Certificates::read(&secret(app)?, &secret(root)?, &secret(own)?)?;
                (Some(names), key)
            }
            _ => {
                return Err(anyhow!(
                    "{}: alipay needs either alipay_key_file, or app_cert_file, root_cert_file and alipay_cert_file",
                    file.display()
                ));
            }
        };
        let merchant = alipay::Merchant {
            app_id: alipay.app_id,
            seller_id: alipay.seller_id,
            key: PrivateKey::read(&secret(&alipay.key_file)?)?,
            alipay_key,
            certificates,
            app_auth_token: alipay.app_auth_token,
            gateway_url: alipay.gateway_url,
            notify_url: notify("alipay"),
        };
        merchant.check()?;
        providers.push(Provider::Alipay(merchant));
    }
    if providers.is_empty() {
        return Err(anyhow!("{} names no provider", file.display()));
    }
    Ok(PaymentsSetup {
        providers,
        carry: carry(),
        owing_max: Fen(settings.owing_max_fen.max(0)),
        lots: settings.lots,
        statement: None,
    })
}

/// Carries requests by HTTP. What does not come back in time is as good as nothing.
pub fn carry() -> Carry {
    let config = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .build();
    let agent: ureq::Agent = config.into();
    Arc::new(move |request| send(&agent, &request))
}

fn send(agent: &ureq::Agent, request: &HttpRequest) -> Option<HttpResponse> {
    let headers = request.headers.iter();
    let sent = match request.method {
        Method::Get => headers
            .fold(agent.get(&request.url), |call, (name, value)| call.header(name, value))
            .call(),
        Method::Post => headers
            .fold(agent.post(&request.url), |call, (name, value)| call.header(name, value))
            .send(&request.body[..]),
    };
    let mut answer = sent.ok()?;
    let headers = answer
        .headers()
        .iter()
        .filter_map(|(name, value)| Some((name.as_str().to_owned(), value.to_str().ok()?.to_owned())))
        .collect();
    let body = answer
        .body_mut()
        .with_config()
        .limit(ANSWER_BYTES_MAX)
        .read_to_vec()
        .ok()?;
    Some(HttpResponse {
        status: answer.status().as_u16(),
        headers,
        body,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_whole_or_refused() {
        let keys = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/payments");
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        for name in [
            "merchant.pem",
            "alipay.pub.pem",
            "wechat.pub.pem",
            "app.crt.pem",
            "roots.crt.pem",
            "alipay.crt.pem",
        ] {
            std::fs::copy(keys.join(name), folder.path().join(name)).unwrap();
        }
        write("v3.key", "demonstration-key-of-32-letters.\n");
        let alipay = r#""alipay":{"app_id":"2021000000000001","seller_id":"2088000000000001","key_file":"merchant.pem","alipay_key_file":"alipay.pub.pem"}"#;
        let wechat = r#""wechat":{"app_id":"wxshishi00000001","merchant_id":"1900000001","serial":"5157F09EFDC096DE15EBE81A47057A7232F1B8E1","key_file":"merchant.pem","api_v3_key_file":"v3.key","platform_serial":"PUB_KEY_ID_0119000000012026010100000000000001","platform_key_file":"wechat.pub.pem"}"#;
        let certificates =
            r#""app_cert_file":"app.crt.pem","root_cert_file":"roots.crt.pem","alipay_cert_file":"alipay.crt.pem""#;
        for (text, providers) in [
            (format!("{{{alipay},{wechat},\"owing_max_fen\":100}}"), Some(2)),
            (format!("{{{wechat}}}"), Some(1)),
            (
                format!(
                    "{{{}}}",
                    alipay.replace(r#""alipay_key_file":"alipay.pub.pem""#, certificates)
                ),
                Some(1),
            ),
            // Half of one mode and half of the other is none.
            (
                format!(
                    "{{{}}}",
                    alipay.replace(
                        r#""alipay_key_file""#,
                        r#""app_cert_file":"app.crt.pem","alipay_key_file""#
                    )
                ),
                None,
            ),
            ("{}".to_owned(), None),
            (format!("{{{}}}", alipay.replace("merchant.pem", "nothing.pem")), None),
            (format!("{{{}}}", alipay.replace("seller_id", "sellerid")), None),
            (format!("{{{}}}", wechat.replace("v3.key", "merchant.pem")), None),
        ] {
            write("payments.json", &text);
            let read = read(&folder.path().join("payments.json"), "https://parking.example/");
            assert_eq!(read.ok().map(|setup| setup.providers.len()), providers, "{text}");
        }
    }
}
