//! 通报: the circular of a closed month: who filed, what was adopted, who earned what, each figure with the code under which
//! its appendix names the postings. All of it is read from what the close froze, so that it is the same for ever.

mod standard;
mod template;
mod texts;

use std::collections::HashMap;

use entity::{ArticleId, SubjectKind, article, period_close};
use sea_orm::{ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QuerySelect};

use super::ranking::{RankTable, ranking};
use super::sight::Sight;
use crate::app::App;
use crate::calendar::{Month, Period};
use crate::error::{Error, Message};
use crate::ledger::{self, AdoptedThen, RankFilter, TieRule};
use crate::{Result, db, docx};

pub use template::{CircularTemplate, circular_template, set_circular_template, template_in_force};
pub use texts::{circular_names, circular_texts};

/// Rows that one query may name at once.
const CHUNK: usize = 500;

/// The figures of a closed month.
#[derive(Clone, Debug)]
pub struct Circular {
    /// The month.
    pub month: Month,
    /// Its close.
    pub close: period_close::Model,
    /// The ranking of units.
    pub units: RankTable,
    /// The ranking of persons.
    pub persons: RankTable,
    /// What was adopted, by day.
    pub adopted: Vec<AdoptedPiece>,
    /// The numbers of the month's postings by subject.
    pub numbers: HashMap<(SubjectKind, i64), Vec<i64>>,
}

/// What was adopted, with the number of the article.
#[derive(Clone, Debug)]
pub struct AdoptedPiece {
    /// The adoption and the article as the month had them.
    pub then: AdoptedThen,
    /// The article's number; empty where it was never filed.
    pub number: String,
}

impl AdoptedPiece {
    /// The article's key.
    #[must_use]
    pub const fn article(&self) -> ArticleId {
        ArticleId(self.then.adoption.article.0)
    }
}

/// The code by which the appendix names a subject's postings.
#[must_use]
pub fn circular_code(kind: SubjectKind, id: i64) -> String {
    match kind {
        SubjectKind::Unit => format!("单{id}"),
        SubjectKind::Person => format!("人{id}"),
    }
}

/// The figures of a closed month, all from one moment of the database.
///
/// # Errors
/// [`Error::Refused`] where the month is not closed; whatever the database answers.
pub async fn circular(db: &impl ConnectionTrait, month: Month) -> Result<Circular> {
    let close = ledger::close_of(db, &month.to_string()).await?;
    let close =
        close.ok_or_else(|| Error::Refused(Message::new("circular.not_closed").with("month", month)))?;
    let ties = TieRule::from_code(&close.ties).ok_or_else(|| Error::broken(&close.ties))?;
    let table = async |kind| {
        let filter = RankFilter {
            kind,
            period: month.to_string(),
            class: None,
            ties,
        };
        let ranking = ranking(db, Sight::whole(), &filter, Period::month(month)).await?;
        Ok::<_, Error>(ranking.table)
    };
    Ok(Circular {
        month,
        units: table(SubjectKind::Unit).await?,
        persons: table(SubjectKind::Person).await?,
        adopted: adopted(db, &close, month).await?,
        numbers: ledger::numbers_in(db, month).await?,
        close,
    })
}

async fn adopted(
    db: &impl ConnectionTrait,
    close: &period_close::Model,
    month: Month,
) -> Result<Vec<AdoptedPiece>> {
    let adopted = ledger::adopted_then(db, close, month).await?;
    let ids: Vec<i64> = adopted.iter().map(|then| then.adoption.article.0).collect();
    let mut numbers: HashMap<i64, Option<String>> = HashMap::new();
    for some in ids.chunks(CHUNK) {
        let rows: Vec<(i64, Option<String>)> = article::Entity::find()
            .select_only()
            .columns([article::Column::Id, article::Column::Number])
            .filter(article::Column::Id.is_in(some.iter().copied()))
            .into_tuple()
            .all(db)
            .await?;
        numbers.extend(rows);
    }
    let numbered = |then: AdoptedThen| AdoptedPiece {
        number: numbers
            .get(&then.adoption.article.0)
            .cloned()
            .flatten()
            .unwrap_or_default(),
        then,
    };
    Ok(adopted.into_iter().map(numbered).collect())
}

/// The circular of a closed month as a Word document, in the office's template or, where it has none, in ours. The same
/// close and the same template are the same bytes.
///
/// # Errors
/// See [`circular`]; [`Error::Invalid`] where the template names something that there is no more.
pub async fn circular_document(app: &App, month: Month) -> Result<Vec<u8>> {
    let moment = db::read(&app.db).await?;
    let circular = circular(&moment, month).await?;
    let template = template_in_force(&moment).await?;
    drop(moment);
    let most = app.settings.limits.circular_bytes;
    tokio::task::spawn_blocking(move || docx::fill(&template, &circular_texts(&circular), most))
        .await
        .map_err(Error::broken)?
}
