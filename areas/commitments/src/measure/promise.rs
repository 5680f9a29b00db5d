//! What the words promise without a figure: a document, a raised standard, all of a group, a building, a quality,
//! or doing something. Clause by clause; a clause whose figure was read, or that leads up to one, promises that figure.

use std::ops::Range;

use super::classify::UNIVERSAL;
use super::{Measure, MeasureKind};
use crate::draft::{Proposal, TargetProposal, TargetRole};
use crate::place::exact;
use crate::text::{Clause, clauses, compact, first_of, has, promise_words, share_run, standard_number};

/// A promise without a figure.
struct Promise {
    kind: MeasureKind,
    what: String,
    range: Range<usize>,
}

/// The measures of promises without a figure, in order of the words. Positions are for the caller to give.
pub(super) fn promised(proposal: &Proposal) -> Vec<Measure> {
    let text = proposal.text.as_str();
    let all = clauses(text);
    let carried: Vec<Carried> = all
        .iter()
        .map(|clause| Carried::by(&text[clause.range.clone()], proposal))
        .collect();
    let heading = is_heading(proposal, &all);
    let mut found = Vec::new();
    for (index, clause) in all.iter().enumerate() {
        if heading && clause.sentence == 0 {
            continue;
        }
        let next = all
            .get(index + 1)
            .filter(|next| next.sentence == clause.sentence)
            .map(|_| carried[index + 1]);
        found.extend(in_clause(proposal, clause, carried[index], next.unwrap_or_default()));
    }
    found.extend(qualities(proposal, &all));
    found.sort_by_key(|promise: &Promise| promise.range.start);
    let mut measures: Vec<Measure> = found.into_iter().map(|promise| promise.measure(proposal)).collect();
    if measures.is_empty() && proposal.targets.is_empty() {
        measures.push(whole_item(proposal));
    }
    measures
}

/// What figures a clause holds.
#[derive(Clone, Copy, Default)]
struct Carried {
    /// Any.
    figure: bool,
    /// One that is not merely a price or size by head.
    amount: bool,
}

impl Carried {
    fn by(clause: &str, proposal: &Proposal) -> Self {
        let words = compact(clause);
        let mut carried = Self::default();
        for target in proposal.targets.iter().filter(|target| stands_in(target, &words)) {
            carried.figure = true;
            carried.amount |= target.role != TargetRole::Rate;
        }
        carried
    }
}

/// Whether a figure is printed in these words. A figure printed in pieces (各…一处) stands where all of them do, in
/// order; one that a person added is looked for as its value and unit.
fn stands_in(target: &TargetProposal, words: &str) -> bool {
    let mut figure = compact(&target.as_written);
    if figure.is_empty() {
        figure = compact(&format!("{}{}", target.value.normalize(), target.unit));
    }
    let mut rest = words;
    figure
        .split(['…', '⋯'])
        .filter(|piece| !piece.is_empty())
        .all(|piece| match rest.split_once(piece) {
            Some((_, after)) => {
                rest = after;
                true
            }
            None => false,
        })
}

/// Whether the first sentence only names the item: it is the title, or announces a project, and more follows.
fn is_heading(proposal: &Proposal, all: &[Clause]) -> bool {
    let (Some(first), Some(last)) = (all.first(), all.last()) else {
        return false;
    };
    if last.sentence == 0 {
        return false;
    }
    let Some(end) = all.iter().rev().find(|clause| clause.sentence == 0) else {
        return false;
    };
    let words = compact(&proposal.text[first.range.start..end.range.end]);
    let title = compact(&proposal.title);
    let announces = has_start(&words, &["实施", "推进", "开展", "启动", "加快", "提升"])
        && ["工程", "项目", "行动", "活动", "计划"]
            .iter()
            .any(|end| words.ends_with(end));
    let figures = Carried::by(&words, proposal).figure;
    !figures && (announces || words == title.trim_end_matches(['。', '；', ';']))
}

fn has_start(words: &str, starts: &[&str]) -> bool {
    starts.iter().any(|start| words.starts_with(start))
}

fn in_clause(proposal: &Proposal, clause: &Clause, here: Carried, next: Carried) -> Vec<Promise> {
    let words = &proposal.text[clause.range.clone()];
    let one = |kind| Promise {
        kind,
        what: promise_words(words),
        range: clause.range.clone(),
    };
    if !here.amount && !next.amount && covers_all(words) {
        return vec![one(MeasureKind::Coverage)];
    }
    if here.figure {
        return Vec::new();
    }
    if issues_document(words) {
        return vec![one(MeasureKind::Document)];
    }
    if next.figure {
        return Vec::new();
    }
    let raised = raised_standards(words);
    if !raised.is_empty() {
        let at = clause.range.start;
        return raised
            .into_iter()
            .map(|part| Promise {
                kind: MeasureKind::Parameter,
                what: words[part.clone()].to_owned(),
                range: at + part.start..at + part.end,
            })
            .collect();
    }
    if builds(words) && !counted_elsewhere(words, proposal) {
        return vec![one(MeasureKind::Works)];
    }
    if has(words, ACTING) && !counted_elsewhere(words, proposal) {
        return vec![one(MeasureKind::Activity)];
    }
    Vec::new()
}

const ACTING: &[&str] = &[
    "开展", "实行", "推行", "举办", "抽查", "评选", "评定", "整治", "排查", "巡查",
];

/// Everything of a group is promised: insured, equipped, reached.
fn covers_all(words: &str) -> bool {
    const ALL: &[&str] = &["统一", "每个", "应保尽保", "应享尽享", "应纳尽纳", "应改尽改"];
    const REACHING: &[&str] = &["购买", "投保", "配备", "安装", "覆盖", "纳入", "享受", "发放", "参保"];
    let all = has(words, UNIVERSAL) || has(words, ALL) && has(words, REACHING);
    has(words, &["全覆盖", "应保尽保", "应享尽享", "应纳尽纳", "应改尽改"]) || all && has(words, REACHING)
}

/// A document is to be issued: a verb of issuing, then a kind of document. 下发的权限 issues nothing.
fn issues_document(words: &str) -> bool {
    const ISSUING: &[&str] = &["出台", "制定", "制发", "印发", "编制", "修订", "制订", "发布", "起草"];
    const KINDS: &[&str] = &[
        "文件", "办法", "方案", "规划", "意见", "细则", "规定", "制度", "规程", "指南", "预案", "政策", "条例", "规范",
        "目录",
    ];
    ISSUING.iter().any(|verb| {
        words.match_indices(verb).any(|(at, verb)| {
            let rest = &words[at + verb.len()..];
            !rest.starts_with('的') && has(rest, KINDS)
        })
    })
}

/// Standards, limits and payments to be raised, each by itself: 提高甲标准和乙标准.
fn raised_standards(words: &str) -> Vec<Range<usize>> {
    const RAISING: &[&str] = &["提高", "上调", "提升", "增加", "上浮", "调整", "降低", "下调"];
    const RAISED: &[&str] = &[
        "标准",
        "限额",
        "额度",
        "比例",
        "待遇",
        "补贴",
        "补助",
        "养老金",
        "补助金",
        "津贴",
        "起付线",
        "封顶线",
        "门槛",
        "收费",
        "资费",
    ];
    let Some(verb) = first_of(words, RAISING) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut start = verb.end;
    let mut rest = &words[start..];
    loop {
        let mark = first_of(rest, &["和", "及", "、", "与"]);
        let length = mark.as_ref().map_or(rest.len(), |mark| mark.start);
        if RAISED.iter().any(|kind| rest[..length].ends_with(kind)) {
            found.push(start..start + length);
            let Some(mark) = mark else { break };
            start += mark.end;
            rest = &words[start..];
        } else if let Some(mark) = mark {
            // 甲、乙补助标准 is one standard named by two groups: the part before belongs to what follows.
            let after = &rest[mark.end..];
            let next = first_of(after, &["和", "及", "、", "与"]).map_or(after.len(), |next| next.start);
            let end = length + mark.len() + next;
            if RAISED.iter().any(|kind| rest[..end].ends_with(kind)) {
                found.push(start..start + end);
            }
            break;
        } else {
            break;
        }
    }
    found
}

/// Something that stands afterwards is to be built. 体系建设 and 作风建设 build nothing that stands.
fn builds(words: &str) -> bool {
    const BUILDING: &[&str] = &[
        "建设",
        "新建",
        "迁建",
        "改建",
        "扩建",
        "建成",
        "建好",
        "修建",
        "修缮",
        "改造",
        "竣工",
        "完工",
        "开工",
        "通车",
        "试运营",
        "投入使用",
        "启用",
        "打造",
        "搭建",
    ];
    const STANDING: &[&str] = &[
        "医院",
        "中心",
        "基地",
        "公园",
        "学校",
        "小学",
        "中学",
        "大学",
        "幼儿园",
        "馆",
        "楼",
        "大厦",
        "道路",
        "公路",
        "铁路",
        "轨道交通",
        "号线",
        "隧道",
        "桥",
        "水库",
        "水厂",
        "污水处理厂",
        "管网",
        "河道",
        "河流",
        "湿地",
        "广场",
        "市场",
        "停车场",
        "公厕",
        "厕所",
        "站",
        "系统",
        "平台",
        "故居",
        "驿站",
        "食堂",
        "立面",
        "核心区",
        "机场",
        "码头",
        "泵站",
    ];
    has(words, BUILDING) && has(words, STANDING)
}

/// Whether what these words name is counted by a figure elsewhere in the item: four characters in a row are the same.
fn counted_elsewhere(words: &str, proposal: &Proposal) -> bool {
    let words = compact(words);
    proposal
        .targets
        .iter()
        .filter(|target| target.role != TargetRole::Scale)
        .any(|target| share_run(&compact(&target.what), &words, 4))
}

/// Standards that what is promised must meet, one for each sentence: from the conditions read, or from the words.
fn qualities(proposal: &Proposal, all: &[Clause]) -> Vec<Promise> {
    let text = proposal.text.as_str();
    let mut by_sentence: Vec<(usize, Range<usize>)> = Vec::new();
    let mut add = |sentence: usize, range: Range<usize>| match by_sentence.iter_mut().find(|(s, _)| *s == sentence) {
        Some((_, known)) => *known = known.start.min(range.start)..known.end.max(range.end),
        None => by_sentence.push((sentence, range)),
    };
    for clause in all {
        let words = &text[clause.range.clone()];
        let at = clause.range.start;
        let quoted = proposal
            .conditions
            .iter()
            .filter(|c| c.kind == "standard" && !c.quote.is_empty());
        let quoted = quoted.filter_map(|c| words.find(&c.quote).map(|from| from..from + c.quote.len()));
        for range in quoted.chain(standard_words(words)) {
            add(clause.sentence, at + range.start..at + range.end);
        }
    }
    by_sentence
        .into_iter()
        .map(|(_, range)| Promise {
            kind: MeasureKind::Quality,
            what: text[range.clone()].chars().take(60).collect(),
            range,
        })
        .collect()
}

/// The words of a standard: its number, its title in 《》, or 符合…标准.
pub(crate) fn standard_words(words: &str) -> Option<Range<usize>> {
    let titled = words.match_indices('《').find_map(|(at, _)| {
        let length = words[at..].find('》')? + '》'.len_utf8();
        let inside = &words[at..at + length];
        has(inside, &["标准》", "规范》", "规程》"]).then_some(at..at + length)
    });
    let met = words
        .match_indices("标准")
        .chain(words.match_indices("规范"))
        .find_map(|(noun, word)| {
            let from = ["符合", "达到", "满足"]
                .iter()
                .filter_map(|verb| words[..noun].rfind(verb))
                .max()?;
            // 标准化 and 规范化 are no standards, and a verb far away has another object.
            let rest = &words[noun + word.len()..];
            let near = words[from..noun].chars().count() <= 40;
            (near && !rest.starts_with('化')).then_some(from..noun + word.len())
        });
    let number = standard_number(words);
    [titled, met, number]
        .into_iter()
        .flatten()
        .reduce(|one, two| one.start.min(two.start)..one.end.max(two.end))
}

/// An item whose words promise nothing that the rules know still has to be kept.
fn whole_item(proposal: &Proposal) -> Measure {
    let title = proposal.title.trim();
    let text = proposal.text.trim_end();
    let start = text.len() - text.trim_start().len();
    let what = if title.is_empty() {
        promise_words(text)
    } else {
        title.to_owned()
    };
    Promise {
        kind: MeasureKind::Activity,
        what,
        range: start..text.len(),
    }
    .measure(proposal)
}

impl Promise {
    fn measure(self, proposal: &Proposal) -> Measure {
        Measure {
            position: 0,
            kind: self.kind,
            what: self.what,
            unit: None,
            role: TargetRole::Implicit,
            per: None,
            baseline: None,
            each: None,
            target: None,
            as_written: proposal.text.get(self.range.clone()).map(str::to_owned),
            span: exact(&proposal.passages, &proposal.text, &self.range),
            testable: self.kind.is_yes_no(),
        }
    }
}
