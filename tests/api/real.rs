//! Real articles through the API: filed, signed, decided, adopted at random by a seeded script over
//! half a year. Then points, places and finds are compared with a recount that knows nothing of the product's engine.
//! The texts are read from the shared data and never kept.

mod course;
mod money;
mod recount;
mod search;
mod world;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::{data, environment};

stories! {
    real_articles_give_the_points_and_the_finds_of_an_independent_recount
}

/// How many articles the story files: a fifth of the three thousand, unless `ZHIBAO_TEST_ARTICLES` names a number. On
/// PostgreSQL each statement waits for its round trip, so there it is a third of that.
fn n_articles(house: &TestApp) -> usize {
    let asked = environment::variable("ZHIBAO_TEST_ARTICLES");
    let n = asked.map_or(600, |n| n.parse().expect("a number of articles"));
    if house.app.settings.database.url.starts_with("postgres") {
        n / 3
    } else {
        n
    }
}

async fn real_articles_give_the_points_and_the_finds_of_an_independent_recount(house: TestApp) {
    let Some(rows) = data::rows::<world::News>("news.jsonl.gz") else {
        return house.end().await;
    };
    let news: Vec<world::News> = rows
        .filter(world::News::can_be_filed)
        .take(n_articles(&house))
        .collect();
    let n = news.len();
    let watch = std::time::Instant::now();
    let lap = |what: &str| {
        environment::say(&format!(
            "{n} articles, {what}: {} ms",
            watch.elapsed().as_millis()
        ));
    };
    let mut world = world::World::open(house).await;
    lap("opened");
    course::run(&mut world, news).await;
    lap("filed, decided, adopted");
    world.house.assert_ledger_is_whole().await;
    lap("ledger verified and replayed");
    let (n_postings, _) = crate::ledger::traces::check(&world.house).await;
    lap(&format!("the traces of {n_postings} postings reckoned anew"));
    money::check(&world).await;
    lap("standings and statements recounted");
    zhibao::archive::catch_up(&world.house.app)
        .await
        .expect("indexed");
    let differences = zhibao::archive::check(&world.house.app).await.expect("checked");
    assert_eq!(differences, [], "the index is the database");
    lap("index caught up and checked");
    search::check(&world).await;
    lap("searches recounted");
    world.house.end().await;
}
