//! Facts put in order: the withdrawn and repeated ones gone, each article's together, in the order of day and number.
//! No rule is applied here; whatever order the facts arrive in, the docket is the same.

use std::collections::{HashMap, HashSet};

use chrono::NaiveDate;

use super::fact::{Body, Fact, Piece, Standing};
use super::ids::{ArticleId, FactId};

/// Everything recorded about one article.
pub struct Dossier<'a> {
    /// Which article.
    pub article: ArticleId,
    /// Its particulars, if any fact carries them.
    pub piece: Option<&'a Piece>,
    /// Its facts by (day, number).
    pub facts: Vec<&'a Fact>,
    /// For each of them that brought another up to date: the first of that chain.
    origins: Origins,
}

impl Dossier<'_> {
    /// The number of a fact, and that of the first of its chain: a line keeps its slot when its fact is replaced.
    pub fn numbers(&self, fact: &Fact) -> (FactId, FactId) {
        (fact.id, self.origins.of(fact.id))
    }
}

/// The first fact of every chain of replacements.
#[derive(Clone, Debug, Default)]
pub struct Origins(HashMap<FactId, FactId>);

impl Origins {
    /// Reads the chains off facts in any order.
    #[must_use]
    pub fn among<'f>(facts: impl IntoIterator<Item = &'f Fact>) -> Self {
        let replaced: HashMap<FactId, FactId> = facts
            .into_iter()
            .filter_map(|fact| Some((fact.id, fact.replaces.filter(|was| *was < fact.id)?)))
            .collect();
        let first = |fact: FactId| std::iter::successors(Some(fact), |id| replaced.get(id).copied()).last();
        let origins = replaced.keys().filter_map(|id| Some((*id, first(*id)?)));
        Self(origins.collect())
    }

    /// The first of a fact's chain; itself where it replaced nothing.
    #[must_use]
    pub fn of(&self, fact: FactId) -> FactId {
        self.0.get(&fact).copied().unwrap_or(fact)
    }

    fn only(&self, facts: &[&Fact]) -> Self {
        let own = facts.iter().filter_map(|fact| self.0.get_key_value(&fact.id));
        Self(own.map(|(id, first)| (*id, *first)).collect())
    }
}

/// All live facts.
pub struct Docket<'a> {
    /// By article, in the order of their numbers.
    pub dossiers: Vec<Dossier<'a>>,
    /// Facts of no article, by number.
    pub loose: Vec<&'a Fact>,
    /// The last day on which anything happened.
    pub last_day: Option<NaiveDate>,
}

impl<'a> Docket<'a> {
    /// Orders facts.
    pub fn of(facts: &'a [Fact]) -> Docket<'a> {
        let mut live: Vec<&Fact> = facts.iter().collect();
        live.sort_by_key(|fact| fact.id);
        live.dedup_by_key(|fact| fact.id);
        let dead = dead(&live);
        let origins = Origins::among(live.iter().copied());
        live.retain(|fact| !dead.contains(&fact.id) && !is_void(fact));

        let last_day = live
            .iter()
            .filter(|fact| !matches!(fact.body, Body::Roster(_) | Body::Exemption(_)))
            .filter_map(|fact| fact.body.day())
            .max();
        let (mut filed, loose): (Vec<&Fact>, Vec<&Fact>) =
            live.into_iter().partition(|fact| fact.body.article().is_some());
        filed.sort_by_cached_key(|fact| (fact.body.article(), fact.body.day(), fact.id));
        let dossiers = filed
            .chunk_by(|one, other| one.body.article() == other.body.article())
            .filter_map(|facts| {
                let article = facts.first()?.body.article()?;
                Some(Dossier {
                    article,
                    piece: piece(facts),
                    facts: facts.to_vec(),
                    origins: origins.only(facts),
                })
            })
            .collect();
        Docket {
            dossiers,
            loose,
            last_day,
        }
    }
}

/// Whether a fact only undoes others: a submission taken back, a stretch of the roll without a day. (A withdrawal has no
/// day and concerns nothing by itself.)
fn is_void(fact: &Fact) -> bool {
    match &fact.body {
        Body::Roster(roster) => roster.until.is_some_and(|until| until < roster.from),
        Body::Submission(submission) => submission.standing == Standing::Withdrawn,
        _ => false,
    }
}

/// The facts that a live later one withdraws or replaces.
///
/// The newest decides first, so that the withdrawal of a withdrawal, or of a correction, brings the original back. What
/// was merely replaced keeps its own target undone: a record that is corrected twice stands once. A fact can only undo
/// an earlier one, so nothing can undo itself in a circle.
fn dead(by_number: &[&Fact]) -> HashSet<FactId> {
    let (mut dead, mut withdrawn) = (HashSet::new(), HashSet::new());
    for fact in by_number.iter().rev() {
        let target = match &fact.body {
            Body::Withdrawal(withdrawal) => Some(withdrawal.withdraws),
            _ => fact.replaces,
        };
        if let Some(target) = target.filter(|target| *target < fact.id)
            && !withdrawn.contains(&fact.id)
        {
            dead.insert(target);
            if matches!(fact.body, Body::Withdrawal(_)) {
                withdrawn.insert(target);
            }
        }
    }
    dead
}

fn piece<'a>(facts: &[&'a Fact]) -> Option<&'a Piece> {
    facts
        .iter()
        .filter_map(|fact| {
            Some((
                matches!(fact.body, Body::Submission(_)),
                fact.id,
                fact.body.piece()?,
            ))
        })
        .max_by_key(|(is_submission, id, _)| (*is_submission, *id))
        .map(|(_, _, piece)| piece)
}
