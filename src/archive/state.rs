//! How the index of a data folder stands to its database, seen from outside: nothing is locked or changed.

use entity::article;
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter};

use super::document::key;
use crate::settings::Settings;
use crate::{Result, app, outbox};

/// How an index stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum IndexState {
    /// It holds everything: so many articles.
    Current(u64),
    /// So many changes are to be brought in; the relay does that.
    Behind(u64),
    /// It will be built anew, for this reason; until then searches are answered by the database and say so.
    ToRebuild(String),
}

/// Looks at the index of the data folder of the settings.
///
/// # Errors
/// Whatever the database answers.
pub async fn state(settings: &Settings, db: &impl ConnectionTrait) -> Result<IndexState> {
    let newest = key(outbox::newest_change(db).await?);
    let n_filed = article::Entity::find()
        .filter(article::Column::FirstSubmittedAt.is_not_null())
        .count(db)
        .await?;
    let looked = match app::look_into(&settings.data_dir) {
        Ok(index) => index.stats(),
        Err(why) => Err(why),
    };
    Ok(match looked {
        Err(why) => IndexState::ToRebuild(why.to_string()),
        Ok(stats) if stats.applied_seq > newest => {
            IndexState::ToRebuild(format!("{} > {newest}", stats.applied_seq))
        }
        Ok(stats) if stats.applied_seq < newest => IndexState::Behind(newest - stats.applied_seq),
        Ok(stats) if stats.n_documents != n_filed => {
            IndexState::ToRebuild(format!("{} ≠ {n_filed}", stats.n_documents))
        }
        Ok(stats) => IndexState::Current(stats.n_documents),
    })
}
