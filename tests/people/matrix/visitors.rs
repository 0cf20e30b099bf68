//! Who asks: somebody of every role, and those who hold nothing, are disabled, new, or come with a key for reading.

use entity::{OccurrenceKind, OrganisationId, PersonId, Role, Scope, SubjectKind};
use zhibao::newsroom;
use zhibao::people::{self, NewAppointment, NewPerson, NewToken, Secret};

use super::stage::Stage;
use crate::api::desk;
use crate::support::app::{PASSWORD, TestApp, day};
use crate::support::client::Client;

/// Somebody who asks.
#[derive(Clone)]
pub struct Someone {
    pub name: &'static str,
    /// `r`eporter, `u`nit reviewer, `e`ditor, `o`ffice, `s`upervisor, `a`dmin, `n`othing held, `-` not signed in.
    pub role: char,
    pub id: Option<PersonId>,
    pub is_signed_in: bool,
    pub is_reading_only: bool,
    pub has_first_password: bool,
    /// At the pages, with the token of their forms.
    pub browser: Client,
    pub csrf: String,
    /// At the API.
    pub program: Client,
}

impl Someone {
    /// Their letter in a row of the tables.
    pub fn letter(&self) -> char {
        self.role
    }
}

impl Stage {
    /// Everybody who asks, and what belongs to them.
    pub async fn gather(&mut self, reporter: PersonId, editor: PersonId, own: OrganisationId) {
        let house = &self.house;
        let admin = house.viewer(house.admin).await.admin().expect("an admin");
        let reviewer = house.person("审签", Role::UnitReviewer, own).await;
        let office = house.person("办公室", Role::Office, house.top).await;
        self.adjustment = adjustment(house, office, reporter).await;
        self.occurrence = (reporter, occurrence(house, office, reporter).await);
        let house = &self.house;
        let supervisor = house.person("监督", Role::Supervisor, house.top).await;
        let former = self.newcomer("former").await;
        let new = NewAppointment {
            person_id: former,
            organisation_id: own,
            role: Role::Editor,
            from_on: day("2020-01-01"),
            until_on: Some(day("2024-03-01")),
        };
        let held = newsroom::appoint(&house.app, &admin, &new)
            .await
            .expect("appointed");
        let gone = house.person("停用", Role::Editor, house.top).await;
        let newcomer = self.newcomer("newcomer").await;
        let new = NewAppointment {
            person_id: newcomer,
            role: Role::Reporter,
            until_on: None,
            ..new
        };
        let other = newsroom::appoint(&house.app, &admin, &new)
            .await
            .expect("appointed");
        let db = house.app.db.reader();
        self.appointment = (former.0, held.0, other.0);
        let rows = zhibao::ledger::scheme_rows(db).await.expect("schemes");
        let published = rows
            .iter()
            .find_map(|row| row.versions.first())
            .expect("a version");
        self.scheme_version = published.id.0;
        self.scheme = rows
            .iter()
            .find(|row| row.draft.is_some())
            .expect("a draft")
            .scheme
            .id
            .0;

        let mut people = vec![self.anonymous("nobody").await];
        for (name, role, id) in [
            ("the reporter", 'r', reporter),
            ("the unit reviewer", 'u', reviewer),
            ("the editor", 'e', editor),
            ("the office", 'o', office),
            ("the supervisor", 's', supervisor),
            ("the admin", 'a', house.admin),
            ("a former editor", 'n', former),
            ("a disabled editor", '-', gone),
            ("a newcomer with the first password", 'r', newcomer),
            ("the reporter's key for reading", 'r', reporter),
        ] {
            people.push(self.someone(name, role, id).await);
        }
        let disabled = house.viewer(gone).await.person.version;
        people::disable_person(&house.app, &admin, gone, disabled)
            .await
            .expect("disabled");
        let cut = people
            .iter_mut()
            .find(|one| one.id == Some(gone))
            .expect("they are there");
        (cut.is_signed_in, cut.csrf) = (false, cut.browser.csrf("/sign-in").await);
        people.push(self.half_signed_in().await);
        self.people = people;
        self.belongings(&[reporter, editor]).await;
    }

    /// A notice, a second session and a second key of each.
    async fn belongings(&mut self, owners: &[PersonId]) {
        let (house, db) = (&self.house, self.house.app.db.reader());
        for owner in owners {
            let someone = self
                .people
                .iter()
                .find(|one| one.id == Some(*owner))
                .expect("one of them");
            self.sign_in(someone).await;
            let sessions = people::sessions(db, *owner, house.app.clock.now())
                .await
                .expect("sessions");
            let last = sessions
                .iter()
                .map(|session| session.id.0)
                .max()
                .expect("a session");
            self.sessions.push((*owner, last.to_string()));
            desk::token(house, *owner, Scope::Read).await;
            let tokens = people::tokens(db, *owner).await.expect("tokens");
            let last = tokens.iter().map(|token| token.id.0).max().expect("a token");
            self.tokens.push((*owner, last.to_string()));
            if let Some(notice) = newsroom::notices(db, *owner, 1).await.expect("notices").first() {
                self.notices.push((*owner, notice.id.to_string()));
            }
        }
    }

    /// Somebody with every right of an editor whose password was right and whose code is still awaited: nobody yet.
    async fn half_signed_in(&self) -> Someone {
        let id = self
            .house
            .person("只输了密码", Role::Editor, self.house.top)
            .await;
        super::super::factor::enrolled(&self.house, id).await;
        let nobody = self.anonymous("an editor before the code").await;
        let username = self.house.viewer(id).await.person.username;
        let fields = [("login", username.as_str()), ("password", PASSWORD)];
        let told = nobody.browser.submit("/sign-in", "/sign-in", &fields).await;
        let to = told.expect_status(303);
        assert!(to.location().is_some_and(|to| to.starts_with("/sign-in/code")));
        Someone {
            csrf: nobody.browser.csrf("/sign-in/code").await,
            ..nobody
        }
    }

    /// Somebody who has only opened the door.
    pub async fn anonymous(&self, name: &'static str) -> Someone {
        let browser = Client::new(self.visitor.origin());
        Someone {
            name,
            role: '-',
            id: None,
            is_signed_in: false,
            is_reading_only: false,
            has_first_password: false,
            csrf: browser.csrf("/sign-in").await,
            browser,
            program: Client::new(self.visitor.origin()),
        }
    }

    async fn someone(&self, name: &'static str, role: char, id: PersonId) -> Someone {
        let viewer = self.house.viewer(id).await;
        let is_reading_only = name.contains("reading");
        let new = NewToken {
            name: "程序".into(),
            scope: if is_reading_only {
                Scope::Read
            } else {
                Scope::Write
            },
            days: 30,
        };
        let key = people::make_token(&self.house.app, &viewer, &new)
            .await
            .expect("a key")
            .1;
        let nobody = self.anonymous(name).await;
        let signed_in = Someone {
            role,
            id: Some(id),
            is_signed_in: true,
            is_reading_only,
            has_first_password: viewer.person.must_change_password,
            program: nobody.program.with_token(key.reveal()),
            ..nobody
        };
        let (browser, csrf) = self.sign_in(&signed_in).await;
        Someone {
            browser,
            csrf,
            ..signed_in
        }
    }

    /// Signs somebody in once more: another device, with the token of its forms.
    pub async fn sign_in(&self, someone: &Someone) -> (Client, String) {
        let client = Client::new(self.visitor.origin());
        let person = self.house.viewer(someone.id.expect("a person")).await.person;
        let fields = [("login", person.username.as_str()), ("password", PASSWORD)];
        client
            .submit("/sign-in", "/sign-in", &fields)
            .await
            .expect_status(303);
        let csrf = client.csrf("/me").await;
        (client, csrf)
    }

    /// A person without appointment who has not changed the first password.
    async fn newcomer(&self, username: &str) -> PersonId {
        let admin = self
            .house
            .viewer(self.house.admin)
            .await
            .admin()
            .expect("an admin");
        let new = NewPerson {
            username: username.into(),
            name: "新来的人".into(),
            password: Secret::new(
                if username == "former" {
                    "First-Letter-9-Clouds"
                } else {
                    PASSWORD
                }
                .into(),
            ),
        };
        let id = newsroom::add_person(&self.house.app, &admin, &new, None)
            .await
            .expect("a person");
        if username == "former" {
            let viewer = self.house.viewer(id).await;
            let own = Secret::new(PASSWORD.into());
            people::change_password(&self.house.app, &viewer, &new.password, &own)
                .await
                .expect("changed");
        }
        id
    }
}

/// Points by hand that somebody of the office entered for somebody.
async fn adjustment(house: &TestApp, office: PersonId, whose: PersonId) -> i64 {
    let proof = house.viewer(office).await.office().expect("the office");
    let new = newsroom::NewAdjustment {
        subject: (SubjectKind::Person, whose.0),
        day: day("2024-03-04"),
        points: "1".parse().expect("points"),
        reason: "会议表彰".into(),
    };
    let row = newsroom::enter_adjustment(&house.app, &proof, &new).await;
    row.expect("entered").id.0
}

/// A commission that the office recorded of somebody.
async fn occurrence(house: &TestApp, office: PersonId, whose: PersonId) -> i64 {
    let proof = house.viewer(office).await.recorder().expect("the office");
    let new = newsroom::NewOccurrence {
        until_on: Some(day("2024-03-04")),
        whom: newsroom::Whom::One(SubjectKind::Person, whose.0),
        what: "met".into(),
        note: "经济运行专题".into(),
        ..newsroom::NewOccurrence::of(OccurrenceKind::Commission, day("2024-03-04"))
    };
    let recorded = newsroom::record_occurrence(&house.app, &proof, &new).await;
    recorded.expect("recorded").0.id.0
}
