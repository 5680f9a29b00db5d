//! Units and what they owe.

use serde::Serialize;
use shishi_service::views;
use utoipa::ToSchema;

use super::{CommitmentSummary, Conflict, each};

/// A unit's name with its identifier.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitReference {
    /// Identifier.
    pub id: i64,
    /// Name as first printed.
    pub name: String,
    /// Whether it stands for several units (各街道).
    pub group: bool,
}

impl From<views::UnitRef> for UnitReference {
    fn from(row: views::UnitRef) -> Self {
        Self {
            id: row.id.0,
            name: row.name,
            group: row.group,
        }
    }
}

/// A unit in the list of units.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct UnitSummary {
    /// The unit.
    pub unit: UnitReference,
    /// Number of commitments it leads.
    pub leads: u32,
    /// Number of commitments it helps on, named itself or through a group.
    pub helps: u32,
    /// Whether the notice makes it a supervisor.
    pub supervises: bool,
}

impl From<views::UnitRow> for UnitSummary {
    fn from(row: views::UnitRow) -> Self {
        Self {
            unit: row.unit.into(),
            leads: row.leads,
            helps: row.helps,
            supervises: row.supervises,
        }
    }
}

/// A commitment that a unit helps on.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct HelpedCommitment {
    /// The commitment.
    pub commitment: CommitmentSummary,
    /// The group through which the unit is named, if it is not by its own name.
    pub through: Option<UnitReference>,
}

/// A unit (单位) with its commitments.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Unit {
    /// The unit and its counts.
    pub summary: UnitSummary,
    /// For a group, its members on the document's date; for a unit, empty.
    pub members: Vec<UnitReference>,
    /// Groups it belongs to.
    pub groups: Vec<UnitReference>,
    /// Commitments it leads.
    pub leads: Vec<CommitmentSummary>,
    /// Commitments it helps on.
    pub helps: Vec<HelpedCommitment>,
    /// Its conflicts of interest.
    pub conflicts: Vec<Conflict>,
}

impl From<views::UnitPage> for Unit {
    fn from(page: views::UnitPage) -> Self {
        let helps = page.helps.into_iter().map(|(commitment, through)| HelpedCommitment {
            commitment: commitment.into(),
            through: through.map(UnitReference::from),
        });
        Self {
            summary: page.row.into(),
            members: each(page.members),
            groups: each(page.groups),
            leads: each(page.leads),
            helps: helps.collect(),
            conflicts: each(page.conflicts),
        }
    }
}
