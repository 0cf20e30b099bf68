//! Questions that ask too much or make no sense: search, filters, pages of lists, at both doors (QUALITY T13, T31).

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::api::desk;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    hostile_searches_are_answered_at_once
    no_parameter_takes_the_house_down
    pages_beyond_the_last_are_empty_or_refused
}

fn parameter(name: &str, value: &str) -> String {
    serde_urlencoded::to_string([(name, value)]).expect("text")
}

fn hostile() -> Vec<String> {
    vec![
        "(".repeat(800),
        "(".repeat(120),
        ")".repeat(200),
        "NOT ".repeat(5_000),
        "NOT ".repeat(60),
        "甲 OR ".repeat(40),
        "\"".repeat(255),
        "\"a\" ".repeat(60),
        "*".repeat(200),
        "a* ".repeat(80),
        "?".repeat(200),
        "title:".repeat(40),
        "title:title:title:甲".to_owned(),
        "reporter:\"甲 OR (".to_owned(),
        "[* TO *]".to_owned(),
        "points:[-9999999999999999999 TO *]".to_owned(),
        "date:0000-00-00..9999-99-99".to_owned(),
        "甲~100 乙^1e309 丙".to_owned(),
        "/(a+)+$/".to_owned(),
        "\u{0}\u{7}\u{1b}[31m".replace('\0', ""),
        "\u{202e}\u{2028}\u{feff}".to_owned(),
        "%".repeat(200),
        "'; DROP TABLE article; --".to_owned(),
        "𠮷".repeat(256),
        "e\u{301}".repeat(120),
        "- - - -".to_owned(),
        "+-!(){}[]^\"~*?:\\/&|".to_owned(),
        "AND OR NOT".to_owned(),
        "a AND (b OR (c AND (d OR (e AND (f OR (g AND (h)))))))".to_owned(),
        "id:1 access:desk state:draft".to_owned(),
    ]
}

async fn hostile_searches_are_answered_at_once(house: TestApp) {
    let desk = desk::open(house).await;
    crate::api::walk::accepted(&desk, "渡口新桥通车").await;
    zhibao::archive::catch_up(&desk.house.app).await.expect("indexed");
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    for query in hostile() {
        for (client, path) in [(&browser, "/search"), (&desk.editor.1, "/api/v1/search")] {
            let begun = Instant::now();
            let answer = client.get(&format!("{path}?{}", parameter("q", &query))).await;
            let shown: String = query.chars().take(40).collect();
            assert!(begun.elapsed() < Duration::from_secs(2), "{path} {shown}");
            assert!(
                matches!(answer.status, 200 | 422),
                "{path} {shown}: {} {}",
                answer.status,
                answer.text()
            );
            assert!(!answer.text().contains("SELECT"), "{path} {shown}");
        }
    }
    // Too long is told as such, with the limit, and what was typed is still in its field.
    let long = "NOT ".repeat(5_000);
    let problem: Value = desk
        .editor
        .1
        .get(&format!("/api/v1/search?{}", parameter("q", &long)))
        .await
        .expect_status(422)
        .json();
    assert!(
        problem["detail"]
            .as_str()
            .is_some_and(|said| said.contains("256")),
        "{problem}"
    );
    desk.house.end().await;
}

/// Every parameter of every reading operation, with values that no list expects.
async fn no_parameter_takes_the_house_down(house: TestApp) {
    let desk = desk::open(house).await;
    let document: Value = desk.visitor.get("/api/v1/openapi.json").await.json();
    let values = [
        "%00",
        "%ff%fe",
        "-1",
        "99999999999999999999",
        "1e9",
        "%27%20OR%201=1",
        "%0d%0aX:1",
        "%E2%80%A8",
        "NaN",
        "",
    ];
    let mut n = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        let operation = &methods["get"];
        let fill = |value: &str| {
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { value } else { part });
            format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"))
        };
        for client in [&desk.editor.1, &desk.admin] {
            for value in values {
                let mut asked = vec![fill(value)];
                let parameters = operation["parameters"].as_array().into_iter().flatten();
                for parameter in parameters.filter(|one| one["in"] == "query") {
                    let name = parameter["name"].as_str().expect("a name");
                    asked.push(format!("{}?{name}={value}", fill("1")));
                }
                for path in asked {
                    let answer = client.get(&path).await;
                    assert!(answer.status < 500, "{path}: {} {}", answer.status, answer.text());
                    n += 1;
                }
            }
        }
    }
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    let admin = desk.house.signed_in(&desk.visitor, desk.house.admin).await;
    for (client, path, names) in [
        (
            &browser,
            "/search",
            "q level class type state unit outlet reporter month from to by sort page size",
        ),
        (&browser, "/desk", "q type unit page size sort tab state"),
        (
            &browser,
            "/adoptions",
            "q outlet level from until page size reporter unit",
        ),
        (&browser, "/standings", "kind period class sort page"),
        (&browser, "/outlets", "q level class page size"),
        (&admin, "/people", "q role page size"),
        (&admin, "/audit", "actor deed object from until page size outcome"),
        (&admin, "/files/1", "x"),
    ] {
        for name in names.split(' ') {
            for value in values {
                let path = format!("{path}?{name}={value}");
                let answer = client.get(&path).await;
                assert!(answer.status < 500, "{path}: {}", answer.status);
                n += 1;
            }
        }
    }
    for path in [
        "/articles/%00",
        "/articles/%ff",
        "/files/%00",
        "/people/%ff",
        "/terms/%00",
        "/statements/person/%00",
    ] {
        let answer = browser.get(path).await;
        assert!(matches!(answer.status, 404 | 405), "{path}: {}", answer.status);
        assert!(answer.text().contains("首页"), "{path}: {}", answer.text());
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"));
        let program = desk
            .editor
            .1
            .get(&format!("/api/v1{path}"))
            .await
            .expect_status(404);
        assert_eq!(
            program.header("content-type"),
            Some("application/problem+json"),
            "{path}"
        );
    }
    assert!(n > 1_000, "only {n}");
    desk.house.end().await;
}

async fn pages_beyond_the_last_are_empty_or_refused(house: TestApp) {
    let desk = desk::open(house).await;
    let reporter = desk.house.signed_in(&desk.visitor, desk.reporter.0).await;
    let reviewer = desk.house.signed_in(&desk.visitor, desk.reviewer.0).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.editor.0).await;
    let admin = desk.house.signed_in(&desk.visitor, desk.house.admin).await;
    for page in [
        "1000000",
        "18446744073709551615",
        "18446744073709551616",
        "-1",
        "0",
    ] {
        for (client, path) in [
            (&browser, "/desk"),
            (&browser, "/adoptions"),
            (&browser, "/search"),
            (&browser, "/outlets"),
            (&reporter, "/articles"),
            (&reviewer, "/sign"),
            (&admin, "/people"),
            (&admin, "/audit"),
            (&desk.editor.1, "/api/v1/articles"),
            (&desk.editor.1, "/api/v1/adoptions"),
            (&desk.editor.1, "/api/v1/search"),
        ] {
            let answer = client.get(&format!("{path}?page={page}")).await;
            assert!(
                matches!(answer.status, 200 | 422),
                "{path} {page}: {} {}",
                answer.status,
                answer.text()
            );
        }
    }
    desk.house.end().await;
}
