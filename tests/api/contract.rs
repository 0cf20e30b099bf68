//! The OpenAPI document: the one in the repository is the one that is served, and it covers every operation.

use std::collections::BTreeSet;

use zhibao::api::{Contract, OPERATIONS};

use super::desk;
use crate::support::app::{On, TestApp};
use crate::support::workspace;

#[tokio::test]
async fn the_document_in_the_repository_is_the_one_that_is_served() {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let desk = desk::open(house).await;
    let answer = desk.visitor.get("/api/v1/openapi.json").await.expect_status(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let served = answer.text();
    let kept = std::fs::read_to_string(workspace::root().join("docs/openapi.json")).unwrap_or_default();
    if served != kept {
        let path = std::env::temp_dir().join("zhibao-openapi.json");
        std::fs::write(&path, &served).expect("a temporary file");
        panic!(
            "the contract has changed: look at it, then copy {} to docs/openapi.json",
            path.display()
        );
    }

    let contract = Contract::read(&served).expect("every operation has a name, an act and a token");
    let offered: BTreeSet<&str> = contract
        .operations()
        .map(|(_, _, operation)| operation.id.as_str())
        .collect();
    let listed: BTreeSet<&str> = OPERATIONS.iter().map(|(name, _)| *name).collect();
    assert_eq!(offered, listed);
    assert_eq!(listed.len(), OPERATIONS.len(), "a name stands twice");
    for (method, path, operation) in contract.operations() {
        let changes = operation.act.row().changes;
        assert!(!(changes && method == "get"), "GET {path} changes something");
    }
    desk.house.end().await;
}
