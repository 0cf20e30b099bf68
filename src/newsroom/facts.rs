//! What the rows of an article say as facts of the ledger. A record that changes what counts replaces its fact by a
//! new one; none is edited.

use std::collections::HashSet;

use chrono::NaiveDate;
use entity::{
    ArticleId, ArticleState, Craft, Instant, Language, OccurrenceKind, OrganisationClass, OrganisationId,
    PersonId, Role, SubjectKind, article, author, occurrence, person,
};
use sea_orm::{ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter, QueryOrder};

use super::{authors_of, particulars_of, shelf, terms};
use crate::actor::Actor;
use crate::ledger::{self, NewFact, Scope};
use crate::people::FormerClasses;
use crate::scheme::{self, Body, Named, Piece, Standing, Subject, Submission, UnitRef};
use crate::{Result, calendar, i18n, people};

/// Brings the article's submission fact to what its rows say now, and returns what that touches.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn refresh(
    tx: &DatabaseTransaction,
    article: &article::Model,
    actor: &Actor,
    now: Instant,
) -> Result<Scope> {
    let standing = ledger::standing_fact(tx, article.id, "submission").await?;
    let wanted = match standing_of(tx, article).await? {
        // Withdrawing the newest fact would bring the one that it replaced back to life; a later one ends them all.
        None => standing.as_ref().and_then(|(_, is)| taken_back(is)),
        Some(standing) => Some(Body::Submission(Submission {
            article: scheme::ArticleId(article.id.0),
            piece: piece(tx, article).await?,
            first_submitted_at: article.first_submitted_at.unwrap_or(now).0,
            day: None,
            late: is_late(tx, article.id).await?,
            standing,
        })),
    };
    match (standing, wanted) {
        (_, None) => Ok(Scope::default()),
        (Some((_, is)), Some(wanted)) if is == wanted => Ok(Scope::default()),
        (standing, Some(body)) => {
            let fact = NewFact {
                body,
                source: None,
                replaces: standing.map(|(id, _)| id),
            };
            let (_, scope) = ledger::record(tx, fact, actor, now).await?;
            Ok(scope)
        }
    }
}

/// Whether a record says that the article itself was filed late (迟报); what somebody else answers for is an incident.
pub(super) fn is_lateness(row: &occurrence::Model) -> bool {
    let is_incident = row.kind == OccurrenceKind::Incident && row.what == "late";
    is_incident && row.article_id.is_some() && row.subject_id.is_none()
}

async fn is_late(tx: &DatabaseTransaction, id: ArticleId) -> Result<bool> {
    let standing = occurrence::Entity::find()
        .filter(occurrence::Column::ArticleId.eq(id))
        .filter(occurrence::Column::WithdrawnAt.is_null())
        .all(tx)
        .await?;
    Ok(standing.iter().any(is_lateness))
}

/// The submission as one that was taken back.
fn taken_back(body: &Body) -> Option<Body> {
    let Body::Submission(submission) = body else {
        return None;
    };
    Some(Body::Submission(Submission {
        standing: Standing::Withdrawn,
        ..submission.clone()
    }))
}

/// How a filed article stands for the ledger; nothing before it has left its unit.
async fn standing_of(tx: &DatabaseTransaction, article: &article::Model) -> Result<Option<Standing>> {
    Ok(match article.state {
        ArticleState::Draft | ArticleState::UnitReview | ArticleState::Withdrawn => None,
        ArticleState::Submitted | ArticleState::InReview | ArticleState::Returned | ArticleState::Held => {
            Some(Standing::Valid)
        }
        ArticleState::Accepted => Some(Standing::Accepted),
        ArticleState::Declined => {
            let last = entity::decision::Entity::find()
                .filter(entity::decision::Column::ArticleId.eq(article.id))
                .filter(entity::decision::Column::Step.eq(entity::Step::Decline))
                .order_by_desc(entity::decision::Column::Id)
                .one(tx)
                .await?;
            let is_duplicate = last
                .and_then(|decision| decision.reason)
                .is_some_and(|reason| reason == "duplicate");
            Some(if is_duplicate {
                Standing::Duplicate
            } else {
                Standing::Declined
            })
        }
    })
}

/// The particulars of an article, as a scheme reads them: words of the dictionary in Chinese, so that documents read
/// like the office's own.
pub(super) async fn piece(tx: &DatabaseTransaction, article: &article::Model) -> Result<Piece> {
    let terms = terms(tx).await?;
    let head = shelf::revision(tx, article.id, article.head).await?;
    let authors = authors_of(tx, article.id).await?;
    let full_time = full_time(tx, &authors).await?;
    let particulars = particulars_of(tx, article.id).await?;
    let filed_on = article.first_submitted_at.and_then(|at| calendar::day_of(at.0));
    let mut joint_units = Vec::with_capacity(particulars.joint_units.len());
    for joint in &particulars.joint_units {
        joint_units.push(UnitRef {
            share: weight(joint.share_bp),
            ..unit(tx, joint.organisation_id, filed_on).await?
        });
    }
    Ok(Piece {
        title: article.title.clone(),
        unit: UnitRef {
            share: weight(particulars.own_share_bp()),
            ..unit(tx, article.organisation_id, filed_on).await?
        },
        joint_units,
        article_type: terms.name("type", &article.r#type, Language::Chinese).to_owned(),
        n_words: u32::try_from(article.n_words).unwrap_or(0),
        n_pictures: u32::try_from(head.body_html.matches("<img").count()).unwrap_or(u32::MAX),
        authors: authors
            .iter()
            .filter_map(|author| byline(author, &full_time))
            .collect(),
        tags: particulars
            .tags
            .iter()
            .map(|tag| terms.name("tag", tag, Language::Chinese).to_owned())
            .collect(),
    })
}

/// A share in hundredths of a percent as the weight of a custom split.
fn weight(share_bp: Option<i64>) -> Option<u32> {
    share_bp.and_then(|share| u32::try_from(share).ok())
}

/// Those of the authors who are full-time publicity officers now. Unlike the class of the unit this is read when the fact
/// is written: a change of the mark refreshes nothing of the past by itself.
async fn full_time(tx: &DatabaseTransaction, authors: &[author::Model]) -> Result<HashSet<PersonId>> {
    let ids = authors.iter().filter_map(|author| author.person_id);
    let marked = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .filter(person::Column::IsFullTime.eq(true))
        .all(tx)
        .await?;
    Ok(marked.into_iter().map(|person| person.id).collect())
}

/// An author as the byline names them: one of the roster, or an external reporter, whose number is nobody's (below zero,
/// another one for each place of the byline). Other names share in no points and dilute none.
fn byline(author: &author::Model, full_time: &HashSet<PersonId>) -> Option<scheme::Author> {
    let person = match author.person_id {
        Some(person) => person.0,
        None if author.is_external => -1 - author.ord,
        None => return None,
    };
    Some(scheme::Author {
        person: scheme::PersonId(person),
        name: author.name.clone(),
        craft: match author.craft {
            Craft::Writer => scheme::Craft::Writer,
            Craft::Photographer => scheme::Craft::Photographer,
        },
        share: weight(author.share_bp),
        external: author.is_external,
        full_time: author.person_id.is_some_and(|id| full_time.contains(&id)),
    })
}

/// A unit as a scheme reads it, in the class that it had on a day; that of today without one.
pub(super) async fn unit(
    tx: &impl ConnectionTrait,
    id: OrganisationId,
    day: Option<NaiveDate>,
) -> Result<UnitRef> {
    let unit = people::organisation(tx, id).await?;
    let class = match day {
        Some(day) => FormerClasses::load(tx).await?.on(&unit, day),
        None => unit.class,
    };
    Ok(UnitRef {
        id: scheme::UnitId(id.0),
        name: unit.short_name,
        class: class_name(class),
        share: None,
    })
}

/// A person or unit as a scheme reads it on a day; a person with the class of the unit of their [`home`] then.
pub(super) async fn named(
    tx: &impl ConnectionTrait,
    (kind, id): (SubjectKind, i64),
    day: NaiveDate,
) -> Result<Named> {
    if kind == SubjectKind::Unit {
        let unit = unit(tx, OrganisationId(id), Some(day)).await?;
        return Ok(Named {
            subject: Subject::Unit(unit.id),
            name: unit.name,
            class: unit.class,
        });
    }
    let person = people::person(tx, PersonId(id)).await?;
    let class = match home(tx, person.id, day).await? {
        Some(home) => unit(tx, home, Some(day)).await?.class,
        None => String::new(),
    };
    Ok(Named {
        subject: Subject::Person(scheme::PersonId(id)),
        name: person.name,
        class,
    })
}

/// The unit where a person reported on a day, or last had; before their first one, that.
pub(super) async fn home(
    db: &impl ConnectionTrait,
    person: PersonId,
    day: NaiveDate,
) -> Result<Option<OrganisationId>> {
    let held = people::appointments_of(db, person).await?;
    // The newest first.
    let reported = || held.iter().filter(|one| one.role == Role::Reporter);
    let on_that_day =
        reported().find(|one| one.from_on <= day && one.until_on.is_none_or(|until| day < until));
    let home = on_that_day
        .or_else(|| reported().find(|one| one.from_on <= day))
        .or_else(|| reported().next_back());
    Ok(home.map(|one| one.organisation_id))
}

/// The class of an organisation in Chinese, as schemes name it.
pub(super) fn class_name(class: OrganisationClass) -> String {
    i18n::t(Language::Chinese, &format!("class.{}", class.code()))
}
