//! Notices of the caller: returned, accepted, adopted with points.

use chrono::{DateTime, Utc};
use entity::{NoticeId, notice};
use poem_openapi::param::{Path, Query};
use poem_openapi::payload::Json;
use poem_openapi::{Object, OpenApi};

use super::caller::Caller;
use super::fail::Answer;
use super::{Family, written};
use crate::app::App;
use crate::error::{Error, Fault, Message};
use crate::newsroom;

/// The caller's notices.
pub(super) struct Notices(pub App);

/// A notice.
#[derive(Clone, Debug, Object)]
struct Notice {
    /// Its key.
    id: i64,
    /// What happened, such as `returned` or `adopted`.
    kind: String,
    /// To which article.
    article_id: Option<i64>,
    /// What fills the sentence: title, remark, outlet, points …
    args: serde_json::Value,
    /// When.
    made_at: DateTime<Utc>,
    /// When it was read.
    read_at: Option<DateTime<Utc>>,
}

fn written_out(row: notice::Model) -> Notice {
    Notice {
        id: row.id.0,
        kind: row.kind,
        article_id: row.article_id.map(|id| id.0),
        args: serde_json::from_str(&row.args).unwrap_or_default(),
        made_at: row.made_at.utc(),
        read_at: written::time(row.read_at),
    }
}

#[OpenApi(tag = "Family::Account")]
impl Notices {
    /// The newest notices of the caller.
    #[oai(path = "/notices", method = "get", operation_id = "read_notices")]
    async fn read_notices(&self, caller: Caller, rows: Query<Option<u64>>) -> Answer<Json<Vec<Notice>>> {
        let limits = &self.0.settings.limits;
        let n = rows.0.unwrap_or(limits.page_rows);
        if n == 0 || n > limits.page_rows_max {
            let message = Message::new("api.page").with("max", limits.page_rows_max);
            return Err(Error::Invalid(vec![Fault::new("rows", message)]).into());
        }
        let all = newsroom::notices(self.0.db.reader(), caller.viewer.id(), n).await?;
        Ok(Json(all.into_iter().map(written_out).collect()))
    }

    /// Marks one notice as read.
    #[oai(
        path = "/notices/:notice_id/read",
        method = "post",
        operation_id = "mark_notice"
    )]
    async fn mark_notice(&self, caller: Caller, notice_id: Path<i64>) -> Answer<Json<Notice>> {
        let row = newsroom::mark_read(&self.0, &caller.viewer, NoticeId(notice_id.0)).await?;
        Ok(Json(Notice {
            read_at: Some(row.read_at.unwrap_or(self.0.clock.now()).utc()),
            ..written_out(row)
        }))
    }

    /// Marks every notice as read.
    #[oai(path = "/notices/read", method = "post", operation_id = "mark_notices")]
    async fn mark_notices(&self, caller: Caller) -> Answer<()> {
        Ok(newsroom::mark_all_read(&self.0, &caller.viewer).await?)
    }
}
