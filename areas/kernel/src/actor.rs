//! Who does something.

use crate::{AccountId, UnitId};

/// What an account may do, beyond what its unit owes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Keeps accounts and settings; sees no more of the work than the public does.
    Administrator,
    /// The supervision office (督查室): uploads, reviews, issues.
    Supervisor,
    /// The appraisal office (绩效考核局): keeps the scheme, scores, hears replies.
    Appraiser,
    /// The head of a unit, its first-responsible person (第一责任人): answers for what the unit owes.
    Head,
    /// A unit's clerk: files records for what the unit leads.
    Clerk,
    /// Reads everything, changes nothing.
    Auditor,
}

impl Role {
    /// Every role, in the order in which pages list them.
    pub const ALL: [Self; 6] = [
        Self::Administrator,
        Self::Supervisor,
        Self::Appraiser,
        Self::Head,
        Self::Clerk,
        Self::Auditor,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Administrator => "administrator",
            Self::Supervisor => "supervisor",
            Self::Appraiser => "appraiser",
            Self::Head => "head",
            Self::Clerk => "clerk",
            Self::Auditor => "auditor",
        }
    }

    /// The role of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// The account on whose behalf a command is decided.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    /// The account.
    pub account: AccountId,
    /// The unit it works for, if it is bound to one.
    pub unit: Option<UnitId>,
    /// Its role.
    pub role: Role,
}
