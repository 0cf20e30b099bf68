//! The door for people: requests in, pages out. Nothing is decided here: a handler parses, calls one verb, renders.

mod account;
mod address;
mod adjustments;
mod adoptions;
mod article;
mod articles;
mod assessments;
pub mod assets;
mod audit_log;
mod circulars;
mod closing;
mod desk;
mod disputes;
mod door;
mod fail;
mod faults;
mod fees;
mod form;
mod granted;
mod guard;
mod home;
mod installation;
mod instructions;
mod links;
mod list;
mod listener;
mod months;
mod notices;
mod occurrences;
mod outlets;
mod page;
mod reply;
mod roster;
mod schemes;
mod search;
mod sign_in;
mod signing;
mod standings;
mod statements;
mod stray;
mod subjects;
mod trends;
mod uploads;
mod visit;
mod writing;

use poem::endpoint::BoxEndpoint;
use poem::middleware::CookieJarManager;
use poem::{EndpointExt, Response};

use crate::app::App;
use crate::people::policy::Act;

pub use door::{Door, RouteRow};
pub use fail::Fail;
pub use list::sheet_at;
pub use listener::{Gate, Listener};
pub use page::Page;
pub use stray::answering_strays;
pub use visit::Visit;

/// Every page of the house, behind the guard. [`Door::rows`] lists them for the matrix test.
#[must_use]
pub fn door(app: &App) -> Door {
    let rooms: &[fn(Door) -> Door] = &[
        sign_in::open,
        account::open,
        notices::open,
        home::open,
        articles::open,
        writing::open,
        article::open,
        uploads::open,
        signing::open,
        desk::open,
        adoptions::open,
        instructions::open,
        occurrences::open,
        outlets::open,
        search::open,
        standings::open,
        statements::open,
        assessments::open,
        fees::open,
        trends::open,
        circulars::open,
        closing::open,
        disputes::open,
        adjustments::open,
        schemes::open,
        roster::open,
        audit_log::open,
        installation::open,
    ];
    let assets = Door::new(app.clone()).get("/assets/:hash/*path", Act::Enter, assets::asset);
    rooms.iter().fold(assets, |door, open| open(door))
}

/// The pages as an endpoint.
#[must_use]
pub fn endpoint(app: &App) -> BoxEndpoint<'static, Response> {
    door(app).build().with(CookieJarManager::new()).boxed()
}
