//! Static files: in the binary, at addresses that hold their content's hash, kept by browsers for a year.

use std::collections::HashMap;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use axum::response::IntoResponse;
use rust_embed::RustEmbed;

use super::app::App;
use super::cache::Kept;
use super::errors::Failure;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

struct Assets {
    /// `app.css` -> `/assets/app.0123456789.css`.
    addresses: HashMap<String, String>,
    /// By the last part of the address.
    files: HashMap<String, Kept>,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(|| {
    let mut assets = Assets {
        addresses: HashMap::new(),
        files: HashMap::new(),
    };
    for name in Files::iter() {
        let (Some(file), Some((stem, ending))) = (Files::get(&name), name.rsplit_once('.')) else {
            continue;
        };
        let Some(media_type) = media_type(ending) else { continue };
        let hash: String = file.metadata.sha256_hash()[..5]
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        let hashed = format!("{stem}.{hash}.{ending}");
        let headers = HeaderMap::from_iter([
            (header::CONTENT_TYPE, HeaderValue::from_static(media_type)),
            (
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=31536000, immutable"),
            ),
            (header::VARY, HeaderValue::from_static("accept-encoding")),
        ]);
        assets.addresses.insert(name.to_string(), format!("/assets/{hashed}"));
        assets
            .files
            .insert(hashed, Kept::new(0, headers, file.data.into_owned()));
    }
    assets
});

/// Only these are served; a licence text beside a file is not.
fn media_type(ending: &str) -> Option<&'static str> {
    Some(match ending {
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        _ => return None,
    })
}

/// The address of a static file.
///
/// # Panics
/// When there is no such file, which a template test finds.
#[must_use]
pub fn asset(name: &str) -> &'static str {
    ASSETS
        .addresses
        .get(name)
        .unwrap_or_else(|| panic!("no static file {name}"))
}

pub(super) async fn serve(
    State(_): State<App>,
    Path(file): Path<String>,
    asked: HeaderMap,
) -> Result<Response<Body>, Failure> {
    ASSETS
        .files
        .get(&file)
        .map(|kept| kept.answer(&asked))
        .ok_or_else(Failure::not_found)
}

pub(super) async fn favicon(asked: HeaderMap) -> Result<Response<Body>, Failure> {
    let address = asset("mark.svg").rsplit('/').next().unwrap_or_default();
    ASSETS
        .files
        .get(address)
        .map(|kept| kept.answer(&asked))
        .ok_or_else(Failure::not_found)
}

/// Everything public may be found; the office is nobody's search result.
pub(super) async fn robots() -> impl IntoResponse {
    (
        [(header::CONTENT_TYPE, "text/plain; charset=utf-8")],
        "User-agent: *\nDisallow: /office\nDisallow: /en/office\n",
    )
}
