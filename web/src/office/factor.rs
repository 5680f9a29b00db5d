//! One's own second factor: offered, put in force with a code, removed with a code.

use askama::Template;
use axum::extract::State;
use shishi_service::{SecondFactorView, Service, Session};

use super::account;
use super::form::{Input, Posted};
use super::page::{Answer, Drawn, Office, Trouble, attempt, draw, see_other};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame};

/// The second factor on the page of the account.
pub(super) struct Factor {
    /// `none`, `offered`, `in_force`.
    pub state: &'static str,
    pub secret: String,
    pub link: String,
    /// Since when and how many recovery codes are left, in a sentence.
    pub words: String,
    pub input: Input,
}

/// How it stands with the person's second factor.
pub(super) fn factor(
    service: &Service,
    frame: &Frame,
    session: &Session,
    trouble: Option<&Trouble>,
) -> Result<Factor, Failure> {
    let input = Input::new(frame, "code", "factor-code", "text")
        .hint(frame, "factor-code-hint")
        .autocomplete("one-time-code")
        .length(32)
        .wrong(trouble);
    let (state, secret, link, words) = match service.second_factor(&session.actor)? {
        SecondFactorView::None => ("none", String::new(), String::new(), String::new()),
        SecondFactorView::Offered { secret, link } => ("offered", secret, link, String::new()),
        SecondFactorView::InForce { since, recovery_codes } => {
            let values = [
                ("since", frame.lang.moment(since).into()),
                ("n", recovery_codes.to_string().into()),
            ];
            (
                "in_force",
                String::new(),
                String::new(),
                frame.lang.say("factor-since", &values),
            )
        }
    };
    Ok(Factor {
        state,
        secret,
        link,
        words,
        input,
    })
}

#[derive(Template)]
#[template(path = "office/factor-codes.html")]
struct Codes {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    codes: Vec<String>,
}

/// Offers a secret.
pub(super) async fn offer(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.offer_second_factor(&actor)).await?;
    Ok(see_other(ask.lang, "/office/account"))
}

/// Puts it in force. The recovery codes are on this answer and nowhere else, so that there is no page to go on to.
pub(super) async fn confirm(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, token, code) = (
        signed_in.session.actor.clone(),
        signed_in.token.clone(),
        form.text("code"),
    );
    match attempt(&app, move |service| {
        service.confirm_second_factor(&actor, &token, &code)
    })
    .await?
    {
        Ok(codes) => {
            draw(&app, ask, signed_in, "/office/account", move |_, room| {
                let page = Codes {
                    frame: room.frame,
                    office: room.office,
                    trouble: None,
                    codes,
                };
                Ok(Drawn::new(page.render()?, None))
            })
            .await
        }
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "code");
            account::page(&app, ask, signed_in, Posted::default(), Some(trouble), String::new()).await
        }
    }
}

/// Removes it.
pub(super) async fn remove(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, code) = (signed_in.session.actor.clone(), form.text("code"));
    match attempt(&app, move |service| service.remove_second_factor(&actor, &code)).await? {
        Ok(()) => Ok(see_other(ask.lang, "/office/account?said=factor-removed")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "code");
            account::page(&app, ask, signed_in, Posted::default(), Some(trouble), String::new()).await
        }
    }
}
