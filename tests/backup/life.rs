//! A house that was lived in: articles in several states, an adoption with evidence, a picture, points, sessions; and
//! all that can be compared of it.

use std::collections::BTreeMap;
use std::path::Path;

use entity::{ArticleId, Role};
use sea_orm::{ConnectionTrait, FromQueryResult, JsonValue, Statement};
use zhibao::app::App;
use zhibao::clock::Clock;
use zhibao::newsroom::{self, Decision, NewAdoption, NewFile};
use zhibao::people::{self, Secret};
use zhibao::settings::Settings;
use zhibao::{actor::Actor, archive};

use crate::support::app::{PASSWORD, TestApp, adoption};
use crate::support::postgres::Postgres;

/// A submission earns a point, an adoption five.
const SCHEME: &str = "code = \"B\"\nname = \"备份演练\"\n\
    [submission]\ncell = [{ code = \"报送\", points = 1 }]\n\
    [adoption]\ncell = [{ code = \"市级\", points = 5 }]\n";

/// Lives in it for a morning; returns an article that was adopted.
pub async fn lived_in(house: &TestApp) -> ArticleId {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let writer = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let outlet = house.outlet("临川日报", "municipal").await;
    let mut adopted = ArticleId(0);
    for (n, title) in ["春灌开闸放水", "社区养老驿站揭牌", "老旧管网改造完工"]
        .into_iter()
        .enumerate()
    {
        let draft = house.draft(writer, title, 200 + n).await;
        let proof = house.viewer(writer).await.reporter().expect("a reporter");
        let picture = NewFile {
            name: format!("{title}.png"),
            bytes: picture(u8::try_from(n).expect("few")),
        };
        newsroom::keep_picture(&house.app, &proof, draft.id, picture)
            .await
            .expect("a picture");
        let draft = house.article(draft.id).await;
        newsroom::submit(&house.app, &proof, draft.id, draft.version)
            .await
            .expect("submitted");
        if n == 2 {
            continue;
        }
        house
            .decide(editor, draft.id, Decision::Accept, "")
            .await
            .expect("accepted");
        let proof = house.viewer(editor).await.editor().expect("an editor");
        let page = NewFile {
            name: "版面.pdf".into(),
            bytes: format!("%PDF-1.4\n% {title}\n%%EOF\n").into_bytes(),
        };
        let evidence = newsroom::keep_evidence(&house.app, &proof, draft.id, page)
            .await
            .expect("evidence");
        let new = NewAdoption {
            evidence: Some(evidence.id),
            ..adoption(draft.id, outlet, "2024-03-01")
        };
        house.adopt(editor, new).await.expect("adopted");
        adopted = draft.id;
    }
    house.draft(writer, "还在写的一篇", 50).await;
    let password = Secret::new(PASSWORD.into());
    let actor = Actor::system("test");
    people::sign_in(&house.app, "p2", &password, actor, "a browser")
        .await
        .expect("signed in");
    crate::people::factor::enrolled(house, house.admin).await;
    archive::catch_up(&house.app).await.expect("caught up");
    adopted
}

/// A small picture, another one for each number.
fn picture(n: u8) -> Vec<u8> {
    let pixels = image::RgbImage::from_fn(40, 30, |x, y| {
        image::Rgb([n * 40, x.to_le_bytes()[0] * 5, y.to_le_bytes()[0] * 7])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    pixels
        .write_to(&mut bytes, image::ImageFormat::Png)
        .expect("a picture");
    bytes.into_inner()
}

/// Every row of every table, as text, sorted.
pub async fn tables(db: &impl ConnectionTrait) -> BTreeMap<String, Vec<String>> {
    let backend = db.get_database_backend();
    let names = match backend {
        sea_orm::DbBackend::Sqlite => {
            "SELECT name AS n FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        }
        _ => "SELECT tablename::text AS n FROM pg_tables WHERE schemaname = 'public'",
    };
    let mut tables = BTreeMap::new();
    for row in all(db, names).await {
        let name = row["n"].as_str().expect("a name").to_owned();
        let rows = all(db, &format!("SELECT * FROM \"{name}\"")).await;
        let mut rows: Vec<String> = rows.iter().map(ToString::to_string).collect();
        rows.sort();
        tables.insert(name, rows);
    }
    assert!(tables.len() > 30, "{:?}", tables.keys());
    tables
}

async fn all(db: &impl ConnectionTrait, sql: &str) -> Vec<JsonValue> {
    let rows = db
        .query_all_raw(Statement::from_string(db.get_database_backend(), sql))
        .await
        .expect("rows");
    rows.iter()
        .map(|row| JsonValue::from_query_result(row, "").expect("a row"))
        .collect()
}

/// Every file below a folder, by its path.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    gather(folder, folder, &mut found);
    found
}

fn gather(top: &Path, folder: &Path, found: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            gather(top, &path, found);
        } else {
            let name = path.strip_prefix(top).expect("inside").display().to_string();
            found.insert(name, std::fs::read(&path).expect("a file"));
        }
    }
}

/// The empty database that a story of PostgreSQL restores into.
pub async fn another(house: &TestApp) -> Option<Postgres> {
    if house.app.settings.database.url.is_empty() {
        None
    } else {
        Postgres::empty().await
    }
}

/// The settings of the same house in another folder and, if it is PostgreSQL's, another database.
pub fn elsewhere(house: &TestApp, folder: &Path, url: &str) -> Settings {
    let mut settings = Settings::clone(&house.app.settings);
    folder.clone_into(&mut settings.data_dir);
    url.clone_into(&mut settings.database.url);
    settings
}

/// Opens what was restored, with a clock that stands as the house's does.
pub async fn reopened(house: &TestApp, settings: Settings) -> App {
    App::open(settings, Clock::standing_at(house.app.clock.now()))
        .await
        .expect("the restored house opens")
}
