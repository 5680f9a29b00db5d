//! Recording a decision on a commitment's course.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::{CourseForm, Service, TurnForm, may};

use super::form::{Check, Input, Posted};
use super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw, see_other};
use super::route::routes;
use crate::shell::{App, Ask, CheckedForm, Failure, Gate, SignedIn};

routes! {
    "/office/commitments/{slug}/course" { get show: TURN, post send: TURN }
}

const TURN: Gate = Gate::May(&may::TURN_COURSE);
/// Codes of what can be done, in the order of the form.
const TURNS: [&str; 4] = ["pause", "resume", "end", "carry_over"];

#[derive(Template)]
#[template(path = "office/course.html")]
struct Page {
    frame: crate::shell::Frame,
    office: Office,
    trouble: Option<Trouble>,
    number: u32,
    title: String,
    back: String,
    course: &'static str,
    what: Vec<Input>,
    grounds: Vec<Input>,
}

async fn show(State(app): State<App>, ask: Ask, Path(slug): Path<String>, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, slug, Posted::default(), None).await
}

async fn send(State(app): State<App>, ask: Ask, Path(slug): Path<String>, sent: CheckedForm<Posted>) -> Answer {
    let (signed_in, form) = (sent.signed_in, sent.form);
    let wish = match parse(&form, &ask) {
        Ok(wish) => wish,
        Err(trouble) => return page(&app, ask, signed_in, slug, form, Some(trouble)).await,
    };
    let (actor, named) = (signed_in.session.actor.clone(), slug.clone());
    match attempt(&app, move |service| service.turn_course(&actor, &named, wish)).await? {
        Ok(_) => Ok(see_other(ask.lang, &format!("/office/commitments/{slug}?said=course"))),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, field(&failure.code));
            page(&app, ask, signed_in, slug, form, Some(trouble)).await
        }
    }
}

fn parse(form: &Posted, ask: &Ask) -> Result<CourseForm, Trouble> {
    let mut check = Check::new(ask.lang);
    let turn = match form.trimmed("turn").as_str() {
        "pause" => check
            .date("until", &form.text("until"))
            .map(|until| TurnForm::Pause { until }),
        "resume" => Some(TurnForm::Resume),
        "end" => Some(TurnForm::End),
        "carry_over" => {
            let pairs = pairs(&form.text("pairs"));
            if pairs.is_none() {
                check.fault("pairs", "fault-pairs");
            }
            pairs.map(|pairs| TurnForm::CarryOver {
                to: form.trimmed("to"),
                pairs,
            })
        }
        _ => {
            check.fault("turn", "fault-choose");
            None
        }
    };
    let decided_on = check.date("decided_on", &form.text("decided_on"));
    let noticed_on = check.date("noticed_on", &form.text("noticed_on"));
    match (turn, decided_on, noticed_on, check.faults.is_empty()) {
        (Some(turn), Some(decided_on), Some(noticed_on), true) => Ok(CourseForm {
            turn,
            decision: form.trimmed("decision"),
            decided_on,
            notice: form.trimmed("notice"),
            noticed_on,
            reason: form.trimmed("reason"),
        }),
        _ => Err(Trouble::list(check.faults, ask.lang)),
    }
}

/// Pairs such as `1=2`, one a line; full-width signs are as good.
fn pairs(text: &str) -> Option<Vec<(u32, u32)>> {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines
        .map(|line| {
            let (earlier, later) = line.split_once(['=', '＝'])?;
            Some((earlier.trim().parse().ok()?, later.trim().parse().ok()?))
        })
        .collect()
}

fn field(code: &str) -> &'static str {
    match code {
        "course.decision_missing" | "course.decision_long" => "decision",
        "course.notice_missing" | "course.notice_long" => "notice",
        "course.reason_missing" | "course.reason_long" => "reason",
        "course.decided_in_future" => "decided_on",
        "course.notice_before_decision" | "course.notice_in_future" => "noticed_on",
        "course.pause_in_past" | "course.pause_long" => "until",
        "course.not_later" | "form.commitment_unknown" => "to",
        "course.nothing_taken_up" | "course.measure_unknown" | "course.measure_twice" | "course.units_differ" => {
            "pairs"
        }
        _ => "turn",
    }
}

async fn page(
    app: &App,
    ask: Ask,
    signed_in: SignedIn,
    slug: String,
    typed: Posted,
    trouble: Option<Trouble>,
) -> Answer {
    draw(app, ask, signed_in, "", move |service, room| {
        drawn(service, room, &slug, &typed, trouble)
    })
    .await
}

fn drawn(
    service: &Service,
    room: Room,
    slug: &str,
    typed: &Posted,
    trouble: Option<Trouble>,
) -> Result<Drawn, Failure> {
    let Room { frame, office, .. } = room;
    let commitment = service.commitment(slug)?.ok_or_else(Failure::not_found)?;
    let course = service.course(commitment.row.id)?;
    let wrong = trouble.as_ref();
    let text = |name: &'static str, key: &'static str, kind: &'static str| {
        Input::new(&frame, name, key, kind).value(typed.text(name)).wrong(wrong)
    };
    let choices = std::iter::once((String::new(), frame.t("course-turn-choose").to_owned())).chain(
        TURNS
            .into_iter()
            .map(|turn| (turn.to_owned(), frame.coded("course-turn-", turn).to_owned())),
    );
    let what = vec![
        text("turn", "course-turn", "select").options(choices),
        text("until", "course-until", "date")
            .hint(&frame, "course-until-hint")
            .optional(),
        text("to", "course-to", "text")
            .hint(&frame, "course-to-hint")
            .length(40)
            .optional(),
        text("pairs", "course-pairs", "area")
            .hint(&frame, "course-pairs-hint")
            .length(500)
            .optional(),
    ];
    let grounds = vec![
        text("decision", "course-decision", "text")
            .hint(&frame, "course-decision-hint")
            .length(300),
        text("decided_on", "course-decided-on", "date"),
        text("notice", "course-notice", "text").length(300),
        text("noticed_on", "course-noticed-on", "date"),
        text("reason", "course-reason", "area")
            .hint(&frame, "course-reason-hint")
            .length(2000),
    ];
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        number: commitment.row.number,
        title: commitment.row.title,
        back: frame.href(&format!("/office/commitments/{slug}")),
        course: frame.coded("course-", &course.course),
        what,
        grounds,
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

#[cfg(test)]
mod tests {
    use super::pairs;

    #[test]
    fn pairs_are_read_line_by_line() {
        for (text, expected) in [
            ("", Some(vec![])),
            ("1=2", Some(vec![(1, 2)])),
            (" 1 = 2 \n\n3＝1\n", Some(vec![(1, 2), (3, 1)])),
            ("1", None),
            ("一=1", None),
            ("1=2=3", None),
            ("-1=2", None),
        ] {
            assert_eq!(pairs(text), expected, "{text:?}");
        }
    }
}
