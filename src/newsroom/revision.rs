//! Cutting revisions: immutable copies, numbered from 1, each with its digest.

use entity::{ArticleId, Cause, Instant, PersonId, author, revision};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    DatabaseTransaction, EntityTrait,
};
use serde_json::json;
use sha2::{Digest, Sha256};

use crate::Result;
use crate::text::{CleanHtml, plain_text, word_count};

/// What a revision copies.
pub(super) struct Copy<'a> {
    pub article_id: ArticleId,
    pub n: i64,
    pub cause: Cause,
    pub title: &'a str,
    pub r#type: &'a str,
    pub body: &'a CleanHtml,
    pub authors: &'a [author::Model],
    pub note: &'a str,
}

/// An author as a revision keeps them; the mark of an external reporter is said where it is borne.
fn kept(one: &author::Model) -> serde_json::Value {
    let mut kept = json!({
        "person_id": one.person_id, "name": one.name, "craft": one.craft, "share_bp": one.share_bp,
    });
    if one.is_external {
        kept["is_external"] = true.into();
    }
    kept
}

/// Cuts a revision and returns the number of its words.
pub(super) async fn cut(tx: &DatabaseTransaction, copy: Copy<'_>, by: PersonId, now: Instant) -> Result<i64> {
    let body_text = plain_text(copy.body);
    let n_words = i64::from(word_count(&body_text));
    let authors: Vec<_> = copy.authors.iter().map(kept).collect();
    let authors = serde_json::to_string(&authors)?;
    let mut digest = Sha256::new();
    for field in [copy.title, copy.r#type, copy.body.as_str(), &authors, copy.note] {
        digest.update((field.len() as u64).to_be_bytes());
        digest.update(field.as_bytes());
    }
    let row = revision::ActiveModel {
        id: NotSet,
        article_id: Set(copy.article_id),
        n: Set(copy.n),
        cause: Set(copy.cause),
        title: Set(copy.title.to_owned()),
        r#type: Set(copy.r#type.to_owned()),
        body_html: Set(copy.body.as_str().to_owned()),
        body_text: Set(body_text),
        n_words: Set(n_words),
        authors: Set(authors),
        note: Set(copy.note.to_owned()),
        made_by: Set(by),
        made_at: Set(now),
        digest: Set(hex::encode(digest.finalize())),
    };
    revision::Entity::insert(row).exec(tx).await?;
    Ok(n_words)
}
