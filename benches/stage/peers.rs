//! The bare peers: poem that says hello, SQLite that inserts a row, tantivy that looks up a phrase in our own index.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Instant;

use poem::listener::TcpListener;
use poem::{Route, Server, get, handler};
use sea_orm::{ConnectionTrait, Database, DbBackend, Statement};
use tantivy::Term;
use tantivy::collector::TopDocs;
use tantivy::query::PhraseQuery;

use super::figures::Run;
use super::load;
use super::support::client::Client;
use super::support::server::{self, Launch, free_address};

/// What the command line says to the child that is nothing but poem.
const HELLO: &str = "--hello";

#[handler]
fn hello() -> &'static str {
    "hello"
}

/// Serves hello for ever, if this process is that child.
pub async fn be_hello() {
    let mut arguments = std::env::args().skip_while(|argument| argument != HELLO);
    let Some(address) = arguments.nth(1).and_then(|it| it.parse::<SocketAddr>().ok()) else {
        return;
    };
    let site = Route::new().at("/", get(hello));
    Server::new(TcpListener::bind(address))
        .run(site)
        .await
        .expect("it serves");
}

/// A bare poem in a process of its own.
pub async fn poem_alone(folder: &Path) -> server::Server {
    let address = free_address();
    let own = std::env::current_exe().expect("this program has a path");
    Launch::program(
        &own,
        &[HELLO, &address.to_string()],
        address,
        &folder.join("hello.log"),
    )
    .start()
    .await
}

/// Hello to so many clients.
pub async fn hello_to(server: &server::Server, n_clients: usize, n_each: usize) -> Run {
    let client = server.client();
    let name = format!("bare poem 'hello', {n_clients} clients");
    load::closed(&name, (n_clients, n_each), move |_, _| {
        let client = client.clone();
        async move { is_well(&client, "/").await }
    })
    .await
}

/// Asks for a page and says whether it came.
pub async fn is_well(client: &Client, path: &str) -> bool {
    let answer = client
        .try_send(reqwest::Method::GET, path, None, Vec::new())
        .await;
    answer.is_ok_and(|answer| answer.status == 200)
}

/// SQLite alone: a row of 5 KB a transaction, `synchronous=FULL`, one connection.
pub async fn insert_alone(folder: &Path, n: usize) -> Run {
    let file = folder.join("peer.sqlite3");
    let db = Database::connect(
        sea_orm::ConnectOptions::new(format!("sqlite://{}?mode=rwc", file.display()))
            .max_connections(1)
            .sqlx_logging(false)
            .map_sqlx_sqlite_opts(|options| {
                options
                    .pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
            })
            .to_owned(),
    )
    .await
    .expect("SQLite opens");
    db.execute_unprepared("CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT")
        .await
        .expect("a table");
    let text = "实".repeat(1_700);
    let begun = Instant::now();
    let mut latencies = Vec::with_capacity(n);
    for _ in 0..n {
        let asked = Instant::now();
        let insert = Statement::from_sql_and_values(
            DbBackend::Sqlite,
            "INSERT INTO row (text) VALUES (?)",
            [text.as_str().into()],
        );
        db.execute_raw(insert).await.expect("inserted");
        latencies.push(asked.elapsed());
    }
    Run::new(
        "raw SQLite insert of 5 KB (FULL), one at a time",
        latencies,
        begun.elapsed(),
        0,
    )
}

/// tantivy alone, on the same files: a phrase of pairs in the body, the ten best. One thread, no filter, no count, no
/// passage.
pub fn phrase_alone(index: &Path, probes: &[String]) -> Run {
    let generation = std::fs::read_dir(index)
        .expect("the index has a folder")
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| path.join("meta.json").is_file())
        .expect("a generation");
    let index = tantivy::Index::open_in_dir(generation).expect("tantivy opens it");
    let body = index.schema().get_field("body_bi").expect("the field");
    let reader = index.reader().expect("a reader");
    let begun = Instant::now();
    let mut latencies = Vec::with_capacity(probes.len());
    for probe in probes {
        let asked = Instant::now();
        let glyphs: Vec<char> = probe.chars().collect();
        let pairs = glyphs
            .windows(2)
            .map(|pair| Term::from_field_text(body, &pair.iter().collect::<String>()));
        let best = TopDocs::with_limit(10).order_by_score();
        let found = reader
            .searcher()
            .search(&PhraseQuery::new(pairs.collect()), &best);
        std::hint::black_box(found.expect("an answer"));
        latencies.push(asked.elapsed());
    }
    Run::new(
        "raw tantivy phrase on the same index, one thread",
        latencies,
        begun.elapsed(),
        0,
    )
}

/// What the ledger doubleentry does a second: entries recorded one a commit and a thousand a commit, and audited.
pub struct Doubleentry {
    pub alone: f64,
    pub together: f64,
    pub audited: f64,
}

/// Builds and runs the peer (benches/doubleentry) in a folder of its own; none where it cannot be built or does not end
/// well, as without a network.
pub fn doubleentry(n_accounts: usize, n_entries: usize) -> Option<Doubleentry> {
    let folder = tempfile::tempdir().ok()?;
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/doubleentry/Cargo.toml");
    let target = concat!(env!("CARGO_MANIFEST_DIR"), "/target/doubleentry");
    let answer = std::process::Command::new("cargo")
        .args([
            "run",
            "--release",
            "--quiet",
            "--locked",
            "--manifest-path",
            manifest,
            "--target-dir",
            target,
            "--",
        ])
        .arg(folder.path())
        .args([n_accounts.to_string(), n_entries.to_string()])
        .output()
        .ok()?;
    let text = String::from_utf8(answer.stdout).ok()?;
    let rate = |word: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(word))?;
        line.trim().parse().ok()
    };
    Some(Doubleentry {
        alone: rate("alone ")?,
        together: rate("together ")?,
        audited: rate("audited ")?,
    })
}
