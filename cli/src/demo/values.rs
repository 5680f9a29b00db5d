//! What the units report month by month: a course for every measure, drawn from the seed, with what went wrong written
//! down here.

use anyhow::{Context, Result};
use shishi_kernel::{Comparator, Date, Decimal, MeasureId};
use shishi_service::commitments::entry::{Body, Draft};
use shishi_service::views::MeasureRow;
use shishi_service::{EntryForm, RecordForm};

use super::chance::Chance;
use super::registers;
use super::stage::{Stage, YEAR};

/// Thousandths: a whole target.
const WHOLE: i64 = 1000;
/// The last month before anything was done.
const BEFORE: i64 = 3;
/// The last month.
const LAST: i64 = 12;

/// Of so many every share is a whole number.
const PEOPLE: Decimal = Decimal::ONE_THOUSAND;

/// How a target is approached from April to December.
#[derive(Clone, Copy)]
enum Shape {
    /// The same every month.
    Even,
    /// Little at first: what has to be built.
    Late,
    /// Much at first.
    Early,
    /// Nothing before a month, everything from it on.
    From(i64),
    /// Near the target all year: a share.
    Level,
}

/// The shapes of single measures: commitment, position. The others go by their kind.
const SHAPES: &[(u32, u32, Shape)] = &[
    (1, 2, Shape::From(9)),
    (2, 1, Shape::Early),
    (4, 4, Shape::From(12)),
    (6, 1, Shape::From(5)),
    (15, 1, Shape::From(11)),
    (15, 3, Shape::From(11)),
    (17, 3, Shape::From(8)),
    (19, 2, Shape::From(11)),
    (20, 2, Shape::From(11)),
];

/// What came otherwise than planned.
#[derive(Clone, Copy)]
enum Fate {
    /// Behind in these months, by thousandths of the plan, and made up for afterwards.
    Behind(&'static [(i64, i64)]),
    /// So many thousandths of the target at the end, and behind in these months.
    Short(i64, &'static [(i64, i64)]),
    /// Nothing is reported before a month.
    SilentBefore(i64),
    /// Nothing is reported after a month.
    SilentAfter(i64),
}

const FATES: &[(u32, u32, Fate)] = &[
    (1, 2, Fate::Short(970, &[])),
    // Gatherings were not allowed until June.
    (9, 1, Fate::Behind(&[(4, 0), (5, 150), (6, 400), (7, 880), (8, 1000)])),
    (14, 1, Fate::Behind(&[(5, 300), (6, 500), (7, 700), (8, 750)])),
    (4, 3, Fate::Short(860, &[(10, 700), (11, 800)])),
    (4, 4, Fate::Short(0, &[])),
    (15, 2, Fate::Short(943, &[(8, 700), (9, 720), (10, 800)])),
    (13, 1, Fate::SilentAfter(7)),
    (20, 1, Fate::SilentBefore(8)),
    (20, 2, Fate::SilentBefore(8)),
];

fn shape(number: u32, row: &MeasureRow) -> Shape {
    let written = SHAPES.iter().find(|(n, p, _)| (*n, *p) == (number, row.position));
    written.map_or_else(
        || match row.kind.as_str() {
            "rate" => Shape::Level,
            "works" => Shape::Late,
            "parameter" => Shape::From(7),
            "count" => Shape::Late,
            _ => Shape::Even,
        },
        |(_, _, shape)| *shape,
    )
}

impl Shape {
    /// Thousandths of the target at the end of a month.
    fn share(self, month: i64) -> i64 {
        let (done, all) = (month - BEFORE, LAST - BEFORE);
        match self {
            Self::Even => WHOLE * done / all,
            Self::Late => WHOLE * done * done / (all * all),
            Self::Early => WHOLE - WHOLE * (all - done) * (all - done) / (all * all),
            Self::From(first) => i64::from(month >= first) * WHOLE,
            Self::Level => WHOLE - 100 + 100 * done / all,
        }
    }
}

/// What a plan expects of a measure at the end of each month from May on; empty where no figure was promised.
pub fn planned(number: u32, row: &MeasureRow) -> Vec<(Date, Decimal)> {
    let Some(target) = row.value.filter(|_| row.state != "untestable") else {
        return Vec::new();
    };
    let shape = shape(number, row);
    let point = |month| Some((end_of(month)?, amount(row, target, shape.share(month))));
    (5..=LAST).filter_map(point).collect()
}

/// What a unit reports of a measure at the end of a month; nothing when it says nothing.
fn actual(number: u32, row: &MeasureRow, month: i64, chance: &mut Chance) -> Option<Decimal> {
    let fate = FATES.iter().find(|(n, p, _)| (*n, *p) == (number, row.position));
    let share = shape(number, row).share(month);
    let noise = chance.between(950, 1050);
    let over = matches!(row.comparator.as_deref(), Some("ge")) && row.kind != "rate";
    let usual = match month {
        LAST if over => chance.between(WHOLE, 1060),
        LAST => WHOLE,
        _ => share * noise / WHOLE,
    };
    let within = |months: &[(i64, i64)]| {
        months
            .iter()
            .find(|(at, _)| *at == month)
            .map(|(_, part)| share * part / WHOLE)
    };
    let share = match fate.map(|(_, _, fate)| *fate) {
        Some(Fate::SilentBefore(first)) if month < first => return None,
        Some(Fate::SilentAfter(last)) if month > last => return None,
        Some(Fate::Behind(months)) => within(months).unwrap_or(usual),
        Some(Fate::Short(end, months)) => within(months).unwrap_or(usual).min(end),
        _ => usual,
    };
    match row.value {
        Some(target) if over => Some(amount(row, target, share)),
        Some(target) => Some(amount(row, target, share.min(WHOLE))),
        // Without a figure it is done or it is not.
        None => Some(Decimal::from(i64::from(share >= WHOLE * 9 / 10))),
    }
}

/// So many thousandths of a target: shares with one decimal, everything else whole.
fn amount(row: &MeasureRow, target: Decimal, share: i64) -> Decimal {
    let exact = target * Decimal::new(share, 3);
    if row.kind == "rate" {
        exact.round_dp(1)
    } else {
        exact.floor()
    }
    .normalize()
}

/// The last day of a month of the programme's year.
pub fn end_of(month: i64) -> Option<Date> {
    let first = Date::new(YEAR, i8::try_from(month).ok()?, 1).ok()?;
    Some(first.last_of_month())
}

/// The clerks report the values of a month.
pub struct Month {
    /// April is 4.
    pub month: i64,
    /// Commitments whose clerks are late with it.
    pub without: &'static [u32],
}

impl Month {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        for number in stage.numbers() {
            if !self.without.contains(&number) {
                report(stage, number, self.month, "按月度调度表填报。")?;
            }
        }
        Ok(())
    }
}

/// A clerk reports a month too late.
pub struct Late {
    pub month: i64,
    pub number: u32,
    pub note: &'static str,
}

impl Late {
    pub fn play(&self, stage: &mut Stage<'_>) -> Result<()> {
        report(stage, self.number, self.month, self.note)
    }
}

fn report(stage: &mut Stage<'_>, number: u32, month: i64, note: &str) -> Result<()> {
    let clerk = stage.clerk(&stage.lead(number)?)?;
    let as_of = end_of(month).context("a month")?;
    for row in stage.page(number)?.measures.clone() {
        // What has a register is counted by it.
        if row.state == "untestable" || registers::of(number, row.position).is_some() {
            continue;
        }
        if drawn(stage, number, &row, month).is_none() {
            continue;
        }
        let value = reached(stage, number, &row, month).context("a value")?;
        let key = format!("demo-{}-{month}", row.id);
        if row.kind == "rate" {
            let body = Body::Return {
                numerator: (value * PEOPLE / Decimal::ONE_HUNDRED).normalize(),
                denominator: PEOPLE,
            };
            let note = note.to_owned();
            let draft = Draft { body, day: as_of, note };
            let form = EntryForm { measure: row.id, draft };
            stage.did(stage.service.hand_in_entry(&clerk, form, Vec::new(), Some(&key)))?;
            continue;
        }
        let form = RecordForm {
            measure: row.id,
            value,
            as_of,
            note: note.to_owned(),
        };
        stage.did(stage.service.record_value(&clerk, form, Some(&key)))?;
    }
    Ok(())
}

/// What a measure has reached by the end of a month: what was counted once stays counted.
pub fn reached(stage: &Stage<'_>, number: u32, row: &MeasureRow, month: i64) -> Option<Decimal> {
    (BEFORE + 1..=month.min(LAST))
        .filter_map(|month| drawn(stage, number, row, month))
        .max()
}

fn drawn(stage: &Stage<'_>, number: u32, row: &MeasureRow, month: i64) -> Option<Decimal> {
    let mut chance = stage.chance(&format!("value-{number}-{}-{month}", row.position));
    actual(number, row, month, &mut chance)
}

/// A value of last year, reported when the ledger was begun.
pub fn opening(stage: &mut Stage<'_>, unit: &str, measure: MeasureId, value: i64) -> Result<()> {
    let clerk = stage.clerk(unit)?;
    let form = RecordForm {
        measure,
        value: value.into(),
        as_of: Date::constant(YEAR - 1, 12, 31),
        note: "上年度收官数据补录。".to_owned(),
    };
    stage.did(stage.service.record_value(&clerk, form, None)).map(drop)
}

/// The target that the sample promises, for a change of it.
pub fn comparator(row: &MeasureRow) -> Comparator {
    let code = row.comparator.as_deref().and_then(Comparator::from_code);
    code.unwrap_or(Comparator::Ge)
}
