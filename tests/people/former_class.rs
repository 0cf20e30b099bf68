//! A unit that changes its class: what was before goes by the class of then.

use entity::{OccurrenceKind, OrganisationClass, OrganisationId, Role, SubjectKind};
use zhibao::newsroom::{self, NewOccurrence, Whom};
use zhibao::people;

use super::roll::change;
use crate::stories;
use crate::support::app::{TestApp, day};

stories! {
    a_past_month_is_ranked_by_the_class_of_then
    an_article_counts_in_the_class_that_its_unit_had_when_it_was_filed
    an_incident_of_before_the_change_costs_what_it_cost_then
    whoever_was_seconded_is_asked_where_they_reported_then
}

/// The class under which a unit is ranked in a period.
async fn class_in(house: &TestApp, unit: OrganisationId, period: &str) -> Option<OrganisationClass> {
    let members = newsroom::members(
        house.app.db.reader(),
        SubjectKind::Unit,
        period.parse().expect("a period"),
    );
    let members = members.await.expect("members");
    let member = members.into_iter().find(|one| one.id == unit.0);
    member.and_then(|one| one.class)
}

async fn a_past_month_is_ranked_by_the_class_of_then(house: TestApp) {
    use OrganisationClass::{Enterprise, Subdistrict, Village};
    let unit = house.unit("先街后村", false).await;
    house.person("写稿的人", Role::Reporter, unit).await;
    house.clock("2024-04-10 09:00:00");
    change(&house, unit, |to| to.class = Enterprise).await;
    // Corrected on the same day: an enterprise it never was.
    change(&house, unit, |to| to.class = Village).await;
    for (period, class) in [
        ("2024-03", Subdistrict),
        ("2024-04", Village),
        ("2024-Q1", Subdistrict),
        ("2024", Village),
    ] {
        assert_eq!(class_in(&house, unit, period).await, Some(class), "{period}");
    }
    house.clock("2024-06-03 09:00:00");
    change(&house, unit, |to| to.class = Subdistrict).await;
    for (period, class) in [
        ("2024-03", Subdistrict),
        ("2024-05", Village),
        ("2024-06", Subdistrict),
    ] {
        assert_eq!(class_in(&house, unit, period).await, Some(class), "{period}");
    }
    house.end().await;
}

async fn an_article_counts_in_the_class_that_its_unit_had_when_it_was_filed(house: TestApp) {
    for (code, class, points) in [("街办法", "街道", 1), ("村办法", "村居", 5)] {
        let document = format!(
            "code = \"{code}\"\nname = \"{code}\"\napplies_to = [\"{class}\"]\n\
             [submission]\naccepted_only = true\ncell = [{{ code = \"报送\", points = {points} }}]\n"
        );
        house.scheme(&document, "2024-01-01").await;
    }
    let unit = house.unit("先街后村", false).await;
    let reporter = house.person("写稿的人", Role::Reporter, unit).await;
    let editor = house.person("编辑", Role::Editor, house.top).await;
    house.clock("2024-03-28 09:00:00");
    let before = house.submit(reporter, "改制前的一篇", 300).await;
    house.clock("2024-04-10 09:00:00");
    change(&house, unit, |to| to.class = OrganisationClass::Village).await;
    let after = house.submit(reporter, "改制后的一篇", 300).await;
    for article in [before.id, after.id] {
        let accepted = house
            .decide(editor, article, newsroom::Decision::Accept, "")
            .await;
        accepted.expect("accepted");
    }
    let points = async |month: &str| house.points(SubjectKind::Unit, unit.0, month).await;
    assert_eq!(
        (points("2024-03").await.as_str(), points("2024-04").await.as_str()),
        ("1", "5")
    );
    house.assert_ledger_is_whole().await;
    house.end().await;
}

async fn an_incident_of_before_the_change_costs_what_it_cost_then(house: TestApp) {
    for (code, class, points) in [("街办法", "街道", -1), ("村办法", "村居", -5)] {
        let document = format!(
            "code = \"{code}\"\nname = \"{code}\"\napplies_to = [\"{class}\"]\n\
             [[deduction]]\ncode = \"差错\"\nincident = \"error\"\npoints = {points}\n"
        );
        house.scheme(&document, "2024-01-01").await;
    }
    let unit = house.unit("先街后村", false).await;
    let reporter = house.person("写稿的人", Role::Reporter, unit).await;
    let office = house.person("办公室", Role::Office, house.top).await;
    house.clock("2024-04-10 09:00:00");
    change(&house, unit, |to| to.class = OrganisationClass::Village).await;
    let recorder = house.viewer(office).await.recorder().expect("the office");
    for on in ["2024-03-28", "2024-04-10"] {
        for whom in [(SubjectKind::Unit, unit.0), (SubjectKind::Person, reporter.0)] {
            let new = NewOccurrence {
                what: "error".into(),
                whom: Whom::One(whom.0, whom.1),
                ..NewOccurrence::of(OccurrenceKind::Incident, day(on))
            };
            let recorded = newsroom::record_occurrence(&house.app, &recorder, &new).await;
            recorded.expect("recorded");
        }
    }
    for (kind, id) in [(SubjectKind::Unit, unit.0), (SubjectKind::Person, reporter.0)] {
        let points = async |month: &str| house.points(kind, id, month).await;
        assert_eq!(
            (points("2024-03").await.as_str(), points("2024-04").await.as_str()),
            ("-1", "-5"),
            "{kind:?}"
        );
    }
    house.assert_ledger_is_whole().await;
    house.end().await;
}

/// What a person of two units was asked on some days goes to the books of the unit where they reported then; before the
/// first appointment to that of the first, and where two overlap and one is over, to that of the other.
async fn whoever_was_seconded_is_asked_where_they_reported_then(house: TestApp) {
    let document = "code = \"约稿\"\nname = \"约稿\"\n[commission]\nmet = 2\n";
    house.scheme(document, "2019-01-01").await;
    let (old, other) = (
        house.unit("老单位", false).await,
        house.unit("新单位", false).await,
    );
    let office = house.person("办公室", Role::Office, house.top).await;
    let person = house.person("借调的人", Role::Reporter, old).await;
    house.clock("2024-04-01 09:00:00");
    let seconded = people::NewAppointment {
        person_id: person,
        organisation_id: other,
        role: Role::Reporter,
        from_on: day("2024-04-01"),
        until_on: Some(day("2024-05-01")),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    newsroom::appoint(&house.app, &admin, &seconded)
        .await
        .expect("appointed");
    house.clock("2024-05-20 09:00:00");
    let recorder = house.viewer(office).await.recorder().expect("the office");
    for on in ["2019-06-03", "2024-03-15", "2024-04-15", "2024-05-15"] {
        let new = NewOccurrence {
            what: "met".into(),
            note: "约写一篇".into(),
            until_on: Some(day(on)),
            whom: Whom::One(SubjectKind::Person, person.0),
            ..NewOccurrence::of(OccurrenceKind::Commission, day(on))
        };
        let recorded = newsroom::record_occurrence(&house.app, &recorder, &new).await;
        recorded.expect("recorded");
    }
    for (month, of_old, of_other) in [
        ("2019-06", "2", "0"),
        ("2024-03", "2", "0"),
        ("2024-04", "0", "2"),
        ("2024-05", "2", "0"),
    ] {
        let points = async |unit: OrganisationId| house.points(SubjectKind::Unit, unit.0, month).await;
        let found = (points(old).await, points(other).await);
        assert_eq!(
            (found.0.as_str(), found.1.as_str()),
            (of_old, of_other),
            "{month}"
        );
    }
    house.assert_ledger_is_whole().await;
    house.end().await;
}
