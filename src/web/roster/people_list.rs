//! The list of people with its search by name, username, pinyin or initials.

use std::collections::HashMap;

use askama::Template;
use entity::{OrganisationId, PersonId, appointment, person};
use poem::handler;
use serde::Deserialize;

use super::person::roles;
use super::{holds, role_name};
use crate::Result;
use crate::people::policy::{self, Act};
use crate::people::{self, Roster};
use crate::sheet::Cell;
use crate::web::fail::WebResult;
use crate::web::form::Asked;
use crate::web::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use crate::web::page::pager::{Pager, Turn};
use crate::web::standings::periods::Choice;
use crate::web::{Page, Visit, reply};

/// Rows a page.
const SIZES: [u64; 2] = [50, 100];
/// Asked for instead of a role: those who hold none.
const IDLE: &str = "none";

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    q: String,
    role: String,
    page: String,
    size: String,
}

/// A person in the list.
struct PersonRow {
    id: PersonId,
    name: String,
    username: String,
    /// Organisation, its key, role.
    held: Vec<(String, OrganisationId, String)>,
    is_disabled: bool,
    must_change: bool,
    /// The state of the account in words.
    account: String,
    /// What stands where nobody is appointed.
    none: String,
}

impl PersonRow {
    fn appointments(&self) -> String {
        let held: Vec<String> = self
            .held
            .iter()
            .map(|(unit, _, role)| format!("{unit} {role}"))
            .collect();
        if held.is_empty() {
            self.none.clone()
        } else {
            held.join("、")
        }
    }
}

/// The columns.
const COLUMNS: &[Column<PersonRow>] = &[
    Column::text("look.author", |row| Cell::text(&row.name)),
    Column::text("look.login", |row| Cell::text(&row.username)),
    Column::text("roster.appointments", |row| Cell::text(row.appointments())),
    Column::text("roster.account", |row| Cell::text(&row.account)),
];

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    p: Page,
    q: String,
    role: String,
    roles: Vec<Choice>,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<PersonRow>,
    pager: Pager,
    may_keep: bool,
}

#[handler]
pub(super) async fn list_people(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let p = Page::of(&visit, "/roster").await?;
    let found = rows(&visit, &p, &asked).await?;
    let total = u64::try_from(found.len()).unwrap_or(0);
    let turn = Turn::to(&asked.page, &asked.size, &SIZES);
    let kept = [("q", asked.q.as_str()), ("role", asked.role.as_str())];
    let any = Choice::of("", p.t("roster.any_role"));
    reply::page(&PeoplePage {
        pager: Pager::of(total, turn, &SIZES, "/people", &kept),
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &filters(&p, &asked), total),
        rows: turn.cut(found),
        roles: std::iter::once(any).chain(choices(&p)).collect(),
        q: asked.q,
        role: asked.role,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok(),
        p,
    })
}

/// The whole list as a sheet.
pub(super) async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let asked: Question = list::question(&ask)?;
    let p = Page::of(&visit, "/roster").await?;
    let mut rows = rows(&visit, &p, &asked).await?;
    let total = u64::try_from(rows.len()).unwrap_or(0);
    rows.truncate(list::most(&visit));
    let heading = (p.t("roster.people"), filters(&p, &asked));
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Everybody who fits.
async fn rows(visit: &Visit, p: &Page, asked: &Question) -> Result<Vec<PersonRow>> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let (everybody, all, roster) = (
        people::people(db).await?,
        people::appointments(db).await?,
        Roster::kept(&visit.app.db).await?,
    );
    let mut held_by: HashMap<PersonId, Vec<&appointment::Model>> = HashMap::new();
    for one in all.iter().filter(|one| holds(one, today)) {
        held_by.entry(one.person_id).or_default().push(one);
    }
    let idle = people::without_appointment(db, today).await?;
    let row = |person: person::Model| {
        let held = held_by.remove(&person.id).unwrap_or_default();
        let fits_role = match asked.role.as_str() {
            "" => true,
            IDLE => idle.contains(&person.id),
            asked => held.iter().any(|one| one.role.code() == asked),
        };
        fits_role.then(|| PersonRow {
            held: held
                .into_iter()
                .map(|one| {
                    (
                        roster.unit(one.organisation_id).to_owned(),
                        one.organisation_id,
                        role_name(p, one.role),
                    )
                })
                .collect(),
            is_disabled: person.disabled_at.is_some(),
            must_change: person.must_change_password,
            account: p.t(match (person.disabled_at, person.must_change_password) {
                (Some(_), _) => "roster.disabled",
                (None, true) => "roster.must_change",
                (None, false) => "roster.active",
            }),
            none: p.t("roster.no_appointment"),
            id: person.id,
            name: person.name,
            username: person.username,
        })
    };
    let fitting = everybody.into_iter().filter(|person| fits(person, &asked.q));
    Ok(fitting.filter_map(row).collect())
}

/// The roles, and that there is none.
fn choices(p: &Page) -> impl Iterator<Item = Choice> {
    let idle = Choice::of(IDLE, p.t("roster.no_appointment"));
    roles(p).into_iter().chain([idle])
}

/// What narrows the list, in words.
fn filters(p: &Page, asked: &Question) -> Filters {
    let roles: Vec<Choice> = choices(p).collect();
    Filters::default().with(p.t("roster.find"), &asked.q).chosen(
        p.t("roster.role"),
        roles.iter().map(|role| (&role.value, &role.label)),
        &asked.role,
    )
}

/// Whether name, username or pinyin (whole, or its initials) contains what is asked for.
fn fits(person: &person::Model, q: &str) -> bool {
    let asked = q.trim().to_lowercase();
    let joined: String = person.name_pinyin.split_whitespace().collect();
    let initials: String = person
        .name_pinyin
        .split_whitespace()
        .filter_map(|syllable| syllable.chars().next())
        .collect();
    let squeezed: String = asked.split_whitespace().collect();
    asked.is_empty()
        || person.name.to_lowercase().contains(&asked)
        || person.username.contains(&asked)
        || joined.contains(&squeezed)
        || initials.starts_with(&squeezed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use entity::{Instant, Language};

    #[test]
    fn people_are_found_by_name_username_pinyin_and_initials() {
        let person = person::Model {
            id: PersonId(1),
            username: "wang.xl".into(),
            name: "王晓琳".into(),
            name_pinyin: "wang xiao lin".into(),
            password_hash: String::new(),
            must_change_password: false,
            password_changed_at: Instant(0),
            language: Language::Chinese,
            disabled_at: None,
            created_at: Instant(0),
            is_full_time: false,
            version: 1,
        };
        for q in ["", "晓琳", "WANG.XL", "xiaolin", "wang xiao", "wxl"] {
            assert!(fits(&person, q), "{q}");
        }
        for q in ["李", "xl.wang", "lin xiao"] {
            assert!(!fits(&person, q), "{q}");
        }
    }
}
