//! What may be done with supervision slips.

use crate::permission::actions;

actions! {
    /// See the slips of a commitment as the office works on them.
    READ_SLIPS = "slip.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Issue, judge, raise and withdraw slips.
    WATCH_BY_SLIP = "slip.watch" [Supervisor];
    /// Answer a slip that is addressed to the own unit.
    ANSWER_SLIP = "slip.answer" [Clerk Head];
}
