//! Putting a site on a register.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{Actor, Decimal, MeasureId, UnitId};
use shishi_service::commitments::measure::MeasureKind;
use shishi_service::commitments::site::{
    NAME_CHARS_MAX, PLACE_CHARS_MAX, REASON_CHARS_MAX, RegisterCommand, Stage, Template as StageTemplate,
    place_is_sensitive,
};
use shishi_service::views::{CommitmentPage, MeasureRow};
use shishi_service::{Service, SiteRow};

use super::super::form::{Check, Input, Posted};
use super::super::ledger::{Measure, find, measure};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::super::plans::part_of;
use super::{has_sites, keeps};
use crate::public::sites::stage;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/site-new.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    measure: Measure,
    inputs: Vec<Input>,
    place: Vec<Input>,
    /// The last fields, asked for only where they are needed.
    more: Vec<Input>,
    hidden: bool,
    /// Whether such places are always hidden.
    sensitive: bool,
    /// The commitment that claims the same object: its address and name; empty when none does.
    claimed: Option<(String, String)>,
    action: String,
    key: String,
    idle: &'static str,
}

pub(super) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, slug, id, Posted::default(), None, None).await
}

pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((slug, id)): Path<(String, i64)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let longitude = check.decimal_or_none("longitude", &form.text("longitude"));
    let latitude = check.decimal_or_none("latitude", &form.text("latitude"));
    let unit = form.number("unit").map(UnitId);
    if unit.is_none() {
        check.fault("unit", "fault-choose");
    }
    let Some(unit) = unit.filter(|_| check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, slug, id, form, Some(trouble), None).await;
    };
    let command = RegisterCommand {
        name: form.trimmed("name"),
        place: form.trimmed("place"),
        longitude,
        latitude,
        unit,
        template: StageTemplate::from_code(&form.text("template")),
        opening: Stage::from_code(&form.text("opening")),
        hidden: form.has("hidden"),
        reason: form.trimmed("reason"),
    };
    let (actor, key) = (signed_in.session.actor.clone(), form.key());
    let done = attempt(&app, move |service| {
        service.register_site(&actor, MeasureId(id), command, key.as_deref())
    });
    match done.await? {
        Ok(site) => {
            let to = if form.text("go") == "more" {
                format!("/office/commitments/{slug}/measures/{id}/sites/new?said=site-added")
            } else {
                format!("/office/sites/{site}?said=site-added")
            };
            Ok(see_other(ask.lang, &to))
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, anchor(&failure.code));
            page(&app, ask, signed_in, slug, id, form, Some(trouble), Some(failure)).await
        }
    }
}

/// The field that a refusal is about.
pub(in crate::office) fn anchor(code: &str) -> &'static str {
    match code {
        "site.name_missing" | "site.name_long" | "site.twice" => "name",
        "site.place_missing" | "site.place_long" => "place",
        "site.position_half" | "site.position_outside" => "longitude",
        "site.unit_no_duty" | "site.other_unit" => "unit",
        "site.opening_finished" => "opening",
        "site.stage_unfit" => "template",
        "site.claimed_elsewhere" | "site.reason_long" => "reason",
        _ => "",
    }
}

#[allow(
    clippy::too_many_arguments,
    reason = "what was asked, what was sent, and what came of it"
)]
async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    id: i64,
    typed: Posted,
    trouble: Option<Trouble>,
    failure: Option<Failure>,
) -> Answer {
    draw(app, ask, signed_in, "/office/entries", move |service, room| {
        drawn(service, room, &slug, id, &typed, trouble, failure.as_ref())
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    id: i64,
    typed: &Posted,
    trouble: Option<Trouble>,
    failure: Option<&Failure>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let actor = &session.actor;
    let (commitment, row) = find(service, slug, id)?;
    let idle = if !has_sites(&row) {
        "sites-unfit"
    } else if !keeps(&commitment, actor) {
        "entry-not-party-page"
    } else {
        ""
    };
    let claimed = failure.filter(|failure| failure.code == "site.claimed_elsewhere");
    let asked = claimed.is_some() || typed.has("reason");
    let (inputs, place) = words_fields(&frame, &commitment, actor, typed, None, trouble.as_ref());
    let mut more = course_fields(&frame, &row, typed, trouble.as_ref());
    if asked {
        more.push(reason_field(&frame, typed, trouble.as_ref()));
    }
    let base = format!("/office/commitments/{slug}/measures/{id}/sites");
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title.clone(),
        back: frame.href(&base),
        measure: measure(&frame, &row),
        inputs,
        place,
        more,
        hidden: typed.has("hidden"),
        sensitive: place_is_sensitive(&row.what),
        claimed: match claimed.and_then(|failure| failure.arguments.iter().find(|(name, _)| name == "commitment")) {
            Some((_, other)) => service
                .commitment(other)?
                .map(|page| (frame.href(&format!("/commitments/{other}")), page.row.title)),
            None => None,
        },
        action: frame.href(&format!("{base}/new")),
        key: typed.key_or("site", actor.account, service.now()),
        idle: if idle.is_empty() { "" } else { frame.t(idle) },
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// The units that an actor may name as responsible: its own where it helps, every party where it leads.
pub(in crate::office) fn responsible(commitment: &CommitmentPage, actor: &Actor) -> Vec<(UnitId, String)> {
    let leads = part_of(commitment, actor, true);
    let mut units: Vec<(UnitId, String)> = Vec::new();
    for duty in &commitment.duties {
        let single = (!duty.unit.group).then_some(&duty.unit);
        for unit in single.into_iter().chain(&duty.members) {
            if (leads || Some(unit.id) == actor.unit) && units.iter().all(|(id, _)| *id != unit.id) {
                units.push((unit.id, unit.name.clone()));
            }
        }
    }
    units
}

/// Name, place and unit, and the two degrees, filled with what was typed or with what is written of a site.
pub(super) fn words_fields(
    frame: &Frame,
    commitment: &CommitmentPage,
    actor: &Actor,
    typed: &Posted,
    site: Option<&SiteRow>,
    trouble: Option<&Trouble>,
) -> (Vec<Input>, Vec<Input>) {
    let field = |name: &str, key: &str, kind: &'static str, kept: String, length: usize| {
        Input::new(frame, name, key, kind)
            .value(typed.or(name, kept))
            .length(u32::try_from(length).unwrap_or(u32::MAX))
            .wrong(trouble)
    };
    let units = responsible(commitment, actor);
    let usual = site.map(|site| site.unit.id).or(actor.unit);
    let usual = units
        .iter()
        .find(|(id, _)| Some(*id) == usual)
        .map(|(id, _)| id.to_string());
    let mut choices: Vec<(String, String)> = units.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    if usual.is_none() {
        choices.insert(0, (String::new(), frame.t("record-choose").to_owned()));
    }
    let kept = |of: fn(&SiteRow) -> String| site.map(of).unwrap_or_default();
    let degrees = |value: Option<Decimal>| value.map(|value| value.to_string()).unwrap_or_default();
    let first = vec![
        field(
            "name",
            "site-name",
            "text",
            kept(|site| site.name.clone()),
            NAME_CHARS_MAX,
        )
        .hint(frame, "site-name-hint"),
        field(
            "place",
            "site-place",
            "text",
            kept(|site| site.place.clone()),
            PLACE_CHARS_MAX,
        )
        .hint(frame, "site-place-hint"),
        field("unit", "site-unit", "select", usual.unwrap_or_default(), 20).options(choices),
    ];
    let (longitude, latitude) = site.map_or((None, None), |site| (site.longitude, site.latitude));
    let place = vec![
        field("longitude", "site-longitude", "number", degrees(longitude), 20).optional(),
        field("latitude", "site-latitude", "number", degrees(latitude), 20).optional(),
    ];
    (first, place)
}

/// Why it is another object, asked for only where it looks like one that is registered elsewhere.
pub(super) fn reason_field(frame: &Frame, typed: &Posted, trouble: Option<&Trouble>) -> Input {
    Input::new(frame, "reason", "site-same-reason", "area")
        .value(typed.text("reason"))
        .length(u32::try_from(REASON_CHARS_MAX).unwrap_or(u32::MAX))
        .hint(frame, "site-same-reason-hint")
        .rows(3)
        .optional()
        .wrong(trouble)
}

/// Which stages it goes through, and whether it is carried over.
fn course_fields(frame: &Frame, row: &MeasureRow, typed: &Posted, trouble: Option<&Trouble>) -> Vec<Input> {
    let field = |name: &str, key: &str, kept: String| {
        Input::new(frame, name, key, "select")
            .value(typed.or(name, kept))
            .wrong(trouble)
    };
    let usual = MeasureKind::from_code(&row.kind).and_then(StageTemplate::of);
    let usual = usual.map(|template| template.code().to_owned()).unwrap_or_default();
    let templates = StageTemplate::ALL.map(|template| {
        let word = frame.coded("site-template-", template.code());
        (template.code().to_owned(), word.to_owned())
    });
    let openings = [Stage::Planned, Stage::Started, Stage::Built].map(|code| {
        let word = frame.with("site-opening-at", "stage", stage(frame, code.code()));
        (code.code().to_owned(), word)
    });
    let new = (String::new(), frame.t("site-opening-none").to_owned());
    vec![
        field("template", "site-template", usual).options(templates),
        field("opening", "site-opening", String::new()).options(std::iter::once(new).chain(openings)),
    ]
}
