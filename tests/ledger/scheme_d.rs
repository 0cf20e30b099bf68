//! Acceptance scheme D through the running system: a base that deductions consume and bonuses do not mend, a rate of
//! adoption, late copy, errors and commissions, each recorded as the office records it.

use entity::{ArticleId, OccurrenceKind, OrganisationId, PersonId, Role, SubjectKind};
use zhibao::ledger;
use zhibao::newsroom::{self, Decision, DraftText, NewInstruction, NewOccurrence, Whom};

use crate::stories;
use crate::support::app::{TestApp, adoption, day, text};

stories! {
    scheme_d_awards_66_and_0_and_26_and_36_for_the_quarter
}

const SCHEME_D: &str = include_str!("../../assets/schemes/s07.toml");

/// A section with its reporter, and who decides and records.
struct Section<'h> {
    house: &'h TestApp,
    unit: OrganisationId,
    reporter: PersonId,
    editor: PersonId,
}

impl Section<'_> {
    /// Files and accepts an article of a type on a day of April.
    async fn file(&self, on: u32, kind: &str) -> ArticleId {
        self.house.clock(&format!("2024-04-{on:02} 10:00:00"));
        let proof = self
            .house
            .viewer(self.reporter)
            .await
            .reporter()
            .expect("a reporter");
        let draft = DraftText {
            r#type: kind.to_owned(),
            ..text(&format!("四月第 {on} 篇"), 700)
        };
        let draft = newsroom::start_draft(&self.house.app, &proof, None, &draft)
            .await
            .expect("a draft")
            .article;
        let filed = newsroom::submit(&self.house.app, &proof, draft.id, draft.version)
            .await
            .expect("submitted");
        let accepted = self
            .house
            .decide(self.editor, filed.id, Decision::Accept, "")
            .await;
        accepted.expect("accepted").id
    }

    /// So many work updates, one a day.
    async fn file_many(&self, n: u32) -> Vec<ArticleId> {
        let mut filed = Vec::new();
        for on in 1..=n {
            filed.push(self.file(on, "work_update").await);
        }
        filed
    }

    async fn adopt(&self, article: ArticleId, outlet: entity::OutletId, on: &str) {
        let new = adoption(article, outlet, on);
        self.house.adopt(self.editor, new).await.expect("recorded");
    }

    async fn record(&self, new: NewOccurrence) {
        let proof = self
            .house
            .viewer(self.editor)
            .await
            .recorder()
            .expect("an editor");
        newsroom::record_occurrence(&self.house.app, &proof, &new)
            .await
            .expect("recorded");
    }

    async fn late(&self, article: ArticleId, on: &str) {
        self.record(NewOccurrence {
            article_id: Some(article),
            what: "late".into(),
            ..NewOccurrence::of(OccurrenceKind::Incident, day(on))
        })
        .await;
    }

    async fn points(&self) -> String {
        self.house.points(SubjectKind::Unit, self.unit.0, "2024-Q2").await
    }
}

async fn settle_through(house: &TestApp, through: &str) {
    let tx = zhibao::db::write(&house.app.db).await.expect("a transaction");
    ledger::settle_through(&tx, day(through), house.admin, house.app.clock.now())
        .await
        .expect("settled");
    tx.commit().await.expect("committed");
}

async fn scheme_d_awards_66_and_0_and_26_and_36_for_the_quarter(house: TestApp) {
    // The scheme's own words for types stand where the dictionary of the house has others.
    let document = SCHEME_D
        .replace("\"新闻\"", "\"动态信息\"")
        .replace("\"理论调研\"", "\"理论文章\"");
    house.scheme(&document, "2024-04-01").await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let mut sections = Vec::new();
    for name in ["丙科", "丁科", "戊科", "己科"] {
        let unit = house.unit(name, false).await;
        let reporter = house.person(&format!("{name}信息员"), Role::Reporter, unit).await;
        sections.push(Section {
            house: &house,
            unit,
            reporter,
            editor,
        });
    }
    let [bing, ding, wu, ji] = &sections[..] else {
        unreachable!("four sections")
    };
    let district = house.outlet("区政务网", "district").await;
    let municipal = house.outlet("市委信息", "municipal").await;

    let mut of_bing = bing.file_many(9).await;
    of_bing.push(bing.file(10, "theory").await);
    let of_ding = [
        ding.file(8, "work_update").await,
        ding.file(18, "work_update").await,
    ];
    let of_wu = wu.file_many(6).await;
    let of_ji = ji.file_many(10).await;

    house.clock("2024-06-20 10:00:00");
    bing.late(of_bing[9], "2024-04-10").await;
    bing.adopt(of_bing[0], district, "2024-04-12").await;
    bing.adopt(of_bing[9], municipal, "2024-05-10").await;
    let instruction = NewInstruction {
        article_id: of_bing[9],
        leader: "市领导甲".into(),
        leader_level: "municipal".into(),
        instructed_on: day("2024-05-20"),
        excerpt: String::new(),
        is_confidential: false,
        evidence: None,
        has_copy: true,
        granted: newsroom::Granted::default(),
    };
    let proof = house.viewer(editor).await.editor().expect("an editor");
    newsroom::instruct(&house.app, &proof, &instruction)
        .await
        .expect("instructed");
    bing.record(NewOccurrence {
        until_on: Some(day("2024-06-10")),
        whom: Whom::One(SubjectKind::Unit, bing.unit.0),
        what: "met".into(),
        note: "经济运行专题".into(),
        ..NewOccurrence::of(OccurrenceKind::Commission, day("2024-06-09"))
    })
    .await;
    for article in &of_wu[..2] {
        wu.adopt(*article, district, "2024-04-12").await;
    }
    for article in &of_ji[..3] {
        ji.adopt(*article, district, "2024-04-15").await;
    }
    house.clock("2024-07-01 02:00:00");
    settle_through(&house, "2024-06-30").await;
    // 6 − 1 late − 1 rate (20 %) = 4; + 2 commission + 10 + 30 + 20 instruction.
    assert_eq!(bing.points().await, "66");
    // 6 − 4 missing − 1 rate = 1, before anything else was found out about this section.
    assert_eq!(ding.points().await, "1");
    // 2 of 6 is 33.3 %; 3 of 10 is not below 30 %.
    assert_eq!(wu.points().await, "26");
    assert_eq!(ji.points().await, "36");

    // Found out after the quarter: −2 late − 2 error make it −9, and the base of 6 goes down to zero, not below.
    house.clock("2024-07-03 10:00:00");
    ding.record(NewOccurrence {
        whom: Whom::One(SubjectKind::Unit, ding.unit.0),
        what: "error".into(),
        note: "被市局通报差错".into(),
        ..NewOccurrence::of(OccurrenceKind::Incident, day("2024-06-01"))
    })
    .await;
    for (article, on) in of_ding.into_iter().zip(["2024-04-08", "2024-04-18"]) {
        ding.late(article, on).await;
    }
    assert_eq!(ding.points().await, "0");
    house.assert_ledger_is_whole().await;
    house.end().await;
}
