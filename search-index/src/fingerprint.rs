//! Near-duplicates by `MinHash` (Broder 1997): 128 functions over 5-character shingles, 32 bands of 4 rows to find
//! candidates, exact containment to verify them. Pure functions; where bands are kept is the caller's matter.

use crate::document::mix;
use crate::fold::fold_char;

/// Hash functions in a signature.
pub const N_HASHES: usize = 128;
/// Bands of a signature: two texts are candidates when one band agrees.
pub const N_BANDS: usize = 32;
const N_ROWS: usize = N_HASHES / N_BANDS;
const SHINGLE: usize = 5;

/// The set of 5-character shingles of a text, folded, without punctuation and spaces. A shorter text is one
/// shingle; a text without letters has none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Shingles(Vec<u64>);

impl Shingles {
    /// Cuts a text.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let letters: Vec<u64> = text
            .chars()
            .filter(|c| c.is_alphanumeric())
            .map(|c| u64::from(u32::from(fold_char(c))))
            .collect();
        let mut found: Vec<u64> = match letters.len() {
            0 => Vec::new(),
            n if n < SHINGLE => vec![of_letters(&letters)],
            _ => letters.windows(SHINGLE).map(of_letters).collect(),
        };
        found.sort_unstable();
        found.dedup();
        Self(found)
    }

    /// Counts the shingles.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The shared part of the smaller set in per mille, `|A ∩ B| / min(|A|, |B|)`: 1000 when one text is a part of
    /// the other. From 800 'the same', from 500 'largely the same' (SEARCH section 4).
    #[must_use]
    pub fn containment(&self, other: &Self) -> u16 {
        let (mut i, mut j, mut n_shared) = (0, 0, 0_usize);
        while let (Some(a), Some(b)) = (self.0.get(i), other.0.get(j)) {
            match a.cmp(b) {
                std::cmp::Ordering::Less => i += 1,
                std::cmp::Ordering::Greater => j += 1,
                std::cmp::Ordering::Equal => {
                    n_shared += 1;
                    i += 1;
                    j += 1;
                }
            }
        }
        per_mille(n_shared, self.len().min(other.len()))
    }

    /// Signs the set; none when it is empty.
    #[must_use]
    pub fn sign(&self) -> Option<Fingerprint> {
        if self.is_empty() {
            return None;
        }
        let mut lowest = [u32::MAX; N_HASHES];
        for &shingle in &self.0 {
            // Two 32-bit functions from each mix: half the work, and the halves of a mixed word are independent.
            for (pair, slots) in lowest.chunks_exact_mut(2).enumerate() {
                let h = mix(shingle ^ SEEDS[pair]);
                slots[0] = slots[0].min((h >> 32) as u32);
                slots[1] = slots[1].min((h & 0xFFFF_FFFF) as u32);
            }
        }
        Some(Fingerprint(lowest))
    }
}

const SEEDS: [u64; N_HASHES / 2] = {
    let mut seeds = [0; N_HASHES / 2];
    let mut i = 0;
    while i < seeds.len() {
        seeds[i] = (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        i += 1;
    }
    seeds
};

fn of_letters(letters: &[u64]) -> u64 {
    mix(letters.iter().fold(letters.len() as u64, |h, &c| {
        h.wrapping_mul(0x0000_0100_0000_01b3).wrapping_add(c)
    }))
}

fn per_mille(part: usize, whole: usize) -> u16 {
    (part * 1000)
        .checked_div(whole)
        .and_then(|p| u16::try_from(p).ok())
        .unwrap_or(0)
}

/// A `MinHash` signature. The functions are fixed, so signatures may be stored and compared later.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint([u32; N_HASHES]);

impl Fingerprint {
    /// The 32 band hashes in order, for a table `(band, hash, article)`.
    #[must_use]
    pub fn bands(&self) -> [u64; N_BANDS] {
        let mut bands = [0; N_BANDS];
        for (band, rows) in bands.iter_mut().zip(self.0.chunks_exact(N_ROWS)) {
            *band = rows.iter().fold(0, |h, &row| {
                mix(h ^ u64::from(row)).wrapping_add(0x9e37_79b9_7f4a_7c15)
            });
        }
        bands
    }

    /// Estimates the Jaccard similarity in per mille.
    #[must_use]
    pub fn similarity(&self, other: &Self) -> u16 {
        per_mille(
            self.0.iter().zip(&other.0).filter(|(a, b)| a == b).count(),
            N_HASHES,
        )
    }
}

/// Signs a text; none when it has no letters.
#[must_use]
pub fn fingerprint(text: &str) -> Option<Fingerprint> {
    Shingles::of(text).sign()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PIECE: &str = "云河区开展社区食堂提升行动，新增助餐点十二处，老人刷卡即可用餐。街道干部每周回访，收集意见八十余条，\
        逐条办理并公开结果。下一步将把送餐上门服务延伸到偏远小区，并引入志愿者参与配送。";

    #[test]
    fn punctuation_width_and_script_do_not_matter() {
        assert_eq!(
            fingerprint("雲河區，開展５Ｇ行動！"),
            fingerprint("云河区开展 5G 行动")
        );
        assert_eq!(fingerprint("，。！"), None);
    }

    #[test]
    fn half_of_a_piece_is_contained_in_it() {
        let half: String = PIECE.chars().take(PIECE.chars().count() / 2).collect();
        assert_eq!(Shingles::of(PIECE).containment(&Shingles::of(&half)), 1000);
        let other = "本区气象台发布大风蓝色预警，请市民注意防范高空坠物，减少外出，关好门窗。";
        assert_eq!(Shingles::of(PIECE).containment(&Shingles::of(other)), 0);
    }

    #[test]
    fn an_edited_piece_shares_a_band() {
        let edited = PIECE.replace("十二处", "十三处") + "（通讯员供稿）";
        let (a, b) = (
            fingerprint(PIECE).expect("text"),
            fingerprint(&edited).expect("text"),
        );
        assert!(a.bands().iter().zip(b.bands()).any(|(x, y)| *x == y));
        assert!(a.similarity(&b) > 600);
    }

    proptest! {
        #[test]
        fn the_estimate_is_near_the_truth(a in "[甲乙丙丁戊]{40,80}", cut in 5usize..35) {
            let b: String = a.chars().skip(cut).collect();
            let (sa, sb) = (Shingles::of(&a), Shingles::of(&b));
            let shared = sa.0.iter().filter(|s| sb.0.contains(s)).count();
            let truth = shared * 1000 / (sa.len() + sb.len() - shared);
            let estimate = usize::from(sa.sign().expect("text").similarity(&sb.sign().expect("text")));
            // 128 functions: standard error at most 44 per mille; five of them.
            prop_assert!(truth.abs_diff(estimate) < 220, "{truth} {estimate}");
        }

        #[test]
        fn containment_is_symmetric_and_whole_for_a_part(a in "[一-十]{5,60}", b in "[一-十]{5,60}") {
            let (sa, sb) = (Shingles::of(&a), Shingles::of(&b));
            prop_assert_eq!(sa.containment(&sb), sb.containment(&sa));
            let joined = Shingles::of(&(a + &b));
            prop_assert_eq!(joined.containment(&sa), 1000);
        }
    }
}
