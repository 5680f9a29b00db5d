//! Appraisals and accountability cases in the office.
//!
//! Every page is drawn by one template: facts, results, lists, and forms that each say what they do. A form carries a
//! key of its own, so that sending it twice does it once.

mod case;
mod cases;
mod one;
mod schemes;

use askama::Template;
use shishi_service::{Service, may};

use super::form::{Input, Posted};
use super::page::{Drawn, Office, Room, Trouble};
use crate::public::appraisal::{Reply, Terms, UnitResult};
use crate::shell::{Failure, Frame, Gate};

super::route::routes! {
    "/office/appraisal" { get schemes::show: READ, post schemes::send: APPRAISE }
    "/office/appraisal/{id}" { get one::show: READ, post one::send: APPRAISE }
    "/office/appraisal/{id}/approve" { post one::approve: APPROVE }
    "/office/appraisal/{id}/judge" { post one::judge: JUDGE }
    "/office/appraisal/{id}/reply" { post one::reply: REPLY }
    "/office/cases" { get cases::show: READ_CASES, post cases::send: HANDLE }
    "/office/cases/{id}" { get case::show: READ_CASES, post case::send: HANDLE }
    "/office/cases/{id}/reply" { post case::reply: REPLY_TO_CASE }
}

const READ: Gate = Gate::May(&may::READ_APPRAISAL);
const APPRAISE: Gate = Gate::May(&may::APPRAISE);
const APPROVE: Gate = Gate::May(&may::APPROVE_SCHEME);
const JUDGE: Gate = Gate::May(&may::JUDGE_APPRAISAL);
const REPLY: Gate = Gate::May(&may::REPLY_TO_APPRAISAL);
const READ_CASES: Gate = Gate::May(&may::READ_CASES);
const HANDLE: Gate = Gate::May(&may::HANDLE_CASES);
const REPLY_TO_CASE: Gate = Gate::May(&may::REPLY_TO_CASE);

/// A line of a list: where it leads, its name, what is said of it.
struct Line {
    href: String,
    name: String,
    note: String,
}

struct List {
    title: &'static str,
    empty: &'static str,
    lines: Vec<Line>,
}

/// A form of a page: `step` says which, when a page has several.
struct Form {
    step: &'static str,
    title: String,
    note: &'static str,
    action: String,
    hidden: Vec<(&'static str, String)>,
    inputs: Vec<Input>,
    /// Value and words of each button.
    go: Vec<(&'static str, &'static str)>,
}

#[derive(Template)]
#[template(path = "office/appraisal.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// Where it goes back to, with its words; empty on the first page.
    back: (String, &'static str),
    title: String,
    lead: String,
    facts: Vec<(&'static str, String)>,
    terms: Option<Terms>,
    results: Vec<UnitResult>,
    replies: Vec<Reply>,
    lists: Vec<List>,
    forms: Vec<Form>,
    /// The key of this showing of the forms.
    key: String,
}

impl Page {
    fn new(service: &Service, room: Room, title: String) -> Self {
        Self {
            key: format!("form-{}-{}", room.session.actor.account, service.now().as_microsecond()),
            frame: room.frame,
            office: room.office,
            trouble: None,
            back: (String::new(), ""),
            title,
            lead: String::new(),
            facts: Vec::new(),
            terms: None,
            results: Vec::new(),
            replies: Vec::new(),
            lists: Vec::new(),
            forms: Vec::new(),
        }
    }

    /// A form with one button; it goes to `path`.
    fn form(&self, path: &str, step: &'static str, title: &'static str, inputs: Vec<Input>) -> Form {
        Form {
            step,
            title: self.frame.t(title).to_owned(),
            note: "",
            action: self.frame.href(path),
            hidden: Vec::new(),
            inputs,
            go: vec![("", self.frame.t(title))],
        }
    }

    fn drawn(mut self, trouble: Option<Trouble>) -> Result<Drawn, Failure> {
        let status = trouble.as_ref().map(|trouble| trouble.status);
        self.trouble = trouble;
        Ok(Drawn::new(self.render()?, status))
    }
}

/// The key that a form was shown with.
fn key(form: &Posted) -> Option<String> {
    let key = form.trimmed("key");
    let known = (8..=64).contains(&key.len()) && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    known.then_some(key)
}
