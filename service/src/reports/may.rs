//! What may be done with reports.

use crate::permission::actions;

actions! {
    /// See the reports as the office works on them.
    READ_REPORTS = "report.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Write and hand in the own unit's report.
    WRITE_REPORT = "report.write" [Clerk Head];
    /// Accept, return and reopen reports.
    JUDGE_REPORT = "report.judge" [Supervisor];
    /// Change what reports ask.
    SET_REPORT_FORM = "report.form" [Supervisor];
}
