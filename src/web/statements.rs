//! Statements (对账单): what a person or unit has in a period, every figure with its postings, every posting with its
//! article and rule; and the page of one posting.

pub(super) mod closed;
mod facts;
mod lines;
mod posting;

use askama::Template;
use entity::{ArticleId, SubjectKind, article};
use poem::handler;
use poem::web::Path;
use sea_orm::ConnectionTrait;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::page::pager::{Pager, Turn, address};
use super::standings::periods::{self, Choice};
use super::{Door, Page, Visit, reply};
use crate::calendar::{Length, Month, Period, YearStart};
use crate::error::Error;
use crate::ledger::{PostingRow, RankFilter, TieRule};
use crate::people::Viewer;
use crate::people::policy::Act;
use crate::scheme::Family;
use crate::{Result, ledger, newsroom};
use lines::{LineRow, Names, by_family, family_code, signed};

/// Lines a page.
const SIZES: [u64; 1] = [100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/statements/:kind/:id", Act::ReadStatement, show_statement)
        .get("/postings/:seq", Act::ReadStatement, posting::show)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    period: String,
    family: String,
    show: String,
    page: String,
}

/// One figure on a card.
struct Card {
    label: String,
    value: String,
    href: String,
    aside: String,
    below: String,
}

/// What a family brought, as a link that filters the lines.
struct FamilySum {
    label: String,
    points: String,
    href: String,
    on: bool,
}

/// A bar of the trend.
struct Bar {
    label: String,
    text: String,
    height: i64,
    now: bool,
}

/// A piece that was filed in the period.
struct Piece {
    title: String,
    href: Option<String>,
    number: String,
    filed: String,
    state: &'static str,
}

#[derive(Template)]
#[template(path = "statement.html")]
struct StatementPage {
    p: Page,
    s: Sheet,
}

/// What `statement.html` prints.
struct Sheet {
    path: String,
    title: String,
    sub: String,
    lengths: Vec<periods::Tab>,
    periods: Vec<Choice>,
    period: String,
    cards: Vec<Card>,
    families: Vec<FamilySum>,
    all_href: String,
    is_all: bool,
    lines: Vec<LineRow>,
    total: String,
    pager: Pager,
    pieces: Option<Vec<Piece>>,
    pieces_title: String,
    trend_title: String,
    trend: Vec<Bar>,
    ranking_href: String,
}

#[handler]
async fn show_statement(
    visit: Visit,
    Path((kind, id)): Path<(String, i64)>,
    Asked(asked): Asked<Question>,
) -> WebResult {
    let subject = (SubjectKind::from_code(&kind).ok_or(Error::NotFound)?, id);
    let (db, viewer, today) = (visit.app.db.reader(), visit.viewer()?, visit.app.today());
    let name = newsroom::statement_for(db, viewer, subject).await?;
    let period = periods::parse(&asked.period, today)?;
    let p = Page::of(&visit, "/standings").await?;
    let asking = Asking {
        p: &p,
        db,
        viewer,
        subject,
        period,
    };
    if let Some(page) = closed::answer(&visit, &asking, &asked).await? {
        return Ok(page);
    }
    let s = asking.sheet(&name, &asked, today).await?;
    reply::page(&StatementPage { p, s })
}

/// Whose statement of which period somebody reads.
struct Asking<'a, C> {
    p: &'a Page,
    db: &'a C,
    viewer: &'a Viewer,
    subject: (SubjectKind, i64),
    period: Period,
}

impl<C: ConnectionTrait> Asking<'_, C> {
    async fn sheet(&self, name: &str, asked: &Question, today: chrono::NaiveDate) -> Result<Sheet> {
        let (p, period) = (self.p, self.period);
        let statement = ledger::statement(self.db, self.subject, &period.to_string()).await?;
        let sums = by_family(&statement.rows)?;
        let shown: Vec<PostingRow> = statement
            .rows
            .into_iter()
            .filter(|row| {
                asked.family.is_empty()
                    || lines::Grounds::of(&row.posting)
                        .is_ok_and(|grounds| family_code(grounds.family) == asked.family)
            })
            .collect();
        let total: i64 = shown.iter().map(|row| row.posting.points).sum();
        let turn = Turn::to(&asked.page, "", &SIZES);
        let kept = [
            ("period", asked.period.as_str()),
            ("family", asked.family.as_str()),
        ];
        let pager = Pager::of(
            u64::try_from(shown.len()).unwrap_or(0),
            turn,
            &SIZES,
            &self.path(),
            &kept,
        );
        let pieces = self.pieces(&asked.show).await?;
        let adopted = asked.show == "adopted";
        Ok(Sheet {
            path: self.path(),
            title: p.t1("ledger.statement_of", periods::name(p, period)),
            sub: name.to_owned(),
            lengths: periods::lengths(p, period, |text| self.address(&[("period", text)])),
            periods: periods::choices(p, self.db, self.subject.0, (today, period)).await?,
            period: period.to_string(),
            cards: self.cards(statement.points, today).await?,
            families: self.families(&sums, &asked.family),
            all_href: self.here(&[]),
            is_all: asked.family.is_empty(),
            lines: self.lines(turn.cut(shown)).await?,
            total: p.points(total),
            pager,
            pieces,
            pieces_title: p.t(if adopted {
                "ledger.pieces_adopted"
            } else {
                "ledger.pieces_filed"
            }),
            trend_title: p.t("ledger.trend"),
            trend: self.trend().await?,
            ranking_href: address(
                "/standings",
                &[("kind", self.subject.0.code()), ("period", &period.to_string())],
            ),
        })
    }

    fn path(&self) -> String {
        format!("/statements/{}/{}", self.subject.0.code(), self.subject.1)
    }

    fn address(&self, fields: &[(&str, &str)]) -> String {
        address(&self.path(), fields)
    }

    /// This statement of this period, with more said.
    fn here(&self, more: &[(&str, &str)]) -> String {
        let period = self.period.to_string();
        let fields: Vec<_> = std::iter::once(("period", period.as_str()))
            .chain(more.iter().copied())
            .collect();
        self.address(&fields)
    }

    /// Points of the period and of its year, the place, what was filed, and whether the ledger agrees.
    async fn cards(&self, points: i64, today: chrono::NaiveDate) -> Result<Vec<Card>> {
        let p = self.p;
        let year = Period::of(self.period.last_day(), Length::Year, YearStart::JANUARY);
        let in_year = ledger::total(self.db, self.subject, &year.to_string()).await?;
        let filed = newsroom::filed(self.db, self.subject.0, self.period).await?;
        let filed = filed.get(&self.subject.1).copied().unwrap_or_default();
        let head = ledger::head(self.db).await?;
        let is_open = self.period.last_day() >= today;
        let ranking = address(
            "/standings",
            &[
                ("kind", self.subject.0.code()),
                ("period", &self.period.to_string()),
            ],
        );
        Ok(vec![
            Card {
                label: p.t("ledger.in_period"),
                value: p.points(points),
                href: self.here(&[]),
                aside: String::new(),
                below: p.t(if is_open {
                    "ledger.still_open"
                } else {
                    "ledger.is_past"
                }),
            },
            Card {
                label: p.t1("ledger.in_year", year),
                value: p.points(in_year),
                href: self.address(&[("period", &year.to_string())]),
                aside: String::new(),
                below: self.place(year).await?,
            },
            Card {
                label: p.t("ledger.place_in_period"),
                value: self.place(self.period).await?,
                href: ranking,
                aside: String::new(),
                below: p.t("ledger.see_ranking"),
            },
            Card {
                label: p.t("ledger.filed_and_adopted"),
                value: filed.n.to_string(),
                href: self.here(&[("show", "filed")]),
                aside: p.t1("ledger.of_them_adopted", filed.n_adopted),
                below: String::new(),
            },
            Card {
                label: p.t("ledger.check"),
                value: p.t("ledger.check_ok"),
                href: String::new(),
                aside: String::new(),
                below: p.t2("ledger.chain_head", head.seq, short(&head.hash)),
            },
        ])
    }

    /// The place among all of the kind: `第 4 名 / 60`.
    async fn place(&self, period: Period) -> Result<String> {
        let filter = RankFilter {
            kind: self.subject.0,
            period: period.to_string(),
            class: None,
            ties: TieRule::default(),
        };
        let ranking = newsroom::ranking(self.db, &filter, period).await?;
        let place = ranking.row_of(self.subject.1).and_then(|row| row.place);
        Ok(match place {
            Some(place) => self.p.t2("ledger.place_n", place, ranking.n_ranked()),
            None => self.p.t("ledger.not_ranked"),
        })
    }

    fn families(&self, sums: &std::collections::BTreeMap<Family, i64>, chosen: &str) -> Vec<FamilySum> {
        let sum = |(family, points): (&Family, &i64)| {
            let code = family_code(*family);
            FamilySum {
                label: self.p.t(&format!("family.{code}")),
                points: signed(*points),
                href: self.here(&[("family", &code)]),
                on: code == chosen,
            }
        };
        sums.iter().map(sum).collect()
    }

    async fn lines(&self, rows: Vec<PostingRow>) -> Result<Vec<LineRow>> {
        let ids: Vec<ArticleId> = rows.iter().filter_map(|row| row.posting.article_id).collect();
        let articles = newsroom::titles_for(self.db, self.viewer, &ids).await?;
        let versions = ledger::versions(self.db)
            .await?
            .into_iter()
            .map(|version| (version.id, version.n));
        let reversed: Vec<i64> = rows
            .iter()
            .filter(|row| row.is_reversed)
            .map(|row| row.posting.seq)
            .collect();
        let reversals = ledger::reversals_of(self.db, &reversed).await?;
        let names = Names {
            p: self.p,
            articles: &articles,
            versions: &versions.collect(),
            reversals: &reversals,
        };
        rows.iter().map(|row| names.line(row)).collect()
    }

    /// The pieces behind the figures of `filed`, where they are asked for.
    async fn pieces(&self, show: &str) -> Result<Option<Vec<Piece>>> {
        let adopted_only = match show {
            "filed" => false,
            "adopted" => true,
            _ => return Ok(None),
        };
        let rows = newsroom::filed_pieces(self.db, self.subject, self.period, adopted_only).await?;
        let ids: Vec<ArticleId> = rows.iter().map(|row| row.id).collect();
        let titles = newsroom::titles_for(self.db, self.viewer, &ids).await?;
        let piece = |row: article::Model| Piece {
            href: titles
                .get(&row.id)
                .filter(|(_, may)| *may)
                .map(|_| format!("/articles/{}", row.id)),
            number: row.number.unwrap_or_default(),
            filed: row
                .first_submitted_at
                .map_or_else(String::new, |at| self.p.time(at)),
            state: if row.n_adoptions > 0 {
                "adopted"
            } else {
                row.state.code()
            },
            title: row.title,
        };
        Ok(Some(rows.into_iter().map(piece).collect()))
    }

    /// Twelve months that end with the period.
    async fn trend(&self) -> Result<Vec<Bar>> {
        let totals = ledger::totals_of(self.db, self.subject).await?;
        let last = Month::of(self.period.last_day());
        let months: Vec<(Month, i64)> = (0..12)
            .rev()
            .map(|back| last.minus(back))
            .map(|month| (month, totals.get(&month.to_string()).copied().unwrap_or(0)))
            .collect();
        let most = months.iter().map(|(_, points)| *points).max().unwrap_or(0).max(1);
        Ok(months
            .into_iter()
            .map(|(month, points)| Bar {
                label: self.p.t1("ledger.short_month", month.number()),
                text: self.p.points(points),
                height: (points * 100 / most).clamp(0, 100),
                now: self.period.has_month(month),
            })
            .collect())
    }
}

/// The ends of a hash.
pub(super) fn short(hash: &str) -> String {
    match (hash.get(..4), hash.get(hash.len().saturating_sub(4)..)) {
        (Some(start), Some(end)) if hash.len() > 8 => format!("{start}…{end}"),
        _ => hash.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_told_by_its_ends() {
        assert_eq!(short(&"9f3cabcdef0123e21a".repeat(3)), "9f3c…e21a");
        assert_eq!(short("abc"), "abc");
    }
}
