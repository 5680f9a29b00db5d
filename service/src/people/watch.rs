//! Who watches over a commitment: the first supervising unit without an interest, and openly so.

use shishi_commitments::party::Parties;
use shishi_kernel::{JurisdictionId, UnitId};
use shishi_store::views::UnitRef;
use shishi_store::{Reader, ledger, people};

use crate::{Service, ServiceError};

/// Who watches over a commitment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WatchView {
    /// The supervising units of its programme that lead it or help with it, and therefore stand back.
    pub stand_back: Vec<UnitRef>,
    /// The unit that watches; `None` when every supervising unit has an interest, or there is none.
    pub watcher: Option<UnitRef>,
    /// The unit that would have watched, when the system reassigned.
    pub reassigned_from: Option<UnitRef>,
}

/// A commitment that changed hands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Handover {
    /// The commitment's address.
    pub slug: String,
    /// Its number as printed.
    pub number: u32,
    /// Its short title.
    pub title: String,
    /// The unit that it was taken from or given to; `None` when nobody without an interest was left.
    pub unit: Option<UnitRef>,
}

/// What a supervising unit watches over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UnitWatch {
    /// How many commitments it watches over.
    pub watches: u32,
    /// Those from which it stands back, with the unit that watches instead.
    pub handed: Vec<Handover>,
    /// Those that it took over, with the unit that stands back.
    pub taken: Vec<Handover>,
}

impl Service {
    /// Who watches over a commitment. `None` when there is no such commitment.
    ///
    /// # Errors
    /// When the store is away.
    pub fn watch(&self, slug: &str) -> Result<Option<WatchView>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| watch(r, j, slug))
    }

    /// What a unit watches over. `None` when no notice makes it a supervisor.
    ///
    /// # Errors
    /// When the store is away.
    pub fn unit_watch(&self, unit: UnitId) -> Result<Option<UnitWatch>, ServiceError> {
        let j = self.jurisdiction();
        self.store().read(|r| {
            let rows = people::supervised(r, j, unit)?;
            if rows.is_empty() {
                return Ok(None);
            }
            let mut found = UnitWatch::default();
            for (slug, number, title) in rows {
                let Some(view) = watch(r, j, &slug)? else { continue };
                let handover = |unit| Handover {
                    slug,
                    number,
                    title,
                    unit,
                };
                let watches = view.watcher.as_ref().is_some_and(|watcher| watcher.id == unit);
                found.watches += u32::from(watches);
                if view.stand_back.iter().any(|other| other.id == unit) {
                    found.handed.push(handover(view.watcher));
                } else if watches && view.reassigned_from.is_some() {
                    found.taken.push(handover(view.reassigned_from));
                }
            }
            Ok(Some(found))
        })
    }
}

fn watch(r: &mut Reader<'_>, j: JurisdictionId, slug: &str) -> Result<Option<WatchView>, ServiceError> {
    let Some(head) = ledger::head(r, j, slug)? else {
        return Ok(None);
    };
    let parties = Parties {
        leads: head.parties.leads,
        helps: head.parties.helps,
    };
    let watcher = parties.watcher(&head.supervisors);
    let supervisors = people::units_named(r, j, &head.supervisors)?;
    let reassigned = watcher.is_some() && watcher != head.supervisors.first().copied();
    Ok(Some(WatchView {
        reassigned_from: supervisors.first().filter(|_| reassigned).cloned(),
        watcher: supervisors.iter().find(|unit| Some(unit.id) == watcher).cloned(),
        stand_back: supervisors
            .into_iter()
            .filter(|unit| !parties.may_judge(Some(unit.id)))
            .collect(),
    }))
}
