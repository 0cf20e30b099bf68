//! The audit log with its filters and the state of its chain. Reading it is noted in it.

mod detail;

use askama::Template;
use entity::{OrganisationId, Outcome, PersonId};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::{Asked, Fields};
use super::page::pager::{Pager, Turn};
use super::standings::periods::Choice;
use super::statements::short;
use super::{Door, Page, Visit, reply};
use crate::audit::{self, Deed, EntryFilter};
use crate::error::{Error, Message};
use crate::people::Roster;
use crate::people::policy::Act;
use crate::{Result, db, newsroom};
use detail::{Detail, Words};

/// Rows a page.
const SIZES: [u64; 2] = [50, 100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/audit", Act::ReadAudit, show_log)
        .post("/audit/verify", Act::ReadAudit, verify_log)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    who: String,
    deed: String,
    object: String,
    from: String,
    until: String,
    page: String,
    size: String,
}

/// An entry as the page prints it.
struct Entry {
    seq: i64,
    at: String,
    who: String,
    who_href: Option<String>,
    address: String,
    deed: String,
    object: String,
    object_href: Option<String>,
    outcome: &'static str,
    outcome_class: &'static str,
    details: Vec<Detail>,
    request: String,
}

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    p: Page,
    asked: Question,
    deeds: Vec<Choice>,
    rows: Vec<Entry>,
    pager: Pager,
    n: i64,
    head: String,
}

#[handler]
async fn show_log(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let day = |field: &'static str, text: &str| match text {
        "" => Ok(None),
        text => text
            .parse()
            .map(Some)
            .map_err(|_| Error::invalid(field, "fault.day")),
    };
    let filter = EntryFilter {
        who: asked.who.clone(),
        deed: asked.deed.clone(),
        object: asked.object.clone(),
        from_on: day("from", &asked.from)?,
        until_on: day("until", &asked.until)?,
        ..EntryFilter::default()
    };
    note_reading(&visit, &filter).await?;
    let db = visit.app.db.reader();
    let turn = Turn::to(&asked.page, &asked.size, &SIZES);
    let (rows, total) = audit::entries(db, &filter, (turn.offset(), turn.size)).await?;
    let head = audit::head(db).await?;
    let p = Page::of(&visit, "/audit").await?;
    let kept = [
        ("who", asked.who.as_str()),
        ("deed", asked.deed.as_str()),
        ("object", asked.object.as_str()),
        ("from", asked.from.as_str()),
        ("until", asked.until.as_str()),
    ];
    let any = Choice::of("", p.t("audit.any_deed"));
    let deeds = audit::deeds(db).await?;
    let (roster, terms) = (Roster::load(db).await?, newsroom::terms(db).await?);
    let words = Words {
        p: &p,
        roster: &roster,
        terms: &terms,
    };
    reply::page(&AuditPage {
        pager: Pager::of(total, turn, &SIZES, "/audit", &kept),
        deeds: std::iter::once(any)
            .chain(deeds.iter().map(|deed| Choice::of(deed, deed_name(&p, deed))))
            .collect(),
        rows: rows.into_iter().map(|row| entry(&words, row)).collect(),
        n: head.seq,
        head: short(&head.hash),
        asked,
        p,
    })
}

/// Notes that the log was read, and how it was filtered.
async fn note_reading(visit: &Visit, filter: &EntryFilter) -> Result<()> {
    let detail = serde_json::json!({
        "who": filter.who, "deed": filter.deed, "object": filter.object,
        "from": filter.from_on, "until": filter.until_on,
    });
    let tx = db::write(&visit.app.db).await?;
    let deed = Deed::done("read_audit", "audit", "").with(detail);
    audit::note(&tx, &visit.actor, deed, visit.app.clock.now()).await?;
    tx.commit().await?;
    Ok(())
}

fn entry(words: &Words<'_>, row: entity::audit::Model) -> Entry {
    let (p, roster) = (words.p, words.roster);
    Entry {
        seq: row.seq,
        at: p.time(row.at),
        who: actor_name(p, row.actor_name),
        who_href: row.actor_id.map(|id| format!("/people/{id}")),
        address: row.address,
        deed: deed_name(p, &row.deed),
        object_href: object_href(&row.object_kind, &row.object_id),
        object: format!(
            "{} {}",
            p.t(&format!("object.{}", row.object_kind)),
            object_name(roster, &row.object_kind, row.object_id)
        ),
        outcome: match row.outcome {
            Outcome::Done => "",
            Outcome::Refused => "audit.refused",
            Outcome::Failed => "audit.failed",
        },
        outcome_class: match row.outcome {
            Outcome::Done => "",
            Outcome::Refused => "bad",
            Outcome::Failed => "warn",
        },
        details: words.of(&row.detail),
        request: row.request_id,
    }
}

/// Who did it; the house itself is named by what it did it through.
fn actor_name(p: &Page, name: String) -> String {
    match name.strip_prefix("system:") {
        None => name,
        Some(what) => p.t1("audit.system", p.t(&format!("audit_by.{what}"))),
    }
}

/// A person or an organisation by name, everything else by its number.
fn object_name(roster: &Roster, kind: &str, id: String) -> String {
    match (kind, id.parse()) {
        ("person", Ok(person)) => roster.person(PersonId(person)).to_owned(),
        ("organisation", Ok(unit)) => roster.unit(OrganisationId(unit)).to_owned(),
        _ => id,
    }
}

/// A deed in words; its code where there are none.
fn deed_name(p: &Page, deed: &str) -> String {
    let keys = [
        format!("deed.{deed}"),
        format!("step.{deed}"),
        format!("act.{deed}"),
    ];
    let found = keys
        .iter()
        .map(|key| (key, p.t(key)))
        .find(|(key, words)| words != *key);
    found.map_or_else(|| deed.to_owned(), |(_, words)| words)
}

/// Where a thing of the log is shown, if it has a page.
fn object_href(kind: &str, id: &str) -> Option<String> {
    let path = match kind {
        "article" => "articles",
        "person" => "people",
        "organisation" => "organisations",
        "outlet" => "outlets",
        _ => return None,
    };
    id.parse::<i64>().is_ok().then(|| format!("/{path}/{id}"))
}

#[handler]
async fn verify_log(visit: Visit, Fields(_): Fields) -> WebResult {
    let (kind, message) = match audit::verify(visit.app.db.reader()).await? {
        Ok(n) => ("ok", Message::new("audit.whole").with("n", n)),
        Err(seq) => ("bad", Message::new("audit.broken").with("seq", seq)),
    };
    Ok(reply::to_saying(&visit, "/audit", kind, &message))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn things_with_a_page_are_linked_and_others_are_not() {
        assert_eq!(object_href("article", "12").as_deref(), Some("/articles/12"));
        assert_eq!(object_href("person", "x/../y"), None);
        assert_eq!(object_href("term", "3"), None);
    }
}
