//! What may be done with accounts.

use crate::permission::actions;

actions! {
    /// Be at the desk, and keep the own password, sessions and tokens.
    USE_DESK = "own.use" [Administrator Supervisor Appraiser Head Clerk Auditor];
    /// Make and end accounts.
    KEEP_ACCOUNTS = "account.keep" [Administrator];
}
