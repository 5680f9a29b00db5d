//! What may be done about accountability cases.

use crate::permission::actions;

actions! {
    /// See cases: the offices every one, a unit those that were put to it.
    READ_CASES = "case.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Open, gather evidence, hear, decide, close.
    HANDLE_CASES = "case.handle" [Supervisor Appraiser];
    /// Reply to a case against the own unit.
    REPLY_TO_CASE = "case.reply" [Head Clerk];
}
