//! What people recorded, as the pricing law reads it. A fact is never edited: a later one withdraws or replaces it.
//! The JSON form (tagged by `kind`) is the body of a stored fact; instants are UTC milliseconds, days are Shanghai days.

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer, Serialize};

use super::ids::{ArticleId, FactId, OutletId, PersonId, Subject, UnitId};
use crate::calendar::{self, Month};
use crate::points::Points;

/// One recorded fact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// Its number: unique, and the second key of every order after the day. The same number is the same fact.
    pub id: FactId,
    /// An earlier fact that this one replaces: a correction withdraws and records in one step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<FactId>,
    /// What happened.
    #[serde(flatten)]
    pub body: Body,
}

/// What happened; the `kind` of a fact and its particulars.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// An article was filed (报送).
    Submission(Submission),
    /// A medium adopted an article (采用).
    Adoption(Adoption),
    /// A leader wrote an instruction on an article (批示).
    Instruction(Instruction),
    /// A commission (约稿) was met, missed, or adopted upstairs.
    Commission(Commission),
    /// Something that costs points: error, late, false copy, plagiarism, negative coverage …
    Incident(Incident),
    /// Views or plays of an article, counted at a stated time.
    Measure(Measure),
    /// A mark given to an article by a reader or a panel.
    Mark(Mark),
    /// Somebody provided the clue (线索) for an article.
    Clue(Clue),
    /// Leave or a holiday: no quota is asked.
    Exemption(Exemption),
    /// A unit or person is assessed (考核对象) from a day on; without it a subject that did nothing is unknown.
    Roster(Roster),
    /// Points by hand, with a reason and an approver.
    Adjustment(Adjustment),
    /// Points brought in from before the ledger began.
    Opening(Opening),
    /// An earlier fact was wrong.
    Withdrawal(Withdrawal),
}

/// A unit with its printed name and the class of organisation that chooses its scheme.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitRef {
    /// Its number.
    pub id: UnitId,
    /// Its name as printed.
    pub name: String,
    /// Its class, such as 街道; empty when the office has none.
    #[serde(default)]
    pub class: String,
    /// Its part under a `custom` split among joint units.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u32>,
}

/// What an author did for the article.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Craft {
    /// Wrote the text (文字作者).
    #[default]
    Writer,
    /// Took the pictures (摄影).
    Photographer,
}

/// One name of the byline, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The person.
    pub person: PersonId,
    /// The name as printed.
    pub name: String,
    /// Text or pictures.
    #[serde(default)]
    pub craft: Craft,
    /// The weight under a `custom` split, such as 60.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<u32>,
    /// A professional reporter of a medium, no member of the assessed staff (外部记者).
    #[serde(default, skip_serializing_if = "is_false")]
    pub external: bool,
    /// A full-time publicity officer where the scheme excludes them (专职宣传人员).
    #[serde(default, skip_serializing_if = "is_false")]
    pub full_time: bool,
}

/// What every rule needs to know of an article.
///
/// It comes with the submission; an adoption of something that was never filed carries its own. When several live
/// facts of one article carry one, that of the newest submission counts, else that of the newest other fact.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// The title.
    pub title: String,
    /// The unit at the time of filing: points stay there when people move.
    pub unit: UnitRef,
    /// Further units of a joint report.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub joint_units: Vec<UnitRef>,
    /// The type of article, such as 动态信息 or 调研报告.
    pub article_type: String,
    /// 字数 by Word's rule.
    #[serde(default)]
    pub n_words: u32,
    /// The number of pictures.
    #[serde(default)]
    pub n_pictures: u32,
    /// The byline in its order.
    #[serde(default)]
    pub authors: Vec<Author>,
    /// Further properties that a scheme may ask for: 通知公告, 原创, 广告 …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
}

/// How a filed article stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Filed, no decision that makes it invalid.
    #[default]
    Valid,
    /// Accepted (采纳): also valid.
    Accepted,
    /// Declined (退稿): not valid.
    Declined,
    /// A repetition of an earlier article: not valid.
    Duplicate,
    /// Same event, but another unit reported it first: not valid where the scheme says so.
    NotFirst,
    /// Taken back by its author or its unit (撤回): as if it had never been filed.
    Withdrawn,
}

/// An article was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// Which article.
    pub article: ArticleId,
    /// Its particulars.
    pub piece: Piece,
    /// The instant of the first submit, UTC milliseconds; its Shanghai day and week count.
    #[serde(default)]
    pub first_submitted_at: i64,
    /// The day, where only a day is known (import, paper); it wins over the instant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub day: Option<NaiveDate>,
    /// Filed after its deadline (迟报).
    #[serde(default, skip_serializing_if = "is_false")]
    pub late: bool,
    /// How it stands.
    #[serde(default)]
    pub standing: Standing,
}

/// A medium as it was on the day of the adoption: a later change of level moves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutletRef {
    /// Its number.
    pub id: OutletId,
    /// Its name as printed.
    pub name: String,
    /// Its level, such as 省级.
    #[serde(default)]
    pub level: String,
    /// Its class, such as 报纸 or 网站.
    #[serde(default)]
    pub class: String,
}

/// A medium adopted an article.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adoption {
    /// Which article.
    pub article: ArticleId,
    /// Its particulars, for an adoption without a submission.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<Piece>,
    /// Where.
    pub outlet: OutletRef,
    /// The day of publication.
    pub adopted_on: NaiveDate,
    /// The day on which the office recorded it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recorded_on: Option<NaiveDate>,
    /// 头版, 头条, 整版, 黄金时段 …; one text or several.
    #[serde(default, alias = "position", deserialize_with = "one_or_many")]
    pub positions: Vec<String>,
    /// 独立, 综合, 一句话; empty is not stated.
    #[serde(default)]
    pub form: String,
    /// A repost of what another medium published (转载).
    #[serde(default, skip_serializing_if = "is_false")]
    pub repost: bool,
    /// How it went there: 转报, 直报, 自投 …; empty is not stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub route: String,
    /// The type under which it was printed, if another than that of the article (采用为简讯).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_type: Option<String>,
    /// 字数 as printed, if known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n_words: Option<u32>,
    /// The evidence that the scheme may ask for is there.
    #[serde(default = "yes")]
    pub proven: bool,
    /// The points chosen where the scheme leaves a range, with reason and approver.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Grant>,
    /// Registered after the deadline and nevertheless approved.
    #[serde(default, skip_serializing_if = "is_false")]
    pub late_approved: bool,
}

/// A discretionary decision: how much, why, and who stands for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Grant {
    /// The points.
    pub points: Points,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Who approved.
    #[serde(default)]
    pub approver: String,
}

/// A leader's instruction.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instruction {
    /// On which article.
    pub article: ArticleId,
    /// Its particulars, where it was never filed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub piece: Option<Piece>,
    /// Who wrote it, as may be printed; empty when confidential.
    #[serde(default)]
    pub leader: String,
    /// The leader's level, such as 市领导.
    pub level: String,
    /// The day of the instruction.
    pub day: NaiveDate,
    /// A copy is on file.
    #[serde(default = "yes")]
    pub proven: bool,
    /// The points chosen where the scheme leaves a range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Grant>,
}

/// How a commission ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// Delivered in time (完成).
    Met,
    /// Not delivered (未完成).
    Missed,
    /// Delivered and adopted by a higher office (被上级采用).
    AdoptedUpstairs,
}

/// A commission met or missed by a subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Commission {
    /// The unit asked.
    pub unit: UnitRef,
    /// The person asked, if one was named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<Named>,
    /// What was asked for.
    pub title: String,
    /// Until when.
    pub due: NaiveDate,
    /// The day of delivery, or that after the deadline.
    pub day: NaiveDate,
    /// How it ended.
    pub outcome: Outcome,
}

/// A person or unit with its printed name and class.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Whose account.
    pub subject: Subject,
    /// The name as printed.
    pub name: String,
    /// The class of organisation that chooses the scheme; for a person that of the unit.
    #[serde(default)]
    pub class: String,
}

/// Something that costs points.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Incident {
    /// What: late, missed, error, false, plagiarism, secrecy, negative, concealed, or a word of the scheme's own.
    pub incident: String,
    /// The day.
    pub day: NaiveDate,
    /// The article concerned: its unit and authors answer for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleId>,
    /// Who answers for it, where no article is concerned or others are to answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub subjects: Vec<Named>,
    /// What happened, in words.
    #[serde(default)]
    pub note: String,
    /// The points chosen where the scheme leaves a range (written as a deduction, negative).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub granted: Option<Grant>,
}

/// Views or plays at a stated time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Measure {
    /// Of which article.
    pub article: ArticleId,
    /// How many.
    pub n_views: u64,
    /// The day of counting; the newest count is the one that counts.
    pub day: NaiveDate,
}

/// A mark given to an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// To which article.
    pub article: ArticleId,
    /// Which part of the rubric, such as 内容 or 质量.
    #[serde(default)]
    pub part: String,
    /// The mark.
    pub mark: Points,
    /// The day.
    pub day: NaiveDate,
}

/// Somebody provided the clue.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Clue {
    /// For which article.
    pub article: ArticleId,
    /// Who.
    pub provider: Named,
    /// The day.
    pub day: NaiveDate,
}

/// Leave, a holiday, or a unit that is only encouraged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Exemption {
    /// Whose; `None` is everybody (a holiday).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subject: Option<Subject>,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive.
    pub until: NaiveDate,
    /// Why: 休假, 春节 …
    #[serde(default)]
    pub why: String,
}

/// A subject is assessed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// Who.
    #[serde(flatten)]
    pub named: Named,
    /// First day.
    pub from: NaiveDate,
    /// Last day, inclusive; open when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// May report but is not assessed (鼓励报送): no quota, no deduction for missing articles.
    #[serde(default, skip_serializing_if = "is_false")]
    pub encouraged: bool,
    /// A target of its own that replaces `min` of the quotas named by code (derived from last year, say).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub targets: Vec<Target>,
}

/// A subject's own target for one quota.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The quota's code.
    pub quota: String,
    /// How many are asked.
    pub min: u32,
}

/// Points by hand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Adjustment {
    /// Whose.
    #[serde(flatten)]
    pub named: Named,
    /// The day.
    pub day: NaiveDate,
    /// How many, either way.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// Who entered it, where that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub entered_by: String,
    /// Who approved.
    pub approver: String,
}

/// Points from before the ledger began.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opening {
    /// Whose.
    #[serde(flatten)]
    pub named: Named,
    /// The month to which they belong.
    pub month: Month,
    /// How many.
    pub points: Points,
    /// Where they come from.
    #[serde(default)]
    pub note: String,
}

/// An earlier fact was wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// Which one; a withdrawal can itself be withdrawn by a later one.
    pub withdraws: FactId,
    /// Why, in the words of whoever withdrew it; empty is not stated.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

impl Submission {
    /// The Shanghai day on which the article counts as filed.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        self.day
            .or_else(|| calendar::day_of(self.first_submitted_at))
            .unwrap_or(NaiveDate::MIN)
    }

    /// Whether it counts: neither declined nor a repetition.
    #[must_use]
    pub const fn is_valid(&self) -> bool {
        matches!(self.standing, Standing::Valid | Standing::Accepted)
    }
}

impl Body {
    /// The word for what happened, as offices say it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Body::Submission(_) => "报送",
            Body::Adoption(_) => "采用",
            Body::Instruction(_) => "批示",
            Body::Commission(_) => "约稿",
            Body::Incident(_) => "扣分情形",
            Body::Measure(_) => "阅读量",
            Body::Mark(_) => "评分",
            Body::Clue(_) => "线索",
            Body::Exemption(_) => "免考核",
            Body::Roster(_) => "考核名册",
            Body::Adjustment(_) => "人工调整",
            Body::Opening(_) => "期初",
            Body::Withdrawal(_) => "撤回",
        }
    }

    /// The article concerned, if one is.
    #[must_use]
    pub const fn article(&self) -> Option<ArticleId> {
        match self {
            Body::Submission(it) => Some(it.article),
            Body::Adoption(it) => Some(it.article),
            Body::Instruction(it) => Some(it.article),
            Body::Incident(it) => it.article,
            Body::Measure(it) => Some(it.article),
            Body::Mark(it) => Some(it.article),
            Body::Clue(it) => Some(it.article),
            Body::Commission(_)
            | Body::Exemption(_)
            | Body::Roster(_)
            | Body::Adjustment(_)
            | Body::Opening(_)
            | Body::Withdrawal(_) => None,
        }
    }

    /// The particulars of the article that the fact carries, if any.
    #[must_use]
    pub const fn piece(&self) -> Option<&Piece> {
        match self {
            Body::Submission(it) => Some(&it.piece),
            Body::Adoption(it) => it.piece.as_ref(),
            Body::Instruction(it) => it.piece.as_ref(),
            Body::Commission(_)
            | Body::Incident(_)
            | Body::Measure(_)
            | Body::Mark(_)
            | Body::Clue(_)
            | Body::Exemption(_)
            | Body::Roster(_)
            | Body::Adjustment(_)
            | Body::Opening(_)
            | Body::Withdrawal(_) => None,
        }
    }

    /// The Shanghai day on which it happened, which chooses the scheme; `None` for a withdrawal.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        match self {
            Body::Submission(it) => Some(it.day()),
            Body::Adoption(it) => Some(it.adopted_on),
            Body::Instruction(it) => Some(it.day),
            Body::Commission(it) => Some(it.day),
            Body::Incident(it) => Some(it.day),
            Body::Measure(it) => Some(it.day),
            Body::Mark(it) => Some(it.day),
            Body::Clue(it) => Some(it.day),
            Body::Exemption(it) => Some(it.from),
            Body::Roster(it) => Some(it.from),
            Body::Adjustment(it) => Some(it.day),
            Body::Opening(it) => Some(it.month.first_day()),
            Body::Withdrawal(_) => None,
        }
    }
}

const fn yes() -> bool {
    true
}

#[expect(
    clippy::trivially_copy_pass_by_ref,
    reason = "serde's skip_serializing_if passes a reference"
)]
const fn is_false(value: &bool) -> bool {
    !*value
}

/// Reads one text or a list of texts; an empty text is no position.
fn one_or_many<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<String>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        One(String),
        Many(Vec<String>),
    }
    Ok(match OneOrMany::deserialize(from)? {
        OneOrMany::One(text) if text.is_empty() => Vec::new(),
        OneOrMany::One(text) => vec![text],
        OneOrMany::Many(texts) => texts,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_body_of_a_stored_fact_reads_and_writes_the_same_json() {
        for json in [
            r#"{"kind":"submission","article":7,"piece":{"title":"稿","unit":{"id":3,"name":"甲街道","class":"街道"},"article_type":"动态信息","n_words":650,"n_pictures":0,"authors":[{"person":12,"name":"张","craft":"writer"},{"person":13,"name":"李","craft":"photographer","share":40}]},"first_submitted_at":1772409600000,"standing":"valid"}"#,
            r#"{"kind":"adoption","article":7,"outlet":{"id":5,"name":"日报","level":"省级","class":"报纸"},"adopted_on":"2026-03-08","recorded_on":"2026-03-09","positions":["头版"],"form":"独立","proven":true}"#,
            r#"{"kind":"instruction","article":7,"leader":"","level":"市领导","day":"2026-03-10","proven":true}"#,
            r#"{"kind":"commission","unit":{"id":3,"name":"甲街道","class":"街道"},"title":"题","due":"2026-03-10","day":"2026-03-11","outcome":"missed"}"#,
            r#"{"kind":"incident","incident":"error","day":"2026-03-10","subjects":[{"subject":{"unit":3},"name":"甲街道","class":"街道"}],"note":""}"#,
            r#"{"kind":"measure","article":7,"n_views":3000,"day":"2026-03-10"}"#,
            r#"{"kind":"mark","article":7,"part":"内容","mark":"87.5","day":"2026-03-10"}"#,
            r#"{"kind":"clue","article":7,"provider":{"subject":{"person":12},"name":"张","class":""},"day":"2026-03-10"}"#,
            r#"{"kind":"exemption","subject":{"person":12},"from":"2026-03-01","until":"2026-03-10","why":"休假"}"#,
            r#"{"kind":"roster","subject":{"unit":3},"name":"甲街道","class":"街道","from":"2026-01-01","targets":[{"quota":"Q","min":2}]}"#,
            r#"{"kind":"adjustment","subject":{"unit":3},"name":"甲街道","class":"街道","day":"2026-03-10","points":"-2.5","reason":"重","approver":"主任"}"#,
            r#"{"kind":"opening","subject":{"unit":3},"name":"甲街道","class":"","month":"2025-12","points":"88","note":"上年"}"#,
            r#"{"kind":"withdrawal","withdraws":4}"#,
            r#"{"kind":"withdrawal","withdraws":4,"reason":"登记有误"}"#,
        ] {
            let body: Body = serde_json::from_str(json).unwrap_or_else(|error| panic!("{json}: {error}"));
            assert_eq!(serde_json::to_string(&body).unwrap(), json);
            let fact = Fact {
                id: FactId(9),
                replaces: None,
                body,
            };
            let whole = serde_json::to_string(&fact).unwrap();
            assert_eq!(serde_json::from_str::<Fact>(&whole).unwrap(), fact);
        }
    }

    #[test]
    fn a_position_of_a_stored_adoption_is_one_text_or_several() {
        for (json, positions) in [
            (r#""头版""#, vec!["头版"]),
            (r#"["头版","头条"]"#, vec!["头版", "头条"]),
            (r#""""#, vec![]),
        ] {
            let text = format!(
                r#"{{"kind":"adoption","article":7,"outlet":{{"id":5,"name":"日报","level":"省级","class":"报纸"}},"adopted_on":"2026-03-08","position":{json},"proven":true}}"#
            );
            let Body::Adoption(read) = serde_json::from_str(&text).unwrap() else {
                panic!("{text}")
            };
            assert_eq!(read.positions, positions);
        }
    }
}
