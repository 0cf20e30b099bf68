//! Exports are no wider than their list, few in a minute, noted, and say where they end.

use std::sync::Arc;

use entity::Role;
use zhibao::audit::{self, EntryFilter};

use super::reading::{read, sheet_href};
use super::screen::{Told, tell};
use crate::stories;
use crate::support::app::TestApp;

stories! {
    five_exports_in_a_minute_and_each_is_noted
    nobody_exports_what_the_list_would_not_show
    a_list_that_is_too_long_says_where_its_sheet_ends
}

async fn five_exports_in_a_minute_and_each_is_noted(house: TestApp) {
    let told = tell(house).await;
    let reporter = told.house.signed_in(&told.door, told.reporter).await;
    let other = told.house.signed_in(&told.door, told.editor).await;
    for _ in 0..5 {
        reporter
            .get("/articles?state=accepted&format=xlsx")
            .await
            .expect_status(200);
    }
    let refused = reporter.get("/articles?format=xlsx").await.expect_status(429);
    let wait: u64 = refused
        .header("retry-after")
        .and_then(|it| it.parse().ok())
        .expect("when to come again");
    assert!((1..=60).contains(&wait), "{wait}");
    assert!(refused.text().contains("每分钟最多 5 次"), "{}", refused.text());
    other.get("/outlets?format=xlsx").await.expect_status(200);
    reporter.get("/articles").await.expect_status(200);
    let noted = |who| EntryFilter {
        actor: Some(who),
        deed: "export_list".to_owned(),
        ..EntryFilter::default()
    };
    let db = told.house.app.db.reader();
    let (entries, n) = audit::entries(db, &noted(told.reporter), (0, 10))
        .await
        .expect("the log");
    assert_eq!(n, 5);
    assert_eq!(entries[0].object_id, "/articles");
    assert!(entries[0].detail.contains("state=accepted") && entries[0].detail.contains("\"rows\":4"));
    told.house.clock("2024-03-04 09:01:01");
    reporter.get("/articles?format=xlsx").await.expect_status(200);
    told.house.end().await;
}

async fn nobody_exports_what_the_list_would_not_show(house: TestApp) {
    let told = tell(house).await;
    let foreign = told.house.unit("外街道", false).await;
    let stranger = told.house.person("外人", Role::Reporter, foreign).await;
    let client = told.house.signed_in(&told.door, stranger).await;
    client.get("/desk?format=xlsx").await.expect_status(403);
    client.get("/people?format=xlsx").await.expect_status(403);
    client.get("/audit?format=xlsx").await.expect_status(403);
    let path = format!("/statements/person/{}?format=xlsx", told.reporter);
    client.get(&path).await.expect_status(404);
    let path = format!("/statements/unit/{}?format=xlsx", told.unit);
    client.get(&path).await.expect_status(404);
    assert!(
        read(&client.get("/articles?format=xlsx").await.expect_status(200).body)
            .rows
            .is_empty()
    );
    let found = read(
        &client
            .get("/search?q=社区食堂&format=xlsx")
            .await
            .expect_status(200)
            .body,
    );
    assert!(found.rows.is_empty(), "{:?}", found.rows);
    // What a medium adopted is public; what it earned is not.
    let adopted = read(&client.get("/adoptions?format=xlsx").await.expect_status(200).body);
    let points = adopted
        .headings
        .iter()
        .position(|heading| heading == "积分")
        .expect("a column of points");
    assert!(
        adopted
            .rows
            .iter()
            .all(|row| row.get(points).is_none_or(|cell| *cell == calamine::Data::Empty))
    );
    let answer = told.door.get("/articles?format=xlsx").await.expect_status(303);
    assert!(answer.location().is_some_and(|to| to.starts_with("/sign-in")));
    told.house.end().await;
}

async fn a_list_that_is_too_long_says_where_its_sheet_ends(mut house: TestApp) {
    let mut settings = (*house.app.settings).clone();
    settings.limits.export_rows_max = 3;
    house.app.settings = Arc::new(settings);
    let Told {
        house,
        door,
        reporter,
        ..
    } = tell(house).await;
    let client = house.signed_in(&door, reporter).await;
    let page = client.get("/articles").await.text();
    assert!(page.contains("导出只含前 3 条"), "the page says so before");
    let sheet = read(&client.get(&sheet_href(&page)).await.expect_status(200).body);
    assert_eq!(sheet.rows.len(), 3);
    assert!(sheet.notes.contains("导出只含前 3 条"), "{}", sheet.notes);
    let short = client.get("/articles?state=accepted&q=1%2B1").await.text();
    assert!(!short.contains("导出只含"), "nothing is cut there");
    house.end().await;
}
