//! Closing a bay at the desk, and opening it again.

use axum::extract::{Path, State};
use shishi_service::Service;
use shishi_service::parking::Lot;

use super::super::form::{Input, Posted, Tried};
use super::super::page::{Answer, Trouble, attempt, see_other};
use super::lot::page;
use crate::shell::{App, Ask, CheckedForm, Failure, Frame};

/// The form to close a bay, as its fields are named after it.
pub(super) const CLOSE: &str = "close";

/// A bay that is closed.
pub(super) struct ClosedRow {
    pub(super) code: String,
    pub(super) since: String,
    pub(super) reason: String,
}

/// What the desk of a lot says of closed bays. A lot whose bays are not listed has none.
#[derive(Default)]
pub(super) struct Closing {
    pub(super) has_bays: bool,
    pub(super) close_action: String,
    pub(super) open_action: String,
    pub(super) closed: Vec<ClosedRow>,
    pub(super) inputs: Vec<Input>,
    pub(super) open: bool,
}

/// Closes a bay for a reason.
pub(super) async fn close(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, tried) = (sent.signed_in, Tried::new(CLOSE, sent.form));
    let (bay, reason) = (tried.typed.text("bay"), tried.typed.text("reason"));
    let (actor, lot) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.close_bay(&actor, &lot, &bay, &reason)).await? {
        Ok(()) => Ok(done(&ask, &slug, "parking-bay-closed")),
        Err(failure) => {
            let field = if failure.code == "form.reason_length" {
                "reason"
            } else {
                "bay"
            };
            let trouble = Trouble::of(&failure, ask.lang, tried.anchor(field));
            page(&app, ask, signed_in, slug, tried, Some(trouble)).await
        }
    }
}

/// Opens a bay that was closed.
pub(super) async fn open(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
    sent: CheckedForm<Posted>,
) -> Answer {
    let (signed_in, bay) = (sent.signed_in, sent.form.text("bay"));
    let (actor, lot) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.open_bay(&actor, &lot, &bay)).await? {
        Ok(()) => Ok(done(&ask, &slug, "parking-bay-opened")),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "closed");
            page(&app, ask, signed_in, slug, Tried::default(), Some(trouble)).await
        }
    }
}

fn done(ask: &Ask, slug: &str, said: &str) -> axum::http::Response<axum::body::Body> {
    see_other(ask.lang, &format!("/office/parking/lots/{slug}?said={said}#closed"))
}

/// The bays of a lot that are closed, and the form to close another.
pub(super) fn closing(
    service: &Service,
    frame: &Frame,
    slug: &str,
    tried: &Tried,
    trouble: Option<&Trouble>,
) -> Result<Closing, Failure> {
    let catalogue = service.parking()?;
    let lot: &Lot = catalogue.lot(slug).ok_or_else(Failure::not_found)?;
    let fields = tried.fields(frame, CLOSE, trouble);
    let row = |bay: &shishi_service::parking_rows::lots::BayRow| {
        let closure = lot.closed.get(&bay.id)?;
        Some(ClosedRow {
            code: bay.code.clone(),
            since: frame.lang.moment(closure.at),
            reason: closure.reason.clone(),
        })
    };
    Ok(Closing {
        has_bays: !lot.bays.is_empty(),
        close_action: frame.href(&format!("/office/parking/lots/{slug}/close")),
        open_action: frame.href(&format!("/office/parking/lots/{slug}/open")),
        closed: lot.bays.iter().filter_map(row).collect(),
        inputs: vec![
            fields.input("bay", "parkdesk-bay", "text", "").length(20),
            fields
                .input("reason", "parkdesk-closed-why", "text", "")
                .hint(frame, "parkdesk-close-note"),
        ],
        open: fields.open(),
    })
}
