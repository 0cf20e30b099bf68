//! The statement of a closed month: only what was frozen and what was posted by then, so that it prints the same for
//! ever. Lines lead to their postings, which lead on to the articles.

use std::collections::HashMap;

use askama::Template;
use entity::{ArticleId, frozen_statement, period_close};
use poem::Response;

use super::figures::Check;
use super::lines::{COLUMNS, LineRow, Names, by_family, signed};
use super::{Asking, Question, SIZES, filters, short};
use crate::Result;
use crate::calendar::Month;
use crate::error::Error;
use crate::ledger::{self, Unranked};
use crate::people::Roster;
use crate::web::list::{self, Head, Listed};
use crate::web::page::pager::{Pager, Turn, address};
use crate::web::standings::periods::{self, Choice, Tab};
use crate::web::{Page, Visit, reply};

/// One figure of the balance: label, points, whether it is a sum.
struct Figure {
    label: String,
    points: String,
    is_sum: bool,
}

#[derive(Template)]
#[template(path = "statement_closed.html")]
struct ClosedPage {
    p: Page,
    path: String,
    title: String,
    name: String,
    unit: String,
    lengths: Vec<Tab>,
    periods: Vec<Choice>,
    period: String,
    figures: Vec<Figure>,
    place: String,
    place_why: String,
    ranking_href: String,
    filed: i64,
    adopted: i64,
    families: Vec<(String, String)>,
    heads: Vec<Head>,
    listed: Listed,
    lines: Vec<LineRow>,
    total: String,
    pager: Pager,
    closed: String,
    held: Option<String>,
    check: Check,
    head_seq: i64,
    head: String,
    digest: String,
}

/// Answers with the frozen statement.
pub(super) async fn page<C: sea_orm::ConnectionTrait>(
    asking: &Asking<'_, C>,
    visit: &Visit,
    (row, close): (frozen_statement::Model, period_close::Model),
    asked: &Question,
) -> Result<Response> {
    let (p, today) = (Page::of(visit, "/standings").await?, visit.app.today());
    let read = ledger::statement(asking.db, asking.subject, &row.period).await?;
    let total: i64 = read.rows.iter().map(|line| line.posting.points).sum();
    let families = by_family(&read.rows)?;
    let turn = Turn::to(&asked.page, "", &SIZES);
    let n = u64::try_from(read.rows.len()).unwrap_or(0);
    let pager = Pager::of(
        n,
        turn,
        &SIZES,
        &asking.path(),
        &[("period", row.period.as_str())],
    );
    let lines = lines(asking, &close, turn.cut(read.rows)).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let template = ClosedPage {
        path: asking.path(),
        title: p.t1("ledger.statement_of", periods::name(&p, asking.period)),
        lengths: periods::lengths(&p, asking.db, asking.period, |text| {
            asking.address(&[("period", text)])
        })
        .await?,
        periods: periods::choices(&p, asking.db, asking.subject.0, (today, asking.period)).await?,
        period: row.period.clone(),
        figures: figures(&p, &row)?,
        place: match row.place {
            Some(place) => p.t2("ledger.place_n", place, row.n_ranked),
            None => p.t("ledger.not_ranked"),
        },
        place_why: Unranked::from_parts(&row.unranked, &row.unranked_why)
            .map_or_else(String::new, |why| p.say(&why.message())),
        ranking_href: address(
            "/standings",
            &[("kind", asking.subject.0.code()), ("period", &row.period)],
        ),
        filed: row.n_filed,
        adopted: row.n_adopted,
        families: families
            .into_iter()
            .map(|(family, points)| {
                let family = p.t(&format!("family.{}", super::family_code(family)));
                (p.t1("close.points_of", family), signed(points))
            })
            .collect(),
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(visit, &p, &filters(&p, &row.name, ""), n),
        lines,
        total: p.points(total),
        pager,
        closed: p.t2(
            "close.closed_by",
            p.time(close.closed_at),
            roster.person(close.closed_by),
        ),
        held: held(&p, &close)?,
        check: Check::of(&p, crate::audit::last_walk(asking.db).await?),
        head_seq: close.seq,
        head: close.hash,
        digest: row.digest,
        unit: if row.unit == row.name {
            String::new()
        } else {
            row.unit
        },
        name: row.name,
        p,
    };
    reply::page(&template).map_err(|fail| fail.0)
}

/// Opening, earned, deducted, prior and closing.
fn figures(p: &Page, row: &frozen_statement::Model) -> Result<Vec<Figure>> {
    let year: Month = row.year_first.parse().map_err(Error::broken)?;
    let figure = |label: String, points: String, is_sum| Figure {
        label,
        points,
        is_sum,
    };
    Ok(vec![
        figure(p.t1("close.opening", year), p.points(row.opening), true),
        figure(p.t("close.earned"), signed(row.earned), false),
        figure(p.t("close.deducted"), signed(row.deducted), false),
        figure(p.t("close.prior"), signed(row.prior), false),
        figure(p.t("close.in_month"), signed(ledger::frozen_points(row)), true),
        figure(p.t1("close.closing", year), p.points(row.closing), true),
    ])
}

/// Why a month was closed although something held it, and what that was.
pub(in crate::web) fn held(p: &Page, close: &period_close::Model) -> Result<Option<String>> {
    #[derive(serde::Deserialize)]
    struct Held {
        hold: String,
        n: u64,
    }
    let held: Vec<Held> = serde_json::from_str(&close.held_by)?;
    if held.is_empty() {
        return Ok(None);
    }
    let what: Vec<String> = held
        .iter()
        .map(|one| format!("{} {}", p.t(&format!("hold.{}", one.hold)), one.n))
        .collect();
    Ok(Some(p.t2(
        "close.held",
        what.join(p.t("close.comma").as_str()),
        &close.reason,
    )))
}

/// The lines as they were when the month was closed.
pub(super) async fn lines<C: sea_orm::ConnectionTrait>(
    asking: &Asking<'_, C>,
    close: &period_close::Model,
    rows: Vec<ledger::PostingRow>,
) -> Result<Vec<LineRow>> {
    let ids: Vec<ArticleId> = rows.iter().filter_map(|row| row.posting.article_id).collect();
    let articles = ledger::titles_then(asking.db, close, &ids).await?;
    // Who may open an article may change; the posting is there for whoever reads the statement.
    let articles: HashMap<ArticleId, (String, bool)> = articles
        .into_iter()
        .map(|(id, title)| (id, (title, false)))
        .collect();
    let versions = ledger::versions(asking.db)
        .await?
        .into_iter()
        .map(|version| (version.id, version.n));
    let reversed: Vec<i64> = rows
        .iter()
        .filter(|row| row.is_reversed)
        .map(|row| row.posting.seq)
        .collect();
    let names = Names {
        p: asking.p,
        articles: &articles,
        versions: &versions.collect(),
        reversals: &ledger::reversals_of(asking.db, &reversed).await?,
    };
    rows.iter().map(|row| names.line(row)).collect()
}

/// The head that a page prints at its foot: number and ends of the hash.
pub(in crate::web) fn head_line(p: &Page, seq: i64, hash: &str) -> String {
    p.t2("close.head", seq, short(hash))
}
