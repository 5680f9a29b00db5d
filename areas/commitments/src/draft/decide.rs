//! The rules of a review: command in, events or a refusal out.

use shishi_kernel::Timestamp;

use super::check::{REASON_CHARS_MAX, check_heading, check_proposal, check_ready, check_supervisors, over};
use super::divide::{merge, split};
use super::{Decision, Draft, DraftCommand, DraftEvent, DraftItem, DraftRefusal, DraftStatus, ITEMS_MAX, Proposal};

/// Decides on a command.
///
/// # Errors
/// A refusal, in this order: the draft is closed, the item is unknown, the item was removed, what is particular to
/// the command, what the resulting item must hold to.
pub fn decide(draft: &Draft, command: DraftCommand, now: Timestamp) -> Result<Vec<DraftEvent>, DraftRefusal> {
    if draft.status != DraftStatus::Reviewing {
        return Err(DraftRefusal::Closed { status: draft.status });
    }
    let event = match command {
        DraftCommand::Accept { key } => accept(draft, key)?,
        DraftCommand::AcceptAll => return accept_all(draft),
        DraftCommand::Correct { key, proposal } => correct(draft, key, proposal)?,
        DraftCommand::Split {
            key,
            at,
            document_at,
            titles,
            number,
        } => {
            let item = live_item(draft, key)?;
            room(draft, 1)?;
            let into = split(draft, item, at, document_at, titles, number)?;
            DraftEvent::Split { key, into }
        }
        DraftCommand::Merge { keys, title } => {
            let into = Box::new(merge(draft, &keys, title)?);
            DraftEvent::Merged { keys, into }
        }
        DraftCommand::Add { proposal } => {
            room(draft, 1)?;
            check_proposal(&proposal, &draft.categories)?;
            let item = DraftItem {
                key: draft.next_key,
                original: None,
                current: *proposal,
                decision: Decision::Added,
                from: Vec::new(),
            };
            DraftEvent::Added { item: Box::new(item) }
        }
        DraftCommand::Remove { key, reason } => {
            live_item(draft, key)?;
            DraftEvent::Removed {
                key,
                reason: checked_reason(&reason)?,
            }
        }
        DraftCommand::Restore { key } => restore(draft, key)?,
        DraftCommand::SetHeading { heading } => {
            check_heading(&heading)?;
            changed(*heading != draft.heading)?;
            DraftEvent::HeadingSet { heading }
        }
        DraftCommand::SetSupervisors { supervisors } => {
            check_supervisors(&supervisors)?;
            changed(supervisors != draft.supervisors)?;
            DraftEvent::SupervisorsSet { supervisors }
        }
        DraftCommand::Discard => DraftEvent::Discarded { at: now },
        DraftCommand::Issue => {
            check_ready(draft)?;
            DraftEvent::Issued { at: now }
        }
    };
    Ok(vec![event])
}

fn accept(draft: &Draft, key: u32) -> Result<DraftEvent, DraftRefusal> {
    let item = live_item(draft, key)?;
    if item.decision != Decision::Pending {
        return Err(DraftRefusal::AlreadyDecided {
            number: item.current.number,
        });
    }
    check_proposal(&item.current, &draft.categories)?;
    Ok(DraftEvent::Accepted { key })
}

fn accept_all(draft: &Draft) -> Result<Vec<DraftEvent>, DraftRefusal> {
    let pending: Vec<&DraftItem> = draft
        .items
        .iter()
        .filter(|item| item.decision == Decision::Pending)
        .collect();
    if pending.is_empty() {
        return Err(DraftRefusal::NothingPending);
    }
    pending
        .into_iter()
        .map(|item| {
            check_proposal(&item.current, &draft.categories)?;
            Ok(DraftEvent::Accepted { key: item.key })
        })
        .collect()
}

fn correct(draft: &Draft, key: u32, proposal: Box<Proposal>) -> Result<DraftEvent, DraftRefusal> {
    let item = live_item(draft, key)?;
    changed(*proposal != item.current)?;
    check_proposal(&proposal, &draft.categories)?;
    Ok(DraftEvent::Corrected { key, proposal })
}

fn restore(draft: &Draft, key: u32) -> Result<DraftEvent, DraftRefusal> {
    let item = draft.item(key).ok_or(DraftRefusal::ItemUnknown { key })?;
    if item.is_removed() {
        // It takes up a place again, which others may have filled since.
        room(draft, 1)?;
        return Ok(DraftEvent::Restored { key });
    }
    let Some(original) = &item.original else {
        return Err(DraftRefusal::NoOriginal {
            number: item.current.number,
        });
    };
    changed(item.decision != Decision::Pending || item.current != *original)?;
    Ok(DraftEvent::Restored { key })
}

/// The item of a key, when it is there and not removed.
pub(super) fn live_item(draft: &Draft, key: u32) -> Result<&DraftItem, DraftRefusal> {
    let item = draft.item(key).ok_or(DraftRefusal::ItemUnknown { key })?;
    if item.is_removed() {
        return Err(DraftRefusal::ItemRemoved {
            number: item.current.number,
        });
    }
    Ok(item)
}

fn room(draft: &Draft, more: usize) -> Result<(), DraftRefusal> {
    let count = draft.live().count() + more;
    if count > ITEMS_MAX {
        return Err(DraftRefusal::ItemsTooMany { count, max: ITEMS_MAX });
    }
    Ok(())
}

fn changed(changed: bool) -> Result<(), DraftRefusal> {
    if changed {
        Ok(())
    } else {
        Err(DraftRefusal::NothingChanged)
    }
}

fn checked_reason(reason: &str) -> Result<String, DraftRefusal> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(DraftRefusal::ReasonMissing);
    }
    match over(reason, REASON_CHARS_MAX) {
        Some(length) => Err(DraftRefusal::ReasonLong {
            length,
            max: REASON_CHARS_MAX,
        }),
        None => Ok(reason.to_owned()),
    }
}
