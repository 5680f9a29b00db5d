//! Labels such as 主办单位： and what stands behind them.

/// What a label announces. What 责任单位 means is decided for the whole document, see [`LabelKind::Responsible`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum LabelKind {
    /// 主办单位, 牵头单位.
    Lead,
    /// 责任单位, 承办单位: the lead where no lead label is printed, else a co-unit.
    Responsible,
    /// 协办单位, 配合单位.
    Co,
    /// 数据提供单位, 监督单位: neither.
    Neither,
    /// 牵头领导, 项目责任人: persons.
    Person,
    /// 完成时限.
    Deadline,
    /// 主要内容, 目标任务: the words of the promise.
    Content,
    /// 项目名称.
    Title,
    /// 实际完成情况, 当前进度: results, never targets.
    Progress,
}

impl LabelKind {
    /// Whether units stand behind it that have a duty.
    pub(crate) const fn names_units(self) -> bool {
        matches!(self, Self::Lead | Self::Responsible | Self::Co)
    }
}

const LEAD: [&str; 5] = ["牵头", "主办", "主责", "抓总", "主要责任单位"];
const CO: [&str; 8] = ["协办", "配合", "协同", "协作", "参与", "参加", "协助", "支持"];
const RESPONSIBLE: [&str; 9] = ["责任", "负责", "承办", "落实", "实施", "承担", "主管", "办理", "组织"];
const NEITHER: [&str; 9] = ["提供", "监督", "督办", "督查", "督导", "考核", "验收", "申报", "来源"];
const UNIT_WORDS: [&str; 6] = ["单位", "部门", "科室", "机构", "主体", "街镇"];
const BARE: [&str; 8] = ["牵头", "主办", "责任", "配合", "协办", "承办", "主责", "协同"];
const PERSON_ENDS: [&str; 7] = ["领导", "责任人", "负责人", "联系人", "负责同志", "区长", "局长"];
const DEADLINE_ENDS: [&str; 12] = [
    "时限",
    "完成时间",
    "时间节点",
    "时间要求",
    "完成期限",
    "完成日期",
    "时限要求",
    "建成时间",
    "竣工时间",
    "办结时间",
    "完成时间节点",
    "时间安排",
];
const PROGRESS: [&str; 8] = [
    "完成情况",
    "进展",
    "进度",
    "落实情况",
    "推进情况",
    "实际完成",
    "完成率",
    "办理情况",
];
const CONTENT_ENDS: [&str; 18] = [
    "主要内容",
    "建设内容",
    "工作内容",
    "目标任务",
    "工作任务",
    "工作目标",
    "年度目标",
    "项目内容",
    "具体内容",
    "任务目标",
    "实施内容",
    "主要任务",
    "重点任务",
    "任务内容",
    "实事内容",
    "年度任务",
    "目标要求",
    "工作标准",
];
const TITLE_ENDS: [&str; 7] = [
    "项目名称",
    "实事项目",
    "任务名称",
    "民生实事",
    "项目",
    "事项名称",
    "实事名称",
];

/// What a label (folded, without its colon) announces, if it is one.
pub(crate) fn classify(label: &str) -> Option<LabelKind> {
    let chars = label.chars().count();
    if !(2..=16).contains(&chars) {
        return None;
    }
    let has = |words: &[&str]| words.iter().any(|w| label.contains(w));
    let ends = |words: &[&str]| words.iter().any(|w| label.ends_with(w));
    let unit = has(&UNIT_WORDS);
    if !unit && ends(&PERSON_ENDS) {
        return Some(LabelKind::Person);
    }
    if unit || BARE.contains(&label) {
        let named = ends(&UNIT_WORDS) || BARE.contains(&label) || ends(&PERSON_ENDS) || label.ends_with(')');
        if !named || has(&["各", "有关", "相关", "本"]) && !label.starts_with("相关") {
            return None;
        }
        if has(&NEITHER) {
            return Some(LabelKind::Neither);
        }
        if has(&LEAD) {
            return Some(LabelKind::Lead);
        }
        if has(&CO) {
            return Some(LabelKind::Co);
        }
        return has(&RESPONSIBLE).then_some(LabelKind::Responsible);
    }
    if ends(&DEADLINE_ENDS) {
        return Some(LabelKind::Deadline);
    }
    if has(&PROGRESS) {
        return Some(LabelKind::Progress);
    }
    if ends(&CONTENT_ENDS) {
        return Some(LabelKind::Content);
    }
    ends(&TITLE_ENDS).then_some(LabelKind::Title)
}

/// A label found in folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LabelHit {
    /// What it announces.
    pub kind: LabelKind,
    /// Where the label begins.
    pub start: usize,
    /// Where the label ends (before the colon).
    pub label_end: usize,
    /// Where its value begins.
    pub value_start: usize,
    /// Whether it stands inside round brackets that close its value.
    pub bracketed: bool,
}

/// The label at the head of a line, with or without a colon.
pub(crate) fn head(line: &str) -> Option<LabelHit> {
    let reach = line.char_indices().nth(18).map_or(line.len(), |(at, _)| at);
    let front = line.get(..reach)?;
    if let Some(colon) = front.find(':') {
        return before_colon(line, colon, 0).filter(|hit| hit.start <= '【'.len_utf8());
    }
    let end = front
        .find([' ', '\t'])
        .unwrap_or(if reach == line.len() { reach } else { return None });
    let kind = classify(front.get(..end)?)?;
    kind.names_units().then_some(LabelHit {
        kind,
        start: 0,
        label_end: end,
        value_start: (end + 1).min(line.len()),
        bracketed: false,
    })
}

/// The label that ends at a colon. `floor` is where looking back stops.
pub(crate) fn before_colon(text: &str, colon: usize, floor: usize) -> Option<LabelHit> {
    let mut start = colon;
    let mut bracketed = false;
    let mut depth = 0_u32;
    for (count, (at, c)) in text.get(floor..colon)?.char_indices().rev().enumerate() {
        if count > 16 {
            break;
        }
        match c {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => {
                bracketed = true;
                break;
            }
            '\n' | ' ' | '\t' | '。' | ';' | ',' | '、' | ':' | '”' | '】' | '【' | '|' | '.' | '!' => break,
            _ if c.is_ascii_digit() => break,
            _ => {}
        }
        start = floor + at;
    }
    let whole = text.get(start..colon)?;
    let headed = LEAD.iter().chain(&CO).chain(&RESPONSIBLE).any(|w| whole.starts_with(w));
    let (label, start) = if headed || whole.chars().count() <= 9 {
        (whole, start)
    } else {
        core_label(whole, start)?
    };
    let kind = classify(label)?;
    Some(LabelHit {
        kind,
        start,
        label_end: colon,
        value_start: colon + 1,
        bracketed,
    })
}

/// The label proper at the end of words that run into it without a break.
fn core_label(words: &str, start: usize) -> Option<(&str, usize)> {
    let heads = LEAD
        .iter()
        .chain(&CO)
        .chain(&RESPONSIBLE)
        .filter_map(|w| words.rfind(w));
    let at = heads
        .max()
        .or_else(|| words.char_indices().rev().nth(7).map(|(at, _)| at))?;
    let at = if words.get(at..)?.chars().count() < 2 {
        return None;
    } else {
        at
    };
    Some((words.get(at..)?, start + at))
}

/// All labels with a colon in a range of folded text, and those without one at the head of a paragraph.
pub(crate) fn scan(text: &str, start: usize, end: usize, hits: &mut Vec<LabelHit>) {
    let Some(region) = text.get(start..end) else { return };
    let mut floor = start;
    for at in memchr::memchr_iter(b':', region.as_bytes()) {
        let colon = start + at;
        if let Some(hit) = before_colon(text, colon, floor) {
            hits.push(hit);
        }
        floor = colon + 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_announce() {
        use LabelKind::*;
        for (label, expected) in [
            ("主办单位", Some(Lead)),
            ("协办单位", Some(Co)),
            ("牵头单位", Some(Lead)),
            ("市级牵头单位", Some(Lead)),
            ("配合单位", Some(Co)),
            ("责任单位", Some(Responsible)),
            ("责任部门", Some(Responsible)),
            ("承办单位", Some(Responsible)),
            ("协同单位", Some(Co)),
            ("牵头单位及主要负责人", Some(Lead)),
            ("数据提供单位", Some(Neither)),
            ("牵头领导", Some(Person)),
            ("区政府分管领导", Some(Person)),
            ("项目责任人", Some(Person)),
            ("主要责任人", Some(Person)),
            ("完成时限", Some(Deadline)),
            ("实际完成情况", Some(Progress)),
            ("当前进度", Some(Progress)),
            ("建设内容", Some(Content)),
            ("项目名称", Some(Title)),
            ("发布日期", None),
            ("现通知如下", None),
            ("各责任单位", None),
        ] {
            assert_eq!(classify(label), expected, "{label}");
        }
    }

    #[test]
    fn labels_are_found_in_running_text() {
        let text = "建成两所。牵头领导:甲乙 责任单位:市公安局 项目责任人:丙丁\n(牵头单位:市教育局;配合单位:各区)";
        let mut hits = Vec::new();
        scan(text, 0, text.len(), &mut hits);
        let found: Vec<_> = hits
            .iter()
            .map(|h| (&text[h.start..h.label_end], h.bracketed))
            .collect();
        assert_eq!(
            found,
            [
                ("牵头领导", false),
                ("责任单位", false),
                ("项目责任人", false),
                ("牵头单位", true),
                ("配合单位", false)
            ]
        );
    }
}
