//! Reports in the office: what a unit owes, who has not reported, and one report from the draft to the last word.

mod one;

use askama::Template;
use axum::extract::State;
use shishi_kernel::civil_date;
use shishi_service::commitments::report::Standing;
use shishi_service::{ReportLine, Service, may};

use super::page::{Answer, Drawn, Office, Room, Trouble, draw, parameter};
use super::route;
use crate::public::reports::{days, period, standing};
use crate::shell::{App, Ask, Failure, Frame, Gate, SignedIn};

route::routes! {
    "/office/reports" { get list: READ }
    "/office/reports/{slug}/{unit}/{period}" { get one::show: READ, post one::write: WRITE }
    "/office/reports/{slug}/{unit}/{period}/judge" { post one::judge: JUDGE }
}

const READ: Gate = Gate::May(&may::READ_REPORTS);
const WRITE: Gate = Gate::May(&may::WRITE_REPORT);
const JUDGE: Gate = Gate::May(&may::JUDGE_REPORT);

/// A report in a list.
struct Line {
    href: String,
    number: u32,
    title: String,
    period: String,
    unit: String,
    word: &'static str,
    class: &'static str,
    days: String,
}

struct List {
    title: &'static str,
    empty: &'static str,
    lines: Vec<Line>,
}

/// A period that can be chosen.
struct Choice {
    href: String,
    word: String,
    here: bool,
}

#[derive(Template)]
#[template(path = "office/reports.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    lead: String,
    periods: Vec<Choice>,
    lists: Vec<List>,
}

async fn list(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/reports", page).await
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame,
        office,
        session,
        ask,
    } = room;
    let today = civil_date(service.now());
    let mut lines = Vec::new();
    for year in service.report_years()?.into_iter().take(2) {
        lines.extend(service.reports_of_year(&session.actor, year)?);
    }
    let own = session
        .actor
        .unit
        .filter(|_| may::WRITE_REPORT.allows(session.actor.role));
    let page = match own {
        Some(unit) => {
            lines.retain(|line| line.unit.id == unit);
            let (owed, rest): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.is_owed(today));
            let (running, past): (Vec<_>, Vec<_>) = rest.into_iter().partition(|line| line.period.last() >= today);
            Page {
                lead: frame.t("reports-own-lead").to_owned(),
                periods: Vec::new(),
                lists: vec![
                    drawn(&frame, "reports-owed", "reports-owed-none", owed),
                    drawn(&frame, "reports-running", "reports-running-none", running),
                    drawn(&frame, "reports-past", "reports-past-none", past),
                ],
                trouble: None,
                office,
                frame,
            }
        }
        None => {
            let mut periods: Vec<_> = lines.iter().map(|line| line.period).collect();
            periods.sort_unstable();
            periods.dedup();
            periods.reverse();
            let asked = parameter(&ask, "period");
            let chosen = periods
                .iter()
                .find(|period| asked == Some(period.code().as_str()))
                .or_else(|| periods.iter().find(|period| period.last() < today))
                .or(periods.first())
                .copied();
            lines.retain(|line| Some(line.period) == chosen);
            let choices = periods.iter().map(|choice| Choice {
                href: frame.href(&format!("/office/reports?period={}", choice.code())),
                word: period(&frame, *choice),
                here: Some(*choice) == chosen,
            });
            let with = |standings: &[Option<Standing>]| -> Vec<ReportLine> {
                let found = lines.iter().filter(|line| standings.contains(&line.standing));
                found.cloned().collect()
            };
            let silent = with(&[None, Some(Standing::Draft), Some(Standing::Returned)]);
            let waiting = with(&[Some(Standing::Submitted)]);
            let public = with(&[
                Some(Standing::Accepted),
                Some(Standing::Locked),
                Some(Standing::Reopened),
            ]);
            let late = silent.iter().filter(|line| line.late).count();
            let counts = [("silent", silent.len().into()), ("late", late.into())];
            Page {
                lead: frame.lang.say("reports-lead", &counts),
                periods: choices.collect(),
                lists: vec![
                    drawn(&frame, "reports-silent", "reports-silent-none", silent),
                    drawn(&frame, "reports-waiting", "reports-waiting-none", waiting),
                    drawn(&frame, "reports-public", "reports-public-none", public),
                ],
                trouble: None,
                office,
                frame,
            }
        }
    };
    Ok(Drawn::new(page.render()?, None))
}

fn drawn(frame: &Frame, title: &str, empty: &str, lines: Vec<ReportLine>) -> List {
    let lines = lines.into_iter().map(|line| {
        let (word, class) = standing(frame, &line);
        Line {
            href: frame.href(&one::address(&line.at())),
            number: line.number,
            period: period(frame, line.period),
            days: days(frame, &line),
            unit: line.unit.name,
            title: line.title,
            word,
            class,
        }
    });
    List {
        title: frame.t(title),
        empty: frame.t(empty),
        lines: lines.collect(),
    }
}
