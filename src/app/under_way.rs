//! Long work of a request that is under way: how far it is, for whoever began it. It is in memory alone: work that the
//! process loses is lost with its transaction, and there is nothing to be told of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use entity::PersonId;

use super::Progress;

/// Who began it, and what it goes by.
type Key = (PersonId, String);

/// All of it.
#[derive(Clone, Debug, Default)]
pub struct UnderWay(Arc<Mutex<HashMap<Key, Progress>>>);

impl UnderWay {
    /// Starts something; it is under way until what is returned is dropped.
    #[must_use]
    pub fn start(&self, person: PersonId, name: &str) -> Work {
        let key = (person, name.to_owned());
        self.with(|all| all.insert(key.clone(), Progress { n_done: 0, n_all: 0 }));
        Work {
            all: self.clone(),
            key,
        }
    }

    /// How far it is, if it is under way.
    #[must_use]
    pub fn progress(&self, person: PersonId, name: &str) -> Option<Progress> {
        let key = (person, name.to_owned());
        self.with(|all| all.get(&key).copied())
    }

    fn with<T>(&self, act: impl FnOnce(&mut HashMap<Key, Progress>) -> T) -> T {
        act(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Something that is under way.
#[derive(Debug)]
pub struct Work {
    all: UnderWay,
    key: Key,
}

impl Work {
    /// One more step of so many is done.
    pub fn step(&self, n_all: usize) {
        self.all.with(|all| {
            if let Some(progress) = all.get_mut(&self.key) {
                progress.n_done += 1;
                progress.n_all = n_all as u64;
            }
        });
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.all.with(|all| all.remove(&self.key));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_is_told_to_whoever_began_it_until_it_ends() {
        let all = UnderWay::default();
        let work = all.start(PersonId(1), "a");
        work.step(3);
        work.step(3);
        assert_eq!(
            all.progress(PersonId(1), "a"),
            Some(Progress { n_done: 2, n_all: 3 })
        );
        assert_eq!(all.progress(PersonId(2), "a"), None);
        assert_eq!(all.progress(PersonId(1), "b"), None);
        drop(work);
        assert_eq!(all.progress(PersonId(1), "a"), None);
    }
}
