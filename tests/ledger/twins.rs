//! The same facts on SQLite and on PostgreSQL come to the same postings with the same hashes (LEDGER D3).

use entity::{Role, posting};
use sea_orm::{EntityTrait, QueryOrder};
use zhibao::newsroom::{self, Decision};
use zhibao::{audit, ledger};

use crate::support::app::{On, TestApp, adoption};

const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

/// A month of work with its corrections; the same on every database.
async fn month(house: &TestApp) -> Vec<posting::Model> {
    house.scheme(SCHEME, "2024-01-01").await;
    let units = [
        house.unit("甲街道", false).await,
        house.unit("乙街道", false).await,
    ];
    let editor = house.person("编辑丙", Role::Editor, house.top).await;
    let outlets = [
        house.outlet("云河周报", "district").await,
        house.outlet("临川日报", "municipal").await,
        house.outlet("省府信息", "provincial").await,
    ];
    let mut adopted = Vec::new();
    for (n, unit) in units.into_iter().enumerate() {
        let writer = house.person(&format!("执笔人{n}"), Role::Reporter, unit).await;
        for piece in 0..4 {
            house.clock(&format!("2024-03-{:02} 09:30:00", 5 + n * 3 + piece));
            let article = house
                .submit(writer, &format!("第{n}家第{piece}件事"), 300)
                .await
                .id;
            let (decision, reason) = if piece == 3 {
                (Decision::Decline, "duplicate")
            } else {
                (Decision::Accept, "")
            };
            house
                .decide(editor, article, decision, reason)
                .await
                .expect("decided");
            for outlet in &outlets[..=piece.min(2)] {
                if piece < 3 {
                    let new = adoption(article, *outlet, "2024-03-04");
                    adopted.push(house.adopt(editor, new).await.expect("adopted").0);
                }
            }
        }
    }
    house.clock("2024-03-20 10:00:00");
    for one in adopted.iter().step_by(4) {
        let proof = house.viewer(editor).await.editor().expect("an editor");
        newsroom::withdraw_adoption(&house.app, &proof, one.id, "登记有误")
            .await
            .expect("withdrawn");
    }
    house.clock("2024-04-02 00:20:00");
    zhibao::jobs::catch_up(&house.app).await.expect("settled");
    house.assert_ledger_is_whole().await;
    posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(house.app.db.reader())
        .await
        .expect("postings")
}

#[tokio::test]
async fn the_same_facts_end_in_the_same_hash_on_both_databases() {
    let sqlite = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let Some(postgres) = TestApp::start(On::Postgres).await else {
        return;
    };
    let (here, there) = (month(&sqlite).await, month(&postgres).await);
    assert!(here.len() > 20, "{}", here.len());
    assert!(
        here.iter().any(|row| row.reverses.is_some()),
        "something was corrected"
    );
    for (one, other) in here.iter().zip(&there) {
        assert_eq!(one, other);
    }
    let head = async |house: &TestApp| ledger::head(house.app.db.reader()).await.expect("a head");
    let (one, other) = (head(&sqlite).await, head(&postgres).await);
    assert_eq!(one, other);
    assert_eq!(one.hash, here.last().expect("postings").hash);
    let log = async |house: &TestApp| audit::head(house.app.db.reader()).await.expect("a head");
    assert_eq!(log(&sqlite).await, log(&postgres).await, "and the same audit log");
    sqlite.end().await;
    postgres.end().await;
}
