//! Who has no place in the rankings of a period, by the facts that say so: 免考核 for the whole of it, 鼓励报送 on any
//! day of it.

use std::collections::HashMap;

use entity::{SubjectKind, fact};
use sea_orm::sea_query::{Alias, Expr, Query};
use sea_orm::{ConnectionTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder};

use super::Unranked;
use super::facts::read;
use super::reach::key;
use crate::Result;
use crate::calendar::Period;
use crate::scheme::Body;

/// The facts by which somebody has no place: read once, whatever periods are asked.
#[derive(Clone, Debug, Default)]
pub struct Exceptions(Vec<Body>);

impl Exceptions {
    /// Reads those that stand.
    ///
    /// # Errors
    /// Whatever the database answers; [`crate::Error::Broken`] where a stored fact cannot be read.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        // Most of a roll asks for a place: the others lie in an index of their own (`fact_encouraged`), made in these words.
        let without =
            Expr::cust("(kind = 'exemption' OR (kind = 'roster' AND body LIKE '%\"encouraged\":true%'))");
        let later = Alias::new("later");
        let gone = Query::select()
            .expr(Expr::val(1))
            .from_as(fact::Entity, later.clone())
            .and_where(Expr::col((later, fact::Column::Withdraws)).equals((fact::Entity, fact::Column::Id)))
            .to_owned();
        let standing = fact::Entity::find()
            .filter(without)
            .filter(Expr::not_exists(gone))
            .order_by_asc(fact::Column::Id)
            .all(db)
            .await?;
        let bodies: Result<Vec<Body>> = standing.iter().map(|row| Ok(read(row)?.body)).collect();
        Ok(Self(bodies?))
    }

    /// The subjects without a place in a period, and why.
    #[must_use]
    pub fn of(&self, period: Period) -> HashMap<(SubjectKind, i64), Unranked> {
        let (first, last) = (period.first_day(), period.last_day());
        let mut found = HashMap::new();
        for body in &self.0 {
            match body {
                Body::Exemption(it) if it.from <= first && last <= it.until => {
                    if let Some(subject) = it.subject {
                        found.insert(key(subject), Unranked::Exempt(it.why.clone()));
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
        found
    }
}
