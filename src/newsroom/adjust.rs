//! 人工调整: one person enters points by hand with a reason, a second one approves or declines. Only the approval is a
//! fact; nobody does either for themselves or for their own unit.

use chrono::NaiveDate;
use entity::{AdjustmentId, FactId, OrganisationId, PersonId, SubjectKind, adjustment, adjustment_decision};
use sea_orm::{ConnectionTrait, DatabaseTransaction, EntityTrait, QueryOrder};

use super::facts::named;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::ledger::{self, NewFact, Settled};
use crate::people::{self, Office};
use crate::points::Points;
use crate::scheme::{Adjustment, Body};
use crate::text::Line;
use crate::{Result, db};

/// Points by hand, as they are entered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAdjustment {
    /// Whose.
    pub subject: (SubjectKind, i64),
    /// The day for which they count, not after today.
    pub day: NaiveDate,
    /// How many, either way, never 0.
    pub points: Points,
    /// Why; 1 to 200 characters.
    pub reason: String,
}

/// What was entered, and what was decided about it.
#[derive(Clone, Debug)]
pub struct Adjusted {
    /// What was entered.
    pub adjustment: adjustment::Model,
    /// The second person's decision; none while it waits.
    pub decision: Option<adjustment_decision::Model>,
}

/// Enters points by hand. They count nothing before a second person approves.
///
/// # Errors
/// [`Error::Invalid`] naming the field; [`Error::NotFound`] for an unknown subject; [`Error::Refused`] for oneself.
pub async fn enter_adjustment(app: &App, office: &Office, new: &NewAdjustment) -> Result<adjustment::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    known(&tx, new.subject).await?;
    office.is_not_for_own(new.subject)?;
    let mut faults = Vec::new();
    let reason = Line::parse(&new.reason, 200);
    if reason.is_err() {
        faults.push(Fault::new("reason", Message::new("adjust.reason_missing")));
    }
    if new.points.is_zero() {
        faults.push(Fault::new("points", Message::new("adjust.no_points")));
    }
    if new.day > app.today() {
        faults.push(Fault::new("day", Message::new("fault.day_in_future")));
    }
    let (Ok(reason), true) = (reason, faults.is_empty()) else {
        return Err(Error::Invalid(faults));
    };
    let row = adjustment::Model {
        id: AdjustmentId(0),
        subject_kind: new.subject.0,
        subject_id: new.subject.1,
        day: new.day,
        points: new.points.hundredths(),
        reason: reason.into_string(),
        entered_by: office.id(),
        entered_at: now,
        digest: String::new(),
    };
    let row = ledger::keep_adjustment(&tx, row).await?;
    let detail = serde_json::json!({
        "subject": format!("{}:{}", row.subject_kind.code(), row.subject_id),
        "points": new.points.fixed(), "day": row.day, "reason": row.reason,
    });
    let deed = Deed::done("enter_adjustment", "adjustment", row.id).with(detail);
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    Ok(row)
}

/// Approves or declines what somebody else entered. Approval records the fact with both names and settles it.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Refused`] where it is decided, for one's own entry, and for oneself.
pub async fn decide_adjustment(
    app: &App,
    office: &Office,
    id: AdjustmentId,
    (is_approved, remark): (bool, &str),
) -> Result<(adjustment_decision::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let found = adjusted(&tx, id).await?;
    if found.decision.is_some() {
        return Err(Error::refused("adjust.decided"));
    }
    let row = found.adjustment;
    if row.entered_by == office.id() {
        return Err(Error::refused("adjust.second_person"));
    }
    office.is_not_for_own((row.subject_kind, row.subject_id))?;
    let remark = super::decide::remark_text(remark)?;
    let (fact, settled) = if is_approved {
        let body = Body::Adjustment(Adjustment {
            named: named(&tx, (row.subject_kind, row.subject_id), row.day).await?,
            day: row.day,
            points: Points::from_hundredths(row.points),
            reason: row.reason.clone(),
            entered_by: people::person(&tx, row.entered_by).await?.name,
            approver: office.viewer().person.name.clone(),
        });
        let new = NewFact {
            body,
            source: Some(format!("adjustment:{id}")),
            replaces: None,
        };
        let (fact, scope) = ledger::record(&tx, new, office.actor(), now).await?;
        (Some(fact), ledger::settle(&tx, scope, office.id(), now).await?)
    } else {
        (None::<FactId>, Settled::default())
    };
    let decision = adjustment_decision::Model {
        adjustment_id: id,
        is_approved,
        remark,
        fact_id: fact,
        decided_by: office.id(),
        decided_at: now,
        digest: String::new(),
    };
    let decision = ledger::keep_adjustment_decision(&tx, decision).await?;
    let detail = serde_json::json!({ "is_approved": is_approved, "fact": fact, "remark": decision.remark });
    let deed = Deed::done("decide_adjustment", "adjustment", id).with(detail);
    audit::note(&tx, office.actor(), deed, now).await?;
    tx.commit().await?;
    Ok((decision, settled))
}

/// One adjustment.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn adjusted(db: &impl ConnectionTrait, id: AdjustmentId) -> Result<Adjusted> {
    let adjustment = adjustment::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)?;
    let decision = adjustment_decision::Entity::find_by_id(id).one(db).await?;
    Ok(Adjusted { adjustment, decision })
}

/// All adjustments, those that wait first, then the newest.
///
/// # Errors
/// Whatever the database answers.
pub async fn adjustments(db: &impl ConnectionTrait) -> Result<Vec<Adjusted>> {
    let rows = adjustment::Entity::find()
        .order_by_desc(adjustment::Column::Id)
        .all(db)
        .await?;
    let mut decisions: std::collections::HashMap<AdjustmentId, _> = adjustment_decision::Entity::find()
        .all(db)
        .await?
        .into_iter()
        .map(|decision| (decision.adjustment_id, decision))
        .collect();
    let mut all: Vec<Adjusted> = rows
        .into_iter()
        .map(|adjustment| Adjusted {
            decision: decisions.remove(&adjustment.id),
            adjustment,
        })
        .collect();
    // The sort is stable: within waiting and decided the newest stays first.
    all.sort_by_key(|one| one.decision.is_some());
    Ok(all)
}

/// That the subject exists.
async fn known(tx: &DatabaseTransaction, (kind, id): (SubjectKind, i64)) -> Result<()> {
    match kind {
        SubjectKind::Person => people::person(tx, PersonId(id)).await.map(drop),
        SubjectKind::Unit => people::organisation(tx, OrganisationId(id)).await.map(drop),
    }
}
