//! What is said of an article beside its text: tags and joint units (计分标记、联合报送单位).

use entity::{ArticleId, OrganisationId};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::articles::{Article, article};
use super::caller::Caller;
use super::fail::Answer;
use crate::Result;
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::newsroom::{self, JointUnit, Particulars};

/// Tags and joint units of articles.
pub(super) struct Descriptions(pub App);

/// A further unit of a joint report.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct JointUnitInput {
    /// The unit's key.
    organisation_id: i64,
    /// Its part of the unit's points in percent, such as `40` or `33.33`; missing for all: as the scheme splits.
    share: Option<String>,
}

/// What is said of an article from now on, whole.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct ParticularsInput {
    /// The article's version that was read.
    version: i64,
    /// The codes of its tags, words of the kind `tag`.
    tags: Vec<String>,
    /// The further units of a joint report in their order; what their shares leave is the filing unit's.
    joint_units: Vec<JointUnitInput>,
}

impl JointUnitInput {
    fn meant(self) -> Result<JointUnit> {
        let id = self.organisation_id;
        let share = newsroom::parse_share(&self.share.unwrap_or_default());
        Ok(JointUnit {
            organisation_id: OrganisationId(id),
            share_bp: share.map_err(|_| {
                let message = Message::new("fault.joint_share").with("unit", id);
                Error::Invalid(vec![Fault::new("joint_units", message)])
            })?,
        })
    }
}

#[OpenApi(tag = "Family::Articles")]
impl Descriptions {
    /// Replaces tags and joint units of an article that left its unit; the points follow.
    #[oai(
        path = "/articles/:article_id/particulars",
        method = "put",
        operation_id = "describe_article"
    )]
    async fn describe_article(
        &self,
        caller: Caller,
        article_id: Path<i64>,
        input: Json<ParticularsInput>,
    ) -> Answer<Json<Article>> {
        let (editor, id, input) = (caller.viewer.editor()?, ArticleId(article_id.0), input.0);
        newsroom::article_for(self.0.db.reader(), &caller.viewer, id).await?;
        let units = input.joint_units.into_iter().map(JointUnitInput::meant);
        let new = Particulars {
            tags: input.tags,
            joint_units: units.collect::<Result<_>>()?,
        };
        newsroom::describe(&self.0, &editor, id, input.version, &new).await?;
        Ok(Json(article(&self.0, &caller.viewer, id).await?))
    }
}
