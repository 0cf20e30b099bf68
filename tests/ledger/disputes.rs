//! 申诉: every dispute ends in a confirmation with its reason or in the fact that corrected the posting, and an open one
//! holds the close.

use entity::{PersonId, Role, SubjectKind};
use zhibao::error::Message;
use zhibao::ledger;
use zhibao::newsroom::{self, Decision, NewAnswer};
use zhibao::people::Claimant;
use zhibao::{Error, Result};

use crate::stories;
use crate::support::app::{TestApp, adoption};

stories! {
    a_dispute_is_raised_about_ones_own_posting_and_answered_once
    a_correction_is_a_later_fact_about_the_same_thing
    an_open_dispute_holds_the_close_unless_a_reason_is_given
}

const SCHEME: &str = include_str!("../../assets/schemes/s01-rebook.toml");

struct Case {
    house: TestApp,
    reporter: PersonId,
    office: PersonId,
    editor: PersonId,
    adoption: entity::AdoptionId,
    /// The posting of the reporter, and that of the unit.
    seqs: (i64, i64),
    unit: entity::OrganisationId,
}

async fn case(house: TestApp) -> Case {
    house.scheme(SCHEME, "2024-03-04").await;
    let unit = house.unit("甲街道", false).await;
    let reporter = house.person("执笔人甲", Role::Reporter, unit).await;
    let editor = house.person("编辑乙", Role::Editor, house.top).await;
    let office = house.person("办公室丙", Role::Office, house.top).await;
    let outlet = house.outlet("市府信息", "municipal").await;
    let article = house.submit(reporter, "有争议的一篇", 300).await.id;
    house
        .decide(editor, article, Decision::Accept, "")
        .await
        .expect("accepted");
    let (row, settled) = house
        .adopt(editor, adoption(article, outlet, "2024-03-04"))
        .await
        .expect("recorded");
    let seq = |kind| {
        let of = settled
            .postings
            .iter()
            .find(|posting| posting.subject_kind == kind);
        of.expect("a posting").seq
    };
    let seqs = (seq(SubjectKind::Person), seq(SubjectKind::Unit));
    Case {
        house,
        reporter,
        office,
        editor,
        adoption: row.id,
        seqs,
        unit,
    }
}

impl Case {
    async fn claimant(&self, id: PersonId) -> Claimant {
        self.house.viewer(id).await.claimant().expect("a claimant")
    }

    async fn answer(
        &self,
        by: PersonId,
        id: entity::DisputeId,
        new: NewAnswer,
    ) -> Result<entity::dispute_answer::Model> {
        let office = self.house.viewer(by).await.office()?;
        newsroom::answer_dispute(&self.house.app, &office, id, &new).await
    }
}

fn confirm(words: &str) -> NewAnswer {
    NewAnswer {
        answer: words.into(),
        corrected_by: None,
    }
}

fn refused<T: std::fmt::Debug>(result: Result<T>, key: &str) {
    match result {
        Err(Error::Refused(Message { key: is, .. })) => assert_eq!(is, key),
        other => panic!("{key} was expected: {other:?}"),
    }
}

async fn a_dispute_is_raised_about_ones_own_posting_and_answered_once(house: TestApp) {
    let case = case(house).await;
    let app = &case.house.app;
    let own = case.claimant(case.reporter).await;
    let row = newsroom::raise_dispute(app, &own, case.seqs.0, "应按省级计分")
        .await
        .expect("raised");
    assert_eq!(
        row.due_on.to_string(),
        "2024-03-14",
        "ten days, as the settings say"
    );
    refused(
        newsroom::raise_dispute(app, &own, case.seqs.0, "再问").await,
        "dispute.open_already",
    );
    let unit_posting = newsroom::raise_dispute(app, &own, case.seqs.1, "单位的").await;
    assert!(
        matches!(unit_posting, Err(Error::NotFound)),
        "the unit's posting is its reviewer's: {unit_posting:?}"
    );
    let reviewer = case.house.person("审核人丁", Role::UnitReviewer, case.unit).await;
    let of_unit = case.claimant(reviewer).await;
    newsroom::raise_dispute(app, &of_unit, case.seqs.1, "单位少计")
        .await
        .expect("raised");
    let foreign = newsroom::raise_dispute(app, &of_unit, case.seqs.0, "别人的").await;
    assert!(matches!(foreign, Err(Error::NotFound)), "{foreign:?}");

    let told = newsroom::notices(app.db.reader(), case.office, 1)
        .await
        .expect("notices");
    assert_eq!(told[0].kind, "dispute_raised");
    let empty = case.answer(case.office, row.id, confirm(" ")).await;
    assert!(matches!(empty, Err(Error::Invalid(_))), "{empty:?}");
    case.answer(case.office, row.id, confirm("该刊为市级"))
        .await
        .expect("answered");
    refused(
        case.answer(case.office, row.id, confirm("再答")).await,
        "dispute.answered",
    );
    let told = newsroom::notices(app.db.reader(), case.reporter, 1)
        .await
        .expect("notices");
    assert_eq!(told[0].kind, "dispute_confirmed");
    newsroom::raise_dispute(app, &own, case.seqs.0, "不服")
        .await
        .expect("an answered one may be followed by another");
    case.house.end().await;
}

async fn a_correction_is_a_later_fact_about_the_same_thing(house: TestApp) {
    let case = case(house).await;
    let app = &case.house.app;
    let own = case.claimant(case.reporter).await;
    let row = newsroom::raise_dispute(app, &own, case.seqs.0, "重复登记")
        .await
        .expect("raised");
    let ground = ledger::fact_of(app.db.reader(), &format!("adoption:{}", case.adoption))
        .await
        .expect("facts")
        .expect("the adoption's fact");
    let corrected = |fact| NewAnswer {
        answer: "已撤销重登".into(),
        corrected_by: Some(fact),
    };
    let early = case.answer(case.office, row.id, corrected(ground)).await;
    assert!(
        matches!(&early, Err(Error::Invalid(faults)) if faults[0].field == "fact_id"),
        "{early:?}"
    );
    case.house.clock("2024-03-05 10:00:00");
    let editor = case.house.viewer(case.editor).await.editor().expect("an editor");
    newsroom::withdraw_adoption(app, &editor, case.adoption, "重复登记")
        .await
        .expect("withdrawn");
    let fact = ledger::fact_of(app.db.reader(), &format!("withdraw:{ground}"))
        .await
        .expect("facts")
        .expect("the withdrawal");
    case.answer(case.office, row.id, corrected(fact))
        .await
        .expect("answered");
    let read = newsroom::dispute_for(app.db.reader(), own.viewer(), row.id)
        .await
        .expect("read");
    assert_eq!(read.answer.expect("an answer").fact_id, Some(fact));
    refused(
        newsroom::raise_dispute(app, &own, case.seqs.0, "已冲销的").await,
        "dispute.reversed",
    );
    case.house.end().await;
}

async fn an_open_dispute_holds_the_close_unless_a_reason_is_given(house: TestApp) {
    let case = case(house).await;
    let app = &case.house.app;
    let own = case.claimant(case.reporter).await;
    newsroom::raise_dispute(app, &own, case.seqs.0, "应按省级计分")
        .await
        .expect("raised");
    case.house.clock("2024-04-02 09:00:00");
    zhibao::jobs::catch_up(app).await.expect("settled");
    let office = case.house.viewer(case.office).await.office().expect("the office");
    let month: zhibao::calendar::Month = "2024-03".parse().expect("a month");
    let list = newsroom::checklist(app.db.reader(), month, app.today())
        .await
        .expect("a checklist");
    let holds: Vec<_> = list.holds().map(|finding| (finding.hold, finding.n)).collect();
    assert_eq!(holds, [(newsroom::Hold::Disputed, 1)]);
    let held = newsroom::close_month(app, &office, month, "").await;
    assert!(matches!(held, Err(Error::Invalid(_))), "{held:?}");
    let close = newsroom::close_month(app, &office, month, "申诉转下月答复")
        .await
        .expect("closed");
    assert_eq!(close.held_by, r#"[{"hold":"disputed","n":1}]"#);
    assert_eq!(close.reason, "申诉转下月答复");
    case.house.assert_ledger_is_whole().await;
    case.house.end().await;
}
