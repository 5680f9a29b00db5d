//! Inspections: the register, plans, draws, visits. States, kinds and answers are codes of the area; lists of units,
//! numbers and answers are JSON.

mod draws;
mod register;
mod visits;

pub use draws::{BodyRow, DrawRow, NewDraw, commit, draw, draws, finish, freeze, reveal, seal};
pub use register::{
    InspectedRow, InspectorRow, NewInspected, NewPlan, PlanRow, add_inspected, add_inspector, approve_plan,
    approved_in_year, inspected, inspectors, is_registered, plan, plan_insert, plans, register,
};
pub use visits::{
    FindingRow, InspectionRow, NewInspection, add_finding, close, inspection, inspections, mend, of_commitment, open,
    reply, serve, visit,
};
