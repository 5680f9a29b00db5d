//! Lots and bays as other programs know them: ParkAPI v3 and the Curb Data Specification 1.0.

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::Response;
use axum::http::header::{self, HeaderValue};
use axum::routing::get;
use serde::{Deserialize, Serialize};
use shishi_service::parking::Live;
use shishi_service::parking_rules::find::LotHandle;
use shishi_service::parking_rules::passages::Second;
use shishi_service::parking_rules::places::Lot;
use shishi_service::parking_rules::views::parkapi::Listing;
use shishi_service::parking_rules::views::{cds, parkapi};

use super::super::bounds::Id;
use super::super::extract::{InPath, InQuery};
use crate::shell::{App, Failure, open_data};

/// Items of one answer at most.
const ITEMS_MAX: usize = 1_000;
/// Curb spaces of one answer at most; who wants more asks for smaller boxes.
const SPACES_MAX: usize = 20_000;

type Answered = Result<Response<Body>, Failure>;

pub(super) fn routes() -> Router<App> {
    Router::new()
        .route("/api/parkapi/v3/parking-sites", get(sites))
        .route("/api/parkapi/v3/parking-sites/{id}", get(site))
        .route("/api/parkapi/v3/parking-spots", get(spots))
        .route("/api/parkapi/v3/parking-spots/{id}", get(spot))
        .route("/api/cds/curbs/zones", get(curb_zones))
        .route("/api/cds/curbs/spaces", get(curb_spaces))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    start: usize,
    limit: Option<usize>,
    /// Only spots of this site.
    parking_site_id: Option<Id>,
}

impl Page {
    fn limit(&self) -> usize {
        self.limit.unwrap_or(ITEMS_MAX).min(ITEMS_MAX)
    }
}

fn json<T: Serialize>(value: &T, media_type: &'static str) -> Answered {
    let mut response = Response::new(Body::from(serde_json::to_vec(value).map_err(Failure::internal)?));
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    open_data(headers);
    Ok(response)
}

fn now(app: &App) -> Second {
    Second(app.service().now().as_second())
}

/// The lot with an id of ParkAPI's, which is its place in the map plus one.
fn lot(live: &Live, id: Id) -> Option<LotHandle> {
    let at = usize::try_from(id.0).ok()?.checked_sub(1)?;
    live.index().lots().nth(at).map(|(lot, _)| lot)
}

async fn sites(State(app): State<App>, InQuery(page): InQuery<Page>) -> Answered {
    let (live, now) = (super::index(&app).await?, now(&app));
    let lots = live.index().lots().skip(page.start).take(page.limit());
    let items = lots.filter_map(|(lot, _)| parkapi::site(live.index(), lot, live.published(lot), now));
    let listing = Listing {
        items: items.collect::<Vec<_>>(),
        total_count: live.index().places().lots().len(),
    };
    json(&listing, "application/json")
}

async fn site(State(app): State<App>, InPath(id): InPath<Id>) -> Answered {
    let (live, now) = (super::index(&app).await?, now(&app));
    let found = lot(&live, id).and_then(|lot| parkapi::site(live.index(), lot, live.published(lot), now));
    json(&found.ok_or_else(Failure::not_found)?, "application/json")
}

async fn spots(State(app): State<App>, InQuery(page): InQuery<Page>) -> Answered {
    let (live, now) = (super::index(&app).await?, now(&app));
    let index = live.index();
    let lots: Vec<LotHandle> = match page.parking_site_id {
        Some(id) => vec![lot(&live, id).ok_or_else(Failure::not_found)?],
        None => index.lots().map(|(lot, _)| lot).collect(),
    };
    let all = || lots.iter().flat_map(|lot| index.bays_of(*lot).map(|bay| (*lot, bay)));
    let items = all().skip(page.start).take(page.limit());
    let items = items.filter_map(|(lot, bay)| parkapi::spot(index, bay, live.published(lot), now));
    let listing = Listing {
        items: items.collect::<Vec<_>>(),
        total_count: if page.parking_site_id.is_some() {
            all().count()
        } else {
            index.bay_count()
        },
    };
    json(&listing, "application/json")
}

async fn spot(State(app): State<App>, InPath(id): InPath<Id>) -> Answered {
    let (live, now) = (super::index(&app).await?, now(&app));
    let index = live.index();
    let number = u32::try_from(id.0 - 1).map_err(|_| Failure::not_found())?;
    let bay = index.lots().find_map(|(lot, _)| {
        let bay = index.bays_of(lot).find(|bay| bay.number() == number)?;
        parkapi::spot(index, bay, live.published(lot), now)
    });
    json(&bay.ok_or_else(Failure::not_found)?, "application/json")
}

/// A box of degrees; the whole world where it is not given.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct InBox {
    min_lat: Option<f64>,
    min_lng: Option<f64>,
    max_lat: Option<f64>,
    max_lng: Option<f64>,
}

impl InBox {
    fn covers(&self, lot: &Lot) -> bool {
        let (north, east) = (lot.at.latitude(), lot.at.longitude());
        let within = |at: f64, low: Option<f64>, high: Option<f64>| {
            low.is_none_or(|low| low <= at) && high.is_none_or(|high| at <= high)
        };
        within(north, self.min_lat, self.max_lat) && within(east, self.min_lng, self.max_lng)
    }
}

/// An answer as the specification wraps it.
#[derive(Serialize)]
struct Wrapped<T> {
    version: &'static str,
    time_zone: &'static str,
    last_updated: i64,
    currency: &'static str,
    data: T,
}

#[derive(Serialize)]
struct Zones {
    zones: Vec<cds::CurbZone>,
}

#[derive(Serialize)]
struct Spaces {
    spaces: Vec<cds::CurbSpace>,
}

fn wrapped<T: Serialize>(now: Second, data: T) -> Answered {
    let answer = Wrapped {
        version: "1.0.1",
        time_zone: "Asia/Shanghai",
        last_updated: now.0 * 1_000,
        currency: "CNY",
        data,
    };
    json(&answer, "application/vnd.cds+json;version=1.0")
}

async fn curbs(app: &App, within: &InBox) -> Result<(Second, Vec<(cds::CurbZone, Vec<cds::CurbSpace>)>), Failure> {
    let (live, now) = (super::index(app).await?, now(app));
    let mut found = Vec::new();
    let mut spaces = 0;
    for (handle, lot) in live.index().lots().filter(|(_, lot)| within.covers(lot)) {
        let zones = cds::zones(live.index(), handle, live.published(handle), now, |_, _| Vec::new());
        spaces += zones.iter().map(|(_, spaces)| spaces.len()).sum::<usize>();
        if spaces > SPACES_MAX {
            let mut failure = Failure::bad_request("api.query");
            let reason = format!(
                "more than {SPACES_MAX} curb spaces; ask for a smaller box than the one up to {}",
                lot.at
            );
            failure.arguments.push(("reason".to_owned(), reason));
            return Err(failure);
        }
        found.extend(zones);
    }
    Ok((now, found))
}

async fn curb_zones(State(app): State<App>, InQuery(within): InQuery<InBox>) -> Answered {
    let (now, found) = curbs(&app, &within).await?;
    let zones = found.into_iter().map(|(zone, _)| zone).collect();
    wrapped(now, Zones { zones })
}

async fn curb_spaces(State(app): State<App>, InQuery(within): InQuery<InBox>) -> Answered {
    let (now, found) = curbs(&app, &within).await?;
    let spaces = found.into_iter().flat_map(|(_, spaces)| spaces).collect();
    wrapped(now, Spaces { spaces })
}
