//! `zhibao migrate`: brings the schema of the database to this version and says so.

use super::call::{Call, Failure, Outcome, close};
use super::log;
use crate::error::Message;

pub(super) async fn migrate(call: &Call) -> Result<Outcome, Failure> {
    log::start("warn");
    let app = call.open().await?;
    call.console
        .say(&Message::new("cli.migrated").with("folder", app.settings.data_dir.display()));
    close(&app).await;
    Ok(Outcome::Done)
}
