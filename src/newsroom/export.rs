//! Whole lists leave the house as sheets: so many in a minute for each person, and each noted in the audit log, from
//! which the budget is counted.

use chrono::TimeDelta;
use sea_orm::ConnectionTrait;

use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::Viewer;
use crate::{Result, db};

/// The deed of the audit log.
const DEED: &str = "export_list";

/// A list that left the house.
#[derive(Clone, Debug)]
pub struct Exported {
    /// The path of its page.
    pub list: String,
    /// Its filters, as the address spells them.
    pub filters: String,
    /// How many rows left.
    pub n_rows: usize,
    /// How many the list has.
    pub total: u64,
}

/// Whether the viewer may export another list in this minute.
///
/// # Errors
/// [`Error::TooOften`] saying when.
pub async fn may_export(app: &App, viewer: &Viewer) -> Result<()> {
    within_budget(app, app.db.reader(), viewer).await
}

/// Notes an export, unless the budget was used up meanwhile.
///
/// # Errors
/// [`Error::TooOften`] saying when.
pub async fn note_export(app: &App, viewer: &Viewer, exported: &Exported) -> Result<()> {
    let tx = db::write(&app.db).await?;
    within_budget(app, &tx, viewer).await?;
    let detail = serde_json::json!({
        "filters": exported.filters, "rows": exported.n_rows, "of": exported.total,
    });
    let deed = Deed::done(DEED, "list", &exported.list).with(detail);
    audit::note(&tx, &viewer.actor, deed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

async fn within_budget(app: &App, db: &impl ConnectionTrait, viewer: &Viewer) -> Result<()> {
    let (now, max) = (app.clock.now(), app.settings.limits.exports_per_minute);
    let minute = TimeDelta::minutes(1);
    let times = audit::times(db, viewer.id(), DEED, now.plus(-minute)).await?;
    // The export that has to be a minute old before there is room for one more.
    let Some(oldest) = times.get(max.max(1) - 1) else {
        return Ok(());
    };
    let wait_ms = u64::try_from((minute - now.since(*oldest)).num_milliseconds()).unwrap_or(0);
    let seconds = wait_ms.div_ceil(1_000).max(1);
    Err(Error::TooOften {
        message: Message::new("list.too_often")
            .with("max", max)
            .with("seconds", seconds),
        retry_after_s: seconds,
    })
}
