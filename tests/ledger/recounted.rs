//! What is kept beside articles and facts to be quick, found to differ, and made anew.

use entity::SubjectKind;
use sea_orm::ConnectionTrait;
use zhibao::actor::Actor;
use zhibao::db;
use zhibao::ledger::{self, Verdict};

use super::closing::world::World;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    what_was_filed_is_counted_anew_where_it_differs
    a_close_freezes_what_was_filed_as_the_articles_have_it
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

async fn a_close_freezes_what_was_filed_as_the_articles_have_it(house: TestApp) {
    let world = World::of_march(house).await;
    let house = &world.house;
    world.close_march().await;
    for (by, day) in [(0, "03"), (0, "04"), (1, "05")] {
        house.clock(&format!("2024-04-{day} 10:00:00"));
        house
            .submit(world.reporters[by], &format!("四月动态之{day}"), 300)
            .await;
    }
    // The second close walks what was written since the first, and no count of articles is among it.
    let harm = "UPDATE filed SET n = n + 7, n_adopted = n_adopted + 3";
    let harmed = house.app.db.for_migrations().execute_unprepared(harm).await;
    harmed.expect("harmed");
    house.clock("2024-05-02 09:00:00");
    world.settle_through("2024-05-01").await;
    world.close("2024-04", "三篇稿件转下月审").await;
    let people = world.reporters.map(|id| (SubjectKind::Person, id.0));
    let units = world.units.map(|id| (SubjectKind::Unit, id.0));
    for (subjects, month, counts) in [
        (people, "2024-03", [(4, 1), (4, 1)]),
        (units, "2024-03", [(4, 1), (4, 1)]),
        (people, "2024-04", [(2, 0), (1, 0)]),
        (units, "2024-04", [(2, 0), (1, 0)]),
    ] {
        for (subject, count) in subjects.into_iter().zip(counts) {
            let frozen = ledger::frozen(house.app.db.reader(), subject, month)
                .await
                .expect("read")
                .expect("a statement");
            assert_eq!((frozen.n_filed, frozen.n_adopted), count, "{subject:?} {month}");
        }
    }
    world.house.end().await;
}
