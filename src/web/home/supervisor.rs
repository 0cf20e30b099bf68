//! The supervisor's section: the month's coverage, who owes pieces, what was corrected by hand, and what proves it all.

use super::{Adoption, Figure, adoptions};
use crate::Result;
use crate::calendar::{Month, Week};
use crate::ledger;
use crate::newsroom::{self, ArticleFilter, Filed, UnitWeeks};
use crate::people::Roster;
use crate::web::articles::instants;
use crate::web::{Page, Visit, links};

/// How many weeks the radar shows; the last one is still running.
const WEEKS: u64 = 8;
/// How many units the radar shows.
const UNITS: usize = 12;
/// How many corrections are listed.
const CORRECTIONS: u64 = 5;
/// How many adoptions are listed.
const ADOPTIONS: u64 = 6;

/// The section.
pub(super) struct SupervisorHome {
    pub figures: Vec<Figure>,
    pub radar: Radar,
    pub corrections: Vec<Correction>,
    pub recent: Vec<Adoption>,
    pub n_postings: i64,
    pub head: String,
    pub sealed: String,
}

/// Units by weeks.
pub(super) struct Radar {
    pub weeks: Vec<String>,
    pub rows: Vec<RadarRow>,
    pub n_units: usize,
}

/// A unit in the radar.
pub(super) struct RadarRow {
    pub name: String,
    pub href: String,
    pub owed: i64,
    pub n_missed: usize,
    pub cells: Vec<RadarCell>,
}

/// What a unit filed in a week.
pub(super) struct RadarCell {
    pub n: i64,
    pub kind: &'static str,
    pub label: String,
    pub href: String,
}

/// A posting that corrects.
pub(super) struct Correction {
    pub on: String,
    pub subject: String,
    pub href: String,
    pub kind: &'static str,
    pub sentence: String,
    pub points: String,
}

/// Makes the section.
pub(super) async fn section(visit: &Visit, p: &Page) -> Result<SupervisorHome> {
    let db = visit.app.db.reader();
    let month = Month::of(visit.app.today());
    let roster = Roster::kept(&visit.app.db).await?;
    let latest = newsroom::latest_adoptions(db, None, ADOPTIONS).await?;
    let corrections = ledger::corrections(db, &month.to_string(), CORRECTIONS).await?;
    let head = ledger::head(db).await?;
    Ok(SupervisorHome {
        figures: figures(visit, p, month).await?,
        radar: radar(visit, p, &roster).await?,
        corrections: corrections
            .iter()
            .map(|row| correction(p, &roster, row))
            .collect(),
        recent: adoptions(visit, p, latest, None).await?,
        n_postings: head.seq,
        head: head.hash.chars().take(16).collect(),
        sealed: p.day(visit.app.today()),
    })
}

/// The month's filings, adoptions and rate.
async fn figures(visit: &Visit, p: &Page, month: Month) -> Result<Vec<Figure>> {
    let db = visit.app.db.reader();
    let filed = ArticleFilter {
        filed: Some(instants(month)),
        ..ArticleFilter::valid()
    };
    let n = async |filter: &ArticleFilter| -> Result<i64> {
        Ok(newsroom::n_by_state(&visit.app.db, filter)
            .await?
            .into_iter()
            .map(|(_, n)| n)
            .sum())
    };
    let n_filed = n(&filed).await?;
    let n_taken = n(&ArticleFilter {
        adopted: Some(true),
        ..filed
    })
    .await?;
    let adopted = newsroom::n_adoptions_by_level(db, (month.first_day(), month.last_day())).await?;
    let counted = Filed {
        n: n_filed,
        n_adopted: n_taken,
    };
    let figure = |href: String, key: &str, value: String, below: String| Figure {
        href,
        label: p.t(key),
        value,
        below,
    };
    Ok(vec![
        figure(
            links::filed_in(month),
            "home.filed_month",
            n_filed.to_string(),
            String::new(),
        ),
        figure(
            links::register(month, ""),
            "home.adoptions_month",
            adopted.iter().map(|(_, n)| n).sum::<i64>().to_string(),
            String::new(),
        ),
        figure(
            format!("/standings?kind=unit&period={month}"),
            "home.rate_month",
            counted.rate(),
            p.t2("home.rate_below", n_taken, n_filed),
        ),
    ])
}

/// The units that missed most weeks, this week last.
async fn radar(visit: &Visit, p: &Page, roster: &Roster) -> Result<Radar> {
    let today = visit.app.today();
    let this = Week::of(today);
    let weeks: Vec<Week> = (0..WEEKS)
        .rev()
        .filter_map(|back| this.first_day().checked_sub_days(chrono::Days::new(7 * back)))
        .map(Week::of)
        .collect();
    let quota = visit.app.settings.newsroom.weekly_quota;
    let units = newsroom::quota_radar(visit.app.db.reader(), (quota, today), &weeks).await?;
    let row = |unit: &UnitWeeks| {
        let name = roster.unit(unit.unit);
        let cells = weeks.iter().zip(unit.filed.iter().zip(&unit.owed));
        let cells = cells.map(|(week, (n, owed))| {
            let (kind, key) = match () {
                () if *week == this => ("now", "home.week_now"),
                () if n < owed => ("miss", "home.week_miss"),
                () if n > owed => ("over", "home.week_over"),
                () => ("met", "home.week_met"),
            };
            RadarCell {
                n: *n,
                kind,
                label: format!("{name} {}", p.t2(key, week.number(), n)),
                href: links::filed_by(unit.unit, *week),
            }
        });
        RadarRow {
            cells: cells.collect(),
            href: links::statement(
                entity::SubjectKind::Unit,
                unit.unit.0,
                &Month::of(today).to_string(),
            ),
            name: name.to_owned(),
            owed: unit.owed.last().copied().unwrap_or(0),
            n_missed: unit.n_missed(),
        }
    };
    Ok(Radar {
        weeks: weeks
            .iter()
            .map(|week| p.t1("home.week_short", week.number()))
            .collect(),
        rows: units.iter().take(UNITS).map(row).collect(),
        n_units: units.len(),
    })
}

fn correction(p: &Page, roster: &Roster, row: &entity::posting::Model) -> Correction {
    Correction {
        on: row.happened_on.to_string(),
        subject: match row.subject_kind {
            entity::SubjectKind::Person => roster.person(entity::PersonId(row.subject_id)).to_owned(),
            entity::SubjectKind::Unit => roster.unit(entity::OrganisationId(row.subject_id)).to_owned(),
        },
        href: format!("/postings/{}", row.seq),
        kind: if row.reverses.is_some() {
            "ledger.reversal"
        } else {
            "home_family.adjustment"
        },
        sentence: row.sentence.clone(),
        points: p.points(row.points),
    }
}
