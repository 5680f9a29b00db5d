//! Splitting an item in two, at the end of a clause.

use askama::Template;
use axum::extract::{Path, State};
use shishi_kernel::DraftId;
use shishi_service::commitments::draft::DraftCommand;
use shishi_service::commitments::place::document_offset;
use shishi_service::{Service, ServiceError};

use super::super::form::{Check, Input, Posted};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::words::Piece;
use super::{Head, head, source};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// A place where the words can be cut.
struct Cut {
    /// Byte offset into the item's text.
    at: usize,
    /// The clause that would begin the second half.
    clause: String,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "office/split.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    head: Head,
    key: u32,
    number: u32,
    title: String,
    back: String,
    first: String,
    cuts: Vec<Cut>,
    cut_error: String,
    inputs: Vec<Input>,
    words: Vec<Piece>,
}

/// The form.
pub(in crate::office) async fn show(
    State(app): State<App>,
    ask: Ask,
    Path((id, key)): Path<(i64, u32)>,
    signed_in: SignedIn,
) -> Answer {
    page(&app, ask, signed_in, DraftId(id), key, Posted::default(), None).await
}

/// Splits.
pub(in crate::office) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path((id, key)): Path<(i64, u32)>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, form, id) = (sent.signed_in, sent.form, DraftId(id));
    let Some(at) = form.number::<u32>("at") else {
        let mut check = Check::new(ask.lang);
        check.fault("at", "fault-cut");
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, key, form, Some(trouble)).await;
    };
    let (actor, posted) = (signed_in.session.actor.clone(), form.clone());
    let done = attempt(&app, move |service| {
        let view = service.draft(&actor, id)?;
        let item = view.draft.item(key).ok_or(ServiceError::NotFound)?;
        let command = DraftCommand::Split {
            key,
            at,
            document_at: document_offset(&view.document.text, &item.current.passages, &item.current.text, at),
            titles: [posted.trimmed("first"), posted.trimmed("second")],
            number: posted.number("number"),
        };
        let next = view.draft.next_key;
        service.draft_command(&actor, id, posted.number("revision").unwrap_or(u32::MAX), command)?;
        Ok(next)
    });
    match done.await? {
        Ok(next) => Ok(see_other(
            ask.lang,
            &format!("/office/drafts/{id}?item={next}&said=split-done#item"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, id, key, form, Some(trouble)).await
        }
    }
}

fn field(code: &str) -> &'static str {
    match code {
        "draft.title_missing" | "draft.title_long" => "second",
        "draft.split_border" | "draft.split_place" => "at",
        _ => "",
    }
}

/// The clauses of a text with where each begins; the first begins at 0.
fn clauses(text: &str) -> Vec<(usize, &str)> {
    let mut out = Vec::new();
    let mut start = 0;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        if matches!(letter, '。' | '；' | '，' | ';' | ',' | '：' | '\n') && text[end..].trim() != "" {
            out.push((start, &text[start..end]));
            start = end;
        }
    }
    out.push((start, &text[start..]));
    out
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: DraftId,
    key: u32,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, id, key, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: DraftId,
    key: u32,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.draft(&session.actor, id)?;
    let item = view.draft.item(key).ok_or_else(Failure::not_found)?;
    let head = head(&frame, &view, &session.actor);
    if !head.open {
        return Err(ServiceError::Forbidden { need: "supervisor" }.into());
    }
    let current = &item.current;
    let chosen = typed.number::<usize>("at");
    let mut clauses = clauses(&current.text).into_iter();
    let first = clauses
        .next()
        .map(|(_, clause)| clause.trim().to_owned())
        .unwrap_or_default();
    let cuts = clauses
        .map(|(at, clause)| Cut {
            at,
            clause: clause.trim().to_owned(),
            chosen: chosen == Some(at),
        })
        .collect();
    let next_number = view
        .draft
        .items
        .iter()
        .map(|item| item.current.number)
        .max()
        .unwrap_or(0)
        + 1;
    let or = |name: &str, otherwise: String| if typed.has(name) { typed.text(name) } else { otherwise };
    let mut first_title = Input::new(&frame, "first", "split-first", "text")
        .value(or("first", current.title.clone()))
        .wrong(trouble.as_ref());
    let mut second_title = Input::new(&frame, "second", "split-second", "text")
        .value(or("second", String::new()))
        .wrong(trouble.as_ref());
    (first_title.lang, second_title.lang) = ("zh-CN", "zh-CN");
    let inputs = vec![
        first_title,
        second_title,
        Input::new(&frame, "number", "split-number", "number")
            .value(or("number", next_number.to_string()))
            .length(6)
            .wrong(trouble.as_ref()),
    ];
    let status = trouble.as_ref().map(|trouble: &Trouble| trouble.status);
    let page = Page {
        words: source(&view, item),
        back: frame.href(&format!("/office/drafts/{id}?item={key}#item")),
        number: current.number,
        title: current.title.clone(),
        cut_error: trouble.as_ref().map(|trouble| trouble.beside("at")).unwrap_or_default(),
        key,
        head,
        first,
        cuts,
        inputs,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_join_to_the_text() {
        for (text, count) in [
            ("甲。乙，丙；丁", 4),
            ("甲。", 1),
            ("", 1),
            ("没有标点", 1),
            ("甲，\n 乙。 ", 3),
        ] {
            let parts = clauses(text);
            assert_eq!(parts.len(), count, "{text:?}");
            assert_eq!(parts.iter().map(|(_, clause)| *clause).collect::<String>(), text);
            assert!(parts.iter().all(|(at, clause)| text[*at..].starts_with(clause)));
        }
    }
}
