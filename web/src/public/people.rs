//! Who watches over a commitment, and who heads a unit and watches over what.

use askama::Template;
use shishi_service::views::{CommitmentPage, UnitPage};
use shishi_service::{Handover, Service};

use super::parts::{self, Link};
use crate::shell::{Failure, Frame};

#[derive(Template)]
#[template(path = "public/watch.html")]
struct Watch<'f> {
    frame: &'f Frame,
    watcher: Option<Link>,
    stand_back: Vec<Link>,
    reassigned: bool,
}

/// Which unit watches over a commitment; said aloud when it is another than the notice's first.
pub(super) fn watch(service: &Service, frame: &Frame, page: &CommitmentPage) -> Result<Option<String>, Failure> {
    let Some(view) = service.watch(&page.row.slug)? else {
        return Ok(None);
    };
    if view.watcher.is_none() && view.stand_back.is_empty() {
        return Ok(None);
    }
    let link = |unit| parts::unit_link(frame.lang, unit);
    let watch = Watch {
        watcher: view.watcher.as_ref().map(link),
        stand_back: view.stand_back.iter().map(link).collect(),
        reassigned: view.reassigned_from.is_some(),
        frame,
    };
    Ok(Some(watch.render()?))
}

struct Head {
    name: String,
    days: String,
}

#[derive(Template)]
#[template(path = "public/heads.html")]
struct Heads<'f> {
    frame: &'f Frame,
    heads: Vec<Head>,
}

/// The heads of a unit with their days in office.
pub(super) fn heads(service: &Service, frame: &Frame, page: &UnitPage) -> Result<Option<String>, Failure> {
    let lang = frame.lang;
    let rows = service.heads(page.row.unit.id)?;
    if rows.is_empty() {
        return Ok(None);
    }
    let heads = rows.into_iter().map(|row| Head {
        name: row.name,
        days: match row.to {
            Some(to) => lang.say(
                "people-days",
                &[("from", lang.date(row.from).into()), ("to", lang.date(to).into())],
            ),
            None => lang.with("people-since", "from", lang.date(row.from)),
        },
    });
    let heads = Heads {
        heads: heads.collect(),
        frame,
    };
    Ok(Some(heads.render()?))
}

struct Passed {
    commitment: Link,
    unit: Option<Link>,
}

#[derive(Template)]
#[template(path = "public/unit-watch.html")]
struct Watches<'f> {
    frame: &'f Frame,
    watches: u32,
    handed: Vec<Passed>,
    taken: Vec<Passed>,
}

/// What a supervising unit watches over, from what it stands back, and what it took over.
pub(super) fn unit_watch(service: &Service, frame: &Frame, page: &UnitPage) -> Result<Option<String>, Failure> {
    let Some(found) = service.unit_watch(page.row.unit.id)? else {
        return Ok(None);
    };
    let passed = |rows: Vec<Handover>| {
        rows.into_iter()
            .map(|row| Passed {
                commitment: Link {
                    name: format!("{} {}", row.number, row.title),
                    href: frame.href(&format!("/commitments/{}", row.slug)),
                },
                unit: row.unit.as_ref().map(|unit| parts::unit_link(frame.lang, unit)),
            })
            .collect()
    };
    let watches = Watches {
        watches: found.watches,
        handed: passed(found.handed),
        taken: passed(found.taken),
        frame,
    };
    Ok(Some(watches.render()?))
}
