//! The one state of a commitment, the flags beside it, and how good the evidence is.

use shishi_kernel::Date;

use crate::measure::Met;

/// A unit that said nothing for so many days is silent: a month and the days to write it down.
pub const SILENCE_DAYS: i64 = 40;

/// Declares an enum of codes with all its variants in order.
macro_rules! codes {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name {
            $($(#[$variant_doc])* $variant,)+
        }

        impl $name {
            /// Every one, in order.
            pub const ALL: &[Self] = &[$(Self::$variant),+];

            /// The stable code used on the wire and for words.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self {
                    $(Self::$variant => $code),+
                }
            }

            /// The one of a code, if it is one.
            #[must_use]
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

codes! {
    /// Where a commitment stands; derived, never entered.
    State {
        /// No plan has been approved (未报方案).
        PlanMissing = "plan_missing",
        /// A plan, and nothing reported yet (未启动).
        NotStarted = "not_started",
        /// Something reported (推进中).
        Underway = "underway",
        /// Underway towards a target that was changed by a decision (已调整).
        Changed = "changed",
        /// The unit reports every measure as met; it is not verified (报完成待验).
        ReportedDone = "reported_done",
        /// Every measure is met on the verified value (已验收).
        Accepted = "accepted",
        /// Accepted, and looked at in use (使用核查中).
        UseCheck = "use_check",
        /// Accepted, used, struck off (销号).
        Closed = "closed",
        /// Stopped for a time by a decision (暂缓).
        Paused = "paused",
        /// Ended by a decision (终止).
        Ended = "ended",
        /// The last day is past and it is neither met nor reported as met (未兑现).
        NotKept = "not_kept",
    }
}

impl State {
    /// Whether what was promised has been done, as verified.
    #[must_use]
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Accepted | Self::UseCheck | Self::Closed)
    }

    /// Whether anything is still expected.
    #[must_use]
    pub const fn is_open(self) -> bool {
        !self.is_done() && !matches!(self, Self::Ended)
    }
}

codes! {
    /// What is wrong beside the state; several can hold together.
    Flag {
        /// The last day, or a milestone of the plan, is past and not done (逾期).
        Overdue = "overdue",
        /// It waits for another unit past the day that was asked for (受阻).
        Blocked = "blocked",
        /// Nothing was reported for too long (未报告).
        NoReport = "no_report",
        /// A value was contradicted or questioned and that is not answered (有争议).
        Disputed = "disputed",
        /// The money that the plan needs is not there (资金未落实).
        Unfunded = "unfunded",
    }
}

codes! {
    /// How good the evidence for the figures is.
    Grade {
        /// There is none (无证据).
        Nothing = "none",
        /// The unit says so (自报).
        Reported = "reported",
        /// The unit says so and something supports it (佐证).
        Supported = "supported",
        /// Somebody without an interest looked (核实).
        Verified = "verified",
    }
}

/// What is known of a commitment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    /// The day on which one looks.
    pub today: Date,
    /// The first day of the programme's year.
    pub started: Date,
    /// The last day that counts, of all its measures.
    pub cut_off: Option<Date>,
    /// Whether a plan is approved.
    pub planned: bool,
    /// The day to which the newest report speaks.
    pub reported: Option<Date>,
    /// Whether all measures are met on what is known: the reported values, but for those that were verified to be otherwise.
    pub met_reported: Met,
    /// Whether all measures are met on the verified values.
    pub met_verified: Met,
    /// Milestones of the plan that are past and not reached.
    pub milestones_overdue: u32,
    /// Requests to other units that are open past their day.
    pub requests_overdue: u32,
    /// Contradictions and questions without an answer.
    pub disputes: u32,
    /// Whether money is missing.
    pub unfunded: bool,
    /// Whether a target was changed by a decision.
    pub changed: bool,
    /// Whether it is stopped for a time.
    pub paused: bool,
    /// Whether it was ended.
    pub ended: bool,
    /// Whether its use is being checked.
    pub use_check: bool,
    /// Whether it was struck off.
    pub closed: bool,
}

impl Facts {
    fn is_past(&self) -> bool {
        self.cut_off.is_some_and(|last| last < self.today)
    }
}

/// Whether a commitment is kept: all of its measures must be. One that is not met decides; one of which it cannot be said
/// leaves it open, and so does having none.
#[must_use]
pub fn kept(measures: impl IntoIterator<Item = Met>) -> Met {
    let mut all = None;
    for met in measures {
        all = Some(match (all, met) {
            (_, Met::NotMet) | (Some(Met::NotMet), _) => Met::NotMet,
            (None | Some(Met::Met), Met::Met) => Met::Met,
            _ => Met::Undeclared,
        });
    }
    all.unwrap_or(Met::Undeclared)
}

/// The state. What was decided stands over what was done, and what was done over what is missing.
#[must_use]
pub fn state(facts: &Facts) -> State {
    if facts.ended {
        State::Ended
    } else if facts.paused {
        State::Paused
    } else if facts.met_verified == Met::Met {
        match (facts.closed, facts.use_check) {
            (true, _) => State::Closed,
            (_, true) => State::UseCheck,
            _ => State::Accepted,
        }
    } else if facts.met_reported == Met::Met {
        State::ReportedDone
    } else if facts.is_past() && facts.met_reported != Met::Undeclared {
        // Where it cannot be said whether the promise is kept, it cannot be said that it is not.
        State::NotKept
    } else if !facts.planned {
        State::PlanMissing
    } else if facts.reported.is_none() {
        State::NotStarted
    } else if facts.changed {
        State::Changed
    } else {
        State::Underway
    }
}

/// The flags, in their order. A commitment that is done, ended or paused owes nothing and is only ever disputed.
#[must_use]
pub fn flags(facts: &Facts) -> Vec<Flag> {
    let state = state(facts);
    let owes = state.is_open() && state != State::Paused;
    let since = facts.reported.unwrap_or(facts.started).max(facts.started);
    let silent = since.duration_until(facts.today).as_hours() / 24 > SILENCE_DAYS;
    let holds = |flag: &Flag| match flag {
        Flag::Overdue => owes && (facts.is_past() || facts.milestones_overdue > 0),
        Flag::Blocked => owes && facts.requests_overdue > 0,
        Flag::NoReport => owes && silent && state != State::ReportedDone,
        Flag::Disputed => facts.disputes > 0,
        Flag::Unfunded => owes && facts.unfunded,
    };
    Flag::ALL.iter().copied().filter(holds).collect()
}

/// The grade of the best evidence there is.
#[must_use]
pub const fn grade(reported: bool, supported: bool, verified: bool) -> Grade {
    match (verified, supported, reported) {
        (true, _, _) => Grade::Verified,
        (_, true, _) => Grade::Supported,
        (_, _, true) => Grade::Reported,
        _ => Grade::Nothing,
    }
}
