//! What happened with a commitment through the year, on one line: plan, milestones, reports, requests, slips, visits,
//! verification, changes, decisions. Each thing is told in full in its own part of the page.

use askama::Template;
use shishi_kernel::{Date, civil_date};
use shishi_service::Service;
use shishi_service::commitments::report::Standing;
use shishi_service::commitments::request::Step;
use shishi_service::views::CommitmentPage;

use super::reports;
use super::target;
use crate::shell::{Failure, Frame, Lang};

/// Things that are shown at most, the newest.
const SHOWN_MAX: usize = 120;

struct Happening {
    on: Date,
    day: String,
    class: &'static str,
    icon: &'static str,
    words: String,
}

struct Month {
    name: String,
    happenings: Vec<Happening>,
}

#[derive(Template)]
#[template(path = "public/timeline.html")]
struct Part<'f> {
    frame: &'f Frame,
    months: Vec<Month>,
    count: usize,
}

/// Draws the line of the year; nothing while nothing happened.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let mut all = Vec::new();
    plans(service, frame, page, &mut all)?;
    reported(service, frame, page, &mut all)?;
    supervised(service, frame, page, &mut all)?;
    verified(service, frame, page, &mut all)?;
    decided(service, frame, page, &mut all)?;
    if all.is_empty() {
        return Ok(None);
    }
    all.sort_by_key(|happening| happening.on);
    let all = all.split_off(all.len().saturating_sub(SHOWN_MAX));
    let count = all.len();
    let mut months: Vec<Month> = Vec::new();
    for happening in all {
        let name = month(frame.lang, happening.on);
        match months.last_mut().filter(|month| month.name == name) {
            Some(month) => month.happenings.push(happening),
            None => months.push(Month {
                name,
                happenings: vec![happening],
            }),
        }
    }
    Ok(Some(Part { frame, months, count }.render()?))
}

fn month(lang: Lang, on: Date) -> String {
    lang.month(&format!("{:04}-{:02}", on.year(), on.month()))
}

fn happening(frame: &Frame, on: Date, (class, icon): (&'static str, &'static str), words: String) -> Happening {
    Happening {
        day: frame.lang.date(on),
        on,
        class,
        icon,
        words,
    }
}

fn plans(service: &Service, frame: &Frame, page: &CommitmentPage, all: &mut Vec<Happening>) -> Result<(), Failure> {
    let views = service.plans_in_force(page.row.id)?;
    for view in &views {
        let Some(at) = view.approved_at else { continue };
        let words = frame.with("timeline-plan", "n", view.version);
        all.push(happening(frame, civil_date(at), ("verified", "plan"), words));
    }
    let today = civil_date(service.now());
    for row in views.first().map(|view| view.milestones.as_slice()).unwrap_or_default() {
        let title = ("title", row.title.as_str().into());
        match row.done {
            Some(done) => {
                let late = done > row.planned;
                let planned = ("planned", frame.lang.date(row.planned).into());
                let key = if late {
                    "timeline-reached-late"
                } else {
                    "timeline-reached"
                };
                let class = if late { "silent" } else { "verified" };
                all.push(happening(
                    frame,
                    done,
                    (class, "check"),
                    frame.lang.say(key, &[title, planned]),
                ));
            }
            None if row.planned < today => {
                let words = frame.lang.say("timeline-missed", &[title]);
                all.push(happening(frame, row.planned, ("bad", "chronicle"), words));
            }
            None => {}
        }
    }
    Ok(())
}

fn reported(service: &Service, frame: &Frame, page: &CommitmentPage, all: &mut Vec<Happening>) -> Result<(), Failure> {
    for report in service.reports_of_commitment(&page.row.slug)? {
        let line = &report.line;
        let period = reports::period(frame, line.period);
        let values = [
            ("period", period.as_str().into()),
            ("unit", line.unit.name.as_str().into()),
        ];
        match line.submitted_on {
            Some(on) => {
                let key = if line.late {
                    "timeline-report-late"
                } else {
                    "timeline-report"
                };
                let class = if line.late { "silent" } else { "reported" };
                all.push(happening(frame, on, (class, "reported"), frame.lang.say(key, &values)));
            }
            None if line.late => {
                let words = frame.lang.say("timeline-report-missing", &values);
                all.push(happening(frame, line.due, ("bad", "silent"), words));
            }
            None => {}
        }
        if let Some(on) = line.accepted_on.filter(|_| line.standing == Some(Standing::Accepted)) {
            let words = frame.lang.say("timeline-report-accepted", &values);
            all.push(happening(frame, on, ("verified", "reported"), words));
        }
    }
    Ok(())
}

fn supervised(
    service: &Service,
    frame: &Frame,
    page: &CommitmentPage,
    all: &mut Vec<Happening>,
) -> Result<(), Failure> {
    for slip in service.slips_of_commitment(page.row.id)? {
        let unit = || ("unit", slip.unit.name.as_str().into());
        for step in &slip.steps {
            let level = ("level", frame.coded("slip-level-", &step.level).into());
            let matter = ("matter", frame.coded("slip-matter-", &slip.matter).into());
            let words = frame.lang.say("timeline-slip", &[level, matter, unit()]);
            all.push(happening(frame, step.issued_on, ("bad", "conflict"), words));
            if let Some((on, _)) = &step.answer {
                let words = frame.lang.say("timeline-slip-answered", &[unit()]);
                all.push(happening(frame, *on, ("reported", "conflict"), words));
            }
        }
    }
    for row in service.requests_of_commitment(page.row.id)? {
        for step in &row.steps {
            let Some(done) = Step::ALL.into_iter().find(|one| one.code() == step.step) else {
                continue;
            };
            let class = match done {
                Step::Decline | Step::Dispute | Step::Escalate => "silent",
                Step::Confirm => "verified",
                _ => "neutral",
            };
            let values = [
                ("asker", row.asker.name.as_str().into()),
                ("asked", row.asked.name.as_str().into()),
                ("state", frame.coded("request-state-", done.code()).into()),
            ];
            let words = frame.lang.say("timeline-request", &values);
            all.push(happening(frame, civil_date(step.at), (class, "units"), words));
        }
    }
    for row in service.inspections_of(page.row.id)? {
        let Some(on) = row.visited else { continue };
        let fixed = row.findings.iter().filter(|finding| finding.state == "fixed").count();
        let values = [
            ("name", row.name.as_str().into()),
            ("n", row.findings.len().into()),
            ("fixed", fixed.into()),
        ];
        let class = if row.findings.is_empty() { "verified" } else { "silent" };
        let words = frame.lang.say("timeline-visit", &values);
        all.push(happening(frame, on, (class, "place"), words));
    }
    Ok(())
}

fn verified(service: &Service, frame: &Frame, page: &CommitmentPage, all: &mut Vec<Happening>) -> Result<(), Failure> {
    for value in service.verified_values(page.row.id)? {
        let Some(row) = page.measures.iter().find(|row| row.id == value.measure) else {
            continue;
        };
        let values = [
            ("what", row.what.as_str().into()),
            ("value", target::value(frame.lang, row, value.value).into()),
            ("as_of", frame.lang.date(value.as_of).into()),
        ];
        let words = frame.lang.say("timeline-verified", &values);
        all.push(happening(frame, civil_date(value.at), ("verified", "verified"), words));
    }
    Ok(())
}

fn decided(service: &Service, frame: &Frame, page: &CommitmentPage, all: &mut Vec<Happening>) -> Result<(), Failure> {
    for change in &page.changes {
        let values = [
            ("what", change.what.as_str().into()),
            ("before", change.before.as_str().into()),
            ("after", change.after.as_str().into()),
        ];
        let words = frame.lang.say("timeline-changed", &values);
        all.push(happening(frame, civil_date(change.at), ("change", "change"), words));
    }
    for turn in service.course(page.row.id)?.turns {
        let values = [
            ("turn", frame.coded("course-turn-", &turn.turn).into()),
            ("decision", turn.decision.as_str().into()),
        ];
        let words = frame.lang.say("timeline-turned", &values);
        all.push(happening(frame, turn.decided_on, ("change", "pause"), words));
    }
    Ok(())
}
