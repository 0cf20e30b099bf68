//! The list of people with its search by name, username, pinyin or initials.

use askama::Template;
use entity::{OrganisationId, PersonId, person};
use poem::handler;
use serde::Deserialize;

use super::person::roles;
use super::{holds, role_name};
use crate::people::policy::{self, Act};
use crate::people::{self, Roster};
use crate::web::fail::WebResult;
use crate::web::form::Asked;
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
}

#[derive(Template)]
#[template(path = "people.html")]
struct PeoplePage {
    p: Page,
    q: String,
    role: String,
    roles: Vec<Choice>,
    rows: Vec<PersonRow>,
    pager: Pager,
    may_keep: bool,
}

#[handler]
pub(super) async fn list_people(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let db = visit.app.db.reader();
    let (everybody, all, roster) = (
        people::people(db).await?,
        people::appointments(db).await?,
        Roster::load(db).await?,
    );
    let (p, today) = (Page::of(&visit, "/roster").await?, visit.app.today());
    let idle = people::without_appointment(db, today).await?;
    let held_by = |id: PersonId| {
        all.iter()
            .filter(move |one| one.person_id == id && holds(one, today))
            .map(|one| {
                (
                    roster.unit(one.organisation_id).to_owned(),
                    one.organisation_id,
                    one.role,
                )
            })
            .collect::<Vec<_>>()
    };
    let found: Vec<_> = everybody
        .into_iter()
        .filter(|person| fits(person, &asked.q))
        .map(|person| (held_by(person.id), person))
        .map(|(held, person)| (person, held))
        .filter(|(person, held)| match asked.role.as_str() {
            "" => true,
            IDLE => idle.contains(&person.id),
            asked => held.iter().any(|(_, _, role)| role.code() == asked),
        })
        .collect();
    let turn = Turn::to(&asked.page, &asked.size, &SIZES);
    let kept = [("q", asked.q.as_str()), ("role", asked.role.as_str())];
    let any = Choice::of("", p.t("roster.any_role"));
    reply::page(&PeoplePage {
        pager: Pager::of(
            u64::try_from(found.len()).unwrap_or(0),
            turn,
            &SIZES,
            "/people",
            &kept,
        ),
        rows: turn
            .cut(found)
            .into_iter()
            .map(|(person, held)| PersonRow {
                id: person.id,
                name: person.name,
                username: person.username,
                held: held
                    .into_iter()
                    .map(|(unit, id, role)| (unit, id, role_name(&p, role)))
                    .collect(),
                is_disabled: person.disabled_at.is_some(),
                must_change: person.must_change_password,
            })
            .collect(),
        roles: std::iter::once(any)
            .chain(roles(&p))
            .chain([Choice::of(IDLE, p.t("roster.no_appointment"))])
            .collect(),
        q: asked.q,
        role: asked.role,
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepRoster).is_ok(),
        p,
    })
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
