//! What of the gates waits for a person: the list, and one message with the forms to set it right.

use askama::Template;
use axum::extract::{Path, State};
use jiff::tz::{Offset, TimeZone};
use jiff::{Timestamp, civil::DateTime};
use shishi_service::parking::{WorkView, reason_of, reason_words};
use shishi_service::parking_rows::messages::{MessageRow, Said};
use shishi_service::parking_rules::passages::Way;
use shishi_service::parking_rules::words;
use shishi_service::{Service, may};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::{Part, parts};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Row {
    href: String,
    kind: &'static str,
    lot: String,
    plate: String,
    at: String,
    device: String,
}

#[derive(Template)]
#[template(path = "office/parking-work.html")]
struct ListPage {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    /// The lot that this is about; empty for all.
    lot: String,
    all_href: String,
    rows: Vec<Row>,
    /// What was found in charging areas: station, words.
    charging: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "office/parking-message.html")]
struct MessagePage {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    kind: &'static str,
    what_to_do: &'static str,
    facts: Vec<(&'static str, String)>,
    action: String,
    back: String,
    /// Fields of the correction; empty where nothing can be corrected, or not by this person.
    inputs: Vec<Input>,
    reasons: Vec<Input>,
}

pub(super) async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/parking", drawn_list).await
}

fn drawn_list(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let lot = parameter(&ask, "lot");
    let work = service.parking_work(&session.actor, lot)?;
    let catalogue = service.parking()?;
    let row = |view: &WorkView| {
        let (device, sequence) = view.message.key;
        let lot = catalogue.lots.get(&view.message.lot);
        let known = catalogue.devices.values().find(|known| known.id == device);
        Row {
            href: frame.href(&format!("/office/parking/work/{device}/{sequence}")),
            kind: kind(&frame, &view.message),
            lot: lot.map(|lot| lot.row.name.clone()).unwrap_or_default(),
            plate: view.plate.clone().unwrap_or_default(),
            at: said_at(&view.message).map_or_else(|| frame.lang.moment(view.received_at), |at| frame.lang.moment(at)),
            device: known.map(|known| known.code.clone()).unwrap_or_default(),
        }
    };
    let language = frame.lang.of_rules();
    let findings = service.charging_findings(&session.actor)?;
    let charging = findings
        .into_iter()
        .map(|(station, finding)| (station.name, words::charging_finding(&finding, language)));
    let page = ListPage {
        charging: charging.collect(),
        rows: work.iter().map(row).collect(),
        parts: parts(&frame, session.actor.role, "/office/parking/work"),
        lot: lot
            .and_then(|slug| Some(catalogue.lot(slug)?.row.name.clone()))
            .unwrap_or_default(),
        all_href: frame.href("/office/parking/work"),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}

fn kind(frame: &Frame, message: &MessageRow) -> &'static str {
    match message.work {
        Some(work @ 1..=5) => frame.t(&format!("parkdesk-work-{work}")),
        _ => frame.t("parkdesk-work-done"),
    }
}

fn said_at(message: &MessageRow) -> Option<Timestamp> {
    let second = match (message.counts, message.said) {
        (Some(counts), _) => counts.second,
        (None, Said::Passage { second, .. }) => second,
        (None, Said::Correct { said_at, .. } | Said::Void { said_at, .. }) => said_at,
        (None, _) => return None,
    };
    Timestamp::from_second(second).ok()
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(key): Path<(i64, u64)>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, key, Posted::default(), None).await
}

/// Corrects the passage, or says that there was none.
pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(key): Path<(i64, u64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let reason = reason_of(&form.text("reason"));
    if reason.is_none() {
        check.fault("reason", "fault-choose");
    }
    let at = match form.trimmed("at").as_str() {
        "" => None,
        typed => match china_time(typed) {
            Some(at) => Some(at),
            None => {
                check.fault("at", "parkdesk-fault-time");
                None
            }
        },
    };
    let way = match form.text("way").as_str() {
        "in" => Some(Way::Entry),
        "out" => Some(Way::Exit),
        _ => None,
    };
    let plate = Some(form.trimmed("plate")).filter(|plate| !plate.is_empty());
    let (Some(reason), true) = (reason, check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, key, form, Some(trouble)).await;
    };
    let (actor, void) = (signed_in.session.actor.clone(), form.text("go") == "void");
    let done = attempt(&app, move |service| {
        if void {
            service.void_passage(&actor, key, reason)
        } else {
            service.correct_passage(&actor, key, plate.as_deref(), way, at, reason)
        }
    });
    match done.await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/parking/work?said=parking-corrected")),
        Err(failure) => {
            let field = match failure.code.as_str() {
                code if code.starts_with("plate.") => "plate",
                "passage.time_bad" => "at",
                "form.reason" => "reason",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, key, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    key: (i64, u64),
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, key, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    key: (i64, u64),
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let (message, plate) = service.message_at_desk(&session.actor, key)?;
    let catalogue = service.parking()?;
    let lot = catalogue.lots.get(&message.lot).ok_or_else(Failure::not_found)?;
    let device = catalogue.devices.values().find(|known| known.id == key.0);
    let mut facts = vec![
        (frame.t("parkdesk-lot"), lot.row.name.clone()),
        (
            frame.t("parkdesk-device"),
            device.map(|device| device.code.clone()).unwrap_or_default(),
        ),
    ];
    let passage = matches!(message.said, Said::Passage { .. });
    if let Said::Passage {
        way, confidence, lane, ..
    } = message.said
    {
        let way = message.counts.map_or(way, |counts| counts.way);
        let word = if way == 0 {
            "parkdesk-way-out"
        } else {
            "parkdesk-way-in"
        };
        facts.push((
            frame.t("parkdesk-plate"),
            plate.unwrap_or(frame.t("parkdesk-forgotten").to_owned()),
        ));
        facts.push((frame.t("parkdesk-way"), frame.t(word).to_owned()));
        facts.push((frame.t("parkdesk-confidence"), format!("{confidence} %")));
        facts.push((frame.t("parkdesk-lane"), lane.to_string()));
    }
    if let Some(at) = said_at(&message) {
        facts.push((frame.t("parkdesk-at"), frame.lang.moment(at)));
    }
    let may_run = passage && may::RUN_PARKING.allows(session.actor.role);
    let (inputs, reasons) = if may_run {
        inputs(&frame, typed, trouble.as_ref())
    } else {
        (Vec::new(), Vec::new())
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = MessagePage {
        parts: parts(&frame, session.actor.role, "/office/parking/work"),
        kind: kind(&frame, &message),
        what_to_do: match message.work {
            Some(work @ 1..=5) => frame.t(&format!("parkdesk-work-{work}-do")),
            _ => frame.t("parkdesk-work-done-do"),
        },
        facts,
        action: frame.href(&format!("/office/parking/work/{}/{}", key.0, key.1)),
        back: frame.href("/office/parking/work"),
        inputs,
        reasons,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn inputs(frame: &Frame, typed: &Posted, trouble: Option<&Trouble>) -> (Vec<Input>, Vec<Input>) {
    let field = |name: &str, key: &str, kind| {
        Input::new(frame, name, key, kind)
            .value(typed.text(name))
            .wrong(trouble)
    };
    let word = |key: &str| frame.t(key).to_owned();
    let ways = [
        (String::new(), word("parkdesk-as-read")),
        ("in".to_owned(), word("parkdesk-way-in")),
        ("out".to_owned(), word("parkdesk-way-out")),
    ];
    let reasons = reason_words().map(|reason| (reason.to_owned(), frame.coded("parkdesk-reason-", reason).to_owned()));
    let inputs = vec![
        field("plate", "parkdesk-plate-right", "text")
            .hint(frame, "parkdesk-plate-hint")
            .length(16)
            .optional(),
        field("way", "parkdesk-way-right", "select").options(ways),
        field("at", "parkdesk-at-right", "text")
            .hint(frame, "parkdesk-at-hint")
            .length(20)
            .optional(),
    ];
    (
        inputs,
        vec![field("reason", "parkdesk-reason", "select").options(reasons)],
    )
}

/// A time as people type it, in China: `2026-05-11 08:30` or with seconds.
pub(super) fn china_time(typed: &str) -> Option<Timestamp> {
    let typed = typed.trim().replacen([' ', '　'], "T", 1);
    let local: DateTime = typed.parse().ok()?;
    let zone = TimeZone::fixed(Offset::constant(8));
    zone.to_timestamp(local).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_type_them() {
        for (typed, read) in [
            ("2026-05-11 08:30", Some("2026-05-11T00:30:00Z")),
            (" 2026-05-11T08:30:15 ", Some("2026-05-11T00:30:15Z")),
            ("8:30", None),
            ("2026-13-11 08:30", None),
        ] {
            let expected = read.map(|text| text.parse::<Timestamp>().unwrap());
            assert_eq!(china_time(typed), expected, "{typed}");
        }
    }
}
