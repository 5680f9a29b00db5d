//! The OpenAPI document: who we are, how to ask, and every code that an answer can carry.

use std::sync::LazyLock;

use serde::Serialize;
use shishi_service::{ERROR_CODES, REFUSALS};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::openapi::{OpenApi, RefOr};
use utoipa::{IntoResponses, OpenApi as _, PartialSchema, ToSchema};

use crate::shell::Lang;

/// Codes of this layer, beside those of the service and of the areas' rules.
pub const API_CODES: &[&str] = &[
    "api.path",
    "api.query",
    "api.body",
    "api.media_type",
    "api.too_large",
    "api.token_missing",
    "api.token_unknown",
    "api.key_missing",
    "api.key_invalid",
    "api.decimal",
    "api.device_missing",
    "api.device_unknown",
    "method_not_allowed",
    "bad_request",
];

/// Every code that a problem can carry, in a stable order.
pub fn codes() -> impl Iterator<Item = &'static str> {
    API_CODES
        .iter()
        .chain(ERROR_CODES)
        .chain(REFUSALS.iter().copied().flatten())
        .copied()
}

#[derive(utoipa::OpenApi)]
#[openapi(
    info(
        title = "Shishi",
        version = "1",
        license(name = "Apache-2.0", identifier = "Apache-2.0"),
    ),
    tags(
        (name = "programmes", description = "A year's list of commitments (年度实事)"),
        (name = "commitments", description = "One numbered promise (实事), with duties, measures, targets and history"),
        (name = "units", description = "Units (单位) and what they owe"),
        (name = "documents", description = "Published documents, with their text and what was read from it"),
        (name = "chronicle", description = "The dated record of events (大事记)"),
        (name = "search", description = "Search across everything public"),
        (name = "journal", description = "The transparency log (存证日志) and its receipts"),
        (name = "parking", description = "Where one can park now (智慧停车), also as ParkAPI v3 below `/api/parkapi/v3` and as the Curb Data Specification below `/api/cds`; and what parking devices say, with the token of the device"),
        (name = "records", description = "Reporting values and recording changes, with a token"),
    ),
    components(schemas(ProblemAnswer, super::find::Event, super::find::Told)),
)]
struct Skeleton;

const DESCRIPTION: &str = "\
What was promised, by whom, and what was reported, as data. Reading needs no account and no key.

Values are exact decimals written as strings; dates are ISO 8601; instants are UTC. Spans are byte offsets into the \
UTF-8 text of a document. Answers carry an `ETag`; ask again with `If-None-Match`. Whoever refuses a request gets a \
problem (RFC 9457) with a stable `code`; its sentences are Chinese, or English with `Accept-Language: en`. An unknown \
query parameter or field is refused, so that a misspelt filter is never answered with everything.

Changing anything needs a token (`Authorization: Bearer …`), made on the page of one's own account.

Codes:
";

/// The skeleton that the handlers add their paths to.
pub fn skeleton() -> OpenApi {
    let mut document = Skeleton::openapi();
    let mut description = DESCRIPTION.to_owned();
    for code in codes() {
        let sentence = Lang::En.code("error-", code, &[]).unwrap_or_default();
        description.push_str(&format!("- `{code}`: {}\n", sentence.replace(['{', '}'], "")));
    }
    document.info.description = Some(description);
    let scheme = HttpBuilder::new()
        .scheme(HttpAuthScheme::Bearer)
        .description(Some("A token of an account: `shishi_` and 64 hexadecimal characters."))
        .build();
    if let Some(components) = document.components.as_mut() {
        components.add_security_scheme("token", SecurityScheme::Http(scheme));
        let device = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "The token of a parking device; its code is the parameter `device`.",
            ))
            .build();
        components.add_security_scheme("device", SecurityScheme::Http(device));
    }
    document
}

/// The document as it is served.
pub fn bytes(document: &OpenApi) -> Vec<u8> {
    document.to_json().map(String::into_bytes).unwrap_or_default()
}

/// A refusal or fault, RFC 9457 problem details.
#[derive(Serialize, ToSchema)]
#[allow(
    dead_code,
    reason = "describes what the shell's Problem writes; a test holds them together"
)]
#[schema(as = Problem)]
pub struct ProblemAnswer {
    /// A reference into the page of the API: `/api#` and the code.
    #[serde(rename = "type")]
    pub reference: String,
    /// What sort of trouble, in the language asked for.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// What happened and what to do, in the language asked for.
    pub detail: String,
    /// Stable code; see the list.
    pub code: ProblemCode,
    /// Names and values that the sentence speaks of; absent when there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    pub arguments: Option<std::collections::BTreeMap<String, String>>,
}

/// The codes as an enumeration, collected from the areas rather than written down again.
#[derive(Serialize)]
pub struct ProblemCode(pub String);

impl PartialSchema for ProblemCode {
    fn schema() -> RefOr<Schema> {
        static CODES: LazyLock<Vec<&'static str>> = LazyLock::new(|| codes().collect());
        let codes = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::String))
            .enum_values(Some(CODES.iter().copied()))
            .description(Some("A stable code; never reused for something else."));
        RefOr::T(Schema::Object(codes.build()))
    }
}

impl ToSchema for ProblemCode {}

/// A request that matched nothing new.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "describes answers")]
pub enum Conditional {
    /// The asker has it already.
    #[response(status = 304)]
    NotModified,
}

macro_rules! refusals {
    ($($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $status:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(IntoResponses)]
        #[allow(dead_code, reason = "describes answers")]
        pub enum $name {
            $(
                $(#[$variant_doc])*
                #[response(status = $status, content_type = "application/problem+json")]
                $variant(#[to_schema] ProblemAnswer),
            )*
        }
    )*};
}

refusals! {
    /// What a read without a name in its path can be refused for.
    Refused {
        /// A parameter is unknown, malformed or out of bounds.
        BadRequest = 400,
        /// Too many requests at the moment; nothing was changed.
        Busy = 503,
    }
    /// What a read of one thing can be refused for.
    RefusedRead {
        /// The path or a parameter is malformed or out of bounds.
        BadRequest = 400,
        /// There is no such thing, or it is not public.
        NotFound = 404,
        /// Too many requests at the moment, or the entry is not published yet; ask again.
        Busy = 503,
    }
    /// What a question with a body can be refused for.
    RefusedBody {
        /// The body or a parameter is malformed.
        BadRequest = 400,
        /// The body is too large.
        TooLarge = 413,
        /// The body is of another media type.
        MediaType = 415,
        /// Too many requests at the moment.
        Busy = 503,
    }
    /// What the delivery of a device can be refused for.
    RefusedDelivery {
        /// A parameter is malformed.
        BadRequest = 400,
        /// No token, or no device has it.
        Unauthorized = 401,
        /// The body is too large.
        TooLarge = 413,
        /// The body is of another media type.
        MediaType = 415,
        /// The body is no array of messages and no lines, or has too many; nothing was taken.
        Unprocessable = 422,
        /// Too many requests at the moment, or the outcome is not known; repeating is safe.
        Busy = 503,
    }
    /// What a change can be refused for.
    RefusedWrite {
        /// The body, a header or a parameter is malformed.
        BadRequest = 400,
        /// No token, or one that is not in force.
        Unauthorized = 401,
        /// The account may not do this.
        Forbidden = 403,
        /// There is no such measure.
        NotFound = 404,
        /// Somebody else changed it meanwhile.
        Conflict = 409,
        /// The body is too large.
        TooLarge = 413,
        /// The body is of another media type.
        MediaType = 415,
        /// A rule was not met, or a field is malformed; nothing was changed.
        Unprocessable = 422,
        /// Too many requests at the moment, or the outcome is not known; repeating with the same key is safe.
        Busy = 503,
    }
}
