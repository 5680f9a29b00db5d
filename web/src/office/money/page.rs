//! How the desk of money is drawn: days, objections, debts, payments that need a look, statements, invoices; each with its form.

use askama::Template;
use shishi_kernel::{Date, Fen, Timestamp};
use shishi_service::parking::money::{DebtLine, MoneyView, OPEN_SHOWN, ObjectionLine, wallet_word};
use shishi_service::parking_rows::money::desk::{InvoiceRow, ReconciliationRow};
use shishi_service::parking_rules::words::{self, yuan};
use shishi_service::{Service, may};

use super::super::form::{Fields, Input, Posted, Tried};
use super::super::page::{Drawn, Office, Room, Trouble, parameter};
use super::super::parking::{Part, parts};
use super::{HERE, STATEMENT, debt_form, invoice_form, objection_form};
use crate::shell::{Failure, Frame, Lang};

/// What can be decided of a stay that owes; the last by the head alone.
const WAYS_OF_DEBTS: [(&str, &str); 4] = [
    ("cash", "money-take-cash"),
    ("waiver", "money-waive"),
    ("less", "money-less-fee"),
    ("write_off", "money-write-off"),
];
/// What can be decided of a stay that paid too much: it goes back the way it came.
const WAYS_OF_CREDITS: [(&str, &str); 2] = [("refund", "money-refund"), ("cash_refund", "money-cash-refund")];
/// The fields of the page's forms, for what was typed into one that is gone.
const KEPT: [(&str, &str); 3] = [
    ("yuan", "money-yuan"),
    ("reason", "money-reason"),
    ("number", "money-invoice-number"),
];

struct Debt {
    /// Where a decision about it is sent, and what the browser sends it under.
    action: String,
    key: String,
    href: String,
    lot: String,
    plate: String,
    left: String,
    owed: String,
    credit: bool,
    /// What is on its way back already; empty where nothing is.
    under_way: String,
    /// Empty where nothing can be decided.
    inputs: Vec<Input>,
    open: bool,
}

struct Trying {
    href: String,
    words: String,
    trouble: String,
    given_up: bool,
}

struct Objection {
    action: String,
    href: String,
    lot: String,
    charged: String,
    at: String,
    words: String,
    inputs: Vec<Input>,
    open: bool,
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
    /// Empty where nothing is left to do.
    action: String,
    words: String,
    inputs: Vec<Input>,
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
    /// Fields of a statement; empty where nobody can be paid through.
    statement: Vec<Input>,
    statement_open: bool,
}

fn money(fen: Fen, lang: Lang) -> String {
    yuan(fen.0, lang.of_rules())
}

/// What the forms of the page need beside their rows.
struct Desk<'a> {
    frame: &'a Frame,
    tried: &'a Tried,
    trouble: Option<&'a Trouble>,
    /// The part of the list that is shown, as a query; empty for the first.
    query: String,
    /// Of this showing of the forms; each stay's form adds its code.
    key: String,
    writes_off: bool,
}

/// Draws the page, with what was sent and not taken where that was.
pub(super) fn drawn(
    service: &Service,
    room: Room,
    tried: &Tried,
    mut trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let (actor, lang) = (&session.actor, frame.lang);
    let view = service.parking_money(actor)?;
    let asked = parameter(&ask, "after");
    let after = asked.and_then(|after| {
        let (second, stay) = after.split_once('-')?;
        Some((second.parse().ok()?, stay.parse().ok()?))
    });
    let debts = service.open_bills(actor, after)?;
    let last = debts.last().filter(|_| debts.len() >= OPEN_SHOWN as usize);
    let further = last.map(|line| {
        let (second, stay) = (line.bill.left_second, line.bill.stay);
        frame.href(&format!("{HERE}?after={second}-{stay}#open"))
    });
    let desk = Desk {
        frame: &frame,
        tried,
        trouble: trouble.as_ref(),
        query: after
            .and(asked)
            .map(|after| format!("?after={after}"))
            .unwrap_or_default(),
        key: Posted::default().key_or("m", actor.account, service.now()),
        writes_off: may::WRITE_OFF.allows(actor.role),
    };
    let (open, objections) = (open(&desk, &debts), objections(&desk, &view));
    let invoices: Vec<Invoice> = view.invoices.iter().map(|row| invoice_line(&desk, row)).collect();
    let wallets: Vec<(String, String)> = view
        .wallets
        .iter()
        .map(|wallet| wallet_word(*wallet))
        .map(|word| (word.to_owned(), frame.coded("pay-wallet-", word).to_owned()))
        .collect();
    let fields = desk.fields(STATEMENT);
    let (statement_open, statement) = (fields.open(), statement(&fields, &frame, &wallets));
    let shown = [
        open.iter().any(|one| one.open),
        objections.iter().any(|one| one.open),
        invoices.iter().any(|one| one.open),
        statement_open,
    ];
    tried.keep(shown.contains(&true), &mut trouble, lang, &KEPT);
    let sum = |(count, fen): (u64, Fen), key: &str| {
        lang.say(key, &[("count", count.into()), ("amount", money(fen, lang).into())])
    };
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, actor.role, HERE),
        runs: may::RUN_PARKING.allows(actor.role),
        debts: sum(view.debts, "money-debts"),
        credits: sum((view.credits.0, Fen(view.credits.1.0.abs())), "money-credits"),
        days: days(&view, lang),
        open,
        further: further.unwrap_or_default(),
        first: if after.is_some() {
            frame.href(&format!("{HERE}#open"))
        } else {
            String::new()
        },
        tries: tries(&view, lang),
        objections,
        matched: view.reconciliations.iter().map(|row| matched(row, lang)).collect(),
        refused: refused(&view, lang),
        misfits: misfits(&view, lang),
        invoices,
        statement,
        statement_open,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

impl Desk<'_> {
    fn fields<'a>(&'a self, form: &'a str) -> Fields<'a> {
        self.tried.fields(self.frame, form, self.trouble)
    }
}

fn statement(fields: &Fields<'_>, frame: &Frame, wallets: &[(String, String)]) -> Vec<Input> {
    if wallets.is_empty() {
        return Vec::new();
    }
    vec![
        fields
            .input("wallet", "money-provider", "select", "")
            .options(wallets.to_vec()),
        fields.input("day", "money-day", "date", ""),
        fields
            .input("file", "money-file", "file", "")
            .accept(".csv,text/csv")
            .hint(frame, "money-upload-note"),
    ]
}

/// Callbacks that were refused: day, provider, why, how many.
fn refused(view: &MoneyView, lang: Lang) -> Vec<String> {
    let line = |(day, wallet, code, count): &(Date, String, String, u32)| {
        let (day, wallet) = (lang.date(*day), lang.t(&format!("pay-wallet-{wallet}")));
        let why = lang.t(&format!("money-{}", code.replace(['.', '_'], "-")));
        format!("{day} · {wallet} · {why} · {count}")
    };
    view.refused.iter().map(line).collect()
}

fn misfits(view: &MoneyView, lang: Lang) -> Vec<String> {
    let line = |(at, wallet, code): &(Timestamp, String, String)| {
        let why = lang
            .code("money-", code, &[])
            .unwrap_or_else(|| lang.t("money-misfit").to_owned());
        format!(
            "{} · {} · {why}",
            lang.moment(*at),
            lang.t(&format!("pay-wallet-{wallet}"))
        )
    };
    view.misfits.iter().map(line).collect()
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

fn open(desk: &Desk<'_>, debts: &[DebtLine]) -> Vec<Debt> {
    debts.iter().map(|line| debt(desk, line)).collect()
}

fn debt(desk: &Desk<'_>, line: &DebtLine) -> Debt {
    let (frame, lang) = (desk.frame, desk.frame.lang);
    let (code, owed) = (&line.bill.code, Fen(line.bill.owed.0.abs()));
    let credit = line.bill.owed < Fen(0);
    let form = debt_form(code);
    let fields = desk.fields(&form);
    let (paid, none) = (&line.paid, Fen(0));
    let back = [paid.back_by_wallets(line.bill.owed), paid.back_in_cash(line.bill.owed)];
    let ways: &[(&str, &str)] = match (credit, desk.writes_off) {
        (true, _) => match back.map(|fen| fen > none) {
            [true, true] => &WAYS_OF_CREDITS,
            [true, false] => &WAYS_OF_CREDITS[..1],
            [false, true] => &WAYS_OF_CREDITS[1..],
            [false, false] => &[],
        },
        (false, false) => &WAYS_OF_DEBTS[..3],
        (false, true) => &WAYS_OF_DEBTS,
    };
    let usual = match back {
        [wallets, till] if credit && wallets == none => till,
        [wallets, _] if credit => wallets,
        _ => owed,
    };
    let has_ways = !ways.is_empty();
    let ways = ways
        .iter()
        .map(|(word, key)| ((*word).to_owned(), frame.t(key).to_owned()));
    let inputs = || {
        vec![
            fields.input("what", "money-what", "select", "").options(ways),
            fields
                .input("yuan", "money-yuan", "number", &usual.to_string())
                .length(10),
            fields.input("reason", "money-reason", "text", ""),
        ]
    };
    Debt {
        action: frame.href(&format!("{HERE}/stays/{code}{}", desk.query)),
        key: format!("{}-{code}", desk.key),
        href: lang.href(&format!("/parking/pay/{code}")),
        lot: line.lot.clone(),
        plate: (line.plate.clone()).unwrap_or_else(|| lang.t("pay-plate-gone").to_owned()),
        left: lang.moment(Timestamp::from_second(line.bill.left_second).unwrap_or_default()),
        owed: money(owed, lang),
        credit,
        under_way: if paid.under_way > none {
            frame.with("money-under-way", "amount", money(paid.under_way, lang))
        } else {
            String::new()
        },
        inputs: if has_ways { inputs() } else { Vec::new() },
        open: has_ways && fields.open(),
    }
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

fn objections(desk: &Desk<'_>, view: &MoneyView) -> Vec<Objection> {
    view.objections.iter().map(|line| objection(desk, line)).collect()
}

fn objection(desk: &Desk<'_>, line: &ObjectionLine) -> Objection {
    let (lang, id) = (desk.frame.lang, line.objection.id);
    let form = objection_form(id);
    let fields = desk.fields(&form);
    Objection {
        action: desk.frame.href(&format!("{HERE}/objections/{id}{}", desk.query)),
        href: lang.href(&format!("/parking/pay/{}", line.bill.code)),
        lot: line.lot.clone(),
        charged: money(line.objection.charged, lang),
        at: lang.moment(line.objection.asked_at),
        words: line.objection.words.clone().unwrap_or_default(),
        inputs: vec![
            fields.input("yuan", "money-less", "number", "").length(10).optional(),
            fields.input("reason", "money-reply", "area", "").rows(3),
        ],
        open: fields.open(),
    }
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

fn invoice_line(desk: &Desk<'_>, row: &InvoiceRow) -> Invoice {
    let frame = desk.frame;
    let title = row.title.as_deref().unwrap_or(frame.t("money-title-gone"));
    let state = frame.coded("pay-invoice-", &row.state);
    let number = row.number.as_deref().unwrap_or_default();
    let form = invoice_form(row.id);
    let fields = desk.fields(&form);
    let settles = row.state != "voided";
    Invoice {
        action: if settles {
            frame.href(&format!("{HERE}/invoices/{}{}", row.id, desk.query))
        } else {
            String::new()
        },
        words: format!("{title} · {} · {state} {number}", money(row.fen, frame.lang)),
        inputs: vec![
            fields
                .input("number", "money-invoice-number", "number", "")
                .length(20)
                .optional(),
        ],
        open: settles && fields.open(),
    }
}
