//! The hash chain of the postings: SHA-256 over the previous hash and every field, each with its length before it,
//! so that no two postings encode alike (LEDGER section 3.7).

use entity::posting;
use sha2::{Digest, Sha256};

/// What the first posting is chained to.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The hash of a posting after the one before it.
pub(super) fn hash(previous: &str, row: &posting::Model) -> String {
    let leaf = Sha256::new_with_prefix([0_u8]).chain_update(leaf(row)).finalize();
    let link = Sha256::new_with_prefix([1_u8])
        .chain_update(previous.as_bytes())
        .chain_update(leaf);
    hex::encode(link.finalize())
}

/// Every field but the hash itself, length-prefixed.
fn leaf(row: &posting::Model) -> Vec<u8> {
    let optional = |number: Option<i64>| number.map_or_else(String::new, |number| number.to_string());
    let fields = [
        "1".to_owned(),
        row.seq.to_string(),
        row.line.clone(),
        row.revision.to_string(),
        optional(row.reverses),
        row.subject_kind.code().to_owned(),
        row.subject_id.to_string(),
        row.period.clone(),
        row.origin_period.clone(),
        row.happened_on.to_string(),
        row.points.to_string(),
        row.contra.clone(),
        row.rule.clone(),
        optional(row.scheme_version_id.map(|id| id.0)),
        optional(row.article_id.map(|id| id.0)),
        row.facts.clone(),
        row.sentence.clone(),
        row.trace.clone(),
        row.recorded_at.0.to_string(),
        row.recorded_by.0.to_string(),
    ];
    prefixed(fields.iter().map(String::as_str))
}

/// The SHA-256 of some fields, each with its length before it.
pub(super) fn digest<'a>(fields: impl Iterator<Item = &'a str>) -> String {
    hex::encode(Sha256::digest(prefixed(fields)))
}

fn prefixed<'a>(fields: impl Iterator<Item = &'a str>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(512);
    for field in fields {
        bytes.extend_from_slice(&(field.len() as u64).to_be_bytes());
        bytes.extend_from_slice(field.as_bytes());
    }
    bytes
}
