//! A unit that changes its class: what was before goes by the class of then.

use entity::{OrganisationClass, OrganisationId, Role, SubjectKind};
use zhibao::newsroom;

use super::roll::change;
use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_past_month_is_ranked_by_the_class_of_then
    an_article_counts_in_the_class_that_its_unit_had_when_it_was_filed
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
