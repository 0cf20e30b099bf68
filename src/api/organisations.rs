//! Organisations: the tree, adding one, changing one.

use chrono::NaiveDate;
use entity::{OrganisationClass, OrganisationId, organisation};
use poem_openapi::param::{Header, Path};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::remembered::{Created, Creation, once};
use super::{Family, written};
use crate::app::App;
use crate::error::Error;
use crate::newsroom;
use crate::people::{self, NewOrganisation, OrganisationChange, Viewer};

/// Organisations.
pub(super) struct Organisations(pub App);

/// An organisation.
#[derive(Clone, Debug, Object)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
struct Organisation {
    /// Its key.
    id: i64,
    /// Full name.
    name: String,
    /// Short name.
    short_name: String,
    /// `party_work_committee`, `subdistrict`, `district_department`, `village` or `enterprise`.
    class: String,
    /// The one above it.
    parent_id: Option<i64>,
    /// Whether its articles are signed before they leave it.
    needs_signature: bool,
    /// Whether it is a 联系点.
    is_contact_point: bool,
    /// Whether it is a 示范点.
    is_model_point: bool,
    /// Whether it may report and is not assessed (鼓励报送).
    is_encouraged: bool,
    /// Since when it exists.
    opened_on: NaiveDate,
    /// Until when it existed.
    closed_on: Option<NaiveDate>,
    /// The version to name in the next change.
    version: i64,
}

/// An organisation to be added.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
struct OrganisationInput {
    /// Full name, 1–100 characters.
    name: String,
    /// Short name, 1–30 characters.
    short_name: String,
    /// Its class.
    class: String,
    /// The one above it.
    parent_id: Option<i64>,
    /// Whether its articles are signed before they leave it; missing: no.
    needs_signature: Option<bool>,
    /// Whether it is a 联系点; missing: no.
    is_contact_point: Option<bool>,
    /// Whether it is a 示范点; missing: no.
    is_model_point: Option<bool>,
    /// Whether it may report and is not assessed (鼓励报送); missing: no.
    is_encouraged: Option<bool>,
    /// Since when it exists; missing: today.
    opened_on: Option<NaiveDate>,
}

/// What an organisation is from now on, whole.
#[derive(Clone, Debug, Object)]
#[oai(deny_unknown_fields)]
#[expect(clippy::struct_excessive_bools, reason = "each is a mark of its own")]
struct OrganisationUpdate {
    /// The organisation's version that was read.
    version: i64,
    /// Full name, 1–100 characters.
    name: String,
    /// Short name, 1–30 characters.
    short_name: String,
    /// Its class.
    class: String,
    /// The one above it; never itself nor one below it.
    parent_id: Option<i64>,
    /// Whether its articles are signed before they leave it.
    needs_signature: bool,
    /// Whether it is a 联系点.
    is_contact_point: bool,
    /// Whether it is a 示范点.
    is_model_point: bool,
    /// Whether it may report and is not assessed (鼓励报送), from today on.
    is_encouraged: bool,
    /// Since which day it is closed; missing: it is open.
    closed_on: Option<NaiveDate>,
}

fn organisation_document(row: organisation::Model) -> Organisation {
    Organisation {
        id: row.id.0,
        name: row.name,
        short_name: row.short_name,
        class: row.class.code().to_owned(),
        parent_id: row.parent_id.map(|id| id.0),
        needs_signature: row.needs_signature,
        is_contact_point: row.is_contact_point,
        is_model_point: row.is_model_point,
        is_encouraged: row.is_encouraged,
        opened_on: row.opened_on,
        closed_on: row.closed_on,
        version: row.version,
    }
}

#[OpenApi(tag = "Family::Roster")]
impl Organisations {
    /// Every organisation, by pinyin.
    #[oai(path = "/organisations", method = "get", operation_id = "list_organisations")]
    async fn list_organisations(&self, _caller: Caller) -> Answer<Json<Vec<Organisation>>> {
        let all = people::organisations(self.0.db.reader()).await?;
        Ok(Json(all.into_iter().map(organisation_document).collect()))
    }

    /// Adds an organisation.
    #[oai(path = "/organisations", method = "post", operation_id = "add_organisation")]
    async fn add_organisation(
        &self,
        caller: Caller,
        /// Repeated with the same body, the request is done once.
        #[oai(name = "Idempotency-Key")]
        key: Header<Option<String>>,
        input: Json<OrganisationInput>,
    ) -> Answer<Created<Organisation>> {
        let app = &self.0;
        let make = |viewer: Viewer| async move {
            let input = input.0;
            let new = NewOrganisation {
                name: input.name,
                short_name: input.short_name,
                class: written::code("class", &input.class, OrganisationClass::from_code)?,
                parent_id: input.parent_id.map(OrganisationId),
                needs_signature: input.needs_signature.unwrap_or_default(),
                is_contact_point: input.is_contact_point.unwrap_or_default(),
                is_model_point: input.is_model_point.unwrap_or_default(),
                is_encouraged: input.is_encouraged.unwrap_or_default(),
                opened_on: input.opened_on.unwrap_or(app.today()),
            };
            Ok(people::add_organisation(app, &viewer.admin()?, &new).await?.0)
        };
        let creation = Creation {
            deed: "add_organisation",
            make,
            find: |object: String, _| async move { object.parse().map_err(Error::broken) },
            show: |id| async move {
                let row = people::organisation(app.db.reader(), OrganisationId(id)).await?;
                Ok(organisation_document(row))
            },
        };
        once(app, &caller, key.0, creation).await
    }

    /// Changes an organisation: its names, class, place, marks, and its end.
    #[oai(
        path = "/organisations/:organisation_id",
        method = "put",
        operation_id = "change_organisation"
    )]
    async fn change_organisation(
        &self,
        caller: Caller,
        organisation_id: Path<i64>,
        input: Json<OrganisationUpdate>,
    ) -> Answer<Json<Organisation>> {
        let (id, input) = (OrganisationId(organisation_id.0), input.0);
        let change = OrganisationChange {
            name: input.name,
            short_name: input.short_name,
            class: written::code("class", &input.class, OrganisationClass::from_code)?,
            parent_id: input.parent_id.map(OrganisationId),
            needs_signature: input.needs_signature,
            is_contact_point: input.is_contact_point,
            is_model_point: input.is_model_point,
            is_encouraged: input.is_encouraged,
            closed_on: input.closed_on,
        };
        let admin = caller.viewer.admin()?;
        newsroom::change_organisation(&self.0, &admin, (id, input.version), &change).await?;
        let row = people::organisation(self.0.db.reader(), id).await?;
        Ok(Json(organisation_document(row)))
    }
}
