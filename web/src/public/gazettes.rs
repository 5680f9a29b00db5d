//! Published documents: the list, one with what was read from it, and the file as it was handed in.

use std::collections::BTreeSet;

use askama::Template;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use shishi_kernel::{DocumentId, Span};
use shishi_service::Service;
use shishi_service::views::{DocumentPage, DocumentRow};

use super::gazette;
use crate::shell::{App, Ask, Failure, Frame, Lang, cached, encoded, open_data};

/// Commitments whose places are all made reachable in the document; above, those that the reader found are.
const PLACES_COMMITMENTS_MAX: usize = 300;

pub(super) async fn handle_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    cached(&app, ask, "gazettes", |service, frame| {
        all(frame, &service.documents()?)
    })
    .await
}

pub(super) async fn handle_one(
    State(app): State<App>,
    ask: Ask,
    Path(id): Path<String>,
) -> Result<Response<Body>, Failure> {
    let id = DocumentId(id.parse().map_err(|_| Failure::not_found())?);
    cached(&app, ask, "gazettes", move |service, frame| {
        let document = service.document(id)?.ok_or_else(Failure::not_found)?;
        gazette::page(frame, &document, &places(service, &document)?)
    })
    .await
}

/// Every place that another page links to, so that the link ends there even where a reviewer corrected the reading.
fn places(service: &Service, document: &DocumentPage) -> Result<BTreeSet<Span>, Failure> {
    let mut out: BTreeSet<Span> = document.commitments.iter().map(|(_, _, span)| *span).collect();
    for programme in service.programmes()? {
        if programme.instrument.document == document.row.id {
            let requirements = service.requirements(&programme.slug)?;
            out.extend(requirements.iter().map(|requirement| requirement.span));
        }
    }
    if document.commitments.len() > PLACES_COMMITMENTS_MAX {
        return Ok(out);
    }
    for (slug, _, _) in &document.commitments {
        let Some(page) = service.commitment(slug)? else {
            continue;
        };
        out.insert(page.programme.instrument.span);
        out.extend(page.passages.iter().map(|passage| passage.span));
        out.extend(page.conditions.iter().map(|(_, _, span)| *span));
        out.extend(page.duties.iter().filter_map(|duty| duty.span));
        out.extend(page.measures.iter().filter_map(|measure| measure.span));
        out.extend(page.findings.iter().filter_map(|finding| finding.span));
    }
    Ok(out)
}

/// The file as it was handed in. Never shown in place: it is a stranger's file.
pub(super) async fn handle_file(State(app): State<App>, Path(id): Path<String>) -> Result<Response<Body>, Failure> {
    let id = DocumentId(id.parse().map_err(|_| Failure::not_found())?);
    let file = app.blocking(move |service| service.document_file(id)).await?;
    let (row, media_type, bytes) = file.ok_or_else(Failure::not_found)?;
    let mut response = Response::new(Body::from(bytes));
    let headers = response.headers_mut();
    open_data(headers);
    let unknown = HeaderValue::from_static("application/octet-stream");
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::try_from(media_type).unwrap_or(unknown),
    );
    let name = format!("attachment; filename*=UTF-8''{}", encoded(&row.file_name));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::try_from(name).unwrap_or_else(|_| HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// A document in the list.
pub(super) struct Document {
    /// Its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Day of publication.
    pub published: String,
    /// File name.
    pub file_name: String,
    /// Where the file is.
    pub file: String,
    /// Size in words.
    pub size: String,
    /// SHA-256.
    pub sha256: String,
    /// When it was handed in.
    pub uploaded: String,
}

/// A document as pages show it.
pub(super) fn document(lang: Lang, row: &DocumentRow) -> Document {
    let size = match row.bytes {
        bytes @ 0..1024 => format!("{bytes} B"),
        bytes @ 1024..1_048_576 => format!("{} KB", bytes / 1024),
        bytes => format!("{}.{} MB", bytes / 1_048_576, bytes % 1_048_576 * 10 / 1_048_576),
    };
    Document {
        href: lang.href(&format!("/gazettes/{}", row.id)),
        title: row.title.clone(),
        published: row.published.map(|date| lang.date(date)).unwrap_or_default(),
        file_name: row.file_name.clone(),
        file: lang.href(&format!("/gazettes/{}/file", row.id)),
        size,
        sha256: row.sha256.clone(),
        uploaded: lang.moment(row.uploaded_at),
    }
}

#[derive(Template)]
#[template(path = "public/gazettes.html")]
struct Page {
    frame: Frame,
    documents: Vec<Document>,
}

/// Draws the list of documents.
pub(super) fn all(frame: Frame, rows: &[DocumentRow]) -> Result<String, Failure> {
    let documents = rows.iter().map(|row| document(frame.lang, row)).collect();
    Ok(Page { frame, documents }.render()?)
}
