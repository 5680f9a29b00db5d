//! What may be done with the ledger.

use crate::permission::actions;

actions! {
    /// See a commitment as the office works on it.
    READ_LEDGER = "ledger.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Report a value for what the own unit leads.
    REPORT_VALUE = "value.report" [Clerk];
    /// Record a decided change of a target.
    CHANGE_TARGET = "target.change" [Supervisor];
    /// Say which units a group stands for.
    KEEP_GROUPS = "group.keep" [Supervisor];
}
