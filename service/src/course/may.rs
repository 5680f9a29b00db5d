//! What may be done with a commitment's course.

use crate::permission::actions;

actions! {
    /// Record a decision to pause, resume, end or carry over.
    TURN_COURSE = "course.turn" [Supervisor];
}
