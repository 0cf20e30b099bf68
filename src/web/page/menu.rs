//! The menu: which places a viewer sees, with what waits there.

use entity::{ArticleState, Role};

use crate::newsroom::{self, ArticleFilter};
use crate::people::Viewer;
use crate::people::policy::{self, Act};
use crate::web::Visit;
use crate::{Result, i18n};

/// One place of the menu.
#[derive(Clone, Debug)]
pub struct Place {
    /// Its address.
    pub href: &'static str,
    /// Its icon in the sprite.
    pub icon: &'static str,
    /// Its name.
    pub label: String,
    /// How many things wait there.
    pub count: Option<u64>,
    /// Whether the reader is there.
    pub on: bool,
}

/// Address, icon, message key, act, in the order of the menu; the first five that a viewer may reach are the tabs.
/// Assessments and fees stand here for whoever keeps them; the rankings lead everybody else there.
const PLACES: &[(&str, &str, &str, Act)] = &[
    ("/", "home", "menu.home", Act::ReadHome),
    ("/write", "edit", "menu.write", Act::WriteArticle),
    ("/articles", "files", "menu.articles", Act::ReadOwnArticles),
    ("/sign", "circle-check", "menu.sign", Act::ReadUnitQueue),
    ("/desk", "inbox", "menu.desk", Act::ReadDesk),
    ("/adoptions", "broadcast", "menu.adoptions", Act::RecordAdoption),
    ("/search", "search", "menu.search", Act::Search),
    ("/standings", "award", "menu.standings", Act::ReadStandings),
    ("/disputes", "scale", "menu.disputes", Act::ReadDisputes),
    ("/closes", "lock", "menu.closes", Act::CheckClose),
    ("/trends", "chart-line", "menu.trends", Act::ReadTrends),
    ("/circulars", "file-text", "menu.circulars", Act::ReadCirculars),
    ("/occurrences", "flag", "menu.occurrences", Act::ListOccurrences),
    (
        "/adjustments",
        "adjustments",
        "menu.adjustments",
        Act::ReadAdjustments,
    ),
    (
        "/assessments",
        "calculator",
        "menu.assessments",
        Act::ReadAdjustments,
    ),
    ("/fees", "clipboard-data", "menu.fees", Act::ReadAdjustments),
    ("/schemes", "book-2", "menu.schemes", Act::ReadSchemes),
    ("/outlets", "news", "menu.outlets", Act::KeepOutlets),
    ("/roster", "users", "menu.roster", Act::KeepRoster),
    ("/audit", "shield-check", "menu.audit", Act::ReadAudit),
    (
        "/installation",
        "settings",
        "menu.installation",
        Act::ReadInstallation,
    ),
];

/// The places that a viewer may reach.
pub(super) async fn places(visit: &Visit, viewer: &Viewer, here: &str) -> Result<Vec<Place>> {
    let mut places = Vec::new();
    for (href, icon, key, act) in PLACES {
        if policy::may(Some(viewer), *act).is_err() {
            continue;
        }
        places.push(Place {
            href,
            icon,
            label: i18n::t(visit.language, key),
            count: waiting(visit, viewer, href).await?.filter(|n| *n > 0),
            on: *href == here,
        });
    }
    Ok(places)
}

/// How many things wait at a place.
async fn waiting(visit: &Visit, viewer: &Viewer, href: &str) -> Result<Option<u64>> {
    let filter = match href {
        "/articles" => ArticleFilter {
            reporter: Some(viewer.id()),
            states: vec![ArticleState::Returned],
            ..ArticleFilter::default()
        },
        "/sign" => ArticleFilter {
            units: Some(viewer.organisations(Role::UnitReviewer).collect()),
            states: vec![ArticleState::UnitReview],
            ..ArticleFilter::default()
        },
        "/desk" => ArticleFilter {
            states: vec![ArticleState::InReview],
            claimed_by: Some(viewer.id()),
            ..ArticleFilter::default()
        },
        _ => return Ok(None),
    };
    Ok(Some(newsroom::n_fitting(&visit.app.db, &filter).await?))
}
