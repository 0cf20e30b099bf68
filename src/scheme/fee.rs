//! Money for points (兑现): so much a point, or a pool that all share. Pure arithmetic over what the ledger counted; who
//! is paid when, and whether it was paid, is the cashier's list.

use schemars::JsonSchema;
use serde::Deserialize;

use super::document::{Scheme, Whom};
use super::ids::Subject;
use super::line::Family;
use crate::calendar::Length;
use crate::points::{Points, Ratio, Rounding};

impl Scheme {
    /// Whether it counts money: a fee scheme stands beside the scheme of points and takes nothing from it.
    #[must_use]
    pub fn is_money(&self) -> bool {
        self.unit == "元"
    }
}

/// What points are paid with.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    /// The rule's code.
    pub code: String,
    /// Who is paid; said in every rule, since `both` pays for the same points twice.
    pub subject: Whom,
    /// How often it is reckoned.
    pub period: Length,
    /// Which families of lines are paid; empty is every one but `opening`, whose points were paid where they come from.
    #[serde(default)]
    pub family: Vec<Family>,
    /// Yuan for each point (每分×元).
    #[serde(default)]
    pub per_point: Option<Ratio>,
    /// Yuan that all share in a period.
    #[serde(default)]
    pub pool: Option<Points>,
    /// By what the pool is shared.
    #[serde(default)]
    pub share_by: ShareBy,
    /// Yuan that one subject receives at the most.
    #[serde(default)]
    pub at_most: Option<Points>,
}

/// By what a pool is shared.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ShareBy {
    /// By points.
    #[default]
    Points,
    /// By the number of articles that earned any in the families that are paid.
    Items,
}

/// What a subject earned in a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Earned {
    /// Who.
    pub subject: Subject,
    /// Points by family.
    pub points: Vec<(Family, Points)>,
    /// Of each article its points by family.
    pub items: Vec<Vec<(Family, Points)>>,
}

/// What a subject is paid.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paid {
    /// Who.
    pub subject: Subject,
    /// Yuan.
    pub yuan: Points,
    /// How it was reckoned, in Chinese.
    pub sentence: String,
}

/// What of it a fee pays.
struct Counted<'a> {
    earned: &'a Earned,
    /// Points, not below 0.
    points: Points,
    /// Articles with points above 0.
    n_items: u32,
}

impl Fee {
    /// What each is paid for a period. A pool is shared to the last fen by the largest remainder; whoever has nothing or
    /// less receives nothing. `None` when a number does not fit.
    #[must_use]
    pub fn pay(&self, earned: &[Earned], rounding: Rounding) -> Option<Vec<Paid>> {
        let entitled = earned.iter().filter(|one| self.subject.admits(one.subject));
        let counted: Vec<Counted<'_>> = entitled.map(|one| self.counted(one)).collect();
        let shares = match self.pool {
            Some(pool) => self.shares(pool, &counted)?,
            None => Vec::new(),
        };
        let mut paid = Vec::with_capacity(counted.len());
        for (at, one) in counted.iter().enumerate() {
            let points = one.points;
            let (yuan, how) = if let (Some(pool), Some(share)) = (self.pool, shares.get(at)) {
                let what = match self.share_by {
                    ShareBy::Points => format!("{points} 分"),
                    ShareBy::Items => format!("{} 篇", one.n_items),
                };
                (*share, format!("{pool} 元按比例分配，{what}"))
            } else {
                let rate = self.per_point?;
                (points.times(rate, rounding)?, format!("{points} 分 × {rate} 元"))
            };
            let capped = self.at_most.map_or(yuan, |most| yuan.min(most));
            let limit = if capped < yuan { "，封顶" } else { "" };
            paid.push(Paid {
                subject: one.earned.subject,
                yuan: capped,
                sentence: format!("{}：{how}{limit} = {capped} 元", self.code),
            });
        }
        Some(paid)
    }

    /// Whether points of a family are paid.
    fn pays(&self, family: Family) -> bool {
        if self.family.is_empty() {
            family != Family::Opening
        } else {
            self.family.contains(&family)
        }
    }

    fn counted<'a>(&self, earned: &'a Earned) -> Counted<'a> {
        let sum = |points: &[(Family, Points)]| -> Points {
            let paid = points.iter().filter(|(family, _)| self.pays(*family));
            paid.map(|(_, points)| *points).sum()
        };
        let items = earned.items.iter().filter(|item| sum(item) > Points::ZERO);
        Counted {
            earned,
            points: sum(&earned.points).max(Points::ZERO),
            n_items: u32::try_from(items.count()).unwrap_or(u32::MAX),
        }
    }

    fn shares(&self, pool: Points, counted: &[Counted<'_>]) -> Option<Vec<Points>> {
        let weights = counted.iter().map(|one| match self.share_by {
            ShareBy::Points => u32::try_from(one.points.hundredths()).ok(),
            ShareBy::Items => Some(one.n_items),
        });
        let weights: Vec<u32> = weights.collect::<Option<_>>()?;
        if weights.iter().all(|weight| *weight == 0) {
            return Some(vec![Points::ZERO; weights.len()]);
        }
        Some(pool.split(&weights))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::PersonId;
    use proptest::prelude::*;

    fn fee(text: &str) -> Fee {
        let head = "code = \"兑现\"\nsubject = \"person\"\nperiod = \"month\"";
        toml::from_str(&format!("{head}\n{text}")).unwrap()
    }

    /// So many points by adoption, one by the quota, five brought in; and so many articles adopted.
    fn earned(person: i64, points: &str, n_items: usize) -> Earned {
        Earned {
            subject: Subject::Person(PersonId(person)),
            points: vec![
                (Family::Adoption, points.parse().unwrap()),
                (Family::Quota, Points::whole(1)),
                (Family::Opening, Points::whole(5)),
            ],
            items: vec![vec![(Family::Adoption, Points::whole(1))]; n_items],
        }
    }

    fn yuan(fee: &Fee, earned: &[Earned]) -> Vec<String> {
        let paid = fee.pay(earned, Rounding::HalfUp).unwrap();
        paid.iter().map(|one| one.yuan.to_string()).collect()
    }

    #[test]
    fn a_point_is_worth_so_many_yuan_of_the_families_that_are_paid() {
        // S19: 3 yuan a point. 7.5 × 3 = 22.5; the quota's point is not paid.
        let three = fee("per_point = 3\nfamily = [\"adoption\"]");
        assert_eq!(
            yuan(&three, &[earned(1, "7.5", 2), earned(2, "-4", 0)]),
            ["22.5", "0"]
        );
        let paid = three.pay(&[earned(1, "7.5", 2)], Rounding::HalfUp).unwrap();
        assert_eq!(paid[0].sentence, "兑现：7.5 分 × 3 元 = 22.5 元");
        // S28: 1 yuan a point; every family but what was brought in: 7.5 + 1.
        assert_eq!(yuan(&fee("per_point = 1"), &[earned(1, "7.5", 2)]), ["8.5"]);
        let named = fee("per_point = 1\nfamily = [\"opening\"]");
        assert_eq!(yuan(&named, &[earned(1, "7.5", 2)]), ["5"]);
        assert_eq!(
            yuan(&fee("per_point = 1\nat_most = 8"), &[earned(1, "7.5", 2)]),
            ["8"]
        );
    }

    #[test]
    fn a_pool_is_shared_by_items_to_the_last_fen() {
        // S55: 1000 ÷ 7 items × own items: 4, 2 and 1.
        let pool = fee("pool = 1000\nshare_by = \"items\"");
        let shares = yuan(&pool, &[earned(1, "9", 4), earned(2, "1", 2), earned(3, "3", 1)]);
        assert_eq!(shares, ["571.43", "285.71", "142.86"]);
        assert_eq!(yuan(&pool, &[earned(1, "0", 0)]), ["0"], "nobody filed");
    }

    #[test]
    fn a_pool_by_items_counts_those_of_the_families_that_are_paid() {
        let pool = fee("pool = 100\nshare_by = \"items\"\nfamily = [\"adoption\"]");
        let mut filer = earned(1, "0", 1);
        filer.items.push(vec![(Family::Submission, Points::whole(9))]);
        filer.items.push(vec![
            (Family::Adoption, Points::whole(-1)),
            (Family::Submission, Points::whole(9)),
        ]);
        assert_eq!(yuan(&pool, &[filer, earned(2, "1", 1)]), ["50", "50"]);
    }

    proptest! {
        #[test]
        fn a_pool_is_paid_out_whole_whatever_was_earned(
            points in proptest::collection::vec(0_i64..1_000_000, 1..20), pool in 1_i64..10_000_000,
        ) {
            prop_assume!(points.iter().any(|one| *one > 0));
            let mut fee = fee("pool = 1\nfamily = [\"adoption\"]");
            fee.pool = Some(Points::from_hundredths(pool));
            let earned: Vec<Earned> = points
                .iter()
                .enumerate()
                .map(|(at, one)| Earned {
                    subject: Subject::Person(PersonId(i64::try_from(at).unwrap())),
                    points: vec![(Family::Adoption, Points::from_hundredths(*one))],
                    items: vec![vec![(Family::Adoption, Points::from_hundredths(*one))]],
                })
                .collect();
            let paid = fee.pay(&earned, Rounding::HalfUp).unwrap();
            prop_assert_eq!(paid.iter().map(|one| one.yuan).sum::<Points>(), Points::from_hundredths(pool));
        }
    }
}
