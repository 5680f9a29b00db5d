//! What may be seen of what waits.

use crate::permission::actions;

actions! {
    /// See what the own unit owes, and where others have the ball.
    READ_UNIT_TASKS = "task.unit" [Head Clerk];
    /// See what waits for the supervision office.
    READ_WORKLIST = "task.worklist" [Supervisor];
}
