//! Clients: in a closed loop each asks again as soon as it has its answer; in an open loop requests come when they
//! come, and a late answer counts from when its request was due.

use std::future::Future;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use super::figures::Run;

/// So many clients, each asking so many times. `ask` gets the client and its turn, and says whether all went well.
pub async fn closed<F, Asking>(name: &str, (n_clients, n_each): (usize, usize), ask: F) -> Run
where
    F: Fn(usize, usize) -> Asking + Clone + Send + 'static,
    Asking: Future<Output = bool> + Send + 'static,
{
    let begun = Instant::now();
    let mut clients = JoinSet::new();
    for client in 0..n_clients {
        let ask = ask.clone();
        clients.spawn(async move {
            let (mut latencies, mut n_failed) = (Vec::with_capacity(n_each), 0);
            for turn in 0..n_each {
                let asked = Instant::now();
                if ask(client, turn).await {
                    latencies.push(asked.elapsed());
                } else {
                    n_failed += 1;
                }
            }
            (latencies, n_failed)
        });
    }
    gathered(name, begun, clients.join_all().await)
}

/// So many requests a second, for so many seconds.
pub async fn open<F, Asking>(name: &str, (rate, seconds): (u32, u32), ask: F) -> Run
where
    F: Fn(usize, usize) -> Asking + Clone + Send + 'static,
    Asking: Future<Output = bool> + Send + 'static,
{
    let begun = Instant::now();
    let mut asked = JoinSet::new();
    for turn in 0..rate * seconds {
        let due = begun + Duration::from_secs(1) * turn / rate;
        let ask = ask.clone();
        asked.spawn(async move {
            tokio::time::sleep_until(due.into()).await;
            let is_well = ask(0, usize::try_from(turn).unwrap_or(0)).await;
            if is_well {
                (vec![due.elapsed()], 0)
            } else {
                (Vec::new(), 1)
            }
        });
    }
    gathered(name, begun, asked.join_all().await)
}

fn gathered(name: &str, begun: Instant, all: Vec<(Vec<Duration>, usize)>) -> Run {
    let took = begun.elapsed();
    let n_failed = all.iter().map(|one| one.1).sum();
    let latencies = all.into_iter().flat_map(|one| one.0).collect();
    Run::new(name, latencies, took, n_failed)
}
