//! What may be done about appraisals.

use crate::permission::actions;

actions! {
    /// See schemes and results as the office works on them.
    READ_APPRAISAL = "appraisal.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Write a scheme, compute and publish.
    APPRAISE = "appraisal.appraise" [Appraiser];
    /// Put a scheme in force that somebody else wrote.
    APPROVE_SCHEME = "appraisal.approve" [Supervisor Appraiser];
    /// Judge replies and make the result final, where the own unit has no interest.
    JUDGE_APPRAISAL = "appraisal.judge" [Appraiser Supervisor];
    /// Reply to the own unit's result.
    REPLY_TO_APPRAISAL = "appraisal.reply" [Head Clerk];
}
