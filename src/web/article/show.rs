//! The article as it was filed, with its rail: what happened, adoptions, instructions, points, revisions.

use askama::Template;
use entity::{
    ArticleId, ArticleState, Craft, PersonId, Purpose, SubjectKind, article, author, instruction, revision,
};
use poem::handler;
use poem::web::Path;
use sea_orm::ConnectionTrait;

use super::guide::{GuideStep, guide};
use super::particulars::{Described, Refused, described};
use super::people_named::{Names, unit_name};
use super::records::{Instructed, Occurred, Taken, instructed, occurred, taken};
use super::stance::Stance;
use super::trail::{TrailStep, Waiting, trail, waiting};
use super::wording::share;
use crate::newsroom::{self, Terms};
use crate::people::policy::{self, Act};
use crate::people::{self, Viewer};
use crate::text::{CleanHtml, file_link};
use crate::web::fail::WebResult;
use crate::web::{Page, Visit, reply};
use crate::{Error, Result, ledger};

/// One author of a byline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub name: String,
    /// `文字` or `摄影`.
    pub craft: String,
    /// Such as `60%`; nothing where the shares are even.
    pub share: String,
}

/// The text of an article as its readers see it.
#[derive(Clone, Debug)]
struct Piece {
    id: ArticleId,
    version: i64,
    title: String,
    number: String,
    unit: String,
    authors: Vec<Name>,
    type_name: String,
    n_words: i64,
    week: String,
    filed_at: String,
    state: &'static str,
    n_adoptions: i64,
    body: CleanHtml,
}

/// One posting of it.
struct Posted {
    seq: i64,
    subject: String,
    period: String,
    sentence: String,
    points: String,
    is_reversal: bool,
    is_reversed: bool,
}

/// One revision of it.
struct RevisionRow {
    n: i64,
    cause: String,
    by: String,
    at: String,
    iso: String,
    n_words: i64,
}

#[derive(Template)]
#[template(path = "article.html")]
pub(super) struct ArticlePage {
    p: Page,
    a: Piece,
    described: Described,
    stance: Stance,
    note: String,
    guide: Vec<GuideStep>,
    due: String,
    claimed_by: String,
    duplicate_of: Option<ArticleId>,
    waiting: Option<Waiting>,
    trail: Vec<TrailStep>,
    adoptions: Vec<Taken>,
    instructions: Vec<Instructed>,
    occurrences: Vec<Occurred>,
    may_record: bool,
    postings: Vec<Posted>,
    points: String,
    revisions: Vec<RevisionRow>,
}

/// What an editor typed into the form of the page and what was not taken of it.
pub(super) struct Typed(pub Refused);

#[handler]
pub(super) async fn show_article(visit: Visit, Path(id): Path<ArticleId>) -> WebResult {
    reply::page(&article_page(&visit, id, None).await?)
}

/// The page of an article that the visitor may read.
///
/// # Errors
/// [`Error::NotFound`] for a foreign one.
pub(super) async fn article_page(visit: &Visit, id: ArticleId, typed: Option<Typed>) -> Result<ArticlePage> {
    let viewer = visit.viewer()?;
    let db = visit.app.db.reader();
    let article = newsroom::article_for(db, viewer, id).await?;
    let authors = newsroom::authors_of(db, id).await?;
    let unit = people::organisation(db, article.organisation_id).await?;
    let draft = if article.reporter_id == viewer.id() {
        newsroom::draft_of(db, id).await?
    } else {
        None
    };
    let ids: Vec<PersonId> = authors.iter().filter_map(|one| one.person_id).collect();
    let stance = Stance::of(viewer, &article, &unit, &ids);
    let p = Page::of(visit, place_of(&stance)).await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let outlets = newsroom::kept_outlets(&visit.app.db).await?;
    let (body, note) = if article.head > 0 {
        let head = newsroom::revision(db, id, article.head).await?;
        (CleanHtml::from_stored(head.body_html), head.note)
    } else {
        let draft = draft.ok_or(Error::NotFound)?;
        (CleanHtml::from_stored(draft.body_html), draft.note)
    };
    let adoptions = newsroom::adoptions_of(db, id).await?;
    let evidence = newsroom::files_of(db, id, Purpose::Evidence).await?;
    let evidence_of = |wanted: Option<entity::FileId>| {
        let file = evidence.iter().find(|file| Some(file.id) == wanted);
        file.and_then(|file| file_link(&file.key)).unwrap_or_default()
    };
    let history = if stance.is_inside {
        history(visit, viewer, &article, &p, &terms).await?
    } else {
        History::default()
    };
    let adoptions = adoptions
        .iter()
        .filter(|one| stance.is_inside || one.withdrawn_at.is_none())
        .map(|one| {
            taken(
                &p,
                &terms,
                &outlets,
                one,
                evidence_of(one.evidence_id),
                stance.is_inside,
            )
        })
        .collect();
    let instructions = history
        .instructions
        .iter()
        .map(|one| instructed(&p, &terms, one, evidence_of(one.evidence_id)))
        .collect();
    let has_points = history
        .postings
        .iter()
        .any(|one| !one.is_reversal && !one.is_reversed);
    let refused = typed.map(|typed| typed.0);
    Ok(ArticlePage {
        described: described(visit, (&p, viewer, &terms), &article, refused).await?,
        guide: guide(&p, &article, has_points),
        due: article.due_on.map_or_else(String::new, |day| p.day(day)),
        claimed_by: history.claimed_by,
        duplicate_of: article.duplicate_of.filter(|_| stance.is_inside),
        waiting: history.waiting,
        trail: history.trail,
        adoptions,
        instructions,
        occurrences: history.occurrences,
        may_record: article.left_unit_at.is_some()
            && policy::may(Some(viewer), Act::RecordOccurrence).is_ok(),
        postings: history.postings,
        points: p.points(history.points),
        revisions: history.revisions,
        a: piece(db, &p, &terms, (&article, &authors, body)).await?,
        note: if stance.is_inside { note } else { String::new() },
        stance,
        p,
    })
}

/// The place of the menu that a reader most likely came from.
const fn place_of(stance: &Stance) -> &'static str {
    if stance.is_owner {
        "/articles"
    } else if stance.next.sign || stance.next.own_signature {
        "/sign"
    } else if stance.next.desk {
        "/desk"
    } else {
        ""
    }
}

/// What only those with a part in the article see.
#[derive(Default)]
struct History {
    claimed_by: String,
    waiting: Option<Waiting>,
    trail: Vec<TrailStep>,
    instructions: Vec<instruction::Model>,
    occurrences: Vec<Occurred>,
    postings: Vec<Posted>,
    points: i64,
    revisions: Vec<RevisionRow>,
}

async fn history(
    visit: &Visit,
    viewer: &Viewer,
    article: &article::Model,
    p: &Page,
    terms: &Terms,
) -> Result<History> {
    let db = visit.app.db.reader();
    let decisions = newsroom::decisions_of(db, viewer, article.id).await?;
    let instructions = newsroom::instructions_of(db, viewer, article.id).await?;
    let revisions = newsroom::revisions_of(db, article.id).await?;
    let postings = ledger::postings_of_article(db, article.id).await?;
    let subjects = postings.iter().map(|row| &row.posting);
    let people = subjects
        .filter(|row| row.subject_kind == SubjectKind::Person)
        .map(|row| PersonId(row.subject_id));
    let named = decisions
        .iter()
        .map(|one| one.decided_by)
        .chain(revisions.iter().map(|one| one.made_by))
        .chain(article.claimed_by)
        .chain(people);
    let names = Names::load(db, &named.collect::<Vec<_>>()).await?;
    let last = decisions
        .iter()
        .rev()
        .find(|one| one.from_state != one.to_state)
        .map(|one| one.decided_at);
    let usual = newsroom::usual_wait_ms(db, article.state).await?;
    // The editor who decided stays with the article; reviewing it is over.
    let in_hand_of = article
        .claimed_by
        .filter(|_| article.state == ArticleState::InReview);
    let mut posted = Vec::with_capacity(postings.len());
    for row in &postings {
        let posting = &row.posting;
        let subject = match posting.subject_kind {
            SubjectKind::Person => names.of(PersonId(posting.subject_id)),
            SubjectKind::Unit => unit_name(db, entity::OrganisationId(posting.subject_id)).await?,
        };
        posted.push(Posted {
            seq: posting.seq,
            subject,
            period: posting.period.clone(),
            sentence: posting.sentence.clone(),
            points: p.points(posting.points),
            is_reversal: posting.reverses.is_some(),
            is_reversed: row.is_reversed,
        });
    }
    // Points of persons alone: the unit's are the same points, credited beside them.
    let points = postings
        .iter()
        .filter(|row| row.posting.subject_kind == SubjectKind::Person)
        .map(|row| row.posting.points)
        .sum();
    Ok(History {
        claimed_by: in_hand_of.map_or_else(String::new, |id| names.of(id)),
        waiting: waiting(p, article, last, (visit.app.clock.now(), usual)),
        trail: trail(p, &decisions, (&names, terms)),
        instructions,
        occurrences: occurred(&visit.app.db, p, article.id).await?,
        postings: posted,
        points,
        revisions: revisions
            .iter()
            .rev()
            .map(|one| revision_row(p, &names, one))
            .collect(),
    })
}

fn revision_row(p: &Page, names: &Names, revision: &revision::Model) -> RevisionRow {
    RevisionRow {
        n: revision.n,
        cause: p.t(&format!("cause.{}", revision.cause.code())),
        by: names.of(revision.made_by),
        at: p.time(revision.made_at),
        iso: revision.made_at.utc().to_rfc3339(),
        n_words: revision.n_words,
    }
}

/// An article with a body: that of its head, or of one of its revisions.
async fn piece(
    db: &impl ConnectionTrait,
    p: &Page,
    terms: &Terms,
    (article, authors, body): (&article::Model, &[author::Model], CleanHtml),
) -> Result<Piece> {
    Ok(Piece {
        id: article.id,
        version: article.version,
        title: article.title.clone(),
        number: article.number.clone().unwrap_or_default(),
        unit: unit_name(db, article.organisation_id).await?,
        authors: authors.iter().map(|one| name(p, one)).collect(),
        type_name: terms.name("type", &article.r#type, p.language()).to_owned(),
        n_words: article.n_words,
        week: article.week.clone().unwrap_or_default(),
        filed_at: article
            .first_submitted_at
            .map_or_else(String::new, |at| p.time(at)),
        state: article.state.code(),
        n_adoptions: article.n_adoptions,
        body,
    })
}

fn name(p: &Page, author: &author::Model) -> Name {
    Name {
        name: author.name.clone(),
        craft: if author.is_external {
            let key = if author.craft == Craft::Writer {
                "look.external"
            } else {
                "look.external_photographer"
            };
            p.t(key)
        } else {
            craft(p, author.craft)
        },
        share: author.share_bp.map_or_else(String::new, share),
    }
}

pub(super) fn craft(p: &Page, craft: Craft) -> String {
    p.t(&format!("craft.{}", craft.code()))
}
