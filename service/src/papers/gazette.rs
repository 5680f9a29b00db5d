//! An issue of the gazette: cover, the programme's notice, the chronicle. What is printed here, the reader reads back.
//!
//! The contents page is left out, since its page numbers are known only once a word processor has laid the file out.

use shishi_gazette::reading::{self, Reading};
use shishi_kernel::Date;
use shishi_papers::{Block, Level, Orientation, Paper, Signature, date};
use shishi_store::views::{ChronicleRow, CommitmentPage, Overview};

use super::{blank, flowing, units};

/// What stands in an issue.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issue {
    /// Name of the periodical; an issue without one has no cover.
    pub name: String,
    /// Year and number within it.
    pub number: Option<(i16, u32)>,
    /// Running number since the first issue.
    pub total_number: Option<u32>,
    /// Day of publication.
    pub published: Option<Date>,
    /// Who publishes it.
    pub sponsor: Option<String>,
    /// The notice of the programme.
    pub notice: Notice,
    /// Heading of the chronicle.
    pub chronicle_title: Option<String>,
    /// The chronicle's year.
    pub chronicle_year: Option<i16>,
    /// Its entries, oldest first.
    pub entries: Vec<Entry>,
}

/// The notice that issues a programme.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notice {
    /// Title.
    pub title: Option<String>,
    /// 发文字号.
    pub document_number: Option<String>,
    /// Who issues it.
    pub issuer: Option<String>,
    /// 成文日期.
    pub date: Option<Date>,
    /// 主送机关.
    pub addressees: Vec<String>,
    /// The paragraph before the list.
    pub preamble: Option<String>,
    /// Categories by number.
    pub categories: Vec<(u32, String)>,
    /// The promises.
    pub items: Vec<Item>,
    /// Requirements: heading and words.
    pub requirements: Vec<(String, String)>,
}

/// A promise as it is printed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// Its number.
    pub number: u32,
    /// Its category.
    pub category: Option<u32>,
    /// The words.
    pub text: String,
    /// Lead units.
    pub leads: Vec<String>,
    /// Co-units.
    pub co_units: Vec<String>,
}

/// An entry of the chronicle.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Month and day of the first day.
    pub from: Option<(u8, u8)>,
    /// Month and day of the last, for a range.
    pub to: Option<(u8, u8)>,
    /// The words.
    pub text: String,
}

impl Issue {
    /// What was read from a document.
    #[must_use]
    pub fn of(reading: &Reading) -> Self {
        let cover = reading.issue.as_ref();
        let chronicle = reading.chronicle.as_ref();
        Self {
            name: cover.map(|c| c.name.value.clone()).unwrap_or_default(),
            number: cover.and_then(|c| Some((c.year.as_ref()?.value, c.number.as_ref()?.value))),
            total_number: cover.and_then(|c| Some(c.total_number.as_ref()?.value)),
            published: cover.and_then(|c| Some(c.published.as_ref()?.value)),
            sponsor: cover.and_then(|c| Some(c.sponsor.as_ref()?.value.clone())),
            notice: Notice::of(reading),
            chronicle_title: chronicle.and_then(|c| Some(c.title.as_ref()?.value.clone())),
            chronicle_year: chronicle.and_then(|c| Some(c.year.as_ref()?.value)),
            entries: chronicle
                .map(|c| c.entries.iter().map(Entry::of).collect())
                .unwrap_or_default(),
        }
    }

    /// Makes it the issue after this one, published on a day: a new year begins at number 1.
    pub fn advance(&mut self, published: Date) {
        let number = match self.number {
            Some((year, number)) if year == published.year() => number.saturating_add(1),
            _ => 1,
        };
        self.number = Some((published.year(), number));
        self.total_number = self.total_number.map(|n| n.saturating_add(1));
        self.published = Some(published);
    }

    /// Takes the promises as they were issued after review, in place of what was read.
    pub(super) fn take_issued(&mut self, overview: &Overview, pages: &[CommitmentPage]) {
        let instrument = &overview.programme.instrument;
        self.notice.title = Some(instrument.title.clone());
        self.notice.document_number.clone_from(&instrument.number);
        self.notice.date = instrument.date;
        let named = overview.categories.iter().filter(|category| category.number > 0);
        self.notice.categories = named
            .map(|category| (category.number, category.title.clone()))
            .collect();
        let item = |page: &CommitmentPage| Item {
            number: page.row.number,
            category: page.row.category,
            text: page.passages.iter().map(|p| flowing(&p.raw)).collect(),
            leads: units(page, "lead").map(str::to_owned).collect(),
            co_units: units(page, "co_unit").map(str::to_owned).collect(),
        };
        self.notice.items = pages.iter().map(item).collect();
    }

    /// Takes these entries in place of those that were read.
    pub(super) fn take_chronicle(&mut self, rows: Vec<ChronicleRow>) {
        let month_day = |day: Date| (day.month().unsigned_abs(), day.day().unsigned_abs());
        self.chronicle_year = rows.iter().find_map(|row| row.date).map(Date::year);
        let entry = |row: ChronicleRow| Entry {
            from: row.date.map(month_day),
            to: row.date_end.map(month_day),
            text: row.text,
        };
        self.entries = rows.into_iter().map(entry).collect();
    }

    /// The paper.
    #[must_use]
    pub fn paper(&self) -> Paper {
        let name = match self.number {
            Some((year, number)) if !self.name.is_empty() => format!("{}{year}年第{number}期", self.name),
            _ => self.notice.title.clone().unwrap_or_else(|| "公报".to_owned()),
        };
        let mut paper = blank(name, Orientation::Portrait);
        self.cover(&mut paper.blocks);
        self.notice.print(&mut paper.blocks);
        self.chronicle(&mut paper.blocks);
        paper
    }

    fn cover(&self, out: &mut Vec<Block>) {
        let Some((year, number)) = self.number.filter(|_| !self.name.is_empty()) else {
            return;
        };
        out.push(Block::Head(self.name.clone()));
        out.push(Block::Centred(format!("{year}年第{number}期")));
        out.extend(self.total_number.map(|n| Block::Centred(format!("（总第{n}期）"))));
        let sponsor = self.sponsor.as_ref().map(|s| format!("主管主办：{s}"));
        let published = self.published.map(|d| format!("{}出版", date(d)));
        let foot: Vec<String> = sponsor.into_iter().chain(published).collect();
        if !foot.is_empty() {
            out.push(Block::Centred(foot.join(" ")));
        }
        out.push(Block::NewPage);
        // The mark of a section also tells a reader that the cover is over.
        out.push(Block::Centred("【文件】".to_owned()));
    }

    fn chronicle(&self, out: &mut Vec<Block>) {
        if self.entries.is_empty() {
            return;
        }
        out.push(Block::NewPage);
        out.push(Block::Title(
            self.chronicle_title.clone().unwrap_or_else(|| "大事记".to_owned()),
        ));
        let mut month = None;
        let mut before = None;
        for entry in &self.entries {
            let here = entry.from.map(|(month, _)| month);
            if here.is_some() && here != month {
                month = here;
                before = None;
                let year = self.chronicle_year.map(|y| format!("{y}年")).unwrap_or_default();
                out.extend(here.map(|m| Block::Centred(format!("{year}{m}月"))));
            }
            let days = (entry.from, entry.to);
            out.push(Block::Line(match (before == Some(days), entry.from) {
                (false, Some(from)) => format!("{} {}", span(from, entry.to), entry.text),
                _ => format!("△{}", entry.text),
            }));
            before = Some(days);
        }
    }
}

/// `7日`, `6—7日`, `30日—5月2日`.
fn span(from: (u8, u8), to: Option<(u8, u8)>) -> String {
    match to {
        Some((month, day)) if month != from.0 => format!("{}月{}日—{month}月{day}日", from.0, from.1),
        Some((_, day)) if day != from.1 => format!("{}—{day}日", from.1),
        _ => format!("{}日", from.1),
    }
}

impl Notice {
    fn of(reading: &Reading) -> Self {
        let instrument = reading.instruments.first();
        let programme = reading.programme.as_ref();
        Self {
            title: instrument.and_then(|i| Some(i.title.as_ref()?.value.clone())),
            document_number: instrument.and_then(|i| Some(i.document_number.as_ref()?.value.clone())),
            issuer: instrument.and_then(|i| Some(i.issuer.as_ref()?.value.clone())),
            date: instrument.and_then(|i| Some(i.date.as_ref()?.value)),
            addressees: instrument.map(|i| values(&i.addressees)).unwrap_or_default(),
            preamble: instrument.and_then(|i| Some(flowing(&i.preamble.as_ref()?.value))),
            categories: programme
                .map(|p| p.categories.iter().map(|c| (c.number, c.title.value.clone())).collect())
                .unwrap_or_default(),
            items: programme
                .map(|p| p.items.iter().map(Item::of).collect())
                .unwrap_or_default(),
            requirements: reading
                .requirements
                .iter()
                .map(|r| (r.title.value.clone(), r.text.value.clone()))
                .collect(),
        }
    }

    fn print(&self, out: &mut Vec<Block>) {
        let heading = |level, number, words: &str, rest: &str| Block::Heading {
            level,
            number: Some(number),
            words: words.to_owned(),
            rest: rest.to_owned(),
        };
        out.extend(self.title.clone().map(Block::Title));
        out.extend(self.document_number.clone().map(Block::NumberBelow));
        if !self.addressees.is_empty() {
            out.push(Block::Addressees(self.addressees.clone()));
        }
        out.extend(self.preamble.clone().map(Block::Paragraph));
        if !self.items.is_empty() {
            out.push(heading(Level::One, 1, "实事内容及责任分工", ""));
        }
        let mut category = None;
        for item in &self.items {
            if item.category != category {
                category = item.category;
                let title = self.categories.iter().find(|(number, _)| Some(*number) == category);
                out.extend(title.map(|(number, title)| heading(Level::Two, *number, title, "")));
            }
            out.push(heading(Level::Three, item.number, "", &item.text));
            for (label, names) in [("主办单位", &item.leads), ("协办单位", &item.co_units)] {
                if !names.is_empty() {
                    out.push(Block::Line(format!("{label}：{}", listed(names))));
                }
            }
        }
        if !self.requirements.is_empty() {
            out.push(heading(Level::One, 2, "工作要求", ""));
        }
        for (number, (title, text)) in (1..).zip(&self.requirements) {
            out.push(heading(Level::Two, number, &format!("{title}。"), text));
        }
        if self.issuer.is_some() || self.date.is_some() {
            out.push(Block::Signature(Signature {
                organ: self.issuer.clone().unwrap_or_default(),
                date: self.date,
            }));
        }
    }
}

impl Item {
    fn of(item: &reading::Item) -> Self {
        let words: String = values(&item.text).concat();
        let title = item.title.as_ref().map(|t| t.value.clone()).unwrap_or_default();
        // A table gives the title a column of its own; here it opens the sentence.
        let text = if words.starts_with(&title) {
            words
        } else {
            format!("{title}。{words}")
        };
        Self {
            number: item.number,
            category: item.category,
            text,
            leads: values(&item.leads),
            co_units: values(&item.co_units),
        }
    }
}

impl Entry {
    fn of(entry: &reading::Entry) -> Self {
        let month_day = |d: Date| (d.month().unsigned_abs(), d.day().unsigned_abs());
        Self {
            from: entry.month_day.or(entry.date.map(month_day)),
            to: entry.month_day_end.or(entry.date_end.map(month_day)),
            text: entry.text.value.clone(),
        }
    }
}

fn values(list: &[reading::Read<String>]) -> Vec<String> {
    list.iter().map(|read| read.value.clone()).collect()
}

/// Units in a list; one that holds the list's own mark is set off by the wider one.
fn listed(names: &[String]) -> String {
    let wide = |name: &str| name.contains('、') || name.starts_with('各');
    let mut out = String::new();
    let mut before: Option<&str> = None;
    for name in names {
        if let Some(before) = before {
            out.push(if wide(name) || wide(before) { '，' } else { '、' });
        }
        out.push_str(name);
        before = Some(name);
    }
    out
}
