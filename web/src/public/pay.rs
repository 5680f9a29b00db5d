//! What a driver sees of a stay by its code: the fee line by line, ways to pay, the receipt, an invoice, an objection.
//!
//! Nobody signs in: the code cannot be guessed, and the page names nobody. It is never kept and asks search engines to stay away.

use askama::Template;
use axum::body::{Body, Bytes};
use axum::extract::{Form, OriginalUri, Path, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, Response, StatusCode};
use serde::Deserialize;
use shishi_kernel::{Fen, Timestamp, civil_date};
use shishi_service::gateways::payment::Wallet;
use shishi_service::parking::Untold;
use shishi_service::parking::money::{BillPage, InvoiceForm, wallet_of, wallet_word};
use shishi_service::parking_rows::money::payments::PaymentRow;
use shishi_service::parking_rules::accounts::Stage;
use shishi_service::parking_rules::price::Basis;
use shishi_service::parking_rules::words::{self, yuan};

use super::code::qr_path;
use super::through::{reply, request};
use crate::shell::{App, Ask, Failure, Frame, Lang, check_origin, html};

type Answer = Result<Response<Body>, Failure>;

/// A line of the fee.
struct Line {
    words: String,
    fen: String,
}

/// A try to pay.
struct Try {
    way: String,
    stage: String,
    amount: String,
    at: String,
    /// Our number and the provider's, for the receipt.
    numbers: String,
    paid: bool,
    /// Where the receipt from the journal is; empty while there is none.
    receipt: String,
}

/// A link that can be paid now.
struct Code {
    wallet: &'static str,
    link: String,
    /// The squares of its code as a path, and how many a side has.
    path: String,
    side: usize,
    until: String,
}

#[derive(Template)]
#[template(path = "public/pay.html")]
struct Page {
    frame: Frame,
    here: String,
    lot: String,
    plate: String,
    came: String,
    left: String,
    charged: String,
    owed: String,
    /// `due`, `settled`, `credit`.
    state: &'static str,
    lines: Vec<Line>,
    /// What the price was worked out with beside the times.
    basis: Vec<String>,
    /// Charging that is not in the price yet; empty where there is none.
    untold: String,
    withdrawn: bool,
    tries: Vec<Try>,
    /// What was paid too much, and how it goes back.
    credit: String,
    /// What the desk gave back in cash; empty where that is nothing.
    cash_back: String,
    /// Amounts of cash, each with the address of its receipt.
    cash: Vec<(String, String)>,
    /// Whether anything that was paid is in no batch yet.
    receipts_wait: bool,
    stay_receipt: String,
    codes: Vec<Code>,
    wallets: Vec<&'static str>,
    simulated: bool,
    earlier: Vec<(String, String, String)>,
    invoiceable: String,
    invoices: Vec<String>,
    objections: Vec<(String, String)>,
    may_object: bool,
    /// What was refused, and at which form; what was typed there is kept.
    problem: String,
    at: &'static str,
    typed: Typed,
    said: &'static str,
}

/// What was typed into the forms of the page.
#[derive(Clone, Default)]
struct Typed {
    title: String,
    tax_no: String,
    words: String,
}

/// A form that was not taken: where it stands on the page, what was typed, and why not.
struct Refused {
    at: &'static str,
    typed: Typed,
    failure: Failure,
}

fn said(ask: &Ask) -> &'static str {
    let (_, query) = ask.address.split_once('?').unwrap_or_default();
    match query {
        "said=invoice" => ask.lang.t("pay-said-invoice"),
        "said=objection" => ask.lang.t("pay-said-objection"),
        _ => "",
    }
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(code): Path<String>) -> Answer {
    page(&app, ask, code, None).await
}

async fn page(app: &App, ask: Ask, code: String, refused: Option<Refused>) -> Answer {
    let simulated = app.options().simulators.is_some();
    let status = refused
        .as_ref()
        .map_or(StatusCode::OK, |refused| refused.failure.status);
    let drawn = app
        .blocking(move |service| {
            let (now, bill) = (service.now(), service.bill_page(&code)?);
            let said = said(&ask);
            draw(ask.frame(service, "parking"), bill, now, simulated, refused, said)
        })
        .await?;
    let mut response = html(status, drawn);
    let robots = HeaderName::from_static("x-robots-tag");
    response
        .headers_mut()
        .insert(robots, HeaderValue::from_static("noindex"));
    Ok(response)
}

/// What a stay paid too much, and whether somebody has to come for some of it.
fn credit_words(credit: Fen, till: Fen, lang: Lang) -> String {
    let money = |fen: Fen| yuan(fen.0, lang.of_rules());
    let key = match till {
        Fen(0) => "pay-credit",
        till if till < credit => "pay-credit-part-cash",
        _ => "pay-credit-cash",
    };
    lang.say(key, &[("amount", money(credit).into()), ("cash", money(till).into())])
}

fn draw(
    frame: Frame,
    page: BillPage,
    now: Timestamp,
    simulated: bool,
    refused: Option<Refused>,
    said: &'static str,
) -> Result<String, Failure> {
    let lang = frame.lang;
    let (problem, at, typed) = match refused {
        Some(Refused { at, typed, failure }) => (failure.sentence(lang), at, typed),
        None => (String::new(), "", Typed::default()),
    };
    let money = |fen: Fen| yuan(fen.0, lang.of_rules());
    let moment = |second: i64| lang.moment(Timestamp::from_second(second).unwrap_or_default());
    let state = match page.bill.owed.0 {
        1.. => "due",
        0 => "settled",
        _ => "credit",
    };
    let lines = page.price.iter().flat_map(|price| &price.lines);
    let lines = lines.map(|line| Line {
        words: words::line(line, lang.of_rules()),
        fen: money(line.fen),
    });
    let codes = page.payments.iter().filter_map(|(row, _)| code_of(row, now, lang));
    let receipt = |number: &str| lang.href(&format!("/parking/pay/{}/receipts/{number}", page.bill.code));
    let receipt_of = |number: &String| {
        let known = page.receipts.0.contains(number);
        if known { receipt(number) } else { String::new() }
    };
    let tries: Vec<Try> = page
        .payments
        .iter()
        .map(|(row, stage)| Try {
            receipt: receipt_of(&row.trade),
            ..try_of(row, *stage, lang)
        })
        .collect();
    let cash: Vec<(String, String)> = page
        .cash
        .iter()
        .map(|(number, fen)| (money(*fen), receipt_of(number)))
        .collect();
    let drawn = Page {
        here: frame.href(&format!("/parking/pay/{}", page.bill.code)),
        lot: page.lot,
        plate: page.plate.unwrap_or_else(|| lang.t("pay-plate-gone").to_owned()),
        came: moment(page.stay.entry_second),
        left: moment(page.bill.left_second),
        charged: money(page.bill.charged),
        owed: money(Fen(page.bill.owed.0.abs())),
        credit: credit_words(Fen(page.bill.owed.0.abs()), page.at_till, lang),
        cash_back: if page.cash_back > Fen(0) {
            money(page.cash_back)
        } else {
            String::new()
        },
        state,
        lines: lines.collect(),
        basis: basis_words(lang, &page.basis),
        untold: page
            .untold
            .as_ref()
            .map_or_else(String::new, |untold| untold_words(lang, untold, false)),
        withdrawn: page.stay.withdrawn || page.stay.exit.is_none(),
        receipts_wait: tries.iter().any(|one| one.paid && one.receipt.is_empty())
            || cash.iter().any(|(_, href)| href.is_empty()),
        tries,
        cash,
        stay_receipt: if page.receipts.1 {
            receipt("stay")
        } else {
            String::new()
        },
        codes: codes.collect(),
        wallets: page.wallets.iter().map(|wallet| wallet_word(*wallet)).collect(),
        simulated,
        earlier: page
            .earlier
            .iter()
            .map(|(day, fen, code)| (lang.date(*day), money(*fen), lang.href(&format!("/parking/pay/{code}"))))
            .collect(),
        invoiceable: if page.invoiceable > Fen(0) {
            money(page.invoiceable)
        } else {
            String::new()
        },
        invoices: page
            .invoices
            .iter()
            .map(|invoice| {
                let state = frame.coded("pay-invoice-", &invoice.state);
                let number = invoice.number.clone().unwrap_or_default();
                format!("{} · {state} {number}", money(invoice.fen))
            })
            .collect(),
        may_object: page.objections.iter().all(|objection| objection.state != "open"),
        objections: page
            .objections
            .iter()
            .map(|objection| {
                let state = frame.coded("pay-objection-", &objection.state);
                (
                    format!("{} · {state}", lang.moment(objection.asked_at)),
                    objection.answer.clone().unwrap_or_default(),
                )
            })
            .collect(),
        problem,
        at,
        typed,
        said,
        frame,
    };
    Ok(drawn.render()?)
}

/// Class, card, discounts and free minutes used before, of a price, in words, one each; nothing where the times alone made it.
pub(crate) fn basis_words(lang: Lang, basis: &Basis) -> Vec<String> {
    let class = basis.class.as_deref();
    let class = class.map(|name| lang.with("basis-class", "name", name));
    let card = basis.card.as_ref().map(|card| {
        let last = Timestamp::from_second(card.until.as_second() - 1).unwrap_or(card.until);
        let values = [
            ("name", card.name.as_str().into()),
            ("from", lang.date(civil_date(card.from)).into()),
            ("last", lang.date(civil_date(last)).into()),
        ];
        lang.say("basis-card", &values)
    });
    let discounts = basis.discounts.iter();
    let discounts = discounts.map(|name| lang.with("basis-discount", "name", name.as_str()));
    let used = (basis.free_used > 0).then(|| lang.with("basis-free-used", "minutes", basis.free_used));
    class.into_iter().chain(card).chain(discounts).chain(used).collect()
}

/// What a pile says of charging that its operator did not tell yet, in words.
pub(crate) fn untold_words(lang: Lang, untold: &Untold, inside: bool) -> String {
    let minutes = ("minutes", untold.minutes.into());
    let fee = ("fee", yuan(untold.fee.0, lang.of_rules()).into());
    match (untold.since, inside) {
        (Some(since), _) => lang.say("charging-goes-on", &[minutes, ("since", lang.moment(since).into())]),
        (None, true) => lang.say("charging-so-far", &[minutes]),
        (None, false) => lang.say("charging-awaited", &[minutes, fee]),
    }
}

fn try_of(row: &PaymentRow, stage: Stage, lang: Lang) -> Try {
    let at = row
        .paid_second
        .map_or(row.made_at, |second| Timestamp::from_second(second).unwrap_or_default());
    let theirs = row.provider_no.as_deref().unwrap_or_default();
    Try {
        way: lang
            .t(if row.way == 1 {
                "pay-by-agreement"
            } else {
                "pay-by-link"
            })
            .to_owned()
            + " · "
            + lang.t(&format!("pay-wallet-{}", row.wallet)),
        stage: words::stage(stage, lang.of_rules()).to_owned(),
        amount: yuan(row.fen.0, lang.of_rules()),
        at: lang.moment(at),
        numbers: format!("{} {theirs}", row.trade).trim_end().to_owned(),
        paid: row.standing == 4,
        receipt: String::new(),
    }
}

fn code_of(row: &PaymentRow, now: Timestamp, lang: Lang) -> Option<Code> {
    let until = row
        .expires_second
        .filter(|until| row.standing < 2 && *until > now.as_second())?;
    let link = row.link.clone()?;
    let (path, side) = qr_path(&link)?;
    Some(Code {
        wallet: wallet_word(wallet_of(&row.wallet)?),
        link,
        path,
        side,
        until: lang.moment(Timestamp::from_second(until).ok()?),
    })
}

/// The receipt of the stay or of one payment, by its number, from the journal.
pub(super) async fn receipt(State(app): State<App>, Path((code, number)): Path<(String, String)>) -> Answer {
    let name = format!("attachment; filename=\"{number}.json\"");
    let text = app
        .blocking(move |service| {
            let number = (number != "stay").then_some(number.as_str());
            service.receipt_by_code(&code, number)
        })
        .await?;
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    let name = HeaderValue::try_from(name).map_err(|_| Failure::not_found())?;
    headers.insert(header::CONTENT_DISPOSITION, name);
    Ok(response)
}

/// What is chosen to pay with.
#[derive(Deserialize)]
pub(super) struct Choice {
    wallet: String,
}

/// Asks for a link and shows the page with its code.
pub(super) async fn link(
    State(app): State<App>,
    ask: Ask,
    Path(code): Path<String>,
    Form(choice): Form<Choice>,
) -> Answer {
    check_origin(&ask.headers)?;
    let wallet = wallet_of(&choice.wallet).ok_or_else(Failure::not_found)?;
    let asked = code.clone();
    let done = app.committing(move |service| service.ask_link(&asked, wallet)).await;
    after(&app, ask, code, done, "#pay", "pay", Typed::default()).await
}

/// In the demonstration: what the driver's telephone would do with the code.
pub(super) async fn simulate(
    State(app): State<App>,
    ask: Ask,
    Path(code): Path<String>,
    Form(choice): Form<Choice>,
) -> Answer {
    check_origin(&ask.headers)?;
    let simulators = app.options().simulators.clone().ok_or_else(Failure::not_found)?;
    let wallet = wallet_of(&choice.wallet).ok_or_else(Failure::not_found)?;
    let asked = code.clone();
    app.blocking(move |service| {
        let page = service.bill_page(&asked)?;
        for (row, _) in page
            .payments
            .iter()
            .filter(|(row, _)| row.wallet == wallet_word(wallet))
        {
            if let Some(link) = &row.link {
                simulators.pay(wallet, link);
            }
        }
        Ok::<_, Failure>(())
    })
    .await?;
    after(&app, ask, code, Ok(()), "", "", Typed::default()).await
}

/// A form for an invoice.
#[derive(Deserialize)]
pub(super) struct InvoiceSent {
    title: String,
    #[serde(default)]
    tax_no: String,
}

pub(super) async fn invoice(
    State(app): State<App>,
    ask: Ask,
    Path(code): Path<String>,
    Form(sent): Form<InvoiceSent>,
) -> Answer {
    check_origin(&ask.headers)?;
    let typed = Typed {
        title: sent.title.clone(),
        tax_no: sent.tax_no.clone(),
        ..Typed::default()
    };
    let (asked, form) = (
        code.clone(),
        InvoiceForm {
            title: sent.title,
            tax_no: sent.tax_no,
        },
    );
    let done = app.committing(move |service| service.ask_invoice(&asked, &form)).await;
    after(&app, ask, code, done, "?said=invoice", "invoice", typed).await
}

/// A form for an objection.
#[derive(Deserialize)]
pub(super) struct ObjectionSent {
    words: String,
}

pub(super) async fn object(
    State(app): State<App>,
    ask: Ask,
    Path(code): Path<String>,
    Form(sent): Form<ObjectionSent>,
) -> Answer {
    check_origin(&ask.headers)?;
    let (asked, words) = (code.clone(), sent.words.replace("\r\n", "\n"));
    let typed = Typed {
        words: words.clone(),
        ..Typed::default()
    };
    let done = app
        .committing(move |service| service.object_to_fee(&asked, &words))
        .await;
    after(&app, ask, code, done, "?said=objection", "objection", typed).await
}

/// Goes back to the page, or shows it with what was refused.
async fn after<T>(
    app: &App,
    ask: Ask,
    code: String,
    done: Result<T, Failure>,
    then: &str,
    at: &'static str,
    typed: Typed,
) -> Answer {
    match done {
        Err(failure) if failure.status == StatusCode::UNPROCESSABLE_ENTITY => {
            page(app, ask, code, Some(Refused { at, typed, failure })).await
        }
        Err(failure) => Err(failure),
        Ok(_) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::SEE_OTHER;
            let to = ask.lang.href(&format!("/parking/pay/{code}{then}"));
            let to = HeaderValue::try_from(to).map_err(Failure::internal)?;
            response.headers_mut().insert(header::LOCATION, to);
            Ok(response)
        }
    }
}

/// A callback of a provider: the bytes go on as they came, since they are what was signed.
pub(super) async fn callback(
    State(app): State<App>,
    Path(wallet): Path<String>,
    OriginalUri(uri): OriginalUri,
    headers: HeaderMap,
    body: Bytes,
) -> Answer {
    let wallet: Wallet = wallet_of(&wallet).ok_or_else(Failure::not_found)?;
    let request = request(&uri, &headers, &body);
    let answer = app
        .committing(move |service| service.hear_callback(wallet, &request))
        .await?;
    reply(answer)
}
