//! Why a site is refused.

use shishi_kernel::{Date, Decimal, Refusal, SiteId};

use super::{Stage, Template};

/// Every refusal code of sites.
pub const CODES: &[&str] = &[
    "site.not_clerk",
    "site.no_unit",
    "site.not_party",
    "site.unit_no_duty",
    "site.other_unit",
    "site.kind_unfit",
    "site.name_missing",
    "site.name_long",
    "site.place_missing",
    "site.place_long",
    "site.position_half",
    "site.position_outside",
    "site.opening_finished",
    "site.too_many",
    "site.reason_long",
    "site.twice",
    "site.claimed_elsewhere",
    "site.stage_unfit",
    "site.stage_same",
    "site.stage_back",
    "site.reason_missing",
    "site.day_before",
];

/// Why a site, or a move of one, is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SiteRefusal {
    #[error("only a clerk keeps a register of sites")]
    NotClerk,
    #[error("the account is bound to no unit")]
    NoUnit,
    #[error("the account's unit has no duty in this commitment")]
    NotParty,
    #[error("the responsible unit has no duty in this commitment")]
    UnitNoDuty,
    #[error("a unit that helps registers only its own sites")]
    OtherUnit,
    #[error("{what} is not counted by sites")]
    KindUnfit { what: String },
    #[error("the name is missing")]
    NameMissing,
    #[error("the name has {length} characters, at most {max} fit")]
    NameLong { length: usize, max: usize },
    #[error("the place is missing")]
    PlaceMissing,
    #[error("the place has {length} characters, at most {max} fit")]
    PlaceLong { length: usize, max: usize },
    #[error("longitude and latitude go together")]
    PositionHalf,
    #[error("{longitude}, {latitude} is no inhabited place")]
    PositionOutside { longitude: Decimal, latitude: Decimal },
    #[error("a site that was {} when the year began is not carried over", stage.code())]
    OpeningFinished { stage: Stage },
    #[error("a measure has at most {max} sites")]
    TooMany { max: usize },
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },
    #[error("{name} is on this register already, as site {site}")]
    Twice { name: String, site: SiteId },
    #[error("{name} is claimed by commitment {commitment} of {year} already")]
    ClaimedElsewhere {
        name: String,
        commitment: String,
        year: i16,
        stage: Stage,
    },
    #[error("a site of this kind is never {}", stage.code())]
    StageUnfit { stage: Stage, template: Template },
    #[error("the site is {} already", stage.code())]
    StageSame { stage: Stage },
    #[error("a step back from {} to {} needs a reason", from.code(), to.code())]
    StageBack { from: Stage, to: Stage },
    #[error("withdrawing a site needs a reason")]
    ReasonMissing,
    #[error("{on} is before the stage before it, {since}")]
    DayBefore { on: Date, since: Date },
}

impl Refusal for SiteRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NotClerk => "site.not_clerk",
            Self::NoUnit => "site.no_unit",
            Self::NotParty => "site.not_party",
            Self::UnitNoDuty => "site.unit_no_duty",
            Self::OtherUnit => "site.other_unit",
            Self::KindUnfit { .. } => "site.kind_unfit",
            Self::NameMissing => "site.name_missing",
            Self::NameLong { .. } => "site.name_long",
            Self::PlaceMissing => "site.place_missing",
            Self::PlaceLong { .. } => "site.place_long",
            Self::PositionHalf => "site.position_half",
            Self::PositionOutside { .. } => "site.position_outside",
            Self::OpeningFinished { .. } => "site.opening_finished",
            Self::TooMany { .. } => "site.too_many",
            Self::ReasonLong { .. } => "site.reason_long",
            Self::Twice { .. } => "site.twice",
            Self::ClaimedElsewhere { .. } => "site.claimed_elsewhere",
            Self::StageUnfit { .. } => "site.stage_unfit",
            Self::StageSame { .. } => "site.stage_same",
            Self::StageBack { .. } => "site.stage_back",
            Self::ReasonMissing => "site.reason_missing",
            Self::DayBefore { .. } => "site.day_before",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::KindUnfit { what } => vec![("what", what.clone())],
            Self::NameLong { length, max } | Self::PlaceLong { length, max } | Self::ReasonLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::PositionOutside { longitude, latitude } => {
                vec![("longitude", longitude.to_string()), ("latitude", latitude.to_string())]
            }
            Self::TooMany { max } => vec![("max", max.to_string())],
            Self::Twice { name, site } => vec![("name", name.clone()), ("site", site.to_string())],
            Self::ClaimedElsewhere {
                name,
                commitment,
                year,
                stage,
            } => vec![
                ("name", name.clone()),
                ("commitment", commitment.clone()),
                ("year", year.to_string()),
                ("stage", stage.code().to_owned()),
            ],
            Self::OpeningFinished { stage } | Self::StageSame { stage } => vec![("stage", stage.code().to_owned())],
            Self::StageUnfit { stage, template } => {
                vec![
                    ("stage", stage.code().to_owned()),
                    ("template", template.code().to_owned()),
                ]
            }
            Self::StageBack { from, to } => vec![("from", from.code().to_owned()), ("to", to.code().to_owned())],
            Self::DayBefore { on, since } => vec![("on", on.to_string()), ("since", since.to_string())],
            _ => Vec::new(),
        }
    }
}
