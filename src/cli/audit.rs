//! `zhibao audit verify`: whether the audit log is whole.

use clap::Subcommand;

use super::call::{Call, Failure, Outcome, close};
use super::log;
use crate::error::Message;
use crate::{audit, db};

#[derive(Debug, Subcommand)]
pub(super) enum AuditCommand {
    Verify,
}

pub(super) async fn audit(call: &Call, command: AuditCommand) -> Result<Outcome, Failure> {
    log::start("warn");
    let AuditCommand::Verify = command;
    let app = call.open_existing().await?;
    let moment = db::read(&app.db).await?;
    let verdict = audit::verify(&moment).await?;
    drop(moment);
    close(&app).await;
    Ok(match verdict {
        Ok(n) => {
            call.console.say(&Message::new("cli.audit_whole").with("n", n));
            Outcome::Done
        }
        Err(seq) => {
            call.console
                .say(&Message::new("cli.audit_broken").with("seq", seq));
            Outcome::Damage
        }
    })
}
