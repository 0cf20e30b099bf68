//! A scheme document (计分办法) as it is written: every section and key, with its default. Reading and checking live
//! in `document/`; what the keys do is said by the rule that uses them.

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::Deserialize;

use super::line::{Family, SchemeStamp};
use super::matcher::{Texts, with_conditions};
use crate::calendar::{Length, YearStart};
use crate::points::{Points, Ratio, Rounding};

mod date;
mod error;
mod parse;
mod schema;
#[cfg(test)]
mod tests;

pub use error::{Fault, SchemeError};
pub use schema::schema;

/// A scheme: what is worth how much, to whom, and what limits it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Scheme {
    /// A short stable name, such as `S01`.
    pub code: String,
    /// The title that people know.
    pub name: String,
    /// The version, from 1.
    #[serde(default = "one")]
    pub version: u32,
    /// What is counted, 分 or 元; a fee scheme is a scheme of its own, priced beside the points.
    #[serde(default = "fen")]
    pub unit: String,
    /// Where the rules come from, for the reader.
    #[serde(default)]
    pub source: String,
    /// First day in force.
    #[serde(default, deserialize_with = "date::optional")]
    #[schemars(schema_with = "date::schema")]
    pub effective_from: Option<NaiveDate>,
    /// First day no longer in force.
    #[serde(default, deserialize_with = "date::optional")]
    #[schemars(schema_with = "date::schema")]
    pub effective_until: Option<NaiveDate>,
    /// Classes of organisation covered; empty covers all.
    #[serde(default)]
    pub applies_to: Texts,
    /// How the one rounding of a line goes.
    #[serde(default)]
    pub rounding: Rounding,
    /// Levels from low to high; a list inside the list is levels of equal rank.
    #[serde(default)]
    pub levels: Vec<Texts>,
    /// Types of article; when given, a rule that names another is an error.
    #[serde(default)]
    pub types: Texts,
    /// Weeks and years.
    #[serde(default)]
    pub calendar: Calendar,
    /// When adoptions are booked, and until when they may be registered.
    #[serde(default)]
    pub booking: Booking,
    /// How much of a piece goes to its unit and to its authors.
    #[serde(default)]
    pub credit: Credit,
    /// How authors share.
    #[serde(default)]
    pub authors: Authors,
    /// How joint units share.
    #[serde(default)]
    pub units: Units,
    /// What counts when an article is adopted more than once.
    #[serde(default)]
    pub stacking: Stacking,
    /// What never counts.
    #[serde(default)]
    pub exclude: Vec<Exclusion>,
    /// Points for filing.
    #[serde(default)]
    pub submission: Option<SubmissionRules>,
    /// Points for adoption.
    #[serde(default)]
    pub adoption: AdoptionRules,
    /// Points for leaders' instructions.
    #[serde(default)]
    pub instruction: Option<InstructionRules>,
    /// Points for commissions.
    #[serde(default)]
    pub commission: Option<CommissionRules>,
    /// Points for views or plays.
    #[serde(default)]
    pub views: Option<ViewRules>,
    /// Points from marks.
    #[serde(default)]
    pub quality: Option<QualityRules>,
    /// Points for clues.
    #[serde(default)]
    pub clue: Option<ClueRules>,
    /// Deductions for incidents.
    #[serde(default)]
    pub deduction: Vec<Deduction>,
    /// Quotas.
    #[serde(default)]
    pub quota: Vec<Quota>,
    /// Deductions for a low adoption rate.
    #[serde(default)]
    pub rate: Vec<RateRule>,
    /// Base scores.
    #[serde(default)]
    pub base: Vec<BaseScore>,
    /// Ceilings.
    #[serde(default)]
    pub cap: Vec<Cap>,
    /// Vetoes.
    #[serde(default)]
    pub veto: Vec<Veto>,
    /// Conversion of a total into an assessment score.
    #[serde(default)]
    pub assessment: Option<super::assess::Assessment>,
    /// What points are paid with.
    #[serde(default)]
    pub fee: Vec<super::fee::Fee>,
    /// Titles for which persons and units are chosen.
    #[serde(default)]
    pub merit: Vec<super::merit::Merit>,
    /// Standings that are lost by falling short again and again.
    #[serde(default)]
    pub demotion: Vec<super::merit::Demotion>,
}

/// Weeks and years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Calendar {
    /// The month in which the assessment year begins.
    #[serde(default)]
    pub year_starts: YearStart,
    /// The day of the week whose month a week is booked to.
    #[serde(default)]
    pub week_books_to: WeekDay,
}

/// A day of the week.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum WeekDay {
    /// 周一.
    Monday,
    /// 周二.
    Tuesday,
    /// 周三.
    Wednesday,
    /// 周四, which ISO 8601 lets decide the year of a week.
    #[default]
    Thursday,
    /// 周五.
    Friday,
    /// 周六.
    Saturday,
    /// 周日.
    Sunday,
}

impl From<WeekDay> for chrono::Weekday {
    fn from(day: WeekDay) -> chrono::Weekday {
        match day {
            WeekDay::Monday => chrono::Weekday::Mon,
            WeekDay::Tuesday => chrono::Weekday::Tue,
            WeekDay::Wednesday => chrono::Weekday::Wed,
            WeekDay::Thursday => chrono::Weekday::Thu,
            WeekDay::Friday => chrono::Weekday::Fri,
            WeekDay::Saturday => chrono::Weekday::Sat,
            WeekDay::Sunday => chrono::Weekday::Sun,
        }
    }
}

/// Which day books an adoption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookingDay {
    /// The day of publication.
    #[default]
    Adopted,
    /// The day of registration.
    Recorded,
    /// The day of the article's submission.
    Submitted,
}

/// When adoptions are booked and until when they may be registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Booking {
    /// Which day books an adoption.
    #[serde(default)]
    pub adoption: BookingDay,
    /// To be registered within so many days of publication.
    #[serde(default)]
    pub within_days: Option<u32>,
    /// To be registered by this day of the month after publication.
    #[serde(default)]
    pub by_day_of_next_month: Option<u32>,
    /// After the deadline an approval helps; otherwise the adoption is void.
    #[serde(default)]
    pub approval_helps: bool,
}

/// How much of a piece's points the unit and the authors receive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Credit {
    /// The unit's weight; 0 credits no unit.
    #[serde(default = "whole")]
    pub unit: Ratio,
    /// The authors' weight; 0 credits no person.
    #[serde(default = "whole")]
    pub person: Ratio,
}

impl Default for Credit {
    fn default() -> Credit {
        Credit {
            unit: Ratio::ONE,
            person: Ratio::ONE,
        }
    }
}

/// How authors share.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Authors {
    /// The method.
    #[serde(default)]
    pub split: Split,
    /// The weights of `ratio`, first author first; authors beyond the list receive nothing.
    #[serde(default)]
    pub ratio: Vec<u32>,
    /// Whether photographers share.
    #[serde(default)]
    pub photographers: Photographers,
    /// External reporters take their part, which then goes to nobody; otherwise they do not dilute.
    #[serde(default)]
    pub external_dilutes: bool,
    /// Full-time publicity officers earn nothing and do not dilute.
    #[serde(default)]
    pub exclude_full_time: bool,
}

/// A way to share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Split {
    /// Everybody the same (均分).
    #[default]
    Equal,
    /// By the list of weights.
    Ratio,
    /// The first draws all (第一作者).
    First,
    /// Each the whole amount.
    Full,
    /// By the shares written on the article.
    Custom,
}

/// Whether photographers share.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Photographers {
    /// Only where there is no writer (图片新闻).
    #[default]
    WithoutWriters,
    /// Like writers, in the order of the byline.
    Always,
    /// Never.
    Never,
}

/// How joint units share.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Units {
    /// The method; `first` gives all to the filing unit.
    #[serde(default = "first")]
    pub split: Split,
    /// The weights of `ratio`.
    #[serde(default)]
    pub ratio: Vec<u32>,
}

impl Default for Units {
    fn default() -> Units {
        Units {
            split: Split::First,
            ratio: Vec::new(),
        }
    }
}

/// Which adoptions of one article count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Keep {
    /// Every one (累计).
    #[default]
    Cumulative,
    /// The one worth most (就高).
    Highest,
    /// The first (首次).
    First,
    /// The `top` ones worth most.
    Top,
    /// Each level once, added up (加计): `cumulative` with `one_per = "level"`.
    Incremental,
}

/// Of what only one counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnePer {
    /// One per level; levels of equal rank are one level.
    Level,
    /// One per class of media.
    Class,
    /// One per medium.
    Outlet,
    /// One inside and one outside the own organisation.
    Side,
}

/// What happens to an earlier adoption when a higher one arrives.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum LateHigher {
    /// It becomes 0 where it stood, and the higher one counts in full.
    #[default]
    Rebook,
    /// It stays, and the higher one counts by the difference.
    Difference,
}

/// What counts when an article is adopted more than once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Stacking {
    /// Which count.
    #[serde(default)]
    pub keep: Keep,
    /// How many with `keep = "top"`.
    #[serde(default)]
    pub top: Option<u32>,
    /// Of what only one counts, before `keep` is applied.
    #[serde(default)]
    pub one_per: Option<OnePer>,
    /// Classes of media inside the own organisation, for `one_per = "side"`.
    #[serde(default)]
    pub inside_class: Texts,
    /// Rebook or difference, for `keep = "highest"`.
    #[serde(default)]
    pub late_higher: LateHigher,
    /// The factor of every use after the first (一稿多用减半).
    #[serde(default)]
    pub reuse_times: Option<Ratio>,
    /// Adoptions compete only within the same period; for ever when absent.
    #[serde(default)]
    pub window: Option<Length>,
    /// The most that the adoptions of one article may bring.
    #[serde(default)]
    pub article_cap: Option<Points>,
}

/// Points for filing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SubmissionRules {
    /// What filing is worth, the first row that applies.
    pub cell: Vec<Cell>,
    /// Only accepted articles count.
    #[serde(default)]
    pub accepted_only: bool,
    /// Nothing for filing an article that is adopted and scores there.
    #[serde(default)]
    pub not_when_adopted: bool,
    /// Late articles count all the same.
    #[serde(default = "yes")]
    pub late_counts: bool,
    /// The least number of words.
    #[serde(default)]
    pub min_words: Option<u32>,
}

/// Points for adoption.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AdoptionRules {
    /// The table; the first row that applies counts.
    #[serde(default)]
    pub cell: Vec<Cell>,
    /// Factors; each that applies multiplies.
    #[serde(default)]
    pub factor: Vec<Factor>,
    /// How factors of one group combine.
    #[serde(default)]
    pub combine: Combine,
    /// Amounts added.
    #[serde(default)]
    pub bonus: Vec<Bonus>,
    /// Types that count as another, before the table is read.
    #[serde(default)]
    pub reclassify: Vec<Reclassify>,
    /// Adoptions that need evidence; one empty entry asks it of all.
    #[serde(default)]
    pub needs_proof: Vec<Condition>,
    /// The least number of words.
    #[serde(default)]
    pub min_words: Option<u32>,
}

/// How factors of one group combine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Combine {
    /// Only the largest counts.
    #[default]
    Highest,
    /// They multiply.
    Multiply,
    /// Their surpluses add: ×2 and ×1.5 make ×2.5.
    Add,
}

/// A leader's instruction.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstructionRules {
    /// What the instruction does.
    #[serde(default)]
    pub mode: InstructionMode,
    /// Several instructions on one article.
    #[serde(default)]
    pub keep: InstructionKeep,
    /// Only with a copy on file.
    #[serde(default)]
    pub needs_proof: bool,
    /// By leader's level.
    pub cell: Vec<InstructionCell>,
}

/// What an instruction does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstructionMode {
    /// Adds its points.
    #[default]
    Add,
    /// Multiplies what the adoptions of the article bring.
    Multiply,
    /// Competes with the adoptions under the stacking rule.
    Compete,
}

/// Several instructions on one article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum InstructionKeep {
    /// All count.
    #[default]
    Cumulative,
    /// Only the highest counts.
    Highest,
}

/// The worth of an instruction by leader's level.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct InstructionCell {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// Leader's levels.
    #[serde(default)]
    pub level: Texts,
    /// Points added.
    #[serde(default)]
    pub points: Option<Points>,
    /// Least and most points, chosen with reason and approver.
    #[serde(default)]
    pub range: Option<[Points; 2]>,
    /// Factor, in mode `multiply`.
    #[serde(default)]
    pub times: Option<Ratio>,
}

/// Whom a rule credits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// Units.
    Unit,
    /// Persons.
    Person,
    /// Both, in parallel.
    #[default]
    Both,
}

impl Whom {
    /// The words, as documents write them.
    pub const WORDS: [&str; 3] = ["unit", "person", "both"];

    /// Whether the rule concerns such a subject.
    #[must_use]
    pub const fn admits(self, subject: super::ids::Subject) -> bool {
        matches!(
            (self, subject),
            (Whom::Both, _)
                | (Whom::Unit, super::ids::Subject::Unit(_))
                | (Whom::Person, super::ids::Subject::Person(_))
        )
    }
}

/// Points for commissions.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CommissionRules {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// Delivered.
    #[serde(default)]
    pub met: Points,
    /// Not delivered; zero or negative.
    #[serde(default)]
    pub missed: Points,
    /// Delivered and adopted upstairs, instead of `met`.
    #[serde(default)]
    pub adopted_upstairs: Option<Points>,
    /// Who.
    #[serde(default)]
    pub subject: Whom,
}

/// Points for views or plays.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewRules {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// The bands.
    pub band: Vec<ViewBand>,
    /// Counts only when measured within so many days of the first adoption or submission.
    #[serde(default)]
    pub within_days: Option<u32>,
}

/// A band of views.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewBand {
    /// From so many views on.
    pub at_least: u64,
    /// The points.
    pub points: Points,
    /// For each further `step` views beyond `at_least`, so many more points.
    #[serde(default)]
    pub step: Option<u64>,
    /// The points of each step.
    #[serde(default)]
    pub per_step: Points,
}

/// Points from marks.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualityRules {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// The parts of the rubric with their weights; the mean of each part's marks counts.
    pub part: Vec<QualityPart>,
    /// The least number of marks for each part.
    #[serde(default = "one")]
    pub min_marks: u32,
    /// Below this result nothing is earned.
    #[serde(default)]
    pub pass: Option<Points>,
}

/// A part of the rubric.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QualityPart {
    /// Its name.
    #[serde(default)]
    pub part: String,
    /// Its weight, such as 40%.
    #[serde(default = "whole")]
    pub weight: Ratio,
}

/// Points for clues.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ClueRules {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// The points.
    pub points: Points,
    /// Only when the story runs.
    #[serde(default = "yes")]
    pub adopted_only: bool,
}

/// A deduction for an incident.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Deduction {
    /// The rule's code.
    #[serde(default)]
    pub code: Option<String>,
    /// Which incidents; `late` also means an article filed late.
    pub incident: Texts,
    /// The points, negative.
    #[serde(default)]
    pub points: Option<Points>,
    /// The least and most that may be taken, both negative, in any order.
    #[serde(default)]
    pub range: Option<[Points; 2]>,
    /// Who answers.
    #[serde(default)]
    pub subject: Whom,
    /// The article earns nothing at all.
    #[serde(default)]
    pub article_zero: bool,
    /// The persons earn nothing from the incident on, to the end of this period.
    #[serde(default)]
    pub bars_for: Option<Length>,
}

/// What a quota counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Valid articles filed.
    #[default]
    Submitted,
    /// Articles adopted, each once.
    Adopted,
    /// Adoptions.
    Adoptions,
    /// Points of submissions, adoptions, instructions, views, marks, clues and commissions.
    Points,
}

/// How a co-written article counts toward a person's quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum CoAuthors {
    /// One for each author.
    #[default]
    Each,
    /// A fraction for each.
    ProRata,
    /// One for the first author.
    First,
}

/// How much leave lifts a quota.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExemptWhen {
    /// At least half of the weekdays of the period.
    #[default]
    Half,
    /// Any weekday.
    Any,
    /// Every weekday.
    Whole,
}

/// A base score with its floor (扣完为止).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BaseScore {
    /// The rule's code.
    pub code: String,
    /// Whose.
    pub subject: Whom,
    /// For which period.
    pub period: Length,
    /// How much.
    pub points: Points,
    /// Deductions consume the base only and never eat what was earned.
    #[serde(default)]
    pub floor: bool,
}

/// A deduction when too few of the filed articles are adopted.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RateRule {
    /// The rule's code.
    pub code: String,
    /// Whose.
    pub subject: Whom,
    /// In which period.
    pub period: Length,
    /// Adopted articles ÷ valid articles filed, below which the deduction applies.
    pub below: Ratio,
    /// The points, negative.
    pub points: Points,
    /// A subject that filed nothing has a rate of 0; otherwise it has none.
    #[serde(default)]
    pub nothing_is_below: bool,
}

/// A ceiling.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The rule's code.
    pub code: String,
    /// Whose.
    #[serde(default)]
    pub subject: Whom,
    /// In which period.
    pub period: Length,
    /// The most that counts.
    pub at: Points,
    /// Which families of lines; empty is every family that earns.
    #[serde(default)]
    pub family: Vec<Family>,
    /// Only lines of these rules (a ceiling on one item).
    #[serde(default)]
    pub rule: Texts,
    /// For each medium by itself.
    #[serde(default)]
    pub per_outlet: bool,
}

/// A veto: a period is worth nothing.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Veto {
    /// The rule's code.
    pub code: String,
    /// Whose.
    #[serde(default)]
    pub subject: Whom,
    /// Which incidents.
    #[serde(default)]
    pub incident: Texts,
    /// Missed commissions count too.
    #[serde(default)]
    pub missed_commission: bool,
    /// How many it takes within the period.
    #[serde(default = "one")]
    pub at_least: u32,
    /// The period that becomes worth nothing.
    pub zero: Length,
    /// Deductions stay, so that the result may be negative.
    #[serde(default)]
    pub keeps_deductions: bool,
}

with_conditions! {
    /// A row of a points table.
    Cell as "twin::Cell" {
        /// The rule's code; rows without one are numbered.
        #[serde(default)]
        code: Option<String>,
        /// Fixed points.
        #[serde(default)]
        points: Option<Points>,
        /// Least and most points, chosen for each case with reason and approver.
        #[serde(default)]
        range: Option<[Points; 2]>,
        /// For each thousand words, exactly.
        #[serde(default)]
        per_thousand_words: Option<Points>,
        /// Each of several joint units receives the whole amount.
        #[serde(default)]
        each_unit: bool,
    }

    /// A factor.
    Factor as "twin::Factor" {
        /// The factor.
        times: Ratio,
        /// Factors of one group combine by `combine`; factors without a group, and groups, multiply.
        #[serde(default)]
        group: String,
        /// What the sentence calls it.
        #[serde(default)]
        name: String,
    }

    /// An amount added to an adoption.
    Bonus as "twin::Bonus" {
        /// The amount.
        points: Points,
        /// Added before the factors, so that they multiply it too.
        #[serde(default)]
        before_factors: bool,
        /// What the sentence calls it.
        #[serde(default)]
        name: String,
    }

    /// A type that counts as another.
    Reclassify as "twin::Reclassify" {
        /// The type as which it counts.
        as_type: String,
    }

    /// What never counts.
    Exclusion as "twin::Exclusion" {
        /// Why, as the sentence says it.
        why: String,
        /// The exclusion holds for filing as well as for adoption.
        #[serde(default = "yes")]
        submission: bool,
    }

    /// A bare condition.
    Condition as "twin::Condition" {
        /// A remark for the reader.
        #[serde(default)]
        note: String,
    }

    /// A further requirement of a quota.
    Need as "twin::Need" {
        /// What is counted.
        #[serde(default)]
        count: Count,
        /// How many.
        min: u32,
    }

    /// A quota.
    Quota as "twin::Quota" {
        /// The rule's code.
        code: String,
        /// Whose.
        subject: Whom,
        /// In which period.
        period: Length,
        /// What is counted.
        #[serde(default)]
        count: Count,
        /// How many are asked.
        min: u32,
        /// Further requirements, all of which must be met.
        #[serde(default)]
        also: Needs,
        /// Points when met (全有或全无).
        #[serde(default)]
        met: Points,
        /// Points for each beyond `min`, when met.
        #[serde(default)]
        extra: Points,
        /// How many beyond `min` earn at most.
        #[serde(default)]
        extra_max: Option<u32>,
        /// Points when missed, zero or negative.
        #[serde(default)]
        missed: Points,
        /// Points for each missing, zero or negative; for `count = "points"` for each missing point.
        #[serde(default)]
        per_missing: Points,
        /// The second miss costs twice the first, the third twice the second …
        #[serde(default)]
        doubling: bool,
        /// What is missing is asked in the next period too.
        #[serde(default)]
        carry_over: bool,
        /// Misses repeat, and shortfalls carry over, within this period.
        #[serde(default = "a_year")]
        within: Length,
        /// How a co-written article counts for a person.
        #[serde(default)]
        coauthors: CoAuthors,
        /// Articles filed late count.
        #[serde(default = "yes")]
        late_counts: bool,
        /// How much leave lifts the quota.
        #[serde(default)]
        exempt: ExemptWhen,
        /// Asked only of subjects on a roster; otherwise also of whoever has no roster at all.
        #[serde(default)]
        roster_only: bool,
    }
}

/// Further requirements of a quota. (A name of its own, since the twin of a quota has a twin of `Need` beside it.)
pub type Needs = Vec<Need>;

impl Scheme {
    /// The rank of a level, from 0; equal for levels of equal rank; `None` for a level that the scheme does not know.
    #[must_use]
    pub fn rank(&self, level: &str) -> Option<usize> {
        self.levels
            .iter()
            .position(|levels| levels.0.iter().any(|one| one == level))
    }

    /// Code and version, as lines carry them.
    #[must_use]
    pub fn stamp(&self) -> SchemeStamp {
        SchemeStamp {
            code: self.code.clone(),
            version: self.version,
        }
    }
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

const fn whole() -> Ratio {
    Ratio::ONE
}

const fn first() -> Split {
    Split::First
}

const fn a_year() -> Length {
    Length::Year
}

fn fen() -> String {
    "分".to_owned()
}
