//! `zhibao serve`: the pages and the interface for programmes on one address, with what goes on beside the requests,
//! until the process is told to stop (R24: whoever is connected is answered, and no request is cut).

mod admin;
mod watch;

use std::net::SocketAddr;
use std::time::Duration;

use poem::{EndpointExt, Route, Server};
use tokio::signal::unix::{SignalKind, signal};

use super::call::{Call, Failure, Outcome, close};
use super::console::Console;
use super::{check, log};
use crate::app::App;
use crate::clock::Clock;
use crate::error::{Error, Message};
use crate::settings::Settings;
use crate::{api, archive, jobs, people, web};

use watch::Watch;

/// How long a stopping server goes on taking requests, each answered with the wish to close the connection: whoever
/// keeps one open learns of the end by an answer, not by a cut.
const LINGER: Duration = Duration::from_millis(500);

pub(super) async fn serve(call: &Call, listen: Option<String>) -> Result<Outcome, Failure> {
    let mut settings = call.settings()?;
    log::start_as("info,sea_orm_migration=warn", settings.log.format);
    if let Some(listen) = listen {
        settings.listen = listen;
    }
    // A taken port is found before anything is made or changed.
    let listener = bind(&settings).await?;
    settings.make_data_dir().map_err(Error::from)?;
    check::must_pass(call, &settings).await?;
    let app = App::open(settings, Clock::System).await?;
    let address = listener.address().map_err(Error::from)?;
    warn_of_plain_http(call.console, &app, address);
    let origin = origin(&app, address);
    call.console
        .say(&Message::new("cli.listening").with("origin", &origin));
    if people::is_empty(&app).await? {
        let link = people::setup_link(&app).await?;
        let link = format!("{origin}/setup/{}", link.reveal());
        let hours = app.settings.sign_in.setup_hours;
        call.console.say(
            &Message::new("cli.setup_link")
                .with("link", link)
                .with("hours", hours),
        );
    }
    run(call, &app, listener).await
}

/// Binds the address of the settings.
pub(super) async fn bind(settings: &Settings) -> Result<web::Listener, Failure> {
    let bound = web::Listener::bind(&settings.listen, &settings.limits).await;
    bound
        .map(|listener| listener.trusting(&settings.http.trusted_proxies))
        .map_err(|why| {
            Message::new("cli.cannot_listen")
                .with("address", &settings.listen)
                .with("why", why)
                .into()
        })
}

/// Serves until the process is told to stop or the disk fails, then ends everything in order and says which it was.
pub(super) async fn run(call: &Call, app: &App, listener: web::Listener) -> Result<Outcome, Failure> {
    let told = told_to_stop()?;
    let watch = Watch::start()?;
    let admin = admin::bind(&app.settings).await?;
    if let Some(admin) = admin {
        app.tasks.start(admin::serve(app.clone(), watch.clone(), admin));
    }
    begin_tasks(app);
    // Everything that is served hangs here; each door brings its own guard.
    let doors = Route::new().nest_no_strip("/", web::endpoint(app)).nest(
        api::PREFIX,
        api::endpoint(app, web::assets::asset_url, web::sheet_at)?,
    );
    let doors = watch.clone().over(web::answering_strays(doors)).boxed();
    let gate = listener.gate();
    let db = app.db.clone();
    let stop = async move {
        tokio::select! {
            () = told => {}
            () = db.disk_failed() => {}
        }
        watch.begin_to_stop();
        tokio::time::sleep(LINGER).await;
        gate.close().await;
        // Whoever was accepted last has sent a request that is not read yet: hyper would close a fresh connection unread.
        tokio::time::sleep(LINGER).await;
    };
    let patience = Duration::from_secs(app.settings.limits.stop_s).saturating_sub(LINGER * 2);
    let served = Server::new_with_acceptor(listener)
        .run_with_graceful_shutdown(doors, stop, Some(patience))
        .await;
    close(app).await;
    served.map_err(Error::from)?;
    if app.db.has_disk_failed() {
        call.console.warn(&Message::new("cli.disk_failed"));
        return Ok(Outcome::DiskFailed);
    }
    call.console.say(&Message::new("cli.stopped"));
    Ok(Outcome::Done)
}

/// What goes on beside the requests, each ended by `app.tasks`.
fn begin_tasks(app: &App) {
    app.tasks.start(archive::follow(app.clone()));
    app.tasks.start(jobs::follow(app.clone()));
}

/// Resolves at SIGTERM or SIGINT.
fn told_to_stop() -> Result<impl Future<Output = ()> + Send + 'static, Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Error::from)?;
    let mut interrupt = signal(SignalKind::interrupt()).map_err(Error::from)?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
        tracing::info!("stopping");
    })
}

/// What readers type: the public origin of the settings, else the address itself.
pub(super) fn origin(app: &App, address: SocketAddr) -> String {
    if app.settings.http.public_origin.is_empty() {
        format!("http://{address}")
    } else {
        app.settings.http.public_origin.trim_end_matches('/').to_owned()
    }
}

/// Says so where passwords would travel in the clear.
fn warn_of_plain_http(console: Console, app: &App, address: SocketAddr) {
    let http = &app.settings.http;
    let is_covered = address.ip().is_loopback() || http.public_origin.starts_with("https://");
    if is_covered {
        return;
    }
    let key = if http.allow_plain_http {
        "cli.plain_http_allowed"
    } else {
        "cli.plain_http"
    };
    console.warn(&Message::new(key).with("address", address));
}
