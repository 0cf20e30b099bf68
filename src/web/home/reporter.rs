//! The reporter's section: what must I do now, where do I stand, why.

use chrono::TimeDelta;
use entity::{ArticleState as S, Instant, Step, SubjectKind, article, decision};

use super::standing::{Ranked, standing};
use super::weeks::{self, Strip, WEEKS, WeekBox};
use super::{Adoption, adoptions};
use crate::calendar::{self, Month, Week};
use crate::ledger;
use crate::newsroom::{self, ArticleFilter, ArticlePage};
use crate::people::{Roster, Viewer};
use crate::web::articles::instants;
use crate::web::{Page, Visit, links};
use crate::{Result, i18n};

/// How many things to do are shown.
const TASKS: u64 = 6;

/// The section.
pub(super) struct ReporterHome {
    pub n: i64,
    pub of: i64,
    pub percent: i64,
    pub ring_label: String,
    pub week_href: String,
    pub left: String,
    pub deadline: String,
    pub weeks: Vec<WeekBox>,
    pub weeks_label: String,
    pub points: String,
    pub points_href: String,
    pub rank: String,
    /// Places won since the month before; none without points.
    pub moved: Option<i64>,
    pub adopted: i64,
    pub adopted_aside: String,
    pub adopted_below: String,
    pub adopted_href: String,
    pub filed_href: String,
    pub tasks: Vec<Task>,
    pub recent: Vec<Adoption>,
    pub ranking: Vec<Ranked>,
    pub why_title: String,
    pub why: Vec<Why>,
}

/// Something to do.
pub(super) struct Task {
    pub kind: &'static str,
    pub tag: String,
    pub title: String,
    pub href: String,
    pub text: String,
    pub action: String,
    pub main: bool,
}

/// A part of the points.
pub(super) struct Why {
    pub label: String,
    pub value: String,
    pub href: String,
}

/// Makes the section.
pub(super) async fn section(visit: &Visit, viewer: &Viewer, p: &Page) -> Result<ReporterHome> {
    let (db, today) = (visit.app.db.reader(), visit.app.today());
    let me = viewer.id();
    let (week, month) = (Week::of(today), Month::of(today));
    let Strip { weeks, n, of, free } = weeks::strip(visit, viewer, p, week).await?;
    let points_href = links::statement(SubjectKind::Person, me.0, &month.to_string());
    let standing = standing(visit, viewer, p, month).await?;
    let filed = ArticleFilter {
        reporter: Some(me),
        filed: Some(instants(month)),
        ..ArticleFilter::valid()
    };
    let n_filed = n_of(visit, &filed).await?;
    let taken = ArticleFilter {
        adopted: Some(true),
        ..filed
    };
    let n_taken = n_of(visit, &taken).await?;
    let adopted = ArticleFilter {
        reporter: Some(me),
        adopted_on: Some((month.first_day(), month.last_day())),
        ..ArticleFilter::default()
    };
    let adopted = n_of(visit, &adopted).await?;
    let latest = newsroom::latest_adoptions(db, Some(me), 6).await?;
    let recent = adoptions(visit, p, latest, Some(me)).await?;
    Ok(ReporterHome {
        n,
        of,
        percent: if of > 0 { (n * 100 / of).clamp(0, 100) } else { 100 },
        ring_label: p.t2("home.ring", n, of),
        week_href: format!("/articles?state=valid&week={week}"),
        left: match free {
            Some(why) => why,
            None if n < of => p.t1("home.still", of - n),
            None => p.t("home.met"),
        },
        deadline: deadline(visit, p, week),
        weeks,
        weeks_label: p.t1("home.weeks_label", WEEKS),
        why_title: p.t1("home.why", p.points(standing.points)),
        points: p.points(standing.points),
        why: why(visit, p, viewer, month, &points_href).await?,
        points_href,
        rank: standing.words,
        moved: standing.moved,
        ranking: standing.rows,
        adopted,
        adopted_aside: p.t1("home.of_filed", n_filed),
        adopted_below: if n_filed > 0 {
            let rate = newsroom::Filed {
                n: n_filed,
                n_adopted: n_taken,
            }
            .per_mille();
            p.t2("home.rate", n_taken, format!("{}.{}", rate / 10, rate % 10))
        } else {
            p.t("home.nothing_filed")
        },
        adopted_href: format!("/articles?adopted={month}"),
        filed_href: format!("/articles?state=valid&filed={month}"),
        tasks: tasks(visit, viewer, p).await?,
        recent,
    })
}

/// How many articles fit.
async fn n_of(visit: &Visit, filter: &ArticleFilter) -> Result<i64> {
    let n = newsroom::n_fitting(&visit.app.db, filter).await?;
    Ok(i64::try_from(n).unwrap_or(i64::MAX))
}

/// When the week is due, and how long that is.
fn deadline(visit: &Visit, p: &Page, week: Week) -> String {
    let settings = &visit.app.settings.newsroom;
    let (hour, minute) = settings.deadline_time.split_once(':').unwrap_or(("17", "30"));
    let minutes = hour.parse::<i64>().unwrap_or(17) * 60 + minute.parse::<i64>().unwrap_or(30);
    let weekday = settings.deadline_weekday.clamp(1, 7);
    let day = calendar::plus_days(week.first_day(), u64::from(weekday - 1));
    let at = Instant(calendar::first_instant(day)).plus(TimeDelta::minutes(minutes));
    let left = at.since(visit.app.clock.now());
    let due = p.t2(
        "home.due",
        i18n::t(visit.language, &format!("home_weekday.{weekday}")),
        &settings.deadline_time,
    );
    let rest = match (left.num_days(), left.num_hours(), left.num_minutes()) {
        (_, _, minutes) if minutes <= 0 => p.t("home.past_due"),
        (0, 0, minutes) => p.t1("home.left_minutes", minutes),
        (0, hours, _) => p.t1("home.left_hours", hours),
        (days, hours, _) => p.t2("home.left_days", days, hours - days * 24),
    };
    format!("{due}{rest}")
}

/// The sums of the month by kind of posting.
async fn why(visit: &Visit, p: &Page, viewer: &Viewer, month: Month, href: &str) -> Result<Vec<Why>> {
    let subject = (SubjectKind::Person, viewer.id().0);
    let statement = ledger::statement(visit.app.db.reader(), subject, &month.to_string()).await?;
    let mut sums: Vec<(String, i64, usize)> = Vec::new();
    for row in &statement.rows {
        let family = row.posting.contra.trim_start_matches("issued:").to_owned();
        let n = usize::from(row.stands());
        match sums.iter_mut().find(|(known, _, _)| *known == family) {
            Some((_, points, count)) => {
                *points += row.posting.points;
                *count += n;
            }
            None => sums.push((family, row.posting.points, n)),
        }
    }
    sums.retain(|(_, points, n)| *points != 0 || *n > 0);
    Ok(sums
        .into_iter()
        .map(|(family, points, n)| Why {
            label: p.t2(
                "home.why_line",
                i18n::t(visit.language, &format!("home_family.{family}")),
                n,
            ),
            value: signed(p, points),
            href: href.to_owned(),
        })
        .collect())
}

/// What waits for the reporter: returned articles first, the most urgent first; then drafts and withdrawn ones.
async fn tasks(visit: &Visit, viewer: &Viewer, p: &Page) -> Result<Vec<Task>> {
    let db = visit.app.db.reader();
    let list = async |states: &[S]| -> Result<ArticlePage> {
        let filter = ArticleFilter {
            reporter: Some(viewer.id()),
            states: states.to_vec(),
            ..ArticleFilter::default()
        };
        newsroom::list(&visit.app.db, &filter, (0, TASKS)).await
    };
    let mut returned = list(&[S::Returned]).await?.rows;
    returned.sort_by_key(|one| one.due_on);
    let terms = newsroom::kept_terms(&visit.app.db).await?;
    let roster = Roster::kept(&visit.app.db).await?;
    let mut tasks = Vec::new();
    for one in &returned {
        let decisions = newsroom::decisions_of(db, viewer, one.id).await?;
        let last: Option<&decision::Model> = decisions.iter().rev().find(|one| one.step == Step::Return);
        let said = last.map_or_else(String::new, |last| {
            let reason = last.reason.clone().unwrap_or_default();
            let reason = terms.name("return_reason", &reason, visit.language).to_owned();
            let words: Vec<&str> = [reason.as_str(), last.remark.as_str()]
                .into_iter()
                .filter(|words| !words.is_empty())
                .collect();
            let colon = p.t("writing.colon");
            format!("{}{colon}{}", roster.person(last.decided_by), words.join(&colon))
        });
        let due = one.due_on.map_or_else(String::new, |day| {
            let key = if day < visit.app.today() {
                "writing.overdue"
            } else {
                "writing.due_on"
            };
            format!(" · {}", p.t1(key, p.day(day)))
        });
        tasks.push(Task {
            kind: "bad",
            tag: p.t("state.returned"),
            text: format!("{said}{due}"),
            action: p.t("writing.go_correct"),
            main: true,
            ..task(p, one)
        });
    }
    for one in list(&[S::Draft, S::Withdrawn])
        .await?
        .rows
        .iter()
        .take(TASKS.try_into().unwrap_or(6))
    {
        tasks.push(Task {
            kind: "",
            tag: p.t(&format!("state.{}", one.state.code())),
            text: p.t2("home.draft_text", one.n_words, p.time(one.updated_at)),
            action: p.t("writing.go_on"),
            main: false,
            ..task(p, one)
        });
    }
    tasks.truncate(TASKS.try_into().unwrap_or(6));
    Ok(tasks)
}

/// What every task says of its article.
fn task(p: &Page, one: &article::Model) -> Task {
    Task {
        kind: "",
        tag: String::new(),
        title: if one.title.is_empty() {
            p.t("writing.untitled")
        } else {
            one.title.clone()
        },
        href: format!("/articles/{}/edit", one.id),
        text: String::new(),
        action: String::new(),
        main: false,
    }
}

/// Points with their sign.
fn signed(p: &Page, hundredths: i64) -> String {
    format!(
        "{}{}",
        if hundredths > 0 { "+" } else { "" },
        p.points(hundredths)
    )
}
