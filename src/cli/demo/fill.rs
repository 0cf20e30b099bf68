//! Filling the demo district, stage by stage, each through the verbs of its room, with the clock set to the moment at
//! which it would have happened.

use chrono::{Days, NaiveDate, TimeDelta};
use entity::Instant;

use super::super::call::Failure;
use super::super::console::Console;
use super::super::index;
use super::super::progress::Stage;
use super::PASSWORD;
use super::cast::{self, Cast};
use super::play::Play;
use super::story::{self, Scene};
use crate::app::App;
use crate::calendar::Month;
use crate::demo::{District, Role};
use crate::error::Error;
use crate::jobs::{self, Job};
use crate::people::{self, Secret};
use crate::{calendar, ledger, newsroom};

/// The two versions of the general scheme and the scheme of the enterprises, in the order of the plan.
const SCHEMES: [&str; 3] = [
    include_str!("../../../assets/schemes/demo-1.toml"),
    include_str!("../../../assets/schemes/demo-2.toml"),
    include_str!("../../../assets/schemes/demo-3.toml"),
];

/// When the house is opened: two weeks before the first article.
pub(super) fn opening(district: &District) -> Instant {
    let first = district.schemes[0].from;
    let earliest = district.articles.first().map(|article| article.drafted_at);
    let before = earliest.map(|at| Instant::from(at).plus(TimeDelta::days(-14)));
    let opening = morning(first - Days::new(20));
    before.map_or(opening, |before| before.min(opening))
}

/// Half past nine in Shanghai.
fn morning(day: NaiveDate) -> Instant {
    Instant(calendar::first_instant(day)).plus(TimeDelta::minutes(9 * 60 + 30))
}

/// Fills the house with everything that happened before the midnight in which `today` begins.
pub(super) async fn fill(
    app: &App,
    district: &District,
    today: NaiveDate,
    console: Console,
) -> Result<(), Failure> {
    let cast = Cast::found(app, district, console).await?;
    publish(app, &cast, district, 0).await?;
    let scenes = story::scenes(district, today);
    let stage = Stage::begin(console, "demo.stage_story", scenes.len());
    let mut play = Play::new(app, district, &cast);
    for scene in &scenes {
        app.clock.set(scene.at);
        match scene.what {
            Scene::Draft(_)
            | Scene::Step(..)
            | Scene::Adopt(..)
            | Scene::WithdrawAdoption(..)
            | Scene::Instruct(_) => play.act(&scene.what).await,
            Scene::Publish(n) => publish(app, &cast, district, n).await,
            Scene::Close(month) => close(app, &cast, month).await,
            Scene::Night(day) => jobs::run(app, Job::Settle, day).await.map(|_| ()),
            Scene::ReadNotices => cast.read_notices(app).await,
        }
        .map_err(|why| Error::broken(format!("{:?} at {}: {why}", scene.what, scene.at.utc())))?;
        stage.step();
    }
    stage.end();
    let stage = Stage::begin(console, "demo.stage_accounts", Role::ALL.len());
    for (at, person) in district.people.iter().enumerate() {
        if person.is_showcase {
            let viewer = cast::viewer(app, cast.people[at]).await?;
            let chosen = Secret::new(PASSWORD.to_owned());
            people::change_password(app, &viewer, &cast.first_passwords[at], &chosen).await?;
            stage.step();
        }
    }
    stage.end();
    index::rebuild(app, console).await?;
    Ok(())
}

/// Has the office close a month; what is still with the desk goes over into the next one.
async fn close(app: &App, cast: &Cast, month: Month) -> Result<(), Error> {
    let office = cast.showcase(Role::Office)?.office()?;
    newsroom::close_month(app, &office, month, "在审稿件和未补齐的佐证转入下月办理").await?;
    Ok(())
}

/// Has the office write a scheme or a version of one, and the admin publish it.
async fn publish(app: &App, cast: &Cast, district: &District, n: usize) -> Result<(), Error> {
    let (writer, publisher) = (cast.showcase(Role::Office)?, cast.showcase(Role::Admin)?);
    let id = ledger::save_scheme_draft(app, writer, (SCHEMES[n], 0)).await?;
    let rows = ledger::scheme_rows(app.db.reader()).await?;
    let draft = rows
        .into_iter()
        .find(|row| row.scheme.id == id)
        .and_then(|row| row.draft)
        .ok_or(Error::NotFound)?;
    let reason = [
        "试行一个季度，积累数据",
        "试行期满，按各单位意见修订",
        "企业党组织没有专职信息员，改为计件",
    ][n];
    let from = district.schemes[n].from;
    ledger::publish_scheme(app, publisher, (id, draft.version), from, reason).await?;
    Ok(())
}
