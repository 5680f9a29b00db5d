//! What counts, counted from the ledger: a fixed number of statements, then sums.

use std::collections::BTreeMap;

use shishi_appraisal::input::Input;
use shishi_appraisal::scheme::Scheme;
use shishi_appraisal::score::{COUNT_MAX, Fact, Part};
use shishi_commitments::measure::{Direction, MeasureKind, Met, TargetValue, met};
use shishi_commitments::request::Step;
use shishi_kernel::{CommitmentId, Comparator, Date, Decimal, JurisdictionId, UnitId, civil_date};
use shishi_store::appraisal::{self as rows, CountRow, MeasureInput, RequestInput};
use shishi_store::{Reader, surveys};

use crate::ServiceError;

/// Everything that a computation starts from.
pub(super) struct Inputs {
    pub facts: Vec<Fact>,
    pub units: BTreeMap<UnitId, String>,
    pub commitments: BTreeMap<CommitmentId, String>,
}

/// So many of so many, by commitment, unit (none: every unit with a part) and input.
#[derive(Default)]
struct Counts(BTreeMap<(CommitmentId, Option<UnitId>, Input), (u32, u32)>);

impl Counts {
    fn add(&mut self, commitment: CommitmentId, unit: Option<UnitId>, input: Input, done: u32, of: u32) {
        let sum = self.0.entry((commitment, unit, input)).or_default();
        // A count beyond the most is none that could be compared; both ends stop together.
        *sum = ((sum.0 + done).min(COUNT_MAX), (sum.1 + of).min(COUNT_MAX));
    }

    fn rows(&mut self, input: Input, rows: &[CountRow]) {
        for row in rows {
            self.add(row.commitment, row.unit, input, row.done, row.of);
        }
    }

    fn of(&self, commitment: CommitmentId, unit: UnitId, input: Input) -> Option<(u32, u32)> {
        let own = self.0.get(&(commitment, Some(unit), input));
        own.or_else(|| self.0.get(&(commitment, None, input))).copied()
    }
}

/// Counts what a scheme asks for.
pub(super) fn gather(r: &mut Reader<'_>, j: JurisdictionId, scheme: &Scheme) -> Result<Inputs, ServiceError> {
    let (year, from, to) = (scheme.year(), scheme.from, scheme.to);
    let parts = rows::parts(r, j, year)?;
    let mut counts = Counts::default();
    for measure in rows::measures(r, j, year, to)? {
        if let Some(met) = is_met(&measure, to)? {
            counts.add(measure.commitment, None, Input::TargetVerified, met.into(), 1);
        }
    }
    counts.rows(Input::MilestonesOnTime, &rows::milestones(r, j, year, from, to)?);
    counts.rows(Input::ReportsConfirmed, &rows::confirmed(r, j, year, from, to)?);
    counts.rows(Input::SlipsAnswered, &rows::slips(r, j, year, from, to)?);
    counts.rows(Input::Experienced, &surveys::counts(r, j, year, from, to)?);
    for steps in rows::requests(r, j, year, from, to)?.chunk_by(|one, next| one.request == next.request) {
        request(&mut counts, steps);
    }
    for row in rows::findings(r, j, year, from, to)? {
        for unit in row.units {
            counts.add(row.commitment, Some(unit), Input::Rectified, row.fixed, row.of);
        }
    }
    let mut inputs = Inputs {
        facts: Vec::new(),
        units: BTreeMap::new(),
        commitments: BTreeMap::new(),
    };
    for part in parts {
        for criterion in &scheme.criteria {
            let Some((done, of)) = counts.of(part.commitment, part.unit.id, criterion.input) else {
                continue;
            };
            inputs.facts.push(Fact {
                unit: part.unit.id,
                commitment: part.commitment,
                part: if part.lead { Part::Lead } else { Part::Help },
                input: criterion.input,
                done,
                of,
            });
        }
        // A unit without anything that counts stands in the result all the same: silence is a state.
        inputs.units.insert(part.unit.id, part.unit.name);
        inputs.commitments.insert(part.commitment, part.slug);
    }
    Ok(inputs)
}

/// Whether the target is met on the verified value; none when it is not due in the period or cannot be said. What
/// nobody verified is not met.
fn is_met(row: &MeasureInput, to: Date) -> Result<Option<bool>, ServiceError> {
    if row.cut_off.is_some_and(|cut_off| cut_off > to) {
        return Ok(None);
    }
    let unknown = |what: &str| ServiceError::Internal(format!("measure {} has an unknown {what}", row.measure));
    let kind = MeasureKind::from_code(&row.kind).ok_or_else(|| unknown("kind"))?;
    let target = match (&row.comparator, row.value) {
        (Some(comparator), Some(value)) => Some(TargetValue {
            comparator: Comparator::from_code(comparator).ok_or_else(|| unknown("comparator"))?,
            value,
            value_max: row.value_max,
            tolerance: row.tolerance,
            cut_off: row.cut_off,
        }),
        _ => None,
    };
    let verdict = |value: Decimal| match &target {
        Some(target) => met(target, value, Direction::of(kind, row.baseline, target)),
        None if kind.is_yes_no() && value >= Decimal::ONE => Met::Met,
        None if kind.is_yes_no() => Met::NotMet,
        None => Met::Undeclared,
    };
    // Of a target that cannot be held against any value, not even nought says anything.
    let verdict = match row.verified {
        Some(value) => verdict(value),
        None if verdict(Decimal::ZERO) == Met::Undeclared => Met::Undeclared,
        None => Met::NotMet,
    };
    Ok(match verdict {
        Met::Met => Some(true),
        Met::NotMet => Some(false),
        Met::Undeclared => None,
    })
}

/// Counts one request by its steps: whether it was answered in time, and whether what was taken on came in time.
fn request(counts: &mut Counts, steps: &[RequestInput]) {
    let (Some(first), Some(last)) = (steps.first(), steps.last()) else {
        return;
    };
    let is = |row: &RequestInput, step: Step| row.step == step.code();
    let in_time = |row: &RequestInput| civil_date(row.at) <= row.due;
    if is(last, Step::Withdraw) {
        return;
    }
    let (commitment, asked) = (first.commitment, Some(first.asked));
    let answers = [Step::Accept, Step::Decline, Step::Deliver];
    let answer = steps.iter().find(|row| answers.iter().any(|step| is(row, *step)));
    counts.add(
        commitment,
        asked,
        Input::RequestsAnswered,
        answer.is_some_and(in_time).into(),
        1,
    );
    let taken_on = steps.iter().any(|row| is(row, Step::Accept) || is(row, Step::Direct));
    if taken_on && !is(last, Step::Release) {
        // What was called delivered and disputed was not delivered.
        let delivered = steps.iter().rposition(|row| is(row, Step::Deliver));
        let stands = delivered.filter(|at| !steps[*at..].iter().any(|row| is(row, Step::Dispute)));
        let done = stands.is_some_and(|at| in_time(&steps[at]));
        counts.add(commitment, asked, Input::RequestsDelivered, done.into(), 1);
    }
}
