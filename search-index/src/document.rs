//! What is indexed: one document, and the hash that says whether two are the same. Nothing of the database.

use serde::{Deserialize, Serialize};

use crate::day::Day;

/// An author of a document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Author {
    /// The person's id; none for a name without an account.
    pub id: Option<u64>,
    /// The name as signed.
    pub name: String,
}

/// One adoption that is not withdrawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Adoption {
    /// The outlet's id.
    pub outlet: u64,
    /// The outlet's name when the document was indexed.
    pub outlet_name: String,
    /// The outlet's level on that day, as the key used by filters and facets.
    pub level: String,
    /// The day of publication, Asia/Shanghai.
    pub on: Day,
}

/// A document of the archive. Ids are the caller's; keys (`class`, `kind`, `state`, `level`, `week`) are the
/// caller's machine words, never labels.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Document {
    /// The id, unique in the index.
    pub id: u64,
    /// The title, plain text.
    pub title: String,
    /// The body, plain text, with the text of attachments after it.
    pub body: String,
    /// The authors in order.
    pub authors: Vec<Author>,
    /// The organisation and all above it, the nearest first: a filter on a parent finds its children.
    pub units: Vec<u64>,
    /// The organisation's name when the document was indexed.
    pub unit_name: String,
    /// The class of the organisation.
    pub class: Option<String>,
    /// The type of article.
    pub kind: Option<String>,
    /// The state in the article's life.
    pub state: String,
    /// The reporting week, such as `2024-W05`.
    pub week: Option<String>,
    /// The instant by which the archive dates and sorts the piece, UTC ms.
    pub at: i64,
    /// The instant of the first submit, UTC ms.
    pub submitted_at: Option<i64>,
    /// The adoptions that stand.
    pub adoptions: Vec<Adoption>,
    /// The points credited, hundredths.
    pub points: i64,
    /// The number of words (字数).
    pub n_words: u64,
    /// Who may see it: terms, one of which a viewer must hold. Without any nobody finds it.
    pub acl: Vec<String>,
}

impl Document {
    /// Hashes everything that is indexed, so that an index can be compared with its source by content and not
    /// only by id. The value is stable for one version of this crate.
    #[must_use]
    pub fn digest(&self) -> u64 {
        hash(&serde_json::to_vec(self).unwrap_or_default())
    }
}

/// FNV-1a, 64 bits, with a final mix: a change detector, not a protection against forgers.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let folded = bytes.iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, &b| {
        (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    mix(folded)
}

/// The finaliser of splitmix64.
pub(crate) fn mix(x: u64) -> u64 {
    let x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    x ^ (x >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_changes_the_digest() {
        let one = Document {
            id: 1,
            title: "报送".into(),
            ..Document::default()
        };
        let mut other = one.clone();
        assert_eq!(one.digest(), other.digest());
        other.points = 150;
        assert_ne!(one.digest(), other.digest());
    }
}
