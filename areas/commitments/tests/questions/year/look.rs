//! Every rule over a year.

use shishi_commitments::question::arithmetic::{
    Cumulative, Parts, Reported, Share, TargetVersion, eased_at_the_end, impossible_shares, impossible_values,
    parts_differ,
};
use shishi_commitments::question::filing::{Entered, Filing, entered_late, missing_or_late};
use shishi_commitments::question::peers::{Peer, outliers};
use shishi_commitments::question::photo::{Photo, PhotoFacts, odd_facts, seen_before};
use shishi_commitments::question::shape::{Arrival, equal_steps, late_jump, night_batch};
use shishi_commitments::question::sources::{Complaint, DoneSite, Paid, payment_gap, public_echo};
use shishi_commitments::question::{Flag, Period};
use shishi_commitments::series::Point;
use shishi_kernel::{Comparator, Date, Decimal, EvidenceId, Fen};

use super::facts::{Series, UNITS, Year, has_payments, has_shares};

/// Series and month that a flag asks about.
pub fn report_of(flag: &Flag) -> (usize, usize) {
    let item = flag.subject.commitment.0 as usize - 1;
    let unit = flag.subject.unit.0 as usize - 1;
    (item * UNITS + unit, flag.period.to.month() as usize)
}

/// The flags of a whole year, looked at in the next February.
pub fn over(year: &Year) -> Vec<Flag> {
    let today = Date::constant(2021, 2, 28);
    let mut flags = Vec::new();
    let mut photos: Vec<Photo> = Vec::new();
    for series in &year.series {
        one_series(series, today, &mut flags);
    }
    for month in 0..12 {
        let period = year.series[0].reports[month].period;
        for item in year.series.chunks(UNITS) {
            flags.extend(outliers(period, &peers(item, month)));
            flags.extend(night_batch(period, &arrivals(item, month)));
        }
        let known = photos.len();
        for (index, series) in year.series.iter().enumerate() {
            let Some(picture) = &series.reports[month].photo else {
                continue;
            };
            let photo = Photo {
                evidence: EvidenceId((month * year.series.len() + index) as i64),
                subject: series.subject,
                period,
                digest: picture.digest,
                hash: Some(picture.hash),
            };
            flags.extend(seen_before(&photo, &photos[..known]));
            photos.push(photo);
        }
    }
    flags
}

fn peers(item: &[Series], month: usize) -> Vec<Peer> {
    item.iter()
        .map(|series| Peer {
            subject: series.subject,
            value: series.reports[month].value * Decimal::ONE_HUNDRED / Decimal::from(series.target),
        })
        .collect()
}

fn arrivals(item: &[Series], month: usize) -> Vec<Arrival> {
    let arrival = |series: &Series| {
        Some(Arrival {
            subject: series.subject,
            at: series.reports[month].filed?,
        })
    };
    item.iter().filter_map(arrival).collect()
}

fn one_series(series: &Series, today: Date, flags: &mut Vec<Flag>) {
    let subject = series.subject;
    let item = subject.commitment.0 as usize - 1;
    let target = Decimal::from(series.target);
    let time = Period {
        from: Date::constant(2020, 1, 1),
        to: Date::constant(2020, 12, 31),
    };
    let values: Vec<Reported> = series
        .reports
        .iter()
        .map(|report| Reported {
            point: Point {
                on: report.period.to,
                value: report.value,
            },
            period: report.period,
            noted: report.noted,
        })
        .collect();
    flags.extend(late_jump(subject, time, target, &values));
    flags.extend(equal_steps(subject, &values));
    flags.extend(impossible_values(&Cumulative {
        subject,
        values,
        most: Some(target),
        full: Some(target),
        starts: None,
    }));
    if has_shares(item) {
        let share = |report: &super::facts::Report| Share {
            period: report.period,
            numerator: report.numerator.into(),
            denominator: report.denominator.into(),
            noted: report.noted,
        };
        let shares: Vec<Share> = series.reports.iter().map(share).collect();
        flags.extend(impossible_shares(subject, &shares));
    }
    if let Some((value, since)) = series.change {
        let version = |version, value: i64, since| TargetVersion {
            version,
            comparator: Comparator::Ge,
            value: value.into(),
            since,
        };
        let versions = [version(1, series.target, time.from), version(2, value, since)];
        flags.extend(eased_at_the_end(subject, time, &versions));
    }
    for index in 0..series.reports.len() {
        one_report(series, index, today, has_payments(item), flags);
    }
    if let Some(done) = series.done {
        let period = series.reports[done].period;
        let site = DoneSite {
            subject,
            period,
            done: period.to,
            place: series.site,
        };
        let complaint = |&(on, place): &(Date, _)| Complaint { on, place };
        let complaints: Vec<Complaint> = series.complaints.iter().map(complaint).collect();
        flags.extend(public_echo(&site, &complaints));
    }
}

fn one_report(series: &Series, index: usize, today: Date, payments: bool, flags: &mut Vec<Flag>) {
    let report = &series.reports[index];
    let (subject, period) = (series.subject, report.period);
    let filing = Filing {
        subject,
        period,
        due: report.due,
        filed: report.filed,
    };
    flags.extend(missing_or_late(&filing, today));
    flags.extend(entered_late(&Entered {
        subject,
        period,
        on: report.event,
        at: report.entered,
    }));
    flags.extend(parts_differ(&Parts {
        subject,
        period,
        total: report.value,
        parts: report.parts.clone(),
    }));
    if payments {
        flags.extend(payment_gap(&Paid {
            subject,
            period,
            value: report.value,
            target: series.target.into(),
            paid: Fen(report.paid),
            whole: Fen(1_000),
        }));
    }
    if let (Some(picture), Some(received)) = (&report.photo, report.filed) {
        flags.extend(odd_facts(&PhotoFacts {
            evidence: EvidenceId(0),
            subject,
            period,
            taken: picture.taken,
            changed: None,
            place: picture.place,
            site: Some(series.site),
            received,
        }));
    }
}
