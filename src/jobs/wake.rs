//! Waking up. tokio-cron-scheduler rings a bell each minute and decides nothing: it fires once for two midnights when
//! the clock jumps (F14), so what is due is worked out from the rows.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::Notify;
use tokio_cron_scheduler::{Job, JobScheduler, JobSchedulerError};

use super::catch_up;
use crate::app::App;

/// The top of each minute.
const EACH_MINUTE: &str = "0 * * * * *";
/// Should the scheduler ever fall silent, we look all the same.
const SILENCE: Duration = Duration::from_mins(5);

/// Runs what is due until the house closes: at once, and then whenever it is woken.
pub async fn follow(app: App) {
    let bell = Arc::new(Notify::new());
    let mut scheduler = match start(bell.clone()).await {
        Ok(scheduler) => Some(scheduler),
        Err(why) => {
            tracing::error!(%why, "the scheduler does not start; looking every five minutes instead");
            None
        }
    };
    while !app.tasks.is_stopping() {
        // What failed is logged where it failed, and tried again at the next ring.
        let _ = catch_up(&app).await;
        tokio::select! {
            () = bell.notified() => {}
            () = tokio::time::sleep(SILENCE) => {}
            () = app.tasks.stopping() => {}
        }
    }
    if let Some(scheduler) = &mut scheduler
        && let Err(why) = scheduler.shutdown().await
    {
        tracing::warn!(%why, "the scheduler did not stop by itself");
    }
}

async fn start(bell: Arc<Notify>) -> Result<JobScheduler, JobSchedulerError> {
    let scheduler = JobScheduler::new().await?;
    let ring = Job::new_async(EACH_MINUTE, move |_, _| {
        let bell = bell.clone();
        Box::pin(async move { bell.notify_one() })
    })?;
    scheduler.add(ring).await?;
    scheduler.start().await?;
    Ok(scheduler)
}
