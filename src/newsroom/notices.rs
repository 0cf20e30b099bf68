//! What people should know: returned, accepted, adopted with points. Written in the verb's own transaction.

use entity::{ArticleId, Instant, NoticeId, OrganisationId, PersonId, Role, appointment, article, notice};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, Condition, ConnectionTrait, DatabaseTransaction, EntityTrait, PaginatorTrait, QueryFilter,
    QueryOrder, QuerySelect,
};

use crate::app::App;
use crate::error::Error;
use crate::people::Viewer;
use crate::{Result, calendar, db};

/// Tells a person something about an article; `args` fill the sentence `notice.KIND`.
pub(super) async fn tell(
    tx: &DatabaseTransaction,
    person: PersonId,
    kind: &str,
    article: &article::Model,
    args: &[(&str, String)],
    now: Instant,
) -> Result<()> {
    let mut filled = serde_json::Map::new();
    filled.insert("title".to_owned(), article.title.clone().into());
    for (name, value) in args {
        filled.insert((*name).to_owned(), value.clone().into());
    }
    insert(tx, person, kind, (Some(article.id), filled), now).await
}

/// Tells a person something about themselves.
pub(super) async fn tell_person(
    tx: &DatabaseTransaction,
    person: PersonId,
    kind: &str,
    now: Instant,
) -> Result<()> {
    insert(tx, person, kind, (None, serde_json::Map::new()), now).await
}

async fn insert(
    tx: &DatabaseTransaction,
    person: PersonId,
    kind: &str,
    (article_id, args): (Option<ArticleId>, serde_json::Map<String, serde_json::Value>),
    now: Instant,
) -> Result<()> {
    let row = notice::ActiveModel {
        id: NotSet,
        person_id: Set(person),
        kind: Set(kind.to_owned()),
        article_id: Set(article_id),
        args: Set(serde_json::Value::Object(args).to_string()),
        made_at: Set(now),
        read_at: Set(None),
    };
    notice::Entity::insert(row).exec(tx).await?;
    Ok(())
}

/// Tells a person something that leads to a page of its own; `args` fill the sentence `notice.KIND`.
pub(super) async fn tell_of(
    tx: &DatabaseTransaction,
    person: PersonId,
    kind: &str,
    href: &str,
    args: &[(&str, String)],
    now: Instant,
) -> Result<()> {
    let mut filled = serde_json::Map::new();
    filled.insert("href".to_owned(), href.into());
    for (name, value) in args {
        filled.insert((*name).to_owned(), value.clone().into());
    }
    let row = notice::ActiveModel {
        id: NotSet,
        person_id: Set(person),
        kind: Set(kind.to_owned()),
        article_id: Set(None),
        args: Set(serde_json::Value::Object(filled).to_string()),
        made_at: Set(now),
        read_at: Set(None),
    };
    notice::Entity::insert(row).exec(tx).await?;
    Ok(())
}

/// Tells everybody who holds a role at a unit today.
pub(super) async fn tell_role(
    tx: &DatabaseTransaction,
    (role, unit): (Role, OrganisationId),
    kind: &str,
    article: &article::Model,
    now: Instant,
) -> Result<()> {
    let today = calendar::day_of(now.0).unwrap_or_default();
    let held = appointment::Entity::find()
        .filter(appointment::Column::OrganisationId.eq(unit))
        .filter(appointment::Column::Role.eq(role))
        .filter(appointment::Column::FromOn.lte(today))
        .filter(
            Condition::any()
                .add(appointment::Column::UntilOn.is_null())
                .add(appointment::Column::UntilOn.gt(today)),
        )
        .all(tx)
        .await?;
    for one in held {
        tell(tx, one.person_id, kind, article, &[], now).await?;
    }
    Ok(())
}

/// The newest notices of a person, at most `n`.
///
/// # Errors
/// Whatever the database answers.
pub async fn notices(db: &impl ConnectionTrait, person: PersonId, n: u64) -> Result<Vec<notice::Model>> {
    Ok(notice::Entity::find()
        .filter(notice::Column::PersonId.eq(person))
        .order_by_desc(notice::Column::Id)
        .limit(n)
        .all(db)
        .await?)
}

/// How many notices a person has.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_notices(db: &impl ConnectionTrait, person: PersonId) -> Result<u64> {
    let all = notice::Entity::find().filter(notice::Column::PersonId.eq(person));
    Ok(all.count(db).await?)
}

/// How many notices a person has not read.
///
/// # Errors
/// Whatever the database answers.
pub async fn n_unread(db: &impl ConnectionTrait, person: PersonId) -> Result<u64> {
    let unread = notice::Entity::find()
        .filter(notice::Column::PersonId.eq(person))
        .filter(notice::Column::ReadAt.is_null());
    Ok(unread.count(db).await?)
}

/// Marks one notice of the viewer as read.
///
/// # Errors
/// [`Error::NotFound`] where the viewer has no such notice.
pub async fn mark_read(app: &App, viewer: &Viewer, id: NoticeId) -> Result<notice::Model> {
    let tx = db::write(&app.db).await?;
    let found = notice::Entity::find_by_id(id)
        .filter(notice::Column::PersonId.eq(viewer.id()))
        .one(&tx)
        .await?;
    let notice = found.ok_or(Error::NotFound)?;
    notice::Entity::update_many()
        .col_expr(notice::Column::ReadAt, Expr::value(app.clock.now().0))
        .filter(notice::Column::Id.eq(id))
        .filter(notice::Column::ReadAt.is_null())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(notice)
}

/// Marks all notices of the viewer as read.
///
/// # Errors
/// Whatever the database answers.
pub async fn mark_all_read(app: &App, viewer: &Viewer) -> Result<()> {
    let tx = db::write(&app.db).await?;
    notice::Entity::update_many()
        .col_expr(notice::Column::ReadAt, Expr::value(app.clock.now().0))
        .filter(notice::Column::PersonId.eq(viewer.id()))
        .filter(notice::Column::ReadAt.is_null())
        .exec(&tx)
        .await?;
    tx.commit().await?;
    Ok(())
}
