//! What the browser itself complains about: uncaught errors, console errors, CSP violations, failed loads.

use std::sync::{Arc, Mutex};

use chromiumoxide::Page;
use chromiumoxide::cdp::browser_protocol::log::{EventEntryAdded, LogEntryLevel};
use chromiumoxide::cdp::browser_protocol::page::EventJavascriptDialogOpening;
use chromiumoxide::cdp::js_protocol::runtime::{
    ConsoleApiCalledType, EventConsoleApiCalled, EventExceptionThrown,
};
use futures_util::StreamExt;
use serde_json::json;
use tokio::task::JoinSet;

use super::wire;

/// The complaints of one tab so far, and the listeners that collect them.
pub struct Complaints {
    list: Arc<Mutex<Vec<String>>>,
    _listeners: JoinSet<()>,
}

impl Complaints {
    /// Starts listening; also answers every `confirm` with yes, as a dialog would block the page for ever.
    pub async fn listen(page: &Page) -> Self {
        let list = Arc::<Mutex<Vec<String>>>::default();
        let mut listeners = JoinSet::new();

        let mut thrown = page
            .event_listener::<EventExceptionThrown>()
            .await
            .expect("events");
        let kept = Arc::clone(&list);
        listeners.spawn(async move {
            while let Some(event) = thrown.next().await {
                let details = &event.exception_details;
                let text = details.exception.as_ref().and_then(|it| it.description.clone());
                keep(
                    &kept,
                    format!("uncaught: {}", text.unwrap_or_else(|| details.text.clone())),
                );
            }
        });

        let mut console = page
            .event_listener::<EventConsoleApiCalled>()
            .await
            .expect("events");
        let kept = Arc::clone(&list);
        listeners.spawn(async move {
            while let Some(event) = console.next().await {
                if matches!(
                    event.r#type,
                    ConsoleApiCalledType::Error | ConsoleApiCalledType::Assert
                ) {
                    let said = event
                        .args
                        .iter()
                        .filter_map(|it| it.value.as_ref().or(None).map(ToString::to_string));
                    keep(&kept, format!("console: {}", said.collect::<Vec<_>>().join(" ")));
                }
            }
        });

        let mut log = page.event_listener::<EventEntryAdded>().await.expect("events");
        let kept = Arc::clone(&list);
        listeners.spawn(async move {
            while let Some(event) = log.next().await {
                let entry = &event.entry;
                if entry.level == LogEntryLevel::Error {
                    let place = entry.url.as_deref().unwrap_or_default();
                    keep(
                        &kept,
                        format!("{}: {} {place}", entry.source.as_ref(), entry.text),
                    );
                }
            }
        });

        let mut dialogs = page
            .event_listener::<EventJavascriptDialogOpening>()
            .await
            .expect("events");
        let page = page.clone();
        listeners.spawn(async move {
            while dialogs.next().await.is_some() {
                // The dialog may be gone already; then there is nothing to accept.
                let _ = wire::call(&page, "Page.handleJavaScriptDialog", json!({ "accept": true })).await;
            }
        });

        Self {
            list,
            _listeners: listeners,
        }
    }

    /// Takes what was collected since the last time.
    pub fn take(&self) -> Vec<String> {
        std::mem::take(&mut self.list.lock().expect("the list"))
    }
}

fn keep(list: &Mutex<Vec<String>>, complaint: String) {
    list.lock().expect("the list").push(complaint);
}
