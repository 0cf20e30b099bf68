//! Searching without the index, while it is being built: a short list by `LIKE`, newest first, within the same
//! permission. It knows words and no more of the query language; the page says so.

use entity::{ArticleId, ArticleState, OrganisationId, PersonId, article, author, joint_unit, revision};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr, Query as Sql};
use sea_orm::{ColumnTrait, Condition, EntityTrait, QueryFilter, QueryOrder, QuerySelect};
use search_index::{Highlighter, Hit, Query, Sort, Tally};

use super::document::{article_id, documents_of};
use super::readable::readable;
use super::search::{Found, Wanted};
use crate::Result;
use crate::app::{App, Progress};
use crate::people::{self, Viewer};

/// The most that is looked at, and the most that is shown.
const N_ROWS: u64 = 50;
/// The most words that are looked for.
const N_WORDS: usize = 5;
const N_FRAGMENT_CHARS: usize = 90;

/// Searches the database.
pub(super) async fn search(app: &App, viewer: &Viewer, wanted: &Wanted, query: &Query) -> Result<Found> {
    let db = app.db.reader();
    let mut all = Condition::all()
        .add(article::Column::FirstSubmittedAt.is_not_null())
        .add(held_by(viewer));
    for word in words(&wanted.typed) {
        all = all.add(has(&word));
    }
    let ids: Vec<ArticleId> = article::Entity::find()
        .select_only()
        .column(article::Column::Id)
        .filter(all)
        .order_by_desc(article::Column::FirstSubmittedAt)
        .order_by_desc(article::Column::Id)
        .limit(N_ROWS)
        .into_tuple()
        .all(db)
        .await?;
    let readable = readable(db, viewer, &ids).await?;
    let mut documents = documents_of(db, &ids).await?;
    documents.retain(|document| readable.contains(&article_id(document)));
    documents.sort_by_key(|document| std::cmp::Reverse((document.at, document.id)));
    let total = documents.iter().fold(Tally::default(), |total, document| Tally {
        n: total.n + 1,
        n_adoptions: total.n_adoptions + document.adoptions.len() as u64,
        points: total.points + document.points,
    });
    let highlighter = Highlighter::new(query, &app.index.dictionary());
    let hits = documents.into_iter().map(|document| Hit {
        score: None,
        title_marks: highlighter.marks(&document.title),
        fragment: highlighter.fragment(&document.body, N_FRAGMENT_CHARS),
        document,
    });
    Ok(Found {
        total,
        hits: hits.skip(wanted.offset).take(wanted.limit).collect(),
        sort: Sort::Newest,
        rebuilding: Some(
            app.indexing
                .progress()
                .unwrap_or(Progress { n_done: 0, n_all: 0 }),
        ),
        ..Found::default()
    })
}

/// The words of what was typed, without operators, fields and exclusions.
fn words(typed: &str) -> Vec<String> {
    typed
        .split(|c: char| {
            c.is_whitespace() || matches!(c, '、' | '"' | '“' | '”' | '(' | ')' | '（' | '）' | '|')
        })
        .filter(|word| !word.starts_with('-') && !word.contains([':', '：']))
        .filter(|word| !matches!(*word, "" | "AND" | "OR" | "NOT"))
        .take(N_WORDS)
        .map(str::to_owned)
        .collect()
}

/// Title or text of the filed head contains it.
fn has(word: &str) -> Condition {
    let escaped: String = word
        .chars()
        .flat_map(|c| {
            matches!(c, '%' | '_' | '\\')
                .then_some('\\')
                .into_iter()
                .chain([c])
        })
        .collect();
    let like = || LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let heads = Sql::select()
        .column(revision::Column::ArticleId)
        .from(revision::Entity)
        .and_where(
            Expr::col((revision::Entity, revision::Column::N))
                .eq(Expr::col((article::Entity, article::Column::Head))),
        )
        .and_where(
            Expr::col((revision::Entity, revision::Column::ArticleId))
                .eq(Expr::col((article::Entity, article::Column::Id))),
        )
        .cond_where(
            Condition::any()
                .add(Expr::col((revision::Entity, revision::Column::Title)).like(like()))
                .add(Expr::col((revision::Entity, revision::Column::BodyText)).like(like())),
        )
        .take();
    Condition::all().add(article::Column::Id.in_subquery(heads))
}

/// The terms of `people::article_terms` as conditions: only what may be readable is fetched. Each row is still
/// checked by the terms themselves.
fn held_by(viewer: &Viewer) -> Condition {
    let mut any = Condition::any().add(Expr::val(1).eq(0));
    for term in people::viewer_terms(viewer) {
        let (kind, id) = term.split_once(':').unwrap_or((&term, ""));
        let id: i64 = id.parse().unwrap_or(0);
        any = match kind {
            "desk" => any.add(article::Column::State.ne(ArticleState::UnitReview)),
            "adopted" => any.add(article::Column::NAdoptions.gt(0)),
            "unit" => {
                let joint = Sql::select()
                    .column(joint_unit::Column::ArticleId)
                    .from(joint_unit::Entity)
                    .and_where(joint_unit::Column::OrganisationId.eq(OrganisationId(id)))
                    .take();
                any.add(article::Column::OrganisationId.eq(OrganisationId(id)))
                    .add(article::Column::Id.in_subquery(joint))
            }
            "person" => {
                let written = Sql::select()
                    .column(author::Column::ArticleId)
                    .from(author::Entity)
                    .and_where(author::Column::PersonId.eq(PersonId(id)))
                    .take();
                any.add(article::Column::ReporterId.eq(PersonId(id)))
                    .add(article::Column::Id.in_subquery(written))
            }
            _ => any,
        };
    }
    any
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operators_fields_and_exclusions_are_no_words() {
        assert_eq!(
            words("社区食堂 -简讯 单位:云栖 \"加装 电梯\" OR (老人)"),
            ["社区食堂", "加装", "电梯", "老人"]
        );
        assert_eq!(words(&"(".repeat(800)), Vec::<String>::new());
    }
}
