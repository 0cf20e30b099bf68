//! The rows about what the database holds: chains, clock, index, accounts, scheme, nights.

use entity::Instant;
use sea_orm::DatabaseTransaction;

use super::{Mark, Row};
use crate::archive::{self, IndexState};
use crate::db::{self, Db};
use crate::error::Message;
use crate::jobs::{self, Job};
use crate::people;
use crate::settings::Settings;
use crate::{Result, audit, calendar, ledger};

/// By how much the clock may lag behind the newest entry: a step of a time server is less (R11).
const LAG_MS: i64 = 60_000;

pub(super) async fn rows(settings: &Settings, db: &Db, now: Instant) -> Result<Vec<Row>> {
    let moment = db::read(db).await?;
    let mut rows = vec![
        chains(&moment).await?,
        clock(&moment, now).await?,
        index(settings, &moment).await?,
        accounts(&moment).await?,
    ];
    rows.extend(schemes(&moment, now).await?);
    rows.push(night(&moment).await?);
    Ok(rows)
}

async fn chains(moment: &DatabaseTransaction) -> Result<Row> {
    let (postings, entries) = (ledger::head(moment).await?, audit::head(moment).await?);
    let finding = Message::new("check.chains_heads")
        .with("postings", postings.seq)
        .with("entries", entries.seq);
    Ok(Row::new(Mark::Good, "check.chains", finding))
}

async fn clock(moment: &DatabaseTransaction, now: Instant) -> Result<Row> {
    let newest = audit::last_at(moment).await?.max(ledger::last_at(moment).await?);
    let said = |key| Message::new(key).with("now", calendar::local_time(now.0));
    Ok(match newest {
        Some(newest) if newest.0 > now.0.saturating_add(LAG_MS) => Row::new(
            Mark::Bad,
            "check.clock",
            said("check.clock_back").with("newest", calendar::local_time(newest.0)),
        ),
        _ => Row::new(Mark::Good, "check.clock", said("check.clock_good")),
    })
}

async fn index(settings: &Settings, moment: &DatabaseTransaction) -> Result<Row> {
    Ok(match archive::state(settings, moment).await? {
        IndexState::Current(n) => Row::new(
            Mark::Good,
            "check.index",
            Message::new("check.index_current").with("n", n),
        ),
        IndexState::Behind(n) => Row::new(
            Mark::Odd,
            "check.index",
            Message::new("check.index_behind").with("n", n),
        ),
        IndexState::ToRebuild(why) => Row::new(
            Mark::Odd,
            "check.index",
            Message::new("check.index_rebuild").with("why", why),
        ),
    })
}

async fn accounts(moment: &DatabaseTransaction) -> Result<Row> {
    let nobody = people::people(moment).await?.is_empty();
    Ok(Row::new(
        if nobody { Mark::Odd } else { Mark::Good },
        "check.accounts",
        Message::new(if nobody {
            "check.accounts_none"
        } else {
            "check.accounts_some"
        }),
    ))
}

/// One row for each scheme: they may cover different classes side by side.
async fn schemes(moment: &DatabaseTransaction, now: Instant) -> Result<Vec<Row>> {
    let today = calendar::day_of(now.0).unwrap_or_default();
    let mut in_force = Vec::new();
    for row in ledger::scheme_rows(moment).await? {
        // The newest version comes first.
        let mut versions = row.versions.into_iter();
        in_force.extend(versions.find(|version| version.effective_from <= today));
    }
    if in_force.is_empty() {
        let finding = Message::new("check.scheme_none");
        return Ok(vec![Row::new(Mark::Odd, "check.scheme", finding)]);
    }
    let row = |version: entity::scheme_version::Model| {
        let finding = Message::new("check.scheme_in_force").with("name", version.name);
        Row::new(Mark::Good, "check.scheme", finding)
    };
    Ok(in_force.into_iter().map(row).collect())
}

async fn night(moment: &DatabaseTransaction) -> Result<Row> {
    Ok(match jobs::last_run(moment, Job::Settle).await? {
        Some(run) => Row::new(
            Mark::Good,
            "check.night",
            Message::new("check.night_last").with("day", run.period),
        ),
        None => Row::new(Mark::Odd, "check.night", Message::new("check.night_none")),
    })
}
