//! The pages of fees and assessments in a real Chromium, on the desk and on the phone, with rows in every state.

use entity::SubjectKind;
use zhibao::newsroom;

use super::stage::enter;
use crate::ledger::fees::House;
use crate::ledger::rewards::{FEES, SCHEME};
use crate::looks;
use crate::support::app::TestApp;
use crate::support::browser::{Browser, Screen};

looks! {
    fees_and_assessments_fit
}

async fn fees_and_assessments_fit(house: TestApp, screen: Screen) {
    let world = House::of(house, (SCHEME, "2024-01-01")).await;
    world.house.scheme(FEES, "2025-01-01").await;
    let [zhang, li, wang] = world.people[..] else {
        unreachable!("three people")
    };
    let (_, adopted) = world.adopted(&[zhang], "甲的动态", "2025-01-06").await;
    world.adopted(&[li, zhang], "合写的动态", "2025-01-06").await;
    world.adopted(&[wang], "丙的动态", "2025-01-06").await;
    world.house.clock("2025-02-03 09:00:00");
    let office = world
        .house
        .viewer(world.office)
        .await
        .office()
        .expect("the office");
    let month = "2025-01".parse().expect("a month");
    let paid = [
        ((SubjectKind::Person, zhang.0), 9_750),
        ((SubjectKind::Person, wang.0), 6_500),
    ];
    newsroom::pay_fees(&world.house.app, &office, month, &paid)
        .await
        .expect("paid");
    world.withdraw(adopted).await;

    let (door, browser) = (world.house.serve().await, Browser::open().await);
    let origin = door.origin().to_owned();
    let tab = enter(&world.house, &browser, (screen, &origin), world.office).await;
    for page in ["/fees", "/fees?month=2025-02", "/assessments", "/standings"] {
        let name = page.trim_matches('/').replace(['?', '='], "-");
        tab.look(&origin, page, &name).await;
    }
    browser.close().await;
    world.house.end().await;
}
