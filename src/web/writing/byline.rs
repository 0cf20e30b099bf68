//! From names that somebody typed to people of the roster: the one who was meant before, else the only one of that
//! name in the unit, else the only one in the district, else a name without a person.

use entity::{PersonId, article, author, person};

use super::fields::{AuthorLine, craft, is_external};
use crate::newsroom::{self, NewAuthor, parse_share};
use crate::web::Visit;
use crate::{Result, people};

/// The authors that the lines name; lines without a name are rows that nobody filled.
///
/// # Errors
/// [`crate::Error::Invalid`] for a share that is none; whatever the database answers.
pub(super) async fn authors(
    visit: &Visit,
    article: &article::Model,
    lines: &[AuthorLine],
) -> Result<Vec<NewAuthor>> {
    let db = visit.app.db.reader();
    let filled: Vec<&AuthorLine> = lines.iter().filter(|line| !line.name.trim().is_empty()).collect();
    let names: Vec<String> = filled.iter().map(|line| line.name.trim().to_owned()).collect();
    let before = newsroom::authors_of(db, article.id).await?;
    let unit = people::members(db, article.organisation_id, visit.app.today()).await?;
    let district = people::named(db, &names).await?;
    filled
        .into_iter()
        .map(|line| {
            let is_external = is_external(line);
            let person = || meant(line.name.trim(), &before, &unit, &district);
            Ok(NewAuthor {
                // Somebody of another house is nobody of the roster, whatever the name.
                person_id: if is_external { None } else { person() },
                name: line.name.trim().to_owned(),
                craft: craft(line),
                share_bp: parse_share(&line.share)?,
                is_external,
            })
        })
        .collect()
}

/// The person that a name means.
fn meant(
    name: &str,
    before: &[author::Model],
    unit: &[person::Model],
    district: &[person::Model],
) -> Option<PersonId> {
    let only = |people: &[person::Model]| {
        let mut fitting = people.iter().filter(|person| person.name == name);
        fitting
            .next()
            .filter(|_| fitting.next().is_none())
            .map(|person| person.id)
    };
    let kept = before
        .iter()
        .find(|author| author.name == name && author.person_id.is_some());
    kept.and_then(|author| author.person_id)
        .or_else(|| only(unit))
        .or_else(|| only(district))
}

#[cfg(test)]
mod tests {
    use entity::{ArticleId, AuthorId, Craft, Instant, Language};

    use super::*;

    fn somebody(id: i64, name: &str) -> person::Model {
        person::Model {
            id: PersonId(id),
            username: format!("p{id}"),
            name: name.to_owned(),
            name_pinyin: String::new(),
            password_hash: String::new(),
            must_change_password: false,
            password_changed_at: Instant(0),
            language: Language::Chinese,
            disabled_at: None,
            created_at: Instant(0),
            is_full_time: false,
            version: 1,
        }
    }

    #[test]
    fn the_own_unit_comes_first_and_nobody_is_guessed() {
        let unit = [somebody(1, "林岚"), somebody(2, "周正")];
        let district = [
            somebody(1, "林岚"),
            somebody(3, "林岚"),
            somebody(4, "何田"),
            somebody(4, "何田"),
        ];
        assert_eq!(meant("林岚", &[], &unit, &district), Some(PersonId(1)));
        assert_eq!(
            meant("林岚", &[], &[], &district),
            None,
            "two of that name in the district"
        );
        assert_eq!(meant("陌生人", &[], &unit, &district), None);
    }

    #[test]
    fn whoever_was_meant_before_is_still_meant() {
        let before = [author::Model {
            id: AuthorId(1),
            article_id: ArticleId(1),
            ord: 0,
            person_id: Some(PersonId(3)),
            name: "林岚".to_owned(),
            craft: Craft::Writer,
            share_bp: None,
            is_external: false,
        }];
        assert_eq!(
            meant("林岚", &before, &[somebody(1, "林岚")], &[]),
            Some(PersonId(3))
        );
    }
}
