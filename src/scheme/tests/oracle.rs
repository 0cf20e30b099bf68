//! The points that the truth of a district is worth, reckoned a second time without a line of the law: one table of
//! entries, looped over again and again; whole hundredths over common denominators in `i128`; days and months by number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::Datelike;

use super::history::{Adopted, Article, Truth, day};
use super::rulebook::{Rulebook, Span};
use crate::scheme::{PersonId, Standing, Subject, UnitId};

/// Subject and (year, month): hundredths.
pub(crate) type Totals = BTreeMap<(Subject, (i32, u32)), i64>;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Filing,
    Adoption,
    Instruction,
    Deduction,
    Quota,
    Base,
    /// What a ceiling took: of adoptions alone, or of all that is earned.
    Cut {
        of_all: bool,
    },
    Veto,
}

struct Entry {
    whose: Subject,
    /// Months since January of the year 0.
    month: u32,
    kind: Kind,
    amount: i128,
}

/// What was seen of a subject: days on which anything was recorded of it, and the errors that it answers for.
#[derive(Default)]
struct Seen {
    days: BTreeSet<u32>,
    n_errors_by_day: BTreeMap<u32, u32>,
    valid: Vec<u32>,
}

struct Table<'a> {
    rules: &'a Rulebook,
    entries: Vec<Entry>,
    seen: BTreeMap<Subject, Seen>,
    /// Who earns nothing from which day to which.
    barred: Vec<(i64, u32, u32)>,
}

/// Totals by subject and month, without those that are nothing.
pub(crate) fn totals(truth: &Truth, rules: &Rulebook) -> Totals {
    let mut table = Table {
        rules,
        entries: Vec::new(),
        seen: BTreeMap::new(),
        barred: Vec::new(),
    };
    for article in &truth.articles {
        table.bar(article);
    }
    for article in &truth.articles {
        table.article(article);
    }
    for (unit, on) in &truth.errors {
        let unit = Subject::Unit(UnitId(*unit));
        table.blame(unit, *on, -rules.error, true);
    }
    table.weeks();
    table.bases();
    table.ceilings();
    table.vetoes();
    let mut totals = Totals::new();
    for entry in &table.entries {
        let month = (i32::try_from(entry.month / 12).unwrap(), entry.month % 12 + 1);
        *totals.entry((entry.whose, month)).or_default() += i64::try_from(entry.amount).unwrap();
    }
    totals.retain(|_, amount| *amount != 0);
    totals
}

fn month_of(on: u32) -> u32 {
    let day = day(on);
    u32::try_from(day.year()).unwrap() * 12 + day.month0()
}

/// The first and last month of the period in which a month lies.
fn bounds(span: Span, month: u32) -> (u32, u32) {
    match span {
        Span::Month => (month, month),
        Span::Quarter => (month / 3 * 3, month / 3 * 3 + 2),
    }
}

/// The filing that counts, unless the article was taken back or never filed.
fn filing(article: &Article) -> Option<&super::history::Filing> {
    let filing = article.filing.as_ref()?;
    (filing.standing != Standing::Withdrawn).then_some(filing)
}

impl Table<'_> {
    fn bar(&mut self, article: &Article) {
        let (Some(filing), Some(span)) = (filing(article), self.rules.bars_for) else {
            return;
        };
        for blame in article.blames.iter().filter(|blame| blame.is_stolen) {
            let last = bounds(span, month_of(blame.on)).1;
            let until = (blame.on..1_000).find(|on| month_of(*on + 1) > last).unwrap();
            self.barred
                .extend(filing.authors.iter().map(|person| (*person, blame.on, until)));
        }
    }

    fn enter(&mut self, whose: Subject, month: u32, kind: Kind, amount: i128) {
        self.entries.push(Entry {
            whose,
            month,
            kind,
            amount,
        });
    }

    fn blame(&mut self, whose: Subject, on: u32, amount: i64, is_error: bool) {
        let seen = self.seen.entry(whose).or_default();
        seen.days.insert(on);
        if is_error {
            *seen.n_errors_by_day.entry(on).or_default() += 1;
        }
        let answers = !is_error || !self.rules.units_alone_err || matches!(whose, Subject::Unit(_));
        if answers {
            self.enter(whose, month_of(on), Kind::Deduction, amount.into());
        }
    }

    fn article(&mut self, article: &Article) {
        let Some(filing) = filing(article) else { return };
        let unit = Subject::Unit(UnitId(filing.unit));
        let authors = filing
            .authors
            .iter()
            .map(|person| Subject::Person(PersonId(*person)));
        let concerned: Vec<Subject> = std::iter::once(unit).chain(authors).collect();
        let is_empty = article.blames.iter().any(|blame| blame.is_stolen);
        let is_valid = matches!(filing.standing, Standing::Valid | Standing::Accepted) && !is_empty;
        let days: Vec<u32> = std::iter::once(filing.on)
            .chain(article.adoptions.iter().map(|(_, it)| it.on))
            .chain(article.instructions.iter().map(|(_, it)| it.on))
            .collect();
        for whose in &concerned {
            let seen = self.seen.entry(*whose).or_default();
            seen.days.extend(&days);
            seen.valid.extend(is_valid.then_some(filing.on));
        }
        for blame in &article.blames {
            let amount = if blame.is_stolen { -500 } else { -self.rules.error };
            for whose in &concerned {
                self.blame(*whose, blame.on, amount, !blame.is_stolen);
            }
        }
        if is_empty {
            return;
        }
        if is_valid {
            self.give(filing, (filing.on, Kind::Filing), 100, 0);
        }
        let kept = self.kept(&article.adoptions);
        for (on, value, before) in &kept {
            self.give(filing, (*on, Kind::Adoption), *value, *before);
        }
        let (mut sum, mut cut) = (0, 0);
        for (on, value, before) in &kept {
            sum += value - before;
            let over = self
                .rules
                .article_cap
                .map_or(0, |cap| (sum - i128::from(cap)).max(0));
            self.give(filing, (*on, Kind::Cut { of_all: false }), cut - over, 0);
            cut = over;
        }
        for (on, value) in self.instructed(article, sum) {
            self.give(filing, (on, Kind::Instruction), value, 0);
        }
    }

    /// An amount less what was given before, to the unit and by parts to the authors.
    fn give(&mut self, filing: &super::history::Filing, (on, kind): (u32, Kind), amount: i128, before: i128) {
        let month = month_of(on);
        self.enter(Subject::Unit(UnitId(filing.unit)), month, kind, amount - before);
        let weights: Vec<i128> = (0..filing.authors.len())
            .map(|at| match &self.rules.ratio {
                None => 1,
                Some(ratio) => ratio.get(at).map_or(0, |weight| (*weight).into()),
            })
            .collect();
        for (at, person) in filing.authors.iter().enumerate() {
            let is_barred = |bar: &(i64, u32, u32)| bar.0 == *person && bar.1 <= on && on <= bar.2;
            if !self.barred.iter().any(is_barred) {
                let part = part(amount, &weights, at) - part(before, &weights, at);
                self.enter(Subject::Person(PersonId(*person)), month, kind, part);
            }
        }
    }

    /// The adoptions that count: day, value, and what was given before.
    fn kept(&self, adoptions: &[(i64, Adopted)]) -> Vec<(u32, i128, i128)> {
        let worth = |it: &Adopted| {
            let halves = if it.is_front { 3 } else { 2 };
            let thirds = if it.is_repost { 1 } else { 3 };
            // Over six, to the nearest, a half up.
            (i128::from(self.rules.values[it.level]) * halves * thirds + 3).div_euclid(6)
        };
        let mut all: Vec<_> = adoptions
            .iter()
            .map(|(n, it)| (it.on, *n, it.level, worth(it)))
            .collect();
        all.sort_unstable();
        // Whether one stands before another: worth, level, the earlier day, the earlier record.
        let beats = |one: &(u32, i64, usize, i128), other: &(u32, i64, usize, i128)| {
            (one.3, one.2, other.0, other.1) > (other.3, other.2, one.0, one.1)
        };
        if self.rules.one_per_level {
            let rivals = all.clone();
            all.retain(|one| !rivals.iter().any(|other| other.2 == one.2 && beats(other, one)));
        }
        let n = match self.rules.keep {
            "cumulative" => all.len(),
            "first" => return all.iter().take(1).map(|one| (one.0, one.3, 0)).collect(),
            "top" => self.rules.top,
            _ => 1,
        };
        if self.rules.difference {
            let mut best = 0;
            let mut kept = Vec::new();
            for one in all.iter().filter(|one| one.3 > 0) {
                if one.3 > best {
                    kept.push((one.0, one.3, best));
                    best = one.3;
                }
            }
            return kept;
        }
        let is_kept =
            |one: &&(u32, i64, usize, i128)| all.iter().filter(|other| beats(other, one)).count() < n;
        all.iter().filter(is_kept).map(|one| (one.0, one.3, 0)).collect()
    }

    /// The instructions that count: day and value.
    fn instructed(&self, article: &Article, adopted: i128) -> Vec<(u32, i128)> {
        let Some(rules) = &self.rules.instruction else {
            return Vec::new();
        };
        let worth = |level: usize| {
            let figure = i128::from(rules.figures[level]);
            if rules.multiplies {
                // The figure is the factor in tenths; what it adds, a half up.
                (adopted * (figure - 10) * 2 + 10).div_euclid(20)
            } else {
                figure
            }
        };
        let all = article.instructions.iter();
        let mut all: Vec<_> = all.map(|(n, it)| (-worth(it.level), it.on, *n)).collect();
        all.sort_unstable();
        if rules.highest {
            all.truncate(1);
        }
        all.into_iter().map(|(value, on, _)| (on, -value)).collect()
    }

    fn weeks(&mut self) {
        let mut outcomes = Vec::new();
        for (whose, seen) in &self.seen {
            let weeks: BTreeSet<u32> = seen.days.iter().map(|on| on / 7).collect();
            for week in weeks.into_iter().filter(|_| matches!(whose, Subject::Unit(_))) {
                let n = i128::try_from(seen.valid.iter().filter(|on| **on / 7 == week).count()).unwrap();
                let min = i128::from(self.rules.min);
                let worth = if n < min { -25 } else { 100 + 50 * (n - min) };
                outcomes.push((*whose, month_of(week * 7 + 3), worth));
            }
        }
        for (whose, month, worth) in outcomes {
            self.enter(whose, month, Kind::Quota, worth);
        }
    }

    /// The periods in which anything was recorded of a subject, by their first and last month.
    fn periods(&self, span: Span) -> Vec<(Subject, (u32, u32))> {
        let mut periods = BTreeSet::new();
        for (whose, seen) in &self.seen {
            periods.extend(seen.days.iter().map(|on| (*whose, bounds(span, month_of(*on)))));
        }
        periods.into_iter().collect()
    }

    fn bases(&mut self) {
        let Some((span, base, has_floor)) = self.rules.base else {
            return;
        };
        let base = i128::from(base);
        for (whose, (first, last)) in self.periods(span) {
            if matches!(whose, Subject::Person(_)) {
                continue;
            }
            let is_taken = |entry: &&Entry| {
                let takes = matches!(entry.kind, Kind::Deduction | Kind::Quota) && entry.amount < 0;
                takes && entry.whose == whose && (first..=last).contains(&entry.month)
            };
            let taken: Vec<&Entry> = self.entries.iter().filter(is_taken).collect();
            let left = base + taken.iter().map(|entry| entry.amount).sum::<i128>();
            let booked = taken.iter().map(|entry| entry.month).max().unwrap_or(first);
            self.enter(whose, first, Kind::Base, base);
            if has_floor && left < 0 {
                self.enter(whose, booked, Kind::Base, -left);
            }
        }
    }

    fn ceilings(&mut self) {
        for (span, at, of_all) in self.rules.caps.clone() {
            for (whose, (first, last)) in self.periods(span) {
                let counts = |entry: &Entry| match entry.kind {
                    Kind::Adoption => true,
                    Kind::Filing | Kind::Instruction | Kind::Quota => of_all,
                    Kind::Cut { of_all: wide } => of_all || !wide,
                    Kind::Deduction | Kind::Base | Kind::Veto => false,
                };
                let (mut sum, mut cut) = (0, 0);
                for month in first..=last {
                    let of_month = self
                        .entries
                        .iter()
                        .filter(|entry| entry.whose == whose && entry.month == month);
                    sum += of_month
                        .filter(|entry| counts(entry))
                        .map(|entry| entry.amount)
                        .sum::<i128>();
                    let over = (sum - i128::from(at)).max(0);
                    self.enter(whose, month, Kind::Cut { of_all }, cut - over);
                    // What was cut just now is no part of the sum that goes on.
                    cut = over;
                }
            }
        }
    }

    fn vetoes(&mut self) {
        let Some((span, at_least, keeps_deductions)) = self.rules.veto else {
            return;
        };
        for (whose, (first, last)) in self.periods(span) {
            let errors = &self.seen[&whose].n_errors_by_day;
            let in_period = errors
                .iter()
                .filter(|(on, _)| (first..=last).contains(&month_of(**on)));
            if in_period.map(|(_, n)| n).sum::<u32>() < at_least {
                continue;
            }
            for month in first..=last {
                let is_lost = |entry: &&Entry| {
                    let stays = keeps_deductions && entry.kind == Kind::Deduction;
                    entry.whose == whose && entry.month == month && !stays
                };
                let lost: i128 = self
                    .entries
                    .iter()
                    .filter(is_lost)
                    .map(|entry| entry.amount)
                    .sum();
                self.enter(whose, month, Kind::Veto, -lost);
            }
        }
    }
}

/// The part at a place of an amount, a negative one as if it were owed: hundredth after hundredth goes to whoever is
/// furthest below the exact part, the first of equals.
fn part(amount: i128, weights: &[i128], at: usize) -> i128 {
    let (size, all) = (amount.abs(), weights.iter().sum::<i128>());
    let mut parts: Vec<i128> = weights.iter().map(|weight| size * weight / all).collect();
    while parts.iter().sum::<i128>() < size {
        let lack = |at: &usize| size * weights[*at] - parts[*at] * all;
        let neediest = (0..weights.len()).rev().max_by_key(lack).unwrap();
        parts[neediest] += 1;
    }
    parts[at] * amount.signum()
}
