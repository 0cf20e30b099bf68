//! What is kept beside articles and facts to be quick, found to differ, and made anew.

use sea_orm::ConnectionTrait;
use zhibao::actor::Actor;
use zhibao::db;
use zhibao::ledger::{self, Verdict};

use super::closing::world::World;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    what_was_filed_is_counted_anew_where_it_differs
}

async fn what_was_filed_is_counted_anew_where_it_differs(house: TestApp) {
    let world = World::of_march(house).await;
    let app = &world.house.app;
    let verdict = async || ledger::verify(app.db.reader()).await.expect("walked");
    assert!(verdict().await.is_whole());
    for (table, harm) in [
        ("filed", "UPDATE filed SET n = n + 1 WHERE subject_kind = 'unit'"),
        ("filed", "DELETE FROM filed WHERE subject_kind = 'person'"),
        ("subject_unit", "DELETE FROM subject_unit"),
        (
            "subject_unit",
            "UPDATE subject_unit SET month = '2020-01' WHERE month = (SELECT MIN(month) FROM subject_unit)",
        ),
    ] {
        let harmed = app.db.for_migrations().execute_unprepared(harm).await;
        harmed.expect("harmed");
        let found = verdict().await;
        assert!(
            matches!(found, Verdict::Kept { table: named, .. } if named == table),
            "{harm}: {found:?}"
        );
        let tx = db::write(&app.db).await.expect("a writer");
        let (n_filed, n_units) = ledger::recount(&tx, &Actor::system("console"), app.clock.now())
            .await
            .expect("counted");
        tx.commit().await.expect("committed");
        assert!(n_filed > 0 && n_units > 0);
        world.house.assert_ledger_is_whole().await;
    }
    world.house.end().await;
}
