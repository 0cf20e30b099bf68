//! The meters of the home pages ask what the scheme in force asks: of the reporter's class, in that week, leave
//! considered. The setting stands where no scheme asks anything by the week.

use entity::{OccurrenceKind, OrganisationId, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, NewOccurrence, Whom};

use crate::api::desk;
use crate::stories;
use crate::support::app::{TestApp, day};
use crate::support::client::Client;

stories! {
    the_weekly_meter_asks_what_the_scheme_in_force_asks
    a_week_of_leave_asks_for_nothing
    the_radar_takes_the_quota_of_units_where_the_scheme_has_one
}

/// Two pieces a week, of each reporter.
const OF_PERSONS: &str = "code = \"W\"\nname = \"周任务\"\n\
    [submission]\ncell = [{ code = \"报送\", points = 1 }]\n\
    [[quota]]\ncode = \"周\"\nsubject = \"person\"\nperiod = \"week\"\nmin = 2\nmissed = -1\n";
/// Three pieces a week, of each unit.
const OF_UNITS: &str = "code = \"U\"\nname = \"单位周任务\"\n\
    [submission]\ncell = [{ code = \"报送\", points = 1 }]\n\
    [[quota]]\ncode = \"周\"\nsubject = \"unit\"\nperiod = \"week\"\nmin = 3\nmissed = -1\n";

/// A house whose own setting says one piece a week, with a reporter.
async fn house_of_one(house: &mut TestApp) -> (Client, OrganisationId, PersonId) {
    house.reopen(|settings| settings.newsroom.weekly_quota = 1).await;
    let door = desk::serve(house).await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    (door, unit, reporter)
}

async fn home(house: &TestApp, door: &Client, id: PersonId) -> String {
    let browser = house.signed_in(door, id).await;
    browser.get("/").await.expect_status(200).text()
}

async fn the_weekly_meter_asks_what_the_scheme_in_force_asks(mut house: TestApp) {
    let (door, _, reporter) = house_of_one(&mut house).await;
    let page = home(&house, &door, reporter).await;
    assert!(
        page.contains("本周已报送 0 篇，要求 1 篇"),
        "no scheme: the setting"
    );
    house.scheme(OF_PERSONS, "2024-03-11").await;
    house.submit(reporter, "这周的第一篇", 200).await;
    let page = home(&house, &door, reporter).await;
    assert!(page.contains("本周已报送 1 篇，要求 1 篇"), "not in force yet");

    house.clock("2024-03-12 09:00:00");
    house.submit(reporter, "下周的第一篇", 200).await;
    let page = home(&house, &door, reporter).await;
    assert!(page.contains("本周已报送 1 篇，要求 2 篇"), "{page}");
    assert!(page.contains("还差 1 篇有效稿件"), "{page}");
    assert!(
        page.contains("第 10 周：1 篇，达标"),
        "the week before asked for one: {page}"
    );
    let supervisor = house.person("督查庚", Role::Supervisor, house.top).await;
    let page = home(&house, &door, supervisor).await;
    assert!(page.contains("<td class=\"r muted\">2</td>"), "the radar: {page}");

    // The week after, when the ledger has booked the miss.
    house.clock("2024-03-19 09:00:00");
    zhibao::jobs::run(&house.app, zhibao::jobs::Job::Settle, day("2024-03-18"))
        .await
        .expect("settled");
    let page = home(&house, &door, reporter).await;
    assert!(page.contains("第 11 周：1 篇，未达标"), "{page}");
    let missed = house.points(SubjectKind::Person, reporter.0, "2024-03").await;
    assert_eq!(missed, "0", "a point for the piece, one taken for the miss");
    house.end().await;
}

async fn a_week_of_leave_asks_for_nothing(mut house: TestApp) {
    let (door, _, reporter) = house_of_one(&mut house).await;
    house.scheme(OF_PERSONS, "2024-01-01").await;
    let office = house.person("办公室戊", Role::Office, house.top).await;
    let recorder = house.viewer(office).await.recorder().expect("the office");
    let leave = NewOccurrence {
        whom: Whom::One(SubjectKind::Person, reporter.0),
        until_on: Some(day("2024-03-08")),
        note: "年休假".into(),
        ..NewOccurrence::of(OccurrenceKind::Exemption, day("2024-03-04"))
    };
    newsroom::record_occurrence(&house.app, &recorder, &leave)
        .await
        .expect("recorded");
    let page = home(&house, &door, reporter).await;
    assert!(page.contains("本周不要求报送：年休假"), "{page}");
    house.clock("2024-03-12 09:00:00");
    let page = home(&house, &door, reporter).await;
    assert!(page.contains("本周已报送 0 篇，要求 2 篇"), "{page}");
    assert!(page.contains("第 10 周：不要求报送"), "{page}");
    house.end().await;
}

async fn the_radar_takes_the_quota_of_units_where_the_scheme_has_one(mut house: TestApp) {
    let (door, unit, reporter) = house_of_one(&mut house).await;
    house.person("执笔人乙", Role::Reporter, unit).await;
    let supervisor = house.person("督查庚", Role::Supervisor, house.top).await;
    let page = home(&house, &door, supervisor).await;
    assert!(
        page.contains("<td class=\"r muted\">2</td>"),
        "one for each: {page}"
    );
    house.scheme(OF_UNITS, "2024-01-01").await;
    let page = home(&house, &door, supervisor).await;
    assert!(page.contains("<td class=\"r muted\">3</td>"), "{page}");
    let page = home(&house, &door, reporter).await;
    assert!(
        page.contains("要求 1 篇"),
        "nothing is asked of persons: the setting"
    );
    house.end().await;
}
