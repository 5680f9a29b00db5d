//! Every rule over the figures of a programme.
//!
//! What the ledger does not hold yet raises nothing: payments, complaints, perceptual hashes. Missing reports are reminded
//! and raised by the monthly rhythm, and are not asked after a second time here.

use std::collections::BTreeMap;

use shishi_commitments::entry::Body;
use shishi_commitments::measure::MeasureKind;
use shishi_commitments::question::arithmetic::{
    Cumulative, Reported, Share, TargetVersion, eased_at_the_end, impossible_shares, impossible_values,
};
use shishi_commitments::question::filing::{Entered, entered_late};
use shishi_commitments::question::peers::{Peer, outliers};
use shishi_commitments::question::photo::{Coordinates, Photo, PhotoFacts, odd_facts, seen_before};
use shishi_commitments::question::shape::{Arrival, equal_steps, late_jump, night_batch};
use shishi_commitments::question::sources::{Counted, source_gap};
use shishi_commitments::question::{Flag, Period, Subject};
use shishi_commitments::series::Point;
use shishi_commitments::site::Stage;
use shishi_kernel::{Comparator, Date, Decimal, JurisdictionId, MeasureId, UnitId, civil_date};
use shishi_store::Reader;
use shishi_store::questions::{self as rows, EntryFact, PictureFact, ReportFact, TargetFact};

use crate::ServiceError;

/// Everything that the rules notice, each thing once.
pub(super) fn over(r: &mut Reader<'_>, j: JurisdictionId, programme: &str) -> Result<Vec<Flag>, ServiceError> {
    let reports = rows::reports(r, j, programme)?;
    let targets = by_measure(rows::targets(r, j, programme)?);
    let mut flags = Vec::new();
    for series in reports.chunk_by(|one, next| (one.measure, one.unit) == (next.measure, next.unit)) {
        one_series(series, &targets, &mut flags);
    }
    for series in reports.chunk_by(|one, next| one.measure == next.measure) {
        peers(series, &mut flags);
    }
    arrivals(&reports, &mut flags);
    eased(&targets, &reports, &mut flags);
    let mut done: BTreeMap<MeasureId, u32> = BTreeMap::new();
    for site in rows::sites(r, j, programme)? {
        let counts = Stage::from_code(&site.stage).is_some_and(Stage::counts);
        *done.entry(site.measure).or_default() += u32::from(counts);
    }
    registered(&reports, &done, &mut flags);
    let entries = rows::entries(r, j, programme)?;
    for series in entries.chunk_by(|one, next| (one.measure, one.unit) == (next.measure, next.unit)) {
        shares(series, &mut flags);
    }
    flags.extend(entries.iter().filter_map(entry));
    pictures(&rows::pictures(r, j, programme)?, &mut flags);
    Ok(flags)
}

type Targets = BTreeMap<MeasureId, Vec<TargetFact>>;

fn by_measure(targets: Vec<TargetFact>) -> Targets {
    let mut by_measure = Targets::new();
    for target in targets {
        by_measure.entry(target.measure).or_default().push(target);
    }
    by_measure
}

fn subject(report: &ReportFact) -> Subject {
    Subject {
        unit: report.unit,
        commitment: report.commitment,
        measure: Some(report.measure),
        site: None,
    }
}

fn reported(report: &ReportFact) -> Reported {
    Reported {
        point: Point {
            on: report.as_of,
            value: report.value,
        },
        period: Period::month_of(report.as_of),
        noted: report.noted,
    }
}

/// The time that a unit has for a target.
fn time_of(target: &TargetFact) -> Period {
    let end = Date::new(target.year, 12, 31).unwrap_or(Date::MAX);
    Period {
        from: Date::new(target.year, 1, 1).unwrap_or(Date::MIN),
        to: target.cut_off.unwrap_or(end),
    }
}

/// What one unit reports on one measure, over time.
fn one_series(series: &[ReportFact], targets: &Targets, flags: &mut Vec<Flag>) {
    let Some(first) = series.first() else { return };
    let subject = subject(first);
    let values: Vec<Reported> = series.iter().map(reported).collect();
    let last = targets.get(&first.measure).and_then(|versions| versions.last());
    let closed = last.is_some_and(|target| target.kind == MeasureKind::Coverage.code());
    if let Some(target) = last.filter(|target| target.comparator != Comparator::Le.code()) {
        flags.extend(late_jump(subject, time_of(target), target.value, &values));
    }
    // The last value of each month stands for it, or a second word in one month would look like a step.
    let months: Vec<Reported> = values
        .chunk_by(|one, next| one.period == next.period)
        .filter_map(|month| month.last().copied())
        .collect();
    flags.extend(equal_steps(subject, &months));
    // Cumulative are counts and sums; a rate may fall.
    let kind = last.and_then(|target| MeasureKind::from_code(&target.kind));
    let adds_up = matches!(
        kind,
        Some(MeasureKind::Count | MeasureKind::Coverage | MeasureKind::Works | MeasureKind::Flow)
    );
    if adds_up {
        flags.extend(impossible_values(&Cumulative {
            subject,
            values,
            most: last.filter(|_| closed).map(|target| target.value),
            full: last.map(|target| target.value),
            starts: None,
        }));
    }
}

/// What several units report on one measure in a month.
fn peers(series: &[ReportFact], flags: &mut Vec<Flag>) {
    let mut months: BTreeMap<Period, BTreeMap<UnitId, Peer>> = BTreeMap::new();
    for report in series {
        let peer = Peer {
            subject: subject(report),
            value: report.value,
        };
        months
            .entry(Period::month_of(report.as_of))
            .or_default()
            .insert(report.unit, peer);
    }
    for (period, peers) in months {
        let peers: Vec<Peer> = peers.into_values().collect();
        flags.extend(outliers(period, &peers));
    }
}

/// When the reports of a month came in.
fn arrivals(reports: &[ReportFact], flags: &mut Vec<Flag>) {
    let mut months: BTreeMap<Period, Vec<Arrival>> = BTreeMap::new();
    for report in reports {
        let arrival = Arrival {
            subject: subject(report),
            at: report.at,
        };
        months.entry(Period::month_of(report.as_of)).or_default().push(arrival);
    }
    for (period, arrivals) in months {
        flags.extend(night_batch(period, &arrivals));
    }
}

/// Targets that were eased at the end; whoever reports on them is asked.
fn eased(targets: &Targets, reports: &[ReportFact], flags: &mut Vec<Flag>) {
    for (measure, versions) in targets {
        let (Some(report), Some(first)) = (reports.iter().find(|one| one.measure == *measure), versions.first()) else {
            continue;
        };
        let version = |target: &TargetFact| {
            Some(TargetVersion {
                version: target.version,
                comparator: Comparator::from_code(&target.comparator)?,
                value: target.value,
                since: target.changed_at.map_or(time_of(first).from, civil_date),
            })
        };
        let versions: Vec<TargetVersion> = versions.iter().filter_map(version).collect();
        flags.extend(eased_at_the_end(subject(report), time_of(first), &versions));
    }
}

/// The last report of each measure with a register, beside what the register counts.
fn registered(reports: &[ReportFact], done: &BTreeMap<MeasureId, u32>, flags: &mut Vec<Flag>) {
    for (measure, counted) in done {
        let own = reports.iter().filter(|report| report.measure == *measure);
        if let Some(last) = own.max_by_key(|report| report.as_of) {
            flags.extend(source_gap(&Counted {
                subject: subject(last),
                period: Period::month_of(last.as_of),
                reported: last.value,
                counted: Decimal::from(*counted),
            }));
        }
    }
}

fn subject_of(entry: &EntryFact) -> Subject {
    Subject {
        unit: entry.unit,
        commitment: entry.commitment,
        measure: Some(entry.measure),
        site: entry.site,
    }
}

/// Rates of one unit on one measure, over time.
fn shares(series: &[EntryFact], flags: &mut Vec<Flag>) {
    let share = |entry: &EntryFact| match serde_json::from_str(&entry.body) {
        Ok(Body::Return { numerator, denominator }) => Some(Share {
            period: Period::month_of(entry.day),
            numerator,
            denominator,
            noted: entry.noted,
        }),
        _ => None,
    };
    let shares: Vec<Share> = series.iter().filter_map(share).collect();
    if let Some(first) = series.first() {
        flags.extend(impossible_shares(subject_of(first), &shares));
    }
}

/// Something that happened on a day and was handed in long after. A value speaks for a month and comes when the month is over.
fn entry(entry: &EntryFact) -> Option<Flag> {
    let dated = matches!(
        serde_json::from_str(&entry.body),
        Ok(Body::Activity { .. } | Body::Stage { .. })
    );
    let entered = Entered {
        subject: subject_of(entry),
        period: Period::month_of(entry.day),
        on: entry.day,
        at: entry.at,
    };
    dated.then(|| entered_late(&entered)).flatten()
}

fn pictures(pictures: &[PictureFact], flags: &mut Vec<Flag>) {
    let mut known: Vec<Photo> = Vec::new();
    for picture in pictures {
        let subject = Subject {
            unit: picture.unit,
            commitment: picture.commitment,
            measure: Some(picture.measure),
            site: picture.site,
        };
        let period = Period::month_of(picture.day);
        flags.extend(odd_facts(&PhotoFacts {
            evidence: picture.evidence,
            subject,
            period,
            taken: picture.taken_at.as_deref().and_then(|at| at.get(..10)?.parse().ok()),
            changed: None,
            place: picture.taken_where.and_then(coordinates),
            site: picture.site_where.and_then(coordinates),
            received: picture.at,
        }));
        let digest = hex::decode(&picture.received_sha256)
            .ok()
            .and_then(|bytes| bytes.try_into().ok());
        if let Some(digest) = digest {
            let photo = Photo {
                evidence: picture.evidence,
                subject,
                period,
                digest,
                hash: None,
            };
            flags.extend(seen_before(&photo, &known));
            known.push(photo);
        }
    }
}

fn coordinates((longitude, latitude): (Decimal, Decimal)) -> Option<Coordinates> {
    let millionths = |degrees: Decimal| i32::try_from(degrees.checked_mul(Decimal::from(1_000_000))?.round()).ok();
    Some(Coordinates {
        latitude: millionths(latitude)?,
        longitude: millionths(longitude)?,
    })
}
