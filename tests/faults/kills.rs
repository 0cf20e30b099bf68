//! SIGKILL at random moments while eight clients file, decide, adopt and withdraw (QUALITY R1), over SQLite and over
//! PostgreSQL, whose cluster lives on. The suite kills six times over each; `ZHIBAO_KILLS=50 cargo nextest run -p zhibao
//! faults::kills` kills fifty times over each, `ZHIBAO_FAULT_SEED` chooses the moments.

use std::time::{Duration, Instant};

use reqwest::Method;
use serde_json::Value;
use tokio::task::JoinSet;
use zhibao::demo::Prng;

use super::journal::{Deed, Making, Piece};
use super::whole::assert_whole;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::environment;
use crate::support::server::free_address;
use crate::support::sown::{Sown, serving, sow};
use crate::support::texts::{self, Text};

stories! {
    a_server_killed_at_random_moments_loses_nothing_that_it_acknowledged
}

const N_CLIENTS: usize = 8;

/// A client: a reporter and an editor who take one article after the other through its life.
struct Worker {
    name: usize,
    /// The tokens of the reporter and the editor.
    hands: (String, String),
    outlets: Vec<i64>,
    texts: Vec<Text>,
    pieces: Vec<Piece>,
    /// The first piece that was touched since the last restart.
    since: usize,
}

impl Worker {
    fn all(sown: &Sown, texts: Vec<Text>) -> Vec<Self> {
        let mut all: Vec<Self> = (0..N_CLIENTS)
            .map(|name| Self {
                name,
                hands: (sown.reporters[name].clone(), sown.editors[name].clone()),
                outlets: sown.outlets.clone(),
                texts: Vec::new(),
                pieces: Vec::new(),
                since: 0,
            })
            .collect();
        for (at, text) in texts.into_iter().enumerate() {
            all[at % N_CLIENTS].texts.push(text);
        }
        all
    }

    /// Goes on until the server is gone.
    async fn work(&mut self, visitor: &Client) {
        self.since = self.pieces.len().saturating_sub(1);
        loop {
            if self.pieces.last().is_none_or(|piece| piece.next().is_none()) {
                let Some(text) = self.texts.pop() else { return };
                let n = self.pieces.len();
                let name = format!("w{}-{n}", self.name);
                let hands = (self.hands.0.as_str(), self.hands.1.as_str());
                self.pieces.push(Piece::new(name, text, hands, self.plan(n)));
            }
            let piece = self.pieces.last_mut().expect("there is one");
            if piece.go_on(visitor).await.is_err() {
                return;
            }
        }
    }

    /// Some are taken back and filed again, most are adopted, some adoptions are withdrawn.
    fn plan(&self, n: usize) -> Vec<Deed> {
        let mut plan = vec![Deed::Start, Deed::Submit];
        if n % 4 == 3 {
            plan.extend([Deed::Withdraw, Deed::Submit]);
        }
        plan.extend([Deed::Claim, Deed::Accept]);
        for outlet in &self.outlets[..n % 4] {
            plan.push(Deed::Adopt(*outlet));
        }
        if n % 4 > 1 {
            plan.push(Deed::WithdrawAdoption(self.outlets[0]));
        }
        plan
    }

    /// Compares what was touched since the last restart, or everything, with what the server shows.
    async fn compare(&mut self, visitor: &Client, is_all: bool) {
        let from = if is_all { 0 } else { self.since };
        for piece in &mut self.pieces[from..] {
            piece.compare(visitor).await;
        }
    }
}

/// The same request again makes nothing new: the answer names what was made the first time, if it was.
async fn assert_made_once(visitor: &Client, making: &Making) {
    let client = visitor
        .with_token(&making.token)
        .with_header("idempotency-key", &making.key);
    let answer = client
        .send(
            Method::POST,
            making.path,
            Some("application/json"),
            making.body.to_string().into(),
        )
        .await;
    if making.made.is_none() {
        // Not done then: it is done now, or refused because a later request under another key has done it.
        assert!(matches!(answer.status, 201 | 409), "{}", answer.text());
        return;
    }
    let document: Value = answer.expect_status(201).json();
    let again = document["article"]["id"].as_i64().or(document["id"].as_i64());
    assert_eq!(again, making.made, "{document:#}");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    environment::variable(variable).map_or(otherwise, |text| text.parse().expect("a number"))
}

async fn a_server_killed_at_random_moments_loses_nothing_that_it_acknowledged(house: TestApp) {
    let (n_kills, seed) = (number("ZHIBAO_KILLS", 6), number("ZHIBAO_FAULT_SEED", 20_260_314));
    let (texts, whose) = texts::articles(6_000);
    environment::say(&format!("{n_kills} kills, seed {seed}, {whose}"));
    let mut dice = Prng::lane(seed, 1);
    let sown = sow(house, N_CLIENTS, N_CLIENTS).await;
    let mut workers = Worker::all(&sown, texts);
    let mut server = serving(sown.path(), free_address()).start().await;
    let visitor = server.client();
    let mut slowest = Duration::ZERO;
    for n in 1..=n_kills {
        let ms = 50 + u64::try_from(dice.below(2_950)).expect("small");
        let mut load = JoinSet::new();
        for mut worker in workers.drain(..) {
            let visitor = visitor.clone();
            load.spawn(async move {
                worker.work(&visitor).await;
                worker
            });
        }
        tokio::time::sleep(Duration::from_millis(ms)).await;
        server.kill();
        workers = load.join_all().await;
        let begun = Instant::now();
        server.restart().await;
        slowest = slowest.max(begun.elapsed());
        for worker in &mut workers {
            worker.compare(&visitor, false).await;
        }
        assert_whole(&sown.premises).await;
        let n_done: usize = workers
            .iter()
            .flat_map(|it| &it.pieces)
            .map(|it| it.n_acknowledged)
            .sum();
        environment::say(&format!(
            "kill {n} after {ms} ms: {n_done} acknowledged so far, none lost"
        ));
    }
    for worker in &mut workers {
        worker.compare(&visitor, true).await;
    }
    let pieces = || workers.iter().flat_map(|worker| &worker.pieces);
    let (answered, cut_off): (Vec<&Making>, Vec<&Making>) = pieces()
        .flat_map(|piece| &piece.makings)
        .partition(|making| making.is_answered);
    for making in answered.iter().rev().take(40) {
        assert_made_once(&visitor, making).await;
    }
    // Nobody waits for a request that died with its process: what became of it is known at once.
    for making in &cut_off {
        assert_made_once(&visitor, making).await;
    }
    let n_again = cut_off.len();
    assert_whole(&sown.premises).await;
    let n_cut_off = pieces().fold((0, 0), |all, piece| {
        (all.0 + piece.n_cut_off.0, all.1 + piece.n_cut_off.1)
    });
    environment::say(&format!(
        "{} articles, {} deeds acknowledged, 0 lost; of those cut off {} were whole and {} absent; \
         {n_again} of those asked again by their key were made once; slowest restart {slowest:?}",
        pieces().count(),
        pieces().map(|piece| piece.n_acknowledged).sum::<usize>(),
        n_cut_off.0,
        n_cut_off.1
    ));
    let n_acknowledged: usize = pieces().map(|piece| piece.n_acknowledged).sum();
    assert!(n_acknowledged > 20, "the load did hardly anything");
    drop(server);
    sown.premises.end().await;
}
