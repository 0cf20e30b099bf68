//! The editor at a desk: the queues by next action, a piece claimed and accepted, one returned, its adoption recorded
//! with evidence, an instruction, the adoption withdrawn.

use entity::{ArticleState, Role, SubjectKind};

use super::{SCHEME, Walk, file};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

stories! {
    an_editor_works_through_the_queues_and_records_where_a_piece_was_adopted
}

async fn an_editor_works_through_the_queues_and_records_where_a_piece_was_adopted(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林岚", Role::Reporter, unit).await;
    let editor = house.person("顾清", Role::Editor, house.top).await;
    house.outlet("市府信息", "municipal").await;
    let good = file(&house, reporter, "社区夜校开出三十门课").await;
    house.clock("2024-03-04 10:00:00");
    let thin = file(&house, reporter, "河道清淤全面完成").await;
    file(&house, reporter, "老旧小区加装电梯过百部").await;
    house.clock("2024-03-05 09:30:00");
    let (door, browser) = (house.serve().await, Browser::open().await);
    let walk = Walk::begin(&house, (&browser, &door), Screen::Desk, editor).await;
    walk.see("home").await;

    walk.open("/desk").await;
    walk.open_link("待领取").await;
    walk.told("社区夜校开出三十门课", "queue-unclaimed").await;
    walk.open_link("社区夜校开出三十门课").await;
    walk.tab.follow("button", "领取 c").await;
    walk.told("已领取，稿件在你手中。", "piece-claimed").await;
    walk.tab.click("link", "采纳 a").await;
    walk.tab.wait_for("button", "采纳").await;
    walk.see("accept-dialog").await;
    walk.tab.follow("button", "采纳").await;
    walk.told("《社区夜校开出三十门课》", "accepted").await;
    assert_eq!(house.article(good.id).await.state, ArticleState::Accepted);

    walk.open("/desk?queue=unclaimed").await;
    walk.open_link("河道清淤全面完成").await;
    walk.tab.click("link", "退回修改 r").await;
    walk.tab.wait_for("button", "退回修改").await;
    walk.tab.click("radio", "内容单薄").await;
    walk.tab.fill("给作者的意见", "请补充清淤前后的对比数据。").await;
    walk.see("return-dialog").await;
    walk.tab.follow("button", "退回修改").await;
    walk.see("returned").await;
    assert_eq!(house.article(thin.id).await.state, ArticleState::Returned);

    walk.open("/desk?queue=accepted").await;
    walk.open_link("社区夜校开出三十门课").await;
    walk.see("queue-accepted").await;
    walk.tab.follow("link", "登记采用 e").await;
    let evidence = house.app.settings.data_dir.join("样报.pdf");
    std::fs::write(&evidence, b"%PDF-1.4\n%%EOF\n").expect("a file");
    walk.tab.upload("凭证", &[&evidence]).await;
    walk.tab.click("button", "上传凭证").await;
    walk.tab.wait_for_text("样报.pdf").await;
    walk.tab.fill("媒体", "市府信息").await;
    walk.tab.fill("日期", "2024-03-05").await;
    walk.tab.fill("版面或栏目", "第 3 期 头条").await;
    walk.tab.choose("凭证", "样报.pdf").await;
    walk.see("adoption-form").await;
    walk.tab.follow("button", "登记 Ctrl+S").await;
    walk.told("已登记 1 次采用", "adoption-recorded").await;
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "5"
    );

    walk.open(&format!("/articles/{}/instructions/new", good.id))
        .await;
    walk.tab.fill("批示领导", "区长周某某").await;
    walk.tab.choose("领导级别", "区领导").await;
    walk.tab
        .fill("批示内容或摘要", "夜校办得好，请文旅部门总结推广。")
        .await;
    walk.see("instruction-form").await;
    walk.tab.follow("button", "登记").await;
    walk.told("已登记批示", "instruction-recorded").await;

    walk.open(&format!("/articles/{}/adoptions/new", good.id)).await;
    walk.tab.click("DisclosureTriangle", "撤销采用").await;
    walk.tab.fill("撤销理由", "登记到了别的稿件").await;
    walk.see("withdraw-form").await;
    walk.tab.follow("button", "撤销采用").await;
    walk.told("已撤销采用，个人积分变动 −5", "adoption-withdrawn")
        .await;
    assert_eq!(house.article(good.id).await.n_adoptions, 0);
    walk.open("/adoptions?standing=any").await;
    walk.see("register").await;
    walk.open(&format!("/articles/{}", good.id)).await;
    walk.told("登记到了别的稿件", "article").await;
    walk.tab.assert_accessible().await;

    house.assert_ledger_is_whole().await;
    browser.close().await;
    house.end().await;
}
