//! The office's own template of the circular. Each one that was ever in force stays; the newest is in force.

use entity::{Instant, PersonId, circular_template};
use sea_orm::{
    ActiveModelTrait, ActiveValue::NotSet, ConnectionTrait, EntityTrait, QueryOrder, QuerySelect, Set,
};
use sha2::{Digest, Sha256};

use super::circular_names;
use super::standard::standard;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Message};
use crate::manuscript::{self, ManuscriptError, ManuscriptLimits};
use crate::newsroom::NewFile;
use crate::newsroom::import::unreadable;
use crate::people::Office;
use crate::settings::Limits;
use crate::text::Line;
use crate::{Result, db, docx};

/// A template without its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CircularTemplate {
    /// The file's name on the machine of whoever gave it.
    pub name: String,
    /// SHA-256 of what is kept, in hex.
    pub sha256: String,
    /// Who gave it.
    pub uploaded_by: PersonId,
    /// When.
    pub uploaded_at: Instant,
}

/// The office's template, where it has one.
///
/// # Errors
/// Whatever the database answers.
pub async fn circular_template(db: &impl ConnectionTrait) -> Result<Option<CircularTemplate>> {
    use circular_template::Column;
    let newest: Option<(String, String, PersonId, Instant)> = circular_template::Entity::find()
        .select_only()
        .columns([
            Column::Name,
            Column::Sha256,
            Column::UploadedBy,
            Column::UploadedAt,
        ])
        .order_by_desc(Column::Id)
        .into_tuple()
        .one(db)
        .await?;
    Ok(
        newest.map(|(name, sha256, uploaded_by, uploaded_at)| CircularTemplate {
            name,
            sha256,
            uploaded_by,
            uploaded_at,
        }),
    )
}

/// The bytes of the template in force: the office's, or the one that a house begins with.
///
/// # Errors
/// Whatever the database answers.
pub async fn template_in_force(db: &impl ConnectionTrait) -> Result<Vec<u8>> {
    let newest = circular_template::Entity::find()
        .order_by_desc(circular_template::Column::Id)
        .one(db)
        .await?;
    newest.map_or_else(standard, |row| Ok(row.document))
}

/// Puts a template in force, once every name in it is known.
///
/// # Errors
/// [`Error::Upload`] where it is no .docx, too large, or carries macros; [`Error::Invalid`] naming every name that is none.
pub async fn set_circular_template(app: &App, office: &Office, new: NewFile) -> Result<CircularTemplate> {
    let house = app.settings.limits.clone();
    let NewFile { name, bytes } = new;
    let document = tokio::task::spawn_blocking(move || sound(bytes, &house))
        .await
        .map_err(Error::broken)??;
    let name = Line::parse(&name, 200).map_or_else(|_| "通报.docx".to_owned(), Line::into_string);
    let template = CircularTemplate {
        name,
        sha256: hex::encode(Sha256::digest(&document)),
        uploaded_by: office.id(),
        uploaded_at: app.clock.now(),
    };
    let row = circular_template::ActiveModel {
        id: NotSet,
        name: Set(template.name.clone()),
        document: Set(document),
        sha256: Set(template.sha256.clone()),
        uploaded_by: Set(template.uploaded_by),
        uploaded_at: Set(template.uploaded_at),
    };
    let tx = db::write(&app.db).await?;
    // The one in force, given again, is in force already.
    if let Some(same) = circular_template(&tx)
        .await?
        .filter(|own| own.sha256 == template.sha256)
    {
        return Ok(same);
    }
    let row = row.insert(&tx).await?;
    let deed = Deed::done("set_circular_template", "circular_template", row.id)
        .with(serde_json::json!({ "name": template.name, "sha256": template.sha256 }));
    audit::note(&tx, office.actor(), deed, template.uploaded_at).await?;
    tx.commit().await?;
    Ok(template)
}

/// The template as it came, once it can be filled.
fn sound(bytes: Vec<u8>, house: &Limits) -> Result<Vec<u8>> {
    let limits = ManuscriptLimits {
        max_bytes: house.template_bytes,
        max_inflated_bytes: house.template_inflated_bytes,
        ..ManuscriptLimits::default()
    };
    let is_linked = manuscript::has_external_parts(&bytes, &limits).map_err(|why| match why {
        ManuscriptError::Foreign(_) => Error::Upload(Message::new("docx.foreign")),
        why => unreadable(why),
    })?;
    if is_linked {
        return Err(Error::invalid("template", "docx.external"));
    }
    match docx::fill(&bytes, &circular_names(), house.circular_bytes) {
        Err(Error::Broken(_)) => Err(unreadable(ManuscriptError::Broken)),
        filled => filled.map(|_| bytes),
    }
}
