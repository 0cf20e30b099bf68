//! The nights: each job runs once for each day, whoever asks, and missed nights are made up for (R11, R13, R14).

use entity::{Role, SubjectKind, job_run};
use futures_util::future::join_all;
use sea_orm::EntityTrait;
use zhibao::app::App;
use zhibao::clock::Clock;
use zhibao::jobs::{self, Job, Ran};

use crate::stories;
use crate::support::app::{TestApp, at, day};

stories! {
    of_many_who_run_a_night_one_does
    missed_nights_are_made_up_for_and_a_jumping_clock_doubles_none
    a_missed_quota_is_booked_by_the_night_and_named_by_replay
}

/// Each missed week costs a point.
const SCHEME: &str = "code = \"N\"\nname = \"周任务\"\n\
    [submission]\ncell = [{ code = \"报送\", points = 1 }]\n\
    [[quota]]\ncode = \"周\"\nsubject = \"person\"\nperiod = \"week\"\nmin = 2\nmissed = -1\n";

async fn nights(house: &TestApp, job: Job) -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = job_run::Entity::find()
        .all(house.app.db.reader())
        .await
        .expect("job runs")
        .into_iter()
        .filter(|row| row.job == job.name())
        .map(|row| (row.period, row.outcome.unwrap_or_default()))
        .collect();
    rows.sort();
    rows
}

async fn of_many_who_run_a_night_one_does(house: TestApp) {
    let second = App::open(
        (*house.app.settings).clone(),
        Clock::standing_at(house.app.clock.now()),
    )
    .await
    .expect("a second node opens");
    for job in Job::ALL {
        for night in ["2024-03-01", "2024-03-02", "2024-03-03"] {
            let runs = (0..8).map(|n| {
                let node = if n % 2 == 0 { &house.app } else { &second };
                jobs::run(node, job, day(night))
            });
            let ran: Vec<Ran> = join_all(runs)
                .await
                .into_iter()
                .map(|ran| ran.expect("the job runs"))
                .collect();
            let n_now = ran.iter().filter(|ran| **ran != Ran::Before).count();
            assert_eq!(n_now, 1, "{job:?} {night}: {ran:?}");
        }
        assert_eq!(nights(&house, job).await.len(), 3);
    }
    let today = jobs::run(&house.app, Job::Settle, house.app.today()).await;
    assert!(today.is_err(), "a day that is not over is not settled");
    second.tasks.end().await;
    second.db.close().await;
    house.end().await;
}

async fn missed_nights_are_made_up_for_and_a_jumping_clock_doubles_none(house: TestApp) {
    let app = &house.app;
    house.clock("2024-03-05 00:09:59");
    jobs::catch_up(app).await.expect("caught up");
    let first: Vec<_> = nights(&house, Job::Settle).await;
    assert_eq!(first.len(), 1, "a new house begins with its first night");
    assert_eq!(
        first[0].0, "2024-03-03",
        "the night of the 4th is due at ten past"
    );
    // Up and down again, and a restart in between, as the clock of a bad machine goes.
    for moment in [
        "2024-03-05 00:10:00",
        "2024-03-08 12:00:00",
        "2024-03-06 12:00:00",
        "1970-01-02 12:00:00",
        "2024-03-09 03:29:00",
        "2099-01-01 12:00:00",
        "2024-03-09 04:00:00",
    ] {
        house.clock(moment);
        jobs::catch_up(app).await.expect("caught up");
    }
    let days: Vec<String> = nights(&house, Job::Settle)
        .await
        .into_iter()
        .map(|row| row.0)
        .collect();
    assert_eq!(
        days,
        [
            "2024-03-03",
            "2024-03-04",
            "2024-03-05",
            "2024-03-06",
            "2024-03-07",
            "2024-03-08"
        ],
        "each once, none missing, and none for a clock that ran away"
    );
    let verified = nights(&house, Job::Verify).await;
    assert_eq!(verified.len(), 6, "{verified:?}");
    assert_eq!(
        verified.iter().filter(|row| row.1 == "covered").count(),
        3,
        "one verification stands for the nights before it: {verified:?}"
    );
    house.end().await;
}

async fn a_missed_quota_is_booked_by_the_night_and_named_by_replay(house: TestApp) {
    house.scheme(SCHEME, "2024-01-01").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    house.clock("2024-03-06 09:00:00");
    house.submit(reporter, "只报了一篇", 200).await;
    let points = || house.points(SubjectKind::Person, reporter.0, "2024-03");
    assert_eq!(points().await, "1", "the week is not over");
    house.clock("2024-03-11 00:09:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    assert_eq!(points().await, "1", "Sunday's night is due at ten past");
    house.clock("2024-03-11 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    assert_eq!(points().await, "0", "one filed, the quota of two was missed");
    house.assert_ledger_is_whole().await;
    assert_eq!(at("2024-03-11 00:10:00"), house.app.clock.now());
    house.end().await;
}
