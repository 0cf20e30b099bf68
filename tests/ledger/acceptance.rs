//! The acceptance schemes of the domain page, filed, decided, adopted and awarded through the running system.

use entity::{Role, SubjectKind};
use zhibao::ledger;
use zhibao::newsroom::{self, Decision, NewInstruction};

use crate::stories;
use crate::support::app::{TestApp, adoption, day};

stories! {
    scheme_a_awards_45_points_for_march
    a_second_before_midnight_belongs_to_the_old_week
}

const SCHEME_A: &str = include_str!("../../assets/schemes/s01.toml");

/// Files an article at a time and accepts it.
async fn filed(
    house: &TestApp,
    (reporter, editor): (entity::PersonId, entity::PersonId),
    time: &str,
) -> entity::ArticleId {
    house.clock(time);
    let article = house.submit(reporter, &format!("三月动态 {time}"), 300).await;
    house
        .decide(editor, article.id, Decision::Accept, "")
        .await
        .expect("accepted")
        .id
}

async fn scheme_a_awards_45_points_for_march(house: TestApp) {
    house.scheme(SCHEME_A, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let both = (reporter, editor);

    let a1 = filed(&house, both, "2024-03-04 10:00:00").await;
    let a2 = filed(&house, both, "2024-03-05 10:00:00").await;
    filed(&house, both, "2024-03-10 23:59:59").await;
    filed(&house, both, "2024-03-11 00:00:00").await;
    filed(&house, both, "2024-03-15 10:00:00").await;
    filed(&house, both, "2024-03-20 10:00:00").await;
    for _ in 0..3 {
        filed(&house, both, "2024-03-26 10:00:00").await;
    }
    house.clock("2024-03-27 10:00:00");
    let copy = house.submit(reporter, "又报一遍", 300).await;
    house
        .decide(editor, copy.id, Decision::Decline, "duplicate")
        .await
        .expect("declined");

    let local = house.outlet("市府信息", "municipal").await;
    let special = house.outlet("市府信息（增刊）", "municipal").await;
    let provincial = house.outlet("省府信息", "provincial").await;
    house.clock("2024-03-28 09:00:00");
    house
        .adopt(editor, adoption(a1, provincial, "2024-03-20"))
        .await
        .expect("recorded");
    house
        .adopt(editor, adoption(a1, local, "2024-03-08"))
        .await
        .expect("recorded");
    house
        .adopt(editor, adoption(a2, special, "2024-03-15"))
        .await
        .expect("recorded");
    let proof = house.viewer(editor).await.editor().expect("an editor");
    let instruction = NewInstruction {
        article_id: a1,
        leader: "市领导丙".into(),
        leader_level: "municipal".into(),
        instructed_on: day("2024-03-22"),
        excerpt: "请认真研究。".into(),
        is_confidential: false,
        evidence: None,
        has_copy: true,
        granted: newsroom::Granted::default(),
    };
    newsroom::instruct(&house.app, &proof, &instruction)
        .await
        .expect("instructed");

    house.clock("2024-04-01 02:00:00");
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    ledger::settle_through(&tx, day("2024-03-31"), house.admin, house.app.clock.now())
        .await
        .expect("settled");
    let again = ledger::settle_through(&tx, day("2024-03-31"), house.admin, house.app.clock.now())
        .await
        .expect("settled");
    assert!(again.postings.is_empty(), "settling twice changes nothing");
    tx.commit().await.expect("committed");
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-03").await, "45");
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-Q1").await, "45");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "40"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn a_second_before_midnight_belongs_to_the_old_week(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    house.clock("2024-03-10 23:59:59");
    let before = house.submit(reporter, "周日最后一秒", 300).await;
    house.clock("2024-03-11 00:00:00");
    let after = house.submit(reporter, "周一零点", 300).await;
    assert_eq!(before.week.as_deref(), Some("2024-W10"));
    assert_eq!(after.week.as_deref(), Some("2024-W11"));
    house.end().await;
}
