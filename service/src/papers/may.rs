//! What may be printed.

use crate::permission::actions;

actions! {
    /// Print what the office puts on paper.
    PRINT = "paper.print" [Supervisor Appraiser Head Clerk Auditor];
}
