//! From an item's words back to the document.
//!
//! An item's `text` has the line breaks inside words taken out, so an offset into it is not an offset into the
//! document. These functions walk both side by side, passing over white space on either; the document's text is a
//! parameter, since nothing here stores it.

use shishi_kernel::Span;

/// The document offset at which the character at byte `at` of `text` stands; for the end of `text` the end of its last
/// character. `None` when `at` is no character border or the words are not those of the passages.
#[must_use]
pub fn document_offset(_document: &str, _passages: &[Span], _text: &str, _at: u32) -> Option<u32> {
    None
}

/// The first place within the passages where the words stand, white space aside.
#[must_use]
pub fn locate(_document: &str, _passages: &[Span], _words: &str) -> Option<Span> {
    None
}
