//! Why something is not done with a plan.

use shishi_kernel::{Date, Decimal, Fen, Refusal};

/// Why a command on a plan is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum PlanRefusal {
    #[error("the account's unit does not lead this commitment")]
    NotLead,
    #[error("the account's unit leads this commitment or helps with it, so another has to decide on its plan")]
    OwnDuty,
    #[error("a version is being worked on already")]
    OpenAlready,
    #[error("the version is not open for writing")]
    NotOpen,
    #[error("the version was not submitted")]
    NotSubmitted,
    #[error("the version is not in force")]
    NotApproved,
    #[error("the reasons for returning it are missing")]
    ReasonsMissing,
    #[error("the text has {length} characters, at most {max} fit")]
    TextLong { length: usize, max: usize },
    #[error("a row lacks its words")]
    TextMissing,
    #[error("at most {max} rows of a kind fit")]
    TooMany { max: usize },
    #[error("{title} is planned for {planned}, outside {first} to {last}")]
    MilestoneOutside {
        title: String,
        planned: Date,
        first: Date,
        last: Date,
    },
    #[error("two milestones are called {title}")]
    MilestoneTwice { title: String },
    #[error("the plan has no milestone")]
    MilestonesMissing,
    #[error("there is no such milestone")]
    MilestoneUnknown,
    #[error("the milestone was reached on {done} already")]
    ReachedAlready { done: Date },
    #[error("{on} is after today, {today}")]
    ReachedInFuture { on: Date, today: Date },
    #[error("{on} is before the programme's year, {year}")]
    ReachedBeforeYear { on: Date, year: i16 },
    #[error("{title} was reached and has to stay as it was planned")]
    ReachedKept { title: String },
    #[error("the measure is none of this commitment's that can be planned for, or stands twice")]
    MeasureUnknown,
    #[error("{what}: {on} is outside {first} to {last}")]
    PointOutside {
        what: String,
        on: Date,
        first: Date,
        last: Date,
    },
    #[error("{what} cannot be {value}")]
    PointValue { what: String, value: Decimal },
    #[error("{what}: a day stands twice")]
    PointTwice { what: String },
    #[error("{what} falls from {before} to {value} on {on}, although it only adds up")]
    Falls {
        what: String,
        on: Date,
        before: Decimal,
        value: Decimal,
    },
    #[error("{what} has no planned values")]
    TrajectoryMissing { what: String },
    #[error("{what} ends with {value} and does not reach {target}")]
    Short {
        what: String,
        value: Decimal,
        target: Decimal,
    },
    #[error("{amount} yuan from {from} is no amount")]
    Amount { from: String, amount: Fen },
    #[error("nobody is named as responsible")]
    PersonMissing,
    #[error("the unit has no duty in this commitment")]
    UnitNotParty,
    #[error("the reason for a new version is missing")]
    CauseMissing,
    #[error("the decision on which the new version rests is missing")]
    DecisionMissing,
    #[error("nothing would change")]
    NothingChanged,
}

/// Every refusal code of plans.
pub const CODES: &[&str] = &[
    "plan.not_lead",
    "plan.own_duty",
    "plan.open_already",
    "plan.not_open",
    "plan.not_submitted",
    "plan.not_approved",
    "plan.reasons_missing",
    "plan.text_long",
    "plan.text_missing",
    "plan.too_many",
    "plan.milestone_outside",
    "plan.milestone_twice",
    "plan.milestones_missing",
    "plan.milestone_unknown",
    "plan.reached_already",
    "plan.reached_in_future",
    "plan.reached_before_year",
    "plan.reached_kept",
    "plan.measure_unknown",
    "plan.trajectory_outside",
    "plan.trajectory_value",
    "plan.trajectory_twice",
    "plan.trajectory_falls",
    "plan.trajectory_missing",
    "plan.trajectory_short",
    "plan.amount",
    "plan.person_missing",
    "plan.unit_not_party",
    "plan.cause_missing",
    "plan.decision_missing",
    "plan.nothing_changed",
];

impl Refusal for PlanRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotLead => "plan.not_lead",
            Self::OwnDuty => "plan.own_duty",
            Self::OpenAlready => "plan.open_already",
            Self::NotOpen => "plan.not_open",
            Self::NotSubmitted => "plan.not_submitted",
            Self::NotApproved => "plan.not_approved",
            Self::ReasonsMissing => "plan.reasons_missing",
            Self::TextLong { .. } => "plan.text_long",
            Self::TextMissing => "plan.text_missing",
            Self::TooMany { .. } => "plan.too_many",
            Self::MilestoneOutside { .. } => "plan.milestone_outside",
            Self::MilestoneTwice { .. } => "plan.milestone_twice",
            Self::MilestonesMissing => "plan.milestones_missing",
            Self::MilestoneUnknown => "plan.milestone_unknown",
            Self::ReachedAlready { .. } => "plan.reached_already",
            Self::ReachedInFuture { .. } => "plan.reached_in_future",
            Self::ReachedBeforeYear { .. } => "plan.reached_before_year",
            Self::ReachedKept { .. } => "plan.reached_kept",
            Self::MeasureUnknown => "plan.measure_unknown",
            Self::PointOutside { .. } => "plan.trajectory_outside",
            Self::PointValue { .. } => "plan.trajectory_value",
            Self::PointTwice { .. } => "plan.trajectory_twice",
            Self::Falls { .. } => "plan.trajectory_falls",
            Self::TrajectoryMissing { .. } => "plan.trajectory_missing",
            Self::Short { .. } => "plan.trajectory_short",
            Self::Amount { .. } => "plan.amount",
            Self::PersonMissing => "plan.person_missing",
            Self::UnitNotParty => "plan.unit_not_party",
            Self::CauseMissing => "plan.cause_missing",
            Self::DecisionMissing => "plan.decision_missing",
            Self::NothingChanged => "plan.nothing_changed",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TextLong { length, max } => vec![("length", length.to_string()), ("max", max.to_string())],
            Self::TooMany { max } => vec![("max", max.to_string())],
            Self::MilestoneOutside {
                title,
                planned,
                first,
                last,
            } => vec![
                ("title", title.clone()),
                ("planned", planned.to_string()),
                ("first", first.to_string()),
                ("last", last.to_string()),
            ],
            Self::MilestoneTwice { title } | Self::ReachedKept { title } => vec![("title", title.clone())],
            Self::ReachedAlready { done } => vec![("done", done.to_string())],
            Self::ReachedInFuture { on, today } => vec![("on", on.to_string()), ("today", today.to_string())],
            Self::ReachedBeforeYear { on, year } => vec![("on", on.to_string()), ("year", year.to_string())],
            Self::PointOutside { what, on, first, last } => vec![
                ("what", what.clone()),
                ("on", on.to_string()),
                ("first", first.to_string()),
                ("last", last.to_string()),
            ],
            Self::PointValue { what, value } => vec![("what", what.clone()), ("value", value.to_string())],
            Self::PointTwice { what } | Self::TrajectoryMissing { what } => vec![("what", what.clone())],
            Self::Falls {
                what,
                on,
                before,
                value,
            } => vec![
                ("what", what.clone()),
                ("on", on.to_string()),
                ("before", before.to_string()),
                ("value", value.to_string()),
            ],
            Self::Short { what, value, target } => vec![
                ("what", what.clone()),
                ("value", value.to_string()),
                ("target", target.to_string()),
            ],
            Self::Amount { from, amount } => vec![("from", from.clone()), ("amount", amount.to_string())],
            _ => Vec::new(),
        }
    }
}
