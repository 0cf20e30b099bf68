//! Merit selection (评优) and standing: who is chosen by place, total and variety, what rules somebody out, how long the
//! list is public before it holds, and who loses a standing by falling short again and again. Pure: the caller brings
//! what each did in the year.

use std::cmp::Reverse;

use chrono::{Days, NaiveDate};
use schemars::JsonSchema;
use serde::Deserialize;

use super::document::Whom;
use super::ids::Subject;
use super::matcher::Texts;
use crate::calendar::Length;
use crate::points::Points;

/// A title for which persons or units are chosen.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Merit {
    /// The title, such as 先进单位.
    pub code: String,
    /// Who may be chosen.
    pub subject: Whom,
    /// Of which period.
    pub period: Length,
    /// How many are chosen; all who qualify when absent. Whoever ties with the last is chosen too.
    #[serde(default)]
    pub top: Option<u32>,
    /// The least total.
    #[serde(default)]
    pub at_least: Option<Points>,
    /// The least number of adopted articles.
    #[serde(default)]
    pub min_adopted: u32,
    /// The least number of types among the adopted articles.
    #[serde(default)]
    pub min_types: u32,
    /// Incidents that rule out (取消评优资格).
    #[serde(default)]
    pub ruled_out_by: Texts,
    /// Whoever missed a target of the period is ruled out.
    #[serde(default)]
    pub only_on_target: bool,
    /// Days for which the list is public before it holds (公示).
    #[serde(default)]
    pub public_days: u32,
}

/// A standing that is lost by falling short again and again, such as 正式通讯员.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Demotion {
    /// The standing.
    pub code: String,
    /// Whose.
    #[serde(default)]
    pub subject: Whom,
    /// The length of the periods that are looked at.
    pub period: Length,
    /// The total that is asked.
    pub at_least: Points,
    /// After so many periods below it in a row; it comes back with the first period that reaches it.
    pub times: u32,
}

/// What somebody did in the period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// Who.
    pub subject: Subject,
    /// The total.
    pub points: Points,
    /// The type of each adopted article.
    pub adopted: Vec<String>,
    /// Incidents of the period.
    pub incidents: Vec<String>,
    /// Whether every target of the period was met.
    pub is_on_target: bool,
}

/// Why somebody is not chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotChosen {
    /// An incident rules out.
    RuledOut(String),
    /// A target was missed.
    OffTarget,
    /// The total is too low.
    TooFewPoints,
    /// Too few articles were adopted.
    TooFewAdopted(u32),
    /// They were of too few types.
    TooFewTypes(u32),
    /// All others qualify with more points; the place among those who qualify.
    Behind(u32),
}

/// The outcome for one candidate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chosen {
    /// Who.
    pub subject: Subject,
    /// The place among those who qualify, where one is chosen; else why not.
    pub outcome: Result<u32, NotChosen>,
}

impl Merit {
    /// Who is chosen, in the order of the candidates.
    #[must_use]
    pub fn choose(&self, candidates: &[Candidate]) -> Vec<Chosen> {
        let entitled: Vec<&Candidate> = candidates
            .iter()
            .filter(|one| self.subject.admits(one.subject))
            .collect();
        let mut totals: Vec<Points> = entitled
            .iter()
            .filter(|one| self.bar(one).is_none())
            .map(|one| one.points)
            .collect();
        totals.sort_by_key(|points| Reverse(*points));
        let place = |points: Points| {
            let ahead = totals.iter().filter(|other| **other > points).count();
            u32::try_from(ahead + 1).unwrap_or(u32::MAX)
        };
        let outcome = |one: &Candidate| match self.bar(one) {
            Some(why) => Err(why),
            None => match place(one.points) {
                place if self.top.is_none_or(|top| place <= top) => Ok(place),
                place => Err(NotChosen::Behind(place)),
            },
        };
        entitled
            .into_iter()
            .map(|one| Chosen {
                subject: one.subject,
                outcome: outcome(one),
            })
            .collect()
    }

    /// The first day on which a list that was published on a day holds.
    #[must_use]
    pub fn holds_from(&self, published: NaiveDate) -> NaiveDate {
        published
            .checked_add_days(Days::new(u64::from(self.public_days)))
            .unwrap_or(NaiveDate::MAX)
    }

    /// What keeps a candidate out, the gravest first.
    fn bar(&self, one: &Candidate) -> Option<NotChosen> {
        if let Some(incident) = one.incidents.iter().find(|one| self.ruled_out_by.0.contains(one)) {
            return Some(NotChosen::RuledOut(incident.clone()));
        }
        if self.only_on_target && !one.is_on_target {
            return Some(NotChosen::OffTarget);
        }
        if self.at_least.is_some_and(|least| one.points < least) {
            return Some(NotChosen::TooFewPoints);
        }
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let n_adopted = count(one.adopted.len());
        if n_adopted < self.min_adopted {
            return Some(NotChosen::TooFewAdopted(n_adopted));
        }
        let types: std::collections::BTreeSet<&String> = one.adopted.iter().collect();
        let n_types = count(types.len());
        (n_types < self.min_types).then_some(NotChosen::TooFewTypes(n_types))
    }
}

impl Demotion {
    /// Whether the standing is lost after these totals, the oldest first.
    #[must_use]
    pub fn is_lost(&self, totals: &[Points]) -> bool {
        let short = totals
            .iter()
            .rev()
            .take_while(|total| **total < self.at_least)
            .count();
        self.times > 0 && u32::try_from(short).unwrap_or(u32::MAX) >= self.times
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::{PersonId, UnitId};

    fn merit(text: &str) -> Merit {
        toml::from_str(&format!(
            "code = \"先进\"\nsubject = \"unit\"\nperiod = \"year\"\n{text}"
        ))
        .unwrap()
    }

    fn unit(id: i64, points: &str, adopted: &[&str]) -> Candidate {
        Candidate {
            subject: Subject::Unit(UnitId(id)),
            points: points.parse().unwrap(),
            adopted: adopted.iter().map(|one| (*one).to_owned()).collect(),
            incidents: Vec::new(),
            is_on_target: true,
        }
    }

    fn outcomes(merit: &Merit, candidates: &[Candidate]) -> Vec<Result<u32, NotChosen>> {
        merit
            .choose(candidates)
            .into_iter()
            .map(|one| one.outcome)
            .collect()
    }

    #[test]
    fn the_first_so_many_are_chosen_and_a_tie_with_the_last_is_chosen_too() {
        let two = merit("top = 2");
        let candidates = [
            unit(1, "30", &[]),
            unit(2, "20", &[]),
            unit(3, "20", &[]),
            unit(4, "19.99", &[]),
        ];
        assert_eq!(
            outcomes(&two, &candidates),
            [Ok(1), Ok(2), Ok(2), Err(NotChosen::Behind(4))]
        );
    }

    #[test]
    fn a_threshold_a_minimum_of_articles_and_of_types_must_be_reached() {
        let merit = merit("at_least = 20\nmin_adopted = 2\nmin_types = 2");
        let candidates = [
            unit(1, "20", &["信息", "调研"]),
            unit(2, "19", &["信息", "调研"]),
            unit(3, "50", &["信息"]),
            unit(4, "50", &["信息", "信息"]),
        ];
        assert_eq!(
            outcomes(&merit, &candidates),
            [
                Ok(1),
                Err(NotChosen::TooFewPoints),
                Err(NotChosen::TooFewAdopted(1)),
                Err(NotChosen::TooFewTypes(1)),
            ]
        );
    }

    #[test]
    fn an_incident_or_a_missed_target_rules_out_and_the_next_moves_up() {
        let merit = merit("top = 1\nruled_out_by = [\"plagiarism\", \"false\"]\nonly_on_target = true");
        let mut candidates = [unit(1, "90", &[]), unit(2, "80", &[]), unit(3, "70", &[])];
        candidates[0].incidents.push("false".to_owned());
        candidates[1].is_on_target = false;
        assert_eq!(
            outcomes(&merit, &candidates),
            [
                Err(NotChosen::RuledOut("false".to_owned())),
                Err(NotChosen::OffTarget),
                Ok(1),
            ]
        );
        candidates[0].incidents = vec!["error".to_owned()];
        assert_eq!(outcomes(&merit, &candidates)[0], Ok(1), "other incidents do not");
    }

    #[test]
    fn persons_are_not_chosen_for_a_title_of_units_and_a_list_holds_after_its_publicity() {
        let merit = merit("public_days = 5");
        let person = Candidate {
            subject: Subject::Person(PersonId(1)),
            ..unit(1, "99", &[])
        };
        assert!(merit.choose(&[person]).is_empty());
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(merit.holds_from(day("2026-12-28")), day("2027-01-02"));
    }

    #[test]
    fn two_quarters_below_fifty_lose_the_standing_and_reaching_it_brings_it_back() {
        let demotion: Demotion =
            toml::from_str("code = \"正式通讯员\"\nperiod = \"quarter\"\nat_least = 50\ntimes = 2").unwrap();
        let totals =
            |texts: &[&str]| -> Vec<Points> { texts.iter().map(|text| text.parse().unwrap()).collect() };
        assert!(!demotion.is_lost(&totals(&["80", "49.99"])));
        assert!(demotion.is_lost(&totals(&["80", "49.99", "0"])));
        assert!(!demotion.is_lost(&totals(&["10", "50", "20"])));
        assert!(!demotion.is_lost(&totals(&["10", "20", "50"])));
        assert!(!demotion.is_lost(&[]));
    }
}
