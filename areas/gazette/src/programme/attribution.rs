//! Duties given in a sentence: （市教育局牵头，各区配合）, 由区商务委牵头负责.

use crate::labels::LabelKind;
use crate::programme::item::UnitList;
use crate::text::{Flow, Place};
use crate::units;

/// Endings of a clause that gives the lead, longest first.
const LEADS: [&str; 14] = [
    "按职责分工负责",
    "按照职责分工负责",
    "按职责负责",
    "分别负责",
    "牵头负责",
    "牵头落实",
    "负责落实",
    "负责实施",
    "牵头实施",
    "组织实施",
    "共同负责",
    "牵头",
    "主办",
    "负责",
];

/// Endings of a clause that gives help.
const HELPS: [&str; 9] = [
    "配合落实",
    "协同配合",
    "协助配合",
    "配合实施",
    "配合",
    "协办",
    "协助",
    "参与",
    "参加",
];

/// A sentence that gives duties.
#[derive(Clone, Debug)]
pub(crate) struct Attribution {
    /// All of it, brackets included.
    pub place: Place,
    /// The lists in it.
    pub lists: Vec<UnitList>,
    /// Whether it speaks of all items before it (上述项目由…负责).
    pub looks_back: bool,
}

/// All attributions in a range.
pub(crate) fn scan(flow: &Flow<'_>, range: Place) -> Vec<Attribution> {
    let words = flow.words(range);
    let mut out = Vec::new();
    for close in memchr::memchr_iter(b')', words.as_bytes()) {
        let Some(inner) = words.get(..close) else { continue };
        let gives = LEADS.iter().chain(&HELPS).chain(&["等"]).any(|v| inner.ends_with(v));
        if !gives {
            continue;
        }
        let Some(open) = matching(inner) else { continue };
        let place = Place::new(range.start + open, range.start + close + 1);
        let lists = lists(flow, Place::new(place.start + 1, place.end - 1));
        if !lists.is_empty() {
            out.push(Attribution {
                place,
                lists,
                looks_back: false,
            });
        }
    }
    sentences(flow, range, words, &mut out);
    out.sort_by_key(|a| a.place.start);
    out
}

/// The opening bracket that matches one closing right behind these words, not further than a list is long.
fn matching(words: &str) -> Option<usize> {
    let mut depth = 0_u32;
    for (at, c) in words.char_indices().rev().take(160) {
        match c {
            ')' => depth += 1,
            '(' if depth > 0 => depth -= 1,
            '(' => return Some(at),
            '\n' | '。' => return None,
            _ => {}
        }
    }
    None
}

/// Sentences outside brackets: 上述项目由…负责。 and 由…牵头,…配合。
fn sentences(flow: &Flow<'_>, range: Place, words: &str, out: &mut Vec<Attribution>) {
    for (at, verb) in words.match_indices("由") {
        let head = &words[..at];
        let sentence = head
            .char_indices()
            .rev()
            .take(20)
            .find(|(_, c)| matches!(c, '。' | '\n' | ';' | '('))
            .map_or_else(|| if at <= 60 { 0 } else { at }, |(i, c)| i + c.len_utf8());
        let opening = &head[sentence..];
        let back = ["上述", "以上"].iter().any(|w| opening.starts_with(w))
            && ["项目", "任务", "工作", "实事", "事项"]
                .iter()
                .any(|w| opening.ends_with(w));
        if !(back || opening.is_empty() || matches!(opening, "该项目" | "该项工作" | "此项工作" | "本项目"))
            || opening.contains('\n')
        {
            continue;
        }
        let rest = &words[at + verb.len()..];
        let reach = rest.char_indices().nth(160).map_or(rest.len(), |(i, _)| i);
        let end = rest[..reach].find(['。', '\n']).unwrap_or(reach);
        let list = Place::new(range.start + at + verb.len(), range.start + at + verb.len() + end);
        if !LEADS.iter().chain(&HELPS).any(|v| flow.words(list).ends_with(v)) {
            continue;
        }
        let lists = lists(flow, list);
        if lists.is_empty() {
            continue;
        }
        let closing = if rest[end..].starts_with('。') {
            '。'.len_utf8()
        } else {
            0
        };
        out.push(Attribution {
            place: Place::new(range.start + sentence, list.end + closing),
            lists,
            looks_back: back,
        });
    }
}

/// The lists in 市教育局牵头,市财政局、各区配合. Nothing when a clause does not end in a duty.
fn lists(flow: &Flow<'_>, place: Place) -> Vec<UnitList> {
    let words = flow.words(place);
    let mut out = Vec::new();
    let mut start = 0;
    let mut pending = false;
    let ends = words.match_indices([',', ';']).map(|(at, _)| at).chain([words.len()]);
    for end in ends {
        let Some(clause) = words.get(start..end) else { continue };
        let found = LEADS
            .iter()
            .map(|v| (LabelKind::Lead, v))
            .chain(HELPS.iter().map(|v| (LabelKind::Co, v)))
            .find(|(_, v)| clause.ends_with(*v));
        let Some((kind, verb)) = found else {
            // A comma inside a list of names: go on to the verb.
            pending = !clause.is_empty();
            continue;
        };
        let skip = if clause.starts_with('由') { '由'.len_utf8() } else { 0 };
        let list = Place::new(place.start + start + skip, place.start + end - verb.len());
        let names = units::split(flow, list);
        let clean = !names.is_empty() && names.iter().all(|n| units::unit_like(flow.words(*n)));
        if !clean {
            return Vec::new();
        }
        out.push(UnitList {
            kind,
            label: None,
            units: names,
            doubt: Some("单位从句子里读出"),
        });
        pending = false;
        start = end + 1;
    }
    if pending { Vec::new() } else { out }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::layout;

    #[test]
    fn sentences_give_duties() {
        for (words, leads, cos, back) in [
            (
                "新建公厕3座（市城管局牵头，各区配合）。",
                vec!["市城管局"],
                vec!["各区"],
                false,
            ),
            ("发放补贴（市民政局负责）", vec!["市民政局"], vec![], false),
            (
                "（市教育局、市财政局按职责分工负责）",
                vec!["市教育局", "市财政局"],
                vec![],
                false,
            ),
            ("做好服务。上述项目由区商务委牵头负责。", vec!["区商务委"], vec![], true),
            (
                "完成改造。由区住建局牵头，各街道配合。",
                vec!["区住建局"],
                vec!["各街道"],
                false,
            ),
            ("由专人负责", vec![], vec![], false),
            ("（学校、医院等）", vec![], vec![], false),
            ("职责由街道承担，市民参与", vec![], vec![], false),
        ] {
            let (flow, _) = layout::flow(words);
            let found = scan(&flow, Place::new(0, flow.text.len()));
            let names = |kind: LabelKind| -> Vec<String> {
                found
                    .iter()
                    .flat_map(|a| &a.lists)
                    .filter(|l| l.kind == kind)
                    .flat_map(|l| l.units.iter().map(|u| flow.printed(*u)))
                    .collect()
            };
            assert_eq!(names(LabelKind::Lead), leads, "{words}");
            assert_eq!(names(LabelKind::Co), cos, "{words}");
            assert_eq!(found.iter().any(|a| a.looks_back), back, "{words}");
        }
    }
}
