//! The reader's own setting: large type. A cookie that says only that; set by a plain form, without script.

use axum::body::Body;
use axum::extract::{Query, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;

use super::app::App;
use super::frame::Ask;

const LARGE: &str = "shishi_type=large";

/// Whether the reader has chosen large type.
pub(crate) fn is_large(headers: &HeaderMap) -> bool {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|cookies| cookies.split(';').any(|cookie| cookie.trim() == LARGE))
}

#[derive(Deserialize)]
pub(super) struct Wish {
    #[serde(default)]
    r#type: String,
    #[serde(default)]
    back: String,
}

/// Sets the cookie and goes back to where the reader was.
pub(super) async fn set(State(app): State<App>, ask: Ask, Query(wish): Query<Wish>) -> Response<Body> {
    let large = wish.r#type == "large";
    let secure = if app.options().secure_cookies { "; Secure" } else { "" };
    let cookie = if large {
        format!("{LARGE}; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}")
    } else {
        format!("shishi_type=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}")
    };
    let back = local_path(&wish.back).unwrap_or("/");
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::SEE_OTHER;
    let headers = response.headers_mut();
    if let Ok(value) = HeaderValue::try_from(cookie) {
        headers.insert(header::SET_COOKIE, value);
    }
    if let Ok(value) = HeaderValue::try_from(ask.lang.href(back)) {
        headers.insert(header::LOCATION, value);
    }
    response
}

/// A path on this site and nothing else: a form's `back` must not lead to a stranger.
pub fn local_path(path: &str) -> Option<&str> {
    let is_local = path.starts_with('/')
        && !path.starts_with("//")
        && path.len() <= 2000
        && path.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\');
    is_local.then_some(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_local_paths_are_followed() {
        for (path, ok) in [
            ("/", true),
            ("/units?x=%E5%8D%95", true),
            ("//evil.example", false),
            ("/\\evil.example", false),
            ("https://evil.example", false),
            ("/a b", false),
            ("/x\r\nSet-Cookie: a", false),
            ("", false),
        ] {
            assert_eq!(local_path(path).is_some(), ok, "{path:?}");
        }
    }

    #[test]
    fn the_cookie_is_read_whole() {
        for (cookie, large) in [
            ("shishi_type=large", true),
            ("a=b; shishi_type=large; c=d", true),
            ("shishi_type=largest", false),
            ("x=shishi_type=large", false),
        ] {
            let headers = HeaderMap::from_iter([(header::COOKIE, HeaderValue::from_static(cookie))]);
            assert_eq!(is_large(&headers), large, "{cookie}");
        }
    }
}
