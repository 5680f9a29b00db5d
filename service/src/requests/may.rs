//! What may be done with requests between units.

use crate::permission::actions;

actions! {
    /// See the requests of a unit as the office works on them.
    READ_REQUESTS = "request.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Ask another unit.
    ASK_UNIT = "request.ask" [Clerk Head];
    /// Do the next step of a request; the rules say whose it is.
    STEP_REQUEST = "request.step" [Clerk Head Supervisor];
}
