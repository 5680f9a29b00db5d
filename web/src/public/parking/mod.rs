//! Parking for residents: find a place, look at a lot and book there, see one's own stays and bookings.
//!
//! Nobody has an account. What is one's own hangs on a pass, a secret in a cookie that is made when somebody books or proves a plate.
//! Every page works without script; with script the counts move and the map can be moved.

pub(super) mod charging;
mod find;
mod lot;
mod mine;
mod pass;

use axum::Router;
use axum::routing::{get, post};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};
use shishi_kernel::Fen;
use shishi_service::parking_rules::words;

use crate::shell::{App, Frame};

pub(super) fn pages() -> Router<App> {
    Router::new()
        .route("/parking", get(find::handle))
        .route("/parking/lots/{slug}", get(lot::handle))
        .route("/parking/lots/{slug}/book", post(lot::handle_book))
        .route("/parking/mine", get(mine::handle))
        .route("/parking/mine/prove", post(mine::handle_prove))
        .route("/parking/mine/forget", post(mine::handle_forget))
        .route("/parking/mine/bookings/{slug}/{number}", post(mine::handle_booking))
}

/// Local time: China has one, and no summer time.
fn zone() -> TimeZone {
    TimeZone::fixed(offset(8))
}

/// What was typed, as it is shown again: without what no keyboard types.
fn shown(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).collect()
}

/// A time as a browser's own control writes it.
fn typed(text: &str) -> Option<Timestamp> {
    let at: DateTime = text.trim().parse().ok()?;
    zone().to_timestamp(at).ok()
}

/// The same for the control.
fn control(at: Timestamp) -> String {
    zone().to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string()
}

/// The time of day.
fn clock_time(at: Timestamp) -> String {
    zone().to_datetime(at).strftime("%H:%M").to_string()
}

/// The next quarter of an hour.
fn next_quarter(at: Timestamp) -> Timestamp {
    let second = (at.as_second() + 899).div_euclid(900) * 900;
    Timestamp::from_second(second).unwrap_or(at)
}

fn later(at: Timestamp, minutes: i64) -> Timestamp {
    Timestamp::from_second(at.as_second().saturating_add(minutes * 60)).unwrap_or(at)
}

fn yuan(frame: &Frame, fen: Fen) -> String {
    if fen.0 == 0 {
        return frame.t("parking-free-of-charge").to_owned();
    }
    words::yuan(fen.0, frame.lang.of_rules())
}

fn minutes(frame: &Frame, minutes: i64) -> String {
    words::minutes(minutes, frame.lang.of_rules())
}

/// How long ago something was seen.
fn ago(frame: &Frame, seconds: i64) -> String {
    match seconds.max(0) {
        seconds @ ..60 => frame.with("parking-ago-seconds", "n", seconds),
        seconds => frame.with("parking-ago-minutes", "n", seconds / 60),
    }
}

/// A mark of a question that is asked once, in hexadecimal.
fn request_of(text: &str) -> Option<u128> {
    u128::from_str_radix(text.trim(), 16).ok()
}
