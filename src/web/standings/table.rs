//! The rows of a ranking: who stands where, what they filed and had adopted, and how they moved.

use entity::{OrganisationClass, SubjectKind};

use super::class_name;
use crate::Result;
use crate::ledger::RankFilter;
use crate::newsroom::{self, Filed, RankTable, Ranked, Ranking};
use crate::people::Viewer;
use crate::sheet::Cell;
use crate::web::list::Column;
use crate::web::page::pager::address;
use crate::web::{Page, Visit};

/// One row of the ranking, or the sum of all.
#[derive(Clone, Default)]
pub(super) struct Row {
    pub place: Option<usize>,
    /// The place; empty where there is none.
    pub rank: String,
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
    /// Adopted of filed, in thousandths; 0 where nothing was filed.
    pub per_mille: i64,
    pub rate: String,
    /// Places won since the period before; none for a newcomer.
    pub moved: Option<i64>,
    pub movement: String,
    pub is_new: bool,
    pub me: bool,
    /// Whether it is the sum of the others.
    pub is_sum: bool,
}

impl Row {
    /// Whether the place is one of the first three.
    pub(super) fn is_top(&self) -> bool {
        self.place.is_some_and(|place| place <= 3)
    }
}

/// The columns of a ranking.
pub(super) fn columns(kind: SubjectKind) -> Vec<Column<Row>> {
    let place: Column<Row> = Column::text("ledger.place", |row| {
        row.place.map_or_else(
            || Cell::text(if row.is_sum { "" } else { "—" }),
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
        Column::number("ledger.rate", |row| Cell::PerMille(row.per_mille)),
        Column::number("ledger.movement", |row| Cell::text(&row.movement)),
    ]);
    columns
}

/// What the rows are made of.
pub(super) struct Table<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    filter: &'a RankFilter,
    ranking: &'a Ranking,
}

impl<'a> Table<'a> {
    /// As the visitor sees it.
    pub(super) fn of(
        visit: &'a Visit,
        p: &'a Page,
        filter: &'a RankFilter,
        ranking: &'a Ranking,
    ) -> Result<Self> {
        Ok(Self {
            p,
            viewer: visit.viewer()?,
            filter,
            ranking,
        })
    }

    /// All rows of the ranking.
    pub(super) fn rows(&self) -> Vec<Row> {
        self.rows_of(&self.ranking.table)
    }

    /// The row of their sum, where all of them are shown.
    pub(super) fn sum(&self) -> Option<Row> {
        self.sum_of(&self.ranking.table)
    }

    /// A table for each class, with places and a sum of its own.
    pub(super) fn by_class(&self) -> Vec<(Option<OrganisationClass>, Vec<Row>)> {
        let tables = self.ranking.by_class().into_iter();
        tables
            .map(|(class, table)| {
                let rows = self.rows_of(&table).into_iter().chain(self.sum_of(&table));
                (class, rows.collect())
            })
            .collect()
    }

    fn rows_of(&self, table: &RankTable) -> Vec<Row> {
        let most = table.rows.iter().map(|row| row.points).max().unwrap_or(0).max(1);
        table.rows.iter().map(|ranked| self.row(ranked, most)).collect()
    }

    fn sum_of(&self, table: &RankTable) -> Option<Row> {
        let sum = table.total.filter(|_| !table.rows.is_empty())?;
        Some(Row {
            is_sum: true,
            name: self.p.t("look.sum"),
            ..self.figures((sum.points, sum.to_date), sum.filed)
        })
    }

    /// A row that only says how much.
    fn figures(&self, (points, to_date): (i64, i64), filed: Filed) -> Row {
        Row {
            hundredths: points,
            points: self.p.points(points),
            hundredths_to_date: to_date,
            to_date: self.p.points(to_date),
            filed: filed.n,
            adopted: filed.n_adopted,
            per_mille: filed.per_mille(),
            rate: filed.rate(),
            ..Row::default()
        }
    }

    fn row(&self, ranked: &Ranked, most: i64) -> Row {
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
        let why = ranked.unranked.as_ref();
        Row {
            place: ranked.place,
            rank: ranked.place.map_or_else(String::new, |place| place.to_string()),
            unranked: why.map_or_else(String::new, |why| self.p.say(&why.message())),
            name: member.name.clone(),
            href: link("", 1),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(self.p, class)),
            percent: (ranked.points * 100 / most).clamp(0, 100),
            filed_href: link("filed", filed.n),
            adopted_href: link("adopted", filed.n_adopted),
            moved: ranked.moved,
            movement: ranked.movement(self.p.language()),
            is_new: ranked.is_new,
            me: is_me(self.viewer, kind, member.id),
            ..self.figures((ranked.points, ranked.to_date), filed)
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
