//! What people sign in for: the desk, taking a document in, reviewing what was read, issuing, reporting and changing,
//! accounts.
//!
//! Every page works without script: a form is sent, checked, and answered by going on to the next page; when it is
//! refused it is shown again with what was typed and the reason beside the field. Who may do what is decided by the
//! service; a page only leaves out what the person could not do anyway. To add a page: a file with `show` and
//! `send`, a template that extends `office/base.html`, a line in the list of routes below.

mod account;
mod accounts;
mod desk;
mod door;
mod form;
mod groups;
mod ledger;
mod page;
mod review;
mod setup;
mod upload;

use axum::Router;
use axum::routing::MethodRouter;

use crate::shell::App;

macro_rules! routes {
    ($($path:literal { $($method:ident $handler:path),+ $(,)? })*) => {
        /// Routes of the office, once for each language.
        pub(crate) fn pages() -> Router<App> {
            Router::new()$(.route($path, MethodRouter::new()$(.$method($handler))+))*
        }

        /// Every address of the office with its methods, for tests that try each.
        pub const ROUTES: &[(&str, &[&str])] = &[$(($path, &[$(stringify!($method)),+])),*];
    };
}

routes! {
    "/office/setup" { get setup::show, post setup::send }
    "/office/sign-in" { get door::show, post door::sign_in }
    "/office/sign-out" { post door::sign_out }
    "/office" { get desk::show }
    "/office/upload" { get upload::show, post upload::send }
    "/office/drafts/{id}" { get review::show, post review::command }
    "/office/drafts/{id}/items/{key}" { get review::edit::show, post review::edit::send }
    "/office/drafts/{id}/items/{key}/split" { get review::split::show, post review::split::send }
    "/office/drafts/{id}/add" { get review::edit::show_new, post review::edit::send_new }
    "/office/drafts/{id}/heading" { get review::heading::show, post review::heading::send }
    "/office/drafts/{id}/issue" { get review::issue::show, post review::issue::send }
    "/office/commitments/{slug}" { get ledger::show }
    "/office/commitments/{slug}/measures/{measure}/record" { get ledger::record::show, post ledger::record::send }
    "/office/commitments/{slug}/measures/{measure}/change" { get ledger::change::show, post ledger::change::send }
    "/office/groups" { get groups::list }
    "/office/groups/{id}" { get groups::show, post groups::send }
    "/office/accounts" { get accounts::list, post accounts::create }
    "/office/accounts/{id}/disable" { post accounts::disable }
    "/office/account" { get account::show }
    "/office/account/password" { post account::password }
    "/office/account/sessions" { post account::end_sessions }
    "/office/account/tokens" { post account::create_token }
    "/office/account/tokens/{id}/revoke" { post account::revoke_token }
}

/// Addresses that people reach before they are signed in.
pub const OPEN: &[&str] = &["/office/setup", "/office/sign-in"];
