//! The reporter's weeks: what was filed in each beside what it asked for. The scheme in force says what a week asks of
//! the reporter; the house's setting stands in where the scheme has no weekly quota of persons.

use std::collections::HashMap;

use entity::{Role, SubjectKind};

use crate::calendar::Week;
use crate::newsroom::{self, ArticleFilter};
use crate::people::{self, Viewer};
use crate::scheme::Asked;
use crate::web::{Page, Visit};
use crate::{Result, ledger};

/// How many weeks the strip shows.
pub(super) const WEEKS: u64 = 12;

/// A week of the strip.
pub(super) struct WeekBox {
    pub n: i64,
    pub kind: &'static str,
    pub label: String,
    pub href: String,
}

/// The last weeks, the running one last.
pub(super) struct Strip {
    pub weeks: Vec<WeekBox>,
    /// Pieces that were filed this week.
    pub n: i64,
    /// Pieces that this week asks for.
    pub of: i64,
    /// Why this week asks for none, where it does not.
    pub free: Option<String>,
}

/// The last weeks with what was filed in each; weeks before the appointment ask for nothing.
pub(super) async fn strip(visit: &Visit, viewer: &Viewer, p: &Page, this: Week) -> Result<Strip> {
    let db = visit.app.db.reader();
    let since = people::held_since(db, viewer.id(), Role::Reporter).await?;
    let filter = ArticleFilter {
        reporter: Some(viewer.id()),
        ..ArticleFilter::valid()
    };
    let filed: HashMap<String, i64> = newsroom::n_by_week(&visit.app.db, &filter)
        .await?
        .into_iter()
        .collect();
    let weeks: Vec<Week> = (0..WEEKS)
        .rev()
        .filter_map(|back| {
            let days = chrono::Days::new(7 * back);
            this.first_day().checked_sub_days(days).map(Week::of)
        })
        .collect();
    let me = viewer.id().0;
    let asked = visit.app.db.kept(format!("{me} {this}"), {
        let weeks = weeks.clone();
        |db| async move { ledger::asked(&db, (SubjectKind::Person, &[me]), &weeks).await }
    });
    let asked = asked.await?;
    let asked = asked.get(&me).map_or(&[][..], Vec::as_slice);
    let quota = visit.app.settings.newsroom.weekly_quota;
    let mut strip = Strip {
        weeks: Vec::with_capacity(weeks.len()),
        n: 0,
        of: quota,
        free: None,
    };
    for (at, week) in weeks.iter().enumerate() {
        let asked = asked.get(at).and_then(Option::as_ref);
        let of = newsroom::pieces(asked, quota);
        let n = filed.get(&week.to_string()).copied().unwrap_or(0);
        let is_before = since.is_none_or(|day| week.last_day() < day);
        if *week == this {
            strip.n = n;
            strip.of = of;
            strip.free = free(p, asked);
        }
        let is_free = matches!(asked, Some(Asked::Excused(_) | Asked::Nothing));
        let (kind, key) = match () {
            () if *week == this => ("now", "home.week_now"),
            () if is_before && n == 0 => ("free", "home.week_free"),
            () if is_free && n == 0 => ("free", "home.week_excused"),
            () if n < of => ("miss", "home.week_miss"),
            () if n > of => ("over", "home.week_over"),
            () => ("met", "home.week_met"),
        };
        strip.weeks.push(WeekBox {
            n,
            kind,
            label: p.t2(key, week.number(), n),
            href: format!("/articles?state=valid&week={week}"),
        });
    }
    Ok(strip)
}

/// Why a week asks for nothing, in words.
fn free(p: &Page, asked: Option<&Asked>) -> Option<String> {
    match asked? {
        Asked::Pieces(_) => None,
        Asked::Excused(why) if why.is_empty() => Some(p.t("home.free_week")),
        Asked::Excused(why) => Some(p.t1("home.excused", why)),
        Asked::Nothing => Some(p.t("home.free_week")),
    }
}
