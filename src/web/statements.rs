//! Statements (对账单): what a person or unit has in a period, every figure with its postings, every posting with its
//! article and rule; and the page of one posting.

pub(super) mod closed;
mod facts;
mod figures;
mod lines;
mod posting;

use askama::Template;
use entity::{ArticleId, SubjectKind, article, frozen_statement, period_close};
use poem::handler;
use poem::web::Path;
use sea_orm::ConnectionTrait;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::list::{self, Ask, Filters, Head, Listed, Listing};
use super::page::pager::{Pager, Turn, address};
use super::standings::periods::{self, Choice};
use super::{Door, Page, Visit, reply};
use crate::calendar::Period;
use crate::error::Error;
use crate::ledger::PostingRow;
use crate::people::Viewer;
use crate::people::policy::Act;
use crate::{Result, ledger, newsroom};
pub(super) use figures::Bar;
use figures::{Card, FamilySum};
use lines::{LineRow, Names, by_family, family_code};

/// Lines a page.
const SIZES: [u64; 1] = [100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list(
        "/statements/:kind/:id",
        Act::ReadStatement,
        (show_statement, sheet),
    )
    .get("/postings/:seq", Act::ReadStatement, posting::show)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    period: String,
    family: String,
    show: String,
    page: String,
}

/// A piece that was filed in the period.
struct Piece {
    title: String,
    href: Option<String>,
    number: String,
    filed: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    p: Page,
    s: Sheet,
}

/// What `statement.html` prints.
struct Sheet {
    path: String,
    title: String,
    sub: String,
    lengths: Vec<periods::Tab>,
    periods: Vec<Choice>,
    period: String,
    cards: Vec<Card>,
    families: Vec<FamilySum>,
    all_href: String,
    is_all: bool,
    heads: Vec<Head>,
    listed: Listed,
    lines: Vec<LineRow>,
    total: String,
    pager: Pager,
    pieces: Option<Vec<Piece>>,
    pieces_title: String,
    trend_title: String,
    trend: Vec<Bar>,
    ranking_href: String,
}

#[handler]
async fn show_statement(
    visit: Visit,
    Path((kind, id)): Path<(String, i64)>,
    Asked(asked): Asked<Question>,
) -> WebResult {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let subject = (SubjectKind::from_code(&kind).ok_or(Error::NotFound)?, id);
    let name = newsroom::statement_for(db, viewer, subject).await?;
    let period = periods::asked(db, &asked.period, visit.app.today()).await?;
    let p = Page::of(&visit, "/standings").await?;
    let asking = Asking {
        p: &p,
        db,
        viewer,
        subject,
        period,
    };
    if let Some(frozen) = asking.frozen(&asked).await? {
        return Ok(closed::page(&asking, &visit, frozen, &asked).await?);
    }
    let s = asking.sheet(&visit, &name, &asked).await?;
    reply::page(&StatementPage { p, s })
}

/// The lines of a whole statement as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let (kind, id) = list::parts_of(&ask)?;
    let id = id.parse().map_err(|_| Error::NotFound)?;
    let subject = (SubjectKind::from_code(kind).ok_or(Error::NotFound)?, id);
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let name = newsroom::statement_for(db, viewer, subject).await?;
    let period = periods::asked(db, &asked.period, visit.app.today()).await?;
    let p = Page::of(&visit, "/standings").await?;
    let asking = Asking {
        p: &p,
        db,
        viewer,
        subject,
        period,
    };
    let statement = ledger::statement(db, subject, &period.to_string()).await?;
    let frozen = asking.frozen(&asked).await?;
    let family = if frozen.is_some() { "" } else { &asked.family };
    let mut shown = of_family(statement.rows, family);
    let total = u64::try_from(shown.len()).unwrap_or(u64::MAX);
    shown.truncate(list::most(&visit));
    let rows = match &frozen {
        Some((_, close)) => closed::lines(&asking, close, shown).await?,
        None => asking.lines(shown).await?,
    };
    let heading = (
        p.t1("ledger.statement_of", periods::name(&p, period)),
        filters(&p, &name, family),
    );
    Ok(Listing::of(&visit, &p, heading, lines::COLUMNS, (&rows, total)))
}

/// Whose statement it is and what narrows it, in words.
fn filters(p: &Page, name: &str, family: &str) -> Filters {
    let family = if family.is_empty() {
        String::new()
    } else {
        p.t(&format!("family.{family}"))
    };
    Filters::default()
        .with(p.t("ledger.who"), name)
        .with(p.t("ledger.by_family"), &family)
}

/// The rows of one family; all where none is named.
fn of_family(rows: Vec<PostingRow>, family: &str) -> Vec<PostingRow> {
    let fits = |row: &PostingRow| {
        lines::Grounds::of(&row.posting).is_ok_and(|grounds| family_code(grounds.family) == family)
    };
    rows.into_iter()
        .filter(|row| family.is_empty() || fits(row))
        .collect()
}

/// Whose statement of which period somebody reads.
struct Asking<'a, C> {
    p: &'a Page,
    db: &'a C,
    viewer: &'a Viewer,
    subject: (SubjectKind, i64),
    period: Period,
}

impl<C: ConnectionTrait> Asking<'_, C> {
    /// The frozen statement with its close, where the period is a closed month and its lines are asked for.
    async fn frozen(
        &self,
        asked: &Question,
    ) -> Result<Option<(frozen_statement::Model, period_close::Model)>> {
        if !asked.show.is_empty() {
            return Ok(None);
        }
        let Some(row) = ledger::frozen(self.db, self.subject, &self.period.to_string()).await? else {
            return Ok(None);
        };
        let close = ledger::close_of(self.db, &row.period).await?;
        Ok(close.map(|close| (row, close)))
    }

    async fn sheet(&self, visit: &Visit, name: &str, asked: &Question) -> Result<Sheet> {
        let (p, period, today) = (self.p, self.period, visit.app.today());
        let statement = ledger::statement(self.db, self.subject, &period.to_string()).await?;
        let sums = by_family(&statement.rows)?;
        let shown = of_family(statement.rows, &asked.family);
        let total: i64 = shown.iter().map(|row| row.posting.points).sum();
        let turn = Turn::to(&asked.page, "", &SIZES);
        let kept = [
            ("period", asked.period.as_str()),
            ("family", asked.family.as_str()),
        ];
        let n_lines = u64::try_from(shown.len()).unwrap_or(0);
        let pager = Pager::of(n_lines, turn, &SIZES, &self.path(), &kept);
        let pieces = self.pieces(&asked.show).await?;
        let adopted = asked.show == "adopted";
        Ok(Sheet {
            path: self.path(),
            title: p.t1("ledger.statement_of", periods::name(p, period)),
            sub: name.to_owned(),
            lengths: periods::lengths(p, self.db, period, |text| self.address(&[("period", text)])).await?,
            periods: periods::choices(p, self.db, self.subject.0, (today, period)).await?,
            period: period.to_string(),
            cards: self.cards(statement.points, today).await?,
            families: self.families(&sums, &asked.family),
            all_href: self.here(&[]),
            is_all: asked.family.is_empty(),
            heads: list::heads(p, lines::COLUMNS),
            listed: Listed::of(visit, p, &filters(p, name, &asked.family), n_lines),
            lines: self.lines(turn.cut(shown)).await?,
            total: p.points(total),
            pager,
            pieces,
            pieces_title: p.t(if adopted {
                "ledger.pieces_adopted"
            } else {
                "ledger.pieces_filed"
            }),
            trend_title: p.t("ledger.trend"),
            trend: self.trend().await?,
            ranking_href: address(
                "/standings",
                &[("kind", self.subject.0.code()), ("period", &period.to_string())],
            ),
        })
    }

    fn path(&self) -> String {
        format!("/statements/{}/{}", self.subject.0.code(), self.subject.1)
    }

    fn address(&self, fields: &[(&str, &str)]) -> String {
        address(&self.path(), fields)
    }

    /// This statement of this period, with more said.
    fn here(&self, more: &[(&str, &str)]) -> String {
        let period = self.period.to_string();
        let fields: Vec<_> = std::iter::once(("period", period.as_str()))
            .chain(more.iter().copied())
            .collect();
        self.address(&fields)
    }

    async fn lines(&self, rows: Vec<PostingRow>) -> Result<Vec<LineRow>> {
        let ids: Vec<ArticleId> = rows.iter().filter_map(|row| row.posting.article_id).collect();
        let articles = newsroom::titles_for(self.db, self.viewer, &ids).await?;
        let versions = ledger::versions(self.db)
            .await?
            .into_iter()
            .map(|version| (version.id, version.n));
        let reversed: Vec<i64> = rows
            .iter()
            .filter(|row| row.is_reversed)
            .map(|row| row.posting.seq)
            .collect();
        let reversals = ledger::reversals_of(self.db, &reversed).await?;
        let names = Names {
            p: self.p,
            articles: &articles,
            versions: &versions.collect(),
            reversals: &reversals,
        };
        rows.iter().map(|row| names.line(row)).collect()
    }

    /// The pieces behind the figures of `filed`, where they are asked for.
    async fn pieces(&self, show: &str) -> Result<Option<Vec<Piece>>> {
        let adopted_only = match show {
            "filed" => false,
            "adopted" => true,
            _ => return Ok(None),
        };
        let rows = newsroom::filed_pieces(self.db, self.subject, self.period, adopted_only).await?;
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
        let titles = newsroom::titles_for(self.db, self.viewer, &ids).await?;
        let piece = |row: article::Model| Piece {
            href: titles
                .get(&row.id)
                .filter(|(_, may)| *may)
                .map(|_| format!("/articles/{}", row.id)),
            number: row.number.unwrap_or_default(),
            filed: row
                .first_submitted_at
                .map_or_else(String::new, |at| self.p.time(at)),
            state: if row.n_adoptions > 0 {
                "adopted"
            } else {
                row.state.code()
            },
            title: row.title,
        };
        Ok(Some(rows.into_iter().map(piece).collect()))
    }
}

/// The ends of a hash.
pub(super) fn short(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) if hash.len() > 8 => format!("{start}…{end}"),
        _ => hash.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_by_its_ends() {
        assert_eq!(short(&"9f3cabcdef0123e21a".repeat(3)), "9f3c…e21a");
        assert_eq!(short("abc"), "abc");
    }
}
