//! What may be done with plans.

use crate::permission::actions;

actions! {
    /// See every version of a plan.
    READ_PLANS = "plan.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Write and submit a plan for what the own unit leads.
    FILE_PLAN = "plan.file" [Clerk Head];
    /// Approve a plan or return it.
    JUDGE_PLAN = "plan.judge" [Supervisor];
}
