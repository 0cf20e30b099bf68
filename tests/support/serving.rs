//! The real executable over a data folder that was lived in: people with tokens who file by the API, and what its
//! database says afterwards.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;

use entity::{Role, Scope, article};
use reqwest::Method;
use sea_orm::EntityTrait;
use serde_json::{Value, json};
use zhibao::clock::Clock;
use zhibao::people::{self, NewToken};

use super::app::TestApp;
use super::client::{Answer, Client};
use super::premises::Premises;
use super::server::{Launch, Server, free_address};

/// How many people file.
const N_WRITERS: usize = 3;

/// A running server, and who may use it.
pub struct Serving {
    pub server: Server,
    pub premises: Premises,
    tokens: Vec<String>,
}

/// Somebody who files by the API, each request on a connection of its own.
#[derive(Clone)]
pub struct Writer(pub Client);

impl Serving {
    /// Makes people in the house, then starts the executable over its folder with these settings.
    pub async fn start(house: TestApp, variables: &[(&str, &str)]) -> Self {
        let (premises, tokens) = sown(house).await;
        let launch = launch(premises.path(), variables);
        Self {
            server: launch.start().await,
            premises,
            tokens,
        }
    }

    /// The people who file.
    pub fn writers(&self) -> Vec<Writer> {
        let client = self.server.client();
        self.tokens
            .iter()
            .map(|token| Writer(client.with_token(token).with_header("connection", "close")))
            .collect()
    }

    /// Their tokens.
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        self.premises.path()
    }

    /// Every title in the database, with whether it is filed.
    pub async fn titles(&self) -> BTreeMap<String, bool> {
        titles_in(&self.premises).await
    }

    /// Stops it as an operator does; it must end well.
    pub async fn stop(&mut self) {
        let status = self.server.terminate(Duration::from_secs(15)).await;
        assert!(status.success(), "{status}:\n{}", self.server.log());
    }
}

/// Every title in the database, with whether it is filed.
pub async fn titles_in(premises: &Premises) -> BTreeMap<String, bool> {
    let db = premises.database().await;
    let rows = article::Entity::find().all(&db).await.expect("articles");
    db.close().await.expect("it closes");
    rows.into_iter()
        .map(|row| (row.title, row.first_submitted_at.is_some()))
        .collect()
}

/// How the executable is started over a data folder; nobody is slowed down for asking often.
pub fn launch(data: &Path, variables: &[(&str, &str)]) -> Launch {
    let address = free_address();
    let (folder, listen) = (data.display().to_string(), address.to_string());
    let arguments = ["--data", &folder, "--lang", "zh-CN", "serve", "--listen", &listen];
    let log = data.join("log");
    let launch = Launch::zhibao(&arguments, address, &log)
        .with_variable("ZHIBAO__LIMITS__REQUESTS_PER_S", "100000")
        .with_variable("ZHIBAO__LIMITS__SEARCHES_PER_MINUTE", "100000")
        .with_variable("ZHIBAO__LIMITS__UPLOADS_PER_MINUTE", "100000")
        .with_variable("ZHIBAO__SIGN_IN__SECOND_FACTOR", "offered")
        .ready_when("/sign-in");
    variables
        .iter()
        .fold(launch, |launch, (name, value)| launch.with_variable(name, value))
}

/// What a house with people who file leaves; and their tokens.
pub async fn sown(house: TestApp) -> (Premises, Vec<String>) {
    // The executable goes by the clock of the machine, and tokens end.
    house.app.clock.set(Clock::System.now());
    let unit = house.unit("甲街道", false).await;
    let mut tokens = Vec::new();
    for n in 0..N_WRITERS {
        let id = house.person(&format!("执笔人{n}"), Role::Reporter, unit).await;
        let new = NewToken {
            name: "程序".to_owned(),
            scope: Scope::Write,
            days: 30,
        };
        let (_, key) = people::make_token(&house.app, &house.viewer(id).await, &new)
            .await
            .expect("a token");
        tokens.push(key.reveal().to_owned());
    }
    (house.leave().await, tokens)
}

impl Writer {
    /// Writes a draft and submits it.
    pub async fn file(&self, title: &str) -> reqwest::Result<()> {
        let made = self.create(title).await?.expect_status(201).json::<Value>();
        let id = made["article"]["id"].as_i64().expect("an id");
        self.submit(id).await?.expect_status(200);
        Ok(())
    }

    /// Writes a draft: one request.
    pub async fn create(&self, title: &str) -> reqwest::Result<Answer> {
        let body = format!("<p>{}</p>", "实".repeat(200));
        let draft = json!({ "title": title, "type": "work_update", "body_html": body });
        self.post("/api/v1/articles", &draft).await
    }

    /// Submits a draft as it was made: one request.
    pub async fn submit(&self, id: i64) -> reqwest::Result<Answer> {
        self.post(&format!("/api/v1/articles/{id}/submit"), &json!({ "version": 1 }))
            .await
    }

    async fn post(&self, path: &str, body: &Value) -> reqwest::Result<Answer> {
        let body = body.to_string().into_bytes();
        self.0
            .try_send(Method::POST, path, Some("application/json"), body)
            .await
    }
}
