//! 计分标记与联合报送单位: what an editor says of an article beside its text because a scheme may ask for it: tags of the
//! dictionary and the further units of a joint report. The submission fact follows, and with it the ledger.

use entity::{ArticleId, Instant, OrganisationId, article, article_tag, joint_unit, organisation};
use sea_orm::{
    ActiveModelTrait, ActiveValue::Set, ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait,
    IntoActiveModel, QueryFilter, QueryOrder,
};
use serde_json::Value;

use super::steps::{self, Held};
use super::{Terms, facts, notices, terms};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::ledger::{self, Settled};
use crate::people::Editor;
use crate::points::Points;
use crate::settings::Limits;
use crate::{Result, db, outbox, people};

/// The whole of an article, in hundredths of a percent.
const WHOLE_BP: i64 = 10_000;

/// A further unit of a joint report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JointUnit {
    /// Which.
    pub organisation_id: OrganisationId,
    /// Its part in hundredths of a percent, where the units agreed on parts; none: as the scheme splits.
    pub share_bp: Option<i64>,
}

/// What is said of an article beside its text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Particulars {
    /// Codes of words of the kind `tag`; each once, in the dictionary's order where it stands.
    pub tags: Vec<String>,
    /// The further units in their printed order.
    pub joint_units: Vec<JointUnit>,
}

impl Particulars {
    /// What the joint units leave to the filing unit, in hundredths of a percent; none where no parts were agreed.
    #[must_use]
    pub fn own_share_bp(&self) -> Option<i64> {
        let shares: Option<i64> = self.joint_units.iter().map(|unit| unit.share_bp).sum();
        shares
            .filter(|_| !self.joint_units.is_empty())
            .map(|shares| WHOLE_BP - shares)
    }
}

/// What stands for an article.
///
/// # Errors
/// Whatever the database answers.
pub async fn particulars_of(db: &impl ConnectionTrait, id: ArticleId) -> Result<Particulars> {
    let tags = article_tag::Entity::find()
        .filter(article_tag::Column::ArticleId.eq(id))
        .order_by_asc(article_tag::Column::Tag)
        .all(db)
        .await?;
    let units = joint_unit::Entity::find()
        .filter(joint_unit::Column::ArticleId.eq(id))
        .order_by_asc(joint_unit::Column::Place)
        .all(db)
        .await?;
    Ok(Particulars {
        tags: tags.into_iter().map(|row| row.tag).collect(),
        joint_units: units
            .into_iter()
            .map(|row| JointUnit {
                organisation_id: row.organisation_id,
                share_bp: row.share_bp,
            })
            .collect(),
    })
}

/// Replaces tags and joint units of an article as a whole; what says the same as before changes nothing. Where a month
/// of its points is closed the ledger books the difference into the open one (补记/冲回). While its reporter is writing
/// the article waits: their draft would else be stale.
///
/// # Errors
/// [`Error::Invalid`] naming every fault; [`Error::Refused`] for the editor's own article or one that is being written;
/// [`Error::Stale`]; [`Error::NotFound`].
pub async fn describe(
    app: &App,
    editor: &Editor,
    id: ArticleId,
    version: i64,
    new: &Particulars,
) -> Result<(article::Model, Settled)> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let held = steps::hold(&tx, editor.viewer(), id, version).await?;
    editor.is_not_author(&held.article)?;
    if held.article.state.is_writable() {
        let message = Message::new("refused.being_written").with("title", &held.article.title);
        return Err(Error::Refused(message));
    }
    let was = particulars_of(&tx, id).await?;
    let terms = terms(&tx).await?;
    let units = people::organisations(&tx).await?;
    let known = Known {
        held: &held,
        was: &was,
        terms: &terms,
        units: &units,
    };
    let kept = known.checked(new, &app.settings.limits)?;
    if kept == was {
        return Ok((held.article, Settled::default()));
    }
    replace(&tx, id, &kept).await?;
    let detail = audit::changes([
        ("tags", was.tags.clone().into(), kept.tags.clone().into()),
        ("joint_units", known.printed(&was), known.printed(&kept)),
    ]);
    let article = moved(&tx, held, now).await?;
    let deed = Deed::done("describe_article", "article", id).with(detail);
    audit::note(&tx, editor.actor(), deed, now).await?;
    let touched = facts::refresh(&tx, &article, editor.actor(), now).await?;
    let settled = ledger::settle(&tx, touched, editor.id(), now).await?;
    outbox::reindex(&tx, id, now).await?;
    notices::tell(&tx, article.reporter_id, "described", &article, &[], now).await?;
    tx.commit().await?;
    Ok((article, settled))
}

/// The article at its next version.
async fn moved(tx: &DatabaseTransaction, held: Held, now: Instant) -> Result<article::Model> {
    let version = held.article.version;
    let mut row = held.article.into_active_model();
    row.updated_at = Set(now);
    row.version = Set(version + 1);
    Ok(row.update(tx).await?)
}

async fn replace(tx: &DatabaseTransaction, id: ArticleId, new: &Particulars) -> Result<()> {
    article_tag::Entity::delete_many()
        .filter(article_tag::Column::ArticleId.eq(id))
        .exec(tx)
        .await?;
    joint_unit::Entity::delete_many()
        .filter(joint_unit::Column::ArticleId.eq(id))
        .exec(tx)
        .await?;
    let tags = new.tags.iter().map(|tag| article_tag::ActiveModel {
        article_id: Set(id),
        tag: Set(tag.clone()),
    });
    if !new.tags.is_empty() {
        article_tag::Entity::insert_many(tags)
            .exec_without_returning(tx)
            .await?;
    }
    let units = new.joint_units.iter().zip(0_i64..);
    let units = units.map(|(unit, place)| joint_unit::ActiveModel {
        article_id: Set(id),
        organisation_id: Set(unit.organisation_id),
        place: Set(place),
        share_bp: Set(unit.share_bp),
    });
    if !new.joint_units.is_empty() {
        joint_unit::Entity::insert_many(units)
            .exec_without_returning(tx)
            .await?;
    }
    Ok(())
}

/// What new particulars are held against.
struct Known<'a> {
    held: &'a Held,
    was: &'a Particulars,
    terms: &'a Terms,
    units: &'a [organisation::Model],
}

impl Known<'_> {
    /// The particulars as they are kept, every fault named. What stands already may stay, though its word is out of use
    /// or its unit closed by now.
    fn checked(&self, new: &Particulars, limits: &Limits) -> Result<Particulars> {
        let mut faults = Vec::new();
        let tags = self.tags(&new.tags, limits, &mut faults);
        self.units(&new.joint_units, limits, &mut faults);
        self.shares(&new.joint_units, &mut faults);
        if faults.is_empty() {
            let joint_units = new.joint_units.clone();
            Ok(Particulars { tags, joint_units })
        } else {
            Err(Error::Invalid(faults))
        }
    }

    fn tags(&self, new: &[String], limits: &Limits, faults: &mut Vec<Fault>) -> Vec<String> {
        let mut tags: Vec<String> = new.to_vec();
        tags.sort_unstable();
        tags.dedup();
        if tags.len() > limits.tags {
            let message = Message::new("fault.too_many_tags").with("max", limits.tags);
            faults.push(Fault::new("tags", message));
        }
        for tag in &tags {
            let is_known = self.terms.find("tag", tag).is_some_and(|term| term.is_active);
            if !is_known && !self.was.tags.contains(tag) {
                let shown: String = tag.chars().take(40).collect();
                faults.push(Fault::new(
                    "tags",
                    Message::new("fault.unknown_tag").with("tag", shown),
                ));
            }
        }
        tags
    }

    fn units(&self, new: &[JointUnit], limits: &Limits, faults: &mut Vec<Fault>) {
        let mut fault = |message| faults.push(Fault::new("joint_units", message));
        if new.len() > limits.joint_units {
            fault(Message::new("fault.too_many_joint_units").with("max", limits.joint_units));
        }
        for (at, joint) in new.iter().enumerate() {
            let id = joint.organisation_id;
            let stood = self.was.joint_units.iter().any(|unit| unit.organisation_id == id);
            let key = match self.units.iter().find(|unit| unit.id == id) {
                None => "fault.unknown_unit",
                Some(unit) if unit.closed_on.is_some() && !stood => "fault.closed_unit",
                Some(_) if id == self.held.unit.id => "fault.own_unit",
                Some(_) if new[..at].iter().any(|before| before.organisation_id == id) => "fault.unit_twice",
                Some(_) => continue,
            };
            fault(Message::new(key).with("unit", self.name(id)));
        }
    }

    fn shares(&self, new: &[JointUnit], faults: &mut Vec<Fault>) {
        let mut fault = |message| faults.push(Fault::new("joint_units", message));
        for joint in new {
            if joint
                .share_bp
                .is_some_and(|share| !(1..WHOLE_BP).contains(&share))
            {
                fault(Message::new("fault.joint_share").with("unit", self.name(joint.organisation_id)));
                return;
            }
        }
        let shares: Vec<i64> = new.iter().filter_map(|joint| joint.share_bp).collect();
        if !shares.is_empty() && shares.len() < new.len() {
            fault(Message::new("fault.joint_shares_part"));
        }
        let sum: i64 = shares.iter().sum();
        if sum >= WHOLE_BP {
            fault(Message::new("fault.joint_shares_sum").with("sum", Points::from_hundredths(sum)));
        }
    }

    /// The short name of a unit; its key where there is none.
    fn name(&self, id: OrganisationId) -> String {
        let unit = self.units.iter().find(|unit| unit.id == id);
        unit.map_or_else(|| id.to_string(), |unit| unit.short_name.clone())
    }

    /// The joint units as the audit log says them.
    fn printed(&self, particulars: &Particulars) -> Value {
        let units = particulars.joint_units.iter().map(|joint| {
            let name = self.name(joint.organisation_id);
            match joint.share_bp {
                None => name,
                Some(share) => format!("{name} {}%", Points::from_hundredths(share)),
            }
        });
        units.collect::<Vec<_>>().into()
    }
}
