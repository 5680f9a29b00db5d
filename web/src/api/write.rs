//! What a program may change on behalf of an account, and the two questions that need a body.

use axum::body::Body;
use axum::extract::State;
use axum::http::header::{self, HeaderValue};
use axum::http::{Response, StatusCode};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shishi_kernel::{Comparator, Date, MeasureId};
use shishi_service::{ChangeForm, RecordForm, Service};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::made;
use super::bounds::{Id, Nothing};
use super::document::{RefusedBody, RefusedWrite};
use super::extract::{Bearer, IdempotencyKey, InJson, InQuery, InText};
use super::wire::{Figure, ReceiptAnswer};
use crate::shell::{App, Failure};

/// Bytes of a receipt at most; one of a tree of 2^63 entries has about 4 KiB beside its entry.
const RECEIPT_BYTES_MAX: usize = 256 << 10;
/// Bytes of a text for a dry reading at most.
const READ_BYTES_MAX: usize = 1 << 20;

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default()
        .routes(routes!(record))
        .routes(routes!(change))
        .routes(routes!(check_receipt))
        .routes(routes!(dry_read))
}

/// A value of a measure, as a lead unit reports it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRecord {
    /// The measure, as `id` of a commitment's measures.
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    measure: Id,
    /// The value in the measure's unit; 1 or 0 for a measure that is met or not.
    value: Figure,
    /// The day to which it speaks: `2020-06-30`.
    #[schema(value_type = String, format = Date, max_length = 10)]
    as_of: Date,
    /// What is to be said of it, at most 2,000 characters.
    #[serde(default)]
    #[schema(max_length = 2000)]
    note: String,
}

/// Where a change stands in the journal.
#[derive(Debug, Serialize, ToSchema)]
struct Entered {
    /// The journal entry; its receipt is at `/api/v1/receipts/{leaf}` in a moment.
    leaf: i64,
    /// Whether this answers a repetition of a request that was carried out before.
    replayed: bool,
}

/// Reports a value for a measure. Only for an account of a unit that leads the commitment. Repeating a request with
/// the same key and body gives the same answer and records nothing twice; the same key with another body is refused.
#[utoipa::path(post, path = "/api/v1/records", tag = "records", security(("token" = [])), request_body = NewRecord,
    params(("Idempotency-Key" = String, Header, description = "Chosen by the caller, 1 to 64 printable ASCII characters; new for every new value",
        pattern = "^[!-~]{1,64}$", min_length = 1, max_length = 64)),
    responses((status = 201, body = Entered, headers(("Location" = String, description = "The entry's receipt"))), RefusedWrite))]
async fn record(
    State(app): State<App>,
    Bearer(actor): Bearer,
    IdempotencyKey(key): IdempotencyKey,
    _: InQuery<Nothing>,
    InJson(new): InJson<NewRecord>,
) -> Result<Response<Body>, Failure> {
    let form = RecordForm {
        measure: MeasureId(new.measure.0),
        value: decimal(&new.value, "value")?,
        as_of: new.as_of,
        note: new.note,
    };
    let recorded = app
        .committing(move |service| service.record_value(&actor, form, Some(&key)))
        .await?;
    entered(recorded.leaf.0, recorded.replayed)
}

/// How a result is held against the target.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum HowHeld {
    /// The number; for what is counted, more is a kept promise too.
    Eq,
    /// At least.
    Ge,
    /// At most.
    Le,
    /// About; needs `tolerance`.
    Approx,
    /// From `value` to `value_max`.
    Range,
}

impl From<HowHeld> for Comparator {
    fn from(how: HowHeld) -> Self {
        match how {
            HowHeld::Eq => Self::Eq,
            HowHeld::Ge => Self::Ge,
            HowHeld::Le => Self::Le,
            HowHeld::Approx => Self::Approx,
            HowHeld::Range => Self::Range,
        }
    }
}

/// A change of a target by a decision. The target as published stays beside it for ever.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewChange {
    /// The measure, as `id` of a commitment's measures.
    #[schema(value_type = i64, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    measure: Id,
    /// How a result is held against the target.
    comparator: HowHeld,
    /// The value in the measure's unit.
    value: Figure,
    /// Upper end, for a range only.
    value_max: Option<Figure>,
    /// Declared tolerance in the measure's unit, for `approx` only.
    tolerance: Option<Figure>,
    /// The last day that counts: `2020-12-31`.
    #[schema(value_type = Option<String>, format = Date, max_length = 10)]
    cut_off: Option<Date>,
    /// Who decided and in which document.
    #[schema(min_length = 1, max_length = 300)]
    decision: String,
    /// Why.
    #[schema(min_length = 1, max_length = 2000)]
    reason: String,
}

/// Records an approved change of a target, date or scope. Only for a supervisor without a duty of its own there.
#[utoipa::path(post, path = "/api/v1/changes", tag = "records", security(("token" = [])), request_body = NewChange,
    responses((status = 201, body = Entered, headers(("Location" = String, description = "The entry's receipt"))), RefusedWrite))]
async fn change(
    State(app): State<App>,
    Bearer(actor): Bearer,
    _: InQuery<Nothing>,
    InJson(new): InJson<NewChange>,
) -> Result<Response<Body>, Failure> {
    let optional = |figure: Option<&Figure>, name| figure.map(|figure| decimal(figure, name)).transpose();
    let form = ChangeForm {
        measure: MeasureId(new.measure.0),
        comparator: new.comparator.into(),
        value: decimal(&new.value, "value")?,
        value_max: optional(new.value_max.as_ref(), "value_max")?,
        tolerance: optional(new.tolerance.as_ref(), "tolerance")?,
        cut_off: new.cut_off,
        decision: new.decision,
        reason: new.reason,
    };
    let leaf = app
        .committing(move |service| service.change_target(&actor, form))
        .await?;
    entered(leaf.0, false)
}

/// Checks a receipt against this journal's key and ledger. A stranger should rather check it with `shishi verify` or
/// a tool of somebody else's, which need no network.
#[utoipa::path(post, path = "/api/v1/receipts/check", tag = "journal",
    request_body(content = String, content_type = "text/plain", description = "The text of a receipt"),
    responses((status = 200, body = ReceiptAnswer), RefusedBody))]
async fn check_receipt(
    State(app): State<App>,
    _: InQuery<Nothing>,
    InText(text): InText<RECEIPT_BYTES_MAX>,
) -> Result<Response<Body>, Failure> {
    let report = app.blocking(move |service| service.check_receipt(&text)).await?;
    made(StatusCode::OK, &ReceiptAnswer::from(report))
}

/// Reads a text without keeping anything: what would be found in it. At most 1 MiB of UTF-8.
#[utoipa::path(post, path = "/api/v1/read", tag = "documents", security(("token" = [])),
    request_body(content = String, content_type = "text/plain", description = "The text of a notice or gazette"),
    responses((status = 200, body = serde_json::Value, description = "What was read: an object of schema `shishi-reading/1`, as `shishi read --json` prints it"), RefusedWrite))]
async fn dry_read(
    State(app): State<App>,
    Bearer(_): Bearer,
    _: InQuery<Nothing>,
    InText(text): InText<READ_BYTES_MAX>,
) -> Result<Response<Body>, Failure> {
    let reading = app
        .blocking(move |_| Service::read_only("text.txt", text.as_bytes()))
        .await?;
    made(StatusCode::OK, &reading)
}

fn entered(leaf: i64, replayed: bool) -> Result<Response<Body>, Failure> {
    let mut response = made(StatusCode::CREATED, &Entered { leaf, replayed })?;
    if let Ok(location) = HeaderValue::try_from(format!("/api/v1/receipts/{leaf}")) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// A decimal without an exponent, within the range of an exact decimal.
pub(super) fn decimal(figure: &Figure, field: &str) -> Result<Decimal, Failure> {
    let text = figure.0.as_str();
    let plain = text.len() <= 64
        && text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-'));
    match plain.then(|| Decimal::from_str_exact(text)) {
        Some(Ok(value)) => Ok(value),
        _ => {
            let mut failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "api.decimal");
            failure.arguments.push(("field".to_owned(), field.to_owned()));
            Err(failure)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain() {
        for (text, ok) in [
            ("120", true),
            ("98.5", true),
            ("-2", true),
            ("1e3", false),
            ("", false),
            ("1,000", false),
            ("１２", false),
            ("1.2.3", false),
            ("79228162514264337593543950336", false),
            ("NaN", false),
            ("1_000", false),
        ] {
            assert_eq!(decimal(&Figure(text.to_owned()), "value").is_ok(), ok, "{text}");
        }
    }
}
