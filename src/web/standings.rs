//! Rankings of persons and units: place, points, what was filed and adopted, and the movement since the period before.
//! Places come from `newsroom::ranking`; nothing is ranked here.

pub(super) mod periods;
mod table;

use askama::Template;
use entity::{OrganisationClass, SubjectKind};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Filters, Head, Listed, Listing};
use super::page::pager::{Pager, Turn, address};
use super::statements::closed;
use super::{Door, Page, Visit, reply};
use crate::app::App;
use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::ledger::{RankFilter, TieRule};
use crate::newsroom::{self, Ranking, Sight};
use crate::people::policy::{self, Act};
use crate::settings::Publication;
use crate::{Result, ledger};
use periods::{Choice, Tab};
use table::{Row, Table};

/// Rows a page.
const SIZES: [u64; 1] = [100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/standings", Act::ReadStandings, (show_standings, sheet))
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
    heads: Vec<Head>,
    listed: Listed,
    tables: Vec<ClassTable>,
    /// The reader's own row, where it is on another page.
    own: Option<Row>,
    previous: String,
    tie_rule: String,
    /// How much of it the reader is shown; empty where that is all.
    published: String,
    /// What the cumulative points count from.
    year: String,
    /// Where a closed month's figures come from.
    frozen: Option<String>,
    /// What is made of the points: address and name of the pages that the reader may open.
    uses: Vec<(&'static str, String)>,
    /// Number and hash of the ledger's head: that of the close, or today's.
    head: String,
    page: Pager,
}

/// A table of the ranking: all of it, or one class with its name.
struct ClassTable {
    class: Option<String>,
    rows: Vec<Row>,
}

/// Assessments and fees, for whoever may read them; the menu names them to the office alone.
fn uses(visit: &Visit, p: &Page) -> Vec<(&'static str, String)> {
    let pages = [
        ("/assessments", "menu.assessments", Act::ReadAssessments),
        ("/fees", "menu.fees", Act::ReadFees),
    ];
    let may = |act: &Act| policy::may(visit.viewer.as_ref(), *act).is_ok();
    let open = pages.iter().filter(|(_, _, act)| may(act));
    open.map(|(href, key, _)| (*href, p.t(key))).collect()
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
    let p = Page::of(&visit, "/standings").await?;
    let db = visit.app.db.reader();
    let (filter, period) = asked.filter(&visit.app).await?;
    let kind = filter.kind;
    let sight = Sight::of(visit.viewer()?, &visit.app.settings.newsroom);
    let published = published(&p, &sight);
    let ranking = newsroom::ranking(db, sight, &filter, period).await?;
    let table = Table::of(&visit, &p, &filter, &ranking)?;
    let turn = Turn::to(&asked.page, "", &SIZES);
    let (all, is_each) = (table.rows(), asked.class == EACH);
    let (n, mine) = (all.len() as u64, all.iter().find(|row| row.me).cloned());
    let tables = if is_each {
        let named = |(class, rows)| ClassTable {
            class: Some(class_or_none(&p, class)),
            rows,
        };
        table.by_class().into_iter().map(named).collect()
    } else {
        let mut rows = turn.cut(all);
        rows.extend(table.sum());
        vec![ClassTable { class: None, rows }]
    };
    let is_shown = tables.iter().flat_map(|table| &table.rows).any(|row| row.me);
    let own = mine.filter(|_| !is_shown);
    let (frozen, head) = source(&p, db, &ranking).await?;
    let years = newsroom::AssessmentYears::around(db, Month::of(period.last_day())).await?;
    let chosen = Chosen {
        kind: kind.code(),
        period: filter.period.clone(),
        class: asked.class.clone(),
        ties: filter.ties.code(),
    };
    let kept = [
        ("kind", chosen.kind),
        ("period", &chosen.period),
        ("class", &chosen.class),
        ("ties", chosen.ties),
    ];
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
        lengths: periods::lengths(&p, db, period, |text| chosen.with(chosen.kind, text)).await?,
        periods: periods::choices(&p, db, kind, (visit.app.today(), period)).await?,
        classes: classes(&p)
            .into_iter()
            .chain([Choice::of(EACH, p.t("close.each_class"))])
            .collect(),
        ties: vec![
            Choice::of("1224", p.t("ledger.ties_1224")),
            Choice::of("1223", p.t("ledger.ties_1223")),
        ],
        uses: uses(&visit, &p),
        heads: list::heads(&p, &table::columns(kind)),
        listed: Listed::of(&visit, &p, &filters(&p, &filter, (is_each, &published)), n),
        page: Pager::of(if is_each { 0 } else { n }, turn, &SIZES, "/standings", &kept),
        previous: newsroom::period_before(period)
            .map_or_else(String::new, |period| periods::name(&p, period)),
        published,
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

/// Where a closed month's figures come from, and the head of the ledger that the ranking stands on.
async fn source(
    p: &Page,
    db: &impl sea_orm::ConnectionTrait,
    ranking: &Ranking,
) -> Result<(Option<String>, String)> {
    let Some(close) = &ranking.close else {
        let head = ledger::head(db).await?;
        return Ok((None, closed::head_line(p, head.seq, &head.hash)));
    };
    let frozen = p.t("close.frozen_ranking");
    let frozen = match closed::held(p, close)? {
        Some(held) => format!("{frozen} {held}"),
        None => frozen,
    };
    Ok((Some(frozen), closed::head_line(p, close.seq, &close.hash)))
}

impl Question {
    /// Who is ranked, and for which period; the tie rule of the house unless another is asked for.
    async fn filter(&self, app: &App) -> Result<(RankFilter, Period)> {
        let period = periods::asked(app.db.reader(), &self.period, app.today()).await?;
        let filter = RankFilter {
            kind: kind_of(&self.kind)?,
            period: period.to_string(),
            class: match self.class.as_str() {
                "" | EACH => None,
                code => Some(OrganisationClass::from_code(code).ok_or(Error::NotFound)?),
            },
            ties: match self.ties.as_str() {
                "" => app.settings.newsroom.ties,
                code => TieRule::from_code(code).ok_or(Error::NotFound)?,
            },
        };
        Ok((filter, period))
    }
}

/// The whole ranking as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let p = Page::of(&visit, "/standings").await?;
    let (filter, period) = asked.filter(&visit.app).await?;
    let sight = Sight::of(visit.viewer()?, &visit.app.settings.newsroom);
    let published = published(&p, &sight);
    let ranking = newsroom::ranking(visit.app.db.reader(), sight, &filter, period).await?;
    let table = Table::of(&visit, &p, &filter, &ranking)?;
    let is_each = asked.class == EACH;
    // A table for each class, one below the other: the class is a column.
    let mut rows: Vec<Row> = if is_each {
        table.by_class().into_iter().flat_map(|(_, rows)| rows).collect()
    } else {
        table.rows().into_iter().chain(table.sum()).collect()
    };
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (
        p.t1("ledger.ranking_of", periods::name(&p, period)),
        filters(&p, &filter, (is_each, &published)),
    );
    Ok(Listing::of(
        &visit,
        &p,
        heading,
        &table::columns(filter.kind),
        (&rows, total),
    ))
}

/// What narrows the ranking and how it counts, in words.
fn filters(p: &Page, filter: &RankFilter, (is_each, published): (bool, &str)) -> Filters {
    let class = match filter.class {
        Some(class) => class_name(p, class),
        None if is_each => p.t("close.each_class"),
        None => String::new(),
    };
    let kind = match filter.kind {
        SubjectKind::Person => "ledger.persons",
        SubjectKind::Unit => "ledger.units",
    };
    let ties = p.t(&format!("ledger.ties_{}", filter.ties.code()));
    Filters::default()
        .with(p.t("ledger.who"), &p.t(kind))
        .with(p.t("ledger.class"), &class)
        .with(p.t("ledger.ties"), &ties)
        .with(p.t("ledger.published"), published)
}

/// How much of a ranking the reader is shown, in words; empty where that is all.
fn published(p: &Page, sight: &Sight) -> String {
    match sight.shown() {
        Publication::Full => String::new(),
        Publication::Top => p.t1("ledger.published_top", sight.top().unwrap_or_default()),
        Publication::Own => p.t("ledger.published_own"),
    }
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

/// A class of organisation in words, or that there is none.
fn class_or_none(p: &Page, class: Option<OrganisationClass>) -> String {
    class.map_or_else(|| p.t("close.no_class"), |class| class_name(p, class))
}
