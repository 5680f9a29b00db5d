//! Numbers with their classifiers in folded words.

use rust_decimal::Decimal;

use crate::marks::{chinese_digit, chinese_number};

/// How a classifier behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum UnitKind {
    /// Counts things: 所, 座, 人次.
    Count,
    /// Measures something that may only describe the thing counted: 平方米, 元.
    Measure,
    /// Per cent and points.
    Percent,
    /// Counts kinds and layers; a figure only beside a word of change.
    Weak,
    /// A length of time; a figure only beside a word of change.
    Duration,
    /// Never a figure: 岁, 级.
    Never,
    /// No classifier follows.
    None,
}

/// Classifiers, longest first among those that share a beginning.
const UNITS: &[(&str, UnitKind)] = {
    use UnitKind::{Count, Duration, Measure, Never, Percent, Weak};
    &[
        ("个百分点", Percent),
        ("百分点", Percent),
        ("个工作日", Duration),
        ("工作日", Duration),
        ("个小时", Duration),
        ("小时", Duration),
        ("个月", Duration),
        ("分钟", Duration),
        ("秒", Duration),
        ("周岁", Never),
        ("周年", Never),
        ("周", Duration),
        ("天", Duration),
        ("平方公里", Measure),
        ("平方千米", Measure),
        ("平方米", Measure),
        ("平米", Measure),
        ("立方米", Measure),
        ("公里", Measure),
        ("千米", Measure),
        ("米", Measure),
        ("公顷", Measure),
        ("亩", Measure),
        ("标准吨", Measure),
        ("吨", Measure),
        ("公斤", Measure),
        ("微克", Measure),
        ("千瓦时", Measure),
        ("千瓦", Measure),
        ("兆瓦", Measure),
        ("千伏", Measure),
        ("美元", Measure),
        ("元", Measure),
        ("人次", Count),
        ("人份", Count),
        ("场次", Count),
        ("台次", Count),
        ("班次", Count),
        ("车次", Count),
        ("户次", Count),
        ("件次", Count),
        ("例次", Count),
        ("家次", Count),
        ("批次", Weak),
        ("台套", Count),
        ("台(套)", Count),
        ("套(台)", Count),
        ("处(个)", Count),
        ("个(处)", Count),
        ("台件", Count),
        ("套次", Count),
        ("泊位", Count),
        ("学位", Count),
        ("床位", Count),
        ("车位", Count),
        ("个", Count),
        ("所", Count),
        ("座", Count),
        ("处", Count),
        ("家", Count),
        ("户", Count),
        ("人", Count),
        ("名", Count),
        ("位", Count),
        ("条", Count),
        ("场", Count),
        ("件", Count),
        ("项", Count),
        ("套", Count),
        ("台", Count),
        ("辆", Count),
        ("路", Count),
        ("间", Count),
        ("张", Count),
        ("份", Count),
        ("支", Count),
        ("组", Count),
        ("盏", Count),
        ("块", Count),
        ("株", Count),
        ("棵", Count),
        ("只", Count),
        ("头", Count),
        ("部", Count),
        ("对", Count),
        ("例", Count),
        ("幢", Count),
        ("栋", Count),
        ("孔", Count),
        ("艘", Count),
        ("架", Count),
        ("扇", Count),
        ("眼", Count),
        ("口", Count),
        ("片", Count),
        ("班", Count),
        ("期", Count),
        ("次", Count),
        ("倍", Count),
        ("床", Count),
        ("门", Count),
        ("册", Count),
        ("宗", Count),
        ("种", Weak),
        ("类", Weak),
        ("批", Weak),
        ("层", Weak),
        ("轮", Weak),
        ("岁", Never),
        ("级", Never),
        ("度", Never),
        ("届", Never),
    ]
};

/// Words that begin with a classifier and are none, by their second character.
const NOT_UNITS: &[(&str, &str)] = &[
    ("人", "才民工居均员社身群口像力"),
    ("家", "庭长具访"),
    ("名", "录单优牌片称字额"),
    ("条", "例件款"),
    ("场", "所馆地"),
    ("所", "有需在属"),
    ("台", "账"),
    ("套", "餐"),
    ("位", "于置"),
    ("户", "籍外口型"),
    ("张", "贴"),
    ("处", "理置方罚于长"),
    ("次", "要数日年"),
    ("期", "间限末望工"),
    ("部", "门分署委队级"),
    ("对", "于口接应象标外"),
    ("份", "额"),
    ("支", "持付部行撑出"),
    ("班", "级子车"),
    ("例", "如行外"),
    ("组", "织成建团"),
    ("路", "公车线段面灯口网径东西南北"),
    ("口", "岸径"),
    ("项", "目"),
    ("头", "部"),
    ("间", "隔接"),
    ("门", "诊槛店"),
    ("床", "位"),
    ("只", "有"),
    ("组", "合"),
    ("类", "似"),
    ("层", "面次"),
    ("天", "然津气"),
    ("周", "边围"),
    ("米", "粉面"),
];

/// A number and what follows it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Numeral {
    /// First byte of the number.
    pub start: usize,
    /// Where the classifier begins (the number and 余 are before it).
    pub unit_start: usize,
    /// One past the classifier.
    pub unit_end: usize,
    /// The number, 万 and 亿 multiplied out.
    pub value: Decimal,
    /// The upper end of a range.
    pub max: Option<Decimal>,
    /// How the classifier behaves.
    pub kind: UnitKind,
    /// Whether it is printed in Chinese numerals.
    pub chinese: bool,
    /// 余 or 多 between the number and the classifier.
    pub about: bool,
    /// Part of a name or code: 8号线, 5G, CJJ14-2016, 1+5+X.
    pub name: bool,
}

/// The classifier at the head of some words: its length and how it behaves.
pub(crate) fn unit(words: &str) -> Option<(usize, UnitKind)> {
    let (word, kind) = UNITS.iter().find(|(word, _)| words.starts_with(word))?;
    let rest = words.get(word.len()..)?;
    let next = rest.chars().next();
    let part = NOT_UNITS
        .iter()
        .any(|(unit, follow)| unit == word && next.is_some_and(|c| follow.contains(c)));
    // 12项目标 counts aims; 12项目 is a word cut wrongly.
    if part && !(*word == "项" && rest.starts_with("目标")) {
        return None;
    }
    let mut len = word.len();
    // 元/人月, 微克/立方米: the denominator belongs to the unit.
    if let Some(below) = rest.strip_prefix('/') {
        let reach: usize = below
            .chars()
            .take(6)
            .take_while(|c| "人月年户天日次·平方立米公里生床亩吨度只辆台".contains(*c))
            .map(char::len_utf8)
            .sum();
        if reach > 0 {
            len += 1 + reach;
        }
    }
    Some((len, *kind))
}

/// All numbers in some words, in order. `skip` are sorted ranges (times) that hold none.
pub(crate) fn scan(words: &str, skip: &[(usize, usize)]) -> Vec<Numeral> {
    let mut out: Vec<Numeral> = Vec::new();
    let mut skips = skip.iter().copied().peekable();
    let mut next = 0;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        if at < next {
            continue;
        }
        while skips.peek().is_some_and(|(_, end)| *end <= at) {
            skips.next();
        }
        if let Some((_, end)) = skips.peek().filter(|(start, _)| *start <= at) {
            next = *end;
            continue;
        }
        let found = if c.is_ascii_digit() {
            arabic(words, at, previous)
        } else if chinese_digit(c).is_some() || c == '十' {
            chinese(words, at, previous)
        } else {
            None
        };
        if let Some(numeral) = found {
            next = numeral.unit_end.max(at + c.len_utf8());
            out.push(numeral);
        }
    }
    out
}

/// The digits at a place: value and length, with thousands commas and a decimal point.
fn decimal(words: &str) -> Option<(Decimal, usize)> {
    let bytes = words.as_bytes();
    let mut len = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    if len == 0 || len > 20 {
        return None;
    }
    let mut text = words.get(..len)?.to_owned();
    let grouped = len <= 3 && !text.starts_with('0');
    while grouped && bytes.get(len) == Some(&b',') {
        let group = words
            .get(len + 1..len + 4)
            .filter(|g| g.bytes().all(|b| b.is_ascii_digit()));
        let closed = !bytes.get(len + 4).is_some_and(u8::is_ascii_digit);
        let Some(group) = group.filter(|_| closed && text.len() < 15) else {
            break;
        };
        text.push_str(group);
        len += 4;
    }
    if bytes.get(len) == Some(&b'.') {
        let places = bytes[len + 1..]
            .iter()
            .take(8)
            .take_while(|b| b.is_ascii_digit())
            .count();
        if places > 0 {
            text.push_str(words.get(len..len + 1 + places)?);
            len += 1 + places;
        }
    }
    Some((text.parse().ok()?, len))
}

/// 万, 亿, 千, 百 after digits, with 余 or 多 on either side: factor, length, whether 余 stood there.
fn scale(words: &str) -> (Decimal, usize, bool) {
    let mut len = 0;
    let mut about = false;
    let mut factor = Decimal::ONE;
    for c in words.chars().take(4) {
        match c {
            '余' | '多' | '来' if !about => about = true,
            '万' => factor *= Decimal::from(10_000),
            '亿' => factor *= Decimal::from(100_000_000),
            '千' if factor == Decimal::ONE
                && !words[len..].starts_with("千米")
                && !words[len..].starts_with("千瓦")
                && !words[len..].starts_with("千伏") =>
            {
                factor = Decimal::from(1000);
            }
            '百' if factor == Decimal::ONE && !words[len..].starts_with("百分点") => factor = Decimal::from(100),
            _ => break,
        }
        len += c.len_utf8();
    }
    (factor, len, about)
}

fn arabic(words: &str, at: usize, previous: char) -> Option<Numeral> {
    let rest = words.get(at..)?;
    let Some((value, len)) = decimal(rest) else {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        return Some(named(at, at + digits));
    };
    let after = rest.get(len..)?;
    let follows = after.chars().next().unwrap_or(' ');
    let code = previous.is_ascii_alphabetic()
        || matches!(
            previous,
            '-' | '—' | '.' | '/' | '+' | '×' | '*' | '〔' | '[' | '_' | '第'
        )
        || follows.is_ascii_alphabetic()
        || matches!(follows, '+' | '×' | '*' | '号' | '〕');
    if code {
        let mut end: usize = after
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '+' | '.' | '×' | '*'))
            .map(char::len_utf8)
            .sum();
        for tail in ["号线", "号"] {
            if end == 0 && after.starts_with(tail) {
                end = tail.len();
            }
        }
        let start = words[..at].trim_end_matches(|c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '+'));
        let start = if at - start.len() <= 24 { start.len() } else { at };
        return Some(named(start, at + len + end));
    }
    let (factor, scaled, about) = scale(after);
    let value = value.checked_mul(factor)?;
    let unit_start = at + len + scaled;
    let tail = words.get(unit_start..)?;
    if let Some(range) = range(words, at, unit_start, value, factor) {
        return Some(range);
    }
    if matches!(tail.chars().next(), Some('%' | '‰')) {
        return Some(Numeral {
            kind: UnitKind::Percent,
            unit_end: unit_start + tail.chars().next().map_or(0, char::len_utf8),
            ..plain(at, unit_start, value, about)
        });
    }
    let (unit_len, kind) = unit(tail).unwrap_or((0, UnitKind::None));
    Some(Numeral {
        unit_end: unit_start + unit_len,
        kind,
        ..plain(at, unit_start, value, about)
    })
}

fn plain(start: usize, unit_start: usize, value: Decimal, about: bool) -> Numeral {
    Numeral {
        start,
        unit_start,
        unit_end: unit_start,
        value,
        max: None,
        kind: UnitKind::None,
        chinese: false,
        about,
        name: false,
    }
}

fn named(start: usize, end: usize) -> Numeral {
    Numeral {
        name: true,
        ..plain(start, end, Decimal::ZERO, false)
    }
}

/// 4-5家, 1到2个, 10%—15%: the first number may carry the unit as well.
fn range(words: &str, start: usize, first_end: usize, low: Decimal, factor: Decimal) -> Option<Numeral> {
    let tail = words.get(first_end..)?;
    let percent = tail.starts_with('%');
    let own = if percent {
        1
    } else {
        unit(tail).map_or(0, |(len, _)| len)
    };
    for skip in [0, own] {
        let rest = tail.get(skip..)?;
        let mark = rest
            .chars()
            .next()
            .filter(|c| matches!(c, '-' | '—' | '~' | '至' | '到'))?;
        let second = rest.get(mark.len_utf8()..)?;
        let second = second.strip_prefix(mark).unwrap_or(second);
        let Some((high, len)) = decimal(second) else { continue };
        let (high_factor, scaled, about) = scale(second.get(len..)?);
        let unit_start = words.len() - second.len() + len + scaled;
        let after = words.get(unit_start..)?;
        let (unit_len, kind) = if after.starts_with('%') {
            (1, UnitKind::Percent)
        } else {
            unit(after)?
        };
        let high = high.checked_mul(high_factor)?;
        // 3-5万元: the scale stands behind the second number only.
        let low = if factor == Decimal::ONE && low < high {
            low.checked_mul(high_factor)?
        } else {
            low
        };
        if skip > 0 && tail.get(..skip) != after.get(..unit_len) || low >= high {
            return None;
        }
        return Some(Numeral {
            max: Some(high),
            unit_end: unit_start + unit_len,
            kind,
            ..plain(start, unit_start, low, about)
        });
    }
    None
}

fn chinese(words: &str, at: usize, previous: char) -> Option<Numeral> {
    let rest = words.get(at..)?;
    let (value, len) = chinese_number(rest)?;
    let after = rest.get(len..)?;
    let skip = if after.starts_with('余') || after.starts_with('多') {
        3
    } else {
        0
    };
    let unit_start = at + len + skip;
    let (unit_len, kind) = unit(words.get(unit_start..)?)?;
    if previous == '第' || value == 0 {
        return Some(named(at, unit_start + unit_len));
    }
    Some(Numeral {
        unit_end: unit_start + unit_len,
        kind,
        chinese: true,
        ..plain(at, unit_start, Decimal::from(value), skip > 0)
    })
}

/// A run of letters that a scanner made of digits, right before a classifier: IO(X)人, 2OO名.
pub(crate) fn damaged(words: &str) -> Vec<(usize, usize)> {
    let mut out = Vec::new();
    let mut run: Option<(usize, bool, bool)> = None;
    let mut before = ' ';
    for (at, c) in words.char_indices() {
        let letter = matches!(c, 'I' | 'O' | 'l' | 'o' | 'X');
        let part = letter || c.is_ascii_digit() || matches!(c, '(' | ')');
        match run.as_mut() {
            Some(open) if part => {
                open.1 |= letter;
                open.2 |= c.is_ascii_digit() || matches!(c, 'I' | 'O' | 'l' | 'o');
            }
            Some((start, letters, digits)) => {
                let fits = *letters && *digits && at - *start >= 2 && words.get(*start..at).is_some_and(balanced);
                if fits && unit(&words[at..]).is_some_and(|(_, kind)| kind != UnitKind::Never) {
                    let len = unit(&words[at..]).map_or(0, |(len, _)| len);
                    out.push((*start, at + len));
                }
                run = None;
            }
            None if (letter || c.is_ascii_digit()) && !before.is_ascii_alphanumeric() => {
                run = Some((at, letter, !matches!(c, 'X')));
            }
            None => {}
        }
        before = c;
    }
    out
}

fn balanced(words: &str) -> bool {
    words.matches('(').count() == words.matches(')').count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_with_their_classifiers() {
        for (words, expected) in [
            ("11所幼儿园", vec!["11 所"]),
            (
                "2.36亿元,1.92万平方米,210台套",
                vec!["236000000 元", "19200 平方米", "210 台套"],
            ),
            ("1万人次", vec!["10000 人次"]),
            ("10万台以上", vec!["100000 台"]),
            ("1,200户", vec!["1200 户"]),
            ("50余场、100多个", vec!["50 场", "100 个"]),
            ("4-5家,1到2个", vec!["4..5 家", "1..2 个"]),
            ("3—5万元", vec!["30000..50000 元"]),
            ("90%", vec!["90 %"]),
            ("3个百分点", vec!["3 个百分点"]),
            ("900元/人月", vec!["900 元/人月"]),
            ("35微克/立方米", vec!["35 微克/立方米"]),
            ("各一处,两处", vec!["1 处", "2 处"]),
            ("8号线、S3线、5G、1+5+X、CJJ14-2016", vec![]),
            ("第五幼儿园,第3期", vec![]),
            ("121人才梯队", vec!["121 "]),
            ("IO(X)人", vec![]),
        ] {
            let found: Vec<String> = scan(words, &[])
                .into_iter()
                .filter(|n| !n.name)
                .map(|n| {
                    let high = n.max.map_or(String::new(), |m| format!("..{}", m.normalize()));
                    format!("{}{high} {}", n.value.normalize(), &words[n.unit_start..n.unit_end])
                })
                .collect();
            assert_eq!(found, expected, "{words}");
        }
    }

    #[test]
    fn damaged_numbers_are_seen() {
        for (words, expected) in [
            ("服务惠及IO(X)人。", vec!["IO(X)人"]),
            ("培训2OO名医生", vec!["2OO名"]),
            ("覆盖100名", vec![]),
            ("WIFI设施615个", vec![]),
        ] {
            let found: Vec<&str> = damaged(words).into_iter().map(|(a, b)| &words[a..b]).collect();
            assert_eq!(found, expected, "{words}");
        }
    }
}
