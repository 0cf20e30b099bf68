//! 撤回: the reporter takes an article back before it is accepted. Submitting it again undoes that.

use entity::{ArticleId, Step, article};
use sea_orm::ActiveValue::Set;

use super::steps::{self, Said};
use super::{facts, shelf};
use crate::app::App;
use crate::people::Reporter;
use crate::{Result, db, ledger};

/// Withdraws an article.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound) for a foreign article; `Stale`; `Refused` after acceptance.
pub async fn withdraw(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    version: i64,
    remark: &str,
) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    reporter.owns(&shelf::article(&tx, id).await?)?;
    let held = steps::hold(&tx, reporter.viewer(), id, version).await?;
    let said = Said {
        remark: super::decide::remark_text(remark)?,
        ..Said::default()
    };
    let article = steps::take(
        &tx,
        reporter.actor(),
        held,
        (Step::Withdraw, said),
        now,
        |article| {
            article.claimed_by = Set(None);
            article.claimed_at = Set(None);
            article.due_on = Set(None);
        },
    )
    .await?;
    let touched = facts::refresh(&tx, &article, reporter.actor(), now).await?;
    ledger::settle(&tx, touched, reporter.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}
