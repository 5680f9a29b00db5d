//! The ledger of commitments: from what was read to what is promised, and how it may be reported and changed.
//!
//! A [`draft`] is opened on what a document's reader found, decided on item by item by a person and then issued by
//! [`issue`]: its words are frozen, every figure and every promise without one becomes a [`measure`], the
//! [`finding`]s say what cannot be checked as written, and [`conflict`]s which supervising unit would have to watch
//! over itself. After that only [`record`]s and [`change`]s happen, each decided here and committed elsewhere: plain values,
//! or [`entry`]s with a life of their own and [`site`]s with stages, from which [`value`] derives what a measure has reached.
//!
//! It deliberately is not a reader of documents (that is `gazette`, which it does not know), and it holds no
//! sentence for people: refusals and findings are codes with arguments, and the pages have the sentences. Nothing
//! here does input or output, reads a clock or draws a random number; `now` is always a parameter.
//!
//! To add a rule: give its refusal or finding a code in its enum, add a row to the table in `tests/rules` that
//! produces it, and a sentence for the code where the languages are.

pub mod burden;
pub mod change;
pub mod conflict;
pub mod course;
pub mod draft;
pub mod duty;
pub mod entry;
pub mod finding;
pub mod group;
pub mod issue;
pub mod ledger;
pub mod measure;
pub mod party;
pub mod person;
pub mod place;
pub mod plan;
pub mod question;
pub mod record;
pub mod reminder;
pub mod report;
pub mod request;
pub mod series;
pub mod site;
pub mod slip;
pub mod status;
pub mod survey;
mod text;
pub mod value;

/// Every refusal code of this crate, for the API document and for the test that every one can be produced.
pub const REFUSAL_CODES: &[&str] = &[
    "draft.closed",
    "draft.item_unknown",
    "draft.item_removed",
    "draft.already_decided",
    "draft.nothing_pending",
    "draft.nothing_changed",
    "draft.no_original",
    "draft.reason_missing",
    "draft.reason_long",
    "draft.number_missing",
    "draft.title_missing",
    "draft.title_long",
    "draft.text_missing",
    "draft.text_long",
    "draft.category_unknown",
    "draft.span_invalid",
    "draft.too_many",
    "draft.quote_long",
    "draft.unit_empty",
    "draft.unit_long",
    "draft.unit_twice",
    "draft.lead_and_co",
    "draft.range_upside_down",
    "draft.range_end_missing",
    "draft.range_end_stray",
    "draft.value_negative",
    "draft.value_large",
    "draft.over_hundred",
    "draft.split_border",
    "draft.split_place",
    "draft.merge_too_few",
    "draft.key_repeated",
    "draft.not_neighbours",
    "draft.heading_title_missing",
    "draft.heading_long",
    "draft.year_missing",
    "draft.year_out_of_range",
    "draft.supervisor_empty",
    "draft.supervisor_long",
    "draft.supervisor_twice",
    "draft.supervisors_too_many",
    "draft.no_items",
    "draft.items_too_many",
    "draft.pending_left",
    "draft.number_duplicate",
    "draft.lead_missing",
    "draft.category_invalid",
    "draft.requirement_invalid",
    "group.own_member",
    "group.end_before_start",
    "group.overlap",
    "group.too_many",
    "record.not_clerk",
    "record.no_unit",
    "record.not_lead",
    "record.untestable",
    "record.value_negative",
    "record.value_fraction",
    "record.over_hundred",
    "record.not_yes_no",
    "record.value_large",
    "record.in_future",
    "record.before_year",
    "record.note_long",
    "change.not_supervisor",
    "change.own_duty",
    "change.decision_missing",
    "change.decision_long",
    "change.reason_missing",
    "change.reason_long",
    "change.range_upside_down",
    "change.range_end_missing",
    "change.range_end_stray",
    "change.value_negative",
    "change.over_hundred",
    "change.value_large",
    "change.tolerance_negative",
    "change.tolerance_stray",
    "change.cut_off_before_year",
    "change.nothing_changed",
];
