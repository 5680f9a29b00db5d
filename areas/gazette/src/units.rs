//! Names of units in the lists behind labels.

use crate::labels::LabelKind;
use crate::reading::{Confidence, Read};
use crate::text::fold::is_han;
use crate::text::{Flow, Place};

/// Last characters that alone mark the name of a body.
const LAST: &str = "局委办部会院校所站队区县市镇乡处厅署室园团馆行村府";

/// Endings of names of bodies whose last character is common elsewhere.
const ENDINGS: [&str; 17] = [
    "街道",
    "公司",
    "中心",
    "单位",
    "部门",
    "企业",
    "专班",
    "妇联",
    "残联",
    "工商联",
    "街镇",
    "镇街",
    "大学",
    "平台",
    "机关",
    "文联",
    "科协",
];

/// Nouns that complete 各区、 before them: 各区、县级市 is one expression.
const COMPLEMENTS: [&str; 16] = [
    "县级市",
    "县(市)",
    "县(市、区)",
    "县市区",
    "县市",
    "县区",
    "市区",
    "区",
    "县",
    "市",
    "乡(镇)",
    "乡镇",
    "镇",
    "乡",
    "街道",
    "村",
];

/// Organs that may follow a complement.
const ORGANS: [&str; 7] = ["", "人民政府", "政府", "管委会", "办事处", "党委", "党工委"];

/// Whether words end as the name of a body does.
pub(crate) fn unit_like(words: &str) -> bool {
    let core = strip_bracket(words);
    let last = core.chars().next_back();
    let ended = last.is_some_and(|c| LAST.contains(c)) || ENDINGS.iter().any(|e| core.ends_with(e));
    if !ended || core.len() > 90 {
        return false;
    }
    let chars = core.chars().count();
    let clean = !core.contains(['。', '%', ':', '“']) && !core.bytes().any(|b| b.is_ascii_digit());
    (2..=26).contains(&chars) && clean
}

/// Words without a bracket at their end: 高新园(邹区镇).
fn strip_bracket(words: &str) -> &str {
    if !words.ends_with(')') {
        return words;
    }
    words.find('(').and_then(|at| words.get(..at)).unwrap_or(words)
}

/// Whether words complete a collective before them (县级市, 乡人民政府).
fn completes(words: &str) -> bool {
    matches!(words, "管委会" | "管理委员会" | "办" | "局" | "委")
        || COMPLEMENTS
            .iter()
            .any(|c| words.strip_prefix(c).is_some_and(|rest| ORGANS.contains(&rest)))
}

/// Splits a list of units. Brackets hold together; 各区、县级市 stays one expression.
pub(crate) fn split(flow: &Flow<'_>, list: Place) -> Vec<Place> {
    let pieces = join_collectives(flow, cut(flow, list));
    pieces
        .into_iter()
        .flat_map(|p| conjunctions(flow, p))
        .filter_map(|p| tidy(flow, p))
        .collect()
}

fn read_unit(flow: &Flow<'_>, place: Place) -> Read<String> {
    let words = flow.words(place);
    let mut read = flow.certain(flow.tight(place), place);
    if !unit_like(words) {
        read.confidence = Confidence::Likely("名称的结尾不像单位".to_owned());
    } else if words.chars().count() > 18 {
        read.confidence = Confidence::Likely("名称很长，可能是几个单位连写".to_owned());
    }
    read
}

/// The addressees of a document: collectives are joined only when the first one is not complete by itself.
pub(crate) fn addressees(flow: &Flow<'_>, list: Place) -> Vec<Read<String>> {
    let mut pieces: Vec<Place> = Vec::new();
    for piece in cut(flow, list) {
        let words = flow.words(piece);
        match pieces.last_mut() {
            Some(last)
                if starts_collective(flow.words(*last)) && completes(words) && !names_organ(flow.words(*last)) =>
            {
                last.end = piece.end;
            }
            _ => pieces.push(piece),
        }
    }
    pieces
        .into_iter()
        .filter_map(|p| tidy(flow, p))
        .map(|p| flow.certain(flow.tight(p), p))
        .collect()
}

fn starts_collective(words: &str) -> bool {
    words.contains('各')
}

fn names_organ(words: &str) -> bool {
    ORGANS.iter().skip(1).any(|o| words.ends_with(o))
}

/// Cuts a list at its separators, outside brackets.
fn cut(flow: &Flow<'_>, list: Place) -> Vec<Place> {
    let words = flow.words(list);
    let mut pieces = Vec::new();
    let mut depth = 0_u32;
    let mut start = 0;
    for (at, c) in words.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '。' => {
                pieces.push((start, at));
                start = words.len();
                break;
            }
            '\n' | '|' | '\t' | '、' | ',' | ';' | ' ' | '/' if depth == 0 || c == '\n' => {
                pieces.push((start, at));
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    pieces.push((start, words.len()));
    drop_after_list(words, &mut pieces);
    pieces
        .into_iter()
        .filter(|(a, b)| a < b)
        .map(|(a, b)| flow.trim(Place::new(list.start + a, list.start + b)))
        .filter(|p| !p.is_empty())
        .collect()
}

/// A list ends at a space before something that is no unit: a table that follows on the same line. Where commas
/// divide the list, it ends at the first space that leads there.
fn drop_after_list(words: &str, pieces: &mut Vec<(usize, usize)>) {
    let spaced = |i: usize| words[pieces[i - 1].1..].starts_with(' ');
    let piece = |i: usize| &words[pieces[i].0..pieces[i].1];
    let foreign = (1..pieces.len()).find(|i| {
        spaced(*i) && unit_like(piece(i - 1)) && !unit_like(piece(*i)) && !name_like(piece(*i)) && !piece(*i).is_empty()
    });
    let Some(foreign) = foreign else { return };
    let commas = (1..foreign).any(|i| !spaced(i));
    let first = (1..=foreign).find(|i| spaced(*i)).unwrap_or(foreign);
    pieces.truncate(if commas { first } else { foreign });
}

fn join_collectives(flow: &Flow<'_>, pieces: Vec<Place>) -> Vec<Place> {
    let mut joined: Vec<Place> = Vec::with_capacity(pieces.len());
    for piece in pieces {
        match joined.last_mut() {
            Some(last) if starts_collective(flow.words(*last)) && completes(flow.words(piece)) => last.end = piece.end,
            _ => joined.push(piece),
        }
    }
    joined
}

/// Cuts 市教育局和各街道 where both sides are whole names; 住房和城乡建设局 stays.
fn conjunctions(flow: &Flow<'_>, piece: Place) -> Vec<Place> {
    let words = flow.words(piece);
    let mut out = Vec::new();
    let mut start = 0;
    for (at, c) in words.char_indices() {
        if !matches!(c, '和' | '及' | '与') || at <= start {
            continue;
        }
        let (left, right) = (&words[start..at], &words[at + c.len_utf8()..]);
        let left = left.trim_end_matches('以');
        // A body that ends before 和 has one of the endings that are never the middle of a name.
        let closed = [
            "局",
            "街道",
            "公司",
            "集团",
            "政府",
            "办公室",
            "管委会",
            "大队",
            "镇",
            "中心",
            "单位",
            "部门",
            "委",
        ];
        if closed.iter().any(|e| left.ends_with(e)) && unit_like(right) {
            out.push(Place::new(piece.start + start, piece.start + start + left.len()));
            start = at + c.len_utf8();
        }
    }
    out.push(Place::new(piece.start + start, piece.end));
    out
}

/// A name without the words that open or close a list; `None` when nothing is left.
fn tidy(flow: &Flow<'_>, piece: Place) -> Option<Place> {
    let mut piece = flow.trim(piece);
    let words = flow.words(piece);
    for head in ["以及", "由"] {
        if words.starts_with(head) && unit_like(&words[head.len()..]) {
            piece.start += head.len();
        }
    }
    let words = flow.words(piece);
    let mut core = words;
    for tail in [
        "等有关部门",
        "等相关部门",
        "等有关单位",
        "等相关单位",
        "等部门",
        "等单位",
        "等",
    ] {
        if let Some(rest) = words.strip_suffix(tail).filter(|r| !r.is_empty()) {
            core = rest;
            break;
        }
    }
    // A bracket opened by the sentence around and not by the name.
    let core = if core.matches(')').count() > core.matches('(').count() {
        core.trim_end_matches(')')
    } else {
        core
    };
    let core = core.trim_end_matches(['。', ':', '.', '-', '—']);
    piece.end = piece.start + core.len();
    let blank = core.is_empty() || matches!(core, "无" | "等" | "-" | "—" | "(") || !core.chars().any(is_han);
    (!blank).then_some(piece)
}

/// Common surnames, for telling a person's cell from a unit's.
const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常温康施文牛樊葛邢安齐易乔伍庞颜倪庄聂章鲁岳翟殷詹申欧耿关兰焦俞左柳甘祝包宁尚符舒阮柯纪梅童凌毕单季裴霍涂成苗谷曲盛冉翁蓝骆游辛靳管柴蒙鲍华喻祁蒲房滕屈饶解牟艾尤时穆农司卓古吉缪简车项连芦麦褚娄窦戚岑景党宫费卜冷晏卞芮劳佘邸宗柏";

/// What names of offices begin with, for finding where a person's name ends when both are run together.
const OFFICE_HEADS: [&str; 52] = [
    "教育", "民政", "人社", "住建", "文体", "文旅", "文广", "文化", "卫健", "卫生", "卫计", "财政", "公安", "交通",
    "城管", "水务", "水利", "农业", "农委", "发改", "经信", "工信", "科技", "商务", "市场", "应急", "生态", "环保",
    "自然", "国土", "规划", "审计", "统计", "司法", "信访", "税务", "体育", "医保", "退役", "残联", "妇联", "工会",
    "组织", "宣传", "统战", "政法", "园林", "林业", "市政", "行政", "房管", "机关",
];

/// The length of a person's name that runs into the name of an office.
pub(crate) fn name_before_office(words: &str) -> Option<usize> {
    let cut = |count: usize| {
        let end = words.char_indices().nth(count).map(|(at, _)| at)?;
        let named = words.get(..end).is_some_and(name_like);
        let follows = !split_glued(words.get(end..)?, 10).0.is_empty();
        (named && follows).then_some(end)
    };
    let lengths = [cut(3), cut(2)];
    let office = |end: &usize| {
        let rest = words[*end..].trim_start_matches(['市', '区', '县']);
        OFFICE_HEADS.iter().any(|h| rest.starts_with(h))
    };
    lengths
        .iter()
        .flatten()
        .copied()
        .find(office)
        .or_else(|| lengths.into_iter().flatten().next())
}

/// Whether words are a person's name: two to four characters that begin with a surname and do not end as a unit.
pub(crate) fn name_like(words: &str) -> bool {
    let chars = words.chars().filter(|c| *c != ' ').count();
    let han = words.chars().all(|c| is_han(c) || c == ' ');
    let first = words.chars().next().is_some_and(|c| SURNAMES.contains(c));
    let ordinary = words.contains(['区', '县', '市', '各', '的', '与', '及', '个']);
    (2..=3).contains(&chars) && han && first && !ordinary && !unit_like(words)
}

/// The persons of a list, one by one.
pub(crate) fn people(flow: &Flow<'_>, list: Place) -> Vec<Read<String>> {
    let words = flow.words(list);
    // A name of two characters may be set with a space between them.
    let spaced = words.contains(' ') && words.split(' ').all(|w| w.chars().count() == 1);
    let pieces = if spaced { vec![flow.trim(list)] } else { cut(flow, list) };
    pieces
        .into_iter()
        .filter_map(|p| tidy(flow, p))
        .map(|p| {
            let mut read = flow.certain(flow.tight(p), p);
            if !name_like(flow.words(p)) {
                read.confidence = Confidence::Likely("不像姓名，可能是职务".to_owned());
            }
            read
        })
        .collect()
}

/// The units of a list with the persons printed beside them (牵头单位及主要负责人: 区教育局 王某).
pub(crate) fn with_persons(flow: &Flow<'_>, list: Place, kind: LabelKind) -> Vec<(Read<String>, Option<Read<String>>)> {
    let mut out: Vec<(Read<String>, Option<Read<String>>)> = Vec::new();
    for place in split(flow, list) {
        let words = flow.words(place);
        if kind == LabelKind::Lead
            && name_like(words)
            && let Some((_, person)) = out.last_mut().filter(|(_, p)| p.is_none())
        {
            *person = Some(flow.certain(flow.tight(place), place));
            continue;
        }
        if let Some((unit, person)) = glued_person(words) {
            let unit = Place::new(place.start, place.start + unit);
            let person = Place::new(place.start + person.0, place.start + person.1);
            out.push((read_unit(flow, unit), Some(flow.certain(flow.tight(person), person))));
            continue;
        }
        out.push((read_unit(flow, place), None));
    }
    out
}

/// A name behind a unit, in brackets or right behind its last character: where the unit ends, and the name's place.
fn glued_person(words: &str) -> Option<(usize, (usize, usize))> {
    if let Some(open) = words.strip_suffix(')').and_then(|w| w.rfind('(')) {
        let inner = words.get(open + 1..words.len() - 1)?;
        return (name_like(inner) && unit_like(&words[..open])).then_some((open, (open + 1, words.len() - 1)));
    }
    if unit_like(words) {
        return None;
    }
    [3, 2].into_iter().find_map(|count| {
        let at = words.char_indices().rev().nth(count - 1).map(|(at, _)| at)?;
        let unit = words.get(..at)?;
        let closed = [
            "局",
            "委",
            "办",
            "办公室",
            "街道",
            "镇",
            "中心",
            "公司",
            "集团",
            "部",
            "大队",
            "管委会",
        ];
        let fits = closed.iter().any(|e| unit.ends_with(e)) && unit_like(unit) && name_like(words.get(at..)?);
        fits.then_some((at, (at, words.len())))
    })
}

/// Splits units printed without separators: 经开区高新园(邹区镇)各街道. Returns how far the names reach.
pub(crate) fn split_glued(words: &str, longest: usize) -> (Vec<(usize, usize)>, usize) {
    const CUTS: [&str; 40] = [
        "人民政府",
        "办事处",
        "管委会",
        "委员会",
        "办公室",
        "指挥部",
        "联合会",
        "经开区",
        "高新区",
        "开发区",
        "示范区",
        "度假区",
        "保税区",
        "新区",
        "园区",
        "高新园",
        "产业园",
        "科技园",
        "工业园",
        "街道",
        "公司",
        "集团",
        "中心",
        "总站",
        "大队",
        "支队",
        "残联",
        "妇联",
        "工商联",
        "团委",
        "医院",
        "学校",
        "局",
        "委",
        "镇",
        "乡",
        "各县区",
        "各区",
        "各部门",
        "各单位",
    ];
    let mut out = Vec::new();
    let mut start = 0;
    while start < words.len() {
        let rest = &words[start..];
        let mut end = None;
        for (count, (at, c)) in rest.char_indices().enumerate() {
            if count > longest || matches!(c, ',' | '。' | ';' | ':' | '“' | '(' | '、') || c.is_ascii_digit() {
                break;
            }
            let upto = at + c.len_utf8();
            let head = &rest[..upto];
            let common = ["城乡", "城镇", "乡镇", "集镇"].iter().any(|w| head.ends_with(w));
            let cut = CUTS.iter().find(|cut| head.ends_with(*cut)).filter(|_| !common);
            // 委 may be the middle of 党工委组织部; a body needs a character before its ending.
            if cut.is_some_and(|cut| head.len() > cut.len() || cut.chars().count() > 2)
                && !rest[upto..].starts_with(['组', '宣', '统', '政'])
            {
                let continued = CUTS.iter().any(|c| c.chars().count() > 1 && rest[at..].starts_with(c));
                if !continued {
                    end = Some(upto);
                    break;
                }
            }
        }
        let Some(mut end) = end else { break };
        if rest[end..].starts_with('(') {
            match rest[end..].find(')') {
                Some(close) if unit_like(&rest[end + 1..end + close]) => end += close + 1,
                // A bracket that is no part of a name belongs to words that only look like one.
                _ => break,
            }
        }
        out.push((start, start + end));
        start += end;
        while words[start..].starts_with(['、', ',']) {
            start += words[start..].chars().next().map_or(0, char::len_utf8);
        }
    }
    (out, start)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout;

    #[test]
    fn lists_are_split() {
        for (list, expected) in [
            (
                "财政局、住房和城乡建设局，各街道",
                vec!["财政局", "住房和城乡建设局", "各街道"],
            ),
            ("各区、县级市", vec!["各区、县级市"]),
            (
                "市教育局，各区、县（市）人民政府",
                vec!["市教育局", "各区、县（市）人民政府"],
            ),
            ("各街道办事处、乡人民政府", vec!["各街道办事处、乡人民政府"]),
            ("各街道、各镇", vec!["各街道", "各镇"]),
            ("各区政府、管委会，市财政局", vec!["各区政府、管委会", "市财政局"]),
            ("经开区、高新园（邹区镇）", vec!["经开区", "高新园（邹区镇）"]),
            (
                "市交通委（市道运局、市港航局）、市财政局",
                vec!["市交通委（市道运局、市港航局）", "市财政局"],
            ),
            ("市教育局 市财政局 市民政局", vec!["市教育局", "市财政局", "市民政局"]),
            ("市教育局和各街道", vec!["市教育局", "各街道"]),
            (
                "市发展和改革局、市文化和旅游局",
                vec!["市发展和改革局", "市文化和旅游局"],
            ),
            (
                "市公安局、市城管局等部门；各区政府。",
                vec!["市公安局", "市城管局", "各区政府"],
            ),
            ("市教育局、市财政局等", vec!["市教育局", "市财政局"]),
            ("无", vec![]),
        ] {
            let (flow, _) = layout::flow(list);
            let found: Vec<String> = split(&flow, Place::new(0, flow.text.len()))
                .into_iter()
                .map(|p| flow.tight(p))
                .collect();
            assert_eq!(found, expected, "{list}");
        }
    }
}
