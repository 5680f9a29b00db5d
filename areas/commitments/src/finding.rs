//! What cannot be checked as it is written.
//!
//! A finding blames nobody: it says which words leave open how the result would be told from a failure, before the
//! list is published or while a plan can still say more. Each follows from the words of the item alone.

use shishi_kernel::Span;

use crate::draft::Proposal;
use crate::measure::Measure;

/// What is left open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FindingCode {
    /// No figure and nothing else that could be tested: any result, or none, would fit the words.
    NoFigure,
    /// Part of the item can be tested and this part cannot.
    PartUntestable,
    /// All of a group is promised and the size of the group is not said, so that nobody can tell when it is all.
    DenominatorUnstated,
    /// About a number, with no word on how far off still counts.
    ToleranceUndeclared,
    /// Neither the item nor the programme says by when.
    NoCutOff,
    /// One for each village and the like, and the places are not listed, so that a wrong place cannot be shown.
    DistributiveNoList,
    /// A rate, and neither numerator nor denominator is defined: the same year can give two honest values.
    RateWithoutDenominator,
    /// A standard must be met and is not named by number or title.
    StandardUnnamed,
    /// The words reach over several years or batches: this year's part has to be told from the rest.
    MultiYear,
    /// New and carried-over objects are promised in one figure: what last year's list promised could count twice.
    CarriedOver,
    /// A building project with its size and no word on when it is finished.
    FinishUnstated,
    /// The parts printed do not add up to the total printed.
    PartsDoNotAddUp,
    /// No lead unit is named: nobody answers for the result.
    NoLead,
}

impl FindingCode {
    /// Every finding.
    pub const ALL: [Self; 13] = [
        Self::NoFigure,
        Self::PartUntestable,
        Self::DenominatorUnstated,
        Self::ToleranceUndeclared,
        Self::NoCutOff,
        Self::DistributiveNoList,
        Self::RateWithoutDenominator,
        Self::StandardUnnamed,
        Self::MultiYear,
        Self::CarriedOver,
        Self::FinishUnstated,
        Self::PartsDoNotAddUp,
        Self::NoLead,
    ];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::NoFigure => "finding.no_figure",
            Self::PartUntestable => "finding.part_untestable",
            Self::DenominatorUnstated => "finding.denominator_unstated",
            Self::ToleranceUndeclared => "finding.tolerance_undeclared",
            Self::NoCutOff => "finding.no_cut_off",
            Self::DistributiveNoList => "finding.distributive_no_list",
            Self::RateWithoutDenominator => "finding.rate_without_denominator",
            Self::StandardUnnamed => "finding.standard_unnamed",
            Self::MultiYear => "finding.multi_year",
            Self::CarriedOver => "finding.carried_over",
            Self::FinishUnstated => "finding.finish_unstated",
            Self::PartsDoNotAddUp => "finding.parts_do_not_add_up",
            Self::NoLead => "finding.no_lead",
        }
    }
}

/// Something that cannot be checked as it is written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// What is left open.
    pub code: FindingCode,
    /// Values for the sentence: `words` is the quotation it speaks of, `what` a measure's words.
    pub arguments: Vec<(&'static str, String)>,
    /// Where the words stand, when that is known; see [`crate::issue::Issued::place_words`].
    pub span: Option<Span>,
}

/// What cannot be checked in an item as it is written. `measures` are those of [`crate::measure::measures_of`].
#[must_use]
pub fn findings(_proposal: &Proposal, _measures: &[Measure], _year: Option<i16>) -> Vec<Finding> {
    Vec::new()
}
