//! The scheme (考核办法): what counts, how much, and how; a text that people read and this reads too.
//!
//! ```text
//! 名称: 2020年度为民办实事考核办法
//! 开始: 2020-07-01
//! 结束: 2020-12-31
//! 主办: 100
//! 协办: 30
//! # 指标: 权重，起点-满分（百分数，可不写）
//! 目标经核实达成: 50
//! 节点按期完成: 30, 60-100
//! 协办按期答复: 20
//! ```
//!
//! English names and the codes of inputs are read as well. A mark is 0 at the first bound and below, full at the second and
//! above, and rises evenly between. Weights add up to 100.

use serde::{Deserialize, Serialize};
use shishi_kernel::{AccountId, Date};

use crate::input::{Excluded, Input};
use crate::refusal::SchemeRefusal;
use crate::words;

/// A scheme's text has at most so many characters.
pub const TEXT_CHARS_MAX: usize = 10_000;
/// A title has at most so many.
pub const TITLE_CHARS_MAX: usize = 100;
/// The decision that puts a scheme in force has at most so many.
pub const DECISION_CHARS_MAX: usize = 300;

/// A scheme as it is published.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scheme {
    /// What it is called.
    pub title: String,
    /// The first day that counts.
    pub from: Date,
    /// The last day that counts, of the same year.
    pub to: Date,
    /// Of a hundred: how much a commitment counts for a unit that leads it.
    pub lead: u32,
    /// Of a hundred: how much it counts for a unit that helps; 0 when it does not.
    pub help: u32,
    /// Whether units with enough commitments are ranked.
    pub ranks: bool,
    /// What counts, in the order of the text.
    pub criteria: Vec<Criterion>,
}

/// Something that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// What.
    pub input: Input,
    /// How much of a hundred.
    pub weight: u32,
    /// Up to this share in per cent the mark is 0.
    pub floor: u32,
    /// From this share in per cent the mark is full.
    pub full: u32,
}

impl Scheme {
    /// The year that it is for.
    #[must_use]
    pub fn year(&self) -> i16 {
        self.from.year()
    }
}

/// The parts beside the inputs, with the names under which a text may give them.
const PARTS: [(&str, [&str; 2]); 6] = [
    ("title", ["title", "名称"]),
    ("from", ["from", "开始"]),
    ("to", ["to", "结束"]),
    ("lead", ["lead", "主办"]),
    ("help", ["help", "协办"]),
    ("ranks", ["ranks", "排名"]),
];

#[derive(Default)]
struct Draft {
    title: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    lead: Option<u32>,
    help: Option<u32>,
    ranks: Option<bool>,
    criteria: Vec<Criterion>,
}

/// Reads a scheme.
///
/// # Errors
/// Everything that is wrong with it, line by line; never an empty list.
pub fn read(text: &str) -> Result<Scheme, Vec<SchemeRefusal>> {
    if text.chars().count() > TEXT_CHARS_MAX {
        return Err(vec![SchemeRefusal::TextLong { max: TEXT_CHARS_MAX }]);
    }
    let mut draft = Draft::default();
    let mut faults = Vec::new();
    for (line, words) in (1..).zip(text.lines()) {
        let words = words.trim();
        if !words.is_empty()
            && !words.starts_with('#')
            && let Err(fault) = draft.line(line, words)
        {
            faults.push(fault);
        }
    }
    match draft.whole(&mut faults) {
        Some(scheme) if faults.is_empty() => Ok(scheme),
        _ => Err(faults),
    }
}

impl Draft {
    fn line(&mut self, line: usize, words: &str) -> Result<(), SchemeRefusal> {
        let (key, value) = words
            .split_once([':', '：'])
            .ok_or(SchemeRefusal::LineUnreadable { line })?;
        let (key, value) = (key.trim(), value.trim());
        let part = PARTS.iter().find(|(_, names)| names.contains(&key));
        let Some((part, _)) = part else {
            return self.criterion(line, key, value);
        };
        let unfit = || SchemeRefusal::ValueUnfit {
            line,
            key: key.to_owned(),
        };
        let share = || value.parse().ok().filter(|share| *share <= 100).ok_or_else(unfit);
        let before = match *part {
            "title" => {
                let title = words_of(value).ok_or_else(unfit)?;
                self.title.replace(title).is_some()
            }
            "from" => self.from.replace(value.parse().map_err(|_| unfit())?).is_some(),
            "to" => self.to.replace(value.parse().map_err(|_| unfit())?).is_some(),
            "lead" => self.lead.replace(share()?).is_some(),
            "help" => self.help.replace(share()?).is_some(),
            _ => {
                let ranks = match value {
                    "yes" | "是" => true,
                    "no" | "否" => false,
                    _ => return Err(unfit()),
                };
                self.ranks.replace(ranks).is_some()
            }
        };
        once(line, key, before)
    }

    fn criterion(&mut self, line: usize, key: &str, value: &str) -> Result<(), SchemeRefusal> {
        let Some(input) = Input::named(key) else {
            return Err(match Excluded::named(key) {
                Some(excluded) => SchemeRefusal::InputExcluded {
                    line,
                    input: excluded.code(),
                },
                None => SchemeRefusal::InputUnknown {
                    line,
                    key: key.to_owned(),
                },
            });
        };
        let (weight, bounds) = value.split_once([',', '，']).unwrap_or((value, "0-100"));
        let weight = weight.trim().parse().ok().filter(|weight| (1..=100).contains(weight));
        let weight = weight.ok_or(SchemeRefusal::WeightUnfit { line, max: 100 })?;
        let bounds = bounds.replace(['%', '％'], "");
        let bounds = bounds.split_once(['-', '至']).and_then(|(floor, full)| {
            let bounds: (u32, u32) = (floor.trim().parse().ok()?, full.trim().parse().ok()?);
            (bounds.0 < bounds.1 && bounds.1 <= 100).then_some(bounds)
        });
        let (floor, full) = bounds.ok_or(SchemeRefusal::BoundsUnfit { line })?;
        let before = self.criteria.iter().any(|known| known.input == input);
        self.criteria.push(Criterion {
            input,
            weight,
            floor,
            full,
        });
        once(line, key, before)
    }

    /// The scheme, when nothing is missing; adds what is to the faults.
    fn whole(self, faults: &mut Vec<SchemeRefusal>) -> Option<Scheme> {
        for (key, given) in [
            ("title", self.title.is_some()),
            ("from", self.from.is_some()),
            ("to", self.to.is_some()),
            ("lead", self.lead.is_some()),
            ("help", self.help.is_some()),
        ] {
            // A line that is there and wrong has its own fault.
            let faulty = |fault: &SchemeRefusal| match fault {
                SchemeRefusal::ValueUnfit { key: named, .. } => PARTS
                    .iter()
                    .any(|(part, names)| *part == key && names.contains(&named.as_str())),
                _ => false,
            };
            if !given && !faults.iter().any(faulty) {
                faults.push(SchemeRefusal::PartMissing { key });
            }
        }
        let sum = self.criteria.iter().map(|criterion| criterion.weight).sum();
        if sum != 100 && faults.is_empty() {
            faults.push(SchemeRefusal::WeightsSum { sum });
        }
        let (from, to) = (self.from?, self.to?);
        if to < from || to.year() != from.year() {
            faults.push(SchemeRefusal::PeriodUnfit { from, to });
        }
        Some(Scheme {
            title: self.title?,
            from,
            to,
            lead: self.lead?,
            help: self.help?,
            ranks: self.ranks.unwrap_or(false),
            criteria: self.criteria,
        })
    }
}

fn words_of(value: &str) -> Option<String> {
    words(value, TITLE_CHARS_MAX, (), ()).ok()
}

fn once(line: usize, key: &str, before: bool) -> Result<(), SchemeRefusal> {
    if before {
        return Err(SchemeRefusal::Twice {
            line,
            key: key.to_owned(),
        });
    }
    Ok(())
}

/// Decides on putting a scheme in force; answers the decision's name without white space round it.
///
/// # Errors
/// In this order: approved already, by its author, too late, the year's scheme, the decision's name.
pub fn approve(
    scheme: &Scheme,
    approved: bool,
    author: AccountId,
    by: AccountId,
    year_taken: bool,
    decision: &str,
    today: Date,
) -> Result<String, SchemeRefusal> {
    if approved {
        return Err(SchemeRefusal::ApprovedAlready {});
    }
    if author == by {
        return Err(SchemeRefusal::OwnScheme {});
    }
    if today >= scheme.from {
        return Err(SchemeRefusal::TooLate { from: scheme.from });
    }
    if year_taken {
        return Err(SchemeRefusal::YearTaken { year: scheme.year() });
    }
    let (missing, long) = (
        SchemeRefusal::DecisionMissing {},
        SchemeRefusal::DecisionLong {
            max: DECISION_CHARS_MAX,
        },
    );
    words(decision, DECISION_CHARS_MAX, missing, long)
}
