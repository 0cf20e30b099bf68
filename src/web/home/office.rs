//! The sections of office and supervisor: the latest coverage, the month by level, and what proves the figures.

use super::{Adoption, Figure, adoptions, links};
use crate::Result;
use crate::calendar::Month;
use crate::ledger;
use crate::newsroom::{self, ArticleFilter};
use crate::web::articles::{VALID, instants};
use crate::web::{Page, Visit};

/// The office's section.
pub(super) struct OfficeHome {
    pub levels: Vec<Figure>,
    pub recent: Vec<Adoption>,
}

/// The supervisor's section.
pub(super) struct SupervisorHome {
    pub figures: Vec<Figure>,
    pub n_postings: i64,
    pub head: String,
    pub sealed: String,
}

/// Makes the office's section.
pub(super) async fn section(visit: &Visit, p: &Page) -> Result<OfficeHome> {
    let db = visit.app.db.reader();
    let latest = newsroom::latest_adoptions(db, None, 10).await?;
    Ok(OfficeHome {
        levels: levels(visit, p).await?,
        recent: adoptions(visit, p, latest, None).await?,
    })
}

/// This month's adoptions at each level of the dictionary.
async fn levels(visit: &Visit, p: &Page) -> Result<Vec<Figure>> {
    let db = visit.app.db.reader();
    let month = Month::of(visit.app.today());
    let counts = newsroom::n_adoptions_by_level(db, (month.first_day(), month.last_day())).await?;
    let terms = newsroom::terms(db).await?;
    let mut levels: Vec<_> = terms.of("level").filter(|term| term.ord > 0).collect();
    levels.sort_by_key(|term| std::cmp::Reverse(term.ord));
    Ok(levels
        .into_iter()
        .map(|term| {
            let n = counts
                .iter()
                .find(|(code, _)| *code == term.code)
                .map_or(0, |(_, n)| *n);
            let days = format!("采用日期:{}..{}", month.first_day(), month.last_day());
            Figure {
                href: links::search(&format!("级别:{} {days}", term.name_zh)),
                label: terms.name("level", &term.code, visit.language).to_owned(),
                value: n.to_string(),
                below: p.t("look.adopted_month"),
            }
        })
        .collect())
}

/// Makes the supervisor's section.
pub(super) async fn supervisor_section(visit: &Visit, p: &Page) -> Result<SupervisorHome> {
    let db = visit.app.db.reader();
    let month = Month::of(visit.app.today());
    let filed = ArticleFilter {
        states: VALID.to_vec(),
        filed: Some(instants(month)),
        ..ArticleFilter::default()
    };
    let n = async |filter: &ArticleFilter| -> Result<i64> {
        Ok(newsroom::n_by_state(db, filter)
            .await?
            .into_iter()
            .map(|(_, n)| n)
            .sum())
    };
    let n_filed = n(&filed).await?;
    let n_taken = n(&ArticleFilter {
        adopted: Some(true),
        ..filed
    })
    .await?;
    let adopted = newsroom::n_adoptions_by_level(db, (month.first_day(), month.last_day())).await?;
    let rate = if n_filed > 0 { n_taken * 1000 / n_filed } else { 0 };
    let days = format!("{}..{}", month.first_day(), month.last_day());
    let head = ledger::head(db).await?;
    let figure = |href: String, key: &str, value: String, below: String| Figure {
        href,
        label: p.t(key),
        value,
        below,
    };
    let figures = vec![
        figure(
            links::search(&format!("日期:{days}")),
            "home.filed_month",
            n_filed.to_string(),
            String::new(),
        ),
        figure(
            links::search(&format!("采用日期:{days}")),
            "home.adoptions_month",
            adopted.iter().map(|(_, n)| n).sum::<i64>().to_string(),
            String::new(),
        ),
        figure(
            "/standings".to_owned(),
            "home.rate_month",
            format!("{}.{}%", rate / 10, rate % 10),
            p.t2("home.rate_below", n_taken, n_filed),
        ),
    ];
    Ok(SupervisorHome {
        figures,
        n_postings: head.seq,
        head: head.hash.chars().take(16).collect(),
        sealed: p.day(visit.app.today()),
    })
}
