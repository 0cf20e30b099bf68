//! What media adopted as a closed month had it: from the facts that were known when it was closed, so that it prints the
//! same for ever; and the postings that a figure of the month rests on.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{SubjectKind, fact, period_close};
use sea_orm::sea_query::{Expr, Query, SelectStatement};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
};

use super::closed::pieces_then;
use super::facts::read;
use super::sums::in_month;
use crate::Result;
use crate::calendar::Month;
use crate::scheme::{Adoption, ArticleId, Body, Piece};

/// An adoption as a closed month had it.
#[derive(Clone, Debug)]
pub struct AdoptedThen {
    /// What was recorded.
    pub adoption: Adoption,
    /// The article as the facts had it then.
    pub piece: Piece,
    /// Whether it belongs to a month before, which was closed when it was recorded.
    pub is_late: bool,
}

/// What media published in a closed month or, in one before it, recorded after that one's close, by day; what was
/// withdrawn before the close is missing. The day of publication says the month, also where a scheme books points by
/// another day.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`](crate::Error::Broken) where a stored fact cannot be read.
pub async fn adopted_then(
    db: &impl ConnectionTrait,
    close: &period_close::Model,
    month: Month,
) -> Result<Vec<AdoptedThen>> {
    let before = super::close_of(db, &month.minus(1).to_string()).await?;
    let own = fact::Column::HappenedOn.between(month.first_day(), month.last_day());
    let late = before.map(|before| {
        Condition::all()
            .add(fact::Column::HappenedOn.lt(month.first_day()))
            .add(fact::Column::Id.gt(before.last_fact))
    });
    let rows = fact::Entity::find()
        .filter(fact::Column::Kind.eq("adoption"))
        .filter(fact::Column::Id.lte(close.last_fact))
        .filter(Condition::any().add(own).add_option(late))
        .filter(Expr::not_exists(undone_by(close.last_fact)))
        .order_by_asc(fact::Column::HappenedOn)
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?;
    let articles: Vec<entity::ArticleId> = rows.iter().filter_map(|row| row.article_id).collect();
    let pieces = pieces_then(db, close, &articles).await?;
    let mut adopted = Vec::with_capacity(rows.len());
    for row in rows {
        if let Body::Adoption(adoption) = read(&row)?.body {
            let ArticleId(article) = adoption.article;
            adopted.push(AdoptedThen {
                piece: pieces
                    .get(&entity::ArticleId(article))
                    .cloned()
                    .unwrap_or_default(),
                is_late: is_before(row.happened_on, month),
                adoption,
            });
        }
    }
    Ok(adopted)
}

fn is_before(day: NaiveDate, month: Month) -> bool {
    day < month.first_day()
}

/// A fact known then that withdraws or replaces the one beside it in a query.
fn undone_by(last_fact: i64) -> SelectStatement {
    Query::select()
        .expr(Expr::cust("1"))
        .from_as(fact::Entity, "later")
        .and_where(Expr::cust("later.withdraws = fact.id"))
        .and_where(Expr::cust(format!("later.id <= {last_fact}")))
        .to_owned()
}

/// The numbers of the postings of a month by subject, in their order.
///
/// # Errors
/// Whatever the database answers.
pub async fn numbers_in(
    db: &impl ConnectionTrait,
    month: Month,
) -> Result<HashMap<(SubjectKind, i64), Vec<i64>>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_kind: SubjectKind,
        subject_id: i64,
        seq: i64,
    }
    let sql = in_month("p.subject_kind, p.subject_id, p.seq", month);
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let mut numbers: HashMap<(SubjectKind, i64), Vec<i64>> = HashMap::new();
    for row in rows.all(db).await? {
        numbers
            .entry((row.subject_kind, row.subject_id))
            .or_default()
            .push(row.seq);
    }
    for of_subject in numbers.values_mut() {
        of_subject.sort_unstable();
    }
    Ok(numbers)
}
