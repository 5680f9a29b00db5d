//! Heading marks: 一、 （一） 1. （1） ① and the numbers in them.

/// The level of a heading mark, from the outside in (GB/T 9704-2012, with the forms seen beside it).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// 第一章, 第一部分.
    Chapter,
    /// 一、
    Section,
    /// （一）
    Sub,
    /// 1. 1、 1。
    Number,
    /// （1） 1）
    SubNumber,
    /// ①
    Circle,
}

/// All levels, from the outside in.
pub(crate) const LEVELS: [Level; 6] = [
    Level::Chapter,
    Level::Section,
    Level::Sub,
    Level::Number,
    Level::SubNumber,
    Level::Circle,
];

/// A heading mark at the head of some words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    /// Its level.
    pub level: Level,
    /// Its number.
    pub number: u32,
    /// Its length in bytes of the folded text.
    pub len: usize,
}

/// The mark that folded words begin with.
pub(crate) fn mark(words: &str) -> Option<Mark> {
    let first = words.chars().next()?;
    match first {
        '0'..='9' => number_mark(words),
        '(' => bracket_mark(words),
        '第' => chapter_mark(words),
        '①'..='⑳' => Some(Mark {
            level: Level::Circle,
            number: first as u32 - '①' as u32 + 1,
            len: first.len_utf8(),
        }),
        _ if chinese_digit(first).is_some() || matches!(first, '十' | '百') => {
            let (number, len) = chinese_number(words)?;
            let rest = words.get(len..)?;
            let tail = rest.chars().next().filter(|c| matches!(c, '、' | '.' | '．'))?;
            Some(Mark {
                level: Level::Section,
                number: u32::try_from(number).ok()?,
                len: len + tail.len_utf8(),
            })
        }
        _ => None,
    }
}

fn number_mark(words: &str) -> Option<Mark> {
    let len = words.bytes().take(5).take_while(u8::is_ascii_digit).count();
    if len > 3 {
        return None;
    }
    let number = words.get(..len)?.parse().ok()?;
    let rest = words.get(len..)?;
    let tail = rest.chars().next()?;
    let level = match tail {
        '.' | '、' | '。' => Level::Number,
        ')' => Level::SubNumber,
        _ => return None,
    };
    let after = rest.get(tail.len_utf8()..)?.chars().next();
    if number == 0 || (tail == '.' && after.is_some_and(|c| c.is_ascii_digit())) {
        return None;
    }
    Some(Mark {
        level,
        number,
        len: len + tail.len_utf8(),
    })
}

fn bracket_mark(words: &str) -> Option<Mark> {
    let inner = words.get(1..)?;
    let digits = inner.bytes().take(4).take_while(u8::is_ascii_digit).count();
    let (level, number, len) = if (1..=2).contains(&digits) {
        (Level::SubNumber, inner.get(..digits)?.parse().ok()?, digits)
    } else {
        let (number, len) = chinese_number(inner)?;
        (Level::Sub, u32::try_from(number).ok()?, len)
    };
    let mut total = 1 + len;
    if !words.get(total..)?.starts_with(')') {
        return None;
    }
    total += 1;
    if let Some(tail) = words.get(total..)?.chars().next().filter(|c| matches!(c, '、' | '.')) {
        total += tail.len_utf8();
    }
    Some(Mark {
        level,
        number,
        len: total,
    })
}

fn chapter_mark(words: &str) -> Option<Mark> {
    let inner = words.get('第'.len_utf8()..)?;
    let (number, len) = chinese_number(inner)?;
    let rest = inner.get(len..)?;
    let tail = ["章", "部分", "篇"].into_iter().find(|t| rest.starts_with(t))?;
    Some(Mark {
        level: Level::Chapter,
        number: u32::try_from(number).ok()?,
        len: '第'.len_utf8() + len + tail.len(),
    })
}

/// The value of a Chinese digit.
pub(crate) const fn chinese_digit(c: char) -> Option<u64> {
    Some(match c {
        '零' | '〇' => 0,
        '一' => 1,
        '二' | '两' => 2,
        '三' => 3,
        '四' => 4,
        '五' => 5,
        '六' => 6,
        '七' => 7,
        '八' => 8,
        '九' => 9,
        _ => return None,
    })
}

/// The Chinese number (below 一亿) at the head of some words, and its length in bytes: 二十一, 一百二十, 两.
pub(crate) fn chinese_number(words: &str) -> Option<(u64, usize)> {
    let (mut whole, mut section, mut digit, mut len) = (0_u64, 0_u64, None::<u64>, 0);
    for c in words.chars().take(12) {
        if let Some(value) = chinese_digit(c) {
            digit = Some(
                digit
                    .filter(|d| *d > 0)
                    .map_or(value, |d| d.saturating_mul(10).saturating_add(value)),
            );
        } else {
            let scale = match c {
                '十' => 10,
                '百' => 100,
                '千' => 1000,
                '万' => 10_000,
                _ => break,
            };
            if scale == 10_000 {
                section += digit.take().unwrap_or(0);
                whole = whole.saturating_add(section.saturating_mul(scale));
                section = 0;
            } else {
                section = section.saturating_add(digit.take().unwrap_or(1).saturating_mul(scale));
            }
        }
        len += c.len_utf8();
    }
    (len > 0).then(|| (whole.saturating_add(section).saturating_add(digit.unwrap_or(0)), len))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_every_level_are_read() {
        for (words, expected) in [
            ("一、总体要求", Some((Level::Section, 1, "一、".len()))),
            ("十二、其他", Some((Level::Section, 12, "十二、".len()))),
            ("(一)学前教育", Some((Level::Sub, 1, "(一)".len()))),
            ("(十一)住宅", Some((Level::Sub, 11, "(十一)".len()))),
            ("1.实施", Some((Level::Number, 1, 2))),
            ("21、实施", Some((Level::Number, 21, 5))),
            ("1。实施", Some((Level::Number, 1, 4))),
            ("1.5万人", None),
            ("2020年", None),
            ("(1)新建", Some((Level::SubNumber, 1, 3))),
            ("1)新建", Some((Level::SubNumber, 1, 2))),
            ("①新建", Some((Level::Circle, 1, 3))),
            ("第一章总则", Some((Level::Chapter, 1, 9))),
            ("第一批", None),
            ("(村)新时代", None),
            ("一站式服务", None),
            ("", None),
        ] {
            assert_eq!(mark(words).map(|m| (m.level, m.number, m.len)), expected, "{words}");
        }
    }

    #[test]
    fn chinese_numbers_are_read() {
        for (words, expected) in [
            ("一", Some(1)),
            ("两处", Some(2)),
            ("十", Some(10)),
            ("十二", Some(12)),
            ("二十", Some(20)),
            ("一百二十场", Some(120)),
            ("三千五百", Some(3500)),
            ("一万二千", Some(12000)),
            ("〇", Some(0)),
            ("场", None),
        ] {
            assert_eq!(chinese_number(words).map(|(n, _)| n), expected, "{words}");
        }
    }
}
