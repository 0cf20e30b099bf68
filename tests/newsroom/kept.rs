//! What is kept between two commits: read once for many, read anew after a commit, and soon after somebody else's.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use entity::Language;
use sea_orm::ConnectionTrait;
use zhibao::newsroom::{self, TermChange};

use crate::stories;
use crate::support::app::TestApp;

stories! {
    what_many_ask_for_at_once_is_read_once
    whoever_wrote_reads_what_they_wrote
    what_another_process_wrote_is_seen_soon
}

/// A thing that is nobody else's.
struct Mine(usize);

async fn what_many_ask_for_at_once_is_read_once(house: TestApp) {
    let n_read = Arc::new(AtomicUsize::new(0));
    let ask = |key: &str| {
        let (db, n_read, key) = (house.app.db.clone(), n_read.clone(), key.to_owned());
        async move {
            let read = |_| async move {
                tokio::time::sleep(Duration::from_millis(50)).await;
                Ok(Mine(n_read.fetch_add(1, Ordering::SeqCst)))
            };
            db.kept(key, read).await.expect("it is read").0
        }
    };
    let mut all = tokio::task::JoinSet::new();
    for _ in 0..100 {
        all.spawn(ask("one"));
    }
    assert_eq!(all.join_all().await, [0; 100]);
    assert_eq!(ask("another").await, 1, "another key is another thing");
    let failed = house.app.db.kept("none".to_owned(), |_| async {
        Err::<Mine, _>(zhibao::Error::NotFound)
    });
    assert!(failed.await.is_err());
    assert_eq!(ask("none").await, 2, "an error is not kept");
    house.end().await;
}

async fn name(house: &TestApp) -> String {
    let terms = newsroom::kept_terms(&house.app.db).await.expect("the dictionary");
    terms.name("return_reason", "facts", Language::Chinese).to_owned()
}

async fn whoever_wrote_reads_what_they_wrote(house: TestApp) {
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    for version in 1..=20 {
        let change = TermChange {
            name_zh: format!("事实第 {version} 稿"),
            name_en: "Facts".into(),
            ord: 1,
            is_active: true,
            version,
        };
        newsroom::change_term(&house.app, &admin, ("return_reason", "facts"), &change)
            .await
            .expect("changed");
        assert_eq!(name(&house).await, change.name_zh);
    }
    house.end().await;
}

async fn what_another_process_wrote_is_seen_soon(house: TestApp) {
    let before = name(&house).await;
    house
        .app
        .db
        .for_migrations()
        .execute_unprepared("UPDATE term SET name_zh = '另有说法' WHERE code = 'facts'")
        .await
        .expect("written beside the house");
    let begun = Instant::now();
    while name(&house).await == before {
        assert!(begun.elapsed() < Duration::from_secs(5), "it is never seen");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(name(&house).await, "另有说法");
    house.end().await;
}
