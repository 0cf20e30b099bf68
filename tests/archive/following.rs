//! The index follows the database whatever happens to it: a kill, a rebuild, a lost folder, a restored database.

use std::ops::ControlFlow;

use entity::{PersonId, Role};
use zhibao::app::App;
use zhibao::archive::{self, Difference};
use zhibao::clock::Clock;
use zhibao::newsroom::Decision;

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    what_was_committed_before_a_kill_is_found_after_the_restart
    a_rebuild_and_the_relay_make_the_same_index
    changes_during_a_rebuild_are_not_lost
    the_check_names_what_differs
    a_draft_never_filed_is_no_document
    a_renamed_outlet_and_points_of_later_settlements_reach_the_index
    an_index_lost_or_ahead_of_the_database_is_built_anew_at_the_next_start
}

async fn reporter(house: &TestApp) -> PersonId {
    let unit = house.unit("柳林街道", false).await;
    house.person("执笔人甲", Role::Reporter, unit).await
}

fn content(app: &App) -> (u64, u64) {
    let stats = app.index.stats().expect("stats");
    (stats.n_documents, stats.content)
}

async fn rebuild(app: &App) -> u64 {
    archive::rebuild(app, |_| ControlFlow::Continue(()))
        .await
        .expect("rebuilt")
}

async fn assert_equal(app: &App) {
    assert_eq!(archive::check(app).await.expect("check runs"), []);
}

async fn what_was_committed_before_a_kill_is_found_after_the_restart(house: TestApp) {
    let writer = reporter(&house).await;
    archive::catch_up(&house.app).await.expect("an empty index");
    let before = house.submit(writer, "停电前报送的稿件", 200).await.id;
    archive::catch_up(&house.app).await.expect("caught up");
    let seq = house.app.index.applied_seq();
    // Committed in the database, and the process dies before the relay has seen it.
    let after = house.submit(writer, "停电时报送的稿件", 200).await.id;
    assert_eq!(house.app.index.applied_seq(), seq, "nobody follows yet");
    assert_eq!(
        archive::check(&house.app).await.expect("check runs"),
        [Difference::Missing(after)]
    );
    archive::catch_up(&house.app).await.expect("caught up");
    assert!(house.app.index.applied_seq() > seq);
    let ids: Vec<u64> = house
        .app
        .index
        .ids()
        .expect("ids")
        .iter()
        .map(|it| it.0)
        .collect();
    assert_eq!(
        ids,
        [before.0, after.0].map(|id| u64::try_from(id).expect("positive"))
    );
    assert_equal(&house.app).await;
    house.end().await;
}

async fn a_rebuild_and_the_relay_make_the_same_index(house: TestApp) {
    let writer = reporter(&house).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    archive::catch_up(&house.app).await.expect("an empty index");
    for n in 0..6 {
        let id = house.submit(writer, &format!("第{n}篇动态"), 200).await.id;
        archive::catch_up(&house.app).await.expect("caught up");
        if n % 2 == 0 {
            house
                .decide(editor, id, Decision::Accept, "")
                .await
                .expect("accepted");
            house
                .adopt(editor, adoption(id, outlet, "2024-03-01"))
                .await
                .expect("adopted");
        }
    }
    archive::catch_up(&house.app).await.expect("caught up");
    let followed = content(&house.app);
    assert_eq!(followed.0, 6);
    assert_eq!(rebuild(&house.app).await, 6);
    assert_eq!(content(&house.app), followed);
    archive::catch_up(&house.app).await.expect("nothing more to do");
    assert_eq!(content(&house.app), followed, "applying twice changes nothing");
    assert_equal(&house.app).await;
    house.end().await;
}

async fn changes_during_a_rebuild_are_not_lost(house: TestApp) {
    let writer = reporter(&house).await;
    for n in 0..3 {
        house.submit(writer, &format!("重建之前{n}"), 200).await;
    }
    archive::catch_up(&house.app).await.expect("caught up");
    house.app.tasks.start(archive::follow(house.app.clone()));
    let filing = async {
        for n in 0..5 {
            house.submit(writer, &format!("重建之间{n}"), 200).await;
        }
    };
    let (_, ()) = tokio::join!(rebuild(&house.app), filing);
    for _ in 0..200 {
        if content(&house.app).0 == 8 && archive::check(&house.app).await.expect("check").is_empty() {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(content(&house.app).0, 8, "the relay brings all by itself");
    assert_equal(&house.app).await;
    house.end().await;
}

async fn the_check_names_what_differs(house: TestApp) {
    let writer = reporter(&house).await;
    let known = house.submit(writer, "库里有的稿件", 200).await.id;
    archive::catch_up(&house.app).await.expect("caught up");
    let mut document = archive::document_of(house.app.db.reader(), known)
        .await
        .expect("reads")
        .expect("filed");
    document.points += 100;
    let stray = search_index::Document {
        id: 999_999,
        ..document.clone()
    };
    let seq = house.app.index.applied_seq();
    let batch = [document, stray].map(|document| search_index::Change::Upsert(Box::new(document)));
    house.app.index.apply(&batch, seq).expect("applies");
    assert_eq!(
        archive::check(&house.app).await.expect("check runs"),
        [
            Difference::Surplus(entity::ArticleId(999_999)),
            Difference::Other(known)
        ]
    );
    rebuild(&house.app).await;
    assert_equal(&house.app).await;
    house.end().await;
}

async fn a_draft_never_filed_is_no_document(house: TestApp) {
    let writer = reporter(&house).await;
    let draft = house.draft(writer, "还在写的稿件", 200).await.id;
    let filed = archive::document_of(house.app.db.reader(), draft)
        .await
        .expect("reads");
    assert_eq!(filed, None);
    rebuild(&house.app).await;
    assert_eq!(content(&house.app).0, 0);
    house.end().await;
}

async fn a_renamed_outlet_and_points_of_later_settlements_reach_the_index(house: TestApp) {
    let writer = reporter(&house).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let id = house.submit(writer, "改名之前采用", 200).await.id;
    house
        .decide(editor, id, Decision::Accept, "")
        .await
        .expect("accepted");
    house
        .adopt(editor, adoption(id, outlet, "2024-03-01"))
        .await
        .expect("adopted");
    archive::catch_up(&house.app).await.expect("caught up");
    let admin = house.viewer(house.admin).await;
    zhibao::newsroom::rename_outlet(&house.app, &admin, outlet, 1, "临川融媒")
        .await
        .expect("renamed");
    assert_eq!(
        archive::check(&house.app).await.expect("check runs"),
        [Difference::Other(id)]
    );
    archive::catch_up(&house.app).await.expect("caught up");
    assert_equal(&house.app).await;
    house.end().await;
}

async fn an_index_lost_or_ahead_of_the_database_is_built_anew_at_the_next_start(house: TestApp) {
    let writer = reporter(&house).await;
    house.submit(writer, "留在库里的稿件", 200).await;
    archive::catch_up(&house.app).await.expect("caught up");
    let settings = zhibao::settings::Settings::clone(&house.app.settings);
    // Ahead: as after a restore of an older database.
    house.app.index.apply(&[], 1_000_000).expect("applies");
    archive::catch_up(&house.app).await.expect("built anew");
    assert!(house.app.index.applied_seq() < 1_000_000);
    assert_equal(&house.app).await;
    // Lost while nobody was there.
    let premises = house.leave().await;
    std::fs::remove_dir_all(premises.path().join("index")).expect("it is lost");
    let again = App::open(settings, Clock::System).await.expect("opens");
    assert_ne!(again.index.status(), search_index::Status::Current);
    archive::catch_up(&again).await.expect("built anew");
    assert_equal(&again).await;
    assert_eq!(content(&again).0, 1);
    again.tasks.end().await;
    again.db.close().await;
    premises.end().await;
}
