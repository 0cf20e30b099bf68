//! Importing people and organisations: the sheet to fill in, the dry run with every row, and its confirmation. The
//! sheet travels with the form that confirms it and is nowhere kept; first passwords are shown on the answer alone.

use askama::Template;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use poem::Response;
use poem::handler;
use poem::http::{StatusCode, header};
use poem::web::Multipart;

use crate::error::{Error, Message};
use crate::newsroom::{self, Exported};
use crate::people::policy::Act;
use crate::people::{self, Fate, Import, ImportDone, Importing, Plan, Secret};
use crate::web::fail::{Fail, WebResult};
use crate::web::form::{Asked, Fields};
use crate::web::list::attached;
use crate::web::uploads::Parts;
use crate::web::{Door, Page, Visit, reply};
use crate::{Result, sheet};

/// Rows that the report prints; the faulty ones come first.
const ROWS: usize = 300;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/import/:what", Act::KeepRoster, show)
        .post("/import/:what", Act::KeepRoster, check)
        .post("/import/:what/confirm", Act::KeepRoster, confirm)
        .get("/import/:what/sheet", Act::KeepRoster, download)
        .get("/import/:what/progress", Act::KeepRoster, progress)
        .get("/import/openings", Act::BringOpenings, show)
        .post("/import/openings", Act::BringOpenings, check)
        .post("/import/openings/confirm", Act::BringOpenings, confirm)
        .get("/import/openings/sheet", Act::BringOpenings, download)
}

#[derive(Template)]
#[template(path = "import.html")]
struct ImportPage {
    p: Page,
    what: &'static str,
    title: String,
    intro: String,
    limits: String,
    fault: Option<String>,
    report: Option<Report>,
    done: Option<Done>,
}

/// What the dry run found.
struct Report {
    counts: Vec<(&'static str, String, usize)>,
    rows: Vec<RowLine>,
    /// How many rows are not printed.
    n_more: usize,
    can_be_done: bool,
    is_faulty: bool,
    /// The sheet itself, for the confirmation.
    file: String,
    digest: String,
}

struct RowLine {
    n: u32,
    name: String,
    fate: String,
    kind: &'static str,
    /// Heading and what is wrong.
    faults: Vec<(String, String)>,
}

/// What an import did.
struct Done {
    sentence: String,
    passwords: Vec<(String, String, Secret)>,
}

impl ImportPage {
    async fn of(visit: &Visit, what: Importing) -> Result<Self> {
        let place = match what {
            Importing::People | Importing::Organisations => "/roster",
            Importing::Openings => "/adjustments",
        };
        let p = Page::of(visit, place).await?;
        let limits = &visit.app.settings.limits;
        Ok(Self {
            what: what.code(),
            title: p.t(&format!("import_page.{}", what.code())),
            intro: p.t(&format!("import_how.{}", what.code())),
            limits: p.t2(
                "import_page.limits",
                limits.import_rows,
                limits.import_bytes >> 10,
            ),
            fault: None,
            report: None,
            done: None,
            p,
        })
    }
}

/// What the path names: `/import/people/confirm`.
fn what(visit: &Visit) -> Result<Importing> {
    let path = visit.path.split('?').next().unwrap_or_default();
    let code = path.split('/').nth(2).unwrap_or_default();
    [Importing::People, Importing::Organisations, Importing::Openings]
        .into_iter()
        .find(|what| what.code() == code)
        .ok_or(Error::NotFound)
}

/// That the visitor may import it.
fn may(visit: &Visit, what: Importing) -> Result<()> {
    match what {
        Importing::People | Importing::Organisations => visit.viewer()?.admin().map(drop),
        Importing::Openings => visit.viewer()?.office().map(drop),
    }
}

#[handler]
async fn show(visit: Visit) -> WebResult {
    reply::page(&ImportPage::of(&visit, what(&visit)?).await?)
}

/// The dry run: nothing is written.
#[handler]
async fn check(visit: Visit, multipart: Multipart) -> WebResult {
    let what = what(&visit)?;
    may(&visit, what)?;
    let mut page = ImportPage::of(&visit, what).await?;
    match checked(&visit, &page.p, what, multipart).await {
        Ok(report) => {
            let status = if report.is_faulty {
                StatusCode::UNPROCESSABLE_ENTITY
            } else {
                StatusCode::OK
            };
            page.report = Some(report);
            reply::page_with(status, &page)
        }
        Err(error @ (Error::Upload(_) | Error::Invalid(_))) => refused(&visit, page, &error),
        Err(error) => Err(error.into()),
    }
}

async fn checked(visit: &Visit, p: &Page, what: Importing, multipart: Multipart) -> Result<Report> {
    let limits = &visit.app.settings.limits;
    let mut parts = Parts::read(multipart, limits.upload_bytes).await?;
    let bytes = parts.take_file()?.bytes;
    let import = Import::read(what, bytes.clone(), limits).await?;
    let plan = plan(visit, what, &import).await?;
    Ok(Report {
        file: URL_SAFE_NO_PAD.encode(bytes),
        digest: plan.digest(),
        ..report(visit, p, plan)
    })
}

async fn plan(visit: &Visit, what: Importing, import: &Import) -> Result<Plan> {
    let db = visit.app.db.reader();
    match what {
        Importing::People => people::plan_people(db, import).await,
        Importing::Organisations => people::plan_organisations(db, import).await,
        Importing::Openings => newsroom::plan_openings(&visit.app, import).await,
    }
}

fn report(visit: &Visit, p: &Page, plan: Plan) -> Report {
    let counts = [Fate::Added, Fate::Changed, Fate::Left, Fate::Wrong].map(|fate| {
        let name = p.t(&format!("fate.{}", fate.code()));
        (kind(fate), name, plan.n(fate))
    });
    let (can_be_done, is_faulty) = (plan.can_be_done(), plan.n(Fate::Wrong) > 0);
    let mut rows = plan.rows;
    rows.sort_by_key(|row| row.fate != Fate::Wrong);
    let n_more = rows.len().saturating_sub(ROWS);
    let lines = rows.into_iter().take(ROWS).map(|row| RowLine {
        n: row.n,
        name: row.name,
        fate: p.t(&format!("fate.{}", row.fate.code())),
        kind: kind(row.fate),
        faults: row
            .faults
            .iter()
            .map(|fault| (p.t(fault.heading), visit.say(&fault.message)))
            .collect(),
    });
    Report {
        counts: counts.into(),
        rows: lines.collect(),
        n_more,
        can_be_done,
        is_faulty,
        file: String::new(),
        digest: String::new(),
    }
}

/// The colour of a fate.
const fn kind(fate: Fate) -> &'static str {
    match fate {
        Fate::Added => "ok",
        Fate::Changed => "info",
        Fate::Left => "",
        Fate::Wrong => "bad",
    }
}

/// Does what the dry run showed, all of it or nothing.
#[handler]
async fn confirm(visit: Visit, fields: Fields) -> WebResult {
    let what = what(&visit)?;
    let mut page = ImportPage::of(&visit, what).await?;
    match confirmed(&visit, what, &fields).await {
        Ok(done) => {
            let count = |fate| done.plan.n(fate);
            page.done = Some(Done {
                sentence: page
                    .p
                    .t2("import_page.done", count(Fate::Added), count(Fate::Changed)),
                passwords: done.passwords,
            });
            reply::page(&page)
        }
        Err(error @ (Error::Upload(_) | Error::Refused(_) | Error::Invalid(_))) => {
            refused(&visit, page, &error)
        }
        Err(error) => Err(error.into()),
    }
}

async fn confirmed(visit: &Visit, what: Importing, fields: &Fields) -> Result<ImportDone> {
    let (app, viewer) = (&visit.app, visit.viewer()?);
    may(visit, what)?;
    let file = URL_SAFE_NO_PAD
        .decode(fields.get("file"))
        .map_err(|_| Error::Upload(Message::new("sheet.not_xlsx")))?;
    let import = Import::read(what, file, &app.settings.limits).await?;
    let digest = fields.get("digest");
    let work = app.under_way.start(visit.viewer()?.id(), digest);
    let step = |n| work.step(n);
    match what {
        Importing::People => newsroom::import_people(app, &viewer.admin()?, &import, digest, step).await,
        Importing::Organisations => {
            newsroom::import_organisations(app, &viewer.admin()?, &import, digest, step).await
        }
        Importing::Openings => newsroom::import_openings(app, &viewer.office()?, &import, digest).await,
    }
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Which {
    digest: String,
}

/// How far the viewer's import of that plan is; 0 of 0 where none is under way.
#[handler]
#[expect(clippy::unused_async, reason = "a handler is awaited")]
async fn progress(visit: Visit, Asked(which): Asked<Which>) -> WebResult {
    what(&visit)?;
    let found = visit.app.under_way.progress(visit.viewer()?.id(), &which.digest);
    let (n_done, n_all) = found.map_or((0, 0), |progress| (progress.n_done, progress.n_all));
    reply::json(
        StatusCode::OK,
        &serde_json::json!({ "done": n_done, "all": n_all }),
    )
}

fn refused(visit: &Visit, mut page: ImportPage, error: &Error) -> WebResult {
    page.fault = Some(crate::i18n::detail(visit.language, error));
    reply::page_with(Fail::status_of(error), &page)
}

#[derive(serde::Deserialize, Default)]
#[serde(default)]
struct Wish {
    rows: String,
}

/// The sheet to fill in; with `rows=current` the roster as it stands, which can be imported again.
#[handler]
async fn download(visit: Visit, Asked(wish): Asked<Wish>) -> WebResult {
    let what = what(&visit)?;
    let sheet = if wish.rows == "current" {
        current(&visit, what).await?
    } else {
        what.template(visit.language, visit.app.today())
    };
    Ok(attachment(&sheet)?)
}

async fn current(visit: &Visit, what: Importing) -> Result<sheet::Sheet> {
    let (app, viewer) = (&visit.app, visit.viewer()?);
    newsroom::may_export(app, viewer).await?;
    let sheet = match what {
        Importing::People => people::people_sheet(app.db.reader(), visit.language).await?,
        Importing::Organisations => people::organisations_sheet(app.db.reader(), visit.language).await?,
        Importing::Openings => newsroom::openings_sheet(app.db.reader(), visit.language).await?,
    };
    let exported = Exported {
        list: format!("/import/{}/sheet", what.code()),
        filters: String::new(),
        n_rows: sheet.rows.len(),
        total: sheet.rows.len() as u64,
    };
    newsroom::note_export(app, viewer, &exported).await?;
    Ok(sheet)
}

fn attachment(sheet: &sheet::Sheet) -> Result<Response> {
    let bytes = sheet::write(sheet)?;
    Ok(Response::builder()
        .content_type(sheet::MIME)
        .header(
            header::CONTENT_DISPOSITION,
            attached(&format!("{}.xlsx", sheet.title)),
        )
        .body(bytes))
}
