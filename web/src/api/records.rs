//! Sites and entries: what anybody may read, and entries that a unit's own system hands in.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use serde::{Deserialize, Serialize};
use shishi_kernel::{Date, MeasureId, SiteId};
use shishi_service::EntryForm;
use shishi_service::commitments::entry::{Body as EntryBody, Counting, Draft};
use shishi_service::commitments::site::Stage;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::{Keep, json, made};
use super::bounds::{Id, Nothing, Paging, Slug, paging};
use super::document::{Conditional, RefusedRead, RefusedWrite};
use super::extract::{Bearer, IdempotencyKey, InJson, InPath, InQuery};
use super::wire::{Figure, Listed, MeasureEntry, Site, Whole};
use super::write::decimal;
use crate::shell::{App, Ask, Failure};

type Answer = Result<Response<Body>, Failure>;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(sites))
        .routes(routes!(entries))
        .routes(routes!(hand_in))
}

/// The sites of a commitment's measures, in the order of registration. As GeoJSON they are at `/sites/{slug}.geojson`.
#[utoipa::path(get, path = "/api/v1/commitments/{slug}/sites", tag = "commitments",
    params(("slug" = String, Path, description = "Slug of the commitment: `2020-18`", pattern = "^[a-z0-9-]{4,40}$")),
    responses((status = 200, body = Whole<Site>), Conditional, RefusedRead))]
async fn sites(State(app): State<App>, ask: Ask, InPath(slug): InPath<Slug>, _: InQuery<Nothing>) -> Answer {
    json(&app, ask, Keep::WithVersion, move |service| {
        let Some(commitment) = service.commitment(&slug.0)? else {
            return Ok(None);
        };
        let registers = service.public_registers(commitment.row.id)?;
        let sites: Vec<_> = registers.into_iter().flat_map(|view| view.sites).collect();
        Ok(Some(Whole::<Site>::from(sites)))
    })
    .await
}

/// What units handed in for a commitment and its lead unit stands for, newest first, with what was found of it.
#[utoipa::path(get, path = "/api/v1/commitments/{slug}/entries", tag = "commitments",
    params(("slug" = String, Path, description = "Slug of the commitment: `2020-18`", pattern = "^[a-z0-9-]{4,40}$"), Paging),
    responses((status = 200, body = Listed<MeasureEntry>), Conditional, RefusedRead))]
async fn entries(
    State(app): State<App>,
    ask: Ask,
    InPath(slug): InPath<Slug>,
    InQuery(query): InQuery<Paging>,
) -> Answer {
    let (page, per_page) = paging(query.page, query.per_page);
    json(&app, ask, Keep::WithVersion, move |service| {
        let Some(commitment) = service.commitment(&slug.0)? else {
            return Ok(None);
        };
        let found = service.public_entries(commitment.row.id, page, per_page)?;
        let pages = found.pages();
        let rows = found.rows.into_iter().map(MeasureEntry::of).collect::<Result<_, _>>()?;
        Ok(Some(Listed {
            rows,
            total: found.total,
            page: found.page,
            per_page: found.per_page,
            pages,
        }))
    })
    .await
}

/// What an entry says.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
enum NewBody {
    /// A value, cumulative since the year's start.
    Value {
        /// In the measure's unit; 1 and 0 for what is done or not.
        value: Figure,
    },
    /// A rate by what it is made of.
    Return {
        /// How many did.
        numerator: Figure,
        /// Of how many.
        denominator: Figure,
    },
    /// Something that took place.
    Activity {
        /// What.
        #[schema(min_length = 1, max_length = 300)]
        what: String,
        /// Where.
        #[serde(default)]
        #[schema(max_length = 300)]
        place: String,
        /// How many.
        count: Figure,
        /// Of what: persons and person-times are never added up.
        counting: NewCounting,
    },
    /// A document issued, or a rule in force.
    Act {
        /// Its number or name.
        #[schema(min_length = 1, max_length = 300)]
        number: String,
        /// The date that it bears.
        #[schema(value_type = String, format = Date, max_length = 10)]
        dated: Date,
        /// The figure that it puts in force, if any.
        value: Option<Figure>,
    },
    /// A site reached a stage.
    Stage {
        /// The site.
        #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
        site: Id,
        /// The stage.
        stage: NewStage,
        /// Why, for a step back or a withdrawal.
        #[serde(default)]
        #[schema(max_length = 500)]
        reason: String,
    },
}

/// What an activity counts.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NewCounting {
    /// Persons, each once.
    Persons,
    /// Persons as often as they came.
    PersonTimes,
    /// The thing itself.
    Things,
}

/// How far a site is.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum NewStage {
    /// On the list.
    Planned,
    /// Work has begun.
    Started,
    /// Built or installed.
    Built,
    /// Accepted; it counts from here on.
    Accepted,
    /// Open to those it was made for.
    InUse,
    /// No longer to be made.
    Withdrawn,
}

/// An entry, as a unit's own system hands it in.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewEntry {
    /// The measure, as `id` of a commitment's measures.
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    measure: Id,
    /// The day to which it speaks: `2020-06-30`.
    #[schema(value_type = String, format = Date, max_length = 10)]
    day: Date,
    /// What is to be said to it, at most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
    /// Whether it is only kept as a draft, to which a person adds a file before handing it in.
    #[serde(default)]
    draft: bool,
    /// What it says.
    entry: NewBody,
}

/// An entry that was taken.
#[derive(Debug, Serialize, ToSchema)]
struct TakenEntry {
    /// Its identifier; the office sees it at `/office/entries/{id}`.
    entry: i64,
}

/// Hands in an entry for a measure. Only for an account of a unit that leads the commitment or helps with it; of a unit
/// that leads it counts as reported at once. Repeating a request with the same key and body gives the same answer and
/// hands nothing in twice.
#[utoipa::path(post, path = "/api/v1/entries", tag = "records", security(("token" = [])), request_body = NewEntry,
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, 1 to 64 printable ASCII characters; new for every new entry",
        pattern = "^[!-~]{1,64}$", min_length = 1, max_length = 64)),
    responses((status = 201, body = TakenEntry, headers(("Location" = String, description = "The entry in the office"))), RefusedWrite))]
async fn hand_in(
    State(app): State<App>,
    Bearer(actor): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    _: InQuery<Nothing>,
    InJson(new): InJson<NewEntry>,
) -> Answer {
    let form = EntryForm {
        measure: MeasureId(new.measure.0),
        draft: Draft {
            body: body(new.entry)?,
            day: new.day,
            note: new.note,
        },
    };
    let draft = new.draft;
    let id = app
        .committing(move |service| {
            if draft {
                service.write_entry(&actor, form, Vec::new(), Some(&key))
            } else {
                service.hand_in_entry(&actor, form, Vec::new(), Some(&key))
            }
        })
        .await?;
    let mut response = made(StatusCode::CREATED, &TakenEntry { entry: id.0 })?;
    if let Ok(location) = HeaderValue::try_from(format!("/office/entries/{id}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

fn body(new: NewBody) -> Result<EntryBody, Failure> {
    Ok(match new {
        NewBody::Value { value } => EntryBody::Value {
            value: decimal(&value, "value")?,
        },
        NewBody::Return { numerator, denominator } => EntryBody::Return {
            numerator: decimal(&numerator, "numerator")?,
            denominator: decimal(&denominator, "denominator")?,
        },
        NewBody::Activity {
            what,
            place,
            count,
            counting,
        } => EntryBody::Activity {
            what,
            place,
            count: decimal(&count, "count")?,
            counting: match counting {
                NewCounting::Persons => Counting::Persons,
                NewCounting::PersonTimes => Counting::PersonTimes,
                NewCounting::Things => Counting::Things,
            },
        },
        NewBody::Act { number, dated, value } => EntryBody::Act {
            number,
            dated,
            value: value.as_ref().map(|value| decimal(value, "value")).transpose()?,
        },
        NewBody::Stage { site, stage, reason } => EntryBody::Stage {
            site: SiteId(site.0),
            stage: match stage {
                NewStage::Planned => Stage::Planned,
                NewStage::Started => Stage::Started,
                NewStage::Built => Stage::Built,
                NewStage::Accepted => Stage::Accepted,
                NewStage::InUse => Stage::InUse,
                NewStage::Withdrawn => Stage::Withdrawn,
            },
            reason,
        },
    })
}
