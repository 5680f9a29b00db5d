//! The reports on a commitment: what was reported for each period, and which report is late or missing.

use askama::Template;
use shishi_kernel::{Date, decimal_text};
use shishi_service::commitments::report::{Content, Period, Standing};
use shishi_service::views::CommitmentPage;
use shishi_service::{PublicReport, ReportLine, Service};

use crate::shell::{Failure, Frame};

/// What a report says, in words; drawn by `public/report-content.html`, here and in the office.
pub(crate) struct Said {
    /// What is counted, the value, and the day and target that it is held against.
    pub values: Vec<(String, String, String)>,
    /// Milestones, requests and slips, each with a title.
    pub lists: Vec<(&'static str, Vec<String>)>,
    /// The texts with their titles.
    pub texts: Vec<(String, String)>,
}

/// A report in words.
struct Report {
    title: String,
    unit: String,
    word: &'static str,
    /// The class of the word's chip.
    class: &'static str,
    notes: Vec<String>,
    said: Option<Said>,
}

#[derive(Template)]
#[template(path = "public/reports.html")]
struct Part<'a> {
    frame: &'a Frame,
    late: usize,
    reports: Vec<Report>,
}

/// Draws the reports; nothing while none is due.
pub(super) fn section(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let reports = service.reports_of_commitment(&page.row.slug)?;
    if reports.is_empty() {
        return Ok(None);
    }
    let part = Part {
        late: reports
            .iter()
            .filter(|report| report.line.late && report.line.submitted_on.is_none())
            .count(),
        reports: reports.iter().map(|report| drawn(frame, report)).collect(),
        frame,
    };
    Ok(Some(part.render()?))
}

fn drawn(frame: &Frame, report: &PublicReport) -> Report {
    let line = &report.line;
    let (word, class) = standing(frame, line);
    let mut notes = vec![days(frame, line)];
    if let Some(until) = report
        .objections_until
        .filter(|_| line.standing == Some(Standing::Accepted))
    {
        notes.push(frame.with("report-objections", "until", frame.lang.date(until)));
    }
    if let Some(reopening) = &line.reopening {
        notes.push(reopened(frame, reopening));
    }
    Report {
        title: period(frame, line.period),
        unit: line.unit.name.clone(),
        word,
        class,
        notes,
        said: report.content.as_ref().map(|content| said(frame, content)),
    }
}

/// The word for where a report is, with the class of its chip.
pub(crate) fn standing(frame: &Frame, line: &ReportLine) -> (&'static str, &'static str) {
    let standing = line.standing.filter(|standing| *standing != Standing::Draft);
    match standing {
        None if line.late => (frame.t("report-missing"), "silent"),
        None => (frame.t("report-not-yet"), "untestable"),
        Some(standing) => {
            let class = match standing {
                Standing::Accepted | Standing::Locked => "verified",
                Standing::Returned => "silent",
                _ => "reported",
            };
            (frame.coded("report-standing-", standing.code()), class)
        }
    }
}

/// When it was due, and when it came.
pub(crate) fn days(frame: &Frame, line: &ReportLine) -> String {
    let lang = frame.lang;
    let due = ("due", lang.date(line.due).into());
    match line.submitted_on {
        None if line.late => lang.say("report-days-late", &[due]),
        None => lang.say("report-days-due", &[due]),
        Some(on) => {
            let key = if line.late {
                "report-days-came-late"
            } else {
                "report-days-came"
            };
            lang.say(key, &[due, ("on", lang.date(on).into())])
        }
    }
}

/// Why, by whom and until when a report was opened again.
pub(crate) fn reopened(frame: &Frame, (reason, by, until): &(String, String, Date)) -> String {
    let values = [
        ("reason", reason.as_str().into()),
        ("by", by.as_str().into()),
        ("until", frame.lang.date(*until).into()),
    ];
    frame.lang.say("report-reopened", &values)
}

/// 2020年6月, or 2020年第2季度.
pub(crate) fn period(frame: &Frame, period: Period) -> String {
    let code = period.code();
    match code.split_once("-q") {
        Some((year, quarter)) => frame
            .lang
            .say("report-quarter", &[("year", year.into()), ("quarter", quarter.into())]),
        None => frame.lang.month(&code),
    }
}

/// What a report says, in words.
pub(crate) fn said(frame: &Frame, content: &Content) -> Said {
    let lang = frame.lang;
    let values = content.lines.iter().map(|line| {
        let unit = line.definition.unit.clone().unwrap_or_default();
        let with_unit = |value| format!("{} {unit}", decimal_text(value)).trim().to_owned();
        let (value, mut note) = match line.reported {
            Some((value, on)) => (with_unit(value), lang.with("report-as-of", "on", lang.date(on))),
            None => (frame.t("report-blank").to_owned(), String::new()),
        };
        if let Some(target) = &line.definition.target {
            let values = [
                ("value", with_unit(target.value).into()),
                ("version", line.definition.version.into()),
            ];
            let held = lang.say("report-target", &values);
            note = if note.is_empty() {
                held
            } else {
                format!("{note} · {held}")
            };
        }
        (line.definition.what.clone(), value, note)
    });
    let texts = &content.texts;
    let own = [
        ("report-done", &texts.done),
        ("report-difficulties", &texts.difficulties),
        ("report-next", &texts.next),
    ];
    let own = own.map(|(key, words)| (frame.t(key).to_owned(), words.clone()));
    let answers = texts
        .answers
        .iter()
        .map(|answer| (answer.question.clone(), answer.words.clone()));
    Said {
        values: values.collect(),
        lists: lists(frame, content),
        texts: own
            .into_iter()
            .chain(answers)
            .filter(|(_, words)| !words.is_empty())
            .collect(),
    }
}

/// What came from the plan, from requests and from slips.
fn lists(frame: &Frame, content: &Content) -> Vec<(&'static str, Vec<String>)> {
    let lang = frame.lang;
    let milestones = content.milestones.iter().map(|line| {
        let planned = ("planned", lang.date(line.planned).into());
        let title = ("title", line.title.as_str().into());
        match line.done {
            Some(done) => lang.say(
                "report-milestone-done",
                &[title, planned, ("done", lang.date(done).into())],
            ),
            None => lang.say("report-milestone-missed", &[title, planned]),
        }
    });
    let requests = content.requests.iter().map(|line| {
        let values = [
            ("asker", line.asker.as_str().into()),
            ("asked", line.asked.as_str().into()),
            ("what", line.what.as_str().into()),
            ("due", lang.date(line.due).into()),
            ("step", frame.coded("report-request-", &line.step).into()),
            ("on", lang.date(line.on).into()),
        ];
        lang.say("report-request", &values)
    });
    let slips = content.slips.iter().map(|line| {
        let values = [
            ("level", frame.coded("slip-level-", &line.level).into()),
            ("matter", frame.coded("slip-matter-", &line.matter).into()),
            ("words", line.words.as_str().into()),
            ("issued", lang.date(line.issued).into()),
            ("due", lang.date(line.due).into()),
        ];
        let sentence = lang.say("report-slip", &values);
        match line.closed {
            Some(on) => format!("{sentence} {}", lang.with("report-slip-closed", "on", lang.date(on))),
            None => sentence,
        }
    });
    let all = [
        (frame.t("report-milestones"), milestones.collect::<Vec<_>>()),
        (frame.t("report-requests"), requests.collect()),
        (frame.t("slips-title"), slips.collect()),
    ];
    all.into_iter().filter(|(_, lines)| !lines.is_empty()).collect()
}
