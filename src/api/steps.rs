//! The steps of an article's life: submit, withdraw, sign, return, claim, release, decide, reconsider, edit. Each names
//! the version that its caller read.

use chrono::NaiveDate;
use entity::ArticleId;
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::articles::{ArticleRow, AuthorInput, article_row, authors};
use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::Result;
use crate::app::App;
use crate::newsroom::{self, Decision, Remark};
use crate::people::Viewer;

/// The steps of articles.
pub(super) struct Steps(pub App);

/// A step that needs no word.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Step {
    /// The article's version that was read.
    version: i64,
}

/// A step with a remark.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct StepWithRemark {
    /// The article's version that was read.
    version: i64,
    /// To whoever gets it next, at most 2,000 characters.
    remark: Option<String>,
}

/// A return by the unit (退回修改).
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct UnitReturn {
    /// The article's version that was read.
    version: i64,
    /// The reason's code, of kind `return_reason`.
    reason: String,
    /// To the reporter.
    remark: Option<String>,
    /// When it should be back; missing: the installation's number of days.
    due_on: Option<NaiveDate>,
}

/// A decision of an editor.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct DecisionInput {
    /// The article's version that was read.
    version: i64,
    /// `return`, `hold`, `decline` or `accept`.
    kind: String,
    /// The reason's code, needed to return and to decline.
    reason: Option<String>,
    /// To the reporter.
    remark: Option<String>,
    /// Among editors; reporters never see it.
    internal_note: Option<String>,
    /// When a returned article should be back; missing: the installation's number of days.
    due_on: Option<NaiveDate>,
}

/// A decision taken back (重新审稿).
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Reconsideration {
    /// The article's version that was read.
    version: i64,
    /// To the reporter.
    remark: Option<String>,
    /// Among editors.
    internal_note: Option<String>,
}

/// An editor's change to the text (编辑修改).
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct TextEdit {
    /// The article's version that was read.
    version: i64,
    /// The title.
    title: String,
    /// The body as HTML.
    body_html: String,
    /// The authors in order; missing: unchanged.
    authors: Option<Vec<AuthorInput>>,
}

impl Steps {
    /// That the caller may know of the article at all: before a stale version or a wrong state could tell.
    async fn known(&self, viewer: &Viewer, id: i64) -> Result<ArticleId> {
        let article = newsroom::article_for(self.0.db.reader(), viewer, ArticleId(id)).await?;
        Ok(article.id)
    }

    async fn answer(&self, article: entity::article::Model) -> Answer<Json<ArticleRow>> {
        Ok(Json(article_row(self.0.db.reader(), article).await?))
    }
}

#[OpenApi(tag = "Family::Articles")]
impl Steps {
    /// 报送: files the article.
    #[oai(
        path = "/articles/:article_id/submit",
        method = "post",
        operation_id = "submit_article"
    )]
    async fn submit_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        step: Json<Step>,
    ) -> Answer<Json<ArticleRow>> {
        let reporter = caller.viewer.reporter()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        self.answer(newsroom::submit(&self.0, &reporter, id, step.version).await?)
            .await
    }

    /// 撤回: takes the article back before it is accepted.
    #[oai(
        path = "/articles/:article_id/withdraw",
        method = "post",
        operation_id = "withdraw_article"
    )]
    async fn withdraw_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        step: Json<StepWithRemark>,
    ) -> Answer<Json<ArticleRow>> {
        let reporter = caller.viewer.reporter()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let remark = step.0.remark.unwrap_or_default();
        self.answer(newsroom::withdraw(&self.0, &reporter, id, step.0.version, &remark).await?)
            .await
    }

    /// 审签: lets the article leave its unit.
    #[oai(
        path = "/articles/:article_id/sign",
        method = "post",
        operation_id = "sign_article"
    )]
    async fn sign_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        step: Json<StepWithRemark>,
    ) -> Answer<Json<ArticleRow>> {
        let reviewer = caller.viewer.unit_reviewer()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let remark = step.0.remark.unwrap_or_default();
        self.answer(newsroom::sign(&self.0, &reviewer, id, step.0.version, &remark).await?)
            .await
    }

    /// 退回修改 by the unit, before the article leaves it.
    #[oai(
        path = "/articles/:article_id/return-from-unit",
        method = "post",
        operation_id = "return_from_unit"
    )]
    async fn return_from_unit(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        input: Json<UnitReturn>,
    ) -> Answer<Json<ArticleRow>> {
        let reviewer = caller.viewer.unit_reviewer()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let input = input.0;
        let remark = Remark {
            reason: input.reason,
            remark: input.remark.unwrap_or_default(),
            internal_note: String::new(),
            due_on: input.due_on,
        };
        self.answer(newsroom::return_from_unit(&self.0, &reviewer, id, input.version, &remark).await?)
            .await
    }

    /// 领取: of many who claim, one gets it.
    #[oai(
        path = "/articles/:article_id/claim",
        method = "post",
        operation_id = "claim_article"
    )]
    async fn claim_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        step: Json<Step>,
    ) -> Answer<Json<ArticleRow>> {
        let editor = caller.viewer.editor()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        self.answer(newsroom::claim(&self.0, &editor, id, step.version).await?)
            .await
    }

    /// 放回: puts the article back into the queue.
    #[oai(
        path = "/articles/:article_id/release",
        method = "post",
        operation_id = "release_article"
    )]
    async fn release_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        step: Json<Step>,
    ) -> Answer<Json<ArticleRow>> {
        let editor = caller.viewer.editor()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        self.answer(newsroom::release(&self.0, &editor, id, step.version).await?)
            .await
    }

    /// 退回修改, 待用, 退稿, 采纳.
    #[oai(
        path = "/articles/:article_id/decisions",
        method = "post",
        operation_id = "decide_article"
    )]
    async fn decide_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        input: Json<DecisionInput>,
    ) -> Answer<Json<ArticleRow>> {
        let editor = caller.viewer.editor()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let input = input.0;
        let decision = written::code("kind", &input.kind, decision_of)?;
        let remark = Remark {
            reason: input.reason.unwrap_or_default(),
            remark: input.remark.unwrap_or_default(),
            internal_note: input.internal_note.unwrap_or_default(),
            due_on: input.due_on,
        };
        let decided = newsroom::decide(&self.0, &editor, id, input.version, (decision, &remark)).await?;
        self.answer(decided).await
    }

    /// 重新审稿: takes a decision back; the article is in the caller's hand again.
    #[oai(
        path = "/articles/:article_id/reconsider",
        method = "post",
        operation_id = "reconsider_article"
    )]
    async fn reconsider_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        input: Json<Reconsideration>,
    ) -> Answer<Json<ArticleRow>> {
        let editor = caller.viewer.editor()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let remark = Remark {
            remark: input.0.remark.unwrap_or_default(),
            internal_note: input.0.internal_note.unwrap_or_default(),
            ..Remark::default()
        };
        let taken_back = newsroom::reconsider(&self.0, &editor, id, input.0.version, &remark).await?;
        self.answer(taken_back).await
    }

    /// 编辑修改: a revision of its own; what the reporter filed stays.
    #[oai(
        path = "/articles/:article_id/text",
        method = "put",
        operation_id = "edit_article"
    )]
    async fn edit_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        edit: Json<TextEdit>,
    ) -> Answer<Json<ArticleRow>> {
        let editor = caller.viewer.editor()?;
        let id = self.known(&caller.viewer, article_id.0).await?;
        let edit = edit.0;
        let authors = authors(edit.authors)?;
        let text = (edit.title.as_str(), edit.body_html.as_str(), authors.as_deref());
        self.answer(newsroom::edit(&self.0, &editor, id, edit.version, text).await?)
            .await
    }
}

fn decision_of(code: &str) -> Option<Decision> {
    match code {
        "return" => Some(Decision::Return),
        "hold" => Some(Decision::Hold),
        "decline" => Some(Decision::Decline),
        "accept" => Some(Decision::Accept),
        _ => None,
    }
}
