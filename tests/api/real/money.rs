//! Places and statements as the API gives them, against the recount.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::super::desk::read;
use super::recount::{Earned, earned, quarter_of};
use super::world::World;

pub async fn check(world: &World) {
    let earned = earned(world);
    let months: BTreeSet<&String> = earned.keys().map(|(_, _, month, _)| month).collect();
    assert!(months.len() > 6, "{months:?}");
    let total: i64 = earned.values().sum();
    let n = i64::try_from(world.pieces.len()).expect("few");
    assert!(total > n * 200, "{n} articles earned only {total} hundredths");
    let mut spans: Vec<String> = months.iter().map(|month| (*month).clone()).collect();
    spans.extend(
        months
            .iter()
            .map(|month| quarter_of(month))
            .collect::<BTreeSet<_>>(),
    );
    spans.extend(
        months
            .iter()
            .map(|month| month[..4].to_owned())
            .collect::<BTreeSet<_>>(),
    );
    for unit in &world.units {
        for month in &months {
            statement(world, &earned, ("unit", unit.id.0), month).await;
        }
    }
    for reporter in &world.reporters {
        statement(world, &earned, ("person", reporter.id.0), "2024").await;
    }
    for span in &spans {
        for kind in ["person", "unit"] {
            ranking(world, &earned, kind, span).await;
        }
    }
}

fn is_within(month: &str, span: &str) -> bool {
    month == span || quarter_of(month) == span || month[..4] == *span
}

/// Points by subject in a span.
fn by_subject(earned: &Earned, kind: &str, span: &str) -> BTreeMap<i64, i64> {
    let mut sums = BTreeMap::new();
    for ((of, id, month, _), hundredths) in earned {
        if *of == kind && is_within(month, span) {
            *sums.entry(*id).or_default() += hundredths;
        }
    }
    sums
}

/// The place of a figure among figures: one more than there are greater ones.
async fn ranking(world: &World, earned: &Earned, kind: &'static str, span: &str) {
    let wanted = by_subject(earned, kind, span);
    let answer = world
        .office
        .get(&format!("/api/v1/standings?kind={kind}&period={span}"))
        .await;
    let answer = read(answer, 200);
    let places = answer["places"].as_array().expect("places");
    let number = |place: &Value, name: &str| place[name].as_i64().expect("a number");
    let listed: BTreeMap<i64, i64> = places
        .iter()
        .map(|place| (number(place, "subject_id"), number(place, "points_minor")))
        .collect();
    for (id, points) in &wanted {
        assert_eq!(listed.get(id).unwrap_or(&0), points, "{kind} {id} in {span}");
    }
    for place in places {
        let (id, points) = (number(place, "subject_id"), number(place, "points_minor"));
        assert_eq!(
            points,
            wanted.get(&id).copied().unwrap_or(0),
            "{kind} {id} in {span}"
        );
        let n_before = listed.values().filter(|other| **other > points).count();
        assert_eq!(number(place, "rank"), i64::try_from(n_before).expect("few") + 1);
    }
    assert!(places.len() >= 30, "{kind} {span}: {}", places.len());
}

/// The sum, and behind it what each article brought.
async fn statement(world: &World, earned: &Earned, (kind, id): (&'static str, i64), span: &str) {
    let answer = world
        .office
        .get(&format!("/api/v1/statements/{kind}/{id}?period={span}"))
        .await;
    let answer = read(answer, 200);
    let mut wanted: BTreeMap<Option<i64>, i64> = BTreeMap::new();
    for ((of, subject, month, article), hundredths) in earned {
        if (*of, *subject) == (kind, id) && is_within(month, span) {
            *wanted.entry(*article).or_default() += hundredths;
        }
    }
    wanted.retain(|_, points| *points != 0);
    let mut found: BTreeMap<Option<i64>, i64> = BTreeMap::new();
    for posting in answer["postings"].as_array().expect("postings") {
        let points = posting["points_minor"].as_i64().expect("hundredths");
        *found.entry(posting["article_id"].as_i64()).or_default() += points;
        assert!(!posting["sentence"].as_str().unwrap_or_default().is_empty());
    }
    found.retain(|_, points| *points != 0);
    assert_eq!(found, wanted, "{kind} {id} in {span}");
    assert_eq!(
        answer["points_minor"],
        wanted.values().sum::<i64>(),
        "{kind} {id} in {span}"
    );
}
