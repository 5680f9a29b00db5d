//! Every fact of a programme, in a fixed number of statements, sorted by what it is about.

use std::collections::BTreeMap;

use jiff::{Timestamp, ToSpan};
use shishi_commitments::series::{Point, Trajectory};
use shishi_inspections::schedule::USE_CHECK_DAYS;
use shishi_kernel::{CommitmentId, Date, JurisdictionId, MeasureId, civil_date};
use shishi_store::plans::MilestoneRow;
use shishi_store::requests::{self, RequestRow};
use shishi_store::status::{
    self as rows, ChangeFact, CommitmentFact, EntryCounts, MeasureFact, PlaceClaim, SlipFact, UseFact, ValuePoint,
};
use shishi_store::views::ProgrammeRow;
use shishi_store::{Reader, StoreError, ledger};

/// So many days back, what was done is told.
const CHANGES_DAYS: i64 = 7;

/// What is known.
pub(super) struct Known {
    pub programme: ProgrammeRow,
    pub today: Date,
    pub commitments: Vec<CommitmentFact>,
    pub measures: BTreeMap<CommitmentId, Vec<MeasureFact>>,
    pub plans: BTreeMap<CommitmentId, Vec<Version>>,
    pub milestones: BTreeMap<CommitmentId, Vec<MilestoneRow>>,
    pub reported: BTreeMap<MeasureId, Vec<Point>>,
    pub verified: BTreeMap<MeasureId, Vec<Point>>,
    pub claims: BTreeMap<MeasureId, Vec<PlaceClaim>>,
    pub entries: BTreeMap<CommitmentId, EntryCounts>,
    pub requests: BTreeMap<CommitmentId, Vec<RequestRow>>,
    pub slips: BTreeMap<CommitmentId, Vec<SlipFact>>,
    pub uses: BTreeMap<CommitmentId, UseFact>,
    pub used: Vec<CommitmentId>,
    pub reports: BTreeMap<CommitmentId, Date>,
    pub changes: Vec<ChangeFact>,
}

/// A version of a plan, as far as values are held against it.
pub(super) struct Version {
    /// The day on which it was put in force.
    pub since: Date,
    pub trajectories: BTreeMap<MeasureId, Trajectory>,
}

/// Reads everything; nothing when there is no such programme.
pub(super) fn gather(
    r: &mut Reader<'_>,
    j: JurisdictionId,
    slug: Option<&str>,
    now: Timestamp,
) -> Result<Option<Known>, StoreError> {
    let Some(programme) = ledger::programme_named(r, j, slug)? else {
        return Ok(None);
    };
    let id = programme.id;
    let last = USE_CHECK_DAYS.last().copied().unwrap_or_default();
    let since = now
        .saturating_sub((CHANGES_DAYS * 24).hours())
        .unwrap_or(Timestamp::MIN);
    Ok(Some(Known {
        today: civil_date(now),
        commitments: rows::commitments(r, j, id)?,
        measures: by(rows::measures(r, j, id)?, |row| row.commitment),
        plans: versions(rows::planned(r, j, id)?),
        milestones: pairs(rows::milestones(r, j, id)?),
        reported: series(rows::reported(r, j, id)?),
        verified: series(rows::verified(r, j, id)?),
        claims: by(rows::claims(r, j, id)?, |row| row.measure),
        entries: one(rows::entries(r, j, id)?, |row| row.commitment),
        requests: by(requests::open_of_programme(r, j, id)?, |row| row.commitment),
        slips: by(rows::slips(r, j, id)?, |row| row.commitment),
        uses: one(rows::uses(r, j, id)?, |row| row.commitment),
        used: rows::used(r, j, id, last)?,
        reports: rows::reports(r, j, id)?.into_iter().collect(),
        changes: rows::changes(r, j, id, since)?,
        programme,
    }))
}

fn by<K: Ord, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> BTreeMap<K, Vec<T>> {
    let mut sorted: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for row in rows {
        sorted.entry(key(&row)).or_default().push(row);
    }
    sorted
}

fn pairs<K: Ord, T>(rows: Vec<(K, T)>) -> BTreeMap<K, Vec<T>> {
    let mut sorted: BTreeMap<K, Vec<T>> = BTreeMap::new();
    for (key, row) in rows {
        sorted.entry(key).or_default().push(row);
    }
    sorted
}

fn one<K: Ord, T>(rows: Vec<T>, key: impl Fn(&T) -> K) -> BTreeMap<K, T> {
    rows.into_iter().map(|row| (key(&row), row)).collect()
}

/// The last value of each day, earliest first.
fn series(rows: Vec<ValuePoint>) -> BTreeMap<MeasureId, Vec<Point>> {
    let mut sorted: BTreeMap<MeasureId, Vec<Point>> = BTreeMap::new();
    for row in rows {
        let point = Point {
            on: row.on,
            value: row.value,
        };
        sorted.entry(row.measure).or_default().push(point);
    }
    for points in sorted.values_mut() {
        // Stable, so that of one day the one that came last is last.
        points.sort_by_key(|point| point.on);
        points.reverse();
        points.dedup_by_key(|point| point.on);
        points.reverse();
    }
    sorted
}

/// The versions of each plan, oldest first.
fn versions(rows: Vec<rows::PlannedPoint>) -> BTreeMap<CommitmentId, Vec<Version>> {
    let mut plans: BTreeMap<CommitmentId, Vec<Version>> = BTreeMap::new();
    for version in rows.chunk_by(|one, next| (one.commitment, one.version) == (next.commitment, next.version)) {
        let Some(first) = version.first() else { continue };
        let measures = version.chunk_by(|one, next| one.measure == next.measure);
        let trajectories = measures.filter_map(|points| {
            let course = points.iter().map(|row| Point {
                on: row.on,
                value: row.value,
            });
            // A day stands once in a plan: it is part of the row's key.
            Some((points.first()?.measure, Trajectory::new(course.collect())?))
        });
        plans.entry(first.commitment).or_default().push(Version {
            since: civil_date(first.since),
            trajectories: trajectories.collect(),
        });
    }
    plans
}
