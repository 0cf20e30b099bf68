//! Why a posting is reversed, read off the facts: what it rested on was withdrawn or replaced, something else was
//! recorded since, or the scheme is another.

use std::collections::HashMap;

use entity::posting;

use crate::Result;
use crate::scheme::{ArticleId, Body, Fact, FactId, Line, Standing};

/// Why a posting is reversed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Cause {
    /// In words, such as 撤回采用：登记有误.
    pub text: String,
    /// The fact that withdrew or replaced what the posting, or a competitor of it, rested on.
    pub undone_by: Option<i64>,
}

/// What the facts of a settlement say of each other.
pub(super) struct Causes<'f> {
    by_id: HashMap<FactId, &'f Fact>,
    /// What withdrew or replaced a fact.
    undone_by: HashMap<FactId, FactId>,
    /// The newest fact about an article, withdrawals of such facts among them.
    newest_of: HashMap<ArticleId, FactId>,
}

impl<'f> Causes<'f> {
    /// Reads them off facts in the order of their numbers.
    pub(super) fn among(facts: &'f [Fact]) -> Self {
        let by_id: HashMap<FactId, &Fact> = facts.iter().map(|fact| (fact.id, fact)).collect();
        let (mut undone_by, mut newest_of) = (HashMap::new(), HashMap::new());
        for fact in facts {
            undone_by.extend(target(fact).map(|gone| (gone, fact.id)));
            newest_of.extend(article_of(fact, &by_id).map(|article| (article, fact.id)));
        }
        Self {
            by_id,
            undone_by,
            newest_of,
        }
    }

    /// Why a posting does not stand any more, where `wanted` is the line in its place, if there is one, priced by another
    /// version of the scheme or not.
    ///
    /// # Errors
    /// [`Error::Broken`](crate::Error::Broken) where its list of facts cannot be read.
    pub(super) fn of(
        &self,
        row: &posting::Model,
        (wanted, is_other_scheme): (Option<&Line>, bool),
    ) -> Result<Cause> {
        let grounds: Vec<i64> = serde_json::from_str(&row.facts)?;
        let is_since = |id: &FactId| id.0 > row.last_fact;
        let undoing = grounds.iter().filter_map(|id| self.last_undoing(FactId(*id)));
        if let Some(fact) = undoing.filter(is_since).max() {
            return Ok(self.undone(fact));
        }
        let newest = row
            .article_id
            .and_then(|id| self.newest_of.get(&ArticleId(id.0)).copied());
        let joined = || wanted.and_then(|line| line.facts.iter().max().copied());
        if let Some(fact) = newest.filter(is_since).or_else(|| joined().filter(is_since)) {
            return Ok(self.undone(fact));
        }
        let text = if is_other_scheme {
            "计分办法变更"
        } else {
            "当期其他登记变动"
        };
        Ok(Cause {
            text: text.to_owned(),
            undone_by: None,
        })
    }

    /// The last of the facts that one after the other undid a fact; a withdrawal ends them.
    fn last_undoing(&self, id: FactId) -> Option<FactId> {
        let undoing = |id: &FactId| self.undone_by.get(id).copied().filter(|next| next > id);
        std::iter::successors(undoing(&id), undoing).last()
    }

    fn undone(&self, id: FactId) -> Cause {
        let Some(fact) = self.by_id.get(&id) else {
            return Cause {
                text: "当期其他登记变动".to_owned(),
                undone_by: None,
            };
        };
        Cause {
            text: self.words(fact),
            undone_by: target(fact).map(|_| id.0),
        }
    }

    fn words(&self, fact: &Fact) -> String {
        match &fact.body {
            Body::Withdrawal(it) => {
                let gone = self.by_id.get(&it.withdraws);
                let what = gone.map_or("登记", |fact| fact.body.word());
                if it.reason.is_empty() {
                    format!("撤回{what}")
                } else {
                    format!("撤回{what}：{}", it.reason)
                }
            }
            body if fact.replaces.is_none() => format!("后来登记的{}", body.word()),
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
        }
    }
}

/// What a fact withdraws or replaces.
fn target(fact: &Fact) -> Option<FactId> {
    match &fact.body {
        Body::Withdrawal(it) => Some(it.withdraws),
        _ => fact.replaces,
    }
}

/// The article of a fact; of a withdrawal that of what it withdraws, however often.
fn article_of(fact: &Fact, by_id: &HashMap<FactId, &Fact>) -> Option<ArticleId> {
    match &fact.body {
        Body::Withdrawal(it) if it.withdraws < fact.id => article_of(by_id.get(&it.withdraws)?, by_id),
        body => body.article(),
    }
}
