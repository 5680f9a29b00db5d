//! Dates and deadlines in folded words.

use shishi_kernel::Date;

use crate::marks::chinese_digit;
use crate::reading::DeadlineKind;

/// A stretch of words that tells a time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TimeHit {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The last day, where one follows.
    pub date: Option<Date>,
    /// A name where no date follows.
    pub name: Option<String>,
    /// How it follows; `None` for a time that is no deadline (自2020年1月1日起, 5年).
    pub kind: Option<DeadlineKind>,
    /// The year that is printed.
    pub year: Option<i16>,
}

/// What deadlines without a printed year are counted from.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct TimeContext {
    /// The document's year.
    pub year: Option<i16>,
}

/// Reads digits at the head: value, length.
fn digits(words: &str) -> Option<(u32, usize)> {
    let len = words.bytes().take(9).take_while(u8::is_ascii_digit).count();
    let value = words.get(..len)?.parse().ok()?;
    Some((value, len))
}

fn month_end(year: i16, month: u32) -> Option<Date> {
    let month = i8::try_from(month).ok()?;
    Date::new(year, month, 1).ok().map(|d| d.last_of_month())
}

fn day(year: i16, month: u32, day: u32) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// A full date `2020年4月7日` at the head of some words, and its length.
pub(crate) fn full_date(words: &str) -> Option<(Date, usize)> {
    let (year, a) = digits(words)?;
    let rest = words.get(a..)?.strip_prefix('年')?;
    let (month, b) = digits(rest)?;
    let rest = rest.get(b..)?.strip_prefix('月')?;
    let (d, c) = digits(rest)?;
    rest.get(c..)?.strip_prefix('日')?;
    let date = day(i16::try_from(year).ok().filter(|y| (1900..2200).contains(y))?, month, d)?;
    Some((date, a + b + c + 3 * '年'.len_utf8()))
}

/// A date as people sign it: in digits, in dashes, or in Chinese numerals (二〇二〇年四月七日).
pub(crate) fn signed_date(words: &str) -> Option<(Date, usize)> {
    if let Some(found) = full_date(words) {
        return Some(found);
    }
    if let Some((year, len)) = digits(words).filter(|(y, n)| *n == 4 && (1900..2200).contains(y)) {
        let separator = words
            .get(len..)?
            .chars()
            .next()
            .filter(|c| matches!(c, '-' | '.' | '/'))?;
        let rest = words.get(len + 1..)?;
        let (month, b) = digits(rest)?;
        let rest = rest.get(b..)?.strip_prefix(separator)?;
        let (d, c) = digits(rest)?;
        return Some((day(i16::try_from(year).ok()?, month, d)?, len + b + c + 2));
    }
    chinese_date(words)
}

fn chinese_date(words: &str) -> Option<(Date, usize)> {
    let mut at = 0;
    let mut year = 0_u64;
    for c in words.chars().take(4) {
        let digit = match c {
            'O' | 'o' | '○' | '0' => 0,
            _ => chinese_digit(c)?,
        };
        year = year * 10 + digit;
        at += c.len_utf8();
    }
    let rest = words.get(at..)?.strip_prefix('年')?;
    let (month, b) = crate::marks::chinese_number(rest)?;
    let rest = rest.get(b..)?.strip_prefix('月')?;
    let (d, c) = crate::marks::chinese_number(rest)?;
    rest.get(c..)?.strip_prefix('日')?;
    let date = day(
        i16::try_from(year).ok()?,
        u32::try_from(month).ok()?,
        u32::try_from(d).ok()?,
    )?;
    Some((date, at + b + c + 9))
}

/// Whether a line is a date and nothing else.
pub(crate) fn is_date_line(line: &str) -> bool {
    line.len() < 50
        && signed_date(line).is_some_and(|(_, len)| line[len..].chars().all(|c| !crate::text::fold::is_han(c)))
}

/// Whether a line opens with the day of a chronicle's entry: `7日`, `9月1日`, `6—7日`.
pub(crate) fn day_head(line: &str) -> bool {
    let mut rest = line;
    for _ in 0..4 {
        let Some((value, len)) = digits(rest) else { return false };
        if len > 2 || value == 0 {
            return false;
        }
        rest = &rest[len..];
        let Some(c) = rest.chars().next() else { return false };
        rest = &rest[c.len_utf8()..];
        match c {
            '日' => return !rest.starts_with(['前', '起', '内', '之', '至']),
            '月' | '-' | '—' | '~' | '至' => {}
            _ => return false,
        }
    }
    false
}

/// All times in some words, in order, without overlap.
pub(crate) fn scan(words: &str, context: TimeContext) -> Vec<TimeHit> {
    let mut hits: Vec<TimeHit> = Vec::new();
    let mut before = ' ';
    let mut next = 0;
    for (at, c) in words.char_indices() {
        let previous = std::mem::replace(&mut before, c);
        if at < next {
            continue;
        }
        let rest = &words[at..];
        let hit = match c {
            '0'..='9' if !previous.is_ascii_alphanumeric() && !matches!(previous, '.' | '-' | '〔' | '[') => {
                numeric(rest, previous, context)
            }
            '年' | '今' | '全' | '本' | '当' | '每' | '第' | '上' | '下' | '秋' | '春' | '一' | '二' | '两' | '三'
            | '四' => worded(rest, previous, context),
            _ => None,
        };
        if let Some(mut hit) = hit {
            hit.start += at;
            hit.end += at;
            next = hit.end;
            hits.push(hit);
        }
    }
    hits
}

/// A builder of hits at the head of some words.
fn hit(end: usize, kind: Option<DeadlineKind>, date: Option<Date>) -> TimeHit {
    TimeHit {
        start: 0,
        end,
        date,
        name: None,
        kind,
        year: None,
    }
}

/// Length of 底前, 底, 末, 内, 前 and the like at the head, and whether the time is only a beginning.
fn tail(rest: &str) -> (usize, bool) {
    for word in [
        "底之前",
        "底以前",
        "底前",
        "末前",
        "之前",
        "以前",
        "底",
        "末",
        "前",
        "内",
    ] {
        if rest.starts_with(word) {
            return (word.len(), false);
        }
    }
    let open = ["起", "以来", "至今", "始"].into_iter().any(|w| rest.starts_with(w));
    (0, open)
}

fn quarter(rest: &str) -> Option<(u32, usize)> {
    let skip = if rest.starts_with('第') { '第'.len_utf8() } else { 0 };
    let c = rest[skip..].chars().next()?;
    let number = match c {
        '1'..='4' => c as u32 - '0' as u32,
        '一' | '二' | '三' | '四' => u32::try_from(chinese_digit(c)?).ok()?,
        _ => return None,
    };
    rest[skip + c.len_utf8()..]
        .starts_with("季度")
        .then_some((number, skip + c.len_utf8() + "季度".len()))
}

fn named(end: usize, name: String) -> TimeHit {
    TimeHit {
        name: Some(name),
        ..hit(end, Some(DeadlineKind::Period), None)
    }
}

fn period(rest: &str) -> Option<TimeHit> {
    if let Some((number, len)) = quarter(rest) {
        let len = len + tail(&rest[len..]).0;
        return Some(named(len, format!("Q{number}")));
    }
    for (word, name) in [
        ("上半年", "H1"),
        ("下半年", "H2"),
        ("秋季", "autumn"),
        ("春季", "spring"),
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            return Some(named(word.len() + tail(after).0, name.to_owned()));
        }
    }
    None
}

fn numeric(rest: &str, previous: char, context: TimeContext) -> Option<TimeHit> {
    let (value, len) = digits(rest)?;
    let after = rest.get(len..)?;
    if len == 4 && (1990..=2099).contains(&value) {
        let year = i16::try_from(value).ok()?;
        let mut found = year_first(after, year, previous, context)?;
        found.end += len;
        return Some(found);
    }
    if len > 2 || value == 0 {
        return None;
    }
    let next = after.chars().next()?;
    match next {
        '月' => month_first(rest, value, len, context.year),
        '日' => Some(hit(len + '日'.len_utf8(), None, None)),
        '年' => {
            let end = len + '年'.len_utf8();
            Some(years(rest, end, value))
        }
        '-' | '—' | '~' | '至' | '到' => {
            let (last, b) = digits(&after[next.len_utf8()..])?;
            let second = len + next.len_utf8();
            let unit = rest[second + b..].chars().next()?;
            match unit {
                '月' if last <= 12 => {
                    let mut found = month_first(&rest[second..], last, b, context.year)?;
                    found.end += second;
                    Some(found)
                }
                '日' | '年' => Some(hit(second + b + 3, None, None)),
                _ => None,
            }
        }
        _ => {
            let (number, end) = quarter(rest)?;
            Some(named(end + tail(&rest[end..]).0, format!("Q{number}")))
        }
    }
}

/// 5年内 is a deadline in years; 5年 is only a length of time.
fn years(rest: &str, end: usize, value: u32) -> TimeHit {
    if rest[end..].starts_with('内') {
        let mut found = hit(end + '内'.len_utf8(), Some(DeadlineKind::Years), None);
        found.name = Some(format!("{value}年内"));
        return found;
    }
    hit(end, None, None)
}

fn month_first(rest: &str, month: u32, len: usize, year: Option<i16>) -> Option<TimeHit> {
    if month > 12 {
        return None;
    }
    let mut end = len + '月'.len_utf8();
    let after = &rest[end..];
    if let Some((value, b)) = digits(after).filter(|(d, n)| *n <= 2 && (1..=31).contains(d))
        && after[b..].starts_with('日')
    {
        end += b + '日'.len_utf8();
        let (extra, open) = tail(&rest[end..]);
        let date = year.and_then(|y| day(y, month, value));
        let kind = (!open).then_some(DeadlineKind::Day);
        return Some(named_when_undated(hit(end + extra, kind, date), rest));
    }
    for word in ["份", "上旬", "中旬", "下旬", "初"] {
        if after.starts_with(word) {
            end += word.len();
            break;
        }
    }
    let (extra, open) = tail(&rest[end..]);
    let before_end = extra > 0 && !rest[end..].starts_with('内');
    let kind = if before_end {
        DeadlineKind::BeforeMonthEnd
    } else {
        DeadlineKind::InMonth
    };
    let date = year.and_then(|y| month_end(y, month));
    Some(named_when_undated(
        hit(end + extra, (!open).then_some(kind), date),
        rest,
    ))
}

fn named_when_undated(mut found: TimeHit, rest: &str) -> TimeHit {
    if found.date.is_none() && found.kind.is_some() {
        found.name = rest.get(..found.end).map(str::to_owned);
    }
    found
}

/// What follows a four-digit year; the year's own digits are not counted in the ends.
fn year_first(after: &str, year: i16, previous: char, context: TimeContext) -> Option<TimeHit> {
    let past = context.year.is_some_and(|now| year < now);
    let mut found = if let Some(rest) = after.strip_prefix('年') {
        let mut end = '年'.len_utf8();
        if let Some((month, b)) = digits(rest).filter(|(m, n)| *n <= 2 && (1..=12).contains(m)) {
            if rest[b..].starts_with('月') {
                let mut found = month_first(rest, month, b, Some(year))?;
                found.end += end;
                found
            } else {
                hit(end, None, None)
            }
        } else if let Some(mut found) = period(rest) {
            found.end += end;
            found
        } else {
            let rest = rest.strip_prefix('度').inspect(|_| end += 3).unwrap_or(rest);
            let rest = rest.strip_prefix('年').inspect(|_| end += 3).unwrap_or(rest);
            let (extra, open) = tail(rest);
            let kind = (!open).then_some(DeadlineKind::Year);
            hit(end + extra, kind, day(year, 12, 31))
        }
    } else {
        let separator = after
            .chars()
            .next()
            .filter(|c| matches!(c, '.' | '-' | '—' | '~' | '/' | '至'))?;
        let width = separator.len_utf8();
        let rest = after.get(width..)?;
        let (value, b) = digits(rest)?;
        if b == 4 {
            let until = rest.get(4..)?.starts_with('年');
            return until.then(|| hit(width + 4 + 3, None, None));
        }
        if b > 2 || !(1..=12).contains(&value) || matches!(separator, '—' | '~' | '至') {
            return None;
        }
        let third = rest[b..]
            .strip_prefix(separator)
            .and_then(digits)
            .filter(|(_, n)| *n <= 2);
        match third {
            Some((d, c)) => hit(width + b + width + c, Some(DeadlineKind::Day), day(year, value, d)),
            None if rest[b..].starts_with(['%', '.']) => return None,
            None => {
                let (extra, _) = tail(&rest[b..]);
                let kind = if extra > 0 {
                    DeadlineKind::BeforeMonthEnd
                } else {
                    DeadlineKind::InMonth
                };
                hit(width + b + extra, Some(kind), month_end(year, value))
            }
        }
    };
    found.year = Some(year);
    if past || matches!(previous, '自' | '从' | '较' | '比') {
        found.kind = None;
    }
    Some(found)
}

fn worded(rest: &str, previous: char, context: TimeContext) -> Option<TimeHit> {
    let end_of_year = context.year.and_then(|y| day(y, 12, 31));
    if let Some(after) = rest.strip_prefix('年') {
        if chinese_digit(previous).is_some() || matches!(previous, '多' | '每' | '近' | '十' | '半' | '前') {
            return None;
        }
        let (extra, _) = tail(after);
        let usable = extra > 0 && !after.starts_with('前');
        return usable.then(|| year_hit(3 + extra, end_of_year, &rest[..3 + extra]));
    }
    for word in ["今年", "全年", "本年度", "当年", "本年"] {
        if let Some(after) = rest.strip_prefix(word) {
            if after.starts_with(['龄', '以', '来', '级']) {
                return None;
            }
            let skip = if after.starts_with('年') { 3 } else { 0 };
            if let Some((month, b)) = digits(after).filter(|(m, n)| *n <= 2 && (1..=12).contains(m))
                && after[b..].starts_with('月')
            {
                let mut found = month_first(after, month, b, context.year)?;
                found.end += word.len();
                return Some(found);
            }
            if let Some(mut found) = period(after) {
                found.end += word.len();
                return Some(found);
            }
            let end = word.len() + skip + tail(&after[skip..]).0;
            return Some(year_hit(end, end_of_year, &rest[..end]));
        }
    }
    for (word, name) in [
        ("每年度", "yearly"),
        ("每年", "yearly"),
        ("每季度", "quarterly"),
        ("每月", "monthly"),
    ] {
        if let Some(after) = rest.strip_prefix(word) {
            let mut found = hit(word.len(), Some(DeadlineKind::Recurring), None);
            found.name = Some(name.to_owned());
            if matches!(previous, '人' | '户' | '生' | '床') || after.starts_with(|c: char| c.is_ascii_digit()) {
                found.kind = None;
            }
            return Some(found);
        }
    }
    if let Some(c) = rest.chars().next()
        && let Some(value) = chinese_digit(c)
    {
        let end = c.len_utf8() + 3;
        if rest[c.len_utf8()..].starts_with("年内") && previous != '第' {
            return Some(years(rest, end, u32::try_from(value).ok()?));
        }
    }
    period(rest)
}

fn year_hit(end: usize, date: Option<Date>, words: &str) -> TimeHit {
    let mut found = hit(end, Some(DeadlineKind::Year), date);
    if date.is_none() {
        found.name = Some(words.to_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &[(&str, &str)]) {
        let found: Vec<(String, String)> = scan(words, TimeContext { year: Some(2021) })
            .into_iter()
            .filter(|h| h.kind.is_some())
            .map(|h| {
                let when = h.date.map(|d| d.to_string()).or(h.name).unwrap_or_default();
                (words[h.start..h.end].to_owned(), when)
            })
            .collect();
        let expected: Vec<(String, String)> = expected
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(found, expected, "{words}");
    }

    #[test]
    fn deadlines_are_dated() {
        for (words, expected) in [
            ("年内完成", vec![("年内", "2021-12-31")]),
            ("今年完成3个", vec![("今年", "2021-12-31")]),
            ("今年底前建成", vec![("今年底前", "2021-12-31")]),
            ("2021年,继续", vec![("2021年", "2021-12-31")]),
            ("2021年年底前", vec![("2021年年底前", "2021-12-31")]),
            ("12月底前", vec![("12月底前", "2021-12-31")]),
            ("2月底", vec![("2月底", "2021-02-28")]),
            ("9月投入使用", vec![("9月", "2021-09-30")]),
            ("2021.8", vec![("2021.8", "2021-08-31")]),
            ("2021年6月20日前", vec![("2021年6月20日前", "2021-06-20")]),
            ("第三季度", vec![("第三季度", "Q3")]),
            ("秋季开学前", vec![("秋季", "autumn")]),
            ("5年内覆盖", vec![("5年内", "5年内")]),
            (
                "6月底前开工,12月底前完工",
                vec![("6月底前", "2021-06-30"), ("12月底前", "2021-12-31")],
            ),
            ("全年演出不少于120场", vec![("全年", "2021-12-31")]),
            ("3—11月开展", vec![("3—11月", "2021-11-30")]),
            ("自2021年1月1日起执行", vec![]),
            ("2019年底已有", vec![]),
            ("未来5年发展", vec![]),
            ("CJJ14-2016标准", vec![]),
            ("全年龄段", vec![]),
            ("今年以来", vec![]),
            ("到2025年建成", vec![("2025年", "2025-12-31")]),
        ] {
            check(words, &expected);
        }
    }

    #[test]
    fn signed_dates_are_read() {
        for (words, expected) in [
            ("2020年4月7日", Some("2020-04-07")),
            ("2018-02-08", Some("2018-02-08")),
            ("二〇二〇年四月七日", Some("2020-04-07")),
            ("二○二一年十二月三十一日", Some("2021-12-31")),
            ("2020年13月7日", None),
            ("四月七日", None),
        ] {
            assert_eq!(
                signed_date(words).map(|(d, _)| d.to_string()).as_deref(),
                expected,
                "{words}"
            );
        }
    }

    #[test]
    fn days_open_entries() {
        for (line, expected) in [
            ("7日 会议", true),
            ("9月1日", true),
            ("6—7日", true),
            ("1月15~18日", true),
            ("20日前报送", false),
            ("20家", false),
        ] {
            assert_eq!(day_head(line), expected, "{line}");
        }
    }
}
