//! What a record (an adoption, an instruction) earned: the postings that stand because of its fact.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{ArticleId, SubjectKind, fact, posting};
use sea_orm::{ColumnTrait, Condition, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder};

use super::PostingRow;
use super::facts::fact_of;
use super::statement::with_fate;
use crate::Result;

/// What one record earned.
#[derive(Clone, Debug, Default)]
pub struct Earned {
    /// In hundredths: the sum over people, or over units where the scheme credits no people.
    pub points: i64,
    /// The postings behind the sum, in their order.
    pub postings: Vec<posting::Model>,
}

/// What the records of some articles earned, by source (`adoption:77`). A record that the ledger does not know has no
/// entry; one whose postings were all reversed has an empty one.
///
/// # Errors
/// Whatever the database answers.
pub async fn earned(
    db: &impl ConnectionTrait,
    articles: &[ArticleId],
    sources: &[String],
) -> Result<HashMap<String, Earned>> {
    let facts = fact::Entity::find()
        .filter(fact::Column::Source.is_in(sources.iter().cloned()))
        .all(db)
        .await?;
    let postings = posting::Entity::find()
        .filter(posting::Column::ArticleId.is_in(articles.iter().copied()))
        .order_by_asc(posting::Column::Seq)
        .all(db)
        .await?;
    let standing: Vec<(posting::Model, Vec<i64>)> = with_fate(db, postings, None)
        .await?
        .into_iter()
        .filter(PostingRow::stands)
        .map(|row| {
            let facts = serde_json::from_str(&row.posting.facts)?;
            Ok((row.posting, facts))
        })
        .collect::<Result<_>>()?;
    let because = |id: entity::FactId| {
        let of_fact = standing.iter().filter(|(_, facts)| facts.contains(&id.0));
        sum(of_fact.map(|(posting, _)| posting))
    };
    Ok(facts
        .into_iter()
        .map(|fact| (fact.source, because(fact.id)))
        .collect())
}

/// A subject on a day.
pub type SubjectOnDay = ((SubjectKind, i64), NaiveDate);

/// The postings of an article, or of a subject on a day, that rest on a record, in their order.
///
/// # Errors
/// Whatever the database answers; [`crate::Error::Broken`] where the facts of a posting cannot be read.
pub async fn because(
    db: &impl ConnectionTrait,
    source: &str,
    (article, subject): (Option<ArticleId>, Option<SubjectOnDay>),
) -> Result<Vec<PostingRow>> {
    let Some(fact) = fact_of(db, source).await? else {
        return Ok(Vec::new());
    };
    let of_subject = subject.map(|((kind, id), day)| {
        Condition::all()
            .add(posting::Column::SubjectKind.eq(kind))
            .add(posting::Column::SubjectId.eq(id))
            .add(posting::Column::HappenedOn.eq(day))
    });
    let of_article = article.map(|id| posting::Column::ArticleId.eq(id));
    if of_subject.is_none() && of_article.is_none() {
        return Ok(Vec::new());
    }
    let of = Condition::any().add_option(of_article).add_option(of_subject);
    let mut rows = posting::Entity::find()
        .filter(of)
        .order_by_asc(posting::Column::Seq)
        .all(db)
        .await?;
    let facts: Vec<Vec<i64>> = rows
        .iter()
        .map(|row| serde_json::from_str(&row.facts))
        .collect::<std::result::Result<_, _>>()?;
    let mut facts = facts.into_iter();
    rows.retain(|_| facts.next().is_some_and(|facts| facts.contains(&fact.0)));
    with_fate(db, rows, None).await
}

/// The postings of people, or of units where there are none of people, and their sum.
fn sum<'a>(postings: impl Iterator<Item = &'a posting::Model>) -> Earned {
    let (people, units): (Vec<_>, Vec<_>) =
        postings.partition(|posting| posting.subject_kind == SubjectKind::Person);
    let counted = if people.is_empty() { units } else { people };
    Earned {
        points: counted.iter().map(|posting| posting.points).sum(),
        postings: counted.into_iter().cloned().collect(),
    }
}
