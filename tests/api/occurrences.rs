//! 考核事项 by program: recorded once for a key, read by whom it concerns, faults at their fields, withdrawn.

use serde_json::json;

use super::desk::{self, read};
use super::walk::accepted;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_record_is_made_once_and_read_by_whom_it_concerns
}

async fn a_record_is_made_once_and_read_by_whom_it_concerns(house: TestApp) {
    let desk = desk::open(house).await;
    let article = accepted(&desk, "渡口新桥通车").await;
    let office = desk.office.1.with_header("idempotency-key", "o-1");
    let body =
        json!({ "kind": "measure", "happened_on": "2024-03-04", "article_id": article, "n_views": 3000 });
    let first = read(office.post_json("/api/v1/occurrences", &body).await, 201);
    let again = read(office.post_json("/api/v1/occurrences", &body).await, 201);
    assert_eq!(first, again);
    let all = read(desk.editor.1.get("/api/v1/occurrences").await, 200);
    assert_eq!(
        (&all["total"], &all["rows"][0]["id"]),
        (&json!(1), &first["id"]),
        "{all}"
    );

    let path = format!("/api/v1/occurrences/{}", first["id"]);
    let own = read(desk.reporter.1.get(&path).await, 200);
    assert_eq!(own["n_views"], 3000);
    assert_eq!(desk.admin.get(&path).await.status, 403);
    let reason = json!({ "reason": "数错了" });
    let withdraw = format!("{path}/withdraw");
    assert_eq!(desk.reporter.1.post_json(&withdraw, &reason).await.status, 403);
    let gone = read(desk.editor.1.post_json(&withdraw, &reason).await, 200);
    assert_eq!(gone["withdrawn_reason"], "数错了");
    let left = read(desk.editor.1.get("/api/v1/occurrences").await, 200);
    assert_eq!(left["total"], 0, "{left}");

    let holiday = |kind: &str| {
        json!({ "kind": kind, "happened_on": "2024-04-04", "until_on": "2024-04-06",
                "subject_kind": "everybody", "note": "清明" })
    };
    let taken = read(
        desk.editor
            .1
            .post_json("/api/v1/occurrences", &holiday("exemption"))
            .await,
        201,
    );
    assert_eq!(taken["subject_kind"], "everybody");
    let problem = read(
        desk.editor
            .1
            .post_json("/api/v1/occurrences", &holiday("commission"))
            .await,
        422,
    );
    let fields: Vec<&str> = problem["errors"]
        .as_array()
        .expect("faults")
        .iter()
        .filter_map(|fault| fault["field"].as_str())
        .collect();
    assert_eq!(fields, ["what", "subject_id", "happened_on"], "{problem}");
    desk.house.end().await;
}
