//! The card 台账校验 says what the last walk by night found: nothing before the first, when it was whole, and which
//! posting is broken afterwards, on the open statement and on the closed one.

use entity::PersonId;
use sea_orm::{ConnectionTrait, DbBackend};
use zhibao::jobs::{self, Job, Ran};

use super::closing::world::World;
use crate::api::desk;
use crate::stories;
use crate::support::app::{TestApp, day};
use crate::support::client::Client;

stories! {
    the_card_of_the_ledger_says_what_the_last_night_found
}

/// A statement of March as somebody of the office reads it now.
async fn statement(house: &TestApp, door: &Client, (office, of): (PersonId, PersonId)) -> String {
    let reader = house.signed_in(door, office).await;
    let path = format!("/statements/person/{of}?period=2024-03");
    reader.get(&path).await.expect_status(200).text()
}

/// What the card says, or the line of a closed statement.
fn card(page: &str) -> &str {
    let from = page.find("台账校验").expect("the card");
    let rest = &page[from..];
    &rest[..rest
        .find("</section>")
        .unwrap_or(rest.len())
        .min(rest.find("</p>").unwrap_or(rest.len()))]
}

async fn night(house: &TestApp, ended: &str) -> String {
    match jobs::run(&house.app, Job::Verify, day(ended)).await {
        Ok(Ran::Now(outcome)) => outcome,
        other => panic!("{other:?}"),
    }
}

/// Takes the guard away and gives a posting a point.
async fn tamper(house: &TestApp, seq: i64) {
    let db = house.app.db.for_migrations();
    let unguard = match db.get_database_backend() {
        DbBackend::Sqlite => "DROP TRIGGER posting_is_never_updated",
        _ => "ALTER TABLE posting DISABLE TRIGGER USER",
    };
    db.execute_unprepared(unguard).await.expect("unguarded");
    let change = format!("UPDATE posting SET points = points + 100 WHERE seq = {seq}");
    db.execute_unprepared(&change).await.expect("tampered");
}

async fn the_card_of_the_ledger_says_what_the_last_night_found(house: TestApp) {
    let world = World::of_march(house).await;
    let house = &world.house;
    let door = desk::serve(house).await;
    let who = (world.office, world.reporters[0]);
    let page = statement(house, &door, who).await;
    let said = card(&page);
    assert!(said.contains("尚未校验") && !said.contains("一致"), "{said}");

    house.clock("2024-03-29 03:30:00");
    assert!(night(house, "2024-03-28").await.starts_with("whole: "));
    let page = statement(house, &door, who).await;
    let said = card(&page);
    for words in ["一致", "2024-03-29 03:30", "class=\"tag ok\""] {
        assert!(said.contains(words), "{words}: {said}");
    }

    world.close_march().await;
    let page = statement(house, &door, who).await;
    assert!(page.contains("data-zb-frozen"), "the month is closed");
    let said = card(&page);
    assert!(
        said.contains("一致") && said.contains("2024-03-29 03:30"),
        "{said}"
    );

    tamper(house, 2).await;
    let page = statement(house, &door, who).await;
    assert!(card(&page).contains("一致"), "nobody has looked since");
    house.clock("2024-04-03 03:30:00");
    night(house, "2024-04-02").await;
    let page = statement(house, &door, who).await;
    let said = card(&page);
    for words in ["有损坏", "第 2 号记录被改动过", "2024-04-03 03:30", "tag bad"] {
        assert!(said.contains(words), "{words}: {said}");
    }
    assert!(!said.contains("一致"), "{said}");
    let reader = house.signed_in(&door, world.office).await;
    let path = format!("/statements/person/{}?period=2024-04", who.1);
    let page = reader.get(&path).await.expect_status(200).text();
    let said = card(&page);
    for words in ["有损坏", "第 2 号记录被改动过", "class=\"tag bad\""] {
        assert!(said.contains(words), "{words}: {said}");
    }
    world.house.end().await;
}
