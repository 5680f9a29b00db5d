//! The implementation plan of a commitment: what was approved, version beside version.

use askama::Template;
use shishi_kernel::{Date, Decimal, UnitId, decimal_text};
use shishi_service::commitments::plan::PlanState;
use shishi_service::views::CommitmentPage;
use shishi_service::{PlanView, Service};

use crate::shell::{Failure, Frame};

/// Versions that stand side by side at most; more would not be read.
const COLUMNS_MAX: usize = 4;

/// Versions of a plan side by side, newest first; drawn by `public/plan-tables.html`, here and in the office.
pub(crate) struct Compared {
    pub versions: Vec<Version>,
    pub tables: Vec<Table>,
    /// That there are older ones, or empty.
    pub older: String,
}

/// The head of a column.
pub(crate) struct Version {
    pub name: String,
    pub state: &'static str,
    pub state_word: &'static str,
    pub day: String,
    /// Why it differs from the one before and by whose decision, or empty.
    pub cause: String,
}

/// One kind of row.
pub(crate) struct Table {
    pub title: String,
    /// What is wanted in the end, or empty.
    pub note: String,
    pub column: &'static str,
    /// Whether its labels are words that somebody typed, and not days.
    pub words: bool,
    pub rows: Vec<Line>,
}

pub(crate) struct Line {
    pub label: String,
    pub cells: Vec<Cell>,
}

pub(crate) struct Cell {
    pub text: String,
    /// The day on which a milestone was reached, or empty.
    pub done: String,
    /// Whether the version before says something else.
    pub changed: bool,
}

/// A row of one version: what puts it beside the same row of another, how that reads, and what it says.
struct Entry {
    key: String,
    label: String,
    text: String,
    done: String,
}

/// Reads the rows of one kind from a version.
type Read<'a> = &'a dyn Fn(&PlanView) -> Vec<Entry>;

impl Entry {
    fn new(label: &str, text: String) -> Self {
        Self {
            key: label.to_owned(),
            label: label.to_owned(),
            text,
            done: String::new(),
        }
    }
}

#[derive(Template)]
#[template(path = "public/plan.html")]
struct Part<'f> {
    frame: &'f Frame,
    /// That there is none, and since when; or empty.
    missing: String,
    plan: Compared,
}

/// Draws the approved plan with its versions; that there is none is said as loudly.
pub(super) fn section(
    service: &Service,
    frame: &Frame,
    commitment: &CommitmentPage,
) -> Result<Option<String>, Failure> {
    let views = service.plans_in_force(commitment.row.id)?;
    let missing = if views.is_empty() {
        let programme = &commitment.programme;
        let since = match programme.instrument.date {
            Some(day) => frame.lang.date(day),
            None => frame.lang.moment(programme.issued_at),
        };
        frame.with("plan-none-since", "since", since)
    } else {
        String::new()
    };
    let plan = compared(frame, commitment, &views);
    let part = Part { frame, missing, plan };
    Ok(Some(part.render()?))
}

/// Puts versions, newest first, side by side.
pub(crate) fn compared(frame: &Frame, commitment: &CommitmentPage, views: &[PlanView]) -> Compared {
    let shown = &views[..views.len().min(COLUMNS_MAX)];
    let entries = |of: Read<'_>| shown.iter().map(of).collect::<Vec<_>>();
    let mut tables = vec![Table {
        title: frame.t("plan-milestones").to_owned(),
        note: String::new(),
        column: frame.t("plan-milestone"),
        words: true,
        rows: beside(entries(&|view| milestones(frame, view)), false),
    }];
    for measure in &commitment.measures {
        let unit = measure.unit.as_deref().unwrap_or_default();
        tables.push(Table {
            title: frame.with("plan-trajectory", "what", &measure.what),
            note: measure
                .cut_off
                .map(|day| frame.with("measure-cut-off", "date", frame.lang.date(day)))
                .unwrap_or_default(),
            column: frame.t("plan-day"),
            words: false,
            rows: beside(
                entries(&|view| {
                    let planned = view
                        .content
                        .trajectories
                        .iter()
                        .find(|planned| planned.measure == measure.id);
                    let points = planned.map(|planned| planned.points.as_slice()).unwrap_or_default();
                    points
                        .iter()
                        .map(|point| reached_by(frame, point.on, point.value, unit))
                        .collect()
                }),
                true,
            ),
        });
    }
    let unit_name = |id: UnitId| unit_name(commitment, id);
    let more: [(&str, &str, Read<'_>); 3] = [
        ("plan-money", "plan-source", &|view| {
            let lines = view.content.money.iter();
            lines
                .map(|line| Entry::new(&line.source, yuan(frame, line.amount.0)))
                .collect()
        }),
        ("plan-persons", "plan-part", &|view| {
            // Names are for the office only; the public sees that somebody was named for the part.
            let named = |name: &str| {
                if name.is_empty() {
                    frame.t("plan-person-named").to_owned()
                } else {
                    name.to_owned()
                }
            };
            let persons = view.content.persons.iter();
            persons
                .map(|person| Entry::new(&person.part, named(&person.name)))
                .collect()
        }),
        ("plan-foreseen", "plan-asked-what", &|view| {
            let foreseen = view.content.foreseen.iter();
            foreseen
                .map(|asked| Entry::new(&asked.what, unit_name(asked.unit)))
                .collect()
        }),
    ];
    for (title, column, of) in more {
        tables.push(Table {
            title: frame.t(title).to_owned(),
            note: String::new(),
            column: frame.t(column),
            words: true,
            rows: beside(entries(of), false),
        });
    }
    tables.retain(|table| !table.rows.is_empty());
    Compared {
        versions: shown.iter().map(|view| version(frame, view)).collect(),
        tables,
        older: match views.len() - shown.len() {
            0 => String::new(),
            n => frame.with("plan-older", "n", n),
        },
    }
}

fn milestones(frame: &Frame, view: &PlanView) -> Vec<Entry> {
    let done = |title: &str| {
        let row = view.milestones.iter().find(|row| row.title == title);
        row.and_then(|row| row.done)
    };
    let milestones = view.content.milestones.iter();
    milestones
        .map(|milestone| Entry {
            done: done(&milestone.title)
                .map(|day| frame.with("plan-reached", "day", frame.lang.date(day)))
                .unwrap_or_default(),
            ..Entry::new(&milestone.title, frame.lang.date(milestone.planned))
        })
        .collect()
}

fn reached_by(frame: &Frame, on: Date, value: Decimal, unit: &str) -> Entry {
    Entry {
        key: on.to_string(),
        label: frame.lang.date(on),
        text: format!("{} {unit}", decimal_text(value)).trim().to_owned(),
        done: String::new(),
    }
}

/// An amount in fen, as yuan.
pub(crate) fn yuan(frame: &Frame, fen: i64) -> String {
    frame.with("plan-yuan", "amount", decimal_text(Decimal::new(fen, 2)))
}

/// A unit with a duty in the commitment, by name.
pub(crate) fn unit_name(commitment: &CommitmentPage, id: UnitId) -> String {
    let duties = commitment.duties.iter();
    duties
        .flat_map(|duty| std::iter::once(&duty.unit).chain(&duty.members))
        .find(|unit| unit.id == id)
        .map(|unit| unit.name.clone())
        .unwrap_or_default()
}

fn version(frame: &Frame, view: &PlanView) -> Version {
    let at = view.approved_at.unwrap_or(view.changed_at);
    let cause = &view.content.cause;
    Version {
        name: frame.with("plan-version", "n", view.version),
        state: match view.state {
            PlanState::Approved { .. } => "verified",
            PlanState::Returned { .. } => "silent",
            _ => "reported",
        },
        state_word: frame.coded("plan-state-", view.state.code()),
        day: frame.lang.date(shishi_kernel::civil_date(at)),
        cause: if cause.reason.is_empty() && cause.decision.is_empty() {
            String::new()
        } else {
            let values = [
                ("n", view.version.into()),
                ("reason", cause.reason.as_str().into()),
                ("decision", cause.decision.as_str().into()),
            ];
            frame.lang.say("plan-cause", &values)
        },
    }
}

/// Rows of several versions, the same key in one line: in the order of the newest version, or by key.
fn beside(versions: Vec<Vec<Entry>>, by_key: bool) -> Vec<Line> {
    let mut keys: Vec<(&str, &str)> = Vec::new();
    for entry in versions.iter().flatten() {
        if !keys.iter().any(|(key, _)| *key == entry.key) {
            keys.push((&entry.key, &entry.label));
        }
    }
    if by_key {
        keys.sort_unstable();
    }
    let line = |(key, label): &(&str, &str)| {
        let mut cells: Vec<Cell> = versions.iter().map(|version| cell(version, key)).collect();
        for at in 1..cells.len() {
            cells[at - 1].changed = cells[at - 1].text != cells[at].text;
        }
        Line {
            label: (*label).to_owned(),
            cells,
        }
    };
    keys.iter().map(line).collect()
}

fn cell(version: &[Entry], key: &str) -> Cell {
    let of: Vec<&Entry> = version.iter().filter(|entry| entry.key == key).collect();
    let texts: Vec<&str> = of.iter().map(|entry| entry.text.as_str()).collect();
    Cell {
        text: if texts.is_empty() {
            "—".to_owned()
        } else {
            texts.join("；")
        },
        done: of.first().map(|entry| entry.done.clone()).unwrap_or_default(),
        changed: false,
    }
}
