//! Twenty-six weeks of writing: who files how much in which week, and when in the week.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike as _, Days, IsoWeek, NaiveDate, Utc};

use super::course::{self, AdoptionPlan, Cast, InstructionPlan, Step};
use super::desk::Desk;
use super::organisations::Organisation;
use super::people::{Person, Role};
use super::prng::Prng;
use super::working_hours;
use super::writing::{self, ArticleType, Assignment, Manuscript};

/// How many ISO weeks the demo covers.
pub const WEEKS: u64 = 26;

/// A person's part in an article.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct AuthorShare {
    /// Index of the person.
    pub person: usize,
    /// The share in percent; an article's shares add up to 100.
    pub percent: u8,
}

/// A picture that goes with an article.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct PicturePlan {
    /// What it shows.
    pub caption: String,
    /// Who took it, as printed: 王晓琳 摄.
    pub credit: String,
    /// The seed for [`super::paint`].
    pub seed: u64,
}

/// One state of the text, as one submission carried it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Version {
    /// The title.
    pub title: String,
    /// The body as simple HTML.
    pub body_html: String,
}

/// An article with its whole life.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticlePlan {
    /// Index of the person who files it.
    pub reporter: usize,
    /// Index of the reporter's organisation.
    pub organisation: usize,
    /// The week that it is written for.
    pub week: IsoWeek,
    /// Its type.
    pub kind: ArticleType,
    /// Its theme.
    pub theme: &'static str,
    /// What the reporter saved first, and each resubmission after it; never empty.
    pub versions: Vec<Version>,
    /// When the draft was begun.
    pub drafted_at: DateTime<Utc>,
    /// The writers, the reporter first.
    pub authors: Vec<AuthorShare>,
    /// Index of the person who took the pictures.
    pub photographer: Option<usize>,
    /// The pictures.
    pub pictures: Vec<PicturePlan>,
    /// The reporter's note to the editor; often empty.
    pub note: String,
    /// What happened to it, in order; empty for a draft.
    pub steps: Vec<Step>,
    /// Where it was adopted, all after its acceptance.
    pub adoptions: Vec<AdoptionPlan>,
    /// A leader's instruction on it.
    pub instruction: Option<InstructionPlan>,
}

/// How a reporter works.
#[derive(Clone, Copy)]
enum Habit {
    Star,
    Steady,
    Quiet,
    MonthEnd,
    Silent,
}

impl Habit {
    fn draw(prng: &mut Prng) -> Self {
        let habits = [
            Self::Star,
            Self::Steady,
            Self::Quiet,
            Self::MonthEnd,
            Self::Silent,
        ];
        habits[prng.weighted(&[17, 46, 22, 11, 4])]
    }

    /// Says how many articles he files in the week of `thursday`.
    fn articles(self, thursday: NaiveDate, prng: &mut Prng) -> i64 {
        let is_month_end = (thursday + Days::new(7)).month() != thursday.month();
        match self {
            Self::Star => prng.between(4, 7),
            Self::Steady => 2 + i64::from(prng.chance(45)) - i64::from(prng.chance(18)),
            Self::Quiet => prng.between(0, 2),
            Self::MonthEnd if is_month_end => prng.between(6, 9),
            Self::MonthEnd => i64::from(prng.chance(25)),
            Self::Silent => i64::from(prng.chance(4)),
        }
    }
}

/// Plans everything that happens before the midnight (Asia/Shanghai) in which `until` begins.
pub(super) fn articles(
    all: &[Organisation],
    people: &[Person],
    until: NaiveDate,
    seed: u64,
) -> Vec<ArticlePlan> {
    let mut prng = Prng::lane(seed, 2);
    let cutoff = working_hours::at(until, 0);
    let cast = Cast::of(people);
    let reporters: Vec<(usize, Habit)> = (0..people.len())
        .filter(|at| people[*at].role == Role::Reporter)
        .map(|at| {
            (
                at,
                if people[at].is_showcase {
                    Habit::Steady
                } else {
                    Habit::draw(&mut prng)
                },
            )
        })
        .collect();
    let desks: Vec<Desk> = (0..all.len()).map(|at| Desk::of(all, at)).collect();
    let mut titles: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
    let mut plans = Vec::new();
    let first = first_monday(until);
    for week in 0..WEEKS {
        let monday = first + Days::new(week * 7);
        for (reporter, habit) in &reporters {
            for _ in 0..habit.articles(monday + Days::new(3), &mut prng) {
                let submitted_at = working_hours::filing(monday, &mut prng);
                let minutes = prng.between(25, 190);
                let drafted_at = submitted_at - chrono::TimeDelta::minutes(minutes);
                if submitted_at >= cutoff {
                    continue;
                }
                let unit = people[*reporter].organisation;
                let own = titles.entry(unit).or_default();
                let Some(manuscript) = fresh(&desks[unit], &people[*reporter], drafted_at, own, &mut prng)
                else {
                    continue;
                };
                let course = course::plan(
                    &course::Start {
                        manuscript: &manuscript,
                        reporter: *reporter,
                        reviewer: all[unit]
                            .requires_sign_off
                            .then(|| cast.reviewer_of(people, unit))
                            .flatten(),
                        submitted_at,
                        cutoff,
                        number: plans.len(),
                    },
                    &cast,
                    &mut prng,
                );
                plans.push(bind(
                    &manuscript,
                    *reporter,
                    unit,
                    monday.iso_week(),
                    drafted_at,
                    course,
                    people,
                    &mut prng,
                ));
            }
        }
    }
    plans.sort_by_key(|plan| plan.drafted_at);
    plans
}

/// Finds the Monday of the first week.
pub(super) fn first_monday(until: NaiveDate) -> NaiveDate {
    let last_day = until - Days::new(1);
    let monday = last_day - Days::new(u64::from(last_day.weekday().num_days_from_monday()));
    monday - Days::new((WEEKS - 1) * 7)
}

/// Writes until the text is whole and its title new to the unit; gives up after sixty attempts.
fn fresh(
    desk: &Desk,
    reporter: &Person,
    drafted_at: DateTime<Utc>,
    titles: &mut BTreeSet<String>,
    prng: &mut Prng,
) -> Option<Manuscript> {
    let on = working_hours::day_of(drafted_at);
    let themes = writing::themes_for(desk, on.month());
    for _ in 0..60 {
        let kind = ArticleType::draw(prng);
        let assignment = Assignment {
            desk,
            theme: prng.pick(&themes),
            kind,
            on,
            reporter: &reporter.name,
        };
        let manuscript = writing::write(&assignment, prng);
        if manuscript.is_whole() && titles.insert(manuscript.article.title.clone()) {
            return Some(manuscript);
        }
    }
    None
}

#[expect(
    clippy::too_many_arguments,
    reason = "binds what five rooms of the plan produced, once"
)]
fn bind(
    manuscript: &Manuscript,
    reporter: usize,
    organisation: usize,
    week: IsoWeek,
    drafted_at: DateTime<Utc>,
    course: course::Course,
    people: &[Person],
    prng: &mut Prng,
) -> ArticlePlan {
    let article = &manuscript.article;
    let authors = authors(reporter, people, prng);
    let n_pictures = match article.kind {
        ArticleType::PhotoNews => prng.between(1, 3),
        ArticleType::Feature | ArticleType::News => i64::from(prng.chance(45)),
        ArticleType::WorkUpdate | ArticleType::GoodPractice => i64::from(prng.chance(15)),
        ArticleType::ProblemSuggestion
        | ArticleType::PublicOpinion
        | ArticleType::ResearchReport
        | ArticleType::Theory
        | ArticleType::Commentary => 0,
    };
    let photographer = (n_pictures > 0).then(|| match colleague(reporter, people, prng) {
        Some(other) if prng.chance(35) => other,
        _ => reporter,
    });
    let mut slots = manuscript.slots.clone();
    let pictures = photographer.map_or_else(Vec::new, |by| {
        (0..n_pictures)
            .map(|_| PicturePlan {
                caption: slots.write(prng.pick(super::themes::GLUE.of("caption")), prng),
                credit: format!("{} 摄", people[by].name),
                seed: prng.next_u64(),
            })
            .collect()
    });
    let note = if prng.chance(18) {
        slots.write(prng.pick(super::themes::GLUE.of("note")), prng)
    } else {
        String::new()
    };
    ArticlePlan {
        reporter,
        organisation,
        week,
        kind: article.kind,
        theme: article.theme,
        versions: course.versions,
        drafted_at,
        authors,
        photographer,
        pictures,
        note,
        steps: course.steps,
        adoptions: course.adoptions,
        instruction: course.instruction,
    }
}

/// Finds another reporter, of the same unit when there is one.
fn colleague(reporter: usize, people: &[Person], prng: &mut Prng) -> Option<usize> {
    let others: Vec<usize> = (0..people.len())
        .filter(|at| *at != reporter && people[*at].role == Role::Reporter)
        .collect();
    let near: Vec<usize> = others
        .iter()
        .copied()
        .filter(|at| people[*at].organisation == people[reporter].organisation)
        .collect();
    let pool = if near.is_empty() { others } else { near };
    (!pool.is_empty()).then(|| pool[prng.below(pool.len())])
}

fn authors(reporter: usize, people: &[Person], prng: &mut Prng) -> Vec<AuthorShare> {
    let alone = vec![AuthorShare {
        person: reporter,
        percent: 100,
    }];
    if !prng.chance(22) {
        return alone;
    }
    let Some(other) = colleague(reporter, people, prng) else {
        return alone;
    };
    let percent = [60, 50, 70, 80][prng.weighted(&[5, 2, 2, 1])];
    vec![
        AuthorShare {
            person: reporter,
            percent,
        },
        AuthorShare {
            person: other,
            percent: 100 - percent,
        },
    ]
}
