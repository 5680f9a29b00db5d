//! Where notices go besides the site.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::UnitId;
use shishi_service::{ChannelForm, ChannelKind, Service};

use crate::office::form::{Check, Input, Posted};
use crate::office::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Channel {
    id: i64,
    unit: String,
    way: &'static str,
    address: String,
    note: String,
}

#[derive(Template)]
#[template(path = "office/channels.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// The key of the webhook that was just added; shown on this answer and nowhere else.
    secret: String,
    channels: Vec<Channel>,
    inputs: Vec<Input>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None, String::new()).await
}

/// Adds a channel. A webhook's key is shown on this answer, so that there is no page to go on to.
pub(super) async fn add(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let kind = ChannelKind::from_code(&form.text("kind"));
    let unit = form.trimmed("unit");
    let number = unit.parse().ok().map(UnitId);
    if kind.is_none() {
        check.fault("kind", "fault-choose");
    }
    if unit != "office" && number.is_none() {
        check.fault("unit", "fault-choose");
    }
    let erase_on = check.date("erase_on", &form.text("erase_on"));
    let (Some(kind), Some(erase_on), true) = (kind, erase_on, check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, form, Some(trouble), String::new()).await;
    };
    let new = ChannelForm {
        unit: number,
        kind,
        address: form.trimmed("address"),
        purpose: form.trimmed("purpose"),
        erase_on,
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.add_channel(&actor, new)).await? {
        Ok(Some(secret)) => page(&app, ask, signed_in, Posted::default(), None, secret.0).await,
        Ok(None) => Ok(see_other(ask.lang, "/office/channels?said=channel-added")),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.channel_address" => "address",
                "form.channel_purpose" => "purpose",
                "form.channel_erase_on" => "erase_on",
                "form.unit_unknown" => "unit",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, form, Some(trouble), String::new()).await
        }
    }
}

/// Removes a channel and erases its address.
pub(super) async fn remove(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.remove_channel(&actor, id)).await?;
    Ok(see_other(ask.lang, "/office/channels?said=channel-removed"))
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    typed: Posted,
    trouble: Option<Trouble>,
    secret: String,
) -> Answer {
    draw(app, ask, signed_in, "/office/channels", move |service, room| {
        drawn(service, room, &typed, trouble, secret)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    typed: &Posted,
    trouble: Option<Trouble>,
    secret: String,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let channels = service.channels(&session.actor)?.into_iter().map(|row| Channel {
        id: row.id,
        unit: row
            .unit
            .map_or_else(|| frame.t("notice-office").to_owned(), |unit| unit.name),
        way: frame.coded("channel-", &row.channel),
        address: row.address,
        note: frame.lang.say(
            "channel-note",
            &[
                ("purpose", row.purpose.as_str().into()),
                ("on", frame.lang.date(row.erase_on).into()),
            ],
        ),
    });
    let mut units = vec![("office".to_owned(), frame.t("notice-office").to_owned())];
    let own = service.units()?.into_iter().filter(|row| !row.unit.group);
    units.extend(own.map(|row| (row.unit.id.to_string(), row.unit.name)));
    let kinds = ChannelKind::ALL.map(|kind| {
        let word = frame.coded("channel-", kind.code()).to_owned();
        (kind.code().to_owned(), word)
    });
    let field = |name: &str, key: &str, kind| {
        Input::new(&frame, name, key, kind)
            .value(typed.text(name))
            .length(254)
            .wrong(trouble.as_ref())
    };
    let inputs = vec![
        field("unit", "channel-unit", "select").options(units),
        field("kind", "channel-kind", "select").options(kinds),
        field("address", "channel-address", "text").hint(&frame, "channel-address-hint"),
        field("purpose", "channel-purpose", "text").length(200),
        field("erase_on", "channel-erase-on", "date"),
    ];
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        channels: channels.collect(),
        inputs,
        secret,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}
