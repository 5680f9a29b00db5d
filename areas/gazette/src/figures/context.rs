//! The words around a number.

use shishi_kernel::Comparator;

use super::comparison::{BEFORE, after};
use super::numerals::{Numeral, UnitKind};

/// The clause that a number stands in.
#[derive(Debug)]
pub(crate) struct Clause<'a> {
    /// From the clause's beginning, or the number before, to the number.
    pub before: &'a str,
    /// From the sentence's beginning to the number.
    pub sentence_before: &'a str,
    /// The classifier.
    pub unit: &'a str,
    /// Behind the classifier, to the end of the clause.
    pub rest: &'a str,
    /// A comparing word right behind the classifier: comparator, word, length.
    pub after: Option<(Comparator, &'static str, usize)>,
    /// Whether 以上 stands before a noun, where it may be a condition.
    pub doubtful_above: bool,
}

const CLAUSE_ENDS: [char; 7] = ['。', ';', ',', '!', '?', '\n', ':'];

impl<'a> Clause<'a> {
    /// The clause around a number.
    pub(crate) fn around(words: &'a str, numerals: &[Numeral], index: usize) -> Self {
        let numeral = &numerals[index];
        let head = words.get(..numeral.start).unwrap_or("");
        // Numbers divide a clause, so looking back never goes over the whole text twice.
        let floor = index.checked_sub(1).map_or(0, |i| numerals[i].unit_end);
        let near = head.get(floor..).unwrap_or("");
        let start = near
            .char_indices()
            .rev()
            .find(|(_, c)| CLAUSE_ENDS.contains(c))
            .map_or(floor, |(at, c)| floor + at + c.len_utf8());
        let sentence = head
            .char_indices()
            .rev()
            .take(160)
            .find(|(_, c)| matches!(c, '。' | ';' | '\n'))
            .map_or_else(
                || head.char_indices().rev().take(160).last().map_or(0, |(at, _)| at),
                |(at, c)| at + c.len_utf8(),
            );
        let tail = words.get(numeral.unit_end..).unwrap_or("");
        let ceiling = numerals.get(index + 1).map_or(words.len(), |n| n.start) - numeral.unit_end.min(words.len());
        let near = tail.get(..ceiling).unwrap_or(tail);
        let end = near.find(CLAUSE_ENDS).unwrap_or(near.len());
        let rest = tail.get(..end).unwrap_or("");
        let mut before = head.get(start..).unwrap_or("");
        if start == floor
            && floor > 0
            && let Some((_, _, len)) = after(before)
        {
            before = before.get(len..).unwrap_or("");
        }
        Self {
            before,
            sentence_before: head.get(sentence..).unwrap_or(""),
            unit: words.get(numeral.unit_start..numeral.unit_end).unwrap_or(""),
            rest,
            after: after(rest),
            doubtful_above: false,
        }
        .with_doubt()
    }

    fn with_doubt(mut self) -> Self {
        if let Some((_, word, len)) = self.after {
            self.doubtful_above =
                matches!(word, "以上" | "以下") && !self.rest[len..].trim_start_matches(')').is_empty();
        }
        self
    }
}

/// Quoted stretches (names of campaigns, titles), with the quotes.
pub(crate) fn quotes(words: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut open: Option<(usize, char, usize)> = None;
    for (at, c) in words.char_indices() {
        if let Some((start, close, count)) = open.as_mut() {
            *count += 1;
            if c == *close {
                out.push((*start, at + c.len_utf8()));
                open = None;
            } else if *count > 40 || c == '。' {
                open = None;
            }
            continue;
        }
        let close = match c {
            '“' => '”',
            '‘' => '’',
            '《' => '》',
            '"' => '"',
            _ => continue,
        };
        open = Some((at, close, 0));
    }
    out
}

/// Verbs of change before 到, 至 or 为.
const CHANGES: [&str; 30] = [
    "增加", "提高", "提升", "扩大", "延长", "增长", "上升", "调整", "上调", "下降", "降低", "缩短", "压缩", "减少",
    "扩展", "拓展", "压减", "精简", "优化", "扩容", "扩充", "减", "增", "升", "降", "扩", "下调", "调高", "延伸",
    "缩减",
];

/// Length of 提高到, 增加至, 缩短为 and the like at the head of some words.
pub(crate) fn change_to(words: &str) -> Option<usize> {
    let mut at = 0;
    for filler in ["分别", "统一", "逐步", "均", "再", "全部"] {
        if words[at..].starts_with(filler) {
            at += filler.len();
        }
    }
    let verb = CHANGES.iter().find(|v| words[at..].starts_with(**v))?;
    at += verb.len();
    let tail = words[at..].chars().next().filter(|c| matches!(c, '到' | '至' | '为'))?;
    Some(at + tail.len_utf8())
}

/// Whether a number of kinds, layers or days is said to change, or to be reached.
pub(crate) fn change(clause: &Clause<'_>) -> bool {
    let before = clause.before;
    let ends = |words: &[&str]| words.iter().any(|w| before.ends_with(w));
    if ends(&[
        "不少于",
        "不低于",
        "不超过",
        "至少",
        "最多",
        "控制在",
        "达到",
        "达",
        "不得超过",
        "不高于",
        "至多",
    ]) {
        return true;
    }
    if CHANGES.iter().any(|v| {
        ["到", "至", "为"]
            .iter()
            .any(|t| before.strip_suffix(t).is_some_and(|b| b.ends_with(v)))
    }) {
        return true;
    }
    if ends(&[
        "新增", "增加", "扩大", "推出", "新设", "新开", "减少", "压缩", "缩短", "延长", "实施", "开发", "提前",
    ]) {
        return true;
    }
    clause
        .after
        .is_some_and(|(_, word, len)| matches!(word, "以内" | "以上" | "左右") && clause.rest[len..].is_empty())
        && !before.ends_with('的')
}

/// Verbs before a small Chinese numeral that make it a count.
const MAKING: [&str; 48] = [
    "新建",
    "建成",
    "建设",
    "建",
    "改造",
    "新增",
    "增设",
    "设立",
    "建立",
    "创建",
    "打造",
    "完成",
    "举办",
    "培育",
    "购置",
    "配备",
    "新改建",
    "改建",
    "扩建",
    "启用",
    "开通",
    "安装",
    "设置",
    "布设",
    "开工",
    "竣工",
    "投用",
    "新开",
    "新辟",
    "引进",
    "组建",
    "评选",
    "推出",
    "开办",
    "增加",
    "增建",
    "改扩建",
    "修建",
    "升级",
    "提升",
    "修缮",
    "打通",
    "整治",
    "选树",
    "招聘",
    "培训",
    "添置",
    "投放",
];

/// Why a Chinese numeral counts nothing, or `None` when it does.
pub(crate) fn idle_chinese(numeral: &Numeral, clause: &Clause<'_>) -> Option<&'static str> {
    use rust_decimal::Decimal;
    if matches!(numeral.kind, UnitKind::Weak) {
        let grade = clause.rest.starts_with("标准") || clause.after.is_some() || numeral.value > Decimal::ONE;
        return Some(if grade { "scope" } else { "" });
    }
    if numeral.kind == UnitKind::Duration {
        return (!change(clause)).then_some("");
    }
    let place = distributive(clause.before).is_some() || per(clause.before).is_some();
    let made = MAKING.iter().any(|v| clause.before.ends_with(v)) || clause.before.ends_with(['共', '各', '了']);
    let large = numeral.value >= Decimal::TEN;
    // 期, 次 and 项 after a single numeral are ordinals or figures of speech: 二期, 一次, 一项.
    let tail_ok = !matches!(clause.rest.chars().next(), Some('体' | '线' | '站' | '条' | '张')) || large;
    let figure = numeral.value == Decimal::ONE && (clause.rest.starts_with("制") || clause.rest.starts_with('的'));
    if place || large || (made && tail_ok && !figure) {
        None
    } else {
        Some("")
    }
}

/// What verbs of making begin with.
const VERBS: &str =
    "建设新增改完配创开安培打选推布举确落实评扩修购投引有不至约组聘启立添成补发招募培编办支帮维提翻拆清整治";

/// The words between 各 and a number, when the number holds at each place: in 各建设一处 it is 建设.
pub(crate) fn distributive(before: &str) -> Option<usize> {
    let at = before.rfind('各')?;
    let verb = before.get(at + '各'.len_utf8()..)?;
    let short = verb.chars().count() <= 6 && !verb.contains(['、', '(', '“']);
    // 各类, 各级 and the like open a collective and do not distribute.
    let collective = verb.starts_with([
        '类', '级', '项', '种', '地', '区', '县', '市', '镇', '乡', '街', '单', '部', '方', '界', '式', '学', '村',
    ]);
    let verbal = verb.is_empty() || (!collective && verb.chars().next().is_some_and(|c| VERBS.contains(c)));
    (short && verbal).then_some(at)
}

/// For each of what a number holds: 每人2元, 每村建成一座.
pub(crate) fn per(before: &str) -> Option<String> {
    let at = before.rfind('每')?;
    let rest = before.get(at + '每'.len_utf8()..)?;
    if rest.chars().count() > 14 || rest.contains(['、', '“', '(']) {
        return None;
    }
    let first = before.get(..at).and_then(|head| {
        // 每人每月: two bases.
        let earlier = head.rfind('每')?;
        let base = head.get(earlier + '每'.len_utf8()..)?;
        (base.chars().count() <= 2).then(|| base.to_owned())
    });
    let rest = rest.trim_start_matches(['个', '名', '位', '一']);
    let base: String = match rest.chars().next() {
        Some(c) if "人户村年月周天日生床亩所校镇班家车台辆站处".contains(c) => {
            if rest.starts_with("季度") || rest.starts_with("年度") {
                rest.chars().take(2).collect()
            } else {
                c.to_string()
            }
        }
        Some('季') => "季度".to_owned(),
        Some(_) => rest.chars().take(2).collect(),
        None => String::new(),
    };
    let base = first.unwrap_or_default() + &base;
    (!base.is_empty()).then_some(base)
}

/// Whether a base is a length of time: 每年培训100人 promises 100 a year.
pub(crate) fn is_time(per: &str) -> bool {
    matches!(per, "年" | "月" | "季度" | "周" | "天" | "日" | "年度" | "半年")
}

/// Whether a number with a classifier only describes a noun: 300户以上的自然村, 500平方米以上超市.
pub(crate) fn qualifies(numeral: &Numeral, clause: &Clause<'_>) -> bool {
    let made = MAKING.iter().any(|v| clause.before.ends_with(v));
    match clause.after {
        Some((Comparator::Ge | Comparator::Le, word, len)) => {
            let noun = &clause.rest[len..];
            if noun.starts_with('的') {
                return !made || matches!(numeral.kind, UnitKind::Measure);
            }
            if noun.is_empty() || noun.starts_with([')', '、']) {
                // (…以上) in brackets after a noun: a definition.
                return clause.before.starts_with('(') && clause.before.chars().count() <= 4;
            }
            let size = numeral.kind == UnitKind::Measure && ["平方米", "元", "米", "层"].contains(&clause.unit);
            let member = numeral.kind == UnitKind::Measure || clause.rest_unit_is_member(numeral);
            let reached = clause.before.ends_with(['到', '至', '达', '在']);
            word != "以内" && !reached && (size || (member && !made))
        }
        None => {
            let noun = clause.rest;
            // 一层的 / 100平方米的 after 的 or at the head of a noun phrase that is counted itself.
            numeral.kind == UnitKind::Measure && noun.starts_with("以外")
        }
        _ => false,
    }
}

impl Clause<'_> {
    /// Whether the classifier counts members of the noun behind 以上 (户 of a village, 人 of a company).
    fn rest_unit_is_member(&self, numeral: &Numeral) -> bool {
        let noun = self.after.map_or(self.rest, |(_, _, len)| &self.rest[len..]);
        let holder = [
            "村",
            "小区",
            "社区",
            "企业",
            "单位",
            "城市",
            "学校",
            "公司",
            "家庭",
            "自然村",
            "行政村",
            "商场",
            "超市",
        ];
        numeral.kind == UnitKind::Count && holder.iter().any(|h| noun.starts_with(h))
    }
}

/// Words of reports: what stands behind them has been done, or is how far the work is.
const REPORTS: [&str; 14] = [
    "已完成",
    "已建成",
    "已开工",
    "已投入",
    "已有",
    "累计完成",
    "目前",
    "截至",
    "截止",
    "当前",
    "实际完成",
    "完成率",
    "进度为",
    "现有",
];

/// Whether the words before a number, in its sentence, tell of progress.
pub(crate) fn progress(sentence: &str) -> bool {
    // Most sentences hold none of the characters that such words begin with.
    if !sentence.contains(['已', '累', '目', '截', '当', '实', '完', '进', '现']) {
        return false;
    }
    REPORTS.iter().any(|w| {
        sentence.rfind(w).is_some_and(|at| {
            // A later promise in the same sentence cancels it: 目前已有3座，今年新建2座.
            let rest = &sentence[at..];
            !["今年", "年内", "新增", "新建", "将", "计划"]
                .iter()
                .any(|p| rest.contains(p))
        })
    })
}

/// Whether a time is reported and not promised: 于2014年5月30日已通车.
pub(crate) fn reported(words: &str, start: usize, end: usize) -> bool {
    let before = words.get(..start).unwrap_or("");
    let after = words.get(end..).unwrap_or("");
    ["截至", "截止", "截止到", "已于", "早在"]
        .iter()
        .any(|w| before.ends_with(w))
        || after.starts_with('已')
}

/// Steps that a deadline can be for, when it is not completion.
const MILESTONES: [&str; 16] = [
    "投入使用",
    "投入运营",
    "动工",
    "开工建设",
    "开工",
    "启动建设",
    "启动",
    "竣工",
    "完工",
    "交付使用",
    "交付",
    "试运营",
    "通车",
    "投用",
    "主体完工",
    "开园",
];

/// The step named right behind a deadline, and where the words end.
pub(crate) fn milestone(words: &str, end: usize) -> (Option<String>, usize) {
    let rest = words.get(end..).unwrap_or("");
    MILESTONES
        .iter()
        .find(|m| rest.starts_with(**m))
        .map_or((None, end), |m| (Some((*m).to_owned()), end + m.len()))
}

/// Whether a number is the size of a project.
pub(crate) fn scale(numeral: &Numeral, clause: &Clause<'_>, words: &str) -> bool {
    let size = ["投资", "面积", "占地", "资金", "总长", "规模"];
    let unit = words.get(numeral.unit_start..numeral.unit_end).unwrap_or("");
    numeral.kind == UnitKind::Measure
        && (size.iter().any(|w| clause.before.contains(w))
            || (unit.contains("平方米") && clause.rest.starts_with('的')))
}

/// What is counted, as two pieces of the words: what stands before the number and what stands behind it.
pub(crate) fn what<'a>(clause: &Clause<'a>) -> [&'a str; 2] {
    let mut before = clause
        .before
        .trim_start_matches(['、', '(', ')', '和', '及', '并', ' ', '/']);
    for head in ["其中", "以及", "则"] {
        before = before.strip_prefix(head).unwrap_or(before);
    }
    if before
        .find('”')
        .is_some_and(|close| before.find('“').is_none_or(|open| close < open))
    {
        before = before.trim_start_matches('”');
    }
    // 每人每月 is the base of a rate and not what is counted.
    if let Some(at) = before.find('每').filter(|at| *at > 0) {
        before = &before[..at];
    }
    loop {
        let shorter = BEFORE
            .iter()
            .find_map(|(w, _)| before.strip_suffix(w))
            .unwrap_or(before);
        let shorter = shorter
            .strip_suffix(['由', '从', '到', '至', '在', '的'])
            .unwrap_or(shorter);
        let shorter = shorter.strip_suffix("省定").unwrap_or(shorter);
        if shorter.len() == before.len() {
            break;
        }
        before = shorter;
    }
    let rest = clause.after.map_or(clause.rest, |(_, _, len)| &clause.rest[len..]);
    // Behind 、 another thing begins, unless nothing stands before the number.
    let rest = if before.is_empty() {
        rest
    } else {
        rest.split('、').next().unwrap_or("")
    };
    let rest = rest.trim_start_matches('的').trim_end_matches(['、', '(', '和', '及']);
    let end = rest.char_indices().nth(30).map_or(rest.len(), |(at, _)| at);
    let keep = before.chars().count().saturating_sub(30);
    let start = before.char_indices().nth(keep).map_or(before.len(), |(at, _)| at);
    let trim = ['、', ')', '(', ' '];
    [
        before[start..].trim_start_matches(trim),
        rest[..end].trim_end_matches(trim),
    ]
}
