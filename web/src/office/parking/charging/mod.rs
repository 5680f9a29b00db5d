//! Charging areas at the desk: operators and how asking them goes, stations with their piles, and charges whose vehicle nobody named.

pub(super) mod charge;
pub(super) mod operator;
pub(super) mod station;

use askama::Template;
use axum::extract::State;
use jiff::Timestamp;
use shishi_service::parking::{Catalogue, ChargeLine, ConnectorNow, OperatorView, Stand, StationView};
use shishi_service::parking_rules::charging::Plug;
use shishi_service::parking_rules::words;
use shishi_service::{Service, may};

use super::super::page::{Answer, Drawn, Office, Room, Trouble, draw};
use super::{Part, ago, parts};
use crate::shell::{App, Ask, Failure, Frame, SignedIn};

pub(super) const HERE: &str = "/office/parking/charging";

/// Charges that are shown before one asks for more.
const CHARGES_SHOWN: usize = 10;

struct OperatorRow {
    name: String,
    signs: String,
    href: String,
    stations: usize,
    answered: String,
    next: String,
    trouble: String,
    paused: bool,
    /// What it pushed and was refused: day, why, how often.
    refused: Vec<(String, String, u32)>,
}

struct StationRow {
    href: String,
    name: String,
    operator: String,
    lot: String,
    piles: u32,
    free: Option<u32>,
    accepted: String,
}

struct ChargeRow {
    href: String,
    station: String,
    when: String,
    energy: String,
    number: String,
}

#[derive(Template)]
#[template(path = "office/parking-charging.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    operators: Vec<OperatorRow>,
    stations: Vec<StationRow>,
    charges: Vec<ChargeRow>,
    /// Those that are folded away.
    older: Vec<ChargeRow>,
    new_href: String,
    may_keep: bool,
    may_run: bool,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/parking", drawn).await
}

fn drawn(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (actor, now, catalogue) = (&session.actor, service.now(), service.parking()?);
    let operators = service.charging_operators(actor)?;
    let stations = service.charging_stations()?;
    let charges = service.charges_of_nobody(actor)?;
    let (shown, older) = charges.split_at(charges.len().min(CHARGES_SHOWN));
    let page = Page {
        operators: operators.iter().map(|view| operator_row(&frame, now, view)).collect(),
        stations: stations
            .iter()
            .map(|view| station_row(&frame, now, &catalogue, view))
            .collect(),
        charges: shown.iter().map(|line| charge_row(&frame, line)).collect(),
        older: older.iter().map(|line| charge_row(&frame, line)).collect(),
        new_href: frame.href("/office/parking/charging/operators"),
        may_keep: may::KEEP_PARKING.allows(actor.role),
        may_run: may::RUN_PARKING.allows(actor.role),
        parts: parts(&frame, actor.role, HERE),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

fn operator_row(frame: &Frame, now: Timestamp, view: &OperatorView) -> OperatorRow {
    let row = &view.row;
    let trouble = row.trouble.as_ref().map(|(code, since)| {
        let why = frame.lang.code("charging-trouble-", code, &[]).unwrap_or_default();
        frame.lang.say(
            "charging-trouble",
            &[
                ("why", why.into()),
                ("since", frame.lang.moment(*since).into()),
                ("n", row.failures.into()),
            ],
        )
    });
    let refused = view.refused.iter().map(|(day, code, count)| {
        let why = frame.lang.code("charging-refused-", code, &[]).unwrap_or_default();
        (frame.lang.date(*day), why, *count)
    });
    OperatorRow {
        name: row.name.clone(),
        signs: row.operator.clone(),
        href: frame.href(&format!("/office/parking/charging/operators/{}", row.operator)),
        stations: view.stations,
        answered: ago(frame, now, row.answered_at),
        next: view.next.map(|at| frame.lang.moment(at.max(now))).unwrap_or_default(),
        trouble: trouble.unwrap_or_default(),
        paused: row.paused_at.is_some(),
        refused: refused.collect(),
    }
}

fn station_row(frame: &Frame, now: Timestamp, catalogue: &Catalogue, view: &StationView) -> StationRow {
    let connectors = view.now(now);
    let known = connectors.iter().any(|connector| connector.stand != Stand::Unknown);
    let free = connectors
        .iter()
        .filter(|connector| connector.stand == Stand::Free)
        .count();
    StationRow {
        href: frame.href(&format!("/office/parking/charging/stations/{}", view.row.id)),
        name: view.row.name.clone(),
        operator: view.operator.clone(),
        lot: lot_name(catalogue, view),
        piles: count(connectors.len()),
        free: known.then(|| count(free)),
        accepted: view.row.accepted_on.map(|day| frame.lang.date(day)).unwrap_or_default(),
    }
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn lot_name(catalogue: &Catalogue, view: &StationView) -> String {
    let lot = view.row.lot.and_then(|lot| catalogue.lots.get(&lot));
    lot.map(|lot| lot.row.name.clone()).unwrap_or_default()
}

fn charge_row(frame: &Frame, line: &ChargeLine) -> ChargeRow {
    let charge = &line.charge;
    let moment = |second| frame.lang.moment(Timestamp::from_second(second).unwrap_or_default());
    ChargeRow {
        href: frame.href(&format!(
            "/office/parking/charging/charges/{}/{}",
            line.operator, charge.number
        )),
        station: line
            .station
            .clone()
            .unwrap_or_else(|| frame.t("charging-station-unknown").to_owned()),
        when: format!("{} – {}", moment(charge.begin), moment(charge.end)),
        energy: energy(frame, charge.watt_hours, charge.electricity.0 + charge.service.0),
        number: charge.number.clone(),
    }
}

/// What was charged, and for how much: `12.3 kWh · 14.76元`.
fn energy(frame: &Frame, watt_hours: u64, fen: i64) -> String {
    let money = words::yuan(fen, frame.lang.of_rules());
    format!("{}.{} kWh · {money}", watt_hours / 1000, watt_hours % 1000 / 100)
}

/// The form of a connector in words.
fn plug(frame: &Frame, plug: Plug) -> &'static str {
    frame.t(crate::public::plug_word(plug))
}

/// What a connector does, and since when.
fn doing(frame: &Frame, connector: &ConnectorNow) -> String {
    let word = frame.coded("charging-stand-", connector.stand.word());
    match connector.current {
        Some(current) => {
            let since = Timestamp::from_second(current.since.0).unwrap_or_default();
            format!("{word} · {}", frame.lang.moment(since))
        }
        None => word.to_owned(),
    }
}
