//! The days that were promised: milestones of the plans in force, and the last days that count.

use shishi_kernel::Date;
use shishi_store::views::{CommitmentPage, HistoryRow};
use shishi_store::{StoreError, journal, ledger, plans};

use crate::{Service, ServiceError};

/// What a promised day is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DayKind {
    /// A milestone of the plan in force.
    Milestone,
    /// The last day that counts for a target.
    CutOff,
}

/// A promised day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PromisedDay {
    /// The day.
    pub day: Date,
    /// What for.
    pub kind: DayKind,
    /// The commitment's slug.
    pub slug: String,
    /// Its number.
    pub number: u32,
    /// Its title.
    pub title: String,
    /// The milestone, or what is counted.
    pub what: String,
    /// Whether it was reached by now; of a last day nothing is said.
    pub done: bool,
}

impl Service {
    /// The promised days of one commitment, or of the newest programme, earliest first; `None` when there is no such
    /// commitment or nothing was issued.
    ///
    /// # Errors
    /// When the store is away.
    pub fn promised_days(&self, slug: Option<&str>) -> Result<Option<Vec<PromisedDay>>, ServiceError> {
        let j = self.jurisdiction();
        let found = self.store().read(|r| {
            let slugs = match slug {
                Some(slug) => vec![slug.to_owned()],
                None => match ledger::overview(r, j, None)? {
                    None => return Ok(None),
                    Some(overview) => {
                        let rows = overview
                            .categories
                            .into_iter()
                            .flat_map(|category| category.commitments);
                        rows.map(|row| row.slug).collect()
                    }
                },
            };
            let mut days = Vec::new();
            for slug in slugs {
                let Some(page) = ledger::commitment(r, j, &slug)? else {
                    return Ok(None);
                };
                let plan = plans::approved(r, j, page.row.id)?;
                for milestone in plan.into_iter().flat_map(|plan| plan.milestones) {
                    let done = milestone.done.is_some();
                    days.push(promised(
                        &page,
                        DayKind::Milestone,
                        milestone.planned,
                        milestone.title,
                        done,
                    ));
                }
                for measure in &page.measures {
                    if let Some(day) = measure.cut_off {
                        days.push(promised(&page, DayKind::CutOff, day, measure.what.clone(), false));
                    }
                }
            }
            days.sort_by_key(|day| (day.day, day.number, day.kind));
            Ok::<_, StoreError>(Some(days))
        })?;
        Ok(found)
    }

    /// The newest journal entries of all commitments, newest first, each with its commitment's slug.
    ///
    /// # Errors
    /// When the store is away.
    pub fn recent_changes(&self, limit: u32) -> Result<Vec<(String, HistoryRow)>, ServiceError> {
        let j = self.jurisdiction();
        Ok(self.store().read(|r| journal::of_commitments(r, j, limit))?)
    }
}

fn promised(page: &CommitmentPage, kind: DayKind, day: Date, what: String, done: bool) -> PromisedDay {
    PromisedDay {
        day,
        kind,
        slug: page.row.slug.clone(),
        number: page.row.number,
        title: page.row.title.clone(),
        what,
        done,
    }
}
