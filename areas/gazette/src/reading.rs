//! What was read from a document: the structure, each part with its place in the text and how sure the reader is.
//!
//! This is also the wire form of `shishi read --json`, schema `shishi-reading/1`.

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use shishi_kernel::{Comparator, Date, Span};

/// How sure the reader is of a field, with the reason when it is not certain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "level", content = "reason", rename_all = "snake_case")]
pub enum Confidence {
    /// Stands there in so many words.
    Certain,
    /// Follows from a rule that can err; the reason names it.
    Likely(String),
    /// A guess that a person has to check; the reason says what is odd.
    Doubtful(String),
}

/// A value, the place it was read from, and how sure the reader is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Read<T> {
    /// The value, cleaned (line breaks inside words removed, brackets and spaces normalised where noted).
    pub value: T,
    /// The bytes of [`Reading::text`] it was read from; covers line breaks inside a broken word.
    pub span: Span,
    /// How sure the reader is.
    pub confidence: Confidence,
}

/// Everything read from one document.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// Always `shishi-reading/1`.
    pub schema: String,
    /// The document's text as handed in (UTF-8, `\n` line ends, no byte order mark). All spans point here.
    pub text: String,
    /// The gazette issue's cover, when there is one.
    pub issue: Option<Issue>,
    /// Official documents, in order.
    pub instruments: Vec<Instrument>,
    /// The list of commitments, when there is one.
    pub programme: Option<Programme>,
    /// The notice's requirements (工作要求).
    pub requirements: Vec<Requirement>,
    /// The dated record of events, when there is one.
    pub chronicle: Option<Chronicle>,
    /// What a person should look at: damage, leftovers, contradictions.
    pub remarks: Vec<Remark>,
}

/// The cover of a gazette issue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// Name of the periodical.
    pub name: Read<String>,
    /// Year of the issue.
    pub year: Option<Read<i16>>,
    /// Number within the year.
    pub number: Option<Read<u32>>,
    /// Running number since the first issue.
    pub total_number: Option<Read<u32>>,
    /// Date of publication.
    pub published: Option<Read<Date>>,
    /// Who publishes it.
    pub sponsor: Option<Read<String>>,
    /// The table of contents.
    pub contents: Vec<ContentsLine>,
}

/// One entry of the table of contents.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContentsLine {
    /// The section in 【】 under which it stands.
    pub section: Option<String>,
    /// The title as printed there.
    pub title: Read<String>,
    /// The document number as printed there.
    pub document_number: Option<String>,
    /// The page.
    pub page: Option<u32>,
}

/// An official document (文件).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instrument {
    /// The kind of document (文种): 通知, 公告, 意见 …
    pub kind: Option<Read<String>>,
    /// The title, with spaces taken out.
    pub title: Option<Read<String>>,
    /// The document number (发文字号), brackets normalised to 〔〕.
    pub document_number: Option<Read<String>>,
    /// The issuing organ.
    pub issuer: Option<Read<String>>,
    /// The addressees (主送机关).
    pub addressees: Vec<Read<String>>,
    /// The date of the document (成文日期).
    pub date: Option<Read<Date>>,
    /// How many categories and items it says it has (12大项21件).
    pub declared_categories: Option<Read<u32>>,
    /// See `declared_categories`.
    pub declared_items: Option<Read<u32>>,
    /// The paragraph before the first section.
    pub preamble: Option<Read<String>>,
    /// The whole of it in the text.
    pub span: Span,
}

/// One year's list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Programme {
    /// The year that the list is for, with its place when it is printed.
    pub year: Option<Read<i16>>,
    /// Headings.
    pub categories: Vec<Category>,
    /// The numbered promises.
    pub items: Vec<Item>,
}

/// A heading (大项) over some items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Category {
    /// Its number, from 1.
    pub number: u32,
    /// The mark as printed: （一）.
    pub label: String,
    /// The title.
    pub title: Read<String>,
}

/// One numbered promise, as read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// Its number as printed (or counted, when the print has none).
    pub number: u32,
    /// The category's number, when there are categories.
    pub category: Option<u32>,
    /// A short title: the heading sentence or table column, else the first clause.
    pub title: Option<Read<String>>,
    /// The words, one entry for each place where they stand (a table can split an item over two rows).
    pub text: Vec<Read<String>>,
    /// Lead units (主办单位, 牵头单位, or 责任单位 standing alone).
    pub leads: Vec<Read<String>>,
    /// Co-units (协办单位, 配合单位, or 责任单位 beside 牵头单位).
    pub co_units: Vec<Read<String>>,
    /// The label printed before the lead units.
    pub lead_label: Option<String>,
    /// The label printed before the co-units.
    pub co_label: Option<String>,
    /// Persons printed as 牵头领导, 分管领导, 项目责任人 and the like: label and name.
    pub persons: Vec<(String, Read<String>)>,
    /// The figures promised.
    pub targets: Vec<Target>,
    /// By when.
    pub deadlines: Vec<Deadline>,
    /// Numbers and standards that qualify the promise and are not targets (300户以上的自然村, CJJ14-2016 三类).
    pub conditions: Vec<Condition>,
    /// The whole item in the text, units included.
    pub span: Span,
}

/// What a figure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TargetRole {
    /// A promised output.
    Commitment,
    /// The size of a project (investment, floor space).
    Scale,
    /// A figure for each head, household or village.
    Rate,
    /// A breakdown of another target.
    Part,
    /// Promised without a printed numeral (各建设一处).
    Implicit,
}

/// A figure promised in an item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The number with 万 and 亿 multiplied out; for a distributive (各一处) the total over the places.
    pub value: Decimal,
    /// The upper end, for a range only.
    pub value_max: Option<Decimal>,
    /// The unit or classifier: 所, 人次, 平方米, 元, %.
    pub unit: String,
    /// How a result is held against it.
    pub comparator: Comparator,
    /// The word that says so: 不少于, 约, 以上.
    pub comparator_word: Option<String>,
    /// What is counted, in words of the item.
    pub what: String,
    /// What the figure is for.
    pub role: TargetRole,
    /// For each of what (人, 户, 村), for a rate.
    pub per: Option<String>,
    /// The old value of a from-to pair.
    pub from: Option<Decimal>,
    /// For a distributive: the figure at each place, and the places.
    pub each: Option<Each>,
    /// The figure as printed, spaces and all: `11 所`.
    pub as_written: String,
    /// The words that carry the figure (number, classifier, comparator).
    pub span: Span,
    /// How sure the reader is.
    pub confidence: Confidence,
}

/// A figure that holds at each of several places.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Each {
    /// The figure at one place.
    pub value: Decimal,
    /// The places named.
    pub places: Vec<String>,
}

/// How a deadline follows from the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeadlineKind {
    /// 2020年, 年内, 今年, 年底前: the year's last day.
    Year,
    /// 12月底前: the month's last day.
    BeforeMonthEnd,
    /// 9月投入使用: within the month.
    InMonth,
    /// A full date.
    Day,
    /// 第三季度, 上半年, 秋季.
    Period,
    /// 每年, 每季度: recurs.
    Recurring,
    /// 5年内 and other spans of years.
    Years,
}

/// By when something is promised.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deadline {
    /// The last day, where one follows.
    pub date: Option<Date>,
    /// A name where no date follows (`Q3`, `autumn`).
    pub name: Option<String>,
    /// How it follows.
    pub kind: DeadlineKind,
    /// The step it is for, when that is not completion: 动工.
    pub milestone: Option<String>,
    /// The words.
    pub quote: String,
    /// Their place.
    pub span: Span,
}

/// Words that qualify a promise.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Condition {
    /// The words.
    pub quote: String,
    /// Their place.
    pub span: Span,
    /// `condition`, `standard`, `name`, `progress`, `scope`, `damaged`.
    pub kind: String,
}

/// One of the notice's requirements (工作要求).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Requirement {
    /// Its number, from 1.
    pub number: u32,
    /// The heading: 压实工作责任.
    pub title: Read<String>,
    /// The words after it.
    pub text: Read<String>,
}

/// The dated record of events in a gazette (大事记).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chronicle {
    /// The heading.
    pub title: Option<Read<String>>,
    /// The year, printed or inferred.
    pub year: Option<Read<i16>>,
    /// The entries in order.
    pub entries: Vec<Entry>,
}

/// What kind of event an entry tells of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names are the meanings; see domain of the gold files")]
pub enum EventKind {
    Meeting,
    ResearchVisit,
    Inspection,
    OnsiteOffice,
    Groundbreaking,
    Signing,
    Launch,
    Donation,
    Study,
    Congress,
    Visit,
    Event,
    Speech,
    Other,
}

/// One event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Entry {
    /// First day; `None` when the year or month cannot be known.
    pub date: Option<Date>,
    /// Last day, for a range.
    pub date_end: Option<Date>,
    /// Month and day of the first day; there even when no year is printed.
    #[serde(default)]
    pub month_day: Option<(u8, u8)>,
    /// Month and day of the last day, for a range.
    #[serde(default)]
    pub month_day_end: Option<(u8, u8)>,
    /// Whether the day was taken from the entry before (△).
    pub continuation: bool,
    /// The mark as printed: `1日`, `△`.
    pub marker: Read<String>,
    /// The words.
    pub text: Read<String>,
    /// What kind of event.
    pub kind: EventKind,
    /// Persons named, with titles.
    pub people: Vec<Person>,
    /// Organisations named.
    pub organisations: Vec<Read<String>>,
}

/// A person named in an entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The name.
    pub name: Read<String>,
    /// The title before it, as printed; `None` when there is none.
    pub title: Option<String>,
    /// The title's place.
    #[serde(default)]
    pub title_span: Option<Span>,
    /// Whether the title stands before a list of names (区领导甲、乙).
    pub shared_title: bool,
    /// The post that the entry says the person was elected to.
    pub elected: Option<String>,
    /// That post's place.
    #[serde(default)]
    pub elected_span: Option<Span>,
}

/// Something a person should look at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remark {
    /// Stable code: `damaged_number`, `unread_text`, `count_mismatch`, …
    pub code: String,
    /// Where.
    pub span: Span,
    /// Line number, from 1.
    pub line: u32,
    /// A sentence in Chinese.
    pub message: String,
}
