//! The hash chains of the ledger, SHA-256 (LEDGER section 3.7). Facts are chained one to the next, and so are the
//! published versions of schemes; a posting is chained to the one before it, to every fact that was known when it was
//! written, and to its scheme. Each field has its length before it, so that no two rows encode alike.

use entity::{fact, fact_subject, posting, scheme, scheme_version};
use sha2::{Digest, Sha256};

/// What the first row of each chain is chained to.
pub(super) const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// What a posting rests on, by hash.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grounds<'a> {
    /// That of the last fact that was known: it covers all before it.
    pub facts: &'a str,
    /// That of the version of the scheme; empty where no scheme priced.
    pub scheme: &'a str,
}

/// The hash of a posting after the one before it.
pub(super) fn hash(previous: &str, row: &posting::Model, grounds: Grounds<'_>) -> String {
    let fields = [
        "posting 2".to_owned(),
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
        row.last_fact.to_string(),
        row.sentence.clone(),
        row.trace.clone(),
        row.recorded_at.0.to_string(),
        row.recorded_by.0.to_string(),
        grounds.facts.to_owned(),
        grounds.scheme.to_owned(),
    ];
    link(previous, &fields)
}

/// The digest of a fact after the one before it: all its columns, and whom it concerns under which days.
pub(super) fn fact(previous: &str, row: &fact::Model, subjects: &[fact_subject::Model]) -> String {
    let mut fields = vec![
        "fact 2".to_owned(),
        row.id.to_string(),
        row.kind.clone(),
        row.source.clone(),
        optional(row.article_id.map(|id| id.0)),
        optional(row.organisation_id.map(|id| id.0)),
        row.happened_on.to_string(),
        row.recorded_at.0.to_string(),
        row.recorded_by.0.to_string(),
        optional(row.withdraws.map(|id| id.0)),
        row.body.clone(),
    ];
    let mut named: Vec<_> = subjects
        .iter()
        .map(|row| (row.subject_kind.code(), row.subject_id, row.happened_on))
        .collect();
    named.sort_unstable();
    for (kind, id, day) in named {
        fields.extend([kind.to_owned(), id.to_string(), day.to_string()]);
    }
    link(previous, &fields)
}

/// The digest of a published version after the one before it: all its columns, and those of its scheme.
pub(super) fn version(previous: &str, row: &scheme_version::Model, of: &scheme::Model) -> String {
    let fields = [
        "scheme 2".to_owned(),
        of.id.to_string(),
        of.code.clone(),
        of.created_at.0.to_string(),
        row.id.to_string(),
        row.scheme_id.to_string(),
        row.n.to_string(),
        row.name.clone(),
        row.document.clone(),
        row.effective_from.to_string(),
        row.drafted_by.0.to_string(),
        row.published_by.0.to_string(),
        row.published_at.0.to_string(),
        row.reason.clone(),
    ];
    link(previous, &fields)
}

fn optional(number: Option<i64>) -> String {
    number.map_or_else(String::new, |number| number.to_string())
}

/// `H(1 ‖ previous ‖ H(0 ‖ leaf))`.
fn link(previous: &str, fields: &[String]) -> String {
    let leaf = prefixed(fields.iter().map(String::as_str));
    let leaf = Sha256::new_with_prefix([0_u8]).chain_update(leaf).finalize();
    let link = Sha256::new_with_prefix([1_u8])
        .chain_update(previous.as_bytes())
        .chain_update(leaf);
    hex::encode(link.finalize())
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
