//! Where requests stand on a day, and how that adds up for each unit: evidence for or against shuffling and shirking.

use std::collections::BTreeMap;

use shishi_commitments::request::{self, Court, CourtDays, Step};
use shishi_kernel::{Date, UnitId, civil_date};
use shishi_store::requests::RequestRow;
use shishi_store::views::UnitRef;

use super::steps_of;
use crate::ServiceError;

/// Where a request stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What the last step left.
    pub stands: Step,
    /// Who has to act next; `None` when it has come to its end.
    pub court: Option<Court>,
    /// The day of the last step: since then the ball lies there.
    pub since: Date,
    /// Days in each court so far.
    pub days: CourtDays,
    /// Whether it should have been delivered by now.
    pub overdue: bool,
}

impl Standing {
    /// The unit that has to act next, when it is one of the two.
    #[must_use]
    pub fn waits_for(&self, row: &RequestRow) -> Option<UnitId> {
        match self.court? {
            Court::Asker => Some(row.asker.id),
            Court::Asked => Some(row.asked.id),
            Court::Office => None,
        }
    }
}

/// Where a request stands on a day.
///
/// # Errors
/// When a stored step is unknown.
pub fn standing(row: &RequestRow, today: Date) -> Result<Standing, ServiceError> {
    let steps = steps_of(row)?;
    let (stands, at) = steps.last().copied().unwrap_or((Step::Ask, jiff::Timestamp::MIN));
    Ok(Standing {
        stands,
        court: stands.court(),
        since: civil_date(at),
        days: request::days_in_courts(&steps, today),
        overdue: request::overdue(stands, row.due, today),
    })
}

/// What requests add up to for a unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnitTally {
    /// The unit.
    pub unit: UnitRef,
    /// Requests that it was asked.
    pub asked: u32,
    /// Of these, how many it declined at least once.
    pub declined: u32,
    /// Open requests, asked or asking, in which it has to act next.
    pub waits: u32,
    /// Requests that it was asked and that are overdue in its court.
    pub overdue: u32,
    /// Days that requests lay with it, asked or asking.
    pub days: u32,
}

/// Adds requests up for each unit that asks or is asked, in the order of the units.
///
/// # Errors
/// When a stored step is unknown.
pub fn tallies(rows: &[RequestRow], today: Date) -> Result<Vec<UnitTally>, ServiceError> {
    let mut units: BTreeMap<i64, UnitTally> = BTreeMap::new();
    for row in rows {
        let stands = standing(row, today)?;
        let waits_for = stands.waits_for(row);
        for (unit, court) in [(&row.asker, Court::Asker), (&row.asked, Court::Asked)] {
            let tally = units.entry(unit.id.0).or_insert_with(|| UnitTally {
                unit: unit.clone(),
                asked: 0,
                declined: 0,
                waits: 0,
                overdue: 0,
                days: 0,
            });
            tally.days = tally.days.saturating_add(stands.days.of(court));
            tally.waits += u32::from(waits_for == Some(unit.id));
            if court == Court::Asked {
                tally.asked += 1;
                tally.declined += u32::from(row.steps.iter().any(|step| step.step == Step::Decline.code()));
                tally.overdue += u32::from(stands.overdue && stands.court == Some(Court::Asked));
            }
        }
    }
    Ok(units.into_values().collect())
}

#[cfg(test)]
mod tests {
    use shishi_kernel::{CommitmentId, LeafId, RequestId};
    use shishi_store::requests::StepRow;

    use super::*;

    fn unit(id: i64) -> UnitRef {
        UnitRef {
            id: UnitId(id),
            name: id.to_string(),
            group: false,
        }
    }

    fn row(asker: i64, asked: i64, due: &str, steps: &[(&str, &str)]) -> RequestRow {
        let steps = steps.iter().map(|(step, day)| StepRow {
            step: (*step).into(),
            ground: None,
            words: String::new(),
            at: format!("{day}T02:00:00Z").parse().unwrap(),
            leaf: LeafId(1),
        });
        RequestRow {
            id: RequestId(1),
            commitment: CommitmentId(1),
            slug: "2020-1".into(),
            number: 1,
            title: String::new(),
            asker: unit(asker),
            asked: unit(asked),
            what: String::new(),
            reason: String::new(),
            due: due.parse().unwrap(),
            steps: steps.collect(),
        }
    }

    #[test]
    fn days_waits_and_refusals_add_up_by_unit() {
        let rows = [
            row(
                1,
                2,
                "2020-06-05",
                &[("asked", "2020-06-01"), ("accepted", "2020-06-03")],
            ),
            row(
                1,
                2,
                "2020-07-01",
                &[("asked", "2020-06-01"), ("declined", "2020-06-04")],
            ),
            row(
                2,
                3,
                "2020-06-30",
                &[
                    ("asked", "2020-06-01"),
                    ("delivered", "2020-06-02"),
                    ("confirmed", "2020-06-08"),
                ],
            ),
        ];
        let seen: Vec<_> = tallies(&rows, "2020-06-11".parse().unwrap())
            .unwrap()
            .into_iter()
            .map(|t| (t.unit.id.0, t.asked, t.declined, t.waits, t.overdue, t.days))
            .collect();
        assert_eq!(
            seen,
            [(1, 0, 0, 1, 0, 7), (2, 2, 1, 1, 1, 10 + 3 + 6), (3, 1, 0, 0, 0, 1)]
        );
        let ended = standing(&rows[2], "2020-12-31".parse().unwrap()).unwrap();
        assert_eq!((ended.court, ended.overdue, ended.days.total()), (None, false, 7));
    }
}
