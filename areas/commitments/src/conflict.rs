//! Supervising units that would have to watch over themselves.
//!
//! Nobody verifies, scores or closes what their own unit leads or helps to deliver.

use crate::draft::{Cited, Proposal};
use crate::duty::{Duty, DutyRole, duties_of};

/// A supervising unit's own duty in an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// The supervising unit's name.
    pub unit: String,
    /// The item's number.
    pub number: u32,
    /// Its duty there; the heaviest where it has several.
    pub role: DutyRole,
}

/// Every duty of a supervising unit, by item in the order given, then by supervisor.
#[must_use]
pub fn conflicts(supervisors: &[Cited], items: &[&Proposal]) -> Vec<Conflict> {
    let mut found = Vec::new();
    for item in items {
        let duties = duties_of(item);
        for supervisor in supervisors {
            if let Some(role) = heaviest(&supervisor.text, &duties) {
                found.push(Conflict {
                    unit: supervisor.text.clone(),
                    number: item.number,
                    role,
                });
            }
        }
    }
    found
}

/// The heaviest duty of a unit in an item, if it has one. Groups (各街道) are not looked into: who is a member is a
/// matter of the date, see [`crate::group::MembershipBook`].
#[must_use]
pub fn interest(unit: &str, item: &Proposal) -> Option<DutyRole> {
    heaviest(unit, &duties_of(item))
}

fn heaviest(unit: &str, duties: &[Duty]) -> Option<DutyRole> {
    let unit = unit.trim();
    duties
        .iter()
        .filter(|duty| duty.unit.trim() == unit)
        .map(|duty| duty.role)
        .min()
}

/// Whether a unit has no duty in an item, so that it may verify, score and close it.
#[must_use]
pub fn may_supervise(unit: &str, item: &Proposal) -> bool {
    interest(unit, item).is_none()
}
