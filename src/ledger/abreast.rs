//! Work on threads of its own, no more started at a time than there are processors: the next is read from the database
//! meanwhile, and what is done comes out in the order in which it was started.

use std::collections::VecDeque;
use std::thread;

use tokio::task::{JoinHandle, spawn_blocking};

use crate::Result;
use crate::error::Error;

pub(super) struct Abreast<T> {
    running: VecDeque<JoinHandle<Result<T>>>,
    /// How many run at a time.
    n: usize,
}

impl<T: Send + 'static> Abreast<T> {
    pub fn new() -> Self {
        Self {
            running: VecDeque::new(),
            n: thread::available_parallelism().map_or(1, Into::into),
        }
    }

    /// Starts one more; where as many run as may, after the one started first has ended, and with what that came to.
    pub async fn start(&mut self, work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<Option<T>> {
        let first = if self.running.len() < self.n {
            None
        } else {
            self.next().await?
        };
        self.running.push_back(spawn_blocking(work));
        Ok(first)
    }

    /// What the one started first comes to; none where nothing runs any more.
    pub async fn next(&mut self) -> Result<Option<T>> {
        match self.running.pop_front() {
            None => Ok(None),
            Some(first) => first.await.map_err(Error::broken)?.map(Some),
        }
    }
}
