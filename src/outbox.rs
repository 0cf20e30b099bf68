//! What must happen after a commit, written down inside it. The index log is retained and numbered in commit order
//! (there is one writer); each node follows it with a cursor that is kept in its index's own commits.

use std::collections::BTreeSet;

use entity::{ArticleId, Instant, index_change};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};

use crate::{Result, db};

/// Notes that the index must look at an article again.
///
/// # Errors
/// Whatever the database answers.
pub async fn reindex(tx: &DatabaseTransaction, article: ArticleId, now: Instant) -> Result<()> {
    let change = index_change::ActiveModel {
        seq: NotSet,
        article_id: Set(article),
        made_at: Set(now),
    };
    index_change::Entity::insert(change).exec(tx).await?;
    Ok(())
}

/// Notes that the index must look at many articles again.
///
/// # Errors
/// Whatever the database answers.
pub async fn reindex_all(
    tx: &DatabaseTransaction,
    articles: impl IntoIterator<Item = ArticleId>,
    now: Instant,
) -> Result<()> {
    let articles: BTreeSet<ArticleId> = articles.into_iter().collect();
    let changes = articles.into_iter().map(|article| index_change::ActiveModel {
        seq: NotSet,
        article_id: Set(article),
        made_at: Set(now),
    });
    db::insert_rows(tx, changes, None).await
}

/// The changes after `cursor`, oldest first, at most `n`.
///
/// # Errors
/// Whatever the database answers.
pub async fn changes_after(
    db: &impl ConnectionTrait,
    cursor: i64,
    n: u64,
) -> Result<Vec<index_change::Model>> {
    Ok(index_change::Entity::find()
        .filter(index_change::Column::Seq.gt(cursor))
        .order_by_asc(index_change::Column::Seq)
        .limit(n)
        .all(db)
        .await?)
}

/// The number of the newest change, 0 where there is none.
///
/// # Errors
/// Whatever the database answers.
pub async fn newest_change(db: &impl ConnectionTrait) -> Result<i64> {
    Ok(index_change::Entity::find()
        .order_by_desc(index_change::Column::Seq)
        .one(db)
        .await?
        .map_or(0, |change| change.seq))
}
