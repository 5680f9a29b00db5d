//! Entries with their steps, and the values that follow from them: what is reported and what was verified.

mod read;
mod values;
mod write;

pub use read::{RecordFilter, RecordRow, StepRow, list, one, steps, to_confirm, to_judge};
pub use values::{
    ClaimRow, PlainReport, ValueRow, claims, insert_verified, last_return, plain_report, plain_reports,
    remove_verified, reported, verified, verified_of_commitment,
};
pub use write::{Change, Moved, NewRecord, advance, insert, insert_for_report, insert_step, rewrite};

use shishi_kernel::UnitId;

use crate::StoreError;
use crate::session::Row;
use crate::views::UnitRef;

/// A worklist shows at most so many entries; what is done makes room for the rest.
pub const WORKLIST_MAX: i64 = 200;

/// Whether a unit has a duty in the entry's commitment, by its own name or through a group; of a role, or of any.
const DUTY: &str = "EXISTS (SELECT 1 FROM duty d \
    JOIN programme g ON g.jurisdiction_id = c.jurisdiction_id AND g.id = c.programme_id \
    LEFT JOIN unit_group_member k ON k.jurisdiction_id = d.jurisdiction_id AND k.group_id = d.unit_id \
    AND k.valid_from <= g.members_on AND (k.valid_to IS NULL OR k.valid_to >= g.members_on) \
    WHERE d.jurisdiction_id = c.jurisdiction_id AND d.commitment_id = c.id AND coalesce(k.member_id, d.unit_id) = $2";

fn unit(row: &Row<'_>, column: usize) -> Result<UnitRef, StoreError> {
    Ok(UnitRef {
        id: UnitId(row.int(column)?),
        name: row.text(column + 1)?,
        group: row.flag(column + 2)?,
    })
}
