//! Who belongs to a group (各街道), by date.

use serde_json::json;
use shishi_commitments::group::MembershipBook;
use shishi_kernel::{Actor, Date, UnitId};
use shishi_store::ledger;

use crate::journal::leaf::{self, Kind, Leaf};
use crate::{Service, ServiceError};

impl Service {
    /// Records a time of membership.
    ///
    /// # Errors
    /// Unless the actor is a supervisor; a refusal of the group's rules.
    pub fn set_group_member(
        &self,
        actor: &Actor,
        group: UnitId,
        member: UnitId,
        from: Date,
        to: Option<Date>,
    ) -> Result<(), ServiceError> {
        super::may::KEEP_GROUPS.check(actor)?;
        let (j, at, by) = (self.jurisdiction(), self.now(), actor.clone());
        self.commit(move |w| {
            w.hold(j, "groups")?;
            let (Some(of), Some(who)) = (ledger::unit(w, j, group)?, ledger::unit(w, j, member)?) else {
                return Err(ServiceError::NotFound);
            };
            let mut book = MembershipBook::default();
            for (unit, from, to) in ledger::memberships(w, j, group)? {
                // What is stored was checked when it was recorded.
                let _ = book.set(group, unit.id, from, to);
            }
            book.set(group, member, from, to)
                .map_err(|refusal| ServiceError::refused(&refusal))?;
            ledger::set_group_member(w, j, group, member, from, to)?;
            let data = json!({
                "from": from.to_string(),
                "group": of.row.unit.name,
                "member": who.row.unit.name,
                "source": "office",
                "to": to.map(|to| to.to_string()),
            });
            leaf::append(
                w,
                j,
                &Leaf::new(Kind::GroupMemberSet, format!("unit:{group}"), Some(&by), at, data),
            )?;
            w.touch(j)?;
            Ok(())
        })
    }
}
