//! Every kind of refusal is a problem document as the contract describes it (RFC 9457), in both languages, and none
//! shows what is inside (QUALITY F11, C19).

use std::collections::BTreeSet;

use entity::Language;
use reqwest::Method;
use serde_json::{Value, json};
use zhibao::error::{Error, Fault, Message};
use zhibao::i18n;

use crate::api::desk::{self, Desk};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Answer;

stories! {
    every_refusal_over_http_is_a_problem_document
    every_kind_of_error_is_a_problem_document_in_both_languages
}

/// The schema of a problem, as it is served.
async fn schema(desk: &Desk) -> Value {
    let document: Value = desk
        .visitor
        .get("/api/v1/openapi.json")
        .await
        .expect_status(200)
        .json();
    let schemas = document["components"]["schemas"].clone();
    assert!(schemas["Problem"]["properties"].is_object());
    schemas
}

/// What is wrong with a document, if anything.
fn fault(schemas: &Value, name: &str, document: &Value) -> Option<String> {
    let schema = &schemas[name];
    let fields = document.as_object().expect("an object");
    for required in schema["required"].as_array().expect("required fields") {
        if !fields.contains_key(required.as_str().expect("a name")) {
            return Some(format!("lacks {required}"));
        }
    }
    for (field, value) in fields {
        let known = &schema["properties"][field];
        let fits = match known["type"].as_str() {
            Some("string") => value.is_string(),
            Some("integer") => value.is_i64(),
            Some("array") => {
                let item = known["items"]["$ref"]
                    .as_str()
                    .and_then(|name| name.rsplit('/').next());
                let items = value.as_array().map_or(&[][..], Vec::as_slice);
                if let Some(wrong) = items
                    .iter()
                    .find_map(|one| fault(schemas, item.expect("a schema"), one))
                {
                    return Some(format!("{field}: {wrong}"));
                }
                value.is_array()
            }
            _ => false,
        };
        if !fits {
            return Some(format!("{field} is {value}"));
        }
    }
    let is_said = |field: &str| {
        document[field]
            .as_str()
            .is_some_and(|text| !text.is_empty() && !text.contains("%{"))
    };
    let speaks = name != "Problem" || ["title", "detail", "request_id"].into_iter().all(is_said);
    (!speaks).then(|| format!("says nothing: {document}"))
}

fn check(schemas: &Value, answer: &Answer, status: u16) {
    assert_eq!(answer.status, status, "{}", answer.text());
    assert_eq!(answer.header("content-type"), Some("application/problem+json"));
    let problem: Value = answer.json();
    assert_eq!(problem["status"], status);
    assert_eq!(problem["type"], "about:blank");
    assert_eq!(fault(schemas, "Problem", &problem), None, "{problem}");
    assert_eq!(answer.header("x-request-id"), problem["request_id"].as_str());
    let text = answer.text();
    for inner in ["SELECT", "sea_orm", "sqlx", "src/", "panicked", "column"] {
        assert!(!text.contains(inner), "{text}");
    }
}

async fn every_refusal_over_http_is_a_problem_document(house: TestApp) {
    let desk = desk::open(house).await;
    let schemas = schema(&desk).await;
    let made: Value = desk
        .reporter
        .1
        .post_json("/api/v1/articles", &json!({}))
        .await
        .expect_status(201)
        .json();
    let article = format!("/api/v1/articles/{}", made["article"]["id"]);
    let stale = json!({ "version": 9, "title": "改", "type": "work_update", "body_html": "" });
    let json_kind = Some("application/json");
    let reporter = &desk.reporter.1;
    let cases = [
        (
            400,
            reporter
                .send(Method::POST, "/api/v1/articles", json_kind, b"{".to_vec())
                .await,
        ),
        (401, desk.visitor.get("/api/v1/me").await),
        (403, reporter.get("/api/v1/audit").await),
        (404, reporter.get("/api/v1/articles/987654321").await),
        (404, reporter.get("/api/v1/nowhere").await),
        (
            405,
            reporter.send_json(Method::DELETE, "/api/v1/me", &json!({})).await,
        ),
        (
            409,
            reporter
                .send_json(Method::PUT, &format!("{article}/draft"), &stale)
                .await,
        ),
        (
            409,
            reporter
                .with_header("idempotency-key", "p-1")
                .post_json("/api/v1/articles", &json!({}))
                .await,
        ),
        (
            413,
            reporter
                .send(Method::POST, "/api/v1/articles", json_kind, vec![b' '; 2 << 20])
                .await,
        ),
        (
            415,
            reporter
                .send(Method::POST, "/api/v1/articles", Some("text/csv"), b"a".to_vec())
                .await,
        ),
        (
            422,
            reporter
                .post_json("/api/v1/articles", &json!({ "state": "accepted" }))
                .await,
        ),
    ];
    let mut seen = BTreeSet::new();
    for (status, answer) in cases {
        if status == 409 && answer.status == 201 {
            // The key was fresh; with another body it is not.
            let other = reporter.with_header("idempotency-key", "p-1");
            let answer = other
                .post_json("/api/v1/articles", &json!({ "title": "另一篇" }))
                .await;
            check(&schemas, &answer, 409);
            continue;
        }
        check(&schemas, &answer, status);
        seen.insert(status);
    }
    assert_eq!(seen.len(), 9);
    // A page asked by a script answers with the same document.
    let browser = desk.house.signed_in(&desk.visitor, desk.reporter.0).await;
    let script = browser.with_header("accept", "application/json");
    check(&schemas, &script.get("/articles/987654321").await, 404);
    check(&schemas, &script.get("/audit").await, 403);
    desk.house.end().await;
}

async fn every_kind_of_error_is_a_problem_document_in_both_languages(house: TestApp) {
    let desk = desk::open(house).await;
    let schemas = schema(&desk).await;
    let errors = [
        (
            422,
            Error::Invalid(vec![Fault::new(
                "name",
                Message::new("fault.line_length").with("max", 30),
            )]),
        ),
        (404, Error::NotFound),
        (401, Error::NotSignedIn),
        (
            403,
            Error::NotAllowed(Message::new("right.act").with("act", "read_audit")),
        ),
        (409, Error::Stale(7)),
        (409, Error::refused("refused.own_article")),
        (
            413,
            Error::Upload(Message::new("upload.too_large").with("mib", 20)),
        ),
        (415, Error::Upload(Message::new("upload.evidence"))),
        (
            429,
            Error::TooOften {
                message: Message::new("error.locked").with("minutes", 15),
                retry_after_s: 900,
            },
        ),
        (503, Error::Unavailable(Message::new("error.busy"))),
        (500, Error::broken("no such column: secret_of_the_house")),
    ];
    for (status, error) in errors {
        let [chinese, english] = [Language::Chinese, Language::English].map(|language| {
            let problem = i18n::problem(language, &error, "0123456789abcdef");
            assert_eq!(fault(&schemas, "Problem", &problem), None, "{problem}");
            assert_eq!(problem["status"], status);
            assert!(!problem.to_string().contains("secret_of_the_house"));
            problem
        });
        assert_ne!(chinese["title"], english["title"]);
        assert_ne!(chinese["detail"], english["detail"]);
    }
    desk.house.end().await;
}
