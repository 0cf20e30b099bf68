//! How a page is offered: a method, a path and an act of the policy table. There is no way to offer one without. A
//! list is offered with its sheet.

use std::collections::BTreeMap;
use std::sync::Arc;

use poem::http::Method;
use poem::{Endpoint, IntoEndpoint, Response, Route, RouteMethod};

use super::guard::Guarded;
use super::list::{Ask, Listing, Maker, WithSheet};
use super::stray::answering_strays;
use super::visit::Visit;
use crate::Result;
use crate::app::App;
use crate::people::policy::Act;

/// One offered page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RouteRow {
    /// GET or POST or PUT.
    pub method: Method,
    /// The path, with `:name` for what varies.
    pub path: &'static str,
    /// What it does.
    pub act: Act,
}

/// A list that is offered with its sheet.
#[derive(Clone)]
pub(super) struct ListRow {
    /// The path, with `:name` for what varies.
    path: &'static str,
    /// What reading it is.
    pub act: Act,
    /// Makes the whole list.
    pub maker: Maker,
}

/// The list that is offered at a path.
pub(super) fn list_at(door: &Door, path: &str) -> Option<ListRow> {
    let fits = |row: &&ListRow| {
        let n_parts = |path: &str| path.split('/').count();
        let mut parts = row.path.split('/').zip(path.split('/'));
        n_parts(row.path) == n_parts(path)
            && parts.all(|(wanted, part)| wanted.starts_with(':') || wanted == part)
    };
    door.lists.iter().find(fits).cloned()
}

/// The pages that are offered.
pub struct Door {
    app: App,
    routes: BTreeMap<&'static str, RouteMethod>,
    rows: Vec<RouteRow>,
    lists: Vec<ListRow>,
}

impl std::fmt::Debug for Door {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Door")
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl Door {
    /// A door without pages.
    #[must_use]
    pub const fn new(app: App) -> Self {
        Self {
            app,
            routes: BTreeMap::new(),
            rows: Vec::new(),
            lists: Vec::new(),
        }
    }

    /// Offers a page that changes nothing.
    #[must_use]
    pub fn get<E>(self, path: &'static str, act: Act, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
    {
        self.offer(Method::GET, path, act, endpoint)
    }

    /// Offers a list: its page, and under the same act and address the whole list as a sheet (`format=xlsx`).
    #[must_use]
    pub(super) fn list<E, F>(
        mut self,
        path: &'static str,
        act: Act,
        (page, sheet): (E, impl Fn(Visit, Ask) -> F + Send + Sync + 'static),
    ) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
        F: Future<Output = Result<Listing>> + Send + 'static,
    {
        let maker: Maker = Arc::new(move |visit, ask| Box::pin(sheet(visit, ask)));
        self.lists.push(ListRow {
            path,
            act,
            maker: maker.clone(),
        });
        self.get(path, act, WithSheet::new(page.into_endpoint(), maker))
    }

    /// Offers an action of a form.
    #[must_use]
    pub fn post<E>(self, path: &'static str, act: Act, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
    {
        self.offer(Method::POST, path, act, endpoint)
    }

    /// Offers an action of a script.
    #[must_use]
    pub fn put<E>(self, path: &'static str, act: Act, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
    {
        self.offer(Method::PUT, path, act, endpoint)
    }

    fn offer<E>(mut self, method: Method, path: &'static str, act: Act, endpoint: E) -> Self
    where
        E: IntoEndpoint,
        E::Endpoint: Endpoint<Output = Response> + 'static,
    {
        let guarded = Guarded::new(self.app.clone(), act, endpoint.into_endpoint());
        let route = self.routes.remove(path).unwrap_or_default();
        self.routes.insert(path, route.method(method.clone(), guarded));
        self.rows.push(RouteRow { method, path, act });
        self
    }

    /// What is offered.
    #[must_use]
    pub fn rows(&self) -> &[RouteRow] {
        &self.rows
    }

    /// The paths of the lists that are offered with their sheets.
    pub fn lists(&self) -> impl Iterator<Item = &'static str> {
        self.lists.iter().map(|list| list.path)
    }

    /// The pages as one endpoint; whatever is not offered is answered as not found, with the same headers.
    #[must_use]
    pub fn build(self) -> impl Endpoint<Output = Response> + 'static {
        let route = self
            .routes
            .into_iter()
            .fold(Route::new(), |route, (path, method)| route.at(path, method));
        answering_strays(route)
    }
}
