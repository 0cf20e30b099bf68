//! Line breaks, NUL and direction marks in fields of one line: refused at their field, or mended where people paste
//! (QUALITY T16, T26).

use reqwest::Method;
use serde_json::{Value, json};

use crate::api::desk::{self, id, read};
use crate::api::walk::accepted;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_field_of_one_line_takes_no_second_one
    a_pasted_headline_becomes_one_line
}

const WRONG: [&str; 6] = [
    "a\rb",
    "a\nb",
    "a\u{0}b",
    "a\u{2028}b",
    "a\u{202e}b",
    "a\u{1b}[31mb",
];

async fn a_field_of_one_line_takes_no_second_one(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "渡口新桥通车").await;
    let outlet = desk.house.outlet("云岭日报", "provincial").await;
    let adoption = json!({ "article_id": article, "outlet_id": outlet.0, "adopted_on": "2024-03-03" });
    let instruction = json!({
        "article_id": article, "leader": "区长某", "leader_level": "district", "instructed_on": "2024-03-04",
    });
    let made = read(desk.editor.1.post_json("/api/v1/adoptions", &adoption).await, 201);
    let withdraw = format!("/api/v1/adoptions/{}/withdraw", id(&made));
    let unit = json!({ "name": "新区", "short_name": "新区", "class": "village" });
    let person = json!({ "username": "newcomer", "name": "新人", "password": "First-Letter-9-Clouds" });
    let paper = json!({ "name": "北浦日报", "level": "district", "class": "newspaper" });
    let pages = format!("/api/v1/outlets/{outlet}/pages");
    let aliases = format!("/api/v1/outlets/{outlet}/aliases");
    let name = format!("/api/v1/outlets/{outlet}/name");
    let word = json!({ "name_zh": "词", "name_en": "word", "ord": 1, "is_active": true, "version": 1 });
    let terms = "/api/v1/terms/return_reason/facts";
    let (editor, admin) = (&desk.editor.1, &desk.admin);
    let cases = [
        (admin, Method::POST, "/api/v1/organisations", &unit, "name"),
        (admin, Method::POST, "/api/v1/organisations", &unit, "short_name"),
        (admin, Method::POST, "/api/v1/people", &person, "name"),
        (admin, Method::POST, "/api/v1/people", &person, "username"),
        (admin, Method::PUT, terms, &word, "name_zh"),
        (admin, Method::PUT, terms, &word, "name_en"),
        (
            admin,
            Method::POST,
            "/api/v1/me/tokens",
            &json!({ "name": "", "scope": "read", "days": 3 }),
            "name",
        ),
        (editor, Method::POST, "/api/v1/outlets", &paper, "name"),
        (
            editor,
            Method::PUT,
            name.as_str(),
            &json!({ "version": 1, "name": "" }),
            "name",
        ),
        (
            editor,
            Method::POST,
            aliases.as_str(),
            &json!({ "alias": "" }),
            "alias",
        ),
        (editor, Method::POST, "/api/v1/adoptions", &adoption, "page"),
        (
            editor,
            Method::POST,
            "/api/v1/instructions",
            &instruction,
            "leader",
        ),
        (
            editor,
            Method::POST,
            withdraw.as_str(),
            &json!({ "reason": "" }),
            "reason",
        ),
    ];
    let mut taken = Vec::new();
    for (client, method, path, body, field) in cases {
        for wrong in WRONG {
            let mut body: Value = body.clone();
            body[field] = json!(wrong);
            let answer = client.send_json(method.clone(), path, &body).await;
            let problem: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
            if answer.status != 422 || problem["errors"][0]["field"] != field {
                taken.push(format!(
                    "{path} {field} {wrong:?}: {} {}",
                    answer.status,
                    answer.text()
                ));
            }
        }
    }
    for wrong in WRONG {
        let body = json!({ "version": 1, "pages": ["要闻", wrong] });
        read(editor.send_json(Method::PUT, &pages, &body).await, 422);
    }
    assert!(taken.is_empty(), "{taken:#?}");
    desk.house.end().await;
}

async fn a_pasted_headline_becomes_one_line(house: TestApp) {
    let desk = desk::open(house).await;
    for wrong in [
        "一行\r\n二行",
        "一行\u{2028}二行",
        "一行\u{202e}二行",
        "一行\t二行",
    ] {
        let body = "实".repeat(300);
        let draft = json!({ "title": wrong, "type": "work_update", "body_html": format!("<p>{body}</p>") });
        let made = read(desk.reporter.1.post_json("/api/v1/articles", &draft).await, 201);
        let at = format!("/api/v1/articles/{}", id(&made["article"]));
        let step = json!({ "version": made["article"]["version"] });
        read(
            desk.reporter.1.post_json(&format!("{at}/submit"), &step).await,
            200,
        );
        let seen = read(desk.reporter.1.get(&at).await, 200);
        let title = seen["revision"]["title"].as_str().expect("a title");
        assert!(title.starts_with("一行") && title.ends_with("二行"), "{title:?}");
        assert!(
            !title.contains(['\r', '\n', '\t', '\u{2028}', '\u{202e}']),
            "{title:?}"
        );
    }
    desk.house.end().await;
}
