//! Reading disputes (申诉): whose they are to read, which are open, and what became of them. Nothing is changed here.

use std::collections::HashMap;

use entity::{DisputeId, dispute, dispute_answer, posting};
use sea_orm::sea_query::{Expr, Query};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};

use super::readable::may_read_statement;
use crate::Result;
use crate::error::Error;
use crate::people::Viewer;

/// Disputes that a list shows at the most, the newest first.
const ROWS: u64 = 500;

/// A dispute with the posting that it is about and its answer, if there is one.
#[derive(Clone, Debug)]
pub struct Disputed {
    /// What was said.
    pub dispute: dispute::Model,
    /// The posting.
    pub posting: posting::Model,
    /// The office's answer; none while it is open.
    pub answer: Option<dispute_answer::Model>,
}

/// The disputes that the viewer may read, open ones first, then the newest.
///
/// # Errors
/// Whatever the database answers.
pub async fn disputes(db: &impl ConnectionTrait, viewer: &Viewer) -> Result<Vec<Disputed>> {
    let newest = dispute::Entity::find()
        .order_by_desc(dispute::Column::Id)
        .limit(ROWS)
        .all(db)
        .await?;
    let mut found = with_all(db, newest).await?;
    found.retain(|one| may_read_statement(viewer, (one.posting.subject_kind, one.posting.subject_id)));
    // The sort is stable: within open and answered the newest stays first.
    found.sort_by_key(|one| one.answer.is_some());
    Ok(found)
}

/// A dispute that the viewer may read.
///
/// # Errors
/// [`Error::NotFound`]: a foreign dispute is no different from a missing one.
pub async fn dispute_for(db: &impl ConnectionTrait, viewer: &Viewer, id: DisputeId) -> Result<Disputed> {
    let found = with_all(db, dispute::Entity::find_by_id(id).all(db).await?).await?;
    found
        .into_iter()
        .find(|one| may_read_statement(viewer, (one.posting.subject_kind, one.posting.subject_id)))
        .ok_or(Error::NotFound)
}

/// The disputes about a posting, the newest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn disputes_of(db: &impl ConnectionTrait, seq: i64) -> Result<Vec<Disputed>> {
    let of = dispute::Entity::find().filter(dispute::Column::PostingSeq.eq(seq));
    with_all(db, of.order_by_desc(dispute::Column::Id).all(db).await?).await
}

/// How many disputes are open, about postings of a month or in all.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_open_disputes(db: &impl ConnectionTrait, period: Option<&str>) -> Result<u64> {
    let answered = Query::select()
        .expr(Expr::cust("1"))
        .from(dispute_answer::Entity)
        .and_where(Expr::cust("dispute_answer.dispute_id = dispute.id"))
        .to_owned();
    let mut open = dispute::Entity::find().filter(Expr::not_exists(answered));
    if let Some(period) = period {
        let of_month = Query::select()
            .expr(Expr::cust("1"))
            .from(posting::Entity)
            .and_where(Expr::cust("posting.seq = dispute.posting_seq"))
            .and_where(posting::Column::Period.eq(period))
            .to_owned();
        open = open.filter(Expr::exists(of_month));
    }
    Ok(open.count(db).await?)
}

async fn with_all(db: &impl ConnectionTrait, rows: Vec<dispute::Model>) -> Result<Vec<Disputed>> {
    let answers = dispute_answer::Entity::find()
        .filter(dispute_answer::Column::DisputeId.is_in(rows.iter().map(|row| row.id)))
        .all(db)
        .await?;
    let mut answers: HashMap<DisputeId, dispute_answer::Model> = answers
        .into_iter()
        .map(|answer| (answer.dispute_id, answer))
        .collect();
    let postings = posting::Entity::find()
        .filter(posting::Column::Seq.is_in(rows.iter().map(|row| row.posting_seq)))
        .all(db)
        .await?;
    let postings: HashMap<i64, posting::Model> = postings
        .into_iter()
        .map(|posting| (posting.seq, posting))
        .collect();
    Ok(rows
        .into_iter()
        .filter_map(|dispute| {
            Some(Disputed {
                posting: postings.get(&dispute.posting_seq)?.clone(),
                answer: answers.remove(&dispute.id),
                dispute,
            })
        })
        .collect())
}
