//! Accountability cases (问责案): against a unit, on one of four grounds, with evidence that each ground has to have.
//!
//! A case is opened, gathers facts that each point to an entry of the journal, is put to the unit, and is decided once the
//! unit was heard and tolerance (容错) was considered: honest trying that failed is not punished. Persons without an interest
//! do each step, whoever opened a case does not decide it, and nothing here can name a person: what follows for one is for
//! the competent body to say.

use std::collections::BTreeSet;

use shishi_kernel::{AccountId, Date, LeafId, UnitId};

use crate::refusal::CaseRefusal;
use crate::words;

/// Any text of a case has at most so many characters.
pub const WORDS_CHARS_MAX: usize = 2_000;
/// A case has at most so many facts.
pub const FACTS_MAX: usize = 100;
/// The unit has at least so many days to reply.
pub const REPLY_DAYS_MIN: u32 = 5;
/// And at most so many.
pub const REPLY_DAYS_MAX: u32 = 60;

codes! {
    /// Why a unit can be held to account; a closed list.
    Ground {
        /// It did not take the matter seriously (重视不够).
        Neglect = "neglect";
        /// What it did was not enough (措施不力).
        WeakMeasures = "weak_measures";
        /// It passed the matter on to others (推诿扯皮).
        Shirking = "shirking";
        /// It reported what is not so (弄虚作假).
        Fabrication = "fabrication";
    }
}

codes! {
    /// What an entry of the journal shows.
    Fact {
        /// It had to be reminded by a slip that its plan is missing.
        PlanMissing = "plan_missing";
        /// It had to be reminded by a slip that a report is missing.
        ReportMissing = "report_missing";
        /// A slip went unanswered or unresolved and was raised.
        SlipRaised = "slip_raised";
        /// It was behind its plan and had to be reminded by a slip.
        FellBehind = "fell_behind";
        /// An answer to a slip was not enough.
        AnswerInsufficient = "answer_insufficient";
        /// A finding was not put right in time.
        NotMended = "not_mended";
        /// Another unit had to have the supervision office decide.
        RequestEscalated = "request_escalated";
        /// The supervision office decided that it has to do what it declined.
        RequestOverruled = "request_overruled";
        /// What it called delivered was not.
        RequestDisputed = "request_disputed";
        /// Somebody without an interest looked in the field and found otherwise.
        Contradicted = "contradicted";
        /// An inspection found a fault where all was reported well.
        InspectionFault = "inspection_fault";
        /// A question about a figure was not explained and was referred.
        FigureReferred = "figure_referred";
    }
}

codes! {
    /// Where a case stands.
    State {
        /// Evidence is gathered.
        Open = "open";
        /// The unit is heard.
        Hearing = "hearing";
        /// It is decided.
        Decided = "decided";
        /// It is closed, and what is public of it is published.
        Closed = "closed";
    }
}

codes! {
    /// What was decided.
    Outcome {
        /// Nothing follows (不予问责).
        Dropped = "dropped";
        /// The unit is reminded (提醒).
        Reminded = "reminded";
        /// The unit is called to a talk (约谈).
        Summoned = "summoned";
        /// The unit is named in a bulletin (通报).
        Named = "named";
        /// The competent body looks into it (移送).
        Referred = "referred";
    }
}

/// A kind of journal entry that shows a fact, with what its data has to say.
type Shown = (&'static str, Option<(&'static str, &'static str)>);

impl Fact {
    /// The entries that show it.
    const fn shown(self) -> &'static [Shown] {
        match self {
            Self::PlanMissing => &[("slip.issued", Some(("matter", "plan_missing")))],
            Self::ReportMissing => &[("slip.issued", Some(("matter", "report_late")))],
            Self::SlipRaised => &[("slip.raised", None)],
            Self::FellBehind => &[("slip.issued", Some(("matter", "behind")))],
            Self::AnswerInsufficient => &[("slip.judged", Some(("sufficient", "false")))],
            Self::NotMended => &[("inspection.mended", Some(("now", "unfixed")))],
            Self::RequestEscalated => &[("request.escalated", None)],
            Self::RequestOverruled => &[("request.directed", None)],
            Self::RequestDisputed => &[("request.disputed", None)],
            Self::Contradicted => &[
                ("entry.published", Some(("outcome", "contradicted"))),
                ("slip.issued", Some(("matter", "contradicted"))),
            ],
            Self::InspectionFault => &[("inspection.found", None)],
            Self::FigureReferred => &[("question.settled", Some(("outcome", "referred")))],
        }
    }

    /// Whether an entry of a kind shows it; `datum` gives what the entry's data says under a name.
    pub fn is_shown_by(self, kind: &str, datum: impl Fn(&str) -> Option<String>) -> bool {
        self.shown().iter().any(|(shown, says)| {
            *shown == kind && says.is_none_or(|(name, value)| datum(name).as_deref() == Some(value))
        })
    }

    /// Whether somebody looked at the thing itself.
    #[must_use]
    pub const fn is_of_the_field(self) -> bool {
        matches!(self, Self::Contradicted | Self::InspectionFault)
    }
}

impl Ground {
    /// The facts that speak for it.
    #[must_use]
    pub const fn facts(self) -> &'static [Fact] {
        match self {
            Self::Neglect => &[Fact::PlanMissing, Fact::ReportMissing, Fact::SlipRaised],
            Self::WeakMeasures => &[Fact::FellBehind, Fact::AnswerInsufficient, Fact::NotMended],
            Self::Shirking => &[Fact::RequestEscalated, Fact::RequestOverruled, Fact::RequestDisputed],
            Self::Fabrication => &[Fact::Contradicted, Fact::InspectionFault, Fact::FigureReferred],
        }
    }

    /// How many of them it takes.
    #[must_use]
    pub const fn facts_needed(self) -> usize {
        match self {
            Self::Fabrication => 2,
            Self::Neglect | Self::WeakMeasures | Self::Shirking => 3,
        }
    }
}

/// A fact in evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Evidence {
    /// What is shown.
    pub fact: Fact,
    /// By which entry of the journal.
    pub leaf: LeafId,
}

/// The evidence test: enough facts of the ground, and for fabrication one that was seen in the field.
///
/// # Errors
/// Saying what is short.
pub fn test(ground: Ground, evidence: &[Evidence]) -> Result<(), CaseRefusal> {
    let own = evidence.iter().filter(|one| ground.facts().contains(&one.fact));
    let have = own.map(|one| one.leaf).collect::<BTreeSet<_>>().len();
    let need = ground.facts_needed();
    if have < need {
        return Err(CaseRefusal::EvidenceShort { have, need });
    }
    if ground == Ground::Fabrication && !evidence.iter().any(|one| one.fact.is_of_the_field()) {
        return Err(CaseRefusal::FieldMissing {});
    }
    Ok(())
}

/// A case as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// The unit that it is about.
    pub unit: UnitId,
    /// Units with a part in the commitment; theirs decide nothing here.
    pub parties: BTreeSet<UnitId>,
    /// Why.
    pub ground: Ground,
    /// Who opened it.
    pub opened_by: AccountId,
    /// How far it has come.
    pub state: State,
    /// What is in evidence.
    pub evidence: Vec<Evidence>,
    /// The last day for the unit's reply.
    pub reply_until: Option<Date>,
    /// Whether it replied.
    pub replied: bool,
    /// Whether tolerance applies, once that was considered.
    pub tolerance: Option<bool>,
}

/// Who does something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct By {
    /// The account.
    pub account: AccountId,
    /// The unit that it works for.
    pub unit: Option<UnitId>,
}

/// An entry of the journal that is put in evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its kind.
    pub kind: String,
    /// Whether it shows what it is meant to; see [`Fact::is_shown_by`].
    pub shows: bool,
    /// Whether it is about this unit at this commitment.
    pub own: bool,
}

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Put an entry in evidence.
    Add {
        /// What it is meant to show.
        evidence: Evidence,
        /// The entry, if there is one of this number.
        entry: Option<Entry>,
    },
    /// Put the case to the unit.
    Hear {
        /// Days for its reply.
        days: u32,
    },
    /// The unit's reply.
    Reply {
        /// What it says.
        words: String,
    },
    /// Whether it tried honestly, within the rules and without advantage to itself.
    Consider {
        /// Whether tolerance applies.
        applies: bool,
        /// Why.
        reason: String,
    },
    /// Decide.
    Decide {
        /// What follows.
        outcome: Outcome,
        /// Why.
        reason: String,
    },
    /// Close and publish.
    Close {
        /// What the public is told.
        words: String,
    },
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// An entry is in evidence.
    Added(Evidence),
    /// The unit is heard until a day.
    Heard(Date),
    /// The unit replied.
    Replied(String),
    /// Whether tolerance applies, and why.
    Considered(bool, String),
    /// What follows, and why.
    Decided(Outcome, String),
    /// What the public is told.
    Closed(String),
}

/// Decides on opening a case; answers its words without white space round them.
///
/// # Errors
/// In this order: an interest, no duty, a case on the same ground, the words.
pub fn open(
    unit: UnitId,
    parties: &BTreeSet<UnitId>,
    same_open: bool,
    said: &str,
    by: By,
) -> Result<String, CaseRefusal> {
    no_interest(unit, parties, by)?;
    if !parties.contains(&unit) {
        return Err(CaseRefusal::NoDuty {});
    }
    if same_open {
        return Err(CaseRefusal::OpenAlready {});
    }
    said_words(said)
}

fn no_interest(unit: UnitId, parties: &BTreeSet<UnitId>, by: By) -> Result<(), CaseRefusal> {
    match by.unit {
        Some(own) if own == unit || parties.contains(&own) => Err(CaseRefusal::OwnInterest {}),
        _ => Ok(()),
    }
}

impl Case {
    /// Decides on a step.
    ///
    /// # Errors
    /// In this order: who does it, whether it follows now, what it says.
    pub fn decide(&self, command: Command, by: By, today: Date) -> Result<Event, CaseRefusal> {
        if let Command::Reply { words } = command {
            return self.reply(&words, by, today);
        }
        no_interest(self.unit, &self.parties, by)?;
        let state = match command {
            Command::Add { .. } | Command::Hear { .. } => State::Open,
            Command::Close { .. } => State::Decided,
            _ => State::Hearing,
        };
        if self.state != state {
            return Err(CaseRefusal::WrongStep {
                state: self.state.code(),
            });
        }
        match command {
            Command::Add { evidence, entry } => self.add(evidence, entry),
            Command::Hear { days } => self.hear(days, today),
            Command::Consider { applies, reason } => {
                self.heard(today)?;
                if self.tolerance.is_some() {
                    return Err(CaseRefusal::WrongStep {
                        state: self.state.code(),
                    });
                }
                Ok(Event::Considered(applies, said_words(&reason)?))
            }
            Command::Decide { outcome, reason } => self.judge(outcome, &reason, by, today),
            Command::Close { words } | Command::Reply { words } => Ok(Event::Closed(said_words(&words)?)),
        }
    }

    fn add(&self, evidence: Evidence, entry: Option<Entry>) -> Result<Event, CaseRefusal> {
        let fact = evidence.fact.code();
        if !self.ground.facts().contains(&evidence.fact) {
            let ground = self.ground.code();
            return Err(CaseRefusal::FactMisplaced { fact, ground });
        }
        let entry = entry.ok_or(CaseRefusal::LeafUnknown {})?;
        if !entry.shows {
            let kind = entry.kind;
            return Err(CaseRefusal::LeafUnfit { fact, kind });
        }
        if !entry.own {
            return Err(CaseRefusal::LeafForeign {});
        }
        if self.evidence.iter().any(|known| known.leaf == evidence.leaf) {
            return Err(CaseRefusal::FactTwice {});
        }
        if self.evidence.len() >= FACTS_MAX {
            return Err(CaseRefusal::FactsMany { max: FACTS_MAX });
        }
        Ok(Event::Added(evidence))
    }

    fn hear(&self, days: u32, today: Date) -> Result<Event, CaseRefusal> {
        test(self.ground, &self.evidence)?;
        let unfit = CaseRefusal::DaysUnfit {
            min: REPLY_DAYS_MIN,
            max: REPLY_DAYS_MAX,
        };
        if !(REPLY_DAYS_MIN..=REPLY_DAYS_MAX).contains(&days) {
            return Err(unfit);
        }
        let until = today.checked_add(jiff::Span::new().days(i64::from(days)));
        until.map(Event::Heard).map_err(|_| unfit)
    }

    fn reply(&self, said: &str, by: By, today: Date) -> Result<Event, CaseRefusal> {
        if by.unit != Some(self.unit) {
            return Err(CaseRefusal::NotYours {});
        }
        let until = self
            .reply_until
            .filter(|_| self.state == State::Hearing && !self.replied);
        let until = until.ok_or(CaseRefusal::WrongStep {
            state: self.state.code(),
        })?;
        if today > until {
            return Err(CaseRefusal::ReplyLate { until });
        }
        Ok(Event::Replied(said_words(said)?))
    }

    fn judge(&self, outcome: Outcome, reason: &str, by: By, today: Date) -> Result<Event, CaseRefusal> {
        if by.account == self.opened_by {
            return Err(CaseRefusal::OwnCase {});
        }
        self.heard(today)?;
        match self.tolerance {
            None => return Err(CaseRefusal::ToleranceFirst {}),
            Some(true) if outcome != Outcome::Dropped => return Err(CaseRefusal::Tolerated {}),
            Some(_) => {}
        }
        Ok(Event::Decided(outcome, said_words(reason)?))
    }

    /// The unit replied, or let its time pass.
    fn heard(&self, today: Date) -> Result<(), CaseRefusal> {
        match self.reply_until {
            Some(until) if !self.replied && today <= until => Err(CaseRefusal::ReplyOpen { until }),
            _ => Ok(()),
        }
    }
}

fn said_words(said: &str) -> Result<String, CaseRefusal> {
    let (missing, long) = (
        CaseRefusal::WordsMissing {},
        CaseRefusal::WordsLong { max: WORDS_CHARS_MAX },
    );
    words(said, WORDS_CHARS_MAX, missing, long)
}
