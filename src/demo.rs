//! A believable district that does not exist: organisations, people, outlets, half a year of articles and their lives.
//!
//! Pure: the same seed and day give the same district. Storing it through the product's verbs is others' work.
//! All names of places, outlets, firms and people are invented.

mod activity;
mod course;
mod desk;
mod grammar;
mod names;
mod organisations;
mod outlets;
mod people;
mod prng;
mod scene;
mod themes;
mod working_hours;
mod writing;

#[cfg(test)]
mod tests;

use chrono::NaiveDate;

pub use activity::{ArticlePlan, AuthorShare, PicturePlan, Version, WEEKS};
pub use course::{AdoptionForm, AdoptionPlan, AdoptionWithdrawal, Deed, InstructionPlan, Position, Step};
pub use organisations::{Organisation, OrganisationClass};
pub use outlets::{Outlet, OutletClass, OutletLevel};
pub use people::{Person, Role};
pub use prng::Prng;
pub use scene::{HEIGHT, WIDTH, paint};
pub use writing::{Article, ArticleType, article};

/// A scoring scheme to publish; its rules are written elsewhere.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct SchemePlan {
    /// Name as printed.
    pub name: &'static str,
    /// First day of effect.
    pub from: NaiveDate,
}

/// The whole invented district. Indexes in its parts point into these lists.
#[derive(Clone, Debug, PartialEq)]
pub struct District {
    /// Parents before children; the first is the district.
    pub organisations: Vec<Organisation>,
    /// Everybody, with one showcase account for each role.
    pub people: Vec<Person>,
    /// Forty outlets.
    pub outlets: Vec<Outlet>,
    /// By the day of their effect: the general scheme on trial, its second version half-way, and a month later the scheme
    /// of the enterprises, which for them goes before it.
    pub schemes: Vec<SchemePlan>,
    /// About 3,000 articles, by the instant of their drafts.
    pub articles: Vec<ArticlePlan>,
}

impl District {
    /// Finds the account that the sign-in help names for `role`.
    #[must_use]
    pub fn showcase(&self, role: Role) -> Option<&Person> {
        self.people.iter().find(|one| one.is_showcase && one.role == role)
    }
}

/// Invents the district of `seed`. Everything in it happens before the midnight (Asia/Shanghai) in which `until`
/// begins, in the 26 ISO weeks that end with the week of the day before.
#[must_use]
pub fn district(seed: u64, until: NaiveDate) -> District {
    let organisations = organisations::organisations();
    let first_day = activity::first_monday(until);
    let people = people::people(&organisations, first_day, &mut Prng::lane(seed, 1));
    let articles = activity::articles(&organisations, &people, until, seed);
    let half_way = first_day + chrono::Days::new(WEEKS / 2 * 7);
    let quarter = |day: NaiveDate| {
        use chrono::Datelike as _;
        NaiveDate::from_ymd_opt(day.year(), day.month0() / 3 * 3 + 1, 1).unwrap_or(day)
    };
    let second = quarter(half_way).max(quarter(first_day) + chrono::Months::new(3));
    District {
        people,
        outlets: outlets::OUTLETS.to_vec(),
        schemes: vec![
            SchemePlan {
                name: "云河开发区信息直报计分办法（试行）",
                from: quarter(first_day),
            },
            SchemePlan {
                name: "云河开发区信息直报计分办法",
                from: second,
            },
            SchemePlan {
                name: "云河开发区企业宣传计件办法",
                from: second + chrono::Months::new(1),
            },
        ],
        articles,
        organisations,
    }
}
