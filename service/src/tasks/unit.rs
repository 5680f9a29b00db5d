//! What a unit owes, and where others have the ball.

use shishi_kernel::{Actor, civil_date};
use shishi_store::views::UnitPage;
use shishi_store::{ledger, requests};

use super::{Task, may};
use crate::requests::standing;
use crate::{RequestRow, Service, ServiceError, Standing, sweep};

/// A request of the unit that somebody else has to act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The request.
    pub row: RequestRow,
    /// Where it stands.
    pub standing: Standing,
}

/// The page of a unit's head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTasks {
    /// The unit with what it leads and helps on.
    pub unit: UnitPage,
    /// What it owes by a day, earliest first.
    pub owed: Vec<Task>,
    /// What came back to it or waits for it without a day.
    pub open: Vec<Task>,
    /// What it asked others for and they have to act on, longest first.
    pub waiting: Vec<Waiting>,
}

impl Service {
    /// What the actor's unit owes; `None` for somebody who is bound to no unit.
    ///
    /// # Errors
    /// When the role has no such page, or the store is away.
    pub fn unit_tasks(&self, actor: &Actor) -> Result<Option<UnitTasks>, ServiceError> {
        may::READ_UNIT_TASKS.check(actor)?;
        let Some(unit) = actor.unit else { return Ok(None) };
        let (j, now) = (self.jurisdiction(), self.now());
        let today = civil_date(now);
        let (page, owed, asked) = self
            .store()
            .read(|r| {
                let Some(page) = ledger::unit(r, j, unit)? else {
                    return Ok(None);
                };
                let mut owed = sweep::owed(r, j, now)?;
                owed.retain(|due| due.deadline.unit == unit);
                Ok::<_, ServiceError>(Some((page, owed, requests::open(r, j)?)))
            })?
            .ok_or(ServiceError::NotFound)?;
        let mut owed: Vec<Task> = owed.into_iter().map(|due| Task::owed(due, today)).collect();
        owed.sort_by_key(|task| task.due);
        let mut waiting = Vec::new();
        for row in asked.into_iter().filter(|row| row.asker.id == unit) {
            let standing = standing(&row, today)?;
            if standing.court.is_some() && standing.waits_for(&row) != Some(unit) {
                waiting.push(Waiting { row, standing });
            }
        }
        waiting.sort_by_key(|one| one.standing.since);
        Ok(Some(UnitTasks {
            open: self.open_tasks(actor)?,
            unit: page,
            owed,
            waiting,
        }))
    }

    /// What came back to the unit, and what others hand in through it.
    fn open_tasks(&self, actor: &Actor) -> Result<Vec<Task>, ServiceError> {
        let mut tasks = Vec::new();
        for plan in self.open_plans(actor)? {
            if actor.unit == Some(plan.unit.id) && plan.state == "returned" {
                tasks.push(Task {
                    since: Some(civil_date(plan.changed_at)),
                    ..Task::waiting(
                        "plan_returned",
                        format!("/office/commitments/{}/plan", plan.slug),
                        vec![("number", plan.number.to_string()), ("title", plan.title)],
                    )
                });
            }
        }
        for row in self.entries_to_confirm(actor)? {
            tasks.push(Task {
                since: Some(civil_date(row.at)),
                ..Task::waiting(
                    "entry_to_confirm",
                    format!("/office/entries/{}", row.id),
                    vec![("unit", row.unit.name), ("title", row.title), ("what", row.what)],
                )
            });
        }
        if crate::records::may::WRITE_ENTRIES.allows(actor.role) {
            for row in self
                .own_entries(actor)?
                .into_iter()
                .filter(|row| row.state == "returned")
            {
                tasks.push(Task::waiting(
                    "entry_returned",
                    format!("/office/entries/{}", row.id),
                    vec![("title", row.title), ("what", row.what)],
                ));
            }
        }
        tasks.sort_by_key(|task| task.since);
        Ok(tasks)
    }
}
