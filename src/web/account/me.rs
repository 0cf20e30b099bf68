//! The page of one's account.

use askama::Template;
use chrono::TimeDelta;
use entity::{Language, Scope, SessionId, TokenId};
use poem::handler;

use crate::people::{self, Roster};
use crate::web::article::length;
use crate::web::fail::WebResult;
use crate::web::faults::FormFaults;
use crate::web::{Page, Visit, reply};
use crate::{Result, calendar};

/// One appointment, also a former one.
struct Appointment {
    role: String,
    organisation: String,
    from: String,
    until: String,
    holds: bool,
}

/// One device that is signed in.
struct SignedIn {
    id: SessionId,
    device: String,
    agent: String,
    address: String,
    since: String,
    seen: String,
    seen_iso: String,
    is_here: bool,
}

/// One key.
struct Key {
    id: TokenId,
    name: String,
    scope: String,
    made: String,
    ends: String,
    used: String,
    state: &'static str,
}

/// What was typed into the form of a new key.
#[derive(Clone, Debug)]
pub(super) struct TypedToken {
    pub name: String,
    pub scope: String,
    pub days: String,
}

/// A choice of a list.
struct Choice {
    value: &'static str,
    label: String,
}

#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct MePage {
    p: Page,
    name: String,
    username: String,
    appointments: Vec<Appointment>,
    language: &'static str,
    password_changed: String,
    password_age: String,
    /// Since when there is a second factor.
    factor_since: Option<String>,
    sessions: Vec<SignedIn>,
    tokens: Vec<Key>,
    may_keep_tokens: bool,
    scopes: Vec<Choice>,
    most_days: i64,
    typed: TypedToken,
    faults: FormFaults,
    made: Option<String>,
}

#[handler]
pub(super) async fn show_me(visit: Visit) -> WebResult {
    let typed = TypedToken {
        name: String::new(),
        scope: Scope::Read.code().to_owned(),
        days: "90".to_owned(),
    };
    reply::page(&me_page(&visit, typed, FormFaults::default(), None).await?)
}

/// The page, with what was typed into its form; `made` is a key that was just made, shown this once.
pub(super) async fn me_page(
    visit: &Visit,
    typed: TypedToken,
    faults: FormFaults,
    made: Option<String>,
) -> Result<MePage> {
    let viewer = visit.viewer()?;
    let (app, db) = (&visit.app, visit.app.db.reader());
    let (now, today) = (app.clock.now(), app.today());
    let p = Page::of(visit, "").await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let appointments = people::appointments_of(db, viewer.id()).await?;
    let appointments = appointments
        .iter()
        .map(|one| Appointment {
            role: p.t(&format!("role.{}", one.role.code())),
            organisation: roster.unit(one.organisation_id).to_owned(),
            from: p.day(one.from_on),
            until: one.until_on.map_or_else(String::new, |day| p.day(day)),
            holds: one.from_on <= today && one.until_on.is_none_or(|day| day > today),
        })
        .collect();
    let idle = TimeDelta::minutes(app.settings.sign_in.idle_minutes);
    let sessions = people::sessions(db, viewer.id(), now).await?;
    let sessions = sessions
        .into_iter()
        .filter(|one| now < one.last_seen_at.plus(idle))
        .map(|one| SignedIn {
            id: one.id,
            device: device(&p, &one.agent),
            address: one.address,
            since: p.time(one.created_at),
            seen: p.time(one.last_seen_at),
            seen_iso: one.last_seen_at.utc().to_rfc3339(),
            is_here: Some(one.id) == visit.session,
            agent: one.agent,
        })
        .collect();
    let tokens = people::tokens(db, viewer.id()).await?;
    let tokens = tokens
        .into_iter()
        .map(|one| Key {
            id: one.id,
            scope: p.t(&format!("scope.{}", one.scope.code())),
            made: p.time(one.created_at),
            ends: calendar::day_of(one.ends_at.0).map_or_else(String::new, |day| p.day(day)),
            used: one.last_used_at.map_or_else(String::new, |at| p.time(at)),
            state: if one.revoked_at.is_some() {
                "revoked"
            } else if now >= one.ends_at {
                "over"
            } else {
                "holds"
            },
            name: one.name,
        })
        .collect();
    let person = &viewer.person;
    let factor = people::factor(db, viewer.id()).await?;
    Ok(MePage {
        factor_since: factor.map(|factor| p.time(factor.enrolled_at)),
        name: person.name.clone(),
        username: person.username.clone(),
        appointments,
        language: match person.language {
            Language::Chinese => "中文",
            Language::English => "English",
        },
        password_changed: p.time(person.password_changed_at),
        password_age: length(&p, now.since(person.password_changed_at)),
        sessions,
        tokens,
        may_keep_tokens: !person.must_change_password,
        scopes: Scope::ALL
            .iter()
            .map(|scope| Choice {
                value: scope.code(),
                label: p.t(&format!("scope.{}", scope.code())),
            })
            .collect(),
        most_days: app.settings.sign_in.token_days,
        typed,
        faults,
        made,
        p,
    })
}

/// A browser and its system out of what it calls itself: a help to recognise one's own device, not to be relied on.
fn device(p: &Page, agent: &str) -> String {
    let first = |names: &[(&str, &'static str)]| {
        names
            .iter()
            .find(|(mark, _)| agent.contains(mark))
            .map(|(_, name)| *name)
    };
    // The more particular first: Edge and WeCom also call themselves Chrome, Chrome also Safari.
    let browser = first(&[
        ("wxwork", "企业微信"),
        ("MicroMessenger", "微信"),
        ("DingTalk", "钉钉"),
        ("Edg", "Edge"),
        ("Firefox", "Firefox"),
        ("Chrome", "Chrome"),
        ("Safari", "Safari"),
    ]);
    let system = first(&[
        ("HarmonyOS", "HarmonyOS"),
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS", "macOS"),
        ("Linux", "Linux"),
    ]);
    match (browser, system) {
        (Some(browser), Some(system)) => format!("{browser} · {system}"),
        (Some(one), None) | (None, Some(one)) => one.to_owned(),
        (None, None) => p.t("account.unknown_device"),
    }
}
