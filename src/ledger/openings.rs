//! 期初 that stand: what was brought in, by whose it is and its month.

use std::collections::{BTreeMap, HashSet};

use entity::{FactId, SubjectKind, fact};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::facts::read;
use super::reach::key;
use super::settle::CHUNK;
use crate::Result;
use crate::calendar::Month;
use crate::scheme::{Body, Opening};

/// The opening balances that were not withdrawn, by subject and month.
///
/// # Errors
/// Whatever the database answers; [`crate::Error::Broken`] where a stored fact cannot be read.
pub async fn openings(db: &impl ConnectionTrait) -> Result<BTreeMap<(SubjectKind, i64, Month), Opening>> {
    let rows = fact::Entity::find()
        .filter(fact::Column::Kind.eq("opening"))
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<FactId> = rows.iter().map(|row| row.id).collect();
    let mut gone: HashSet<FactId> = HashSet::new();
    for some in ids.chunks(CHUNK) {
        let later = fact::Entity::find()
            .filter(fact::Column::Withdraws.is_in(some.iter().copied()))
            .all(db)
            .await?;
        gone.extend(later.into_iter().filter_map(|row| row.withdraws));
    }
    let mut found = BTreeMap::new();
    for row in rows.iter().filter(|row| !gone.contains(&row.id)) {
        if let Body::Opening(opening) = read(row)?.body {
            let (kind, id) = key(opening.named.subject);
            found.insert((kind, id, opening.month), opening);
        }
    }
    Ok(found)
}
