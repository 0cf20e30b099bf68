//! A program writes a scheme: cells by their place, an example priced, the draft tried and compared, a second person
//! publishes.

use serde_json::{Value, json};

use super::desk::{self, read};
use super::walk::accepted;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_program_changes_a_cell_tries_the_draft_and_reads_what_changed
}

const SCHEME: &str =
    "# 试行\ncode = \"T\"\nname = \"按篇\"\n[submission]\ncell = [{ code = \"报送\", points = 1 }]\n";

async fn a_program_changes_a_cell_tries_the_draft_and_reads_what_changed(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let desk = desk::open(house).await;
    accepted(&desk, "渡口新桥通车").await;
    let office = &desk.office.1;
    let schema = read(office.get("/api/v1/schemes/schema").await, 200);
    assert!(schema["properties"]["submission"].is_object(), "{schema}");

    let cell = |value: &str| json!([{ "place": "submission.cell[1].points", "value": value }]);
    let wrong = json!({ "document": SCHEME, "cells": cell("一分") });
    let wrong = read(office.post_json("/api/v1/schemes/edit", &wrong).await, 200);
    assert!(
        wrong["errors"][0]
            .as_str()
            .expect("told")
            .contains("submission.cell[1].points"),
        "{wrong}"
    );
    let edit = json!({ "document": SCHEME, "cells": cell("2.5") });
    let edited = read(office.post_json("/api/v1/schemes/edit", &edit).await, 200);
    assert_eq!(edited["errors"], json!([]));
    let document = edited["document"].as_str().expect("a document");
    assert_eq!(document, SCHEME.replace("points = 1", "points = 2.5"));

    let facts = json!({ "facts": [{
        "kind": "submission", "article": "甲", "unit": "甲街道", "type": "信息", "authors": ["张"], "on": "2024-03-04",
    }] });
    let priced = json!({ "document": document, "facts": facts.to_string() });
    let priced = read(office.post_json("/api/v1/schemes/price", &priced).await, 200);
    let totals: Vec<&Value> = priced["totals"].as_array().expect("totals").iter().collect();
    assert_eq!(totals.len(), 2, "a unit and a person: {priced}");
    assert!(totals.iter().all(|total| total["points"] == "2.50"), "{priced}");

    let kept = json!({ "document": document });
    let kept = read(office.post_json("/api/v1/schemes/draft", &kept).await, 200);
    let id = kept["scheme_id"].as_i64().expect("a key");
    let tried = read(
        office
            .get(&format!("/api/v1/schemes/{id}/what-if?months=1"))
            .await,
        200,
    );
    assert_eq!(tried["moves"].as_array().expect("moves").len(), 2, "{tried}");
    assert_eq!(
        (
            &tried["moves"][0]["points_before"],
            &tried["moves"][0]["points_after"]
        ),
        (&json!("1.00"), &json!("2.50"))
    );
    let told = |tried: &Value| {
        tried["lines"][0]["sentence_after"]
            .as_str()
            .expect("told")
            .to_owned()
    };
    assert!(told(&tried).contains("渡口新桥通车"), "{tried}");
    let blind = read(
        desk.admin
            .get(&format!("/api/v1/schemes/{id}/what-if?months=1"))
            .await,
        200,
    );
    assert!(
        !told(&blind).contains("渡口新桥通车"),
        "an admin reads no texts: {blind}"
    );

    let changed = json!([{
        "section": "submission.cell", "row": "报送", "key": "points", "before": "1", "after": "2.5",
    }]);
    let draft = read(
        office.get(&format!("/api/v1/schemes/{id}/draft/changes")).await,
        200,
    );
    assert_eq!(draft, changed);
    let publish =
        json!({ "version": kept["draft"]["version"], "effective_from": "2024-07-01", "reason": "例会通过" });
    let published = desk
        .admin
        .post_json(&format!("/api/v1/schemes/{id}/publish"), &publish)
        .await;
    let version = read(published, 200)["version"]["id"].as_i64().expect("a key");
    let told = read(
        office
            .get(&format!("/api/v1/schemes/versions/{version}/changes"))
            .await,
        200,
    );
    assert_eq!(told, changed);
    desk.house.end().await;
}
