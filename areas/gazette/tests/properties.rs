//! What holds for any text: no panic, and every place is a place in the text that holds its value.

use proptest::prelude::*;
use shishi_gazette::read;
use shishi_gazette::reading::{Read, Reading};
use shishi_kernel::Span;

/// A small document with every kind of part, to be cut and mixed.
const DOCUMENT: &str = "某区公报\n2021年第3期\n（总第15期）\n主管主办：某区办公室 2021年4月1日出版\n目 录\n【文件】\n关于做好2021年实事的通知（某发〔2021〕7号）1\n【大事记】9\n某区关于做好2021年实事的通知\n某发〔2021〕7号\n各街道，区直各部门：\n区里决定办好 2 大项 3 件实事。\n一、实事内容\n（一）教育\n1. 新建幼儿园 3 所，新增学位 810 个；在甲、乙两街道各建一处站点。\n主办单位：教育局\n协办单位：财政局、住房和城\n\n乡建设局，各街道\n（二）养老\n2. 补助标准由每人每月800元提高到900元，惠及约1.2万人次（其中城镇0.8万人次）。（市民政局牵头，各区配合）\n3、改造公廁6座，年底前完成項(xiàng)目。責任單位：城管局 完成时限：10月底\n序号\n项目名称\n责任单位\n完成时限\n1\n新建公园2个。\n县住建局\n11月\n附件\n2021年实事表序号项目名称主要内容分管领导牵头单位配合单位1增加供给新建小学2所。王小明教育局各街道2优化服务惠及IO(X)人。李大海民政局高新园（新安镇）各街道\n二、工作要求\n（一）加强领导。落实责任。\n某区管委会\n2021年3月1日\n某区大事记\n2021年3月\n1日 某区会议召开。区长甲乙丙参加。\n△区长甲乙丙调研。\n";

/// All places of a reading, with the value where it is words.
fn places(reading: &Reading) -> Vec<(Span, Option<String>)> {
    let mut out = Vec::new();
    let words = |r: &Read<String>| (r.span, Some(r.value.clone()));
    if let Some(issue) = &reading.issue {
        out.push(words(&issue.name));
        out.extend(issue.sponsor.iter().map(words));
        out.extend(issue.contents.iter().map(|c| words(&c.title)));
        out.extend(issue.year.iter().map(|r| (r.span, None)));
        out.extend(issue.published.iter().map(|r| (r.span, None)));
    }
    for instrument in &reading.instruments {
        out.push((instrument.span, None));
        out.extend(
            instrument
                .title
                .iter()
                .chain(&instrument.issuer)
                .chain(&instrument.preamble)
                .map(words),
        );
        out.extend(instrument.addressees.iter().map(words));
        out.extend(instrument.date.iter().map(|r| (r.span, None)));
        out.extend(instrument.document_number.iter().map(|r| (r.span, None)));
    }
    if let Some(programme) = &reading.programme {
        out.extend(programme.categories.iter().map(|c| words(&c.title)));
        for item in &programme.items {
            out.push((item.span, None));
            let reads = item
                .text
                .iter()
                .chain(&item.title)
                .chain(&item.leads)
                .chain(&item.co_units);
            out.extend(reads.map(words));
            out.extend(item.persons.iter().map(|(_, r)| words(r)));
            out.extend(item.targets.iter().map(|t| (t.span, Some(t.as_written.clone()))));
            out.extend(item.deadlines.iter().map(|d| (d.span, Some(d.quote.clone()))));
            out.extend(item.conditions.iter().map(|c| (c.span, Some(c.quote.clone()))));
        }
    }
    out.extend(
        reading
            .requirements
            .iter()
            .flat_map(|r| [words(&r.title), words(&r.text)]),
    );
    out.extend(reading.remarks.iter().map(|r| (r.span, None)));
    if let Some(chronicle) = &reading.chronicle {
        out.extend(
            chronicle
                .entries
                .iter()
                .flat_map(|e| [words(&e.text), words(&e.marker)]),
        );
    }
    out
}

/// Every place lies on character borders, and a value is its words with nothing added: line breaks, page marks
/// and copies may be left out.
fn check(text: &str) {
    let reading = read(text);
    for (span, value) in places(&reading) {
        let words = span.of(&reading.text);
        prop(words.is_some(), text, "a place is not in the text");
        let (Some(words), Some(value)) = (words, value) else {
            continue;
        };
        let mut rest = words.chars();
        let inside = value.chars().all(|c| rest.any(|w| w == c));
        prop(inside, text, &format!("{value:?} is not in {words:?}"));
    }
}

fn prop(holds: bool, text: &str, what: &str) {
    assert!(holds, "{what}\n{text:?}");
}

/// Characters that rules look at, to make random text worth reading.
const MEANINGFUL: [&str; 48] = [
    "一、",
    "（一）",
    "1.",
    "2、",
    "3。",
    "(1)",
    "\n",
    "\n\n",
    "主办单位：",
    "责任单位:",
    "协办单位",
    "，",
    "、",
    "。",
    "；",
    "：",
    "（",
    "）",
    "“",
    "”",
    "《",
    "》",
    "各",
    "每",
    "由",
    "提高到",
    "其中",
    "共",
    "不少于",
    "以上",
    "万",
    "亿",
    "元",
    "个",
    "%",
    "年",
    "月",
    "日",
    "2021",
    "12",
    "3.5",
    "序号",
    "项目名称",
    "|",
    "\t",
    " ",
    "△",
    "大事记",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_read(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn text_of_meaningful_pieces_is_read(pieces in prop::collection::vec(prop::sample::select(&MEANINGFUL[..]), 0..200)) {
        check(&pieces.concat());
    }

    #[test]
    fn a_document_cut_anywhere_is_read(from in 0..700usize, len in 0..900usize) {
        let text: String = DOCUMENT.chars().skip(from).take(len).collect();
        check(&text);
    }

    #[test]
    fn lines_doubled_dropped_and_swapped_are_read(order in prop::collection::vec(0..60usize, 0..90)) {
        let lines: Vec<&str> = DOCUMENT.lines().collect();
        let text: Vec<&str> = order.iter().filter_map(|i| lines.get(*i).copied()).collect();
        check(&text.join("\n"));
    }

    #[test]
    fn characters_put_in_anywhere_are_read(at in prop::collection::vec((0..900usize, any::<char>()), 1..12)) {
        let mut chars: Vec<char> = DOCUMENT.chars().collect();
        for (place, c) in at {
            let place = place.min(chars.len());
            chars.insert(place, c);
        }
        check(&chars.into_iter().collect::<String>());
    }
}

#[test]
fn the_whole_document_is_read_with_its_places() {
    check(DOCUMENT);
    check(&DOCUMENT.replace('\n', "\r\n"));
    check(&format!("\u{FEFF}{DOCUMENT}"));
}

#[test]
fn deep_brackets_and_long_runs_are_read_in_good_time() {
    for piece in [
        "（",
        "(",
        "“",
        "《",
        "1.",
        "一、",
        "（一）",
        "由",
        ")",
        "各",
        "每",
        "9",
        "万",
        "十",
        "主办单位：",
        "、",
        "序号",
        "1\n",
        "△",
        "2021年",
        "其中1个",
        "|",
        "分别1、",
    ] {
        let text = piece.repeat(60_000 / piece.len());
        let reading = read(&text);
        assert_eq!(reading.text, text);
        let text = format!("某区2021年实事\n一、内容\n1. {text}\n责任单位：{text}\n");
        assert_eq!(read(&text).text, text);
    }
}
