//! Pages with session, scope and CSP over 100,000 articles, beside a bare poem 'hello' in the same run:
//! `cargo bench --bench pages`, or `-- 10000` for fewer articles.

mod stage;

use stage::figures::{head, say};
use stage::house::{filled, signed_in};
use stage::support::client::Client;
use stage::support::server::free_address;
use stage::support::sown::serving;
use stage::{load, n_articles, peers};

const N_CLIENTS: usize = 64;
const ASKED: &str = "2500/s, p99 80 ms";

#[tokio::main]
async fn main() {
    peers::be_hello().await;
    let house = filled(n_articles()).await;
    let server = serving(&house.folder, free_address()).start().await;
    let reporter = signed_in(&server.client(), &house.usernames.0).await;
    let editor = signed_in(&server.client(), &house.usernames.1).await;
    head(&format!(
        "pages over {} articles, {N_CLIENTS} clients in a closed loop",
        house.n
    ));
    let bare = peers::poem_alone(&house.folder).await;
    let hello = peers::hello_to(&bare, N_CLIENTS, 300).await;
    hello.print("", None);
    let n = house.n;
    let one = move |turn: usize| format!("/articles/{}", 1_000_000 + turn * 7_919 % n);
    measured("an article, for an editor", &editor, one, &hello).await;
    measured(
        "my articles, for a reporter",
        &reporter,
        |turn| format!("/articles?page={}", 1 + turn % 5),
        &hello,
    )
    .await;
    measured(
        "the desk, for an editor",
        &editor,
        |_| "/desk?queue=accepted".to_owned(),
        &hello,
    )
    .await;
    measured(
        "the start page, for a reporter",
        &reporter,
        |_| "/".to_owned(),
        &hello,
    )
    .await;
    let client = editor.clone();
    let trends = load::closed("the trends of twelve months, one client", (1, 40), move |_, _| {
        let client = client.clone();
        async move { peers::is_well(&client, "/trends").await }
    });
    trends.await.print("p99 300 ms", None);
    let client = editor.clone();
    let open = load::open("an article, open loop of 500/s", (500, 6), move |_, turn| {
        let (client, path) = (client.clone(), one(turn));
        async move { peers::is_well(&client, &path).await }
    });
    open.await.print("500/s held, p99 25 ms", None);
    say("the clients share the machine with the server; see the load of the machine beside these figures");
}

async fn measured(
    name: &str,
    client: &Client,
    path: impl Fn(usize) -> String + Clone + Send + 'static,
    hello: &stage::figures::Run,
) {
    let client = client.clone();
    let run = load::closed(name, (N_CLIENTS, 40), move |one, turn| {
        let (client, path) = (client.clone(), path(one * 40 + turn));
        async move { peers::is_well(&client, &path).await }
    });
    run.await.print(ASKED, Some(hello));
}
