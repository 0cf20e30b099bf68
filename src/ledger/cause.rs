//! Why a posting is reversed, read off the facts: what it rested on was withdrawn or replaced, something else was
//! recorded since, or the scheme is another.

use std::collections::BTreeSet;

use entity::posting;

use crate::Result;
use crate::scheme::{Body, Fact, FactId, Line, Standing};

/// Why a posting is reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// In words, such as 撤回采用：登记有误.
    pub text: String,
    /// The fact that withdrew or replaced what the posting, or a competitor of it, rested on.
    pub undone_by: Option<i64>,
}

impl Cause {
    fn plain(text: String) -> Self {
        Self {
            text,
            undone_by: None,
        }
    }
}

/// Why a posting does not stand any more, where `wanted` is the line in its place, if there is one, priced by another
/// version of the scheme or not, and `facts` are all that belong to it.
///
/// # Errors
/// [`Error::Broken`](crate::Error::Broken) where its list of facts cannot be read.
pub(super) fn of(
    row: &posting::Model,
    (wanted, is_other_scheme): (Option<&Line>, bool),
    facts: &[Fact],
) -> Result<Cause> {
    let grounds: BTreeSet<FactId> = serde_json::from_str::<Vec<i64>>(&row.facts)?
        .into_iter()
        .map(FactId)
        .collect();
    let since = || facts.iter().filter(|fact| fact.id.0 > row.last_fact);
    let body_of = |id: FactId| facts.iter().find(|fact| fact.id == id).map(|fact| &fact.body);
    // The newest says how things stand: a fact that was replaced twice is undone by the second.
    let of_grounds = since().filter(|fact| target(fact).is_some_and(|gone| is_among(&grounds, gone, facts)));
    if let Some(fact) = of_grounds.last() {
        return Ok(undone(fact, &body_of));
    }
    let article = row.article_id.map(|id| id.0);
    let is_near = |fact: &&Fact| {
        let own = target(fact).and_then(body_of).unwrap_or(&fact.body);
        let of_article = article.is_some() && own.article().map(|id| id.0) == article;
        of_article || wanted.is_some_and(|line| line.facts.contains(&fact.id))
    };
    if let Some(fact) = since().filter(is_near).last() {
        return Ok(match target(fact) {
            Some(_) => undone(fact, &body_of),
            None => Cause::plain(format!("后来登记的{}", fact.body.word())),
        });
    }
    // Of the line of a period, what it rests on no more may be anybody's.
    if let Some(fact) = since().filter(|fact| target(fact).is_some()).last() {
        return Ok(undone(fact, &body_of));
    }
    let text = if is_other_scheme { "计分办法变更" } else { "重新结算" };
    Ok(Cause::plain(text.to_owned()))
}

/// Whether a fact, or the one that it came to replace, is among some.
fn is_among(some: &BTreeSet<FactId>, id: FactId, facts: &[Fact]) -> bool {
    if some.contains(&id) {
        return true;
    }
    let former = facts.iter().find(|fact| fact.id == id).and_then(target);
    former.is_some_and(|former| former < id && is_among(some, former, facts))
}

/// What a fact withdraws or replaces.
fn target(fact: &Fact) -> Option<FactId> {
    match &fact.body {
        Body::Withdrawal(it) => Some(it.withdraws),
        _ => fact.replaces,
    }
}

fn undone<'f>(fact: &Fact, body_of: &impl Fn(FactId) -> Option<&'f Body>) -> Cause {
    let text = match &fact.body {
        Body::Withdrawal(it) => {
            let what = body_of(it.withdraws).map_or("登记", Body::word);
            if it.reason.is_empty() {
                format!("撤回{what}")
            } else {
                format!("撤回{what}：{}", it.reason)
            }
        }
        Body::Submission(it) => match it.standing {
            Standing::Valid => "更正报送",
            Standing::Accepted => "采纳",
            Standing::Declined => "退稿",
            Standing::Duplicate => "判为重复报送",
            Standing::NotFirst => "判为非首报",
            Standing::Withdrawn => "撤回报送",
        }
        .to_owned(),
        body => format!("更正{}", body.word()),
    };
    Cause {
        text,
        undone_by: Some(fact.id.0),
    }
}
