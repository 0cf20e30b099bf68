//! What must be true of every connection of an open database before anything is served from it.

use sea_orm::sqlx::pool::PoolConnection;
use sea_orm::sqlx::{AssertSqlSafe, Row, Sqlite, query};
use sea_orm::{DatabaseConnection, DbBackend};

use super::{Db, PRAGMAS};
use crate::Result;
use crate::error::Error;

/// Below this SQLite has the WAL-reset corruption bug (F6).
pub const SQLITE_FLOOR: (u32, u32, u32) = (3, 51, 3);

/// Checks version and every PRAGMA of every connection that the pools can have (F4): each is taken, all at once, so
/// that none is asked twice. Says how many there are; none on PostgreSQL.
///
/// # Errors
/// [`Error::Broken`] naming what is not as it must be.
pub async fn check(db: &Db) -> Result<usize> {
    check_but(db, true).await
}

/// The same where the settings may say that writes do not wait for the disk: in a test and while the demo is filled.
///
/// # Errors
/// As [`check`].
pub(super) async fn check_but(db: &Db, is_durable: bool) -> Result<usize> {
    if db.backend() != DbBackend::Sqlite {
        return Ok(0);
    }
    let mut n = 0;
    for (pool, query_only) in [(&db.read, "1"), (&db.write, "0")] {
        let mut taken = all_of(pool).await?;
        for connection in &mut taken {
            check_one(connection, query_only, is_durable).await?;
        }
        n += taken.len();
    }
    Ok(n)
}

async fn all_of(pool: &DatabaseConnection) -> Result<Vec<PoolConnection<Sqlite>>> {
    let pool = pool.get_sqlite_connection_pool();
    let mut taken = Vec::new();
    for _ in 0..pool.options().get_max_connections() {
        taken.push(pool.acquire().await.map_err(Error::broken)?);
    }
    Ok(taken)
}

async fn check_one(
    connection: &mut PoolConnection<Sqlite>,
    query_only: &'static str,
    is_durable: bool,
) -> Result<()> {
    let version = text(connection, "SELECT sqlite_version()".to_owned()).await?;
    if is_too_old(&version) {
        return Err(Error::broken(format!(
            "SQLite {version} is older than {SQLITE_FLOOR:?}"
        )));
    }
    let wanted = PRAGMAS.iter().map(|(name, _, wanted)| (*name, *wanted));
    for (name, wanted) in wanted.chain([("query_only", query_only)]) {
        let found = text(connection, format!("PRAGMA {name}")).await?;
        let is_relaxed = !is_durable && name == "synchronous" && found == "0";
        if found != wanted && !is_relaxed {
            return Err(Error::broken(format!("PRAGMA {name} is {found}, not {wanted}")));
        }
    }
    Ok(())
}

/// Whether a version such as `3.40.1` is below the floor.
fn is_too_old(version: &str) -> bool {
    let mut parts = version
        .split('.')
        .map(|part| part.parse::<u32>().unwrap_or_default());
    let mut next = || parts.next().unwrap_or(0);
    (next(), next(), next()) < SQLITE_FLOOR
}

/// The first column of the first row, whatever its type, as text.
async fn text(connection: &mut PoolConnection<Sqlite>, sql: String) -> Result<String> {
    let row = query(AssertSqlSafe(sql))
        .fetch_one(&mut **connection)
        .await
        .map_err(Error::broken)?;
    row.try_get_unchecked(0).map_err(Error::broken)
}

#[cfg(test)]
mod tests {
    use super::is_too_old;

    #[test]
    fn the_versions_with_the_wal_reset_bug_are_too_old() {
        for old in ["3.7.0", "3.40.1", "3.51.2", "2.99.99", "", "x"] {
            assert!(is_too_old(old), "{old}");
        }
        for new in ["3.51.3", "3.52.0", "4.0.0", "3.51.10"] {
            assert!(!is_too_old(new), "{new}");
        }
    }
}
