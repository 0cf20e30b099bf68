//! Published schemes, as documents and as the book that prices.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use entity::{SchemeId, SchemeVersionId, scheme, scheme_draft, scheme_version};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder};

use super::through::settled_through;
use crate::Result;
use crate::error::Error;
use crate::scheme::{Book, Edition, Scheme};

/// A scheme with its versions.
#[derive(Clone, Debug)]
pub struct SchemeRow {
    /// The scheme.
    pub scheme: scheme::Model,
    /// Its published versions, the newest first.
    pub versions: Vec<scheme_version::Model>,
    /// What is being written.
    pub draft: Option<scheme_draft::Model>,
}

/// All schemes with their versions.
///
/// # Errors
/// Whatever the database answers.
pub async fn scheme_rows(db: &impl ConnectionTrait) -> Result<Vec<SchemeRow>> {
    let schemes = scheme::Entity::find()
        .order_by_asc(scheme::Column::Id)
        .all(db)
        .await?;
    let mut versions = versions(db).await?;
    versions.reverse();
    let drafts = scheme_draft::Entity::find().all(db).await?;
    Ok(schemes
        .into_iter()
        .map(|scheme| SchemeRow {
            versions: versions
                .iter()
                .filter(|version| version.scheme_id == scheme.id)
                .cloned()
                .collect(),
            draft: drafts.iter().find(|draft| draft.scheme_id == scheme.id).cloned(),
            scheme,
        })
        .collect())
}

/// All published versions, the oldest first.
///
/// # Errors
/// Whatever the database answers.
pub async fn versions(db: &impl ConnectionTrait) -> Result<Vec<scheme_version::Model>> {
    Ok(scheme_version::Entity::find()
        .order_by_asc(scheme_version::Column::Id)
        .all(db)
        .await?)
}

/// A published version.
///
/// # Errors
/// [`Error::NotFound`].
pub async fn scheme_version(db: &impl ConnectionTrait, id: SchemeVersionId) -> Result<scheme_version::Model> {
    scheme_version::Entity::find_by_id(id)
        .one(db)
        .await?
        .ok_or(Error::NotFound)
}

/// The published schemes as the law of points reads them, and the key of each version.
#[derive(Clone, Debug, Default)]
pub struct Published {
    /// What prices.
    pub book: Book,
    /// The fee schemes (`unit = "元"`), which stand beside it and post nothing.
    pub fees: Book,
    /// The key of a version by code and number.
    pub keys: HashMap<(String, u32), SchemeVersionId>,
    /// The digest of each version, which goes into the hash of what it priced.
    pub digests: HashMap<SchemeVersionId, String>,
}

/// Documents that were parsed before, by digest: publishing adds, nothing ever changes.
static PARSED: Mutex<Option<HashMap<String, Arc<Scheme>>>> = Mutex::new(None);

/// The published schemes, with the day up to which time has been settled.
///
/// # Errors
/// [`Error::Broken`] where a published document cannot be read any more.
pub async fn book(db: &impl ConnectionTrait) -> Result<Published> {
    let versions = versions(db).await?;
    let through = settled_through(db).await?.unwrap_or(NaiveDate::MIN);
    let book = Book {
        through: Some(through),
        ..Book::default()
    };
    let mut published = Published {
        fees: book.clone(),
        book,
        ..Published::default()
    };
    for (index, version) in versions.iter().enumerate() {
        let scheme = parsed(version)?;
        let successor = versions[index + 1..]
            .iter()
            .filter(|later| {
                later.scheme_id == version.scheme_id && later.effective_from >= version.effective_from
            })
            .map(|later| later.effective_from)
            .min();
        published
            .keys
            .insert((scheme.code.clone(), scheme.version), version.id);
        published.digests.insert(version.id, version.digest.clone());
        let until = scheme.effective_until.into_iter().chain(successor).min();
        let edition = Edition::of((*scheme).clone());
        let beside = if scheme.is_money() {
            &mut published.fees
        } else {
            &mut published.book
        };
        beside.editions.push(Edition {
            effective_from: Some(version.effective_from),
            effective_until: until,
            ..edition
        });
    }
    Ok(published)
}

/// A published document, parsed once a process.
fn parsed(version: &scheme_version::Model) -> Result<Arc<Scheme>> {
    let mut cache = PARSED
        .lock()
        .map_err(|_| Error::broken("the cache of schemes is poisoned"))?;
    let cache = cache.get_or_insert_with(HashMap::new);
    let key = format!("{}:{}", version.digest, version.n);
    if let Some(scheme) = cache.get(&key) {
        return Ok(scheme.clone());
    }
    let mut scheme = Scheme::parse(&version.document)
        .map_err(|errors| Error::broken(format!("published scheme {}: {errors:?}", version.id)))?;
    scheme.version = u32::try_from(version.n).unwrap_or(u32::MAX);
    let scheme = Arc::new(scheme);
    cache.insert(key, scheme.clone());
    Ok(scheme)
}

/// The digest of the last version that was published.
pub(super) async fn last_digest(db: &impl ConnectionTrait) -> Result<Option<(SchemeVersionId, String)>> {
    let last = scheme_version::Entity::find()
        .order_by_desc(scheme_version::Column::Id)
        .one(db)
        .await?;
    Ok(last.map(|version| (version.id, version.digest)))
}

/// How many versions a scheme has.
pub(super) async fn n_versions(db: &impl ConnectionTrait, id: SchemeId) -> Result<i64> {
    let of = scheme_version::Entity::find().filter(scheme_version::Column::SchemeId.eq(id));
    Ok(i64::try_from(of.count(db).await?).unwrap_or(i64::MAX))
}
