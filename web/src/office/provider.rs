//! Signing in at the office's own provider of identities. Somebody who is signed in joins the identity to the own account
//! first; after that the identity opens it.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;
use shishi_service::{ProvenIdentity, ServiceError, SignInFrom, may};
use subtle::ConstantTimeEq;

use super::door::{self, Peer};
use super::form::Posted;
use super::page::{Answer, see_other};
use super::route;
use crate::shell::provider::{Errand, Fault, Provider};
use crate::shell::{App, Ask, CheckedForm, Failure, Gate, Lang, SignedIn, session_token};

const OWN: Gate = Gate::May(&may::USE_DESK);

route::routes! {
    "/office/sign-in/provider" { get sign_in: Gate::Open }
    "/office/sign-in/provider/return" { get back: Gate::Open }
    "/office/account/provider" { get join: OWN }
    "/office/account/provider/part" { post part: OWN }
}

/// The cookie that is kept while somebody is away at the provider.
const COOKIE: &str = "shishi-errand";
/// How long that may take, in seconds.
const ERRAND_SECONDS: u32 = 600;

/// What somebody went to the provider for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    SignIn,
    Join,
}

/// What the provider sends back in the address. Its own words on a failure are shown to nobody.
#[derive(Deserialize)]
struct Returned {
    #[serde(default)]
    code: String,
    #[serde(default)]
    state: String,
}

/// Off to the provider, to sign in.
async fn sign_in(State(app): State<App>, ask: Ask) -> Answer {
    match away(&app, ask.lang, Purpose::SignIn).await {
        Err(failure) if failure.status != StatusCode::NOT_FOUND => door::refused(&app, &ask, &failure),
        other => other,
    }
}

/// Off to the provider, to join an identity to the own account.
async fn join(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    drop(signed_in);
    away(&app, ask.lang, Purpose::Join).await
}

/// Takes the identity away from the own account.
async fn part(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.part_identity(&actor)).await?;
    Ok(see_other(ask.lang, "/office/account?said=identity-parted"))
}

/// Back from the provider.
async fn back(
    State(app): State<App>,
    ask: Ask,
    Peer(address): Peer,
    headers: HeaderMap,
    Query(returned): Query<Returned>,
) -> Answer {
    if app.options().provider.is_none() {
        return Err(Failure::not_found());
    }
    let secure = app.options().secure_cookies;
    let (lang, purpose, errand) = kept(&headers).ok_or_else(|| unproven("there is no errand"))?;
    let ask = Ask { lang, ..ask };
    let outcome = returned_identity(&app, returned, errand).await;
    let answer = match (purpose, outcome) {
        (Purpose::SignIn, Ok(identity)) => {
            let agent = door::agent(&headers);
            let from = SignInFrom { address, agent };
            match app
                .blocking(move |service| service.sign_in_by_identity(&identity, from))
                .await
            {
                Ok(made) => Ok(door::enter(see_other(lang, "/office"), &made.token, secure)),
                Err(failure) => door::refused(&app, &ask, &failure),
            }
        }
        (Purpose::SignIn, Err(failure)) => door::refused(&app, &ask, &failure),
        (Purpose::Join, Ok(identity)) => joined(&app, lang, &headers, identity).await,
        (Purpose::Join, Err(failure)) => Err(failure),
    };
    answer.map(|response| with_cookie(response, &forget(secure)))
}

/// Joins to the account of whoever is signed in here and now.
async fn joined(app: &App, lang: Lang, headers: &HeaderMap, identity: ProvenIdentity) -> Answer {
    let token = session_token(headers, app.options().secure_cookies);
    let done = app.blocking(move |service| {
        let session = match token {
            Some(token) => service.session(&token)?,
            None => None,
        };
        let Some(session) = session else { return Ok(false) };
        service.join_identity(&session.actor, &identity)?;
        Ok::<_, ServiceError>(true)
    });
    Ok(if done.await? {
        see_other(lang, "/office/account?said=identity-joined")
    } else {
        see_other(lang, "/office/sign-in")
    })
}

async fn away(app: &App, lang: Lang, purpose: Purpose) -> Answer {
    let (address, errand) = conversation(app, |provider| provider.begin()).await?;
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let location = HeaderValue::try_from(address).map_err(Failure::internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    Ok(with_cookie(
        response,
        &keep(lang, purpose, &errand, app.options().secure_cookies),
    ))
}

async fn returned_identity(app: &App, returned: Returned, errand: Errand) -> Result<ProvenIdentity, Failure> {
    let same: bool = returned.state.as_bytes().ct_eq(errand.state.as_bytes()).into();
    if !same || returned.code.is_empty() {
        return Err(unproven("the provider sent nobody back"));
    }
    conversation(app, move |provider| provider.finish(returned.code, &errand)).await
}

/// Speaks with the provider on a thread that may wait.
async fn conversation<T: Send + 'static>(
    app: &App,
    talk: impl FnOnce(&Provider) -> Result<T, Fault> + Send + 'static,
) -> Result<T, Failure> {
    let provider: Arc<Provider> = app.options().provider.clone().ok_or_else(Failure::not_found)?;
    let _turn = provider.turn().ok_or_else(|| Failure::from(ServiceError::Busy))?;
    let speaker = provider.clone();
    let talked = tokio::task::spawn_blocking(move || talk(&speaker)).await;
    match talked.map_err(Failure::internal)? {
        Ok(found) => Ok(found),
        Err(fault) => {
            tracing::warn!("{fault}");
            Err(match fault {
                Fault::Away(_) => Failure::new(StatusCode::BAD_GATEWAY, "form.provider_away"),
                Fault::Unproven(_) => Failure::new(StatusCode::FORBIDDEN, "form.provider_unproven"),
            })
        }
    }
}

fn unproven(words: &str) -> Failure {
    tracing::info!("an identity was not proved: {words}");
    Failure::new(StatusCode::FORBIDDEN, "form.provider_unproven")
}

/// The cookie's value: language, purpose, and the three secrets, which hold no full stop.
fn keep(lang: Lang, purpose: Purpose, errand: &Errand, secure: bool) -> String {
    let lang = if lang == Lang::En { "en" } else { "zh" };
    let purpose = match purpose {
        Purpose::SignIn => "sign-in",
        Purpose::Join => "join",
    };
    let Errand { state, nonce, verifier } = errand;
    let flag = if secure { "; Secure" } else { "" };
    format!(
        "{COOKIE}={lang}.{purpose}.{state}.{nonce}.{verifier}; Path=/office/sign-in/provider; HttpOnly; SameSite=Lax; \
         Max-Age={ERRAND_SECONDS}{flag}"
    )
}

fn forget(secure: bool) -> String {
    let flag = if secure { "; Secure" } else { "" };
    format!("{COOKIE}=; Path=/office/sign-in/provider; HttpOnly; SameSite=Lax; Max-Age=0{flag}")
}

fn kept(headers: &HeaderMap) -> Option<(Lang, Purpose, Errand)> {
    let value = headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(COOKIE)?.strip_prefix('='))?;
    let mut parts = value.split('.');
    let lang = match parts.next()? {
        "en" => Lang::En,
        _ => Lang::Zh,
    };
    let purpose = match parts.next()? {
        "sign-in" => Purpose::SignIn,
        "join" => Purpose::Join,
        _ => return None,
    };
    let mut next = || parts.next().filter(|part| !part.is_empty()).map(str::to_owned);
    let errand = Errand {
        state: next()?,
        nonce: next()?,
        verifier: next()?,
    };
    Some((lang, purpose, errand))
}

fn with_cookie(mut response: Response<Body>, cookie: &str) -> Response<Body> {
    if let Ok(value) = HeaderValue::try_from(cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_comes_back_and_nothing_else_does() {
        let errand = Errand {
            state: "s-1".into(),
            nonce: "n_2".into(),
            verifier: "v".into(),
        };
        let value = keep(Lang::En, Purpose::Join, &errand, true);
        let (pair, attributes) = value.split_once("; ").unwrap();
        assert!(
            attributes.contains("HttpOnly") && attributes.contains("Secure"),
            "{attributes}"
        );
        let read = |cookie: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::COOKIE, HeaderValue::try_from(cookie).unwrap());
            kept(&headers)
        };
        assert_eq!(read(&format!("a=b; {pair}")), Some((Lang::En, Purpose::Join, errand)));
        for bad in [
            "",
            "shishi-errand=",
            "shishi-errand=zh.sign-in.s.n",
            "shishi-errand=zh.other.s.n.v",
            "shishi-errand=zh.join.s..v",
        ] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }
}
