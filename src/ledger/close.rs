//! 结账: closing the oldest open month. Statements are frozen from the postings in a few statements of SQL, whatever the
//! number of people; who is ranked and what held the close is the newsroom's to say. Closing is final.

use std::collections::{BTreeSet, HashMap};

use entity::{Instant, OrganisationId, PersonId, SubjectKind, frozen_statement, period_close};
use sea_orm::{ActiveModelTrait, DatabaseTransaction, EntityTrait};

use super::standings::{Place, rank};
use super::sums::{MonthSum, month_sums, points_in};
use super::{TieRule, chain, head};
use crate::calendar::Month;
use crate::error::Message;
use crate::{Result, db};

/// Why a subject has no place in the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unranked {
    /// 免考核, for the reason that the fact names.
    Exempt(String),
    /// 鼓励报送: may report, is not assessed.
    Encouraged,
}

impl Unranked {
    /// The code and the fact's own words, as they are kept.
    #[must_use]
    pub fn parts(one: Option<&Self>) -> (&'static str, &str) {
        match one {
            None => ("", ""),
            Some(Self::Exempt(why)) => ("exempt", why),
            Some(Self::Encouraged) => ("encouraged", ""),
        }
    }

    /// What is kept, read back.
    #[must_use]
    pub fn from_parts(code: &str, why: &str) -> Option<Self> {
        match code {
            "exempt" => Some(Self::Exempt(why.to_owned())),
            "encouraged" => Some(Self::Encouraged),
            _ => None,
        }
    }

    /// Why, in a sentence.
    #[must_use]
    pub fn message(&self) -> Message {
        match self {
            Self::Encouraged => Message::new("close.encouraged"),
            Self::Exempt(words) if words.is_empty() => Message::new("close.exempt"),
            Self::Exempt(words) => Message::new("close.exempt_for").with("a", words),
        }
    }
}

/// Somebody whose statement is frozen, with what only the newsroom knows of them.
#[derive(Clone, Debug)]
pub struct Account {
    /// Person or unit.
    pub subject: (SubjectKind, i64),
    /// The name as printed.
    pub name: String,
    /// Where they report, with its short name and the code of its class.
    pub unit: (Option<OrganisationId>, String, String),
    /// The first month of the assessment year.
    pub year_first: Month,
    /// Pieces filed in the month, and those of them that a medium adopted.
    pub filed: (i64, i64),
    /// Why there is no place, if there is none.
    pub unranked: Option<Unranked>,
}

/// A month that is to be closed.
#[derive(Clone, Debug)]
pub struct NewClose {
    /// The oldest open month; that it is, the caller has checked.
    pub month: Month,
    /// How places go on after a tie.
    pub ties: TieRule,
    /// What still held it, as JSON.
    pub held_by: String,
    /// Why it is closed all the same; empty where nothing held it.
    pub reason: String,
}

/// Freezes the statements and closes the month.
///
/// # Errors
/// Whatever the database answers; it refuses a month that is closed.
pub async fn close_month(
    tx: &DatabaseTransaction,
    new: NewClose,
    accounts: Vec<Account>,
    (by, now): (PersonId, Instant),
) -> Result<(period_close::Model, Vec<frozen_statement::Model>)> {
    let mut statements = freeze(tx, &new, accounts).await?;
    statements.sort_by_key(|row| (row.subject_kind, row.subject_id));
    let head = head(tx).await?;
    let sum_of = |kind: SubjectKind| {
        let of_kind = statements.iter().filter(|row| row.subject_kind == kind);
        of_kind.map(points).sum::<i64>()
    };
    let mut close = period_close::Model {
        period: new.month.to_string(),
        closed_at: now,
        closed_by: by,
        seq: head.seq,
        hash: head.hash,
        last_fact: head.last_fact,
        ties: new.ties.code().to_owned(),
        n_statements: i64::try_from(statements.len()).unwrap_or(i64::MAX),
        n_postings: statements.iter().map(|row| row.n_postings).sum(),
        person_points: sum_of(SubjectKind::Person),
        unit_points: sum_of(SubjectKind::Unit),
        held_by: new.held_by,
        reason: new.reason,
        digest: String::new(),
    };
    close.digest = digest(&close, &head.facts_hash, &statements);
    period_close::Entity::insert(period_close::ActiveModel::from(close.clone()).reset_all())
        .exec_without_returning(tx)
        .await?;
    let rows = statements.iter().cloned();
    let rows = rows.map(|row| frozen_statement::ActiveModel::from(row).reset_all());
    db::insert_rows(tx, rows, None).await?;
    Ok((close, statements))
}

/// What a subject has in the month, in hundredths.
#[must_use]
pub const fn points(row: &frozen_statement::Model) -> i64 {
    row.earned + row.deducted + row.prior
}

/// The digest of a frozen statement: SHA-256 over every field, each with its length before it.
pub(super) fn statement_digest(row: &frozen_statement::Model) -> String {
    let numbers = [
        row.subject_id,
        row.unit_id.map_or(0, |id| id.0),
        row.opening,
        row.earned,
        row.deducted,
        row.prior,
        row.closing,
        row.n_postings,
        row.n_filed,
        row.n_adopted,
        row.place.unwrap_or(0),
        row.n_ranked,
    ]
    .map(|number| number.to_string());
    let words = [
        row.period.as_str(),
        row.subject_kind.code(),
        &row.name,
        &row.unit,
        &row.class,
        &row.year_first,
        &row.unranked,
        &row.unranked_why,
    ];
    chain::digest(words.into_iter().chain(numbers.iter().map(String::as_str)))
}

/// The digest of a close over its own fields, the digest of the last fact that was known, and those of its statements,
/// in the order of kind and key.
pub(super) fn digest(
    close: &period_close::Model,
    facts_hash: &str,
    statements: &[frozen_statement::Model],
) -> String {
    let numbers = [
        close.closed_at.0,
        close.closed_by.0,
        close.seq,
        close.last_fact,
        close.n_statements,
        close.n_postings,
        close.person_points,
        close.unit_points,
    ]
    .map(|number| number.to_string());
    let words = [
        close.period.as_str(),
        &close.hash,
        facts_hash,
        &close.ties,
        &close.held_by,
        &close.reason,
    ];
    let own = words.into_iter().chain(numbers.iter().map(String::as_str));
    chain::digest(own.chain(statements.iter().map(|row| row.digest.as_str())))
}

/// The statements, ranked by what the month brought.
async fn freeze(
    tx: &DatabaseTransaction,
    new: &NewClose,
    accounts: Vec<Account>,
) -> Result<Vec<frozen_statement::Model>> {
    let sums = month_sums(tx, new.month).await?;
    let firsts: BTreeSet<Month> = accounts.iter().map(|account| account.year_first).collect();
    let firsts: Vec<Month> = firsts.into_iter().collect();
    let runs: Vec<_> = firsts.iter().map(|first| (*first, new.month.minus(1))).collect();
    let openings = points_in(tx, SubjectKind::ALL, &runs).await?;
    let mut places: HashMap<(SubjectKind, i64), (Place, usize)> = HashMap::new();
    for kind in [SubjectKind::Person, SubjectKind::Unit] {
        let ranked = accounts
            .iter()
            .filter(|account| account.subject.0 == kind && account.unranked.is_none());
        let score = |subject| sums.get(subject).map_or(0, MonthSum::points);
        let scores = ranked.map(|account| (account.subject.1, score(&account.subject)));
        let ranking = rank(scores.collect(), new.ties);
        let n = ranking.len();
        places.extend(
            ranking
                .into_iter()
                .map(|place| ((kind, place.subject_id), (place, n))),
        );
    }
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let row = |account: Account| {
        let sum = sums.get(&account.subject).copied().unwrap_or_default();
        let run = firsts.iter().position(|first| *first == account.year_first);
        let opening = run
            .zip(openings.get(&account.subject))
            .and_then(|(run, points)| points[run])
            .unwrap_or(0);
        let place = places.get(&account.subject);
        let (unranked, why) = Unranked::parts(account.unranked.as_ref());
        let mut row = frozen_statement::Model {
            period: new.month.to_string(),
            subject_kind: account.subject.0,
            subject_id: account.subject.1,
            unranked: unranked.to_owned(),
            unranked_why: why.to_owned(),
            name: account.name,
            unit_id: account.unit.0,
            unit: account.unit.1,
            class: account.unit.2,
            year_first: account.year_first.to_string(),
            opening,
            earned: sum.earned,
            deducted: sum.deducted,
            prior: sum.prior,
            closing: opening + sum.points(),
            n_postings: sum.n_postings,
            n_filed: account.filed.0,
            n_adopted: account.filed.1,
            place: place.map(|(place, _)| count(place.rank)),
            n_ranked: place.map_or(0, |(_, n)| count(*n)),
            digest: String::new(),
        };
        row.digest = statement_digest(&row);
        row
    };
    Ok(accounts.into_iter().map(row).collect())
}
