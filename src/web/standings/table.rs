//! The rows of a ranking: who stands where, what they filed and had adopted, and how they moved.

use std::collections::HashMap;

use entity::{OrganisationClass, SubjectKind};
use sea_orm::ConnectionTrait;

use super::{class_name, periods};
use crate::Result;
use crate::calendar::Period;
use crate::ledger::RankFilter;
use crate::newsroom::{self, Filed, Ranked, Ranking};
use crate::people::Viewer;
use crate::sheet::Cell;
use crate::web::list::Column;
use crate::web::page::pager::address;
use crate::web::statements::closed;
use crate::web::{Page, Visit};

/// One row of the ranking.
#[derive(Clone)]
pub(super) struct Row {
    pub place: Option<usize>,
    /// The place; empty where there is none.
    pub rank: String,
    pub is_top: bool,
    /// Why there is no place.
    pub unranked: String,
    pub name: String,
    pub href: Option<String>,
    pub unit: String,
    pub class: String,
    pub hundredths: i64,
    pub points: String,
    pub percent: i64,
    pub hundredths_to_date: i64,
    pub to_date: String,
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
        row.place.map_or_else(
            || Cell::text("—"),
            |place| Cell::Count(i64::try_from(place).unwrap_or(i64::MAX)),
        )
    });
    let unranked: Column<Row> = Column::below("ledger.not_ranked", |row| Cell::text(&row.unranked));
    let unit: Column<Row> = Column::text("ledger.unit", |row| Cell::text(&row.unit));
    let mut columns = if kind == SubjectKind::Unit {
        vec![
            place,
            Column::text("ledger.unit", |row| Cell::text(&row.name)),
            unranked,
        ]
    } else {
        vec![
            place,
            Column::text("ledger.name", |row| Cell::text(&row.name)),
            unranked,
            unit,
        ]
    };
    columns.extend([
        Column::text("ledger.class", |row: &Row| Cell::text(&row.class)),
        Column::number("look.points", |row| Cell::Points(row.hundredths)),
        Column::number("close.to_date", |row| Cell::Points(row.hundredths_to_date)),
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

/// A ranking, and the one before it that it is compared with.
pub(super) struct Compared {
    pub now: Ranking,
    before: Option<Ranking>,
}

impl Compared {
    /// Reads both.
    pub(super) async fn load(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Self> {
        let now = newsroom::ranking(db, filter, period).await?;
        let before = match periods::previous(period) {
            Some(previous) => former(db, filter, previous).await?,
            None => None,
        };
        // What is frozen is compared with what is frozen.
        let before = before.filter(|before| now.close.is_none() || before.close.is_some());
        Ok(Self { now, before })
    }
}

/// The ranking of the period before; none where nobody had points then, since then nobody moved.
async fn former(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Option<Ranking>> {
    let filter = RankFilter {
        period: period.to_string(),
        ..filter.clone()
    };
    let ranking = newsroom::ranking(db, &filter, period).await?;
    Ok(ranking.rows.iter().any(|row| row.points != 0).then_some(ranking))
}

/// What the rows are made of.
pub(super) struct Table<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    filter: &'a RankFilter,
    compared: &'a Compared,
}

impl<'a> Table<'a> {
    /// As the visitor sees it.
    pub(super) fn of(
        visit: &'a Visit,
        p: &'a Page,
        filter: &'a RankFilter,
        compared: &'a Compared,
    ) -> Result<Self> {
        Ok(Self {
            p,
            viewer: visit.viewer()?,
            filter,
            compared,
        })
    }

    /// All rows of the ranking.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.of_table(&self.compared.now.rows, self.filter.class)
    }

    /// A table for each class, with places of its own.
    pub(super) fn by_class(&self) -> Vec<(Option<OrganisationClass>, Vec<Row>)> {
        let tables = self.compared.now.by_class().into_iter();
        tables
            .map(|(class, rows)| (class, self.of_table(&rows, class)))
            .collect()
    }

    /// The rows of one table; a class that is not that of the whole page has places of its own.
    fn of_table(&self, rows: &[Ranked], class: Option<OrganisationClass>) -> Vec<Row> {
        let most = rows.iter().map(|row| row.points).max().unwrap_or(0).max(1);
        let before = self.compared.before.as_ref();
        let by_class = before.map(Ranking::by_class);
        let of_class = by_class
            .as_ref()
            .and_then(|tables| tables.iter().find(|(of, _)| class.is_some() && *of == class));
        let former = match (of_class, before) {
            (Some((_, rows)), _) => rows.as_slice(),
            (None, Some(before)) => before.rows.as_slice(),
            (None, None) => &[],
        };
        let places: HashMap<i64, usize> = former
            .iter()
            .filter_map(|row| Some((row.member.id, row.place?)))
            .collect();
        rows.iter()
            .map(|ranked| self.row(ranked, &places, most))
            .collect()
    }

    fn row(&self, ranked: &Ranked, former: &HashMap<i64, usize>, most: i64) -> Row {
        let (member, filed, kind) = (&ranked.member, ranked.filed, self.filter.kind);
        let may = newsroom::may_read_statement(self.viewer, (kind, member.id));
        let path = format!("/statements/{}/{}", kind.code(), member.id);
        let link = |show: &str, n: i64| {
            let fields = [("period", self.filter.period.as_str()), ("show", show)];
            let said: Vec<_> = fields
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            (may && n != 0).then(|| address(&path, &said))
        };
        let before = former.get(&member.id);
        let moved = ranked
            .place
            .zip(before)
            .map(|(now, before)| places_won(*before, now));
        let is_new = self.compared.before.is_some() && ranked.place.is_some() && before.is_none();
        let why = ranked.unranked.as_ref();
        Row {
            place: ranked.place,
            rank: ranked.place.map_or_else(String::new, |place| place.to_string()),
            is_top: ranked.place.is_some_and(|place| place <= 3),
            unranked: why.map_or_else(String::new, |why| closed::unranked(self.p, why)),
            name: member.name.clone(),
            href: link("", 1),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(self.p, class)),
            hundredths: ranked.points,
            points: self.p.points(ranked.points),
            percent: (ranked.points * 100 / most).clamp(0, 100),
            hundredths_to_date: ranked.to_date,
            to_date: self.p.points(ranked.to_date),
            filed: filed.n,
            filed_href: link("filed", filed.n),
            adopted: filed.n_adopted,
            adopted_href: link("adopted", filed.n_adopted),
            per_mille: per_mille(filed),
            rate: per_mille(filed).map_or_else(|| "0".to_owned(), |n| Cell::PerMille(n).shown()),
            moved,
            movement: self.movement(moved, is_new),
            is_new,
            me: is_me(self.viewer, kind, member.id),
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
