//! To subscribe to: what changed as Atom (RFC 4287), and the promised days as a calendar (RFC 5545), for everything or for
//! one commitment.
//!
//! An entry of the feed is an entry of the journal, and its name is the digest of the journal entry's bytes (RFC 6920), so
//! that it stays the same wherever the site is served from and can be checked.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::header::{self, HeaderValue};
use axum::http::{HeaderMap, Response};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use icalendar::{Calendar, Component, Event, Property};
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event as Xml};
use sha2::{Digest, Sha256};
use shishi_service::views::HistoryRow;
use shishi_service::{DayKind, PromisedDay, Service};

use super::parts;
use crate::shell::{App, Ask, Failure, Kept, Lang, open_data};

/// Entries of a feed at most.
const ENTRIES_MAX: u32 = 100;

/// `/feed.atom`.
pub(super) async fn atom_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    serve(app, ask, ATOM, |service, ask| {
        let mut titles = BTreeMap::new();
        for programme in service.programmes()? {
            let overview = service.overview(Some(&programme.slug))?;
            let categories = overview.into_iter().flat_map(|overview| overview.categories);
            titles.extend(
                categories
                    .flat_map(|category| category.commitments)
                    .map(|row| (row.slug, (row.number, row.title))),
            );
        }
        let entries = service.recent_changes(ENTRIES_MAX)?;
        atom(service, ask, "/", &entries, &titles)
    })
    .await
}

/// `/commitments/{slug}/feed.atom`.
pub(super) async fn atom_one(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Failure> {
    serve(app, ask, ATOM, move |service, ask| {
        let page = service.commitment(&slug)?.ok_or_else(Failure::not_found)?;
        let titles = BTreeMap::from([(slug.clone(), (page.row.number, page.row.title))]);
        let history = page.history.into_iter().take(ENTRIES_MAX as usize);
        let entries: Vec<(String, HistoryRow)> = history.map(|row| (slug.clone(), row)).collect();
        atom(service, ask, &format!("/commitments/{slug}"), &entries, &titles)
    })
    .await
}

/// `/calendar.ics`.
pub(super) async fn calendar_all(State(app): State<App>, ask: Ask) -> Result<Response<Body>, Failure> {
    serve(app, ask, CALENDAR, |service, ask| calendar(service, ask, None)).await
}

/// `/commitments/{slug}/calendar.ics`.
pub(super) async fn calendar_one(
    State(app): State<App>,
    ask: Ask,
    Path(slug): Path<String>,
) -> Result<Response<Body>, Failure> {
    serve(app, ask, CALENDAR, move |service, ask| {
        calendar(service, ask, Some(&slug))
    })
    .await
}

const ATOM: &str = "application/atom+xml; charset=utf-8";
const CALENDAR: &str = "text/calendar; charset=utf-8";

/// What a feed needs to know of the request.
struct Asked {
    lang: Lang,
    /// Where the public knows the site, without a slash at the end; empty when nobody said.
    origin: String,
    /// The address of the feed itself.
    path: String,
}

impl Asked {
    /// The address of a page of this language; whole where the site's own is known.
    fn address(&self, path: &str) -> String {
        format!("{}{}", self.origin, self.lang.href(path))
    }
}

async fn serve<F>(app: App, ask: Ask, media_type: &'static str, write: F) -> Result<Response<Body>, Failure>
where
    F: FnOnce(&Service, &Asked) -> Result<String, Failure> + Send + 'static,
{
    let origin = app.options().public_address.as_deref().unwrap_or_default();
    let asked = Asked {
        lang: ask.lang,
        origin: origin.trim_end_matches('/').to_owned(),
        path: ask.address.split('?').next().unwrap_or_default().to_owned(),
    };
    // Read before loading: a change that lands in between makes the file count as old, never as new.
    let version = app.service().version();
    let text = app.blocking(move |service| write(service, &asked)).await?;
    let mut headers = HeaderMap::new();
    open_data(&mut headers);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    for (name, value) in app.security_headers() {
        headers.entry(name).or_insert_with(|| value.clone());
    }
    let kept = Arc::new(Kept::new(version, headers, text));
    app.cache().put(ask.large, &ask.address, &kept);
    Ok(kept.answer(&ask.headers))
}

/// The name of some bytes by their digest.
fn named(bytes: &str) -> String {
    format!("ni:///sha-256;{}", URL_SAFE_NO_PAD.encode(Sha256::digest(bytes)))
}

type Titles = BTreeMap<String, (u32, String)>;

fn atom(
    service: &Service,
    asked: &Asked,
    page: &str,
    entries: &[(String, HistoryRow)],
    titles: &Titles,
) -> Result<String, Failure> {
    let (lang, site) = (asked.lang, service.site()?);
    let title = |slug: &str| {
        let (number, title) = titles.get(slug)?;
        let values = [("number", (*number).into()), ("title", title.as_str().into())];
        Some(lang.say("feed-commitment", &values))
    };
    let of_one = (page != "/")
        .then(|| titles.keys().next().and_then(|slug| title(slug)))
        .flatten();
    let name = match of_one {
        Some(title) => title,
        None => lang.say("feed-title", &[("site", site.name.as_str().into())]),
    };
    let updated = entries.first().map_or(Timestamp::UNIX_EPOCH, |(_, row)| row.at);
    let mut xml = Writer::new(Vec::new());
    let mut write = || -> std::io::Result<()> {
        xml.write_event(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        let feed = xml
            .create_element("feed")
            .with_attributes([("xmlns", "http://www.w3.org/2005/Atom"), ("xml:lang", lang.tag())]);
        feed.write_inner_content(|xml| {
            say(xml, "id", &named(&format!("feed:{}:{page}", site.slug)))?;
            say(xml, "title", &name)?;
            if site.simulated {
                say(xml, "subtitle", lang.t("simulated"))?;
            }
            say(xml, "updated", &updated.to_string())?;
            link(xml, "self", &format!("{}{}", asked.origin, asked.path))?;
            link(xml, "alternate", &asked.address(page))?;
            xml.create_element("author")
                .write_inner_content(|xml| say(xml, "name", &site.name))?;
            for (slug, row) in entries {
                let what = parts::event(lang, &row.kind);
                let of = title(slug).unwrap_or_else(|| slug.clone());
                let words = [("of", of.into()), ("what", what.into())];
                xml.create_element("entry").write_inner_content(|xml| {
                    say(xml, "id", &named(&row.body))?;
                    say(xml, "title", &lang.say("feed-entry", &words))?;
                    say(xml, "updated", &row.at.to_string())?;
                    link(xml, "alternate", &asked.address(&format!("/commitments/{slug}")))?;
                    if row.index.is_some() {
                        let receipt = format!("{}/receipts/{}.tlog-proof", asked.origin, row.leaf);
                        link(xml, "related", &receipt)?;
                    }
                    let content = xml.create_element("content").with_attribute(("type", "text"));
                    content.write_text_content(BytesText::new(&row.body))?;
                    Ok(())
                })?;
            }
            Ok(())
        })?;
        Ok(())
    };
    write().map_err(Failure::internal)?;
    String::from_utf8(xml.into_inner()).map_err(Failure::internal)
}

fn say(xml: &mut Writer<Vec<u8>>, name: &str, words: &str) -> std::io::Result<()> {
    xml.create_element(name).write_text_content(BytesText::new(words))?;
    Ok(())
}

fn link(xml: &mut Writer<Vec<u8>>, relation: &str, address: &str) -> std::io::Result<()> {
    xml.create_element("link")
        .with_attributes([("rel", relation), ("href", address)])
        .write_empty()?;
    Ok(())
}

fn calendar(service: &Service, asked: &Asked, slug: Option<&str>) -> Result<String, Failure> {
    let (lang, site) = (asked.lang, service.site()?);
    let days = service.promised_days(slug)?;
    if slug.is_some() && days.is_none() {
        return Err(Failure::not_found());
    }
    let mut calendar = Calendar::new();
    let name = lang.say("calendar-title", &[("site", site.name.as_str().into())]);
    calendar.name(&name);
    if site.simulated {
        calendar.description(lang.t("simulated"));
    }
    for day in days.unwrap_or_default() {
        calendar.push(event(asked, &site.slug, service.now(), &day));
    }
    Ok(calendar.to_string())
}

fn event(asked: &Asked, site: &str, now: Timestamp, day: &PromisedDay) -> Event {
    let lang = asked.lang;
    let key = match (day.kind, day.done) {
        (DayKind::CutOff, _) => "calendar-cut-off",
        (DayKind::Milestone, false) => "calendar-milestone",
        (DayKind::Milestone, true) => "calendar-milestone-done",
    };
    let values = [
        ("number", day.number.into()),
        ("title", day.title.as_str().into()),
        ("what", day.what.as_str().into()),
    ];
    let stem = day.day.strftime("%Y%m%d").to_string();
    let mut event = Event::new();
    // A day without a time belongs to no zone; the library's own date would ask for one.
    event.append_property(Property::new("DTSTART", &stem).add_parameter("VALUE", "DATE").done());
    event.add_property("DTSTAMP", now.strftime("%Y%m%dT%H%M%SZ").to_string());
    let code = match day.kind {
        DayKind::CutOff => "cut-off",
        DayKind::Milestone => "milestone",
    };
    event.uid(&named(&format!("{site}:{}:{code}:{stem}:{}", day.slug, day.what)));
    event.summary(&lang.say(key, &values));
    event.add_property("TRANSP", "TRANSPARENT");
    event.url(&asked.address(&format!("/commitments/{}", day.slug)));
    event.done()
}
