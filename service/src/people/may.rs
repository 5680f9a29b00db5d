//! What may be done with persons.

use crate::permission::actions;

actions! {
    /// Say who heads a unit, from when to when, and erase names whose time has come.
    KEEP_PERSONS = "person.keep" [Administrator Supervisor];
}
