//! The work that waits or failed.

use askama::Template;
use axum::extract::{Path, State};
use shishi_service::{JOB_ATTEMPTS_MAX, Service};

use crate::office::form::Posted;
use crate::office::page::{Answer, Drawn, Office, Room, Trouble, draw, see_other};
use crate::shell::{App, Ask, CheckedForm, Failure, Frame, SignedIn};

struct Job {
    id: i64,
    kind: &'static str,
    note: String,
    error: String,
    dead: bool,
}

#[derive(Template)]
#[template(path = "office/jobs.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    jobs: Vec<Job>,
    undelivered: Vec<(String, String)>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    draw(&app, ask, signed_in, "/office/jobs", page).await
}

/// Has a job tried again.
pub(super) async fn revive(State(app): State<App>, ask: Ask, Path(id): Path<i64>, sent: CheckedForm<Posted>) -> Answer {
    let actor = sent.signed_in.session.actor;
    app.blocking(move |service| service.revive_job(&actor, id)).await?;
    Ok(see_other(ask.lang, "/office/jobs?said=job-revived"))
}

fn page(service: &Service, room: Room) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let jobs = service.jobs(&session.actor)?.into_iter().map(|job| {
        let values = [
            ("at", frame.lang.moment(job.due_at).into()),
            ("attempts", job.attempts.into()),
        ];
        let dead = job.attempts >= JOB_ATTEMPTS_MAX;
        Job {
            id: job.id,
            kind: frame.coded("job-", &job.kind),
            note: frame.lang.say(if dead { "job-dead" } else { "job-waiting" }, &values),
            error: job.last_error.unwrap_or_default(),
            dead,
        }
    });
    let page = Page {
        jobs: jobs.collect(),
        undelivered: service
            .undelivered(&session.actor)?
            .into_iter()
            .map(|row| {
                let to = row.channel.unit.map(|unit| unit.name);
                let to = to.unwrap_or_else(|| frame.t("notice-office").to_owned());
                let way = frame.coded("channel-", &row.channel.channel);
                (format!("{to} · {way}"), row.last_error.unwrap_or_default())
            })
            .collect(),
        trouble: None,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, None))
}
