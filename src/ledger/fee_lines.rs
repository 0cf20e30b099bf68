//! Money by the piece (稿酬): the facts of a month priced under the fee schemes in force, which stand beside the schemes
//! of points. Nothing is written. Subjects that share no article are priced apart, as `what_if` does.

use std::sync::Arc;

use sea_orm::ConnectionTrait;

use super::abreast::Abreast;
use super::groups::{self, Reach};
use super::reach::key;
use crate::Result;
use crate::calendar::Month;
use crate::scheme::{self, Book, Line};

/// The lines that are booked to a month under a book of fees.
///
/// # Errors
/// Whatever the database answers; [`Error::Broken`](crate::Error::Broken) where a stored fact cannot be read.
pub async fn fee_lines(db: &impl ConnectionTrait, book: Book, month: Month) -> Result<Vec<Line>> {
    if book.editions.is_empty() {
        return Ok(Vec::new());
    }
    let reach = Reach::of(&[book.horizon()], (month, month));
    let (groups, loose, book) = (
        groups::groups(db, &reach).await?,
        groups::loose(db).await?,
        Arc::new(book),
    );
    let (mut lines, mut pricing) = (Vec::new(), Abreast::new());
    for group in groups {
        let rows = groups::article_rows(db, &group, &reach).await?;
        let (book, loose) = (book.clone(), loose.clone());
        let price = move || {
            let facts = groups::facts(rows, &loose, &group)?;
            let mut lines = scheme::price_all(&book, &facts);
            lines.retain(|line| line.period == month && group.contains(&key(line.subject)));
            // What no scheme decides was booked with the points.
            lines.retain(|line| line.scheme.is_some() && !line.points.is_zero());
            Ok(lines)
        };
        lines.extend(pricing.start(price).await?.unwrap_or_default());
    }
    while let Some(more) = pricing.next().await? {
        lines.extend(more);
    }
    Ok(lines)
}
