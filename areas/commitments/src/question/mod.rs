//! Questions about figures: what a rule noticed in the data, put to the unit that reported it.
//!
//! A rule looks at plain facts and raises a [`Flag`]: what it noticed, about whom, for which period, and the data that
//! led to it. A flag is asked as a question, the unit replies, and a person settles it ([`life`]); no rule ever says
//! that something is false. The rules keep the numbers of the design paper, R1 to R12: R6 (digits) and R9 (copied
//! text) are hints that raised more noise than questions, R11 (the recount) is an inspection.
//!
//! To add a pattern: a variant with its code and rule here, the rule in the file of its family, a row in
//! `tests/questions`, and a sentence for the code where the languages are.

pub mod arithmetic;
pub mod filing;
pub mod life;
pub mod peers;
pub mod photo;
pub mod shape;
pub mod sources;

use jiff::ToSpan;
use jiff::tz::{Offset, TimeZone};
use serde::{Deserialize, Serialize};
use shishi_kernel::{CommitmentId, Date, Decimal, MeasureId, SiteId, Timestamp, UnitId};

pub use life::CODES;

/// What a question is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject {
    /// The unit that is asked.
    pub unit: UnitId,
    /// The commitment.
    pub commitment: CommitmentId,
    /// The measure, when it is about one.
    pub measure: Option<MeasureId>,
    /// The site, when it is about one.
    pub site: Option<SiteId>,
}

/// The days that a report speaks of, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// The first day.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

impl Period {
    /// Whether the day lies in it, with so many days of grace on both sides.
    #[must_use]
    pub fn holds(&self, day: Date, grace_days: i64) -> bool {
        days(self.from, day) >= -grace_days && days(self.to, day) <= grace_days
    }

    /// The calendar month of a day.
    #[must_use]
    pub fn month_of(day: Date) -> Self {
        Self {
            from: day.first_of_month(),
            to: day.last_of_month(),
        }
    }
}

/// A rule of the design paper.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rule {
    /// R1: reports that are missing or late.
    Filing,
    /// R2: arithmetic and monotony.
    Arithmetic,
    /// R3: the shape over time.
    Shape,
    /// R4: far from the peers.
    Peers,
    /// R5: at odds with another source.
    Sources,
    /// R7: the same picture twice.
    SamePhoto,
    /// R8: what a picture says of its time and place.
    PhotoFacts,
    /// R10: entered long after the event, or changed after the deadline.
    BackDating,
    /// R12: residents say otherwise.
    Echo,
}

macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $code:literal: $rule:ident;)+) => {
        /// What was noticed.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Pattern {
            $($(#[$doc])* $name,)+
        }

        impl Pattern {
            /// Every pattern.
            pub const ALL: &[Self] = &[$(Self::$name),+];

            /// The stable code used in storage and for the sentence.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),+ }
            }

            /// The rule that it belongs to.
            #[must_use]
            pub const fn rule(self) -> Rule {
                match self { $(Self::$name => Rule::$rule),+ }
            }
        }
    };
}

patterns! {
    /// No report a week after it was due.
    ReportMissing = "report_missing": Filing;
    /// A report more than three days after it was due.
    ReportLate = "report_late": Filing;
    /// The parts do not add up to the total.
    PartsDiffer = "parts_differ": Arithmetic;
    /// A cumulative value is lower than before, without a correction.
    ValueFalls = "value_falls": Arithmetic;
    /// More than there is to do, without a change.
    OverTarget = "over_target": Arithmetic;
    /// Done before the contract started.
    DoneBeforeStart = "done_before_start": Arithmetic;
    /// More reached than there are.
    NumeratorOver = "numerator_over": Arithmetic;
    /// The share rises because the whole shrinks, without a change.
    DenominatorShrinks = "denominator_shrinks": Arithmetic;
    /// The target was eased when its time was almost up.
    TargetEased = "target_eased": Arithmetic;
    /// A large part of the year's work falls into its last days.
    LateJump = "late_jump": Shape;
    /// The same step, period after period.
    EqualSteps = "equal_steps": Shape;
    /// Many units filed within one hour of one night.
    NightBatch = "night_batch": Shape;
    /// Far from what comparable units report.
    Outlier = "outlier": Peers;
    /// Work done and money paid are far apart.
    PaymentGap = "payment_gap": Sources;
    /// A register or device says otherwise.
    SourceGap = "source_gap": Sources;
    /// The same file, or the same picture, shown for something else.
    PhotoSame = "photo_same": SamePhoto;
    /// A picture hardly different from one of another site.
    PhotoNear = "photo_near": SamePhoto;
    /// A picture that resembles one of another site; a person should look.
    PhotoReview = "photo_review": SamePhoto;
    /// Taken outside the period.
    PhotoTime = "photo_time": PhotoFacts;
    /// Taken far from the site.
    PhotoPlace = "photo_place": PhotoFacts;
    /// The picture's own times contradict each other or its arrival.
    PhotoContradicts = "photo_contradicts": PhotoFacts;
    /// Entered more than two days after the event.
    EntryLate = "entry_late": BackDating;
    /// Changed after the deadline without being reopened.
    EditLate = "edit_late": BackDating;
    /// Complaints gather round a site that is said to be done.
    PublicEcho = "public_echo": Echo;
}

impl Rule {
    /// The rule's number in the design paper, as code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Filing => "r1",
            Self::Arithmetic => "r2",
            Self::Shape => "r3",
            Self::Peers => "r4",
            Self::Sources => "r5",
            Self::SamePhoto => "r7",
            Self::PhotoFacts => "r8",
            Self::BackDating => "r10",
            Self::Echo => "r12",
        }
    }
}

impl Pattern {
    /// The pattern of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|pattern| pattern.code() == code)
    }
}

/// The name of the datum that says where a rule's line is. Reporters do not see it before the period is over.
pub const THRESHOLD: &str = "threshold";

/// Something that a rule noticed: a question, never a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flag {
    /// What was noticed.
    pub pattern: Pattern,
    /// About whom and what.
    pub subject: Subject,
    /// For which period.
    pub period: Period,
    /// The data that led to it: name and value as text. [`THRESHOLD`] is one of the names where there is a line.
    pub data: Vec<(&'static str, String)>,
}

impl Flag {
    pub(crate) fn new(pattern: Pattern, subject: Subject, period: Period) -> Self {
        Self {
            pattern,
            subject,
            period,
            data: Vec::new(),
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.data.push((name, value.to_string()));
        self
    }

    /// Says the same of the same thing: a second look at the same data asks nothing new.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let Subject {
            unit,
            commitment,
            measure,
            site,
        } = self.subject;
        let or_dash = |id: Option<i64>| id.map_or_else(|| "-".to_owned(), |id| id.to_string());
        let (measure, site) = (or_dash(measure.map(|id| id.0)), or_dash(site.map(|id| id.0)));
        let Period { from, to } = self.period;
        format!(
            "{}:{unit}:{commitment}:{measure}:{site}:{from}:{to}",
            self.pattern.code()
        )
    }
}

/// Days from one to another; negative when the second is earlier.
pub(crate) fn days(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// A value as points of a hundred of its target; `None` for a target of nothing.
pub(crate) fn points(value: Decimal, target: Decimal) -> Option<Decimal> {
    value
        .checked_mul(Decimal::ONE_HUNDRED)?
        .checked_div(target)
        .map(|points| points.round_dp(1))
}

/// The time of day here, in minutes since midnight.
pub(crate) fn minute_of_day(at: Timestamp) -> i16 {
    let time = TimeZone::fixed(Offset::constant(8)).to_datetime(at).time();
    i16::from(time.hour()) * 60 + i16::from(time.minute())
}

/// The instant at which a day is over here.
pub(crate) fn end_of(day: Date) -> Option<Timestamp> {
    let next = day.checked_add(1.day()).ok()?;
    TimeZone::fixed(Offset::constant(8))
        .to_timestamp(next.at(0, 0, 0, 0))
        .ok()
}
