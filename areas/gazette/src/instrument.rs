//! Official documents in the text: number, title, issuer, addressees, date, preamble, declared counts.

use shishi_kernel::Date;

use crate::marks::{self, chinese_number};
use crate::reading::{Confidence, Instrument, Read};
use crate::text::layout::{Table, document_number_line, meta_line};
use crate::text::{Flow, Place};
use crate::{labels, time, units};

/// Words a title ends in: the kinds of document (文种) and the lists that go with them.
pub(crate) const KINDS: [&str; 27] = [
    "通知",
    "通告",
    "公告",
    "意见",
    "决定",
    "决议",
    "命令",
    "公报",
    "政报",
    "通报",
    "报告",
    "请示",
    "批复",
    "议案",
    "纪要",
    "公示",
    "方案",
    "办法",
    "细则",
    "要点",
    "清单",
    "分解表",
    "责任表",
    "任务表",
    "一览表",
    "大事记",
    "计划表",
];

/// Words that the title of a list without a kind of document ends in, when it names its year.
const LISTS: [&str; 12] = [
    "实事",
    "项目",
    "项目表",
    "任务",
    "任务书",
    "安排",
    "安排表",
    "计划",
    "目标",
    "工程",
    "进展情况",
    "表",
];

/// An instrument and the part of the text that its list can stand in.
pub(crate) struct Part {
    /// What was read of it; `None` when the text has neither title nor number.
    pub instrument: Option<Instrument>,
    /// All of it.
    pub place: Place,
    /// From the end of its front matter on.
    pub body: Place,
    /// The year it is for.
    pub year: Option<Read<i16>>,
}

/// The first document number in some folded words: `济高新管发〔2020〕6号`.
pub(crate) fn document_number(words: &str) -> Option<(usize, usize)> {
    words.match_indices(['〔', '[', '(', '【']).find_map(|(at, open)| {
        let rest = words.get(at + open.len()..)?;
        let year = rest.get(..4)?;
        if !(year.starts_with("20") || year.starts_with("19")) || !year.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let rest = rest.get(4..)?;
        let close = rest.chars().next().filter(|c| matches!(c, '〕' | ']' | ')' | '】'))?;
        let mut len = at + open.len() + 4 + close.len_utf8();
        let rest = rest.get(close.len_utf8()..)?;
        let rest = rest
            .strip_prefix('第')
            .inspect(|_| len += '第'.len_utf8())
            .unwrap_or(rest);
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if !(1..=5).contains(&digits) || !rest.get(digits..)?.starts_with('号') {
            return None;
        }
        len += digits + '号'.len_utf8();
        let organ = words.get(..at)?;
        let start = organ
            .char_indices()
            .rev()
            .take(14)
            .take_while(|(_, c)| crate::text::fold::is_han(*c))
            .last()
            .map_or(at, |(i, _)| i);
        (start < at).then_some((start, len))
    })
}

/// A number whose closing bracket was lost in extraction (湘政发〔20231): organ, year, serial.
pub(crate) fn damaged_number(line: &str) -> Option<String> {
    let core = line.trim_end_matches('号').trim_end_matches(['〕', ']', ')']);
    let digits = core.len() - core.bytes().rev().take(9).take_while(u8::is_ascii_digit).count();
    let (organ, serial) = (core.get(..digits)?, core.get(digits..)?);
    let bracket = organ.ends_with(['〔', '[']);
    let organ = organ.trim_end_matches(['〔', '[']);
    // Without any bracket only an organ code tells a number from a place and a sum.
    let coded = bracket || organ.ends_with(['发', '办', '函', '政', '规', '字', '令']);
    let usable = (5..=8).contains(&serial.len()) && serial.starts_with("20");
    let organ_ok = (2..=12).contains(&organ.chars().count()) && organ.chars().all(crate::text::fold::is_han);
    (usable && organ_ok && coded).then(|| format!("{organ}〔{}〕{}号", &serial[..4], &serial[4..]))
}

/// Splits a range of the text into its instruments.
pub(crate) fn parts(flow: &Flow<'_>, tables: &[Table], range: Place) -> Vec<Part> {
    let first = flow.paragraphs.partition_point(|p| p.place.end <= range.start);
    let last = flow.paragraphs.partition_point(|p| p.place.start < range.end);
    if first >= last {
        return Vec::new();
    }
    let mut starts: Vec<(usize, Option<NumberHit>)> = Vec::new();
    let mut floor = first;
    for index in first..last {
        let Some(number) = number_of(flow, index) else { continue };
        let repeated = starts
            .last()
            .is_some_and(|(_, n)| n.as_ref().is_some_and(|n| n.value == number.value));
        if repeated {
            continue;
        }
        let start = front_of(flow, index, floor);
        starts.push((start, Some(number)));
        floor = index + 1;
    }
    if starts.is_empty() {
        starts.push((first, None));
    } else if let Some(head) = starts.first_mut() {
        // What stands before the first number (particulars, a summary) belongs to the first document.
        head.0 = first;
    }
    (0..starts.len())
        .map(|i| {
            let end = starts.get(i + 1).map_or(last, |(start, _)| *start);
            let (start, number) = &starts[i];
            part(flow, tables, *start, end.max(*start + 1), number.as_ref())
        })
        .collect()
}

struct NumberHit {
    value: String,
    place: Place,
    paragraph: usize,
    damaged: bool,
}

/// The document number that a paragraph prints as its own, not as a reference in a sentence.
fn number_of(flow: &Flow<'_>, index: usize) -> Option<NumberHit> {
    let place = flow.paragraphs[index].place;
    let words = flow.words(place);
    if words.len() > 360 {
        return None;
    }
    let found = document_number(words);
    let Some((start, end)) = found else {
        let value = (words.len() < 60).then(|| damaged_number(words)).flatten()?;
        return Some(NumberHit {
            value,
            place,
            paragraph: index,
            damaged: true,
        });
    };
    let own = document_number_line(words)
        || (start == 0 && words[end..].contains("关于"))
        || words[..start].trim_end_matches(['|', ':', ' ', '\t']).ends_with("文号")
        || words[..start]
            .trim_end_matches(['|', ':', ' ', '\t'])
            .ends_with("发文字号");
    own.then(|| NumberHit {
        value: normal_number(&words[start..end]),
        place: Place::new(place.start + start, place.start + end),
        paragraph: index,
        damaged: false,
    })
}

/// A number with six-cornered brackets.
fn normal_number(words: &str) -> String {
    words
        .chars()
        .filter(|c| *c != ' ')
        .map(|c| match c {
            '[' | '(' | '【' => '〔',
            ']' | ')' | '】' => '〕',
            _ => c,
        })
        .collect()
}

/// The first paragraph of the document whose number stands in a paragraph: titles right above belong to it.
fn front_of(flow: &Flow<'_>, index: usize, floor: usize) -> usize {
    let mut start = index;
    while start > floor && index - start < 4 {
        let words = flow.words(flow.paragraphs[start - 1].place);
        let above = title_like(words) || meta_line(words) || words.ends_with("文件");
        if !above || words.contains('。') {
            break;
        }
        start -= 1;
    }
    start
}

fn title_like(words: &str) -> bool {
    let core = words.trim_end_matches([')', '》']);
    let ends = |list: &[&str]| list.iter().any(|k| core.ends_with(k));
    (8..400).contains(&words.len())
        && !words.contains(['。', ';', ':'])
        && (ends(&KINDS) || (ends(&LISTS) && words.contains(['年', '度'])))
}

fn part(flow: &Flow<'_>, tables: &[Table], start: usize, end: usize, number: Option<&NumberHit>) -> Part {
    let place = Place::new(flow.paragraphs[start].place.start, flow.paragraphs[end - 1].place.end);
    let title = title(flow, tables, start, end, number);
    let head = [title.map(|t| flow.paragraph_at(t.start)), number.map(|n| n.paragraph)];
    let after = head
        .into_iter()
        .flatten()
        .max()
        .map_or(start, |i| i + 1)
        .clamp(start, end);
    let (addressees, body_start) = addressees(flow, after, end);
    let body = Place::new(
        flow.paragraphs.get(body_start).map_or(place.end, |p| p.place.start),
        place.end,
    );
    let signed = signed(flow, tables, start, end);
    let opening = Place::new(place.start, flow.floor(place.end.min(place.start + 600)));
    let year = year(flow, opening, title, number, signed.as_ref());
    let (preamble, front_end) = preamble(flow, tables, body_start, end);
    let front = Place::new(place.start, flow.floor(front_end.min(place.start + 6000)));
    let (declared_categories, declared_items) = declared(flow, front);
    let issuer = issuer(flow, title, signed.as_ref());
    let known = title.is_some() || number.is_some() || !addressees.is_empty();
    let instrument = known.then(|| Instrument {
        kind: title.and_then(|t| kind(flow, t)),
        title: title.map(|t| flow.certain(flow.tight(t), t)),
        document_number: number.map(|n| Read {
            value: n.value.clone(),
            span: flow.span(n.place),
            confidence: if n.damaged {
                Confidence::Doubtful("发文字号的括号缺失".to_owned())
            } else {
                Confidence::Certain
            },
        }),
        issuer,
        addressees,
        date: signed.map(|s| s.date),
        declared_categories,
        declared_items,
        preamble,
        span: flow.span(place),
    });
    Part {
        instrument,
        place,
        body,
        year,
    }
}

/// The title: the first paragraph of the front that says 关于 and ends in a kind, else the first that ends in one.
fn title(flow: &Flow<'_>, tables: &[Table], start: usize, end: usize, number: Option<&NumberHit>) -> Option<Place> {
    let reach = number.map_or(start, |n| n.paragraph).saturating_add(12).min(end);
    let mut second: Option<Place> = None;
    for index in start..reach {
        let mut place = flow.paragraphs[index].place;
        if let Some(table) = tables
            .iter()
            .find(|t| place.start <= t.head_start && t.head_start < place.end)
        {
            place.end = table.head_start;
        }
        let words = flow.words(place);
        if words.contains("关于")
            && words.len() < 600
            && !words.contains('。')
            && let Some((_, len)) = document_number(words).filter(|(s, _)| *s == 0)
        {
            place.start += len;
        }
        let words = flow.words(place);
        if meta_line(words) || marks::mark(words).is_some() || words.starts_with("附件") || !title_like(words) {
            continue;
        }
        if words.contains("关于") {
            return Some(flow.trim(place));
        }
        second = second.or(Some(flow.trim(place)));
    }
    second
}

fn kind(flow: &Flow<'_>, title: Place) -> Option<Read<String>> {
    let words = flow.words(title);
    let core = words.trim_end_matches([')', '》']);
    let kind = KINDS.iter().find(|k| core.ends_with(**k))?;
    let end = title.start + core.len();
    Some(flow.read_printed(Place::new(end - kind.len(), end)))
}

fn issuer(flow: &Flow<'_>, title: Option<Place>, signed: Option<&Signed>) -> Option<Read<String>> {
    if let Some(title) = title {
        let words = flow.words(title);
        if let Some(at) = words.find("关于").filter(|at| *at >= 6) {
            let place = Place::new(title.start, title.start + at);
            return Some(flow.certain(flow.tight(place), place));
        }
    }
    let place = signed?.signature?;
    Some(flow.certain(flow.tight(place), place))
}

/// The addressees and the first paragraph after them.
fn addressees(flow: &Flow<'_>, after: usize, end: usize) -> (Vec<Read<String>>, usize) {
    for index in after..end.min(after + 6) {
        let place = flow.paragraphs[index].place;
        let words = flow.words(place);
        if marks::mark(words).is_some() || words.contains('。') {
            break;
        }
        if !words.ends_with(':') || words.len() > 900 || labels::head(words).is_some() {
            continue;
        }
        let list = Place::new(place.start, place.end - 1);
        let names = units::addressees(flow, list);
        if !names.is_empty() {
            return (names, index + 1);
        }
    }
    (Vec::new(), after)
}

struct Signed {
    date: Read<Date>,
    signature: Option<Place>,
}

/// The last date standing alone before the annexes, with the organ above it.
fn signed(flow: &Flow<'_>, tables: &[Table], start: usize, end: usize) -> Option<Signed> {
    let mut found: Option<Signed> = None;
    let mut meta: Option<Signed> = None;
    for index in start..end {
        let place = flow.paragraphs[index].place;
        let words = flow.words(place);
        if found.is_some() && (words.starts_with("附件") || tables.iter().any(|t| t.head_start == place.start)) {
            break;
        }
        if words.len() > 400 {
            continue;
        }
        if let Some((date, len)) = time::signed_date(words).filter(|_| time::is_date_line(words)) {
            let above = index
                .checked_sub(1)
                .filter(|i| *i >= start)
                .map(|i| flow.paragraphs[i].place);
            let signature = above.filter(|p| {
                let words = flow.words(*p);
                words.len() < 120 && !words.contains(['。', ':', ',']) && marks::mark(words).is_none()
            });
            found = Some(Signed {
                date: flow.certain(date, Place::new(place.start, place.start + len)),
                signature,
            });
        } else if meta.is_none() && index < start + 16 {
            meta = meta_date(flow, place, words);
        }
    }
    found.or(meta)
}

/// The date that a web page prints among its particulars.
fn meta_date(flow: &Flow<'_>, place: Place, words: &str) -> Option<Signed> {
    let (label, at) = ["成文日期", "发文日期", "发布日期"]
        .into_iter()
        .find_map(|l| words.find(l).map(|at| (l, at)))?;
    let from = at + label.len();
    let skip = words
        .get(from..)?
        .find(|c: char| c.is_ascii_digit())
        .filter(|s| *s <= 6)?;
    let (date, len) = time::signed_date(words.get(from + skip..)?)?;
    let place = Place::new(place.start + from + skip, place.start + from + skip + len);
    let mut date = flow.certain(date, place);
    if label == "发布日期" {
        date.confidence = Confidence::Likely("取自网页的发布日期，正文没有成文日期".to_owned());
    }
    Some(Signed { date, signature: None })
}

/// The year that the document is for: printed in the title, else that of its number, else that of its date.
fn year(
    flow: &Flow<'_>,
    front: Place,
    title: Option<Place>,
    number: Option<&NumberHit>,
    signed: Option<&Signed>,
) -> Option<Read<i16>> {
    let printed = |place: Place| {
        let words = flow.words(place);
        words.match_indices("20").find_map(|(at, _)| {
            let digits = words.get(at..at + 4)?;
            let year: i16 = digits.parse().ok()?;
            let rest = words.get(at + 4..)?;
            rest.starts_with(['年', '〕', ']', ')'])
                .then(|| flow.certain(year, Place::new(place.start + at, place.start + at + 4)))
        })
    };
    let likely = |mut read: Read<i16>, why: &str| {
        read.confidence = Confidence::Likely(why.to_owned());
        read
    };
    title
        .and_then(printed)
        .or_else(|| number.and_then(|n| printed(n.place)).map(|r| likely(r, "取自发文字号")))
        .or_else(|| {
            signed.map(|s| Read {
                value: s.date.value.year(),
                span: s.date.span,
                confidence: Confidence::Likely("取自成文日期".to_owned()),
            })
        })
        .or_else(|| printed(front).map(|r| likely(r, "取自正文开头")))
}

/// The paragraphs before the first heading, table or annex, and where they end.
fn preamble(flow: &Flow<'_>, tables: &[Table], from: usize, end: usize) -> (Option<Read<String>>, usize) {
    let mut place: Option<Place> = None;
    let mut front_end = flow.paragraphs.get(from).map_or(flow.text.len(), |p| p.place.start);
    for paragraph in flow.paragraphs.get(from..end).unwrap_or(&[]) {
        let words = flow.words(paragraph.place);
        let table = tables
            .iter()
            .any(|t| paragraph.place.start <= t.head_start && t.head_start < paragraph.place.end);
        if paragraph.cell
            || table
            || marks::mark(words).is_some()
            || words.starts_with("附件")
            || words.starts_with('【')
        {
            break;
        }
        if time::is_date_line(words) || labels::head(words).is_some() {
            break;
        }
        front_end = paragraph.place.end;
        if words.ends_with(['。', ':']) {
            place = Some(place.map_or(paragraph.place, |p| Place::new(p.start, paragraph.place.end)));
        }
    }
    (place.map(|p| flow.read_printed(p)), front_end)
}

/// Counts that the document says it has: 12大项21件实事.
fn declared(flow: &Flow<'_>, front: Place) -> (Option<Read<u32>>, Option<Read<u32>>) {
    let words = flow.words(front);
    let categories = counted(flow, front, words, "大项", |_| true).or_else(|| {
        counted(flow, front, words, "个方面", |rest| {
            rest.chars().take(8).any(|c| c.is_ascii_digit())
        })
    });
    let promise = |rest: &str| {
        ["实事", "民生", "重点", "任务", "项目", "为民"]
            .into_iter()
            .any(|w| rest.starts_with(w))
    };
    let items = counted(flow, front, words, "件", promise).or_else(|| counted(flow, front, words, "项", promise));
    (categories, items)
}

/// The first number before a word that passes a test on what follows.
fn counted(flow: &Flow<'_>, front: Place, words: &str, word: &str, test: impl Fn(&str) -> bool) -> Option<Read<u32>> {
    words.match_indices(word).find_map(|(at, _)| {
        if !test(words.get(at + word.len()..)?) {
            return None;
        }
        let before = words.get(..at)?;
        let start = before
            .char_indices()
            .rev()
            .take(4)
            .take_while(|(_, c)| c.is_ascii_digit() || marks::chinese_digit(*c).is_some() || matches!(c, '十' | '百'))
            .last()
            .map(|(i, _)| i)?;
        let digits = before.get(start..)?;
        let value = digits.parse().ok().or_else(|| {
            let (value, len) = chinese_number(digits)?;
            (len == digits.len()).then(|| u32::try_from(value).ok()).flatten()
        })?;
        let place = Place::new(front.start + start, front.start + at);
        (value > 1).then(|| flow.certain(value, place))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn document_numbers_are_found() {
        for (words, expected) in [
            ("济高新管发〔2020〕6号", Some("济高新管发〔2020〕6号")),
            ("许政[2020]20号", Some("许政[2020]20号")),
            ("(济高新管发〔2020〕6号)1", Some("济高新管发〔2020〕6号")),
            ("文号:|杭政办函〔2018〕14号|成文日期", Some("杭政办函〔2018〕14号")),
            ("1号线2020年通车", None),
            ("(2020)年", None),
        ] {
            assert_eq!(document_number(words).map(|(s, e)| &words[s..e]), expected, "{words}");
        }
        assert_eq!(damaged_number("湘政发〔20231").as_deref(), Some("湘政发〔2023〕1号"));
        assert_eq!(damaged_number("杨府办20213").as_deref(), Some("杨府办〔2021〕3号"));
        assert_eq!(damaged_number("长江路12345"), None);
        assert_eq!(damaged_number("共办20213件"), None);
    }
}
