//! Chance by a seed.

/// A stream of numbers (splitmix64). Good enough to make trouble, and nothing hangs on it being unforeseeable.
pub(super) struct Chance(u64);

impl Chance {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// True in so many of a thousand cases.
    pub(super) fn per_mille(&mut self, cases: u16) -> bool {
        self.next() % 1000 < u64::from(cases)
    }

    /// A number from the first to the second, both included.
    pub(super) fn between(&mut self, (low, high): (u32, u32)) -> u32 {
        let width = u64::from(high.saturating_sub(low)) + 1;
        low + u32::try_from(self.next() % width).unwrap_or(0)
    }

    /// Twelve characters for a seal, of which the rest of a signature's nonce can be made.
    pub(super) fn nonce(&mut self) -> String {
        let digits = format!("{:016x}", self.next());
        digits[..12].to_owned()
    }
}
