//! What residents say of a commitment (群众评价): of so many who answered, so many are content.
//!
//! It is a third truth beside what was reported and what was verified, and is merged with neither. The unit that leads or helps does
//! not ask about its own work, and how people were asked is said with the figures: without that they mean nothing.

use shishi_kernel::{Actor, Date, Refusal, Timestamp, civil_date};

use crate::draft::over;
use crate::party::Parties;

/// How people were asked is said in at most so many characters.
pub const METHOD_CHARS_MAX: usize = 300;
/// More people do not answer one survey.
pub const ANSWERS_MAX: u32 = 1_000_000;

/// A survey, as it is handed in and as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Survey {
    /// The first day on which people were asked.
    pub from: Date,
    /// The last day.
    pub to: Date,
    /// How many answered.
    pub answers: u32,
    /// How many of them are content.
    pub content: u32,
    /// How they were found and asked.
    pub method: String,
}

/// Why a survey is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum SurveyRefusal {
    #[error("the account's unit leads this commitment or helps with it, so another has to ask")]
    OwnDuty,
    #[error("the last day is before the first")]
    UpsideDown,
    #[error("{day} has not come yet")]
    InFuture { day: Date },
    #[error("nobody answered")]
    NoAnswers,
    #[error("at most {max} answers can be recorded")]
    TooMany { max: u32 },
    #[error("of {answers} who answered, {content} cannot be content")]
    ContentLarge { content: u32, answers: u32 },
    #[error("how people were asked is missing")]
    MethodMissing,
    #[error("how people were asked has {length} characters, at most {max} fit")]
    MethodLong { length: usize, max: usize },
}

/// Every code.
pub const CODES: &[&str] = &[
    "survey.own_duty",
    "survey.upside_down",
    "survey.in_future",
    "survey.no_answers",
    "survey.too_many",
    "survey.content_large",
    "survey.method_missing",
    "survey.method_long",
];

impl Refusal for SurveyRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::OwnDuty => "survey.own_duty",
            Self::UpsideDown => "survey.upside_down",
            Self::InFuture { .. } => "survey.in_future",
            Self::NoAnswers => "survey.no_answers",
            Self::TooMany { .. } => "survey.too_many",
            Self::ContentLarge { .. } => "survey.content_large",
            Self::MethodMissing => "survey.method_missing",
            Self::MethodLong { .. } => "survey.method_long",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::InFuture { day } => vec![("day", day.to_string())],
            Self::TooMany { max } => vec![("max", max.to_string())],
            Self::ContentLarge { content, answers } => {
                vec![("content", content.to_string()), ("answers", answers.to_string())]
            }
            Self::MethodLong { length, max } => vec![("length", length.to_string()), ("max", max.to_string())],
            _ => Vec::new(),
        }
    }
}

/// Decides on a survey.
///
/// # Errors
/// In the order of [`CODES`].
pub fn record(parties: &Parties, survey: Survey, by: &Actor, now: Timestamp) -> Result<Survey, SurveyRefusal> {
    if !parties.may_judge(by.unit) {
        return Err(SurveyRefusal::OwnDuty);
    }
    if survey.to < survey.from {
        return Err(SurveyRefusal::UpsideDown);
    }
    if survey.to > civil_date(now) {
        return Err(SurveyRefusal::InFuture { day: survey.to });
    }
    let (answers, content) = (survey.answers, survey.content);
    if answers == 0 {
        return Err(SurveyRefusal::NoAnswers);
    }
    if answers > ANSWERS_MAX {
        return Err(SurveyRefusal::TooMany { max: ANSWERS_MAX });
    }
    if content > answers {
        return Err(SurveyRefusal::ContentLarge { content, answers });
    }
    let method = survey.method.trim().to_owned();
    if method.is_empty() {
        return Err(SurveyRefusal::MethodMissing);
    }
    if let Some(length) = over(&method, METHOD_CHARS_MAX) {
        let max = METHOD_CHARS_MAX;
        return Err(SurveyRefusal::MethodLong { length, max });
    }
    Ok(Survey { method, ..survey })
}

#[cfg(test)]
mod tests {
    use shishi_kernel::{AccountId, Role, UnitId};

    use super::*;

    #[test]
    fn surveys_are_refused_in_order_and_every_code_is_produced() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let parties = Parties {
            leads: vec![UnitId(1)],
            helps: vec![UnitId(2)],
        };
        let good = Survey {
            from: day("2020-11-01"),
            to: day("2020-11-30"),
            answers: 240,
            content: 210,
            method: " 在五个社区随机入户 ".into(),
        };
        let now = "2020-12-01T04:00:00Z".parse().unwrap();
        let decide = |unit: Option<i64>, survey: Survey| {
            let by = Actor {
                account: AccountId(1),
                role: Role::Supervisor,
                unit: unit.map(UnitId),
            };
            record(&parties, survey, &by, now)
        };
        let with = |change: &dyn Fn(&mut Survey)| {
            let mut survey = good.clone();
            change(&mut survey);
            survey
        };
        let worst = with(&|s| {
            (s.from, s.to, s.answers, s.content) = (day("2021-02-01"), day("2021-01-31"), 0, 1);
            s.method = String::new();
        });
        let rows = [
            (Some(1), worst.clone()),
            (None, worst),
            (None, with(&|s| (s.to, s.answers) = (day("2020-12-02"), 0))),
            (None, with(&|s| (s.answers, s.content) = (0, 1))),
            (None, with(&|s| (s.answers, s.content) = (1_000_001, 1_000_002))),
            (None, with(&|s| (s.content, s.method) = (241, String::new()))),
            (None, with(&|s| s.method = " ".into())),
            (None, with(&|s| s.method = "入".repeat(301))),
        ];
        let codes: Vec<_> = rows
            .into_iter()
            .map(|(unit, survey)| decide(unit, survey).unwrap_err().code())
            .collect();
        assert_eq!(codes, CODES);
        assert_eq!(decide(Some(2), good.clone()).unwrap_err(), SurveyRefusal::OwnDuty);
        assert_eq!(decide(Some(3), good.clone()).unwrap().method, "在五个社区随机入户");
        let all = with(&|s| (s.content, s.to) = (240, day("2020-12-01")));
        assert!(decide(None, all).is_ok(), "everybody, until today");
    }
}
