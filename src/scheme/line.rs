//! What a fact is worth to one subject: the line that the ledger posts, with its sentence, its trace and its reason.
//! Lines are made by the rules of this room and never changed afterwards.

use std::fmt::Write as _;

use chrono::NaiveDate;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ids::{ArticleId, FactId, Subject};
use super::trace::Trace;
use crate::calendar::Month;
use crate::points::Points;

/// The document and version under which a line was priced.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SchemeStamp {
    /// The scheme's code.
    pub code: String,
    /// Its version.
    pub version: u32,
}

/// What kind of rule made a line; circulars have a column for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Family {
    /// Filing an article (报送).
    Submission,
    /// Adoption by a medium (采用).
    Adoption,
    /// A leader's instruction (批示).
    Instruction,
    /// Views or plays (阅读量).
    Views,
    /// Marks of readers or a panel (质量评分).
    Quality,
    /// Clues (线索).
    Clue,
    /// Commissions (约稿).
    Commission,
    /// Quotas met, exceeded or missed (任务).
    Quota,
    /// Base score and its floor (基础分).
    Base,
    /// Deductions (扣分), the adoption rate among them.
    Deduction,
    /// What a ceiling takes away (封顶).
    Cap,
    /// What a veto takes away (一票否决).
    Veto,
    /// Points by hand (人工调整).
    Adjustment,
    /// Opening balances (期初).
    Opening,
}

/// Why a line is worth nothing, or less than its rule alone would give.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Reason {
    /// A higher adoption of the same article counts instead.
    Covered {
        /// The adoption that counts.
        by: FactId,
    },
    /// The same level, class or side has already counted.
    AlreadyCounted {
        /// The adoption that counts.
        by: FactId,
    },
    /// Only the first adoption counts.
    NotFirst {
        /// The first one.
        by: FactId,
    },
    /// The scheme has no cell for it.
    Unlisted,
    /// The scheme excludes it.
    Excluded {
        /// As the scheme words it.
        why: String,
    },
    /// The evidence is missing.
    Unproven,
    /// Registered after the deadline.
    RegisteredLate,
    /// Fewer words than the scheme asks for.
    TooShort {
        /// The least number of words.
        min: u32,
    },
    /// Filed late, and late articles do not count.
    FiledLate,
    /// Not valid: declined, a repetition, or another unit was first.
    NotValid {
        /// How it stands.
        standing: super::fact::Standing,
    },
    /// Not accepted yet.
    NotAccepted,
    /// Adopted, and adopted articles get nothing for filing.
    Adopted,
    /// Not adopted yet.
    NotAdopted,
    /// An incident takes everything from the article.
    ArticleVetoed {
        /// The incident.
        by: FactId,
    },
    /// The author is barred.
    Barred {
        /// The incident.
        by: FactId,
    },
    /// The byline gives this author or unit no part.
    NoShare,
    /// The chosen points are outside the range, or lack reason or approver.
    NotGranted,
    /// The quota was not met.
    QuotaMissed {
        /// What counted.
        n: String,
        /// What was asked.
        min: String,
    },
    /// The quota was not asked of the subject in this period.
    Exempt {
        /// Why.
        why: String,
    },
    /// The number is too large to be right.
    Overflow,
    /// The rule itself gives 0, or less than half a hundredth.
    WorthNothing,
    /// Too few marks.
    TooFewMarks,
    /// Fewer views than the lowest band.
    BelowBand,
}

/// One amount for one subject.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// Canonical and unique among the lines of a set of facts; free of the scheme's version, so that pricing again
    /// under another one lands in the same slot.
    pub key: String,
    /// Whose account.
    pub subject: Subject,
    /// The month to which it is booked.
    pub period: Month,
    /// The Shanghai day on which it happened.
    pub happened_on: NaiveDate,
    /// The amount.
    pub points: Points,
    /// What kind of rule.
    pub family: Family,
    /// The rule's code in the document.
    pub rule: String,
    /// Document and version; `None` for what no scheme decides: adjustments and opening balances.
    pub scheme: Option<SchemeStamp>,
    /// The article, if one is concerned.
    pub article: Option<ArticleId>,
    /// The facts on which it rests.
    pub facts: Vec<FactId>,
    /// The arithmetic.
    pub trace: Trace,
    /// The beginning of the [sentence](Line::sentence): what happened, in Chinese.
    pub what: String,
    /// What the amount counts: 分, or 元 under a scheme of money.
    pub unit: String,
    /// Why nothing, or less.
    pub reason: Option<Reason>,
}

impl Line {
    /// The explanation in Chinese: what happened, rule and version, arithmetic, result, reason. Put together when it is
    /// asked for, since most lines that are priced stand already and are not printed.
    #[must_use]
    pub fn sentence(&self) -> String {
        let mut text = String::with_capacity(self.what.len() + 96);
        text.push_str(&self.what);
        // Writing to a String cannot fail.
        if let Some(scheme) = &self.scheme {
            let _ = write!(text, "，规则 {} v{}", self.rule, scheme.version);
        }
        text.push('：');
        if self.reason.is_some() && self.points.is_zero() {
            text.push('0');
        } else {
            let (arithmetic, result) = (self.trace.arithmetic(), self.points.to_string());
            if arithmetic != result {
                let _ = write!(text, "{arithmetic} = ");
            }
            text.push_str(&result);
        }
        let _ = write!(text, " {}", self.unit);
        if let Some(reason) = &self.reason {
            let _ = write!(text, "（{}）", reason.zh());
        }
        text
    }
}

impl Family {
    /// The column's name in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Family::Submission => "报送",
            Family::Adoption => "采用",
            Family::Instruction => "批示",
            Family::Views => "阅读量",
            Family::Quality => "质量评分",
            Family::Clue => "线索",
            Family::Commission => "约稿",
            Family::Quota => "任务",
            Family::Base => "基础分",
            Family::Deduction => "扣分",
            Family::Cap => "封顶",
            Family::Veto => "一票否决",
            Family::Adjustment => "人工调整",
            Family::Opening => "期初",
        }
    }
}

impl Reason {
    /// The reason in Chinese, as the statement prints it.
    #[must_use]
    pub fn zh(&self) -> String {
        use super::fact::Standing;
        match self {
            Reason::Covered { .. } => "已被更高级别覆盖，不计分".to_owned(),
            Reason::AlreadyCounted { .. } => "同级同类已计分，不重复计分".to_owned(),
            Reason::NotFirst { .. } => "只计首次采用，不计分".to_owned(),
            Reason::Unlisted => "办法未列此项，不计分".to_owned(),
            Reason::Excluded { why } => format!("{why}，不计分"),
            Reason::Unproven => "缺少佐证材料，不计分".to_owned(),
            Reason::RegisteredLate => "超过登记期限，不计分".to_owned(),
            Reason::TooShort { min } => format!("不足{min}字，不计分"),
            Reason::FiledLate => "迟报，不计分".to_owned(),
            Reason::NotValid {
                standing: Standing::Declined,
            } => "已退稿，不计分".to_owned(),
            Reason::NotValid {
                standing: Standing::Duplicate,
            } => "重复报送，不计分".to_owned(),
            Reason::NotValid {
                standing: Standing::NotFirst,
            } => "同一事件已有单位先报，不计分".to_owned(),
            Reason::NotValid {
                standing: Standing::Valid | Standing::Accepted | Standing::Withdrawn,
            } => "不计分".to_owned(),
            Reason::NotAccepted => "尚未采纳，不计分".to_owned(),
            Reason::Adopted => "已按采用计分，报送不另计分".to_owned(),
            Reason::NotAdopted => "尚未被采用，不计分".to_owned(),
            Reason::ArticleVetoed { .. } => "该稿件一票否决，不计分".to_owned(),
            Reason::Barred { .. } => "作者已被取消计分资格，不计分".to_owned(),
            Reason::NoShare => "按分配比例不计分".to_owned(),
            Reason::NotGranted => "裁量分须在规定幅度内并注明理由和审批人，不计分".to_owned(),
            Reason::QuotaMissed { n, min } => format!("完成{n}，少于任务{min}，未达标"),
            Reason::Exempt { why } if why.is_empty() => "免考核".to_owned(),
            Reason::Exempt { why } => format!("{why}，免考核"),
            Reason::Overflow => "数值超出范围，不计分".to_owned(),
            Reason::WorthNothing => "按办法计为零".to_owned(),
            Reason::TooFewMarks => "评分份数不足，不计分".to_owned(),
            Reason::BelowBand => "未达到最低档，不计分".to_owned(),
        }
    }

    /// The reason in English.
    #[must_use]
    pub fn en(&self) -> String {
        use super::fact::Standing;
        match self {
            Reason::Covered { .. } => "covered by a higher adoption".to_owned(),
            Reason::AlreadyCounted { .. } => "its level or class has already counted".to_owned(),
            Reason::NotFirst { .. } => "only the first adoption counts".to_owned(),
            Reason::Unlisted => "the scheme does not list it".to_owned(),
            Reason::Excluded { why } => format!("excluded: {why}"),
            Reason::Unproven => "evidence is missing".to_owned(),
            Reason::RegisteredLate => "registered after the deadline".to_owned(),
            Reason::TooShort { min } => format!("shorter than {min} words"),
            Reason::FiledLate => "filed late".to_owned(),
            Reason::NotValid {
                standing: Standing::Declined,
            } => "declined".to_owned(),
            Reason::NotValid {
                standing: Standing::Duplicate,
            } => "a repetition".to_owned(),
            Reason::NotValid {
                standing: Standing::NotFirst,
            } => "another unit reported it first".to_owned(),
            Reason::NotValid {
                standing: Standing::Valid | Standing::Accepted | Standing::Withdrawn,
            } => "not counted".to_owned(),
            Reason::NotAccepted => "not accepted yet".to_owned(),
            Reason::Adopted => "adopted: nothing more for filing".to_owned(),
            Reason::NotAdopted => "not adopted yet".to_owned(),
            Reason::ArticleVetoed { .. } => "the article was vetoed".to_owned(),
            Reason::Barred { .. } => "the author is barred".to_owned(),
            Reason::NoShare => "no share by the byline".to_owned(),
            Reason::NotGranted => "discretionary points need bounds, a reason and an approver".to_owned(),
            Reason::QuotaMissed { n, min } => format!("quota missed: {n} of {min}"),
            Reason::Exempt { why } => format!("exempt: {why}"),
            Reason::Overflow => "the number is out of range".to_owned(),
            Reason::WorthNothing => "the rule gives nothing".to_owned(),
            Reason::TooFewMarks => "too few marks".to_owned(),
            Reason::BelowBand => "below the lowest band".to_owned(),
        }
    }
}
