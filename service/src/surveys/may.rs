//! What may be done with surveys.

use crate::permission::actions;

actions! {
    /// Record what residents said, where the own unit has no interest.
    RECORD_SURVEY = "survey.record" [Supervisor Appraiser];
}
