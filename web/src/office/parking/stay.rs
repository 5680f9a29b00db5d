//! A stay: what it costs, line by line, and on what basis; discounts for it; its plate in full for a reason; its receipt from the journal.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use shishi_service::parking::money::MoneyDecision;
use shishi_service::parking_rules::words;
use shishi_service::{Service, ServiceError, may};

use super::super::form::{Check, Fields, Input, Posted, Tried};
use super::super::money::{amount_field, typed_fen};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Part, lasting, parts, yuan};
use crate::public::pay::basis_words;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// The forms of the page, as their fields are named after them.
const UNSEAL: &str = "unseal";
const VOUCHER: &str = "voucher";
const LESS: &str = "less";
/// Their fields, for what was typed into one that is gone.
const KEPT: [(&str, &str); 3] = [
    ("why", "voucher-reason"),
    ("yuan", "money-less-by"),
    ("reason", "money-reason"),
];

/// The money of a stay.
struct Bill {
    charged: String,
    owed: String,
    page: String,
    /// Fields to ask for less; empty for whoever may not.
    less: Vec<Input>,
    open: bool,
    /// Of this showing of the form.
    key: String,
}

#[derive(Template)]
#[template(path = "office/parking-stay.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    lot: String,
    lot_href: String,
    plate: String,
    /// Whether the plate above is the full one.
    shown: bool,
    entry: String,
    exit: String,
    lasted: String,
    withdrawn: bool,
    /// Lines of the price: words, amount.
    lines: Vec<(String, String)>,
    total: String,
    /// What the price was worked out with beside the times.
    basis: Vec<String>,
    /// Discounts that were given to it, and fields to give one; none where there is none to give, or not by this person.
    given: Vec<String>,
    voucher: Vec<Input>,
    voucher_open: bool,
    /// What is charged and owed, where it is paid, and where a decision about it is sent; none where nothing was charged.
    bill: Option<Bill>,
    action: String,
    /// Fields to have the plate shown; empty for whoever may not.
    unseal: Vec<Input>,
    receipt: String,
    /// The journal entry of the batch; empty while it is in none.
    leaf: String,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, id, Tried::default(), None, None).await
}

/// Shows the plate in full, on this answer alone.
pub(super) async fn unseal(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(UNSEAL, sent.form));
    let (actor, reason) = (signed_in.session.actor.clone(), tried.typed.trimmed("reason"));
    match attempt(&app, move |service| service.plate_of_stay(&actor, id, &reason)).await? {
        Ok(plate) => page(&app, ask, signed_in, id, tried, Some(plate), None).await,
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor("reason"));
            page(&app, ask, signed_in, id, tried, None, Some(trouble)).await
        }
    }
}

/// Gives the stay a discount of its tariff.
pub(super) async fn voucher(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(VOUCHER, sent.form));
    let (actor, form) = (signed_in.session.actor.clone(), &tried.typed);
    let (name, why) = (form.text("name"), form.text("why"));
    match attempt(&app, move |service| service.give_voucher(&actor, id, &name, &why)).await? {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/stays/{id}?said=voucher-given"),
        )),
        Err(failure) => {
            let field = match failure.code.as_str() {
                "form.voucher_name" | "form.voucher_twice" => "name",
                _ => "why",
            };
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor(field));
            page(&app, ask, signed_in, id, tried, None, Some(trouble)).await
        }
    }
}

/// Asks for less than was charged.
pub(super) async fn less(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(LESS, sent.form));
    let Some(fen) = typed_fen(&tried.typed.text("yuan")) else {
        let mut check = Check::new(ask.lang);
        check.fault(tried.anchor("yuan"), "money-amount-wrong");
        let trouble = Trouble::list(check.faults, ask.lang);
        return page(&app, ask, signed_in, id, tried, None, Some(trouble)).await;
    };
    let (actor, form) = (signed_in.session.actor.clone(), &tried.typed);
    let (reason, key) = (form.text("reason"), form.key());
    let done = attempt(&app, move |service| {
        let bill = service.bill_of_stay(id)?.ok_or(ServiceError::NotFound)?;
        service.decide_money(&actor, &bill.code, MoneyDecision::Less, fen, &reason, key.as_deref())
    });
    match done.await? {
        Ok(_) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/stays/{id}?said=money-decided"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor(amount_field(&failure.code)));
            page(&app, ask, signed_in, id, tried, None, Some(trouble)).await
        }
    }
}

/// The receipt of the stay's line in the journal.
pub(super) async fn receipt(State(app): State<App>, Path(id): Path<i64>, _: SignedIn) -> Answer {
    let text = app
        .blocking(move |service: &Service| service.parking_receipt(id))
        .await?;
    let mut response = Response::new(Body::from(text));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(name) = HeaderValue::try_from(format!("attachment; filename=\"stay-{id}.json\"")) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    id: i64,
    tried: Tried,
    plate: Option<String>,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, id, &tried, plate, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: i64,
    tried: &Tried,
    plate: Option<String>,
    mut trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let view = service.stay_at_desk(&session.actor, id)?;
    let stay = &view.stay;
    let catalogue = service.parking()?;
    let lot = catalogue.lots.get(&stay.lot).ok_or_else(Failure::not_found)?;
    let price = match service.price_of_stay(stay) {
        Ok(price) => price,
        // A stay that no tariff can price is shown all the same.
        Err(ServiceError::Refused { .. }) => None,
        Err(error) => return Err(error.into()),
    };
    let language = frame.lang.of_rules();
    let moment = |second: i64| {
        let at = jiff::Timestamp::from_second(second);
        at.map(|at| frame.lang.moment(at)).unwrap_or_default()
    };
    let until = stay.exit.map_or(service.now().as_second(), |(_, second)| second);
    let leaf = service.batch_leaf_of_stay(id)?;
    let may_run = may::RUN_PARKING.allows(session.actor.role);
    let less = tried.fields(&frame, LESS, trouble.as_ref());
    let bill = service.bill_of_stay(id)?.map(|bill| Bill {
        charged: yuan(bill.charged.0),
        owed: yuan(bill.owed.0),
        page: frame.href(&format!("/parking/pay/{}", bill.code)),
        less: if may_run && bill.charged.0 > 0 {
            less_inputs(&less, &frame)
        } else {
            Vec::new()
        },
        open: less.open(),
        key: Posted::default().key_or("less", session.actor.account, service.now()),
    });
    let basis = service.basis_of_stay(stay)?;
    let (given, offered) = service.vouchers_of_stay(&session.actor, stay)?;
    let given = given.iter().map(|voucher| {
        let at = frame.lang.moment(voucher.at);
        let values = [
            ("at", at.into()),
            ("name", voucher.name.as_str().into()),
            ("reason", voucher.reason.as_str().into()),
        ];
        frame.lang.say("voucher-given", &values)
    });
    let fields = tried.fields(&frame, VOUCHER, trouble.as_ref());
    let voucher = if may_run && !stay.withdrawn && !offered.is_empty() {
        voucher_inputs(&fields, &frame, offered)
    } else {
        Vec::new()
    };
    let voucher_open = fields.open();
    let fields = tried.fields(&frame, UNSEAL, trouble.as_ref());
    let unseal = if may::UNSEAL_PLATE.allows(session.actor.role) {
        vec![
            fields
                .input("reason", "parkdesk-unseal-reason", "text", "")
                .hint(&frame, "parkdesk-unseal-note"),
        ]
    } else {
        Vec::new()
    };
    let shown = [
        fields.open() && !unseal.is_empty(),
        voucher_open && !voucher.is_empty(),
        bill.as_ref().is_some_and(|bill| bill.open && !bill.less.is_empty()),
    ];
    tried.keep(shown.contains(&true), &mut trouble, frame.lang, &KEPT);
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, ""),
        lot: lot.row.name.clone(),
        lot_href: frame.href(&format!("/office/parking/lots/{}", lot.row.slug)),
        shown: plate.is_some(),
        plate: plate.or(view.plate).unwrap_or_default(),
        entry: moment(stay.entry_second),
        exit: stay.exit.map(|(_, second)| moment(second)).unwrap_or_default(),
        lasted: lasting(&frame, (until - stay.entry_second).max(0) / 60),
        withdrawn: stay.withdrawn,
        total: price.as_ref().map(|price| yuan(price.total.0)).unwrap_or_default(),
        lines: price.map_or_else(Vec::new, |price| {
            let line = |line: &_| words::line(line, language);
            price.lines.iter().map(|one| (line(one), yuan(one.fen.0))).collect()
        }),
        basis: basis_words(frame.lang, &basis),
        given: given.collect(),
        voucher,
        voucher_open,
        bill,
        action: frame.href(&format!("/office/parking/stays/{id}")),
        unseal,
        receipt: frame.href(&format!("/office/parking/stays/{id}/receipt")),
        leaf: leaf
            .map(|leaf| frame.href(&format!("/receipts/{leaf}.tlog-proof")))
            .unwrap_or_default(),
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

fn voucher_inputs(fields: &Fields<'_>, frame: &Frame, offered: Vec<String>) -> Vec<Input> {
    let names = offered.into_iter().map(|name| (name.clone(), name));
    vec![
        fields.input("name", "voucher-what", "select", "").options(names),
        fields
            .input("why", "voucher-reason", "text", "")
            .hint(frame, "voucher-note"),
    ]
}

fn less_inputs(fields: &Fields<'_>, frame: &Frame) -> Vec<Input> {
    vec![
        fields.input("yuan", "money-less-by", "number", "").length(10),
        fields
            .input("reason", "money-reason", "text", "")
            .hint(frame, "money-less-note"),
    ]
}
