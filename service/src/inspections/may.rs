//! What may be done about inspections.

use crate::permission::actions;

actions! {
    /// See plans, draws under way and inspections as the office works on them.
    READ_INSPECTIONS = "inspection.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Keep the registers, plan, and lead a draw.
    PLAN_INSPECTIONS = "inspection.plan" [Supervisor];
    /// Hand in visits, order, look again, serve and close.
    INSPECT = "inspection.visit" [Supervisor];
    /// Reply to a conclusion served on the own unit.
    REPLY_TO_INSPECTION = "inspection.reply" [Head Clerk];
}
