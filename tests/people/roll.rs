//! The roll of the ledger: whoever is appointed as reporter, and their unit, is assessed from that day to the last one,
//! also where nothing is ever filed; and no order of appointing and filing gives other points.

use entity::{OrganisationId, PersonId, Role, SubjectKind};
use zhibao::calendar::Period;
use zhibao::ledger::{self, RankFilter, TieRule};
use zhibao::people::{self, NewAppointment, OrganisationChange};
use zhibao::{jobs, newsroom};

use crate::stories;
use crate::support::app::{TestApp, day};

stories! {
    a_silent_unit_has_its_missed_weeks_and_its_place
    appointing_before_or_after_a_filing_gives_the_same_points
    a_handover_is_dated_and_neither_answers_for_the_other
    a_unit_that_closes_is_asked_no_more
    an_encouraged_unit_earns_and_is_neither_asked_nor_ranked
    the_roster_of_any_day_is_read_and_printed_by_its_address
}

/// Two valid articles a week, else nothing for the week: S01 of the domain page.
const S01: &str = include_str!("../../assets/schemes/s01.toml");
/// A missed week costs a person and a unit a point.
const STRICT: &str = "code = \"周\"\nname = \"周任务\"\n\
    [submission]\ncell = [{ code = \"报送\", points = 1 }]\n\
    [[quota]]\ncode = \"周任务\"\nsubject = \"both\"\nperiod = \"week\"\nmin = 1\nmissed = -1\n";

/// The sentences of what stands for a subject in a month, with the points.
async fn lines(house: &TestApp, subject: (SubjectKind, i64), month: &str) -> Vec<String> {
    let statement = ledger::statement(house.app.db.reader(), subject, month)
        .await
        .expect("a statement");
    let mut rows: Vec<String> = statement
        .rows
        .iter()
        .filter(|row| row.stands())
        .map(|row| format!("{} {}", row.posting.rule, row.posting.line))
        .collect();
    rows.sort();
    rows
}

async fn appoint(house: &TestApp, id: PersonId, unit: OrganisationId, span: (&str, Option<&str>)) {
    let new = NewAppointment {
        person_id: id,
        organisation_id: unit,
        role: Role::Reporter,
        from_on: day(span.0),
        until_on: span.1.map(day),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::appoint(&house.app, &admin, &new)
        .await
        .expect("appointed");
}

/// Changes what a unit is.
pub async fn change(house: &TestApp, id: OrganisationId, edit: impl FnOnce(&mut OrganisationChange)) {
    let was = people::organisation(house.app.db.reader(), id)
        .await
        .expect("a unit");
    let mut change = OrganisationChange {
        name: was.name,
        short_name: was.short_name,
        class: was.class,
        parent_id: was.parent_id,
        needs_signature: was.needs_signature,
        is_contact_point: was.is_contact_point,
        is_model_point: was.is_model_point,
        is_encouraged: was.is_encouraged,
        closed_on: was.closed_on,
    };
    edit(&mut change);
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::change_organisation(&house.app, &admin, (id, was.version), &change)
        .await
        .expect("changed");
}

/// Ends what a person holds at a unit.
async fn dismiss(house: &TestApp, id: PersonId, unit: OrganisationId, until: &str) {
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    let held = people::appointments_of(house.app.db.reader(), id)
        .await
        .expect("appointments");
    let held = held
        .iter()
        .find(|one| one.organisation_id == unit)
        .expect("one there");
    newsroom::dismiss(&house.app, &admin, held.id, day(until))
        .await
        .expect("dismissed");
}

async fn a_silent_unit_has_its_missed_weeks_and_its_place(house: TestApp) {
    house.scheme(S01, "2024-03-01").await;
    let (busy, silent) = (
        house.unit("勤报街道", false).await,
        house.unit("沉默街道", false).await,
    );
    let reporter = house.person("常报的人", Role::Reporter, busy).await;
    house.person("不报的人", Role::Reporter, silent).await;
    house.clock("2024-03-06 09:00:00");
    house.submit(reporter, "第一篇", 300).await;
    house.submit(reporter, "第二篇", 300).await;
    house.clock("2024-03-18 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");

    let subject = (SubjectKind::Unit, silent.0);
    let found = lines(&house, subject, "2024-03").await;
    assert_eq!(found.len(), 2, "two weeks are over: {found:?}");
    assert!(found.iter().all(|line| line.starts_with("R6 ")), "{found:?}");
    let statement = ledger::statement(house.app.db.reader(), subject, "2024-03")
        .await
        .expect("a statement");
    for row in &statement.rows {
        assert_eq!(row.posting.points, 0);
        assert!(
            row.posting.trace.contains("quota_missed"),
            "{}",
            row.posting.trace
        );
    }
    let period: Period = "2024-03".parse().expect("a month");
    let members = newsroom::members(house.app.db.reader(), SubjectKind::Unit, period)
        .await
        .expect("members");
    let ids: Vec<i64> = members.iter().map(|one| one.id).collect();
    let filter = RankFilter {
        kind: SubjectKind::Unit,
        period: "2024-03".into(),
        class: None,
        ties: TieRule::Standard,
    };
    let places = ledger::standings(house.app.db.reader(), &filter, &ids)
        .await
        .expect("standings");
    let printed: Vec<_> = places
        .iter()
        .map(|place| (place.rank, place.subject_id, place.points))
        .collect();
    assert_eq!(printed, [(1, busy.0, 100), (2, silent.0, 0)]);

    // The page says why, in a sentence of its own.
    let door = house.serve().await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let editor = house.signed_in(&door, editor).await;
    let page = editor
        .get(&format!("/statements/unit/{}?period=2024-03", silent.0))
        .await
        .expect_status(200);
    assert!(page.text().contains("沉默街道"), "{}", page.text());
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn appointing_before_or_after_a_filing_gives_the_same_points(house: TestApp) {
    house.scheme(STRICT, "2024-02-26").await;
    let unit_with_two = async |n: usize, comes_first: bool| {
        let unit = house.unit(&format!("第{n}街道"), false).await;
        let reporter = house.person("先来的人", Role::Reporter, unit).await;
        let second = house.person("后来的人", Role::Office, unit).await;
        if comes_first {
            appoint(&house, second, unit, ("2024-02-26", None)).await;
        }
        house.submit(reporter, "只此一篇", 300).await;
        if !comes_first {
            appoint(&house, second, unit, ("2024-02-26", None)).await;
        }
        (unit, reporter, second)
    };
    // Weeks are over before, between and after.
    house.clock("2024-03-11 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    house.clock("2024-03-13 09:00:00");
    let before = unit_with_two(1, true).await;
    let after = unit_with_two(2, false).await;
    house.clock("2024-03-25 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    for month in ["2024-02", "2024-03"] {
        for (one, other, kind) in [
            (before.0.0, after.0.0, SubjectKind::Unit),
            (before.1.0, after.1.0, SubjectKind::Person),
            (before.2.0, after.2.0, SubjectKind::Person),
        ] {
            let points = house.points(kind, one, month).await;
            assert_eq!(
                points,
                house.points(kind, other, month).await,
                "{kind:?} in {month}"
            );
        }
    }
    // Weeks of 4, 11 and 18 March: the second of them was met with an article worth a point.
    assert_eq!(house.points(SubjectKind::Unit, before.0.0, "2024-03").await, "-1");
    assert_eq!(
        house.points(SubjectKind::Person, before.2.0, "2024-03").await,
        "-3"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn a_handover_is_dated_and_neither_answers_for_the_other(house: TestApp) {
    house.scheme(STRICT, "2024-03-04").await;
    let unit = house.unit("交接街道", false).await;
    let (former, later) = (
        house.person("前任", Role::Office, house.top).await,
        house.person("继任", Role::Office, house.top).await,
    );
    appoint(&house, former, unit, ("2024-03-04", None)).await;
    house.clock("2024-03-15 09:00:00");
    dismiss(&house, former, unit, "2024-03-18").await;
    appoint(&house, later, unit, ("2024-03-18", None)).await;
    house.clock("2024-04-01 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    let weeks = async |kind, id| house.points(kind, id, "2024-03").await;
    assert_eq!(weeks(SubjectKind::Person, former.0).await, "-2", "4 and 11 March");
    assert_eq!(weeks(SubjectKind::Person, later.0).await, "-2", "18 and 25 March");
    assert_eq!(
        weeks(SubjectKind::Unit, unit.0).await,
        "-4",
        "somebody was there all along"
    );
    // Booked nights were wrong about an end that is recorded late: what stands is corrected.
    dismiss(&house, later, unit, "2024-03-25").await;
    assert_eq!(weeks(SubjectKind::Person, later.0).await, "-1");
    assert_eq!(weeks(SubjectKind::Unit, unit.0).await, "-3");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn a_unit_that_closes_is_asked_no_more(house: TestApp) {
    house.scheme(STRICT, "2024-03-04").await;
    let unit = house.unit("撤并街道", false).await;
    let reporter = house.person("留守的人", Role::Reporter, unit).await;
    house.clock("2024-03-25 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-03").await, "-3");
    change(&house, unit, |unit| unit.closed_on = Some(day("2024-03-11"))).await;
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-03").await, "-1");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "-1"
    );
    house.assert_ledger_is_whole().await;
    change(&house, unit, |unit| unit.closed_on = None).await;
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2024-03").await, "-3");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn an_encouraged_unit_earns_and_is_neither_asked_nor_ranked(house: TestApp) {
    house.scheme(STRICT, "2024-03-04").await;
    let (asked, encouraged) = (
        house.unit("考核街道", false).await,
        house.unit("鼓励街道", false).await,
    );
    house.person("考核的人", Role::Reporter, asked).await;
    let reporter = house.person("鼓励的人", Role::Reporter, encouraged).await;
    change(&house, encouraged, |unit| unit.is_encouraged = true).await;
    house.clock("2024-03-20 09:00:00");
    house.submit(reporter, "自愿写的一篇", 300).await;
    house.clock("2024-03-25 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    let points = async |unit: OrganisationId| house.points(SubjectKind::Unit, unit.0, "2024-03").await;
    assert_eq!(points(asked).await, "-3");
    assert_eq!(
        points(encouraged).await,
        "1",
        "no week is missed, and what was filed counts"
    );
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2024-03").await,
        "1"
    );
    let door = house.serve().await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    let editor = house.signed_in(&door, editor).await;
    let page = editor
        .get("/standings?kind=unit&period=2024-03")
        .await
        .expect_status(200)
        .text();
    assert!(page.contains("鼓励街道") && page.contains("鼓励报送"), "{page}");
    house.assert_ledger_is_whole().await;

    // From the week after the day on which it is assessed like the others, it is asked.
    house.clock("2024-03-27 09:00:00");
    change(&house, encouraged, |unit| unit.is_encouraged = false).await;
    house.clock("2024-04-08 00:10:00");
    jobs::catch_up(&house.app).await.expect("caught up");
    let april = house.points(SubjectKind::Unit, encouraged.0, "2024-04").await;
    assert_eq!(april, "-1", "the week of 1 April");
    assert_eq!(
        points(encouraged).await,
        "1",
        "the week of the change was not asked"
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn the_roster_of_any_day_is_read_and_printed_by_its_address(house: TestApp) {
    let unit = house.unit("交接街道", false).await;
    let (former, later) = (
        house.person("前任甲", Role::Office, house.top).await,
        house.person("继任乙", Role::Office, house.top).await,
    );
    appoint(&house, former, unit, ("2024-01-01", Some("2024-03-01"))).await;
    appoint(&house, later, unit, ("2024-03-01", None)).await;
    let door = house.serve().await;
    let admin = house.signed_in(&door, house.admin).await;
    for (query, is_former, is_later) in [
        ("", false, true),
        ("?on=2024-02-29", true, false),
        ("?on=2024-03-01", false, true),
        ("?on=2023-12-31", false, false),
    ] {
        let page = admin.get(&format!("/roster{query}")).await.expect_status(200);
        let row = page.text();
        let row = row.split("交接街道</a>").nth(1).expect("the unit");
        let row = row.split("</tr>").next().expect("its end");
        assert_eq!(row.contains("前任甲"), is_former, "{query}: {row}");
        assert_eq!(row.contains("继任乙"), is_later, "{query}: {row}");
    }
    let before = admin.get("/roster?on=2019-12-31").await.expect_status(200);
    assert!(!before.text().contains("交接街道"), "it was not there yet");
    admin.get("/roster?on=gestern").await.expect_status(422);
    house.end().await;
}
