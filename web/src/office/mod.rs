//! What people sign in for: the desk, taking a document in, reviewing what was read, issuing, reporting and changing,
//! accounts.
//!
//! Every page works without script: a form is sent, checked, and answered by going on to the next page; when it is
//! refused it is shown again with what was typed and the reason beside the field. Who may do what is decided by the
//! service; a page only leaves out what the person could not do anyway. To add a page: a file with `show` and
//! `send`, a template that extends `office/base.html`, a line in the list of routes below.

mod account;
mod accounts;
mod appraisal;
mod burden;
mod cockpit;
mod course;
mod desk;
mod door;
mod entries;
mod factor;
mod form;
mod groups;
mod import;
mod inspections;
mod ledger;
mod money;
mod notices;
mod page;
mod papers;
mod parking;
mod people;
mod plans;
mod provider;
mod questions;
mod reports;
mod requests;
mod review;
mod route;
mod setup;
mod sites;
mod slips;
mod surveys;
mod tasks;
mod upload;

use axum::Router;
use shishi_service::may;

use crate::shell::{App, Gate};

pub use route::Route;

/// Every page of the office, once for each language.
pub(crate) fn pages() -> Router<App> {
    first::pages()
        .merge(cockpit::pages())
        .merge(course::pages())
        .merge(people::pages())
        .merge(slips::pages())
        .merge(reports::pages())
        .merge(notices::pages())
        .merge(burden::pages())
        .merge(inspections::pages())
        .merge(appraisal::pages())
        .merge(questions::pages())
        .merge(papers::pages())
        .merge(plans::pages())
        .merge(requests::pages())
        .merge(provider::pages())
        .merge(tasks::pages())
        .merge(surveys::pages())
        .merge(entries::pages())
        .merge(sites::pages())
        .merge(import::pages())
        .merge(parking::pages())
        .merge(money::pages())
}

/// Every address of the office by area, for the test that tries each as every role.
pub const ROUTES: &[&[Route]] = &[
    first::ROUTES,
    cockpit::ROUTES,
    course::ROUTES,
    people::ROUTES,
    slips::ROUTES,
    reports::ROUTES,
    notices::ROUTES,
    burden::ROUTES,
    inspections::ROUTES,
    appraisal::ROUTES,
    questions::ROUTES,
    papers::ROUTES,
    plans::ROUTES,
    requests::ROUTES,
    provider::ROUTES,
    tasks::ROUTES,
    surveys::ROUTES,
    entries::ROUTES,
    sites::ROUTES,
    import::ROUTES,
    parking::ROUTES,
    money::ROUTES,
];

/// From the door to a published ledger.
mod first {
    use super::*;

    route::routes! {
        "/office/setup" { get setup::show: Gate::Open, post setup::send: Gate::Open }
        "/office/sign-in" { get door::show: Gate::Open, post door::sign_in: Gate::Open }
        "/office/sign-out" { post door::sign_out: DESK }
        "/office" { get desk::show: DESK }
        "/office/upload" { get upload::show: UPLOAD, post upload::send: UPLOAD }
        "/office/drafts/{id}" { get review::show: READ_REVIEW, post review::command: REVIEW }
        "/office/drafts/{id}/items/{key}" { get review::edit::show: REVIEW, post review::edit::send: REVIEW }
        "/office/drafts/{id}/items/{key}/split" { get review::split::show: REVIEW, post review::split::send: REVIEW }
        "/office/drafts/{id}/add" { get review::edit::show_new: REVIEW, post review::edit::send_new: REVIEW }
        "/office/drafts/{id}/heading" { get review::heading::show: REVIEW, post review::heading::send: REVIEW }
        "/office/drafts/{id}/issue" { get review::issue::show: READ_REVIEW, post review::issue::send: REVIEW }
        "/office/commitments/{slug}" { get ledger::show: Gate::May(&may::READ_LEDGER) }
        "/office/commitments/{slug}/measures/{measure}/record" { get ledger::record::show: REPORT, post ledger::record::send: REPORT }
        "/office/commitments/{slug}/measures/{measure}/change" { get ledger::change::show: CHANGE, post ledger::change::send: CHANGE }
        "/office/groups" { get groups::list: GROUPS }
        "/office/groups/{id}" { get groups::show: GROUPS, post groups::send: GROUPS }
        "/office/accounts" { get accounts::list: ACCOUNTS, post accounts::create: ACCOUNTS }
        "/office/accounts/{id}/disable" { post accounts::disable: ACCOUNTS }
        "/office/accounts/{id}/factor" { post accounts::reset_factor: ACCOUNTS }
        "/office/accounts/factor" { post accounts::compulsory: ACCOUNTS }
        "/office/account" { get account::show: DESK }
        "/office/account/password" { post account::password: DESK }
        "/office/account/sessions" { post account::end_sessions: DESK }
        "/office/account/sessions/{handle}/end" { post account::end_session: DESK }
        "/office/account/factor" { post factor::offer: DESK }
        "/office/account/factor/confirm" { post factor::confirm: DESK }
        "/office/account/factor/remove" { post factor::remove: DESK }
        "/office/account/tokens" { post account::create_token: DESK }
        "/office/account/tokens/{id}/revoke" { post account::revoke_token: DESK }
    }
}

const DESK: Gate = Gate::May(&may::USE_DESK);
const UPLOAD: Gate = Gate::May(&may::UPLOAD);
const READ_REVIEW: Gate = Gate::May(&may::READ_REVIEW);
const REVIEW: Gate = Gate::May(&may::REVIEW);
const REPORT: Gate = Gate::May(&may::REPORT_VALUE);
const CHANGE: Gate = Gate::May(&may::CHANGE_TARGET);
const GROUPS: Gate = Gate::May(&may::KEEP_GROUPS);
const ACCOUNTS: Gate = Gate::May(&may::KEEP_ACCOUNTS);
