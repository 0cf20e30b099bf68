//! The lives of all articles as one row of scenes, in the order of their instants.

use chrono::{Datelike, Days, NaiveDate, TimeDelta};
use entity::Instant;

use crate::calendar::{self, Month};
use crate::demo::District;

/// Something that happens. Numbers are places in the plan's lists.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Scene {
    /// An article is begun.
    Draft(usize),
    /// A step of an article.
    Step(usize, usize),
    /// An adoption of an article is recorded.
    Adopt(usize, usize),
    /// A recorded adoption is withdrawn.
    WithdrawAdoption(usize, usize),
    /// A leader's instruction on an article is recorded.
    Instruct(usize),
    /// A version of the scheme is published.
    Publish(usize),
    /// The night after a day.
    Night(NaiveDate),
    /// The office closes a month.
    Close(Month),
    /// Everybody reads their notices.
    ReadNotices,
}

/// A scene with its instant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Timed {
    /// When.
    pub at: Instant,
    /// What.
    pub what: Scene,
}

/// Every scene before the midnight in which `today` begins.
pub(super) fn scenes(district: &District, today: NaiveDate) -> Vec<Timed> {
    let mut scenes = Vec::new();
    let mut add = |at: Instant, what: Scene| scenes.push(Timed { at, what });
    for (n, article) in district.articles.iter().enumerate() {
        add(Instant::from(article.drafted_at), Scene::Draft(n));
        for (step, plan) in article.steps.iter().enumerate() {
            add(Instant::from(plan.at), Scene::Step(n, step));
        }
        for (adoption, plan) in article.adoptions.iter().enumerate() {
            add(Instant::from(plan.recorded_at), Scene::Adopt(n, adoption));
            if let Some(withdrawn) = &plan.withdrawn {
                add(Instant::from(withdrawn.at), Scene::WithdrawAdoption(n, adoption));
            }
        }
        if let Some(plan) = &article.instruction {
            add(Instant::from(plan.recorded_at), Scene::Instruct(n));
        }
    }
    // The first one is published before anything else happens.
    for (n, scheme) in district.schemes.iter().enumerate().skip(1) {
        add(clock(scheme.from - Days::new(5), 10 * 60), Scene::Publish(n));
    }
    let first = district.schemes[0].from;
    for day in first.iter_days().take_while(|day| *day < today) {
        // A week is missed or met when its Sunday is over; the last night brings everything up to date.
        let is_due = day.weekday() == chrono::Weekday::Sun || day + Days::new(1) == today;
        if is_due {
            add(clock(day + Days::new(1), 0), Scene::Night(day));
        }
    }
    for (day, month) in closes(first, today) {
        add(clock(day, 10 * 60), Scene::Close(month));
    }
    add(clock(today - Days::new(3), 8 * 60), Scene::ReadNotices);
    // Equal instants keep the order in which they were planned: drafts before steps, steps before adoptions.
    scenes.sort_by_key(|scene| scene.at);
    scenes
}

/// The months that are closed before `today`, each on the second Tuesday after its end: its last week is over by then.
fn closes(first: NaiveDate, today: NaiveDate) -> impl Iterator<Item = (NaiveDate, Month)> {
    let months = (0..).map(move |n| Month::of(first).plus(n));
    let closed = months.map(|month| {
        let tuesday = month.last_day() + Days::new(8);
        let wait = (8 - tuesday.weekday().num_days_from_monday()) % 7;
        (tuesday + Days::new(u64::from(wait)), month)
    });
    closed.take_while(move |(day, _)| *day < today)
}

/// So many minutes after midnight of a day in Shanghai.
fn clock(day: NaiveDate, minutes: i64) -> Instant {
    Instant(calendar::first_instant(day)).plus(TimeDelta::minutes(minutes))
}
