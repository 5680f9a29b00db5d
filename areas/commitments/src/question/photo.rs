//! R7 and R8: the same picture twice, and what a picture says of its time and place.
//!
//! The digests and perceptual hashes come from where the bytes are; here are only numbers. A picture without facts is
//! weaker evidence and raises no question.

use shishi_kernel::{Date, EvidenceId, Timestamp, civil_date};

use super::{Flag, Pattern, Period, Subject, THRESHOLD, days};

/// Perceptual hashes that differ in at most so many of 64 bits are of nearly the same picture.
pub const NEAR_BITS: u32 = 6;
/// Up to so many, a person should look.
pub const REVIEW_BITS: u32 = 10;
/// A picture is taken in the period, give or take so many days.
pub const GRACE_DAYS: i64 = 1;
/// A picture is taken within so many metres of the site.
pub const PLACE_METRES: i64 = 500;

/// A place in millionths of a degree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Coordinates {
    /// North is positive.
    pub latitude: i32,
    /// East is positive.
    pub longitude: i32,
}

impl Coordinates {
    /// Metres to another place, on a plane: right to a percent for the few kilometres that matter here.
    #[must_use]
    pub fn metres_to(self, other: Self) -> i64 {
        let degrees = |millionths: i64| millionths as f64 / 1e6;
        let north = degrees(i64::from(other.latitude) - i64::from(self.latitude)) * 111_195.0;
        let along = degrees(i64::from(self.latitude)).to_radians().cos();
        let east = degrees(i64::from(other.longitude) - i64::from(self.longitude)) * 111_195.0 * along;
        north.hypot(east) as i64
    }
}

/// A picture that was handed in.
#[derive(Clone, Copy, Debug)]
pub struct Photo {
    /// Its name in the evidence store.
    pub evidence: EvidenceId,
    /// What it is meant to show.
    pub subject: Subject,
    /// The period for which it was handed in.
    pub period: Period,
    /// SHA-256 of the file.
    pub digest: [u8; 32],
    /// Perceptual hash of the picture.
    pub hash: Option<u64>,
}

/// Compares a picture with those handed in before, and asks after the most alike.
///
/// Every hash is looked at: 64-bit hashes of unrelated pictures all lie about 32 bits apart, so that a search tree would
/// visit nearly every node, and counting the bits of a million takes a few milliseconds.
#[must_use]
pub fn seen_before(photo: &Photo, known: &[Photo]) -> Option<Flag> {
    let (pattern, bits, twin) = known
        .iter()
        .filter_map(|other| alike(photo, other).map(|(pattern, bits)| (pattern, bits, other)))
        .min_by_key(|(pattern, bits, other)| (*pattern, *bits, other.evidence))?;
    let flag = Flag::new(pattern, photo.subject, photo.period)
        .with("photo", photo.evidence)
        .with("twin", twin.evidence)
        .with("twin_commitment", twin.subject.commitment)
        .with("twin_period", twin.period.to)
        .with("bits", bits);
    Some(match pattern {
        Pattern::PhotoSame => flag,
        Pattern::PhotoNear => flag.with(THRESHOLD, NEAR_BITS),
        _ => flag.with(THRESHOLD, REVIEW_BITS),
    })
}

fn alike(photo: &Photo, other: &Photo) -> Option<(Pattern, u32)> {
    let same_place = photo.subject == other.subject && photo.subject.site.is_some();
    // The same file twice in one report is a slip of the hand.
    if photo.evidence == other.evidence || (photo.subject == other.subject && photo.period == other.period) {
        return None;
    }
    if photo.digest == other.digest {
        return Some((Pattern::PhotoSame, 0));
    }
    let bits = (photo.hash? ^ other.hash?).count_ones();
    match bits {
        0 => Some((Pattern::PhotoSame, 0)),
        // Two pictures of one site from the same spot are alike, as they should be.
        _ if same_place => None,
        1..=NEAR_BITS => Some((Pattern::PhotoNear, bits)),
        _ if bits <= REVIEW_BITS => Some((Pattern::PhotoReview, bits)),
        _ => None,
    }
}

/// What a picture's file says, and what it is held against.
#[derive(Clone, Copy, Debug)]
pub struct PhotoFacts {
    /// The picture.
    pub evidence: EvidenceId,
    /// What it is meant to show.
    pub subject: Subject,
    /// The period for which it was handed in.
    pub period: Period,
    /// The day on which it was taken, by the camera.
    pub taken: Option<Date>,
    /// The day on which the file was last changed by a program, if it says so.
    pub changed: Option<Date>,
    /// Where it was taken, by the camera.
    pub place: Option<Coordinates>,
    /// Where the site is.
    pub site: Option<Coordinates>,
    /// When it was handed in.
    pub received: Timestamp,
}

/// Asks after a picture that was taken at another time or place, or whose own times contradict each other.
#[must_use]
pub fn odd_facts(photo: &PhotoFacts) -> Vec<Flag> {
    let mut flags = Vec::new();
    let flag = |pattern| Flag::new(pattern, photo.subject, photo.period).with("photo", photo.evidence);
    if let Some(taken) = photo.taken {
        let received = civil_date(photo.received);
        let changed_first = photo.changed.is_some_and(|changed| days(changed, taken) > GRACE_DAYS);
        if days(received, taken) > GRACE_DAYS || changed_first {
            let changed = photo.changed.unwrap_or(received);
            flags.push(
                flag(Pattern::PhotoContradicts)
                    .with("taken", taken)
                    .with("changed", changed)
                    .with("received", received),
            );
        } else if !photo.period.holds(taken, GRACE_DAYS) {
            flags.push(
                flag(Pattern::PhotoTime)
                    .with("taken", taken)
                    .with("from", photo.period.from)
                    .with("to", photo.period.to)
                    .with(THRESHOLD, GRACE_DAYS),
            );
        }
    }
    if let (Some(place), Some(site)) = (photo.place, photo.site) {
        let metres = place.metres_to(site);
        if metres > PLACE_METRES {
            flags.push(
                flag(Pattern::PhotoPlace)
                    .with("metres", metres)
                    .with(THRESHOLD, PLACE_METRES),
            );
        }
    }
    flags
}
