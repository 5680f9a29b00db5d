//! Appraisal and accountability: schemes with their computations and replies, what is counted for them, and cases.

mod cases;
mod inputs;
mod schemes;

pub use cases::{CaseRow, EvidenceRow, NewCase, add_evidence, case, cases, cases_of, insert_case, update_case};
pub use inputs::{
    CountRow, FindingCount, MeasureInput, PartRow, RequestInput, confirmed, findings, measures, milestones, parts,
    requests, slips,
};
pub use schemes::{
    ReplyRow, RunRow, SchemeRow, in_force, insert_reply, insert_run, insert_scheme, judge_reply, replies, runs, scheme,
    schemes, update_scheme,
};
