//! The list of outlets, searched by name, alias or pinyin, and the form of a new one.

use askama::Template;
use poem::handler;
use serde::{Deserialize, Serialize};

use crate::error::Message;
use crate::newsroom::{self, NewOutlet, OutletRow, Terms, fold_name};
use crate::people::policy::{self, Act};
use crate::sheet::Cell;
use crate::web::desk::parts::{Choice, Pages, Wrong, at, choices, page_number, with_any, wrong};
use crate::web::fail::WebResult;
use crate::web::form::{Asked, Form};
use crate::web::list::{self, Ask, Column, Filters, Head, Listed, Listing};
use crate::web::{Door, Fail, Page, Visit, reply};
use crate::{Error, Result};

/// Rows of a page.
const ROWS: usize = 50;

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.list("/outlets", Act::ReadOutlets, (show_outlets, sheet))
        .get("/outlets/new", Act::KeepOutlets, show_new)
        .post("/outlets", Act::KeepOutlets, add)
}

/// The filters, as the address says them.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct Wanted {
    #[serde(skip_serializing_if = "String::is_empty")]
    name: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    level: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    class: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    page: String,
}

impl Wanted {
    /// Whether an outlet fits, with its level and class of today.
    fn fits(&self, row: &OutletRow, today: chrono::NaiveDate) -> bool {
        let name = fold_name(&self.name);
        let is_named = name.is_empty()
            || std::iter::once(&row.outlet.name)
                .chain(&row.aliases)
                .any(|one| fold_name(one).contains(&name))
            || row.outlet.name_pinyin.to_lowercase().contains(&name);
        let standing = row.on(today);
        let fits = |wanted: &str, is: Option<&String>| wanted.is_empty() || is.is_some_and(|is| is == wanted);
        is_named
            && fits(&self.level, standing.map(|one| &one.level))
            && fits(&self.class, standing.map(|one| &one.class))
    }
}

#[derive(Template)]
#[template(path = "outlets.html")]
struct OutletsPage {
    p: Page,
    wanted: Wanted,
    levels: Vec<Choice>,
    classes: Vec<Choice>,
    heads: Vec<Head>,
    listed: Listed,
    rows: Vec<Row>,
    pages: Pages,
    may_keep: bool,
    is_any: bool,
}

struct Row {
    href: String,
    name: String,
    aliases: String,
    rank: i64,
    level: String,
    class: String,
    since: String,
    n_changes: usize,
}

/// The columns.
const COLUMNS: &[Column<Row>] = &[
    Column::text("outlet.name", |row| Cell::text(&row.name)),
    Column::text("look.level", |row| Cell::text(&row.level)),
    Column::text("outlet.class", |row| Cell::text(&row.class)),
    Column::text("outlet.aliases", |row| Cell::text(&row.aliases)),
    Column::text("outlet.since", |row| Cell::text(&row.since)),
];

#[handler]
async fn show_outlets(visit: Visit, Asked(wanted): Asked<Wanted>) -> WebResult {
    let p = Page::of(&visit, "/outlets").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let page = page_number(&wanted.page);
    let skip = usize::try_from(page - 1).unwrap_or(0).saturating_mul(ROWS);
    let (rows, total) = rows(&visit, &p, (&wanted, &terms), (skip, ROWS)).await?;
    let href = |page: u64| {
        let at = Wanted {
            page: page.to_string(),
            ..wanted.clone()
        };
        format!("/outlets?{}", serde_urlencoded::to_string(at).unwrap_or_default())
    };
    reply::page(&OutletsPage {
        levels: with_any(p.t("adoption.any_level"), choices(&terms, "level", p.language())),
        classes: with_any(
            p.t("outlet.any_class"),
            choices(&terms, "outlet_class", p.language()),
        ),
        heads: list::heads(&p, COLUMNS),
        listed: Listed::of(&visit, &p, &filters(&p, &wanted, &terms), total),
        rows,
        pages: Pages::of(total, page, ROWS as u64, href),
        may_keep: policy::may(visit.viewer.as_ref(), Act::KeepOutlets).is_ok(),
        is_any: wanted.name.is_empty() && wanted.level.is_empty() && wanted.class.is_empty(),
        wanted,
        p,
    })
}

/// The whole list as a sheet.
async fn sheet(visit: Visit, ask: Ask) -> Result<Listing> {
    let wanted: Wanted = list::question(&ask)?;
    let p = Page::of(&visit, "/outlets").await?;
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let (rows, total) = rows(&visit, &p, (&wanted, &terms), (0, list::most(&visit))).await?;
    let heading = (p.t("menu.outlets"), filters(&p, &wanted, &terms));
    Ok(Listing::of(&visit, &p, heading, COLUMNS, (&rows, total)))
}

/// Some of the outlets that fit, and how many there are.
async fn rows(
    visit: &Visit,
    p: &Page,
    (wanted, terms): (&Wanted, &Terms),
    (skip, n): (usize, usize),
) -> Result<(Vec<Row>, u64)> {
    let today = visit.app.today();
    let mut fitting = newsroom::outlet_rows(visit.app.db.reader()).await?;
    fitting.retain(|row| wanted.fits(row, today));
    let rows = fitting.iter().skip(skip).take(n);
    Ok((
        rows.map(|row| outlet_line(p, terms, row, today)).collect(),
        fitting.len() as u64,
    ))
}

/// What narrows the list, in words.
fn filters(p: &Page, wanted: &Wanted, terms: &Terms) -> Filters {
    let word = |kind: &'static str, code: &str| terms.name(kind, code, p.language()).to_owned();
    Filters::default()
        .with(p.t("outlet.name"), &wanted.name)
        .with(p.t("look.level"), &word("level", &wanted.level))
        .with(p.t("outlet.class"), &word("outlet_class", &wanted.class))
}

fn outlet_line(p: &Page, terms: &Terms, row: &OutletRow, today: chrono::NaiveDate) -> Row {
    let standing = row.on(today);
    let word = |kind: &'static str, code: Option<&String>| {
        code.map_or_else(String::new, |code| {
            terms.name(kind, code, p.language()).to_owned()
        })
    };
    Row {
        href: format!("/outlets/{}", row.outlet.id),
        name: row.outlet.name.clone(),
        aliases: row.aliases.join("、"),
        rank: standing
            .and_then(|one| terms.find("level", &one.level))
            .map_or(0, |term| term.ord),
        level: word("level", standing.map(|one| &one.level)),
        class: word("outlet_class", standing.map(|one| &one.class)),
        since: standing.map_or_else(String::new, |one| one.from_on.to_string()),
        n_changes: row.standings.len().saturating_sub(1),
    }
}

#[derive(Template)]
#[template(path = "outlet_new.html")]
struct NewPage {
    p: Page,
    form: NewForm,
    levels: Vec<Choice>,
    classes: Vec<Choice>,
    wrong: Vec<Wrong>,
}

impl NewPage {
    fn error(&self, field: &str) -> Option<String> {
        at(&self.wrong, field)
    }
}

#[derive(Clone, Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct NewForm {
    name: String,
    aliases: String,
    pages: String,
    level: String,
    class: String,
    from_on: String,
}

#[handler]
async fn show_new(visit: Visit) -> WebResult {
    let form = NewForm {
        from_on: visit.app.today().to_string(),
        ..NewForm::default()
    };
    reply::page(&new_page(&visit, form).await?)
}

#[handler]
async fn add(visit: Visit, Form(form): Form<NewForm>) -> WebResult {
    match add_one(&visit, &form).await {
        Ok(id) => {
            let said = Message::new("outlet.added").with("name", form.name.trim());
            Ok(reply::to_saying(&visit, &format!("/outlets/{id}"), "ok", &said))
        }
        Err(error @ Error::Invalid(_)) => {
            let mut page = new_page(&visit, form).await?;
            page.wrong = wrong(&visit, &error);
            reply::page_with(Fail::status_of(&error), &page)
        }
        Err(error) => Err(error.into()),
    }
}

async fn add_one(visit: &Visit, form: &NewForm) -> Result<entity::OutletId> {
    let new = NewOutlet {
        name: form.name.clone(),
        aliases: lines(&form.aliases),
        pages: lines(&form.pages),
        level: form.level.clone(),
        class: form.class.clone(),
        from_on: form
            .from_on
            .trim()
            .parse()
            .map_err(|_| Error::invalid("from_on", "outlet.day_missing"))?,
    };
    newsroom::add_outlet(&visit.app, visit.viewer()?, &new).await
}

/// The names in a field: one a line, or parted by the usual marks.
pub(super) fn lines(text: &str) -> Vec<String> {
    let names = text.split(['\n', '、', '，', ',', '；', ';']).map(str::trim);
    names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

async fn new_page(visit: &Visit, form: NewForm) -> Result<NewPage> {
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let p = Page::of(visit, "/outlets").await?;
    Ok(NewPage {
        levels: choices(&terms, "level", p.language()),
        classes: choices(&terms, "outlet_class", p.language()),
        form,
        wrong: Vec::new(),
        p,
    })
}

#[cfg(test)]
mod tests {
    use super::lines;

    #[test]
    fn names_come_one_a_line_or_parted_by_the_usual_marks() {
        assert_eq!(
            lines("云河发布、云河客户端\n 云河网 ；"),
            ["云河发布", "云河客户端", "云河网"]
        );
        assert!(lines(" \n").is_empty());
    }
}
