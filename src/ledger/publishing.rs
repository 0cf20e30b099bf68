//! Writing, checking and publishing schemes: a draft by one person, published by a second one with a reason, and from
//! then on immutable. Publishing settles everything from its first day on.

use chrono::NaiveDate;
use entity::{Role, SchemeId, SchemeVersionId, ledger_head, scheme, scheme_draft, scheme_version};
use sea_orm::sea_query::Expr;
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, EntityTrait, IntoActiveModel, QueryFilter,
};

use super::schemes::{last_digest, n_versions};
use super::settle::{everybody, settle};
use super::{Scope, chain};
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::people::Viewer;
use crate::scheme::{Lint, Scheme, SchemeError, lint};
use crate::text::Line;
use crate::{Result, db};

/// What checking a document found.
#[derive(Clone, Debug)]
pub struct SchemeCheck {
    /// The scheme, if the document is sound.
    pub scheme: Option<Scheme>,
    /// What is wrong, with line and key.
    pub errors: Vec<SchemeError>,
    /// What is suspicious, in Chinese.
    pub warnings: Vec<String>,
}

/// Checks a document without keeping it.
#[must_use]
pub fn check_scheme(document: &str) -> SchemeCheck {
    match Scheme::parse(document) {
        Ok(scheme) => {
            let warnings = lint(&scheme).iter().map(Lint::zh).collect();
            SchemeCheck {
                scheme: Some(scheme),
                errors: Vec::new(),
                warnings,
            }
        }
        Err(errors) => SchemeCheck {
            scheme: None,
            errors,
            warnings: Vec::new(),
        },
    }
}

/// Who may write schemes: an admin or the office.
fn keeper(viewer: &Viewer) -> Result<&Viewer> {
    let may = viewer.may_write && (viewer.is(Role::Admin) || viewer.is(Role::Office));
    if may {
        Ok(viewer)
    } else {
        Err(Error::NotAllowed(Message::new("right.admin")))
    }
}

/// Keeps a sound document as the draft of the scheme whose code it names; makes the scheme where it is new. `version` is
/// that of the draft which the writer had before them, 0 where there was none.
///
/// # Errors
/// [`Error::Invalid`] with every error of the document; [`Error::Stale`] where the draft has moved on, or another stands.
pub async fn save_scheme_draft(
    app: &App,
    viewer: &Viewer,
    (document, version): (&str, i64),
) -> Result<SchemeId> {
    keeper(viewer)?;
    let scheme = sound_scheme(document)?;
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let known = scheme::Entity::find()
        .filter(scheme::Column::Code.eq(&scheme.code))
        .one(&tx)
        .await?;
    let id = if let Some(known) = known {
        known.id
    } else {
        let row = scheme::ActiveModel {
            id: NotSet,
            code: Set(scheme.code.clone()),
            created_at: Set(now),
        };
        scheme::Entity::insert(row).exec(&tx).await?.last_insert_id
    };
    let stands = scheme_draft::Entity::find_by_id(id).one(&tx).await?;
    let stands = stands.map_or(0, |draft| draft.version);
    if stands != version {
        return Err(Error::Stale(stands));
    }
    let row = scheme_draft::ActiveModel {
        scheme_id: Set(id),
        document: Set(document.to_owned()),
        saved_by: Set(viewer.id()),
        saved_at: Set(now),
        version: Set(version + 1),
    };
    scheme_draft::Entity::delete_by_id(id).exec(&tx).await?;
    scheme_draft::Entity::insert(row)
        .exec_without_returning(&tx)
        .await?;
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("save_scheme_draft", "scheme", id),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(id)
}

/// Drops the draft of a scheme.
///
/// # Errors
/// [`Error::NotFound`] where there is none.
pub async fn discard_draft(app: &App, viewer: &Viewer, id: SchemeId) -> Result<()> {
    keeper(viewer)?;
    let tx = db::write(&app.db).await?;
    let dropped = scheme_draft::Entity::delete_by_id(id).exec(&tx).await?;
    if dropped.rows_affected == 0 {
        return Err(Error::NotFound);
    }
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("discard_scheme_draft", "scheme", id),
        app.clock.now(),
    )
    .await?;
    tx.commit().await?;
    Ok(())
}

/// Publishes the draft of a scheme, in force from a day on, and settles what that touches.
///
/// # Errors
/// [`Error::NotFound`] without a draft; [`Error::Refused`] where the writer would publish; [`Error::Stale`] where the
/// draft has moved on; [`Error::Invalid`] without a reason or with a day before the last version's.
pub async fn publish_scheme(
    app: &App,
    viewer: &Viewer,
    (id, version): (SchemeId, i64),
    effective_from: NaiveDate,
    reason: &str,
) -> Result<SchemeVersionId> {
    keeper(viewer)?;
    let reason = Line::parse(reason, 200)
        .map_err(|_| Error::invalid("reason", "fault.reason_missing"))?
        .into_string();
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let draft = scheme_draft::Entity::find_by_id(id)
        .one(&tx)
        .await?
        .ok_or(Error::NotFound)?;
    if draft.version != version {
        return Err(Error::Stale(draft.version));
    }
    if draft.saved_by == viewer.id() {
        return Err(Error::refused("refused.own_scheme"));
    }
    let scheme = sound_scheme(&draft.document)?;
    let former = scheme_version::Entity::find()
        .filter(scheme_version::Column::SchemeId.eq(id))
        .all(&tx)
        .await?;
    if former
        .iter()
        .any(|former| former.effective_from >= effective_from)
    {
        return Err(Error::invalid("effective_from", "fault.effective_before_last"));
    }
    let row = scheme_version::Model {
        id: SchemeVersionId(0),
        scheme_id: id,
        n: n_versions(&tx, id).await? + 1,
        name: scheme.name,
        digest: String::new(),
        document: draft.document,
        effective_from,
        drafted_by: draft.saved_by,
        published_by: viewer.id(),
        published_at: now,
        reason,
    };
    let published = write(&tx, row).await?;
    scheme_draft::Entity::delete_by_id(id).exec(&tx).await?;
    let scope: Scope = everybody(&tx, Some(effective_from), app.today()).await?;
    settle(&tx, scope, viewer.id(), now).await?;
    let detail = serde_json::json!({ "effective_from": effective_from });
    audit::note(
        &tx,
        &viewer.actor,
        Deed::done("publish_scheme", "scheme", id).with(detail),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(published)
}

/// Writes a version, numbered after the last one of all schemes and chained to it.
pub(super) async fn write(
    tx: &DatabaseTransaction,
    mut row: scheme_version::Model,
) -> Result<SchemeVersionId> {
    let (last, previous) = last_digest(tx)
        .await?
        .unwrap_or_else(|| (SchemeVersionId(0), chain::GENESIS.to_owned()));
    let of = scheme::Entity::find_by_id(row.scheme_id)
        .one(tx)
        .await?
        .ok_or(Error::NotFound)?;
    row.id = SchemeVersionId(last.0 + 1);
    row.digest = chain::version(&previous, &row, &of);
    let id = row.id;
    ledger_head::Entity::update_many()
        .col_expr(ledger_head::Column::SchemesHash, Expr::value(row.digest.clone()))
        .exec(tx)
        .await?;
    scheme_version::Entity::insert(row.into_active_model().reset_all())
        .exec_without_returning(tx)
        .await?;
    Ok(id)
}

/// The document as a scheme.
///
/// # Errors
/// [`Error::Invalid`] with every error of it, each a fault of the field `document`.
pub fn sound_scheme(document: &str) -> Result<Scheme> {
    Scheme::parse(document).map_err(|errors| {
        let fault = |error: SchemeError| {
            Fault::new(
                "document",
                Message::new("fault.scheme")
                    .with("zh", error.zh())
                    .with("en", error.en()),
            )
        };
        Error::Invalid(errors.into_iter().map(fault).collect())
    })
}
