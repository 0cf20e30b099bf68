//! The laws of the ledger through the running system: withdrawal undoes, settling twice changes nothing, sums agree.

use entity::{Role, SubjectKind};
use zhibao::newsroom::{self, Decision};

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    an_adoption_that_is_withdrawn_leaves_nothing_but_its_trace
    the_order_in_which_adoptions_are_recorded_does_not_matter
}

const HIGHEST: &str = include_str!("../../assets/schemes/s01-rebook.toml");

async fn an_adoption_that_is_withdrawn_leaves_nothing_but_its_trace(house: TestApp) {
    house.scheme(HIGHEST, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let article = house.submit(reporter, "撤销采用的故事", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    let before = house.points(SubjectKind::Unit, unit.0, "2024-03").await;
    let outlet = house.outlet("市府信息", "municipal").await;
    let (row, settled) = house
        .adopt(editor, adoption(article, outlet, "2024-03-04"))
        .await
        .expect("recorded");
    assert!(!settled.postings.is_empty());
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "5"
    );

    let proof = house.viewer(editor).await.editor().expect("an editor");
    let (withdrawn, reversal) = newsroom::withdraw_adoption(&house.app, &proof, row.id, "媒体撤稿")
        .await
        .expect("withdrawn");
    assert_eq!(withdrawn.withdrawn_reason.as_deref(), Some("媒体撤稿"));
    assert!(reversal.postings.iter().all(|posting| posting.reverses.is_some()));
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-03").await, before);
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "0"
    );
    let again = newsroom::withdraw_adoption(&house.app, &proof, row.id, "再撤一次").await;
    assert!(matches!(again, Err(zhibao::Error::Refused(_))), "{again:?}");
    house
        .adopt(editor, adoption(article, outlet, "2024-03-04"))
        .await
        .expect("the same adoption may come back");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "5"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn the_order_in_which_adoptions_are_recorded_does_not_matter(house: TestApp) {
    house.scheme(HIGHEST, "2024-01-01").await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let local = house.outlet("市府信息", "municipal").await;
    let provincial = house.outlet("省府信息", "provincial").await;
    let mut totals = Vec::new();
    for order in [
        [(local, "2024-03-01"), (provincial, "2024-03-03")],
        [(provincial, "2024-03-03"), (local, "2024-03-01")],
    ] {
        let unit = house.unit(&format!("街道 {}", totals.len()), false).await;
        let reporter = house.person("执笔人", Role::Reporter, unit).await;
        let article = house.submit(reporter, "先后之别", 300).await.id;
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
        for (outlet, on) in order {
            house
                .adopt(editor, adoption(article, outlet, on))
                .await
                .expect("recorded");
        }
        totals.push(house.points(SubjectKind::Person, reporter.0, "2024-03").await);
    }
    assert_eq!(totals, ["15", "15"]);
    house.assert_ledger_is_whole().await;
    house.end().await;
}
