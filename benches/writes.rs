//! Submission and adoption with posting, acknowledged when they are on the disk (FULL), by fifty clients, beside a raw
//! SQLite insert in the same run: `cargo bench --bench writes`, or `-- 10000` for fewer articles in the house.

mod stage;

use std::sync::Arc;

use serde_json::{Value, json};
use stage::figures::{head, say};
use stage::house::{N_HANDS, filled, only_ours};
use stage::support::client::Client;
use stage::support::server::free_address;
use stage::support::sown::{copy, serving};
use stage::support::texts;
use stage::{load, n_articles, peers};

/// Articles of each reporter.
const N_EACH: usize = 16;

/// A step of one article by the API; its new version, where it was taken.
async fn step(client: &Client, id: i64, what: &str, body: Value) -> Option<i64> {
    let answer = client
        .post_json(&format!("/api/v1/articles/{id}/{what}"), &body)
        .await;
    if answer.status != 200 {
        say(&format!("{what}: {} {}", answer.status, answer.text()));
        return None;
    }
    answer.json::<Value>()["version"].as_i64()
}

#[tokio::main]
async fn main() {
    let house = filled(n_articles()).await;
    let folder = tempfile::tempdir_in(env!("CARGO_TARGET_TMPDIR")).expect("a folder");
    copy(&house.folder, folder.path());
    only_ours(folder.path());
    let server = serving(folder.path(), free_address()).start().await;
    let visitor = server.client();
    let hands = |tokens: &[String]| -> Arc<Vec<Client>> {
        Arc::new(tokens.iter().map(|token| visitor.with_token(token)).collect())
    };
    let (reporters, editors) = (hands(&house.reporters), hands(&house.editors));
    head(&format!(
        "writing into a house of {} articles, {N_HANDS} clients in a closed loop",
        house.n
    ));
    let peer = peers::insert_alone(folder.path(), 500).await;
    peer.print("", None);

    // Some 5 KB of HTML each.
    let texts: Vec<String> = texts::articles(400)
        .0
        .into_iter()
        .map(|text| text.body_html)
        .collect();
    let mut drafts = vec![Vec::new(); N_HANDS];
    for (at, own) in drafts.iter_mut().enumerate() {
        for n in 0..N_EACH {
            let body: String = texts
                .iter()
                .cycle()
                .skip(at * N_EACH + n)
                .take(4)
                .flat_map(|text| text.chars())
                .take(1_700)
                .collect();
            let body = format!(
                "<p>{}</p>",
                body.replace("<p>", "")
                    .replace("</p>", "")
                    .replace(['<', '>'], "")
            );
            let draft =
                json!({ "title": format!("报送 {at} {n}"), "type": "good_practice", "body_html": body });
            let made: Value = reporters[at]
                .post_json("/api/v1/articles", &draft)
                .await
                .expect_status(201)
                .json();
            own.push(made["article"]["id"].as_i64().expect("a key"));
        }
    }
    let drafts = Arc::new(drafts);

    let (clients, own) = (reporters.clone(), drafts.clone());
    let submitted = load::closed("submit (text of 5 KB)", (N_HANDS, N_EACH), move |one, turn| {
        let (client, id) = (clients[one].clone(), own[one][turn]);
        async move {
            step(&client, id, "submit", json!({ "version": 1 }))
                .await
                .is_some()
        }
    });
    submitted.await.print("150/s, p99 400 ms", Some(&peer));

    let (clients, own) = (editors.clone(), drafts.clone());
    let decided = load::closed("claim and accept", (N_HANDS, N_EACH), move |one, turn| {
        let (client, id) = (clients[one].clone(), own[one][turn]);
        async move {
            let Some(version) = step(&client, id, "claim", json!({ "version": 2 })).await else {
                return false;
            };
            let accept = json!({ "version": version, "kind": "accept" });
            step(&client, id, "decisions", accept).await.is_some()
        }
    });
    decided.await.print("", Some(&peer));

    let (clients, own, outlets) = (editors, drafts, house.outlets.clone());
    let adopted = load::closed(
        "adoption with posting",
        (N_HANDS, N_EACH * 2),
        move |one, turn| {
            let (client, id) = (clients[one].clone(), own[one][turn / 2]);
            let outlet = outlets[turn % 2];
            let body =
                json!({ "article_id": id, "outlet_id": outlet, "adopted_on": "2026-03-02", "page": "1 版" });
            async move { client.post_json("/api/v1/adoptions", &body).await.status == 201 }
        },
    );
    adopted.await.print("250/s, p99 300 ms", Some(&peer));
    say("the clients share the machine with the server; see the load of the machine beside these figures");
}
