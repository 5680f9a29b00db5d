//! What parking devices deliver over HTTP.

use axum::body::Body;
use axum::extract::{FromRequest, Request, State};
use axum::http::header;
use axum::http::{Response, StatusCode};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use shishi_service::ServiceError;
use shishi_service::parking::{DELIVERY_BYTES_MAX, Delivered, Outcome, Taken};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::answer::made;
use super::document::RefusedDelivery;
use super::extract::{InQuery, bearer_token, body, need_media_type};
use crate::shell::{App, Failure, Lang, Problem, asked_language};

pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::default().routes(routes!(deliver))
}

/// Which device speaks.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields)]
pub(super) struct Speaker {
    /// The code of the device.
    #[param(min_length = 1, max_length = 60)]
    pub device: String,
}

/// The body of a delivery, whichever way it is written, and the token that came with it.
pub(super) struct Delivery {
    pub(super) token: String,
    pub(super) lang: Lang,
    pub(super) bytes: Bytes,
}

impl FromRequest<App> for Delivery {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &App) -> Result<Self, Failure> {
        let headers = request.headers();
        let token = bearer_token(headers);
        let token = token.ok_or_else(|| Failure::new(StatusCode::UNAUTHORIZED, "api.device_missing"))?;
        let lang = asked_language(headers);
        let media_type = headers.get(header::CONTENT_TYPE);
        let lines = media_type.is_some_and(|given| given.as_bytes().starts_with(b"application/x-ndjson"));
        if !lines {
            need_media_type(headers, "application/json")?;
        }
        let bytes = body(request, DELIVERY_BYTES_MAX).await?;
        Ok(Self { token, lang, bytes })
    }
}

/// A message of a parking device, by its `kind`. The reader is of the service; this says its shape, and a field that it does not say is refused.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
#[schema(as = ParkingMessage)]
#[allow(dead_code, reason = "describes what the service reads; a test holds them together")]
pub(super) enum MessageShape {
    Passage(PassageShape),
    Clock(ClockShape),
    Count(CountShape),
    Bay(BayShape),
}

/// A delivery: messages in an array.
#[derive(ToSchema)]
#[schema(as = ParkingMessages, max_items = 1_000)]
#[allow(dead_code, reason = "describes what the service reads")]
struct MessagesShape(Vec<MessageShape>);

/// Declares the shape of a message of one kind: its fields come after those that every message has.
macro_rules! message {
    ($(#[$doc:meta])* $shape:ident as $name:ident, $word:ident::$kind:ident { $($(#[$field_doc:meta])* $field:ident: $of:ty,)* }) => {
        $(#[$doc])*
        #[derive(Serialize, Deserialize, ToSchema)]
        #[serde(deny_unknown_fields)]
        #[schema(as = $name)]
        #[allow(dead_code, reason = "describes what the service reads")]
        pub(super) struct $shape {
            /// The version of the shape: 1.
            #[schema(minimum = 1, maximum = 1)]
            version: u8,
            #[schema(inline)]
            kind: $word,
            /// The device's own number for the message; it never goes back. The same number with the same content is the same message.
            #[schema(minimum = 0, maximum = 9_007_199_254_740_991_i64)]
            sequence: u64,
            $($(#[$field_doc])* $field: $of,)*
        }

        #[derive(Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(description = "What it is.")]
        enum $word {
            $kind,
        }
    };
}

message! {
    /// A vehicle at a lane.
    PassageShape as ParkingPassage, PassageWord::Passage {
        /// When, by the device's clock, RFC 3339 with an offset.
        #[schema(format = DateTime)]
        at: String,
        #[schema(inline)]
        way: WayWord,
        /// The plate as it was read.
        #[schema(max_length = 32)]
        plate: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(inline, required = false, nullable = false)]
        colour: Option<ColourWord>,
        /// How sure the reading is, in per cent.
        #[schema(maximum = 100)]
        confidence: u8,
        /// The lane.
        #[schema(maximum = 65_535)]
        lane: u16,
        /// The SHA-256 digest under which the operator keeps the picture. No picture is taken here.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[schema(required = false, pattern = "^[0-9a-f]{64}$")]
        image: Option<String>,
    }
}

message! {
    /// A device's word on its own clock.
    ClockShape as ParkingClock, ClockWord::Clock {
        /// So many seconds are to be added to the times of this device from this message on.
        seconds: i64,
    }
}

message! {
    /// How many vehicles are in a lot.
    CountShape as ParkingCount, CountWord::Count {
        /// When, by the device's clock, RFC 3339 with an offset.
        #[schema(format = DateTime)]
        at: String,
        /// How many.
        #[schema(maximum = 1_000_000)]
        vehicles: u32,
    }
}

message! {
    /// What a sensor says of a bay.
    BayShape as ParkingBay, BayWord::Bay {
        /// When, by the device's clock, RFC 3339 with an offset.
        #[schema(format = DateTime)]
        at: String,
        /// The code of the bay.
        bay: String,
        #[schema(inline)]
        state: BayStateWord,
    }
}

// A description stands on the type, not on the field: beside what is drawn into the field, the document would ask for an object too.

/// Whether it comes in or goes out.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum WayWord {
    In,
    Out,
}

/// What the plate's colour was read as; `unread` where it is left out.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum ColourWord {
    Blue,
    Yellow,
    Green,
    YellowGreen,
    White,
    Black,
    Unread,
}

/// What a bay is.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum BayStateWord {
    Free,
    Taken,
    Closed,
}

/// What became of the messages of a delivery, one for one and in their order.
#[derive(Serialize, ToSchema)]
#[schema(as = ParkingOutcomes)]
struct Outcomes {
    outcomes: Vec<OutcomeAnswer>,
}

/// What became of a message; it is on the disk when this is answered.
#[derive(Serialize, ToSchema)]
#[schema(as = ParkingOutcome)]
struct OutcomeAnswer {
    /// The device's number; null where it could not be read.
    sequence: Option<u64>,
    /// What became of it.
    outcome: OutcomeWord,
    /// Of one that was refused: the stable code.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    code: Option<String>,
    /// Of one that was refused: what is wrong, in the language asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, nullable = false)]
    detail: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum OutcomeWord {
    /// It is new, and was taken.
    New,
    /// It was there before, word for word.
    Before,
    /// Its number was there before with another content: neither counts, and a person looks at it.
    Contradicts,
    /// It cannot be what a device means, and was not taken.
    Refused,
}

impl OutcomeAnswer {
    fn of(outcome: Outcome, lang: Lang) -> Self {
        let (word, failure) = match outcome.taken {
            Ok(Taken::New) => (OutcomeWord::New, None),
            Ok(Taken::Before) => (OutcomeWord::Before, None),
            Ok(Taken::Contradicts) => (OutcomeWord::Contradicts, None),
            Err(error) => (OutcomeWord::Refused, Some(Failure::from(error))),
        };
        Self {
            sequence: outcome.sequence,
            outcome: word,
            detail: failure.as_ref().map(|failure| failure.sentence(lang)),
            code: failure.map(|failure| failure.code),
        }
    }
}

/// What is said of a delivery where no status says it: its outcomes, or the problem that it is.
#[must_use]
pub fn delivered_json(delivered: Delivered, lang: Lang) -> Vec<u8> {
    let text = match delivered {
        Ok(outcomes) => serde_json::to_vec(&answers(outcomes, lang)),
        Err(error) => serde_json::to_vec(&Problem::new(&of_device(error), lang)),
    };
    text.unwrap_or_default()
}

fn answers(outcomes: Vec<Outcome>, lang: Lang) -> Outcomes {
    Outcomes {
        outcomes: outcomes
            .into_iter()
            .map(|outcome| OutcomeAnswer::of(outcome, lang))
            .collect(),
    }
}

/// Takes what a parking device says: an array of messages, or one message a line (`application/x-ndjson`), at most 1,000 messages and
/// 1 MiB. What is answered is on the disk. A message that cannot be understood is refused by itself; the others are taken. Repeating
/// a delivery is safe.
#[utoipa::path(post, path = "/api/parking/messages", tag = "parking", security(("device" = [])), params(Speaker),
    request_body(content((MessagesShape = "application/json"), (String = "application/x-ndjson"))),
    responses((status = 200, body = Outcomes), RefusedDelivery))]
async fn deliver(
    State(app): State<App>,
    InQuery(speaker): InQuery<Speaker>,
    delivery: Delivery,
) -> Result<Response<Body>, Failure> {
    let Delivery { token, lang, bytes } = delivery;
    let outcomes = app
        .committing(move |service| {
            let device = service.device_by_token(&speaker.device, &token).map_err(of_device)?;
            service.hear_delivery(&device, &bytes).map_err(Failure::from)
        })
        .await?;
    made(StatusCode::OK, &answers(outcomes, lang))
}

/// A device that does not sign in is told of its token, not of a name and password.
pub(super) fn of_device(error: ServiceError) -> Failure {
    match error {
        ServiceError::SignInFailed => Failure::new(StatusCode::UNAUTHORIZED, "api.device_unknown"),
        other => other.into(),
    }
}
