//! Where a reporter stands among all reporters of today.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{OrganisationId, Role, SubjectKind};
use sea_orm::DatabaseConnection;

use crate::Result;
use crate::calendar::Month;
use crate::ledger::{self, Place, RankFilter, TieRule};
use crate::newsroom::Sight;
use crate::people::{self, Roster, Viewer};
use crate::web::{Page, Visit};

/// A place of the ranking.
pub(super) struct Ranked {
    /// The place; a dash for whoever has no points yet.
    pub rank: String,
    pub name: String,
    pub unit: String,
    pub points: String,
    pub me: bool,
}

/// Where the viewer stands among all reporters of today.
pub(super) struct Standing {
    /// Points of the month, in hundredths.
    pub points: i64,
    /// The place, and how far the next one is.
    pub words: String,
    /// Places won since the month before; none without points.
    pub moved: Option<i64>,
    /// The places around one's own.
    pub rows: Vec<Ranked>,
}

/// All reporters of a day with their units, and their places in a month and in the one before it.
struct Field {
    unit_of: HashMap<i64, OrganisationId>,
    places: Vec<Place>,
    before: Vec<Place>,
}

impl Field {
    async fn read(db: &DatabaseConnection, today: NaiveDate, month: Month) -> Result<Self> {
        let mut unit_of: HashMap<i64, OrganisationId> = HashMap::new();
        for (person, unit) in people::holders(db, Role::Reporter, today).await? {
            unit_of.entry(person.0).or_insert(unit);
        }
        let mut members: Vec<i64> = unit_of.keys().copied().collect();
        members.sort_unstable();
        let of_month = async |month: Month| {
            let filter = RankFilter {
                kind: SubjectKind::Person,
                period: month.to_string(),
                class: None,
                ties: TieRule::Standard,
            };
            ledger::standings(db, &filter, &members).await
        };
        Ok(Self {
            places: of_month(month).await?,
            before: of_month(month.minus(1)).await?,
            unit_of,
        })
    }
}

/// The viewer's place in a month, and those around it as far as the house publishes them.
pub(super) async fn standing(visit: &Visit, viewer: &Viewer, p: &Page, month: Month) -> Result<Standing> {
    let (db, me) = (visit.app.db.reader(), viewer.id().0);
    let today = visit.app.today();
    let field = visit.app.db.kept(format!("{today} {month}"), |db| async move {
        Field::read(&db, today, month).await
    });
    let field = field.await?;
    let Field {
        unit_of,
        places,
        before,
    } = field.as_ref();
    let points = ledger::total(db, (SubjectKind::Person, me), &month.to_string()).await?;
    let Some(mine) = ledger::place_of(places, me) else {
        return Ok(Standing {
            points,
            words: String::new(),
            moved: None,
            rows: Vec::new(),
        });
    };
    // Whoever is not published is not told by the distance to them either.
    let sight = Sight::of(viewer, &visit.app.settings.newsroom);
    let shows = |place: &&Place| sight.shows((SubjectKind::Person, place.subject_id), Some(place.rank));
    let above = places.iter().rev().find(|place| place.points > mine.points);
    let above = above.filter(shows);
    let behind = above.map(|above| p.t1("home.behind", p.points(above.points - mine.points)));
    let words = if mine.points == 0 {
        format!("{}{}", p.t("home.no_points"), behind.unwrap_or_default())
    } else {
        let place = p.t2("home.rank", mine.rank, places.len());
        let first = (mine.rank == 1).then(|| p.t("home.first"));
        format!("{place}{}", behind.or(first).unwrap_or_default())
    };
    let was = ledger::place_of(before, me).map_or(mine.rank, |place| place.rank);
    let places_up = i64::try_from(was).unwrap_or(0) - i64::try_from(mine.rank).unwrap_or(0);
    let roster = Roster::kept(&visit.app.db).await?;
    let row = |place: &Place| Ranked {
        rank: if place.points == 0 {
            "—".to_owned()
        } else {
            place.rank.to_string()
        },
        name: roster.person(entity::PersonId(place.subject_id)).to_owned(),
        unit: unit_of
            .get(&place.subject_id)
            .map_or_else(String::new, |unit| roster.unit(*unit).to_owned()),
        points: p.points(place.points),
        me: place.subject_id == me,
    };
    let shown: Vec<&Place> = places.iter().filter(shows).collect();
    let at = shown.iter().position(|place| place.subject_id == me);
    let near = shown.into_iter().skip(at.unwrap_or(0).saturating_sub(2)).take(5);
    let rows = near.map(row).collect();
    Ok(Standing {
        points,
        words,
        moved: (mine.points != 0).then_some(places_up),
        rows,
    })
}
