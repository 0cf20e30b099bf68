//! 自定任务: how many pieces a quota asks of one unit or person in place of its own minimum, because the scheme derives it
//! from last year, say. The roll carries it from the day on which it is set, so the running periods ask by it and what is
//! over stays as it was.

use chrono::NaiveDate;
use entity::{OrganisationId, PersonId, SubjectKind, organisation, person, quota_target};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::Value;

use super::appoint::settle_roll;
use super::facts;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::people::{self, Admin};
use crate::scheme::Target;
use crate::{Result, db, ledger};

/// The targets of a unit or person, by quota.
///
/// # Errors
/// Whatever the database answers.
pub async fn targets_of(db: &impl ConnectionTrait, (kind, id): (SubjectKind, i64)) -> Result<Vec<Target>> {
    let rows = quota_target::Entity::find()
        .filter(quota_target::Column::SubjectKind.eq(kind))
        .filter(quota_target::Column::SubjectId.eq(id))
        .order_by_asc(quota_target::Column::Quota)
        .all(db)
        .await?;
    let target = |row: quota_target::Model| Target {
        quota: row.quota,
        min: u32::try_from(row.min).unwrap_or(u32::MAX),
    };
    Ok(rows.into_iter().map(target).collect())
}

/// The codes of the quotas that the scheme in force on a day asks of a unit or person.
///
/// # Errors
/// [`Error::NotFound`] where there is no such subject; whatever the database answers.
pub async fn quotas_of(
    db: &impl ConnectionTrait,
    subject: (SubjectKind, i64),
    day: NaiveDate,
) -> Result<Vec<String>> {
    let class = facts::named(db, subject, day).await?.class;
    let published = ledger::book(db).await?;
    let scheme = published.book.scheme_on(&class, day);
    Ok(scheme.map_or_else(Vec::new, |scheme| {
        scheme.quota.iter().map(|quota| quota.code.clone()).collect()
    }))
}

/// Replaces the targets of a unit or person as a whole, under its version on the roster; the roll says so from today on.
///
/// # Errors
/// [`Error::Invalid`] for a quota that no scheme in force asks of them, one named twice, or a number beyond the limit;
/// [`Error::Stale`]; [`Error::NotFound`].
pub async fn set_targets(
    app: &App,
    admin: &Admin,
    subject: (SubjectKind, i64),
    version: i64,
    new: &[Target],
) -> Result<()> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    next_version(&tx, subject, version).await?;
    let was = targets_of(&tx, subject).await?;
    let known = quotas_of(&tx, subject, app.today()).await?;
    let most = app.settings.limits.target_pieces;
    let mut faults = Vec::new();
    for (at, target) in new.iter().enumerate() {
        let mut fault = |key| {
            let quota: String = target.quota.chars().take(100).collect();
            let message = Message::new(key).with("quota", quota).with("max", most);
            faults.push(Fault::new("targets", message));
        };
        let stood = || was.iter().any(|one| one.quota == target.quota);
        if !known.contains(&target.quota) && !stood() {
            fault("fault.unknown_quota");
        } else if new[..at].iter().any(|before| before.quota == target.quota) {
            fault("fault.quota_twice");
        }
        if target.min > most {
            fault("fault.target_pieces");
        }
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(faults));
    }
    replace(&tx, subject, new).await?;
    let kind = match subject.0 {
        SubjectKind::Person => "person",
        SubjectKind::Unit => "organisation",
    };
    let now_stands = targets_of(&tx, subject).await?;
    let detail = audit::changes([("targets", printed(&was), printed(&now_stands))]);
    let deed = Deed::done("set_targets", kind, subject.1).with(detail);
    audit::note(&tx, admin.actor(), deed, now).await?;
    renew(app, &tx, admin, subject).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes the next version of the row on the roster.
async fn next_version(tx: &DatabaseTransaction, (kind, id): (SubjectKind, i64), version: i64) -> Result<()> {
    match kind {
        SubjectKind::Unit => {
            let was = people::organisation(tx, OrganisationId(id)).await?;
            is_current(was.version, version)?;
            let mut row = was.into_active_model();
            row.version = Set(version + 1);
            organisation::ActiveModel::update(row, tx).await?;
        }
        SubjectKind::Person => {
            let was = people::person(tx, PersonId(id)).await?;
            is_current(was.version, version)?;
            let mut row = was.into_active_model();
            row.version = Set(version + 1);
            person::ActiveModel::update(row, tx).await?;
        }
    }
    Ok(())
}

const fn is_current(stands: i64, seen: i64) -> Result<()> {
    if stands == seen {
        Ok(())
    } else {
        Err(Error::Stale(stands))
    }
}

async fn replace(tx: &DatabaseTransaction, (kind, id): (SubjectKind, i64), new: &[Target]) -> Result<()> {
    quota_target::Entity::delete_many()
        .filter(quota_target::Column::SubjectKind.eq(kind))
        .filter(quota_target::Column::SubjectId.eq(id))
        .exec(tx)
        .await?;
    let rows = new.iter().map(|target| quota_target::ActiveModel {
        subject_kind: Set(kind),
        subject_id: Set(id),
        quota: Set(target.quota.clone()),
        min: Set(i64::from(target.min)),
    });
    if !new.is_empty() {
        quota_target::Entity::insert_many(rows)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// Brings the roll to the targets, through every appointment that carries them.
async fn renew(
    app: &App,
    tx: &DatabaseTransaction,
    admin: &Admin,
    (kind, id): (SubjectKind, i64),
) -> Result<()> {
    let held = people::appointments(tx).await?.into_iter();
    let concerned: Vec<_> = held
        .filter(|one| match kind {
            SubjectKind::Unit => one.organisation_id == OrganisationId(id),
            SubjectKind::Person => one.person_id == PersonId(id),
        })
        .collect();
    settle_roll(app, tx, admin, &concerned).await
}

fn printed(targets: &[Target]) -> Value {
    let all = targets
        .iter()
        .map(|target| format!("{} {}", target.quota, target.min));
    all.collect::<Vec<_>>().into()
}
