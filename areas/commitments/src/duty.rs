//! Who is to act on an item, and in which role.

use std::ops::Range;

use serde::{Deserialize, Serialize};
use shishi_kernel::Span;

use crate::draft::{Cited, Proposal, RequirementProposal};
use crate::place::exact;
use crate::text::{clauses, has};

/// What a unit's part in a commitment is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DutyRole {
    /// Answers for the result (主办).
    Lead,
    /// Helps (协办).
    CoUnit,
    /// Does the work that the lead organises (承办).
    Executor,
}

impl DutyRole {
    /// Every role.
    pub const ALL: [Self; 3] = [Self::Lead, Self::CoUnit, Self::Executor];

    /// The stable code used in storage and on the wire.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::CoUnit => "co_unit",
            Self::Executor => "executor",
        }
    }

    /// The role of a code, if it is one.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.code() == code)
    }
}

/// A unit's part in a commitment (责任).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Duty {
    /// The unit's name as printed; may be a group (各街道).
    pub unit: String,
    /// Its part.
    pub role: DutyRole,
    /// Where it is printed.
    pub span: Option<Span>,
}

/// Every duty of an item: leads, then co-units, then executors, each in the order of the words.
#[must_use]
pub fn duties_of(proposal: &Proposal) -> Vec<Duty> {
    let named = |role, units: &[Cited]| {
        units
            .iter()
            .map(|unit| Duty {
                unit: unit.text.clone(),
                role,
                span: unit.span,
            })
            .collect::<Vec<_>>()
    };
    let mut duties = named(DutyRole::Lead, &proposal.leads);
    duties.extend(named(DutyRole::CoUnit, &proposal.co_units));
    duties.extend(named(DutyRole::Executor, &executors(proposal)));
    duties
}

/// The units that the words say do the work while the lead organises it: 组织甲、乙为…, 由甲、乙实施. The words alone
/// are not enough (组织群众 names nobody): each must be a unit of the item, or end as the names of units do.
#[must_use]
pub fn executors(proposal: &Proposal) -> Vec<Cited> {
    let mut known: Vec<&str> = proposal
        .leads
        .iter()
        .chain(&proposal.co_units)
        .map(|unit| unit.text.trim())
        .collect();
    // The longest first, so that a name is not taken for a shorter one that it begins with.
    known.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let text = proposal.text.as_str();
    let mut found: Vec<Cited> = Vec::new();
    for clause in clauses(text) {
        let words = &text[clause.range.clone()];
        let organised = words.match_indices("组织").map(|(at, word)| (at + word.len(), false));
        let by = words.match_indices('由').map(|(at, word)| (at + word.len(), true));
        for (from, needs_verb) in organised.chain(by) {
            let (names, end) = name_list(words, from, &known);
            if names.is_empty() || needs_verb && !has(&words[end..], DOING) {
                continue;
            }
            for name in names {
                let unit = &words[name.clone()];
                let is_lead = proposal.leads.iter().any(|lead| lead.text.trim() == unit);
                if !is_lead && found.iter().all(|cited| cited.text != unit) {
                    let range = clause.range.start + name.start..clause.range.start + name.end;
                    found.push(Cited {
                        text: unit.to_owned(),
                        span: exact(&proposal.passages, text, &range),
                    });
                }
            }
        }
    }
    found
}

const DOING: &[&str] = &[
    "实施", "负责", "承担", "承建", "承办", "建设", "新建", "建成", "开展", "落实",
];

/// The units that the requirements make keep the ledger, follow progress and inspect: 甲、乙要建立工作台账. Each once,
/// in order. Without a place where a requirement's span is not exactly its text; see
/// [`crate::issue::Issued::place_words`].
#[must_use]
pub fn supervisors_in(requirements: &[RequirementProposal]) -> Vec<Cited> {
    let mut found: Vec<Cited> = Vec::new();
    for unit in requirements.iter().flat_map(charged_with_supervision) {
        if found.iter().all(|known| known.text != unit.text) {
            found.push(unit);
        }
    }
    found
}

pub(crate) fn charged_with_supervision(requirement: &RequirementProposal) -> Vec<Cited> {
    const CHARGED: &[&str] = &["要", "负责", "牵头", "应", "会同", "定期"];
    const SUPERVISING: &[&str] = &["台账", "督查", "督办", "督导", "跟踪", "调度", "检查", "考核"];
    let text = requirement.text.as_str();
    let all = clauses(text);
    let passages: Vec<Span> = requirement.span.into_iter().collect();
    let mut found: Vec<Cited> = Vec::new();
    for (index, clause) in all.iter().enumerate() {
        let words = &text[clause.range.clone()];
        let from = if words.starts_with('由') { '由'.len_utf8() } else { 0 };
        let (names, end) = name_list(words, from, &[]);
        let rest = words[end..].trim_start();
        if names.is_empty() || !CHARGED.iter().any(|word| rest.starts_with(word)) {
            continue;
        }
        let mut sentence = all[index + 1..]
            .iter()
            .take_while(|next| next.sentence == clause.sentence);
        if !has(rest, SUPERVISING) && !sentence.any(|next| has(&text[next.range.clone()], SUPERVISING)) {
            continue;
        }
        found.extend(names.into_iter().map(|name| {
            let range = clause.range.start + name.start..clause.range.start + name.end;
            Cited {
                text: words[name].to_owned(),
                span: exact(&passages, text, &range),
            }
        }));
    }
    found
}

/// Endings of units' names. Those of one character that also end ordinary words are not among them.
const ENDINGS: &[&str] = &[
    "办事处",
    "办公室",
    "管委会",
    "委员会",
    "督查室",
    "街道",
    "中心",
    "大队",
    "支队",
    "集团",
    "公司",
    "分局",
    "局",
    "镇",
    "乡",
    "组织部",
    "宣传部",
    "统战部",
    "纪工委",
    "园区",
    "产业园",
];

/// What can stand after a unit's name in such sentences.
const FOLLOWING: &[&str] = &[
    "、", "，", "建", "及", "和", "与", "以及", "要", "负责", "牵头", "应", "会同", "定期", "为", "对", "在", "等",
    "按", "具体", "共同", "分别", "组织", "实施", "承担", "承建", "承办", "建设", "新建", "建成", "开展", "落实", " ",
    "（", "(",
];

/// The names listed from a place on, and where the list ends.
fn name_list(words: &str, from: usize, known: &[&str]) -> (Vec<Range<usize>>, usize) {
    let mut names = Vec::new();
    let mut end = from;
    let mut at = from;
    while let Some(length) = name_length(&words[at..], known) {
        names.push(at..at + length);
        end = at + length;
        let rest = &words[end..];
        match ["、", "以及", "及", "和", "与"]
            .iter()
            .find(|mark| rest.starts_with(**mark))
        {
            Some(mark) => at = end + mark.len(),
            None => break,
        }
    }
    (names, end)
}

/// The length of the unit's name that the words begin with.
fn name_length(words: &str, known: &[&str]) -> Option<usize> {
    // A known 柳行街道 is not what is meant where 柳行街道办事处 is printed.
    let whole = |name: &str| !ENDINGS.iter().any(|ending| words[name.len()..].starts_with(ending));
    if let Some(name) = known
        .iter()
        .find(|name| !name.is_empty() && words.starts_with(**name) && whole(name))
    {
        return Some(name.len());
    }
    let mut count = 0;
    for (at, letter) in words.char_indices().take(16) {
        // Words of grammar, marks and digits stand in no name.
        if !('\u{4e00}'..='\u{9fff}').contains(&letter) || "的对为在由到了是将把被各".contains(letter) {
            return None;
        }
        count += 1;
        let rest = &words[at..];
        let Some(ending) = ENDINGS.iter().find(|ending| rest.starts_with(**ending)) else {
            continue;
        };
        let letters = count - 1 + ending.chars().count();
        if letters >= 3 && (count > 1 || *ending == "督查室") {
            let end = at + ending.len();
            let after = &words[end..];
            // 城乡统筹发展局 does not end with its 乡.
            if !after.is_empty() && !ENDINGS.iter().chain(FOLLOWING).any(|word| after.starts_with(word)) {
                continue;
            }
            // 街道 may go on to 街道办事处.
            let more = ENDINGS
                .iter()
                .find(|more| words[end..].starts_with(**more))
                .map_or(0, |more| more.len());
            return Some(end + more);
        }
    }
    None
}
