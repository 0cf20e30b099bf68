//! 通报: the months that have one, and the template that they are written in.

mod month;

use askama::Template;
use poem::http::header;
use poem::web::Multipart;
use poem::{Response, handler};

use super::fail::WebResult;
use super::list::attached;
use super::standings::periods;
use super::uploads::Parts;
use super::{Door, Fail, Page, Visit, reply};
use crate::calendar::Period;
use crate::error::{Error, Message};
use crate::people::Roster;
use crate::people::policy::{self, Act};
use crate::{Result, docx, i18n, ledger, newsroom};

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/circulars", Act::ReadCirculars, show)
        .get("/circulars/template", Act::ReadCirculars, give_template)
        .post("/circulars/template", Act::SetCircularTemplate, take_template)
        .get("/circulars/:month", Act::ReadCirculars, month::show)
        .get("/circulars/:month/document", Act::ReadCirculars, month::give)
}

/// A month that has a circular.
struct Row {
    name: String,
    href: String,
    document: String,
    closed: String,
}

/// What a template may name: the list that they are columns of, none for single texts.
struct Names {
    of: String,
    names: Vec<String>,
}

#[derive(Template)]
#[template(path = "circulars.html")]
struct CircularsPage {
    p: Page,
    rows: Vec<Row>,
    in_use: String,
    hint: String,
    names: Vec<Names>,
    may_set: bool,
    fault: Option<String>,
}

#[handler]
async fn show(visit: Visit) -> WebResult {
    reply::page(&page(&visit, None).await?)
}

async fn page(visit: &Visit, fault: Option<&Error>) -> Result<CircularsPage> {
    let (p, db) = (Page::of(visit, "/circulars").await?, visit.app.db.reader());
    let roster = Roster::kept(&visit.app.db).await?;
    let mut rows = Vec::new();
    for close in ledger::closes(db).await? {
        let period: Period = close.period.parse().map_err(Error::broken)?;
        let href = format!("/circulars/{}", close.period);
        rows.push(Row {
            name: periods::name(&p, period),
            document: format!("{href}/document"),
            href,
            closed: p.t2(
                "close.closed_by",
                p.time(close.closed_at),
                roster.person(close.closed_by),
            ),
        });
    }
    let in_use = newsroom::circular_template(db).await?.map_or_else(
        || Message::new("circular.template_standard"),
        |own| {
            Message::new("circular.template_own")
                .with("name", own.name)
                .with("who", roster.person(own.uploaded_by))
                .with("at", p.time(own.uploaded_at))
        },
    );
    Ok(CircularsPage {
        rows,
        in_use: p.say(&in_use),
        hint: p.t1(
            "circular.template_hint",
            visit.app.settings.limits.template_bytes >> 20,
        ),
        names: names(),
        may_set: policy::may(visit.viewer.as_ref(), Act::SetCircularTemplate).is_ok(),
        fault: fault.map(|error| i18n::detail(visit.language, error)),
        p,
    })
}

fn names() -> Vec<Names> {
    let texts = newsroom::circular_names();
    let single = Names {
        of: String::new(),
        names: texts
            .single
            .keys()
            .map(|name| format!("{{{{{name}}}}}"))
            .collect(),
    };
    let lists = texts.lists.iter().map(|(list, rows)| Names {
        of: (*list).to_owned(),
        names: rows
            .columns
            .iter()
            .map(|column| format!("{{{{{list}.{column}}}}}"))
            .collect(),
    });
    std::iter::once(single).chain(lists).collect()
}

/// The template in force, to be changed and given back.
#[handler]
async fn give_template(visit: Visit) -> WebResult {
    let bytes = newsroom::template_in_force(visit.app.db.reader()).await?;
    Ok(document(
        &i18n::t(visit.language, "circular.template_name"),
        bytes,
    ))
}

/// Puts a template in force.
#[handler]
async fn take_template(visit: Visit, multipart: Multipart) -> WebResult {
    match taken(&visit, multipart).await {
        Ok(()) => Ok(reply::to_saying(
            &visit,
            "/circulars",
            "ok",
            &Message::new("circular.template_is_set"),
        )),
        Err(error @ (Error::Upload(_) | Error::Invalid(_))) => {
            let page = page(&visit, Some(&error)).await?;
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn taken(visit: &Visit, multipart: Multipart) -> Result<()> {
    let office = visit.viewer()?.office()?;
    let mut parts = Parts::read(multipart, visit.app.settings.limits.template_bytes).await?;
    newsroom::set_circular_template(&visit.app, &office, parts.take_file()?).await?;
    Ok(())
}

/// A Word document to be saved.
fn document(title: &str, bytes: Vec<u8>) -> Response {
    Response::builder()
        .content_type(docx::MIME)
        .header(header::CONTENT_DISPOSITION, attached(&format!("{title}.docx")))
        .body(bytes)
}
