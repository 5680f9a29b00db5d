//! What waits for the supervision office, by what has to be done, and which units are late with what.

use std::collections::{BTreeMap, BTreeSet};

use shishi_commitments::report::Standing as ReportStanding;
use shishi_commitments::request::Court;
use shishi_kernel::{Actor, Date, UnitId, civil_date};
use shishi_store::views::UnitRef;
use shishi_store::{drafts, inspections, people, plans, questions, reports as report_rows, requests, slips};

use super::{Task, may};
use crate::requests::standing;
use crate::{Service, ServiceError, sweep};

/// Every kind of work beside the notices; each needs a sentence in both languages.
pub const WORK_KINDS: &[&str] = &[
    "plan_returned",
    "entry_to_confirm",
    "entry_returned",
    "draft_to_review",
    "plan_to_approve",
    "report_to_judge",
    "slip_to_judge",
    "request_to_direct",
    "question_to_settle",
    "entry_to_verify",
    "entry_to_publish",
    "value_to_verify",
    "recheck_due",
    "use_check_due",
];

/// A unit with what it is late with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lateness {
    /// The unit.
    pub unit: UnitRef,
    /// What it is late with, longest first.
    pub tasks: Vec<Task>,
}

/// The supervision office's worklist.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Worklist {
    /// Documents to review, plans to approve, reports, answers and disputes to judge.
    pub judge: Vec<Task>,
    /// Entries and values to look at and to publish.
    pub verify: Vec<Task>,
    /// Looks at findings and finished sites that are due.
    pub inspect: Vec<Task>,
    /// Slips that may be raised. Raising one is a person's decision.
    pub raise: Vec<Task>,
    /// Units that are late, the one with the most first.
    pub late: Vec<Lateness>,
}

/// What is read once for all kinds of work.
struct Desk {
    today: Date,
    /// The actor's own unit.
    unit: Option<UnitId>,
    /// Commitments that the actor's own unit leads or helps on.
    own: BTreeSet<String>,
}

impl Desk {
    fn task(
        &self,
        kind: &'static str,
        slug: &str,
        path: String,
        since: Option<Date>,
        arguments: Vec<(&'static str, String)>,
    ) -> Task {
        Task {
            since,
            own_interest: self.own.contains(slug),
            ..Task::waiting(kind, path, arguments)
        }
    }
}

impl Service {
    /// What waits for the supervision office. What the actor's own unit has an interest in is there, marked: somebody else
    /// has to decide it.
    ///
    /// # Errors
    /// When the role has no such list, or the store is away.
    pub fn worklist(&self, actor: &Actor) -> Result<Worklist, ServiceError> {
        may::READ_WORKLIST.check(actor)?;
        let desk = Desk {
            today: civil_date(self.now()),
            unit: actor.unit,
            own: self.own_commitments(actor)?,
        };
        let mut list = Worklist {
            judge: self.work_to_judge(&desk)?,
            verify: self.work_to_verify(actor, &desk)?,
            inspect: self.work_to_inspect(&desk)?,
            raise: self.slips_to_raise(&desk)?,
            late: self.late_units(&desk)?,
        };
        for tasks in [&mut list.judge, &mut list.verify, &mut list.inspect] {
            tasks.sort_by_key(|task| (task.own_interest, task.since.or(task.due)));
        }
        Ok(list)
    }

    fn own_commitments(&self, actor: &Actor) -> Result<BTreeSet<String>, ServiceError> {
        let page = actor.unit.map(|unit| self.unit(unit)).transpose()?.flatten();
        Ok(page
            .into_iter()
            .flat_map(|page| {
                let helps = page.helps.into_iter().map(|(row, _)| row.slug);
                page.leads
                    .into_iter()
                    .map(|row| row.slug)
                    .chain(helps)
                    .collect::<Vec<_>>()
            })
            .collect())
    }

    fn work_to_judge(&self, desk: &Desk) -> Result<Vec<Task>, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        self.store().read(|r| {
            let mut tasks = Vec::new();
            for draft in drafts::list(r, j)?
                .into_iter()
                .filter(|draft| draft.status == "reviewing")
            {
                let path = format!("/office/drafts/{}", draft.id);
                let since = Some(civil_date(draft.updated_at));
                tasks.push(desk.task("draft_to_review", "", path, since, vec![("title", draft.title)]));
            }
            for plan in plans::open(r, j)?.into_iter().filter(|plan| plan.state == "submitted") {
                let path = format!("/office/commitments/{}/plan", plan.slug);
                let words = vec![
                    ("unit", plan.unit.name),
                    ("number", plan.number.to_string()),
                    ("title", plan.title),
                ];
                let since = Some(civil_date(plan.changed_at));
                tasks.push(desk.task("plan_to_approve", &plan.slug, path, since, words));
            }
            for year in report_rows::years(r, j)? {
                let lines = crate::reports::lines(r, j, year, None, now)?;
                let handed_in = lines
                    .into_iter()
                    .filter(|line| line.standing == Some(ReportStanding::Submitted));
                for line in handed_in {
                    let mut notice = sweep::report_notice(&line, None, "report_to_judge", "");
                    tasks.push(desk.task(
                        "report_to_judge",
                        &line.slug,
                        std::mem::take(&mut notice.path),
                        line.submitted_on,
                        notice.arguments,
                    ));
                }
            }
            for slip in slips::open(r, j)? {
                let Some((answered, _)) = slip.steps.last().and_then(|step| match &step.judgement {
                    None => step.answer.as_ref(),
                    Some(_) => None,
                }) else {
                    continue;
                };
                let words = vec![
                    ("unit", slip.unit.name.clone()),
                    ("level", slip.level.clone()),
                    ("what", slip.words.clone()),
                ];
                let path = format!("/office/commitments/{}/slips", slip.slug);
                tasks.push(desk.task("slip_to_judge", &slip.slug, path, Some(*answered), words));
            }
            for row in requests::open(r, j)? {
                let stands = standing(&row, desk.today)?;
                if stands.court == Some(Court::Office) {
                    let words = vec![
                        ("unit", row.asked.name.clone()),
                        ("asker", row.asker.name.clone()),
                        ("what", row.what.clone()),
                    ];
                    let path = format!("/office/requests/{}", row.id);
                    tasks.push(desk.task("request_to_direct", &row.slug, path, Some(stands.since), words));
                }
            }
            let replied = questions::questions(r, j, None)?.into_iter();
            for row in replied.filter(|row| row.settled.is_none() && row.reply.is_some()) {
                let since = row.reply.as_ref().map(|(day, _)| *day);
                let words = vec![("unit", row.unit.name), ("title", row.title)];
                let path = format!("/office/questions/{}", row.id);
                tasks.push(desk.task("question_to_settle", &row.slug, path, since, words));
            }
            Ok(tasks)
        })
    }

    fn work_to_verify(&self, actor: &Actor, desk: &Desk) -> Result<Vec<Task>, ServiceError> {
        let (confirmed, judged) = self.entries_to_verify(actor)?;
        let mut tasks = Vec::new();
        for (kind, rows) in [("entry_to_verify", confirmed), ("entry_to_publish", judged)] {
            tasks.extend(rows.into_iter().map(|row| {
                let path = format!("/office/entries/{}", row.id);
                let words = vec![("unit", row.unit.name), ("title", row.title), ("what", row.what)];
                desk.task(kind, &row.slug, path, Some(civil_date(row.at)), words)
            }));
        }
        tasks.extend(self.reports_to_verify(actor)?.into_iter().map(|row| {
            let words = vec![
                ("unit", row.unit.name),
                ("title", row.title),
                ("what", row.what),
                ("value", row.value.normalize().to_string()),
            ];
            let path = format!("/office/plain-reports/{}", row.id);
            desk.task("value_to_verify", &row.slug, path, Some(civil_date(row.at)), words)
        }));
        Ok(tasks)
    }

    fn work_to_inspect(&self, desk: &Desk) -> Result<Vec<Task>, ServiceError> {
        let j = self.jurisdiction();
        let inspections = self.store().read(|r| inspections::inspections(r, j))?;
        let own_interest = |units: &[UnitId]| desk.unit.is_some_and(|unit| units.contains(&unit));
        let mut tasks = Vec::new();
        for row in inspections {
            for finding in row.findings.iter().filter(|finding| finding.state == "ordered") {
                let Some(due) = finding.day.filter(|due| *due <= desk.today) else {
                    continue;
                };
                let words = vec![("title", row.name.clone()), ("what", finding.what.clone())];
                let path = format!("/office/inspections/{}", row.id);
                tasks.push(Task {
                    due: Some(due),
                    late: due < desk.today,
                    own_interest: own_interest(&row.units),
                    ..Task::waiting("recheck_due", path, words)
                });
            }
        }
        for (row, check) in self.use_checks_due()? {
            let words = vec![("title", row.name), ("days", check.after_days.to_string())];
            tasks.push(Task {
                due: Some(check.due),
                late: check.due < desk.today,
                own_interest: own_interest(&row.units),
                ..Task::waiting("use_check_due", "/office/inspections".into(), words)
            });
        }
        Ok(tasks)
    }

    fn slips_to_raise(&self, desk: &Desk) -> Result<Vec<Task>, ServiceError> {
        let j = self.jurisdiction();
        let ripe = self.store().read(|r| sweep::slips_to_raise(r, j, desk.today))?;
        Ok(ripe
            .into_iter()
            .map(|notice| Task::waiting(notice.kind, notice.path, notice.arguments))
            .collect())
    }

    fn late_units(&self, desk: &Desk) -> Result<Vec<Lateness>, ServiceError> {
        let (j, now) = (self.jurisdiction(), self.now());
        let mut late: BTreeMap<UnitId, Vec<Task>> = BTreeMap::new();
        let names = self.store().read(|r| {
            for due in sweep::owed(r, j, now)? {
                if due.deadline.due < desk.today {
                    let unit = due.deadline.unit;
                    late.entry(unit).or_default().push(Task::owed(due, desk.today));
                }
            }
            let units: Vec<UnitId> = late.keys().copied().collect();
            Ok::<_, ServiceError>(people::units_named(r, j, &units)?)
        })?;
        let mut rows: Vec<Lateness> = names
            .into_iter()
            .map(|unit| {
                let mut tasks = late.remove(&unit.id).unwrap_or_default();
                tasks.sort_by_key(|task| task.due);
                Lateness { unit, tasks }
            })
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.tasks.len()));
        Ok(rows)
    }
}
