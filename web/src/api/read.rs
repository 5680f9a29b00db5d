//! What anybody may read through the API.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use shishi_kernel::{DocumentId, LeafId, UnitId};
use shishi_service::views;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Keep, json};
use super::bounds::{ChronicleQuery, CommitmentQuery, Id, Nothing, Paging, SearchQuery, Slug, Words, paging};
use super::document::{Conditional, Refused, RefusedRead};
use super::extract::{InPath, InQuery};
use super::wire::{
    BoardStatus, ChronicleEntry, Commitment, CommitmentSummary, Document, DocumentSummary, EntryRecord, Journal,
    Listed, Overview, Programme, Report, SearchResult, StandingStatus, Unit, UnitSummary, Whole,
};
use crate::shell::{App, Ask, Failure, open_data};

type Answer = Result<Response<Body>, Failure>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(programmes))
        .routes(routes!(programme))
        .routes(routes!(programme_status))
        .routes(routes!(commitments))
        .routes(routes!(commitment))
        .routes(routes!(commitment_status))
        .routes(routes!(reports))
        .routes(routes!(units))
        .routes(routes!(unit))
        .routes(routes!(documents))
        .routes(routes!(document))
        .routes(routes!(chronicle))
        .routes(routes!(search))
        .routes(routes!(journal))
        .routes(routes!(journal_entries))
        .routes(routes!(receipt))
}

/// Programmes, newest year first.
#[utoipa::path(get, path = "/api/v1/programmes", tag = "programmes",
    responses((status = 200, body = Whole<Programme>), Conditional, Refused))]
async fn programmes(State(app): State<App>, ask: Ask, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, |service| {
        Ok(Some(Whole::<Programme>::from(service.programmes()?)))
    })
    .await
}

/// A programme at a glance: its categories and commitments, measures by state, conflicts of interest.
#[utoipa::path(get, path = "/api/v1/programmes/{slug}", tag = "programmes",
    params(("slug" = String, Path, description = "Slug of the programme: `2020`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = Overview), Conditional, RefusedRead))]
async fn programme(State(app): State<App>, ask: Ask, InPath(slug): InPath<Slug>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, move |service| {
        Ok(service.overview(Some(&slug.0))?.map(Overview::from))
    })
    .await
}

/// How a programme stands today: every commitment's state, flags, colours, values and forecasts, and counts.
#[utoipa::path(get, path = "/api/v1/programmes/{slug}/status", tag = "programmes",
    params(("slug" = String, Path, description = "Slug of the programme: `2020`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = BoardStatus), Conditional, RefusedRead))]
async fn programme_status(State(app): State<App>, ask: Ask, InPath(slug): InPath<Slug>, _: InQuery<Nothing>) -> Answer {
    // It depends on the day, and is worked out once a day and version anyway.
    json(&app, ask, Keep::No, move |service| {
        let status = service.programme_status(Some(&slug.0))?;
        Ok(status.as_deref().map(BoardStatus::from))
    })
    .await
}

/// Commitments, in the order of their programme.
#[utoipa::path(get, path = "/api/v1/commitments", tag = "commitments", params(CommitmentQuery),
    responses((status = 200, body = Listed<CommitmentSummary>), Conditional, Refused))]
async fn commitments(State(app): State<App>, ask: Ask, InQuery(query): InQuery<CommitmentQuery>) -> Answer {
    let (page, per_page) = paging(query.page, query.per_page);
    let filter = views::CommitmentFilter {
        programme: query.programme.map(|slug| slug.0),
        category: query.category.map(|category| category.0),
        unit: query.unit.map(|id| UnitId(id.0)),
        state: query.state.map(|state| state.code().to_owned()),
        words: Words::some(query.q),
        among: None,
    };
    json(&app, ask, Keep::WithVersion, move |service| {
        let mut listed = Listed::<CommitmentSummary>::from(service.commitments(&filter, page, per_page)?);
        for row in &mut listed.rows {
            let board = service.status_of(&row.slug)?;
            let standing = board.as_ref().and_then(|board| board.of(&row.slug));
            row.stands(standing);
        }
        Ok(Some(listed))
    })
    .await
}

/// Everything known of a commitment: words, duties, measures with targets, findings, changes, history.
#[utoipa::path(get, path = "/api/v1/commitments/{slug}", tag = "commitments",
    params(("slug" = String, Path, description = "Slug of the commitment: `2020-18`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = Commitment), Conditional, RefusedRead))]
async fn commitment(State(app): State<App>, ask: Ask, InPath(slug): InPath<Slug>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::No, move |service| {
        let Some(page) = service.commitment(&slug.0)? else {
            return Ok(None);
        };
        let board = service.programme_status(Some(&page.programme.slug))?;
        let mut commitment = Commitment::from(page);
        let standing = board.as_ref().and_then(|board| board.of(&slug.0));
        commitment.summary.stands(standing);
        Ok(Some(commitment))
    })
    .await
}

/// How a commitment stands today.
#[utoipa::path(get, path = "/api/v1/commitments/{slug}/status", tag = "commitments",
    params(("slug" = String, Path, description = "Slug of the commitment: `2020-18`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = StandingStatus), Conditional, RefusedRead))]
async fn commitment_status(
    State(app): State<App>,
    ask: Ask,
    InPath(slug): InPath<Slug>,
    _: InQuery<Nothing>,
) -> Answer {
    json(&app, ask, Keep::No, move |service| {
        let board = service.status_of(&slug.0)?;
        Ok(board.and_then(|board| Some(StandingStatus::of(board.of(&slug.0)?, board.today))))
    })
    .await
}

/// The regular reports on a commitment that are published or due, newest period first: silence and lateness are listed too.
#[utoipa::path(get, path = "/api/v1/commitments/{slug}/reports", tag = "commitments",
    params(("slug" = String, Path, description = "Slug of the commitment: `2020-18`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = Whole<Report>), Conditional, RefusedRead))]
async fn reports(State(app): State<App>, ask: Ask, InPath(slug): InPath<Slug>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::No, move |service| {
        Ok(Some(Whole::<Report>::from(service.reports_of_commitment(&slug.0)?)))
    })
    .await
}

/// Units with duties, in order of their first appearance.
#[utoipa::path(get, path = "/api/v1/units", tag = "units",
    responses((status = 200, body = Whole<UnitSummary>), Conditional, Refused))]
async fn units(State(app): State<App>, ask: Ask, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, |service| {
        Ok(Some(Whole::<UnitSummary>::from(service.units()?)))
    })
    .await
}

/// A unit: what it leads, what it helps on, its groups and conflicts of interest.
#[utoipa::path(get, path = "/api/v1/units/{id}", tag = "units",
    params(("id" = i64, Path, description = "Identifier of the unit", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    responses((status = 200, body = Unit), Conditional, RefusedRead))]
async fn unit(State(app): State<App>, ask: Ask, InPath(id): InPath<Id>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, move |service| {
        Ok(service.unit(UnitId(id.0))?.map(Unit::from))
    })
    .await
}

/// Published documents, newest first.
#[utoipa::path(get, path = "/api/v1/documents", tag = "documents",
    responses((status = 200, body = Whole<DocumentSummary>), Conditional, Refused))]
async fn documents(State(app): State<App>, ask: Ask, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, |service| {
        Ok(Some(Whole::<DocumentSummary>::from(service.documents()?)))
    })
    .await
}

/// A published document: its text, what was read from it with the place of each field, and its commitments.
#[utoipa::path(get, path = "/api/v1/documents/{id}", tag = "documents",
    params(("id" = i64, Path, description = "Identifier of the document", minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    responses((status = 200, body = Document), Conditional, RefusedRead))]
async fn document(State(app): State<App>, ask: Ask, InPath(id): InPath<Id>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, move |service| {
        Ok(service.document(DocumentId(id.0))?.map(Document::from))
    })
    .await
}

/// The chronicle, oldest entry first.
#[utoipa::path(get, path = "/api/v1/chronicle", tag = "chronicle", params(ChronicleQuery),
    responses((status = 200, body = Listed<ChronicleEntry>), Conditional, Refused))]
async fn chronicle(State(app): State<App>, ask: Ask, InQuery(query): InQuery<ChronicleQuery>) -> Answer {
    let (page, per_page) = paging(query.page, query.per_page);
    let filter = views::ChronicleFilter {
        title: Words::some(query.title),
        organisation: Words::some(query.organisation),
        kind: Words::some(query.kind),
        month: query.month.map(|month| month.0),
        words: Words::some(query.q),
    };
    json(&app, ask, Keep::WithVersion, move |service| {
        Ok(Some(Listed::<ChronicleEntry>::from(
            service.chronicle(&filter, page, per_page)?,
        )))
    })
    .await
}

/// Searches commitments, units, requirements, documents and the chronicle. Only the first 100 characters count.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchQuery),
    responses((status = 200, body = Listed<SearchResult>), Conditional, Refused))]
async fn search(State(app): State<App>, ask: Ask, InQuery(query): InQuery<SearchQuery>) -> Answer {
    let (page, per_page) = paging(query.page, query.per_page);
    let words = Words::some(Some(query.q)).unwrap_or_default();
    json(&app, ask, Keep::WithVersion, move |service| {
        Ok(Some(Listed::<SearchResult>::from(
            service.search(&words, page, per_page)?,
        )))
    })
    .await
}

/// The head of the journal: its newest signed checkpoint and how many entries wait for the next.
#[utoipa::path(get, path = "/api/v1/journal", tag = "journal",
    responses((status = 200, body = Journal), Conditional, Refused))]
async fn journal(State(app): State<App>, ask: Ask, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::No, |service| {
        Ok(Some(Journal::from(service.journal_head()?)))
    })
    .await
}

/// Entries of the journal, newest first.
#[utoipa::path(get, path = "/api/v1/journal/entries", tag = "journal", params(Paging),
    responses((status = 200, body = Listed<EntryRecord>), Conditional, Refused))]
async fn journal_entries(State(app): State<App>, ask: Ask, InQuery(query): InQuery<Paging>) -> Answer {
    let (page, per_page) = paging(query.page, query.per_page);
    json(&app, ask, Keep::No, move |service| {
        Ok(Some(Listed::<EntryRecord>::from(
            service.journal_recent(page, per_page)?,
        )))
    })
    .await
}

/// The receipt of an entry: one text file (C2SP tlog-proof) that proves offline that the entry stands in the
/// journal. 503 with `not_yet` for a moment after the change, until the entry is under a signed checkpoint.
#[utoipa::path(get, path = "/api/v1/receipts/{leaf}", tag = "journal",
    params(("leaf" = i64, Path, description = "The entry, as `leaf` of a record or of the entries",
        minimum = 1, maximum = 9_007_199_254_740_991_i64)),
    responses((status = 200, body = String, content_type = "text/plain"), RefusedRead))]
async fn receipt(State(app): State<App>, InPath(leaf): InPath<Id>, _: InQuery<Nothing>) -> Answer {
    let text = app.blocking(move |service| service.receipt(LeafId(leaf.0))).await?;
    let mut response = Response::new(Body::from(text));
    let mut headers = HeaderMap::from_iter([
        (
            header::CONTENT_TYPE,
            HeaderValue::from_static("text/plain; charset=utf-8"),
        ),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ]);
    open_data(&mut headers);
    *response.headers_mut() = headers;
    Ok(response)
}
