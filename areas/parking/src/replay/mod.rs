//! Replay: whether a tariff explains the fees that were really charged.
//!
//! [`rows::Rows`] reads lines of entry, exit and fee; [`Replay`] prices each and counts. Times that are cut to the minute leave a
//! minute open at both ends, so a fee is *within truncation* when some entry and exit to the second that would have been cut
//! to these minutes costs exactly that fee; it is *exact* when the cut times themselves do.

pub mod rows;

use crate::price::{Stay, total};
use crate::refusal::PriceRefusal;
use crate::tariff::Tariff;
use rows::{Charged, Dirt, Row, Rows};
use shishi_kernel::{Fen, Timestamp};
use std::collections::BTreeMap;

/// Most examples that are kept of what does not fit, and of each kind of dirt.
pub const EXAMPLES_MAX: usize = 20;
/// Fees below this, and below everything the tariff asks for, are taken for trials of the equipment.
const TRIAL_BELOW: i64 = 100;

/// Stays and how many of them a tariff explains.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Count {
    /// How many.
    pub stays: u64,
    /// The fee is that of the times as they stand.
    pub exact: u64,
    /// The fee is that of some times that would be cut to these.
    #[serde(rename = "within_truncation")]
    pub within: u64,
}

impl Count {
    fn add(&mut self, fit: Fit) {
        self.stays += 1;
        self.exact += u64::from(fit == Fit::Exact);
        self.within += u64::from(fit != Fit::Not);
    }

    /// Within truncation in hundredths of a per cent, rounded down; `None` of nothing.
    #[must_use]
    pub fn within_per_myriad(&self) -> Option<u64> {
        (self.within * 10_000).checked_div(self.stays)
    }
}

/// How a fee fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fit {
    /// The fee of the times as they stand.
    Exact,
    /// The fee of times that would be cut to these.
    Within,
    /// Neither.
    Not,
}

/// A stay whose fee the tariff does not explain.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Misfit {
    /// Its line in the file, from 1.
    pub line: u64,
    /// When it began.
    pub entry: Timestamp,
    /// Its minutes.
    pub minutes: i64,
    /// What was charged.
    #[serde(rename = "charged_fen")]
    pub charged: Fen,
    /// What the tariff asks for.
    #[serde(rename = "tariff_fen")]
    pub tariff: Fen,
}

/// Lines of one kind of dirt.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct DirtCount {
    /// How many.
    pub lines: u64,
    /// The first of them.
    pub first: Vec<u64>,
}

/// What a replay found.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Lines that were read, with heads and blank ones.
    pub lines: u64,
    /// Stays that were compared: those with a fee, zero or not, for which the tariff has a version.
    pub compared: u64,
    /// The answer: stays with a fee above zero; in JSON its counts stand at the top, and once more under `paid` beside the others.
    #[serde(flatten, serialize_with = "twice")]
    pub paid: Count,
    /// Of these, the ones that last a minute at least and whose fee is no trial of the equipment.
    pub paid_usual: Count,
    /// Stays with a fee of zero: a misfit among them is a permit, a pass or a lifted barrier.
    pub unpaid: Count,
    /// Paid stays by version of the tariff.
    pub versions: Vec<Count>,
    /// What was left out or is odd, by kind.
    pub dirt: BTreeMap<&'static str, DirtCount>,
    /// The first paid stays that the tariff does not explain.
    pub misfits: Vec<Misfit>,
}

/// The counts at the top, and once more by name, for those who compare them with the others.
fn twice<S: serde::Serializer>(count: &Count, serializer: S) -> Result<S::Ok, S::Error> {
    #[derive(serde::Serialize)]
    struct Twice<'a> {
        #[serde(flatten)]
        top: &'a Count,
        paid: &'a Count,
    }
    serde::Serialize::serialize(
        &Twice {
            top: count,
            paid: count,
        },
        serializer,
    )
}

/// A running replay.
pub struct Replay<'a> {
    tariff: &'a Tariff,
    rows: Rows,
    from: i64,
    until: i64,
    report: Report,
}

impl<'a> Replay<'a> {
    /// A replay against a tariff, of stays that begin at or after a moment and before another.
    #[must_use]
    pub fn new(tariff: &'a Tariff, from: Option<Timestamp>, until: Option<Timestamp>) -> Self {
        let versions = vec![Count::default(); tariff.versions.len()];
        Self {
            tariff,
            rows: Rows::new(tariff.zone.clone()),
            from: from.map_or(i64::MIN, Timestamp::as_second),
            until: until.map_or(i64::MAX, Timestamp::as_second),
            report: Report {
                versions,
                ..Report::default()
            },
        }
    }

    /// Takes the next line of the file.
    pub fn line(&mut self, line: &[u8]) {
        self.report.lines += 1;
        match self.rows.read(line) {
            Row::Blank | Row::Head => {}
            Row::Dirt(dirt) => self.dirt(dirt, self.report.lines),
            Row::Stay(stay) => self.stay(&stay),
        }
    }

    /// What was found.
    #[must_use]
    pub fn finish(self) -> Report {
        self.report
    }

    /// Takes one stay.
    pub fn stay(&mut self, stay: &Charged) {
        if stay.entry < self.from || stay.entry >= self.until {
            return;
        }
        let (fit, priced, version) = match fit_of(self.tariff, stay) {
            Ok(found) => found,
            Err(PriceRefusal::NoVersion {}) => return self.dirt(Dirt::NoVersion, stay.line),
            Err(PriceRefusal::TooLong { .. }) => return self.dirt(Dirt::TooLong, stay.line),
            Err(_) => return self.dirt(Dirt::Backwards, stay.line),
        };
        self.report.compared += 1;
        let zero_minutes = stay.exit - stay.entry < 60;
        if zero_minutes {
            self.dirt(Dirt::ZeroMinutes, stay.line);
        }
        if stay.fen == 0 {
            self.report.unpaid.add(fit);
            if fit == Fit::Not {
                self.dirt(Dirt::UnpaidLong, stay.line);
            }
            return;
        }
        self.report.paid.add(fit);
        if let Some(count) = self.report.versions.get_mut(version) {
            count.add(fit);
        }
        let trial = fit == Fit::Not && stay.fen < TRIAL_BELOW;
        if trial {
            self.dirt(Dirt::TrialFee, stay.line);
        }
        if !zero_minutes && !trial {
            self.report.paid_usual.add(fit);
        }
        if fit == Fit::Not && self.report.misfits.len() < EXAMPLES_MAX {
            self.report.misfits.push(Misfit {
                line: stay.line,
                entry: Timestamp::from_second(stay.entry).unwrap_or(Timestamp::UNIX_EPOCH),
                minutes: (stay.exit - stay.entry) / 60,
                charged: Fen(stay.fen),
                tariff: priced,
            });
        }
    }

    fn dirt(&mut self, dirt: Dirt, line: u64) {
        let count = self.report.dirt.entry(dirt.code()).or_default();
        count.lines += 1;
        if count.first.len() < EXAMPLES_MAX {
            count.first.push(line);
        }
    }
}

/// How a stay's fee fits, what the tariff asks for the times as they stand, and the version that was asked.
///
/// # Errors
/// When the tariff has no price for the stay.
pub fn fit_of(tariff: &Tariff, stay: &Charged) -> Result<(Fit, Fen, usize), PriceRefusal> {
    let moment = |second: i64| Timestamp::from_second(second).map_err(|_| PriceRefusal::NoVersion {});
    let cost = |entry: i64, exit: i64| total(tariff, &Stay::new(moment(entry)?, moment(exit)?));
    let asked = cost(stay.entry, stay.exit)?;
    let at = match tariff.version_by {
        crate::tariff::Moment::Entry => stay.entry,
        crate::tariff::Moment::Exit => stay.exit,
    };
    let version = tariff.version_at(at).unwrap_or(0);
    if asked.0 == stay.fen {
        return Ok((Fit::Exact, asked, version));
    }
    // A stay is counted in whole minutes from the minute of its entry, so that the shortest and the longest one that are cut
    // to these times stand for all.
    let open = i64::from(stay.cut) * 59;
    let shortest = (stay.entry + open, stay.exit);
    let longest = (stay.entry, stay.exit + open);
    for (entry, exit) in [shortest, longest] {
        if exit >= entry && open > 0 && cost(entry, exit)?.0 == stay.fen {
            return Ok((Fit::Within, asked, version));
        }
    }
    Ok((Fit::Not, asked, version))
}
