//! Instruments, programmes, commitments, units, duties, measures: what was promised and what was reported.

mod lists;
mod page;
mod units;
mod write;

pub(crate) use lists::unit_ref;
pub use lists::{commitments, overview, programme_named, programmes, requirements};
pub use page::{CommitmentHead, MeasureRecord, PartyRows, commitment, head, measure, parties};
pub use units::{ensure_unit, members_on, memberships, set_group_member, unit, units};
pub use write::{
    NewChange, NewCommitment, NewDuty, NewInstrument, NewMeasure, NewProgramme, NewRecord, NewTarget, insert_category,
    insert_change, insert_commitment, insert_conflict, insert_duty, insert_finding, insert_instrument, insert_measure,
    insert_programme, insert_requirement, insert_supervisor, insert_target, programme_slugs, record_value,
};
