//! Accounts, for the administrator.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::{AccountId, Role, UnitId};
use shishi_service::{NewAccountForm, NewPerson, Service};

use super::form::{Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::setup::{field_of, person_inputs};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Row {
    id: AccountId,
    login: String,
    name: String,
    role: &'static str,
    unit: String,
    disabled: bool,
    second_factor: bool,
    made: String,
    used: String,
    /// The own account cannot be ended.
    own: bool,
}

#[derive(Template)]
#[template(path = "office/accounts.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    rows: Vec<Row>,
    inputs: Vec<Input>,
    /// Whether administrators must have a second factor.
    compulsory: bool,
}

/// The list, with the form for a new one.
pub(super) async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

/// Makes an account.
pub(super) async fn create(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let new = NewAccountForm {
        person: NewPerson {
            login: form.trimmed("login"),
            display_name: form.trimmed("display_name"),
            password: form.text("password"),
        },
        role: Role::from_code(&form.trimmed("role")).ok_or_else(|| Failure::bad_request("bad_request"))?,
        unit: form.number("unit").map(UnitId),
    };
    let actor = signed_in.session.actor.clone();
    match attempt(&app, move |service| service.create_account(&actor, new)).await? {
        Ok(_) => Ok(see_other(ask.lang, "/office/accounts?said=account-made")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field_of(&failure));
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

/// Ends an account.
pub(super) async fn disable(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.disable_account(&actor, AccountId(id)))
        .await?;
    Ok(see_other(ask.lang, "/office/accounts?said=account-ended"))
}

/// Removes the second factor of somebody who lost it.
pub(super) async fn reset_factor(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.reset_second_factor(&actor, AccountId(id)))
        .await?;
    Ok(see_other(ask.lang, "/office/accounts?said=factor-reset"))
}

/// Says whether administrators must have a second factor.
pub(super) async fn compulsory(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, wanted) = (signed_in.session.actor.clone(), form.text("wanted") == "yes");
    match attempt(&app, move |service| {
        service.set_second_factor_compulsory(&actor, wanted)
    })
    .await?
    {
        Ok(()) => Ok(see_other(ask.lang, "/office/accounts?said=saved")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(&app, ask, signed_in, Posted::default(), Some(trouble)).await
        }
    }
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/accounts", move |service, room| {
        drawn(service, room, &typed, trouble)
    })
    .await
}

fn drawn(service: &Service, room: Room, typed: &Posted, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let rows = service
        .accounts(&session.actor)?
        .into_iter()
        .map(|account| Row {
            own: account.id == session.actor.account,
            id: account.id,
            login: account.login,
            name: account.display_name,
            role: frame.t(&format!("role-name-{}", account.role.code())),
            unit: account.unit.map(|(_, name)| name).unwrap_or_default(),
            disabled: account.disabled,
            second_factor: account.second_factor,
            made: frame.lang.moment(account.created_at),
            used: account
                .last_login_at
                .map(|at| frame.lang.moment(at))
                .unwrap_or_default(),
        })
        .collect();
    let roles = Role::ALL.into_iter().map(|role| {
        (
            role.code().to_owned(),
            frame.t(&format!("role-choice-{}", role.code())).to_owned(),
        )
    });
    let units = service.units()?.into_iter().filter(|row| !row.unit.group);
    let units = std::iter::once((String::new(), frame.t("account-no-unit").to_owned()))
        .chain(units.map(|row| (row.unit.id.to_string(), row.unit.name)));
    let role = if typed.has("role") {
        typed.text("role")
    } else {
        "clerk".to_owned()
    };
    let mut inputs = person_inputs(&frame, typed, trouble.as_ref());
    for input in &mut inputs {
        input.autocomplete = if input.is("password") { "new-password" } else { "off" };
    }
    inputs.push(
        Input::new(&frame, "role", "account-role", "select")
            .value(role)
            .options(roles)
            .wrong(trouble.as_ref()),
    );
    inputs.push(
        Input::new(&frame, "unit", "account-unit", "select")
            .hint(&frame, "account-unit-hint")
            .value(typed.text("unit"))
            .options(units)
            .wrong(trouble.as_ref()),
    );
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        compulsory: service.second_factor_compulsory()?,
        rows,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

#[cfg(test)]
mod tests {
    use shishi_kernel::Role;

    use crate::shell::Lang;

    #[test]
    fn every_role_has_its_words() {
        for role in Role::ALL {
            for key in ["role-name", "role-note", "role-choice"] {
                for lang in [Lang::Zh, Lang::En] {
                    assert!(lang.has(&format!("{key}-{}", role.code())), "{key} {role:?} {lang}");
                }
            }
        }
    }
}
