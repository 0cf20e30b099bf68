//! Settling the day that ended: only now is a quota known to be missed.

use chrono::NaiveDate;

use super::{Job, Ran, has_run, note};
use crate::actor::Actor;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::{Result, db, ledger};

pub(super) async fn run(app: &App, day: NaiveDate) -> Result<Ran> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    if has_run(&tx, Job::Settle, day).await? {
        return Ok(Ran::Before);
    }
    // A posting names who stands for it. By night that is whoever put the scheme in force: the rule speaks, and they
    // published it. Without a published scheme there is nothing to post (docs/adr/night-postings.md).
    let publisher = ledger::versions(&tx)
        .await?
        .last()
        .map(|version| version.published_by);
    let n_postings = match publisher {
        None => 0,
        Some(by) => ledger::settle_through(&tx, day, by, now).await?.postings.len(),
    };
    let outcome = format!("{n_postings} postings");
    let detail = serde_json::json!({ "day": day, "n_postings": n_postings });
    let deed = Deed::done("settle_day", "ledger", day).with(detail);
    audit::note(&tx, &Actor::system("job"), deed, now).await?;
    note(&tx, Job::Settle, day, now, (&outcome, now)).await?;
    tx.commit().await?;
    Ok(Ran::Now(outcome))
}
