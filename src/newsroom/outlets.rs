//! Outlets: their names and aliases, and their level and class from a day on. A change of level is dated and moves no
//! point that was awarded before.

use std::sync::Arc;

use chrono::NaiveDate;
use entity::{ArticleId, OutletId, Role, adoption, outlet, outlet_alias, outlet_standing};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    QuerySelect, SqlErr,
};

use super::terms;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::people::{Viewer, pinyin_of};
use crate::text::Line;
use crate::{Result, db, outbox};

/// An outlet to be added.
#[derive(Clone, Debug)]
pub struct NewOutlet {
    /// Its name, 1–60 characters, unique.
    pub name: String,
    /// Other names by which it is known.
    pub aliases: Vec<String>,
    /// Its pages or columns (版面、栏目), for the recording form.
    pub pages: Vec<String>,
    /// Its level's code in the dictionary.
    pub level: String,
    /// Its class's code in the dictionary.
    pub class: String,
    /// Since which day it has this level and class.
    pub from_on: NaiveDate,
}

/// An outlet with what it is today.
#[derive(Clone, Debug)]
pub struct OutletRow {
    /// The outlet.
    pub outlet: outlet::Model,
    /// Its other names.
    pub aliases: Vec<String>,
    /// Every standing, the newest first.
    pub standings: Vec<outlet_standing::Model>,
}

impl OutletRow {
    /// The standing on a day.
    #[must_use]
    pub fn on(&self, day: NaiveDate) -> Option<&outlet_standing::Model> {
        self.standings
            .iter()
            .find(|standing| standing.from_on <= day)
            .or(self.standings.last())
    }
}

/// A name as it is compared: half-width, lower case, without spaces and quotation marks.
#[must_use]
pub fn fold_name(name: &str) -> String {
    name.chars()
        .map(|c| match c {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
            '\u{3000}' => ' ',
            c => c,
        })
        .flat_map(char::to_lowercase)
        .filter(|c| !c.is_whitespace() && !matches!(c, '《' | '》' | '“' | '”' | '"' | '\'' | '「' | '」'))
        .collect()
}

/// Who may change outlets: an editor or an admin who may write.
fn keeper(viewer: &Viewer) -> Result<&Viewer> {
    let may = viewer.may_write && (viewer.is(Role::Editor) || viewer.is(Role::Admin));
    if may {
        Ok(viewer)
    } else {
        Err(Error::NotAllowed(Message::new("right.editor")))
    }
}

/// Adds an outlet.
///
/// # Errors
/// [`Error::Invalid`] for a field, also where a name is taken.
pub async fn add_outlet(app: &App, viewer: &Viewer, new: &NewOutlet) -> Result<OutletId> {
    keeper(viewer)?;
    let name = Line::parse(&new.name, 60)
        .map_err(|_| Error::invalid("name", "fault.outlet_name"))?
        .into_string();
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let row = outlet::ActiveModel {
        id: NotSet,
        name: Set(name.clone()),
        name_pinyin: Set(pinyin_of(&name)),
        pages: Set(serde_json::to_string(&new.pages)?),
        is_active: Set(true),
        created_at: Set(now),
        version: Set(1),
    };
    let inserted = outlet::Entity::insert(row).exec(&tx).await;
    let id = taken(inserted, "name")?.last_insert_id;
    insert_standing(&tx, id, (&new.level, &new.class), new.from_on).await?;
    for alias in std::iter::once(&name).chain(&new.aliases) {
        insert_alias(&tx, id, ("aliases", alias)).await?;
    }
    audit::note(&tx, &viewer.actor, Deed::done("add_outlet", "outlet", id), now).await?;
    tx.commit().await?;
    Ok(id)
}

/// Gives an outlet another name; the old one stays an alias.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`].
pub async fn rename_outlet(app: &App, viewer: &Viewer, id: OutletId, version: i64, name: &str) -> Result<()> {
    keeper(viewer)?;
    let name = Line::parse(name, 60)
        .map_err(|_| Error::invalid("name", "fault.outlet_name"))?
        .into_string();
    let tx = db::write(&app.db).await?;
    let was = outlet::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if was.version != version {
        return Err(Error::Stale(was.version));
    }
    let detail = audit::changes([("name", was.name.as_str().into(), name.as_str().into())]);
    let mut row = was.into_active_model();
    row.name_pinyin = Set(pinyin_of(&name));
    row.name = Set(name.clone());
    row.version = Set(version + 1);
    taken(row.update(&tx).await, "name")?;
    insert_alias(&tx, id, ("name", &name)).await?;
    let now = app.clock.now();
    let adopted: Vec<ArticleId> = adoption::Entity::find()
        .select_only()
        .column(adoption::Column::ArticleId)
        .filter(adoption::Column::OutletId.eq(id))
        .into_tuple()
        .all(&tx)
        .await?;
    outbox::reindex_all(&tx, adopted, now).await?;
    let deed = Deed::done("rename_outlet", "outlet", id).with(detail);
    audit::note(&tx, &viewer.actor, deed, now).await?;
    tx.commit().await?;
    Ok(())
}

/// Sets the pages or columns that the recording form offers for an outlet.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Stale`]; [`Error::Invalid`] for a name that is too long.
pub async fn set_outlet_pages(
    app: &App,
    viewer: &Viewer,
    id: OutletId,
    version: i64,
    pages: &[String],
) -> Result<()> {
    keeper(viewer)?;
    let pages = pages
        .iter()
        .map(|page| Line::parse(page, 60).map(Line::into_string))
        .collect::<std::result::Result<Vec<_>, _>>()
        .map_err(|_| Error::invalid("pages", "fault.page"))?;
    let tx = db::write(&app.db).await?;
    let was = outlet::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if was.version != version {
        return Err(Error::Stale(was.version));
    }
    let before: serde_json::Value = serde_json::from_str(&was.pages).unwrap_or_default();
    let detail = audit::changes([("pages", before, pages.clone().into())]);
    let mut row = was.into_active_model();
    row.pages = Set(serde_json::to_string(&pages)?);
    row.version = Set(version + 1);
    row.update(&tx).await?;
    let deed = Deed::done("set_outlet_pages", "outlet", id).with(detail);
    audit::note(&tx, &viewer.actor, deed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Adds a name by which an outlet is known.
///
/// # Errors
/// [`Error::Invalid`] where another outlet has it.
pub async fn add_alias(app: &App, viewer: &Viewer, id: OutletId, alias: &str) -> Result<()> {
    keeper(viewer)?;
    let tx = db::write(&app.db).await?;
    outlet::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    insert_alias(&tx, id, ("alias", alias)).await?;
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("add_alias", "outlet", id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Gives an outlet a level and a class from a day on.
///
/// # Errors
/// [`Error::Invalid`] for an unknown level or class, or a second change on the same day.
pub async fn move_outlet(
    app: &App,
    viewer: &Viewer,
    id: OutletId,
    (level, class): (&str, &str),
    from_on: NaiveDate,
) -> Result<()> {
    keeper(viewer)?;
    let tx = db::write(&app.db).await?;
    outlet::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    insert_standing(&tx, id, (level, class), from_on).await?;
    let detail = serde_json::json!({ "level": level, "class": class, "from": from_on });
    let deed = Deed::done("move_outlet", "outlet", id).with(detail);
    audit::note(&tx, &viewer.actor, deed, app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// All outlets with their aliases and standings by pinyin, as of the last commit (see [`Db::kept`](db::Db::kept)).
///
/// # Errors
/// Whatever the database answers.
pub async fn kept_outlets(db: &db::Db) -> Result<Arc<Vec<OutletRow>>> {
    db.kept(String::new(), |db| async move { outlet_rows(&db).await })
        .await
}

/// All outlets with their aliases and standings, by pinyin.
///
/// # Errors
/// Whatever the database answers.
pub async fn outlet_rows(db: &impl ConnectionTrait) -> Result<Vec<OutletRow>> {
    let outlets = outlet::Entity::find()
        .order_by_asc(outlet::Column::NamePinyin)
        .all(db)
        .await?;
    let aliases = outlet_alias::Entity::find()
        .order_by_asc(outlet_alias::Column::Id)
        .all(db)
        .await?;
    let standings = outlet_standing::Entity::find()
        .order_by_desc(outlet_standing::Column::FromOn)
        .all(db)
        .await?;
    Ok(outlets
        .into_iter()
        .map(|outlet| OutletRow {
            aliases: aliases
                .iter()
                .filter(|alias| alias.outlet_id == outlet.id && alias.alias != outlet.name)
                .map(|alias| alias.alias.clone())
                .collect(),
            standings: standings
                .iter()
                .filter(|standing| standing.outlet_id == outlet.id)
                .cloned()
                .collect(),
            outlet,
        })
        .collect())
}

/// The outlet that somebody names, by its name or an alias, whatever the width or case.
///
/// # Errors
/// Whatever the database answers.
pub async fn find_outlet(db: &impl ConnectionTrait, name: &str) -> Result<Option<outlet::Model>> {
    let alias = outlet_alias::Entity::find()
        .filter(outlet_alias::Column::Folded.eq(fold_name(name)))
        .one(db)
        .await?;
    match alias {
        None => Ok(None),
        Some(alias) => Ok(outlet::Entity::find_by_id(alias.outlet_id).one(db).await?),
    }
}

/// Level and class of an outlet on a day; before its first known day, those of that day.
///
/// # Errors
/// [`Error::NotFound`] where it has none.
pub async fn standing_on(
    db: &impl ConnectionTrait,
    id: OutletId,
    day: NaiveDate,
) -> Result<outlet_standing::Model> {
    let all = outlet_standing::Entity::find()
        .filter(outlet_standing::Column::OutletId.eq(id))
        .order_by_desc(outlet_standing::Column::FromOn)
        .all(db)
        .await?;
    all.iter()
        .find(|standing| standing.from_on <= day)
        .or(all.last())
        .cloned()
        .ok_or(Error::NotFound)
}

async fn insert_alias(
    tx: &DatabaseTransaction,
    id: OutletId,
    (field, alias): (&'static str, &str),
) -> Result<()> {
    let alias = Line::parse(alias, 60)
        .map_err(|_| Error::invalid(field, "fault.outlet_name"))?
        .into_string();
    let folded = fold_name(&alias);
    let taken_by = outlet_alias::Entity::find()
        .filter(outlet_alias::Column::Folded.eq(&*folded))
        .one(tx)
        .await?;
    match taken_by {
        Some(row) if row.outlet_id == id => return Ok(()),
        Some(_) => return Err(Error::invalid(field, "fault.outlet_taken")),
        None => {}
    }
    let row = outlet_alias::ActiveModel {
        id: NotSet,
        outlet_id: Set(id),
        alias: Set(alias),
        folded: Set(folded),
    };
    outlet_alias::Entity::insert(row).exec(tx).await?;
    Ok(())
}

async fn insert_standing(
    tx: &DatabaseTransaction,
    id: OutletId,
    (level, class): (&str, &str),
    from_on: NaiveDate,
) -> Result<()> {
    let terms = terms(tx).await?;
    if terms.find("level", level).is_none() {
        return Err(Error::invalid("level", "fault.unknown_level"));
    }
    if terms.find("outlet_class", class).is_none() {
        return Err(Error::invalid("class", "fault.unknown_class"));
    }
    let row = outlet_standing::ActiveModel {
        id: NotSet,
        outlet_id: Set(id),
        level: Set(level.to_owned()),
        class: Set(class.to_owned()),
        from_on: Set(from_on),
    };
    taken(outlet_standing::Entity::insert(row).exec(tx).await, "from_on")?;
    Ok(())
}

fn taken<T>(result: std::result::Result<T, sea_orm::DbErr>, field: &'static str) -> Result<T> {
    result.map_err(|error| match error.sql_err() {
        Some(SqlErr::UniqueConstraintViolation(_)) => Error::invalid(field, "fault.outlet_taken"),
        _ => error.into(),
    })
}
