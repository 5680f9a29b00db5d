//! What reports ask (报表), and how a supervisor changes that: never for a quarter that has begun.

use jiff::{Span, Timestamp};
use shishi_kernel::{Actor, Date, Role, civil_date};

use super::refusal::ReportRefusal;
use super::{Frequency, Period};
use crate::burden;
use crate::draft::over;

/// At most so many questions may be asked beside the three texts.
pub const QUESTIONS_MAX: usize = 3;
/// A question has at most so many characters.
pub const QUESTION_CHARS_MAX: usize = 60;
/// The texts that every report asks: done, difficulties, next.
pub const TEXTS: u32 = 3;

/// What reports ask from a day on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Form {
    /// The first day; always that of a quarter.
    pub from: Date,
    /// How often.
    pub frequency: Frequency,
    /// Questions beside the three texts.
    pub questions: Vec<String>,
}

impl Form {
    /// The one in force on a day; without any, three texts a month.
    #[must_use]
    pub fn on(forms: &[Self], day: Date) -> Self {
        let begun = forms.iter().filter(|form| form.from <= day);
        begun.max_by_key(|form| form.from).cloned().unwrap_or_default()
    }

    /// As the burden meter counts it.
    #[must_use]
    pub fn burden(&self, units: u32) -> burden::Form {
        burden::Form {
            code: "report",
            fields: TEXTS.saturating_add(u32::try_from(self.questions.len()).unwrap_or(u32::MAX)),
            per_year: self.frequency.per_year(),
            units,
        }
    }
}

/// What a supervisor asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FormChange {
    /// How often.
    pub frequency: Frequency,
    /// Questions beside the three texts.
    pub questions: Vec<String>,
    /// Why units have to fill that in; it is public.
    pub reason: String,
}

/// Decides on another form; it holds from the first day of the next quarter.
///
/// # Errors
/// In this order: who asks, the questions, the reason, whether anything changes.
pub fn change(
    forms: &[Form],
    asked: &FormChange,
    actor: &Actor,
    now: Timestamp,
) -> Result<(Form, String), ReportRefusal> {
    if actor.role != Role::Supervisor {
        return Err(ReportRefusal::NotSupervisor);
    }
    let questions: Vec<String> = asked.questions.iter().map(|words| words.trim().to_owned()).collect();
    let questions: Vec<String> = questions.into_iter().filter(|words| !words.is_empty()).collect();
    if questions.len() > QUESTIONS_MAX {
        return Err(ReportRefusal::QuestionsMany { max: QUESTIONS_MAX });
    }
    if let Some(length) = questions.iter().find_map(|words| over(words, QUESTION_CHARS_MAX)) {
        return Err(ReportRefusal::QuestionLong {
            length,
            max: QUESTION_CHARS_MAX,
        });
    }
    let reason = super::decide::reason_of(asked.reason.clone())?;
    let quarter = Period::of(civil_date(now), Frequency::Quarterly);
    let form = Form {
        from: quarter.last().saturating_add(Span::new().days(1)),
        frequency: asked.frequency,
        questions,
    };
    let before = Form::on(forms, form.from);
    if (before.frequency, &before.questions) == (form.frequency, &form.questions) {
        return Err(ReportRefusal::FormSame);
    }
    Ok((form, reason))
}
