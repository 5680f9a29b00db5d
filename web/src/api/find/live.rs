//! Free counts of lots as they change, as server-sent events.
//!
//! Whoever watches is told of a lot at most every two seconds, however often it changes. One board a second is made for all of them, and
//! each keeps what it was told last as a pointer to one, so that many watchers cost little. A stream ends by itself after a while and the browser comes again.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use bytes::Bytes;
use serde::{Deserialize, Serialize};
use shishi_service::ServiceError;
use shishi_service::parking::{Board, Live, LotNow};
use shishi_service::parking_rules::find::LotHandle;
use shishi_service::parking_rules::passages::Second;
use tokio::sync::OwnedSemaphorePermit;
use utoipa::{IntoParams, ToSchema};

use super::super::document::Refused;
use super::super::extract::InQuery;
use crate::shell::{App, Failure, open_data};

/// The least time between two events.
const PACE: Duration = Duration::from_secs(2);
/// Turns without anything new after which a sign of life is given.
const QUIET_TURNS: u32 = 10;
/// How long one stream lasts.
const STREAM_LASTS: Duration = Duration::from_secs(600);
/// A newer sighting of the same count is told when it is newer by so many seconds.
const SEEN_AGAIN_SECONDS: i64 = 60;
/// Lots that one stream may name.
const LOTS_MAX: usize = 200;
/// Characters of their names at most.
const LOTS_CHARS_MAX: usize = 4_000;

/// Which lots are watched.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct LiveQuery {
    /// Short names of lots with commas, 200 at most; all where none is named. Unknown ones are left out.
    #[param(value_type = Option<String>, max_length = 4_000, pattern = "^[a-z0-9-]*(,[a-z0-9-]*){0,199}$")]
    lots: Option<LotNames>,
}

/// Short names of lots.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
struct LotNames(Vec<String>);

impl TryFrom<String> for LotNames {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.chars().count() > LOTS_CHARS_MAX {
            return Err(format!("at most {LOTS_CHARS_MAX} characters"));
        }
        let names: Vec<&str> = text.split(',').collect();
        if names.len() > LOTS_MAX {
            return Err(format!("at most {LOTS_MAX} lots"));
        }
        let known = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b',');
        if !text.bytes().all(known) {
            return Err("a lot's short name is of a-z, 0-9 and -; several have commas between them".to_owned());
        }
        let named = names.into_iter().filter(|name| !name.is_empty());
        Ok(Self(named.map(str::to_owned).collect()))
    }
}

/// A lot in an event.
#[derive(Serialize, ToSchema)]
#[schema(as = ParkingLotCount)]
pub(crate) struct Told<'a> {
    /// The lot's short name.
    lot: &'a str,
    /// Free bays; null where nothing is known that is not older than half an hour.
    free: Option<u32>,
    /// Bays there are.
    capacity: u32,
    /// When that was seen, in seconds since 1970.
    observed: Option<i64>,
}

/// What the `data` of an event is, as JSON.
#[derive(Serialize, ToSchema)]
#[schema(as = ParkingLotCounts)]
pub(crate) struct Event<'a> {
    /// When it was told, in seconds since 1970.
    at: i64,
    /// The lots whose count changed; in the first event every lot that is watched.
    lots: Vec<Told<'a>>,
}

/// An event of the stream, as a reader of server-sent events hands it on.
#[derive(ToSchema)]
#[schema(as = ParkingLotsEvent)]
#[allow(dead_code, reason = "describes what the stream writes line by line")]
struct Sent {
    /// What it is about.
    event: EventWord,
    /// The second it was told at.
    id: String,
    /// JSON in the shape of `ParkingLotCounts`.
    #[schema(content_media_type = "application/json")]
    data: String,
}

#[derive(ToSchema)]
#[schema(rename_all = "snake_case")]
#[allow(dead_code, reason = "describes what the stream writes line by line")]
enum EventWord {
    Lots,
}

/// Free counts of lots as they change, as server-sent events: of each lot at most every two seconds. The schema is that of one event; the first
/// has every lot that is watched. A stream ends after ten minutes, and a reader asks again.
#[utoipa::path(get, path = "/api/v1/parking/live", tag = "parking", params(LiveQuery),
    responses((status = 200, body = Sent, content_type = "text/event-stream"), Refused))]
pub(super) async fn live(
    State(app): State<App>,
    InQuery(query): InQuery<LiveQuery>,
) -> Result<Response<Body>, Failure> {
    let place = app.watching().ok_or_else(|| Failure::from(ServiceError::Busy))?;
    let stream = Stream {
        began: Instant::now(),
        told: None,
        names: query.lots.map(|lots| lots.0).filter(|names| !names.is_empty()),
        app,
        _place: place,
    };
    let events = futures_util::stream::unfold(stream, |mut stream| async move {
        let event = stream.next().await?;
        Some((Ok::<_, std::convert::Infallible>(event), stream))
    });
    let mut response = Response::new(Body::from_stream(events));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Proxies must not gather what is to be seen at once.
    headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
    open_data(headers);
    Ok(response)
}

struct Stream {
    app: App,
    began: Instant,
    names: Option<Vec<String>>,
    told: Option<(Arc<Live>, Arc<Board>)>,
    _place: OwnedSemaphorePermit,
}

impl Stream {
    /// The next event, or a sign of life; none when the stream ends.
    async fn next(&mut self) -> Option<Bytes> {
        for _ in 0..QUIET_TURNS {
            if self.told.is_some() && !self.app.stays_open_for(PACE).await {
                return None;
            }
            if self.began.elapsed() > STREAM_LASTS {
                return None;
            }
            let live = super::index(&self.app).await.ok()?;
            let board = live.board(Second(self.app.service().now().as_second()));
            let event = self.event(&live, &board);
            let is_first = self.told.is_none();
            if is_first || !event.is_empty() {
                self.told = Some((live, board));
                return Some(Bytes::from(event));
            }
        }
        Some(Bytes::from_static(b":\n\n"))
    }

    /// What is new since what was told; empty where nothing is.
    fn event(&self, live: &Arc<Live>, board: &Board) -> String {
        let before = self.told.as_ref().filter(|(known, _)| Arc::ptr_eq(known, live));
        let is_new = |now: &LotNow| {
            let then = before.and_then(|(_, board)| board.lots.get(now.lot.number() as usize));
            then.is_none_or(|then| differs(then, now))
        };
        let lots: Vec<Told<'_>> = match &self.names {
            None => board
                .lots
                .iter()
                .filter(|now| is_new(now))
                .filter_map(|now| told(live, now))
                .collect(),
            Some(names) => {
                let now = |name: &String| {
                    board
                        .lots
                        .get(live.index().lot_of(name).map(LotHandle::number)? as usize)
                };
                names
                    .iter()
                    .filter_map(now)
                    .filter(|now| is_new(now))
                    .filter_map(|now| told(live, now))
                    .collect()
            }
        };
        if lots.is_empty() && self.told.is_some() {
            return String::new();
        }
        let event = Event { at: board.at.0, lots };
        let data = serde_json::to_string(&event).unwrap_or_default();
        format!("event: lots\nid: {}\ndata: {data}\n\n", board.at.0)
    }
}

fn differs(then: &LotNow, now: &LotNow) -> bool {
    let seen = |lot: &LotNow| lot.occupancy.observed.map_or(0, |at| at.0);
    (then.occupancy.free, then.occupancy.capacity) != (now.occupancy.free, now.occupancy.capacity)
        || seen(now) - seen(then) >= SEEN_AGAIN_SECONDS
}

fn told<'a>(live: &'a Live, now: &LotNow) -> Option<Told<'a>> {
    Some(Told {
        lot: live.index().lot(now.lot)?.code.as_str(),
        free: now.occupancy.free,
        capacity: now.occupancy.capacity,
        observed: now.occupancy.observed.map(|at| at.0),
    })
}
