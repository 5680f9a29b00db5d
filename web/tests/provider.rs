//! Signing in at a provider of identities: one that this test plays over a socket, honest and otherwise.

mod common;

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::{HeaderMap, Method, StatusCode};
use axum::routing::{get, post};
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use common::{Answer, PASSWORD, Site};
use openidconnect::PrivateSigningKey;
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreRsaPrivateSigningKey};
use parking_lot::Mutex;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use shishi_service::SignInFrom;
use shishi_web::WebOptions;
use shishi_web::shell::provider::{Provider, ProviderOptions};

/// Keys made for this test; they open nothing.
const KEYS: [&str; 2] = [include_str!("keys/provider-a.pem"), include_str!("keys/provider-b.pem")];

/// What the provider says next, beside the truth.
#[derive(Clone, Debug, Default)]
struct Says {
    subject: String,
    /// What the browser was sent away with.
    nonce: String,
    challenge: String,
    /// Claims that replace the true ones.
    instead: Value,
    /// Signs with a key that it does not publish.
    foreign_key: bool,
    /// Says this status at the token's address.
    status: Option<u16>,
}

#[derive(Clone)]
struct Played {
    issuer: String,
    says: Arc<Mutex<Says>>,
}

fn key(foreign: bool) -> CoreRsaPrivateSigningKey {
    let id = openidconnect::JsonWebKeyId::new("a".into());
    CoreRsaPrivateSigningKey::from_pem(KEYS[usize::from(foreign)], Some(id)).unwrap()
}

fn proof(issuer: &str, says: &Says) -> String {
    let now = std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let mut claims = json!({
        "iss": issuer, "sub": says.subject, "aud": "shishi", "nonce": says.nonce, "iat": now, "exp": now + 60,
    });
    for (name, value) in says.instead.as_object().into_iter().flatten() {
        claims[name] = value.clone();
    }
    let part = |value: Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let words = format!("{}.{}", part(json!({"alg": "RS256", "kid": "a"})), part(claims));
    let signature = key(says.foreign_key)
        .sign(&CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256, words.as_bytes())
        .unwrap();
    format!("{words}.{}", URL_SAFE_NO_PAD.encode(signature))
}

async fn describe(State(played): State<Played>) -> Json<Value> {
    let issuer = &played.issuer;
    Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "jwks_uri": format!("{issuer}/keys"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
    }))
}

async fn token(
    State(played): State<Played>,
    headers: HeaderMap,
    Form(sent): Form<std::collections::HashMap<String, String>>,
) -> (StatusCode, Json<Value>) {
    let says = played.says.lock().clone();
    if let Some(status) = says.status {
        return (
            StatusCode::from_u16(status).unwrap(),
            Json(json!({"error": "server_error"})),
        );
    }
    let known = headers["authorization"] == format!("Basic {}", STANDARD.encode("shishi:quite-secret").as_str());
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&sent["code_verifier"]));
    if !known || sent["code"] != "one-time" || challenge != says.challenge {
        return (StatusCode::BAD_REQUEST, Json(json!({"error": "invalid_grant"})));
    }
    let answer = json!({"access_token": "x", "token_type": "Bearer", "id_token": proof(&played.issuer, &says)});
    (StatusCode::OK, Json(answer))
}

struct Stage {
    site: Site,
    says: Arc<Mutex<Says>>,
    session: String,
}

impl Stage {
    async fn new() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let says = Arc::new(Mutex::new(Says::default()));
        let played = Played {
            issuer: issuer.clone(),
            says: says.clone(),
        };
        let keys = json!({"keys": [serde_json::to_value(key(false).as_verification_key()).unwrap()]});
        let routes = Router::new()
            .route("/.well-known/openid-configuration", get(describe))
            .route("/keys", get(move || async move { Json(keys.clone()) }))
            .route("/token", post(token))
            .with_state(played);
        tokio::spawn(async move { axum::serve(listener, routes).await });
        let provider = Provider::new(ProviderOptions {
            issuer,
            client: "shishi".into(),
            secret: "quite-secret".into(),
            name: "统一身份认证".into(),
            public_address: "https://zone.invalid/".into(),
        });
        let site = Site::with(WebOptions {
            provider: Some(Arc::new(provider.unwrap())),
            ..WebOptions::default()
        });
        site.issue();
        let session = site
            .service
            .sign_in("supervisor", PASSWORD, SignInFrom::default())
            .unwrap();
        let session = format!("shishi={}", session.token);
        Self { site, says, session }
    }

    /// To the provider and back with what it says; `path` begins the errand.
    async fn errand(&self, path: &str, says: Says) -> Answer {
        let cookies = self.session.clone();
        let away = self.site.ask(Method::GET, path, &[("cookie", &cookies)], "").await;
        assert_eq!(away.status, StatusCode::SEE_OTHER, "{}", away.body);
        let address = url::Url::parse(away.header("location")).unwrap();
        let asked = |name: &str| {
            let mut pairs = address.query_pairs();
            pairs
                .find(|(key, _)| key == name)
                .map(|(_, value)| value.into_owned())
                .unwrap()
        };
        assert_eq!(
            asked("redirect_uri"),
            "https://zone.invalid/office/sign-in/provider/return"
        );
        assert_eq!(
            (asked("scope").as_str(), asked("code_challenge_method").as_str()),
            ("openid", "S256")
        );
        let kept = away.header("set-cookie");
        assert!(kept.contains("HttpOnly") && kept.contains("SameSite=Lax"), "{kept}");
        *self.says.lock() = Says {
            nonce: asked("nonce"),
            challenge: asked("code_challenge"),
            ..says
        };
        let kept = kept.split(';').next().unwrap();
        let cookies = format!("{kept}; {}", self.session);
        let back = format!("/office/sign-in/provider/return?code=one-time&state={}", asked("state"));
        self.site.ask(Method::GET, &back, &[("cookie", &cookies)], "").await
    }
}

fn of(subject: &str) -> Says {
    Says {
        subject: subject.into(),
        ..Says::default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identity_opens_the_account_it_was_joined_to() {
    let stage = Stage::new().await;
    let door = stage.site.get("/office/sign-in").await;
    assert!(door.body.contains("用统一身份认证登录"), "{}", door.body);
    let unknown = stage.errand("/office/sign-in/provider", of("u-1")).await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unknown.body.contains("还没有绑定账户"), "{}", unknown.body);

    let joined = stage.errand("/office/account/provider", of("u-1")).await;
    assert_eq!(
        joined.header("location"),
        "/office/account?said=identity-joined",
        "{}",
        joined.body
    );
    let again = stage.errand("/office/account/provider", of("u-2")).await;
    assert_eq!(
        again.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "one identity an account"
    );

    let opened = stage.errand("/en/office/sign-in/provider", of("u-1")).await;
    assert_eq!(opened.header("location"), "/en/office", "the language is kept");
    let cookie = opened.headers.get_all("set-cookie").iter();
    let cookie = cookie
        .map(|value| value.to_str().unwrap())
        .find(|value| value.starts_with("shishi="));
    let token = cookie.unwrap()["shishi=".len()..].split(';').next().unwrap().to_owned();
    let session = stage.site.service.session(&token).unwrap().unwrap();
    assert_eq!(session.login, "supervisor");

    stage.site.service.part_identity(&session.actor).unwrap();
    let parted = stage.errand("/office/sign-in/provider", of("u-1")).await;
    assert!(parted.body.contains("还没有绑定账户"), "{}", parted.body);
    stage.site.service.publish_now().unwrap();
    let kinds: Vec<String> = (stage.site.service.journal_recent(1, 50).unwrap().rows.into_iter())
        .map(|row| row.kind)
        .filter(|kind| kind.starts_with("account.identity"))
        .collect();
    assert_eq!(kinds, ["account.identity_parted", "account.identity_joined"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_proved_opens_nothing() {
    let stage = Stage::new().await;
    stage.errand("/office/account/provider", of("u-1")).await;
    let instead = |claims: Value| Says {
        instead: claims,
        ..of("u-1")
    };
    let failing = |status| Says {
        status: Some(status),
        ..of("u-1")
    };
    let foreign = Says {
        foreign_key: true,
        ..of("u-1")
    };
    for (what, says) in [
        ("another site's proof", instead(json!({"aud": "elsewhere"}))),
        (
            "another provider's proof",
            instead(json!({"iss": "https://elsewhere.invalid"})),
        ),
        ("an old proof", instead(json!({"exp": 1_600_000_000}))),
        (
            "a proof that was asked for by somebody else",
            instead(json!({"nonce": "other"})),
        ),
        ("a proof signed by a stranger", foreign),
        ("a refused code", failing(400)),
        ("a provider that fails", failing(500)),
    ] {
        let answer = stage.errand("/office/sign-in/provider", says).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{what}");
        assert!(answer.body.contains("身份没有得到确认"), "{what}: {}", answer.body);
        let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
        assert!(
            cookies
                .iter()
                .all(|cookie| !cookie.to_str().unwrap().starts_with("shishi=")),
            "{what}"
        );
    }
    let back = "/office/sign-in/provider/return";
    let errand = "shishi-errand=zh.sign-in.aaa.bbb.ccc";
    for (query, cookie) in [
        ("?code=one-time&state=aaa", ""),
        ("?code=one-time&state=aab", errand),
        ("?state=aaa", errand),
        ("?error=access_denied&state=aaa", errand),
        ("", errand),
    ] {
        let path = format!("{back}{query}");
        let answer = stage.site.ask(Method::GET, &path, &[("cookie", cookie)], "").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{query} {cookie}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_is_away_leaves_the_password() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let issuer = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let provider = Provider::new(ProviderOptions {
        issuer,
        client: "shishi".into(),
        secret: String::new(),
        name: "统一身份认证".into(),
        public_address: "https://zone.invalid".into(),
    });
    let site = Site::with(WebOptions {
        provider: Some(Arc::new(provider.unwrap())),
        ..WebOptions::default()
    });
    let answer = site.get("/office/sign-in/provider").await;
    assert_eq!(answer.status, StatusCode::BAD_GATEWAY);
    assert!(answer.body.contains("或者用密码登录"), "{}", answer.body);
    let without = Site::empty();
    for path in [
        "/office/sign-in/provider",
        "/office/sign-in/provider/return?code=a&state=b",
    ] {
        assert_eq!(without.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    assert!(!without.get("/office/sign-in").await.body.contains("统一身份认证"));
}
