//! One item: from the places of its parts to its fields.

use crate::figures::{self, Figures, numerals};
use crate::labels::LabelKind;
use crate::reading::{Condition, Confidence, Deadline, Item, Read, Remark};
use crate::text::{Flow, Place};
use crate::time::{self, TimeContext};
use crate::units;

use super::remark;

/// A list of units and the label before it.
#[derive(Clone, Debug)]
pub(crate) struct UnitList {
    /// What the label announces.
    pub kind: LabelKind,
    /// The label as printed; `None` for a sentence that attributes.
    pub label: Option<Place>,
    /// The units, one place each when they are already apart.
    pub units: Vec<Place>,
    /// Why the list is not beyond doubt.
    pub doubt: Option<&'static str>,
}

/// The places of an item's parts.
#[derive(Clone, Debug)]
pub(crate) struct RawItem {
    /// Its number.
    pub number: u32,
    /// The category's number.
    pub category: Option<u32>,
    /// The title, when it stands apart.
    pub title: Option<Place>,
    /// The words.
    pub texts: Vec<Place>,
    /// Units.
    pub units: Vec<UnitList>,
    /// Persons: label and name.
    pub persons: Vec<(Place, Place)>,
    /// Deadlines that stand apart.
    pub deadlines: Vec<Place>,
    /// Reports of progress.
    pub progress: Vec<Place>,
    /// All of it.
    pub place: Place,
}

impl RawItem {
    /// An item without parts.
    pub(crate) fn new(number: u32, place: Place) -> Self {
        Self {
            number,
            category: None,
            title: None,
            texts: Vec::new(),
            units: Vec::new(),
            persons: Vec::new(),
            deadlines: Vec::new(),
            progress: Vec::new(),
            place,
        }
    }

    /// Whether any unit with a duty is named.
    pub(crate) fn has_units(&self) -> bool {
        self.units.iter().any(|u| u.kind.names_units() && !u.units.is_empty())
    }
}

/// What the labels of a document mean together.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Labels {
    /// Whether 主办 or 牵头 is printed, which makes 责任单位 a co-unit.
    has_lead: bool,
    /// Whether it says that the unit listed first leads (列第一位者为牵头单位).
    first_leads: bool,
}

impl Labels {
    /// Decides for a whole document; `words` are those outside the items.
    pub(crate) fn decide(items: &[RawItem], words: &str) -> Self {
        let lists = || items.iter().flat_map(|i| &i.units);
        let has_lead = lists().any(|u| u.kind == LabelKind::Lead && u.label.is_some());
        let said = [
            "列第一位",
            "列首位",
            "列第一",
            "排第一",
            "排首位",
            "排名第一",
            "排在第一",
        ]
        .iter()
        .any(|w| {
            words
                .match_indices(w)
                .any(|(at, _)| words[at..].chars().take(24).collect::<String>().contains("牵头"))
        });
        Self {
            has_lead,
            first_leads: said && !has_lead,
        }
    }

    /// Whether a list of this kind holds leads (`Some(true)`), co-units, or neither.
    fn leads(self, kind: LabelKind) -> Option<bool> {
        match kind {
            LabelKind::Lead => Some(true),
            LabelKind::Responsible => Some(!self.has_lead),
            LabelKind::Co => Some(false),
            _ => None,
        }
    }
}

impl RawItem {
    /// Reads the fields.
    pub(crate) fn read(
        &self,
        flow: &Flow<'_>,
        labels: Labels,
        context: TimeContext,
        remarks: &mut Vec<Remark>,
    ) -> Item {
        let mut figures = Figures::default();
        for text in &self.texts {
            figures::read(flow, *text, context, &mut figures);
        }
        for place in &figures.damaged {
            let words = flow.printed(*place);
            remarks.push(remark(
                flow,
                "damaged_number",
                *place,
                format!("数字无法辨认：{words}，请对照原件"),
            ));
        }
        for place in &self.deadlines {
            figures.deadlines.extend(deadline_cell(flow, *place, context));
        }
        for place in &self.progress {
            figures.conditions.extend(progress(flow, *place));
        }
        let mut item = Item {
            number: self.number,
            category: self.category,
            title: self.read_title(flow),
            text: self.texts.iter().map(|t| flow.read_printed(*t)).collect(),
            leads: Vec::new(),
            co_units: Vec::new(),
            lead_label: None,
            co_label: None,
            persons: Vec::new(),
            targets: figures.targets,
            deadlines: figures.deadlines,
            conditions: figures.conditions,
            span: flow.span(self.place),
        };
        self.read_units(flow, labels, &mut item);
        for (label, list) in &self.persons {
            for person in units::people(flow, *list) {
                item.persons.push((flow.tight(*label), person));
            }
        }
        item
    }

    fn read_units(&self, flow: &Flow<'_>, labels: Labels, item: &mut Item) {
        for list in &self.units {
            let Some(leads) = labels.leads(list.kind) else { continue };
            let label = list.label.map(|l| flow.tight(l));
            let slot = if leads {
                &mut item.lead_label
            } else {
                &mut item.co_label
            };
            if slot.is_none() {
                slot.clone_from(&label);
            }
            let units = list
                .units
                .iter()
                .flat_map(|place| units::with_persons(flow, *place, list.kind));
            for (mut unit, person) in units {
                if let (Some(why), Confidence::Certain) = (list.doubt, &unit.confidence) {
                    unit.confidence = Confidence::Likely(why.to_owned());
                }
                item.persons
                    .extend(person.map(|p| (label.clone().unwrap_or_default(), p)));
                let helps = labels.first_leads && list.kind == LabelKind::Responsible && !item.leads.is_empty();
                let names = if leads && !helps {
                    &mut item.leads
                } else {
                    &mut item.co_units
                };
                if !unit.value.is_empty() && !names.iter().any(|n| n.value == unit.value) {
                    names.push(unit);
                }
            }
        }
    }

    /// The title that stands apart, else the heading sentence, else the first clause.
    fn read_title(&self, flow: &Flow<'_>) -> Option<Read<String>> {
        if let Some(title) = self.title {
            return Some(flow.read_printed(title));
        }
        let first = *self.texts.first()?;
        let words = flow.words(first);
        let reach = words.char_indices().nth(40).map_or(words.len(), |(at, _)| at);
        let front = &words[..reach];
        let sentence = front.find(['。', '\n']).filter(|at| *at > 0);
        let from = if sentence.is_none() { after_the_date(front) } else { 0 };
        let clause = || front.get(from..)?.find([',', ';']).map(|at| from + at);
        let end = sentence.or_else(clause).unwrap_or(reach);
        let place = Place::new(first.start + from, first.start + end);
        let mut title = flow.read_printed(place);
        if sentence.is_none() {
            title.confidence = Confidence::Likely("没有标题句，取自第一个分句".to_owned());
        }
        Some(title)
    }
}

/// Where the words go on after a first clause that only says when: `2020年,`, `年底前,`.
fn after_the_date(words: &str) -> usize {
    let Some(comma) = words.find(',') else { return 0 };
    let clause = words[..comma].trim();
    let says_when = clause.ends_with(['年', '月', '日', '前', '内', '初', '末', '底'])
        && clause.chars().count() <= 12
        && (clause.starts_with(|c: char| c.is_ascii_digit()) || clause.starts_with(['年', '今', '本', '力', '争']));
    if says_when { comma + 1 } else { 0 }
}

/// The deadlines in a cell or behind 完成时限, the rest of the words being the step.
fn deadline_cell(flow: &Flow<'_>, place: Place, context: TimeContext) -> Vec<Deadline> {
    let words = flow.words(place);
    let hits: Vec<_> = time::scan(words, context)
        .into_iter()
        .filter(|h| h.kind.is_some())
        .collect();
    let mut out = Vec::new();
    for (index, hit) in hits.iter().enumerate() {
        let Some(kind) = hit.kind else { continue };
        let reach = hits.get(index + 1).map_or(words.len(), |next| next.start);
        let rest = words.get(hit.end..reach).unwrap_or("");
        let step = rest
            .split([',', ';', '。', '、', '\n', '('])
            .next()
            .unwrap_or("")
            .trim();
        let is_step = (2..=12).contains(&step.chars().count()) && !matches!(step, "完成" | "前完成");
        let end = if is_step {
            hit.end + rest.find(step).unwrap_or(0) + step.len()
        } else {
            hit.end
        };
        let quote = Place::new(place.start + hit.start, place.start + end);
        out.push(Deadline {
            date: hit.date,
            name: hit.name.clone(),
            kind,
            milestone: is_step.then(|| step.to_owned()),
            quote: flow.printed(quote),
            span: flow.span(quote),
        });
    }
    out
}

/// The figures in a report of progress, as conditions.
fn progress(flow: &Flow<'_>, place: Place) -> Vec<Condition> {
    let words = flow.words(place);
    numerals::scan(words, &[])
        .into_iter()
        .filter(|n| !n.name && n.unit_end > n.unit_start && !n.chinese)
        .take(200)
        .map(|n| {
            let quote = Place::new(place.start + n.start, place.start + n.unit_end);
            Condition {
                quote: flow.printed(quote),
                span: flow.span(quote),
                kind: "progress".to_owned(),
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::after_the_date;

    #[test]
    fn a_title_does_not_begin_with_a_date() {
        for (words, rest) in [
            ("2020年,推进统筹,提高标准", "推进统筹,提高标准"),
            ("年底前,建成两座桥", "建成两座桥"),
            ("2021年6月底前,开工", "开工"),
            ("年货市场,新建两处", "年货市场,新建两处"),
            ("新建11所,改建2所", "新建11所,改建2所"),
            ("没有逗号", "没有逗号"),
        ] {
            assert_eq!(&words[after_the_date(words)..], rest);
        }
    }
}
