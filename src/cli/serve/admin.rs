//! What machines ask about the server, on an address of its own: `/metrics`, `/healthz` (the process answers) and
//! `/readyz` (it may be sent requests). On loopback alone: there is no guard here, and no rule of who may read.

use std::net::SocketAddr;

use poem::http::StatusCode;
use poem::{Endpoint, EndpointExt, Response, Route, Server, get, handler, web::Data};
use search_index::Status;

use super::watch::Watch;
use crate::app::App;
use crate::cli::call::Failure;
use crate::error::Message;
use crate::settings::Settings;
use crate::{Result, audit, db, ledger, outbox, web};

/// Binds the address of the settings, if there is one; it must be loopback.
pub(super) async fn bind(settings: &Settings) -> Result<Option<web::Listener>, Failure> {
    let address = &settings.admin_listen;
    if address.is_empty() {
        return Ok(None);
    }
    let is_loopback = address
        .parse::<SocketAddr>()
        .is_ok_and(|address| address.ip().is_loopback());
    if !is_loopback {
        return Err(Message::new("cli.admin_loopback").with("address", address).into());
    }
    match web::Listener::bind(address, &settings.limits).await {
        Ok(listener) => Ok(Some(listener)),
        Err(why) => Err(Message::new("cli.cannot_listen")
            .with("address", address)
            .with("why", why)
            .into()),
    }
}

/// Serves until the house closes: also while the doors are closing, so that whoever asks learns that they are.
pub(super) async fn serve(app: App, watch: Watch, listener: web::Listener) {
    let tasks = app.tasks.clone();
    let stop = async move { tasks.stopping().await };
    let served = Server::new_with_acceptor(listener)
        .run_with_graceful_shutdown(endpoint(app, watch), stop, Some(std::time::Duration::ZERO))
        .await;
    if let Err(error) = served {
        tracing::error!(%error, "the admin address is not served any more");
    }
}

fn endpoint(app: App, watch: Watch) -> impl Endpoint<Output = Response> {
    Route::new()
        .at("/healthz", get(health))
        .at("/readyz", get(ready))
        .at("/metrics", get(metrics_text))
        .data(app)
        .data(watch)
        .map_to_response()
}

#[handler]
fn health() -> Response {
    text(StatusCode::OK, "ok\n".to_owned())
}

#[handler]
async fn ready(Data(app): Data<&App>, Data(watch): Data<&Watch>) -> Response {
    let database = db::state(&app.db).await.is_ok();
    let is_ready = database && !watch.is_stopping();
    let document = serde_json::json!({
        "ready": is_ready,
        "stopping": watch.is_stopping(),
        "database": database,
        // Without it searches are answered by the database: no reason to send requests elsewhere.
        "index": is_current(app),
    });
    let status = if is_ready {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    Response::builder()
        .status(status)
        .content_type("application/json")
        .body(document.to_string())
}

#[handler]
async fn metrics_text(Data(app): Data<&App>, Data(watch): Data<&Watch>) -> Response {
    match measure(app).await {
        Ok(()) => text(StatusCode::OK, watch.render()),
        Err(error) => {
            tracing::error!(%error, "the figures cannot be read");
            text(StatusCode::INTERNAL_SERVER_ERROR, String::new())
        }
    }
}

fn text(status: StatusCode, text: String) -> Response {
    Response::builder()
        .status(status)
        .content_type("text/plain; version=0.0.4; charset=utf-8")
        .body(text)
}

fn is_current(app: &App) -> bool {
    app.index.status() == Status::Current && !app.indexing.is_damaged()
}

/// Brings the figures up that nothing counts on its way.
async fn measure(app: &App) -> Result<()> {
    let moment = db::read(&app.db).await?;
    let newest = outbox::newest_change(&moment).await?;
    let applied = i64::try_from(app.index.applied_seq()).unwrap_or(i64::MAX);
    let disk = fs4::available_space(&app.settings.data_dir)?;
    let figures = [
        ("zhibao_ledger_postings", ledger::head(&moment).await?.seq),
        ("zhibao_audit_entries", audit::head(&moment).await?.seq),
        ("zhibao_index_lag_changes", newest.saturating_sub(applied).max(0)),
        ("zhibao_index_current", i64::from(is_current(app))),
        ("zhibao_database_bytes", db::state(&app.db).await?.bytes),
        ("zhibao_disk_free_bytes", i64::try_from(disk).unwrap_or(i64::MAX)),
    ];
    for (name, value) in figures {
        set(name, value);
    }
    metrics::gauge!("zhibao_build_info", "version" => env!("CARGO_PKG_VERSION")).set(1);
    Ok(())
}

#[expect(
    clippy::cast_precision_loss,
    reason = "Prometheus has no other numbers; these are no points"
)]
fn set(name: &'static str, value: i64) {
    metrics::gauge!(name).set(value as f64);
}
