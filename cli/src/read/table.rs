//! The page that `shishi read` prints: a table where the terminal is wide enough, else a block for each commitment.

use shishi_gazette::reading::{
    Chronicle, Confidence, Deadline, EventKind, Instrument, Issue, Item, Programme, Read, Reading, Target, TargetRole,
};
use shishi_kernel::{Comparator, decimal_text};

use super::columns::{row, wrap};

/// From how many columns on the commitments are a table.
const TABLE_COLUMNS_MIN: usize = 88;

/// How the page looks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Look {
    pub columns: usize,
    pub colour: bool,
}

struct Page {
    out: String,
    look: Look,
}

/// The whole page.
pub(super) fn page(reading: &Reading, notes: &[String], look: Look) -> String {
    let mut page = Page {
        out: String::new(),
        look,
    };
    for note in notes {
        page.text("注意", note);
    }
    if let Some(issue) = &reading.issue {
        page.issue(issue);
    }
    for instrument in &reading.instruments {
        page.instrument(instrument);
    }
    if let Some(programme) = &reading.programme {
        page.programme(programme);
    }
    if !reading.requirements.is_empty() {
        page.heading("工作要求");
        for requirement in &reading.requirements {
            page.text(&format!("（{}）", requirement.number), &requirement.title.value);
        }
    }
    if let Some(chronicle) = &reading.chronicle {
        page.chronicle(chronicle);
    }
    if !reading.remarks.is_empty() {
        page.heading(&format!("请核对 {} 处", reading.remarks.len()));
        for remark in &reading.remarks {
            page.text(
                &format!("第{}行", remark.line),
                &format!("{}（{}）", remark.message, remark.code),
            );
        }
    }
    page.out
}

impl Page {
    fn paint(&self, code: &str, words: &str) -> String {
        if self.look.colour {
            format!("\u{1B}[{code}m{words}\u{1B}[0m")
        } else {
            words.to_owned()
        }
    }

    fn line(&mut self, words: &str) {
        self.out.push_str(words);
        self.out.push('\n');
    }

    fn heading(&mut self, words: &str) {
        if !self.out.is_empty() {
            self.line("");
        }
        self.title("1;36", words);
    }

    /// A line that stands alone, wrapped and painted.
    fn title(&mut self, code: &str, words: &str) {
        for part in wrap(words, self.look.columns - 2) {
            let painted = self.paint(code, &part);
            self.line(&painted);
        }
    }

    /// A label and a text beside it, wrapped.
    fn text(&mut self, label: &str, words: &str) {
        let label_columns = 10;
        let body = wrap(words, self.look.columns.saturating_sub(label_columns + 6));
        for (i, part) in body.iter().enumerate() {
            let label = if i == 0 { label } else { "" };
            let gap = label_columns_left(label, label_columns);
            let painted = self.paint("2", label);
            self.line(&format!("  {painted}{gap}{part}"));
        }
    }

    fn issue(&mut self, issue: &Issue) {
        self.heading(&issue.name.value);
        let mut number = String::new();
        if let Some(year) = &issue.year {
            number += &format!("{}年", year.value);
        }
        if let Some(of_year) = &issue.number {
            number += &format!("第{}期", of_year.value);
        }
        if let Some(total) = &issue.total_number {
            number += &format!("（总第{}期）", total.value);
        }
        if let Some(date) = &issue.published {
            number += &format!("  {} 出版", date.value);
        }
        self.text("期号", number.trim());
        if let Some(sponsor) = &issue.sponsor {
            self.text("主办", &sponsor.value);
        }
        for line in &issue.contents {
            let page = line.page.map_or(String::new(), |page| format!("……{page}"));
            self.text("目录", &format!("{}{page}", line.title.value));
        }
    }

    fn instrument(&mut self, instrument: &Instrument) {
        let title = instrument.title.as_ref().map_or("（无标题文件）", |title| &title.value);
        self.heading(title);
        let mut facts = vec![
            ("文号", optional(instrument.document_number.as_ref())),
            ("发文机关", optional(instrument.issuer.as_ref())),
            ("成文日期", instrument.date.as_ref().map(|date| date.value.to_string())),
        ];
        let to: Vec<&str> = instrument.addressees.iter().map(|a| a.value.as_str()).collect();
        facts.push(("主送", (!to.is_empty()).then(|| to.join("，"))));
        for (label, value) in facts {
            if let Some(value) = value {
                self.text(label, &value);
            }
        }
        let declared = [
            (&instrument.declared_categories, "大项"),
            (&instrument.declared_items, "件"),
        ]
        .into_iter()
        .filter_map(|(count, unit)| count.as_ref().map(|c| format!("{}{unit}", c.value)))
        .collect::<String>();
        if !declared.is_empty() {
            self.text("文中自述", &declared);
        }
    }

    fn programme(&mut self, programme: &Programme) {
        let year = programme
            .year
            .as_ref()
            .map_or(String::new(), |year| format!("{}年", year.value));
        let targets: usize = programme.items.iter().map(|item| item.targets.len()).sum();
        let categories = if programme.categories.is_empty() {
            String::new()
        } else {
            format!("{}大项", programme.categories.len())
        };
        self.heading(&format!(
            "{year}实事 {categories}{}件，数量指标 {targets} 个",
            programme.items.len()
        ));
        let wide = self.look.columns >= TABLE_COLUMNS_MIN;
        let columns = self.widths();
        if wide {
            let head = ["号", "事项", "主办", "协办", "指标与期限"].map(str::to_owned);
            let head = row(&head.into_iter().zip(columns).collect::<Vec<_>>()).join("\n");
            let painted = self.paint("1", &head);
            self.line(&painted);
        }
        let mut category = None;
        for item in &programme.items {
            if item.category != category {
                category = item.category;
                let found = programme.categories.iter().find(|c| Some(c.number) == category);
                if let Some(found) = found {
                    self.title("1", &format!("{}{}", found.label, found.title.value));
                }
            }
            if wide {
                self.item_row(item, columns)
            } else {
                self.item_block(item)
            }
        }
    }

    /// Widths of the table's columns: what the terminal has beyond the smallest goes to the last three.
    fn widths(&self) -> [usize; 5] {
        let gaps = 8;
        let rest = self.look.columns.saturating_sub(4 + gaps);
        let part = rest / 4;
        [4, part, part.min(20), part, rest - part * 2 - part.min(20)]
    }

    fn item_row(&mut self, item: &Item, columns: [usize; 5]) {
        let cells = [
            item.number.to_string(),
            title(item),
            units(&item.leads),
            units(&item.co_units),
            promises(item).join("\n"),
        ];
        for line in row(&cells.into_iter().zip(columns).collect::<Vec<_>>()) {
            self.line(&line);
        }
    }

    fn item_block(&mut self, item: &Item) {
        let name = self.paint("1", &item.number.to_string());
        for (i, part) in wrap(&title(item), self.look.columns.saturating_sub(6))
            .iter()
            .enumerate()
        {
            let mark = if i == 0 {
                format!("{name:>3} ")
            } else {
                "    ".to_owned()
            };
            self.line(&format!("{mark}{part}"));
        }
        self.text("主办", &units(&item.leads));
        self.text("协办", &units(&item.co_units));
        for promise in promises(item) {
            self.text("指标", &promise);
        }
    }

    fn chronicle(&mut self, chronicle: &Chronicle) {
        let title = chronicle.title.as_ref().map_or("大事记", |title| &title.value);
        let mentions: usize = chronicle.entries.iter().map(|entry| entry.people.len()).sum();
        let mut names: Vec<&str> = chronicle
            .entries
            .iter()
            .flat_map(|e| &e.people)
            .map(|p| p.name.value.as_str())
            .collect();
        names.sort_unstable();
        names.dedup();
        self.heading(title);
        let first = chronicle.entries.iter().filter_map(|entry| entry.date).min();
        let last = chronicle
            .entries
            .iter()
            .filter_map(|entry| entry.date_end.or(entry.date))
            .max();
        let span = first
            .zip(last)
            .map_or(String::new(), |(first, last)| format!("，{first} 至 {last}"));
        self.text("条目", &format!("{} 条{span}", chronicle.entries.len()));
        self.text("人物", &format!("{} 人，{mentions} 次", names.len()));
        let mut kinds: Vec<(EventKind, usize)> = Vec::new();
        for entry in &chronicle.entries {
            match kinds.iter_mut().find(|(kind, _)| *kind == entry.kind) {
                Some((_, count)) => *count += 1,
                None => kinds.push((entry.kind, 1)),
            }
        }
        kinds.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let kinds: Vec<String> = kinds
            .iter()
            .map(|(kind, count)| format!("{}{count}", kind_name(*kind)))
            .collect();
        self.text("类别", &kinds.join("，"));
    }
}

fn label_columns_left(label: &str, columns: usize) -> String {
    " ".repeat(columns.saturating_sub(super::columns::width(label)))
}

fn optional(field: Option<&Read<String>>) -> Option<String> {
    field.map(|field| field.value.clone())
}

/// The title, or the first words of the text.
fn title(item: &Item) -> String {
    item.title.as_ref().map_or_else(
        || {
            item.text
                .first()
                .map_or(String::new(), |text| shortened(&text.value, 24))
        },
        |title| shortened(&title.value, 24),
    )
}

fn shortened(words: &str, chars: usize) -> String {
    let cut = words.char_indices().nth(chars).map_or(words.len(), |(at, _)| at);
    format!("{}{}", &words[..cut], if cut < words.len() { "…" } else { "" })
}

fn units(units: &[Read<String>]) -> String {
    if units.is_empty() {
        return "—".to_owned();
    }
    units
        .iter()
        .map(|unit| format!("{}{}", unit.value, doubt(&unit.confidence)))
        .collect::<Vec<_>>()
        .join("、")
}

/// One line a figure and a deadline; a promise without a figure says so.
fn promises(item: &Item) -> Vec<String> {
    let mut lines: Vec<String> = item.targets.iter().map(figure).collect();
    if lines.is_empty() {
        lines.push("（无数量指标）".to_owned());
    }
    lines.extend(item.deadlines.iter().map(deadline));
    lines
}

fn figure(target: &Target) -> String {
    let number = |value| format!("{}{}", decimal_text(value), target.unit);
    let sign = match target.comparator {
        Comparator::Eq => "",
        Comparator::Ge => "≥",
        Comparator::Le => "≤",
        Comparator::Approx => "约",
        Comparator::Range => "",
    };
    let from = target.from.map_or(String::new(), |from| format!("{}→", number(from)));
    let per = target.per.as_ref().map_or(String::new(), |per| format!("每{per}"));
    let upper = target
        .value_max
        .map_or(String::new(), |upper| format!("–{}", number(upper)));
    let each = target.each.as_ref().map_or(String::new(), |each| {
        format!("（{}处各{}）", each.places.len(), number(each.value))
    });
    let role = match target.role {
        TargetRole::Commitment | TargetRole::Rate => "",
        TargetRole::Scale => "（规模）",
        TargetRole::Part => "（其中）",
        TargetRole::Implicit => "（未印数字）",
    };
    let what = shortened(&target.what, 24);
    let figure = format!(
        "{per}{from}{sign}{}{upper}{each}{role}{}",
        number(target.value),
        doubt(&target.confidence)
    );
    format!("{figure} {what}").trim_end().to_owned()
}

fn deadline(deadline: &Deadline) -> String {
    let day = deadline
        .date
        .map(|date| date.to_string())
        .or_else(|| deadline.name.clone())
        .unwrap_or_default();
    let step = deadline
        .milestone
        .as_ref()
        .map_or(String::new(), |step| format!("（{step}）"));
    format!("期限 {}{step} {day}", deadline.quote).trim_end().to_owned()
}

/// A mark behind what a person should check.
fn doubt(confidence: &Confidence) -> &'static str {
    match confidence {
        Confidence::Doubtful(_) => "？",
        Confidence::Certain | Confidence::Likely(_) => "",
    }
}

const fn kind_name(kind: EventKind) -> &'static str {
    match kind {
        EventKind::Meeting => "会议",
        EventKind::ResearchVisit => "调研",
        EventKind::Inspection => "检查",
        EventKind::OnsiteOffice => "现场办公",
        EventKind::Groundbreaking => "开工奠基",
        EventKind::Signing => "签约",
        EventKind::Launch => "启动",
        EventKind::Donation => "捐赠",
        EventKind::Study => "学习",
        EventKind::Congress => "换届与代表会议",
        EventKind::Visit => "考察慰问",
        EventKind::Event => "活动",
        EventKind::Speech => "讲话致辞",
        EventKind::Other => "其他",
    }
}

#[cfg(test)]
mod tests {
    use super::super::columns::width;
    use super::*;

    const SAMPLE: &str = include_str!("../../../fixtures/gazettes/jining-hi-tech-2020-04.txt");

    fn sample(columns: usize, colour: bool) -> String {
        page(&shishi_gazette::read(SAMPLE), &[], Look { columns, colour })
    }

    #[test]
    fn every_line_fits_the_terminal() {
        for columns in [40, 60, 80, 88, 100, 132] {
            for line in sample(columns, false).lines() {
                assert!(width(line) <= columns, "{columns}: {} columns in {line}", width(line));
            }
        }
    }

    #[test]
    fn the_page_holds_what_was_read() {
        for columns in [60, 100] {
            let page = sample(columns, false);
            for words in [
                "2020年第4期",
                "济高新管发〔2020〕6号",
                "12大项21件",
                "31 条",
                "市场监督管理局",
                "≥90%",
            ] {
                assert!(page.contains(words), "{columns}: no {words} in\n{page}");
            }
        }
    }

    #[test]
    fn colours_are_left_out_unless_asked_for() {
        assert!(!sample(100, false).contains('\u{1B}'));
        assert!(sample(100, true).contains('\u{1B}'));
    }
}
