//! The stage of the matrix: four units above and beside each other, articles of each in every state, and somebody of
//! every kind who asks (`visitors`).

use entity::{ArticleId, OrganisationClass, OrganisationId, OutletId, PersonId, Role, SubjectKind};
use zhibao::newsroom::{self, Decision, NewFile, NewInstruction};
use zhibao::people::{self, NewOrganisation};

use super::visitors::Someone;
use crate::api::desk;
use crate::support::app::{TestApp, adoption, day};
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
    /// Who raised a dispute, and its key.
    pub dispute: (PersonId, i64),
    /// Points by hand that the office itself entered.
    pub adjustment: i64,
    /// Whom something was recorded of, and its key.
    pub occurrence: (PersonId, i64),
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
            dispute: (reporter, 0),
            adjustment: 0,
            occurrence: (reporter, 0),
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
        stage.dispute(reporter).await;
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
            has_copy: true,
            granted: newsroom::Granted::default(),
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

    /// The reporter's dispute about a posting of their own.
    async fn dispute(&mut self, reporter: PersonId) {
        let own = self
            .subjects
            .iter()
            .find(|subject| subject.kind == "person" && subject.id == reporter.0)
            .expect("the reporter's posting");
        let claimant = self.house.viewer(reporter).await.claimant().expect("a claimant");
        let row = newsroom::raise_dispute(&self.house.app, &claimant, own.posting, "少计了分")
            .await
            .expect("raised");
        self.dispute = (reporter, row.id.0);
    }

    /// Keeps a draft of a second scheme, where there is none.
    pub async fn keep_scheme_draft(&self) {
        let writer = self.house.viewer(self.house.admin).await;
        match zhibao::ledger::save_scheme_draft(&self.house.app, &writer, (DRAFT, 0)).await {
            Ok(_) | Err(zhibao::Error::Stale(_)) => {}
            Err(error) => panic!("a sound scheme: {error:?}"),
        }
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
        is_encouraged: false,
        opened_on: day("2020-01-01"),
    };
    let admin = house.viewer(house.admin).await.admin().expect("an admin");
    people::add_organisation(&house.app, &admin, &new)
        .await
        .expect("a unit")
}
