//! The nearest free bays or lots.

use std::ops::Range;

use axum::body::Body;
use axum::extract::{Query, Request, State};
use axum::http::{Method, Response};
use serde::{Deserialize, Serialize};
use shishi_kernel::Fen;
use shishi_service::parking::{Asked, Live};
use shishi_service::parking_rules::find::{FoundBay, FoundLot, LIMIT_MAX, Need, Question, WALK_METRES_MAX};
use shishi_service::parking_rules::passages::Second;
use shishi_service::parking_rules::places::{Class, Classes, Point};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::{IntoParams, ToSchema};

use super::super::document::Refused;
use super::super::extract::InQuery;
use crate::shell::{App, Failure};

/// Where it is asked.
pub(crate) const PATH: &str = "/api/v1/parking/nearest";
/// Results where nothing else is asked.
const LIMIT: u32 = 20;
/// The walk in metres where nothing else is asked.
const WALK_METRES: u32 = 1_000;
/// The longest stay that is priced, in minutes: a month.
const MINUTES_MAX: u32 = 44_640;
/// How far ahead an arrival may be, in minutes.
const ARRIVE_MAX: u32 = 120;
/// Bytes that an answer is likely to have.
const ANSWER_BYTES: usize = 4_096;

/// A number within bounds.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
pub struct Within<const MIN: u32, const MAX: u32>(u32);

impl<const MIN: u32, const MAX: u32> TryFrom<u32> for Within<MIN, MAX> {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if (MIN..=MAX).contains(&number) {
            Ok(Self(number))
        } else {
            Err(format!("a number from {MIN} to {MAX}"))
        }
    }
}

/// Classes of bays with commas between them.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct ClassList(Classes);

impl TryFrom<String> for ClassList {
    type Error = String;

    /// Only the words of the document: what else a class may be called is for files of lots.
    fn try_from(text: String) -> Result<Self, String> {
        if text.is_empty() {
            return Ok(Self(Classes::NONE));
        }
        let known = |word: &str| Class::ALL.iter().copied().find(|class| class.word() == word);
        let classes: Option<Vec<Class>> = text.split(',').map(known).collect();
        let classes = classes.filter(|classes| classes.len() <= Class::ALL.len());
        let set = |classes: Vec<Class>| {
            let and = |set: Classes, class| set.and(Classes::of(class));
            classes.into_iter().fold(Classes::NONE, and)
        };
        classes.map(|classes| Self(set(classes))).ok_or_else(|| {
            let words: Vec<&str> = Class::ALL.iter().map(|class| class.word()).collect();
            format!(
                "classes of bays are {}; several have commas between them",
                words.join(", ")
            )
        })
    }
}

/// The shape of a list of classes, from the classes that there are.
fn class_list() -> ObjectBuilder {
    let words: Vec<&str> = Class::ALL.iter().map(|class| class.word()).collect();
    let (word, more) = (words.join("|"), Class::ALL.len() - 1);
    ObjectBuilder::new()
        .schema_type(Type::String)
        .description(Some("Classes of bays with commas between them; a bay must be of all."))
        .pattern(Some(format!("^(({word})(,({word})){{0,{more}}})?$")))
        .examples(["charging", "disabled,charging"].map(serde_json::Value::from))
}

/// What is looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// Single bays that are free.
    #[default]
    Bays,
    /// Lots with a free bay.
    Lots,
}

/// Where one wants to be, and what will do.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NearestQuery {
    /// Degrees north, WGS-84.
    #[param(minimum = -90, maximum = 90)]
    pub lat: f64,
    /// Degrees east, WGS-84.
    #[param(minimum = -180, maximum = 180)]
    pub lon: f64,
    /// Single bays or whole lots.
    #[param(inline)]
    pub what: Option<What>,
    /// Results at most.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 200, default = 20)]
    pub limit: Option<Within<1, { LIMIT_MAX as u32 }>>,
    /// What the bay must have; of several, all.
    #[param(schema_with = class_list, required = false)]
    pub class: Option<ClassList>,
    /// Minutes that one wants to stay, for the price.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 44_640)]
    pub minutes: Option<Within<1, MINUTES_MAX>>,
    /// The most that may be asked for that time, in fen; an hour where `minutes` is not given.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 100_000_000)]
    pub price_max: Option<Within<0, 100_000_000>>,
    /// The longest walk, in metres.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 50_000, default = 1_000)]
    pub walk_max: Option<Within<1, WALK_METRES_MAX>>,
    /// The height of the vehicle, in centimetres.
    #[param(value_type = Option<u32>, minimum = 50, maximum = 600)]
    pub height_cm: Option<Within<50, 600>>,
    /// Minutes until the arrival, for the chance.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 120, default = 0)]
    pub arrive: Option<Within<0, ARRIVE_MAX>>,
}

impl NearestQuery {
    fn asked(&self, now: Second) -> Result<Asked, Failure> {
        let from = Point::from_degrees(self.lat, self.lon).map_err(|refusal| {
            let mut failure = Failure::bad_request("api.query");
            failure.arguments.push(("reason".to_owned(), refusal.to_string()));
            failure
        })?;
        let price_max = self.price_max.map(|price| Fen(i64::from(price.0)));
        Ok(Asked {
            question: Question {
                limit: self.limit.map_or(LIMIT, |limit| limit.0) as usize,
                walk_metres_max: self.walk_max.map_or(WALK_METRES, |walk| walk.0),
                need: Need::of(self.class.map_or(Classes::NONE, |classes| classes.0)),
                height_cm: self.height_cm.and_then(|height| u16::try_from(height.0).ok()),
                price_max,
                arrive_minutes: self.arrive.map_or(0, |arrive| arrive.0),
                ..Question::new(from, now)
            },
            minutes: self.minutes.map(|minutes| minutes.0).or(price_max.map(|_| 60)),
        })
    }
}

/// What was found.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Nearest {
    /// When, in seconds since 1970; ages are counted from it.
    pub at: i64,
    /// By distance.
    pub items: Vec<Found<'static>>,
}

/// A free bay, or a lot with free bays.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Found<'a> {
    /// The lot's short name, as in `/parking/lots/…`.
    pub lot: &'a str,
    /// What people call it.
    pub name: &'a str,
    /// The zone of the bay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub zone: Option<&'a str>,
    /// What is painted on the bay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bay: Option<&'a str>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lon: f64,
    /// Metres to walk, estimated.
    pub walk_metres: u32,
    /// Minutes to walk, estimated.
    pub walk_minutes: u32,
    /// Free bays of the lot that will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub free: Option<u32>,
    /// Bays of the lot that will do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub capacity: Option<u32>,
    /// Seconds since this was seen; what is older than half an hour is not shown.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub age_seconds: Option<i64>,
    /// What the lot asks for the time asked about, in fen; absent where that is not known or no time was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub price_fen: Option<i64>,
    /// The chance that it is still free on arrival, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chance: Option<f64>,
}

/// The nearest free bays, or lots with free bays, by walking distance, from what was seen within half an hour. A bay for charging is free only while one of its
/// chargers works or nothing is known of them. Answered from memory.
#[utoipa::path(get, path = "/api/v1/parking/nearest", tag = "parking", params(NearestQuery),
    responses((status = 200, body = Nearest), Refused))]
pub(super) async fn nearest(
    State(app): State<App>,
    InQuery(query): InQuery<NearestQuery>,
) -> Result<Response<Body>, Failure> {
    let live = super::index(&app).await?;
    answer(&app, &live, &query)
}

/// The same straight from the connection, where nothing has to be waited for and nothing is wrong with the question; none otherwise: then
/// the ordinary way answers, or says what is wrong.
pub(crate) fn quick(app: &App, request: &Request) -> Option<Response<Body>> {
    if *request.method() != Method::GET {
        return None;
    }
    let Query(query) = Query::<NearestQuery>::try_from_uri(request.uri()).ok()?;
    let live = app.service().live_now()?;
    answer(app, &live, &query).ok()
}

fn answer(app: &App, live: &Live, query: &NearestQuery) -> Result<Response<Body>, Failure> {
    let now = Second(app.service().now().as_second());
    let asked = query.asked(now)?;
    let mut body = Vec::with_capacity(ANSWER_BYTES);
    let written = match query.what.unwrap_or_default() {
        What::Bays => write(&mut body, now, bays(live, &asked)),
        What::Lots => write(&mut body, now, lots(live, &asked)),
    };
    written.map_err(Failure::internal)?;
    let mut response = Response::new(Body::from(body));
    *response.headers_mut() = app.live_headers().clone();
    Ok(response)
}

/// The same text as the derived one, but the names of fields are copied instead of looked through for what has to be escaped, and nothing is
/// collected first.
fn write<'a>(body: &mut Vec<u8>, now: Second, items: impl Iterator<Item = Found<'a>>) -> serde_json::Result<()> {
    fn field(body: &mut Vec<u8>, name: &str, value: impl Serialize) -> serde_json::Result<()> {
        body.extend_from_slice(name.as_bytes());
        serde_json::to_writer(body, &value)
    }
    fn text(body: &mut Vec<u8>, name: &str, text: &str) -> serde_json::Result<()> {
        // All bytes at once, which the compiler does many at a time; hardly a name has any of these.
        let escapes = |any, byte: &u8| any | (*byte < b' ') | (*byte == b'"') | (*byte == b'\\');
        if text.as_bytes().iter().fold(false, escapes) {
            return field(body, name, text);
        }
        for part in [name, "\"", text, "\""] {
            body.extend_from_slice(part.as_bytes());
        }
        Ok(())
    }
    field(body, "{\"at\":", now.0)?;
    body.extend_from_slice(b",\"items\":[");
    // Neighbours are mostly of one lot, and begin alike.
    let mut begun: Vec<(&str, Option<&str>, Range<usize>)> = Vec::new();
    let same = |one: &str, other: &str| std::ptr::eq(one, other);
    let both = |one: Option<&str>, other| {
        one.zip(other)
            .map_or(one.is_none() && other.is_none(), |(one, other)| same(one, other))
    };
    let first = body.len();
    for item in items {
        if body.len() > first {
            body.push(b',');
        }
        let known = begun
            .iter()
            .find(|(lot, zone, _)| same(lot, item.lot) && both(*zone, item.zone));
        if let Some((.., range)) = known {
            body.extend_from_within(range.clone());
        } else {
            let begin = body.len();
            text(body, "{\"lot\":", item.lot)?;
            text(body, ",\"name\":", item.name)?;
            item.zone.map_or(Ok(()), |zone| text(body, ",\"zone\":", zone))?;
            begun.push((item.lot, item.zone, begin..body.len()));
        }
        item.bay.map_or(Ok(()), |bay| text(body, ",\"bay\":", bay))?;
        field(body, ",\"lat\":", item.lat)?;
        field(body, ",\"lon\":", item.lon)?;
        field(body, ",\"walk_metres\":", item.walk_metres)?;
        field(body, ",\"walk_minutes\":", item.walk_minutes)?;
        item.free.map_or(Ok(()), |free| field(body, ",\"free\":", free))?;
        item.capacity
            .map_or(Ok(()), |capacity| field(body, ",\"capacity\":", capacity))?;
        item.age_seconds
            .map_or(Ok(()), |age| field(body, ",\"age_seconds\":", age))?;
        item.price_fen
            .map_or(Ok(()), |price| field(body, ",\"price_fen\":", price))?;
        item.chance
            .map_or(Ok(()), |chance| field(body, ",\"chance\":", chance))?;
        body.push(b'}');
    }
    body.extend_from_slice(b"]}");
    Ok(())
}

/// Three digits are more than is known.
fn rounded(chance: f64) -> f64 {
    (chance * 1_000.0).round() / 1_000.0
}

fn bays<'a>(live: &'a Live, asked: &Asked) -> impl Iterator<Item = Found<'a>> + use<'a> {
    let now = asked.question.now;
    // All are looked up before one is written, so that memory is waited for once.
    let place = |found: FoundBay| {
        let (lot, zone, bay) = live.index().bay_in(found.lot, found.bay)?;
        Some((lot, zone, bay, bay.at, found))
    };
    let found: Vec<_> = live.nearest_bays(asked).into_iter().filter_map(place).collect();
    found.into_iter().map(move |(lot, zone, bay, at, found)| Found {
        lot: lot.code.as_str(),
        name: lot.name.as_str(),
        zone: Some(zone.code.as_str()),
        bay: Some(bay.number.as_str()),
        lat: at.latitude(),
        lon: at.longitude(),
        walk_metres: found.walk.metres,
        walk_minutes: found.walk.minutes,
        free: None,
        capacity: None,
        age_seconds: Some((now.0 - found.observed.0).max(0)),
        price_fen: found.price.map(|price| price.0),
        chance: Some(rounded(found.chance)),
    })
}

fn lots<'a>(live: &'a Live, asked: &Asked) -> impl Iterator<Item = Found<'a>> + use<'a> {
    let now = asked.question.now;
    let found = live.nearest_lots(asked);
    let item = move |found: FoundLot| {
        let lot = live.index().lot(found.lot)?;
        Some(Found {
            lot: lot.code.as_str(),
            name: lot.name.as_str(),
            zone: None,
            bay: None,
            lat: lot.at.latitude(),
            lon: lot.at.longitude(),
            walk_metres: found.walk.metres,
            walk_minutes: found.walk.minutes,
            free: found.occupancy.free,
            capacity: Some(found.occupancy.capacity),
            age_seconds: found.occupancy.observed.map(|at| (now.0 - at.0).max(0)),
            price_fen: found.price.map(|price| price.0),
            chance: found.chance.map(rounded),
        })
    };
    found.into_iter().filter_map(item)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_written_as_its_document_says() {
        let bay = Found {
            lot: "lot-1",
            name: "\"鸿雁湖\"\u{1}停车场\\",
            zone: Some("a"),
            bay: Some("001"),
            lat: 35.412_3,
            lon: -0.000_001,
            walk_metres: 0,
            walk_minutes: 7,
            free: None,
            capacity: None,
            age_seconds: Some(0),
            price_fen: None,
            chance: Some(1.0),
        };
        let lot = Found {
            zone: None,
            bay: None,
            free: Some(3),
            capacity: Some(u32::MAX),
            age_seconds: None,
            price_fen: Some(-1),
            chance: Some(0.125),
            ..bay.clone()
        };
        for items in [vec![], vec![bay.clone()], vec![bay.clone(), lot.clone(), bay, lot]] {
            let mut written = Vec::new();
            write(&mut written, Second(1_790_000_000), items.iter().cloned()).unwrap();
            let at = 1_790_000_000;
            let derived = serde_json::to_string(&Nearest { at, items }).unwrap();
            assert_eq!(String::from_utf8(written).unwrap(), derived);
        }
    }
}
