//! What the rules of appraisal and of cases refuse.

use shishi_kernel::{Date, Refusal};

/// Declares an enum of refusals: each variant with its arguments, its code and the words for programmers.
macro_rules! refusals {
    ($(#[$doc:meta])* $name:ident, $codes:ident {
        $($(#[$about:meta])* $variant:ident { $($field:ident: $kind:ty),* } = $code:literal, $words:literal;)*
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
        #[allow(missing_docs, reason = "the fields are what the words need")]
        pub enum $name {
            $($(#[$about])* #[error($words)] $variant { $($field: $kind),* },)*
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
                    $(Self::$variant { $($field),* } => vec![$((stringify!($field), $field.to_string())),*],)*
                }
            }
        }
    };
}

refusals! {
    /// Why a scheme is not taken or not approved.
    SchemeRefusal, SCHEME_CODES {
        /// More characters than fit.
        TextLong { max: usize } = "scheme.text_long", "the text is too long";
        /// A line that is neither a comment nor `name: value`.
        LineUnreadable { line: usize } = "scheme.line_unreadable", "line {line} cannot be read";
        /// A name that stands twice.
        Twice { line: usize, key: String } = "scheme.twice", "line {line} says again what {key} is";
        /// What measures activity and not results.
        InputExcluded { line: usize, input: &'static str } = "scheme.input_excluded", "line {line}: {input} can never count";
        /// Neither a setting nor an input.
        InputUnknown { line: usize, key: String } = "scheme.input_unknown", "line {line}: {key} is no input";
        /// A weight that is none.
        WeightUnfit { line: usize, max: u32 } = "scheme.weight_unfit", "line {line}: unfit weight";
        /// Bounds that do not follow one another.
        BoundsUnfit { line: usize } = "scheme.bounds_unfit", "line {line}: unfit bounds";
        /// A value that is none of the kind that the line needs.
        ValueUnfit { line: usize, key: String } = "scheme.value_unfit", "line {line}: unfit value of {key}";
        /// Something that every scheme says.
        PartMissing { key: &'static str } = "scheme.part_missing", "{key} is missing";
        /// A period that ends before it begins, or reaches into another year.
        PeriodUnfit { from: Date, to: Date } = "scheme.period_unfit", "unfit period";
        /// Weights that do not add up to a hundred.
        WeightsSum { sum: u32 } = "scheme.weights_sum", "the weights add up to {sum}";
        /// A scheme in force is not changed.
        ApprovedAlready {} = "scheme.approved_already", "approved already";
        /// The author approves.
        OwnScheme {} = "scheme.own_scheme", "somebody else has to approve";
        /// Its period has begun.
        TooLate { from: Date } = "scheme.too_late", "the period began on {from}";
        /// No decision is named.
        DecisionMissing {} = "scheme.decision_missing", "no decision is named";
        /// More characters than fit.
        DecisionLong { max: usize } = "scheme.decision_long", "the decision is too long";
        /// The year has a scheme in force.
        YearTaken { year: i16 } = "scheme.year_taken", "{year} has a scheme in force";
    }
}

refusals! {
    /// Why an appraisal does not go on.
    AppraisalRefusal, APPRAISAL_CODES {
        /// Without a scheme in force.
        NotApproved {} = "appraisal.not_approved", "the scheme is not approved";
        /// Before the period is over.
        PeriodOpen { to: Date } = "appraisal.period_open", "the period lasts until {to}";
        /// Computed, and nothing makes it necessary again.
        RunAlready {} = "appraisal.run_already", "computed already";
        /// Nothing was computed.
        NotRun {} = "appraisal.not_run", "nothing was computed";
        /// The result is out.
        PublishedAlready {} = "appraisal.published_already", "published already";
        /// The result is not out.
        NotPublished {} = "appraisal.not_published", "not published yet";
        /// Too short or too long a hearing.
        DaysUnfit { min: u32, max: u32 } = "appraisal.days_unfit", "unfit number of days";
        /// A unit without a result.
        NotAppraised {} = "appraisal.not_appraised", "the unit was not appraised";
        /// After the last day.
        ReplyLate { until: Date } = "appraisal.reply_late", "replies were taken until {until}";
        /// Replied before.
        RepliedAlready {} = "appraisal.replied_already", "replied already";
        /// Words that are needed.
        WordsMissing {} = "appraisal.words_missing", "words are missing";
        /// More characters than fit.
        WordsLong { max: usize } = "appraisal.words_long", "words are too long";
        /// The own unit has an interest.
        OwnInterest {} = "appraisal.own_interest", "the own unit has an interest";
        /// Judged before.
        JudgedAlready {} = "appraisal.judged_already", "judged already";
        /// An accepted reply that corrects nothing.
        CorrectionMissing {} = "appraisal.correction_missing", "an accepted reply corrects something";
        /// A correction of what was no input of the unit.
        CorrectionUnknown {} = "appraisal.correction_unknown", "there is no such input of the unit";
        /// More done than was due, nothing due, or figures as before.
        CorrectionUnfit { max: u32 } = "appraisal.correction_unfit", "unfit correction";
        /// Units may still reply.
        ReplyOpen { until: Date } = "appraisal.reply_open", "replies are taken until {until}";
        /// Replies that nobody judged.
        RepliesWaiting { count: usize } = "appraisal.replies_waiting", "{count} replies wait";
        /// An accepted reply without a second computation.
        RerunFirst {} = "appraisal.rerun_first", "it has to be computed again";
        /// Final.
        FinalAlready {} = "appraisal.final_already", "final already";
    }
}

refusals! {
    /// Why a case does not go on.
    CaseRefusal, CASE_CODES {
        /// Words that are needed.
        WordsMissing {} = "case.words_missing", "words are missing";
        /// More characters than fit.
        WordsLong { max: usize } = "case.words_long", "words are too long";
        /// The unit has no duty in the commitment.
        NoDuty {} = "case.no_duty", "the unit has no duty there";
        /// A case on the same matter is open.
        OpenAlready {} = "case.open_already", "a case on the same ground is open";
        /// The own unit has an interest.
        OwnInterest {} = "case.own_interest", "the own unit has an interest";
        /// Whoever opened the case decides it.
        OwnCase {} = "case.own_case", "somebody else has to decide";
        /// A fact of another ground.
        FactMisplaced { fact: &'static str, ground: &'static str } = "case.fact_misplaced", "{fact} says nothing of {ground}";
        /// The same entry twice.
        FactTwice {} = "case.fact_twice", "the entry is in evidence already";
        /// More facts than fit.
        FactsMany { max: usize } = "case.facts_many", "at most {max} facts";
        /// No entry of the journal has this number.
        LeafUnknown {} = "case.leaf_unknown", "there is no such entry";
        /// An entry that shows something else.
        LeafUnfit { fact: &'static str, kind: String } = "case.leaf_unfit", "an entry {kind} does not show {fact}";
        /// An entry on another commitment or another unit.
        LeafForeign {} = "case.leaf_foreign", "the entry is about somebody else";
        /// Too few facts.
        EvidenceShort { have: usize, need: usize } = "case.evidence_short", "{have} of {need} facts";
        /// Fabrication without a contradiction found in the field.
        FieldMissing {} = "case.field_missing", "nothing was found in the field";
        /// Not a step that follows now.
        WrongStep { state: &'static str } = "case.wrong_step", "not a step that follows now";
        /// Too short or too long a time to reply.
        DaysUnfit { min: u32, max: u32 } = "case.days_unfit", "unfit number of days";
        /// Another unit replies.
        NotYours {} = "case.not_yours", "the case is about another unit";
        /// After the last day.
        ReplyLate { until: Date } = "case.reply_late", "a reply was taken until {until}";
        /// The unit may still reply.
        ReplyOpen { until: Date } = "case.reply_open", "the unit may reply until {until}";
        /// Tolerance has to be considered first.
        ToleranceFirst {} = "case.tolerance_first", "tolerance comes before accountability";
        /// Tolerance applies, so nobody is held to account.
        Tolerated {} = "case.tolerated", "tolerance applies";
    }
}

/// Every code of this crate.
pub const CODES: &[&str] = &joined::<{ SCHEME_CODES.len() + APPRAISAL_CODES.len() + CASE_CODES.len() }>();

const fn joined<const N: usize>() -> [&'static str; N] {
    let parts = [SCHEME_CODES, APPRAISAL_CODES, CASE_CODES];
    let mut all = [""; N];
    let (mut at, mut part, mut next) = (0, 0, 0);
    while at < N {
        if next == parts[part].len() {
            (part, next) = (part + 1, 0);
            continue;
        }
        all[at] = parts[part][next];
        (at, next) = (at + 1, next + 1);
    }
    all
}
