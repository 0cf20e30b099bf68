//! What a draft would change: who moves how many places, and which pieces count differently. Nothing is written.

use askama::Template;
use entity::{OrganisationId, PersonId, SchemeId, SubjectKind};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use crate::error::Error;
use crate::ledger::{self, ChangedLine, Moved};
use crate::people::Roster;
use crate::sheet::Cell;
use crate::web::fail::WebResult;
use crate::web::form::Asked;
use crate::web::{Page, Visit, reply};

/// The months offered.
const MONTHS: [u32; 4] = [3, 12, 24, 36];

/// A row of who moves.
struct MovedRow {
    name: String,
    rank_before: usize,
    rank_after: usize,
    places_won: i64,
    before: String,
    after: String,
    difference: String,
    is_more: bool,
}

/// A row of what counts differently.
struct LineRow {
    name: String,
    day: String,
    article: Option<i64>,
    before: String,
    after: String,
    difference: String,
    is_more: bool,
}

#[derive(Template)]
#[template(path = "scheme_what_if.html")]
struct WhatIfPage {
    p: Page,
    id: SchemeId,
    code: String,
    n_months: u32,
    months: [u32; 4],
    span: (String, String),
    n_facts: usize,
    n_changed: usize,
    /// Units, then persons: the title's key and the rows.
    tables: [(&'static str, Vec<MovedRow>); 2],
    lines: Vec<LineRow>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub(super) struct Question {
    months: Option<u32>,
}

#[handler]
pub(super) async fn try_draft(
    visit: Visit,
    Path(id): Path<SchemeId>,
    Asked(asked): Asked<Question>,
) -> WebResult {
    let db = visit.app.db.reader();
    let n_months = asked.months.unwrap_or(ledger::MONTHS_TRIED);
    let found = ledger::try_draft(&visit.app, visit.viewer()?, id, n_months).await?;
    let rows = ledger::scheme_rows(db).await?;
    let row = rows
        .into_iter()
        .find(|row| row.scheme.id == id)
        .ok_or(Error::NotFound)?;
    let roster = Roster::kept(&visit.app.db).await?;
    let p = Page::of(&visit, "/schemes").await?;
    let of_kind = |kind: SubjectKind| {
        let moves = found.moves.iter().filter(|one| one.kind == kind);
        moves.map(|one| moved(&roster, one)).collect()
    };
    reply::page(&WhatIfPage {
        tables: [
            ("what_if.units", of_kind(SubjectKind::Unit)),
            ("what_if.people", of_kind(SubjectKind::Person)),
        ],
        lines: found.lines.iter().map(|one| line(&p, &roster, one)).collect(),
        span: (found.first.to_string(), found.last.to_string()),
        n_facts: found.n_facts,
        n_changed: found.n_changed,
        code: row.scheme.code,
        months: MONTHS,
        n_months,
        id,
        p,
    })
}

fn points(hundredths: i64) -> String {
    Cell::Points(hundredths).shown()
}

fn signed(hundredths: i64) -> String {
    Cell::Signed(hundredths).shown()
}

fn name(roster: &Roster, (kind, id): (SubjectKind, i64)) -> String {
    match kind {
        SubjectKind::Unit => roster.unit(OrganisationId(id)).to_owned(),
        SubjectKind::Person => roster.person(PersonId(id)).to_owned(),
    }
}

fn moved(roster: &Roster, one: &Moved) -> MovedRow {
    let difference = one.points_after - one.points_before;
    MovedRow {
        name: name(roster, (one.kind, one.subject_id)),
        rank_before: one.rank_before,
        rank_after: one.rank_after,
        places_won: one.places_won(),
        before: points(one.points_before),
        after: points(one.points_after),
        difference: signed(difference),
        is_more: difference > 0,
    }
}

fn line(p: &Page, roster: &Roster, one: &ChangedLine) -> LineRow {
    let said = |side: &Option<(i64, String)>| {
        side.as_ref()
            .map_or_else(|| p.t("what_if.no_line"), |(_, sentence)| sentence.clone())
    };
    LineRow {
        name: name(roster, one.subject),
        day: one.happened_on.to_string(),
        article: one.article.map(|article| article.0),
        before: said(&one.before),
        after: said(&one.after),
        difference: signed(one.difference()),
        is_more: one.difference() > 0,
    }
}
