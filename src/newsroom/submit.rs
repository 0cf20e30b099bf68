//! 报送: the reporter files an article. The first time it gets its number and the week in which it counts.

use entity::{ArticleId, Cause, Instant, Role, Step, article, counter};
use sea_orm::{ActiveValue::Set, DatabaseTransaction, EntityTrait};

use super::revision::{self, Copy};
use super::steps::{self, Said};
use super::{authors_of, draft_of, facts, notices, shelf, terms};
use crate::app::App;
use crate::calendar::Week;
use crate::error::{Error, Fault, Message};
use crate::people::Reporter;
use crate::text::{CleanHtml, Headline, plain_text};
use crate::{Result, archive, db, ledger};

/// Submits the draft at the version that the page holds.
///
/// # Errors
/// [`Error::Invalid`] listing every rule of the type that fails; [`Error::Stale`]; [`Error::Refused`] where the state
/// does not allow it; [`Error::NotFound`] for a foreign article.
pub async fn submit(app: &App, reporter: &Reporter, id: ArticleId, version: i64) -> Result<article::Model> {
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let own = shelf::article(&tx, id).await?;
    reporter.owns(&own)?;
    let held = steps::hold(&tx, reporter.viewer(), id, version).await?;
    steps::after(&held, Step::Submit)?;
    let draft = draft_of(&tx, id)
        .await?
        .ok_or_else(|| Error::refused("refused.no_draft"))?;
    let authors = authors_of(&tx, id).await?;
    let body = CleanHtml::from_stored(draft.body_html);
    let n_pictures = body.as_str().matches("<img").count();
    let terms = terms(&tx).await?;
    let title = check(
        &terms,
        &draft.title,
        &draft.r#type,
        (draft.n_words, n_pictures),
        &authors,
    )?;
    let n = held.article.head + 1;
    let copy = Copy {
        article_id: id,
        n,
        cause: Cause::Submit,
        title: &title,
        r#type: &draft.r#type,
        body: &body,
        authors: &authors,
        note: &draft.note,
    };
    let n_words = revision::cut(&tx, copy, reporter.id(), now).await?;
    let first = match held.article.first_submitted_at {
        Some(_) => None,
        None => Some((
            next_number(&tx, now).await?,
            Week::of_instant(now.0).map(|week| week.to_string()),
        )),
    };
    archive::note_bands(&tx, id, &plain_text(&body)).await?;
    let unit = held.unit.clone();
    let unit_signs = unit.needs_signature;
    let article = steps::take(
        &tx,
        reporter.actor(),
        held,
        (Step::Submit, Said::default()),
        now,
        |article| {
            article.title = Set(title);
            article.r#type = Set(draft.r#type);
            article.n_words = Set(n_words);
            article.head = Set(n);
            article.submitted_at = Set(Some(now));
            article.left_unit_at = Set((!unit_signs).then_some(now));
            article.due_on = Set(None);
            article.claimed_by = Set(None);
            article.claimed_at = Set(None);
            if let Some((number, week)) = first {
                article.number = Set(Some(number));
                article.week = Set(week);
                article.first_submitted_at = Set(Some(now));
            }
        },
    )
    .await?;
    if unit.needs_signature {
        notices::tell_role(&tx, (Role::UnitReviewer, unit.id), "to_sign", &article, now).await?;
    }
    let touched = facts::refresh(&tx, &article, reporter.actor(), now).await?;
    ledger::settle(&tx, touched, reporter.id(), now).await?;
    tx.commit().await?;
    Ok(article)
}

/// Checks the rules of the type; the same rules stand beside the writing page.
fn check(
    terms: &terms::Terms,
    title: &str,
    r#type: &str,
    (n_words, n_pictures): (i64, usize),
    authors: &[entity::author::Model],
) -> Result<String> {
    let mut faults = Vec::new();
    let title = Headline::parse(title).map(Headline::into_string);
    if title.is_err() {
        faults.push(Fault::new("title", Message::new("fault.title_missing")));
    }
    match terms.find("type", r#type).filter(|term| term.is_active) {
        None => faults.push(Fault::new("type", Message::new("fault.unknown_type"))),
        Some(term) => {
            let rules = terms::rules(term);
            if n_words < rules.words_min || n_words > rules.words_max {
                let message = Message::new("fault.words")
                    .with("n", n_words)
                    .with("min", rules.words_min)
                    .with("max", rules.words_max);
                faults.push(Fault::new("body_html", message));
            }
            let is_long = title
                .as_ref()
                .is_ok_and(|title| title.chars().count() > rules.title_max);
            if rules.title_blocks && is_long {
                faults.push(Fault::new(
                    "title",
                    Message::new("fault.title_max").with("max", rules.title_max),
                ));
            }
            if n_pictures < rules.pictures_min {
                let message = Message::new("fault.pictures").with("min", rules.pictures_min);
                faults.push(Fault::new("body_html", message));
            }
        }
    }
    if !authors.iter().any(|author| author.craft == entity::Craft::Writer) {
        faults.push(Fault::new("authors", Message::new("fault.no_writer")));
    }
    match title {
        Ok(title) if faults.is_empty() => Ok(title),
        Ok(_) | Err(_) => Err(Error::Invalid(faults)),
    }
}

/// The next number of the year in Asia/Shanghai, without gaps: `2026-000123`.
async fn next_number(tx: &DatabaseTransaction, now: Instant) -> Result<String> {
    let year = crate::calendar::day_of(now.0)
        .unwrap_or_default()
        .format("%Y")
        .to_string();
    let name = format!("article:{year}");
    let found = counter::Entity::find_by_id(name.clone()).one(tx).await?;
    let value = found.as_ref().map_or(0, |row| row.value) + 1;
    let row = counter::ActiveModel {
        name: Set(name),
        value: Set(value),
    };
    if found.is_some() {
        counter::Entity::update(row).exec(tx).await?;
    } else {
        counter::Entity::insert(row).exec_without_returning(tx).await?;
    }
    Ok(format!("{year}-{value:06}"))
}
