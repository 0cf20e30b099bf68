//! An article as the API shows it: a row of a list, and the whole with what belongs to it.

use chrono::{DateTime, NaiveDate, Utc};
use entity::{ArticleId, PersonId, Purpose, article};
use poem_openapi::Object;
use sea_orm::ConnectionTrait;

use super::super::adoptions::{Adoption, adoption_document};
use super::super::files::{FileRow, file_row};
use super::super::instructions::{Instruction, instruction_document};
use super::super::revisions::{Revision, revision_document};
use super::super::written;
use crate::Result;
use crate::app::App;
use crate::db::Db;
use crate::newsroom;
use crate::people::{self, Roster, Viewer};

/// An article in a list.
#[derive(Clone, Debug, Object)]
pub(in super::super) struct ArticleRow {
    /// Its key.
    pub id: i64,
    /// Its number, such as `2026-000123`; none before it is filed.
    pub number: Option<String>,
    /// The title.
    pub title: String,
    /// The type's code.
    pub r#type: String,
    /// Where it stands: `draft`, `unit_review`, `submitted`, `in_review`, `returned`, `held`, `declined`, `accepted`,
    /// `withdrawn`.
    pub state: String,
    /// The reporting week in which it counts.
    pub week: Option<String>,
    /// The reporter's key.
    pub reporter_id: i64,
    /// The reporter's name.
    pub reporter: String,
    /// The unit for which it was filed.
    pub organisation_id: i64,
    /// The unit's short name.
    pub organisation: String,
    /// Words (字数, by Word's rule).
    pub n_words: i64,
    /// The newest revision; 0 before it is filed.
    pub head: i64,
    /// The key of the editor who has it.
    pub claimed_by: Option<i64>,
    /// When a returned article should be back.
    pub due_on: Option<NaiveDate>,
    /// How many adoptions stand.
    pub n_adoptions: i64,
    /// When it was filed last.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When it changed last.
    pub updated_at: DateTime<Utc>,
    /// The version to name in the next change.
    pub version: i64,
}

/// What the reporter is writing.
#[derive(Clone, Debug, Object)]
struct Draft {
    /// The title.
    title: String,
    /// The type's code.
    r#type: String,
    /// The body as it was kept.
    body_html: String,
    /// The note to the editors.
    note: String,
    /// Words.
    n_words: i64,
    /// When it was saved.
    saved_at: DateTime<Utc>,
}

/// An author.
#[derive(Clone, Debug, Object)]
struct Author {
    /// The person's key, if they are on the roster.
    person_id: Option<i64>,
    /// The name as it is printed.
    name: String,
    /// `writer` or `photographer`.
    craft: String,
    /// The share of the points in hundredths of a percent, if one was chosen.
    share_bp: Option<i64>,
    /// Whether it is a reporter of a medium (外部记者).
    is_external: bool,
}

/// A further unit of a joint report.
#[derive(Clone, Debug, Object)]
struct JointUnit {
    /// The unit's key.
    organisation_id: i64,
    /// The unit's short name.
    organisation: String,
    /// Its part in hundredths of a percent, if parts were agreed; what is left is the filing unit's.
    share_bp: Option<i64>,
}

/// An article with what belongs to it.
#[derive(Clone, Debug, Object)]
pub(in super::super) struct Article {
    /// The article.
    article: ArticleRow,
    /// The authors in order.
    authors: Vec<Author>,
    /// The codes of its tags (计分标记), words of the kind `tag`.
    tags: Vec<String>,
    /// The further units of a joint report (联合报送单位), in order.
    joint_units: Vec<JointUnit>,
    /// What its reporter is writing; for the reporter alone.
    draft: Option<Draft>,
    /// The newest revision; none before it is filed.
    revision: Option<Revision>,
    /// The pictures in the order in which they came.
    pictures: Vec<FileRow>,
    /// The adoptions; the withdrawn ones for whoever has a part in the article.
    adoptions: Vec<Adoption>,
    /// The instructions, for whoever has a part in the article; confidential ones for the desk alone.
    instructions: Vec<Instruction>,
}

/// An article as a row.
pub(in super::super) async fn article_row(
    db: &impl ConnectionTrait,
    row: article::Model,
) -> Result<ArticleRow> {
    let reporter = people::person(db, row.reporter_id).await?.name;
    let unit = people::organisation(db, row.organisation_id).await?.short_name;
    Ok(named(row, reporter, unit))
}

/// Articles as rows.
pub(super) async fn rows(db: &Db, rows: Vec<article::Model>) -> Result<Vec<ArticleRow>> {
    let roster = Roster::kept(db).await?;
    let one = |row: article::Model| {
        let reporter = roster.person(row.reporter_id).to_owned();
        let unit = roster.unit(row.organisation_id).to_owned();
        named(row, reporter, unit)
    };
    Ok(rows.into_iter().map(one).collect())
}

fn named(row: article::Model, reporter: String, organisation: String) -> ArticleRow {
    ArticleRow {
        id: row.id.0,
        number: row.number,
        title: row.title,
        r#type: row.r#type,
        state: row.state.code().to_owned(),
        week: row.week,
        reporter_id: row.reporter_id.0,
        reporter,
        organisation_id: row.organisation_id.0,
        organisation,
        n_words: row.n_words,
        head: row.head,
        claimed_by: row.claimed_by.map(|id| id.0),
        due_on: row.due_on,
        n_adoptions: row.n_adoptions,
        submitted_at: written::time(row.submitted_at),
        accepted_at: written::time(row.accepted_at),
        updated_at: row.updated_at.utc(),
        version: row.version,
    }
}

/// An article that the viewer may read, with what belongs to it.
pub(in super::super) async fn article(app: &App, viewer: &Viewer, id: ArticleId) -> Result<Article> {
    let db = app.db.reader();
    let row = newsroom::article_for(db, viewer, id).await?;
    let draft = if row.reporter_id == viewer.id() {
        newsroom::draft_of(db, id).await?
    } else {
        None
    };
    let revision = match row.head {
        0 => None,
        n => Some(revision_document(
            viewer,
            &row,
            newsroom::revision(db, id, n).await?,
        )),
    };
    let authors = newsroom::authors_of(db, id).await?;
    let pictures = newsroom::files_of(db, id, Purpose::Picture).await?;
    let people: Vec<PersonId> = authors.iter().filter_map(|author| author.person_id).collect();
    let has_part = newsroom::has_part(viewer, &row, &people);
    let adoptions = newsroom::adoptions_of(db, id).await?;
    let adoptions = adoptions
        .into_iter()
        .filter(|one| has_part || one.withdrawn_at.is_none());
    let instructions = if has_part {
        newsroom::instructions_of(db, viewer, id).await?
    } else {
        Vec::new()
    };
    let particulars = newsroom::particulars_of(db, id).await?;
    let roster = Roster::kept(&app.db).await?;
    Ok(Article {
        tags: particulars.tags,
        joint_units: particulars
            .joint_units
            .iter()
            .map(|unit| JointUnit {
                organisation_id: unit.organisation_id.0,
                organisation: roster.unit(unit.organisation_id).to_owned(),
                share_bp: unit.share_bp,
            })
            .collect(),
        article: article_row(db, row).await?,
        authors: authors
            .into_iter()
            .map(|author| Author {
                person_id: author.person_id.map(|id| id.0),
                name: author.name,
                craft: author.craft.code().to_owned(),
                share_bp: author.share_bp,
                is_external: author.is_external,
            })
            .collect(),
        draft: draft.map(|draft| Draft {
            title: draft.title,
            r#type: draft.r#type,
            body_html: draft.body_html,
            note: draft.note,
            n_words: draft.n_words,
            saved_at: draft.saved_at.utc(),
        }),
        revision,
        pictures: pictures.into_iter().map(file_row).collect(),
        adoptions: adoptions.map(adoption_document).collect(),
        instructions: instructions.into_iter().map(instruction_document).collect(),
    })
}
