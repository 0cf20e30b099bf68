//! What class an organisation was of on a day: that of today, unless it changed since.

use std::collections::HashMap;

use chrono::NaiveDate;
use entity::{Instant, OrganisationClass, OrganisationId, former_class, organisation};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryOrder,
};

use crate::{Result, calendar};

/// The classes that organisations had before they changed.
#[derive(Clone, Debug, Default)]
pub struct FormerClasses(HashMap<OrganisationId, Vec<(NaiveDate, OrganisationClass)>>);

impl FormerClasses {
    /// Reads them.
    ///
    /// # Errors
    /// Whatever the database answers.
    pub async fn load(db: &impl ConnectionTrait) -> Result<Self> {
        let rows = former_class::Entity::find()
            .order_by_asc(former_class::Column::UntilOn)
            .all(db)
            .await?;
        let mut former: HashMap<OrganisationId, Vec<(NaiveDate, OrganisationClass)>> = HashMap::new();
        for row in rows {
            former
                .entry(row.organisation_id)
                .or_default()
                .push((row.until_on, row.class));
        }
        Ok(Self(former))
    }

    /// The class of an organisation on a day.
    #[must_use]
    pub fn on(&self, one: &organisation::Model, day: NaiveDate) -> OrganisationClass {
        let former = self.0.get(&one.id).map_or(&[][..], Vec::as_slice);
        former
            .iter()
            .find(|(until, _)| day <= *until)
            .map_or(one.class, |(_, class)| *class)
    }
}

/// Notes that an organisation was of its class until yesterday, as the roll of the ledger does. A class that it had for a
/// part of a day leaves no row.
///
/// # Errors
/// Whatever the database answers.
pub(super) async fn note_former_class(
    tx: &DatabaseTransaction,
    was: &organisation::Model,
    now: Instant,
) -> Result<()> {
    let Some(until_on) = calendar::day_of(now.0).and_then(|today| today.pred_opt()) else {
        return Ok(());
    };
    let known = former_class::Entity::find_by_id((was.id, until_on));
    if known.one(tx).await?.is_none() {
        let row = former_class::ActiveModel {
            organisation_id: Set(was.id),
            until_on: Set(until_on),
            class: Set(was.class),
        };
        row.insert(tx).await?;
    }
    Ok(())
}
