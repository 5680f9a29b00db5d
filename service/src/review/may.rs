//! What may be done with documents and reviews.

use crate::permission::actions;

actions! {
    /// Take a document in.
    UPLOAD = "document.upload" [Supervisor];
    /// See a review before it is issued.
    READ_REVIEW = "review.read" [Supervisor Auditor];
    /// Decide on what was read, and issue it.
    REVIEW = "review.decide" [Supervisor];
}
