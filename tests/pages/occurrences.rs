//! 考核事项 in a real Chromium, on the desk and on the phone: each kind's form, a refusal, a record made without a script,
//! what it brought, its withdrawal, and the ways that lead to it.

use entity::{OccurrenceKind, SubjectKind};

use zhibao::newsroom::Whom;

use crate::ledger::occurrences::World;
use crate::looks;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

looks! {
    occurrences_hold
}

async fn occurrences_hold(house: TestApp, screen: Screen) {
    let world = World::set(house).await;
    let house = &world.house;
    world
        .record(&World::leave(Whom::Everybody, ("2024-04-04", "2024-04-06")))
        .await;
    world.record(&world.mark("内容", "87.5", "评委一")).await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    let username = house.viewer(world.office).await.person.username;
    let desk = browser.signed_in(screen, &origin, &username).await;
    for kind in OccurrenceKind::ALL {
        let name = format!("occurrence-new-{}", kind.code());
        desk.look(&origin, &format!("/occurrences/new?kind={}", kind.code()), &name)
            .await;
    }
    desk.scripts(false).await;
    let form = format!("{origin}/occurrences/new?kind=incident&article={}", world.article);
    desk.goto(&form).await;
    desk.choose("情形", "差错被通报").await;
    desk.fill("说明", "被市局通报差错").await;
    desk.fill("发生日期", "2024-03-07").await;
    desk.follow("button", "登记").await;
    desk.wait_for_text("已登记，台账已同步。").await;
    desk.wait_for_text("被市局通报差错").await;
    desk.screenshot("occurrence-recorded").await;
    desk.assert_fits().await;
    let record = desk.url().await.replace(&origin, "");
    desk.goto(&form).await;
    desk.choose("情形", "差错被通报").await;
    desk.fill("稿件编号", "987654").await;
    desk.follow("button", "登记").await;
    desk.wait_for_text("没有这篇稿件").await;
    desk.screenshot("occurrence-refused").await;
    desk.complaints().await;
    desk.scripts(true).await;
    desk.look(&origin, "/occurrences", "occurrences").await;
    desk.look(&origin, "/occurrences?kind=clue", "occurrences-none-fit")
        .await;
    desk.look(
        &origin,
        &format!("/articles/{}", world.article),
        "article-occurrences",
    )
    .await;

    let reporter = house.viewer(world.reporter).await.person.username;
    let reporter = browser.signed_in(screen, &origin, &reporter).await;
    let subject = (SubjectKind::Person, world.reporter.0);
    let statement = zhibao::ledger::statement(house.app.db.reader(), subject, "2024-03")
        .await
        .expect("a statement");
    let of = statement.rows.iter().find(|row| row.posting.rule == "差错");
    let posting = format!("/postings/{}", of.expect("a deduction").posting.seq);
    reporter.look(&origin, &posting, "posting-of-an-occurrence").await;
    reporter.follow("link", "2024年3月7日 查看登记").await;
    assert_eq!(reporter.url().await, format!("{origin}{record}"));
    reporter.look(&origin, &record, "occurrence-read").await;
    assert_eq!(reporter.count("button", "撤销登记").await, 0);
    reporter.look(&origin, "/notices", "notices-occurrence").await;

    desk.goto(&format!("{origin}{record}")).await;
    desk.evaluate("document.querySelector('main details').open = true")
        .await;
    desk.fill("撤销理由", "登记到了别的稿件").await;
    desk.follow("button", "撤销登记").await;
    desk.wait_for_text("这项登记已撤销").await;
    desk.screenshot("occurrence-withdrawn").await;
    desk.assert_fits().await;
    browser.close().await;
    world.house.end().await;
}
