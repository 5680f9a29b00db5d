//! Pieces that several public pages are made of.

use shishi_kernel::{Date, Timestamp};
use shishi_service::views::{CommitmentRow, ConflictRow, HistoryRow, MeasureCounts, Paged, UnitRef};

use super::status::{Standing, Standings};
use crate::shell::{Failure, Frame, Lang, Value};

/// Measures by state as a bar: every measure one cell while they can be told apart, else one stretch a state.
#[derive(Clone, Debug)]
pub(super) struct Bar {
    /// What is drawn, in percent of the width.
    pub cells: Vec<Cell>,
    /// The width where cells are few enough to have one size all over the site; empty for the whole width.
    pub width: String,
    /// The states that occur, with count and word.
    pub counts: Vec<Count>,
    /// The same in one sentence.
    pub words: String,
}

/// One stretch of a bar.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// `verified`, `reported`, `silent`, `untestable`.
    pub state: &'static str,
    /// Where it begins.
    pub x: String,
    /// How long it is.
    pub width: String,
}

/// How many measures are in a state.
#[derive(Clone, Debug)]
pub(super) struct Count {
    /// `verified`, `reported`, `silent`, `untestable`.
    pub state: &'static str,
    /// How many.
    pub number: u32,
    /// The word for the state.
    pub word: &'static str,
}

/// Cells that can still be told apart.
const CELLS_MAX: u32 = 60;

/// Cells that have one size all over the site.
const CELLS_FIXED_MAX: u32 = 12;

/// The bar of some counts.
pub(super) fn bar(lang: Lang, counts: &MeasureCounts) -> Bar {
    let states = [
        ("verified", counts.verified),
        ("reported", counts.reported),
        ("silent", counts.silent),
        ("untestable", counts.untestable),
    ];
    let total = counts.total();
    let share = |number: u32| f64::from(number) * 100.0 / f64::from(total.max(1));
    let mut cells = Vec::new();
    let mut before = 0;
    for (state, number) in states {
        let step = if total <= CELLS_MAX { 1 } else { number.max(1) };
        for at in (0..number).step_by(step as usize) {
            cells.push(Cell {
                state,
                x: format!("{:.2}%", share(before + at)),
                width: format!("{:.2}%", share(step)),
            });
        }
        before += number;
    }
    let counts: Vec<Count> = states
        .into_iter()
        .filter(|(_, number)| *number > 0)
        .map(|(state, number)| Count {
            state,
            number,
            word: lang.t(&format!("state-{state}")),
        })
        .collect();
    let parts: Vec<String> = counts
        .iter()
        .map(|count| format!("{} {}", count.word, count.number))
        .collect();
    let words = lang.say(
        "bar-words",
        &[
            ("total", total.into()),
            ("parts", parts.join(lang.t("list-separator")).into()),
        ],
    );
    let width = if total <= CELLS_FIXED_MAX {
        format!("{}em", f64::from(total) * 1.1)
    } else {
        String::new()
    };
    Bar {
        cells,
        width,
        counts,
        words,
    }
}

/// A name with an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The name.
    pub name: String,
    /// The address.
    pub href: String,
}

/// A unit as a link.
pub(super) fn unit_link(lang: Lang, unit: &UnitRef) -> Link {
    Link {
        name: unit.name.clone(),
        href: lang.href(&format!("/units/{}", unit.id)),
    }
}

/// The address of a place in a published document.
pub(super) fn place(lang: Lang, document: shishi_kernel::DocumentId, span: shishi_kernel::Span) -> String {
    format!(
        "{}#s{}-{}",
        lang.href(&format!("/gazettes/{document}")),
        span.start,
        span.end
    )
}

/// A commitment in a list.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// Number as printed.
    pub number: u32,
    /// Its page.
    pub href: String,
    /// Title.
    pub title: String,
    /// Lead units.
    pub leads: Vec<Link>,
    /// How many help.
    pub co_units: String,
    /// Its measures.
    pub bar: Bar,
    /// Whether no plan was filed.
    pub plan_missing: bool,
    /// Whether it is said that nothing was ever reported.
    pub never_reported: bool,
    /// The day of the latest report; empty when there was none.
    pub reported: String,
    /// Findings in words; empty when there are none.
    pub findings: String,
    /// The group through which a unit helps; empty otherwise.
    pub through: String,
    /// How it stands, where the list says so.
    pub standing: Option<Standing>,
}

/// A commitment as a list shows it.
pub(super) fn row(lang: Lang, row: &CommitmentRow) -> Row {
    let many = |key: &str, number: u32| {
        if number == 0 {
            String::new()
        } else {
            lang.with(key, "n", number)
        }
    };
    Row {
        number: row.number,
        href: lang.href(&format!("/commitments/{}", row.slug)),
        title: row.title.clone(),
        leads: row.leads.iter().map(|unit| unit_link(lang, unit)).collect(),
        co_units: many("row-co-units", row.co_units),
        bar: bar(lang, &row.measures),
        plan_missing: row.plan_filed.is_none(),
        never_reported: row.reported_as_of.is_none(),
        reported: row.reported_as_of.map(|date| lang.date(date)).unwrap_or_default(),
        findings: many("row-findings", row.findings),
        through: String::new(),
        standing: None,
    }
}

/// A commitment as a list shows it that says how each stands.
pub(super) fn standing_row(lang: Lang, commitment: &CommitmentRow, standings: &Standings) -> Row {
    let mut row = row(lang, commitment);
    row.standing = standings.get(&commitment.slug).cloned();
    // What the state and the flags say is not said twice.
    if let Some(standing) = &row.standing {
        row.plan_missing &= !standing.plan_missing;
        row.never_reported &= !standing.silent;
    }
    row
}

/// A conflict of interest, with the address of its commitment.
#[derive(Clone, Debug)]
pub(super) struct Conflict {
    /// The unit.
    pub unit: Link,
    /// Its duties, by role: the word and the commitments.
    pub duties: Vec<(&'static str, Vec<Numbered>)>,
}

/// A commitment by its number.
#[derive(Clone, Debug)]
pub(super) struct Numbered {
    /// Number as printed.
    pub number: u32,
    /// Title.
    pub title: String,
    /// Its page.
    pub href: String,
}

/// Conflicts gathered by unit, in order of first appearance.
pub(super) fn conflicts(lang: Lang, rows: &[ConflictRow]) -> Vec<Conflict> {
    let mut out: Vec<Conflict> = Vec::new();
    for row in rows {
        let unit = unit_link(lang, &row.unit);
        let at = out
            .iter()
            .position(|conflict| conflict.unit == unit)
            .unwrap_or_else(|| {
                out.push(Conflict {
                    unit,
                    duties: Vec::new(),
                });
                out.len() - 1
            });
        let word = role(lang, &row.role);
        let link = Numbered {
            number: row.number,
            title: row.title.clone(),
            href: lang.href(&format!("/commitments/{}", row.commitment)),
        };
        match out[at].duties.iter_mut().find(|(known, _)| *known == word) {
            Some((_, links)) => links.push(link),
            None => out[at].duties.push((word, vec![link])),
        }
    }
    out
}

/// The word for a duty's role.
pub(super) fn role(lang: Lang, code: &str) -> &'static str {
    lang.t(match code {
        "lead" => "role-lead",
        "co_unit" => "role-co-unit",
        "executor" => "role-executor",
        "funder" => "role-funder",
        "supervisor" => "role-supervisor",
        _ => "role-other",
    })
}

/// An entry of the journal as pages show it.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// When.
    pub at: String,
    /// When, for machines.
    pub instant: Timestamp,
    /// What happened.
    pub what: String,
    /// Place in the tree; empty until it is published.
    pub index: String,
    /// The receipt; empty until it is published.
    pub receipt: String,
    /// The entry itself.
    pub body: String,
}

/// Journal entries as pages show them.
pub(super) fn entries(lang: Lang, rows: &[HistoryRow]) -> Vec<Entry> {
    let entry = |row: &HistoryRow| Entry {
        at: lang.moment(row.at),
        instant: row.at,
        what: event(lang, &row.kind),
        index: row
            .index
            .map(|index| {
                lang.say(
                    "history-index",
                    &[
                        ("year", i64::from(row.log_year).to_string().into()),
                        ("index", index.into()),
                    ],
                )
            })
            .unwrap_or_default(),
        receipt: row
            .index
            .map(|_| format!("/receipts/{}.tlog-proof", row.leaf))
            .unwrap_or_default(),
        body: row.body.clone(),
    };
    rows.iter().map(entry).collect()
}

/// The words for a kind of journal entry; the code itself when it is newer than the words.
pub(super) fn event(lang: Lang, kind: &str) -> String {
    let key = format!("history-{}", kind.replace(['.', '_'], "-"));
    if lang.has(&key) {
        lang.t(&key).to_owned()
    } else {
        kind.to_owned()
    }
}

/// The way through a long list.
#[derive(Clone, Debug)]
pub(super) struct Pager {
    /// 第 2 页，共 401 页.
    pub words: String,
    /// The page before; empty on the first.
    pub previous: String,
    /// The page after; empty on the last.
    pub next: String,
    /// More than one page.
    pub many: bool,
}

/// The pager of a page of rows; `address` gives the address of a page number.
///
/// # Errors
/// 404 for a page past the last.
pub(super) fn pager<T>(lang: Lang, paged: &Paged<T>, address: impl Fn(u32) -> String) -> Result<Pager, Failure> {
    let pages = paged.pages();
    if paged.page > pages {
        return Err(Failure::not_found());
    }
    Ok(Pager {
        words: lang.say("page-of", &[("page", paged.page.into()), ("pages", pages.into())]),
        previous: if paged.page > 1 {
            address(paged.page - 1)
        } else {
            String::new()
        },
        next: if paged.page < pages {
            address(paged.page + 1)
        } else {
            String::new()
        },
        many: pages > 1,
    })
}

/// A page number from a query.
///
/// # Errors
/// 400 when it is not a number from 1.
pub(super) fn page_number(text: Option<&str>) -> Result<u32, Failure> {
    match text.filter(|text| !text.is_empty()) {
        None => Ok(1),
        Some(text) => match text.parse() {
            Ok(number @ 1..=1_000_000) => Ok(number),
            _ => Err(Failure::bad_request("bad_page")),
        },
    }
}

/// A value of a query: trimmed, not empty, cut to 100 characters.
pub(super) fn wish(text: Option<String>) -> Option<String> {
    let text: String = text?.trim().chars().filter(|c| !c.is_control()).take(100).collect();
    (!text.is_empty()).then_some(text)
}

/// 2020年4月1日 to 2020年4月3日, or one day, or that it is not known.
pub(super) fn days(lang: Lang, from: Option<Date>, to: Option<Date>) -> String {
    match (from, to) {
        (Some(from), Some(to)) if from != to => {
            let values: [(&str, Value<'_>); 2] = [("from", lang.date(from).into()), ("to", lang.date(to).into())];
            lang.say("date-range", &values)
        }
        (Some(day), _) => lang.date(day),
        (None, _) => lang.t("date-unknown").to_owned(),
    }
}

/// A frame and the numeral of a category: （一） in Chinese, 1 in English.
pub(super) fn category_numeral(frame: &Frame, number: u32) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    if frame.lang == Lang::En || !(1..100).contains(&number) {
        return number.to_string();
    }
    let (tens, ones) = ((number / 10) as usize, (number % 10) as usize);
    match tens {
        0 => DIGITS[ones].to_owned(),
        1 => format!("十{}", DIGITS[ones]),
        _ => format!("{}十{}", DIGITS[tens], DIGITS[ones]),
    }
}
