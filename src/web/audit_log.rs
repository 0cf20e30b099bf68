//! The audit log with its filters and the state of its chain. Reading it is noted in it.

mod detail;

use askama::Template;
use entity::{OrganisationId, Outcome, PersonId};
use poem::handler;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::{Asked, Fields};
use super::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use super::page::pager::{Pager, Turn};
use super::standings::periods::Choice;
use super::statements::short;
use super::{Door, Page, Visit, reply};
use crate::audit::{self, Deed, EntryFilter};
use crate::error::{Error, Message};
use crate::people::Roster;
use crate::people::policy::Act;
use crate::sheet::Cell;
use crate::{Result, db, newsroom};
use detail::{Detail, Words};

/// Rows a page.
const SIZES: [u64; 2] = [50, 100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/audit", Act::ReadAudit, (show_log, sheet))
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
    outcome: String,
    outcome_class: &'static str,
    details: Vec<Detail>,
    /// The details in one text.
    said: String,
    request: String,
}

/// The columns.
const COLUMNS: &[Column<Entry>] = &[
    Column::text("audit.seq", |entry| Cell::Count(entry.seq)),
    Column::text("audit.at", |entry| Cell::text(&entry.at)),
    Column::text("audit.who", |entry| Cell::text(&entry.who)),
    Column::text("audit.deed", |entry| Cell::text(&entry.deed)),
    Column::below("list.outcome", |entry| Cell::text(&entry.outcome)),
    Column::text("audit.object", |entry| Cell::text(&entry.object)),
    Column::below("list.detail", |entry| Cell::text(&entry.said)),
    Column::text("audit.address", |entry| Cell::text(&entry.address)),
];

#[derive(Template)]
#[template(path = "audit.html")]
struct AuditPage {
    p: Page,
    asked: Question,
    deeds: Vec<Choice>,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Entry>,
    pager: Pager,
    n: i64,
    head: String,
}

impl Question {
    fn filter(&self) -> Result<EntryFilter> {
        let day = |field: &'static str, text: &str| match text {
            "" => Ok(None),
            text => text
                .parse()
                .map(Some)
                .map_err(|_| Error::invalid(field, "fault.day")),
        };
        Ok(EntryFilter {
            who: self.who.clone(),
            deed: self.deed.clone(),
            object: self.object.clone(),
            from_on: day("from", &self.from)?,
            until_on: day("until", &self.until)?,
            ..EntryFilter::default()
        })
    }

    /// What narrows the log, in words.
    fn filters(&self, p: &Page) -> Filters {
        Filters::default()
            .with(p.t("audit.who"), &self.who)
            .with(
                p.t("audit.deed"),
                &if self.deed.is_empty() {
                    String::new()
                } else {
                    deed_name(p, &self.deed)
                },
            )
            .with(p.t("audit.object"), &self.object)
            .with(p.t("audit.from"), &self.from)
            .with(p.t("audit.until"), &self.until)
    }
}

#[handler]
async fn show_log(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let filter = asked.filter()?;
    note_reading(&visit, &filter).await?;
    let db = visit.app.db.reader();
    let turn = Turn::to(&asked.page, &asked.size, &SIZES);
    let p = Page::of(&visit, "/audit").await?;
    let (rows, total) = entries(&visit, &p, &filter, (turn.offset(), turn.size)).await?;
    let head = audit::head(db).await?;
    let kept = [
        ("who", asked.who.as_str()),
        ("deed", asked.deed.as_str()),
        ("object", asked.object.as_str()),
        ("from", asked.from.as_str()),
        ("until", asked.until.as_str()),
    ];
    let any = Choice::of("", p.t("audit.any_deed"));
    let deeds = audit::deeds(db).await?;
    reply::page(&AuditPage {
        pager: Pager::of(total, turn, &SIZES, "/audit", &kept),
        deeds: std::iter::once(any)
            .chain(deeds.iter().map(|deed| Choice::of(deed, deed_name(&p, deed))))
            .collect(),
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &asked.filters(&p), total),
        rows,
        n: head.seq,
        head: short(&head.hash),
        asked,
        p,
    })
}

/// The whole log as a sheet; that it left the house is noted in it.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let p = Page::of(&visit, "/audit").await?;
    let (rows, total) = entries(&visit, &p, &asked.filter()?, list::whole(&visit)).await?;
    let heading = (p.t("menu.audit"), asked.filters(&p));
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Some entries, and how many there are.
async fn entries(
    visit: &Visit,
    p: &Page,
    filter: &EntryFilter,
    span: (u64, u64),
) -> Result<(Vec<Entry>, u64)> {
    let db = visit.app.db.reader();
    let (rows, total) = audit::entries(db, filter, span).await?;
    let (roster, terms) = (
        Roster::kept(&visit.app.db).await?,
        newsroom::kept_terms(&visit.app.db).await?,
    );
    let words = Words {
        p,
        roster: &roster,
        terms: &terms,
    };
    Ok((rows.into_iter().map(|row| entry(&words, row)).collect(), total))
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
    let details = words.of(&row.detail);
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
            Outcome::Done => String::new(),
            Outcome::Refused => p.t("audit.refused"),
            Outcome::Failed => p.t("audit.failed"),
        },
        outcome_class: match row.outcome {
            Outcome::Done => "",
            Outcome::Refused => "bad",
            Outcome::Failed => "warn",
        },
        said: said(p, &details),
        details,
        request: row.request_id,
    }
}

/// The details as the page prints them, one after the other.
fn said(p: &Page, details: &[Detail]) -> String {
    let said = |one: &Detail| {
        let before = one
            .before
            .as_ref()
            .map_or_else(String::new, |was| format!("{was} → "));
        format!("{}{}{before}{}", one.label, p.t("writing.colon"), one.value)
    };
    details.iter().map(said).collect::<Vec<_>>().join(" ")
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
