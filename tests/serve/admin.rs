//! `/metrics`, `/healthz`, `/readyz`: on an address of their own, on loopback, and nowhere else.

use std::time::Duration;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;
use crate::support::command::zhibao;
use crate::support::patience;
use crate::support::server::free_address;
use crate::support::serving::{Serving, sown};

stories! {
    figures_and_health_are_on_the_admin_address_alone
    the_admin_address_is_off_unless_named_and_must_be_loopback
}

/// The value of a figure with these labels.
fn figure(text: &str, start: &str) -> f64 {
    let line = text.lines().find(|line| line.starts_with(start));
    let line = line.unwrap_or_else(|| panic!("no {start} in\n{text}"));
    line.rsplit(' ')
        .next()
        .and_then(|value| value.parse().ok())
        .expect("a number")
}

async fn figures_and_health_are_on_the_admin_address_alone(house: TestApp) {
    let address = free_address().to_string();
    let mut serving = Serving::start(house, &[("ZHIBAO__ADMIN_LISTEN", &address)]).await;
    let admin = Client::new(&format!("http://{address}"));
    let writer = serving.writers().remove(0);
    for n in 0..3 {
        writer.file(&format!("计数第{n}篇")).await.expect("filed");
    }
    assert_eq!(admin.get("/healthz").await.expect_status(200).text(), "ok\n");
    let ready = admin
        .get("/readyz")
        .await
        .expect_status(200)
        .json::<serde_json::Value>();
    assert_eq!(
        (&ready["ready"], &ready["stopping"]),
        (&true.into(), &false.into())
    );
    let text = patience::until(Duration::from_secs(15), "the relay", async || {
        let text = admin.get("/metrics").await.expect_status(200).text();
        let lag = figure(&text, "zhibao_index_lag_changes");
        if lag.abs() < 0.5 && figure(&text, "zhibao_index_current") > 0.5 {
            Ok(text)
        } else {
            Err(format!("{lag} behind"))
        }
    })
    .await;
    let created =
        "zhibao_requests_total{door=\"api\",method=\"POST\",route=\"/api/v1/articles\",status=\"201\"}";
    let n_created = figure(&text, created);
    assert!(n_created > 2.5 && n_created < 3.5, "{text}");
    assert!(figure(&text, "zhibao_request_seconds_count{door=\"api\"") > 0.5);
    for name in [
        "zhibao_audit_entries",
        "zhibao_database_bytes",
        "zhibao_disk_free_bytes",
    ] {
        assert!(figure(&text, name) > 0.5, "{name}");
    }
    let public = serving.server.client();
    for path in ["/metrics", "/healthz", "/readyz", "/api/v1/metrics"] {
        let status = public.get(path).await.status;
        assert!(
            status == 404 || status == 401,
            "{path} answers {status} in public"
        );
        assert_ne!(admin.get("/sign-in").await.status, 200, "no page is served there");
    }
    serving.stop().await;
    serving.premises.end().await;
}

async fn the_admin_address_is_off_unless_named_and_must_be_loopback(house: TestApp) {
    let (premises, _) = sown(house).await;
    for address in ["0.0.0.0:0", "192.0.2.7:9090", "localhost"] {
        premises.settings(&format!("admin_listen = \"{address}\"\n"));
        let said = zhibao(premises.path(), &["serve", "--listen", "127.0.0.1:0"], "");
        assert_eq!(said.code, 2, "{said:?}");
        assert!(said.err.contains("admin_listen"), "{said:?}");
    }
    assert!(zhibao::settings::Settings::default().admin_listen.is_empty());
    premises.end().await;
}
