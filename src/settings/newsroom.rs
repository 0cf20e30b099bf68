//! The newsroom's own calendar and habits.

use serde::{Deserialize, Serialize};

/// When a week is due and where its points belong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewsroomSettings {
    /// Articles that a reporter should file in a week, for the meters of the home page; it stands where the scheme in
    /// force has no weekly quota of articles. A quota of the scheme comes first.
    pub weekly_quota: i64,
    /// Day of the week by which they are due, Monday is 1.
    pub deadline_weekday: u32,
    /// Hour and minute of that day, in Asia/Shanghai.
    pub deadline_time: String,
    /// Days that a returned article may stay with its reporter unless the editor says otherwise.
    pub return_days: i64,
    /// Days within which a dispute is to be answered.
    pub dispute_days: i64,
    /// How places go on after a tie unless the reader chooses otherwise; closes are ranked by it.
    pub ties: TieRule,
    /// How much of a ranking is published; editors, the office, supervisors and admins see all of it.
    pub publication: Publication,
    /// The last place that is published where only the top is.
    pub publication_top: usize,
}

/// How much of a ranking is published.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Publication {
    /// All of it.
    #[default]
    Full,
    /// The first places, and everybody's own.
    Top,
    /// Everybody's own place alone.
    Own,
}

impl Publication {
    /// As JSON and message keys spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Top => "top",
            Self::Own => "own",
        }
    }
}

/// How places go on after a tie.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum TieRule {
    /// 1, 2, 2, 4: as many places are skipped as were shared.
    #[default]
    #[serde(rename = "1224")]
    Standard,
    /// 1, 2, 2, 3: no place is skipped.
    #[serde(rename = "1223")]
    Dense,
}

impl TieRule {
    /// The rule as URLs and JSON spell it.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Standard => "1224",
            Self::Dense => "1223",
        }
    }

    /// The rule that is spelt so.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        [Self::Standard, Self::Dense]
            .into_iter()
            .find(|rule| rule.code() == code)
    }
}

impl Default for NewsroomSettings {
    fn default() -> Self {
        Self {
            weekly_quota: 2,
            deadline_weekday: 4,
            deadline_time: "17:30".into(),
            return_days: 2,
            dispute_days: 10,
            ties: TieRule::Standard,
            publication: Publication::Full,
            publication_top: 10,
        }
    }
}
