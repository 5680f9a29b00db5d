//! Money of parking at the desk: days, debts, payments that need a look, statements, objections, invoices.

mod page;

use axum::body::Body;
use axum::extract::{DefaultBodyLimit, Path, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use shishi_kernel::{Fen, Timestamp};
use shishi_service::may;
use shishi_service::parking::money::{MoneyDecision, STATEMENT_BYTES_MAX, wallet_of};

use super::entries::files::{Sent, read};
use super::form::{Check, Posted, Tried};
use super::page::{Answer, Trouble, attempt, draw, see_other};
use super::route::routes;
use crate::api::csv_text;
use crate::shell::{App, Ask, CheckedForm, Failure, Gate, SignedIn, check_csrf};

routes! {
    "/office/parking/money" { get show: SEE }
    "/office/parking/money/stays/{code}" { post decide: RUN }
    "/office/parking/money/objections/{id}" { post answer: RUN }
    "/office/parking/money/invoices/{id}" { post invoice: RUN }
    "/office/parking/money/statements" { post statement: RUN }
    "/office/parking/money/invoices.csv" { get invoices_csv: SEE }
}

const SEE: Gate = Gate::May(&may::SEE_PARKING);
const RUN: Gate = Gate::May(&may::RUN_PARKING);
const HERE: &str = "/office/parking/money";

/// The forms of the page, as their fields are named after them.
const STATEMENT: &str = "statement";

fn debt_form(code: &str) -> String {
    format!("debt-{code}")
}

fn objection_form(id: i64) -> String {
    format!("objection-{id}")
}

fn invoice_form(id: i64) -> String {
    format!("invoice-{id}")
}

async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Tried::default(), None).await
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, tried: Tried, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        page::drawn(service, room, &tried, trouble)
    })
    .await
}

/// Goes on after something was done, or shows the page with the refusal at the field of the form that it is about.
async fn done<T>(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    tried: Tried,
    outcome: Result<T, Failure>,
    field: impl Fn(&str) -> &'static str,
    said: &str,
) -> Answer {
    match outcome {
        Ok(_) => Ok(see_other(ask.lang, &format!("{HERE}?said={said}"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor(field(&failure.code)));
            page(app, ask, signed_in, tried, Some(trouble)).await
        }
    }
}

/// The field of an amount and its reason that a refusal is about.
pub(super) fn amount_field(code: &str) -> &'static str {
    match code {
        "form.reason_length" => "reason",
        _ => "yuan",
    }
}

/// Yuan as they are typed, as fen.
pub(super) fn typed_fen(text: &str) -> Option<Fen> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let (yuan, fen): (i64, i64) = (whole.parse().ok()?, format!("{part:0<2}").parse().ok()?);
    Some(Fen(yuan * 100 + fen)).filter(|fen| *fen > Fen(0))
}

async fn decide(State(app): State<App>, ask: Ask, Path(code): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(debt_form(&code), sent.form));
    let form = &tried.typed;
    let (what, fen) = (MoneyDecision::of(&form.text("what")), typed_fen(&form.text("yuan")));
    let (Some(what), Some(fen)) = (what, fen) else {
        let mut check = Check::new(ask.lang);
        if what.is_none() {
            check.fault(tried.anchor("what"), "fault-choose");
        }
        if fen.is_none() {
            check.fault(tried.anchor("yuan"), "money-amount-wrong");
        }
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, tried, Some(trouble)).await;
    };
    let (actor, reason, key) = (signed_in.session.actor.clone(), form.text("reason"), form.key());
    let outcome = attempt(&app, move |service| {
        service.decide_money(&actor, &code, what, fen, &reason, key.as_deref())
    })
    .await?;
    done(&app, ask, signed_in, tried, outcome, amount_field, "money-decided").await
}

async fn answer(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(objection_form(id), sent.form));
    let less = typed_fen(&tried.typed.text("yuan"));
    if less.is_none() && !tried.typed.trimmed("yuan").is_empty() {
        let mut check = Check::new(ask.lang);
        check.fault(tried.anchor("yuan"), "money-amount-wrong");
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, tried, Some(trouble)).await;
    }
    let (actor, words) = (signed_in.session.actor.clone(), tried.typed.text("reason"));
    let outcome = attempt(&app, move |service| service.answer_objection(&actor, id, less, &words)).await?;
    done(&app, ask, signed_in, tried, outcome, amount_field, "money-answered").await
}

async fn invoice(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(invoice_form(id), sent.form));
    let number = tried.typed.trimmed("number");
    let number = (!tried.typed.has("void")).then_some(number);
    let actor = signed_in.session.actor.clone();
    let outcome = attempt(&app, move |service| {
        service.settle_invoice(&actor, id, number.as_deref())
    })
    .await?;
    done(&app, ask, signed_in, tried, outcome, |_| "number", "money-invoice").await
}

async fn statement(State(app): State<App>, ask: Ask, signed_in: SignedIn, mut request: Request) -> Answer {
    DefaultBodyLimit::max(STATEMENT_BYTES_MAX + (64 << 10)).apply(&mut request);
    let headers = request.headers().clone();
    let Sent { form, mut files } = match read(request).await {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.file_large");
            // What was typed beside it may lie beyond the limit, so the form stands as before.
            let tried = Tried::new(STATEMENT, Posted::default());
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor("file"));
            return page(&app, ask, signed_in, tried, Some(trouble)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &form.text("csrf"))?;
    let tried = Tried::new(STATEMENT, form);
    let mut check = Check::new(ask.lang);
    let wallet = wallet_of(&tried.typed.text("wallet"));
    if wallet.is_none() {
        check.fault(tried.anchor("wallet"), "fault-choose");
    }
    let day = check.date(&tried.anchor("day"), &tried.typed.text("day"));
    let file = files.pop();
    if file.is_none() {
        check.fault(tried.anchor("file"), "upload-none");
    }
    let (Some(wallet), Some(day), Some(file)) = (wallet, day, file) else {
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, tried, Some(trouble)).await;
    };
    let actor = signed_in.session.actor.clone();
    let outcome = attempt(&app, move |service| {
        service.reconcile_upload(&actor, wallet, day, &file.bytes)
    })
    .await?;
    done(&app, ask, signed_in, tried, outcome, |_| "file", "money-reconciled").await
}

/// The invoices of the last days as a table for whoever issues them.
async fn invoices_csv(State(app): State<App>, signed_in: SignedIn) -> Answer {
    let actor = signed_in.session.actor;
    let rows = app
        .blocking(move |service| service.parking_money(&actor))
        .await?
        .invoices;
    let heading = [
        "id",
        "title",
        "tax_no",
        "item",
        "amount_fen",
        "rate_per_mille",
        "asked_at",
        "state",
        "number",
    ];
    let mut table = vec![heading.map(str::to_owned).to_vec()];
    table.extend(rows.into_iter().map(|row| {
        vec![
            row.id.to_string(),
            row.title.unwrap_or_default(),
            row.tax_no.unwrap_or_default(),
            row.item,
            row.fen.0.to_string(),
            row.rate.to_string(),
            Timestamp::from_second(row.asked_second).unwrap_or_default().to_string(),
            row.state,
            row.number.unwrap_or_default(),
        ]
    }));
    let mut response = Response::new(Body::from(csv_text(&table)?));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static("text/csv; charset=utf-8"),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::from_static("attachment; filename=\"invoices.csv\"");
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_exactly() {
        for (text, fen) in [
            ("1", Some(100)),
            (" 2.5 ", Some(250)),
            ("0.01", Some(1)),
            ("0", None),
            ("", None),
            ("1.005", None),
            ("-1", None),
            ("１", None),
            ("99999999", None),
        ] {
            assert_eq!(typed_fen(text), fen.map(Fen), "{text:?}");
        }
    }
}
