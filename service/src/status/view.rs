//! How a programme stands, as pages, the API and downloads show it.

use jiff::Timestamp;
use shishi_commitments::measure::{Direction, Met, TargetValue};
use shishi_commitments::request::Court;
use shishi_commitments::series::{Point, Trajectory};
use shishi_commitments::status::{Colour, Flag, Forecast, Grade, OnTime, State, StateCounts, last_at};
use shishi_kernel::{CommitmentId, Date, Decimal, MeasureId, RequestId};
use shishi_store::plans::MilestoneRow;
use shishi_store::status::{ChangeFact, SlipFact, UseFact};
use shishi_store::views::{ProgrammeRow, UnitRef};

/// How a programme stands on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct ProgrammeStatus {
    /// The programme.
    pub programme: ProgrammeRow,
    /// The day.
    pub today: Date,
    /// Its commitments by number.
    pub commitments: Vec<CommitmentStatus>,
    /// How many are in each state.
    pub counts: StateCounts,
    /// What was done on time, of what is done or overdue.
    pub on_time: OnTime,
    /// What was done in the last days, newest first.
    pub changes: Vec<ChangeFact>,
}

impl ProgrammeStatus {
    /// One commitment.
    #[must_use]
    pub fn of(&self, slug: &str) -> Option<&CommitmentStatus> {
        self.commitments.iter().find(|one| one.slug == slug)
    }

    /// How many commitments have a flag.
    #[must_use]
    pub fn flagged(&self, flag: Flag) -> usize {
        self.commitments.iter().filter(|one| one.flags.contains(&flag)).count()
    }

    /// How many commitments have a colour this month.
    #[must_use]
    pub fn coloured(&self, colour: Colour) -> usize {
        self.commitments.iter().filter(|one| one.colour == colour).count()
    }
}

/// How a commitment stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CommitmentStatus {
    /// The commitment.
    pub id: CommitmentId,
    /// What stands in its address.
    pub slug: String,
    /// Its number as printed.
    pub number: u32,
    /// Short title.
    pub title: String,
    /// Lead units.
    pub leads: Vec<UnitRef>,
    /// Its state.
    pub state: State,
    /// What is wrong beside it. A figure is disputed when what was published contradicts it: a question that nobody has
    /// settled is no verdict and raises nothing here.
    pub flags: Vec<Flag>,
    /// Against its plan, this month or in the last month of the year.
    pub colour: Colour,
    /// Whether that would be better but for having been red earlier in the month.
    pub scar: bool,
    /// The twelve months of the year; `None` for one that has not begun.
    pub months: [Option<MonthStatus>; 12],
    /// How good the evidence is.
    pub grade: Grade,
    /// The last day that counts, of all its measures.
    pub cut_off: Option<Date>,
    /// The day on which the last of its measures was met as verified, if all are.
    pub done: Option<Date>,
    /// The day to which the newest report speaks.
    pub reported: Option<Date>,
    /// Its measures by position.
    pub measures: Vec<MeasureStatus>,
    /// The milestones of the plan in force.
    pub milestones: Vec<MilestoneRow>,
    /// Open requests: where the ball lies.
    pub waits: Vec<Wait>,
    /// Open slips.
    pub slips: Vec<SlipFact>,
    /// Visits to what was finished, in use.
    pub uses: Option<UseFact>,
    /// When something was last done with it, and the kind of its journal entry.
    pub last_change: Option<(Timestamp, String)>,
}

/// A month of the year.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthStatus {
    /// Its first day.
    pub first: Date,
    /// The worst colour of all measures at its end.
    pub colour: Colour,
    /// Whether it would be better but for having been red earlier in the month.
    pub scar: bool,
}

/// An open request: who has to act next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wait {
    /// The request.
    pub request: RequestId,
    /// Whose turn it is.
    pub court: Court,
    /// The unit whose turn it is; `None` for the supervision office.
    pub unit: Option<UnitRef>,
    /// Since when.
    pub since: Date,
    /// By which day it should have been delivered.
    pub due: Date,
    /// Whether that day is past.
    pub overdue: bool,
}

/// How a measure stands: three values side by side, of which none stands for another.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureStatus {
    /// The measure.
    pub measure: MeasureId,
    /// Its place among the commitment's measures, from 1.
    pub position: u32,
    /// What is counted.
    pub what: String,
    /// The unit.
    pub unit: Option<String>,
    /// Whether it can be checked as written. One that cannot is shown and counts for nothing.
    pub testable: bool,
    /// What a result is held against.
    pub target: Option<TargetValue>,
    /// Which way a value may differ.
    pub direction: Direction,
    /// What the plan in force expects by day.
    pub plan: Trajectory,
    /// What the units reported, the last of each day, earliest first.
    pub reported: Vec<Point>,
    /// What was verified, likewise.
    pub verified: Vec<Point>,
    /// Whether it is met on the reported value.
    pub met_reported: Met,
    /// Whether it is met on the verified value.
    pub met_verified: Met,
    /// Against its plan, this month.
    pub colour: Colour,
    /// The last day that counts.
    pub cut_off: Option<Date>,
    /// Where the record so far leads by that day; never a value.
    pub forecast: Option<Forecast>,
    /// Place by place, for a figure that was promised so.
    pub places: Vec<PlaceStatus>,
}

impl MeasureStatus {
    /// What is expected on a day.
    #[must_use]
    pub fn expected(&self, on: Date) -> Option<Decimal> {
        self.plan.expected(on)
    }

    /// The last reported value until a day.
    #[must_use]
    pub fn last_reported(&self, on: Date) -> Option<Point> {
        last_at(&self.reported, on)
    }

    /// The last verified value until a day.
    #[must_use]
    pub fn last_verified(&self, on: Date) -> Option<Point> {
        last_at(&self.verified, on)
    }
}

/// What was reached at one place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PlaceStatus {
    /// The place as printed; `None` for what is elsewhere.
    pub name: Option<String>,
    /// What was promised there.
    pub promised: Option<Decimal>,
    /// As reported; `None` when nothing was said, which is not zero.
    pub reported: Option<Decimal>,
    /// As verified.
    pub verified: Option<Decimal>,
}
