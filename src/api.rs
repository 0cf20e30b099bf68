//! The door for programs: `/api/v1`, the twin of every page action over the same verbs. Nothing is decided here: an
//! operation parses, calls one verb, and answers with a document of its own (never a row of a table).

mod adjustments;
mod adoptions;
mod articles;
mod assessments;
mod audit_log;
mod book;
mod caller;
mod circulars;
mod closes;
mod contract;
mod disputes;
mod docs;
mod fail;
mod fees;
mod files;
mod guard;
mod imports;
mod instructions;
mod me;
mod notices;
mod occurrences;
mod operations;
mod organisations;
mod outlets;
mod page;
mod particulars;
mod people_of;
mod remembered;
mod revisions;
mod scheme_tables;
mod schemes;
mod search;
mod second_factor;
mod sent_file;
mod sessions;
mod shape;
mod sheets;
mod standings;
mod statements;
mod steps;
mod strict;
mod targets;
mod terms;
mod tokens;
mod written;

use std::sync::Arc;

use poem::endpoint::BoxEndpoint;
use poem::{EndpointExt, Response, Route, get};
use poem_openapi::{OpenApiService, Tags};

use crate::Result;
use crate::app::App;

pub use contract::Contract;
pub use operations::OPERATIONS;
pub use sheets::SheetAt;

/// Where the door is nested.
pub const PREFIX: &str = "/api/v1";

/// The families of operations, as the docs page groups them.
#[derive(Clone, Copy, Debug, Tags)]
enum Family {
    /// Who you are, and what there is to know.
    Account,
    /// Articles: writing, filing, signing, deciding (稿件).
    Articles,
    /// Pictures, manuscripts, evidence (附件).
    Files,
    /// Where articles were adopted, and leaders' instructions (采用、批示).
    Adoptions,
    /// Media (媒体).
    Outlets,
    /// Points: rankings, statements, the ledger (积分).
    Points,
    /// Scoring schemes (计分办法).
    Schemes,
    /// Organisations, people, appointments (单位、人员).
    Roster,
    /// The audit log (审计日志).
    Audit,
}

/// Every family over one house, in the order of the document.
macro_rules! families {
    ($app:expr, $sheet_at:expr) => {
        (
            (
                me::Account($app.clone()),
                second_factor::SecondFactor($app.clone()),
                sessions::Sessions($app.clone()),
                tokens::Tokens($app.clone()),
                notices::Notices($app.clone()),
                terms::Dictionary($app.clone()),
                sheets::Sheets($app.clone(), $sheet_at),
            ),
            (
                articles::Articles($app.clone()),
                steps::Steps($app.clone()),
                revisions::Revisions($app.clone()),
                files::Files($app.clone()),
                search::Search($app.clone()),
                particulars::Descriptions($app.clone()),
            ),
            (
                adoptions::Adoptions($app.clone()),
                instructions::Instructions($app.clone()),
                occurrences::Occurrences($app.clone()),
                outlets::Outlets($app.clone()),
            ),
            (
                standings::Standings($app.clone()),
                statements::Statements($app.clone()),
                book::Book($app.clone()),
                schemes::Schemes($app.clone()),
                scheme_tables::SchemeTables($app.clone()),
            ),
            (
                circulars::Circulars($app.clone()),
                closes::Closes($app.clone()),
                disputes::Disputes($app.clone()),
                adjustments::Adjustments($app.clone()),
                assessments::Assessments($app.clone()),
                fees::Fees($app.clone()),
            ),
            (
                organisations::Organisations($app.clone()),
                people_of::People($app.clone()),
                targets::Targets($app.clone()),
                imports::Imports($app.clone()),
                audit_log::AuditLog($app.clone()),
            ),
        )
    };
}

/// The API as an endpoint, to be nested at [`PREFIX`]. `asset_url` gives the address of an embedded file and `sheet_at`
/// the sheet of a list, which the pages' door both serves.
///
/// # Errors
/// [`crate::Error::Broken`] where an operation has no row in [`OPERATIONS`]: such a house does not open.
pub fn endpoint(
    app: &App,
    asset_url: fn(&str) -> String,
    sheet_at: SheetAt,
) -> Result<BoxEndpoint<'static, Response>> {
    let service = OpenApiService::new(
        families!(app, sheet_at),
        "直报 · Zhibao",
        env!("CARGO_PKG_VERSION"),
    )
    .description(include_str!("api/description.md"))
    .server(PREFIX);
    let contract = Arc::new(Contract::read(&service.spec())?);
    let document = contract.document();
    let routes = Route::new()
        .at("/openapi.json", get(docs::document(document)))
        .at("/docs", get(docs::page(asset_url)))
        .nest_no_strip("/", service);
    Ok(guard::Guard::new(app.clone(), contract, routes).boxed())
}
