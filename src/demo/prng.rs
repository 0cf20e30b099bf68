//! A small random number generator, so that the same seed gives the same district on every machine.
//!
//! It serves invention only and must never make secrets. No clock and no operating system here.

/// Yields reproducible draws: `SplitMix64` (Steele, Lea, Flood 2014), 64 bits of state.
#[derive(Clone, Debug)]
pub struct Prng {
    state: u64,
}

/// The odd step that `SplitMix64` adds to its state, 2^64 divided by the golden ratio.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Prng {
    /// Starts a stream that depends on `seed` alone.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// Starts the stream number `lane` of `seed`; streams of neighbouring lanes share nothing visible.
    #[must_use]
    pub fn lane(seed: u64, lane: u64) -> Self {
        let mut outer = Self::new(seed ^ lane.wrapping_mul(0xd134_2543_de82_ef95));
        Self::new(outer.next_u64())
    }

    /// Draws 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(STEP);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a whole number from `low` to `high`, both possible; `low` when the range is empty.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        if high <= low {
            return low;
        }
        let span = u128::from(high.abs_diff(low)) + 1;
        let offset = (u128::from(self.next_u64()) * span) >> 64;
        i64::try_from(offset).map_or(low, |offset| low.saturating_add(offset))
    }

    /// Draws an index below `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let high = i64::try_from(n).unwrap_or(i64::MAX).saturating_sub(1);
        usize::try_from(self.between(0, high)).unwrap_or(0)
    }

    /// Answers yes in `percent` of 100 draws.
    pub fn chance(&mut self, percent: i64) -> bool {
        self.between(1, 100) <= percent
    }

    /// Draws one of `choices`, which must not be empty.
    pub fn pick<'a, T: ?Sized>(&mut self, choices: &[&'a T]) -> &'a T {
        choices[self.below(choices.len())]
    }

    /// Draws an index with the odds that `weights` give; 0 when they are all 0.
    pub fn weighted(&mut self, weights: &[i64]) -> usize {
        let total: i64 = weights.iter().sum();
        let mut draw = self.between(1, total);
        for (index, weight) in weights.iter().enumerate() {
            draw -= weight;
            if draw <= 0 && *weight > 0 {
                return index;
            }
        }
        0
    }

    /// Puts `items` in random order (Fisher and Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Prng;

    #[test]
    fn the_generator_follows_the_published_vector() {
        let mut prng = Prng::new(1_234_567);
        assert_eq!(prng.next_u64(), 6_457_827_717_110_365_317);
        assert_eq!(prng.next_u64(), 3_203_168_211_198_807_973);
    }

    #[test]
    fn draws_reach_both_ends_of_a_range_and_never_leave_it() {
        let mut prng = Prng::new(7);
        let draws: Vec<i64> = (0..500).map(|_| prng.between(-2, 3)).collect();
        assert_eq!(draws.iter().min(), Some(&-2));
        assert_eq!(draws.iter().max(), Some(&3));
    }

    #[test]
    fn a_shuffle_keeps_every_item() {
        let mut items: Vec<u32> = (0..50).collect();
        Prng::new(3).shuffle(&mut items);
        assert_ne!(items, (0..50).collect::<Vec<_>>());
        items.sort_unstable();
        assert_eq!(items, (0..50).collect::<Vec<_>>());
    }
}
