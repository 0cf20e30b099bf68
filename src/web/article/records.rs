//! What was recorded about an article, as its rail shows it: where it was adopted, who wrote an instruction, what else
//! happened.

use entity::{AdoptionId, ArticleId, OccurrenceId, adoption, instruction};

use crate::Result;
use crate::db::Db;
use crate::newsroom::{self, OutletRow, Terms};
use crate::people::Roster;
use crate::web::Page;
use crate::web::occurrences::Words;

/// One medium that took it.
pub(super) struct Taken {
    pub id: AdoptionId,
    pub outlet: String,
    pub rank: i64,
    pub level: String,
    pub on: String,
    pub headline: String,
    pub facts: Vec<String>,
    pub url: String,
    pub evidence: String,
    pub withdrawn: String,
}

/// One instruction on it.
pub(super) struct Instructed {
    pub leader: String,
    pub level: String,
    pub on: String,
    pub excerpt: String,
    pub is_confidential: bool,
    pub evidence: String,
    pub withdrawn: String,
}

/// Something else that happened to it.
pub(super) struct Occurred {
    pub id: OccurrenceId,
    pub kind: String,
    pub what: String,
    pub on: String,
    pub note: String,
    pub withdrawn: String,
}

/// What else happened to an article, the newest day first.
pub(super) async fn occurred(db: &Db, p: &Page, id: ArticleId) -> Result<Vec<Occurred>> {
    let rows = newsroom::occurrences_of(db.reader(), id).await?;
    let roster = Roster::kept(db).await?;
    let words = Words { p, roster: &roster };
    let row = |row: &entity::occurrence::Model| {
        let said = words.whom(row).into_iter().chain([row.note.clone()]);
        let said: Vec<String> = said.filter(|part| !part.is_empty()).collect();
        Occurred {
            id: row.id,
            kind: words.kind(row),
            what: words.what(row),
            on: p.day(row.happened_on),
            note: said.join(" · "),
            withdrawn: words.withdrawn(row).unwrap_or_default(),
        }
    };
    Ok(rows.iter().map(row).collect())
}

pub(super) fn taken(
    p: &Page,
    terms: &Terms,
    outlets: &[OutletRow],
    adoption: &adoption::Model,
    evidence: String,
    is_inside: bool,
) -> Taken {
    let outlet = outlets.iter().find(|row| row.outlet.id == adoption.outlet_id);
    let word = |kind, code| terms.name(kind, code, p.language()).to_owned();
    let mut facts = vec![word("position", &adoption.position), word("form", &adoption.form)];
    if adoption.is_repost {
        facts.push(p.t("article.repost"));
    }
    if !adoption.page.is_empty() {
        facts.push(adoption.page.clone());
    }
    Taken {
        id: adoption.id,
        outlet: outlet.map_or_else(String::new, |row| row.outlet.name.clone()),
        rank: terms.find("level", &adoption.level).map_or(0, |term| term.ord),
        level: word("level", &adoption.level),
        on: p.day(adoption.adopted_on),
        headline: adoption.headline.clone(),
        facts,
        url: adoption.url.clone(),
        evidence: if is_inside { evidence } else { String::new() },
        withdrawn: withdrawn(p, adoption.withdrawn_at, adoption.withdrawn_reason.as_ref()),
    }
}

pub(super) fn instructed(p: &Page, terms: &Terms, one: &instruction::Model, evidence: String) -> Instructed {
    Instructed {
        leader: one.leader.clone(),
        level: terms
            .name("leader_level", &one.leader_level, p.language())
            .to_owned(),
        on: p.day(one.instructed_on),
        excerpt: one.excerpt.clone(),
        is_confidential: one.is_confidential,
        evidence,
        withdrawn: withdrawn(p, one.withdrawn_at, one.withdrawn_reason.as_ref()),
    }
}

/// When and why a record was withdrawn; nothing where it stands.
fn withdrawn(p: &Page, at: Option<entity::Instant>, reason: Option<&String>) -> String {
    at.map_or_else(String::new, |at| {
        p.t2(
            "article.withdrawn_because",
            p.time(at),
            reason.map_or("", String::as_str),
        )
    })
}
