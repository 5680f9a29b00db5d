//! Fourteen kinds of invented figures, planted into an honest year.

use jiff::{SignedDuration, ToSpan};
use shishi_commitments::question::Pattern;
use shishi_commitments::question::photo::Coordinates;
use shishi_kernel::{Date, Decimal};

use super::facts::{Year, has_parts, has_payments, has_shares, has_sites, near, noon};

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    Silence,
    PartsInvented,
    SilentFall,
    YearEndJump,
    EqualSteps,
    Inflated,
    NobodyPaid,
    SamePhoto,
    RetouchedPhoto,
    ForeignPhoto,
    BackDated,
    FalseDone,
    ShrunkWhole,
    EasedTarget,
}

impl Kind {
    pub const ALL: [Self; 14] = [
        Self::Silence,
        Self::PartsInvented,
        Self::SilentFall,
        Self::YearEndJump,
        Self::EqualSteps,
        Self::Inflated,
        Self::NobodyPaid,
        Self::SamePhoto,
        Self::RetouchedPhoto,
        Self::ForeignPhoto,
        Self::BackDated,
        Self::FalseDone,
        Self::ShrunkWhole,
        Self::EasedTarget,
    ];

    /// Whether a question of this pattern is the one that the fraud deserves.
    pub fn shows_as(self, pattern: Pattern) -> bool {
        match self {
            Self::Silence => matches!(pattern, Pattern::ReportMissing | Pattern::ReportLate),
            Self::PartsInvented => pattern == Pattern::PartsDiffer,
            Self::SilentFall => pattern == Pattern::ValueFalls,
            Self::YearEndJump => pattern == Pattern::LateJump,
            Self::EqualSteps => pattern == Pattern::EqualSteps,
            Self::Inflated => matches!(pattern, Pattern::Outlier | Pattern::OverTarget),
            Self::NobodyPaid => pattern == Pattern::PaymentGap,
            Self::SamePhoto => pattern == Pattern::PhotoSame,
            Self::RetouchedPhoto => matches!(pattern, Pattern::PhotoNear | Pattern::PhotoReview),
            Self::ForeignPhoto => matches!(pattern, Pattern::PhotoTime | Pattern::PhotoPlace),
            Self::BackDated => pattern == Pattern::EntryLate,
            Self::FalseDone => pattern == Pattern::PublicEcho,
            Self::ShrunkWhole => pattern == Pattern::DenominatorShrinks,
            Self::EasedTarget => pattern == Pattern::TargetEased,
        }
    }

    fn fits(self, item: usize) -> bool {
        match self {
            Self::PartsInvented => has_parts(item),
            Self::NobodyPaid => has_payments(item),
            Self::SamePhoto | Self::RetouchedPhoto | Self::ForeignPhoto | Self::FalseDone => has_sites(item),
            Self::ShrunkWhole => has_shares(item),
            _ => true,
        }
    }
}

/// So many of each kind.
const EACH: usize = 15;

/// Plants every kind into series of its own; answers which fraud is where.
pub fn plant(year: &mut Year) -> Vec<(Kind, usize)> {
    let mut planted: Vec<(Kind, usize)> = Vec::new();
    for kind in Kind::ALL {
        let mut left = EACH;
        while left > 0 {
            let series = year.chance.within(0, year.series.len() as i64 - 1) as usize;
            let item = year.series[series].subject.commitment.0 as usize - 1;
            let free = planted.iter().all(|(_, taken)| *taken != series);
            if free && kind.fits(item) && commit(year, kind, series) {
                planted.push((kind, series));
                left -= 1;
            }
        }
    }
    planted
}

/// Changes the series; false when it cannot be done there.
fn commit(year: &mut Year, kind: Kind, index: usize) -> bool {
    let month = year.chance.within(2, 10) as usize;
    let chance = &mut year.chance;
    match kind {
        Kind::SamePhoto | Kind::RetouchedPhoto => return copy_photo(year, kind, index),
        Kind::FalseDone => return false_done(year, index),
        _ => {}
    }
    let series = &mut year.series[index];
    let target = series.target;
    match kind {
        Kind::Silence => {
            let report = &mut series.reports[month];
            let late = chance.within(3, 40);
            report.filed = chance
                .per_mille(300)
                .then(|| noon(report.due.saturating_add(late.days())));
        }
        Kind::PartsInvented => series.reports[month].parts[0] += Decimal::from(chance.within(1, 20)),
        Kind::SilentFall => {
            let before = series.reports[month - 1].value;
            let report = &mut series.reports[month];
            report.value = before - Decimal::from(chance.within(1, target / 10));
            report.noted = false;
        }
        Kind::YearEndJump => {
            let stuck = target * (100 - chance.within(29, 60)) / 100;
            for report in &mut series.reports[..11] {
                report.value = report.value.min(stuck.into());
            }
            series.reports[11].value = target.into();
        }
        Kind::EqualSteps => {
            for (month, report) in (1..).zip(&mut series.reports) {
                report.value = (target / 12 * month).into();
                report.noted = false;
            }
        }
        Kind::Inflated => {
            let factor = Decimal::new(chance.within(18, 35), 1);
            let from = chance.within(3, 5) as usize;
            let mut most = Decimal::ZERO;
            for report in &mut series.reports[from..] {
                most = most.max((report.value * factor).floor());
                report.value = most;
            }
        }
        Kind::NobodyPaid => {
            let behind = chance.within(15, 60) * 10;
            for report in &mut series.reports[month..] {
                report.paid = (report.paid - behind).max(0);
            }
        }
        Kind::ForeignPhoto => return foreign_photo(year, index),
        Kind::BackDated => {
            let report = &mut series.reports[month];
            report.entered = noon(report.event) + SignedDuration::from_hours(12 + chance.within(44, 500));
        }
        Kind::ShrunkWhole => {
            let cut = chance.within(2, 60);
            for report in &mut series.reports[month..] {
                report.denominator -= cut;
                report.numerator = report.numerator.min(report.denominator);
            }
        }
        Kind::EasedTarget => {
            let day = Date::constant(2020, 12, 31).saturating_sub(chance.within(0, 37).days());
            series.change = Some((target * chance.within(70, 99) / 100, day));
        }
        Kind::SamePhoto | Kind::RetouchedPhoto | Kind::FalseDone => return false,
    }
    true
}

fn copy_photo(year: &mut Year, kind: Kind, index: usize) -> bool {
    let from = year.chance.within(0, year.series.len() as i64 - 1) as usize;
    // Whether it can be done is settled before anything is changed: a fraud that is taken back must leave no trace.
    let (Some(stolen), true) = (year.series[from].reports[2].photo.clone(), from != index) else {
        return false;
    };
    let bits = year.chance.within(1, 11) as u32;
    let mut hash = stolen.hash;
    while (hash ^ stolen.hash).count_ones() < bits {
        // Set against the original, so that no bit is turned back.
        let bit = 1 << year.chance.within(0, 63);
        hash = hash & !bit | !stolen.hash & bit;
    }
    let Some(own) = year.series[index].reports[8].photo.as_mut() else {
        return false;
    };
    own.hash = hash;
    if kind == Kind::SamePhoto {
        own.digest = stolen.digest;
        own.hash = stolen.hash;
    }
    true
}

fn foreign_photo(year: &mut Year, index: usize) -> bool {
    let chance = &mut year.chance;
    let site = year.series[index].site;
    let report = &mut year.series[index].reports[5];
    let (from, Some(photo)) = (report.period.from, report.photo.as_mut()) else {
        return false;
    };
    if chance.per_mille(500) {
        photo.taken = Some(from.saturating_sub(chance.within(1, 90).days()));
    } else {
        photo.place = Some(Coordinates {
            latitude: site.latitude + (chance.within(480, 9_000) * 9) as i32,
            ..site
        });
    }
    true
}

fn false_done(year: &mut Year, index: usize) -> bool {
    let chance = &mut year.chance;
    let month = chance.within(5, 10) as usize;
    let site = year.series[index].site;
    let series = &mut year.series[index];
    series.done = Some(month);
    let done = series.reports[month].period.to;
    let count = if chance.per_mille(60) { 2 } else { chance.within(3, 9) };
    series.complaints.clear();
    for _ in 0..count {
        let day = done.saturating_add(chance.within(1, 80).days());
        let place = near(chance, site, 480);
        series.complaints.push((day, place));
    }
    true
}
