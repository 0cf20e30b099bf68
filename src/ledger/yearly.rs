//! What an assessment converts and a fee pays: points by family, of articles too, and incidents, for everybody
//! at once, or for some, over a run of months.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use chrono::NaiveDate;
use entity::{ArticleId, FactId, SubjectKind, fact};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect,
    Statement,
};

use super::facts::{fact_rows, read};
use super::reach::key;
use crate::Result;
use crate::calendar::Period;
use crate::error::Error;
use crate::points::Points;
use crate::scheme::{self, Book, Family};

/// What somebody earned in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Yield {
    /// Points by family.
    pub points: BTreeMap<Family, Points>,
    /// Of each article its points by family.
    pub items: BTreeMap<ArticleId, BTreeMap<Family, Points>>,
}

impl Yield {
    /// All points.
    #[must_use]
    pub fn total(&self) -> Points {
        self.points.values().copied().sum()
    }
}

/// By which of its two months a posting counts; they differ where its own was closed when it was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountedBy {
    /// The month in which it is booked, as rankings count; what was closed stays.
    Booking,
    /// The month to which it belongs: what is taken back later is gone from it.
    Origin,
}

/// What every subject, or every one of these of a kind, earned in a run of months, by subject; whoever has no posting in it
/// is missing.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a posting names no family.
pub async fn yields(
    db: &impl ConnectionTrait,
    of: Option<(SubjectKind, &[i64])>,
    period: Period,
    by: CountedBy,
) -> Result<HashMap<(SubjectKind, i64), Yield>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_kind: SubjectKind,
        subject_id: i64,
        contra: String,
        article_id: Option<ArticleId>,
        points: i64,
    }
    let months: Vec<String> = period.months().map(|month| format!("'{month}'")).collect();
    if months.is_empty() || of.is_some_and(|(_, ids)| ids.is_empty()) {
        return Ok(HashMap::new());
    }
    let months = months.join(", ");
    // Of whoever has points at all each month is looked up by its index.
    let (whose, joined) = match by {
        CountedBy::Booking => (
            format!("SELECT subject_kind, subject_id, period FROM total WHERE period IN ({months})"),
            "p.period = t.period".to_owned(),
        ),
        CountedBy::Origin => (
            "SELECT DISTINCT subject_kind, subject_id FROM total".to_owned(),
            format!("p.origin_period IN ({months})"),
        ),
    };
    let of = of.map_or_else(
        || "t.subject_kind IN ('person', 'unit')".to_owned(),
        |(kind, ids)| {
            let ids: Vec<String> = ids.iter().map(i64::to_string).collect();
            format!(
                "t.subject_kind = '{}' AND t.subject_id IN ({})",
                kind.code(),
                ids.join(", ")
            )
        },
    );
    let sql = format!(
        "SELECT p.subject_kind, p.subject_id, p.contra, p.article_id, CAST(SUM(p.points) AS BIGINT) AS points
         FROM ({whose}) t JOIN posting p
           ON p.subject_kind = t.subject_kind AND p.subject_id = t.subject_id AND {joined}
         WHERE {of}
         GROUP BY p.subject_kind, p.subject_id, p.contra, p.article_id"
    );
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let mut found: HashMap<(SubjectKind, i64), Yield> = HashMap::new();
    for row in rows.all(db).await? {
        let family = family_of(&row.contra)?;
        let own = found.entry((row.subject_kind, row.subject_id)).or_default();
        let mut sums = vec![own.points.entry(family).or_default()];
        if let Some(article) = row.article_id {
            sums.push(own.items.entry(article).or_default().entry(family).or_default());
        }
        for sum in sums {
            *sum = Points::from_hundredths(sum.hundredths() + row.points);
        }
    }
    Ok(found)
}

/// The first day on which anything was filed or adopted.
///
/// # Errors
/// Whatever the database answers.
pub async fn first_day(db: &impl ConnectionTrait) -> Result<Option<NaiveDate>> {
    let first: Option<Option<NaiveDate>> = fact::Entity::find()
        .select_only()
        .column_as(fact::Column::HappenedOn.min(), "first")
        .filter(fact::Column::Kind.is_in(["submission", "adoption"]))
        .into_tuple()
        .one(db)
        .await?;
    Ok(first.flatten())
}

/// The family by the account against which a posting was made: `issued:adoption`.
fn family_of(contra: &str) -> Result<Family> {
    let code = contra.trim_start_matches("issued:");
    serde_json::from_value(code.into()).map_err(|_| Error::broken(format!("a posting against {contra}")))
}

/// The incidents of a run of days that were not withdrawn, by whoever answers for them: those whom an incident names,
/// else the unit and authors of its article, as under the schemes of the book.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a stored fact cannot be read.
pub async fn incidents(
    db: &impl ConnectionTrait,
    book: &Book,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<HashMap<(SubjectKind, i64), Vec<String>>> {
    let rows = fact::Entity::find()
        .filter(fact::Column::Kind.eq("incident"))
        .filter(fact::Column::HappenedOn.between(first, last))
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?;
    let (loose, of_articles): (Vec<&fact::Model>, Vec<&fact::Model>) =
        rows.iter().partition(|row| row.article_id.is_none());
    let mut facts = Vec::new();
    let ids: Vec<FactId> = loose.iter().map(|row| row.id).collect();
    for some in ids.chunks(super::settle::CHUNK) {
        for (row, ..) in fact_rows(db, some).await? {
            facts.push(read(&row)?);
        }
    }
    let articles: BTreeSet<ArticleId> = of_articles.iter().filter_map(|row| row.article_id).collect();
    let articles: Vec<ArticleId> = articles.into_iter().collect();
    for some in articles.chunks(super::settle::CHUNK) {
        let all = fact::Entity::find()
            .filter(fact::Column::ArticleId.is_in(some.iter().copied()))
            .all(db)
            .await?;
        for row in &all {
            facts.push(read(row)?);
        }
    }
    let mut found: HashMap<(SubjectKind, i64), Vec<String>> = HashMap::new();
    for one in scheme::answered(book, &facts) {
        if (first..=last).contains(&one.day) {
            for subject in one.subjects {
                found.entry(key(subject)).or_default().push(one.incident.clone());
            }
        }
    }
    Ok(found)
}
