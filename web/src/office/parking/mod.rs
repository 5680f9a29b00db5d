//! The desk of parking: the board of lots, a lot, the work that waits, figures, illegal parking, what feeds the ledger, and what is set up.
//!
//! Plates are masked on every page. One in full is shown on the page of its stay, once, for a reason that is kept. To add a page: a file
//! here with its template `office/parking-*.html`, a route below, a link in [`Part`].

mod board;
mod charging;
mod closing;
mod feed;
mod figures;
mod grants;
mod heat;
mod illegal;
mod looks;
mod lot;
mod occupancy;
mod place;
mod setup;
mod stay;
mod work;

use jiff::Timestamp;
use shishi_kernel::Role;
use shishi_service::may;
use shishi_service::parking::Drift;

use super::route;
use crate::shell::{Frame, Gate};

route::routes! {
    "/office/parking" { get board::show: SEE }
    "/office/parking/lots/{slug}" { get lot::show: SEE }
    "/office/parking/lots/{slug}/count" { post lot::count: RUN }
    "/office/parking/lots/{slug}/bookings/{number}" { post lot::judge: RUN }
    "/office/parking/stays/{id}" { get stay::show: SEE, post stay::unseal: UNSEAL }
    "/office/parking/stays/{id}/receipt" { get stay::receipt: SEE }
    "/office/parking/work" { get work::list: SEE }
    "/office/parking/work/{device}/{sequence}" { get work::show: SEE, post work::send: RUN }
    "/office/parking/figures" { get figures::show: SEE }
    "/office/parking/figures.csv" { get figures::csv: SEE }
    "/office/parking/illegal" { get illegal::show: SEE, post illegal::send: RUN }
    "/office/parking/illegal.csv" { get illegal::csv: SEE }
    "/office/parking/ledger" { get feed::show: SEE }
    "/office/parking/ledger/{what}" { post feed::set: KEEP }
    "/office/parking/ledger/{what}/report" { post feed::report: RUN }
    "/office/parking/ledger/{what}/daily" { post feed::daily: RUN }
    "/office/parking/stays/{id}/voucher" { post stay::voucher: RUN }
    "/office/parking/stays/{id}/less" { post stay::less: RUN }
    "/office/parking/grants" { get grants::show: SEE, post grants::send: RUN }
    "/office/parking/grants/find" { post grants::find: RUN }
    "/office/parking/grants/{id}" { post grants::end: RUN }
    "/office/parking/looks" { get looks::show: LOOKS }
    "/office/parking/charging" { get charging::show: SEE }
    "/office/parking/charging/operators" { get charging::operator::new: KEEP, post charging::operator::send: KEEP }
    "/office/parking/charging/operators/{signs}" { get charging::operator::show: KEEP }
    "/office/parking/charging/stations/{id}" { get charging::station::show: SEE }
    "/office/parking/charging/stations/{id}/place" { post charging::station::place: KEEP }
    "/office/parking/charging/stations/{id}/accept" { post charging::station::accept: KEEP }
    "/office/parking/charging/stations/{id}/take-back" { post charging::station::take_back: KEEP }
    "/office/parking/charging/charges/{operator}/{number}" { get charging::charge::show: RUN, post charging::charge::send: RUN }
    "/office/parking/lots/{slug}/close" { post closing::close: RUN }
    "/office/parking/lots/{slug}/open" { post closing::open: RUN }
    "/office/parking/setup" { get setup::show: KEEP, post setup::places: KEEP }
    "/office/parking/setup/tariff" { post setup::tariff: KEEP }
    "/office/parking/setup/device" { post setup::device: KEEP }
    "/office/parking/setup/open" { post setup::open: KEEP }
    "/office/parking/setup/days" { post setup::days: KEEP }
    "/office/parking/setup/lots" { get place::new_lot: KEEP, post place::add_lot: KEEP }
    "/office/parking/setup/lots/{slug}" { get place::show_lot: KEEP, post place::change_lot: KEEP }
    "/office/parking/setup/lots/{slug}/bays" { get place::show_bay: KEEP, post place::put_bay: KEEP }
    "/office/parking/setup/occupancy" { get occupancy::show: KEEP, post occupancy::send: KEEP }
}

const SEE: Gate = Gate::May(&may::SEE_PARKING);
const RUN: Gate = Gate::May(&may::RUN_PARKING);
const KEEP: Gate = Gate::May(&may::KEEP_PARKING);
const LOOKS: Gate = Gate::May(&may::SEE_LOOKS);
const UNSEAL: Gate = Gate::May(&may::UNSEAL_PLATE);

/// The parts of the desk: address, key of its word, what is needed.
const PARTS: [(&str, &str, &shishi_service::Action); 10] = [
    ("/office/parking", "parkdesk-board", &may::SEE_PARKING),
    ("/office/parking/work", "parkdesk-work", &may::SEE_PARKING),
    ("/office/parking/money", "money-heading", &may::SEE_PARKING),
    ("/office/parking/figures", "parkdesk-figures", &may::SEE_PARKING),
    ("/office/parking/illegal", "parkdesk-illegal", &may::SEE_PARKING),
    ("/office/parking/ledger", "parkdesk-ledger", &may::SEE_PARKING),
    ("/office/parking/charging", "charging-title", &may::SEE_PARKING),
    ("/office/parking/grants", "grants-title", &may::SEE_PARKING),
    ("/office/parking/setup", "parkdesk-setup", &may::KEEP_PARKING),
    ("/office/parking/looks", "parkdesk-looks", &may::SEE_LOOKS),
];

/// A link to a part of the desk; drawn by `office/parking-parts.html`.
pub(super) struct Part {
    pub(super) href: String,
    pub(super) word: &'static str,
    pub(super) here: bool,
}

/// The parts that a role can see.
pub(super) fn parts(frame: &Frame, role: Role, here: &str) -> Vec<Part> {
    let seen = PARTS.iter().filter(|(.., action)| action.allows(role));
    seen.map(|(path, key, _)| Part {
        href: frame.href(path),
        word: frame.t(key),
        here: *path == here,
    })
    .collect()
}

/// How long ago something was, in words: minutes up to two hours, then hours up to two days, then the day.
fn ago(frame: &Frame, now: Timestamp, at: Option<Timestamp>) -> String {
    let Some(at) = at else {
        return frame.t("parkdesk-never").to_owned();
    };
    let minutes = (now.as_second() - at.as_second()).max(0) / 60;
    match minutes {
        0 => frame.t("parkdesk-just-now").to_owned(),
        1..120 => frame.with("parkdesk-minutes-ago", "n", minutes),
        120..2880 => frame.with("parkdesk-hours-ago", "n", minutes / 60),
        _ => frame.lang.moment(at),
    }
}

/// So long without a word, and a device counts as silent.
const SILENT_SECONDS: i64 = 30 * 60;

fn silent(now: Timestamp, at: Option<Timestamp>) -> bool {
    at.is_none_or(|at| now.as_second() - at.as_second() > SILENT_SECONDS)
}

/// How far the last count was from the stays, in words; empty where nobody counted.
fn drift(frame: &Frame, count: Option<Drift>) -> String {
    let Some(count) = count else { return String::new() };
    let sign = if count.drift > 0 { "+" } else { "" };
    format!("{sign}{} · {}", count.drift, frame.lang.moment(count.at))
}

/// An amount as people write it: `12.50`.
fn yuan(fen: i64) -> String {
    format!(
        "{}{}.{:02}",
        if fen < 0 { "-" } else { "" },
        fen.abs() / 100,
        fen.abs() % 100
    )
}

/// How long, as people say it.
fn lasting(frame: &Frame, minutes: i64) -> String {
    if minutes < 60 {
        return frame.with("parkdesk-minutes", "n", minutes);
    }
    let (hours, rest) = (minutes / 60, minutes % 60);
    format!(
        "{} {}",
        frame.with("parkdesk-hours", "n", hours),
        frame.with("parkdesk-minutes", "n", rest)
    )
}
