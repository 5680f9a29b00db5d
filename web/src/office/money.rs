//! Money of parking at the desk: days, debts, payments that need a look, statements, objections, invoices.

use askama::Template;
use axum::body::Body;
use axum::extract::{FromRequest, Multipart, Path, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use shishi_kernel::{Date, Fen, Timestamp};
use shishi_service::parking::money::{DebtLine, MoneyDecision, MoneyView, OPEN_SHOWN, wallet_of, wallet_word};
use shishi_service::parking_rows::money::desk::{InvoiceRow, ReconciliationRow};
use shishi_service::parking_rules::words::{self, yuan};
use shishi_service::{Service, may};

use super::form::Posted;
use super::page::{Answer, Drawn, Fault, Office, Room, Trouble, attempt, draw, parameter, see_other};
use super::parking::{Part, parts};
use super::route::routes;
use crate::api::csv_text;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, Gate, Lang, SignedIn, check_csrf};

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

struct Debt {
    code: String,
    href: String,
    lot: String,
    plate: String,
    left: String,
    owed: String,
    yuan: String,
    credit: bool,
}

struct Trying {
    href: String,
    words: String,
    trouble: String,
    given_up: bool,
}

struct Objection {
    id: i64,
    href: String,
    lot: String,
    charged: String,
    at: String,
    words: String,
}

struct Matched {
    day: String,
    wallet: &'static str,
    words: String,
    agrees: bool,
    /// What was handed over; empty while no statement said so.
    settled: String,
    lines: Vec<String>,
}

struct Invoice {
    id: i64,
    words: String,
    open: bool,
}

#[derive(Template)]
#[template(path = "office/money.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    runs: bool,
    /// Of this showing of the forms; each stay's form adds its code.
    key: String,
    writes_off: bool,
    debts: String,
    credits: String,
    days: Vec<[String; 7]>,
    open: Vec<Debt>,
    /// Where the further ones are, and the first; empty where there are none.
    further: String,
    first: String,
    tries: Vec<Trying>,
    objections: Vec<Objection>,
    matched: Vec<Matched>,
    refused: Vec<String>,
    misfits: Vec<String>,
    invoices: Vec<Invoice>,
    wallets: Vec<&'static str>,
}

async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, None).await
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, trouble)
    })
    .await
}

/// Goes on after something was done, or shows the page with the refusal.
async fn done<T>(app: &App, ask: Ask, signed_in: SignedIn, outcome: Result<T, Failure>, said: &str) -> Answer {
    match outcome {
        Ok(_) => Ok(see_other(ask.lang, &format!("{HERE}?said={said}"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "");
            page(app, ask, signed_in, Some(trouble)).await
        }
    }
}

fn wrong(ask: &Ask, key: &str) -> Trouble {
    let fault = Fault {
        anchor: String::new(),
        words: ask.lang.t(key).to_owned(),
    };
    Trouble::list(vec![fault], ask.lang)
}

/// Yuan as they are typed, as fen.
fn typed_fen(text: &str) -> Option<Fen> {
    let (whole, part) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 7 || part.len() > 2 || !digits(whole) || !digits(part) {
        return None;
    }
    let (yuan, fen): (i64, i64) = (whole.parse().ok()?, format!("{part:0<2}").parse().ok()?);
    Some(Fen(yuan * 100 + fen)).filter(|fen| *fen > Fen(0))
}

async fn decide(State(app): State<App>, ask: Ask, Path(code): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let what = MoneyDecision::of(&form.text("what"));
    let (Some(what), Some(fen)) = (what, typed_fen(&form.text("yuan"))) else {
        let trouble = wrong(&ask, "money-amount-wrong");
        return page(&app, ask, signed_in, Some(trouble)).await;
    };
    let (actor, reason, key) = (signed_in.session.actor.clone(), form.text("reason"), form.key());
    let outcome = attempt(&app, move |service| {
        service.decide_money(&actor, &code, what, fen, &reason, key.as_deref())
    })
    .await?;
    done(&app, ask, signed_in, outcome, "money-decided").await
}

async fn answer(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let less = typed_fen(&form.text("yuan"));
    if less.is_none() && !form.trimmed("yuan").is_empty() {
        let trouble = wrong(&ask, "money-amount-wrong");
        return page(&app, ask, signed_in, Some(trouble)).await;
    }
    let (actor, words) = (signed_in.session.actor.clone(), form.text("reason"));
    let outcome = attempt(&app, move |service| service.answer_objection(&actor, id, less, &words)).await?;
    done(&app, ask, signed_in, outcome, "money-answered").await
}

async fn invoice(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let number = form.trimmed("number");
    let number = (!form.has("void")).then_some(number);
    let actor = signed_in.session.actor.clone();
    let outcome = attempt(&app, move |service| {
        service.settle_invoice(&actor, id, number.as_deref())
    })
    .await?;
    done(&app, ask, signed_in, outcome, "money-invoice").await
}

async fn statement(State(app): State<App>, ask: Ask, signed_in: SignedIn, request: Request) -> Answer {
    let headers = request.headers().clone();
    let bad = |_| Failure::bad_request("bad_request");
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| Failure::bad_request("bad_request"))?;
    let (mut secret, mut wallet, mut day, mut bytes) = (String::new(), String::new(), String::new(), Vec::new());
    while let Some(field) = form.next_field().await.map_err(bad)? {
        match field.name() {
            Some("csrf") => secret = field.text().await.map_err(bad)?,
            Some("wallet") => wallet = field.text().await.map_err(bad)?,
            Some("day") => day = field.text().await.map_err(bad)?,
            Some("file") => bytes = field.bytes().await.map_err(bad)?.to_vec(),
            _ => {}
        }
    }
    check_csrf(&headers, &signed_in, &secret)?;
    let (Some(wallet), Ok(day)) = (wallet_of(&wallet), day.parse::<Date>()) else {
        let trouble = wrong(&ask, "money-day-wrong");
        return page(&app, ask, signed_in, Some(trouble)).await;
    };
    let actor = signed_in.session.actor.clone();
    let outcome = attempt(&app, move |service| {
        service.reconcile_upload(&actor, wallet, day, &bytes)
    })
    .await?;
    done(&app, ask, signed_in, outcome, "money-reconciled").await
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
    *response.status_mut() = StatusCode::OK;
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

fn money(fen: Fen, lang: Lang) -> String {
    yuan(fen.0, lang.of_rules())
}

fn drawn(service: &Service, room: Room, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let view = service.parking_money(&session.actor)?;
    let after = parameter(&ask, "after").and_then(|after| {
        let (second, stay) = after.split_once('-')?;
        Some((second.parse().ok()?, stay.parse().ok()?))
    });
    let debts = service.open_bills(&session.actor, after)?;
    let last = debts.last().filter(|_| debts.len() >= OPEN_SHOWN as usize);
    let further = last.map(|line| {
        let (second, stay) = (line.bill.left_second, line.bill.stay);
        frame.href(&format!("{HERE}?after={second}-{stay}#open"))
    });
    let lang = frame.lang;
    let sum = |(count, fen): (u64, Fen), key: &str| {
        lang.say(key, &[("count", count.into()), ("amount", money(fen, lang).into())])
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, HERE),
        runs: may::RUN_PARKING.allows(session.actor.role),
        key: Posted::default().key_or("m", session.actor.account, service.now()),
        writes_off: may::WRITE_OFF.allows(session.actor.role),
        debts: sum(view.debts, "money-debts"),
        credits: sum((view.credits.0, Fen(view.credits.1.0.abs())), "money-credits"),
        days: days(&view, lang),
        open: open(&debts, lang),
        further: further.unwrap_or_default(),
        first: if after.is_some() {
            frame.href(&format!("{HERE}#open"))
        } else {
            String::new()
        },
        tries: tries(&view, lang),
        objections: objections(&view, lang),
        matched: view.reconciliations.iter().map(|row| matched(row, lang)).collect(),
        refused: view
            .refused
            .iter()
            .map(|(day, wallet, code, count)| {
                let (day, wallet) = (lang.date(*day), lang.t(&format!("pay-wallet-{wallet}")));
                let why = lang.t(&format!("money-{}", code.replace(['.', '_'], "-")));
                format!("{day} · {wallet} · {why} · {count}")
            })
            .collect(),
        misfits: view
            .misfits
            .iter()
            .map(|(at, wallet, code)| {
                let why = lang
                    .code("money-", code, &[])
                    .unwrap_or_else(|| lang.t("money-misfit").to_owned());
                format!(
                    "{} · {} · {why}",
                    lang.moment(*at),
                    lang.t(&format!("pay-wallet-{wallet}"))
                )
            })
            .collect(),
        invoices: view.invoices.iter().map(|row| invoice_line(row, &frame)).collect(),
        wallets: view.wallets.iter().map(|wallet| wallet_word(*wallet)).collect(),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn days(view: &MoneyView, lang: Lang) -> Vec<[String; 7]> {
    let line = |day: &shishi_service::parking::money::DayLine| {
        [
            lang.date(day.day),
            money(day.charged, lang),
            money(day.wechat, lang),
            money(day.alipay, lang),
            money(day.cash, lang),
            money(day.given_up, lang),
            money(day.given_back, lang),
        ]
    };
    view.days.iter().map(line).collect()
}

fn open(debts: &[DebtLine], lang: Lang) -> Vec<Debt> {
    let gone = || lang.t("pay-plate-gone").to_owned();
    debts
        .iter()
        .map(|line| {
            let owed = Fen(line.bill.owed.0.abs());
            Debt {
                code: line.bill.code.clone(),
                href: lang.href(&format!("/parking/pay/{}", line.bill.code)),
                lot: line.lot.clone(),
                plate: line.plate.clone().unwrap_or_else(gone),
                left: lang.moment(Timestamp::from_second(line.bill.left_second).unwrap_or_default()),
                owed: money(owed, lang),
                yuan: owed.to_string(),
                credit: line.bill.owed < Fen(0),
            }
        })
        .collect()
}

fn tries(view: &MoneyView, lang: Lang) -> Vec<Trying> {
    view.payments
        .iter()
        .map(|line| {
            let row = &line.payment;
            let stage = words::stage(line.stage, lang.of_rules());
            let wallet = lang.t(&format!("pay-wallet-{}", row.wallet));
            let why = row.trouble.as_deref().unwrap_or_default();
            Trying {
                href: lang.href(&format!("/parking/pay/{}", line.code)),
                words: format!(
                    "{} · {wallet} · {stage} · {}",
                    money(row.fen, lang),
                    lang.moment(row.made_at)
                ),
                trouble: lang.code("money-", why, &[]).unwrap_or_default(),
                given_up: line.given_up,
            }
        })
        .collect()
}

fn objections(view: &MoneyView, lang: Lang) -> Vec<Objection> {
    view.objections
        .iter()
        .map(|line| Objection {
            id: line.objection.id,
            href: lang.href(&format!("/parking/pay/{}", line.bill.code)),
            lot: line.lot.clone(),
            charged: money(line.objection.charged, lang),
            at: lang.moment(line.objection.asked_at),
            words: line.objection.words.clone().unwrap_or_default(),
        })
        .collect()
}

fn matched(row: &ReconciliationRow, lang: Lang) -> Matched {
    let values = [
        ("matched", row.matched.into()),
        ("here", money(row.here, lang).into()),
        ("there", money(row.there, lang).into()),
        ("difference", money(row.difference, lang).into()),
    ];
    let lines: Vec<serde_json::Value> = serde_json::from_str(&row.found).unwrap_or_default();
    let line = |line: &serde_json::Value| {
        let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
        let side = |name: &str| {
            line[name]
                .as_i64()
                .map_or_else(|| "–".to_owned(), |fen| money(Fen(fen), lang))
        };
        let what = lang.t(&format!("money-line-{}", text("what").replace('_', "-")));
        format!("{what} · {} · {} / {}", text("number"), side("here"), side("there"))
    };
    let settled = row.settled.map(|(received, fee)| {
        let left = Fen(row.there.0 - received.0 - fee.0);
        let values = [
            ("received", money(received, lang).into()),
            ("fee", money(fee, lang).into()),
            ("left", money(left, lang).into()),
        ];
        let key = if left == Fen(0) {
            "money-settled"
        } else {
            "money-settled-left"
        };
        lang.say(key, &values)
    });
    Matched {
        settled: settled.unwrap_or_default(),
        day: lang.date(row.day),
        wallet: lang.t(&format!("pay-wallet-{}", row.wallet)),
        words: lang.say("money-matched", &values),
        agrees: row.found == "[]",
        lines: lines.iter().map(line).collect(),
    }
}

fn invoice_line(row: &InvoiceRow, frame: &Frame) -> Invoice {
    let title = row.title.as_deref().unwrap_or(frame.t("money-title-gone"));
    let state = frame.coded("pay-invoice-", &row.state);
    let number = row.number.as_deref().unwrap_or_default();
    Invoice {
        id: row.id,
        words: format!("{title} · {} · {state} {number}", money(row.fen, frame.lang)),
        open: row.state != "voided",
    }
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
