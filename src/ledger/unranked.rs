//! Who has no place in the rankings of a period, by the facts that say so: 免考核 for the whole of it, 鼓励报送 on any
//! day of it.

use std::collections::{HashMap, HashSet};

use entity::{FactId, SubjectKind, fact};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait,
};

use super::Unranked;
use super::facts::read;
use super::reach::key;
use crate::Result;
use crate::calendar::Period;
use crate::scheme::Body;

/// The subjects without a place in a period, and why.
///
/// # Errors
/// Whatever the database answers; [`crate::Error::Broken`] where a stored fact cannot be read.
pub async fn unranked(
    db: &impl ConnectionTrait,
    period: Period,
) -> Result<HashMap<(SubjectKind, i64), Unranked>> {
    // Most of a roll asks for a place: those facts are not even read.
    let without = Condition::any().add(fact::Column::Kind.eq("exemption")).add(
        fact::Column::Kind
            .eq("roster")
            .and(fact::Column::Body.contains("\"encouraged\":true")),
    );
    let rows = fact::Entity::find().filter(without.clone());
    let rows = rows.order_by_asc(fact::Column::Id).all(db).await?;
    let ids = fact::Entity::find().select_only().column(fact::Column::Id);
    let later = fact::Entity::find()
        .filter(fact::Column::Withdraws.in_subquery(ids.filter(without).into_query()))
        .all(db)
        .await?;
    let gone: HashSet<FactId> = later.into_iter().filter_map(|row| row.withdraws).collect();
    let (first, last) = (period.first_day(), period.last_day());
    let mut found = HashMap::new();
    for row in rows.iter().filter(|row| !gone.contains(&row.id)) {
        match read(row)?.body {
            Body::Exemption(it) if it.from <= first && last <= it.until => {
                if let Some(subject) = it.subject {
                    found.insert(key(subject), Unranked::Exempt(it.why));
                }
            }
            Body::Roster(it)
                if it.encouraged && it.from <= last && it.until.is_none_or(|until| first <= until) =>
            {
                found.entry(key(it.named.subject)).or_insert(Unranked::Encouraged);
            }
            _ => {}
        }
    }
    Ok(found)
}
