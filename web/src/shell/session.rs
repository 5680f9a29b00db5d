//! Who is signed in.

use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header;
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use shishi_service::{Action, Session};

use super::app::App;
use super::errors::Failure;
use super::frame::{Ask, Frame};
use super::i18n::Lang;

/// Names of the session cookie: with HTTPS, and on a plain loopback address (where `__Host-` is refused by browsers).
pub const SESSION_COOKIES: [&str; 2] = ["__Host-shishi", "shishi"];

/// A session in force. As an argument of a handler it refuses everybody else: a reader is sent to sign in, a program
/// gets 401.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// The session.
    pub session: Session,
    /// The secret in the cookie, for signing out.
    pub token: String,
}

impl SignedIn {
    /// The frame of an office page: with the person's name and the secret for its forms.
    #[must_use]
    pub fn frame(&self, app: &App, ask: &Ask, section: &'static str) -> Frame {
        let mut frame = ask.frame(app.service(), section);
        frame.person = Some(self.session.display_name.clone());
        frame.csrf = self.session.csrf.clone();
        frame
    }
}

/// What has to be so before a handler of a route is asked; a route carries it as an extension, and [`SignedIn`] looks at it.
#[derive(Clone, Copy, Debug)]
pub enum Gate {
    /// Nobody needs to be signed in.
    Open,
    /// Whoever is signed in must have a role that may do this.
    May(&'static Action),
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Failure> {
        let Some(token) = session_token(&parts.headers, app.options().secure_cookies) else {
            return Err(unauthenticated(parts));
        };
        let looked_up = token.clone();
        match app.blocking(move |service| service.session(&looked_up)).await? {
            Some(session) => {
                if let Some(Gate::May(action)) = parts.extensions.get::<Gate>() {
                    action.check(&session.actor)?;
                }
                Ok(Self { session, token })
            }
            None => Err(unauthenticated(parts)),
        }
    }
}

fn unauthenticated(parts: &Parts) -> Failure {
    let uri = parts
        .extensions
        .get::<OriginalUri>()
        .map_or(&parts.uri, |original| &original.0);
    let lang = Lang::of_path(uri.path());
    let back: String = uri
        .path()
        .bytes()
        .filter(u8::is_ascii_graphic)
        .map(char::from)
        .collect();
    let mut failure = Failure::new(StatusCode::UNAUTHORIZED, "unauthenticated");
    failure.sign_in = Some(format!("{}?back={back}", lang.href("/office/sign-in")));
    failure
}

/// The secret in the session cookie.
#[must_use]
pub fn session_token(headers: &HeaderMap, secure: bool) -> Option<String> {
    let name = SESSION_COOKIES[usize::from(!secure)];
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|cookies| cookies.split(';'))
        .find_map(|cookie| cookie.trim().strip_prefix(name)?.strip_prefix('='))
        .filter(|token| (1..=256).contains(&token.len()))
        .map(str::to_owned)
}

/// The `Set-Cookie` value that begins a session; it ends with the browser, or when the service says so.
#[must_use]
pub fn session_cookie(token: &str, secure: bool) -> String {
    let (name, flag) = if secure {
        (SESSION_COOKIES[0], "; Secure")
    } else {
        (SESSION_COOKIES[1], "")
    };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{flag}")
}

/// The `Set-Cookie` value that ends it.
#[must_use]
pub fn clear_session_cookie(secure: bool) -> String {
    format!("{}; Max-Age=0", session_cookie("", secure))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;

    #[test]
    fn only_the_cookie_of_this_way_of_serving_counts() {
        for (cookie, secure, token) in [
            ("shishi=abc", false, Some("abc")),
            ("a=b; shishi=abc", false, Some("abc")),
            ("shishi=abc", true, None),
            ("__Host-shishi=abc", true, Some("abc")),
            ("__Host-shishi=abc", false, None),
            ("shishi_type=large", false, None),
            ("shishi=", false, None),
        ] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))]);
            assert_eq!(
                session_token(&headers, secure).as_deref(),
                token,
                "{cookie} secure={secure}"
            );
        }
    }
}
