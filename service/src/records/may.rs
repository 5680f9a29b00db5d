//! What may be done with sites and entries.

use crate::permission::actions;

actions! {
    /// See registers, entries and their evidence.
    READ_RECORDS = "record.read" [Supervisor Appraiser Head Clerk Auditor];
    /// Keep the register of sites of what the own unit leads or helps with.
    KEEP_SITES = "site.keep" [Clerk];
    /// Write and hand in entries for what the own unit leads or helps with.
    WRITE_ENTRIES = "entry.write" [Clerk];
    /// Confirm or return entries for what the own unit leads.
    CONFIRM_ENTRIES = "entry.confirm" [Clerk Head];
    /// Verify entries and publish what was found, where the own unit has no interest.
    VERIFY_ENTRIES = "entry.verify" [Supervisor];
}
