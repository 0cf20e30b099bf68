//! The circular of a month: its figures on a page, each leading to what it counts, and the same as a Word document.

use askama::Template;
use entity::SubjectKind;
use poem::handler;
use poem::web::Path;

use super::document;
use crate::calendar::{Month, Period};
use crate::error::Error;
use crate::newsroom::{self, AdoptedPiece, Circular, Exported, RankTable, Ranked, circular_code};
use crate::web::fail::WebResult;
use crate::web::page::pager::address;
use crate::web::standings::periods;
use crate::web::statements::closed;
use crate::web::{Page, Visit, reply};
use crate::{Result, db};

/// Rows of each table on the page; the document has all.
const SHOWN: usize = 50;

/// A row of a ranking.
struct Row {
    place: String,
    name: String,
    href: String,
    unit: String,
    filed: i64,
    filed_href: String,
    adopted: i64,
    adopted_href: String,
    rate: String,
    points: String,
    to_date: String,
    movement: String,
    unranked: String,
    code: String,
}

/// What was adopted.
struct Piece {
    title: String,
    href: Option<String>,
    number: String,
    units: String,
    outlet: String,
    level: String,
    day: String,
    is_late: bool,
}

/// A ranking as far as the page shows it.
struct Shown {
    title: String,
    is_unit: bool,
    rows: Vec<Row>,
    sheet: String,
    /// That there are more; empty where there are not.
    more: String,
}

#[derive(Template)]
#[template(path = "circular.html")]
struct CircularPage {
    p: Page,
    title: String,
    document: String,
    totals: String,
    tables: Vec<Shown>,
    adopted: Vec<Piece>,
    more_adopted: String,
    head: String,
}

/// The figures of a month.
#[handler]
pub(super) async fn show(visit: Visit, Path(month): Path<String>) -> WebResult {
    let month = month_of(&month)?;
    let moment = db::read(&visit.app.db).await?;
    let circular = newsroom::circular(&moment, month).await?;
    drop(moment);
    let p = Page::of(&visit, "/circulars").await?;
    let filed = circular.units.total.unwrap_or_default().filed;
    let adopted = &circular.adopted;
    reply::page(&CircularPage {
        title: p.t1("circular.of", periods::name(&p, Period::month(month))),
        document: format!("/circulars/{month}/document"),
        totals: p.t2("circular.totals", filed.n, filed.n_adopted),
        tables: vec![
            shown(&p, &circular, SubjectKind::Unit),
            shown(&p, &circular, SubjectKind::Person),
        ],
        adopted: adopted.iter().take(SHOWN).map(|one| piece(&p, one)).collect(),
        more_adopted: more(&p, adopted.len()),
        head: closed::head_line(&p, circular.close.seq, &circular.close.hash),
        p,
    })
}

/// The same as a Word document; noted as an export of so many rows.
#[handler]
pub(super) async fn give(visit: Visit, Path(month): Path<String>) -> WebResult {
    let (viewer, month) = (visit.viewer()?, month_of(&month)?);
    newsroom::may_export(&visit.app, viewer).await?;
    let bytes = newsroom::circular_document(&visit.app, month).await?;
    let exported = Exported {
        list: format!("/circulars/{month}/document"),
        filters: String::new(),
        n_rows: 1,
        total: 1,
    };
    newsroom::note_export(&visit.app, viewer, &exported).await?;
    let p = Page::of(&visit, "/circulars").await?;
    let title = p.t1("circular.file", periods::name(&p, Period::month(month)));
    Ok(document(&title, bytes))
}

fn month_of(text: &str) -> Result<Month> {
    text.parse().map_err(|_| Error::NotFound)
}

fn shown(p: &Page, circular: &Circular, kind: SubjectKind) -> Shown {
    let (table, title): (&RankTable, _) = match kind {
        SubjectKind::Unit => (&circular.units, "circular.units"),
        SubjectKind::Person => (&circular.persons, "circular.persons"),
    };
    let period = circular.month.to_string();
    Shown {
        title: p.t(title),
        is_unit: kind == SubjectKind::Unit,
        rows: table
            .rows
            .iter()
            .take(SHOWN)
            .map(|ranked| row(p, &period, (kind, ranked)))
            .collect(),
        sheet: address(
            "/standings",
            &[
                ("kind", kind.code()),
                ("period", &period),
                ("ties", &circular.close.ties),
                ("format", "xlsx"),
            ],
        ),
        more: more(p, table.rows.len()),
    }
}

fn more(p: &Page, n: usize) -> String {
    if n > SHOWN {
        p.t2("circular.more_rows", SHOWN, n)
    } else {
        String::new()
    }
}

fn row(p: &Page, period: &str, (kind, ranked): (SubjectKind, &Ranked)) -> Row {
    let path = format!("/statements/{}/{}", kind.code(), ranked.member.id);
    let link = |listed: &str| address(&path, &[("period", period), ("show", listed)]);
    Row {
        place: ranked
            .place
            .map_or_else(|| "—".to_owned(), |place| place.to_string()),
        name: ranked.member.name.clone(),
        href: address(&path, &[("period", period)]),
        unit: ranked.member.unit.clone(),
        filed: ranked.filed.n,
        filed_href: link("filed"),
        adopted: ranked.filed.n_adopted,
        adopted_href: link("adopted"),
        rate: ranked.filed.rate(),
        points: p.points(ranked.points),
        to_date: p.points(ranked.to_date),
        movement: ranked.movement(p.language()),
        unranked: ranked
            .unranked
            .as_ref()
            .map_or_else(String::new, |why| p.say(&why.message())),
        code: circular_code(kind, ranked.member.id),
    }
}

fn piece(p: &Page, one: &AdoptedPiece) -> Piece {
    let (adoption, of) = (&one.then.adoption, &one.then.piece);
    let units = std::iter::once(&of.unit).chain(&of.joint_units);
    let units: Vec<&str> = units.map(|unit| unit.name.as_str()).collect();
    Piece {
        title: of.title.clone(),
        href: (!one.number.is_empty()).then(|| format!("/articles/{}", one.article())),
        number: one.number.clone(),
        units: units.join("、"),
        outlet: adoption.outlet.name.clone(),
        level: adoption.outlet.level.clone(),
        day: p.day(adoption.adopted_on),
        is_late: one.then.is_late,
    }
}
