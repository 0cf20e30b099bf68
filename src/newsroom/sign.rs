//! 审签: the unit reviewer lets an article leave the unit.

use entity::{ArticleId, Step, article};
use sea_orm::ActiveValue::Set;

use super::steps::{self, Said};
use super::{facts, notices, shelf};
use crate::app::App;
use crate::people::UnitReviewer;
use crate::{Error, Result, db, ledger};

/// Signs an article of the reviewer's unit. Nobody signs their own.
///
/// # Errors
/// [`Error::NotFound`] for another unit's article; [`Error::Stale`]; [`Error::Refused`].
pub async fn sign(
    app: &App,
    reviewer: &UnitReviewer,
    id: ArticleId,
    version: i64,
    remark: &str,
) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let own = shelf::article(&tx, id).await?;
    reviewer.signs_for(&own)?;
    if own.reporter_id == reviewer.id() {
        return Err(Error::refused("refused.own_article"));
    }
    let held = steps::hold(&tx, reviewer.viewer(), id, version).await?;
    let said = Said {
        remark: super::decide::remark_text(remark)?,
        ..Said::default()
    };
    let article = steps::take(&tx, reviewer.actor(), held, (Step::Sign, said), now, |article| {
        article.left_unit_at = Set(Some(now));
    })
    .await?;
    notices::tell(&tx, article.reporter_id, "signed", &article, &[], now).await?;
    let touched = facts::refresh(&tx, &article, reviewer.actor(), now).await?;
    ledger::settle(&tx, touched, reviewer.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}
