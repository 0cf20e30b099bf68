//! A flipped byte anywhere in a backup is named, and nothing of it is restored.

use std::path::Path;

use zhibao::error::Message;
use zhibao::settings::Settings;
use zhibao::{backup, i18n};

use super::life::{another, elsewhere, files, lived_in};
use crate::stories;
use crate::support::app::{On, TestApp};

stories! {
    a_flipped_byte_in_any_file_is_named_and_refused
    a_flipped_byte_in_the_one_file_is_refused
}

/// Flips one bit of the byte in the middle of a file.
fn flip(file: &Path) {
    let mut bytes = std::fs::read(file).expect("a file");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x10;
    std::fs::write(file, bytes).expect("written");
}

async fn damage_of(target: &Settings, house: &TestApp, source: &Path) -> Vec<String> {
    let told = |damage: &[Message]| -> Vec<String> {
        damage
            .iter()
            .map(|one| i18n::say(entity::Language::Chinese, one))
            .collect()
    };
    let seen = backup::inspect(source)
        .await
        .expect("looked at")
        .expect_err("damage");
    let refused = backup::restore(target, &house.app.clock, source)
        .await
        .expect("tried")
        .expect_err("damage");
    assert_eq!(told(&seen).len(), told(&refused).len());
    let left: Vec<_> = std::fs::read_dir(&target.data_dir).expect("a folder").collect();
    assert!(left.is_empty(), "the folder stays empty: {left:?}");
    told(&refused)
}

async fn a_flipped_byte_in_any_file_is_named_and_refused(house: TestApp) {
    std::fs::write(
        house.app.settings.data_dir.join("zhibao.toml"),
        "title = \"演练\"\n",
    )
    .expect("settings");
    lived_in(&house).await;
    let away = crate::support::folder();
    let source = away.path().join("kept");
    backup::make(&house.app.settings, &house.app.clock, &source)
        .await
        .expect("a backup")
        .expect("nothing is damaged");
    let database = another(&house).await;
    let url = database.as_ref().map_or("", |one| one.url.as_str());
    let target = elsewhere(&house, &away.path().join("restored"), url);
    let names: Vec<String> = files(&source).into_keys().collect();
    assert_eq!(names.len(), 10, "{names:?}");
    for name in &names {
        let bytes = std::fs::read(source.join(name)).expect("a file");
        flip(&source.join(name));
        let damage = damage_of(&target, &house, &source).await;
        assert!(
            damage.iter().any(|one| one.contains(name.as_str())),
            "{name}: {damage:?}"
        );
        std::fs::remove_file(source.join(name)).expect("removed");
        let damage = damage_of(&target, &house, &source).await;
        assert!(
            damage.iter().any(|one| one.contains(name.as_str())),
            "{name}: {damage:?}"
        );
        std::fs::write(source.join(name), bytes).expect("mended");
    }
    backup::inspect(&source)
        .await
        .expect("looked at")
        .expect("mended again");
    house.end().await;
}

async fn a_flipped_byte_in_the_one_file_is_refused(house: TestApp) {
    lived_in(&house).await;
    let away = crate::support::folder();
    let source = away.path().join("kept.zip");
    backup::make(&house.app.settings, &house.app.clock, &source)
        .await
        .expect("a backup")
        .expect("nothing is damaged");
    let whole = std::fs::read(&source).expect("a file");
    let database = another(&house).await;
    let url = database.as_ref().map_or("", |one| one.url.as_str());
    let target = elsewhere(&house, &away.path().join("restored"), url);
    // From the first local header to the end of the directory. Dates and the like may change and mean nothing: then
    // what was packed is whole.
    let mut n_refused = 0;
    for part in 1..40 {
        let mut bytes = whole.clone();
        let at = bytes.len() * part / 40;
        bytes[at] ^= 0x10;
        std::fs::write(&source, bytes).expect("written");
        if backup::inspect(&source).await.expect("looked at").is_err() {
            let damage = damage_of(&target, &house, &source).await;
            assert!(!damage.is_empty());
            n_refused += 1;
        }
    }
    assert!(n_refused >= 37, "{n_refused} of 39");
    house.end().await;
}

/// Whoever can write into a backup can write its hashes anew; what the chains hold they cannot. SQLite alone: there the
/// database lies in the backup as a file that can be opened and changed.
#[tokio::test]
async fn a_copy_that_was_changed_with_its_hashes_is_refused_by_its_chains() {
    use sea_orm::ConnectionTrait;
    use sha2::{Digest, Sha256};

    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    lived_in(&house).await;
    let away = crate::support::folder();
    let source = away.path().join("kept");
    let made = backup::make(&house.app.settings, &house.app.clock, &source)
        .await
        .expect("a backup")
        .expect("nothing is damaged");
    let file = source.join("zhibao.sqlite3");
    let copy = sea_orm::Database::connect(format!("sqlite://{}?mode=rw", file.display()))
        .await
        .expect("opens");
    copy.execute_unprepared(
        "DROP TRIGGER posting_is_never_updated; UPDATE posting SET points = 99900 WHERE seq = 1",
    )
    .await
    .expect("changed");
    copy.close().await.expect("closed");
    let mut manifest = made.manifest;
    let bytes = std::fs::read(&file).expect("a file");
    let stamp = manifest.files.get_mut("zhibao.sqlite3").expect("the database");
    stamp.bytes = bytes.len() as u64;
    stamp.sha256 = hex::encode(Sha256::digest(&bytes));
    let text = serde_json::to_vec_pretty(&manifest).expect("JSON");
    let seal = format!("{}  manifest.json\n", hex::encode(Sha256::digest(&text)));
    std::fs::write(source.join("manifest.json"), text).expect("written");
    std::fs::write(source.join("manifest.json.sha256"), seal).expect("written");
    let target = elsewhere(&house, &away.path().join("restored"), "");
    let damage = damage_of(&target, &house, &source).await;
    assert_eq!(damage.len(), 1, "{damage:?}");
    assert!(damage[0].contains("第 1 号"), "{damage:?}");
    house.end().await;
}
