//! Outlets: names, aliases, and their level and class from a day on.

use chrono::NaiveDate;
use entity::OutletId;
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use super::remembered::{Created, Creation, once};
use crate::Result;
use crate::app::App;
use crate::error::Error;
use crate::newsroom::{self, NewOutlet, OutletRow};
use crate::people::Viewer;

/// Outlets.
pub(super) struct Outlets(pub App);

/// An outlet.
#[derive(Clone, Debug, Object)]
struct Outlet {
    /// Its key.
    id: i64,
    /// Its name.
    name: String,
    /// Other names by which it is known.
    aliases: Vec<String>,
    /// Its pages or columns.
    pages: Vec<String>,
    /// Whether it is in use.
    is_active: bool,
    /// The level's code today.
    level: Option<String>,
    /// The class's code today.
    class: Option<String>,
    /// Every standing, the newest first.
    standings: Vec<OutletStanding>,
    /// The version to name in the next change.
    version: i64,
}

/// Level and class of an outlet from a day on.
#[derive(Clone, Debug, Object)]
struct OutletStanding {
    /// The level's code.
    level: String,
    /// The class's code.
    class: String,
    /// From this day on.
    from_on: NaiveDate,
}

/// An outlet to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct OutletInput {
    /// Its name, 1–60 characters.
    name: String,
    /// Other names by which it is known.
    aliases: Option<Vec<String>>,
    /// Its pages or columns.
    pages: Option<Vec<String>>,
    /// The level's code.
    level: String,
    /// The class's code.
    class: String,
    /// Since which day it has them; missing: today.
    from_on: Option<NaiveDate>,
}

/// Another name.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct AliasInput {
    /// The name, 1–60 characters.
    alias: String,
}

/// A new name; the old one stays an alias.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Renaming {
    /// The outlet's version that was read.
    version: i64,
    /// The name, 1–60 characters.
    name: String,
}

/// The pages or columns that the recording form offers.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct PagesInput {
    /// The outlet's version that was read.
    version: i64,
    /// In their order, 1–60 characters each.
    pages: Vec<String>,
}

/// A change of level or class.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct StandingInput {
    /// The level's code.
    level: String,
    /// The class's code.
    class: String,
    /// From this day on.
    from_on: NaiveDate,
}

fn outlet_document(row: OutletRow, today: NaiveDate) -> Outlet {
    let standing = row.on(today).cloned();
    let standings = row.standings.into_iter().map(|standing| OutletStanding {
        level: standing.level,
        class: standing.class,
        from_on: standing.from_on,
    });
    Outlet {
        id: row.outlet.id.0,
        name: row.outlet.name,
        aliases: row.aliases,
        pages: serde_json::from_str(&row.outlet.pages).unwrap_or_default(),
        is_active: row.outlet.is_active,
        level: standing.as_ref().map(|standing| standing.level.clone()),
        class: standing.map(|standing| standing.class),
        standings: standings.collect(),
        version: row.outlet.version,
    }
}

async fn outlet(app: &App, id: OutletId) -> Result<Outlet> {
    let rows = newsroom::outlet_rows(app.db.reader()).await?;
    let row = rows.into_iter().find(|row| row.outlet.id == id);
    row.map(|row| outlet_document(row, app.today()))
        .ok_or(Error::NotFound)
}

#[OpenApi(tag = "Family::Outlets")]
impl Outlets {
    /// Every outlet, by pinyin.
    #[oai(path = "/outlets", method = "get", operation_id = "list_outlets")]
    async fn list_outlets(&self, _caller: Caller) -> Answer<Json<Vec<Outlet>>> {
        let (today, rows) = (self.0.today(), newsroom::outlet_rows(self.0.db.reader()).await?);
        Ok(Json(
            rows.into_iter().map(|row| outlet_document(row, today)).collect(),
        ))
    }

    /// Adds an outlet.
    #[oai(path = "/outlets", method = "post", operation_id = "add_outlet")]
    async fn add_outlet(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<OutletInput>,
    ) -> Answer<Created<Outlet>> {
        let app = &self.0;
        let make = |viewer: Viewer| async move {
            let input = input.0;
            let new = NewOutlet {
                name: input.name,
                aliases: input.aliases.unwrap_or_default(),
                pages: input.pages.unwrap_or_default(),
                level: input.level,
                class: input.class,
                from_on: input.from_on.unwrap_or(app.today()),
            };
            Ok(newsroom::add_outlet(app, &viewer, &new).await?.0)
        };
        let creation = Creation {
            deed: "add_outlet",
            make,
            find: |object: String, _| async move { object.parse().map_err(Error::broken) },
            show: |id| async move { outlet(app, OutletId(id)).await },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Gives an outlet another name.
    #[oai(
        path = "/outlets/:outlet_id/name",
        method = "put",
        operation_id = "rename_outlet"
    )]
    async fn rename_outlet(
        &self,
        caller: Caller,
        outlet_id: Path<i64>,
        input: Json<Renaming>,
    ) -> Answer<Json<Outlet>> {
        let id = OutletId(outlet_id.0);
        newsroom::rename_outlet(&self.0, &caller.viewer, id, input.version, &input.name).await?;
        Ok(Json(outlet(&self.0, id).await?))
    }

    /// Sets the pages or columns that the recording form offers for an outlet.
    #[oai(
        path = "/outlets/:outlet_id/pages",
        method = "put",
        operation_id = "set_outlet_pages"
    )]
    async fn set_outlet_pages(
        &self,
        caller: Caller,
        outlet_id: Path<i64>,
        input: Json<PagesInput>,
    ) -> Answer<Json<Outlet>> {
        let id = OutletId(outlet_id.0);
        newsroom::set_outlet_pages(&self.0, &caller.viewer, id, input.version, &input.pages).await?;
        Ok(Json(outlet(&self.0, id).await?))
    }

    /// Adds a name by which an outlet is known.
    #[oai(
        path = "/outlets/:outlet_id/aliases",
        method = "post",
        operation_id = "add_outlet_alias"
    )]
    async fn add_outlet_alias(
        &self,
        caller: Caller,
        outlet_id: Path<i64>,
        input: Json<AliasInput>,
    ) -> Answer<Json<Outlet>> {
        let id = OutletId(outlet_id.0);
        newsroom::add_alias(&self.0, &caller.viewer, id, &input.alias).await?;
        Ok(Json(outlet(&self.0, id).await?))
    }

    /// Gives an outlet a level and a class from a day on; points awarded before stay.
    #[oai(
        path = "/outlets/:outlet_id/standings",
        method = "post",
        operation_id = "move_outlet"
    )]
    async fn move_outlet(
        &self,
        caller: Caller,
        outlet_id: Path<i64>,
        input: Json<StandingInput>,
    ) -> Answer<Json<Outlet>> {
        let id = OutletId(outlet_id.0);
        let to = (input.level.as_str(), input.class.as_str());
        newsroom::move_outlet(&self.0, &caller.viewer, id, to, input.from_on).await?;
        Ok(Json(outlet(&self.0, id).await?))
    }
}
