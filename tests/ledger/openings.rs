//! 期初: a table of past points is looked at row by row and booked whole or not at all.

use entity::{Role, SubjectKind};
use zhibao::Error;
use zhibao::newsroom::{self, OpeningRow};

use crate::stories;
use crate::support::app::TestApp;

stories! {
    a_table_of_past_points_is_booked_whole_or_not_at_all
}

fn row(kind: &str, name: &str, month: &str, points: &str) -> OpeningRow {
    OpeningRow {
        kind: kind.into(),
        name: name.into(),
        month: month.into(),
        points: points.into(),
        note: "旧台账".into(),
    }
}

async fn a_table_of_past_points_is_booked_whole_or_not_at_all(house: TestApp) {
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let office = house.person("办公室乙", Role::Office, house.top).await;
    let proof = house.viewer(office).await.office().expect("the office");
    let good = [
        row("person", "执笔人甲", "2023-12", "88"),
        row("unit", "甲街道", "2023-12", "120.5"),
    ];
    let mut bad = good.to_vec();
    bad.extend([
        row("village", "执笔人甲", "2023-12", "1"),
        row("person", "查无此人", "2023-12", "1"),
        row("person", "执笔人甲", "2024-03", "1"),
        row("person", "执笔人甲", "2023-11", "1.234"),
        row("unit", "甲街道", "2023-12", "1"),
    ]);
    let checked = newsroom::check_openings(&house.app, &bad)
        .await
        .expect("looked at");
    let fields: Vec<_> = checked
        .iter()
        .map(|row| row.as_ref().err().map(|faults| faults[0].field.to_string()))
        .collect();
    let expected = [
        None,
        None,
        Some("kind"),
        Some("name"),
        Some("month"),
        Some("points"),
        Some("name"),
    ];
    assert_eq!(fields, expected.map(|field| field.map(str::to_owned)));
    let refused = newsroom::bring_openings(&house.app, &proof, &bad).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2023-12").await,
        "0"
    );
    newsroom::bring_openings(&house.app, &proof, &good)
        .await
        .expect("booked");
    assert_eq!(
        house.points(SubjectKind::Person, reporter.0, "2023-12").await,
        "88"
    );
    assert_eq!(house.points(SubjectKind::Unit, unit.0, "2023").await, "120.5");
    let twice = newsroom::bring_openings(&house.app, &proof, &good).await;
    assert!(matches!(twice, Err(Error::Refused(_))), "{twice:?}");
    house.assert_ledger_is_whole().await;
    house.end().await;
}
