//! From a first result to a final one: computed once, published, replied to, judged, computed again where a reply was
//! right, final. Both results stay.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use shishi_kernel::{CommitmentId, Date, UnitId};

use crate::input::Input;
use crate::refusal::AppraisalRefusal;
use crate::score::{COUNT_MAX, Fact};
use crate::words;

/// Units have at least so many days to reply.
pub const HEARING_DAYS_MIN: u32 = 5;
/// And at most so many.
pub const HEARING_DAYS_MAX: u32 = 60;
/// A reply or a reason has at most so many characters.
pub const WORDS_CHARS_MAX: usize = 2_000;
/// An accepted reply corrects at most so many inputs.
pub const CORRECTIONS_MAX: usize = 50;

/// How far the appraisal under a scheme has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Whether the scheme is in force.
    pub approved: bool,
    /// Computations so far.
    pub runs: u32,
    /// The last day for a reply, once the first result is published.
    pub reply_until: Option<Date>,
    /// What became of each reply: none while nobody judged it, else whether it was accepted.
    pub replies: Vec<Option<bool>>,
    /// Whether it is final.
    pub finished: bool,
}

/// What an accepted reply puts in the place of an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Correction {
    /// The unit.
    pub unit: UnitId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// The input.
    pub input: Input,
    /// How many were done after all.
    pub done: u32,
    /// Of how many.
    pub of: u32,
}

/// The inputs with corrections in their places.
#[must_use]
pub fn corrected(facts: &[Fact], corrections: &[Correction]) -> Vec<Fact> {
    let corrected = facts.iter().map(|fact| {
        let own = corrections.iter().rev().find(|one| replaces(one, fact));
        own.map_or(*fact, |one| Fact {
            done: one.done,
            of: one.of,
            ..*fact
        })
    });
    corrected.collect()
}

fn replaces(correction: &Correction, fact: &Fact) -> bool {
    correction.unit == fact.unit && correction.commitment == fact.commitment && correction.input == fact.input
}

impl Progress {
    /// Decides on computing, for the first time or again; answers the number of the computation.
    ///
    /// # Errors
    /// Before the period is over, and when nothing makes it necessary again: only an accepted reply does, once every reply is judged.
    pub fn run(&self, to: Date, today: Date) -> Result<u32, AppraisalRefusal> {
        if !self.approved {
            return Err(AppraisalRefusal::NotApproved {});
        }
        if today <= to {
            return Err(AppraisalRefusal::PeriodOpen { to });
        }
        if self.finished {
            return Err(AppraisalRefusal::FinalAlready {});
        }
        if self.runs == 0 {
            return Ok(1);
        }
        if self.runs > 1 || !self.replies.contains(&Some(true)) {
            return Err(AppraisalRefusal::RunAlready {});
        }
        self.heard(today)?;
        Ok(self.runs + 1)
    }

    /// Decides on publishing the first result; answers the last day for replies.
    ///
    /// # Errors
    /// Without a result, a second time, and with an unfit number of days.
    pub fn publish(&self, days: u32, today: Date) -> Result<Date, AppraisalRefusal> {
        if self.runs == 0 {
            return Err(AppraisalRefusal::NotRun {});
        }
        if self.reply_until.is_some() {
            return Err(AppraisalRefusal::PublishedAlready {});
        }
        let unfit = AppraisalRefusal::DaysUnfit {
            min: HEARING_DAYS_MIN,
            max: HEARING_DAYS_MAX,
        };
        if !(HEARING_DAYS_MIN..=HEARING_DAYS_MAX).contains(&days) {
            return Err(unfit);
        }
        let until = today.checked_add(jiff::Span::new().days(i64::from(days)));
        until.map_err(|_| unfit)
    }

    /// Decides on a unit's reply; answers its words without white space round them.
    ///
    /// # Errors
    /// In this order: nothing published, no result of the unit, too late, a second reply, the words.
    pub fn reply(&self, appraised: bool, replied: bool, said: &str, today: Date) -> Result<String, AppraisalRefusal> {
        let until = self.reply_until.ok_or(AppraisalRefusal::NotPublished {})?;
        if !appraised {
            return Err(AppraisalRefusal::NotAppraised {});
        }
        if today > until || self.finished {
            return Err(AppraisalRefusal::ReplyLate { until });
        }
        if replied {
            return Err(AppraisalRefusal::RepliedAlready {});
        }
        said_words(said)
    }

    /// Decides on the final result.
    ///
    /// # Errors
    /// While units may reply, while replies wait, and before an accepted one led to a second computation.
    pub fn finish(&self, today: Date) -> Result<(), AppraisalRefusal> {
        if self.finished {
            return Err(AppraisalRefusal::FinalAlready {});
        }
        self.heard(today)?;
        if self.runs == 1 && self.replies.contains(&Some(true)) {
            return Err(AppraisalRefusal::RerunFirst {});
        }
        Ok(())
    }

    fn heard(&self, today: Date) -> Result<(), AppraisalRefusal> {
        let until = self.reply_until.ok_or(AppraisalRefusal::NotPublished {})?;
        if today <= until {
            return Err(AppraisalRefusal::ReplyOpen { until });
        }
        match self.replies.iter().filter(|reply| reply.is_none()).count() {
            0 => Ok(()),
            count => Err(AppraisalRefusal::RepliesWaiting { count }),
        }
    }
}

/// What is made of a reply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// What it corrects; nothing when it is rejected.
    pub corrections: Vec<Correction>,
    /// Whether the reply was right.
    pub accepted: bool,
    /// Why.
    pub reason: String,
}

/// Decides on a judgement of a unit's reply: `facts` are the inputs that it may correct, `interested` the units with a
/// part in the commitments that it is about, the replying one among them.
///
/// # Errors
/// In this order: judged already, an interest, the reason, the corrections.
pub fn judge(
    unit: UnitId,
    judged: bool,
    facts: &[Fact],
    interested: &BTreeSet<UnitId>,
    by: Option<UnitId>,
    mut judgement: Judgement,
) -> Result<Judgement, AppraisalRefusal> {
    if judged {
        return Err(AppraisalRefusal::JudgedAlready {});
    }
    if by.is_some_and(|by| by == unit || interested.contains(&by)) {
        return Err(AppraisalRefusal::OwnInterest {});
    }
    judgement.reason = said_words(&judgement.reason)?;
    if !judgement.accepted {
        judgement.corrections.clear();
        return Ok(judgement);
    }
    if judgement.corrections.is_empty() {
        return Err(AppraisalRefusal::CorrectionMissing {});
    }
    let unfit = AppraisalRefusal::CorrectionUnfit { max: COUNT_MAX };
    if judgement.corrections.len() > CORRECTIONS_MAX {
        return Err(unfit);
    }
    for one in &judgement.corrections {
        let fact = facts.iter().find(|fact| one.unit == unit && replaces(one, fact));
        let fact = fact.ok_or(AppraisalRefusal::CorrectionUnknown {})?;
        if one.done > one.of || one.of == 0 || one.of > COUNT_MAX || (one.done, one.of) == (fact.done, fact.of) {
            return Err(unfit);
        }
    }
    Ok(judgement)
}

fn said_words(said: &str) -> Result<String, AppraisalRefusal> {
    let (missing, long) = (
        AppraisalRefusal::WordsMissing {},
        AppraisalRefusal::WordsLong { max: WORDS_CHARS_MAX },
    );
    words(said, WORDS_CHARS_MAX, missing, long)
}
