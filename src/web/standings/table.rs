//! The rows of a ranking: who stands where, what they filed and had adopted, and how they moved.

use std::collections::HashMap;

use entity::SubjectKind;
use sea_orm::ConnectionTrait;

use super::{class_name, periods};
use crate::calendar::Period;
use crate::ledger::{Place, RankFilter};
use crate::newsroom::{self, Filed, Member};
use crate::people::Viewer;
use crate::sheet::Cell;
use crate::web::list::Column;
use crate::web::page::pager::address;
use crate::web::{Page, Visit};
use crate::{Result, ledger};

/// One row of the ranking.
#[derive(Clone)]
pub(super) struct Row {
    pub rank: usize,
    pub name: String,
    pub href: Option<String>,
    pub unit: String,
    pub class: String,
    pub hundredths: i64,
    pub points: String,
    pub percent: i64,
    pub filed: i64,
    pub filed_href: Option<String>,
    pub adopted: i64,
    pub adopted_href: Option<String>,
    /// Adopted of filed, in thousandths; none where nothing was filed.
    pub per_mille: Option<i64>,
    pub rate: String,
    /// Places won since the period before; none for a newcomer.
    pub moved: Option<i64>,
    pub movement: String,
    pub is_new: bool,
    pub me: bool,
}

/// The columns of a ranking.
pub(super) fn columns(kind: SubjectKind) -> Vec<Column<Row>> {
    let place: Column<Row> = Column::text("ledger.place", |row| {
        Cell::Count(i64::try_from(row.rank).unwrap_or(i64::MAX))
    });
    let unit: Column<Row> = Column::text("ledger.unit", |row| Cell::text(&row.unit));
    let mut columns = if kind == SubjectKind::Unit {
        vec![place, Column::text("ledger.unit", |row| Cell::text(&row.name))]
    } else {
        vec![
            place,
            Column::text("ledger.name", |row| Cell::text(&row.name)),
            unit,
        ]
    };
    columns.extend([
        Column::text("ledger.class", |row: &Row| Cell::text(&row.class)),
        Column::number("look.points", |row| Cell::Points(row.hundredths)),
        Column::number("ledger.filed", |row| Cell::Count(row.filed)),
        Column::number("ledger.adopted", |row| Cell::Count(row.adopted)),
        Column::number("ledger.rate", |row| {
            row.per_mille
                .map_or_else(|| Cell::text(&row.rate), Cell::PerMille)
        }),
        Column::number("ledger.movement", |row| Cell::text(&row.movement)),
    ]);
    columns
}

/// All rows of a ranking.
pub(super) async fn rows(visit: &Visit, p: &Page, filter: &RankFilter, period: Period) -> Result<Vec<Row>> {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let now = ranking(db, filter, period).await?;
    let before = match periods::previous(period) {
        Some(previous) => former(db, filter, previous).await?,
        None => None,
    };
    let filed = newsroom::filed(db, filter.kind, period).await?;
    let table = Table {
        p,
        viewer,
        kind: filter.kind,
        period: &filter.period,
        now: &now,
        before: before.as_ref(),
        filed: &filed,
    };
    Ok(table.rows())
}

/// A ranking with who stands in it.
struct Ranking {
    members: HashMap<i64, Member>,
    places: Vec<Place>,
}

async fn ranking(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Ranking> {
    let members: HashMap<i64, Member> = newsroom::members(db, filter.kind, period)
        .await?
        .into_iter()
        .filter(|member| filter.class.is_none() || member.class == filter.class)
        .map(|member| (member.id, member))
        .collect();
    let keys: Vec<i64> = members.keys().copied().collect();
    let places = ledger::standings(db, filter, &keys).await?;
    Ok(Ranking { members, places })
}

/// The ranking of the period before; none where nobody had points then, since then nobody moved.
async fn former(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Option<Ranking>> {
    let filter = RankFilter {
        period: period.to_string(),
        ..filter.clone()
    };
    let ranking = ranking(db, &filter, period).await?;
    Ok(ranking
        .places
        .iter()
        .any(|place| place.points != 0)
        .then_some(ranking))
}

/// What the rows are made of.
struct Table<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    kind: SubjectKind,
    period: &'a str,
    now: &'a Ranking,
    before: Option<&'a Ranking>,
    filed: &'a HashMap<i64, Filed>,
}

impl Table<'_> {
    fn rows(&self) -> Vec<Row> {
        let most = self.now.places.first().map_or(0, |place| place.points).max(1);
        let places = self.now.places.iter();
        places
            .filter_map(|place| Some(self.row(place, self.now.members.get(&place.subject_id)?, most)))
            .collect()
    }

    fn row(&self, place: &Place, member: &Member, most: i64) -> Row {
        let filed = self.filed.get(&place.subject_id).copied().unwrap_or_default();
        let may = newsroom::may_read_statement(self.viewer, (self.kind, place.subject_id));
        let path = format!("/statements/{}/{}", self.kind.code(), place.subject_id);
        let link = |show: &str, n: i64| {
            let fields = [("period", self.period), ("show", show)];
            let said: Vec<_> = fields
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            (may && n != 0).then(|| address(&path, &said))
        };
        let former = self
            .before
            .and_then(|before| ledger::place_of(&before.places, place.subject_id));
        let moved = former.map(|former| places_won(former.rank, place.rank));
        let is_new = self.before.is_some() && former.is_none();
        Row {
            rank: place.rank,
            name: member.name.clone(),
            href: link("", 1),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(self.p, class)),
            hundredths: place.points,
            points: self.p.points(place.points),
            percent: (place.points * 100 / most).clamp(0, 100),
            filed: filed.n,
            filed_href: link("filed", filed.n),
            adopted: filed.n_adopted,
            adopted_href: link("adopted", filed.n_adopted),
            per_mille: per_mille(filed),
            rate: per_mille(filed).map_or_else(|| "—".to_owned(), |n| Cell::PerMille(n).shown()),
            moved,
            movement: self.movement(moved, is_new),
            is_new,
            me: is_me(self.viewer, self.kind, place.subject_id),
        }
    }

    /// The movement in words, as the screen says it.
    fn movement(&self, moved: Option<i64>, is_new: bool) -> String {
        match moved {
            Some(0) => self.p.t("look.moved_none"),
            Some(up @ 1..) => format!("↑ {up}"),
            Some(down) => format!("↓ {}", down.abs()),
            None if is_new => self.p.t("ledger.newcomer"),
            None => String::new(),
        }
    }
}

/// Whether the row is the reader's own, or that of a unit of theirs.
fn is_me(viewer: &Viewer, kind: SubjectKind, id: i64) -> bool {
    use entity::Role::{Reporter, UnitReviewer};
    match kind {
        SubjectKind::Person => viewer.id().0 == id,
        SubjectKind::Unit => viewer
            .organisations(Reporter)
            .chain(viewer.organisations(UnitReviewer))
            .any(|unit| unit.0 == id),
    }
}

fn places_won(before: usize, now: usize) -> i64 {
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    place(before) - place(now)
}

/// The adoption rate in thousandths, rounded half up; none where nothing was filed.
fn per_mille(filed: Filed) -> Option<i64> {
    (filed.n != 0).then(|| (filed.n_adopted * 2_000 + filed.n) / (filed.n * 2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_rounded_to_one_decimal_and_is_none_without_pieces() {
        for (n, n_adopted, rate) in [
            (0, 0, None),
            (3, 2, Some(667)),
            (3, 1, Some(333)),
            (8, 1, Some(125)),
            (4, 4, Some(1_000)),
            (5, 0, Some(0)),
        ] {
            assert_eq!(per_mille(Filed { n, n_adopted }), rate);
        }
    }

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
