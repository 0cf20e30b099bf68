//! Quotas: how many articles, adoptions or points a period asks for, and what meeting, exceeding or missing them is
//! worth. Outcomes are computed from the facts of the period, never from what was credited before.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::calendar::{Length, Period};
use crate::points::{Points, Ratio};
use crate::scheme::account::{Account, Duty, part};
use crate::scheme::document::{Count, Quota, Scheme};
use crate::scheme::ids::{FactId, Subject};
use crate::scheme::line::{Family, Reason};
use crate::scheme::matcher::When;
use crate::scheme::post::{Direct, Post};
use crate::scheme::trace::Trace;

/// A subject in a period under a scheme.
pub(in crate::scheme) struct Reckoning<'r, 'a> {
    pub scheme: &'a Scheme,
    pub subject: Subject,
    pub account: &'r Account<'a>,
    pub period: Period,
    /// The last day that is over; `None` takes the period as complete.
    pub through: Option<NaiveDate>,
    /// All lines made so far.
    pub posts: &'r [Post],
}

impl Reckoning<'_, '_> {
    /// Whether the period is over.
    pub fn is_complete(&self) -> bool {
        self.through
            .is_none_or(|through| self.period.last_day() <= through)
    }

    /// The month in which the period's outcome is booked.
    pub fn outcome_month(&self) -> crate::calendar::Month {
        self.period.last_month(self.scheme.calendar.week_books_to.into())
    }
}

/// Posts the outcome of one quota.
pub(in crate::scheme) fn post(at: &Reckoning<'_, '_>, quota: &Quota) -> Vec<Post> {
    let duty = at.account.duty(at.period, quota.exempt);
    let is_off_roster = quota.roster_only && at.account.rosters.is_empty();
    if is_off_roster
        || matches!(duty, Duty::Unassessed)
        || !quota.when.unit_class.admits(at.account.class_in(at.period))
    {
        return Vec::new();
    }
    let history = history(at, quota);
    let tally = tally(at, quota, at.period, history.carried);
    if tally.missing == Ratio::ZERO {
        met(at, quota, &tally)
    } else {
        missed(at, quota, &tally, duty, history.misses)
    }
}

/// What counted in a period, and what is missing.
struct Tally {
    n: Ratio,
    min: Ratio,
    missing: Ratio,
    /// What counted, by day: the day, the fact and how much.
    counted: Vec<(NaiveDate, FactId, Ratio)>,
}

impl Tally {
    /// The facts that it took to come to a number, and the day of the last of them. What came after them changes
    /// nothing about the line that rests on them.
    fn up_to(&self, target: Ratio) -> (Vec<FactId>, Option<NaiveDate>) {
        let (mut n, mut facts, mut day) = (Ratio::ZERO, Vec::new(), None);
        for (on, fact, part) in &self.counted {
            n = n.checked_add(*part).unwrap_or(n);
            facts.push(*fact);
            day = Some(*on);
            if n >= target {
                break;
            }
        }
        (facts, day)
    }

    fn facts(&self) -> Vec<FactId> {
        self.counted.iter().map(|(_, fact, _)| *fact).collect()
    }
}

fn met(at: &Reckoning<'_, '_>, quota: &Quota, tally: &Tally) -> Vec<Post> {
    let mut posts = Vec::new();
    let (name, period, verb) = (at.account.name, at.period, verb(quota.count));
    let what = format!("{name} {period} {}达到任务 {}", verb.trim_end(), tally.min);
    let key = format!("quota:{}|{}|{period}", quota.code, at.subject);
    let (facts, day) = tally.up_to(tally.min);
    let day = day.unwrap_or_else(|| period.first_day());
    let trace = Trace::start("达标", quota.met);
    posts.push(line(at, quota, facts, key, day, what, trace, None));
    let beyond = tally.n.checked_sub(tally.min).unwrap_or(Ratio::ZERO);
    let whole = u32::try_from(beyond.whole_part()).unwrap_or(u32::MAX);
    let extra = quota.extra_max.map_or(whole, |max| whole.min(max));
    if extra > 0 && !quota.extra.is_zero() {
        let mut trace = Trace::start("每超一篇", quota.extra);
        trace.times("超出", Ratio::whole(extra));
        let n = tally.min.checked_add(Ratio::whole(extra)).unwrap_or(tally.n);
        let what = format!("{name} {period} {verb}{n}，超出任务 {extra}");
        let key = format!("quota:{}:extra|{}|{period}", quota.code, at.subject);
        let (facts, last) = tally.up_to(n);
        posts.push(line(
            at,
            quota,
            facts,
            key,
            last.unwrap_or(day),
            what,
            trace,
            None,
        ));
    }
    posts
}

fn missed(at: &Reckoning<'_, '_>, quota: &Quota, tally: &Tally, duty: Duty, misses: u32) -> Vec<Post> {
    if !at.is_complete() {
        return Vec::new();
    }
    let (name, period) = (at.account.name, at.period);
    let what = format!(
        "{name} {period} {}{}，任务{}",
        verb(quota.count),
        tally.n,
        tally.min
    );
    let key = format!("quota:{}|{}|{period}", quota.code, at.subject);
    let last_day = period.last_day();
    if let Duty::Exempt(why) = duty {
        return vec![line(
            at,
            quota,
            tally.facts(),
            key,
            last_day,
            what,
            Trace::default(),
            Some(Reason::Exempt { why }),
        )];
    }
    let mut trace = Trace::start("未完成", quota.missed);
    if !quota.per_missing.is_zero() {
        trace.steps.push(crate::scheme::trace::Step::Plus {
            what: "每缺".to_owned(),
            points: quota.per_missing,
            by: tally.missing,
        });
        if quota.missed.is_zero() {
            // "−2 × 3" reads better than "0 − 2 × 3".
            trace = Trace::start("每缺", quota.per_missing);
            trace.times("缺", tally.missing);
        }
    }
    if quota.doubling {
        trace.times(
            "第几次",
            Ratio::whole(1_u32.checked_shl(misses.min(16)).unwrap_or(1)),
        );
    }
    trace.steps.push(crate::scheme::trace::Step::Round {
        mode: at.scheme.rounding,
    });
    let reason = Reason::QuotaMissed {
        n: tally.n.to_string(),
        min: tally.min.to_string(),
    };
    let facts = tally.facts();
    vec![line(at, quota, facts, key, last_day, what, trace, Some(reason))]
}

#[expect(clippy::too_many_arguments, reason = "the parts of a line, used twice above")]
fn line(
    at: &Reckoning<'_, '_>,
    quota: &Quota,
    facts: Vec<FactId>,
    key: String,
    day: NaiveDate,
    what: String,
    trace: Trace,
    reason: Option<Reason>,
) -> Post {
    let direct = Direct {
        key,
        subject: at.subject,
        booked: at.outcome_month(),
        day,
        family: Family::Quota,
        rule: quota.code.clone(),
        scheme: Some(at.scheme),
        article: None,
        facts,
        trace,
        what,
        reason,
    };
    direct.post()
}

const fn verb(count: Count) -> &'static str {
    match count {
        Count::Submitted => "报送 ",
        Count::Adopted => "被采用稿件 ",
        Count::Adoptions => "被采用 ",
        Count::Points => "得分 ",
    }
}

struct History {
    misses: u32,
    carried: Ratio,
}

/// The misses before the period, and what they left to be made up, inside the span in which both repeat.
fn history(at: &Reckoning<'_, '_>, quota: &Quota) -> History {
    let mut history = History {
        misses: 0,
        carried: Ratio::ZERO,
    };
    if !quota.doubling && !quota.carry_over {
        return history;
    }
    let year = at.scheme.calendar.year_starts;
    let span = Period::of(
        at.period.last_month(chrono::Weekday::Thu).first_day(),
        quota.within,
        year,
    );
    let mut period = Period::of(span.first_day(), quota.period, year);
    while period.first_day() < at.period.first_day() {
        let is_first_week =
            quota.period == Length::Week && !span.contains(crate::calendar::plus_days(period.first_day(), 3));
        if !is_first_week
            && matches!(at.account.duty(period, quota.exempt), Duty::Asked)
            && was_assessed(at, period)
        {
            let tally = tally(at, quota, period, history.carried);
            history.misses += u32::from(tally.missing > Ratio::ZERO);
            history.carried = if quota.carry_over {
                tally.missing
            } else {
                Ratio::ZERO
            };
        }
        period = period.next();
    }
    history
}

/// Whether a past period concerned the subject: on a roster, or without any roster from its first appearance on.
fn was_assessed(at: &Reckoning<'_, '_>, period: Period) -> bool {
    !at.account.rosters.is_empty()
        || at
            .account
            .appearances
            .first()
            .is_some_and(|(day, ..)| *day <= period.last_day())
}

fn tally(at: &Reckoning<'_, '_>, quota: &Quota, period: Period, carried: Ratio) -> Tally {
    let min = Ratio::whole(at.account.target(&quota.code, period).unwrap_or(quota.min));
    let min = min.checked_add(carried).unwrap_or(min);
    let mut counted = count(at, quota, quota.count, &quota.when, period);
    // Stable: within a day the order is that of the account, by article, whichever fact brought it up to date.
    counted.sort_by_key(|(day, ..)| *day);
    let add = |sum: Ratio, part: Ratio| sum.checked_add(part).unwrap_or(sum);
    let n = counted.iter().fold(Ratio::ZERO, |n, (.., part)| add(n, *part));
    let short = |n: Ratio, min: Ratio| min.checked_sub(n).unwrap_or(Ratio::ZERO).max(Ratio::ZERO);
    let mut missing = short(n, min);
    for need in &quota.also {
        let own = count(at, quota, need.count, &need.when, period)
            .into_iter()
            .fold(Ratio::ZERO, |sum, (.., part)| add(sum, part));
        missing = add(missing, short(own, Ratio::whole(need.min)));
    }
    Tally {
        n,
        min,
        missing,
        counted,
    }
}

/// What counts: the day, the fact and how much.
fn count(
    at: &Reckoning<'_, '_>,
    quota: &Quota,
    count: Count,
    when: &When,
    period: Period,
) -> Vec<(NaiveDate, FactId, Ratio)> {
    // The class of the unit was asked of the subject already, and counts no further here.
    let when = When {
        unit_class: crate::scheme::matcher::Texts::default(),
        ..when.clone()
    };
    let account = at.account;
    let part_of = |byline| match at.subject {
        Subject::Unit(_) => Ratio::ONE,
        Subject::Person(_) => part(byline, quota.coauthors),
    };
    match count {
        Count::Submitted => account
            .filed_in(period)
            .iter()
            .filter(|filed| quota.late_counts || !filed.is_late)
            .filter(|filed| filed.meets(at.scheme, &when))
            .map(|filed| (filed.day, filed.fact, part_of(filed.byline)))
            .filter(|(.., part)| *part > Ratio::ZERO)
            .collect(),
        Count::Adopted | Count::Adoptions => {
            let adopted = account.adopted_in(period).iter();
            let adopted = adopted.filter(|adopted| adopted.meets(at.scheme, &when));
            let mut first = BTreeMap::new();
            for adopted in adopted {
                let slot = if count == Count::Adopted {
                    adopted.article.0
                } else {
                    adopted.fact.0
                };
                let entry = (adopted.day, adopted.fact, part_of(adopted.byline));
                let known = first.entry(slot).or_insert(entry);
                if (entry.0, entry.1) < (known.0, known.1) {
                    *known = entry;
                }
            }
            first
                .into_values()
                .filter(|(.., part)| *part > Ratio::ZERO)
                .collect()
        }
        Count::Points => account
            .posts
            .iter()
            .filter_map(|place| at.posts.get(*place))
            .filter(|post| earns(post.line.family) && in_period(post, period) && !post.line.points.is_zero())
            .filter_map(|post| {
                let fact = post.line.facts.first()?;
                Some((
                    post.line.happened_on,
                    *fact,
                    Ratio::new(post.line.points.hundredths(), 100)?,
                ))
            })
            .collect(),
    }
}

/// Whether a line belongs to a period: by its booking month, or by its day for a week.
pub(in crate::scheme) fn in_period(post: &Post, period: Period) -> bool {
    match period {
        Period::Week(_) => period.contains(post.line.happened_on),
        Period::Months { .. } => period.has_month(post.line.period),
    }
}

/// Whether a family of lines is something earned with an article.
pub(in crate::scheme) const fn earns(family: Family) -> bool {
    match family {
        Family::Submission
        | Family::Adoption
        | Family::Instruction
        | Family::Views
        | Family::Quality
        | Family::Clue
        | Family::Commission => true,
        Family::Quota
        | Family::Base
        | Family::Deduction
        | Family::Cap
        | Family::Veto
        | Family::Adjustment
        | Family::Opening => false,
    }
}

/// The points of a sum of lines.
pub(in crate::scheme) fn total<'p>(posts: impl Iterator<Item = &'p Post>) -> Points {
    posts.map(|post| post.line.points).sum()
}
