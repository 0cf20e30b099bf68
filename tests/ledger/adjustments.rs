//! 人工调整: two people, both named on the posting; never for oneself, never by one alone.

use entity::{PersonId, Role, SubjectKind, posting};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};
use zhibao::newsroom::{self, NewAdjustment};
use zhibao::people::Office;
use zhibao::{Error, Result};

use crate::stories;
use crate::support::app::{TestApp, day};

stories! {
    points_by_hand_count_when_a_second_person_approves_them
    nobody_enters_or_approves_points_for_themselves
}

fn new(subject: (SubjectKind, i64), points: &str) -> NewAdjustment {
    NewAdjustment {
        subject,
        day: day("2024-03-04"),
        points: points.parse().expect("points"),
        reason: "年度会议表彰".into(),
    }
}

async fn office(house: &TestApp, id: PersonId) -> Office {
    house.viewer(id).await.office().expect("the office")
}

fn refused<T: std::fmt::Debug>(result: Result<T>, key: &str) {
    match result {
        Err(Error::Refused(message)) => assert_eq!(message.key, key),
        other => panic!("{key} was expected: {other:?}"),
    }
}

async fn points_by_hand_count_when_a_second_person_approves_them(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let first = office(&house, house.person("办公室乙", Role::Office, house.top).await).await;
    let second = office(&house, house.person("办公室丙", Role::Office, house.top).await).await;
    let subject = (SubjectKind::Person, reporter.0);
    let row = newsroom::enter_adjustment(&house.app, &first, &new(subject, "-2.5"))
        .await
        .expect("entered");
    assert_eq!(
        house.points(subject.0, subject.1, "2024-03").await,
        "0",
        "one person alone moves nothing"
    );
    refused(
        newsroom::decide_adjustment(&house.app, &first, row.id, (true, "")).await,
        "adjust.second_person",
    );
    let (decision, settled) = newsroom::decide_adjustment(&house.app, &second, row.id, (true, ""))
        .await
        .expect("approved");
    assert!(decision.fact_id.is_some());
    assert_eq!(settled.postings.len(), 1);
    assert_eq!(house.points(subject.0, subject.1, "2024-03").await, "-2.5");
    let postings = posting::Entity::find()
        .filter(posting::Column::Contra.eq("issued:adjustment"))
        .all(house.app.db.reader())
        .await
        .expect("postings");
    for said in ["年度会议表彰", "办公室乙", "办公室丙"] {
        assert!(postings[0].sentence.contains(said), "{}", postings[0].sentence);
    }
    refused(
        newsroom::decide_adjustment(&house.app, &second, row.id, (false, "")).await,
        "adjust.decided",
    );
    let declined = newsroom::enter_adjustment(&house.app, &first, &new(subject, "3"))
        .await
        .expect("entered");
    newsroom::decide_adjustment(&house.app, &second, declined.id, (false, "依据不足"))
        .await
        .expect("declined");
    assert_eq!(house.points(subject.0, subject.1, "2024-03").await, "-2.5");
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn nobody_enters_or_approves_points_for_themselves(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let both = house.person("办公室乙", Role::Office, house.top).await;
    let other = office(&house, house.person("办公室丙", Role::Office, house.top).await).await;
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    let reporting = zhibao::people::NewAppointment {
        person_id: both,
        organisation_id: unit,
        role: Role::Reporter,
        from_on: day("2024-01-01"),
        until_on: None,
    };
    newsroom::appoint(&house.app, &admin, &reporting)
        .await
        .expect("appointed");
    let own = office(&house, both).await;
    let (me, mine) = ((SubjectKind::Person, both.0), (SubjectKind::Unit, unit.0));
    for subject in [me, mine] {
        refused(
            newsroom::enter_adjustment(&house.app, &own, &new(subject, "5")).await,
            "refused.own_points",
        );
        let row = newsroom::enter_adjustment(&house.app, &other, &new(subject, "5"))
            .await
            .expect("entered");
        refused(
            newsroom::decide_adjustment(&house.app, &own, row.id, (true, "")).await,
            "refused.own_points",
        );
    }
    house.end().await;
}
