//! The laws of the ledger through the running system: withdrawal undoes, settling twice changes nothing, sums agree.

use entity::{Role, SubjectKind, posting};
use sea_orm::{EntityTrait, QueryOrder};
use zhibao::ledger;
use zhibao::newsroom::{self, Decision};

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    an_adoption_that_is_withdrawn_leaves_nothing_but_its_trace
    the_order_in_which_adoptions_are_recorded_does_not_matter
    what_is_worth_nothing_new_writes_nothing_new
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
    let withdrawing = format!("withdraw:{}", fact_of(&house, row.id).await);
    let withdrawing = ledger::fact_of(house.app.db.reader(), &withdrawing)
        .await
        .expect("facts");
    for posting in &reversal.postings {
        assert!(
            posting.sentence.contains("（因撤回采用：媒体撤稿）"),
            "{}",
            posting.sentence
        );
        let facts: Vec<i64> = serde_json::from_str(&posting.facts).expect("a list");
        assert_eq!(
            facts.last().copied(),
            withdrawing.map(|id| id.0),
            "the withdrawing fact is linked"
        );
    }
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

async fn fact_of(house: &TestApp, id: entity::AdoptionId) -> entity::FactId {
    let fact = ledger::fact_of(house.app.db.reader(), &format!("adoption:{id}")).await;
    fact.expect("facts").expect("a fact")
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

/// A quota that is met stays met, and an acceptance that gives no points only brings its fact up to date: a statement
/// is no list of reversals that change nothing.
async fn what_is_worth_nothing_new_writes_nothing_new(house: TestApp) {
    house.scheme(WEEKLY, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let mut filed = Vec::new();
    for title in ["周一动态", "周二动态", "周三动态"] {
        filed.push(house.submit(reporter, title, 300).await.id);
    }
    let after_filing = postings(&house).await;
    assert!(
        after_filing.iter().all(|row| row.reverses.is_none()),
        "the third article reverses nothing"
    );
    let quota: Vec<_> = after_filing.iter().filter(|row| row.rule == "周任务").collect();
    assert_eq!(quota.len(), 2, "one for the person, one for the unit");
    for article in filed {
        house
            .decide(editor, article, Decision::Accept, "")
            .await
            .expect("accepted");
    }
    assert_eq!(postings(&house).await, after_filing);
    house.assert_ledger_is_whole().await;
    house.end().await;
}

const WEEKLY: &str = r#"
code = "Z"
name = "每周两篇"
levels = ["区级"]
types = ["动态信息"]

[credit]
unit = 1
person = 1

[submission]
cell = [{ code = "报送", points = 1 }]

[[quota]]
code = "周任务"
subject = "both"
period = "week"
min = 2
met = 1
"#;

async fn postings(house: &TestApp) -> Vec<posting::Model> {
    posting::Entity::find()
        .order_by_asc(posting::Column::Seq)
        .all(house.app.db.reader())
        .await
        .expect("postings")
}
