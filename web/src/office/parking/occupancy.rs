//! How full lots were before: a file of an operator, taken whole or not at all, from which the forecast learns.

use askama::Template;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::http::StatusCode;
use shishi_service::Service;
use shishi_service::parking::{NOTES_BYTES_MAX, NOTES_DAYS, NotesImported};
use shishi_service::parking_rules::forecast::rows::{FAULTS_MAX, LineFault};

use super::super::entries::files::{Sent, read};
use super::super::form::{Check, Input};
use super::super::page::{Answer, Drawn, Office, Room, Trouble, attempt, draw};
use super::{Part, parts};
use crate::shell::{App, Ask, Failure, Frame, SignedIn, check_csrf};

const HERE: &str = "/office/parking/setup/occupancy";

/// What came of a file.
#[derive(Default)]
struct Outcome {
    taken: Option<NotesImported>,
    faults: Vec<LineFault>,
    trouble: Option<Trouble>,
}

#[derive(Template)]
#[template(path = "office/parking-occupancy.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    parts: Vec<Part>,
    back: String,
    action: String,
    /// What was taken, in sentences.
    taken: Vec<String>,
    /// Lines that cannot be taken: number and why.
    faults: Vec<(u64, String)>,
    /// Whether there are more of them than are shown.
    more: bool,
    note: String,
    inputs: Vec<Input>,
}

pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, Outcome::default()).await
}

/// Takes a file, or says which of its lines cannot be taken.
pub(super) async fn send(State(app): State<App>, ask: Ask, signed_in: SignedIn, mut request: Request) -> Answer {
    DefaultBodyLimit::max(NOTES_BYTES_MAX + (64 << 10)).apply(&mut request);
    let headers = request.headers().clone();
    let lang = ask.lang;
    let refused = |failure: &Failure| Outcome {
        trouble: Some(Trouble::of(failure, lang, "file")),
        ..Outcome::default()
    };
    let Sent { form, mut files } = match read(request).await {
        Ok(sent) => sent,
        Err(StatusCode::PAYLOAD_TOO_LARGE) => {
            let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.file_large");
            return page(&app, ask, signed_in, refused(&failure)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &form.text("csrf"))?;
    let mut check = Check::new(lang);
    let Some(file) = files.pop() else {
        check.fault("file", "upload-none");
        let outcome = Outcome {
            trouble: Some(Trouble::list(check.faults, lang)),
            ..Outcome::default()
        };
        return page(&app, ask, signed_in, outcome).await;
    };
    let actor = signed_in.session.actor.clone();
    let done = attempt(&app, move |service| service.import_notes(&actor, &file.bytes)).await?;
    let outcome = match done {
        Ok(Ok(taken)) => Outcome {
            taken: Some(taken),
            ..Outcome::default()
        },
        Ok(Err(faults)) => {
            check.fault("file", "notes-refused");
            Outcome {
                faults,
                trouble: Some(Trouble::list(check.faults, lang)),
                taken: None,
            }
        }
        Err(failure) => refused(&failure),
    };
    page(&app, ask, signed_in, outcome).await
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, outcome: Outcome) -> Answer {
    draw(app, ask, signed_in, "/office/parking", move |service, room| {
        drawn(service, room, outcome)
    })
    .await
}

fn drawn(_: &Service, room: Room, outcome: Outcome) -> Result<Drawn, Failure> {
    let Room {
        frame, office, session, ..
    } = room;
    let Outcome { taken, faults, trouble } = outcome;
    let why = |fault: &LineFault| (fault.line, frame.coded("notes-fault-", fault.kind).to_owned());
    let status = trouble.as_ref().map(|trouble| trouble.status);
    let page = Page {
        parts: parts(&frame, session.actor.role, ""),
        back: frame.href("/office/parking/setup"),
        action: frame.href(HERE),
        taken: taken.as_ref().map(|taken| words(&frame, taken)).unwrap_or_default(),
        more: faults.len() >= FAULTS_MAX,
        faults: faults.iter().map(why).collect(),
        note: frame.with("notes-note", "days", NOTES_DAYS),
        inputs: vec![
            Input::new(&frame, "file", "notes-file", "file")
                .accept(".csv,.tsv,.txt,text/csv")
                .hint(&frame, "notes-file-hint")
                .wrong(trouble.as_ref()),
        ],
        trouble,
        office,
        frame,
    };
    Ok(Drawn::new(page.render()?, status))
}

/// How much was taken, and what of the file was not.
fn words(frame: &Frame, taken: &NotesImported) -> Vec<String> {
    let all = frame
        .lang
        .say("notes-taken", &[("new", taken.new.into()), ("lots", taken.lots.into())]);
    let mut words = vec![all];
    if taken.known > 0 {
        words.push(frame.with("notes-known", "n", taken.known));
    }
    if taken.outside > 0 {
        let values = [("n", taken.outside.into()), ("days", NOTES_DAYS.into())];
        words.push(frame.lang.say("notes-old", &values));
    }
    words
}
