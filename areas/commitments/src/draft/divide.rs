//! Making two items of one and one of several.
//!
//! The words are cut and joined byte for byte, so that joining what was cut gives them back. Units, and anything
//! without a place in the document, go to both halves of a split: the words under an item's list of units do not say
//! for which half they are, and it is easier to strike out than to type.

use shishi_kernel::Span;

use super::check::{TITLE_CHARS_MAX, over};
use super::decide::live_item;
use super::{Cited, Decision, Draft, DraftItem, DraftRefusal, Proposal};

pub(super) fn split(
    draft: &Draft,
    item: &DraftItem,
    at: u32,
    document_at: Option<u32>,
    titles: [String; 2],
    number: Option<u32>,
) -> Result<Vec<DraftItem>, DraftRefusal> {
    let whole = &item.current;
    let (Some(before), Some(after)) = (whole.text.get(..at as usize), whole.text.get(at as usize..)) else {
        return Err(DraftRefusal::SplitBorder { at });
    };
    if before.trim().is_empty() || after.trim().is_empty() {
        return Err(DraftRefusal::SplitBorder { at });
    }
    let border = border(whole, at, document_at)?;
    let next_number = draft
        .items
        .iter()
        .map(|item| item.current.number)
        .max()
        .unwrap_or(0)
        .saturating_add(1);
    let [first_title, second_title] = titles;
    let mut first = half(whole, border, Side::Before);
    first.title = first_title;
    before.clone_into(&mut first.text);
    let mut second = half(whole, border, Side::After);
    second.title = second_title;
    second.number = number.unwrap_or(next_number);
    after.clone_into(&mut second.text);
    for part in [&first, &second] {
        check_titled(part)?;
    }
    Ok([first, second]
        .into_iter()
        .zip(draft.next_key..)
        .map(|(current, key)| DraftItem {
            key,
            original: None,
            current,
            decision: Decision::Pending,
            from: vec![item.key],
        })
        .collect())
}

/// Where the border is in the document; `None` for an item that has no place there.
fn border(whole: &Proposal, at: u32, document_at: Option<u32>) -> Result<Option<u32>, DraftRefusal> {
    let unknown = DraftRefusal::SplitPlace { number: whole.number };
    if whole.passages.is_empty() {
        return Ok(None);
    }
    let inside = |place: u32| {
        let first = whole.passages.iter().map(|span| span.start).min()?;
        let last = whole.passages.iter().map(|span| span.end).max()?;
        (first < place && place < last).then_some(place)
    };
    if let Some(place) = document_at {
        return inside(place).map(Some).ok_or(unknown);
    }
    exact_offset(whole, at).and_then(inside).map(Some).ok_or(unknown)
}

/// The document offset, when the text is the passages byte for byte as far as their lengths tell.
fn exact_offset(whole: &Proposal, at: u32) -> Option<u32> {
    let length = |span: &Span| span.end.checked_sub(span.start);
    let total: Option<u64> = whole.passages.iter().map(|span| length(span).map(u64::from)).sum();
    if total? != whole.text.len() as u64 {
        return None;
    }
    let mut left = at;
    for passage in &whole.passages {
        let length = length(passage)?;
        if left < length {
            return passage.start.checked_add(left);
        }
        left -= length;
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Before,
    After,
}

/// What of an item lies on one side of the border, with the words still to be set.
fn half(whole: &Proposal, border: Option<u32>, side: Side) -> Proposal {
    let keeps = |span: Option<Span>| match (span, border) {
        (Some(span), Some(border)) => (span.start < border) == (side == Side::Before),
        _ => true,
    };
    let cut = |span: &Span| {
        let border = border?;
        let part = match side {
            Side::Before => Span {
                start: span.start,
                end: span.end.min(border),
            },
            Side::After => Span {
                start: span.start.max(border),
                end: span.end,
            },
        };
        (part.start < part.end).then_some(part)
    };
    Proposal {
        number: whole.number,
        category: whole.category,
        title: String::new(),
        passages: whole.passages.iter().filter_map(cut).collect(),
        text: String::new(),
        leads: whole.leads.clone(),
        co_units: whole.co_units.clone(),
        targets: whole
            .targets
            .iter()
            .filter(|target| keeps(target.span))
            .cloned()
            .collect(),
        deadlines: whole
            .deadlines
            .iter()
            .filter(|deadline| keeps(deadline.span))
            .cloned()
            .collect(),
        conditions: whole
            .conditions
            .iter()
            .filter(|condition| keeps(condition.span))
            .cloned()
            .collect(),
        doubts: whole.doubts.clone(),
    }
}

pub(super) fn merge(draft: &Draft, keys: &[u32], title: Option<String>) -> Result<DraftItem, DraftRefusal> {
    let mut items = Vec::new();
    for (index, key) in keys.iter().enumerate() {
        let item = live_item(draft, *key)?;
        if keys[..index].contains(key) {
            return Err(DraftRefusal::KeyRepeated {
                number: item.current.number,
            });
        }
        items.push(item);
    }
    if items.len() < 2 {
        return Err(DraftRefusal::MergeTooFew);
    }
    // Removed items between them are no longer part of the list.
    let order: Vec<u32> = draft.live().map(|item| item.key).collect();
    let places: Vec<usize> = order
        .iter()
        .enumerate()
        .filter(|(_, key)| keys.contains(key))
        .map(|(i, _)| i)
        .collect();
    if places.windows(2).any(|pair| pair[1] != pair[0] + 1) {
        return Err(DraftRefusal::NotNeighbours);
    }
    items.sort_by_key(|item| order.iter().position(|key| *key == item.key));
    let mut current = items[0].current.clone();
    for item in &items[1..] {
        join(&mut current, &item.current);
    }
    if let Some(title) = title {
        current.title = title;
        check_titled(&current)?;
    }
    Ok(DraftItem {
        key: draft.next_key,
        original: None,
        current,
        decision: Decision::Pending,
        from: items.iter().map(|item| item.key).collect(),
    })
}

/// Appends an item's words and what it promises; what both have counts once.
fn join(whole: &mut Proposal, part: &Proposal) {
    whole.text.push_str(&part.text);
    for span in &part.passages {
        match whole.passages.last_mut() {
            // Two halves of one passage become that passage again.
            Some(last) if last.end == span.start => last.end = span.end,
            _ => whole.passages.push(*span),
        }
    }
    add_new(&mut whole.targets, &part.targets);
    add_new(&mut whole.deadlines, &part.deadlines);
    add_new(&mut whole.conditions, &part.conditions);
    add_new(&mut whole.doubts, &part.doubts);
    let named = |units: &[Cited], name: &str| units.iter().any(|unit| unit.text.trim() == name.trim());
    for unit in &part.leads {
        if !named(&whole.leads, &unit.text) {
            whole.leads.push(unit.clone());
        }
    }
    for unit in &part.co_units {
        if !named(&whole.co_units, &unit.text) {
            whole.co_units.push(unit.clone());
        }
    }
    // Who leads one part leads the whole.
    let leads = whole.leads.clone();
    whole.co_units.retain(|unit| !named(&leads, &unit.text));
}

fn add_new<T: PartialEq + Clone>(known: &mut Vec<T>, more: &[T]) {
    for value in more {
        if !known.contains(value) {
            known.push(value.clone());
        }
    }
}

/// The words of a half can still be faulty, as they were before; its title is new and has to do.
fn check_titled(part: &Proposal) -> Result<(), DraftRefusal> {
    if part.title.trim().is_empty() {
        return Err(DraftRefusal::TitleMissing { number: part.number });
    }
    match over(&part.title, TITLE_CHARS_MAX) {
        Some(length) => Err(DraftRefusal::TitleLong {
            number: part.number,
            length,
            max: TITLE_CHARS_MAX,
        }),
        None => Ok(()),
    }
}
