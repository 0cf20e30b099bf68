//! Every request as one line of the log and in the figures of `/metrics`: by its route and not by its path, which may
//! hold a key, and never with what was sent or answered.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use poem::http::{HeaderValue, Method, header};
use poem::{Endpoint, EndpointExt, IntoResponse, PathPattern, Request, Response};

use crate::Result;
use crate::error::Error;

/// Bounds of the buckets of durations, in seconds.
const SECONDS: [f64; 9] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0];

/// What the server knows about its own work.
#[derive(Clone)]
pub(super) struct Watch {
    figures: PrometheusHandle,
    is_stopping: Arc<AtomicBool>,
}

impl Watch {
    /// Starts counting. Once in a process.
    pub fn start() -> Result<Self> {
        let figures = PrometheusBuilder::new()
            .set_buckets(&SECONDS)
            .and_then(PrometheusBuilder::install_recorder)
            .map_err(Error::broken)?;
        metrics::describe_counter!("zhibao_requests_total", "Requests that were answered");
        metrics::describe_histogram!("zhibao_request_seconds", "Time until the answer was ready");
        Ok(Self {
            figures,
            is_stopping: Arc::default(),
        })
    }

    /// From now on every answer asks for the connection to be closed.
    pub fn begin_to_stop(&self) {
        self.is_stopping.store(true, Ordering::SeqCst);
    }

    /// Whether the server was told to stop.
    pub fn is_stopping(&self) -> bool {
        self.is_stopping.load(Ordering::SeqCst)
    }

    /// The figures as Prometheus reads them.
    pub fn render(&self) -> String {
        self.figures.run_upkeep();
        self.figures.render()
    }

    /// Watches an endpoint.
    pub fn over<E: Endpoint + 'static>(self, endpoint: E) -> impl Endpoint<Output = Response> {
        endpoint.around(move |inner, request| {
            let watch = self.clone();
            async move { watch.watched(&*inner, request).await }
        })
    }

    async fn watched(&self, inner: &impl Endpoint, request: Request) -> poem::Result<Response> {
        let (method, begun) = (request.method().clone(), Instant::now());
        let door = if request.uri().path().starts_with(crate::api::PREFIX) {
            "api"
        } else {
            "web"
        };
        let answered = inner.call(request).await;
        let mut response = match answered {
            Ok(response) => response.into_response(),
            Err(error) => error.into_response(),
        };
        note(door, &method, &response, begun.elapsed());
        if self.is_stopping() {
            let close = HeaderValue::from_static("close");
            response.headers_mut().insert(header::CONNECTION, close);
        }
        Ok(response)
    }
}

fn note(door: &'static str, method: &Method, response: &Response, took: Duration) {
    // What no route took has none; so have the refusals of the interface's guard.
    let route = response
        .data::<PathPattern>()
        .filter(|pattern| !pattern.0.is_empty())
        .map_or_else(|| "-".to_owned(), |pattern| pattern.0.to_string());
    let method = match *method {
        Method::GET => "GET",
        Method::POST => "POST",
        Method::PUT => "PUT",
        Method::PATCH => "PATCH",
        Method::DELETE => "DELETE",
        Method::HEAD => "HEAD",
        _ => "other",
    };
    let status = response.status().as_u16();
    let request = response
        .headers()
        .get("x-request-id")
        .and_then(|id| id.to_str().ok())
        .unwrap_or("-");
    let ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
    tracing::info!(request, door, method, route, status, ms, "answered");
    metrics::counter!(
        "zhibao_requests_total",
        "door" => door, "method" => method, "route" => route.clone(), "status" => status.to_string()
    )
    .increment(1);
    metrics::histogram!("zhibao_request_seconds", "door" => door, "route" => route).record(took);
}
