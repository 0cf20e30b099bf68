//! The reporter, on a phone: writes, the text saves itself, submits, reads why it came back, revises, and in the end
//! reads what it earned and by which rule.

use entity::{ArticleId, ArticleState, Role};
use zhibao::newsroom::{self, Decision, Remark};

use super::{SCHEME, Walk};
use crate::stories;
use crate::support::app::{TestApp, adoption};
use crate::support::browser::{Browser, Screen};

stories! {
    a_reporter_files_revises_and_reads_what_it_earned
}

const FIRST: &str = "每晚七点，社区的夜校准时亮灯。一楼学书法，二楼练合唱，三楼的手机课坐满了老人。";
const MORE: &str = "截至上月底，夜校已开出三十门课，一千二百余名居民报了名，其中六成是白天要上班的年轻人。";

async fn a_reporter_files_revises_and_reads_what_it_earned(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    let editor = house.person("顾清", Role::Editor, house.top).await;
    let outlet = house.outlet("市府信息", "municipal").await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk::begin(&house, (&browser, &door), Screen::Phone, reporter).await;
    walk.see("home").await;

    walk.tab.follow("link", "写稿").await;
    walk.see("start").await;
    walk.tab.follow("button", "开始写").await;
    walk.tab.wait_for_text("报送前检查").await;
    walk.tab.fill("标题", "社区夜校开出三十门课").await;
    walk.tab.write_body(&FIRST.repeat(6)).await;
    walk.told("已保存", "write").await;
    let id: i64 = walk
        .tab
        .evaluate("Number(document.querySelector('form[data-article]').dataset.article)")
        .await
        .as_i64()
        .expect("a key");
    let id = ArticleId(id);
    walk.tab.reload().await;
    walk.tab.wait_for_text("报送前检查").await;
    assert_eq!(walk.tab.value_of("标题").await, "社区夜校开出三十门课");
    walk.tab.follow("button", "报送").await;
    walk.told("已报送，编号 2024-000001", "submitted").await;
    walk.open(&format!("/articles/{id}")).await;
    walk.told("等待编辑领取", "article-submitted").await;

    let held = house.viewer(editor).await.editor().expect("an editor");
    let claimed = newsroom::claim(&house.app, &held, id, house.article(id).await.version)
        .await
        .expect("claimed");
    let remark = Remark {
        reason: "thin".into(),
        remark: "请补充报名人数和年龄情况。".into(),
        internal_note: "与上月一稿相近".into(),
        due_on: None,
    };
    newsroom::decide(
        &house.app,
        &held,
        id,
        claimed.version,
        (Decision::Return, &remark),
    )
    .await
    .expect("returned");

    walk.open("/").await;
    walk.told("社区夜校开出三十门课", "home-returned").await;
    walk.open("/notices").await;
    walk.see("notices-returned").await;
    walk.open(&format!("/articles/{id}/edit")).await;
    walk.told("请补充报名人数和年龄情况。", "revise").await;
    assert!(
        !walk.tab.text().await.contains("与上月一稿相近"),
        "a note among editors"
    );
    walk.tab.write_body(MORE).await;
    walk.tab.wait_for_text("已保存").await;
    walk.tab.follow("button", "报送").await;
    walk.told("已报送", "submitted-again").await;
    assert_eq!(house.article(id).await.state, ArticleState::Submitted);
    walk.open(&format!("/articles/{id}/diff")).await;
    walk.see("diff").await;

    house
        .decide(editor, id, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(id, outlet, "2024-03-04"))
        .await
        .expect("adopted");
    walk.open("/").await;
    walk.see("home-adopted").await;
    walk.open("/notices").await;
    walk.told("市府信息", "notices-adopted").await;
    walk.open("/articles").await;
    walk.see("articles").await;
    walk.open(&format!("/articles/{id}")).await;
    walk.told("市府信息", "article-adopted").await;
    walk.open(&format!("/statements/person/{reporter}?period=2024-03"))
        .await;
    walk.told("市府信息", "statement").await;
    let posting = house.app.db.reader();
    let statement =
        zhibao::ledger::statement(posting, (entity::SubjectKind::Person, reporter.0), "2024-03").await;
    let seq = statement.expect("a statement").rows[0].posting.seq;
    walk.open(&format!("/postings/{seq}")).await;
    walk.told("R1", "posting").await;
    walk.open("/standings?kind=person&period=2024-03").await;
    walk.told("林岚", "standings").await;
    walk.tab.assert_accessible().await;
    browser.close().await;
    house.end().await;
}
