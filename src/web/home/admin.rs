//! The admin's section: what the installation holds, and where to keep it.

use entity::{organisation, outlet, person, scheme_version};
use sea_orm::{EntityTrait, PaginatorTrait};

use super::Figure;
use crate::Result;
use crate::web::{Page, Visit};

/// The section.
pub(super) struct AdminHome {
    pub figures: Vec<Figure>,
    /// Whether the installation is still being set up.
    pub is_new: bool,
}

/// Makes the section.
pub(super) async fn section(visit: &Visit, p: &Page) -> Result<AdminHome> {
    let db = visit.app.db.reader();
    let n_units = organisation::Entity::find().count(db).await?;
    let n_people = person::Entity::find().count(db).await?;
    let n_outlets = outlet::Entity::find().count(db).await?;
    let n_schemes = scheme_version::Entity::find().count(db).await?;
    let figure = |href: &str, key: &str, n: u64| Figure {
        href: href.to_owned(),
        label: p.t(key),
        value: n.to_string(),
        below: String::new(),
    };
    Ok(AdminHome {
        figures: vec![
            figure("/roster", "home.units", n_units),
            figure("/roster", "home.people", n_people),
            figure("/outlets", "home.outlets", n_outlets),
            figure("/schemes", "home.schemes", n_schemes),
        ],
        is_new: n_outlets == 0 || n_schemes == 0 || n_people <= 1,
    })
}
