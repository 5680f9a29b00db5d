//! Why a draft does not do what it is asked.

use shishi_kernel::Refusal;

use super::DraftStatus;

/// Why a command on a draft is refused. `number` is an item's number in the list, not its key.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[allow(missing_docs, reason = "the messages say what the fields are")]
pub enum DraftRefusal {
    #[error("the draft is {} and cannot be changed", .status.code())]
    Closed { status: DraftStatus },
    #[error("there is no item with key {key}")]
    ItemUnknown { key: u32 },
    #[error("item {number} was removed; restore it first")]
    ItemRemoved { number: u32 },
    #[error("item {number} was decided already; restore it to decide again")]
    AlreadyDecided { number: u32 },
    #[error("nothing is left to decide")]
    NothingPending,
    #[error("nothing would change")]
    NothingChanged,
    #[error("item {number} was not read from the document, so there is nothing to go back to")]
    NoOriginal { number: u32 },
    #[error("a reason is missing")]
    ReasonMissing,
    #[error("the reason has {length} characters, at most {max} fit")]
    ReasonLong { length: usize, max: usize },

    #[error("an item needs a number from 1")]
    NumberMissing,
    #[error("item {number} has no title")]
    TitleMissing { number: u32 },
    #[error("the title of item {number} has {length} characters, at most {max} fit")]
    TitleLong { number: u32, length: usize, max: usize },
    #[error("item {number} has no words")]
    TextMissing { number: u32 },
    #[error("the words of item {number} have {length} characters, at most {max} fit")]
    TextLong { number: u32, length: usize, max: usize },
    #[error("item {number} stands under category {category}, which does not exist")]
    CategoryUnknown { number: u32, category: u32 },
    #[error("a place of item {number} ends before it starts")]
    SpanInvalid { number: u32 },
    #[error("item {number} has {count} {part}, at most {max} fit")]
    TooMany {
        number: u32,
        part: &'static str,
        count: usize,
        max: usize,
    },
    #[error("a quotation or name in item {number} has {length} characters, at most {max} fit")]
    QuoteLong { number: u32, length: usize, max: usize },

    #[error("item {number} names a unit without a name")]
    UnitEmpty { number: u32 },
    #[error("a unit's name in item {number} has {length} characters, at most {max} fit")]
    UnitLong { number: u32, length: usize, max: usize },
    #[error("item {number} names {unit} twice in the same role")]
    UnitTwice { number: u32, unit: String },
    #[error("item {number} names {unit} as lead and as co-unit")]
    LeadAndCo { number: u32, unit: String },

    #[error("the range promised in item {number} ({what}) ends before it starts")]
    RangeUpsideDown { number: u32, what: String },
    #[error("the range promised in item {number} ({what}) has no upper end")]
    RangeEndMissing { number: u32, what: String },
    #[error("the figure promised in item {number} ({what}) has an upper end but is no range")]
    RangeEndStray { number: u32, what: String },
    #[error("the figure promised in item {number} ({what}) is negative")]
    ValueNegative { number: u32, what: String },
    #[error("the figure promised in item {number} ({what}) is too large")]
    ValueLarge { number: u32, what: String },
    #[error("the share promised in item {number} ({what}) is over 100 %")]
    OverHundred { number: u32, what: String },

    #[error("a border at byte {at} would leave one half empty or cut a character")]
    SplitBorder { at: u32 },
    #[error("where in the document item {number} is divided is not known or lies outside it")]
    SplitPlace { number: u32 },
    #[error("at least two items are needed to merge")]
    MergeTooFew,
    #[error("item {number} is named twice")]
    KeyRepeated { number: u32 },
    #[error("the items do not stand next to each other")]
    NotNeighbours,

    #[error("the heading has no title")]
    HeadingTitleMissing,
    #[error("a field of the heading ({field}) is too long, at most {max} fit")]
    HeadingLong { field: &'static str, max: usize },
    #[error("the heading has no year")]
    YearMissing,
    #[error("the year {year} is not within {first} to {last}")]
    YearOutOfRange { year: i16, first: i16, last: i16 },
    #[error("a supervising unit has no name")]
    SupervisorEmpty,
    #[error("a supervising unit's name has {length} characters, at most {max} fit")]
    SupervisorLong { length: usize, max: usize },
    #[error("{unit} is named twice as a supervising unit")]
    SupervisorTwice { unit: String },
    #[error("there are {count} supervising units, at most {max} fit")]
    SupervisorsTooMany { count: usize, max: usize },

    #[error("there is no item to issue")]
    NoItems,
    #[error("there are {count} items, at most {max} fit")]
    ItemsTooMany { count: usize, max: usize },
    #[error("items {} are not decided on", list(.numbers))]
    PendingLeft { numbers: Vec<u32> },
    #[error("numbers {} occur more than once", list(.numbers))]
    NumberDuplicate { numbers: Vec<u32> },
    #[error("items {} have no lead unit, while others have one", list(.numbers))]
    LeadMissing { numbers: Vec<u32> },
    #[error("category {category} occurs twice, has no number or an unfit title")]
    CategoryInvalid { category: u32 },
    #[error("requirement {number} is too long or out of place")]
    RequirementInvalid { number: u32 },
}

fn list(numbers: &[u32]) -> String {
    numbers.iter().map(u32::to_string).collect::<Vec<_>>().join(", ")
}

impl Refusal for DraftRefusal {
    fn code(&self) -> &'static str {
        match self {
            Self::Closed { .. } => "draft.closed",
            Self::ItemUnknown { .. } => "draft.item_unknown",
            Self::ItemRemoved { .. } => "draft.item_removed",
            Self::AlreadyDecided { .. } => "draft.already_decided",
            Self::NothingPending => "draft.nothing_pending",
            Self::NothingChanged => "draft.nothing_changed",
            Self::NoOriginal { .. } => "draft.no_original",
            Self::ReasonMissing => "draft.reason_missing",
            Self::ReasonLong { .. } => "draft.reason_long",
            Self::NumberMissing => "draft.number_missing",
            Self::TitleMissing { .. } => "draft.title_missing",
            Self::TitleLong { .. } => "draft.title_long",
            Self::TextMissing { .. } => "draft.text_missing",
            Self::TextLong { .. } => "draft.text_long",
            Self::CategoryUnknown { .. } => "draft.category_unknown",
            Self::SpanInvalid { .. } => "draft.span_invalid",
            Self::TooMany { .. } => "draft.too_many",
            Self::QuoteLong { .. } => "draft.quote_long",
            Self::UnitEmpty { .. } => "draft.unit_empty",
            Self::UnitLong { .. } => "draft.unit_long",
            Self::UnitTwice { .. } => "draft.unit_twice",
            Self::LeadAndCo { .. } => "draft.lead_and_co",
            Self::RangeUpsideDown { .. } => "draft.range_upside_down",
            Self::RangeEndMissing { .. } => "draft.range_end_missing",
            Self::RangeEndStray { .. } => "draft.range_end_stray",
            Self::ValueNegative { .. } => "draft.value_negative",
            Self::ValueLarge { .. } => "draft.value_large",
            Self::OverHundred { .. } => "draft.over_hundred",
            Self::SplitBorder { .. } => "draft.split_border",
            Self::SplitPlace { .. } => "draft.split_place",
            Self::MergeTooFew => "draft.merge_too_few",
            Self::KeyRepeated { .. } => "draft.key_repeated",
            Self::NotNeighbours => "draft.not_neighbours",
            Self::HeadingTitleMissing => "draft.heading_title_missing",
            Self::HeadingLong { .. } => "draft.heading_long",
            Self::YearMissing => "draft.year_missing",
            Self::YearOutOfRange { .. } => "draft.year_out_of_range",
            Self::SupervisorEmpty => "draft.supervisor_empty",
            Self::SupervisorLong { .. } => "draft.supervisor_long",
            Self::SupervisorTwice { .. } => "draft.supervisor_twice",
            Self::SupervisorsTooMany { .. } => "draft.supervisors_too_many",
            Self::NoItems => "draft.no_items",
            Self::ItemsTooMany { .. } => "draft.items_too_many",
            Self::PendingLeft { .. } => "draft.pending_left",
            Self::NumberDuplicate { .. } => "draft.number_duplicate",
            Self::LeadMissing { .. } => "draft.lead_missing",
            Self::CategoryInvalid { .. } => "draft.category_invalid",
            Self::RequirementInvalid { .. } => "draft.requirement_invalid",
        }
    }

    fn arguments(&self) -> Vec<(&'static str, String)> {
        match self {
            Self::Closed { status } => vec![("status", status.code().to_owned())],
            Self::ItemUnknown { key } => vec![("key", key.to_string())],
            Self::ItemRemoved { number }
            | Self::AlreadyDecided { number }
            | Self::NoOriginal { number }
            | Self::TitleMissing { number }
            | Self::TextMissing { number }
            | Self::SpanInvalid { number }
            | Self::UnitEmpty { number }
            | Self::SplitPlace { number }
            | Self::KeyRepeated { number }
            | Self::RequirementInvalid { number } => vec![("number", number.to_string())],
            Self::ReasonLong { length, max } | Self::SupervisorLong { length, max } => {
                vec![("length", length.to_string()), ("max", max.to_string())]
            }
            Self::TitleLong { number, length, max }
            | Self::TextLong { number, length, max }
            | Self::QuoteLong { number, length, max }
            | Self::UnitLong { number, length, max } => {
                vec![
                    ("number", number.to_string()),
                    ("length", length.to_string()),
                    ("max", max.to_string()),
                ]
            }
            Self::CategoryUnknown { number, category } => {
                vec![("number", number.to_string()), ("category", category.to_string())]
            }
            Self::TooMany {
                number,
                part,
                count,
                max,
            } => vec![
                ("number", number.to_string()),
                ("part", (*part).to_owned()),
                ("count", count.to_string()),
                ("max", max.to_string()),
            ],
            Self::UnitTwice { number, unit } | Self::LeadAndCo { number, unit } => {
                vec![("number", number.to_string()), ("unit", unit.clone())]
            }
            Self::RangeUpsideDown { number, what }
            | Self::RangeEndMissing { number, what }
            | Self::RangeEndStray { number, what }
            | Self::ValueNegative { number, what }
            | Self::ValueLarge { number, what }
            | Self::OverHundred { number, what } => vec![("number", number.to_string()), ("what", what.clone())],
            Self::SplitBorder { at } => vec![("at", at.to_string())],
            Self::HeadingLong { field, max } => vec![("field", (*field).to_owned()), ("max", max.to_string())],
            Self::YearOutOfRange { year, first, last } => {
                vec![
                    ("year", year.to_string()),
                    ("first", first.to_string()),
                    ("last", last.to_string()),
                ]
            }
            Self::SupervisorTwice { unit } => vec![("unit", unit.clone())],
            Self::ItemsTooMany { count, max } | Self::SupervisorsTooMany { count, max } => {
                vec![("count", count.to_string()), ("max", max.to_string())]
            }
            Self::PendingLeft { numbers } | Self::NumberDuplicate { numbers } | Self::LeadMissing { numbers } => {
                vec![("numbers", list(numbers))]
            }
            Self::CategoryInvalid { category } => vec![("category", category.to_string())],
            Self::NothingPending
            | Self::NothingChanged
            | Self::ReasonMissing
            | Self::NumberMissing
            | Self::MergeTooFew
            | Self::NotNeighbours
            | Self::HeadingTitleMissing
            | Self::YearMissing
            | Self::SupervisorEmpty
            | Self::NoItems => Vec::new(),
        }
    }
}
