//! The whole walk of each role in a real Chromium, on SQLite and on PostgreSQL (issue 2). Every page on the way is
//! photographed, has one heading and a language, does not scroll sideways, and leaves the browser without complaint.

mod admin;
mod editor;
mod office;
mod reporter;
mod second_factor;
mod supervisor;
mod unit_reviewer;

use std::collections::BTreeSet;
use std::sync::Mutex;

use entity::{PersonId, article};
use serde_json::{Value, json};
use zhibao::newsroom::{self, DraftText};

use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::{Browser, Screen, Tab};
use crate::support::client::Client;

/// The scheme of the walks: two pieces a week, points by outlet, instructions extra.
const SCHEME: &str = include_str!("../assets/schemes/s01.toml");

/// What the articles of the walks say.
const BODY: &str = "<p>清晨七点，网格员已经沿着老街走完第一圈。哪家老人独居、哪条巷道路灯不亮，她都记在随身的小本子上。</p>\
    <p>板凳会每周三晚在居民楼下开，党员把板凳搬到家门口，群众坐下来就能说事。半年来，会上收到意见八十六条，当场答复五十一条，\
    其余的由街道列出清单，逐条写明谁来办、哪天办完，贴在楼道口请大家监督。</p>\
    <p>“以前反映问题不知道找谁，现在搬个板凳坐下就能说。”居民陈阿婆说。下一步，街道准备把办得好的做法写成办事手册，\
    发到每一个网格，让新来的同志也能照着做。</p>";

/// Somebody files an article with a text that reads like one.
async fn file(house: &TestApp, reporter: PersonId, title: &str) -> article::Model {
    let writer = house.viewer(reporter).await.reporter().expect("a reporter");
    let text = DraftText {
        title: title.to_owned(),
        r#type: "work_update".to_owned(),
        body_html: BODY.to_owned(),
        note: String::new(),
        authors: None,
    };
    let draft = newsroom::start_draft(&house.app, &writer, None, &text)
        .await
        .expect("a draft")
        .article;
    newsroom::submit(&house.app, &writer, draft.id, draft.version)
        .await
        .expect("submitted")
}

/// Somebody at a screen, walking through the house.
struct Walk {
    tab: Tab,
    origin: String,
    /// Whether the browser runs scripts; one that does not cannot try links either.
    has_scripts: bool,
    /// Where links led that were tried before.
    tried: Mutex<BTreeSet<String>>,
}

impl Walk {
    /// Signs in by the form.
    async fn begin(house: &TestApp, at: (&Browser, &Client), screen: Screen, who: PersonId) -> Self {
        let walk = Self::arrive(at, screen).await;
        let username = house.viewer(who).await.person.username;
        walk.sign_in(&username, PASSWORD).await;
        walk
    }

    /// Comes to the door without signing in.
    async fn arrive((browser, door): (&Browser, &Client), screen: Screen) -> Self {
        Self {
            tab: browser.visitor(screen).await,
            origin: door.origin().to_owned(),
            has_scripts: true,
            tried: Mutex::default(),
        }
    }

    async fn sign_in(&self, username: &str, password: &str) {
        self.open("/sign-in").await;
        self.tab.fill("用户名", username).await;
        self.tab.fill("密码", password).await;
        self.tab.follow("button", "登录").await;
    }

    async fn open(&self, path: &str) {
        self.tab.goto(&format!("{}{path}", self.origin)).await;
    }

    /// Opens where the first link of the page's middle leads that shows these words.
    async fn open_link(&self, words: &str) {
        let found = format!(
            "[...document.querySelectorAll('main a')].find((it) => it.innerText.includes({}))?.getAttribute('href') ?? null",
            json!(words)
        );
        let href = self.tab.evaluate(&found).await;
        let Some(href) = href.as_str() else {
            panic!(
                "no link '{words}' on {}:\n{}",
                self.tab.url().await,
                self.tab.text().await
            );
        };
        self.open(href).await;
    }

    /// Photographs the page and holds what holds for every page.
    #[track_caller]
    fn see(&self, name: &str) -> impl Future<Output = ()> {
        let place = std::panic::Location::caller();
        async move {
            self.tab.screenshot(name).await;
            let told = self
                .tab
                .evaluate("[document.querySelectorAll('h1').length, document.documentElement.lang]")
                .await;
            assert_eq!(
                told,
                json!([1, "zh-CN"]),
                "{place}: headings and language of {}",
                self.tab.url().await
            );
            self.tab.assert_fits().await;
            self.tab.assert_quiet().await;
            if self.has_scripts {
                let refused = self.refused_links().await;
                assert_eq!(
                    refused,
                    json!([]),
                    "{place}: links that lead nowhere for this role"
                );
            }
        }
    }

    /// The links of the page, not tried before, that answer with anything but a page.
    async fn refused_links(&self) -> Value {
        let all = "[...new Set([...document.querySelectorAll('a[href^=\"/\"]')].map((it) => it.getAttribute('href').split('#')[0]))]";
        let links = self.tab.evaluate(all).await;
        let new: Vec<String> = {
            let mut tried = self.tried.lock().expect("the list");
            let links = links.as_array().expect("a list").iter().filter_map(Value::as_str);
            links
                // A sheet of every list would be more than the five a minute that one may export.
                .filter(|link| !link.contains("format=xlsx") && tried.insert((*link).to_owned()))
                .map(ToOwned::to_owned)
                .collect()
        };
        let refused = format!(
            "Promise.all({}.map(async (it) => [it, (await fetch(it)).status])).then((all) => all.filter(([, status]) => status !== 200))",
            json!(new)
        );
        self.tab.evaluate(&refused).await
    }

    /// Waits for a sentence and photographs the page that says it.
    async fn told(&self, sentence: &str, name: &str) {
        self.tab.wait_for_text(sentence).await;
        self.see(name).await;
    }
}
