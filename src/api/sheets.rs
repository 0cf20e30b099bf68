//! Lists as sheets: the same .xlsx that the list's page answers, under the same rights and the same budget.

use entity::Language;
use futures_util::future::BoxFuture;
use poem_openapi::param::Query;
use poem_openapi::payload::Binary;
use poem_openapi::{ApiResponse, OpenApi};

use super::Family;
use super::caller::Caller;
use super::fail::Answer;
use crate::Result;
use crate::app::App;
use crate::people::Viewer;

/// Makes the sheet of a list page for somebody; the pages' door knows how.
pub type SheetAt = fn(App, Viewer, Language, String) -> BoxFuture<'static, Result<Vec<u8>>>;

/// Sheets.
pub(super) struct Sheets(pub App, pub SheetAt);

/// A sheet.
#[derive(ApiResponse)]
pub(super) enum SheetAnswer {
    /// The whole list, as far as a sheet may go; a second sheet names the filters and the time.
    #[oai(
        status = 200,
        content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    )]
    Sheet(Binary<Vec<u8>>),
}

#[OpenApi(tag = "Family::Account")]
impl Sheets {
    /// A list as .xlsx: the articles, the desk's queues, what waits for a signature, adoptions, outlets, search results,
    /// standings, statements, schemes, organisations, people, notices, the audit log. Five in a minute; each is noted in
    /// the audit log.
    #[oai(path = "/sheet", method = "get", operation_id = "read_sheet")]
    async fn read_sheet(
        &self,
        caller: Caller,
        /// The address of the list's page with its filters, such as `/standings?kind=unit&period=2026-11`.
        page: Query<String>,
    ) -> Answer<SheetAnswer> {
        let bytes = (self.1)(self.0.clone(), caller.viewer.clone(), caller.language, page.0).await?;
        Ok(SheetAnswer::Sheet(Binary(bytes)))
    }
}
