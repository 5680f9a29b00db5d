//! What a request may ask for: every number and text has an end.
//!
//! Each is a type that is parsed once, at the edge, so that no handler sees a page 0 or a text without end.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The last page that can be asked for.
pub const PAGE_MAX: u32 = 100_000;
/// Rows a page at most.
pub const PER_PAGE_MAX: u32 = 100;
/// Rows a page when nothing is asked.
const PER_PAGE: u32 = 25;
/// Characters of a text in an address at most.
pub const WORDS_CHARS_MAX: usize = 200;
/// Numbers that every JSON reader holds exactly.
const ID_MAX: i64 = 9_007_199_254_740_991;

/// A page, from 1.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
pub struct Page(u32);

impl TryFrom<u32> for Page {
    type Error = String;

    fn try_from(page: u32) -> Result<Self, String> {
        if (1..=PAGE_MAX).contains(&page) {
            Ok(Self(page))
        } else {
            Err(format!("a page is 1 to {PAGE_MAX}"))
        }
    }
}

/// Rows a page.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
pub struct PerPage(u32);

impl TryFrom<u32> for PerPage {
    type Error = String;

    fn try_from(rows: u32) -> Result<Self, String> {
        if (1..=PER_PAGE_MAX).contains(&rows) {
            Ok(Self(rows))
        } else {
            Err(format!("rows a page are 1 to {PER_PAGE_MAX}"))
        }
    }
}

/// An identifier.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "i64")]
pub struct Id(pub i64);

impl TryFrom<i64> for Id {
    type Error = String;

    fn try_from(id: i64) -> Result<Self, String> {
        if (1..=ID_MAX).contains(&id) {
            Ok(Self(id))
        } else {
            Err(format!("an identifier is 1 to {ID_MAX}"))
        }
    }
}

/// The number of a category.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
pub struct CategoryNumber(pub u32);

impl TryFrom<u32> for CategoryNumber {
    type Error = String;

    fn try_from(number: u32) -> Result<Self, String> {
        if number <= 10_000 {
            Ok(Self(number))
        } else {
            Err("a category is 0 to 10000".to_owned())
        }
    }
}

/// Words to look for or a name to filter by; control characters count as nothing.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Words(String);

impl TryFrom<String> for Words {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        if text.chars().count() > WORDS_CHARS_MAX {
            return Err(format!("at most {WORDS_CHARS_MAX} characters"));
        }
        Ok(Self(
            text.chars()
                .filter(|letter| !letter.is_control())
                .collect::<String>()
                .trim()
                .to_owned(),
        ))
    }
}

impl Words {
    /// The words, or `None` when there are none.
    pub fn some(words: Option<Self>) -> Option<String> {
        words.map(|words| words.0).filter(|words| !words.is_empty())
    }
}

/// A month, `2020-04`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Month(pub String);

impl TryFrom<String> for Month {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let digits = |part: &str, length: usize| part.len() == length && part.bytes().all(|b| b.is_ascii_digit());
        let fits = text
            .split_once('-')
            .is_some_and(|(year, month)| digits(year, 4) && digits(month, 2) && matches!(month.parse(), Ok(1..=12_u8)));
        if fits {
            Ok(Self(text))
        } else {
            Err("a month is written 2020-04".to_owned())
        }
    }
}

/// The name of a programme or commitment in addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "String")]
pub struct Slug(pub String);

impl TryFrom<String> for Slug {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        let fits = (4..=40).contains(&text.len())
            && text
                .bytes()
                .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
        if fits {
            Ok(Self(text))
        } else {
            Err("a name is 4 to 40 of a-z, 0-9 and -".to_owned())
        }
    }
}

/// Which commitments a list is narrowed to. Where one stands is worked out: asking for it looks through one programme, the
/// newest when none is named.
#[derive(Clone, Copy, Debug, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CommitmentState {
    /// Nothing was ever reported on it.
    Silent,
    /// At least one value was reported.
    Reported,
    /// There is at least one finding on how verifiable it is.
    Findings,
    /// No implementation plan was filed.
    PlanMissing,
    /// A plan, and nothing reported yet.
    NotStarted,
    /// Something is reported.
    Underway,
    /// Underway towards a target that was changed by a decision.
    Changed,
    /// Reported as met; not verified.
    ReportedDone,
    /// Every measure is met as verified.
    Accepted,
    /// Accepted, and looked at in use.
    UseCheck,
    /// Accepted, used and struck off.
    Closed,
    /// Stopped for a time by a decision.
    Paused,
    /// Ended by a decision.
    Ended,
    /// The last day is past, and it is neither met nor reported as met.
    NotKept,
}

impl CommitmentState {
    /// The code that queries know.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Silent => "silent",
            Self::Reported => "reported",
            Self::Findings => "findings",
            Self::PlanMissing => "plan_missing",
            Self::NotStarted => "not_started",
            Self::Underway => "underway",
            Self::Changed => "changed",
            Self::ReportedDone => "reported_done",
            Self::Accepted => "accepted",
            Self::UseCheck => "use_check",
            Self::Closed => "closed",
            Self::Paused => "paused",
            Self::Ended => "ended",
            Self::NotKept => "not_kept",
        }
    }
}

/// Which page of a list.
#[derive(Clone, Copy, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct Paging {
    /// The page, from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000, default = 1)]
    pub page: Option<Page>,
    /// Rows a page.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 25)]
    pub per_page: Option<PerPage>,
}

/// Page and rows a page, with what counts when nothing is asked.
pub fn paging(page: Option<Page>, per_page: Option<PerPage>) -> (u32, u32) {
    (page.map_or(1, |page| page.0), per_page.map_or(PER_PAGE, |rows| rows.0))
}

/// A request that takes no parameters.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// How a list of commitments is narrowed. Filters are joined by "and".
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommitmentQuery {
    /// The page, from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000, default = 1)]
    pub page: Option<Page>,
    /// Rows a page.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 25)]
    pub per_page: Option<PerPage>,
    /// Slug of a programme: `2020`.
    #[param(value_type = Option<String>, pattern = "^[a-z0-9-]{4,40}$")]
    pub programme: Option<Slug>,
    /// Number of a category.
    #[param(value_type = Option<u32>, minimum = 0, maximum = 10_000)]
    pub category: Option<CategoryNumber>,
    /// A unit with any duty.
    #[param(value_type = Option<i64>, minimum = 1, maximum = 9_007_199_254_740_991_i64)]
    pub unit: Option<Id>,
    /// State.
    #[param(inline)]
    pub state: Option<CommitmentState>,
    /// Words in title or text.
    #[param(value_type = Option<String>, max_length = 200)]
    pub q: Option<Words>,
}

/// How the chronicle is narrowed. Filters are joined by "and".
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ChronicleQuery {
    /// The page, from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000, default = 1)]
    pub page: Option<Page>,
    /// Rows a page.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 25)]
    pub per_page: Option<PerPage>,
    /// Words in the title of a person named.
    #[param(value_type = Option<String>, max_length = 200)]
    pub title: Option<Words>,
    /// An organisation named.
    #[param(value_type = Option<String>, max_length = 200)]
    pub organisation: Option<Words>,
    /// Kind of event: `meeting`, `inspection` and so on.
    #[param(value_type = Option<String>, max_length = 200)]
    pub kind: Option<Words>,
    /// Month: `2020-04`.
    #[param(value_type = Option<String>, pattern = "^[0-9]{4}-(0[1-9]|1[0-2])$")]
    pub month: Option<Month>,
    /// Words in the text.
    #[param(value_type = Option<String>, max_length = 200)]
    pub q: Option<Words>,
}

/// What is searched for.
#[derive(Clone, Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchQuery {
    /// The words; all must occur.
    #[param(value_type = String, max_length = 200)]
    pub q: Words,
    /// The page, from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100_000, default = 1)]
    pub page: Option<Page>,
    /// Rows a page.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 100, default = 25)]
    pub per_page: Option<PerPage>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_have_a_shape_and_an_end() {
        for (slug, ok) in [
            ("2020", true),
            ("2020b-18", true),
            ("202", false),
            ("2020 18", false),
            ("２０２０", false),
            ("2020-18\0", false),
            (&"1".repeat(41), false),
        ] {
            assert_eq!(Slug::try_from(slug.to_owned()).is_ok(), ok, "{slug:?}");
        }
        for (month, ok) in [
            ("2020-04", true),
            ("2020-13", false),
            ("2020-4", false),
            ("2020-00", false),
            ("+020-04", false),
            ("", false),
        ] {
            assert_eq!(Month::try_from(month.to_owned()).is_ok(), ok, "{month:?}");
        }
        for (words, found) in [
            ("幼儿园", Some("幼儿园")),
            (" a\0b ", Some("ab")),
            ("\u{7f}", None),
            ("", None),
        ] {
            assert_eq!(
                Words::some(Words::try_from(words.to_owned()).ok()).as_deref(),
                found,
                "{words:?}"
            );
        }
        assert!(Words::try_from("字".repeat(WORDS_CHARS_MAX)).is_ok());
        assert!(Words::try_from("字".repeat(WORDS_CHARS_MAX + 1)).is_err());
    }

    #[test]
    fn numbers_have_an_end() {
        for (number, ok) in [(0, false), (1, true), (PAGE_MAX, true), (PAGE_MAX + 1, false)] {
            assert_eq!(Page::try_from(number).is_ok(), ok, "{number}");
        }
        for (number, ok) in [(0, false), (PER_PAGE_MAX, true), (PER_PAGE_MAX + 1, false)] {
            assert_eq!(PerPage::try_from(number).is_ok(), ok, "{number}");
        }
        for (number, ok) in [(0, false), (-1, false), (1, true), (ID_MAX, true), (ID_MAX + 1, false)] {
            assert_eq!(Id::try_from(number).is_ok(), ok, "{number}");
        }
    }
}
