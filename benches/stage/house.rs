//! A house of many articles, filled once and kept below `target`. Articles are put together from sentences of the test
//! data (or of our own generator) and go straight into the tables that pages and search read; the index is built from
//! them by the product. What filing would write besides is left out: drafts, decisions, audit entries, facts and
//! postings, near-duplicate bands. A bench that writes does so by the API, on a copy.

use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::Instant;

use entity::{
    ArticleId, ArticleState, Cause, Craft, OrganisationId, PersonId, Role, appointment, article, author,
    revision,
};
use sea_orm::ActiveValue::{NotSet, Set};
use sea_orm::{ColumnTrait, DatabaseTransaction, EntityTrait, QueryFilter};
use serde::{Deserialize, Serialize};
use zhibao::app::App;
use zhibao::calendar::Week;
use zhibao::clock::Clock;
use zhibao::demo::Prng;
use zhibao::{archive, db};

use super::figures::say;
use super::support::app::{On, PASSWORD, TestApp, settings};
use super::support::client::Client;
use super::support::sown::{self, sow};
use super::support::texts;

/// Reporters and editors, fifty each.
pub const N_HANDS: usize = 50;
const CHUNK: usize = 500;

/// The folder and who may do what in it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct House {
    pub folder: PathBuf,
    pub reporters: Vec<String>,
    pub editors: Vec<String>,
    /// A reporter's and an editor's name at the sign-in page.
    pub usernames: (String, String),
    pub outlets: Vec<i64>,
    /// Four characters that stand in some article.
    pub probes: Vec<String>,
    pub n: usize,
}

/// The house of so many articles, from the last run or made now.
pub async fn filled(n: usize) -> House {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("house-{n}"));
    let card = folder.join("house.json");
    if let Ok(text) = std::fs::read_to_string(&card) {
        return serde_json::from_str(&text).expect("the card is ours");
    }
    let begun = Instant::now();
    let _ = std::fs::remove_dir_all(&folder);
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let sown = sow(house, N_HANDS, N_HANDS).await;
    sown::copy(sown.path(), &folder);
    only_ours(&folder);
    let app = App::open(settings(&folder), Clock::System)
        .await
        .expect("it opens");
    let (texts, whose) = texts::articles(8_000);
    let sentences: Vec<String> = texts.iter().flat_map(|text| sentences(&text.body_html)).collect();
    let probes = fill(&app, n, &sentences).await;
    let in_rows = begun.elapsed();
    archive::rebuild(&app, |_| ControlFlow::Continue(()))
        .await
        .expect("the index is built");
    say(&format!(
        "{n} articles from {} sentences ({whose}): rows {in_rows:.0?}, index {:.0?}",
        sentences.len(),
        begun.elapsed().saturating_sub(in_rows)
    ));
    let usernames = (
        username(&app, Role::Reporter).await,
        username(&app, Role::Editor).await,
    );
    app.tasks.end().await;
    app.db.close().await;
    let house = House {
        folder,
        reporters: sown.reporters.clone(),
        editors: sown.editors.clone(),
        usernames,
        outlets: sown.outlets.clone(),
        probes,
        n,
    };
    std::fs::write(card, serde_json::to_string(&house).expect("JSON")).expect("the card is kept");
    house
}

/// Nobody else may enter: a house is not served from a folder that others can read.
pub fn only_ours(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)).expect("it is ours");
}

/// Signs in at the page, as a person does.
pub async fn signed_in(visitor: &Client, username: &str) -> Client {
    let fields = [("login", username), ("password", PASSWORD), ("next", "/")];
    let answer = visitor.submit("/sign-in", "/sign-in", &fields).await;
    assert!(
        answer.status == 303 || answer.status == 302,
        "{} {}",
        answer.status,
        answer.text()
    );
    visitor.clone()
}

async fn username(app: &App, role: Role) -> String {
    let held = appointment::Entity::find()
        .filter(appointment::Column::Role.eq(role))
        .one(app.db.reader())
        .await
        .expect("it reads")
        .expect("somebody");
    let person = zhibao::people::person(app.db.reader(), held.person_id).await;
    person.expect("a person").username
}

fn sentences(html: &str) -> Vec<String> {
    let text = html.replace("</p>", "\n");
    let plain: String = text
        .split('<')
        .filter_map(|part| part.split_once('>').or(Some(("", part))))
        .map(|part| part.1)
        .collect();
    plain
        .split_inclusive(['。', '\n'])
        .map(|sentence| sentence.trim().to_owned())
        .filter(|sentence| sentence.chars().count() > 12 && !sentence.contains(['<', '>', '&']))
        .collect()
}

/// Inserts the articles, and returns strings that stand in some of them.
async fn fill(app: &App, n: usize, sentences: &[String]) -> Vec<String> {
    let held: Vec<(PersonId, OrganisationId)> = appointment::Entity::find()
        .filter(appointment::Column::Role.eq(Role::Reporter))
        .all(app.db.reader())
        .await
        .expect("it reads")
        .into_iter()
        .map(|row| (row.person_id, row.organisation_id))
        .collect();
    let mut dice = Prng::lane(11, 1);
    let now = app.clock.now().0;
    let mut probes = Vec::new();
    for from in (0..n).step_by(CHUNK) {
        let (mut articles, mut revisions, mut authors) = (Vec::new(), Vec::new(), Vec::new());
        for at in from..n.min(from + CHUNK) {
            let who = held[at % held.len()];
            let n_sentences = 4 + dice.below(16);
            let body: Vec<&String> = (0..n_sentences)
                .map(|_| &sentences[dice.below(sentences.len())])
                .collect();
            let title: String = sentences[dice.below(sentences.len())].chars().take(24).collect();
            if at % (n / 500).max(1) == 0 {
                probes.extend(probe(body[0]));
            }
            let instant = now - i64::try_from(dice.below(1_500)).expect("small") * 86_400_000;
            let text = body.iter().map(|it| it.as_str()).collect::<Vec<_>>().join("\n");
            let rows = one(at, who, (title, text), instant);
            articles.push(rows.0);
            revisions.push(rows.1);
            authors.push(rows.2);
        }
        let tx = db::write(&app.db).await.expect("a writer");
        insert(&tx, articles, revisions, authors).await.expect("inserted");
        tx.commit().await.expect("committed");
    }
    probes
}

/// The first four ideographs in a row after the beginning.
fn probe(sentence: &str) -> Option<String> {
    let glyphs: Vec<char> = sentence.chars().skip(2).collect();
    let is_ideograph = |glyph: &char| ('\u{4e00}'..='\u{9fff}').contains(glyph);
    let found = glyphs.windows(4).find(|four| four.iter().all(is_ideograph))?;
    Some(found.iter().collect())
}

type Rows = (article::ActiveModel, revision::ActiveModel, author::ActiveModel);

async fn insert(
    tx: &DatabaseTransaction,
    articles: Vec<article::ActiveModel>,
    revisions: Vec<revision::ActiveModel>,
    authors: Vec<author::ActiveModel>,
) -> Result<(), sea_orm::DbErr> {
    article::Entity::insert_many(articles)
        .exec_without_returning(tx)
        .await?;
    revision::Entity::insert_many(revisions)
        .exec_without_returning(tx)
        .await?;
    author::Entity::insert_many(authors)
        .exec_without_returning(tx)
        .await?;
    Ok(())
}

/// The rows of an article that was filed and accepted.
fn one(
    at: usize,
    (reporter, unit): (PersonId, OrganisationId),
    (title, text): (String, String),
    ms: i64,
) -> Rows {
    let id = ArticleId(i64::try_from(at).expect("small") + 1_000_000);
    let n_words = i64::try_from(text.chars().count()).expect("small");
    let instant = entity::Instant(ms);
    let html = text
        .lines()
        .map(|line| format!("<p>{line}</p>"))
        .collect::<Vec<_>>()
        .concat();
    let (person, name) = (Some(reporter), "执笔人".to_owned());
    let named =
        serde_json::json!([{ "person_id": person, "name": name, "craft": "writer", "share_bp": null }]);
    let article = article_row(id.0, (reporter, unit), (title.clone(), n_words), ms);
    let revision = revision::ActiveModel {
        id: NotSet,
        article_id: Set(id),
        n: Set(1),
        cause: Set(Cause::Submit),
        title: Set(title),
        r#type: Set("work_update".to_owned()),
        body_html: Set(html),
        body_text: Set(text),
        n_words: Set(n_words),
        authors: Set(named.to_string()),
        note: Set(String::new()),
        made_by: Set(reporter),
        made_at: Set(instant),
        digest: Set("0".repeat(64)),
    };
    let author = author::ActiveModel {
        id: NotSet,
        article_id: Set(id),
        ord: Set(0),
        person_id: Set(person),
        name: Set(name),
        craft: Set(Craft::Writer),
        share_bp: Set(None),
        is_external: Set(false),
    };
    (article, revision, author)
}

/// The row of an article that was filed and accepted, by key, who filed it for which unit, title and length, and when.
pub fn article_row(
    key: i64,
    (reporter, unit): (PersonId, OrganisationId),
    (title, n_words): (String, i64),
    ms: i64,
) -> article::ActiveModel {
    let instant = entity::Instant(ms);
    article::ActiveModel {
        id: Set(ArticleId(key)),
        number: Set(Some(format!("1999-{key:06}"))),
        reporter_id: Set(reporter),
        organisation_id: Set(unit),
        title: Set(title),
        r#type: Set("work_update".to_owned()),
        n_words: Set(n_words),
        state: Set(ArticleState::Accepted),
        week: Set(Week::of_instant(ms).map(|week| week.to_string())),
        head: Set(1),
        claimed_by: Set(None),
        claimed_at: Set(None),
        due_on: Set(None),
        first_submitted_at: Set(Some(instant)),
        submitted_at: Set(Some(instant)),
        left_unit_at: Set(Some(instant)),
        decided_at: Set(Some(instant)),
        accepted_at: Set(Some(instant)),
        duplicate_of: Set(None),
        n_adoptions: Set(0),
        created_at: Set(instant),
        updated_at: Set(instant),
        version: Set(4),
    }
}
