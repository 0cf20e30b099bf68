//! The newsroom's own calendar and habits.

use serde::{Deserialize, Serialize};

/// When a week is due and where its points belong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NewsroomSettings {
    /// Articles that a reporter should file in a week, for the meter on the home page.
    pub weekly_quota: i64,
    /// Day of the week by which they are due, Monday is 1.
    pub deadline_weekday: u32,
    /// Hour and minute of that day, in Asia/Shanghai.
    pub deadline_time: String,
    /// Days that a returned article may stay with its reporter unless the editor says otherwise.
    pub return_days: i64,
}

impl Default for NewsroomSettings {
    fn default() -> Self {
        Self {
            weekly_quota: 2,
            deadline_weekday: 4,
            deadline_time: "17:30".into(),
            return_days: 2,
        }
    }
}
