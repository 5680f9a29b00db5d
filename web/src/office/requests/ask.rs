//! The requests of one commitment, and the form that asks another unit or every member of a group.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{UnitId, civil_date};
use shishi_service::commitments::plan::Foreseen;
use shishi_service::views::CommitmentPage;
use shishi_service::{AskForm, Service, may, standing};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::super::plans::part_of;
use super::{Line, line};
use crate::public::plans::unit_name;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

#[derive(Template)]
#[template(path = "office/commitment-requests.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    action: String,
    lines: Vec<Line>,
    /// The form; empty for whoever may not ask here.
    inputs: Vec<Input>,
    /// What the approved plan means to ask, to fill the form with.
    foreseen: Vec<Idea>,
    /// The form's own idempotency key: sending it twice asks once.
    key: String,
}

/// Something that the plan foresees.
struct Idea {
    href: String,
    words: String,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Posted::default(), None).await
}

pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let mut check = Check::new(ask.lang);
    let unit = form.number("unit").map(UnitId);
    if unit.is_none() {
        check.fault("unit", "fault-choose");
    }
    let due = check.date("due", &form.text("due"));
    let (Some(unit), Some(due)) = (unit, due) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, slug, form, Some(trouble)).await;
    };
    let new = AskForm {
        slug: slug.clone(),
        unit,
        what: form.trimmed("what"),
        reason: form.trimmed("reason"),
        due,
    };
    let (actor, key) = (signed_in.session.actor.clone(), form.trimmed("key"));
    let known = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    let done = attempt(&app, move |service| {
        service.ask_unit(&actor, new, known.then_some(key.as_str()))
    });
    match done.await? {
        Ok(_) => Ok(see_other(
            ask.lang,
            &format!("/office/commitments/{slug}/requests?said=request-sent"),
        )),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "request.own_unit" | "request.nobody_asked" | "request.unit_not_party" => "unit",
                "request.what_missing" => "what",
                "request.words_missing" => "reason",
                "request.text_long" if form.trimmed("what").chars().count() > 300 => "what",
                "request.text_long" => "reason",
                "request.due_outside" => "due",
                _ => "",
            };
            let trouble = Trouble::of(&failure, ask.lang, field);
            page(&app, ask, signed_in, slug, form, Some(trouble)).await
        }
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/requests", move |service, room| {
        drawn(service, room, &slug, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let actor = &session.actor;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let now = service.now();
    let mut lines = Vec::new();
    for row in service.requests_of_commitment(commitment.row.id)? {
        lines.push(line(&frame, &row, &standing(&row, civil_date(now))?, actor.unit));
    }
    lines.sort_by_key(|line| !line.overdue);
    let asks = may::ASK_UNIT.allows(actor.role) && part_of(&commitment, actor, false);
    let foreseen = if asks {
        foreseen(service, &commitment)?
    } else {
        Vec::new()
    };
    let chosen = parameter(&ask, "from")
        .and_then(|from| from.parse::<usize>().ok())
        .and_then(|from| foreseen.get(from));
    let inputs = if asks {
        inputs(&frame, &commitment, actor.unit, typed, chosen, trouble.as_ref())
    } else {
        Vec::new()
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        foreseen: (foreseen.iter().enumerate())
            .map(|(at, asked)| Idea {
                href: frame.href(&format!("/office/commitments/{slug}/requests?from={at}")),
                words: format!("{}：{}", unit_name(&commitment, asked.unit), asked.what),
            })
            .collect(),
        // One key for each showing of the form; a person cannot show it twice in a microsecond.
        key: if typed.has("key") {
            typed.text("key")
        } else {
            format!("ask-{}-{}", actor.account, now.as_microsecond())
        },
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        action: frame.href(&format!("/office/commitments/{slug}/requests")),
        lines,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// What the plan in force means to ask of other units.
fn foreseen(service: &Service, commitment: &CommitmentPage) -> Result<Vec<Foreseen>, Failure> {
    let newest = service.plans_in_force(commitment.row.id)?.into_iter().next();
    Ok(newest.map(|view| view.content.foreseen).unwrap_or_default())
}

fn inputs(
    frame: &Frame,
    commitment: &CommitmentPage,
    own: Option<UnitId>,
    typed: &Posted,
    chosen: Option<&Foreseen>,
    trouble: Option<&Trouble>,
) -> Vec<Input> {
    // A group can be asked as a whole: each of its members gets a request of its own.
    let mut units = vec![(String::new(), frame.t("request-choose").to_owned())];
    for duty in &commitment.duties {
        let group = (!duty.members.is_empty()).then(|| {
            let words = [
                ("group", duty.unit.name.as_str().into()),
                ("n", duty.members.len().into()),
            ];
            (duty.unit.id, frame.lang.say("request-group", &words))
        });
        let single = if duty.unit.group {
            None
        } else {
            Some((duty.unit.id, duty.unit.name.clone()))
        };
        let members = duty.members.iter().map(|member| (member.id, member.name.clone()));
        for (id, name) in group.into_iter().chain(single).chain(members) {
            let choice = (id.to_string(), name);
            if Some(id) != own && !units.contains(&choice) {
                units.push(choice);
            }
        }
    }
    let or = |name: &str, otherwise: String| if typed.has(name) { typed.text(name) } else { otherwise };
    let field = |name: &str, key: &str, kind, otherwise: String| {
        Input::new(frame, name, key, kind)
            .value(or(name, otherwise))
            .wrong(trouble)
    };
    let (unit, what) = match chosen {
        Some(asked) => (asked.unit.to_string(), asked.what.clone()),
        None => Default::default(),
    };
    vec![
        field("unit", "request-unit", "select", unit).options(units),
        field("what", "request-what", "area", what)
            .length(300)
            .hint(frame, "request-what-hint"),
        field("reason", "request-reason", "area", String::new()).length(1000),
        field("due", "request-due", "date", String::new()),
    ]
}
