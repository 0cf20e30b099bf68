//! Many rows written at once, a few hundred a statement.

use sea_orm::sea_query::OnConflict;
use sea_orm::{ActiveModelTrait, ConnectionTrait, EntityTrait, Iterable, QueryTrait, Statement};

use crate::Result;

/// Rows of one statement.
const ROWS: usize = 500;
/// Values of one statement, a column of a row each, that SQLite takes.
const VALUES: usize = 32_766;

/// Inserts rows in their order; `on_conflict` says what happens to one that is there. While the database takes a statement
/// the next one is put together.
///
/// # Errors
/// Whatever the database answers.
pub async fn insert_rows<A: ActiveModelTrait>(
    db: &impl ConnectionTrait,
    rows: impl IntoIterator<Item = A>,
    on_conflict: Option<OnConflict>,
) -> Result<()> {
    debug_assert!(
        ROWS * <A::Entity as EntityTrait>::Column::iter().count() <= VALUES,
        "a row of this table is too wide"
    );
    let (backend, mut rows) = (db.get_database_backend(), rows.into_iter().peekable());
    let mut put_together = || -> Option<Statement> {
        rows.peek()?;
        let insert = A::Entity::insert_many(rows.by_ref().take(ROWS));
        let insert = match &on_conflict {
            Some(conflict) => insert.on_conflict(conflict.clone()),
            None => insert,
        };
        Some(insert.build(backend))
    };
    let mut next = put_together();
    while let Some(statement) = next {
        let (written, after) = tokio::join!(db.execute_raw(statement), async { put_together() });
        written?;
        next = after;
    }
    Ok(())
}
