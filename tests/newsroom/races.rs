//! Many at once: one row, one owner, everybody told.

use std::sync::Arc;

use entity::Role;
use tokio::task::JoinSet;
use zhibao::Error;
use zhibao::newsroom::{self, Decision};

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    many_recordings_of_one_adoption_make_one_row
    of_twenty_editors_who_claim_one_gets_it
}

async fn many_recordings_of_one_adoption_make_one_row(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let article = house.submit(reporter, "抢着登记", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    let outlet = house.outlet("临川日报", "municipal").await;
    let house = Arc::new(house);
    let mut done = 0;
    for _ in 0..10 {
        let mut tries = JoinSet::new();
        for _ in 0..100 {
            let house = house.clone();
            tries.spawn(async move { house.adopt(editor, adoption(article, outlet, "2024-03-01")).await });
        }
        for one in tries.join_all().await {
            match one {
                Ok(_) => done += 1,
                Err(Error::Refused(_) | Error::Stale(_)) => {}
                Err(other) => panic!("{other:?}"),
            }
        }
    }
    assert_eq!(done, 1, "of 1,000 recordings");
    assert_eq!(
        newsroom::adoptions_of(house.app.db.reader(), article)
            .await
            .expect("read")
            .len(),
        1
    );
    house.assert_ledger_is_whole().await;
}

async fn of_twenty_editors_who_claim_one_gets_it(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let mut editors = Vec::new();
    for n in 0..20 {
        let id = house.person(&format!("编辑{n}"), Role::Editor, house.top).await;
        editors.push(house.viewer(id).await.editor().expect("an editor"));
    }
    let mut articles = Vec::new();
    for n in 0..10 {
        articles.push(house.submit(reporter, &format!("待领取 {n}"), 300).await);
    }
    let mut claims = JoinSet::new();
    for article in &articles {
        for editor in &editors {
            let (app, editor, id, version) = (house.app.clone(), editor.clone(), article.id, article.version);
            claims.spawn(async move { newsroom::claim(&app, &editor, id, version).await.is_ok() });
        }
    }
    let claimed = claims.join_all().await;
    assert_eq!(claimed.into_iter().filter(|one| *one).count(), articles.len());
    for article in &articles {
        assert!(house.article(article.id).await.claimed_by.is_some());
    }
}
