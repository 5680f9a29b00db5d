//! The correction form: an item as text fields, and back to a proposal.
//!
//! Without script a row is added by a button that sends the form and shows it again. A figure that came from the
//! document keeps its place there, by the hidden field `place`, whatever is corrected in it.

use shishi_kernel::{Comparator, Span};
use shishi_service::commitments::draft::{Cited, DeadlineProposal, Proposal, TargetProposal, TargetRole};

use super::super::form::{Check, Posted};
use crate::shell::{Frame, Lang};

/// Rows of figures or deadlines that a form takes.
const ROWS_MAX: usize = 100;

/// A figure's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct FigureRow {
    pub value: String,
    pub value_max: String,
    pub unit: String,
    pub comparator: String,
    pub what: String,
    pub per: String,
    pub from: String,
    pub role: String,
    /// `start-end` in the document, or empty.
    pub place: String,
    pub as_written: String,
    pub doubt: String,
    pub removed: bool,
}

/// A deadline's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct DeadlineRow {
    pub date: String,
    pub name: String,
    pub milestone: String,
    pub quote: String,
    pub place: String,
    pub removed: bool,
}

/// Words with a box to keep them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Kept {
    pub words: String,
    pub dropped: bool,
}

/// Everything in the form, as typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    pub number: String,
    pub category: String,
    pub title: String,
    pub text: String,
    pub leads: String,
    pub co_units: String,
    pub figures: Vec<FigureRow>,
    pub deadlines: Vec<DeadlineRow>,
    pub conditions: Vec<Kept>,
    pub doubts: Vec<Kept>,
}

impl Fields {
    /// An item as it stands.
    pub fn of(proposal: &Proposal) -> Self {
        let lines = |units: &[Cited]| {
            units
                .iter()
                .map(|unit| unit.text.as_str())
                .collect::<Vec<_>>()
                .join("\n")
        };
        let kept = |words: &String| Kept {
            words: words.clone(),
            dropped: false,
        };
        Self {
            number: if proposal.number == 0 {
                String::new()
            } else {
                proposal.number.to_string()
            },
            category: proposal
                .category
                .map(|category| category.to_string())
                .unwrap_or_default(),
            title: proposal.title.clone(),
            text: proposal.text.clone(),
            leads: lines(&proposal.leads),
            co_units: lines(&proposal.co_units),
            figures: proposal.targets.iter().map(FigureRow::of).collect(),
            deadlines: proposal.deadlines.iter().map(DeadlineRow::of).collect(),
            conditions: proposal
                .conditions
                .iter()
                .map(|condition| kept(&condition.quote))
                .collect(),
            doubts: proposal.doubts.iter().map(kept).collect(),
        }
    }

    /// What was sent, over the words of `base` that the form only lets one keep or drop.
    pub fn sent(form: &Posted, base: &Proposal) -> Self {
        let rows =
            |prefix: &'static str| (0..ROWS_MAX).take_while(move |row| form.has(&format!("{prefix}{row}_place")));
        let figures = rows("f").map(|row| {
            let of = |name: &str| form.text(&format!("f{row}_{name}"));
            FigureRow {
                value: of("value"),
                value_max: of("value_max"),
                unit: of("unit"),
                comparator: of("comparator"),
                what: of("what"),
                per: of("per"),
                from: of("from"),
                role: of("role"),
                place: of("place"),
                as_written: of("as_written"),
                doubt: of("doubt"),
                removed: form.has(&format!("f{row}_removed")),
            }
        });
        let deadlines = rows("d").map(|row| {
            let of = |name: &str| form.text(&format!("d{row}_{name}"));
            DeadlineRow {
                date: of("date"),
                name: of("name"),
                milestone: of("milestone"),
                quote: of("quote"),
                place: of("place"),
                removed: form.has(&format!("d{row}_removed")),
            }
        });
        let kept = |prefix: &'static str, words: Vec<String>| {
            (0..)
                .zip(words)
                .map(|(row, words): (usize, String)| Kept {
                    dropped: form.has(&format!("{prefix}{row}_dropped")),
                    words,
                })
                .collect()
        };
        Self {
            number: form.text("number"),
            category: form.text("category"),
            title: form.text("title"),
            text: form.text("text"),
            leads: form.text("leads"),
            co_units: form.text("co_units"),
            figures: figures.collect(),
            deadlines: deadlines.collect(),
            conditions: kept(
                "c",
                base.conditions
                    .iter()
                    .map(|condition| condition.quote.clone())
                    .collect(),
            ),
            doubts: kept("q", base.doubts.clone()),
        }
    }

    /// Adds an empty row, when there is room.
    pub fn add_figure(&mut self) {
        if self.figures.len() < ROWS_MAX {
            self.figures.push(FigureRow {
                comparator: "eq".into(),
                role: "commitment".into(),
                ..FigureRow::default()
            });
        }
    }

    /// Adds an empty row, when there is room.
    pub fn add_deadline(&mut self) {
        if self.deadlines.len() < ROWS_MAX {
            self.deadlines.push(DeadlineRow::default());
        }
    }

    /// The proposal that the fields say, over what is kept of `base` and, for places, of `known`.
    ///
    /// # Errors
    /// The faults of fields that hold no number or date.
    pub fn proposal(&self, base: &Proposal, known: &[&Proposal], lang: Lang) -> Result<Proposal, Check> {
        let mut check = Check::new(lang);
        let number = self.number.trim().parse().unwrap_or_else(|_| {
            check.fault("number", "fault-whole");
            0
        });
        let category = match self.category.trim() {
            "" => None,
            typed => Some(typed.parse().unwrap_or(u32::MAX)),
        };
        let units = |typed: &str| -> Vec<Cited> {
            typed
                .lines()
                .map(str::trim)
                .filter(|name| !name.is_empty())
                .map(|name| cited(name, base, known))
                .collect()
        };
        let mut targets = Vec::new();
        for (row, figure) in self.figures.iter().enumerate().filter(|(_, figure)| !figure.is_blank()) {
            targets.extend(figure.target(row, base, known, &mut check));
        }
        let mut deadlines = Vec::new();
        for (row, deadline) in self
            .deadlines
            .iter()
            .enumerate()
            .filter(|(_, deadline)| !deadline.is_blank())
        {
            deadlines.push(deadline.deadline(row, &mut check));
        }
        let keep = |kept: &[Kept], index: usize| kept.get(index).is_none_or(|kept| !kept.dropped);
        let proposal = Proposal {
            number,
            category,
            title: self.title.trim().to_owned(),
            passages: base.passages.clone(),
            text: self.text.trim().to_owned(),
            leads: units(&self.leads),
            co_units: units(&self.co_units),
            targets,
            deadlines,
            conditions: (0..)
                .zip(&base.conditions)
                .filter(|(index, _)| keep(&self.conditions, *index))
                .map(|(_, condition)| condition.clone())
                .collect(),
            doubts: (0..)
                .zip(&base.doubts)
                .filter(|(index, _)| keep(&self.doubts, *index))
                .map(|(_, doubt)| doubt.clone())
                .collect(),
        };
        if check.faults.is_empty() {
            Ok(proposal)
        } else {
            Err(check)
        }
    }
}

/// A unit: with its place when it is one that was read.
fn cited(name: &str, base: &Proposal, known: &[&Proposal]) -> Cited {
    std::iter::once(base)
        .chain(known.iter().copied())
        .flat_map(|proposal| proposal.leads.iter().chain(&proposal.co_units))
        .find(|unit| unit.text.trim() == name)
        .map_or_else(
            || Cited::added(name),
            |unit| Cited {
                text: name.to_owned(),
                span: unit.span,
            },
        )
}

impl FigureRow {
    fn of(target: &TargetProposal) -> Self {
        let plain = |value: shishi_kernel::Decimal| value.normalize().to_string();
        Self {
            value: plain(target.value),
            value_max: target.value_max.map(plain).unwrap_or_default(),
            unit: target.unit.clone(),
            comparator: target.comparator.code().to_owned(),
            what: target.what.clone(),
            per: target.per.clone().unwrap_or_default(),
            from: target.from.map(plain).unwrap_or_default(),
            role: target.role.code().to_owned(),
            place: place(target.span),
            as_written: target.as_written.clone(),
            doubt: target.doubt.clone().unwrap_or_default(),
            removed: false,
        }
    }

    /// Struck out, or a new row that nothing was typed into.
    fn is_blank(&self) -> bool {
        let typed = [
            &self.value,
            &self.value_max,
            &self.unit,
            &self.what,
            &self.per,
            &self.from,
        ];
        self.removed || typed.iter().all(|text| text.trim().is_empty())
    }

    fn target(&self, row: usize, base: &Proposal, known: &[&Proposal], check: &mut Check) -> Option<TargetProposal> {
        let field = |name: &str| format!("f{row}_{name}");
        let value = check.decimal(&field("value"), &self.value);
        let value_max = check.decimal_or_none(&field("value_max"), &self.value_max);
        let from = check.decimal_or_none(&field("from"), &self.from);
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let read = self.read(base, known);
        let mut target = TargetProposal {
            value: value?,
            value_max,
            unit: self.unit.trim().to_owned(),
            comparator: Comparator::from_code(&self.comparator).unwrap_or(Comparator::Eq),
            comparator_word: None,
            what: self.what.trim().to_owned(),
            role: TargetRole::from_code(&self.role).unwrap_or_default(),
            per: some(&self.per),
            from,
            each: None,
            as_written: read.map(|read| read.as_written.clone()).unwrap_or_default(),
            span: read.and_then(|read| read.span),
            doubt: None,
        };
        if let Some(read) = read {
            if read.comparator == target.comparator {
                target.comparator_word.clone_from(&read.comparator_word);
            }
            if read.value == target.value {
                target.each.clone_from(&read.each);
            }
            let doubted = TargetProposal {
                doubt: read.doubt.clone(),
                ..target.clone()
            };
            // What was doubted and left as it is stays doubted; a correction answers the doubt.
            if doubted == *read {
                return Some(doubted);
            }
        }
        Some(target)
    }

    /// The figure that was read at this row's place.
    fn read<'a>(&self, base: &'a Proposal, known: &[&'a Proposal]) -> Option<&'a TargetProposal> {
        if self.place.is_empty() {
            return None;
        }
        std::iter::once(base)
            .chain(known.iter().copied())
            .flat_map(|proposal| &proposal.targets)
            .filter(|target| place(target.span) == self.place && target.as_written == self.as_written)
            // Several figures can be read from one place (4–5家, 各一处): the one of the same thing first.
            .max_by_key(|target| (target.what == self.what.trim(), target.unit == self.unit.trim()))
    }
}

impl DeadlineRow {
    fn of(deadline: &DeadlineProposal) -> Self {
        Self {
            date: deadline.date.map(|date| date.to_string()).unwrap_or_default(),
            name: deadline.name.clone().unwrap_or_default(),
            milestone: deadline.milestone.clone().unwrap_or_default(),
            quote: deadline.quote.clone(),
            place: place(deadline.span),
            removed: false,
        }
    }

    fn is_blank(&self) -> bool {
        let typed = [&self.date, &self.name, &self.milestone, &self.quote];
        self.removed || typed.iter().all(|text| text.trim().is_empty())
    }

    fn deadline(&self, row: usize, check: &mut Check) -> DeadlineProposal {
        let some = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        DeadlineProposal {
            date: check.date_or_none(&format!("d{row}_date"), &self.date),
            name: some(&self.name),
            milestone: some(&self.milestone),
            quote: self.quote.trim().to_owned(),
            span: span(&self.place),
        }
    }
}

fn place(span: Option<Span>) -> String {
    span.map(|span| format!("{}-{}", span.start, span.end))
        .unwrap_or_default()
}

fn span(place: &str) -> Option<Span> {
    let (start, end) = place.split_once('-')?;
    let (start, end) = (start.parse().ok()?, end.parse().ok()?);
    (start <= end).then_some(Span { start, end })
}

/// Every role of a figure with its word.
pub(super) fn roles(frame: &Frame) -> Vec<(String, &'static str)> {
    TargetRole::ALL
        .into_iter()
        .map(|role| (role.code().to_owned(), frame.coded("figure-role-", role.code())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proposal() -> Proposal {
        Proposal {
            number: 18,
            category: Some(10),
            title: "停车场".into(),
            passages: vec![Span { start: 10, end: 90 }],
            text: "新建停车场3处，泊位约600个。".into(),
            leads: vec![Cited {
                text: "城管局".into(),
                span: Some(Span { start: 95, end: 104 }),
            }],
            co_units: vec![],
            targets: vec![TargetProposal {
                value: 600.into(),
                value_max: None,
                unit: "个".into(),
                comparator: Comparator::Approx,
                comparator_word: Some("约".into()),
                what: "泊位".into(),
                role: TargetRole::Scale,
                per: None,
                from: None,
                each: None,
                as_written: "600个".into(),
                span: Some(Span { start: 40, end: 46 }),
                doubt: Some("没有写明允许的误差".into()),
            }],
            deadlines: vec![],
            conditions: vec![],
            doubts: vec!["标题按首句推定".into()],
        }
    }

    fn told(fields: &Fields) -> Result<Proposal, Vec<String>> {
        let base = proposal();
        fields
            .proposal(&base, &[], Lang::Zh)
            .map_err(|check| check.faults.into_iter().map(|fault| fault.anchor).collect())
    }

    #[test]
    fn a_form_left_alone_changes_nothing() {
        assert_eq!(told(&Fields::of(&proposal())), Ok(proposal()));
    }

    #[test]
    fn corrections_keep_the_place_and_answer_the_doubt() {
        let mut fields = Fields::of(&proposal());
        fields.figures[0].value = "６２０".into();
        fields.leads = "城管局\n\n 发改局 ".into();
        fields.doubts[0].dropped = true;
        fields.add_figure();
        let told = told(&fields).unwrap();
        assert_eq!(told.targets.len(), 1, "an empty row is no figure");
        let target = &told.targets[0];
        assert_eq!(
            (target.value, target.span, &target.doubt),
            (620.into(), Some(Span { start: 40, end: 46 }), &None)
        );
        assert_eq!(target.comparator_word.as_deref(), Some("约"));
        assert_eq!(told.leads[0].span, Some(Span { start: 95, end: 104 }));
        assert_eq!(told.leads[1], Cited::added("发改局"));
        assert!(told.doubts.is_empty());
    }

    #[test]
    fn what_is_no_number_is_named_with_its_field() {
        type Case<'a> = (&'a str, &'a dyn Fn(&mut Fields), &'a [&'a str]);
        let rows: &[Case<'_>] = &[
            (
                "value",
                &|fields| fields.figures[0].value = "六百".into(),
                &["f0_value"],
            ),
            ("number", &|fields| fields.number = "x".into(), &["number"]),
            (
                "date",
                &|fields| {
                    fields.deadlines.push(DeadlineRow {
                        date: "年底".into(),
                        ..DeadlineRow::default()
                    })
                },
                &["d0_date"],
            ),
            (
                "removed",
                &|fields| {
                    fields.figures[0].value = "?".into();
                    fields.figures[0].removed = true;
                },
                &[],
            ),
        ];
        for (name, change, faults) in rows {
            let mut fields = Fields::of(&proposal());
            change(&mut fields);
            match told(&fields) {
                Ok(_) => assert!(faults.is_empty(), "{name}"),
                Err(found) => assert_eq!(&found, faults, "{name}"),
            }
        }
    }

    #[test]
    fn what_is_sent_comes_back_as_typed() {
        let form = Posted::of(&[
            ("number", "18"),
            ("title", " 停车场 "),
            ("f0_place", ""),
            ("f0_value", "三"),
            ("f1_place", "40-46"),
            ("f1_removed", "1"),
            ("f3_place", "lost, since rows are counted without a gap"),
            ("q0_dropped", "1"),
        ]);
        let fields = Fields::sent(&form, &proposal());
        assert_eq!(fields.figures.len(), 2);
        assert_eq!(fields.figures[0].value, "三");
        assert!(fields.figures[1].removed && fields.doubts[0].dropped);
        assert_eq!(fields.title, " 停车场 ");
    }
}
