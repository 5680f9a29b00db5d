//! What people attempt, by area.

mod appraisal;
mod cases;
mod course;
mod entries;
mod inspections;
mod people;
mod plans;
mod questions;
mod reports;
mod requests;
mod slips;

use shishi_service::ServiceError;

use crate::attempt::Attempt;
use crate::world::World;

/// Something that somebody thinks of doing; nothing when there is nothing to do.
pub(crate) type Act = fn(&mut World) -> Result<Option<Attempt>, ServiceError>;

/// Everything, with how often it is thought of.
pub(crate) const ACTS: &[(u32, Act)] = &[
    (6, plans::begin),
    (30, plans::go_on),
    (5, plans::reach),
    (6, requests::ask),
    (14, requests::step),
    (8, entries::register),
    (2, entries::register_list),
    (18, entries::write),
    (18, entries::go_on),
    (3, entries::add_file),
    (2, entries::judge_report),
    (8, entries::plain),
    (10, reports::go_on),
    (1, reports::change_form),
    (5, slips::issue),
    (8, slips::go_on),
    (2, questions::ask),
    (5, questions::go_on),
    (3, course::turn),
    (3, course::change_target),
    (3, people::appoint),
    (2, people::leave),
    (1, people::hire),
    (4, inspections::prepare),
    (14, inspections::draw),
    (8, inspections::visit),
    (8, appraisal::go_on),
    (2, cases::open),
    (6, cases::go_on),
];
