//! A list's address answered as a sheet: through the page's own door, so with its rights and filters; counted against
//! the reader's budget and noted in the audit log.

use std::sync::Arc;

use entity::Language;
use futures_util::future::BoxFuture;
use poem::http::{Uri, header};
use poem::{Endpoint, Request, Response};

use super::{Listing, without_places};
use crate::app::App;
use crate::error::Error;
use crate::newsroom::{self, Exported};
use crate::people::{Viewer, policy};
use crate::web::door::list_at;
use crate::web::fail::Fail;
use crate::web::{Visit, door};
use crate::{Result, sheet};

/// What an address asks for, without its page.
#[derive(Clone, Debug)]
pub(in crate::web) struct Ask {
    /// The path.
    pub path: String,
    /// The filters, as the address spells them.
    pub query: String,
}

impl Ask {
    fn of(path: &str, query: &str) -> Self {
        Self {
            path: path.to_owned(),
            query: serde_urlencoded::to_string(without_places(query)).unwrap_or_default(),
        }
    }
}

/// Makes the whole list of an address.
pub(in crate::web) type Maker = Arc<dyn Fn(Visit, Ask) -> BoxFuture<'static, Result<Listing>> + Send + Sync>;

/// A list's page that is its sheet, too.
pub(in crate::web) struct WithSheet<E> {
    page: E,
    maker: Maker,
}

impl<E> WithSheet<E> {
    pub(in crate::web) const fn new(page: E, maker: Maker) -> Self {
        Self { page, maker }
    }
}

impl<E: Endpoint<Output = Response>> Endpoint for WithSheet<E> {
    type Output = Response;

    async fn call(&self, request: Request) -> poem::Result<Response> {
        let Some(ask) = asked_for_sheet(request.uri()) else {
            return self.page.call(request).await;
        };
        let visit = request
            .data::<Arc<Visit>>()
            .ok_or_else(|| Fail(Error::broken("no guard before this list")))?;
        let (title, bytes) = make(visit, &self.maker, ask).await.map_err(Fail)?;
        Ok(Response::builder()
            .content_type(sheet::MIME)
            .header(header::CONTENT_DISPOSITION, attached(&format!("{title}.xlsx")))
            .body(bytes))
    }
}

/// That a file of that name is saved.
pub(in crate::web) fn attached(name: &str) -> String {
    let name = serde_urlencoded::to_string([("n", name)]).unwrap_or_default();
    let name = name.get(2..).unwrap_or_default().replace('+', "%20");
    format!("attachment; filename*=UTF-8''{name}")
}

fn asked_for_sheet(uri: &Uri) -> Option<Ask> {
    let query = uri.query()?;
    let fields: Vec<(String, String)> = serde_urlencoded::from_str(query).ok()?;
    let is_sheet = fields
        .iter()
        .any(|(name, value)| name == "format" && value == "xlsx");
    is_sheet.then(|| Ask::of(uri.path(), query))
}

/// Makes the sheet, counts it and notes it: title and bytes.
async fn make(visit: &Visit, maker: &Maker, ask: Ask) -> Result<(String, Vec<u8>)> {
    let (app, viewer) = (&visit.app, visit.viewer()?);
    newsroom::may_export(app, viewer).await?;
    let (list, filters) = (ask.path.clone(), ask.query.clone());
    let listing = maker(visit.clone(), ask).await?;
    let exported = Exported {
        list,
        filters,
        n_rows: listing.sheet.rows.len(),
        total: listing.total,
    };
    let title = listing.sheet.title.clone();
    let bytes = tokio::task::spawn_blocking(move || sheet::write(&listing.sheet))
        .await
        .map_err(Error::broken)??;
    newsroom::note_export(app, viewer, &exported).await?;
    Ok((title, bytes))
}

/// The sheet of a list page for whoever comes by another door: the same rows under the same rights. `address` is the
/// page's path with its filters.
///
/// # Errors
/// [`Error::Invalid`] for an address that is no list; [`Error::NotAllowed`] where the page is not for the viewer; whatever
/// the page answers.
#[must_use]
pub fn sheet_at(
    app: App,
    viewer: Viewer,
    language: Language,
    address: String,
) -> BoxFuture<'static, Result<Vec<u8>>> {
    Box::pin(async move {
        let (path, query) = address.split_once('?').unwrap_or((&address, ""));
        let pages = door(&app);
        let list = list_at(&pages, path).ok_or_else(|| Error::invalid("page", "list.no_list"))?;
        policy::may(Some(&viewer), list.act)?;
        let visit = Visit {
            half: None,
            session: None,
            language,
            csrf: String::new(),
            nonce: String::new(),
            actor: viewer.actor.clone(),
            path: address.clone(),
            flash: None,
            is_plain: false,
            agent: String::new(),
            viewer: Some(viewer),
            app,
        };
        let (_, bytes) = make(&visit, &list.maker, Ask::of(path, query)).await?;
        Ok(bytes)
    })
}
