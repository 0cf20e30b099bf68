//! What is kept beside articles and facts, found once more: what was filed, by days of Shanghai and states written out
//! here, with nothing of the view and the triggers that keep the table; and whose facts are of which unit's articles.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;
use entity::{ArticleState, SubjectKind, article, fact, fact_subject, filed, subject_unit};
use sea_orm::{ConnectionTrait, EntityTrait};
use zhibao::calendar;

/// Pieces filed, and those adopted, by kind, key and period.
type Counts = BTreeMap<(SubjectKind, i64, String), (i64, i64)>;

/// That the table says of every subject and period what the articles say.
pub async fn assert_filed_is_counted(db: &impl ConnectionTrait) {
    let mut counted = Counts::new();
    for row in article::Entity::find().all(db).await.expect("articles") {
        let is_out = matches!(
            row.state,
            ArticleState::Draft | ArticleState::UnitReview | ArticleState::Declined | ArticleState::Withdrawn
        );
        let (Some(filed_at), Some(_), false) = (row.first_submitted_at, row.left_unit_at, is_out) else {
            continue;
        };
        let day = calendar::day_of(filed_at.0).expect("a day");
        for period in [
            day.format("%Y-%m").to_string(),
            format!("{}-Q{}", day.year(), day.month0() / 3 + 1),
            day.year().to_string(),
        ] {
            for subject in [
                (SubjectKind::Person, row.reporter_id.0),
                (SubjectKind::Unit, row.organisation_id.0),
            ] {
                let count = counted.entry((subject.0, subject.1, period.clone())).or_default();
                count.0 += 1;
                count.1 += i64::from(row.n_adoptions > 0);
            }
        }
    }
    let kept = filed::Entity::find().all(db).await.expect("counts").into_iter();
    let kept: Counts = kept
        .map(|row| {
            (
                (row.subject_kind, row.subject_id, row.period),
                (row.n, row.n_adopted),
            )
        })
        .filter(|(_, count)| *count != (0, 0))
        .collect();
    assert_eq!(kept, counted);
}

/// That the table names, for every month, the subjects of the facts of every unit's articles, and nobody else.
pub async fn assert_units_are_named(db: &impl ConnectionTrait) {
    let facts = fact::Entity::find().all(db).await.expect("facts");
    let filed_by: BTreeMap<_, _> = facts.iter().map(|fact| (fact.id, fact.organisation_id)).collect();
    let named = fact_subject::Entity::find().all(db).await.expect("subjects");
    let wanted: BTreeSet<_> = named
        .into_iter()
        .filter_map(|row| {
            Some(subject_unit::Model {
                month: row.happened_on.format("%Y-%m").to_string(),
                subject_kind: row.subject_kind,
                subject_id: row.subject_id,
                organisation_id: filed_by[&row.fact_id]?,
            })
        })
        .collect();
    let kept = subject_unit::Entity::find().all(db).await.expect("units");
    assert_eq!(kept.into_iter().collect::<BTreeSet<_>>(), wanted);
}
