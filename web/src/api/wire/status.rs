//! How commitments stand (办理状态): worked out from what was recorded, never entered.

use serde::Serialize;
use shishi_kernel::Date;
use shishi_service::commitments::measure::Met;
use shishi_service::commitments::series::Point;
use shishi_service::{CommitmentStatus, MeasureStatus, MonthStatus, PlaceStatus, ProgrammeStatus, Wait};
use utoipa::ToSchema;

use super::{Figure, UnitReference, day, each};

/// How a programme stands on a day: every commitment, and counts. There is no average on purpose.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct BoardStatus {
    /// Slug of the programme.
    pub programme: String,
    /// The day.
    #[schema(format = Date)]
    pub on: String,
    /// How many commitments are in each state; states that none is in are left out.
    pub states: Vec<StateCount>,
    /// What was done on time, of what is done or overdue.
    pub on_time: OnTimeCount,
    /// The commitments by number.
    pub commitments: Vec<StandingStatus>,
}

/// How many commitments are in a state.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StateCount {
    /// The state.
    pub state: String,
    /// How many.
    pub commitments: u32,
}

/// Commitments done by their last day, of those that are done or overdue. What is paused or ended is in neither part.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub struct OnTimeCount {
    /// Done by the last day, as verified.
    pub on_time: u32,
    /// Done later.
    pub late: u32,
    /// Past the last day and not done.
    pub open_overdue: u32,
}

/// How a commitment stands, with what that was worked out from.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct StandingStatus {
    /// Slug of the commitment.
    pub commitment: String,
    /// `plan_missing`, `not_started`, `underway`, `changed`, `reported_done`, `accepted`, `use_check`, `closed`, `paused`,
    /// `ended` or `not_kept`.
    pub state: String,
    /// `overdue`, `blocked`, `no_report`, `disputed`, `unfunded`; several can hold together.
    pub flags: Vec<String>,
    /// Against the approved plan this month: `green`, `yellow`, `red`, or `grey` without a plan.
    pub colour: String,
    /// Whether the colour would be better but for having been red earlier in the month.
    pub scar: bool,
    /// The months of the year that have begun.
    pub months: Vec<MonthColour>,
    /// How good the evidence is: `none`, `reported`, `supported` or `verified`.
    pub evidence: String,
    /// The last day that counts, of all measures.
    #[schema(format = Date)]
    pub cut_off: Option<String>,
    /// The day on which the last of its measures was met as verified; null until all are.
    #[schema(format = Date)]
    pub done_on: Option<String>,
    /// The day to which the newest report speaks.
    #[schema(format = Date)]
    pub reported_as_of: Option<String>,
    /// The measures by position.
    pub measures: Vec<MeasureStanding>,
    /// Open requests between units, and whose turn it is.
    pub waits: Vec<OpenRequest>,
}

/// A month against the plan that was in force at its end.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MonthColour {
    /// The month: `2020-06`.
    pub month: String,
    /// `green`, `yellow`, `red` or `grey`.
    pub colour: String,
    /// Whether it would be better but for having been red earlier in the month.
    pub scar: bool,
}

/// A measure with its values side by side, of which none stands for another. Null is not zero.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct MeasureStanding {
    /// Identifier of the measure.
    pub measure: i64,
    /// Its place among the commitment's measures, from 1.
    pub position: u32,
    /// Whether it can be checked as written; one that cannot counts for nothing.
    pub testable: bool,
    /// What the approved plan expects by today; null where nothing is due.
    pub expected: Option<Figure>,
    /// The last reported value.
    pub reported: Option<DatedFigure>,
    /// The last verified value.
    pub verified: Option<DatedFigure>,
    /// Whether the target is met on the reported value: `met`, `not_met` or `undeclared`.
    pub met_reported: String,
    /// Whether it is met on the verified value.
    pub met_verified: String,
    /// Against the approved plan this month.
    pub colour: String,
    /// Where the record so far leads by the last day. A forecast, never a value.
    pub forecast: Option<ForecastFigure>,
    /// Place by place, for a figure that was promised so.
    pub places: Vec<PlaceStanding>,
}

/// A value with the day to which it speaks.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DatedFigure {
    /// The value, cumulative since the year's start, in the measure's unit.
    pub value: Figure,
    /// The day.
    #[schema(format = Date)]
    pub as_of: String,
}

/// Where a record leads, with an interval.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct ForecastFigure {
    /// The day.
    #[schema(format = Date)]
    pub on: String,
    /// At the median pace of the record.
    pub value: Figure,
    /// At a slow pace of it.
    pub low: Figure,
    /// At a fast pace of it.
    pub high: Figure,
}

/// What was reached at a place.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct PlaceStanding {
    /// The place as printed; null for what lies elsewhere.
    pub name: Option<String>,
    /// What was promised there.
    pub promised: Option<Figure>,
    /// As reported.
    pub reported: Option<Figure>,
    /// As verified.
    pub verified: Option<Figure>,
}

/// An open request between units.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OpenRequest {
    /// Whose turn it is: `asker`, `asked` or `office`.
    pub court: String,
    /// The unit whose turn it is; null for the supervision office.
    pub unit: Option<UnitReference>,
    /// Since when.
    #[schema(format = Date)]
    pub since: String,
    /// By which day it should have been delivered.
    #[schema(format = Date)]
    pub due: String,
    /// Whether that day is past.
    pub overdue: bool,
}

impl From<&ProgrammeStatus> for BoardStatus {
    fn from(status: &ProgrammeStatus) -> Self {
        let states = status.counts.present().map(|(state, commitments)| StateCount {
            state: state.code().to_owned(),
            commitments,
        });
        Self {
            programme: status.programme.slug.clone(),
            on: day(status.today),
            states: states.collect(),
            on_time: OnTimeCount {
                on_time: status.on_time.on_time,
                late: status.on_time.late,
                open_overdue: status.on_time.open_overdue,
            },
            commitments: status
                .commitments
                .iter()
                .map(|one| StandingStatus::of(one, status.today))
                .collect(),
        }
    }
}

impl StandingStatus {
    /// How a commitment stands on a day.
    pub fn of(one: &CommitmentStatus, today: Date) -> Self {
        Self {
            commitment: one.slug.clone(),
            state: one.state.code().to_owned(),
            flags: one.flags.iter().map(|flag| flag.code().to_owned()).collect(),
            colour: one.colour.code().to_owned(),
            scar: one.scar,
            months: one.months.iter().flatten().map(MonthColour::from).collect(),
            evidence: one.grade.code().to_owned(),
            cut_off: one.cut_off.map(day),
            done_on: one.done.map(day),
            reported_as_of: one.reported.map(day),
            measures: one
                .measures
                .iter()
                .map(|measure| MeasureStanding::of(measure, today))
                .collect(),
            waits: each(one.waits.clone()),
        }
    }
}

impl From<&MonthStatus> for MonthColour {
    fn from(month: &MonthStatus) -> Self {
        Self {
            month: format!("{:04}-{:02}", month.first.year(), month.first.month()),
            colour: month.colour.code().to_owned(),
            scar: month.scar,
        }
    }
}

impl MeasureStanding {
    fn of(measure: &MeasureStatus, today: Date) -> Self {
        let met = |met: Met| match met {
            Met::Met => "met".to_owned(),
            Met::NotMet => "not_met".to_owned(),
            Met::Undeclared => "undeclared".to_owned(),
        };
        Self {
            measure: measure.measure.0,
            position: measure.position,
            testable: measure.testable,
            expected: measure.expected(today).map(Figure::from),
            reported: measure.last_reported(today).map(DatedFigure::from),
            verified: measure.last_verified(today).map(DatedFigure::from),
            met_reported: met(measure.met_reported),
            met_verified: met(measure.met_verified),
            colour: measure.colour.code().to_owned(),
            forecast: measure.forecast.as_ref().map(|led| ForecastFigure {
                on: day(led.on),
                value: led.value.into(),
                low: led.low.into(),
                high: led.high.into(),
            }),
            places: each(measure.places.clone()),
        }
    }
}

impl From<Point> for DatedFigure {
    fn from(point: Point) -> Self {
        Self {
            value: point.value.into(),
            as_of: day(point.on),
        }
    }
}

impl From<PlaceStatus> for PlaceStanding {
    fn from(place: PlaceStatus) -> Self {
        Self {
            name: place.name,
            promised: place.promised.map(Figure::from),
            reported: place.reported.map(Figure::from),
            verified: place.verified.map(Figure::from),
        }
    }
}

impl From<Wait> for OpenRequest {
    fn from(wait: Wait) -> Self {
        Self {
            court: wait.court.code().to_owned(),
            unit: wait.unit.map(UnitReference::from),
            since: day(wait.since),
            due: day(wait.due),
            overdue: wait.overdue,
        }
    }
}
