//! What every page template may ask of its page: words, language, menu, person, addresses; and the page of an error.

mod menu;
pub(super) mod pager;

use askama::Template;
use chrono::NaiveDate;
use entity::{Instant, Language};

use super::assets::asset_url;
use super::fail::Fail;
use super::visit::{Flash, Visit};
use crate::error::{Error, Message};
use crate::sheet::Cell;
use crate::{Result, calendar, i18n, newsroom};

pub use menu::Place;

/// Whoever is signed in, as the frame shows it.
#[derive(Clone, Debug)]
pub struct Me {
    /// Full name.
    pub name: String,
    /// Where they are appointed.
    pub organisation: String,
    /// As what, in words.
    pub roles: String,
}

/// The frame's side of a page.
#[derive(Clone, Debug)]
pub struct Page {
    language: Language,
    csrf: String,
    nonce: String,
    me: Option<Me>,
    places: Vec<Place>,
    n_notices: u64,
    flash: Option<Flash>,
    warning: Option<String>,
    query: String,
    name: String,
    footer: Vec<String>,
    idle_seconds: u64,
    is_grey: bool,
}

impl Page {
    /// The frame of the page that the visitor is at; `here` is the place of the menu that it belongs to.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn of(visit: &Visit, here: &str) -> Result<Self> {
        let language = visit.language;
        let settings = &visit.app.settings;
        let (me, places, n_notices) = match &visit.viewer {
            None => (None, Vec::new(), 0),
            Some(viewer) => {
                let db = visit.app.db.reader();
                let mut roles: Vec<String> = viewer
                    .held
                    .iter()
                    .map(|held| i18n::t(language, &format!("role.{}", held.role.code())))
                    .collect();
                roles.dedup();
                let me = Me {
                    name: viewer.person.name.clone(),
                    organisation: viewer
                        .held
                        .first()
                        .map_or_else(String::new, |held| held.organisation.clone()),
                    roles: roles.join("、"),
                };
                (
                    Some(me),
                    menu::places(visit, viewer, here).await?,
                    newsroom::n_unread(db, viewer.id()).await?,
                )
            }
        };
        let warning = visit.is_plain.then(|| i18n::t(language, "page.plain_http"));
        let mut footer = Vec::new();
        if !settings.organiser.is_empty() {
            footer.push(settings.organiser.clone());
        }
        footer.extend(settings.footer.iter().cloned());
        footer.push(format!(
            "{} {}",
            i18n::t(language, "page.product"),
            env!("CARGO_PKG_VERSION")
        ));
        Ok(Self {
            language,
            csrf: visit.csrf.clone(),
            nonce: visit.nonce.clone(),
            idle_seconds: if me.is_some() {
                u64::try_from(settings.sign_in.idle_minutes * 60).unwrap_or(0)
            } else {
                0
            },
            me,
            places,
            n_notices,
            flash: visit.flash.clone(),
            warning,
            query: String::new(),
            is_grey: settings.is_grey(visit.app.today()),
            name: settings.title.clone(),
            footer,
        })
    }

    /// The same page with text in its search box.
    #[must_use]
    pub fn with_query(mut self, query: &str) -> Self {
        query.clone_into(&mut self.query);
        self
    }

    /// What the house says, in the reader's language.
    #[must_use]
    pub(super) fn say(&self, message: &Message) -> String {
        i18n::say(self.language, message)
    }

    /// A sentence in the reader's language.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        i18n::t(self.language, key)
    }

    /// A sentence whose gap `%{a}` is filled.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a key or a number is given as it is"
    )]
    pub fn t1<A: ToString>(&self, key: &str, a: A) -> String {
        i18n::fill(self.language, key, &[("a", a.to_string())])
    }

    /// A sentence whose gaps `%{a}` and `%{b}` are filled.
    #[must_use]
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a key or a number is given as it is"
    )]
    pub fn t2<A: ToString, B: ToString>(&self, key: &str, a: A, b: B) -> String {
        i18n::fill(self.language, key, &[("a", a.to_string()), ("b", b.to_string())])
    }

    /// The language's code.
    #[must_use]
    pub const fn lang(&self) -> &'static str {
        self.language.code()
    }

    /// The language.
    #[must_use]
    pub const fn language(&self) -> Language {
        self.language
    }

    /// The token that forms carry.
    #[must_use]
    pub fn csrf(&self) -> &str {
        &self.csrf
    }

    /// The nonce of this answer's scripts.
    #[must_use]
    pub fn nonce(&self) -> &str {
        &self.nonce
    }

    /// Whoever is signed in.
    #[must_use]
    pub fn person(&self) -> Option<Me> {
        self.me.clone()
    }

    /// The side menu.
    #[must_use]
    pub fn menu(&self) -> &[Place] {
        &self.places
    }

    /// Whether the viewer may search, so that the box is offered to them.
    #[must_use]
    pub fn may_search(&self) -> bool {
        self.places.iter().any(|place| place.href == "/search")
    }

    /// The bottom tabs of the phone.
    #[must_use]
    pub fn tabs(&self) -> &[Place] {
        &self.places[..self.places.len().min(5)]
    }

    /// How many notices are unread.
    #[must_use]
    pub const fn n_notices(&self) -> u64 {
        self.n_notices
    }

    /// What a former answer left to be said.
    #[must_use]
    pub fn flash(&self) -> Option<Flash> {
        self.flash.clone()
    }

    /// The standing warning.
    #[must_use]
    pub fn warning(&self) -> Option<String> {
        self.warning.clone()
    }

    /// The address of an embedded file.
    #[must_use]
    pub fn asset(&self, path: &str) -> String {
        asset_url(path)
    }

    /// What follows each title.
    #[must_use]
    pub fn title_suffix(&self) -> &str {
        &self.name
    }

    /// The text in the search box.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.query
    }

    /// The name of this installation.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lines of the foot.
    #[must_use]
    pub fn footer(&self) -> &[String] {
        &self.footer
    }

    /// Seconds of rest until the session ends; 0 for nobody.
    #[must_use]
    pub const fn idle_seconds(&self) -> u64 {
        self.idle_seconds
    }

    /// Whether today is a day of mourning.
    #[must_use]
    pub const fn grey(&self) -> bool {
        self.is_grey
    }

    /// The place of the menu that the page belongs to, where it is not the home page.
    #[must_use]
    pub fn place(&self) -> Option<&Place> {
        self.places.iter().find(|place| place.on && place.href != "/")
    }

    /// An instant as people read it: `2026-11-22 09:30`, in Asia/Shanghai.
    #[must_use]
    pub fn time(&self, at: Instant) -> String {
        calendar::local_time(at.0)
    }

    /// A day as people read it in this language.
    #[must_use]
    pub fn day(&self, day: NaiveDate) -> String {
        match self.language {
            Language::Chinese => day.format("%Y年%-m月%-d日").to_string(),
            Language::English => day.format("%-d %B %Y").to_string(),
        }
    }

    /// Hundredths as points with two decimals, as every list shows them.
    #[must_use]
    pub fn points(&self, hundredths: i64) -> String {
        Cell::Points(hundredths).shown()
    }
}

/// A way on from an error.
#[derive(Clone, Debug)]
pub struct WayOn {
    /// Where.
    pub href: String,
    /// In words.
    pub label: String,
}

/// The page of an error.
#[derive(Template)]
#[template(path = "error.html")]
pub struct ErrorPage {
    p: Page,
    status: u16,
    title: String,
    text: String,
    next: Vec<WayOn>,
    number: String,
}

/// Makes the page of an error: what happened, to what, what now, and the number that is in the log.
pub(super) async fn error_page(visit: &Visit, error: &Error) -> Result<ErrorPage> {
    let status = Fail::status_of(error).as_u16();
    let page = Page::of(visit, "").await?;
    let next = match error {
        Error::NotSignedIn => vec![("/sign-in", "look.sign_in")],
        Error::NotAllowed(message)
            if ["error.must_change_password", "error.password_too_old"].contains(&message.key.as_ref()) =>
        {
            vec![("/password", "account.password")]
        }
        Error::Invalid(_)
        | Error::NotFound
        | Error::NotAllowed(_)
        | Error::Stale(_)
        | Error::Refused(_)
        | Error::Upload(_)
        | Error::TooOften { .. }
        | Error::Unavailable(_)
        | Error::Broken(_) => vec![("/", "look.home")],
    };
    let next = next
        .into_iter()
        .map(|(href, key)| WayOn {
            href: href.to_owned(),
            label: page.t(key),
        })
        .collect();
    Ok(ErrorPage {
        status,
        title: page.t(&format!("error.{status}")),
        text: i18n::detail(visit.language, error),
        next,
        number: visit.actor.request_id.clone(),
        p: page,
    })
}
