//! The client: cookies, forms, tokens, files, raw bodies.

use serde_json::json;

use super::stage::Stage;
use crate::support::client::{Answer, Attachment, Client};

#[tokio::test]
async fn a_client_keeps_and_forgets_cookies_and_follows_nothing() {
    let stage = Stage::open().await;
    let client = Client::new(&stage.origin);
    client.set_cookie("old", "1");
    let answer = client.get("/cookie").await.expect_status(303);
    assert_eq!(answer.location(), Some("/"));
    assert_eq!(
        (client.cookie("__Host-sid").as_deref(), client.cookie("old")),
        (Some("abc"), None)
    );
    assert!(
        client
            .get("/echo")
            .await
            .text()
            .contains("cookie: __Host-sid=abc")
    );
}

#[tokio::test]
async fn a_client_submits_a_form_with_the_token_of_its_page() {
    let stage = Stage::open().await;
    let client = Client::new(&stage.origin);
    let answer = client
        .submit("/", "/filed", &[("title", "春耕 & 备耕=好"), ("body", "")])
        .await
        .expect_status(200);
    let text = answer.text();
    assert!(
        text.contains("csrf=s3cret") && text.contains("title=春耕 & 备耕=好"),
        "{text}"
    );
}

#[tokio::test]
async fn a_client_sends_files_json_and_raw_bytes_with_its_origin() {
    let stage = Stage::open().await;
    let client = Client::new(&stage.origin).with_token("t0ken");
    let file = Attachment {
        field: "file",
        file_name: "稿.docx",
        content_type: "application/zip",
        bytes: &[0; 300],
    };
    let answer = client
        .post_multipart("/upload", &[("note", "五个字节")], &[file])
        .await;
    assert!(
        answer.text().contains("稿.docx: 300") && answer.text().contains("note: 12"),
        "{}",
        answer.text()
    );

    let echoed = client
        .post_json("/echo", &json!({ "a": 1 }))
        .await
        .expect_status(200)
        .text();
    let origin = format!("origin: {}", stage.origin);
    for wanted in [
        "POST\n",
        "authorization: Bearer t0ken",
        "content-type: application/json",
        "{\"a\":1}",
        &origin,
    ] {
        assert!(echoed.contains(wanted), "{wanted} is not in {echoed}");
    }
    let foreign = client.with_header("origin", "https://elsewhere.invalid");
    let echoed = foreign
        .send(reqwest::Method::PUT, "/echo", None, b"raw".to_vec())
        .await
        .text();
    assert!(
        echoed.contains("origin: https://elsewhere.invalid") && !echoed.contains(&origin),
        "{echoed}"
    );
}

#[test]
#[should_panic(expected = "404 is not the JSON wanted")]
fn an_answer_that_is_not_the_json_wanted_is_shown() {
    let answer = |status, body: &[u8]| Answer {
        status,
        headers: reqwest::header::HeaderMap::new(),
        body: body.to_vec(),
    };
    assert_eq!(answer(200, b"[1, 2]").json::<Vec<u8>>(), [1, 2]);
    answer(404, b"<html>").json::<Vec<u8>>();
}
