//! Search with facets and passages over 100,000 articles by the page, beside raw tantivy on the same index in the same
//! run: `cargo bench --bench search`, or `-- 10000` for fewer articles. `search-index/benches` measures the index alone.

mod stage;

use reqwest::Url;
use stage::figures::{Run, head, say};
use stage::house::{filled, signed_in};
use stage::support::client::Client;
use stage::support::server::free_address;
use stage::support::sown::serving;
use stage::{load, n_articles, peers};

const N_CLIENTS: usize = 32;

#[tokio::main]
async fn main() {
    peers::be_hello().await;
    let house = filled(n_articles()).await;
    head(&format!(
        "search over {} articles, {N_CLIENTS} clients in a closed loop",
        house.n
    ));
    let raw = peers::phrase_alone(&house.folder.join("index"), &house.probes);
    raw.print("", None);
    let server = serving(&house.folder, free_address()).start().await;
    let editor = signed_in(&server.client(), &house.usernames.1).await;
    let api = server.client().with_token(&house.editors[1]);
    let probes = &house.probes;
    let exact = |probe: &String| format!("\"{probe}\"");
    let free = |probe: &String| format!("{probe}怎么{probe}");
    measured(
        &editor,
        "the page: exact, four characters, 8 facets",
        "/search",
        probes.iter().map(exact),
        &raw,
    )
    .await;
    measured(
        &editor,
        "the page: free text, 8 facets",
        "/search",
        probes.iter().map(free),
        &raw,
    )
    .await;
    measured(
        &api,
        "the API: exact, four characters",
        "/api/v1/search",
        probes.iter().map(exact),
        &raw,
    )
    .await;
    say("the clients share the machine with the server; see the load of the machine beside these figures");
}

async fn measured(client: &Client, name: &str, page: &str, typed: impl Iterator<Item = String>, raw: &Run) {
    let paths: Vec<String> = typed
        .map(|typed| {
            let url = Url::parse_with_params("http://query.invalid/", [("q", typed)]).expect("a constant");
            format!("{page}?{}", url.query().unwrap_or_default())
        })
        .collect();
    let client = client.clone();
    let run = load::closed(name, (N_CLIENTS, 30), move |one, turn| {
        let (client, path) = (client.clone(), paths[(one * 30 + turn) % paths.len()].clone());
        async move { peers::is_well(&client, &path).await }
    });
    run.await.print("300/s, p99 100 ms", Some(raw));
}
