//! Scoring schemes (计分办法): what is in force, every version as its document and as tables, and the way from a draft
//! to a published version.

pub(super) mod document;
mod draft;
mod notice;
mod tables;
mod what_if;

use askama::Template;
use chrono::NaiveDate;
use entity::{SchemeVersionId, scheme_version};
use poem::handler;
use poem::web::Path;

use super::fail::WebResult;
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::{Door, Page, Visit, reply};
use crate::Result;
use crate::ledger::{self, SchemeRow};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::scheme::Scheme;
use crate::sheet::Cell;
use document::Section;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/schemes", Act::ReadSchemes, (list_schemes, sheet))
        .post("/schemes", Act::KeepSchemes, draft::keep)
        .get("/schemes/new", Act::KeepSchemes, draft::write_scheme)
        .post("/schemes/check", Act::KeepSchemes, draft::check)
        .get("/schemes/tables", Act::KeepSchemes, tables::write_tables)
        .post("/schemes/tables", Act::KeepSchemes, tables::take_tables)
        .post("/schemes/tables/example", Act::KeepSchemes, tables::show_example)
        .get("/schemes/:id", Act::ReadSchemes, show_version)
        .get("/schemes/:id/draft", Act::KeepSchemes, draft::show_draft)
        .get("/schemes/:id/what-if", Act::TrySchemes, what_if::try_draft)
        .post("/schemes/:id/publish", Act::KeepSchemes, draft::publish)
        .post("/schemes/:id/discard", Act::KeepSchemes, draft::discard)
}

/// Where a rule stands in the document of a version.
pub(super) fn rule_href(id: SchemeVersionId, rule: &str) -> String {
    super::page::pager::address(&format!("/schemes/{id}"), &[("rule", rule)]) + "#rule"
}

/// A version in a list.
struct VersionRow {
    id: SchemeVersionId,
    n: i64,
    name: String,
    from: NaiveDate,
    until: Option<NaiveDate>,
    /// `now`, `later` or `past`.
    when: &'static str,
    published: String,
    by: String,
    reason: String,
    /// The scheme's name and code, the version and its state in words.
    scheme: String,
    code: String,
    version: String,
    state: String,
}

/// The columns; the first two are the heading above a scheme's versions on the screen.
const COLUMNS: &[Column<VersionRow>] = &[
    Column::below("menu.schemes", |row| Cell::text(&row.scheme)),
    Column::below("list.code", |row| Cell::text(&row.code)),
    Column::text("scheme.version", |row| Cell::text(&row.version)),
    Column::text("scheme.from", |row| Cell::Day(row.from)),
    Column::text("scheme.until", |row| {
        row.until.map_or_else(|| Cell::text("—"), Cell::Day)
    }),
    Column::text("scheme.state", |row| Cell::text(&row.state)),
    Column::text("scheme.published", |row| {
        Cell::text(format!("{} {}", row.by, row.published))
    }),
    Column::text("scheme.reason", |row| Cell::text(&row.reason)),
];

/// A scheme in a list.
struct SchemeItem {
    code: String,
    name: String,
    classes: String,
    versions: Vec<VersionRow>,
    draft: Option<(String, String)>,
    id: entity::SchemeId,
}

#[derive(Template)]
#[template(path = "schemes.html")]
struct SchemesPage {
    p: Page,
    heads: Vec<Head>,
    listed: Listed,
    schemes: Vec<SchemeItem>,
    may_keep: bool,
}

#[handler]
async fn list_schemes(visit: Visit) -> WebResult {
    let p = Page::of(&visit, "/schemes").await?;
    let schemes = items(&visit, &p).await?;
    let n_versions: usize = schemes.iter().map(|scheme| scheme.versions.len()).sum();
    let total = u64::try_from(n_versions).unwrap_or(0);
    reply::page(&SchemesPage {
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &Filters::default(), total),
        schemes,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepSchemes).is_ok(),
        p,
    })
}

/// Every version of every scheme as a sheet.
async fn sheet(visit: Visit, _ask: Ask) -> Result<Listing> {
    let p = Page::of(&visit, "/schemes").await?;
    let schemes = items(&visit, &p).await?;
    let mut rows: Vec<VersionRow> = schemes.into_iter().flat_map(|scheme| scheme.versions).collect();
    let total = u64::try_from(rows.len()).unwrap_or(0);
    rows.truncate(list::most(&visit));
    let heading = (p.t("menu.schemes"), Filters::default());
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Every scheme with its versions.
async fn items(visit: &Visit, p: &Page) -> Result<Vec<SchemeItem>> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let (rows, roster) = (ledger::scheme_rows(db).await?, Roster::kept(&visit.app.db).await?);
    Ok(rows.into_iter().map(|row| item(p, row, &roster, today)).collect())
}

fn item(p: &Page, row: SchemeRow, roster: &Roster, today: NaiveDate) -> SchemeItem {
    let newest = row.versions.first();
    let parsed = newest.and_then(|version| Scheme::parse(&version.document).ok());
    let name = newest.map(|version| version.name.clone()).or_else(|| {
        let draft = row.draft.as_ref()?;
        Some(Scheme::parse(&draft.document).ok()?.name)
    });
    let name = name.unwrap_or_else(|| row.scheme.code.clone());
    let versions = row.versions.iter().map(|version| VersionRow {
        scheme: name.clone(),
        code: row.scheme.code.clone(),
        ..version_row(p, version, &row.versions, roster, today)
    });
    SchemeItem {
        id: row.scheme.id,
        versions: versions.collect(),
        name,
        classes: parsed.map_or_else(String::new, |scheme| scheme.applies_to.0.join("、")),
        code: row.scheme.code,
        draft: row
            .draft
            .map(|draft| (roster.person(draft.saved_by).to_owned(), p.time(draft.saved_at))),
    }
}

fn version_row(
    p: &Page,
    version: &scheme_version::Model,
    all: &[scheme_version::Model],
    roster: &Roster,
    today: NaiveDate,
) -> VersionRow {
    let until = until(version, all);
    let when = when(version.effective_from, until, today);
    VersionRow {
        scheme: String::new(),
        code: String::new(),
        version: p.t1("scheme.version_n", version.n),
        state: p.t(match when {
            "now" => "scheme.in_force",
            "later" => "scheme.later",
            _ => "scheme.past",
        }),
        id: version.id,
        n: version.n,
        name: version.name.clone(),
        from: version.effective_from,
        until,
        when,
        published: p.time(version.published_at),
        by: roster.person(version.published_by).to_owned(),
        reason: version.reason.clone(),
    }
}

/// The first day on which a version no longer holds: its own end, or the first day of the next version.
fn until(version: &scheme_version::Model, all: &[scheme_version::Model]) -> Option<NaiveDate> {
    let successor = all
        .iter()
        .filter(|other| other.scheme_id == version.scheme_id && other.n > version.n)
        .map(|other| other.effective_from)
        .min();
    let own = Scheme::parse(&version.document)
        .ok()
        .and_then(|scheme| scheme.effective_until);
    own.into_iter().chain(successor).min()
}

fn when(from: NaiveDate, until: Option<NaiveDate>, today: NaiveDate) -> &'static str {
    if from > today {
        "later"
    } else if until.is_some_and(|until| until <= today) {
        "past"
    } else {
        "now"
    }
}

#[derive(Template)]
#[template(path = "scheme.html")]
struct SchemePage {
    p: Page,
    version: scheme_version::Model,
    row: VersionRow,
    drafted_by: String,
    code: String,
    others: Vec<(SchemeVersionId, i64, bool)>,
    sections: Vec<Section>,
    /// Number, text, and whether the line says the rule that was asked for; the first such line is the anchor.
    lines: Vec<(usize, String, bool, bool)>,
    rule: String,
    /// Whether a rule is asked for that no line says.
    is_missing: bool,
    may_keep: bool,
    changes: Vec<notice::ChangeRow>,
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Question {
    rule: String,
}

#[handler]
async fn show_version(
    visit: Visit,
    Path(id): Path<SchemeVersionId>,
    super::form::Asked(asked): super::form::Asked<Question>,
) -> WebResult {
    let db = visit.app.db.reader();
    let version = ledger::scheme_version(db, id).await?;
    let (roster, all) = (Roster::kept(&visit.app.db).await?, ledger::versions(db).await?);
    let rows = ledger::scheme_rows(db).await?;
    let p = Page::of(&visit, "/schemes").await?;
    let marked = document::rule_lines(&version.document, &asked.rule);
    let first = marked.first().map(|(n, _)| *n);
    let code = rows.iter().find(|row| row.scheme.id == version.scheme_id);
    reply::page(&SchemePage {
        row: version_row(&p, &version, &all, &roster, visit.app.today()),
        drafted_by: roster.person(version.drafted_by).to_owned(),
        code: code.map_or_else(String::new, |row| row.scheme.code.clone()),
        others: all
            .iter()
            .filter(|other| other.scheme_id == version.scheme_id)
            .map(|other| (other.id, other.n, other.id == id))
            .collect(),
        sections: document::sections(&p, &version.document),
        lines: document::numbered(&version.document)
            .into_iter()
            .map(|(n, line)| (n, line, marked.iter().any(|(own, _)| *own == n), first == Some(n)))
            .collect(),
        is_missing: !asked.rule.is_empty() && marked.is_empty(),
        rule: asked.rule,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepSchemes).is_ok(),
        changes: if version.n > 1 {
            notice::rows(&p, &ledger::changes_of_version(db, &version).await?)
        } else {
            Vec::new()
        },
        version,
        p,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_holds_from_its_first_day_to_the_day_before_its_end() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (from, until) = (day("2026-03-01"), Some(day("2026-07-01")));
        for (today, said) in [
            ("2026-02-28", "later"),
            ("2026-03-01", "now"),
            ("2026-06-30", "now"),
            ("2026-07-01", "past"),
        ] {
            assert_eq!(when(from, until, day(today)), said, "{today}");
        }
        assert_eq!(when(from, None, day("2030-01-01")), "now");
    }
}
