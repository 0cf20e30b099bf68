//! What a version of a scheme changes against the one before it (the notice that is written by itself), and which other
//! schemes it would meet.

use chrono::NaiveDate;
use entity::{SchemeId, scheme_version};
use sea_orm::ConnectionTrait;

use super::schemes::{book, scheme_rows, versions};
use crate::Result;
use crate::error::Error;
use crate::scheme::tables::{Change, changes};
use crate::scheme::{Edition, Lint, Scheme};

/// What a published version changed against the one before it; every cell where it is the first.
///
/// # Errors
/// [`Error::Broken`] where a published document cannot be read any more.
pub async fn changes_of_version(
    db: &impl ConnectionTrait,
    version: &scheme_version::Model,
) -> Result<Vec<Change>> {
    let all = versions(db).await?;
    let former = all
        .iter()
        .filter(|other| other.scheme_id == version.scheme_id && other.n < version.n)
        .max_by_key(|other| other.n);
    between(former, &version.document)
}

/// What the draft of a scheme would change against the newest version; every cell where there is none.
///
/// # Errors
/// [`Error::NotFound`] without a draft.
pub async fn changes_of_draft(db: &impl ConnectionTrait, id: SchemeId) -> Result<Vec<Change>> {
    let rows = scheme_rows(db).await?;
    let row = rows.into_iter().find(|row| row.scheme.id == id);
    let row = row.ok_or(Error::NotFound)?;
    let draft = row.draft.ok_or(Error::NotFound)?;
    between(row.versions.first(), &draft.document)
}

/// Where a draft that is published for a day would hold at the same time as another scheme for the same classes.
///
/// # Errors
/// Whatever the database answers.
pub async fn overlaps(db: &impl ConnectionTrait, draft: &Scheme, from: NaiveDate) -> Result<Vec<Lint>> {
    let published = book(db).await?;
    let mut book = if draft.is_money() {
        published.fees
    } else {
        published.book
    };
    // Its own versions end where it begins.
    book.editions.retain(|edition| edition.scheme.code != draft.code);
    book.editions.push(Edition {
        effective_from: Some(from),
        ..Edition::of(draft.clone())
    });
    let concerns = |lint: &Lint| match lint {
        Lint::OverlappingEditions { one, other } => one.0 == draft.code || other.0 == draft.code,
        _ => false,
    };
    Ok(book.lint().into_iter().filter(concerns).collect())
}

fn between(former: Option<&scheme_version::Model>, document: &str) -> Result<Vec<Change>> {
    let before = former.map_or("", |version| version.document.as_str());
    changes(before, document).ok_or_else(|| Error::broken("a kept scheme document is not TOML"))
}
