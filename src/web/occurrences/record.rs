//! Recording what happened: the kind chooses the fields, by its own address, so that nothing needs a script.

use std::str::FromStr;

use askama::Template;
use chrono::NaiveDate;
use entity::{ArticleId, OccurrenceKind};
use poem::handler;
use serde::Deserialize;

use super::{path_of, wording};
use crate::Result;
use crate::error::{Error, Fault, Message};
use crate::newsroom::{self, Field, NewOccurrence, OUTCOMES, Whom};
use crate::people::policy::Act;
use crate::web::desk::parts::{Wrong, at, wrong};
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Form};
use crate::web::standings::periods::{Choice, Tab};
use crate::web::{Door, Fail, Page, Visit, reply, subjects};

/// The choice that stands for everybody.
const EVERYBODY: &str = "everybody";

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/occurrences/new", Act::RecordOccurrence, show_form)
        .post("/occurrences", Act::RecordOccurrence, record_one)
}

#[derive(Template)]
#[template(path = "occurrence_new.html")]
struct FormPage {
    p: Page,
    kind: OccurrenceKind,
    kinds: Vec<Tab>,
    subjects: Vec<Choice>,
    words: Vec<Choice>,
    /// The title of the article that the address named.
    title: String,
    form: Typed,
    wrong: Vec<Wrong>,
}

impl FormPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }

    /// Whether the kind has a field.
    fn has(&self, field: &str) -> bool {
        self.need(field).is_some()
    }

    /// Whether the kind asks for it.
    fn asks(&self, field: &str) -> bool {
        self.need(field) == Some(true)
    }

    fn need(&self, name: &str) -> Option<bool> {
        let field = Field::ALL.into_iter().find(|field| field.name() == name)?;
        field.of(self.kind)
    }

    /// The label of a field, which differs from kind to kind.
    fn label(&self, field: &str) -> String {
        wording::label(&self.p, self.kind, field)
    }

    /// Which article is meant, or how one is named.
    fn article_hint(&self) -> String {
        if self.title.is_empty() {
            self.p.t("occurrence.article_hint")
        } else {
            format!("《{}》", self.title)
        }
    }

    fn hint(&self) -> String {
        self.p.t(&format!("occurrence_hint.{}", self.kind.code()))
    }
}

/// What was typed.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Typed {
    kind: String,
    happened_on: String,
    until_on: String,
    article_id: String,
    /// `person:12`, `unit:3` or `everybody`.
    subject_id: String,
    what: String,
    n_views: String,
    points: String,
    approver: String,
    note: String,
}

/// What the address chooses.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
struct Chosen {
    kind: String,
    article: String,
}

#[handler]
async fn show_form(visit: Visit, Asked(chosen): Asked<Chosen>) -> WebResult {
    let form = Typed {
        kind: chosen.kind,
        happened_on: visit.app.today().to_string(),
        article_id: chosen.article,
        ..Typed::default()
    };
    reply::page(&page(&visit, form, Vec::new()).await?)
}

#[handler]
async fn record_one(visit: Visit, Form(form): Form<Typed>) -> WebResult {
    let recorder = visit.viewer()?.recorder()?;
    let done = match form.meant() {
        Ok(new) => newsroom::record_occurrence(&visit.app, &recorder, &new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok((row, _)) => {
            let said = Message::new("occurrence.was_recorded");
            Ok(reply::to_saying(&visit, &path_of(row.id), "ok", &said))
        }
        Err(error @ (Error::Invalid(_) | Error::Refused(_))) => {
            let page = page(&visit, form, wrong(&visit, &error)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

impl Typed {
    fn kind(&self) -> Option<OccurrenceKind> {
        OccurrenceKind::from_code(&self.kind)
    }

    /// What the form says; every field that cannot be read is a fault of its own.
    fn meant(&self) -> Result<NewOccurrence> {
        let mut faults = Vec::new();
        let kind = self.kind().ok_or_else(|| Error::invalid("kind", "fault.field"))?;
        let happened_on: Option<NaiveDate> = read("happened_on", &self.happened_on, &mut faults);
        if happened_on.is_none() && faults.is_empty() {
            faults.push(Fault::new("happened_on", Message::new("occurrence.missing")));
        }
        let whom = match self.subject_id.as_str() {
            "" => Whom::Nobody,
            EVERYBODY => Whom::Everybody,
            one => subjects::parse(one).map_or_else(
                || {
                    faults.push(Fault::new("subject_id", Message::new("adjust.no_subject")));
                    Whom::Nobody
                },
                |(kind, id)| Whom::One(kind, id),
            ),
        };
        let new = NewOccurrence {
            until_on: read("until_on", &self.until_on, &mut faults),
            article_id: read("article_id", &self.article_id, &mut faults),
            whom,
            what: self.what.clone(),
            n_views: read("n_views", &self.n_views, &mut faults),
            points: read("points", &self.points, &mut faults),
            approver: self.approver.clone(),
            note: self.note.clone(),
            ..NewOccurrence::of(kind, happened_on.unwrap_or_default())
        };
        if faults.is_empty() {
            Ok(new)
        } else {
            Err(Error::Invalid(faults))
        }
    }
}

/// A field that may be empty; what cannot be read is a fault.
fn read<T: FromStr>(field: &'static str, text: &str, faults: &mut Vec<Fault>) -> Option<T> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    let value = text.parse().ok();
    if value.is_none() {
        faults.push(Fault::new(field, Message::new("fault.field")));
    }
    value
}

async fn page(visit: &Visit, form: Typed, wrong: Vec<Wrong>) -> Result<FormPage> {
    let db = visit.app.db.reader();
    let p = Page::of(visit, "/occurrences").await?;
    let kind = form.kind().unwrap_or(OccurrenceKind::Incident);
    let title = match form.article_id.trim().parse::<ArticleId>() {
        Err(_) => String::new(),
        Ok(id) => {
            let titles = newsroom::titles_for(db, visit.viewer()?, &[id]).await?;
            titles
                .get(&id)
                .map_or_else(String::new, |(title, _)| title.clone())
        }
    };
    Ok(FormPage {
        kinds: kinds(&p, kind, &form.article_id),
        subjects: whom(visit, &p, kind).await?,
        words: words(visit, &p, kind).await?,
        kind,
        title,
        form,
        wrong,
        p,
    })
}

fn kinds(p: &Page, chosen: OccurrenceKind, article: &str) -> Vec<Tab> {
    let tab = |kind: &OccurrenceKind| {
        let article = if article.is_empty() {
            None
        } else {
            Some(("article", article))
        };
        let query: Vec<(&str, &str)> = std::iter::once(("kind", kind.code())).chain(article).collect();
        Tab {
            href: format!(
                "/occurrences/new?{}",
                serde_urlencoded::to_string(query).unwrap_or_default()
            ),
            label: wording::kind(p, *kind),
            on: *kind == chosen,
        }
    };
    OccurrenceKind::ALL.iter().map(tab).collect()
}

/// Persons and units, below nobody and everybody.
async fn whom(visit: &Visit, p: &Page, kind: OccurrenceKind) -> Result<Vec<Choice>> {
    if Field::Subject.of(kind).is_none() {
        return Ok(Vec::new());
    }
    let nobody = if kind == OccurrenceKind::Incident {
        "occurrence.as_the_article"
    } else {
        "occurrence.choose"
    };
    let mut all = vec![Choice::of("", p.t(nobody))];
    if kind == OccurrenceKind::Exemption {
        all.push(Choice::of(EVERYBODY, p.t("occurrence.everybody")));
    }
    all.extend(subjects::choices(visit).await?);
    Ok(all)
}

/// The words that `what` may be.
async fn words(visit: &Visit, p: &Page, kind: OccurrenceKind) -> Result<Vec<Choice>> {
    let db = visit.app.db.reader();
    Ok(match kind {
        OccurrenceKind::Commission => {
            let outcome = |code: &&str| Choice::of(*code, p.t(&format!("outcome.{code}")));
            OUTCOMES.iter().map(outcome).collect()
        }
        OccurrenceKind::Incident => {
            let words = newsroom::incident_words(db).await?.into_iter();
            words
                .map(|code| Choice::of(&*code, wording::incident(p, &code)))
                .collect()
        }
        OccurrenceKind::Mark => {
            let parts = newsroom::mark_parts(db).await?.into_iter();
            let label = |part: &str| {
                if part.is_empty() {
                    p.t("occurrence.whole")
                } else {
                    part.to_owned()
                }
            };
            parts.map(|part| Choice::of(&*part, label(&part))).collect()
        }
        OccurrenceKind::Measure | OccurrenceKind::Clue | OccurrenceKind::Exemption => Vec::new(),
    })
}
