//! What differs between two revisions of an article.

use askama::Template;
use entity::{ArticleId, revision};
use poem::handler;
use poem::web::Path;
use serde::Deserialize;

use super::people_named::Names;
use super::revision::kept_authors;
use super::show::Name;
use crate::text::CleanHtml;
use crate::text::diff::{self, Change, Piece, Shape, Tally};
use crate::web::fail::WebResult;
use crate::web::form::Asked;
use crate::web::{Page, Visit, reply};
use crate::{Error, Result, newsroom};

#[derive(Deserialize, Default)]
#[serde(default)]
struct Span {
    from: String,
    to: String,
}

/// A revision to choose from.
struct Choice {
    value: i64,
    label: String,
}

/// A stretch of text: `same`, `ins` or `del`.
struct Stretch {
    kind: &'static str,
    text: String,
}

/// A passage with what became of it.
struct Row {
    /// `same`, `changed`, `inserted`, `deleted`, `away` or `here`.
    kind: &'static str,
    /// `p`, `h2`, `h3`, `li`, `row`, `picture`, `caption`, `quote` or `rule`.
    shape: &'static str,
    stretches: Vec<Stretch>,
    /// The pair of a moved passage; 0: none.
    number: usize,
    is_restyled: bool,
}

/// A fact beside the text that differs.
struct Fact {
    label: String,
    old: String,
    new: String,
}

#[derive(Template)]
#[template(path = "diff.html")]
struct ComparisonPage {
    p: Page,
    id: ArticleId,
    title: Vec<Stretch>,
    choices: Vec<Choice>,
    from: i64,
    to: i64,
    facts: Vec<Fact>,
    tally: Tally,
    rows: Vec<Row>,
}

#[handler]
pub(super) async fn show_comparison(
    visit: Visit,
    Path(id): Path<ArticleId>,
    Asked(span): Asked<Span>,
) -> WebResult {
    let viewer = visit.viewer()?;
    let db = visit.app.db.reader();
    newsroom::history_for(db, viewer, id).await?;
    let revisions = newsroom::revisions_of(db, id).await?;
    let (old, new) = chosen(&revisions, &span)?;
    let p = Page::of(&visit, "").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let makers: Vec<_> = revisions.iter().map(|one| one.made_by).collect();
    let names = Names::load(db, &makers).await?;
    let changes = diff::compare(
        &CleanHtml::from_stored(old.body_html.clone()),
        &CleanHtml::from_stored(new.body_html.clone()),
    );
    let mut facts = vec![
        Fact {
            label: p.t("article.type"),
            old: terms.name("type", &old.r#type, p.language()).to_owned(),
            new: terms.name("type", &new.r#type, p.language()).to_owned(),
        },
        Fact {
            label: p.t("article.authors"),
            old: byline(&kept_authors(&p, &old.authors)?),
            new: byline(&kept_authors(&p, &new.authors)?),
        },
        Fact {
            label: p.t("article.note"),
            old: old.note.clone(),
            new: new.note.clone(),
        },
    ];
    facts.retain(|fact| fact.old != fact.new);
    let choices = revisions
        .iter()
        .map(|one| Choice {
            value: one.n,
            label: format!(
                "{} · {} · {} · {}",
                p.t1("article.revision_n", one.n),
                p.t(&format!("cause.{}", one.cause.code())),
                names.of(one.made_by),
                p.time(one.made_at)
            ),
        })
        .collect();
    reply::page(&ComparisonPage {
        id,
        title: stretches(diff::compare_line(&old.title, &new.title)),
        choices,
        from: old.n,
        to: new.n,
        facts,
        tally: diff::tally(&changes),
        rows: changes.into_iter().map(row).collect(),
        p,
    })
}

/// The two revisions that were asked for; by default the last one and the last before it that differs.
fn chosen<'a>(
    revisions: &'a [revision::Model],
    span: &Span,
) -> Result<(&'a revision::Model, &'a revision::Model)> {
    let find = |asked: &str| {
        let n: i64 = asked.parse().map_err(|_| Error::NotFound)?;
        revisions.iter().find(|one| one.n == n).ok_or(Error::NotFound)
    };
    let new = if span.to.is_empty() {
        revisions.last().ok_or(Error::NotFound)?
    } else {
        find(&span.to)?
    };
    let old = if span.from.is_empty() {
        let before = || revisions.iter().rev().filter(|one| one.n < new.n);
        before()
            .find(|one| one.digest != new.digest)
            .or_else(|| before().next())
            .unwrap_or(new)
    } else {
        find(&span.from)?
    };
    Ok((old, new))
}

fn byline(authors: &[Name]) -> String {
    let one = |author: &Name| match author.share.as_str() {
        "" => format!("{}（{}）", author.name, author.craft),
        share => format!("{}（{} {share}）", author.name, author.craft),
    };
    authors.iter().map(one).collect::<Vec<_>>().join("、")
}

fn stretches(pieces: Vec<Piece>) -> Vec<Stretch> {
    pieces
        .into_iter()
        .map(|piece| match piece {
            Piece::Same(text) => Stretch { kind: "same", text },
            Piece::Inserted(text) => Stretch { kind: "ins", text },
            Piece::Deleted(text) => Stretch { kind: "del", text },
        })
        .collect()
}

fn row(change: Change) -> Row {
    let whole = |kind, text| vec![Stretch { kind, text }];
    let (kind, shape, stretches, number, is_restyled) = match change {
        Change::Same { passage, is_restyled } => {
            ("same", passage.shape, whole("same", passage.text), 0, is_restyled)
        }
        Change::Changed { shape, pieces } => ("changed", shape, stretches(pieces), 0, false),
        Change::Inserted(passage) => ("inserted", passage.shape, whole("ins", passage.text), 0, false),
        Change::Deleted(passage) => ("deleted", passage.shape, whole("del", passage.text), 0, false),
        Change::MovedAway { passage, number } => {
            ("away", passage.shape, whole("del", passage.text), number, false)
        }
        Change::MovedHere {
            shape,
            pieces,
            number,
        } => ("here", shape, stretches(pieces), number, false),
    };
    Row {
        kind,
        shape: match shape {
            Shape::Paragraph => "p",
            Shape::Heading => "h2",
            Shape::Subheading => "h3",
            Shape::Item => "li",
            Shape::Row => "row",
            Shape::Picture => "picture",
            Shape::Caption => "caption",
            Shape::Quote => "quote",
            Shape::Rule => "rule",
        },
        stretches,
        number,
        is_restyled,
    }
}
