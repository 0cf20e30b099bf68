//! The house in the test's own process: a migrated database of its own, a clock that the test sets, people to act as.
//! Stories are told with the product's verbs; nothing is inserted behind their back.

use std::sync::atomic::{AtomicI64, Ordering};

use chrono::NaiveDate;
use entity::{ArticleId, Instant, OrganisationClass, OrganisationId, OutletId, PersonId, Role, article};
use zhibao::actor::Actor;
use zhibao::app::App;
use zhibao::clock::Clock;
use zhibao::newsroom::{self, Decision, DraftText, Granted, NewAdoption, NewOutlet, Remark};
use zhibao::people::{self, NewAppointment, NewOrganisation, NewPerson, Secret, Viewer};
use zhibao::settings::{SecondFactor, Settings};
use zhibao::{calendar, ledger};

use super::client::Client;
use super::counts::{assert_filed_is_counted, assert_units_are_named};
use super::postgres::Postgres;
use super::premises::Premises;

/// A password that every rule of the house likes.
pub const PASSWORD: &str = "Morning-Paper-7-Lamps";

/// On which database a story is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    Sqlite,
    Postgres,
}

/// A running house.
pub struct TestApp {
    pub app: App,
    /// The admin who was there first, and the organisation on top.
    pub admin: PersonId,
    pub top: OrganisationId,
    premises: Premises,
    serial: AtomicI64,
}

/// Settings for a test: nothing waits for the disk, and hashing is cheap.
pub fn settings(folder: &std::path::Path) -> Settings {
    let mut settings = Settings {
        data_dir: folder.to_path_buf(),
        ..Settings::default()
    };
    settings.database.durable = Some(false);
    // Stories ask as often as they like, but for those of the pace.
    settings.limits.requests_per_s = 100_000;
    settings.limits.searches_per_minute = 100_000;
    settings.limits.uploads_per_minute = 100_000;
    settings.sign_in.argon2_kib = 64;
    settings.sign_in.argon2_passes = 1;
    // Stories go on for years under one password, but for that of its age.
    settings.sign_in.password_days = 36_500;
    // Stories sign in by a password alone, but for those of the second factor.
    settings.sign_in.second_factor = Some(SecondFactor::Offered);
    settings
}

/// An instant by its wall clock in Shanghai, such as `2024-03-10 23:59:59`.
pub fn at(text: &str) -> Instant {
    let time = chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M:%S").expect("a time");
    Instant(
        calendar::first_instant(time.date())
            + i64::from(chrono::Timelike::num_seconds_from_midnight(&time)) * 1000,
    )
}

/// A day.
pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

impl TestApp {
    /// Opens the house on a Monday morning with its first admin; `None` where there is no PostgreSQL to tell the story
    /// on.
    pub async fn start(on: On) -> Option<Self> {
        let mut house = Self::empty(on).await?;
        let app = &house.app;
        let link = people::setup_link(app).await.expect("a link");
        let first = NewPerson {
            username: "first".into(),
            name: "首任管理".into(),
            password: Secret::new(PASSWORD.into()),
        };
        let actor = Actor::system("test");
        house.admin = people::first_admin(app, &link, "试验区党工委", &first, &actor)
            .await
            .expect("a first admin");
        house.top = people::organisations(house.app.db.reader())
            .await
            .expect("organisations")[0]
            .id;
        Some(house)
    }

    /// A folder with nothing in it and a database without a table: for the executable to begin in.
    pub async fn bare(on: On) -> Option<Premises> {
        let postgres = match on {
            On::Sqlite => None,
            On::Postgres => Some(Postgres::empty().await?),
        };
        Some(Premises::new(super::folder(), postgres))
    }

    /// Opens the house as it is before its first admin: nobody, nothing.
    pub async fn empty(on: On) -> Option<Self> {
        let folder = super::folder();
        let settings = settings(folder.path());
        Self::furnish(on, folder, settings).await
    }

    /// The same house with other settings: everybody has gone home and comes back to it.
    pub async fn reopen(&mut self, change: impl FnOnce(&mut Settings)) {
        let mut settings = (*self.app.settings).clone();
        change(&mut settings);
        self.app.tasks.end().await;
        self.app.db.close().await;
        let clock = Clock::standing_at(self.app.clock.now());
        self.app = App::open(settings, clock).await.expect("the house opens again");
    }

    async fn furnish(on: On, folder: tempfile::TempDir, mut settings: Settings) -> Option<Self> {
        let postgres = match on {
            On::Sqlite => None,
            On::Postgres => {
                let template = async |url: &str| {
                    let mut settings = settings.clone();
                    url.clone_into(&mut settings.database.url);
                    let app = App::open(settings, Clock::System)
                        .await
                        .expect("the template migrates");
                    app.db.close().await;
                };
                let postgres = Postgres::fresh(template).await?;
                settings.database.url.clone_from(&postgres.url);
                Some(postgres)
            }
        };
        let clock = Clock::standing_at(at("2024-03-04 09:00:00"));
        let premises = Premises::new(folder, postgres);
        let app = App::open(settings, clock).await.expect("the house opens");
        Some(Self {
            app,
            admin: PersonId(0),
            top: OrganisationId(0),
            premises,
            serial: AtomicI64::new(0),
        })
    }

    /// Everybody goes home: what is left is the folder and the database, and nothing has them open.
    pub async fn leave(self) -> Premises {
        let Self { app, premises, .. } = self;
        app.tasks.end().await;
        app.db.close().await;
        premises
    }

    /// Ends the house and drops its database.
    pub async fn end(self) {
        self.leave().await.end().await;
    }

    /// The data folder, with the settings by which the executable finds the database.
    pub fn data(&self) -> &std::path::Path {
        self.premises.path()
    }

    fn next(&self) -> i64 {
        self.serial.fetch_add(1, Ordering::SeqCst) + 1
    }

    /// Sets the clock.
    pub fn clock(&self, text: &str) {
        self.app.clock.set(at(text));
    }

    /// A person as they are signed in now.
    pub async fn viewer(&self, id: PersonId) -> Viewer {
        let db = self.app.db.reader();
        let person = people::person(db, id).await.expect("a person");
        Viewer::load(db, person, Actor::system("test"), self.app.today())
            .await
            .expect("a viewer")
    }

    /// Adds a unit below the top.
    pub async fn unit(&self, name: &str, needs_signature: bool) -> OrganisationId {
        let new = NewOrganisation {
            name: name.to_owned(),
            short_name: name.to_owned(),
            class: OrganisationClass::Subdistrict,
            parent_id: Some(self.top),
            needs_signature,
            is_contact_point: false,
            is_model_point: false,
            is_encouraged: false,
            opened_on: day("2020-01-01"),
        };
        let admin = self.viewer(self.admin).await.admin().expect("an admin");
        people::add_organisation(&self.app, &admin, &new)
            .await
            .expect("a unit")
    }

    /// Adds a person with a role at a unit. The username is `pN`, the password [`PASSWORD`].
    pub async fn person(&self, name: &str, role: Role, unit: OrganisationId) -> PersonId {
        let first = Secret::new("First-Letter-9-Clouds".into());
        let new = NewPerson {
            username: format!("p{}", self.next()),
            name: name.to_owned(),
            password: first.clone(),
        };
        let admin = self.viewer(self.admin).await.admin().expect("an admin");
        let first_appointment = NewAppointment {
            person_id: PersonId(0),
            organisation_id: unit,
            role,
            from_on: day("2020-01-01"),
            until_on: None,
        };
        let id = newsroom::add_person(&self.app, &admin, &new, Some(&first_appointment))
            .await
            .expect("a person");
        let newcomer = self.viewer(id).await;
        let own = Secret::new(PASSWORD.into());
        people::change_password(&self.app, &newcomer, &first, &own)
            .await
            .expect("a password of their own");
        id
    }

    /// A visitor of the pages who is signed in as somebody.
    pub async fn signed_in(&self, door: &Client, id: PersonId) -> Client {
        let client = Client::new(door.origin());
        let username = self.viewer(id).await.person.username;
        let fields = [("login", username.as_str()), ("password", PASSWORD)];
        client
            .submit("/sign-in", "/sign-in", &fields)
            .await
            .expect_status(303);
        client
    }

    /// Adds an outlet of a level.
    pub async fn outlet(&self, name: &str, level: &str) -> OutletId {
        let new = NewOutlet {
            name: name.to_owned(),
            aliases: Vec::new(),
            pages: Vec::new(),
            level: level.to_owned(),
            class: "bulletin".to_owned(),
            from_on: day("2020-01-01"),
        };
        newsroom::add_outlet(&self.app, &self.viewer(self.admin).await, &new)
            .await
            .expect("an outlet")
    }

    /// Publishes a scheme in force from a day on: written by one person, published by another.
    pub async fn scheme(&self, document: &str, from: &str) {
        let office = self.person("办公室起草人", Role::Office, self.top).await;
        let writer = self.viewer(office).await;
        let id = ledger::save_scheme_draft(&self.app, &writer, (document, 0))
            .await
            .expect("a sound scheme");
        let publisher = self.viewer(self.admin).await;
        let rows = ledger::scheme_rows(self.app.db.reader()).await.expect("schemes");
        let draft = rows
            .iter()
            .find(|row| row.scheme.id == id)
            .and_then(|row| row.draft.clone())
            .expect("a draft");
        ledger::publish_scheme(&self.app, &publisher, (id, draft.version), day(from), "试行")
            .await
            .expect("published");
    }

    /// Writes a draft of so many words and submits it.
    pub async fn submit(&self, reporter: PersonId, title: &str, n_words: usize) -> article::Model {
        let draft = self.draft(reporter, title, n_words).await;
        let proof = self.viewer(reporter).await.reporter().expect("a reporter");
        newsroom::submit(&self.app, &proof, draft.id, draft.version)
            .await
            .expect("submitted")
    }

    /// Writes a draft of so many words.
    pub async fn draft(&self, reporter: PersonId, title: &str, n_words: usize) -> article::Model {
        let proof = self.viewer(reporter).await.reporter().expect("a reporter");
        newsroom::start_draft(&self.app, &proof, None, &text(title, n_words))
            .await
            .expect("a draft")
            .article
    }

    /// Claims and decides an article as it stands now.
    pub async fn decide(
        &self,
        editor: PersonId,
        id: ArticleId,
        decision: Decision,
        reason: &str,
    ) -> zhibao::Result<article::Model> {
        let editor = self.viewer(editor).await.editor().expect("an editor");
        let mut article = self.article(id).await;
        if article.state == entity::ArticleState::Submitted {
            article = newsroom::claim(&self.app, &editor, id, article.version).await?;
        }
        let remark = Remark {
            reason: reason.to_owned(),
            ..Remark::default()
        };
        newsroom::decide(&self.app, &editor, id, article.version, (decision, &remark)).await
    }

    /// An article as it stands now.
    pub async fn article(&self, id: ArticleId) -> article::Model {
        newsroom::article(self.app.db.reader(), id)
            .await
            .expect("an article")
    }

    /// Records an adoption on a day.
    pub async fn adopt(
        &self,
        editor: PersonId,
        new: NewAdoption,
    ) -> zhibao::Result<(entity::adoption::Model, ledger::Settled)> {
        let editor = self.viewer(editor).await.editor().expect("an editor");
        newsroom::adopt(&self.app, &editor, &new).await
    }

    /// Points of a subject in a period, as printed.
    pub async fn points(&self, kind: entity::SubjectKind, id: i64, period: &str) -> String {
        let total = ledger::total(self.app.db.reader(), (kind, id), period)
            .await
            .expect("a total");
        zhibao::points::Points::from_hundredths(total).to_string()
    }

    /// That the chain, the totals and the replay agree, and that what was filed is counted as it is.
    pub async fn assert_ledger_is_whole(&self) {
        let db = self.app.db.reader();
        let verdict = ledger::verify(db).await.expect("verify runs");
        assert!(matches!(verdict, ledger::Verdict::Whole { .. }), "{verdict:?}");
        let (_, differences) = ledger::replay(db).await.expect("replay runs");
        assert!(differences.is_empty(), "{differences:#?}");
        let since = ledger::verify_since_close(db).await.expect("verify runs");
        assert_eq!(since, verdict);
        let (_, differences) = ledger::replay_since_close(db).await.expect("replay runs");
        assert!(differences.is_empty(), "{differences:#?}");
        assert!(zhibao::audit::verify(db).await.expect("audit runs").is_ok());
        assert_filed_is_counted(db).await;
        assert_units_are_named(db).await;
    }

    /// Serves the house on a free port of loopback.
    pub async fn serve(&self) -> Client {
        let listener = zhibao::web::Listener::bind("127.0.0.1:0", &self.app.settings.limits)
            .await
            .expect("a port")
            .trusting(&self.app.settings.http.trusted_proxies);
        let address = listener.address().expect("an address");
        let endpoint = zhibao::web::endpoint(&self.app);
        let tasks = self.app.tasks.clone();
        self.app.tasks.start(async move {
            let stopping = async move { tasks.stopping().await };
            let server = poem::Server::new_with_acceptor(listener);
            let _ = server
                .run_with_graceful_shutdown(endpoint, stopping, Some(std::time::Duration::ZERO))
                .await;
        });
        Client::new(&format!("http://{address}"))
    }
}

/// An adoption with nothing special about it.
pub fn adoption(article: ArticleId, outlet: OutletId, on: &str) -> NewAdoption {
    NewAdoption {
        article_id: article,
        outlet_id: outlet,
        adopted_on: day(on),
        headline: String::new(),
        page: "1 版".to_owned(),
        position: "plain".to_owned(),
        form: "alone".to_owned(),
        is_repost: false,
        url: String::new(),
        evidence: None,
        route: String::new(),
        as_type: String::new(),
        granted: Granted::default(),
        is_late_approved: false,
    }
}

/// A draft of so many words.
pub fn text(title: &str, n_words: usize) -> DraftText {
    DraftText {
        title: title.to_owned(),
        r#type: "work_update".to_owned(),
        body_html: format!("<p>{}</p>", "实".repeat(n_words)),
        note: String::new(),
        authors: None,
    }
}

/// Writes each story as two tests: on SQLite and on PostgreSQL. A story gets a house with its first admin, unless it
/// says `story: empty` (nobody is in it yet) or `story: bare` (nothing is: the premises before the first start).
#[macro_export]
macro_rules! stories {
    (@open $on:ident) => { $crate::stories!(@open $on start) };
    (@open $on:ident $opening:ident) => {
        $crate::support::app::TestApp::$opening($crate::support::app::On::$on).await
    };
    ($($story:ident $(: $opening:ident)?)*) => {
        mod on_sqlite {$(
            #[tokio::test]
            async fn $story() {
                let house = $crate::stories!(@open Sqlite $($opening)?);
                super::$story(house.expect("SQLite is always there")).await;
            }
        )*}
        mod on_postgres {$(
            #[tokio::test]
            async fn $story() {
                if let Some(house) = $crate::stories!(@open Postgres $($opening)?) {
                    super::$story(house).await;
                }
            }
        )*}
    };
}

/// Writes each look at pages as two tests: at the desk on SQLite and on the phone on PostgreSQL. So a walk is taken on
/// both screens and on both databases, and not on each of them twice: how a page looks does not hang on the database.
#[macro_export]
macro_rules! looks {
    ($($look:ident)*) => {$(
        mod $look {
            use $crate::support::app::{On, TestApp};
            use $crate::support::browser::Screen;

            #[tokio::test]
            async fn at_the_desk_on_sqlite() {
                let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
                Box::pin(super::$look(house, Screen::Desk)).await;
            }

            #[tokio::test]
            async fn on_the_phone_on_postgres() {
                if let Some(house) = TestApp::start(On::Postgres).await {
                    Box::pin(super::$look(house, Screen::Phone)).await;
                }
            }
        }
    )*};
}
