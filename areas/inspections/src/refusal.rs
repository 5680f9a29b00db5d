//! What the rules of inspections refuse.

use shishi_kernel::{Date, Refusal, UnitId};

/// Declares an enum of refusals: each variant with its arguments, its code and the words for programmers.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident, $codes:ident {
        $($(#[$about:meta])* $variant:ident { $($(#[$what:meta])* $field:ident: $kind:ty),* } = $code:literal, $words:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        pub enum $name {
            $($(#[$about])* #[error($words)] $variant { $($(#[$what])* $field: $kind),* },)*
        }

        const $codes: &[&str] = &[$($code),*];

        impl Refusal for $name {
            fn code(&self) -> &'static str {
                match self {
                    $(Self::$variant { .. } => $code,)*
                }
            }

            fn arguments(&self) -> Vec<(&'static str, String)> {
                match self {
                    $(Self::$variant { $($field),* } => vec![$((stringify!($field), Argument::text($field))),*],)*
                }
            }
        }
    };
}

/// How a value stands in a sentence.
trait Argument {
    fn text(&self) -> String;
}

macro_rules! arguments {
    ($($kind:ty),*) => {$(
        impl Argument for $kind {
            fn text(&self) -> String {
                self.to_string()
            }
        }
    )*};
}
arguments!(u32, usize, &'static str, String, Date, UnitId, i16);

impl Argument for Vec<String> {
    fn text(&self) -> String {
        self.join("、")
    }
}

refusals! {
    /// Why a draw does not go on.
    DrawRefusal, DRAW_CODES {
        /// Fewer bodies than it takes.
        BodiesFew { /// The fewest.
            min: usize } = "draw.bodies_few", "too few bodies";
        /// A body stands twice.
        BodyTwice { /// Its name.
            body: String } = "draw.body_twice", "a body stands twice";
        /// More than a list holds.
        TooMany { /// Of what.
            what: &'static str, /// The most.
            max: usize } = "draw.too_many", "too many {what}";
        /// Too few or too many inspectors for each object.
        PerObjectUnfit { /// The fewest.
            min: u32, /// The most.
            max: u32 } = "draw.per_object_unfit", "unfit number of inspectors at an object";
        /// No object, or fewer than are to be drawn.
        ObjectsFew { /// Objects on the list.
            objects: usize, /// Wanted.
            wanted: u32 } = "draw.objects_few", "too few objects";
        /// An empty or long name, or white space round it.
        NameUnfit { /// Of what.
            what: &'static str, /// Most characters.
            max: usize } = "draw.name_unfit", "unfit name of {what}";
        /// A number stands twice.
        NumberTwice { /// Of what.
            what: &'static str, /// The number.
            number: u32 } = "draw.number_twice", "number {number} stands twice";
        /// A weight of zero, or over the largest.
        WeightUnfit { /// The object.
            object: String, /// The largest.
            max: u32 } = "draw.weight_unfit", "unfit weight";
        /// An exclusion of somebody or something that is not on the list.
        ExclusionUnknown { /// The inspector's number.
            inspector: u32, /// The object's number.
            object: u32 } = "draw.exclusion_unknown", "an exclusion names nobody";
        /// An object for which there are too few inspectors without a conflict.
        InspectorsShort { /// The object.
            object: String, /// How many have none.
            eligible: usize, /// How many it takes.
            needed: u32 } = "draw.inspectors_short", "too few inspectors without a conflict";
        /// The days do not follow one another.
        DaysUnfit { /// Today.
            today: Date } = "draw.days_unfit", "the days do not follow one another";
        /// The list is not the one that was frozen.
        ListChanged {} = "draw.list_changed", "the list is not the one that was frozen";
        /// No body has this place.
        BodyUnknown {} = "draw.body_unknown", "no such body";
        /// After the last day for committing.
        CommitLate { /// The last day.
            until: Date } = "draw.commit_late", "too late to commit";
        /// A second commitment.
        CommittedAlready { /// Of whom.
            body: String } = "draw.committed_already", "committed already";
        /// A commitment that another body made.
        CommitmentCopied {} = "draw.commitment_copied", "a copied commitment";
        /// Commitments are missing.
        CommitmentsMissing { /// Of whom.
            bodies: Vec<String> } = "draw.commitments_missing", "commitments are missing";
        /// The root was sealed.
        SealedAlready {} = "draw.sealed_already", "sealed already";
        /// The root was not sealed.
        NotSealed {} = "draw.not_sealed", "not sealed yet";
        /// A secret opened twice.
        RevealedAlready { /// By whom.
            body: String } = "draw.revealed_already", "opened already";
        /// After the last day for opening.
        RevealLate { /// The last day.
            until: Date } = "draw.reveal_late", "too late to open";
        /// Not what was committed to.
        RevealMismatch { /// By whom.
            body: String } = "draw.reveal_mismatch", "not what was committed to";
        /// Bodies may still open their secrets.
        RevealsOpen { /// The last day.
            until: Date, /// Who may.
            bodies: Vec<String> } = "draw.reveals_open", "secrets may still be opened";
        /// No body opened its secret.
        NobodyRevealed {} = "draw.nobody_revealed", "nobody opened a secret";
        /// The value of a named event is missing or unfit.
        ValueMissing { /// The event.
            event: String } = "draw.value_missing", "a value is missing";
        /// The result is out.
        Finished {} = "draw.finished", "finished already";
    }
}

refusals! {
    /// Why an inspection does not go on.
    InspectionRefusal, INSPECTION_CODES {
        /// An empty or long name.
        NameUnfit { /// Most characters.
            max: usize } = "inspection.name_unfit", "unfit name";
        /// More than are taken at once.
        TooMany { /// The most.
            max: usize } = "inspection.too_many", "too many";
        /// A finished site without the day on which it was accepted.
        AcceptedMissing {} = "inspection.accepted_missing", "no day of acceptance";
        /// An end before its beginning.
        WindowUnfit { /// The first day.
            from: Date, /// The last day.
            to: Date } = "inspection.window_unfit", "the end is before the beginning";
        /// A plan that names no unit.
        UnitsMissing {} = "inspection.units_missing", "no unit is named";
        /// Words that are needed.
        WordsMissing {} = "inspection.words_missing", "words are missing";
        /// Words that are too long.
        WordsLong { /// How long.
            length: usize, /// Most characters.
            max: usize } = "inspection.words_long", "words are too long";
        /// A plan that was approved before.
        ApprovedAlready {} = "inspection.approved_already", "approved already";
        /// A plan that was not approved.
        NotApproved {} = "inspection.not_approved", "the plan is not approved";
        /// A unit was inspected as often as it may be in a year.
        QuotaSpent { /// The unit.
            unit: UnitId, /// The quota.
            quota: u32, /// The year.
            year: i16 } = "inspection.quota_spent", "the year's quota is spent";
        /// A quota outside what makes sense.
        QuotaUnfit { /// Most inspections a year.
            max: u32 } = "inspection.quota_unfit", "unfit quota";
        /// The object was visited a short while ago.
        TooSoon { /// The last visit.
            last: Date, /// Days between two visits.
            days: u32 } = "inspection.too_soon", "visited a short while ago";
        /// The actor's own unit has an interest.
        OwnInterest {} = "inspection.own_interest", "the own unit has an interest";
        /// A day in the future, or before what it follows.
        DayUnfit { /// The day.
            on: Date, /// The first that fits.
            from: Date, /// The last that fits.
            to: Date } = "inspection.day_unfit", "the day does not fit";
        /// A question of the checklist without an answer.
        AnswerMissing { /// The question.
            item: &'static str } = "inspection.answer_missing", "an answer is missing";
        /// A fault without a word on it.
        FaultUnexplained { /// The question.
            item: &'static str } = "inspection.fault_unexplained", "a fault without a note";
        /// Not a step that follows now.
        WrongStep { /// The state.
            state: &'static str } = "inspection.wrong_step", "not a step that follows now";
        /// No finding has this place.
        FindingUnknown {} = "inspection.finding_unknown", "no such finding";
        /// A number of days outside what makes sense.
        DaysUnfit { /// The most.
            max: u32 } = "inspection.days_unfit", "unfit number of days";
        /// Findings that were not looked at again.
        FindingsOpen { /// How many.
            count: usize } = "inspection.findings_open", "findings are open";
        /// A fault was noted and no finding made of it.
        FaultsWithoutFinding { /// How many faults.
            count: usize } = "inspection.faults_without_finding", "a fault has no finding";
        /// A reply after the last day.
        ReplyLate { /// The last day.
            until: Date } = "inspection.reply_late", "too late to reply";
        /// The unit may still reply.
        ReplyOpen { /// The last day.
            until: Date } = "inspection.reply_open", "the unit may still reply";
        /// A reply by a unit that was not inspected.
        NotYours { } = "inspection.not_yours", "not inspected";
    }
}

/// Every code of this crate.
pub const CODES: &[&str] = &joined::<{ DRAW_CODES.len() + INSPECTION_CODES.len() }>();

const fn joined<const N: usize>() -> [&'static str; N] {
    let mut all = [""; N];
    let mut at = 0;
    while at < N {
        all[at] = if at < DRAW_CODES.len() {
            DRAW_CODES[at]
        } else {
            INSPECTION_CODES[at - DRAW_CODES.len()]
        };
        at += 1;
    }
    all
}
