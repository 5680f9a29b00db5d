//! Who belongs to the collective units that a document names (各街道), with dates.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::UnitId;
use shishi_service::Service;
use shishi_service::views::UnitPage;

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Group {
    href: String,
    name: String,
    members: Vec<String>,
}

#[derive(Template)]
#[template(path = "office/groups.html")]
struct List {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    groups: Vec<Group>,
}

#[derive(Template)]
#[template(path = "office/group.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    id: UnitId,
    name: String,
    members: Vec<String>,
    inputs: Vec<Input>,
}

/// Every group.
pub(super) async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/groups", |service, room| {
        let mut groups = Vec::new();
        for row in service.units()?.into_iter().filter(|row| row.unit.group) {
            let members = service.unit(row.unit.id)?.map(|unit| unit.members).unwrap_or_default();
            groups.push(Group {
                href: room.frame.href(&format!("/office/groups/{}", row.unit.id)),
                name: row.unit.name,
                members: members.into_iter().map(|member| member.name).collect(),
            });
        }
        let page = List {
            groups,
            trouble: None,
            office: room.office,
            frame: room.frame,
        };
        Ok(Drawn::new(page.render()?, None))
    })
    .await
}

/// One group.
pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, UnitId(id), Posted::default(), None).await
}

/// Records a time of membership.
pub(super) async fn send(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form, group) = (sent.signed_in, sent.form, UnitId(id));
    let mut check = Check::new(ask.lang);
    let member = form.number("member").map(UnitId);
    if member.is_none() {
        check.fault("member", "fault-choose");
    }
    let from = check.date("from", &form.text("from"));
    let to = check.date_or_none("to", &form.text("to"));
    let (Some(member), Some(from), true) = (member, from, check.faults.is_empty()) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, group, form, Some(trouble)).await;
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| {
        service.set_group_member(&actor, group, member, from, to)
    })
    .await?
    {
        Ok(()) => Ok(see_other(ask.lang, &format!("/office/groups/{id}?said=member-set"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, group, form, Some(trouble)).await
        }
    }
}

fn field(code: &str) -> &'static str {
    match code {
        "group.end_before_start" => "to",
        "group.overlap" => "from",
        _ => "member",
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, id: UnitId, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/groups", move |service, room| {
        let group = service
            .unit(id)?
            .filter(|unit| unit.row.unit.group)
            .ok_or_else(Failure::not_found)?;
        drawn(service, room, group, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    group: UnitPage,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room { frame, office, .. } = room;
    let units = service.units()?.into_iter().filter(|row| !row.unit.group);
    let units = std::iter::once((String::new(), frame.t("group-choose").to_owned()))
        .chain(units.map(|row| (row.unit.id.to_string(), row.unit.name)));
    let inputs = vec![
        Input::new(&frame, "member", "group-member", "select")
            .value(typed.text("member"))
            .options(units)
            .wrong(trouble.as_ref()),
        Input::new(&frame, "from", "group-from", "date")
            .hint(&frame, "group-from-hint")
            .value(typed.text("from"))
            .wrong(trouble.as_ref()),
        Input::new(&frame, "to", "group-to", "date")
            .hint(&frame, "group-to-hint")
            .value(typed.text("to"))
            .optional()
            .wrong(trouble.as_ref()),
    ];
    let status = trouble.as_ref().map(|trouble: &Trouble| trouble.status);
    let page = Page {
        id: group.row.unit.id,
        name: group.row.unit.name,
        members: group.members.into_iter().map(|member| member.name).collect(),
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}
