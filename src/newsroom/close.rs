//! 结账: the office closes the oldest open month. Statements are frozen, whoever has one is told, and from then on what
//! concerns the month is booked in the open one (补记/冲回). There is no way back.

use entity::{Instant, PersonId, SubjectKind, frozen_statement, notice, period_close};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ConnectionTrait, DatabaseTransaction,
};

use super::checklist::{Checklist, checklist, look_again, next_to_close};
use super::filed::counted;
use super::members::members;
use super::year::AssessmentYears;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::calendar::{Month, Period};
use crate::error::{Error, Message};
use crate::ledger::{self, Account, NewClose};
use crate::people::Office;
use crate::text::Line;
use crate::{Result, db};

/// Closes a month. `reason` says why it is closed although something holds it; empty where nothing does.
///
/// # Errors
/// [`Error::Refused`] where it is not the oldest open month, is not over and settled, or the ledger is not whole;
/// [`Error::Invalid`] where a reason is missing.
pub async fn close_month(
    app: &App,
    office: &Office,
    month: Month,
    reason: &str,
) -> Result<period_close::Model> {
    let reason = match reason.trim() {
        "" => String::new(),
        text => Line::parse(text, 200)
            .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
            .into_string(),
    };
    // Whatever holds the close is found without holding up anybody who writes.
    let moment = db::read(&app.db).await?;
    is_next(&moment, month).await?;
    let before = checklist(&moment, month, app.today()).await?;
    drop(moment);
    before.passes(&reason)?;
    let tx = db::write(&app.db).await?;
    is_next(&tx, month).await?;
    let head = ledger::head(&tx).await?;
    let list = if (head.seq, head.last_fact) == before.walked_to {
        look_again(&tx, &before, app.today()).await?
    } else {
        // Somebody wrote meanwhile: once more, and now they wait.
        checklist(&tx, month, app.today()).await?
    };
    list.passes(&reason)?;
    let ties = app.settings.newsroom.ties;
    let close = close(&tx, office, &list, (reason, ties), app.clock.now()).await?;
    tx.commit().await?;
    Ok(close)
}

/// That the month is the one that is closed next.
async fn is_next(db: &impl ConnectionTrait, month: Month) -> Result<()> {
    let next = next_to_close(db).await?;
    if month == next {
        return Ok(());
    }
    let key = if month < next {
        "close.is_closed"
    } else {
        "close.not_next"
    };
    Err(Error::Refused(
        Message::new(key).with("month", month).with("next", next),
    ))
}

async fn close(
    tx: &DatabaseTransaction,
    office: &Office,
    list: &Checklist,
    (reason, ties): (String, ledger::TieRule),
    now: Instant,
) -> Result<period_close::Model> {
    let held: Vec<_> = list
        .holds()
        .map(|finding| serde_json::json!({ "hold": finding.hold.code(), "n": finding.n }))
        .collect();
    let new = NewClose {
        month: list.month,
        ties,
        held_by: serde_json::to_string(&held)?,
        // Where nothing held the close, a reason would print as if something had.
        reason: if held.is_empty() { String::new() } else { reason },
    };
    let accounts = accounts(tx, list.month).await?;
    let (close, statements) = ledger::close_month(tx, new, accounts, (office.id(), now)).await?;
    let detail = serde_json::json!({
        "seq": close.seq, "hash": close.hash, "digest": close.digest, "n_statements": close.n_statements,
        "held_by": held, "reason": close.reason,
    });
    let deed = Deed::done("close_month", "ledger", &close.period).with(detail);
    audit::note(tx, office.actor(), deed, now).await?;
    tell(tx, &statements, now).await?;
    Ok(close)
}

/// Everybody whose statement is frozen.
async fn accounts(tx: &DatabaseTransaction, month: Month) -> Result<Vec<Account>> {
    let period = Period::month(month);
    let years = AssessmentYears::around(tx, month).await?;
    let unranked = ledger::Exceptions::load(tx).await?.of(period);
    let mut accounts = Vec::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let filed = counted(tx, kind, period).await?;
        for member in members(tx, kind, period).await? {
            let filed = filed.get(&member.id).copied().unwrap_or_default();
            accounts.push(Account {
                subject: (kind, member.id),
                year_first: years.first_month(member.class),
                unit: (
                    member.unit_id,
                    member.unit,
                    member
                        .class
                        .map_or_else(String::new, |class| class.code().to_owned()),
                ),
                filed: (filed.n, filed.n_adopted),
                unranked: unranked.get(&(kind, member.id)).cloned(),
                name: member.name,
            });
        }
    }
    Ok(accounts)
}

/// Tells every person that the statement is ready: a few inserts, however many people.
async fn tell(tx: &DatabaseTransaction, statements: &[frozen_statement::Model], now: Instant) -> Result<()> {
    let people = statements
        .iter()
        .filter(|row| row.subject_kind == SubjectKind::Person);
    let notice = |row: &frozen_statement::Model| {
        let args = serde_json::json!({
            "month": row.period,
            "points": crate::points::Points::from_hundredths(ledger::frozen_points(row)).fixed(),
            "href": format!("/statements/person/{}?period={}", row.subject_id, row.period),
        });
        notice::ActiveModel {
            id: NotSet,
            person_id: Set(PersonId(row.subject_id)),
            kind: Set("statement_ready".to_owned()),
            article_id: Set(None),
            args: Set(args.to_string()),
            made_at: Set(now),
            read_at: Set(None),
        }
    };
    let notices: Vec<notice::ActiveModel> = people.map(notice).collect();
    db::insert_rows(tx, notices, None).await
}
