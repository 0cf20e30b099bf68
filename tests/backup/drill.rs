//! The drill: backed up, restored elsewhere, compared row by row and byte by byte (QUALITY R17).

use std::collections::BTreeSet;

use entity::Role;
use zhibao::app::App;
use zhibao::archive::{self, Wanted};
use zhibao::{audit, backup, ledger};

use super::life::{another, elsewhere, files, lived_in, reopened, tables};
use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_restored_house_equals_the_one_that_was_backed_up
    a_house_that_is_damaged_gets_no_backup
}

async fn a_restored_house_equals_the_one_that_was_backed_up(house: TestApp) {
    let adopted = lived_in(&house).await;
    let away = crate::support::folder();
    let database = another(&house).await;
    let url = database.as_ref().map_or("", |one| one.url.as_str());
    let before = tables(house.app.db.reader()).await;
    for name in ["whole", "whole.zip"] {
        let source = away.path().join(name);
        let made = backup::make(&house.app.settings, &house.app.clock, &source)
            .await
            .expect("a backup")
            .expect("nothing is damaged");
        assert_eq!(made.path, source);
        let seen = backup::inspect(&source).await.expect("looked at");
        assert_eq!(seen, Ok(made.manifest.clone()));
    }
    assert_eq!(
        files(&house.app.settings.data_dir.join("uploads")),
        files(&away.path().join("whole/uploads")),
        "byte for byte"
    );
    let source = away.path().join("whole.zip");
    let target = elsewhere(&house, &away.path().join("restored"), url);
    let restored = backup::restore(&target, &house.app.clock, &source)
        .await
        .expect("a restore")
        .expect("nothing is damaged");
    assert_eq!(restored.n_indexed, 3, "what was filed is in the index");
    let key = |folder: &std::path::Path| std::fs::read(folder.join("seal.key")).expect("a key");
    assert_eq!(
        key(&house.app.settings.data_dir),
        key(&target.data_dir),
        "second factors open in the restored house"
    );
    let again = reopened(&house, target.clone()).await;
    compare(&house, &again, before).await;
    finds(&house, &again, adopted.0).await;
    again.tasks.end().await;
    again.db.close().await;
    let second = backup::restore(&target, &house.app.clock, &source).await;
    assert!(matches!(second, Err(zhibao::Error::Refused(_))), "{second:?}");
    if let Some(database) = database {
        database.discard().await;
    }
    house.end().await;
}

async fn compare(house: &TestApp, again: &App, before: std::collections::BTreeMap<String, Vec<String>>) {
    let after = tables(again.db.reader()).await;
    let differing: BTreeSet<&String> = before
        .keys()
        .chain(after.keys())
        .filter(|name| before.get(*name) != after.get(*name))
        .collect();
    let wanted: BTreeSet<String> = ["audit", "audit_head", "session"].map(str::to_owned).into();
    assert_eq!(differing, wanted.iter().collect(), "all other tables are equal");
    assert!(!before["session"].is_empty() && before["session"].len() == after["session"].len());
    assert!(
        before["session"]
            .iter()
            .any(|row| row.contains("\"revoked_at\":null"))
    );
    assert!(
        after["session"]
            .iter()
            .all(|row| !row.contains("\"revoked_at\":null")),
        "no session comes back"
    );
    let added: Vec<&String> = after["audit"]
        .iter()
        .filter(|row| !before["audit"].contains(row))
        .collect();
    assert_eq!(added.len(), 1, "{added:?}");
    assert!(added[0].contains("restore_backup"), "{added:?}");
    assert_eq!(before["audit"].len() + 1, after["audit"].len());
    assert_eq!(
        ledger::head(house.app.db.reader()).await.expect("a head"),
        ledger::head(again.db.reader()).await.expect("a head")
    );
    let (_, differences) = ledger::replay(again.db.reader()).await.expect("replayed");
    assert!(differences.is_empty());
    assert!(audit::verify(again.db.reader()).await.expect("walked").is_ok());
    assert_eq!(
        files(&house.app.settings.data_dir.join("uploads")),
        files(&again.settings.data_dir.join("uploads")),
        "byte for byte"
    );
    assert_eq!(
        files(&again.settings.data_dir.join("uploads")).len(),
        5,
        "three pictures, two pages"
    );
}

/// The search of the restored house finds what the other one finds.
async fn finds(house: &TestApp, again: &App, adopted: i64) {
    assert_eq!(again.index.status(), search_index::Status::Current);
    assert!(archive::check(again).await.expect("compared").is_empty());
    let viewer = house.viewer(house.admin).await;
    let searcher = house.person("检索丙", Role::Office, house.top).await;
    let searcher = house.viewer(searcher).await;
    assert_ne!(viewer.id(), searcher.id());
    for (typed, n) in [("养老驿站", 1), ("压根没有的词", 0)] {
        let wanted = Wanted {
            typed: typed.to_owned(),
            limit: 10,
            ..Wanted::default()
        };
        let found = archive::search(again, &searcher, &wanted).await.expect("found");
        assert!(found.rebuilding.is_none());
        assert_eq!(found.total.n, n, "{typed}");
        assert!(n == 0 || found.hits[0].document.id == u64::try_from(adopted).expect("a key"));
    }
}

async fn a_house_that_is_damaged_gets_no_backup(house: TestApp) {
    lived_in(&house).await;
    let away = crate::support::folder();
    let uploads = house.app.settings.data_dir.join("uploads");
    let (name, bytes) = files(&uploads).into_iter().next().expect("an upload");
    let mut other = bytes.clone();
    other[7] ^= 1;
    for changed in [Some(other), None] {
        match &changed {
            Some(changed) => std::fs::write(uploads.join(&name), changed).expect("written"),
            None => std::fs::remove_file(uploads.join(&name)).expect("removed"),
        }
        let target = away.path().join("kept");
        let damage = backup::make(&house.app.settings, &house.app.clock, &target)
            .await
            .expect("tried")
            .expect_err("damage is named");
        assert!(
            damage
                .iter()
                .any(|one| one.args.iter().any(|arg| arg.1.ends_with(&name))),
            "{damage:?}"
        );
        assert_eq!(
            std::fs::read_dir(away.path()).expect("a folder").count(),
            0,
            "nothing is left behind"
        );
    }
    std::fs::write(uploads.join(&name), &bytes).expect("mended");
    let tamper = if house.app.settings.database.url.is_empty() {
        "DROP TRIGGER posting_is_never_updated; UPDATE posting SET points = points + 100 WHERE seq = 2"
    } else {
        "ALTER TABLE posting DISABLE TRIGGER USER; UPDATE posting SET points = points + 100 WHERE seq = 2"
    };
    sea_orm::ConnectionTrait::execute_unprepared(house.app.db.for_migrations(), tamper)
        .await
        .expect("tampered");
    let damage = backup::make(&house.app.settings, &house.app.clock, &away.path().join("kept"))
        .await
        .expect("tried")
        .expect_err("damage is named");
    assert_eq!(damage[0].key, "cli.ledger_changed");
    assert_eq!(damage[0].args, [("seq", "2".to_owned())]);
    house.end().await;
}
