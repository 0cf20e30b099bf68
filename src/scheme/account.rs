//! What the period's rules need to know of one subject: what it filed, what was adopted, what went wrong, when it was
//! assessed and when excused. Filled while articles are priced; the rules of a period only read it.

use chrono::{Datelike, NaiveDate, Weekday};

use super::award::{sight_of_adoption, sight_of_piece};
use super::document::{ExemptWhen, Scheme};
use super::fact::{Adoption, Exemption, Piece, Roster};
use super::ids::{ArticleId, FactId};
use super::matcher::{Sight, When};
use crate::calendar::Period;
use crate::points::Ratio;

/// A valid article that the subject filed.
pub(super) struct Filed<'a> {
    pub day: NaiveDate,
    pub fact: FactId,
    pub article: ArticleId,
    pub piece: &'a Piece,
    pub is_late: bool,
    /// Its place in the byline and the number of authors, for quotas that count pro rata; (0, 1) for a unit.
    pub byline: (usize, usize),
}

/// An adoption of an article of the subject.
pub(super) struct Adopted<'a> {
    pub day: NaiveDate,
    pub fact: FactId,
    pub article: ArticleId,
    pub adoption: &'a Adoption,
    pub piece: &'a Piece,
    pub byline: (usize, usize),
}

/// Everything about one subject.
#[derive(Default)]
pub(super) struct Account<'a> {
    pub name: &'a str,
    /// When, and as of which class, the subject appears in a fact; by day and fact once put in order.
    pub appearances: Vec<(NaiveDate, FactId, &'a str)>,
    /// By day once put in order, as are the adoptions.
    pub filed: Vec<Filed<'a>>,
    pub adopted: Vec<Adopted<'a>>,
    /// Incidents by their word.
    pub incidents: Vec<(NaiveDate, FactId, &'a str)>,
    pub missed_commissions: Vec<(NaiveDate, FactId)>,
    pub rosters: Vec<&'a Roster>,
    pub exemptions: Vec<&'a Exemption>,
    /// The subject's lines, by their place among all posts.
    pub posts: Vec<usize>,
}

/// Whether a quota is asked of a subject in a period.
pub(super) enum Duty {
    /// It is.
    Asked,
    /// It is not, and the reason is worth a line.
    Exempt(String),
    /// The subject is not assessed.
    Unassessed,
}

impl<'a> Account<'a> {
    /// Puts appearances, articles and adoptions in the order of days, for the periods to find theirs; within a day articles
    /// keep their order.
    pub fn put_in_order(&mut self) {
        self.appearances.sort_by_key(|(day, fact, _)| (*day, *fact));
        self.filed.sort_by_key(|filed| filed.day);
        self.adopted.sort_by_key(|adopted| adopted.day);
    }

    /// What the subject filed in a period.
    pub fn filed_in(&self, period: Period) -> &[Filed<'a>] {
        within(&self.filed, period, |filed| filed.day)
    }

    /// The adoptions of a period.
    pub fn adopted_in(&self, period: Period) -> &[Adopted<'a>] {
        within(&self.adopted, period, |adopted| adopted.day)
    }

    /// The class of organisation that chooses the scheme for a period: by the roster, else by the newest fact in it,
    /// else by the newest fact before it.
    pub fn class_in(&self, period: Period) -> &'a str {
        let (first, last) = (period.first_day(), period.last_day());
        let rosters = self.rosters.iter().filter(|roster| overlaps(roster, first, last));
        let roster = rosters
            .max_by_key(|roster| roster.from)
            .map(|roster| roster.named.class.as_str());
        let newest = || {
            let n_before = self.appearances.partition_point(|(day, ..)| *day <= last);
            self.appearances[..n_before].last().map(|(_, _, class)| *class)
        };
        roster
            .filter(|class| !class.is_empty())
            .or_else(newest)
            .unwrap_or_default()
    }

    /// Whether a quota is asked of the subject.
    pub fn duty(&self, period: Period, rule: ExemptWhen) -> Duty {
        let (first, last) = (period.first_day(), period.last_day());
        let mut assessed = self
            .rosters
            .iter()
            .filter(|roster| overlaps(roster, first, last))
            .peekable();
        if !self.rosters.is_empty() && (assessed.peek().is_none() || assessed.any(|roster| roster.encouraged))
        {
            return Duty::Unassessed;
        }
        let exempt: Vec<&&Exemption> = self
            .exemptions
            .iter()
            .filter(|leave| leave.from <= last && first <= leave.until)
            .collect();
        let is_joining = !self.rosters.is_empty();
        if exempt.is_empty() && !is_joining {
            return Duty::Asked;
        }
        let (mut n_days, mut n_free) = (0_u32, 0_u32);
        for day in first.iter_days().take_while(|day| *day <= last) {
            if matches!(day.weekday(), Weekday::Sat | Weekday::Sun) {
                continue;
            }
            n_days += 1;
            let on_leave = exempt.iter().any(|leave| leave.from <= day && day <= leave.until);
            let is_on_roster = !is_joining || self.rosters.iter().any(|roster| overlaps(roster, day, day));
            n_free += u32::from(on_leave || !is_on_roster);
        }
        let is_free = match rule {
            ExemptWhen::Half => n_free > 0 && 2 * n_free >= n_days,
            ExemptWhen::Any => n_free > 0,
            ExemptWhen::Whole => n_free == n_days,
        };
        if !is_free {
            return Duty::Asked;
        }
        Duty::Exempt(
            exempt
                .first()
                .map_or_else(|| "不在岗".to_owned(), |leave| leave.why.clone()),
        )
    }

    /// The subject's own target for a quota, by the newest roster of the period.
    pub fn target(&self, quota: &str, period: Period) -> Option<u32> {
        let rosters = self
            .rosters
            .iter()
            .filter(|roster| overlaps(roster, period.first_day(), period.last_day()));
        let roster = rosters.max_by_key(|roster| roster.from)?;
        roster
            .targets
            .iter()
            .find(|target| target.quota == quota)
            .map(|target| target.min)
    }
}

impl Filed<'_> {
    /// Whether the article meets conditions.
    pub fn meets(&self, scheme: &Scheme, when: &When) -> bool {
        when.holds(scheme, &sight_of_piece(self.piece))
    }
}

impl Adopted<'_> {
    /// Whether the adoption meets conditions.
    pub fn meets(&self, scheme: &Scheme, when: &When) -> bool {
        let sight: Sight<'_> = sight_of_adoption(self.piece, self.adoption);
        when.holds(scheme, &sight)
    }
}

/// What one article counts for an author under a rule for co-authors.
pub(super) fn part(byline: (usize, usize), rule: super::document::CoAuthors) -> Ratio {
    use super::document::CoAuthors;
    match rule {
        CoAuthors::Each => Ratio::ONE,
        CoAuthors::First if byline.0 == 0 => Ratio::ONE,
        CoAuthors::First => Ratio::ZERO,
        CoAuthors::ProRata => i64::try_from(byline.1)
            .ok()
            .and_then(|n| Ratio::new(1, n))
            .unwrap_or(Ratio::ZERO),
    }
}

/// Those of a list in the order of days that lie in a period.
fn within<T>(list: &[T], period: Period, day: impl Fn(&T) -> NaiveDate) -> &[T] {
    debug_assert!(list.is_sorted_by_key(&day), "put in order before");
    let (first, last) = (period.first_day(), period.last_day());
    let begin = list.partition_point(|one| day(one) < first);
    let n = list[begin..].partition_point(|one| day(one) <= last);
    &list[begin..begin + n]
}

fn overlaps(roster: &Roster, first: NaiveDate, last: NaiveDate) -> bool {
    roster.from <= last && roster.until.is_none_or(|until| first <= until)
}
