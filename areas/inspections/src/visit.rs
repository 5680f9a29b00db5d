//! From the visit to the closed conclusion.
//!
//! ```text
//! opened -> visited -> served -> replied -> closed
//!              |          \------------------^  (no reply by the last day)
//!              finding: found -> ordered -> fixed | unfixed -> ordered again
//! ```

use jiff::ToSpan;
use shishi_kernel::{Date, UnitId};

use crate::checklist::{Answer, Mark, ObjectKind, complete, words};
use crate::refusal::InspectionRefusal;

/// Findings of one inspection.
pub const FINDINGS_MAX: usize = 50;
/// Days for putting a fault right, and for a reply.
pub const DAYS_MAX: u32 = 365;

/// How far an inspection has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Life {
    /// It is known who goes where.
    Opened,
    /// The visit was made.
    Visited {
        /// When.
        on: Date,
    },
    /// The conclusion was served.
    Served {
        /// When.
        on: Date,
        /// The last day for a reply.
        reply_until: Date,
    },
    /// The unit has replied.
    Replied {
        /// When.
        on: Date,
    },
    /// It is closed.
    Closed {
        /// When.
        on: Date,
    },
}

impl Life {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Opened => "opened",
            Self::Visited { .. } => "visited",
            Self::Served { .. } => "served",
            Self::Replied { .. } => "replied",
            Self::Closed { .. } => "closed",
        }
    }
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Put right on the way.
    Minor,
    /// Has to be ordered.
    Serious,
    /// Danger now.
    Grave,
}

impl Severity {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Minor, Self::Serious, Self::Grave];

    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Minor => "minor",
            Self::Serious => "serious",
            Self::Grave => "grave",
        }
    }

    /// The severity of a code.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|severity| severity.code() == code)
    }
}

/// How far a finding has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mending {
    /// Found.
    Found,
    /// Ordered to be put right.
    Ordered {
        /// The last day.
        due: Date,
    },
    /// Looked at again: put right.
    Fixed {
        /// When.
        on: Date,
    },
    /// Looked at again: not put right.
    Unfixed {
        /// When.
        on: Date,
    },
}

impl Mending {
    /// The stable code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Found => "found",
            Self::Ordered { .. } => "ordered",
            Self::Fixed { .. } => "fixed",
            Self::Unfixed { .. } => "unfixed",
        }
    }

    const fn is_judged(self) -> bool {
        matches!(self, Self::Fixed { .. } | Self::Unfixed { .. })
    }
}

/// An inspection as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inspection {
    /// What is inspected.
    pub kind: ObjectKind,
    /// Units with an interest in the object: theirs is the reply, and they judge nothing here.
    pub units: Vec<UnitId>,
    /// The first day of its plan.
    pub from: Date,
    /// How far it has come.
    pub life: Life,
    /// Faults noted at the visit.
    pub faults: usize,
    /// The findings, in order.
    pub findings: Vec<Mending>,
}

/// What somebody wants to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Hand in the visit.
    Visit {
        /// When it was made.
        on: Date,
        /// The answers.
        answers: Vec<Answer>,
    },
    /// Note a finding.
    Find {
        /// What was found.
        what: String,
        /// How bad it is.
        severity: Severity,
    },
    /// Order a finding to be put right.
    Order {
        /// Which, from 0.
        finding: usize,
        /// Within how many days.
        days: u32,
    },
    /// Look at a finding again.
    Recheck {
        /// Which, from 0.
        finding: usize,
        /// When.
        on: Date,
        /// Whether it is put right.
        fixed: bool,
    },
    /// Serve the conclusion.
    Serve {
        /// Its words.
        conclusion: String,
        /// Days for a reply.
        days: u32,
    },
    /// Reply to it.
    Reply {
        /// The words.
        words: String,
    },
    /// Close.
    Close,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// The visit was made.
    Visited {
        /// When.
        on: Date,
        /// The answers, in the order of the questions.
        answers: Vec<Answer>,
        /// Faults among them.
        faults: usize,
    },
    /// Something was found.
    Found {
        /// What.
        what: String,
        /// How bad it is.
        severity: Severity,
    },
    /// A finding has come further.
    Mended {
        /// Which, from 0.
        finding: usize,
        /// Where it is now.
        now: Mending,
    },
    /// The conclusion was served.
    Served {
        /// Its words.
        conclusion: String,
        /// The last day for a reply.
        reply_until: Date,
    },
    /// The unit replied.
    Replied {
        /// The words.
        words: String,
    },
    /// It was closed.
    Closed,
}

impl Inspection {
    /// Whether an account of a unit may judge here.
    ///
    /// # Errors
    /// When the unit has an interest.
    pub fn check_no_interest(&self, unit: Option<UnitId>) -> Result<(), InspectionRefusal> {
        match unit {
            Some(unit) if self.units.contains(&unit) => Err(InspectionRefusal::OwnInterest {}),
            _ => Ok(()),
        }
    }

    /// Decides on a command of an account that works for `unit`.
    ///
    /// # Errors
    /// A refusal naming why it does not follow now.
    pub fn decide(&self, command: Command, unit: Option<UnitId>, today: Date) -> Result<Event, InspectionRefusal> {
        if let Command::Reply { words } = command {
            return self.reply(&words, unit, today);
        }
        self.check_no_interest(unit)?;
        match (command, self.life) {
            (Command::Visit { on, answers }, Life::Opened) => self.visit(on, &answers, today),
            (Command::Find { what, severity }, Life::Visited { .. }) => {
                if self.findings.len() >= FINDINGS_MAX {
                    return Err(InspectionRefusal::TooMany { max: FINDINGS_MAX });
                }
                let what = words(&what)?;
                Ok(Event::Found { what, severity })
            }
            (Command::Order { finding, days }, Life::Visited { .. }) => {
                let due = deadline(today, days)?;
                let now = match self.finding(finding)? {
                    Mending::Found | Mending::Unfixed { .. } => Mending::Ordered { due },
                    other => return Err(InspectionRefusal::WrongStep { state: other.code() }),
                };
                Ok(Event::Mended { finding, now })
            }
            (Command::Recheck { finding, on, fixed }, Life::Visited { on: visited }) => {
                check_day(on, visited, today)?;
                let now = match (self.finding(finding)?, fixed) {
                    (Mending::Ordered { .. }, true) => Mending::Fixed { on },
                    (Mending::Ordered { .. }, false) => Mending::Unfixed { on },
                    (other, _) => return Err(InspectionRefusal::WrongStep { state: other.code() }),
                };
                Ok(Event::Mended { finding, now })
            }
            (Command::Serve { conclusion, days }, Life::Visited { .. }) => self.serve(&conclusion, days, today),
            (Command::Close, Life::Replied { .. }) => Ok(Event::Closed),
            (Command::Close, Life::Served { reply_until, .. }) => {
                if today > reply_until {
                    Ok(Event::Closed)
                } else {
                    Err(InspectionRefusal::ReplyOpen { until: reply_until })
                }
            }
            (_, life) => Err(InspectionRefusal::WrongStep { state: life.code() }),
        }
    }

    fn visit(&self, on: Date, answers: &[Answer], today: Date) -> Result<Event, InspectionRefusal> {
        check_day(on, self.from, today)?;
        let answers = complete(self.kind, answers)?;
        let faults = answers.iter().filter(|answer| answer.mark == Mark::Fault).count();
        Ok(Event::Visited { on, answers, faults })
    }

    /// A fault that is served without a finding could be forgotten; a finding that nobody looked at again as well.
    fn serve(&self, conclusion: &str, days: u32, today: Date) -> Result<Event, InspectionRefusal> {
        if self.faults > 0 && self.findings.is_empty() {
            return Err(InspectionRefusal::FaultsWithoutFinding { count: self.faults });
        }
        let open = self.findings.iter().filter(|finding| !finding.is_judged()).count();
        if open > 0 {
            return Err(InspectionRefusal::FindingsOpen { count: open });
        }
        Ok(Event::Served {
            conclusion: words(conclusion)?,
            reply_until: deadline(today, days)?,
        })
    }

    fn reply(&self, text: &str, unit: Option<UnitId>, today: Date) -> Result<Event, InspectionRefusal> {
        if !unit.is_some_and(|unit| self.units.contains(&unit)) {
            return Err(InspectionRefusal::NotYours {});
        }
        match self.life {
            Life::Served { reply_until, .. } if today > reply_until => {
                Err(InspectionRefusal::ReplyLate { until: reply_until })
            }
            Life::Served { .. } => Ok(Event::Replied { words: words(text)? }),
            life => Err(InspectionRefusal::WrongStep { state: life.code() }),
        }
    }

    fn finding(&self, at: usize) -> Result<Mending, InspectionRefusal> {
        self.findings
            .get(at)
            .copied()
            .ok_or(InspectionRefusal::FindingUnknown {})
    }
}

fn check_day(on: Date, from: Date, to: Date) -> Result<(), InspectionRefusal> {
    if (from..=to).contains(&on) {
        Ok(())
    } else {
        Err(InspectionRefusal::DayUnfit { on, from, to })
    }
}

fn deadline(today: Date, days: u32) -> Result<Date, InspectionRefusal> {
    if !(1..=DAYS_MAX).contains(&days) {
        return Err(InspectionRefusal::DaysUnfit { max: DAYS_MAX });
    }
    Ok(today.saturating_add(i64::from(days).days()))
}
