//! Taking a document in.

use askama::Template;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State};
use axum::http::StatusCode;

use super::page::{Answer, Drawn, Fault, Office, Trouble, attempt, draw, see_other};
use crate::shell::{App, Ask, Failure, Frame, SignedIn, check_csrf};

/// Bytes of a request with a file: what the service takes, and room for the form round it.
const REQUEST_BYTES_MAX: usize = (20 << 20) + (64 << 10);

#[derive(Template)]
#[template(path = "office/upload.html")]
struct Page {
    frame: Frame,
    office: Office,
    trouble: Option<Trouble>,
    /// Name of the file that was sent and refused.
    sent: String,
}

/// The form.
pub(super) async fn show(State(app): State<App>, ask: Ask, signed_in: SignedIn) -> Answer {
    page(&app, ask, signed_in, String::new(), None).await
}

/// Reads the file and goes on to its review.
pub(super) async fn send(State(app): State<App>, ask: Ask, signed_in: SignedIn, mut request: Request) -> Answer {
    DefaultBodyLimit::max(REQUEST_BYTES_MAX).apply(&mut request);
    let headers = request.headers().clone();
    let sent = match read(request).await {
        Ok(sent) => sent,
        Err(status) if status == StatusCode::PAYLOAD_TOO_LARGE => {
            // The secret may lie beyond the limit, so nothing but the refusal is said.
            let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "form.file_large");
            let trouble = Trouble::of(&failure, ask.lang, "file");
            return page(&app, ask, signed_in, String::new(), Some(trouble)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &sent.secret)?;
    if sent.name.is_empty() && sent.bytes.is_empty() {
        let fault = Fault {
            anchor: "file".to_owned(),
            words: ask.lang.t("upload-none").to_owned(),
        };
        let trouble = Trouble::list(vec![fault], ask.lang);
        return page(&app, ask, signed_in, String::new(), Some(trouble)).await;
    }
    let (actor, name) = (signed_in.session.actor.clone(), sent.name.clone());
    match attempt(&app, move |service| service.upload(&actor, &name, &sent.bytes)).await? {
        Ok(uploaded) => Ok(match uploaded.draft {
            Some(draft) => see_other(ask.lang, &format!("/office/drafts/{draft}?said=read")),
            None => see_other(ask.lang, "/office?said=nothing-read"),
        }),
        Err(failure) => {
            let trouble = Trouble::of(&failure, ask.lang, "file");
            page(&app, ask, signed_in, sent.name, Some(trouble)).await
        }
    }
}

struct Sent {
    secret: String,
    name: String,
    bytes: Vec<u8>,
}

async fn read(request: Request) -> Result<Sent, StatusCode> {
    let mut form = Multipart::from_request(request, &())
        .await
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut sent = Sent {
        secret: String::new(),
        name: String::new(),
        bytes: Vec::new(),
    };
    while let Some(field) = form.next_field().await.map_err(|error| error.status())? {
        match field.name() {
            Some("csrf") => sent.secret = text(field).await?,
            Some("file") => {
                sent.name = field.file_name().unwrap_or_default().to_owned();
                sent.bytes = field.bytes().await.map_err(|error| error.status())?.into();
            }
            _ => {}
        }
    }
    Ok(sent)
}

async fn text(field: Field<'_>) -> Result<String, StatusCode> {
    field.text().await.map_err(|error| error.status())
}

async fn page(app: &App, ask: Ask, signed_in: SignedIn, sent: String, trouble: Option<Trouble>) -> Answer {
    draw(app, ask, signed_in, "/office/upload", move |_, room| {
        let status = trouble.as_ref().map(|trouble| trouble.status);
        let page = Page {
            frame: room.frame,
            office: room.office,
            trouble,
            sent,
        };
        Ok(Drawn::new(page.render()?, status))
    })
    .await
}
