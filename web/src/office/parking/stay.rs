//! A stay: what it costs, line by line, and on what basis; discounts for it; its plate in full for a reason; its receipt from the journal.

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use shishi_service::parking_rules::words;
use shishi_service::{Service, ServiceError, may};

use super::super::form::Posted;
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::{Part, lasting, parts, yuan};
use crate::public::pay::basis_words;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

/// The money of a stay.
struct Bill {
    charged: String,
    owed: String,
    page: String,
    /// Empty for whoever may not.
    less: String,
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
    /// Discounts that were given to it, and those that can be.
    given: Vec<String>,
    offered: Vec<String>,
    may_give: bool,
    /// What is charged and owed, where it is paid, and where a decision about it is sent; none where nothing was charged.
    bill: Option<Bill>,
    action: String,
    may_unseal: bool,
    reason: String,
    receipt: String,
    /// The journal entry of the batch; empty while it is in none.
    leaf: String,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, id, Posted::default(), None, None).await
}

/// Shows the plate in full, on this answer alone.
pub(super) async fn unseal(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, reason) = (signed_in.session.actor.clone(), form.trimmed("reason"));
    match attempt(&app, move |service| service.plate_of_stay(&actor, id, &reason)).await? {
        Ok(plate) => page(&app, ask, signed_in, id, form, Some(plate), None).await,
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "reason");
            page(&app, ask, signed_in, id, form, None, Some(trouble)).await
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
    let (signed_in, form) = (sent.signed_in, sent.form);
    let (actor, name, why) = (signed_in.session.actor.clone(), form.text("name"), form.text("why"));
    match attempt(&app, move |service| service.give_voucher(&actor, id, &name, &why)).await? {
        Ok(()) => Ok(see_other(
            ask.lang,
            &format!("/office/parking/stays/{id}?said=voucher-given"),
        )),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "why");
            page(&app, ask, signed_in, id, form, None, Some(trouble)).await
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
    typed: Posted,
    plate: Option<String>,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, id, &typed, plate, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    id: i64,
    typed: &Posted,
    plate: Option<String>,
    trouble: Option<Trouble>,
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
    let bill = service.bill_of_stay(id)?.map(|bill| Bill {
        charged: yuan(bill.charged.0),
        owed: yuan(bill.owed.0),
        page: frame.href(&format!("/parking/pay/{}", bill.code)),
        less: if may_run && bill.charged.0 > 0 {
            frame.href(&format!("/office/parking/money/stays/{}", bill.code))
        } else {
            String::new()
        },
        key: typed.key_or("less", session.actor.account, service.now()),
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
        offered,
        may_give: may_run && !stay.withdrawn,
        bill,
        action: frame.href(&format!("/office/parking/stays/{id}")),
        may_unseal: may::UNSEAL_PLATE.allows(session.actor.role),
        reason: typed.text("reason"),
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
