//! How long articles stay where they are, as a rule: the median of the last ones.

use std::collections::HashMap;

use entity::{ArticleId, ArticleState, Instant, decision};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::Result;

/// How many of the last departures are looked at.
const N_LAST: u64 = 60;
/// Below so many nothing is said: it would be chance.
const N_LEAST: usize = 5;

/// How long articles stayed in a state before they left it, in milliseconds: the median of the last ones; `None`
/// where there is too little experience.
///
/// # Errors
/// Whatever the database answers.
pub async fn usual_wait_ms(db: &impl ConnectionTrait, state: ArticleState) -> Result<Option<i64>> {
    let left = decision::Entity::find()
        .filter(decision::Column::FromState.eq(state))
        .filter(decision::Column::ToState.ne(state))
        .order_by_desc(decision::Column::Id)
        .limit(N_LAST)
        .all(db)
        .await?;
    let before = decision::Entity::find()
        .filter(decision::Column::ArticleId.is_in(left.iter().map(|one| one.article_id)))
        .filter(decision::Column::ToState.eq(state))
        .filter(decision::Column::FromState.ne(state))
        .all(db)
        .await?;
    let mut entered: HashMap<ArticleId, Vec<Instant>> = HashMap::new();
    for one in before {
        entered.entry(one.article_id).or_default().push(one.decided_at);
    }
    let waits = left.iter().filter_map(|one| {
        let entered = entered.get(&one.article_id)?.iter();
        let last = entered.filter(|at| **at <= one.decided_at).max()?;
        Some(one.decided_at.since(*last).num_milliseconds())
    });
    Ok(median(waits.collect()))
}

fn median(mut waits: Vec<i64>) -> Option<i64> {
    if waits.len() < N_LEAST {
        return None;
    }
    waits.sort_unstable();
    waits.get(waits.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::median;

    #[test]
    fn one_that_waited_for_months_does_not_move_the_rule() {
        assert_eq!(median(vec![5, 1, 3, 2, 9_000_000]), Some(3));
        assert_eq!(median(vec![1, 2, 3, 4]), None);
    }
}
