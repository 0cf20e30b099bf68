//! The log: one JSON object a line, each answer with its request's number, and never a secret.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::stories;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::serving::{Serving, launch, sown};

stories! {
    the_log_names_every_request_and_no_secret
    the_log_can_be_plain_lines
}

/// The objects of a log; what `serve` says to people on stdout is no part of it.
fn lines(log: &str) -> Vec<Value> {
    log.lines()
        .filter(|line| line.starts_with('{'))
        .map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}")))
        .collect()
}

async fn the_log_names_every_request_and_no_secret(house: TestApp) {
    let mut serving = Serving::start(house, &[("RUST_LOG", "debug,tantivy=info")]).await;
    let client = serving.server.client();
    let wrong = "Wrong-Guess-4-Kettles";
    for password in [wrong, PASSWORD] {
        client
            .submit(
                "/sign-in",
                "/sign-in",
                &[("login", "p1"), ("password", password), ("next", "/")],
            )
            .await;
    }
    let session = client.cookie("__Host-sid").expect("signed in");
    let token = client.csrf("/password").await;
    let next = "Another-Kettle-5-Boats";
    let fields = [("old_password", PASSWORD), ("password", next), ("again", next)];
    client.submit("/password", "/password", &fields).await;
    let home = client.get("/").await;
    let writer = serving.writers().remove(0);
    writer.file("日志里只有编号").await.expect("filed");
    let answer = writer.0.get("/api/v1/articles?shelf=own&q=SECRET-QUERY").await;
    let request = answer.header("x-request-id").expect("a number").to_owned();
    client.get("/setup/THE-ONE-TIME-KEY").await;
    client.get("/nowhere/THE-OTHER-KEY").await;
    serving.stop().await;
    let log = serving.server.log();
    let gate = client.cookie("gate").unwrap_or_default();
    let csrf = client.cookie("csrf").unwrap_or_default();
    // postgres://zhibao:password@host
    let database = serving
        .premises
        .url()
        .split([':', '@'])
        .nth(2)
        .unwrap_or_default();
    for (what, secret) in [
        ("a wrong password", wrong),
        ("a password", PASSWORD),
        ("a new password", next),
        ("a session", session.as_str()),
        ("a gate", gate.as_str()),
        ("a cookie", csrf.as_str()),
        ("a form's token", token.as_str()),
        ("a personal token", serving.tokens()[0].as_str()),
        ("the password of the database", database),
        ("a one-time key", "THE-ONE-TIME-KEY"),
        ("a path that is none", "THE-OTHER-KEY"),
        ("a query", "SECRET-QUERY"),
    ] {
        assert!(secret.is_empty() || !log.contains(secret), "{what} is in the log");
    }
    let lines = lines(&log);
    let answered: Vec<&Value> = lines
        .iter()
        .filter(|line| line["message"] == "answered")
        .collect();
    let routes: BTreeSet<&str> = answered
        .iter()
        .filter_map(|line| line["route"].as_str())
        .collect();
    for route in ["/sign-in", "/password", "/api/v1/articles", "-"] {
        assert!(routes.contains(route), "{route}: {routes:?}");
    }
    let mine: Vec<_> = answered
        .iter()
        .filter(|line| line["request"] == request.as_str())
        .collect();
    assert_eq!(mine.len(), 1, "{request}");
    assert_eq!(mine[0]["status"], i64::from(answer.status));
    let page = home.header("x-request-id").expect("a number");
    assert!(answered.iter().any(|line| line["request"] == page), "{page}");
    serving.premises.end().await;
}

async fn the_log_can_be_plain_lines(house: TestApp) {
    let (premises, _) = sown(house).await;
    let mut server = launch(premises.path(), &[("ZHIBAO__LOG__FORMAT", "text")])
        .start()
        .await;
    server.terminate(std::time::Duration::from_secs(15)).await;
    let log = server.log();
    assert!(log.contains("answered") && lines(&log).is_empty(), "{log}");
    premises.end().await;
}
