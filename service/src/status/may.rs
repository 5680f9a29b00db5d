//! What may be done with the board of a programme; what it says of each commitment is public anyway.

use crate::permission::actions;

actions! {
    /// See the cockpit: the whole board with what waits where.
    SEE_COCKPIT = "status.cockpit" [Supervisor Appraiser Head Auditor];
}
