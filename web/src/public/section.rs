//! Parts of a commitment's page that areas draw by themselves.
//!
//! A section asks the service for its own rows and gives finished HTML of a template, or nothing when there is nothing
//! to say. To add one: a function of this shape in a file of its area, and a line in one of the lists.

use shishi_service::Service;
use shishi_service::views::CommitmentPage;

use crate::shell::{Failure, Frame};

/// Draws a part of a commitment's page.
pub(super) type Section = fn(&Service, &Frame, &CommitmentPage) -> Result<Option<String>, Failure>;

/// What has to be seen before the words: that the commitment was paused or ended.
pub(super) const NOTICES: &[Section] = &[super::course::notice];

/// What follows the measures, in this order.
pub(super) const SECTIONS: &[Section] = &[];

/// Every part of a list that has something to say.
pub(super) fn draw(
    sections: &[Section],
    service: &Service,
    frame: &Frame,
    commitment: &CommitmentPage,
) -> Result<Vec<String>, Failure> {
    let drawn = sections
        .iter()
        .filter_map(|section| section(service, frame, commitment).transpose());
    drawn.collect()
}
