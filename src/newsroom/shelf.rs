//! Reading articles: one, with all that belongs to it, and lists by filter. Nothing is changed here.

use entity::{
    ArticleId, PersonId, Role, Step, adoption, article, author, decision, draft, instruction, revision,
};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::counts::n_fitting;
use super::filter::{ArticleFilter, ArticleOrder, fitting};
use crate::Result;
use crate::db::Db;
use crate::error::Error;
use crate::people::{self, Viewer};

/// A page of a list.
#[derive(Clone, Debug)]
pub struct ArticlePage {
    /// The rows of the page.
    pub rows: Vec<article::Model>,
    /// How many there are in all.
    pub total: u64,
}

/// An article, whoever asks: for verbs that then prove their right to it.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn article(db: &impl ConnectionTrait, id: ArticleId) -> Result<article::Model> {
    article::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// An article that the viewer may read.
///
/// # Errors
/// [`Error::NotFound`]: a foreign article is no different from a missing one.
pub async fn article_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<article::Model> {
    Ok(with_authors_for(db, viewer, id).await?.0)
}

/// An article in which the viewer has a part: its revisions, remarks and instructions are not for everybody who may
/// read what a medium adopted.
///
/// # Errors
/// [`Error::NotFound`]: a foreign history is no different from a missing one.
pub async fn history_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<article::Model> {
    let (article, authors) = with_authors_for(db, viewer, id).await?;
    if has_part(viewer, &article, &authors) {
        Ok(article)
    } else {
        Err(Error::NotFound)
    }
}

/// Whether the viewer, who may read the article, has a part in it: as its reporter or one of its authors, at its unit,
/// or at the desk. Whoever has none, such as a reviewer of a joint unit, sees the text and the adoptions that stand.
#[must_use]
pub fn has_part(viewer: &Viewer, article: &article::Model, authors: &[PersonId]) -> bool {
    let mut reviewed = viewer.organisations(Role::UnitReviewer);
    is_desk(viewer)
        || article.reporter_id == viewer.id()
        || authors.contains(&viewer.id())
        || reviewed.any(|unit| unit == article.organisation_id)
}

/// An article that the viewer may read, with the people among its authors.
async fn with_authors_for(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<(article::Model, Vec<PersonId>)> {
    let article = article(db, id).await?;
    let authors: Vec<PersonId> = authors_of(db, id)
        .await?
        .into_iter()
        .filter_map(|one| one.person_id)
        .collect();
    let joint = people::joint_units_of(db, &[id])
        .await?
        .remove(&id)
        .unwrap_or_default();
    let terms = people::article_terms(&article, &authors, &joint);
    let may = people::viewer_terms(viewer)
        .iter()
        .any(|term| terms.contains(term));
    if may {
        Ok((article, authors))
    } else {
        Err(Error::NotFound)
    }
}

/// What the reporter is writing.
///
/// # Errors
/// Whatever the database answers.
pub async fn draft_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Option<draft::Model>> {
    Ok(draft::Entity::find_by_id(id).one(db).await?)
}

/// The authors of an article, in order.
///
/// # Errors
/// Whatever the database answers.
pub async fn authors_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<author::Model>> {
    let of = author::Entity::find().filter(author::Column::ArticleId.eq(id));
    Ok(of.order_by_asc(author::Column::Ord).all(db).await?)
}

/// The authors of many articles, in order within each.
///
/// # Errors
/// Whatever the database answers.
pub async fn authors_of_many(db: &impl ConnectionTrait, ids: &[ArticleId]) -> Result<Vec<author::Model>> {
    let of = author::Entity::find().filter(author::Column::ArticleId.is_in(ids.iter().copied()));
    Ok(of
        .order_by_asc(author::Column::ArticleId)
        .order_by_asc(author::Column::Ord)
        .all(db)
        .await?)
}

/// A revision of an article.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn revision(db: &impl ConnectionTrait, id: ArticleId, n: i64) -> Result<revision::Model> {
    let of = revision::Entity::find()
        .filter(revision::Column::ArticleId.eq(id))
        .filter(revision::Column::N.eq(n));
    of.one(db).await?.ok_or(Error::NotFound)
}

/// The revisions of an article, the first one first.
///
/// # Errors
/// Whatever the database answers.
pub async fn revisions_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<revision::Model>> {
    let of = revision::Entity::find().filter(revision::Column::ArticleId.eq(id));
    Ok(of.order_by_asc(revision::Column::N).all(db).await?)
}

/// What was decided on an article, the first decision first. For whoever is not of the desk internal notes are blank,
/// and steps about a confidential instruction are left out.
///
/// # Errors
/// Whatever the database answers.
pub async fn decisions_of(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<Vec<decision::Model>> {
    let of = decision::Entity::find().filter(decision::Column::ArticleId.eq(id));
    let mut decisions = of.order_by_asc(decision::Column::Id).all(db).await?;
    if !is_desk(viewer) {
        let open = instructions_of(db, viewer, id).await?;
        decisions.retain(|decision| may_be_told(decision, &open));
        for decision in &mut decisions {
            decision.internal_note.clear();
        }
    }
    Ok(decisions)
}

/// Whether a reader who sees these instructions may know of the decision: a step about an instruction is written in
/// the same transaction, so at the same instant, as the instruction's own row.
fn may_be_told(decision: &decision::Model, instructions: &[instruction::Model]) -> bool {
    let at = decision.decided_at;
    match decision.step {
        Step::Instruct => instructions.iter().any(|one| one.recorded_at == at),
        Step::WithdrawInstruction => instructions.iter().any(|one| one.withdrawn_at == Some(at)),
        _ => true,
    }
}

/// The adoptions of an article, also the withdrawn ones, in order of publication.
///
/// # Errors
/// Whatever the database answers.
pub async fn adoptions_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Vec<adoption::Model>> {
    let of = adoption::Entity::find().filter(adoption::Column::ArticleId.eq(id));
    Ok(of
        .order_by_asc(adoption::Column::AdoptedOn)
        .order_by_asc(adoption::Column::Id)
        .all(db)
        .await?)
}

/// The instructions on an article; the confidential ones only for the desk.
///
/// # Errors
/// Whatever the database answers.
pub async fn instructions_of(
    db: &impl ConnectionTrait,
    viewer: &Viewer,
    id: ArticleId,
) -> Result<Vec<instruction::Model>> {
    let mut of = instruction::Entity::find().filter(instruction::Column::ArticleId.eq(id));
    if !is_desk(viewer) {
        of = of.filter(instruction::Column::IsConfidential.eq(false));
    }
    Ok(of.order_by_asc(instruction::Column::InstructedOn).all(db).await?)
}

/// A page of the articles that fit a filter, for rows `offset` and on, at most `n`.
///
/// # Errors
/// Whatever the database answers.
pub async fn list(db: &Db, filter: &ArticleFilter, (offset, n): (u64, u64)) -> Result<ArticlePage> {
    let total = n_fitting(db, filter).await?;
    if total <= offset {
        // Counted without a look at the rows; to find none of them in their order would be a look at many.
        return Ok(ArticlePage {
            rows: Vec::new(),
            total,
        });
    }
    let fitting = fitting(filter);
    let ordered = match filter.order {
        ArticleOrder::Newest => fitting
            .order_by_desc(article::Column::UpdatedAt)
            .order_by_desc(article::Column::Id),
        ArticleOrder::Waiting => fitting
            .order_by_asc(article::Column::SubmittedAt)
            .order_by_asc(article::Column::Id),
    };
    Ok(ArticlePage {
        rows: ordered.offset(offset).limit(n).all(db.reader()).await?,
        total,
    })
}

/// Whether the viewer belongs to the desk, and so reads internal notes.
pub(super) fn is_desk(viewer: &Viewer) -> bool {
    viewer.is(Role::Editor) || viewer.is(Role::Office) || viewer.is(Role::Supervisor)
}
