//! What the API keeps back: the history of an article from whoever reads it only because a medium adopted it, and the
//! files of one article from the records of another.

use entity::Role;
use reqwest::Method;
use serde_json::{Value, json};

use super::desk::{self, Desk, id, read};
use super::walk::accepted;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    whoever_reads_because_it_was_adopted_gets_no_history
    an_instruction_takes_no_evidence_of_another_article
}

const REMARK: &str = "请核实受益户数";
const LEADER: &str = "区委某同志";

async fn step(desk: &Desk, article: i64, (path, mut body): (&str, Value)) {
    let at = format!("/api/v1/articles/{article}");
    let seen = read(desk.editor.1.get(&at).await, 200);
    body["version"] = seen["article"]["version"].clone();
    read(desk.editor.1.post_json(&format!("{at}/{path}"), &body).await, 200);
}

async fn whoever_reads_because_it_was_adopted_gets_no_history(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "渡口新桥通车").await;
    step(&desk, article, ("reconsider", json!({ "remark": REMARK }))).await;
    step(
        &desk,
        article,
        ("decisions", json!({ "kind": "accept", "remark": REMARK })),
    )
    .await;
    let outlet = desk.house.outlet("云岭日报", "provincial").await;
    let print = async |position: &str| {
        let new = json!({
            "article_id": article, "outlet_id": outlet.0, "adopted_on": "2024-03-03", "position": position,
        });
        id(&read(
            desk.editor.1.post_json("/api/v1/adoptions", &new).await,
            201,
        ))
    };
    print("plain").await;
    let undone = format!("/api/v1/adoptions/{}/withdraw", print("lead").await);
    read(
        desk.editor
            .1
            .post_json(&undone, &json!({ "reason": "登记到了别的稿件" }))
            .await,
        200,
    );
    for (leader, is_confidential) in [(LEADER, true), ("区长某同志", false)] {
        let new = json!({
            "article_id": article, "leader": leader, "leader_level": "district", "instructed_on": "2024-03-04",
            "is_confidential": is_confidential,
        });
        read(desk.editor.1.post_json("/api/v1/instructions", &new).await, 201);
        // A step is told with its instruction by the instant of both.
        desk.house.clock("2024-03-04 10:00:00");
    }

    let other = desk.house.unit("另一街道", false).await;
    let stranger = desk.house.person("外单位执笔人", Role::Reporter, other).await;
    let stranger = desk
        .visitor
        .with_token(&desk::token(&desk.house, stranger, entity::Scope::Write).await);
    let at = format!("/api/v1/articles/{article}");
    let seen = read(stranger.get(&at).await, 200);
    assert_eq!(seen["adoptions"].as_array().map(Vec::len), Some(1), "{seen:#}");
    assert_eq!(seen["instructions"], json!([]));
    for part in ["/timeline", "/revisions", "/revisions/1"] {
        let told = stranger.get(&format!("{at}{part}")).await;
        assert!(!told.text().contains(REMARK), "{part}");
        read(told, 404);
    }

    for (who, n_instructions) in [(&desk.reporter.1, 1), (&desk.reviewer.1, 1), (&desk.office.1, 2)] {
        let told = read(who.get(&format!("{at}/timeline")).await, 200);
        let steps = told.as_array().expect("steps");
        let n = steps.iter().filter(|step| step["step"] == "instruct").count();
        assert_eq!(n, n_instructions, "not even that there was one");
        assert!(told.to_string().contains(REMARK));
        let seen = read(who.get(&at).await, 200);
        assert_eq!(
            seen["instructions"].as_array().map(Vec::len),
            Some(n_instructions)
        );
    }
    desk.house.end().await;
}

async fn an_instruction_takes_no_evidence_of_another_article(house: TestApp) {
    let desk = desk::open(house).await;
    let (article, other) = (
        accepted(&desk, "甲村通了自来水").await,
        accepted(&desk, "乙村修好了路").await,
    );
    let kept = async |of: i64| {
        let path = format!("/api/v1/articles/{of}/evidence?name=slip.pdf");
        let bytes = b"%PDF-1.4\n%%EOF\n".to_vec();
        let kind = Some("application/octet-stream");
        id(&read(
            desk.editor.1.send(Method::POST, &path, kind, bytes).await,
            200,
        ))
    };
    let instruct = async |evidence: i64, status: u16| {
        let new = json!({
            "article_id": article, "leader": LEADER, "leader_level": "district", "instructed_on": "2024-03-04",
            "evidence_id": evidence,
        });
        read(
            desk.editor.1.post_json("/api/v1/instructions", &new).await,
            status,
        )
    };
    for foreign in [kept(other).await, 987_654_321] {
        let problem = instruct(foreign, 422).await;
        assert_eq!(problem["errors"][0]["field"], "evidence");
    }
    let own = kept(article).await;
    assert_eq!(instruct(own, 201).await["evidence_id"], own);
    desk.house.end().await;
}
