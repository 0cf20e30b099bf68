//! A record as the fact that a scheme prices, in the words that schemes use.

use entity::{OccurrenceKind, OrganisationId, PersonId, SubjectKind, occurrence};
use sea_orm::DatabaseTransaction;

use crate::Result;
use crate::error::Error;
use crate::newsroom::facts::{home, named, unit};
use crate::newsroom::grant::grant;
use crate::points::Points;
use crate::scheme::{self, Body, Outcome};

/// What a row says as a fact.
pub(super) async fn body(tx: &DatabaseTransaction, row: &occurrence::Model) -> Result<Body> {
    Ok(match row.kind {
        OccurrenceKind::Commission => Body::Commission(commission(tx, row).await?),
        OccurrenceKind::Incident => Body::Incident(incident(tx, row).await?),
        OccurrenceKind::Measure => Body::Measure(scheme::Measure {
            article: article(row)?,
            n_views: row.n_views.and_then(|n| u64::try_from(n).ok()).unwrap_or(0),
            day: row.happened_on,
        }),
        OccurrenceKind::Mark => Body::Mark(scheme::Mark {
            article: article(row)?,
            part: row.what.clone(),
            mark: Points::from_hundredths(row.points.unwrap_or(0)),
            day: row.happened_on,
        }),
        OccurrenceKind::Clue => Body::Clue(scheme::Clue {
            article: article(row)?,
            provider: named(tx, subject(row)?, row.happened_on).await?,
            day: row.happened_on,
        }),
        OccurrenceKind::Exemption => {
            let excused = match row.subject_kind.zip(row.subject_id) {
                None => None,
                Some(subject) => Some(named(tx, subject, row.happened_on).await?.subject),
            };
            Body::Exemption(scheme::Exemption {
                subject: excused,
                from: row.happened_on,
                until: row.until_on.unwrap_or(row.happened_on),
                why: row.note.clone(),
            })
        }
    })
}

/// A commission of a unit; of a person for the unit where they report.
async fn commission(tx: &DatabaseTransaction, row: &occurrence::Model) -> Result<scheme::Commission> {
    let (asked, person) = match subject(row)? {
        (SubjectKind::Unit, id) => (OrganisationId(id), None),
        (SubjectKind::Person, id) => {
            let home = home(tx, PersonId(id), row.happened_on)
                .await?
                .ok_or(Error::NotFound)?;
            let person = named(tx, (SubjectKind::Person, id), row.happened_on).await?;
            (home, Some(person))
        }
    };
    Ok(scheme::Commission {
        unit: unit(tx, asked, Some(row.happened_on)).await?,
        person,
        title: row.note.clone(),
        due: row.until_on.unwrap_or(row.happened_on),
        day: row.happened_on,
        outcome: match row.what.as_str() {
            "missed" => Outcome::Missed,
            "adopted_upstairs" => Outcome::AdoptedUpstairs,
            _ => Outcome::Met,
        },
    })
}

async fn incident(tx: &DatabaseTransaction, row: &occurrence::Model) -> Result<scheme::Incident> {
    let subjects = match row.subject_kind.zip(row.subject_id) {
        None => Vec::new(),
        Some(subject) => vec![named(tx, subject, row.happened_on).await?],
    };
    Ok(scheme::Incident {
        incident: row.what.clone(),
        day: row.happened_on,
        article: row.article_id.map(|id| scheme::ArticleId(id.0)),
        subjects,
        note: row.note.clone(),
        granted: grant(row.points, &row.note, &row.approver),
    })
}

fn article(row: &occurrence::Model) -> Result<scheme::ArticleId> {
    let id = row
        .article_id
        .ok_or_else(|| Error::broken("a record without its article"))?;
    Ok(scheme::ArticleId(id.0))
}

fn subject(row: &occurrence::Model) -> Result<(SubjectKind, i64)> {
    let subject = row.subject_kind.zip(row.subject_id);
    subject.ok_or_else(|| Error::broken("a record without its subject"))
}
