//! Who is to act on an item, and in which role.

use serde::{Deserialize, Serialize};
use shishi_kernel::Span;

use crate::draft::{Cited, Proposal, RequirementProposal};

/// What a unit's part in a commitment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyRole {
    /// Answers for the result (主办).
    Lead,
    /// Helps (协办).
    CoUnit,
    /// Does the work that the lead organises (承办).
    Executor,
}

impl DutyRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Lead, Self::CoUnit, Self::Executor];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::CoUnit => "co_unit",
            Self::Executor => "executor",
        }
    }

    /// The role of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A unit's part in a commitment (责任).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The unit's name as printed; may be a group (各街道).
    pub unit: String,
    /// Its part.
    pub role: DutyRole,
    /// Where it is printed.
    pub span: Option<Span>,
}

/// Every duty of an item: leads, then co-units, then executors, each in the order of the words.
#[must_use]
pub fn duties_of(proposal: &Proposal) -> Vec<Duty> {
    let named = |role, units: &[Cited]| {
        units
            .iter()
            .map(|unit| Duty {
                unit: unit.text.clone(),
                role,
                span: unit.span,
            })
            .collect::<Vec<_>>()
    };
    let mut duties = named(DutyRole::Lead, &proposal.leads);
    duties.extend(named(DutyRole::CoUnit, &proposal.co_units));
    duties.extend(named(DutyRole::Executor, &executors(proposal)));
    duties
}

/// The units that the words say do the work while the lead organises it: 组织甲、乙为…, 由甲、乙实施.
#[must_use]
pub fn executors(_proposal: &Proposal) -> Vec<Cited> {
    Vec::new()
}

/// The units that a requirement makes keep the ledger, follow progress and inspect: 甲、乙要建立工作台账.
#[must_use]
pub fn supervisors_in(_requirement: &RequirementProposal) -> Vec<Cited> {
    Vec::new()
}
