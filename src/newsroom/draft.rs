//! 写稿: starting a draft and saving it. Only its reporter sees a draft; saving changes nothing that was filed.

use entity::{ArticleId, ArticleState, Craft, Instant, OrganisationId, article, draft};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::{NotSet, Set},
    EntityTrait, IntoActiveModel,
};

use super::authors::{self, NewAuthor};
use super::steps;
use crate::app::App;
use crate::audit::{self, Deed};
use crate::error::{Error, Fault, Message};
use crate::people::Reporter;
use crate::text::{CleanHtml, normalise, plain_text, word_count};
use crate::{Result, db, outbox};

/// A draft as the writing page or the API sends it.
#[derive(Clone, Debug, Default)]
pub struct DraftText {
    /// The title, possibly unfinished; at most 200 characters.
    pub title: String,
    /// The type's code in the dictionary.
    pub r#type: String,
    /// The body as the editor made it; it is normalised here.
    pub body_html: String,
    /// A note to the editors.
    pub note: String,
    /// The authors; none: unchanged.
    pub authors: Option<Vec<NewAuthor>>,
}

/// A saved draft.
#[derive(Clone, Debug)]
pub struct SavedDraft {
    /// The article that it belongs to, with the version to send next.
    pub article: article::Model,
    /// The body as it was kept.
    pub body_html: CleanHtml,
    /// When.
    pub saved_at: Instant,
}

/// Starts a draft for one of the reporter's units.
///
/// # Errors
/// [`Error::Invalid`] where the unit is not the reporter's or a field cannot be taken.
pub async fn start_draft(
    app: &App,
    reporter: &Reporter,
    unit: Option<OrganisationId>,
    text: &DraftText,
) -> Result<SavedDraft> {
    let unit = reporter.unit(unit)?;
    let kept = Kept::from(app, text)?;
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    let myself = NewAuthor {
        person_id: Some(reporter.id()),
        name: reporter.viewer().person.name.clone(),
        craft: Craft::Writer,
        share_bp: None,
        is_external: false,
    };
    let authors = match &text.authors {
        Some(authors) if !authors.is_empty() => authors::check(&tx, &app.settings.limits, authors).await?,
        Some(_) | None => vec![myself],
    };
    let row = article::ActiveModel {
        id: NotSet,
        reporter_id: Set(reporter.id()),
        organisation_id: Set(unit),
        title: Set(kept.title.clone()),
        r#type: Set(kept.r#type.clone()),
        n_words: Set(kept.n_words),
        state: Set(ArticleState::Draft),
        head: Set(0),
        n_adoptions: Set(0),
        created_at: Set(now),
        updated_at: Set(now),
        version: Set(1),
        ..Default::default()
    };
    let article = row.insert(&tx).await?;
    authors::replace(&tx, article.id, &authors).await?;
    draft::Entity::insert(kept.row(article.id, now))
        .exec_without_returning(&tx)
        .await?;
    audit::note(
        &tx,
        reporter.actor(),
        Deed::done("start_draft", "article", article.id),
        now,
    )
    .await?;
    tx.commit().await?;
    Ok(SavedDraft {
        article,
        body_html: kept.body,
        saved_at: now,
    })
}

/// Saves a draft at the version that the page holds. Nothing is lost: a stale version is refused, and the caller
/// still holds what it sent.
///
/// # Errors
/// [`Error::NotFound`] for a foreign article; [`Error::Stale`]; [`Error::Refused`] while it is with the editors;
/// [`Error::Invalid`] for a field.
pub async fn save_draft(
    app: &App,
    reporter: &Reporter,
    id: ArticleId,
    version: i64,
    text: &DraftText,
) -> Result<SavedDraft> {
    let kept = Kept::from(app, text)?;
    let now = app.clock.now();
    let tx = db::write(&app.db).await?;
    reporter.owns(&super::article(&tx, id).await?)?;
    let was = steps::hold(&tx, reporter.viewer(), id, version).await?.article;
    if !was.state.is_writable() {
        let message = Message::new("refused.not_writable").with("state", was.state.code());
        return Err(Error::Refused(message));
    }
    if let Some(authors) = &text.authors {
        let authors = authors::check(&tx, &app.settings.limits, authors).await?;
        authors::replace(&tx, id, &authors).await?;
        if was.first_submitted_at.is_some() {
            // The authors may read what they filed: who they are is a part of the index's permission.
            outbox::reindex(&tx, id, now).await?;
        }
    }
    draft::Entity::delete_by_id(id).exec(&tx).await?;
    draft::Entity::insert(kept.row(id, now))
        .exec_without_returning(&tx)
        .await?;
    let is_filed = was.first_submitted_at.is_some();
    let mut moved = was.into_active_model();
    if !is_filed {
        moved.title = Set(kept.title.clone());
        moved.r#type = Set(kept.r#type.clone());
        moved.n_words = Set(kept.n_words);
    }
    moved.version = Set(version + 1);
    moved.updated_at = Set(now);
    let article = moved.update(&tx).await?;
    tx.commit().await?;
    Ok(SavedDraft {
        article,
        body_html: kept.body,
        saved_at: now,
    })
}

/// A draft in the form that is kept.
struct Kept {
    title: String,
    r#type: String,
    body: CleanHtml,
    note: String,
    n_words: i64,
}

impl Kept {
    fn from(app: &App, text: &DraftText) -> Result<Self> {
        let limits = &app.settings.limits;
        if text.body_html.len() > limits.article_bytes {
            let message = Message::new("fault.body_too_long").with("kib", limits.article_bytes >> 10);
            return Err(Error::Invalid(vec![Fault::new("body_html", message)]));
        }
        let one_line = |text: &str| {
            text.chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect::<String>()
        };
        let title = one_line(&text.title).trim().to_owned();
        if title.chars().count() > 200 {
            return Err(Error::invalid("title", "fault.title_too_long"));
        }
        if text.note.chars().count() > 2_000 {
            return Err(Error::invalid("note", "fault.note_too_long"));
        }
        let body = normalise(&text.body_html);
        let n_words = i64::from(word_count(&plain_text(&body)));
        let r#type = if text.r#type.is_empty() {
            "work_update".to_owned()
        } else {
            text.r#type.clone()
        };
        Ok(Self {
            title,
            r#type,
            body,
            note: text.note.trim().to_owned(),
            n_words,
        })
    }

    fn row(&self, article: ArticleId, now: Instant) -> draft::ActiveModel {
        draft::ActiveModel {
            article_id: Set(article),
            title: Set(self.title.clone()),
            r#type: Set(self.r#type.clone()),
            body_html: Set(self.body.as_str().to_owned()),
            note: Set(self.note.clone()),
            n_words: Set(self.n_words),
            saved_at: Set(now),
        }
    }
}
