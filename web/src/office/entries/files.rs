//! Files of an entry: handing them in, and seeing them.

use axum::body::Body;
use axum::extract::multipart::Field;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use shishi_kernel::{EvidenceId, RecordId};
use shishi_service::EvidenceFile;

use super::super::form::Posted;
use super::super::page::{Answer, Fault, Trouble, attempt, see_other};
use super::one::page;
use crate::shell::{App, Ask, Failure, SignedIn, check_csrf, encoded};

/// Bytes of a request with files: some pictures of a telephone at once.
const REQUEST_BYTES_MAX: usize = 48 << 20;

/// Adds the files that were chosen, one after the other; what was taken before one is refused stays.
pub(super) async fn send(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<i64>,
    signed_in: SignedIn,
    mut request: Request,
) -> Answer {
    DefaultBodyLimit::max(REQUEST_BYTES_MAX).apply(&mut request);
    let headers = request.headers().clone();
    let sent = match read(request).await {
        Ok(sent) => sent,
        Err(status) if status == StatusCode::PAYLOAD_TOO_LARGE => {
            // The secret may lie beyond the limit, so nothing but the refusal is said.
            let trouble = fault(&ask, ask.lang.t("entry-files-large").to_owned());
            return page(&app, ask, signed_in, id, Posted::default(), Some(trouble)).await;
        }
        Err(_) => return Err(Failure::bad_request("bad_request")),
    };
    check_csrf(&headers, &signed_in, &sent.form.text("csrf"))?;
    if sent.files.is_empty() {
        let trouble = fault(&ask, ask.lang.t("upload-none").to_owned());
        return page(&app, ask, signed_in, id, sent.form, Some(trouble)).await;
    }
    let mut revision = sent.form.number("revision").unwrap_or_default();
    for file in sent.files {
        let (actor, name) = (signed_in.session.actor.clone(), file.name.clone());
        let done = attempt(&app, move |service| {
            service.add_evidence(&actor, RecordId(id), revision, file)
        });
        match done.await? {
            Ok(_) => revision += 1,
            Err(failure) => {
                let mut trouble = Trouble::of(&failure, ask.lang, "file");
                for fault in &mut trouble.faults {
                    fault.words = format!("{name}：{}", fault.words);
                }
                return page(&app, ask, signed_in, id, sent.form, Some(trouble)).await;
            }
        }
    }
    Ok(see_other(
        ask.lang,
        &format!("/office/entries/{id}?said=entry-file-added"),
    ))
}

fn fault(ask: &Ask, words: String) -> Trouble {
    let fault = Fault {
        anchor: "file".to_owned(),
        words,
    };
    Trouble::list(vec![fault], ask.lang)
}

/// What a form with files brought.
pub(in crate::office) struct Sent {
    /// Its other fields.
    pub form: Posted,
    /// The files that were chosen.
    pub files: Vec<EvidenceFile>,
}

/// Reads a form with files.
pub(in crate::office) async fn read(request: Request) -> Result<Sent, StatusCode> {
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    let mut sent = Sent {
        form: Posted::default(),
        files: Vec::new(),
    };
    while let Some(field) = parts.next_field().await.map_err(|error| error.status())? {
        match field.name().map(str::to_owned).as_deref() {
            Some("file") => sent.files.extend(file(field).await?),
            Some(name) => {
                let text = field.text().await.map_err(|error| error.status())?;
                sent.form.push(name.to_owned(), text);
            }
            None => {}
        }
    }
    Ok(sent)
}

/// A file; a browser sends an empty one where none was chosen.
async fn file(field: Field<'_>) -> Result<Option<EvidenceFile>, StatusCode> {
    let name = field.file_name().unwrap_or_default().to_owned();
    let bytes: Vec<u8> = field.bytes().await.map_err(|error| error.status())?.into();
    Ok((!name.is_empty() || !bytes.is_empty()).then_some(EvidenceFile { name, bytes }))
}

/// A file as it is kept. Pictures are shown; everything else is only handed over.
pub(super) async fn show(State(app): State<App>, Path(id): Path<i64>, signed_in: SignedIn) -> Answer {
    let actor = signed_in.session.actor;
    let (row, bytes) = app
        .blocking(move |service| service.evidence_file(&actor, EvidenceId(id)))
        .await?;
    let shown = row.pixels.is_some();
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    let media_type = HeaderValue::try_from(row.media_type).map_err(Failure::internal)?;
    headers.insert(header::CONTENT_TYPE, media_type);
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, max-age=3600"));
    let way = if shown { "inline" } else { "attachment" };
    let disposition = format!("{way}; filename*=UTF-8''{}", encoded(&row.file_name));
    if let Ok(value) = HeaderValue::try_from(disposition) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}
