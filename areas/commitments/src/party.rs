//! Who has a part in a commitment, and who therefore may not judge it.
//!
//! Nobody verifies, scores or closes what their own unit leads or helps to deliver.

use shishi_kernel::UnitId;

/// The units with duties in a commitment, groups replaced by their members on the document's day.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parties {
    /// Units that lead.
    pub leads: Vec<UnitId>,
    /// Units that help with it, carry it out or pay for it.
    pub helps: Vec<UnitId>,
}

impl Parties {
    /// Whether the unit leads.
    #[must_use]
    pub fn lead(&self, unit: UnitId) -> bool {
        self.leads.contains(&unit)
    }

    /// Whether the unit helps without leading.
    #[must_use]
    pub fn help(&self, unit: UnitId) -> bool {
        self.helps.contains(&unit) && !self.lead(unit)
    }

    /// Whether an account of this unit may verify, score or close. An account bound to no unit has no interest.
    #[must_use]
    pub fn may_judge(&self, unit: Option<UnitId>) -> bool {
        unit.is_none_or(|unit| !self.lead(unit) && !self.helps.contains(&unit))
    }

    /// Of the supervising units, in their order, the first without an interest: it watches over this commitment. `None`
    /// when all have one, which is said openly.
    #[must_use]
    pub fn watcher(&self, supervisors: &[UnitId]) -> Option<UnitId> {
        supervisors.iter().copied().find(|unit| self.may_judge(Some(*unit)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_interest_excludes_and_the_next_supervisor_watches() {
        let parties = Parties {
            leads: vec![UnitId(1)],
            helps: vec![UnitId(1), UnitId(2)],
        };
        for (unit, lead, help, judge) in [
            (1, true, false, false),
            (2, false, true, false),
            (3, false, false, true),
        ] {
            let unit = UnitId(unit);
            assert_eq!(
                (parties.lead(unit), parties.help(unit), parties.may_judge(Some(unit))),
                (lead, help, judge),
                "{unit}"
            );
        }
        assert!(parties.may_judge(None));
        for (supervisors, watcher) in [
            (vec![2, 1, 3], Some(3)),
            (vec![3, 4], Some(3)),
            (vec![1, 2], None),
            (vec![], None),
        ] {
            let supervisors: Vec<_> = supervisors.into_iter().map(UnitId).collect();
            assert_eq!(parties.watcher(&supervisors), watcher.map(UnitId), "{supervisors:?}");
        }
    }
}
