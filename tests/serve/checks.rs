//! Each row of the start-up checks is broken once: `check` names it, `serve` does not start on what is fatal.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::time::Duration;

use entity::Role;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use zhibao::clock::Clock;
use zhibao::db;

use crate::stories;
use crate::support::app::{On, TestApp, at};
use crate::support::command::zhibao;
use crate::support::patience;
use crate::support::premises::Premises;
use crate::support::serving::{launch, sown};

stories! {
    a_sound_house_passes_every_row
    a_folder_that_others_can_enter_is_refused
    a_seal_key_that_others_can_read_is_refused
    a_full_disk_is_refused_and_a_fuller_one_is_told
    a_schema_that_is_newer_or_altered_is_refused
    an_older_schema_is_told_and_brought_up_by_the_start: bare
    a_clock_behind_the_newest_entry_is_refused
    a_lost_index_is_told_and_built_anew_while_the_house_is_served
}

/// Premises on SQLite, of a house with people in it.
async fn sqlite() -> Premises {
    let house = TestApp::start(On::Sqlite).await;
    sown(house.expect("SQLite is always there")).await.0
}

/// The line of a row.
fn row(out: &str, name: &str) -> String {
    let start = format!("{name}：");
    let found = out.lines().find(|line| line.contains(&start));
    found
        .unwrap_or_else(|| panic!("no row {name} in\n{out}"))
        .to_owned()
}

/// That `check` marks the row as bad with these words, and that `serve` says the same and ends at once.
fn refused(data: &Path, name: &str, words: &str) {
    let said = zhibao(data, &["check"], "");
    assert_eq!(said.code, 1, "{said:?}");
    let line = row(&said.out, name);
    assert!(line.starts_with('✗') && line.contains(words), "{line}");
    let said = zhibao(data, &["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(said.code, 2, "{said:?}");
    let line = row(&said.err, name);
    assert!(line.starts_with('✗') && line.contains(words), "{line}");
    assert!(said.err.contains("没有启动"), "{}", said.err);
    assert!(!said.out.contains("http://"), "{}", said.out);
}

async fn sql(premises: &Premises, text: &str) {
    let db = premises.database().await;
    db.execute_unprepared(text).await.expect(text);
    db.close().await.expect("closes");
}

async fn a_sound_house_passes_every_row(house: TestApp) {
    let (premises, _) = sown(house).await;
    let said = zhibao(premises.path(), &["check"], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(!said.out.contains('✗'), "{}", said.out);
    for name in [
        "数据目录",
        "目录权限",
        "磁盘",
        "数据库",
        "数据库结构",
        "台账与审计日志",
        "时钟",
        "账号",
    ] {
        assert!(row(&said.out, name).starts_with('✓'), "{}", said.out);
    }
    if premises.on() == On::Sqlite {
        for (name, words) in [("数据库连接", "5 个连接"), ("数据库自检", "")] {
            let line = row(&said.out, name);
            assert!(line.starts_with('✓') && line.contains(words), "{line}");
        }
    }
    premises.end().await;
}

async fn a_folder_that_others_can_enter_is_refused(house: TestApp) {
    let (premises, _) = sown(house).await;
    let data = premises.path();
    for mode in [0o755, 0o701, 0o750] {
        std::fs::set_permissions(data, Permissions::from_mode(mode)).expect("changed");
        refused(data, "目录权限", "chmod 700");
    }
    std::fs::set_permissions(data, Permissions::from_mode(0o700)).expect("changed");
    assert_eq!(zhibao(data, &["check"], "").code, 0);
    let folder = crate::support::folder();
    let fresh = folder.path().join("fresh");
    assert_eq!(zhibao(&fresh, &["migrate"], "").code, 0);
    let mode = fresh.metadata().expect("a folder").permissions().mode() & 0o777;
    assert_eq!(mode, 0o700, "what we make is ours alone");
    premises.end().await;
}

/// The key that opens the seeds of second factors (QUALITY C16).
async fn a_seal_key_that_others_can_read_is_refused(house: TestApp) {
    let (premises, _) = sown(house).await;
    let data = premises.path();
    zhibao::seal::Seal::of(data)
        .close("second_factor:1", b"seed")
        .expect("sealed");
    let key = data.join("seal.key");
    assert_eq!(
        zhibao(data, &["check"], "").code,
        0,
        "it is made for its owner alone"
    );
    for mode in [0o644, 0o640, 0o604] {
        std::fs::set_permissions(&key, Permissions::from_mode(mode)).expect("changed");
        refused(data, "目录权限", "seal.key");
    }
    std::fs::set_permissions(&key, Permissions::from_mode(0o600)).expect("changed");
    assert_eq!(zhibao(data, &["check"], "").code, 0);
    premises.end().await;
}

/// On SQLite's premises alone: the settings name another database, which is not there.
#[tokio::test]
async fn a_settings_file_with_a_password_is_for_its_owner_alone() {
    let (premises, folder) = (sqlite().await, crate::support::folder());
    let data = premises.path();
    let file = folder.path().join("office.toml");
    std::fs::write(
        &file,
        "[database]\nurl = \"postgres://zhibao:secret@127.0.0.1:1/none\"\n",
    )
    .expect("written");
    std::fs::set_permissions(&file, Permissions::from_mode(0o644)).expect("changed");
    let config = file.display().to_string();
    let said = zhibao(data, &["check", "--config", &config], "");
    assert!(row(&said.out, "目录权限").contains("chmod 600"), "{}", said.out);
    let database = row(&said.out, "数据库");
    assert!(
        database.starts_with('✗') && !database.contains("secret"),
        "{database}"
    );
    std::fs::set_permissions(&file, Permissions::from_mode(0o600)).expect("changed");
    let said = zhibao(data, &["check", "--config", &config], "");
    assert!(row(&said.out, "目录权限").starts_with('✓'), "{}", said.out);
}

async fn a_full_disk_is_refused_and_a_fuller_one_is_told(house: TestApp) {
    let (premises, _) = sown(house).await;
    let data = premises.path();
    premises.settings("[limits]\ndisk_bytes_min = 4611686018427387904\n");
    refused(data, "磁盘", "腾出空间");
    premises.settings("[limits]\ndisk_bytes_low = 4611686018427387904\n");
    let said = zhibao(data, &["check"], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(row(&said.out, "磁盘").starts_with('!'), "{}", said.out);
    premises.end().await;
}

#[tokio::test]
async fn a_folder_that_is_none_is_refused() {
    let folder = crate::support::folder();
    let data = folder.path().join("data");
    std::fs::write(&data, "no folder").expect("written");
    let said = zhibao(&data, &["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(said.code, 2, "{said:?}");
}

/// SQLite alone: PostgreSQL has no pragmas.
#[tokio::test]
async fn a_pragma_that_did_not_take_on_one_connection_of_the_pool_is_found() {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let why = db::check(&house.app.db)
        .await
        .expect_err("a test does not wait for the disk");
    assert!(why.to_string().contains("synchronous"), "{why}");
    let mut settings = zhibao::settings::Settings::clone(&house.app.settings);
    settings.data_dir = settings.data_dir.join("another");
    settings.database.durable = None;
    let sound = db::Db::open(&settings).await.expect("opens");
    assert_eq!(db::check(&sound).await.expect("sound"), 5);
    sound.close().await;
    for pragma in [
        "foreign_keys = OFF",
        "recursive_triggers = OFF",
        "busy_timeout = 1234",
        "synchronous = NORMAL",
        "query_only = OFF",
    ] {
        let other = db::Db::open(&settings).await.expect("opens");
        other
            .reader()
            .execute_unprepared(&format!("PRAGMA {pragma}"))
            .await
            .expect("set");
        let why = db::check(&other).await.expect_err("found").to_string();
        let name = pragma.split(' ').next().expect("a name");
        assert!(why.contains(name), "{pragma}: {why}");
        other.close().await;
    }
    house.end().await;
}

/// F16: what is acknowledged is on the disk, whatever somebody wrote into the settings for the sake of speed.
/// SQLite alone: on PostgreSQL it is the server that waits for the disk.
/// docs/adr/sqlite-built-for-threads.md.
#[tokio::test]
async fn sqlite_is_built_for_threads_and_for_plans_that_stay() {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let asked = Statement::from_string(DbBackend::Sqlite, "PRAGMA compile_options");
    let rows = house.app.db.reader().query_all_raw(asked).await.expect("rows");
    let options: Vec<String> = rows
        .iter()
        .map(|row| row.try_get_by_index(0).expect("a text"))
        .collect();
    assert!(options.contains(&"DEFAULT_MEMSTATUS=0".to_owned()), "{options:?}");
    assert!(
        !options.contains(&"ENABLE_MEMORY_MANAGEMENT".to_owned()),
        "{options:?}"
    );
    assert!(options.contains(&"THREADSAFE=1".to_owned()), "{options:?}");
    assert!(options.contains(&"ENABLE_QPSG".to_owned()), "{options:?}");
    house.end().await;
}

#[tokio::test]
async fn a_house_that_does_not_wait_for_the_disk_is_not_served() {
    let premises = sqlite().await;
    let data = premises.path();
    premises.settings("[database]\ndurable = false\n");
    refused(data, "数据库连接", "synchronous");
    premises.settings("[database]\ndurable = true\n");
    assert_eq!(zhibao(data, &["check"], "").code, 0);
}

/// SQLite alone: the pages are those of its file.
#[tokio::test]
async fn a_damaged_page_and_a_lost_parent_are_named() {
    let premises = sqlite().await;
    sql(
        &premises,
        "PRAGMA foreign_keys = OFF; DELETE FROM organisation WHERE parent_id IS NOT NULL",
    )
    .await;
    refused(premises.path(), "数据库自检", "organisation");
    let premises = sqlite().await;
    let data = premises.path();
    sql(&premises, "PRAGMA wal_checkpoint(TRUNCATE)").await;
    let file = data.join("zhibao.sqlite3");
    let mut bytes = std::fs::read(&file).expect("a file");
    let page = 4096;
    assert!(bytes.len() > 40 * page);
    for n in 8..40 {
        bytes[n * page..n * page + 64].fill(0xFF);
    }
    std::fs::write(&file, bytes).expect("written");
    let said = zhibao(data, &["serve", "--listen", "127.0.0.1:0"], "");
    assert_eq!(said.code, 2, "{said:?}");
    assert!(
        said.err.contains('✗') && said.err.contains("没有启动"),
        "{said:?}"
    );
}

async fn a_schema_that_is_newer_or_altered_is_refused(house: TestApp) {
    let (premises, _) = sown(house).await;
    let unguarded = match premises.on() {
        On::Sqlite => "DROP TRIGGER posting_is_never_updated",
        On::Postgres => "ALTER TABLE posting DISABLE TRIGGER USER",
    };
    let lacking = "DROP TABLE near_duplicate_band";
    let newer = "INSERT INTO seaql_migrations (version, applied_at) VALUES ('m99_tomorrow', 0)";
    for (text, words) in [
        (unguarded, "trigger posting"),
        (lacking, "table near_duplicate_band"),
        (newer, "m99_tomorrow"),
    ] {
        sql(&premises, text).await;
        refused(premises.path(), "数据库结构", words);
    }
    premises.end().await;
}

async fn an_older_schema_is_told_and_brought_up_by_the_start(premises: Premises) {
    let empty = premises.database().await;
    empty.close().await.expect("an empty database");
    let data = premises.path();
    let said = zhibao(data, &["check"], "");
    assert_eq!(said.code, 0, "{said:?}");
    assert!(row(&said.out, "数据库结构").starts_with('!'), "{}", said.out);
    let mut server = launch(data, &[]).start().await;
    server.terminate(Duration::from_secs(15)).await;
    let said = zhibao(data, &["check"], "");
    assert!(row(&said.out, "数据库结构").starts_with('✓'), "{}", said.out);
    premises.end().await;
}

async fn a_clock_behind_the_newest_entry_is_refused(house: TestApp) {
    let now = Clock::System.now();
    let data = house.data().to_owned();
    // A minute is what a time server may step.
    house.app.clock.set(now.plus(chrono::TimeDelta::seconds(30)));
    house.person("此刻的人", Role::Editor, house.top).await;
    assert_eq!(zhibao(&data, &["check"], "").code, 0);
    house.app.clock.set(at("2099-01-01 08:00:00"));
    house.person("将来的人", Role::Editor, house.top).await;
    refused(&data, "时钟", "2099-01-01");
    house.end().await;
}

async fn a_lost_index_is_told_and_built_anew_while_the_house_is_served(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let writer = house.person("执笔人甲", Role::Reporter, unit).await;
    house.submit(writer, "索引丢了也找得到", 200).await;
    zhibao::archive::catch_up(&house.app).await.expect("caught up");
    let data = house.data().to_owned();
    let said = zhibao(&data, &["check"], "");
    assert!(row(&said.out, "检索索引").starts_with("✓"), "{}", said.out);
    house.submit(writer, "还没有进索引", 200).await;
    let said = zhibao(&data, &["check"], "");
    assert!(
        row(&said.out, "检索索引").starts_with("! 检索索引：还差"),
        "{}",
        said.out
    );
    let premises = house.leave().await;
    std::fs::remove_dir_all(data.join("index")).expect("removed");
    let said = zhibao(&data, &["check"], "");
    assert_eq!(said.code, 0, "{said:?}");
    let line = row(&said.out, "检索索引");
    assert!(line.starts_with('!') && line.contains("后台重建"), "{line}");
    assert!(!data.join("index").exists(), "looking makes nothing");
    let mut server = launch(&data, &[]).start().await;
    patience::until(Duration::from_secs(20), "the index", async || {
        let line = row(&zhibao(&data, &["check"], "").out, "检索索引");
        if line.starts_with('✓') && line.contains("2 篇") {
            Ok(())
        } else {
            Err(line)
        }
    })
    .await;
    server.terminate(Duration::from_secs(15)).await;
    premises.end().await;
}
