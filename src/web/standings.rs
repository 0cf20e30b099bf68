//! Rankings of persons and units: place, points, what was filed and adopted, and the movement since the period before.
//! Places come from `ledger::standings`; nothing is ranked here.

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
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::calendar::Period;
use crate::error::Error;
use crate::ledger::{RankFilter, TieRule};
use crate::people::policy::Act;
use periods::{Choice, Tab};
use table::Row;

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
    rows: Vec<Row>,
    /// The reader's own row, where it is on another page.
    own: Option<Row>,
    previous: String,
    tie_rule: String,
    page: Pager,
}

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
    let (filter, period) = asked.filter(visit.app.today())?;
    let kind = filter.kind;
    let all = table::rows(&visit, &p, &filter, period).await?;
    let total = u64::try_from(all.len()).unwrap_or(u64::MAX);
    let turn = Turn::to(&asked.page, "", &SIZES);
    let (from, until) = (turn.offset(), turn.offset() + turn.size);
    let own = (0_u64..)
        .zip(&all)
        .find(|(at, row)| row.me && !(from..until).contains(at));
    let own = own.map(|(_, row)| row.clone());
    let rows = turn.cut(all);
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
        lengths: periods::lengths(&p, period, |text| chosen.with(chosen.kind, text)),
        periods: periods::choices(&p, visit.app.db.reader(), kind, (visit.app.today(), period)).await?,
        classes: classes(&p),
        ties: vec![
            Choice::of("1224", p.t("ledger.ties_1224")),
            Choice::of("1223", p.t("ledger.ties_1223")),
        ],
        heads: list::heads(&p, &table::columns(kind)),
        listed: Listed::of(&visit, &p, &filters(&p, &filter), total),
        page: Pager::of(total, turn, &SIZES, "/standings", &kept),
        previous: periods::previous(period).map_or_else(String::new, |period| periods::name(&p, period)),
        tie_rule: p.t(match filter.ties {
            TieRule::Standard => "ledger.rule_1224",
            TieRule::Dense => "ledger.rule_1223",
        }),
        rows,
        own,
        chosen,
        p,
    })
}

impl Question {
    /// Who is ranked, and for which period.
    fn filter(&self, today: chrono::NaiveDate) -> Result<(RankFilter, Period)> {
        let period = periods::parse(&self.period, today)?;
        let filter = RankFilter {
            kind: kind_of(&self.kind)?,
            period: period.to_string(),
            class: match self.class.as_str() {
                "" => None,
                code => Some(OrganisationClass::from_code(code).ok_or(Error::NotFound)?),
            },
            ties: match self.ties.as_str() {
                "" => TieRule::default(),
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
    let (filter, period) = asked.filter(visit.app.today())?;
    let mut rows = table::rows(&visit, &p, &filter, period).await?;
    let total = u64::try_from(rows.len()).unwrap_or(u64::MAX);
    rows.truncate(list::most(&visit));
    let heading = (
        p.t1("ledger.ranking_of", periods::name(&p, period)),
        filters(&p, &filter),
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
fn filters(p: &Page, filter: &RankFilter) -> Filters {
    let class = filter
        .class
        .map_or_else(String::new, |class| class_name(p, class));
    let kind = match filter.kind {
        SubjectKind::Person => "ledger.persons",
        SubjectKind::Unit => "ledger.units",
    };
    let ties = p.t(&format!("ledger.ties_{}", filter.ties.code()));
    Filters::default()
        .with(p.t("ledger.who"), &p.t(kind))
        .with(p.t("ledger.class"), &class)
        .with(p.t("ledger.ties"), &ties)
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
