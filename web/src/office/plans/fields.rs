//! A plan as it is typed: rows of two fields, and back to what a version says.
//!
//! Rows that are empty are left out; the others keep their order, so that what is wrong with one can be said beside it.

use shishi_kernel::{Decimal, Fen, MeasureId, UnitId, decimal_text};
use shishi_service::commitments::plan::{
    Cause, Foreseen, Milestone, MoneyLine, POINTS_MAX, Person, PlanContent, PlannedTrajectory, ROWS_MAX,
    WORDS_CHARS_MAX,
};
use shishi_service::commitments::series::Point;
use shishi_service::views::MeasureRow;

use super::super::form::{Check, Posted};
use super::super::page::Fault;
use crate::shell::{Failure, Lang};

/// Empty rows that a form offers after those that are filled.
const BLANK_ROWS: usize = 2;
/// Rows that it offers at least.
const ROWS_MIN: usize = 4;
/// Rows that are added at once when somebody asks for more.
const MORE_ROWS: usize = 6;

/// What is typed in a row: its two fields.
pub(super) type Row = [String; 2];

/// Rows of one kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Rows {
    /// What its fields' names begin with.
    pub name: String,
    pub rows: Vec<Row>,
}

/// Everything in the form, as typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fields {
    pub milestones: Rows,
    /// Each measure that is planned for, with its points.
    pub trajectories: Vec<(MeasureId, String, Rows)>,
    pub money: Rows,
    pub persons: Rows,
    pub foreseen: Rows,
    pub reason: String,
    pub decision: String,
}

/// Whether a plan says what is expected of a measure: it has a figure to be held against.
pub(super) fn is_planned(row: &MeasureRow) -> bool {
    let testable = row.state != "untestable" || row.target_version > 1;
    testable && row.comparator.is_some() && row.value.is_some()
}

fn trajectory_name(measure: MeasureId) -> String {
    format!("t{measure}")
}

impl Rows {
    fn of(name: &str, rows: impl Iterator<Item = Row>) -> Self {
        Self {
            name: name.to_owned(),
            rows: rows.collect(),
        }
    }

    /// The rows of a form that are not empty.
    fn sent(form: &Posted, name: &str, max: usize) -> Self {
        // One more than fits, so that too many are refused and not dropped.
        let rows = (0..=max + MORE_ROWS).map(|row| [0, 1].map(|side| form.text(&field(name, row, side))));
        Self::of(
            name,
            rows.filter(|row| row.iter().any(|typed| !typed.trim().is_empty())),
        )
    }

    /// With empty rows to go on in.
    pub fn with_blanks(mut self, more: bool, max: usize) -> Self {
        let blank = if more { MORE_ROWS } else { BLANK_ROWS };
        let wanted = (self.rows.len() + blank).max(ROWS_MIN).min(max.max(self.rows.len()));
        self.rows.resize(wanted, Row::default());
        self
    }

    /// The field of the first row for which something holds.
    fn find(&self, side: usize, holds: impl Fn(&Row) -> bool) -> String {
        let row = self.rows.iter().position(holds);
        row.map(|row| field(&self.name, row, side)).unwrap_or_default()
    }
}

/// The name of a field of a row.
pub(super) fn field(name: &str, row: usize, side: usize) -> String {
    format!("{name}-{row}-{side}")
}

impl Fields {
    /// What a version says.
    pub fn of(content: &PlanContent, measures: &[MeasureRow]) -> Self {
        let planned = measures.iter().filter(|row| is_planned(row));
        let points = |measure: MeasureId| {
            let trajectory = content.trajectories.iter().find(|planned| planned.measure == measure);
            trajectory.map(|planned| planned.points.as_slice()).unwrap_or_default()
        };
        Self {
            milestones: Rows::of(
                "m",
                content
                    .milestones
                    .iter()
                    .map(|row| [row.title.clone(), row.planned.to_string()]),
            ),
            trajectories: planned
                .map(|row| {
                    let points = points(row.id).iter();
                    let typed = points.map(|point| [point.on.to_string(), point.value.normalize().to_string()]);
                    (row.id, row.what.clone(), Rows::of(&trajectory_name(row.id), typed))
                })
                .collect(),
            money: Rows::of(
                "y",
                content
                    .money
                    .iter()
                    .map(|row| [row.source.clone(), decimal_text(Decimal::new(row.amount.0, 2))]),
            ),
            persons: Rows::of(
                "p",
                content.persons.iter().map(|row| [row.part.clone(), row.name.clone()]),
            ),
            foreseen: Rows::of(
                "a",
                content
                    .foreseen
                    .iter()
                    .map(|row| [row.what.clone(), row.unit.to_string()]),
            ),
            reason: content.cause.reason.clone(),
            decision: content.cause.decision.clone(),
        }
    }

    /// What was sent.
    pub fn sent(form: &Posted, measures: &[MeasureRow]) -> Self {
        let planned = measures.iter().filter(|row| is_planned(row));
        Self {
            milestones: Rows::sent(form, "m", ROWS_MAX),
            trajectories: planned
                .map(|row| {
                    (
                        row.id,
                        row.what.clone(),
                        Rows::sent(form, &trajectory_name(row.id), POINTS_MAX),
                    )
                })
                .collect(),
            money: Rows::sent(form, "y", ROWS_MAX),
            persons: Rows::sent(form, "p", ROWS_MAX),
            foreseen: Rows::sent(form, "a", ROWS_MAX),
            reason: form.trimmed("reason"),
            decision: form.trimmed("decision"),
        }
    }

    /// What the fields say, in the order in which it is kept.
    ///
    /// # Errors
    /// The faults of fields that say nothing that can be kept.
    pub fn content(&self, lang: Lang) -> Result<PlanContent, Vec<Fault>> {
        let mut check = Check::new(lang);
        let words = |check: &mut Check, rows: &Rows, row: usize, side: usize, typed: &str| {
            let typed = typed.trim();
            if typed.is_empty() {
                check.fault(field(&rows.name, row, side), "error-plan-text-missing");
            }
            typed.to_owned()
        };
        let mut content = PlanContent::default();
        for (row, [title, planned]) in self.milestones.rows.iter().enumerate() {
            let title = words(&mut check, &self.milestones, row, 0, title);
            if let Some(planned) = check.date(&field("m", row, 1), planned) {
                content.milestones.push(Milestone { title, planned });
            }
        }
        content.milestones.sort_by_key(|milestone| milestone.planned);
        for (measure, _, rows) in &self.trajectories {
            let mut points = Vec::with_capacity(rows.rows.len());
            for (row, [on, value]) in rows.rows.iter().enumerate() {
                let on = check.date(&field(&rows.name, row, 0), on);
                let value = check.decimal(&field(&rows.name, row, 1), value);
                points.extend(on.zip(value).map(|(on, value)| Point {
                    on,
                    value: value.normalize(),
                }));
            }
            points.sort_by_key(|point| point.on);
            if !points.is_empty() {
                content.trajectories.push(PlannedTrajectory {
                    measure: *measure,
                    points,
                });
            }
        }
        for (row, [source, amount]) in self.money.rows.iter().enumerate() {
            let source = words(&mut check, &self.money, row, 0, source);
            let name = field("y", row, 1);
            if let Some(yuan) = check.decimal(&name, amount) {
                match fen(yuan) {
                    Some(amount) => content.money.push(MoneyLine { source, amount }),
                    None => check.fault(name, "fault-yuan"),
                }
            }
        }
        for (row, [part, name]) in self.persons.rows.iter().enumerate() {
            content.persons.push(Person {
                part: words(&mut check, &self.persons, row, 0, part),
                name: words(&mut check, &self.persons, row, 1, name),
            });
        }
        for (row, [what, unit]) in self.foreseen.rows.iter().enumerate() {
            let what = words(&mut check, &self.foreseen, row, 0, what);
            match unit.trim().parse() {
                Ok(unit) => content.foreseen.push(Foreseen {
                    unit: UnitId(unit),
                    what,
                }),
                Err(_) => check.fault(field("a", row, 1), "fault-choose"),
            }
        }
        content.cause = Cause {
            reason: self.reason.clone(),
            decision: self.decision.clone(),
        };
        if check.faults.is_empty() {
            Ok(content)
        } else {
            Err(check.faults)
        }
    }

    /// The field that a refusal is about, or empty when it is about none.
    pub fn anchor(&self, refusal: &Failure) -> String {
        let said = |name: &str| {
            let found = refusal.arguments.iter().find(|(argument, _)| argument == name);
            found.map(|(_, value)| value.as_str()).unwrap_or_default()
        };
        let is = |typed: &str, name: &str| typed.trim() == said(name);
        match refusal.code.as_str() {
            "plan.milestones_missing" => field("m", 0, 0),
            "plan.milestone_outside" => self.milestones.find(1, |row| is(&row[0], "title")),
            "plan.milestone_twice" => {
                let named = self.milestones.rows.iter().rposition(|row| is(&row[0], "title"));
                named.map(|row| field("m", row, 0)).unwrap_or_default()
            }
            "plan.reached_kept" => field("m", 0, 0),
            "plan.person_missing" => field("p", 0, 0),
            "plan.unit_not_party" => field("a", 0, 1),
            "plan.cause_missing" => "reason".to_owned(),
            "plan.decision_missing" => "decision".to_owned(),
            "plan.amount" => self.money.find(1, |row| is(&row[0], "from")),
            "plan.text_missing" | "plan.text_long" => self.long(),
            code if code.starts_with("plan.trajectory") => {
                let of = self.trajectories.iter().find(|(_, what, _)| is(what, "what"));
                of.map(|(_, _, rows)| point(rows, code, &said)).unwrap_or_default()
            }
            _ => String::new(),
        }
    }

    /// The first field with more characters than fit.
    fn long(&self) -> String {
        let long = |typed: &str| typed.trim().chars().count() > WORDS_CHARS_MAX;
        for rows in [&self.milestones, &self.money, &self.persons, &self.foreseen] {
            for side in [0, 1] {
                let found = rows.find(side, |row| long(&row[side]));
                if !found.is_empty() {
                    return found;
                }
            }
        }
        if self.reason.is_empty() {
            "decision".to_owned()
        } else {
            "reason".to_owned()
        }
    }
}

/// The field of a trajectory that a refusal is about.
fn point<'a>(rows: &Rows, code: &str, said: &dyn Fn(&str) -> &'a str) -> String {
    match code {
        "plan.trajectory_outside" => rows.find(0, |row| row[0].trim() == said("on")),
        "plan.trajectory_falls" => rows.find(1, |row| row[0].trim() == said("on")),
        "plan.trajectory_value" => {
            let wrong = said("value").parse::<Decimal>().ok();
            rows.find(1, |row| {
                wrong.is_some() && super::super::form::parse_decimal(&row[1]) == wrong
            })
        }
        "plan.trajectory_twice" => {
            let mut seen = std::collections::HashSet::new();
            let again = rows.rows.iter().position(|row| !seen.insert(row[0].trim()));
            again.map(|row| field(&rows.name, row, 0)).unwrap_or_default()
        }
        "plan.trajectory_short" => field(&rows.name, rows.rows.len().saturating_sub(1), 1),
        _ => field(&rows.name, 0, 0),
    }
}

/// Yuan as fen, when they are whole fen and fit.
fn fen(yuan: Decimal) -> Option<Fen> {
    let fen = yuan.checked_mul(Decimal::ONE_HUNDRED)?.normalize();
    fen.is_integer().then(|| i64::try_from(fen).ok().map(Fen)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yuan_are_kept_as_fen() {
        for (yuan, kept) in [
            ("12", Some(1200)),
            ("0.05", Some(5)),
            ("1234567.80", Some(123_456_780)),
            ("0.001", None),
            ("92233720368547758.08", None),
        ] {
            assert_eq!(fen(yuan.parse().unwrap()).map(|fen| fen.0), kept, "{yuan}");
        }
    }

    #[test]
    fn rows_are_read_without_the_empty_ones_and_say_what_is_wrong_with_them() {
        let form = Posted::of(&[
            ("m-0-0", "开工"),
            ("m-0-1", "2020-07-31"),
            ("m-1-0", " "),
            ("m-2-0", "验收"),
            ("m-2-1", "十二月"),
            ("y-0-0", ""),
            ("y-0-1", "1,000.5"),
            ("p-3-0", "副局长"),
            ("p-3-1", "甲某"),
            ("a-0-0", "拨款"),
        ]);
        let fields = Fields::sent(&form, &[]);
        assert_eq!(fields.milestones.rows.len(), 2);
        let faults = fields.content(Lang::Zh).unwrap_err();
        let at: Vec<&str> = faults.iter().map(|fault| fault.anchor.as_str()).collect();
        assert_eq!(at, ["m-1-1", "y-0-0", "a-0-1"]);
        assert_eq!(
            Rows::of("m", std::iter::empty())
                .with_blanks(false, ROWS_MAX)
                .rows
                .len(),
            ROWS_MIN
        );
        assert_eq!(fields.milestones.with_blanks(true, ROWS_MAX).rows.len(), 2 + MORE_ROWS);
    }
}
