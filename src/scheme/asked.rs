//! What a week asks of somebody before anything of it is counted: the weekly quota of the scheme in force, leave and
//! holidays considered. The meters of the pages ask here, so that they cannot contradict the ledger.

use std::collections::BTreeMap;

use super::account::{Account, Duty};
use super::article::Accounts;
use super::book::{Book, Shelf};
use super::docket::Docket;
use super::document::Count;
use super::fact::{Body, Fact};
use super::ids::Subject;
use super::share_holidays;
use crate::calendar::{Length, Period, Week};

/// What a week asks of a subject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// So many pieces.
    Pieces(u32),
    /// None, because of leave, holidays or a late start; the reason.
    Excused(String),
    /// None, because the subject is not assessed.
    Nothing,
}

/// What these weeks ask of these subjects, week by week; `None` where the scheme in force has no weekly quota of pieces
/// for such a subject, or no scheme is in force. `facts` are their stretches on the roll, their leave, the holidays,
/// and what withdrew them. Where several quotas ask, the largest counts; pieces that an earlier week left to be made up
/// are not among them.
#[must_use]
pub fn asked(
    book: &Book,
    facts: &[Fact],
    subjects: &[Subject],
    weeks: &[Week],
) -> BTreeMap<Subject, Vec<Option<Asked>>> {
    let docket = Docket::of(facts);
    let mut accounts: Accounts<'_> = subjects.iter().map(|one| (*one, Account::default())).collect();
    for fact in &docket.loose {
        match &fact.body {
            Body::Roster(it) => {
                if let Some(account) = accounts.get_mut(&it.named.subject) {
                    account.rosters.push(it);
                }
            }
            Body::Exemption(it) => {
                if let Some(account) = it.subject.and_then(|subject| accounts.get_mut(&subject)) {
                    account.exemptions.push(it);
                }
            }
            _ => {}
        }
    }
    share_holidays(&docket, &mut accounts);
    let shelf = Shelf::of(book);
    let of_weeks = |subject: Subject, account: &Account<'_>| {
        let in_week = |week: &Week| in_week(&shelf, subject, account, *week);
        weeks.iter().map(in_week).collect()
    };
    accounts
        .iter()
        .map(|(subject, account)| (*subject, of_weeks(*subject, account)))
        .collect()
}

fn in_week(shelf: &Shelf<'_>, subject: Subject, account: &Account<'_>, week: Week) -> Option<Asked> {
    let period = Period::Week(week);
    let class = account.class_in(period);
    let scheme = shelf.during(class, period)?;
    let (min, exempt) = scheme
        .quota
        .iter()
        .filter(|rule| rule.period == Length::Week && rule.count == Count::Submitted)
        .filter(|rule| rule.subject.admits(subject) && rule.when.unit_class.admits(class))
        .filter(|rule| !rule.roster_only || !account.rosters.is_empty())
        .map(|rule| {
            let min = account.target(&rule.code, period).unwrap_or(rule.min);
            (min, rule.exempt)
        })
        .max_by_key(|(min, _)| *min)?;
    Some(match account.duty(period, exempt) {
        Duty::Asked => Asked::Pieces(min),
        Duty::Exempt(why) => Asked::Excused(why),
        Duty::Unassessed => Asked::Nothing,
    })
}
