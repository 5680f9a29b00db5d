//! What is asked at a visit, as data.

use serde::{Deserialize, Serialize};

use crate::refusal::InspectionRefusal;

/// Characters of a note, an order, a conclusion or a reply.
pub const WORDS_MAX: usize = 2_000;

/// What is inspected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ObjectKind {
    /// A kitchen that cooks for pupils (供餐单位).
    Kitchen,
    /// A finished site: is it in use? (建成点位)
    Site,
}

impl ObjectKind {
    /// Every kind.
    pub const ALL: [Self; 2] = [Self::Kitchen, Self::Site];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Kitchen => "kitchen",
            Self::Site => "site",
        }
    }

    /// The kind of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The questions, by code, in the order in which they are asked.
    #[must_use]
    pub const fn questions(self) -> &'static [&'static str] {
        match self {
            Self::Kitchen => &[
                "licence",
                "health_cards",
                "purchase_records",
                "raw_and_cooked",
                "disinfection",
                "samples_kept",
                "storage",
                "waste",
                "picture_shown",
            ],
            Self::Site => &["in_use", "water", "open_hours", "clean", "access", "upkeep"],
        }
    }
}

/// How likely harm is (风险等级). The weight in a draw doubles from class to class.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// Low.
    Low,
    /// Middle.
    Middle,
    /// High.
    High,
}

impl Risk {
    /// Every class.
    pub const ALL: [Self; 3] = [Self::Low, Self::Middle, Self::High];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Middle => "middle",
            Self::High => "high",
        }
    }

    /// The class of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|risk| risk.code() == code)
    }

    /// The weight in a draw.
    #[must_use]
    pub const fn weight(self) -> u32 {
        match self {
            Self::Low => 1,
            Self::Middle => 2,
            Self::High => 4,
        }
    }
}

/// The answer to a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// As it should be.
    Ok,
    /// Not as it should be.
    Fault,
    /// Does not apply here.
    NotApplicable,
}

impl Mark {
    /// Every answer.
    pub const ALL: [Self; 3] = [Self::Ok, Self::Fault, Self::NotApplicable];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Fault => "fault",
            Self::NotApplicable => "not_applicable",
        }
    }

    /// The answer of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|mark| mark.code() == code)
    }
}

/// An answered question.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// The question's code.
    pub item: String,
    /// The answer.
    pub mark: Mark,
    /// A word on it; never empty at a fault.
    pub note: String,
}

/// Puts answers into the order of the questions; answers to what was not asked are dropped.
///
/// # Errors
/// When a question has no answer, a fault no note, or a note is too long.
pub fn complete(kind: ObjectKind, answers: &[Answer]) -> Result<Vec<Answer>, InspectionRefusal> {
    let answer = |item: &&'static str| {
        let given = answers.iter().find(|answer| answer.item == *item);
        let mut given = given.cloned().ok_or(InspectionRefusal::AnswerMissing { item })?;
        given.note = given.note.trim().to_owned();
        check_length(&given.note)?;
        if given.mark == Mark::Fault && given.note.is_empty() {
            return Err(InspectionRefusal::FaultUnexplained { item });
        }
        Ok(given)
    };
    kind.questions().iter().map(answer).collect()
}

/// Words without white space round them.
///
/// # Errors
/// Empty or too long.
pub(crate) fn words(text: &str) -> Result<String, InspectionRefusal> {
    let text = text.trim();
    if text.is_empty() {
        return Err(InspectionRefusal::WordsMissing {});
    }
    check_length(text)?;
    Ok(text.to_owned())
}

fn check_length(text: &str) -> Result<(), InspectionRefusal> {
    let length = text.chars().count();
    if length > WORDS_MAX {
        return Err(InspectionRefusal::WordsLong { length, max: WORDS_MAX });
    }
    Ok(())
}
