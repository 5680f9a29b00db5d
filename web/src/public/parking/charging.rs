//! Charging for residents: what can be charged at now, in words; and where operators push.

use axum::body::{Body, Bytes};
use axum::extract::{OriginalUri, State};
use axum::http::{HeaderMap, Response};
use shishi_service::parking::{Chargers, Stand};
use shishi_service::parking_rules::Tariff;
use shishi_service::parking_rules::charging::Plug;
use shishi_service::parking_rules::passages::Second;

use super::super::through::{reply, request};
use super::{ago, minutes, yuan};
use crate::shell::{App, Failure, Frame};

/// Where operators push by T/CEC 102; the call is the last part.
pub(in crate::public) const PATH: &str = "/parking/charging/{call}";

/// Connectors of one form and power, for the page of a lot.
pub(super) struct Row {
    pub form: &'static str,
    pub power: String,
    pub free: Option<u32>,
    pub all: u32,
}

/// What can be charged at in a lot, for its page.
pub(super) struct Part {
    pub free: Option<u32>,
    pub all: u32,
    pub rows: Vec<Row>,
    pub operators: String,
    pub seen: String,
    /// What the tariff says of charging and of staying on after it.
    pub rules: Vec<String>,
}

/// The key of a connector's form in words.
pub(crate) const fn plug_word(plug: Plug) -> &'static str {
    match plug {
        Plug::Direct => "charging-plug-direct",
        Plug::AlternatingCable => "charging-plug-cable",
        Plug::AlternatingSocket => "charging-plug-socket",
        Plug::Household => "charging-plug-household",
        Plug::Wireless => "charging-plug-wireless",
    }
}

/// The mark of what a connector does.
pub(crate) const fn stand_class(stand: Stand) -> &'static str {
    match stand {
        Stand::Free => "verified",
        Stand::Charging => "reported",
        Stand::Blocked | Stand::Out => "bad",
        Stand::Reserved => "neutral",
        Stand::Unknown => "silent",
    }
}

/// `120 kW`, `7.5 kW`.
pub(crate) fn kilowatts(watts: u32) -> String {
    match watts % 1000 / 100 {
        0 => format!("{} kW", watts / 1000),
        tenths => format!("{}.{tenths} kW", watts / 1000),
    }
}

/// For the page of a lot.
pub(super) fn part(frame: &Frame, chargers: &Chargers, tariff: Option<&Tariff>, now: Second) -> Part {
    let rows = chargers.groups.iter().map(|group| Row {
        form: frame.t(plug_word(group.plug)),
        power: kilowatts(group.watts),
        free: (group.known > 0).then_some(group.free),
        all: group.all,
    });
    Part {
        free: chargers.free(),
        all: chargers.all(),
        rows: rows.collect(),
        operators: chargers.operators.join("、"),
        seen: chargers.seen.map(|at| ago(frame, now.0 - at.0)).unwrap_or_default(),
        rules: tariff.map(|tariff| rules(frame, tariff, now)).unwrap_or_default(),
    }
}

/// For a line of the list: `充电桩空闲 5 / 48，最高 120 kW`.
pub(super) fn line(frame: &Frame, chargers: &Chargers) -> String {
    let power = kilowatts(chargers.watts_max());
    let free = match chargers.free() {
        Some(free) => free.to_string(),
        None => "—".to_owned(),
    };
    frame.lang.say(
        "charging-line",
        &[
            ("free", free.into()),
            ("all", chargers.all().into()),
            ("power", power.into()),
        ],
    )
}

fn rules(frame: &Frame, tariff: &Tariff, now: Second) -> Vec<String> {
    let version = tariff.version_at(now.0).and_then(|at| tariff.versions.get(at));
    let Some(rules) = version.and_then(|version| version.rules_of(None)) else {
        return Vec::new();
    };
    let mut said = Vec::new();
    if let Some(charging) = rules.charging {
        said.push(match charging.minutes_max {
            u32::MAX => frame.t("charging-rule-waived").to_owned(),
            most => frame.with("charging-rule-waived-most", "time", minutes(frame, i64::from(most))),
        });
    }
    if let Some(over) = rules.overstay {
        let values = [
            ("after", minutes(frame, i64::from(over.after)).into()),
            ("unit", minutes(frame, i64::from(over.unit)).into()),
            ("price", yuan(frame, shishi_kernel::Fen(over.fen)).into()),
        ];
        said.push(frame.lang.say("charging-rule-overstay", &values));
    }
    said
}

/// What an operator pushes: the bytes go on as they came, since they are what was signed.
pub(in crate::public) async fn push(
    State(app): State<App>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Result<Response<Body>, Failure> {
    let request = request(&uri, &headers, &body);
    let answer = app.committing(move |service| service.hear_operator(&request)).await?;
    reply(answer)
}
