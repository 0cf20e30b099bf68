//! Near-duplicates and earlier coverage: whether an article was filed before in much the same words, and what was
//! written on the matter (SEARCH section 4: `MinHash` bands find candidates, exact containment verifies them).

use std::collections::HashMap;

use entity::{ArticleId, article, near_duplicate_band};
use sea_orm::ActiveValue::Set;
use sea_orm::sea_query::{Alias, Expr, ExprTrait, Query as Sql};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, Order, QueryFilter, QueryOrder,
    QuerySelect,
};
use search_index::{Access, Document, Shingles, fingerprint};

use super::document::{article_id, heads, key};
use super::readable::readable;
use super::search::seated;
use crate::Result;
use crate::app::App;
use crate::people::{self, Viewer};

/// How many candidates are verified: those that share the most bands.
const N_CANDIDATES: u64 = 50;
/// From here on two texts are largely the same, in per mille of the shorter one.
const LARGELY: u16 = 500;
/// How many are told.
const N_TOLD: usize = 5;

/// An article that is much like another one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The other article.
    pub article: article::Model,
    /// How much of the shorter text is in the longer one, in percent.
    pub percent: u16,
}

/// Notes the bands of the text that an article was filed with, in place of former ones.
///
/// # Errors
/// Whatever the database answers.
pub async fn note_bands(tx: &DatabaseTransaction, id: ArticleId, text: &str) -> Result<()> {
    near_duplicate_band::Entity::delete_many()
        .filter(near_duplicate_band::Column::ArticleId.eq(id))
        .exec(tx)
        .await?;
    let Some(signed) = fingerprint(text) else {
        return Ok(());
    };
    let rows = (0_i64..)
        .zip(signed.bands())
        .map(|(band, hash)| near_duplicate_band::ActiveModel {
            band: Set(band),
            hash: Set(hash.cast_signed()),
            article_id: Set(id),
        });
    near_duplicate_band::Entity::insert_many(rows)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The articles that the viewer may read and that share at least half of the shorter text with this one, the most
/// alike first, at most five.
///
/// # Errors
/// Whatever the database answers.
pub async fn near_duplicates(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<Vec<Alike>> {
    let candidates = candidates(db, id).await?;
    let readable = readable(db, viewer, &candidates).await?;
    let mut wanted: Vec<ArticleId> = readable.into_iter().collect();
    wanted.push(id);
    let heads = heads(db, &wanted).await?;
    let shingles: HashMap<ArticleId, Shingles> = heads
        .into_iter()
        .map(|(of, head)| (of, Shingles::of(&head.body_text)))
        .collect();
    let Some(own) = shingles.get(&id) else {
        return Ok(Vec::new());
    };
    let mut alike: Vec<(u16, ArticleId)> = shingles
        .iter()
        .filter(|(other, _)| **other != id)
        .map(|(other, text)| (own.containment(text), *other))
        .filter(|(part, _)| *part >= LARGELY)
        .collect();
    alike.sort_unstable_by(|a, b| b.cmp(a));
    alike.truncate(N_TOLD);
    let mut articles: HashMap<ArticleId, article::Model> = article::Entity::find()
        .filter(article::Column::Id.is_in(alike.iter().map(|(_, other)| *other)))
        .all(db)
        .await?
        .into_iter()
        .map(|article| (article.id, article))
        .collect();
    Ok(alike
        .into_iter()
        .filter_map(|(part, other)| {
            Some(Alike {
                article: articles.remove(&other)?,
                percent: part / 10,
            })
        })
        .collect())
}

/// Filed articles that share a band with this one, those with the most shared bands first.
async fn candidates(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<ArticleId>> {
    let own = Alias::new("own");
    let shares = Sql::select()
        .expr(Expr::val(1))
        .from_as(near_duplicate_band::Entity, own.clone())
        .and_where(Expr::col((own.clone(), near_duplicate_band::Column::ArticleId)).eq(id))
        .and_where(
            Expr::col((own.clone(), near_duplicate_band::Column::Band)).eq(Expr::col((
                near_duplicate_band::Entity,
                near_duplicate_band::Column::Band,
            ))),
        )
        .and_where(Expr::col((own, near_duplicate_band::Column::Hash)).eq(Expr::col((
            near_duplicate_band::Entity,
            near_duplicate_band::Column::Hash,
        ))))
        .take();
    Ok(near_duplicate_band::Entity::find()
        .select_only()
        .column(near_duplicate_band::Column::ArticleId)
        .filter(near_duplicate_band::Column::ArticleId.ne(id))
        .filter(Expr::exists(shares))
        .group_by(near_duplicate_band::Column::ArticleId)
        .order_by(near_duplicate_band::Column::Band.count(), Order::Desc)
        .order_by(near_duplicate_band::Column::ArticleId, Order::Desc)
        .limit(N_CANDIDATES)
        .into_tuple()
        .all(db)
        .await?)
}

/// Earlier coverage of an article's matter that the viewer may read, the nearest first, at most five.
///
/// # Errors
/// [`Error::Unavailable`](crate::Error::Unavailable) when it takes too long; whatever the database answers.
pub async fn earlier(app: &App, viewer: &Viewer, id: ArticleId) -> Result<Vec<Document>> {
    let db = app.db.reader();
    let Some(head) = heads(db, &[id]).await?.remove(&id) else {
        return Ok(Vec::new());
    };
    let text = format!("{}\n{}", head.title, head.body_text);
    let access = Access::holding(people::viewer_terms(viewer));
    let found = seated(app, move |index| {
        index.similar(&text, &access, Some(key(id.0)), N_TOLD)
    })
    .await?;
    let ids: Vec<ArticleId> = found.iter().map(|(document, _)| article_id(document)).collect();
    let readable = readable(db, viewer, &ids).await?;
    Ok(found
        .into_iter()
        .map(|(document, _)| document)
        .filter(|document| readable.contains(&article_id(document)))
        .collect())
}
