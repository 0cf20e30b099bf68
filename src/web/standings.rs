//! Rankings of persons and units: place, points, what was filed and adopted, and the movement since the period before.
//! Places come from `ledger::standings`; nothing is ranked here.

mod figures;
pub(super) mod periods;

use std::collections::HashMap;

use askama::Template;
use entity::{OrganisationClass, SubjectKind};
use poem::handler;
use sea_orm::ConnectionTrait;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::page::pager::{Pager, Turn, address};
use super::statements::closed;
use super::{Door, Page, Visit, reply};
use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::ledger::{RankFilter, TieRule};
use crate::newsroom::{self, Ranked, Ranking};
use crate::people::Viewer;
use crate::people::policy::Act;
use crate::{Result, ledger};
use figures::{places_won, rate};
use periods::{Choice, Tab};

/// Rows a page.
const SIZES: [u64; 1] = [100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/standings", Act::ReadStandings, show_standings)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    kind: String,
    period: String,
    class: String,
    ties: String,
    page: String,
}

/// One row of the ranking.
struct Row {
    /// The place; empty where there is none.
    rank: String,
    is_top: bool,
    /// Why there is no place.
    unranked: String,
    name: String,
    href: Option<String>,
    unit: String,
    class: String,
    points: String,
    percent: i64,
    to_date: String,
    filed: i64,
    filed_href: Option<String>,
    adopted: i64,
    adopted_href: Option<String>,
    rate: String,
    /// Places won since the period before; none for a newcomer.
    moved: Option<i64>,
    is_new: bool,
    me: bool,
}

#[derive(Template)]
#[template(path = "standings.html")]
struct StandingsPage {
    p: Page,
    title: String,
    is_unit: bool,
    kinds: Vec<Tab>,
    lengths: Vec<Tab>,
    periods: Vec<Choice>,
    classes: Vec<Choice>,
    ties: Vec<Choice>,
    chosen: Chosen,
    tables: Vec<ClassTable>,
    /// The reader's own row, where it is on another page.
    own: Option<Row>,
    previous: String,
    tie_rule: String,
    /// What the cumulative points count from.
    year: String,
    /// Where a closed month's figures come from.
    frozen: Option<String>,
    /// Number and hash of the ledger's head: that of the close, or today's.
    head: String,
    page: Pager,
}

/// A table of the ranking: all of it, or one class with its name.
struct ClassTable {
    class: Option<String>,
    rows: Vec<Row>,
}

/// The class that stands for a table for each class.
const EACH: &str = "each";

/// What is chosen, as the address spells it.
struct Chosen {
    kind: &'static str,
    period: String,
    class: String,
    ties: &'static str,
}

impl Chosen {
    /// The address of this ranking with one part changed.
    fn with(&self, kind: &str, period: &str) -> String {
        let fields = [
            ("kind", kind),
            ("period", period),
            ("class", &self.class),
            ("ties", self.ties),
        ];
        let said: Vec<_> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        address("/standings", &said)
    }
}

#[handler]
async fn show_standings(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let today = visit.app.today();
    let kind = kind_of(&asked.kind)?;
    let period = periods::parse(&asked.period, today)?;
    let filter = RankFilter {
        kind,
        period: period.to_string(),
        class: match asked.class.as_str() {
            "" | EACH => None,
            code => Some(OrganisationClass::from_code(code).ok_or(Error::NotFound)?),
        },
        ties: match asked.ties.as_str() {
            "" => visit.app.settings.newsroom.ties,
            code => TieRule::from_code(code).ok_or(Error::NotFound)?,
        },
    };
    let p = Page::of(&visit, "/standings").await?;
    let now = newsroom::ranking(db, &filter, period).await?;
    let before = match periods::previous(period) {
        Some(previous) => former(db, &filter, previous).await?,
        None => None,
    };
    // What is frozen is compared with what is frozen.
    let before = before.filter(|before| now.close.is_none() || before.close.is_some());
    let table = Table {
        p: &p,
        viewer,
        kind,
        period: &filter.period,
        before: before.as_ref(),
    };
    let is_each = asked.class == EACH;
    let turn = Turn::to(&asked.page, "", &SIZES);
    let tables = if is_each {
        let table = |(class, rows): (Option<OrganisationClass>, Vec<Ranked>)| ClassTable {
            class: Some(class.map_or_else(|| p.t("close.no_class"), |class| class_name(&p, class))),
            rows: table.rows(&rows, class),
        };
        now.by_class().into_iter().map(table).collect()
    } else {
        vec![ClassTable {
            class: None,
            rows: turn.cut(table.rows(&now.rows, filter.class)),
        }]
    };
    let is_shown = tables.iter().flat_map(|table| &table.rows).any(|row| row.me);
    let own = table
        .rows(&now.rows, filter.class)
        .into_iter()
        .find(|row| row.me)
        .filter(|_| !is_shown);
    let head = match &now.close {
        Some(close) => closed::head_line(&p, close.seq, &close.hash),
        None => {
            let head = ledger::head(db).await?;
            closed::head_line(&p, head.seq, &head.hash)
        }
    };
    let frozen = match &now.close {
        None => None,
        Some(close) => Some(match closed::held(&p, close)? {
            Some(held) => format!("{} {held}", p.t("close.frozen_ranking")),
            None => p.t("close.frozen_ranking"),
        }),
    };
    let years = newsroom::AssessmentYears::around(db, Month::of(period.last_day())).await?;
    let chosen = Chosen {
        kind: kind.code(),
        period: filter.period.clone(),
        class: asked.class,
        ties: filter.ties.code(),
    };
    let kept = [
        ("kind", chosen.kind),
        ("period", &chosen.period),
        ("class", &chosen.class),
        ("ties", chosen.ties),
    ];
    let total = if is_each { 0 } else { now.rows.len() as u64 };
    reply::page(&StandingsPage {
        title: p.t1("ledger.ranking_of", periods::name(&p, period)),
        is_unit: kind == SubjectKind::Unit,
        kinds: [
            (SubjectKind::Person, "ledger.persons"),
            (SubjectKind::Unit, "ledger.units"),
        ]
        .into_iter()
        .map(|(one, key)| Tab {
            href: chosen.with(one.code(), &chosen.period),
            label: p.t(key),
            on: one == kind,
        })
        .collect(),
        lengths: periods::lengths(&p, period, |text| chosen.with(chosen.kind, text)),
        periods: periods::choices(&p, db, kind, (today, period)).await?,
        classes: classes(&p)
            .into_iter()
            .chain([Choice::of(EACH, p.t("close.each_class"))])
            .collect(),
        ties: vec![
            Choice::of("1224", p.t("ledger.ties_1224")),
            Choice::of("1223", p.t("ledger.ties_1223")),
        ],
        page: Pager::of(total, turn, &SIZES, "/standings", &kept),
        previous: periods::previous(period).map_or_else(String::new, |period| periods::name(&p, period)),
        tie_rule: p.t(match filter.ties {
            TieRule::Standard => "ledger.rule_1224",
            TieRule::Dense => "ledger.rule_1223",
        }),
        year: p.t1(
            "close.year_is",
            p.t(if years.differ_from_calendar() {
                "close.year_scheme"
            } else {
                "close.year_calendar"
            }),
        ),
        frozen,
        head,
        tables,
        own,
        chosen,
        p,
    })
}

/// Persons unless units are asked for.
pub(super) fn kind_of(text: &str) -> Result<SubjectKind> {
    match text {
        "" => Ok(SubjectKind::Person),
        code => SubjectKind::from_code(code).ok_or(Error::NotFound),
    }
}

/// The classes of organisation as choices, any first.
pub(super) fn classes(p: &Page) -> Vec<Choice> {
    let any = Choice::of("", p.t("ledger.any_class"));
    let all = OrganisationClass::ALL
        .iter()
        .map(|class| Choice::of(class.code(), class_name(p, *class)));
    std::iter::once(any).chain(all).collect()
}

/// A class of organisation in words.
pub(super) fn class_name(p: &Page, class: OrganisationClass) -> String {
    p.t(&format!("class.{}", class.code()))
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
struct Table<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    kind: SubjectKind,
    period: &'a str,
    before: Option<&'a Ranking>,
}

impl Table<'_> {
    /// The rows of one table; a class that is not that of the whole page has places of its own.
    fn rows(&self, rows: &[Ranked], class: Option<OrganisationClass>) -> Vec<Row> {
        let most = rows.iter().map(|row| row.points).max().unwrap_or(0).max(1);
        let before = self.before.map(|before| before.by_class());
        let of_class = before
            .as_ref()
            .and_then(|tables| tables.iter().find(|(of, _)| class.is_some() && *of == class));
        let former = match (of_class, self.before) {
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
        let (member, filed) = (&ranked.member, ranked.filed);
        let may = newsroom::may_read_statement(self.viewer, (self.kind, member.id));
        let path = format!("/statements/{}/{}", self.kind.code(), member.id);
        let link = |show: &str, n: i64| {
            let fields = [("period", self.period), ("show", show)];
            let said: Vec<_> = fields
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            (may && n != 0).then(|| address(&path, &said))
        };
        Row {
            rank: ranked.place.map_or_else(String::new, |place| place.to_string()),
            is_top: ranked.place.is_some_and(|place| place <= 3),
            unranked: ranked
                .unranked
                .as_ref()
                .map_or_else(String::new, |why| closed::unranked(self.p, why)),
            to_date: self.p.points(ranked.to_date),
            name: member.name.clone(),
            href: link("", 1),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(self.p, class)),
            points: self.p.points(ranked.points),
            percent: (ranked.points * 100 / most).clamp(0, 100),
            filed: filed.n,
            filed_href: link("filed", filed.n),
            adopted: filed.n_adopted,
            adopted_href: link("adopted", filed.n_adopted),
            rate: rate(filed),
            moved: ranked
                .place
                .and_then(|now| former.get(&member.id).map(|before| places_won(*before, now))),
            is_new: self.before.is_some() && ranked.place.is_some() && !former.contains_key(&member.id),
            me: is_me(self.viewer, self.kind, member.id),
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
