//! Closing, disputes and points by hand in a real Chromium, on the desk and on the phone.

use entity::SubjectKind;
use zhibao::newsroom::{self, NewAdjustment};

use crate::ledger::closing::world::World;
use crate::looks;
use crate::support::app::{TestApp, day};
use crate::support::browser::{Browser, Screen};

looks! {
    closing_holds
}

async fn closing_holds(house: TestApp, screen: Screen) {
    let world = World::of_march(house).await;
    let house = &world.house;
    let office = house.viewer(world.office).await;
    let new = NewAdjustment {
        subject: (SubjectKind::Person, world.reporters[1].0),
        day: day("2024-03-20"),
        points: "-2.5".parse().expect("points"),
        reason: "重复登记，经会议研究扣回".into(),
    };
    newsroom::enter_adjustment(&house.app, &office.office().expect("the office"), &new)
        .await
        .expect("entered");
    house.clock("2024-04-02 09:00:00");
    world.settle_through("2024-04-01").await;
    let (door, browser) = (house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    let me = world.reporters[0];
    let statement = format!("/statements/person/{}?period=2024-03", me.0);
    let posting = zhibao::ledger::statement(house.app.db.reader(), (SubjectKind::Person, me.0), "2024-03")
        .await
        .expect("a statement")
        .rows[0]
        .posting
        .seq;

    let username = house.viewer(me).await.person.username;
    let reporter = browser.signed_in(screen, &origin, &username).await;
    reporter
        .look(&origin, &format!("/postings/{posting}"), "posting-to-dispute")
        .await;
    reporter.fill("申诉理由", "这篇是头版头条，应当加倍").await;
    reporter.follow("button", "提出申诉").await;
    reporter.wait_for_text("申诉已提交").await;
    reporter.screenshot("dispute-raised").await;

    let desk = browser.signed_in(screen, &origin, &office.person.username).await;
    desk.look(&origin, "/disputes", "disputes").await;
    desk.look(&origin, "/disputes/1", "dispute-to-answer").await;
    desk.look(&origin, "/adjustments", "adjustments").await;
    desk.look(&origin, "/closes", "closes-none").await;
    desk.look(&origin, "/closes/check", "close-check").await;
    desk.fill("照样结账的理由", "两篇稿件和一件申诉转下月办理").await;
    desk.follow("button", "为 2024年3月 结账").await;
    desk.wait_for_text("2024-03 已结账").await;
    desk.look(&origin, "/closes", "closes").await;
    desk.look(&origin, &statement, "statement-closed").await;
    desk.look(&origin, "/standings?kind=unit&period=2024-03", "standings-closed")
        .await;
    desk.look(
        &origin,
        "/standings?kind=person&period=2024-03&class=each",
        "standings-each",
    )
    .await;
    desk.look(&origin, "/circulars", "circulars").await;
    desk.look(&origin, "/circulars/2024-03", "circular").await;
    desk.look(&origin, "/trends?until=2024-03", "trends").await;
    reporter.look(&origin, "/notices", "notices-statement").await;

    browser.close().await;
    world.house.end().await;
}
