//! Conversion of totals into an assessment score (折算): linear to a full mark, bands, all or nothing, weighted parts
//! with ceilings, vetoes (一票否决). Pure arithmetic over totals; which period's totals, and whose, the caller decides.

use std::fmt::Write as _;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::points::{Points, Ratio, Rounding};

use super::document::Whom;
use super::line::Family;
use super::matcher::Texts;
use super::trace::{Step, Trace};

/// How a total becomes a score: the sum of its parts, at most the full mark.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Assessment {
    /// The most that can be reached.
    pub full_mark: Points,
    /// The total that counts as passed, before conversion.
    #[serde(default)]
    pub pass: Option<Points>,
    /// Who is assessed.
    #[serde(default)]
    pub subject: Whom,
    /// The parts.
    pub part: Vec<Part>,
    /// What takes the score away, whatever was reached.
    #[serde(default)]
    pub veto: Vec<ScoreVeto>,
}

/// A veto of an assessment: after enough incidents in the year the score is at most so much.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ScoreVeto {
    /// Its name, such as 泄密一票否决.
    pub name: String,
    /// Which incidents.
    pub incident: Texts,
    /// How many it takes within the year.
    #[serde(default = "one")]
    pub at_least: u32,
    /// The score that is left.
    #[serde(default)]
    pub at_most: Points,
}

const fn one() -> u32 {
    1
}

/// One part of the score.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// Its name.
    pub name: String,
    /// The families of lines that it adds up; empty is all.
    #[serde(default)]
    pub family: Vec<Family>,
    /// Linear: points of score for each point.
    #[serde(default)]
    pub times: Option<Ratio>,
    /// Linear to a target: at this total the part reaches `at_most`.
    #[serde(default)]
    pub target: Option<Points>,
    /// Bands: the highest one reached gives the score.
    #[serde(default)]
    pub band: Vec<Band>,
    /// The most that the part brings.
    pub at_most: Points,
}

/// A band of totals.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Band {
    /// From this total on.
    pub at_least: Points,
    /// The score.
    pub score: Points,
}

/// A part of a converted total.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AssessedPart {
    /// Its name.
    pub name: String,
    /// The total that was converted.
    pub total: Points,
    /// The score.
    pub score: Points,
    /// The arithmetic, step by step.
    pub trace: Trace,
    /// The arithmetic in Chinese, with its result.
    pub words: String,
}

/// A converted total with its arithmetic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessed {
    /// The score.
    pub score: Points,
    /// Whether the total passed and no veto applies, where the scheme has a pass mark.
    pub has_passed: Option<bool>,
    /// Each part.
    pub parts: Vec<AssessedPart>,
    /// How parts, full mark and vetoes make the score, in Chinese.
    pub words: String,
}

impl Assessment {
    /// Converts the totals per family of somebody with these incidents in the year; `None` when a number does not fit.
    #[must_use]
    pub fn convert(
        &self,
        totals: &[(Family, Points)],
        incidents: &[String],
        rounding: Rounding,
    ) -> Option<Assessed> {
        let sum_of = |families: &[Family]| -> Points {
            let wanted = totals
                .iter()
                .filter(|(family, _)| families.is_empty() || families.contains(family));
            wanted.map(|(_, points)| *points).sum()
        };
        let mut parts = Vec::with_capacity(self.part.len());
        let mut sum = Points::ZERO;
        for part in &self.part {
            let total = sum_of(&part.family);
            let trace = part.trace(total, rounding);
            let score = trace.evaluate()?;
            sum = sum.checked_add(score)?;
            parts.push(AssessedPart {
                name: part.name.clone(),
                total,
                score,
                words: part.words(total, score),
                trace,
            });
        }
        let (score, words, is_vetoed) = self.limited(sum, incidents);
        let has_passed = self.pass.map(|pass| !is_vetoed && sum_of(&[]) >= pass);
        Some(Assessed {
            score,
            has_passed,
            parts,
            words,
        })
    }

    /// The sum of the parts below the full mark and the vetoes, the sentence that says so, and whether a veto applies.
    fn limited(&self, sum: Points, incidents: &[String]) -> (Points, String, bool) {
        let mut is_vetoed = false;
        let mut score = sum.min(self.full_mark);
        let mut words = if score < sum {
            format!("合计 {sum}，满分 {} = {score}", self.full_mark)
        } else {
            format!("合计 {sum}")
        };
        for veto in &self.veto {
            let n = incidents
                .iter()
                .filter(|one| veto.incident.0.contains(one))
                .count();
            let is_due = u32::try_from(n).is_ok_and(|n| n >= veto.at_least);
            if is_due {
                is_vetoed = true;
                score = score.min(veto.at_most);
                let _ = write!(words, "；{}（{n} 次）= {score}", veto.name);
            }
        }
        (score, words, is_vetoed)
    }
}

/// The adoption rate in tenths of a per cent, a half up, as circulars print it: 7 of 14 is 500, 16 of 28 is 571.
///
/// Nothing filed is printed as 0, never as an error (DOMAIN G4).
#[must_use]
pub const fn adoption_rate(n_adopted: i64, n_filed: i64) -> i64 {
    if n_filed == 0 {
        return 0;
    }
    (2_000 * n_adopted + n_filed) / (2 * n_filed)
}

impl Part {
    /// The highest band that a total reaches.
    fn reached(&self, total: Points) -> Option<&Band> {
        let reached = self.band.iter().filter(|band| band.at_least <= total);
        reached.max_by_key(|band| band.at_least)
    }

    /// The arithmetic in Chinese: `信息：30 ÷ 60 × 10 = 5`.
    fn words(&self, total: Points, score: Points) -> String {
        let counted = total.max(Points::ZERO);
        let how = if !self.band.is_empty() {
            match self.reached(total) {
                Some(band) => format!("{total} 分，达到 {} 分一档", band.at_least),
                None => format!("{total} 分，未达最低一档"),
            }
        } else if let Some(target) = self.target {
            format!("{counted} ÷ {target} × {}", self.at_most)
        } else {
            format!("{counted} × {}", self.times.unwrap_or(Ratio::ZERO))
        };
        let is_capped = self.band.is_empty() && score == self.at_most;
        let limit = if is_capped {
            format!("，最多 {}", self.at_most)
        } else {
            String::new()
        };
        format!("{}：{how}{limit} = {score}", self.name)
    }

    fn trace(&self, total: Points, rounding: Rounding) -> Trace {
        let mut trace = Trace::default();
        if !self.band.is_empty() {
            let band = self.reached(total);
            trace = Trace::start("档次", band.map_or(Points::ZERO, |band| band.score));
        } else if let Some(target) = self.target {
            trace = Trace::start("合计", total.max(Points::ZERO));
            if let Some(by) = Ratio::new(self.at_most.hundredths(), target.hundredths()) {
                trace.times("满分 ÷ 目标", by);
            }
        } else if let Some(times) = self.times {
            trace = Trace::start("合计", total.max(Points::ZERO));
            trace.times("折算", times);
        }
        trace.steps.push(Step::Round { mode: rounding });
        trace.steps.push(Step::AtMost { points: self.at_most });
        trace
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn points(text: &str) -> Points {
        text.parse().unwrap()
    }

    fn part(text: &str) -> Part {
        toml::from_str(text).unwrap()
    }

    fn convert(part: Part, total: &str) -> Points {
        let assessment = Assessment {
            full_mark: points("80"),
            pass: None,
            subject: Whom::Both,
            part: vec![part],
            veto: Vec::new(),
        };
        let assessed = assessment
            .convert(&[(Family::Adoption, points(total))], &[], Rounding::HalfUp)
            .unwrap();
        assert_eq!(assessed.parts[0].trace.evaluate(), Some(assessed.parts[0].score));
        assessed.score
    }

    #[test]
    fn the_rates_of_the_april_circular_come_out_as_printed() {
        let printed = [
            (7, 14, 500),
            (16, 28, 571),
            (8, 15, 533),
            (12, 33, 364),
            (14, 33, 424),
            (20, 47, 426),
            (4, 14, 286),
            (159, 301, 528),
            (0, 0, 0),
            (1, 1, 1000),
            (0, 9, 0),
        ];
        for (n_adopted, n_filed, rate) in printed {
            assert_eq!(adoption_rate(n_adopted, n_filed), rate, "{n_adopted}/{n_filed}");
        }
    }

    #[test]
    fn bands_give_the_score_of_the_highest_one_reached() {
        // S49: ≥200 → 45, ≥150 → 35, ≥100 → 25, else 10.
        let bands = "name = '信息'\nat_most = 45\nband = [{ at_least = 0, score = 10 }, { at_least = 100, score = 25 }, \
                     { at_least = 150, score = 35 }, { at_least = 200, score = 45 }]";
        for (total, score) in [
            ("0", "10"),
            ("99.99", "10"),
            ("100", "25"),
            ("150", "35"),
            ("260", "45"),
            ("-3", "0"),
        ] {
            assert_eq!(convert(part(bands), total), points(score), "{total}");
        }
    }

    #[test]
    fn a_linear_part_reaches_its_ceiling_at_the_target() {
        let linear = "name = '信息'\nat_most = 10\ntarget = 60";
        for (total, score) in [
            ("60", "10"),
            ("90", "10"),
            ("30", "5"),
            ("20", "3.33"),
            ("-5", "0"),
        ] {
            assert_eq!(convert(part(linear), total), points(score), "{total}");
        }
        assert_eq!(
            convert(part("name = '信息'\nat_most = 10\ntimes = '1/2'"), "7.5"),
            points("3.75")
        );
    }

    #[test]
    fn parts_add_up_to_the_full_mark_at_most_and_the_total_passes_or_fails() {
        // S20: base ≤70, bonus ≤20.
        let assessment: Assessment = toml::from_str(
            "full_mark = 85\npass = 60\n[[part]]\nname = '基础'\nfamily = ['quota']\ntimes = 1\nat_most = 70\n\
             [[part]]\nname = '加分'\nfamily = ['adoption']\ntimes = 1\nat_most = 20",
        )
        .unwrap();
        let totals = [(Family::Quota, points("75")), (Family::Adoption, points("33"))];
        let assessed = assessment.convert(&totals, &[], Rounding::HalfUp).unwrap();
        assert_eq!((assessed.score, assessed.has_passed), (points("85"), Some(true)));
        assert_eq!(
            assessed.parts.iter().map(|part| part.score).collect::<Vec<_>>(),
            [points("70"), points("20")]
        );
        assert_eq!(assessed.parts[0].words, "基础：75 × 1，最多 70 = 70");
        assert_eq!(assessed.words, "合计 90，满分 85 = 85");
        let assessed = assessment
            .convert(&[(Family::Quota, points("59.99"))], &[], Rounding::HalfUp)
            .unwrap();
        assert_eq!(
            (assessed.score, assessed.has_passed),
            (points("59.99"), Some(false))
        );
    }
    #[test]
    fn a_veto_takes_the_score_away_once_enough_happened() {
        let assessment: Assessment = toml::from_str(
            "full_mark = 20\n[[part]]\nname = '信息'\ntarget = 60\nat_most = 20\n\
             [[veto]]\nname = '泄密一票否决'\nincident = 'secrecy'\n\
             [[veto]]\nname = '多次失实'\nincident = ['false', 'error']\nat_least = 2\nat_most = 10",
        )
        .unwrap();
        let totals = [(Family::Adoption, points("60"))];
        let score = |incidents: &[&str]| {
            let incidents: Vec<String> = incidents.iter().map(|one| (*one).to_owned()).collect();
            let assessed = assessment.convert(&totals, &incidents, Rounding::HalfUp).unwrap();
            (assessed.score, assessed.words)
        };
        assert_eq!(score(&["late", "false"]), (points("20"), "合计 20".to_owned()));
        assert_eq!(
            score(&["error", "false"]),
            (points("10"), "合计 20；多次失实（2 次）= 10".to_owned())
        );
        assert_eq!(
            score(&["secrecy"]),
            (points("0"), "合计 20；泄密一票否决（1 次）= 0".to_owned())
        );
    }

    #[test]
    fn the_arithmetic_is_said_in_words() {
        let words = |text: &str, total: &str| part(text).words(points(total), points("5"));
        assert_eq!(
            words("name = '甲'\ntarget = 60\nat_most = 10", "30"),
            "甲：30 ÷ 60 × 10 = 5"
        );
        assert_eq!(
            words("name = '甲'\ntimes = 0.5\nat_most = 10", "10"),
            "甲：10 × 0.5 = 5"
        );
        let band = "name = '甲'\nat_most = 5\nband = [{ at_least = 8, score = 5 }]";
        assert_eq!(words(band, "9"), "甲：9 分，达到 8 分一档 = 5");
        assert_eq!(words(band, "7"), "甲：7 分，未达最低一档 = 5");
    }
}
