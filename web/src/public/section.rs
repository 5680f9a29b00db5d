//! Parts of the pages of commitments and units that areas draw by themselves.
//!
//! A section asks the service for its own rows and gives finished HTML of a template, or nothing when there is nothing
//! to say. To add one: a function of this shape in a file of its area, and a line in one of the lists.

use shishi_service::Service;
use shishi_service::views::{CommitmentPage, UnitPage};

use super::people;
use crate::shell::{Failure, Frame};

/// Draws a part of a page, of a commitment where nothing else is said.
pub(super) type Section<P = CommitmentPage> = fn(&Service, &Frame, &P) -> Result<Option<String>, Failure>;

/// What has to be seen before the words: how it stands, and that it was paused or ended.
pub(super) const NOTICES: &[Section] = &[super::status::notice, super::course::notice];

/// What follows the measures, in this order.
pub(super) const SECTIONS: &[Section] = &[
    super::timeline::section,
    super::plans::section,
    super::sites::section,
    people::watch,
    super::surveys::section,
    super::reports::section,
    super::slips::section,
    super::requests::section,
    super::inspections::section,
    super::questions::section,
    super::appraisal::cases,
    super::papers::section,
];

/// What stands on a unit's page before its duties.
pub(super) const UNIT_SECTIONS: &[Section<UnitPage>] = &[people::heads, people::unit_watch];

/// Every part of a list that has something to say.
pub(super) fn draw<P>(
    sections: &[Section<P>],
    service: &Service,
    frame: &Frame,
    page: &P,
) -> Result<Vec<String>, Failure> {
    let drawn = sections
        .iter()
        .filter_map(|section| section(service, frame, page).transpose());
    drawn.collect()
}
