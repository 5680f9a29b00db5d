//! The schemes, and writing one as a readable text that is checked before it is kept.

use axum::extract::State;
use shishi_kernel::Refusal;
use shishi_service::appraising::scheme;
use shishi_service::{ServiceError, may};

use super::super::form::{Input, Posted};
use super::super::page::{Answer, Fault, Room, Trouble, attempt, draw, see_other};
use super::{Line, List, Page, key};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Lang, SignedIn};

pub(in crate::office) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Posted::default(), None).await
}

pub(in crate::office) async fn send(State(app): State<App>, ask: Ask, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    if let Some(trouble) = faults(&form.text("text"), ask.lang) {
        return page(&app, ask, signed_in, form, Some(trouble)).await;
    }
    let (actor, text, key) = (signed_in.session.actor.clone(), form.text("text"), key(&form));
    let done = attempt(&app, move |service| {
        service.write_scheme(&actor, None, &text, key.as_deref())
    });
    match done.await? {
        Ok(id) => Ok(see_other(
            ask.lang,
            &format!("/office/appraisal/{id}?said=appraisal-kept"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "text");
            page(&app, ask, signed_in, form, Some(trouble)).await
        }
    }
}

/// Everything that is wrong with a scheme's text, in sentences.
pub(super) fn faults(text: &str, lang: Lang) -> Option<Trouble> {
    let faults = scheme::read(text).err()?;
    let fault = |refusal: &shishi_service::appraising::SchemeRefusal| Fault {
        anchor: "text".to_owned(),
        words: Failure::from(ServiceError::refused(refusal as &dyn Refusal)).sentence(lang),
    };
    Some(Trouble::list(faults.iter().map(fault).collect(), lang))
}

/// The field in which a scheme is written.
pub(super) fn field(frame: &Frame, text: String, trouble: Option<&Trouble>) -> Input {
    let mut input = Input::new(frame, "text", "appraisal-text", "area")
        .value(text)
        .hint(frame, "appraisal-text-hint")
        .length(10_000)
        .wrong(trouble);
    input.rows = 14;
    input.lang = "zh-CN";
    input
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, typed: Posted, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/appraisal", move |service, room: Room| {
        let actor = room.session.actor.clone();
        let title = room.frame.t("nav-appraisal").to_owned();
        let mut page = Page::new(service, room, title);
        page.lead = page.frame.t("appraisal-office-lead").to_owned();
        let frame = &page.frame;
        let line = |row: shishi_service::appraisal_rows::SchemeRow| Line {
            href: frame.href(&format!("/office/appraisal/{}", row.id)),
            name: frame.with("appraisal-of-year", "year", row.year.to_string()),
            note: match (row.finished, row.published, row.approved_at) {
                (Some(_), ..) => frame.t("appraisal-short-final"),
                (_, Some(_), _) => frame.t("appraisal-short-hearing"),
                (.., Some(_)) => frame.t("appraisal-short-approved"),
                _ => frame.t("appraisal-short-draft"),
            }
            .to_owned(),
        };
        let list = List {
            title: frame.t("appraisal-schemes"),
            empty: frame.t("appraisal-none"),
            lines: service.schemes(&actor)?.into_iter().map(line).collect(),
        };
        if may::APPRAISE.allows(actor.role) {
            let typed = Some(typed.text("text")).filter(|text| !text.is_empty());
            let text = typed.unwrap_or_else(|| frame.t("appraisal-text-sample").to_owned());
            let input = field(frame, text, trouble.as_ref());
            let form = page.form("/office/appraisal", "write", "appraisal-write", vec![input]);
            page.forms.push(form);
        }
        page.lists.push(list);
        page.drawn(trouble)
    })
    .await
}
