//! What connectors said they do, kept by the second of which they said it.

use std::collections::BTreeMap;

use super::station::{Code, Current, State};
use super::{ChargingRefusal, REPORTS_MAX, STALE_MINUTES, known};
use crate::passages::Second;

/// A connector says what it does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which connector.
    pub connector: Code,
    /// Of which second.
    pub at: Second,
    /// What it does.
    pub state: State,
}

/// A stretch of time in which a connector did one thing; half-open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Run {
    /// Its first second.
    pub from: Second,
    /// The second after its last.
    pub until: Second,
    /// What the connector did.
    pub state: State,
}

/// What the connectors of a lot said, in whatever order it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct States {
    reports: BTreeMap<Code, BTreeMap<Second, State>>,
}

impl States {
    /// Takes a report, whenever it comes. Says whether it changes anything.
    ///
    /// # Errors
    /// When its time lies out of all time, or the connector said too much; nothing is changed then.
    pub fn receive(&mut self, report: &Report) -> Result<bool, ChargingRefusal> {
        if !known(report.at) {
            return Err(ChargingRefusal::TimeBad {});
        }
        let held = self.reports.get(&report.connector).map_or(0, BTreeMap::len);
        let said = self
            .reports
            .get(&report.connector)
            .and_then(|said| said.get(&report.at))
            .copied();
        if said.is_none() && held >= REPORTS_MAX {
            return Err(ChargingRefusal::ConnectorLong { max: REPORTS_MAX });
        }
        if said.is_some_and(|said| said >= report.state) {
            return Ok(false);
        }
        let reports = self.reports.entry(report.connector.clone()).or_default();
        reports.insert(report.at, report.state);
        Ok(true)
    }

    /// What a connector does at a moment; nothing where it did not say so for [`STALE_MINUTES`].
    ///
    /// A report of after that moment, from a clock that is fast, says nothing of it.
    #[must_use]
    pub fn current(&self, connector: &Code, now: Second) -> Option<Current> {
        let mut before = self.reports.get(connector)?.range(..=now).rev();
        let (heard, state) = before.next()?;
        if now.0 - heard.0 > STALE_MINUTES * 60 {
            return None;
        }
        let same = before.take_while(|(_, earlier)| *earlier == state);
        let since = same.last().map_or(*heard, |(since, _)| *since);
        Some(Current {
            state: *state,
            since,
            heard: *heard,
        })
    }

    /// What a connector did within `from..until`, in order. What it did before its first report is not known.
    pub fn runs(&self, connector: &Code, from: Second, until: Second) -> Vec<Run> {
        let Some(reports) = self.reports.get(connector).filter(|_| from < until) else {
            return Vec::new();
        };
        let before = reports.range(..from).next_back().map(|(_, state)| (from, *state));
        let within = reports.range(from..until).map(|(at, state)| (*at, *state));
        let mut runs: Vec<Run> = Vec::new();
        for (at, state) in before.into_iter().chain(within) {
            match runs.last_mut() {
                Some(last) if last.state == state => {}
                last => {
                    if let Some(last) = last {
                        last.until = at;
                    }
                    runs.push(Run { from: at, until, state });
                }
            }
        }
        // A report of the first second itself leaves nothing of what came before it.
        runs.retain(|run| run.from < run.until);
        runs
    }

    /// Forgets what was said of before a second, but for the last word of each connector.
    pub fn forget(&mut self, before: Second) {
        for reports in self.reports.values_mut() {
            let last = reports.range(..before).next_back().map(|(at, state)| (*at, *state));
            *reports = reports.split_off(&before);
            reports.extend(last);
        }
    }
}
