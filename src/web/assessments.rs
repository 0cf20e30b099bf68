//! 考核折算: what an assessment year's points are worth by the scheme, each score with its arithmetic in words.

use askama::Template;
use entity::SubjectKind;
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::page::pager::address;
use super::standings::periods::{self, Choice, Tab};
use super::standings::{class_name, kind_of};
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::calendar::Period;
use crate::error::Error;
use crate::newsroom::{self, AssessedRow, AssessmentSheet};
use crate::people::policy::{self, Act};
use crate::sheet::Cell;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/assessments", Act::ReadAssessments, (show_assessments, sheet))
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    kind: String,
    year: String,
}

/// A score.
struct Row {
    name: String,
    href: String,
    unit: String,
    class: String,
    total_hundredths: i64,
    total: String,
    /// The arithmetic of each part, then of the whole.
    words: Vec<String>,
    passed: String,
    has_failed: bool,
    score_hundredths: i64,
    score: String,
    scheme: String,
}

/// The columns.
fn columns(kind: SubjectKind) -> Vec<Column<Row>> {
    let mut columns: Vec<Column<Row>> = vec![Column::text(
        if kind == SubjectKind::Unit {
            "ledger.unit"
        } else {
            "ledger.name"
        },
        |row| Cell::text(&row.name),
    )];
    if kind == SubjectKind::Person {
        columns.push(Column::text("ledger.unit", |row| Cell::text(&row.unit)));
    }
    columns.extend([
        Column::text("ledger.class", |row: &Row| Cell::text(&row.class)),
        Column::number("assess.total", |row| Cell::Points(row.total_hundredths)),
        Column::text("look.arithmetic", |row| Cell::text(row.words.join("\n"))),
        Column::text("look.rule", |row| Cell::text(&row.scheme)),
        Column::text("assess.passed", |row| Cell::text(&row.passed)),
        Column::number("assess.score", |row| Cell::Points(row.score_hundredths)),
    ]);
    columns
}

#[derive(Template)]
#[template(path = "assessments.html")]
struct AssessmentsPage {
    p: Page,
    title: String,
    kind: &'static str,
    is_unit: bool,
    kinds: Vec<Tab>,
    years: Vec<Choice>,
    year: String,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    has_rule: bool,
    /// Where the rule is written, for whoever writes it.
    schemes_href: &'static str,
}

#[handler]
async fn show_assessments(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let p = Page::of(&visit, "/assessments").await?;
    let (kind, read) = asked.read(&visit).await?;
    let rows = rows(&p, kind, &read);
    let year = read.year.map_or_else(String::new, |year| year.to_string());
    reply::page(&AssessmentsPage {
        title: title(&p, read.year),
        kind: kind.code(),
        is_unit: kind == SubjectKind::Unit,
        kinds: [
            (SubjectKind::Unit, "ledger.units"),
            (SubjectKind::Person, "ledger.persons"),
        ]
        .into_iter()
        .map(|(one, key)| Tab {
            href: address("/assessments", &[("kind", one.code()), ("year", &year)]),
            label: p.t(key),
            on: one == kind,
        })
        .collect(),
        years: read
            .years
            .iter()
            .map(|year| Choice::of(year.to_string(), periods::name(&p, *year)))
            .collect(),
        heads: list::heads(&p, &columns(kind)),
        listed: Listed::of(&visit, &p, &filters(&p, kind), rows.len() as u64),
        has_rule: read.year.is_some(),
        schemes_href: match policy::may(visit.viewer.as_ref(), Act::KeepSchemes) {
            Ok(()) => "/schemes",
            Err(_) => "",
        },
        rows,
        year,
        p,
    })
}

/// The whole list as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let p = Page::of(&visit, "/assessments").await?;
    let (kind, read) = asked.read(&visit).await?;
    let mut rows = rows(&p, kind, &read);
    let total = rows.len() as u64;
    rows.truncate(list::most(&visit));
    let heading = (title(&p, read.year), filters(&p, kind));
    Ok(Listing::of(&visit, &p, heading, &columns(kind), (&rows, total)))
}

impl Question {
    async fn read(&self, visit: &Visit) -> Result<(SubjectKind, AssessmentSheet)> {
        let kind = match self.kind.as_str() {
            "" => SubjectKind::Unit,
            code => kind_of(code)?,
        };
        let year = match self.year.as_str() {
            "" => None,
            text => Some(text.parse::<Period>().map_err(|_| Error::NotFound)?),
        };
        let db = visit.app.db.reader();
        let read = newsroom::assessment(db, visit.viewer()?, kind, (year, visit.app.today())).await?;
        Ok((kind, read))
    }
}

fn title(p: &Page, year: Option<Period>) -> String {
    year.map_or_else(
        || p.t("menu.assessments"),
        |year| p.t1("assess.of", periods::name(p, year)),
    )
}

fn filters(p: &Page, kind: SubjectKind) -> Filters {
    let who = match kind {
        SubjectKind::Person => "ledger.persons",
        SubjectKind::Unit => "ledger.units",
    };
    Filters::default().with(p.t("ledger.who"), &p.t(who))
}

fn rows(p: &Page, kind: SubjectKind, read: &AssessmentSheet) -> Vec<Row> {
    let year = read.year.map_or_else(String::new, |year| year.to_string());
    let row = |row: &AssessedRow| {
        let member = &row.member;
        let path = format!("/statements/{}/{}", kind.code(), member.id);
        let parts = row.assessed.parts.iter().map(|part| part.words.clone());
        let passed = row.assessed.has_passed.map(|passed| {
            p.t(if passed {
                "assess.has_passed"
            } else {
                "assess.has_failed"
            })
        });
        Row {
            name: member.name.clone(),
            href: address(&path, &[("period", &year)]),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(p, class)),
            total_hundredths: row.total.hundredths(),
            total: p.points(row.total.hundredths()),
            words: parts.chain([row.assessed.words.clone()]).collect(),
            passed: passed.unwrap_or_default(),
            has_failed: row.assessed.has_passed == Some(false),
            score_hundredths: row.assessed.score.hundredths(),
            score: p.points(row.assessed.score.hundredths()),
            scheme: p.t2("assess.scheme", &row.scheme.0, row.scheme.1),
        }
    };
    read.rows.iter().map(row).collect()
}
