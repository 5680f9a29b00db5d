//! An operator: its address, the keys that it gave us, and once the keys that it gets from us.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::Service;
use shishi_service::parking::{OperatorForm, OperatorView, PushKeys};

use super::super::super::form::{Input, Posted};
use super::super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::super::{Part, parts};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// The fields of an operator that is known, which stand in the form before anything is sent.
const KNOWN: [&str; 4] = ["operator", "name", "address", "own"];
/// The fields that no page shows again.
const SECRETS: [&str; 4] = ["secret", "sign", "data", "initial"];

#[derive(Template)]
#[template(path = "office/parking-operator.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    /// What it is called; empty for a new one.
    name: String,
    action: String,
    back: String,
    /// Where it pushes to.
    address: String,
    /// What it pushes with, shown this once: name of the field, value.
    keys: Vec<(&'static str, String)>,
    inputs: Vec<Input>,
    secrets: Vec<Input>,
    paused: bool,
    renew: bool,
    known: bool,
    /// Whether keys were typed, which no page shows again.
    again: bool,
}

pub(in super::super) async fn new(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, None, Posted::default(), None, None).await
}

pub(in super::super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path(signs): Path<String>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, Some(signs), Posted::default(), None, None).await
}

/// Keeps an operator, and shows what it pushes with where that is new.
pub(in super::super) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let typed = OperatorForm {
        operator: form.trimmed("operator"),
        name: form.trimmed("name"),
        address: form.trimmed("address"),
        own: form.trimmed("own"),
        secret: form.trimmed("secret"),
        sign: form.trimmed("sign"),
        data: form.trimmed("data"),
        initial: form.trimmed("initial"),
        paused: form.has("paused"),
        renew: form.has("renew"),
    };
    let (actor, signs) = (signed_in.session.actor.clone(), typed.operator.clone());
    match attempt(&app, move |service| service.put_charging_operator(&actor, &typed)).await? {
        Ok(None) => Ok(see_other(ask.lang, "/office/parking/charging?said=saved")),
        Ok(keys) => page(&app, ask, signed_in, Some(signs), Posted::default(), keys, None).await,
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.operator_name" => "name",
                "form.operator_address" => "address",
                "form.operator_secret" => "secret",
                "form.operator_data_key" => "data",
                _ => "operator",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, Some(signs), form, None, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    signs: Option<String>,
    typed: Posted,
    keys: Option<PushKeys>,
    trouble: Option<Trouble>,
) -> Answer {
    let address = app.options().public_address.clone().unwrap_or_default();
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, signs.as_deref(), &typed, keys, trouble, &address)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    signs: Option<&str>,
    typed: &Posted,
    keys: Option<PushKeys>,
    trouble: Option<Trouble>,
    address: &str,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let known = match signs {
        Some(signs) => {
            let all = service.charging_operators(&session.actor)?;
            let view = all.into_iter().find(|view| view.row.operator == signs);
            if view.is_none() && trouble.is_none() {
                return Err(Failure::not_found());
            }
            // What was refused is a new one, or one that is known.
            view
        }
        None => None,
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let (inputs, secrets) = inputs(&frame, typed, known.as_ref(), trouble.as_ref());
    let shown = keys.map_or_else(Vec::new, |keys| {
        vec![
            ("OperatorSecret", keys.secret),
            ("SigSecret", keys.sign),
            ("DataSecret", keys.data),
            ("DataSecretIV", keys.initial),
        ]
    });
    let page = Page {
        name: known.as_ref().map(|view| view.row.name.clone()).unwrap_or_default(),
        action: frame.href("/office/parking/charging/operators"),
        back: frame.href(super::HERE),
        address: format!("{address}/parking/charging"),
        keys: shown,
        inputs,
        secrets,
        paused: match &known {
            Some(view) if trouble.is_none() => view.row.paused_at.is_some(),
            _ => typed.has("paused"),
        },
        renew: typed.has("renew"),
        again: SECRETS.iter().any(|name| !typed.trimmed(name).is_empty()),
        known: known.is_some(),
        parts: parts(&frame, session.actor.role, super::HERE),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn inputs(
    frame: &Frame,
    typed: &Posted,
    known: Option<&OperatorView>,
    trouble: Option<&Trouble>,
) -> (Vec<Input>, Vec<Input>) {
    // HTTPS goes without saying.
    let address = known.map(|view| {
        let address = view.row.address.as_str();
        address.strip_prefix("https://").unwrap_or(address)
    });
    let values = known.map(|view| {
        let address = address.unwrap_or_default();
        [view.row.operator.as_str(), &view.row.name, address, &view.own]
    });
    let stands = |name: &str| {
        let place = KNOWN.iter().position(|field| *field == name);
        let value = values
            .zip(place)
            .map(|(values, place): ([&str; 4], usize)| values[place].to_owned());
        typed.or(name, value.unwrap_or_default())
    };
    let field = |name: &str, key: &str| Input::new(frame, name, key, "text").value(stands(name)).wrong(trouble);
    let secret = |name: &str, key: &str| {
        let input = Input::new(frame, name, key, "password")
            .wrong(trouble)
            .length(64)
            .autocomplete("new-password");
        if known.is_some() { input.optional() } else { input }
    };
    let inputs = vec![
        field("operator", "charging-operator-signs")
            .hint(frame, "charging-signs-hint")
            .length(9),
        field("name", "charging-operator-name").length(50),
        field("address", "charging-operator-address")
            .hint(frame, "charging-address-hint")
            .length(200),
        field("own", "charging-operator-own")
            .hint(frame, "charging-own-hint")
            .length(9),
    ];
    let secrets = vec![
        secret("secret", "charging-secret"),
        secret("sign", "charging-sign"),
        secret("data", "charging-data").hint(frame, "charging-data-hint"),
        secret("initial", "charging-initial").hint(frame, "charging-data-hint"),
    ];
    (inputs, secrets)
}
