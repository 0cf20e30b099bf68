//! Who wrote and photographed an article: in order, with shares where the scheme lets them choose.

use entity::{ArticleId, Craft, PersonId, author, person};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DatabaseTransaction, EntityTrait, QueryFilter,
};

use crate::Result;
use crate::error::{Error, Message};
use crate::settings::Limits;
use crate::text::Line;

/// An author as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAuthor {
    /// The person, if they are on the roster.
    pub person_id: Option<PersonId>,
    /// The name as it is printed; empty: the person's own.
    pub name: String,
    /// What they did.
    pub craft: Craft,
    /// Their share of the points in hundredths of a percent; none: as the scheme splits.
    pub share_bp: Option<i64>,
    /// A reporter of a medium, no member of the assessed staff (外部记者); never somebody of the roster. Where a scheme
    /// lets them dilute they take their part, which then goes to nobody; other names without an account do not count.
    pub is_external: bool,
}

/// Reads a share as people type it: `60`, `60%`, `33.33`; empty is none.
///
/// # Errors
/// [`Error::Invalid`] where it is not a percentage with at most two decimals.
pub fn parse_share(text: &str) -> Result<Option<i64>> {
    let text = text.trim().trim_end_matches(['%', '％']);
    if text.is_empty() {
        return Ok(None);
    }
    let bad = || Error::invalid("authors", "fault.share");
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 2 || whole.is_empty() {
        return Err(bad());
    }
    let whole: i64 = whole.parse().map_err(|_| bad())?;
    let fraction: i64 = format!("{fraction:0<2}").parse().map_err(|_| bad())?;
    let share = whole
        .checked_mul(100)
        .map(|hundredths| hundredths + fraction)
        .ok_or_else(bad)?;
    if (0..=10_000).contains(&share) {
        Ok(Some(share))
    } else {
        Err(bad())
    }
}

/// Checks a list of authors: at least one writer, no name twice in one craft, shares of the writers that add up to
/// 100 % where any is given.
pub(super) async fn check(
    db: &impl ConnectionTrait,
    limits: &Limits,
    authors: &[NewAuthor],
) -> Result<Vec<NewAuthor>> {
    if authors.len() > limits.authors {
        return Err(Error::invalid("authors", "fault.too_many_authors"));
    }
    let ids: Vec<PersonId> = authors.iter().filter_map(|author| author.person_id).collect();
    let people = person::Entity::find()
        .filter(person::Column::Id.is_in(ids))
        .all(db)
        .await?;
    let mut checked: Vec<NewAuthor> = Vec::with_capacity(authors.len());
    for author in authors {
        let on_roster = people.iter().find(|person| Some(person.id) == author.person_id);
        if author.person_id.is_some() && on_roster.is_none() {
            return Err(Error::invalid("authors", "fault.unknown_author"));
        }
        if author.is_external && author.person_id.is_some() {
            return Err(Error::invalid("authors", "fault.external_on_roster"));
        }
        let typed = if author.name.trim().is_empty() {
            on_roster.map_or("", |one| &one.name)
        } else {
            &author.name
        };
        let name = Line::parse(typed, 50)
            .map_err(|_| Error::invalid("authors", "fault.author_name"))?
            .into_string();
        let is_twice = checked.iter().any(|one| {
            one.craft == author.craft
                && one.name == name
                && (one.person_id == author.person_id || one.person_id.is_none())
        });
        if is_twice {
            return Err(Error::invalid("authors", "fault.author_twice"));
        }
        checked.push(NewAuthor {
            name,
            ..author.clone()
        });
    }
    let writers = || checked.iter().filter(|author| author.craft == Craft::Writer);
    if writers().any(|author| author.share_bp.is_some()) {
        let shares: i64 = writers().map(|author| author.share_bp.unwrap_or(0)).sum();
        if shares != 10_000 {
            let message =
                Message::new("fault.shares_sum").with("sum", crate::points::Points::from_hundredths(shares));
            return Err(Error::Invalid(vec![crate::Fault::new("authors", message)]));
        }
    }
    Ok(checked)
}

/// Replaces the authors of an article.
pub(super) async fn replace(
    tx: &DatabaseTransaction,
    article: ArticleId,
    authors: &[NewAuthor],
) -> Result<()> {
    author::Entity::delete_many()
        .filter(author::Column::ArticleId.eq(article))
        .exec(tx)
        .await?;
    if authors.is_empty() {
        return Ok(());
    }
    let rows = authors.iter().zip(0_i64..).map(|(one, ord)| author::ActiveModel {
        id: NotSet,
        article_id: Set(article),
        ord: Set(ord),
        person_id: Set(one.person_id),
        name: Set(one.name.clone()),
        craft: Set(one.craft),
        share_bp: Set(one.share_bp),
        is_external: Set(one.is_external),
    });
    author::Entity::insert_many(rows).exec(tx).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_type_them() {
        assert_eq!(parse_share(" 60% ").unwrap(), Some(6_000));
        assert_eq!(parse_share("33.33").unwrap(), Some(3_333));
        assert_eq!(parse_share("").unwrap(), None);
        for bad in ["-1", "100.01", "abc", "1.234", "."] {
            assert!(parse_share(bad).is_err(), "{bad}");
        }
    }
}
