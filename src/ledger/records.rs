//! Records about postings that are no facts: disputes and their answers, points by hand and the decisions about them.
//! Each carries a digest over all its columns, by which verify knows it again.

use entity::{AdjustmentId, DisputeId, adjustment, adjustment_decision, dispute, dispute_answer};
use sea_orm::{
    ActiveModelTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryOrder,
    QuerySelect,
};

use super::{Verdict, chain};
use crate::Result;

/// Writes a dispute, numbered after the last one.
///
/// # Errors
/// Whatever the database answers.
pub async fn keep_dispute(tx: &DatabaseTransaction, mut row: dispute::Model) -> Result<dispute::Model> {
    let last: Option<i64> = dispute::Entity::find()
        .select_only()
        .column(dispute::Column::Id)
        .order_by_desc(dispute::Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    row.id = DisputeId(last.unwrap_or(0) + 1);
    row.digest = of_dispute(&row);
    let active = row.clone().into_active_model().reset_all();
    dispute::Entity::insert(active).exec_without_returning(tx).await?;
    Ok(row)
}

/// Writes the answer to a dispute.
///
/// # Errors
/// Whatever the database answers; it refuses a second answer.
pub async fn keep_answer(
    tx: &DatabaseTransaction,
    mut row: dispute_answer::Model,
) -> Result<dispute_answer::Model> {
    row.digest = of_answer(&row);
    let active = row.clone().into_active_model().reset_all();
    dispute_answer::Entity::insert(active)
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// Writes points by hand, numbered after the last ones.
///
/// # Errors
/// Whatever the database answers.
pub async fn keep_adjustment(
    tx: &DatabaseTransaction,
    mut row: adjustment::Model,
) -> Result<adjustment::Model> {
    let last: Option<i64> = adjustment::Entity::find()
        .select_only()
        .column(adjustment::Column::Id)
        .order_by_desc(adjustment::Column::Id)
        .into_tuple()
        .one(tx)
        .await?;
    row.id = AdjustmentId(last.unwrap_or(0) + 1);
    row.digest = of_adjustment(&row);
    let active = row.clone().into_active_model().reset_all();
    adjustment::Entity::insert(active)
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// Writes what was decided about points by hand.
///
/// # Errors
/// Whatever the database answers; it refuses a second decision.
pub async fn keep_adjustment_decision(
    tx: &DatabaseTransaction,
    mut row: adjustment_decision::Model,
) -> Result<adjustment_decision::Model> {
    row.digest = of_decision(&row);
    let active = row.clone().into_active_model().reset_all();
    adjustment_decision::Entity::insert(active)
        .exec_without_returning(tx)
        .await?;
    Ok(row)
}

/// The first of these records that is not as it was written.
pub(super) async fn broken(db: &impl ConnectionTrait) -> Result<Option<Verdict>> {
    let wrong = |table, id| Some(Verdict::Record { table, id });
    let disputes = dispute::Entity::find()
        .order_by_asc(dispute::Column::Id)
        .all(db)
        .await?;
    for (row, next) in disputes.iter().zip(1..) {
        if row.id.0 != next || row.digest != of_dispute(row) {
            return Ok(wrong("dispute", next));
        }
    }
    let answers = dispute_answer::Entity::find().all(db).await?;
    if let Some(row) = answers.iter().find(|row| row.digest != of_answer(row)) {
        return Ok(wrong("dispute_answer", row.dispute_id.0));
    }
    let adjustments = adjustment::Entity::find()
        .order_by_asc(adjustment::Column::Id)
        .all(db)
        .await?;
    for (row, next) in adjustments.iter().zip(1..) {
        if row.id.0 != next || row.digest != of_adjustment(row) {
            return Ok(wrong("adjustment", next));
        }
    }
    let decisions = adjustment_decision::Entity::find().all(db).await?;
    let decision = decisions.iter().find(|row| row.digest != of_decision(row));
    Ok(decision.and_then(|row| wrong("adjustment_decision", row.adjustment_id.0)))
}

fn of_dispute(row: &dispute::Model) -> String {
    sealed(&[
        "dispute",
        &row.id.to_string(),
        &row.posting_seq.to_string(),
        &row.raised_by.to_string(),
        &row.raised_at.0.to_string(),
        &row.reason,
        &row.due_on.to_string(),
    ])
}

fn of_answer(row: &dispute_answer::Model) -> String {
    sealed(&[
        "dispute_answer",
        &row.dispute_id.to_string(),
        row.outcome.code(),
        &row.answer,
        &row.fact_id.map_or_else(String::new, |id| id.to_string()),
        &row.answered_by.to_string(),
        &row.answered_at.0.to_string(),
    ])
}

fn of_adjustment(row: &adjustment::Model) -> String {
    sealed(&[
        "adjustment",
        &row.id.to_string(),
        row.subject_kind.code(),
        &row.subject_id.to_string(),
        &row.day.to_string(),
        &row.points.to_string(),
        &row.reason,
        &row.entered_by.to_string(),
        &row.entered_at.0.to_string(),
    ])
}

fn of_decision(row: &adjustment_decision::Model) -> String {
    sealed(&[
        "adjustment_decision",
        &row.adjustment_id.to_string(),
        if row.is_approved { "approved" } else { "declined" },
        &row.remark,
        &row.fact_id.map_or_else(String::new, |id| id.to_string()),
        &row.decided_by.to_string(),
        &row.decided_at.0.to_string(),
    ])
}

fn sealed(fields: &[&str]) -> String {
    chain::digest(fields.iter().copied())
}
