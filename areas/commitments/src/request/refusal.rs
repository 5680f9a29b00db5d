//! Why something is not done with a request.

use shishi_kernel::{Date, Refusal};

/// Why asking or a step is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum RequestRefusal {
    #[error("only a unit with a duty in the commitment asks")]
    NoDuty,
    #[error("a unit does not ask itself")]
    OwnUnit,
    #[error("no unit is asked; the group has no other members")]
    NobodyAsked,
    #[error("a unit that is asked has no duty in the commitment")]
    UnitNotParty,
    #[error("what is asked is missing")]
    WhatMissing,
    #[error("the words are missing")]
    WordsMissing,
    #[error("the text has {length} characters, at most {max} fit")]
    TextLong { length: usize, max: usize },
    #[error("{due} is outside {first} to {last}")]
    DueOutside { due: Date, first: Date, last: Date },
    #[error("only the unit that asks does this")]
    NotAsker,
    #[error("only the unit that is asked does this")]
    NotAsked,
    #[error("only the unit that asks or the one that is asked does this")]
    NotParty,
    #[error("only the supervision office does this")]
    NotOffice,
    #[error("the account's unit leads this commitment or helps with it, so another has to decide")]
    OwnDuty,
    #[error("the request is {stands}, and this cannot follow now")]
    OutOfTurn { stands: &'static str },
    #[error("the request has {max} steps and can only be ended")]
    TooManySteps { max: usize },
    #[error("the ground for declining is missing")]
    GroundMissing,
    #[error("only declining has a ground")]
    GroundStray,
}

/// Every refusal code of requests.
pub const CODES: &[&str] = &[
    "request.no_duty",
    "request.own_unit",
    "request.nobody_asked",
    "request.unit_not_party",
    "request.what_missing",
    "request.words_missing",
    "request.text_long",
    "request.due_outside",
    "request.not_asker",
    "request.not_asked",
    "request.not_party",
    "request.not_office",
    "request.own_duty",
    "request.out_of_turn",
    "request.too_many_steps",
    "request.ground_missing",
    "request.ground_stray",
];

impl Refusal for RequestRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::NoDuty => "request.no_duty",
            Self::OwnUnit => "request.own_unit",
            Self::NobodyAsked => "request.nobody_asked",
            Self::UnitNotParty => "request.unit_not_party",
            Self::WhatMissing => "request.what_missing",
            Self::WordsMissing => "request.words_missing",
            Self::TextLong { .. } => "request.text_long",
            Self::DueOutside { .. } => "request.due_outside",
            Self::NotAsker => "request.not_asker",
            Self::NotAsked => "request.not_asked",
            Self::NotParty => "request.not_party",
            Self::NotOffice => "request.not_office",
            Self::OwnDuty => "request.own_duty",
            Self::OutOfTurn { .. } => "request.out_of_turn",
            Self::TooManySteps { .. } => "request.too_many_steps",
            Self::GroundMissing => "request.ground_missing",
            Self::GroundStray => "request.ground_stray",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::TextLong { length, max } => vec![("length", length.to_string()), ("max", max.to_string())],
            Self::DueOutside { due, first, last } => vec![
                ("due", due.to_string()),
                ("first", first.to_string()),
                ("last", last.to_string()),
            ],
            Self::OutOfTurn { stands } => vec![("stands", (*stands).to_owned())],
            Self::TooManySteps { max } => vec![("max", max.to_string())],
            _ => Vec::new(),
        }
    }
}
