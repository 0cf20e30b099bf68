//! What an assessment converts and a fee pays: points by family, articles that earned any, and incidents, for everybody
//! at once over a run of months.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::NaiveDate;
use entity::{FactId, SubjectKind, fact, fact_subject};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
};

use super::facts::read;
use crate::Result;
use crate::calendar::Period;
use crate::error::Error;
use crate::points::Points;
use crate::scheme::{Body, Family};

/// What somebody earned in a period.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Yield {
    /// Points by family.
    pub points: BTreeMap<Family, Points>,
    /// Articles that brought more than nothing.
    pub n_items: u32,
}

impl Yield {
    /// All points.
    #[must_use]
    pub fn total(&self) -> Points {
        self.points.values().copied().sum()
    }
}

/// What every subject earned in a run of months, by subject; whoever has no posting in it is missing.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a posting names no family.
pub async fn yields(db: &impl ConnectionTrait, period: Period) -> Result<HashMap<(SubjectKind, i64), Yield>> {
    #[derive(FromQueryResult)]
    struct Row {
        subject_kind: SubjectKind,
        subject_id: i64,
        contra: String,
        article_id: Option<i64>,
        points: i64,
    }
    let months: Vec<String> = period.months().map(|month| format!("'{month}'")).collect();
    if months.is_empty() {
        return Ok(HashMap::new());
    }
    let sql = format!(
        "SELECT p.subject_kind, p.subject_id, p.contra, p.article_id, CAST(SUM(p.points) AS BIGINT) AS points
         FROM total t JOIN posting p
           ON p.subject_kind = t.subject_kind AND p.subject_id = t.subject_id AND p.period = t.period
         WHERE t.subject_kind IN ('person', 'unit') AND t.period IN ({})
         GROUP BY p.subject_kind, p.subject_id, p.contra, p.article_id",
        months.join(", ")
    );
    let rows = Row::find_by_statement(Statement::from_string(db.get_database_backend(), sql));
    let mut found: HashMap<(SubjectKind, i64), Yield> = HashMap::new();
    let mut items: BTreeMap<(SubjectKind, i64, i64), i64> = BTreeMap::new();
    for row in rows.all(db).await? {
        let family = family_of(&row.contra)?;
        let own = found.entry((row.subject_kind, row.subject_id)).or_default();
        let sum = own.points.entry(family).or_default();
        *sum = Points::from_hundredths(sum.hundredths() + row.points);
        if let Some(article) = row.article_id {
            *items
                .entry((row.subject_kind, row.subject_id, article))
                .or_default() += row.points;
        }
    }
    for ((kind, id, _), _) in items.into_iter().filter(|(_, points)| *points > 0) {
        found.entry((kind, id)).or_default().n_items += 1;
    }
    Ok(found)
}

/// The family by the account against which a posting was made: `issued:adoption`.
fn family_of(contra: &str) -> Result<Family> {
    let code = contra.trim_start_matches("issued:");
    serde_json::from_value(code.into()).map_err(|_| Error::broken(format!("a posting against {contra}")))
}

/// The incidents of a period that were not withdrawn, by whoever answers for them.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`] where a stored fact cannot be read.
pub async fn incidents(
    db: &impl ConnectionTrait,
    (first, last): (NaiveDate, NaiveDate),
) -> Result<HashMap<(SubjectKind, i64), Vec<String>>> {
    let rows = fact::Entity::find()
        .filter(fact::Column::Kind.eq("incident"))
        .filter(fact::Column::HappenedOn.between(first, last))
        .order_by_asc(fact::Column::Id)
        .all(db)
        .await?;
    let ids: Vec<FactId> = rows.iter().map(|row| row.id).collect();
    let mut found: HashMap<(SubjectKind, i64), Vec<String>> = HashMap::new();
    for some in ids.chunks(super::settle::CHUNK) {
        let later = fact::Entity::find()
            .filter(fact::Column::Withdraws.is_in(some.iter().copied()))
            .all(db)
            .await?;
        let gone: HashSet<FactId> = later.into_iter().filter_map(|row| row.withdraws).collect();
        let subjects = fact_subject::Entity::find()
            .filter(fact_subject::Column::FactId.is_in(some.iter().copied()))
            .order_by_asc(fact_subject::Column::FactId)
            .all(db)
            .await?;
        let mut seen = HashSet::new();
        for subject in subjects.iter().filter(|one| !gone.contains(&one.fact_id)) {
            let who = (subject.subject_kind, subject.subject_id);
            let Some(row) = rows.iter().find(|row| row.id == subject.fact_id) else {
                continue;
            };
            if let (true, Body::Incident(it)) = (seen.insert((who, row.id)), read(row)?.body) {
                found.entry(who).or_default().push(it.incident);
            }
        }
    }
    Ok(found)
}
