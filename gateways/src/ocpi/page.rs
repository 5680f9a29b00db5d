//! The envelope of an answer, and lists in pages.
//!
//! A list answers with `X-Total-Count`, `X-Limit` and, unless it is the last page, `Link` to the next one: the same address with
//! the offset moved on. `date_from` is included and `date_to` is not, by `last_updated`.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::locations::Location;
use crate::http::{Headers, HttpResponse};

/// Objects of a page when nothing was asked.
pub const LIMIT_DEFAULT: usize = 50;
/// Most objects of a page.
pub const LIMIT_MAX: usize = 200;

/// What every answer is in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope<T> {
    /// What was asked for; none with an error.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data: Option<T>,
    /// How it went.
    pub status_code: StatusCode,
    /// Why, where it did not go well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status_message: Option<String>,
    /// When.
    pub timestamp: Timestamp,
}

/// How it went: 1xxx well, 2xxx the client's fault, 3xxx ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "u16", into = "u16")]
pub enum StatusCode {
    /// 1000.
    Success,
    /// 2001.
    ParametersBad,
    /// 2003.
    LocationUnknown,
    /// 3000.
    ServerError,
}

impl From<StatusCode> for u16 {
    fn from(code: StatusCode) -> Self {
        match code {
            StatusCode::Success => 1000,
            StatusCode::ParametersBad => 2001,
            StatusCode::LocationUnknown => 2003,
            StatusCode::ServerError => 3000,
        }
    }
}

impl TryFrom<u16> for StatusCode {
    type Error = String;

    fn try_from(code: u16) -> Result<Self, String> {
        Ok(match code {
            1000 => Self::Success,
            2001 => Self::ParametersBad,
            2003 => Self::LocationUnknown,
            3000 => Self::ServerError,
            _ => return Err(format!("no status of ours: {code}")),
        })
    }
}

impl<T: Serialize> Envelope<T> {
    /// What was asked for.
    #[must_use]
    pub const fn of(data: T, now: Timestamp) -> Self {
        Self {
            data: Some(data),
            status_code: StatusCode::Success,
            status_message: None,
            timestamp: now,
        }
    }

    /// Why it was not given.
    #[must_use]
    pub fn no(code: StatusCode, why: &str, now: Timestamp) -> Self {
        Self {
            data: None,
            status_code: code,
            status_message: Some(why.to_owned()),
            timestamp: now,
        }
    }

    /// As a response.
    #[must_use]
    pub fn response(&self, headers: Headers) -> HttpResponse {
        let status = match self.status_code {
            StatusCode::Success => 200,
            StatusCode::ParametersBad => 400,
            StatusCode::LocationUnknown => 404,
            StatusCode::ServerError => 500,
        };
        let body = serde_json::to_vec(self).unwrap_or_default();
        let mut response = HttpResponse::text(status, "application/json", body);
        response.headers.extend(headers);
        response
    }
}

/// What is asked of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page {
    /// Changed at or after.
    pub date_from: Option<Timestamp>,
    /// Changed before.
    pub date_to: Option<Timestamp>,
    /// Objects to leave out at the beginning.
    pub offset: usize,
    /// Most objects, none for what we choose.
    pub limit: Option<usize>,
}

/// Why a query is not one of a list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PageRefusal {
    /// A parameter that cannot be read.
    #[error("{0} cannot be read")]
    Unread(&'static str),
    /// A parameter that stands there twice.
    #[error("{0} stands there twice")]
    Twice(&'static str),
}

impl Page {
    /// Reads `date_from=…&offset=20`. Parameters that are not known are left alone.
    ///
    /// # Errors
    /// [`PageRefusal`] with the parameter.
    pub fn read(query: &str) -> Result<Self, PageRefusal> {
        let mut page = Self::default();
        let mut seen = [false; 4];
        let known = ["date_from", "date_to", "offset", "limit"];
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            let Some(at) = known.iter().position(|known| *known == name) else {
                continue;
            };
            if std::mem::replace(&mut seen[at], true) {
                return Err(PageRefusal::Twice(known[at]));
            }
            let unread = PageRefusal::Unread(known[at]);
            let moment = || value.parse::<Timestamp>().map_err(|_| unread.clone());
            let number = || value.parse::<usize>().map_err(|_| unread.clone());
            match at {
                0 => page.date_from = Some(moment()?),
                1 => page.date_to = Some(moment()?),
                2 => page.offset = number()?,
                _ => page.limit = Some(number()?.max(1)),
            }
        }
        Ok(page)
    }

    fn write(&self, address: &str, limit: usize, offset: usize) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        for (name, moment) in [("date_from", self.date_from), ("date_to", self.date_to)] {
            if let Some(moment) = moment {
                query.append_pair(name, &moment.to_string());
            }
        }
        query.append_pair("offset", &offset.to_string());
        query.append_pair("limit", &limit.to_string());
        format!("<{address}?{}>; rel=\"next\"", query.finish())
    }
}

/// A page of locations, in the order of their ids, so that pages neither repeat nor lose one while others change. `address` is that of the list.
#[must_use]
pub fn page(locations: &[Location], asked: &Page, address: &str, now: Timestamp) -> HttpResponse {
    let limit = asked.limit.unwrap_or(LIMIT_DEFAULT).min(LIMIT_MAX);
    let changed = |location: &&Location| {
        asked.date_from.is_none_or(|from| location.last_updated >= from)
            && asked.date_to.is_none_or(|to| location.last_updated < to)
    };
    let mut found: Vec<&Location> = locations.iter().filter(changed).collect();
    found.sort_by(|a, b| a.id.cmp(&b.id));
    let total = found.len();
    let data: Vec<&Location> = found.into_iter().skip(asked.offset).take(limit).collect();
    let mut headers: Headers = vec![
        ("X-Total-Count".to_owned(), total.to_string()),
        ("X-Limit".to_owned(), limit.to_string()),
    ];
    let next = asked.offset.saturating_add(limit);
    if next < total {
        headers.push(("Link".to_owned(), asked.write(address, limit, next)));
    }
    Envelope::of(data, now).response(headers)
}
