//! What both doors print of a closed month, before and after: the same bytes.

use zhibao::newsroom;
use zhibao::people::{self, NewToken};

use super::world::World;
use crate::api::desk;
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    pages_and_answers_of_a_closed_month_are_the_same_bytes_ever_after
}

/// The part of a page that is frozen.
fn frozen(page: &str) -> &str {
    let start = page.find("data-zb-frozen").expect("a frozen part");
    let end = page.rfind("</footer>").expect("its foot");
    &page[start..end]
}

async fn read(world: &World, browser: &Client, program: &Client) -> Vec<String> {
    let mut read = Vec::new();
    for (kind, id) in [("person", world.reporters[0].0), ("unit", world.units[1].0)] {
        let page = browser
            .get(&format!("/statements/{kind}/{id}?period=2024-03"))
            .await
            .expect_status(200);
        read.push(frozen(&page.text()).to_owned());
        let answer = program
            .get(&format!("/api/v1/statements/{kind}/{id}?period=2024-03"))
            .await
            .expect_status(200);
        read.push(answer.text());
        for ties in ["1224", "1223"] {
            let asked = format!("kind={kind}&period=2024-03&ties={ties}");
            let page = browser
                .get(&format!("/standings?{asked}"))
                .await
                .expect_status(200);
            let text = page.text();
            assert!(text.contains("本月已结账"), "the page says that it is frozen");
            read.push(frozen(&text).to_owned());
            read.push(
                program
                    .get(&format!("/api/v1/standings?{asked}"))
                    .await
                    .expect_status(200)
                    .text(),
            );
        }
    }
    read.push(program.get("/api/v1/closes").await.expect_status(200).text());
    read
}

async fn pages_and_answers_of_a_closed_month_are_the_same_bytes_ever_after(house: TestApp) {
    let mut world = World::of_march(house).await;
    world.close_march().await;
    let visitor = desk::serve(&world.house).await;
    let browser = world.house.signed_in(&visitor, world.office).await;
    let viewer = world.house.viewer(world.office).await;
    let new = NewToken {
        name: "程序".into(),
        scope: entity::Scope::Read,
        days: 366,
    };
    let key = people::make_token(&world.house.app, &viewer, &new)
        .await
        .expect("a key")
        .1;
    let program = visitor.with_token(key.reveal());
    let before = read(&world, &browser, &program).await;
    assert!(before[0].contains("省府信息"), "the statement prints its lines");
    for n in 0..40 {
        world.event(n).await;
    }
    // A person and a unit of the month get other names.
    let admin = world
        .house
        .viewer(world.house.admin)
        .await
        .admin()
        .expect("an admin");
    let unit = people::organisation(world.house.app.db.reader(), world.units[1])
        .await
        .expect("a unit");
    let change = people::OrganisationChange {
        name: "乙街道（更名）".into(),
        short_name: "新乙街道".into(),
        class: entity::OrganisationClass::Village,
        parent_id: unit.parent_id,
        needs_signature: unit.needs_signature,
        is_contact_point: unit.is_contact_point,
        is_model_point: unit.is_model_point,
        is_encouraged: unit.is_encouraged,
        closed_on: None,
    };
    newsroom::change_organisation(&world.house.app, &admin, (unit.id, unit.version), &change)
        .await
        .expect("renamed");
    world.house.clock("2025-03-01 09:00:00");
    let browser = world.house.signed_in(&visitor, world.office).await;
    let after = read(&world, &browser, &program).await;
    for (before, after) in before.iter().zip(&after) {
        assert_eq!(before, after);
    }
    world.house.end().await;
}
