//! The client's own journal: for each article what was acknowledged, and the one deed that was under way. After a
//! restart the API must show what was acknowledged, and the deed under way wholly or not at all.

use std::collections::BTreeMap;

use reqwest::{Method, Url};
use serde_json::{Value, json};

use crate::support::client::{Answer, Client};
use crate::support::texts::Text;

/// Something that is asked of the server about one article. Outlets are named by key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    Start,
    Submit,
    Withdraw,
    Claim,
    Accept,
    Adopt(i64),
    WithdrawAdoption(i64),
}

/// An article as the API shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    state: String,
    version: i64,
    /// Revisions.
    head: i64,
    /// For each outlet, whether its adoption stands.
    adoptions: BTreeMap<i64, bool>,
}

impl Seen {
    /// What must be seen once a deed is done.
    fn after(&self, deed: Deed) -> Self {
        let mut seen = self.clone();
        seen.version += 1;
        match deed {
            Deed::Start => "draft".clone_into(&mut seen.state),
            Deed::Submit => {
                "submitted".clone_into(&mut seen.state);
                seen.head += 1;
            }
            Deed::Withdraw => "withdrawn".clone_into(&mut seen.state),
            Deed::Claim => "in_review".clone_into(&mut seen.state),
            Deed::Accept => {
                "accepted".clone_into(&mut seen.state);
                seen.head += 1;
            }
            Deed::Adopt(outlet) => {
                seen.adoptions.insert(outlet, true);
            }
            Deed::WithdrawAdoption(outlet) => {
                seen.adoptions.insert(outlet, false);
            }
        }
        seen
    }
}

/// A request that makes something once, and what it made as far as is known.
#[derive(Clone, Debug)]
pub struct Making {
    pub path: &'static str,
    pub token: String,
    pub key: String,
    pub body: Value,
    pub made: Option<i64>,
    /// Whether the first request had its answer.
    pub is_answered: bool,
}

/// One article from its draft on, as its client knows it.
#[derive(Clone, Debug)]
pub struct Piece {
    text: Text,
    /// The name under which the requests that make something are done once.
    name: String,
    /// Their tokens.
    reporter: String,
    editor: String,
    plan: Vec<Deed>,
    id: Option<i64>,
    /// The key of the adoption of each outlet.
    adoptions: BTreeMap<i64, i64>,
    seen: Seen,
    under_way: Option<Deed>,
    /// The requests that make something, in their order.
    pub makings: Vec<Making>,
    /// How many deeds were acknowledged.
    pub n_acknowledged: usize,
    /// How many deeds were cut off and found done, and not done.
    pub n_cut_off: (usize, usize),
}

/// The connection broke before an answer: the server is gone.
#[derive(Debug)]
pub struct Gone;

impl Piece {
    /// An article that is not written yet. `plan` is what will be done with it.
    pub fn new(name: String, text: Text, (reporter, editor): (&str, &str), mut plan: Vec<Deed>) -> Self {
        plan.reverse();
        Self {
            text,
            name,
            reporter: reporter.to_owned(),
            editor: editor.to_owned(),
            plan,
            id: None,
            adoptions: BTreeMap::new(),
            seen: Seen::default(),
            under_way: None,
            makings: Vec::new(),
            n_acknowledged: 0,
            n_cut_off: (0, 0),
        }
    }

    /// The deed that comes next, if the plan is not done.
    pub fn next(&self) -> Option<Deed> {
        self.plan.last().copied()
    }

    /// Asks the server for the next deed and notes its acknowledgement: from here on the deed may not be lost.
    pub async fn go_on(&mut self, visitor: &Client) -> Result<(), Gone> {
        let answer = self.ask(visitor).await?;
        self.note(&answer);
        Ok(())
    }

    /// Asks the server for the next deed; it is under way until its answer is noted or the article compared.
    pub async fn ask(&mut self, visitor: &Client) -> Result<Answer, Gone> {
        let deed = self.next().expect("a deed is left");
        let (path, body, token) = self.request(deed);
        let mut client = visitor.with_token(&token);
        if let Some(making) = self.making(deed, &body, &token) {
            client = client.with_header("idempotency-key", &making.key);
            self.makings.push(making);
        }
        self.under_way = Some(deed);
        let sent = client
            .try_send(
                Method::POST,
                &path,
                Some("application/json"),
                body.to_string().into(),
            )
            .await;
        sent.map_err(|_| Gone)
    }

    fn note(&mut self, answer: &Answer) {
        let deed = self.under_way.expect("a deed was asked for");
        assert!(
            matches!(answer.status, 200 | 201),
            "{deed:?} of {}: {} {}",
            self.name,
            answer.status,
            answer.text()
        );
        self.done(deed);
        self.n_acknowledged += 1;
        // The twin of these tests answers with nothing: then the deed is done, and that is all that is known.
        let Ok(document) = serde_json::from_slice::<Value>(&answer.body) else {
            return;
        };
        let made = document["article"]["id"].as_i64().or(document["id"].as_i64());
        match deed {
            Deed::Start => self.id = made,
            Deed::Adopt(outlet) => {
                self.adoptions.insert(outlet, made.expect("a key"));
            }
            Deed::Submit | Deed::Withdraw | Deed::Claim | Deed::Accept | Deed::WithdrawAdoption(_) => return,
        }
        if let Some(making) = self.makings.last_mut() {
            making.made = made;
            making.is_answered = true;
        }
    }

    fn done(&mut self, deed: Deed) {
        self.seen = self.seen.after(deed);
        self.under_way = None;
        self.plan.pop();
    }

    /// Compares what the server shows now with the journal, and settles what became of a deed that was cut off.
    pub async fn compare(&mut self, visitor: &Client) {
        let shown = self.shown(visitor).await;
        if let Some(deed) = self.under_way.take() {
            if shown == self.seen.after(deed) {
                self.done(deed);
                self.n_cut_off.0 += 1;
                if let (Deed::Start | Deed::Adopt(_), Some(making)) = (deed, self.makings.last_mut()) {
                    making.made = match deed {
                        Deed::Adopt(outlet) => self.adoptions.get(&outlet).copied(),
                        _ => self.id,
                    };
                }
                return;
            }
            self.n_cut_off.1 += 1;
            assert_eq!(
                shown, self.seen,
                "{deed:?} of {} was cut off and is half done",
                self.name
            );
            return;
        }
        assert_eq!(shown, self.seen, "{}: what was acknowledged is lost", self.name);
    }

    /// The article as the server shows it to its reporter; nothing where there is none.
    async fn shown(&mut self, visitor: &Client) -> Seen {
        let client = visitor.with_token(&self.reporter);
        if self.id.is_none() {
            let query = [("shelf", "mine"), ("words", self.text.title.as_str())];
            let url = Url::parse_with_params("http://query.invalid/", query).expect("a constant");
            let path = format!("/api/v1/articles?{}", url.query().unwrap_or_default());
            let list: Value = client.get(&path).await.expect_status(200).json();
            let rows = list["rows"].as_array().expect("rows").iter();
            let own: Vec<&Value> = rows.filter(|row| row["title"] == *self.text.title).collect();
            assert!(own.len() <= 1, "{} was started twice", self.name);
            self.id = own.first().and_then(|row| row["id"].as_i64());
        }
        let Some(id) = self.id else {
            return Seen::default();
        };
        let path = format!("/api/v1/articles/{id}");
        let document: Value = client.get(&path).await.expect_status(200).json();
        let article = &document["article"];
        let text = if article["head"] == 0 {
            &document["draft"]["body_html"]
        } else {
            &document["revision"]["body_html"]
        };
        assert!(text.as_str().is_some_and(|text| text.len() > 100), "{document:#}");
        let mut seen = Seen {
            state: article["state"].as_str().expect("a state").to_owned(),
            version: article["version"].as_i64().expect("a version"),
            head: article["head"].as_i64().expect("a head"),
            adoptions: BTreeMap::new(),
        };
        for adoption in document["adoptions"].as_array().expect("adoptions") {
            let outlet = adoption["outlet_id"].as_i64().expect("an outlet");
            let stands = adoption["withdrawn_at"].is_null();
            assert_eq!(
                seen.adoptions.insert(outlet, stands),
                None,
                "adopted twice: {document:#}"
            );
            self.adoptions
                .insert(outlet, adoption["id"].as_i64().expect("a key"));
        }
        seen
    }

    /// Path, body and token of the request for a deed.
    fn request(&self, deed: Deed) -> (String, Value, String) {
        let at = |rest: &str| format!("/api/v1/articles/{}/{rest}", self.id.unwrap_or(0));
        let version = self.seen.version;
        let (reporter, editor) = (&self.reporter, &self.editor);
        let (path, body, token) = match deed {
            Deed::Start => (
                "/api/v1/articles".to_owned(),
                json!({ "title": self.text.title, "type": "work_update", "body_html": self.text.body_html }),
                reporter,
            ),
            Deed::Submit => (at("submit"), json!({ "version": version }), reporter),
            Deed::Withdraw => (at("withdraw"), json!({ "version": version }), reporter),
            Deed::Claim => (at("claim"), json!({ "version": version }), editor),
            Deed::Accept => (
                at("decisions"),
                json!({ "version": version, "kind": "accept" }),
                editor,
            ),
            Deed::Adopt(outlet) => (
                "/api/v1/adoptions".to_owned(),
                json!({ "article_id": self.id, "outlet_id": outlet, "adopted_on": "2026-03-02", "page": "1 版" }),
                editor,
            ),
            Deed::WithdrawAdoption(outlet) => (
                format!("/api/v1/adoptions/{}/withdraw", self.adoptions[&outlet]),
                json!({ "reason": "登记错了版面" }),
                editor,
            ),
        };
        (path, body, token.clone())
    }

    fn making(&self, deed: Deed, body: &Value, token: &str) -> Option<Making> {
        let (path, what) = match deed {
            Deed::Start => ("/api/v1/articles", "start".to_owned()),
            Deed::Adopt(outlet) => ("/api/v1/adoptions", format!("adopt-{outlet}")),
            Deed::Submit | Deed::Withdraw | Deed::Claim | Deed::Accept | Deed::WithdrawAdoption(_) => {
                return None;
            }
        };
        // A deed that was cut off and not done is asked for again under another key: the first one is still taken.
        let n = self.makings.len();
        Some(Making {
            path,
            token: token.to_owned(),
            key: format!("{}-{what}-{n}", self.name),
            body: body.clone(),
            made: None,
            is_answered: false,
        })
    }
}
