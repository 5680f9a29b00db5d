//! The list of commitments: from marked paragraphs or flattened tables to items.

mod attribution;
mod glued;
mod item;
mod outline;
mod prose;
mod requirements;
mod table;

pub(crate) use item::{Labels, RawItem};

use crate::instrument::Part;
use crate::reading::{Category, Item, Programme, Read, Remark, Requirement};
use crate::text::layout::{Style, Table};
use crate::text::{Flow, Place};
use crate::time::TimeContext;

/// A list and what was read beside it.
pub(crate) struct Listing {
    /// The list.
    pub programme: Programme,
    /// The requirements of the same document.
    pub requirements: Vec<Requirement>,
    /// What a person should look at.
    pub remarks: Vec<Remark>,
}

/// Headings and items before their words are read.
#[derive(Default)]
pub(crate) struct Raw {
    /// Headings.
    pub categories: Vec<Category>,
    /// Items.
    pub items: Vec<RawItem>,
    /// Requirements.
    pub requirements: Vec<Requirement>,
    /// Stretches of the list that no field took.
    pub unread: Vec<Place>,
    /// Items whose units or number were printed once for several rows.
    pub row_spans: Vec<Place>,
}

/// The list in one document, if it has one.
pub(crate) fn read(flow: &Flow<'_>, tables: &[Table], part: &Part) -> Option<Listing> {
    let mut raw = Raw::default();
    for table in tables
        .iter()
        .filter(|t| part.place.start <= t.head_start && t.head_start < part.place.end)
    {
        match table.style {
            Style::Glued => glued::read(flow, table, &mut raw),
            Style::Cells | Style::Rows(_) => table::read(flow, table, &mut raw),
        }
    }
    if raw.items.is_empty() {
        raw = prose::read(flow, part.body);
    } else {
        raw.requirements = requirements::before(flow, part.body, &raw);
    }
    if raw.items.is_empty() {
        return None;
    }
    let year = part.year.clone();
    let context = TimeContext {
        year: year.as_ref().map(|y| y.value),
    };
    let first = raw.items.iter().map(|i| i.place.start).min().unwrap_or(part.place.end);
    let front = Place::new(part.place.start, first.min(flow.floor(part.place.start + 9000)));
    let labels = Labels::decide(&raw.items, flow.words(front));
    let mut remarks = Vec::new();
    let items: Vec<Item> = raw
        .items
        .iter()
        .map(|item| item.read(flow, labels, context, &mut remarks))
        .collect();
    for place in &raw.unread {
        remarks.push(remark(
            flow,
            "unread_text",
            *place,
            "这一段没有读入任何字段，请核对".to_owned(),
        ));
    }
    for place in &raw.row_spans {
        remarks.push(remark(
            flow,
            "row_span",
            *place,
            "表格跨行：责任单位或序号沿用上一行".to_owned(),
        ));
    }
    count_remarks(flow, part, &raw, &items, &mut remarks);
    Some(Listing {
        programme: Programme {
            year,
            categories: raw.categories,
            items,
        },
        requirements: raw.requirements,
        remarks,
    })
}

/// A remark about a place.
pub(crate) fn remark(flow: &Flow<'_>, code: &str, place: Place, message: String) -> Remark {
    Remark {
        code: code.to_owned(),
        span: flow.span(place),
        line: 0,
        message,
    }
}

/// Says where the declared counts differ from what was read.
fn count_remarks(flow: &Flow<'_>, part: &Part, raw: &Raw, items: &[Item], remarks: &mut Vec<Remark>) {
    let Some(instrument) = &part.instrument else { return };
    let mut compare = |declared: &Option<Read<u32>>, found: usize, what: &str| {
        let Some(declared) = declared else { return };
        if usize::try_from(declared.value) != Ok(found) {
            let mut remark = remark(
                flow,
                "count_mismatch",
                part.place,
                format!("文件写明{}{what}，读出{found}{what}", declared.value),
            );
            remark.span = declared.span;
            remarks.push(remark);
        }
    };
    compare(&instrument.declared_items, items.len(), "件");
    compare(&instrument.declared_categories, raw.categories.len(), "大项");
}
