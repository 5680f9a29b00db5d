//! What may be done with notices and their ways out.

use crate::permission::actions;

actions! {
    /// Read the notices of the own unit, or of the supervision office.
    READ_NOTICES = "notice.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Keep the addresses that notices are sent to.
    KEEP_CHANNELS = "channel.keep" [Administrator];
}
