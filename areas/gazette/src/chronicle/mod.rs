//! The month's record of events (大事记): dated entries, the persons in them and what kind of event each tells of.

use crate::reading::Chronicle;
use shishi_kernel::Span;

/// Reads the chronicle in a region of a document; `None` when no dated entry stands there.
#[must_use]
pub fn read(_text: &str, _region: Span, _year_hint: Option<i16>) -> Option<Chronicle> {
    None
}

/// Where a chronicle stands in a document, looking from `from` on.
#[must_use]
pub fn find_region(_text: &str, _from: usize) -> Option<Span> {
    None
}
