//! The queues of the desk, named for what is to be done next, and the place in one of them that an address names.

use chrono::NaiveDate;
use entity::{ArticleId, ArticleState, OrganisationId, PersonId};
use serde::{Deserialize, Serialize};

use crate::newsroom::{ArticleFilter, ArticleOrder};

/// A queue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// 待领取: nobody has them in hand.
    Unclaimed,
    /// 待我审: the viewer has them in hand.
    Mine,
    /// 全部在审: somebody has them in hand.
    InHand,
    /// 退回待改: with their reporters.
    Returned,
    /// 超期: with their reporters for too long.
    Overdue,
    /// 待用.
    Held,
    /// 待录采用: accepted, not adopted anywhere yet.
    Accepted,
}

impl Queue {
    /// Every queue, in the order of the page.
    pub const ALL: [Self; 7] = [
        Self::Mine,
        Self::Unclaimed,
        Self::Accepted,
        Self::Returned,
        Self::Overdue,
        Self::Held,
        Self::InHand,
    ];

    /// Its name in the address.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Unclaimed => "unclaimed",
            Self::Mine => "mine",
            Self::InHand => "in_hand",
            Self::Returned => "returned",
            Self::Overdue => "overdue",
            Self::Held => "held",
            Self::Accepted => "accepted",
        }
    }

    /// The queue of that name.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|queue| queue.code() == code)
    }

    /// Which articles stand in it for an editor on a day of Asia/Shanghai; what waits longest comes first.
    pub fn filter(self, editor: PersonId, today: NaiveDate) -> ArticleFilter {
        let of = |state| ArticleFilter {
            left_unit: true,
            states: vec![state],
            order: ArticleOrder::Waiting,
            ..ArticleFilter::default()
        };
        match self {
            Self::Unclaimed => of(ArticleState::Submitted),
            Self::Mine => ArticleFilter {
                claimed_by: Some(editor),
                ..of(ArticleState::InReview)
            },
            Self::InHand => of(ArticleState::InReview),
            Self::Returned => of(ArticleState::Returned),
            Self::Overdue => ArticleFilter {
                due_before: Some(today),
                ..of(ArticleState::Returned)
            },
            Self::Held => of(ArticleState::Held),
            Self::Accepted => ArticleFilter {
                adopted: Some(false),
                ..of(ArticleState::Accepted)
            },
        }
    }
}

/// A place at the desk, as its address says it: the queue, what narrows it, the article that lies open.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Place {
    /// The queue's code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub queue: String,
    /// Only articles of this organisation and those below it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub unit: String,
    /// Only articles of this type.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub r#type: String,
    /// Only articles whose title or number has this.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub words: String,
    /// The page of the list.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The article that lies open.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub article: String,
    /// The article that was decided on just now, so that it can be taken back.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub decided: String,
}

impl Place {
    /// The place that a form carried along; the desk as such where it carried nothing readable.
    pub fn carried(text: &str) -> Self {
        serde_urlencoded::from_str(text).unwrap_or_default()
    }

    /// What a form carries along: the place without the article.
    pub fn to_carry(&self) -> String {
        serde_urlencoded::to_string(self.clone().at(None)).unwrap_or_default()
    }

    /// The same place with an article open, or none.
    pub fn at(mut self, article: Option<ArticleId>) -> Self {
        self.article = article.map_or_else(String::new, |id| id.to_string());
        self.decided.clear();
        self
    }

    /// The same place just after a decision.
    pub fn after(mut self, decided: ArticleId) -> Self {
        self.decided = decided.to_string();
        self
    }

    /// The same queue from another page of its list.
    pub fn on_page(&self, page: u64) -> Self {
        Self {
            page: page.to_string(),
            ..self.clone().at(None)
        }
    }

    /// The address.
    pub fn href(&self) -> String {
        let query = serde_urlencoded::to_string(self).unwrap_or_default();
        if query.is_empty() {
            "/desk".to_owned()
        } else {
            format!("/desk?{query}")
        }
    }

    /// The article that lies open.
    pub fn article_id(&self) -> Option<ArticleId> {
        self.article.parse().ok()
    }

    /// The article that was decided on just now.
    pub fn decided_id(&self) -> Option<ArticleId> {
        self.decided.parse().ok()
    }

    /// The organisation that narrows the list.
    pub fn unit_id(&self) -> Option<OrganisationId> {
        self.unit.parse().ok()
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        !(self.unit.is_empty() && self.r#type.is_empty() && self.words.trim().is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_queue_is_found_by_its_code() {
        for queue in Queue::ALL {
            assert_eq!(Queue::from_code(queue.code()), Some(queue));
        }
        assert_eq!(Queue::from_code("draft"), None);
    }

    #[test]
    fn a_place_survives_the_way_through_a_form_and_leaves_its_article_behind() {
        let place = Place {
            queue: "mine".into(),
            unit: "3".into(),
            words: "网格 & 灯".into(),
            ..Place::default()
        };
        let open = place.clone().at(Some(ArticleId(7)));
        assert_eq!(
            open.href(),
            "/desk?queue=mine&unit=3&words=%E7%BD%91%E6%A0%BC+%26+%E7%81%AF&article=7"
        );
        assert_eq!(Place::carried(&open.to_carry()), place);
    }

    #[test]
    fn what_no_form_of_ours_carried_leads_to_the_desk_alone() {
        assert_eq!(Place::carried("https://example.org/").href(), "/desk");
        assert_eq!(Place::carried("").href(), "/desk");
    }
}
