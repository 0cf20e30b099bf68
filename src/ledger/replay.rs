//! `zhibao ledger replay`: prices every fact under the schemes in force and compares with the postings that stand.
//! Nothing is written. Any difference is a fault of the ledger or of the law.

use std::collections::{BTreeMap, HashSet};

use entity::posting;
use sea_orm::{ConnectionTrait, EntityTrait, QueryOrder};

use super::schemes::book;
use super::{facts_all, ink};
use crate::Result;
use crate::scheme;

/// A line on which the law and the ledger differ.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The line.
    pub line: String,
    /// What the facts are worth, in hundredths; none: no such line.
    pub wanted: Option<i64>,
    /// What stands, in hundredths; none: no such posting.
    pub stands: Option<i64>,
}

/// Prices all facts again. Returns how many lines were compared, and those that differ.
///
/// # Errors
/// Whatever the database answers.
pub async fn replay(db: &impl ConnectionTrait) -> Result<(usize, Vec<Difference>)> {
    let published = book(db).await?;
    let facts = facts_all(db).await?;
    let mut lines = BTreeMap::new();
    for line in scheme::price_all(&published.book, &facts) {
        lines.insert(
            line.key.clone(),
            (line.points.hundredths(), ink::trace_text(&line)?),
        );
    }
    let n_lines = lines.len();
    let rows = posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(db)
        .await?;
    let reversed: HashSet<i64> = rows.iter().filter_map(|row| row.reverses).collect();
    let mut differences = Vec::new();
    for row in rows
        .into_iter()
        .filter(|row| row.reverses.is_none() && !reversed.contains(&row.seq))
    {
        let wanted = lines.remove(&row.line);
        if wanted.as_ref() != Some(&(row.points, row.trace)) {
            let wanted = wanted.map(|(points, _)| points);
            differences.push(Difference {
                line: row.line,
                wanted,
                stands: Some(row.points),
            });
        }
    }
    let unposted = lines.into_iter();
    differences.extend(unposted.map(|(line, (points, _))| Difference {
        line,
        wanted: Some(points),
        stands: None,
    }));
    Ok((n_lines, differences))
}
