//! Who may do what, as data.
//!
//! Each area declares its actions with the roles that may do them, beside the use cases that ask for them. [`TABLE`]
//! collects them: the routes of the site name the action that they need, and a test walks every route as every role.
//! What a unit owes (whether it leads, helps or has an interest) is for the rules of the areas to look at.

use shishi_kernel::{Actor, Role};

use crate::ServiceError;

/// Something that can be done, and the roles that may do it.
#[derive(Debug, PartialEq, Eq)]
pub struct Action {
    /// Stable code, `area.verb`.
    pub code: &'static str,
    /// The roles that may do it.
    pub roles: &'static [Role],
}

impl Action {
    /// Whether a role may do it.
    #[must_use]
    pub fn allows(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Refuses unless the actor's role may do it.
    ///
    /// # Errors
    /// [`ServiceError::Forbidden`] with the first role that could.
    pub fn check(&self, actor: &Actor) -> Result<(), ServiceError> {
        if self.allows(actor.role) {
            return Ok(());
        }
        Err(ServiceError::Forbidden {
            need: self.roles.first().map_or("nobody", |role| role.code()),
        })
    }
}

/// Declares an area's actions, and the list of them that the table collects.
macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident = $code:literal [$($role:ident)+];)+) => {
        $($(#[$doc])* pub static $name: $crate::permission::Action = $crate::permission::Action {
            code: $code,
            roles: &[$(shishi_kernel::Role::$role),+],
        };)+

        /// Every action of this area.
        pub(crate) static ACTIONS: &[&$crate::permission::Action] = &[$(&$name),+];
    };
}
pub(crate) use actions;

/// Every action of every area.
pub static TABLE: &[&[&Action]] = &[
    crate::identity::may::ACTIONS,
    crate::review::may::ACTIONS,
    crate::ledger::may::ACTIONS,
    crate::course::may::ACTIONS,
    crate::people::may::ACTIONS,
    crate::papers::may::ACTIONS,
    crate::parking::may::ACTIONS,
    crate::slips::may::ACTIONS,
    crate::plans::may::ACTIONS,
    crate::reports::may::ACTIONS,
    crate::requests::may::ACTIONS,
    crate::inspections::may::ACTIONS,
    crate::appraisal::may::ACTIONS,
    crate::cases::may::ACTIONS,
    crate::records::may::ACTIONS,
    crate::questions::may::ACTIONS,
    crate::jobs::may::ACTIONS,
    crate::notices::may::ACTIONS,
    crate::status::may::ACTIONS,
    crate::surveys::may::ACTIONS,
    crate::tasks::may::ACTIONS,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_every_role_can_do_something() {
        let all: Vec<_> = TABLE.iter().copied().flatten().collect();
        let mut codes: Vec<_> = all.iter().map(|action| action.code).collect();
        codes.sort_unstable();
        codes.dedup();
        assert_eq!(codes.len(), all.len());
        for role in Role::ALL {
            assert!(all.iter().any(|action| action.allows(role)), "{role:?}");
        }
    }

    #[test]
    fn nobody_both_reports_and_verifies_by_role_alone() {
        // An administrator keeps accounts, persons and what runs the site, and sees no more of the work than the public does.
        for action in TABLE.iter().copied().flatten() {
            let people = ["account.", "own.", "person.", "job.", "channel."]
                .iter()
                .any(|area| action.code.starts_with(area));
            assert!(people || !action.allows(Role::Administrator), "{}", action.code);
        }
    }
}
