//! The daily sweep (日清): what a day brings by itself. It reminds, proposes, asks and erases, and reports what parking counts where somebody of the unit said
//! that it should; it never decides on a unit's work.
//!
//! It may run twice on a day and may miss days: every notice is written once by its key, and a day that was missed is made
//! up for by the next.

mod due;

use serde_json::json;
use shishi_commitments::reminder::{Deadline, reminders};
use shishi_kernel::{Calendar, Date, civil_date};

use crate::journal::leaf::{self, Kind, Leaf};
use crate::notices::{Notice, tell};
use crate::{Service, ServiceError};

pub(crate) use due::{Due, owed, report_notice, slips_to_raise};

/// Erases personal data whose day has come, and says how many there were.
type Erasure = fn(&Service, Date) -> Result<u32, ServiceError>;

/// Every one. An area adds its own here.
const ERASURES: &[Erasure] = &[
    Service::erase_heads_due,
    Service::erase_addresses,
    Service::erase_parking,
    |service, _| Ok(u32::try_from(service.erase_expired_origins()?).unwrap_or(u32::MAX)),
    Service::forget_plates,
    Service::erase_money_due,
    Service::forget_bookings,
    Service::forget_connector_reports,
    Service::erase_grants_due,
];

/// What a sweep did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SweepReport {
    /// Reminders written.
    pub reminders: u32,
    /// Slips that may be raised, put before the supervision office.
    pub proposals: u32,
    /// Reports that were open again and are locked now.
    pub locked: u32,
    /// Questions that the rules asked about figures.
    pub questions: u32,
    /// Names, addresses and bookings erased.
    pub erased: u32,
}

impl Service {
    /// Sweeps today, by the service's clock.
    ///
    /// # Errors
    /// When the store is away; what was done before stays done.
    pub fn sweep(&self) -> Result<SweepReport, ServiceError> {
        let today = civil_date(self.now());
        let mut report = SweepReport {
            reminders: self.remind(today)?,
            proposals: self.propose_raising(today)?,
            locked: self.tell_locked(today)?,
            questions: 0,
            erased: 0,
        };
        let running = due::years(today);
        for programme in self.programmes()?.iter().filter(|row| running.contains(&row.year)) {
            report.questions += self.ask_questions(None, &programme.slug)?;
        }
        for erase in ERASURES {
            report.erased += erase(self, today)?;
        }
        self.reconcile_yesterday(today)?;
        self.feed_daily(today)?;
        let (j, at) = (self.jurisdiction(), self.now());
        self.commit(move |w| {
            let data = json!({
                "erased": report.erased,
                "locked": report.locked,
                "proposals": report.proposals,
                "questions": report.questions,
                "reminders": report.reminders,
            });
            leaf::append(w, j, &Leaf::new(Kind::DaySwept, format!("day:{today}"), None, at, data))?;
            // Being late depends on the day, so that pages kept from yesterday are stale.
            Ok(w.touch(j)?)
        })?;
        Ok(report)
    }

    /// Reminds units of what they owe, by working days before and after the last day.
    fn remind(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let owed = self.store().read(|r| owed(r, j, now))?;
        let deadlines: Vec<Deadline> = owed.iter().map(|due| due.deadline.clone()).collect();
        let mut written = 0;
        for reminder in reminders(&deadlines, today, Calendar::china()) {
            let same = |due: &&Due| due.deadline.subject == reminder.subject && due.deadline.unit == reminder.unit;
            let Some(due) = owed.iter().find(same) else { continue };
            let mut arguments = due.arguments.clone();
            arguments.push(("due", reminder.due.to_string()));
            let notice = Notice {
                to: Some(reminder.unit),
                kind: if reminder.overdue { due.kinds.1 } else { due.kinds.0 },
                key: format!("{}>{}", reminder.key, reminder.unit),
                path: due.path.clone(),
                arguments,
            };
            written += u32::from(self.commit(move |w| tell(w, j, notice, now))?);
        }
        Ok(written)
    }

    /// Puts slips before the supervision office that may be raised. Raising is a person's decision.
    fn propose_raising(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let mut written = 0;
        for slip in self.store().read(|r| slips_to_raise(r, j, today))? {
            written += u32::from(self.commit(move |w| tell(w, j, slip, now))?);
        }
        Ok(written)
    }

    /// Tells of reports that were open again until yesterday or before.
    fn tell_locked(&self, today: Date) -> Result<u32, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let mut notices = Vec::new();
        for year in due::years(today) {
            let lines = self.store().read(|r| crate::reports::lines(r, j, year, None, now))?;
            for line in lines {
                let Some(until) = line.reopening.as_ref().map(|(.., until)| *until) else {
                    continue;
                };
                if until < today && line.standing == Some(shishi_commitments::report::Standing::Locked) {
                    notices.push(due::report_notice(
                        &line,
                        Some(line.unit.id),
                        "report_locked",
                        &until.to_string(),
                    ));
                }
            }
        }
        let mut written = 0;
        for notice in notices {
            written += u32::from(self.commit(move |w| tell(w, j, notice, now))?);
        }
        Ok(written)
    }
}
