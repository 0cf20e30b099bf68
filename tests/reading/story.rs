//! One article with everything in its life: returned by its unit and by the desk, signed, edited, accepted, adopted
//! twice, one adoption withdrawn, an open and a confidential instruction.

use entity::{ArticleId, Craft, PersonId, Role, article};
use zhibao::newsroom::{self, Decision, DraftText, NewAuthor, NewInstruction, Remark};

use crate::support::app::{TestApp, adoption, day, text};

pub const INTERNAL: &str = "内部：与上月一稿相近，先压一压";
pub const TO_AUTHOR: &str = "请核实办结率的口径";
pub const SECRET_LEADER: &str = "区委某副书记";

const TITLE: &str = "板凳会开到家门口";
const SCHEME: &str = include_str!("../../assets/schemes/s01.toml");

/// The people of the story and its article.
pub struct Story {
    pub house: TestApp,
    pub reporter: PersonId,
    pub colleague: PersonId,
    pub reviewer: PersonId,
    pub editor: PersonId,
    pub stranger: PersonId,
    pub article: ArticleId,
}

fn body(paragraphs: &[&str]) -> DraftText {
    let html: Vec<String> = paragraphs.iter().map(|text| format!("<p>{text}</p>")).collect();
    DraftText {
        body_html: format!("<h2>晨光里的老街</h2>{}", html.concat()),
        note: "照片随后补上。".into(),
        ..text(TITLE, 1)
    }
}

const WALK: &str =
    "清晨七点，网格员已经沿着老街走完第一圈，哪家老人独居、哪条巷道路灯不亮，她都记在随身的小本子上。";
const BENCH: &str = "板凳会每周三晚在居民楼下开，党员把板凳搬到家门口，群众坐下来就能说事。";
const COUNT: &str = "截至上月底，全街道累计解决群众诉求1,268件，按时办结率达到97.1%。";
const COUNT_NOW: &str =
    "截至上月底，全街道累计解决群众诉求1,286件，按时办结率达到98.7%，群众评价直接计入支部考核。";

impl Story {
    /// Tells it.
    pub async fn tell(house: TestApp) -> Self {
        house.scheme(SCHEME, "2024-01-01").await;
        let unit = house.unit("甲街道", true).await;
        let other = house.unit("乙街道", false).await;
        let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
        let colleague = house.person("摄影人乙", Role::Reporter, unit).await;
        let reviewer = house.person("审核人丙", Role::UnitReviewer, unit).await;
        let editor = house.person("编辑丁", Role::Editor, house.top).await;
        let stranger = house.person("外单位戊", Role::Reporter, other).await;
        let story = Self {
            house,
            reporter,
            colleague,
            reviewer,
            editor,
            stranger,
            article: ArticleId(0),
        };
        let article = story.filed().await;
        Self { article, ..story }
    }

    async fn filed(&self) -> ArticleId {
        let (house, app) = (&self.house, &self.house.app);
        let writer = house.viewer(self.reporter).await.reporter().expect("a reporter");
        let reviewer = house
            .viewer(self.reviewer)
            .await
            .unit_reviewer()
            .expect("a reviewer");
        let editor = house.viewer(self.editor).await.editor().expect("an editor");
        let person = |person_id, craft, share_bp| NewAuthor {
            person_id: Some(person_id),
            name: String::new(),
            craft,
            share_bp,
            is_external: false,
        };
        let first = DraftText {
            authors: Some(vec![
                person(self.reporter, Craft::Writer, Some(10_000)),
                person(self.colleague, Craft::Photographer, None),
            ]),
            ..body(&[WALK, BENCH, COUNT])
        };
        let draft = newsroom::start_draft(app, &writer, None, &first)
            .await
            .expect("a draft")
            .article;
        let id = draft.id;
        let sent = newsroom::submit(app, &writer, id, draft.version)
            .await
            .expect("submitted");
        house.clock("2024-03-04 10:30:00");
        let remark = Remark {
            reason: "facts".into(),
            remark: TO_AUTHOR.into(),
            ..Remark::default()
        };
        let back = newsroom::return_from_unit(app, &reviewer, id, sent.version, &remark)
            .await
            .expect("returned by its unit");
        house.clock("2024-03-04 15:00:00");
        let signed = self.improved(&back, &[BENCH, COUNT_NOW, WALK]).await;
        house.clock("2024-03-05 09:10:00");
        let claimed = newsroom::claim(app, &editor, id, signed.version)
            .await
            .expect("claimed");
        let remark = Remark {
            reason: "thin".into(),
            remark: "可补一段群众的话。".into(),
            internal_note: INTERNAL.into(),
            due_on: None,
        };
        let back = newsroom::decide(app, &editor, id, claimed.version, (Decision::Return, &remark))
            .await
            .expect("returned by the desk");
        house.clock("2024-03-05 14:00:00");
        let quote = "“以前反映问题不知道找谁，现在搬个板凳坐下就能说。”居民陈阿婆说。";
        let signed = self.improved(&back, &[BENCH, COUNT_NOW, WALK, quote]).await;
        house.clock("2024-03-06 09:00:00");
        let claimed = newsroom::claim(app, &editor, id, signed.version)
            .await
            .expect("claimed");
        let html = body(&[BENCH, COUNT_NOW, WALK, quote])
            .body_html
            .replace("已经沿着", "沿着");
        let edited = newsroom::edit(app, &editor, id, claimed.version, (TITLE, &html, None))
            .await
            .expect("edited");
        let remark = Remark {
            internal_note: INTERNAL.into(),
            ..Remark::default()
        };
        newsroom::decide(app, &editor, id, edited.version, (Decision::Accept, &remark))
            .await
            .expect("accepted");
        let paper = house.outlet("云岭日报", "provincial").await;
        let bulletin = house.outlet("区信息简报", "district").await;
        house.clock("2024-03-11 09:00:00");
        house
            .adopt(self.editor, adoption(id, paper, "2024-03-08"))
            .await
            .expect("adopted");
        let (wrong, _) = house
            .adopt(self.editor, adoption(id, bulletin, "2024-03-09"))
            .await
            .expect("adopted");
        newsroom::withdraw_adoption(app, &editor, wrong.id, "登记到了别的稿件")
            .await
            .expect("withdrawn");
        for (at, leader, is_confidential) in [
            ("2024-03-12 09:00:00", "区长某同志", false),
            ("2024-03-12 09:05:00", SECRET_LEADER, true),
        ] {
            house.clock(at);
            let new = NewInstruction {
                article_id: id,
                leader: leader.into(),
                leader_level: "district".into(),
                instructed_on: day("2024-03-12"),
                excerpt: "做法可推广。".into(),
                is_confidential,
                evidence: None,
                has_copy: true,
                granted: newsroom::Granted::default(),
            };
            newsroom::instruct(app, &editor, &new).await.expect("instructed");
        }
        id
    }

    /// Saves a better text, submits it and signs it.
    async fn improved(&self, was: &article::Model, paragraphs: &[&str]) -> article::Model {
        let (house, app) = (&self.house, &self.house.app);
        let writer = house.viewer(self.reporter).await.reporter().expect("a reporter");
        let reviewer = house
            .viewer(self.reviewer)
            .await
            .unit_reviewer()
            .expect("a reviewer");
        let saved = newsroom::save_draft(app, &writer, was.id, was.version, &body(paragraphs))
            .await
            .expect("saved")
            .article;
        let sent = newsroom::submit(app, &writer, was.id, saved.version)
            .await
            .expect("submitted");
        newsroom::sign(app, &reviewer, was.id, sent.version, "")
            .await
            .expect("signed")
    }

    /// The user name of a person.
    pub async fn username(&self, id: PersonId) -> String {
        self.house.viewer(id).await.person.username
    }
}
