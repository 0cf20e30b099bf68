//! Rankings of persons and units: place, points, what was filed and adopted, and the movement since the period before.
//! Places come from `ledger::standings`; nothing is ranked here.

pub(super) mod periods;

use std::collections::HashMap;

use askama::Template;
use entity::{OrganisationClass, SubjectKind};
use poem::handler;
use sea_orm::ConnectionTrait;
use serde::Deserialize;

use super::fail::WebResult;
use super::form::Asked;
use super::page::pager::{Pager, Turn, address};
use super::{Door, Page, Visit, reply};
use crate::calendar::Period;
use crate::error::Error;
use crate::ledger::{Place, RankFilter, TieRule};
use crate::newsroom::{self, Filed, Member};
use crate::people::Viewer;
use crate::people::policy::Act;
use crate::{Result, ledger};
use periods::{Choice, Tab};

/// Rows a page.
const SIZES: [u64; 1] = [100];

/// Offers the pages of this file.
pub(super) fn open(door: Door) -> Door {
    door.get("/standings", Act::ReadStandings, show_standings)
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Question {
    kind: String,
    period: String,
    class: String,
    ties: String,
    page: String,
}

/// One row of the ranking.
struct Row {
    rank: usize,
    name: String,
    href: Option<String>,
    unit: String,
    class: String,
    points: String,
    percent: i64,
    filed: i64,
    filed_href: Option<String>,
    adopted: i64,
    adopted_href: Option<String>,
    rate: String,
    /// Places won since the period before; none for a newcomer.
    moved: Option<i64>,
    is_new: bool,
    me: bool,
}

#[derive(Template)]
#[template(path = "standings.html")]
struct StandingsPage {
    p: Page,
    title: String,
    is_unit: bool,
    kinds: Vec<Tab>,
    lengths: Vec<Tab>,
    periods: Vec<Choice>,
    classes: Vec<Choice>,
    ties: Vec<Choice>,
    chosen: Chosen,
    rows: Vec<Row>,
    /// The reader's own row, where it is on another page.
    own: Option<Row>,
    previous: String,
    tie_rule: String,
    page: Pager,
}

/// What is chosen, as the address spells it.
struct Chosen {
    kind: &'static str,
    period: String,
    class: String,
    ties: &'static str,
}

impl Chosen {
    /// The address of this ranking with one part changed.
    fn with(&self, kind: &str, period: &str) -> String {
        let fields = [
            ("kind", kind),
            ("period", period),
            ("class", &self.class),
            ("ties", self.ties),
        ];
        let said: Vec<_> = fields
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .collect();
        address("/standings", &said)
    }
}

#[handler]
async fn show_standings(visit: Visit, Asked(asked): Asked<Question>) -> WebResult {
    let (db, viewer) = (visit.app.db.reader(), visit.viewer()?);
    let today = visit.app.today();
    let kind = kind_of(&asked.kind)?;
    let period = periods::parse(&asked.period, today)?;
    let filter = RankFilter {
        kind,
        period: period.to_string(),
        class: match asked.class.as_str() {
            "" => None,
            code => Some(OrganisationClass::from_code(code).ok_or(Error::NotFound)?),
        },
        ties: match asked.ties.as_str() {
            "" => TieRule::default(),
            code => TieRule::from_code(code).ok_or(Error::NotFound)?,
        },
    };
    let p = Page::of(&visit, "/standings").await?;
    let now = ranking(db, &filter, period).await?;
    let before = match periods::previous(period) {
        Some(previous) => former(db, &filter, previous).await?,
        None => None,
    };
    let filed = newsroom::filed(db, kind, period).await?;
    let table = Table {
        p: &p,
        viewer,
        kind,
        period: &filter.period,
        now: &now,
        before: before.as_ref(),
        filed: &filed,
    };
    let turn = Turn::to(&asked.page, "", &SIZES);
    let rows = turn.cut(table.rows());
    let own = table
        .rows()
        .into_iter()
        .find(|row| row.me)
        .filter(|_| !rows.iter().any(|row| row.me));
    let chosen = Chosen {
        kind: kind.code(),
        period: filter.period.clone(),
        class: asked.class,
        ties: filter.ties.code(),
    };
    let kept = [
        ("kind", chosen.kind),
        ("period", &chosen.period),
        ("class", &chosen.class),
        ("ties", chosen.ties),
    ];
    let total = u64::try_from(now.places.len()).unwrap_or(u64::MAX);
    reply::page(&StandingsPage {
        title: p.t1("ledger.ranking_of", periods::name(&p, period)),
        is_unit: kind == SubjectKind::Unit,
        kinds: [
            (SubjectKind::Person, "ledger.persons"),
            (SubjectKind::Unit, "ledger.units"),
        ]
        .into_iter()
        .map(|(one, key)| Tab {
            href: chosen.with(one.code(), &chosen.period),
            label: p.t(key),
            on: one == kind,
        })
        .collect(),
        lengths: periods::lengths(&p, period, |text| chosen.with(chosen.kind, text)),
        periods: periods::choices(&p, db, kind, (today, period)).await?,
        classes: classes(&p),
        ties: vec![
            Choice::of("1224", p.t("ledger.ties_1224")),
            Choice::of("1223", p.t("ledger.ties_1223")),
        ],
        page: Pager::of(total, turn, &SIZES, "/standings", &kept),
        previous: periods::previous(period).map_or_else(String::new, |period| periods::name(&p, period)),
        tie_rule: p.t(match filter.ties {
            TieRule::Standard => "ledger.rule_1224",
            TieRule::Dense => "ledger.rule_1223",
        }),
        rows,
        own,
        chosen,
        p,
    })
}

/// Persons unless units are asked for.
pub(super) fn kind_of(text: &str) -> Result<SubjectKind> {
    match text {
        "" => Ok(SubjectKind::Person),
        code => SubjectKind::from_code(code).ok_or(Error::NotFound),
    }
}

/// The classes of organisation as choices, any first.
pub(super) fn classes(p: &Page) -> Vec<Choice> {
    let any = Choice::of("", p.t("ledger.any_class"));
    let all = OrganisationClass::ALL
        .iter()
        .map(|class| Choice::of(class.code(), class_name(p, *class)));
    std::iter::once(any).chain(all).collect()
}

/// A class of organisation in words.
pub(super) fn class_name(p: &Page, class: OrganisationClass) -> String {
    p.t(&format!("class.{}", class.code()))
}

/// A ranking with who stands in it.
struct Ranking {
    members: HashMap<i64, Member>,
    places: Vec<Place>,
}

async fn ranking(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Ranking> {
    let members: HashMap<i64, Member> = newsroom::members(db, filter.kind, period)
        .await?
        .into_iter()
        .filter(|member| filter.class.is_none() || member.class == filter.class)
        .map(|member| (member.id, member))
        .collect();
    let keys: Vec<i64> = members.keys().copied().collect();
    let places = ledger::standings(db, filter, &keys).await?;
    Ok(Ranking { members, places })
}

/// The ranking of the period before; none where nobody had points then, since then nobody moved.
async fn former(db: &impl ConnectionTrait, filter: &RankFilter, period: Period) -> Result<Option<Ranking>> {
    let filter = RankFilter {
        period: period.to_string(),
        ..filter.clone()
    };
    let ranking = ranking(db, &filter, period).await?;
    Ok(ranking
        .places
        .iter()
        .any(|place| place.points != 0)
        .then_some(ranking))
}

/// What the rows are made of.
struct Table<'a> {
    p: &'a Page,
    viewer: &'a Viewer,
    kind: SubjectKind,
    period: &'a str,
    now: &'a Ranking,
    before: Option<&'a Ranking>,
    filed: &'a HashMap<i64, Filed>,
}

impl Table<'_> {
    fn rows(&self) -> Vec<Row> {
        let most = self.now.places.first().map_or(0, |place| place.points).max(1);
        let places = self.now.places.iter();
        places
            .filter_map(|place| Some(self.row(place, self.now.members.get(&place.subject_id)?, most)))
            .collect()
    }

    fn row(&self, place: &Place, member: &Member, most: i64) -> Row {
        let filed = self.filed.get(&place.subject_id).copied().unwrap_or_default();
        let may = newsroom::may_read_statement(self.viewer, (self.kind, place.subject_id));
        let path = format!("/statements/{}/{}", self.kind.code(), place.subject_id);
        let link = |show: &str, n: i64| {
            let fields = [("period", self.period), ("show", show)];
            let said: Vec<_> = fields
                .into_iter()
                .filter(|(_, value)| !value.is_empty())
                .collect();
            (may && n != 0).then(|| address(&path, &said))
        };
        let former = self
            .before
            .and_then(|before| ledger::place_of(&before.places, place.subject_id));
        Row {
            rank: place.rank,
            name: member.name.clone(),
            href: link("", 1),
            unit: member.unit.clone(),
            class: member
                .class
                .map_or_else(String::new, |class| class_name(self.p, class)),
            points: self.p.points(place.points),
            percent: (place.points * 100 / most).clamp(0, 100),
            filed: filed.n,
            filed_href: link("filed", filed.n),
            adopted: filed.n_adopted,
            adopted_href: link("adopted", filed.n_adopted),
            rate: rate(filed),
            moved: former.map(|former| places_won(former.rank, place.rank)),
            is_new: self.before.is_some() && former.is_none(),
            me: is_me(self.viewer, self.kind, place.subject_id),
        }
    }
}

/// Whether the row is the reader's own, or that of a unit of theirs.
fn is_me(viewer: &Viewer, kind: SubjectKind, id: i64) -> bool {
    use entity::Role::{Reporter, UnitReviewer};
    match kind {
        SubjectKind::Person => viewer.id().0 == id,
        SubjectKind::Unit => viewer
            .organisations(Reporter)
            .chain(viewer.organisations(UnitReviewer))
            .any(|unit| unit.0 == id),
    }
}

fn places_won(before: usize, now: usize) -> i64 {
    let place = |rank: usize| i64::try_from(rank).unwrap_or(i64::MAX);
    place(before) - place(now)
}

/// The adoption rate with one decimal, rounded half up; a dash where nothing was filed.
fn rate(filed: Filed) -> String {
    if filed.n == 0 {
        return "—".to_owned();
    }
    let per_mille = (filed.n_adopted * 2_000 + filed.n) / (filed.n * 2);
    format!("{}.{}%", per_mille / 10, per_mille % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_is_rounded_to_one_decimal_and_is_none_without_pieces() {
        for (n, n_adopted, text) in [
            (0, 0, "—"),
            (3, 2, "66.7%"),
            (3, 1, "33.3%"),
            (8, 1, "12.5%"),
            (4, 4, "100.0%"),
            (5, 0, "0.0%"),
        ] {
            assert_eq!(rate(Filed { n, n_adopted }), text);
        }
    }

    #[test]
    fn a_smaller_place_is_a_rise() {
        assert_eq!((places_won(5, 2), places_won(2, 5), places_won(3, 3)), (3, -3, 0));
    }
}
