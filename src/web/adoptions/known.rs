//! The adoptions of an article that are recorded already: where, when, what they earned and by which rule, and, for a
//! withdrawn one, why.

use std::collections::HashMap;

use entity::{AdoptionId, Purpose, adoption, article, file};

use crate::ledger::{self, Earned};
use crate::newsroom::{self, OutletRow, Terms};
use crate::web::{Page, Visit};
use crate::{Result, sheet::Cell};

/// A recorded adoption.
pub(super) struct Known {
    pub id: AdoptionId,
    pub outlet: String,
    pub outlet_href: String,
    pub rank: i64,
    pub level: String,
    pub on: String,
    pub position: String,
    pub headline: String,
    pub page: String,
    pub url: String,
    pub evidence: Option<(String, String)>,
    pub points: String,
    pub href: String,
    pub sentences: Vec<(String, String)>,
    pub withdrawn: Option<String>,
    pub is_new: bool,
}

/// Reads the adoptions of an article; those in `done` were recorded just now.
pub(super) async fn known(
    visit: &Visit,
    p: &Page,
    (article, outlets, terms): (&article::Model, &[OutletRow], &Terms),
    done: &[AdoptionId],
) -> Result<Vec<Known>> {
    let db = visit.app.db.reader();
    let rows = newsroom::adoptions_of(db, article.id).await?;
    let files = newsroom::files_of(db, article.id, Purpose::Evidence).await?;
    let sources: Vec<String> = rows.iter().map(|row| source(row.id)).collect();
    let earned = ledger::earned(db, &[article.id], &sources).await?;
    let mut known: Vec<Known> = rows
        .iter()
        .map(|row| one(p, row, (outlets, terms, &files, &earned), done))
        .collect();
    known.sort_by_key(|one| !one.is_new);
    Ok(known)
}

/// The record that an adoption is in the ledger.
pub(super) fn source(id: AdoptionId) -> String {
    format!("adoption:{id}")
}

/// The rank of a level for its colour: its place in the dictionary.
pub(super) fn rank(terms: &Terms, level: &str) -> i64 {
    terms.find("level", level).map_or(0, |term| term.ord)
}

/// Position, form and repost in words.
pub(super) fn position(p: &Page, terms: &Terms, row: &adoption::Model) -> String {
    let mut words = vec![
        terms.name("position", &row.position, p.language()).to_owned(),
        terms.name("form", &row.form, p.language()).to_owned(),
    ];
    if row.is_repost {
        words.push(p.t("adoption.repost"));
    }
    words.join(" · ")
}

/// Points with their sign, as a statement shows them.
pub(super) fn signed(hundredths: i64) -> String {
    Cell::Signed(hundredths).shown()
}

fn one(
    p: &Page,
    row: &adoption::Model,
    (outlets, terms, files, earned): (&[OutletRow], &Terms, &[file::Model], &HashMap<String, Earned>),
    done: &[AdoptionId],
) -> Known {
    let outlet = outlets.iter().find(|one| one.outlet.id == row.outlet_id);
    let file = files.iter().find(|file| Some(file.id) == row.evidence_id);
    let earned = earned.get(&source(row.id));
    Known {
        id: row.id,
        outlet: outlet.map_or_else(String::new, |one| one.outlet.name.clone()),
        outlet_href: format!("/outlets/{}", row.outlet_id),
        rank: rank(terms, &row.level),
        level: terms.name("level", &row.level, p.language()).to_owned(),
        on: row.adopted_on.to_string(),
        position: position(p, terms, row),
        headline: row.headline.clone(),
        page: row.page.clone(),
        url: row.url.clone(),
        evidence: file.map(|file| (format!("/files/{}", file.key), file.name.clone())),
        points: earned.map_or_else(|| signed(0), |earned| signed(earned.points)),
        href: format!("/articles/{}#points", row.article_id),
        sentences: earned.map_or_else(Vec::new, |earned| {
            earned
                .postings
                .iter()
                .map(|posting| (posting.sentence.clone(), format!("/postings/{}", posting.seq)))
                .collect()
        }),
        withdrawn: row.withdrawn_at.map(|at| {
            let reason = row.withdrawn_reason.clone().unwrap_or_default();
            p.t2("adoption.withdrawn_because", p.time(at), reason)
        }),
        is_new: done.contains(&row.id),
    }
}

#[cfg(test)]
mod tests {
    use super::signed;

    #[test]
    fn points_carry_their_sign() {
        assert_eq!(signed(1_250), "+12.50");
        assert_eq!(signed(0), "0.00");
        assert_eq!(signed(-300), "−3.00");
    }
}
