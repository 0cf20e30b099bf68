//! The stage of the matrix: four units above and beside each other, articles of each in every state, and somebody of
//! every kind who asks.

use entity::{ArticleId, OrganisationClass, OrganisationId, OutletId, PersonId, Role, Scope, SubjectKind};
use zhibao::newsroom::{self, Decision, NewFile, NewInstruction};
use zhibao::people::{self, NewAppointment, NewOrganisation, NewPerson, NewToken, Secret};

use crate::api::desk;
use crate::support::app::{PASSWORD, TestApp, adoption, day};
use crate::support::client::Client;

const SCHEME: &str = include_str!("../../../assets/schemes/s01.toml");
const DRAFT: &str = include_str!("../../../assets/schemes/s02.toml");

/// Where something belongs, seen from the unit of those who ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    Unit,
    Child,
    Parent,
    Foreign,
}

/// How far an article has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    Draft,
    AtUnit,
    AtDesk,
    Adopted,
}

pub struct Piece {
    pub id: ArticleId,
    pub title: String,
    pub by: PersonId,
    pub home: Home,
    pub state: State,
    /// The key of its manuscript.
    pub manuscript: String,
}

/// A person or unit with a posting.
pub struct Subject {
    pub kind: &'static str,
    pub id: i64,
    pub home: Home,
    pub posting: i64,
}

/// Somebody who asks.
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

pub struct Stage {
    pub house: TestApp,
    pub visitor: Client,
    pub people: Vec<Someone>,
    pub pieces: Vec<Piece>,
    pub subjects: Vec<Subject>,
    pub notices: Vec<(PersonId, String)>,
    pub sessions: Vec<(PersonId, String)>,
    pub tokens: Vec<(PersonId, String)>,
    /// A person, an appointment of theirs, an appointment of another.
    pub appointment: (i64, i64, i64),
    pub spare_person: PersonId,
    pub foreign_unit: OrganisationId,
    pub outlet: OutletId,
    pub scheme: i64,
    pub scheme_version: i64,
    pub withdrawn_adoption: i64,
    pub withdrawn_instruction: i64,
}

impl Stage {
    /// Sets it.
    pub async fn set(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let parent = unit(&house, "片区", house.top).await;
        let own = unit(&house, "本街道", parent).await;
        let homes = [
            (Home::Unit, own),
            (Home::Child, unit(&house, "下属社区", own).await),
            (Home::Parent, parent),
            (Home::Foreign, unit(&house, "外街道", house.top).await),
        ];
        let editor = house.person("编辑", Role::Editor, house.top).await;
        let reporter = house.person("记者", Role::Reporter, own).await;
        let outlet = house.outlet("市府信息", "municipal").await;
        let writers = [
            ("自己", Home::Unit, reporter),
            (
                "同事",
                Home::Unit,
                house.person("同事", Role::Reporter, own).await,
            ),
            (
                "下级",
                Home::Child,
                house.person("下级", Role::Reporter, homes[1].1).await,
            ),
            (
                "上级",
                Home::Parent,
                house.person("上级", Role::Reporter, parent).await,
            ),
            (
                "外单位",
                Home::Foreign,
                house.person("外人", Role::Reporter, homes[3].1).await,
            ),
        ];
        let mut hands = Vec::new();
        for (home, place) in homes {
            let hand = house.person("代签人", Role::UnitReviewer, place).await;
            hands.push((home, hand));
        }
        let mut stage = Self {
            visitor: desk::serve(&house).await,
            people: Vec::new(),
            pieces: Vec::new(),
            subjects: Vec::new(),
            notices: Vec::new(),
            sessions: Vec::new(),
            tokens: Vec::new(),
            appointment: (0, 0, 0),
            spare_person: house.person("备用人", Role::Reporter, own).await,
            foreign_unit: homes[3].1,
            outlet,
            scheme: 0,
            scheme_version: 0,
            withdrawn_adoption: 0,
            withdrawn_instruction: 0,
            house,
        };
        for (who, home, by) in writers {
            let hand = hands.iter().find(|(of, _)| *of == home).expect("a hand").1;
            for state in [State::Draft, State::AtUnit, State::AtDesk, State::Adopted] {
                let title = format!("{who}的稿件之{state:?}篇");
                stage.piece(title, (by, home), state, (hand, editor)).await;
            }
        }
        stage.take_back(editor).await;
        stage.subjects(&writers, &homes).await;
        stage.keep_scheme_draft().await;
        stage.gather(reporter, editor, own).await;
        stage
    }

    /// Writes an article and brings it as far as it should come.
    async fn piece(
        &mut self,
        title: String,
        (by, home): (PersonId, Home),
        state: State,
        (hand, editor): (PersonId, PersonId),
    ) {
        let (house, app) = (&self.house, &self.house.app);
        let writer = house.viewer(by).await.reporter().expect("a reporter");
        let draft = house.draft(by, &title, 300).await;
        let file = NewFile {
            name: "原稿.docx".into(),
            bytes: title.clone().into_bytes(),
        };
        let manuscript = newsroom::keep_manuscript(app, &writer, draft.id, file)
            .await
            .expect("kept")
            .key;
        if state != State::Draft {
            let sent = newsroom::submit(app, &writer, draft.id, draft.version)
                .await
                .expect("sent");
            if state != State::AtUnit {
                let hand = house.viewer(hand).await.unit_reviewer().expect("a hand");
                newsroom::sign(app, &hand, sent.id, sent.version, "")
                    .await
                    .expect("signed");
            }
        }
        if state == State::Adopted {
            house
                .decide(editor, draft.id, Decision::Accept, "")
                .await
                .expect("accepted");
            house
                .adopt(editor, adoption(draft.id, self.outlet, "2024-03-04"))
                .await
                .expect("adopted");
        }
        self.pieces.push(Piece {
            id: draft.id,
            title,
            by,
            home,
            state,
            manuscript,
        });
    }

    /// An adoption and an instruction that were withdrawn.
    async fn take_back(&mut self, editor: PersonId) {
        let (house, app) = (&self.house, &self.house.app);
        let proof = house.viewer(editor).await.editor().expect("an editor");
        let piece = self
            .pieces
            .iter()
            .find(|piece| piece.state == State::Adopted)
            .expect("one");
        let second = house
            .adopt(editor, adoption(piece.id, self.outlet, "2024-03-02"))
            .await
            .expect("adopted")
            .0;
        newsroom::withdraw_adoption(app, &proof, second.id, "误登")
            .await
            .expect("withdrawn");
        let new = NewInstruction {
            article_id: piece.id,
            leader: "区长某".into(),
            leader_level: "district".into(),
            instructed_on: day("2024-03-04"),
            excerpt: String::new(),
            is_confidential: false,
            evidence: None,
        };
        let row = newsroom::instruct(app, &proof, &new).await.expect("instructed").0;
        newsroom::withdraw_instruction(app, &proof, row.id, "误登")
            .await
            .expect("withdrawn");
        self.withdrawn_adoption = second.id.0;
        self.withdrawn_instruction = row.id.0;
    }

    async fn subjects(&mut self, writers: &[(&str, Home, PersonId)], homes: &[(Home, OrganisationId)]) {
        let db = self.house.app.db.reader();
        let people = writers
            .iter()
            .map(|(_, home, id)| (SubjectKind::Person, *home, id.0));
        let units = homes.iter().map(|(home, id)| (SubjectKind::Unit, *home, id.0));
        for (kind, home, id) in people.chain(units) {
            let statement = zhibao::ledger::statement(db, (kind, id), "2024-03")
                .await
                .expect("a statement");
            let posting = statement
                .rows
                .first()
                .expect("an adopted article earns points")
                .posting
                .seq;
            self.subjects.push(Subject {
                kind: kind.code(),
                id,
                home,
                posting,
            });
        }
    }

    /// Keeps a draft of a second scheme, where there is none.
    pub async fn keep_scheme_draft(&self) {
        let writer = self.house.viewer(self.house.admin).await;
        zhibao::ledger::save_scheme_draft(&self.house.app, &writer, DRAFT)
            .await
            .expect("a sound scheme");
    }

    /// Everybody who asks, and what belongs to them.
    async fn gather(&mut self, reporter: PersonId, editor: PersonId, own: OrganisationId) {
        let house = &self.house;
        let admin = house.viewer(house.admin).await.admin().expect("an admin");
        let reviewer = house.person("审签", Role::UnitReviewer, own).await;
        let office = house.person("办公室", Role::Office, house.top).await;
        let supervisor = house.person("监督", Role::Supervisor, house.top).await;
        let former = self.newcomer("former").await;
        let new = NewAppointment {
            person_id: former,
            organisation_id: own,
            role: Role::Editor,
            from_on: day("2020-01-01"),
            until_on: Some(day("2024-03-01")),
        };
        let held = people::appoint(&house.app, &admin, &new)
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
        let other = people::appoint(&house.app, &admin, &new)
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

    async fn anonymous(&self, name: &'static str) -> Someone {
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
        let id = people::add_person(&self.house.app, &admin, &new)
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

/// A unit that signs its articles, below another.
async fn unit(house: &TestApp, name: &str, parent: OrganisationId) -> OrganisationId {
    let new = NewOrganisation {
        name: name.to_owned(),
        short_name: name.to_owned(),
        class: OrganisationClass::Subdistrict,
        parent_id: Some(parent),
        needs_signature: true,
        is_contact_point: false,
        is_model_point: false,
        opened_on: day("2020-01-01"),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    people::add_organisation(&house.app, &admin, &new)
        .await
        .expect("a unit")
}
