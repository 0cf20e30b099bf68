//! 申诉: a reporter objects to a posting of their own statement, a unit reviewer to one of the unit's.

use chrono::TimeDelta;
use entity::{DisputeId, Role, SubjectKind, dispute, posting};
use sea_orm::DatabaseTransaction;

use super::disputes::disputes_of;
use super::notices;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::{self, Claimant};
use crate::text::Line;
use crate::{Result, calendar, db, ledger};

/// Raises a dispute about a posting, to be answered by the day that the settings give.
///
/// # Errors
/// [`Error::NotFound`] for a posting of somebody else; [`Error::Invalid`] without a reason of 1 to 500 characters;
/// [`Error::Refused`] where one is open already or the posting was reversed.
pub async fn raise_dispute(app: &App, claimant: &Claimant, seq: i64, reason: &str) -> Result<dispute::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let found = ledger::posting(&tx, seq).await?;
    claimant.may_dispute((found.posting.subject_kind, found.posting.subject_id))?;
    let reason = Line::parse(reason, 500)
        .map_err(|_| Error::invalid("reason", "dispute.reason_missing"))?
        .into_string();
    if found.is_reversed {
        return Err(Error::refused("dispute.reversed"));
    }
    let open = disputes_of(&tx, seq).await?;
    if let Some(open) = open.iter().find(|one| one.answer.is_none()) {
        let message = Message::new("dispute.open_already").with("day", open.dispute.due_on);
        return Err(Error::Refused(message));
    }
    let days = app.settings.newsroom.dispute_days;
    let row = dispute::Model {
        id: DisputeId(0),
        posting_seq: seq,
        raised_by: claimant.id(),
        raised_at: now,
        reason,
        due_on: app.today() + TimeDelta::days(days),
        digest: String::new(),
    };
    let row = ledger::keep_dispute(&tx, row).await?;
    let detail = serde_json::json!({ "posting": seq, "due_on": row.due_on });
    let deed = Deed::done("raise_dispute", "dispute", row.id).with(detail);
    audit::note(&tx, claimant.actor(), deed, now).await?;
    tell_office(&tx, &row, &found.posting).await?;
    tx.commit().await?;
    Ok(row)
}

/// Tells everybody in the office.
async fn tell_office(tx: &DatabaseTransaction, row: &dispute::Model, posting: &posting::Model) -> Result<()> {
    let today = calendar::day_of(row.raised_at.0).unwrap_or_default();
    let mut told = Vec::new();
    for (person, _) in people::holders(tx, Role::Office, today).await? {
        if !told.contains(&person) {
            told.push(person);
        }
    }
    let args = [
        ("month", posting.period.clone()),
        ("name", name_of(tx, posting).await?),
        ("day", row.due_on.to_string()),
    ];
    let href = format!("/disputes/{}", row.id);
    for person in told {
        notices::tell_of(tx, person, "dispute_raised", &href, &args, row.raised_at).await?;
    }
    Ok(())
}

/// The name of whoever a posting belongs to.
async fn name_of(tx: &DatabaseTransaction, posting: &posting::Model) -> Result<String> {
    Ok(match posting.subject_kind {
        SubjectKind::Person => {
            people::person(tx, entity::PersonId(posting.subject_id))
                .await?
                .name
        }
        SubjectKind::Unit => {
            let unit = people::organisation(tx, entity::OrganisationId(posting.subject_id)).await?;
            unit.short_name
        }
    })
}
