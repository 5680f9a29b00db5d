//! R4: a value far from what comparable units report for the same period.

use shishi_kernel::Decimal;

use super::{Flag, Pattern, Period, Subject, THRESHOLD};

/// With fewer peers, the value included, the spread cannot be estimated and the others' bounds are used.
pub const PEERS_MIN: usize = 8;
/// With fewer, nothing can be said.
const BOUNDS_MIN: usize = 4;
/// A modified z-score beyond this is asked after (Iglewicz and Hoaglin).
pub const SCORE_MAX: Decimal = Decimal::from_parts(35, 0, 0, false, 1);
/// Makes the median deviation comparable with a standard deviation.
const CONSISTENCY: Decimal = Decimal::from_parts(6_745, 0, 0, false, 4);

/// One unit's value, made comparable: points of its target, or per head.
#[derive(Clone, Copy, Debug)]
pub struct Peer {
    /// Whose.
    pub subject: Subject,
    /// The value.
    pub value: Decimal,
}

/// The values that lie far from the others.
#[must_use]
pub fn outliers(period: Period, peers: &[Peer]) -> Vec<Flag> {
    let values: Vec<Decimal> = peers.iter().map(|peer| peer.value).collect();
    if peers.len() >= PEERS_MIN
        && let Some(spread) = Spread::of(&values)
    {
        return peers
            .iter()
            .filter_map(|peer| spread.score(peer.value).map(|score| (peer, score)))
            .filter(|(_, score)| score.abs() > SCORE_MAX)
            .map(|(peer, score)| {
                flag(period, peer)
                    .with("median", spread.median.normalize())
                    .with("score", score.round_dp(1).normalize())
                    .with("peers", peers.len())
                    .with(THRESHOLD, SCORE_MAX)
            })
            .collect();
    }
    beyond_the_others(period, peers)
}

fn flag(period: Period, peer: &Peer) -> Flag {
    Flag::new(Pattern::Outlier, peer.subject, period).with("value", peer.value.normalize())
}

struct Spread {
    median: Decimal,
    deviation: Decimal,
}

impl Spread {
    /// `None` when more than half are equal: then the median deviation is nothing, and everything else would stand out.
    fn of(values: &[Decimal]) -> Option<Self> {
        let median = median(values)?;
        let deviations = values.iter().map(|value| value.checked_sub(median).map(|d| d.abs()));
        let deviation = self::median(&deviations.collect::<Option<Vec<_>>>()?)?;
        (!deviation.is_zero()).then_some(Self { median, deviation })
    }

    fn score(&self, value: Decimal) -> Option<Decimal> {
        value
            .checked_sub(self.median)?
            .checked_mul(CONSISTENCY)?
            .checked_div(self.deviation)
    }
}

fn median(values: &[Decimal]) -> Option<Decimal> {
    let mut sorted = values.to_vec();
    sorted.sort_unstable();
    let middle = sorted.len() / 2;
    let upper = *sorted.get(middle)?;
    if sorted.len() % 2 == 1 {
        return Some(upper);
    }
    sorted
        .get(middle.checked_sub(1)?)?
        .checked_add(upper)?
        .checked_div(Decimal::TWO)
}

/// Asks after a value that lies outside the others' bounds by more than their whole width.
fn beyond_the_others(period: Period, peers: &[Peer]) -> Vec<Flag> {
    if peers.len() < BOUNDS_MIN {
        return Vec::new();
    }
    let mut sorted: Vec<Decimal> = peers.iter().map(|peer| peer.value).collect();
    sorted.sort_unstable();
    let far = |peer: &&Peer| {
        // The others' bounds: the sorted values without this one's place at an end.
        let others = if peer.value == sorted[0] {
            &sorted[1..]
        } else if peer.value == sorted[sorted.len() - 1] {
            &sorted[..sorted.len() - 1]
        } else {
            return None;
        };
        let (low, high) = (*others.first()?, *others.last()?);
        let width = high.checked_sub(low)?;
        let outside = peer.value > high.checked_add(width)? || peer.value < low.checked_sub(width)?;
        // Others that are all equal have no width; one step away from them is no wonder.
        (outside && !width.is_zero()).then_some((low, high))
    };
    peers
        .iter()
        .filter_map(|peer| far(&peer).map(|bounds| (peer, bounds)))
        .map(|(peer, (low, high))| {
            flag(period, peer)
                .with("low", low.normalize())
                .with("high", high.normalize())
                .with("peers", peers.len())
        })
        .collect()
}
