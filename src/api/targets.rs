//! Targets of one's own (自定任务): how many pieces a quota asks of one unit or person.

use entity::{OrganisationId, PersonId, SubjectKind};
use poem_openapi::param::Path;
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::Result;
use crate::app::App;
use crate::{newsroom, people, scheme};

/// Targets of units and persons.
pub(super) struct Targets(pub App);

/// How many pieces a quota asks.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct Target {
    /// The quota's code in the scheme.
    quota: String,
    /// How many pieces, in place of the quota's own minimum.
    min: u32,
}

/// The targets of a unit or person.
#[derive(Clone, Debug, Object)]
struct TargetSheet {
    /// What is asked otherwise than by the scheme.
    targets: Vec<Target>,
    /// The codes of the quotas that the scheme in force today asks of them.
    quotas: Vec<String>,
    /// The version of the unit or person, to name in the next change.
    version: i64,
}

/// The targets from today on, whole.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct TargetInput {
    /// The version of the unit or person that was read.
    version: i64,
    /// What is asked otherwise than by the scheme; empty: nothing.
    targets: Vec<Target>,
}

impl Targets {
    async fn sheet(&self, subject: (SubjectKind, i64)) -> Result<TargetSheet> {
        let db = self.0.db.reader();
        let version = match subject.0 {
            SubjectKind::Unit => people::organisation(db, OrganisationId(subject.1)).await?.version,
            SubjectKind::Person => people::person(db, PersonId(subject.1)).await?.version,
        };
        let targets = newsroom::targets_of(db, subject).await?.into_iter();
        Ok(TargetSheet {
            targets: targets
                .map(|target| Target {
                    quota: target.quota,
                    min: target.min,
                })
                .collect(),
            quotas: newsroom::quotas_of(db, subject, self.0.today()).await?,
            version,
        })
    }

    async fn set(
        &self,
        caller: &Caller,
        subject: (SubjectKind, i64),
        input: TargetInput,
    ) -> Result<TargetSheet> {
        let admin = caller.viewer.admin()?;
        let targets = input.targets.into_iter().map(|target| scheme::Target {
            quota: target.quota,
            min: target.min,
        });
        let targets: Vec<_> = targets.collect();
        newsroom::set_targets(&self.0, &admin, subject, input.version, &targets).await?;
        self.sheet(subject).await
    }
}

#[OpenApi(tag = "Family::Roster")]
impl Targets {
    /// What is asked of a unit otherwise than by the scheme.
    #[oai(
        path = "/organisations/:organisation_id/targets",
        method = "get",
        operation_id = "read_unit_targets"
    )]
    async fn read_unit_targets(
        &self,
        _caller: Caller,
        organisation_id: Path<i64>,
    ) -> Answer<Json<TargetSheet>> {
        Ok(Json(self.sheet((SubjectKind::Unit, organisation_id.0)).await?))
    }

    /// Replaces the targets of a unit, from today on; the running periods ask by them.
    #[oai(
        path = "/organisations/:organisation_id/targets",
        method = "put",
        operation_id = "set_unit_targets"
    )]
    async fn set_unit_targets(
        &self,
        caller: Caller,
        organisation_id: Path<i64>,
        input: Json<TargetInput>,
    ) -> Answer<Json<TargetSheet>> {
        let subject = (SubjectKind::Unit, organisation_id.0);
        Ok(Json(self.set(&caller, subject, input.0).await?))
    }

    /// What is asked of a person otherwise than by the scheme.
    #[oai(
        path = "/people/:person_id/targets",
        method = "get",
        operation_id = "read_person_targets"
    )]
    async fn read_person_targets(&self, _caller: Caller, person_id: Path<i64>) -> Answer<Json<TargetSheet>> {
        Ok(Json(self.sheet((SubjectKind::Person, person_id.0)).await?))
    }

    /// Replaces the targets of a person, from today on; the running periods ask by them.
    #[oai(
        path = "/people/:person_id/targets",
        method = "put",
        operation_id = "set_person_targets"
    )]
    async fn set_person_targets(
        &self,
        caller: Caller,
        person_id: Path<i64>,
        input: Json<TargetInput>,
    ) -> Answer<Json<TargetSheet>> {
        let subject = (SubjectKind::Person, person_id.0);
        Ok(Json(self.set(&caller, subject, input.0).await?))
    }
}
