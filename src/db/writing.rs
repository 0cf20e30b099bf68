//! The one write transaction, and what its commit knows: after a sync that failed nobody can say what the disk holds,
//! so nothing is written any more until the process was started anew (QUALITY R6; PostgreSQL has done so since 2018).

use std::ops::Deref;

use sea_orm::entity::prelude::async_trait::async_trait;
use sea_orm::{ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, ExecResult, QueryResult, Statement};
use tokio_util::sync::CancellationToken;

use super::kept::Commits;
use crate::Result;
use crate::error::{Error, Message};

/// Whether the disk can still be relied on. Once it cannot, that stays so for this process.
#[derive(Clone, Debug, Default)]
pub(super) struct Disk(CancellationToken);

impl Disk {
    /// Refuses where a sync has failed.
    pub fn must_hold(&self) -> Result<()> {
        if self.0.is_cancelled() {
            return Err(Error::Unavailable(Message::new("error.disk_failed")));
        }
        Ok(())
    }

    /// Resolves when a sync has failed.
    pub async fn failed(&self) {
        self.0.cancelled().await;
    }
}

/// A write transaction: ended by [`Writing::commit`], rolled back where it is dropped.
#[derive(Debug)]
pub struct Writing {
    tx: DatabaseTransaction,
    disk: Disk,
    commits: Commits,
}

impl Writing {
    pub(super) const fn new(tx: DatabaseTransaction, disk: Disk, commits: Commits) -> Self {
        Self { tx, disk, commits }
    }

    /// Makes what was written last, on the disk and not only in its cache.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where this sync or an earlier one failed: nothing of it was acknowledged. Whatever else
    /// the database answers.
    pub async fn commit(self) -> Result<()> {
        self.disk.must_hold()?;
        let committed = self.tx.commit().await;
        self.commits.count();
        if let Err(error) = &committed
            && error.to_string().contains("disk I/O error")
        {
            tracing::error!(%error, "the disk did not take a commit: no more writes");
            self.disk.0.cancel();
        }
        Ok(committed?)
    }
}

impl Deref for Writing {
    type Target = DatabaseTransaction;

    fn deref(&self) -> &DatabaseTransaction {
        &self.tx
    }
}

#[async_trait]
impl ConnectionTrait for Writing {
    fn get_database_backend(&self) -> DbBackend {
        self.tx.get_database_backend()
    }

    async fn execute_raw(&self, statement: Statement) -> Result<ExecResult, DbErr> {
        self.tx.execute_raw(statement).await
    }

    async fn execute_unprepared(&self, sql: &str) -> Result<ExecResult, DbErr> {
        self.tx.execute_unprepared(sql).await
    }

    async fn query_one_raw(&self, statement: Statement) -> Result<Option<QueryResult>, DbErr> {
        self.tx.query_one_raw(statement).await
    }

    async fn query_all_raw(&self, statement: Statement) -> Result<Vec<QueryResult>, DbErr> {
        self.tx.query_all_raw(statement).await
    }
}
