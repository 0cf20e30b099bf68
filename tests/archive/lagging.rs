//! While the index lags the database: what a viewer may no longer read is neither a hit nor counted, before the index
//! has heard of it; and the search page says so while the index is being built.

use entity::Role;
use search_index::Facet;
use zhibao::app::Progress;
use zhibao::archive::{self, Found, Wanted};
use zhibao::newsroom::{self, Decision};
use zhibao::people::Viewer;

use crate::api::desk;
use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    what_went_out_of_sight_is_not_counted_before_the_index_knows_it
    the_search_page_says_that_the_index_is_being_built
}

async fn search(house: &TestApp, viewer: &Viewer) -> Found {
    let wanted = Wanted {
        typed: "食堂".to_owned(),
        limit: 20,
        facets: vec![Facet::Class, Facet::Level],
        n_facet_values: 10,
        ..Wanted::default()
    };
    archive::search(&house.app, viewer, &wanted).await.expect("found")
}

/// Hits, total, adoptions, and the sum of each facet.
fn counted(found: &Found) -> (usize, u64, u64, Vec<u64>) {
    let facets = found.facets.values();
    let sums = facets.map(|values| values.iter().map(|value| value.tally.n).sum());
    (
        found.hits.len(),
        found.total.n,
        found.total.n_adoptions,
        sums.collect(),
    )
}

async fn what_went_out_of_sight_is_not_counted_before_the_index_knows_it(house: TestApp) {
    let unit = house.unit("柳林街道", false).await;
    let other = house.unit("云栖街道", false).await;
    let reporter = house.person("林晓", Role::Reporter, unit).await;
    let stranger = house.person("外单位", Role::Reporter, other).await;
    let editor = house.person("周编辑", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let mut last = None;
    for title in ["社区食堂开到家门口", "食堂添了早餐"] {
        let id = house.submit(reporter, title, 200).await.id;
        house
            .decide(editor, id, Decision::Accept, "")
            .await
            .expect("accepted");
        let made = house.adopt(editor, adoption(id, outlet, "2024-03-01")).await;
        last = Some(made.expect("adopted").0.id);
    }
    archive::catch_up(&house.app).await.expect("caught up");
    let (stranger, desk) = (house.viewer(stranger).await, house.viewer(editor).await);
    assert_eq!(counted(&search(&house, &stranger).await), (2, 2, 2, vec![2, 2]));

    let proof = house.viewer(editor).await.editor().expect("an editor");
    newsroom::withdraw_adoption(&house.app, &proof, last.expect("an adoption"), "登记错了")
        .await
        .expect("withdrawn");
    let seq = house.app.index.applied_seq();
    assert_eq!(counted(&search(&house, &stranger).await), (1, 1, 1, vec![1, 1]));
    assert_eq!(
        search(&house, &desk).await.hits.len(),
        2,
        "the desk reads it still"
    );
    assert_eq!(
        house.app.index.applied_seq(),
        seq,
        "the index has not heard of it"
    );
    archive::catch_up(&house.app).await.expect("caught up");
    assert_eq!(counted(&search(&house, &stranger).await), (1, 1, 1, vec![1, 1]));
    house.end().await;
}

async fn the_search_page_says_that_the_index_is_being_built(house: TestApp) {
    let door = desk::serve(&house).await;
    let unit = house.unit("柳林街道", false).await;
    let reporter = house.person("林晓", Role::Reporter, unit).await;
    house.submit(reporter, "社区食堂开到家门口", 200).await;
    archive::catch_up(&house.app).await.expect("caught up");
    let browser = house.signed_in(&door, reporter).await;
    let page = async || {
        let answer = browser.get("/search?q=%E9%A3%9F%E5%A0%82").await;
        answer.expect_status(200).text()
    };
    assert!(!page().await.contains("重建"));
    house.app.indexing.set_damaged(true);
    let soon = page().await;
    assert!(
        soon.contains("检索库即将重建") && soon.contains("开到家门口"),
        "{soon}"
    );
    house
        .app
        .indexing
        .set_progress(Some(Progress { n_done: 3, n_all: 8 }));
    let under_way = page().await;
    assert!(under_way.contains("检索库正在重建（3 / 8）"), "{under_way}");
    house.app.indexing.set_progress(None);
    archive::catch_up(&house.app).await.expect("built anew");
    let built = page().await;
    assert!(!built.contains("重建") && built.contains("家门口"), "{built}");
    house.end().await;
}
