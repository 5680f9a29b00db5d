//! What anybody reads: the pages, the journal's files, the receipts.
//!
//! Each page is a pure function from a frame and view rows to HTML; its handler reads the query, asks the service and
//! calls it. Pages are kept whole until the jurisdiction's version moves.

pub(crate) mod appraisal;
pub(crate) mod chart;
mod chronicle;
mod code;
mod commitment;
mod commitments;
mod course;
mod feeds;
mod gazette;
mod gazettes;
mod inspections;
mod journal;
mod ocpi;
mod overview;
mod papers;
mod parking;
mod parts;
pub(crate) mod pay;
mod people;
pub(crate) mod plans;
mod questions;
pub(crate) mod reports;
mod requests;
#[cfg(test)]
mod sample;
mod search;
mod section;
pub(crate) mod sites;
pub(crate) mod slips;
pub(crate) mod status;
pub(crate) mod surveys;
mod target;
#[cfg(test)]
mod tests;
mod texts;
mod through;
mod timeline;
mod units;
mod values;
mod verify;
mod words;

pub(crate) use papers::{Form as PaperFileForm, write as write_paper};
pub(crate) use parking::charging::{kilowatts, plug_word, stand_class};

use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use axum::{Extension, Router};

use crate::shell::{App, Memo};

/// Bytes of a receipt that somebody has checked here; real ones are a few kilobytes.
const RECEIPT_BYTES_MAX: usize = 512 << 10;

/// Public pages, once for each language.
pub(crate) fn pages() -> Router<App> {
    let choices = Arc::new(Memo::<commitments::Choices>::default());
    Router::new()
        .route("/", get(overview::handle))
        .route("/commitments", get(commitments::handle))
        .route("/commitments/{slug}", get(commitment::handle))
        .route("/commitments/{slug}/feed.atom", get(feeds::atom_one))
        .route("/commitments/{slug}/calendar.ics", get(feeds::calendar_one))
        .route("/feed.atom", get(feeds::atom_all))
        .route("/calendar.ics", get(feeds::calendar_all))
        .route("/commitments/{slug}/sites", get(sites::handle_sites))
        .route("/commitments/{slug}/entries", get(sites::handle_entries))
        .route("/units", get(units::handle_all))
        .route("/units/{id}", get(units::handle_one))
        .route("/gazettes", get(gazettes::handle_all))
        .route("/gazettes/{id}", get(gazettes::handle_one))
        .route("/gazettes/{id}/file", get(gazettes::handle_file))
        .route("/chronicle", get(chronicle::handle))
        .route("/inspections", get(inspections::handle_all))
        .route("/inspections/{id}", get(inspections::handle_one))
        .route("/appraisal", get(appraisal::handle_all))
        .route("/appraisal/{year}", get(appraisal::handle_year))
        .route("/draws/{id}", get(inspections::handle_draw))
        .route("/search", get(search::handle))
        .route(
            "/verify",
            get(verify::handle)
                .post(verify::handle_check)
                .layer(DefaultBodyLimit::max(RECEIPT_BYTES_MAX)),
        )
        .route("/data", get(texts::handle_data))
        .route("/about", get(texts::handle_about))
        .merge(parking::pages())
        .route("/parking/pay/{code}", get(pay::show))
        .route("/parking/pay/{code}/receipts/{number}", get(pay::receipt))
        .route("/parking/pay/{code}/link", post(pay::link))
        .route("/parking/pay/{code}/simulate", post(pay::simulate))
        .route("/parking/pay/{code}/invoice", post(pay::invoice))
        .route("/parking/pay/{code}/objection", post(pay::object))
        .layer(Extension(choices))
}

/// Files with one address for both languages: the journal as static files, and receipts.
pub(crate) fn files() -> Router<App> {
    Router::new()
        .route("/journal/{*path}", get(journal::file))
        .route("/receipts/{file}", get(journal::receipt))
        .route("/draws/{id}/proof.json", get(inspections::handle_proof))
        .route("/appraisal/{year}/{file}", get(appraisal::handle_file))
        .route("/parking/callbacks/{wallet}", post(pay::callback))
        .route("/papers/{file}", get(papers::file))
        .route("/sites/{file}", get(sites::files::handle_sites))
        .route("/entries/{file}", get(sites::files::handle_entries))
        .merge(ocpi::routes())
        .route(parking::charging::PATH, post(parking::charging::push))
}
