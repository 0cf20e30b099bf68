//! One posting explained: what it rests on, by which rule, step by step, and where it stands in the chain.

use askama::Template;
use entity::{FactId, PersonId, fact, posting, scheme_version};
use poem::handler;
use poem::web::Path;
use sea_orm::DatabaseConnection;

use super::facts::FactRow;
use super::lines::{Grounds, family_code, signed};
use crate::db::Db;
use crate::error::Error;
use crate::people::{Roster, Viewer};
use crate::scheme::{Body, Step, Trace};
use crate::web::disputes::DisputeRow;
use crate::web::fail::WebResult;
use crate::web::schemes::{document, rule_href};
use crate::web::{Page, Visit, occurrences, reply};
use crate::{Result, ledger, newsroom};

/// A step of the arithmetic with the value after it.
struct StepRow {
    text: String,
    result: String,
}

/// The rule as its document says it.
struct RuleText {
    href: String,
    label: String,
    /// Number and text of its lines.
    lines: Vec<(usize, String)>,
}

#[derive(Template)]
#[template(path = "posting.html")]
struct PostingPage {
    p: Page,
    row: posting::Model,
    points: String,
    subject: String,
    subject_href: String,
    family: String,
    why: Option<String>,
    is_late: bool,
    recorded: String,
    by: String,
    article: Option<(String, Option<String>)>,
    facts: Vec<FactRow>,
    rule: Option<RuleText>,
    steps: Vec<StepRow>,
    is_whole: bool,
    contra: String,
    reversed_by: Option<i64>,
    former: String,
    disputes: Vec<DisputeRow>,
    may_dispute: bool,
}

#[handler]
pub(super) async fn show(visit: Visit, Path(seq): Path<i64>) -> WebResult {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let found = ledger::posting(db, seq).await?;
    let subject = (found.posting.subject_kind, found.posting.subject_id);
    let name = newsroom::statement_for(db, viewer, subject).await?;
    let p = Page::of(&visit, "/standings").await?;
    let stands = !found.is_reversed;
    let mut page = page(p, &visit.app.db, viewer, found.posting, name).await?;
    let disputes = newsroom::disputes_of(db, seq).await?;
    let is_open = disputes.iter().any(|one| one.answer.is_none());
    let is_own = viewer
        .claimant()
        .is_ok_and(|claimant| claimant.may_dispute(subject).is_ok());
    page.may_dispute = stands && !is_open && is_own;
    let roster = Roster::kept(&visit.app.db).await?;
    let today = visit.app.today();
    page.disputes = disputes
        .iter()
        .map(|one| DisputeRow::of(&page.p, &roster, one, today))
        .collect();
    reply::page(&page)
}

async fn page(
    p: Page,
    db: &Db,
    viewer: &Viewer,
    row: posting::Model,
    subject: String,
) -> Result<PostingPage> {
    let grounds = Grounds::of(&row)?;
    let roster = Roster::kept(db).await?;
    let db = db.reader();
    let ids: Vec<i64> = serde_json::from_str(&row.facts)?;
    let ids: Vec<FactId> = ids.into_iter().map(FactId).collect();
    let facts = ledger::fact_rows(db, &ids).await?;
    let article = match row.article_id {
        None => None,
        Some(id) => {
            let titles = newsroom::titles_for(db, viewer, &[id]).await?;
            titles
                .get(&id)
                .map(|(title, may)| (title.clone(), may.then(|| format!("/articles/{id}"))))
        }
    };
    let article_href = article.as_ref().and_then(|(_, href)| href.as_deref());
    let facts = fact_rows(&p, (db, viewer), &roster, &facts, article_href).await?;
    let rule = match row.scheme_version_id {
        None => None,
        Some(id) => Some(rule_text(&p, &ledger::scheme_version(db, id).await?, &row.rule)),
    };
    let reversals = ledger::reversals_of(db, &[row.seq]).await?;
    let former = match row.seq {
        1 => "0".repeat(64),
        seq => ledger::posting(db, seq - 1).await?.posting.hash,
    };
    let family = p.t(&format!("family.{}", family_code(grounds.family)));
    let value = grounds
        .trace
        .evaluate()
        .ok_or_else(|| Error::broken("a stored trace does not evaluate"))?;
    Ok(PostingPage {
        points: signed(row.points),
        subject,
        subject_href: format!(
            "/statements/{}/{}?period={}",
            row.subject_kind.code(),
            row.subject_id,
            row.period
        ),
        why: grounds.why(p.language()),
        is_late: row.period != row.origin_period,
        recorded: p.time(row.recorded_at),
        by: roster.person(PersonId(row.recorded_by.0)).to_owned(),
        article,
        facts,
        rule,
        steps: steps(&p, &grounds.trace),
        is_whole: value.hundredths()
            == if row.reverses.is_some() {
                -row.points
            } else {
                row.points
            },
        contra: p.t1("ledger.issued", &family),
        family,
        reversed_by: reversals.get(&row.seq).copied(),
        former,
        disputes: Vec::new(),
        may_dispute: false,
        row,
        p,
    })
}

/// The facts in words; one that comes from a record (考核事项, or an adoption of the article at `article_href`) leads
/// to it, where the reader may read it.
async fn fact_rows(
    p: &Page,
    (db, viewer): (&DatabaseConnection, &Viewer),
    roster: &Roster,
    facts: &[(fact::Model, Body, Option<FactId>)],
    article_href: Option<&str>,
) -> Result<Vec<FactRow>> {
    let mut rows = Vec::with_capacity(facts.len());
    for one in facts {
        let mut row = FactRow::of(p, roster, one);
        row.href = article_href
            .zip(newsroom::adoption_of(&one.0.source))
            .map(|(article, id)| format!("{article}#adoption-{id}"));
        if let Some(id) = newsroom::occurrence_of(&one.0.source) {
            match newsroom::occurrence_for(db, viewer, id).await {
                Ok(_) => row.href = Some(occurrences::path_of(id)),
                Err(Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        rows.push(row);
    }
    Ok(rows)
}

/// The lines of the document that say the rule.
fn rule_text(p: &Page, version: &scheme_version::Model, rule: &str) -> RuleText {
    RuleText {
        href: rule_href(version.id, rule),
        label: p.t2("ledger.rule_of", &version.name, version.n),
        lines: document::rule_lines(&version.document, rule),
    }
}

/// Every step with the value after it, so that the reader can add up.
fn steps(p: &Page, trace: &Trace) -> Vec<StepRow> {
    let so_far = |n: usize| {
        let part = Trace {
            steps: trace.steps[..n].to_vec(),
        };
        part.evaluate()
            .map_or_else(String::new, |points| points.to_string())
    };
    let row = |(at, step): (usize, &Step)| StepRow {
        text: step_text(p, step),
        result: format!("= {}", so_far(at + 1)),
    };
    trace.steps.iter().enumerate().map(row).collect()
}

fn step_text(p: &Page, step: &Step) -> String {
    match step {
        Step::Start { what, points } => format!("{what} {points}"),
        Step::Times { what, by } => format!("× {by}（{what}）"),
        Step::Plus { what, points, by } if by.to_string() == "1" => format!("+ {points}（{what}）"),
        Step::Plus { what, points, by } => format!("+ {points} × {by}（{what}）"),
        Step::Round { .. } => p.t("ledger.step_round"),
        Step::Share { weights, index } => {
            let shares: Vec<String> = weights.iter().map(u32::to_string).collect();
            p.t2("ledger.step_share", shares.join(":"), index + 1)
        }
        Step::Less { what, points } => format!("− {points}（{what}）"),
        Step::AtMost { points } => p.t1("ledger.step_at_most", points),
        Step::Nothing => p.t("ledger.step_nothing"),
    }
}
