//! What opens an entry: a day or a range of days, or a bullet; and what names the month.

/// A day as printed in front of an entry: `7日`, `9月1日`, `6—8日`, `4月30日至5月2日`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Day {
    /// The year, when the mark itself names it.
    pub year: Option<i16>,
    /// The month, likewise.
    pub month: Option<u8>,
    /// The day of the month.
    pub day: u8,
    /// For a range: the month of the last day (when named) and the last day.
    pub last: Option<(Option<u8>, u8)>,
    /// Length of the mark in bytes.
    pub len: usize,
}

/// A heading that names a year, a month or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) struct Heading {
    /// The year.
    pub year: Option<i16>,
    /// The month; `None` for a heading over several months.
    pub month: Option<u8>,
    /// Whether the line says 大事记.
    pub title: bool,
}

/// Bullets that open an entry of the day before, or any entry. ▲ is not among them: it marks points of task lists.
const BULLETS: [char; 4] = ['△', '▵', '∆', 'Δ'];
/// Bullets believed at the start of a line only.
const BULLETS_LINE: [char; 7] = ['◇', '◆', '○', '●', '◎', '☆', '★'];

/// Length of a bullet at the head of the text, with the spaces after it.
pub(super) fn bullet(text: &str, line_start: bool) -> Option<usize> {
    let c = text.chars().next()?;
    let known = BULLETS.contains(&c) || (line_start && BULLETS_LINE.contains(&c));
    known.then_some(c.len_utf8())
}

/// The day that a text begins with.
pub(super) fn day(text: &str) -> Option<Day> {
    let mut scan = Scan { text, at: 0 };
    let mut first = scan.number()?;
    let mut year = None;
    if first > 31 {
        year = Some(i16::try_from(first).ok().filter(|y| (1900..=2100).contains(y))?);
        scan.word("年").then_some(())?;
        scan.spaces();
        first = scan.number()?;
    }
    let mut month = None;
    if scan.word("月") {
        month = Some(u8::try_from(first).ok().filter(|m| (1..=12).contains(m))?);
        scan.spaces();
        first = scan.number()?;
    }
    let day = u8::try_from(first).ok().filter(|d| (1..=31).contains(d))?;
    let mut closed = scan.word("日") || scan.word("号");
    let mut last = None;
    let before_range = scan.at;
    if scan.range() {
        scan.spaces();
        if let Some(range) = last_day(&mut scan) {
            last = Some(range);
            closed = true;
        } else {
            scan.at = before_range;
        }
    }
    closed.then_some(Day {
        year,
        month,
        day,
        last,
        len: scan.at,
    })
}

fn last_day(scan: &mut Scan<'_>) -> Option<(Option<u8>, u8)> {
    let mut number = scan.number()?;
    let mut month = None;
    if scan.word("月") {
        month = Some(u8::try_from(number).ok().filter(|m| (1..=12).contains(m))?);
        number = scan.number()?;
    }
    let day = u8::try_from(number).ok().filter(|d| (1..=31).contains(d))?;
    (scan.word("日") || scan.word("号")).then_some((month, day))
}

/// The heading that a whole line is: `2020年4月`, `11月`, `·1月·`, `2006年9-12月大事记`.
pub(super) fn heading(line: &str) -> Option<Heading> {
    let bare = line.trim_matches(|c: char| c.is_whitespace() || "·•【】[]〔〕★☆●■□◆◇—-=*#（）()".contains(c));
    if bare.is_empty() || bare.len() > 150 {
        return None;
    }
    if bare.contains("大事记") || bare.contains("大事記") {
        return title_heading(bare);
    }
    if bare.len() > 48 {
        return None;
    }
    let mut scan = Scan { text: bare, at: 0 };
    let first = scan.number()?;
    if scan.word("年") {
        let year = i16::try_from(first).ok().filter(|y| (1900..=2100).contains(y))?;
        scan.spaces();
        if scan.done() {
            return Some(Heading {
                year: Some(year),
                ..Heading::default()
            });
        }
        return month_to_end(&mut scan).map(|month| Heading {
            year: Some(year),
            month,
            title: false,
        });
    }
    scan.at = 0;
    month_to_end(&mut scan).map(|month| Heading {
        month,
        ..Heading::default()
    })
}

/// `4月`, `4月份` or `9-12月` up to the end; the inner `None` is a span of months.
fn month_to_end(scan: &mut Scan<'_>) -> Option<Option<u8>> {
    let first = scan.number()?;
    let several = scan.range();
    if several {
        scan.number()?;
    }
    scan.word("月").then_some(())?;
    scan.word("份");
    scan.done().then_some(())?;
    let month = u8::try_from(first).ok().filter(|m| (1..=12).contains(m))?;
    Some((!several).then_some(month))
}

fn title_heading(bare: &str) -> Option<Heading> {
    // A line of running text, or a line of a table of contents, is no heading.
    if bare.chars().count() > 40 || bare.contains(['。', '，', ',']) || bare.ends_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let mut found = Heading {
        title: true,
        ..Heading::default()
    };
    for (at, _) in bare.char_indices() {
        let mut scan = Scan { text: bare, at };
        if bare[..at].ends_with(|c: char| digit(c).is_some()) {
            continue;
        }
        if let Some(number) = scan.number() {
            if scan.word("年") {
                found.year = i16::try_from(number)
                    .ok()
                    .filter(|y| (1900..=2100).contains(y))
                    .or(found.year);
                scan.spaces();
            } else {
                scan.at = at;
            }
            if let Some(month) = scan.number().filter(|m| (1..=12).contains(m)) {
                let several = scan.range() && scan.number().is_some();
                if scan.word("月") && !several {
                    found.month = u8::try_from(month).ok();
                }
            }
            if found.year.is_some() {
                break;
            }
        }
    }
    Some(found)
}

/// A month between dots inside run-on text: `·1月·`. Its length, and the month.
pub(super) fn dotted_month(text: &str) -> Option<(usize, u8)> {
    let mut scan = Scan { text, at: 0 };
    (scan.word("·") || scan.word("•")).then_some(())?;
    scan.spaces();
    let month = scan
        .number()
        .and_then(|m| u8::try_from(m).ok())
        .filter(|m| (1..=12).contains(m))?;
    scan.word("月").then_some(())?;
    scan.word("份");
    scan.spaces();
    (scan.word("·") || scan.word("•")).then_some((scan.at, month))
}

/// The value of a digit of either width.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => Some(c as u32 - '0' as u32),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

struct Scan<'a> {
    text: &'a str,
    at: usize,
}

impl Scan<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn done(&self) -> bool {
        self.rest().trim().is_empty()
    }

    fn word(&mut self, word: &str) -> bool {
        let found = self.rest().starts_with(word);
        if found {
            self.at += word.len();
        }
        found
    }

    fn spaces(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn range(&mut self) -> bool {
        let found = self.rest().chars().next().filter(|c| "—–－-~～∼〜至到".contains(*c));
        if let Some(c) = found {
            self.at += c.len_utf8();
            // 6——7日 is printed with two dashes.
            while self.rest().starts_with(c) {
                self.at += c.len_utf8();
            }
        }
        found.is_some()
    }

    /// A number of at most four digits, or a Chinese numeral up to 31, or a year digit by digit (二〇二〇).
    fn number(&mut self) -> Option<u32> {
        let mut value = 0;
        let mut count = 0;
        let mut len = 0;
        for c in self.rest().chars() {
            let Some(d) = digit(c) else { break };
            count += 1;
            if count > 4 {
                return None;
            }
            value = value * 10 + d;
            len += c.len_utf8();
        }
        if count > 0 {
            self.at += len;
            return Some(value);
        }
        self.chinese()
    }

    fn chinese(&mut self) -> Option<u32> {
        const DIGITS: &str = "〇一二三四五六七八九";
        let value = |c: char| match c {
            '○' | '零' => Some(0),
            '元' if self.text[self.at..].starts_with("元月") => Some(1),
            _ => DIGITS.chars().position(|d| d == c).and_then(|p| u32::try_from(p).ok()),
        };
        let run: Vec<char> = self
            .rest()
            .chars()
            .take_while(|c| *c == '十' || value(*c).is_some())
            .take(5)
            .collect();
        let number = match run.as_slice() {
            ['十'] => 10,
            ['十', ones] => 10 + value(*ones)?,
            [tens, '十'] => value(*tens)? * 10,
            [tens, '十', ones] => value(*tens)? * 10 + value(*ones)?,
            [ones] => value(*ones)?,
            [a, b, c, d] => value(*a)? * 1000 + value(*b)? * 100 + value(*c)? * 10 + value(*d)?,
            _ => return None,
        };
        self.at += run.iter().map(|c| c.len_utf8()).sum::<usize>();
        Some(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text, then `month-day[/month-day]` (0: not named) and the mark's length in characters; empty: no day.
    const DAYS: &[(&str, &str)] = &[
        ("7日 全区会议", "0-7 2"),
        ("7日", "0-7 2"),
        ("9月1日 会议", "9-1 4"),
        ("9月 1日 会议", "9-1 5"),
        ("６日 会议", "0-6 2"),
        ("6—7日 会议", "0-6/0-7 4"),
        ("6――7日", ""),
        ("6——7日 会议", "0-6/0-7 5"),
        ("7~8日", "0-7/0-8 4"),
        ("7～8日", "0-7/0-8 4"),
        ("1月15~18日 会议", "1-15/0-18 8"),
        ("4月30日至5月2日 放假", "4-30/5-2 10"),
        ("6日至8日，", "0-6/0-8 5"),
        ("2020年4月7日 印发", "4-7 9"),
        ("十二日 会议", "0-12 3"),
        ("三十一日 会议", "0-31 4"),
        ("32日", ""),
        ("0日", ""),
        ("13月1日", ""),
        ("7月", ""),
        ("7个单位", ""),
        ("△7日", ""),
        ("2020 济宁消费季", ""),
        ("12345日", ""),
        ("", ""),
    ];

    #[test]
    fn a_day_is_read_with_its_range() {
        for (text, expected) in DAYS {
            let got = day(text).map_or(String::new(), |d| {
                let first = format!("{}-{}", d.month.unwrap_or(0), d.day);
                let last = d
                    .last
                    .map_or(String::new(), |(m, d)| format!("/{}-{d}", m.unwrap_or(0)));
                format!("{first}{last} {}", text[..d.len].chars().count())
            });
            assert_eq!(got, *expected, "in {text}");
        }
    }

    /// A line, then `year month title` (0: not named); empty: no heading.
    const HEADINGS: &[(&str, &str)] = &[
        ("2020年4月", "2020 4 false"),
        ("11月", "0 11 false"),
        ("一月份", "0 1 false"),
        ("·1月·", "0 1 false"),
        ("【5月】", "0 5 false"),
        ("二〇二〇年四月", "2020 4 false"),
        ("2019年", "2019 0 false"),
        ("2006年9-12月大事记", "2006 0 true"),
        ("2007年1~12月", "2007 0 false"),
        ("开发区2013年7月大事记", "2013 7 true"),
        ("高新区管委会大事记", "0 0 true"),
        ("【大事记】8", ""),
        ("大事记的编写工作已经完成。", ""),
        ("4月7日", ""),
        ("13月", ""),
        ("2020年4月7日", ""),
        ("5月底前完成", ""),
    ];

    #[test]
    fn a_heading_names_its_month() {
        for (line, expected) in HEADINGS {
            let got = heading(line).map_or(String::new(), |h| {
                format!("{} {} {}", h.year.unwrap_or(0), h.month.unwrap_or(0), h.title)
            });
            assert_eq!(got, *expected, "in {line}");
        }
    }
}
