//! A plain HTTP client for loopback: keeps cookies, follows nothing, and sends what a browser would send with a form.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use reqwest::header::{COOKIE, HeaderMap, HeaderName, HeaderValue, SET_COOKIE};
use reqwest::{Method, Url};
use serde::de::DeserializeOwned;
use serde_json::Value;

/// The name of the hidden field, and of the header's value, that proves a form came from our own page.
pub const CSRF_FIELD: &str = "csrf";

/// One visitor: an address, a cookie jar and the headers sent with every request. Clones share the jar.
#[derive(Clone)]
pub struct Client {
    origin: String,
    http: reqwest::Client,
    jar: Arc<Mutex<BTreeMap<String, String>>>,
    headers: HeaderMap,
    is_silent: bool,
}

/// What came back, read to its end.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// A file inside a multipart form.
pub struct Attachment<'a> {
    pub field: &'a str,
    pub file_name: &'a str,
    pub content_type: &'a str,
    pub bytes: &'a [u8],
}

impl Client {
    /// Makes a visitor without cookies; `origin` is such as `http://127.0.0.1:8080`.
    pub fn new(origin: &str) -> Self {
        let http = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .no_proxy()
            .timeout(std::time::Duration::from_mins(1))
            .build()
            .expect("a client without TLS can always be built");
        Self {
            origin: origin.trim_end_matches('/').to_owned(),
            http,
            jar: Arc::default(),
            headers: HeaderMap::new(),
            is_silent: false,
        }
    }

    /// Where this visitor goes, such as `http://127.0.0.1:8080`.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// Adds a header to every request of the returned client, which shares this one's cookies.
    pub fn with_header(&self, name: &'static str, value: &str) -> Self {
        let mut client = self.clone();
        client.headers.insert(
            HeaderName::from_static(name),
            HeaderValue::from_str(value).expect("a header value"),
        );
        client
    }

    /// The same visitor, who says of no request from where it comes.
    pub fn without_origin(&self) -> Self {
        Self {
            is_silent: true,
            ..self.clone()
        }
    }

    /// Makes a visitor without cookies that shows a personal token.
    pub fn with_token(&self, token: &str) -> Self {
        let fresh = Self {
            jar: Arc::default(),
            ..self.clone()
        };
        fresh.with_header("authorization", &format!("Bearer {token}"))
    }

    /// The value of a cookie that the server has set.
    pub fn cookie(&self, name: &str) -> Option<String> {
        self.jar.lock().expect("the jar").get(name).cloned()
    }

    /// Puts a cookie into the jar, as a thief or a replayed request would.
    pub fn set_cookie(&self, name: &str, value: &str) {
        self.jar
            .lock()
            .expect("the jar")
            .insert(name.to_owned(), value.to_owned());
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, path, None, Vec::new()).await
    }

    /// Sends a form as a browser does, without adding a token.
    pub async fn post_form(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        self.send(
            Method::POST,
            path,
            Some("application/x-www-form-urlencoded"),
            form(fields),
        )
        .await
    }

    /// Opens `page`, takes its token, and sends the form to `action` with it: what a person does who fills in a page.
    pub async fn submit(&self, page: &str, action: &str, fields: &[(&str, &str)]) -> Answer {
        let token = self.csrf(page).await;
        let mut all = vec![(CSRF_FIELD, token.as_str())];
        all.extend_from_slice(fields);
        self.post_form(action, &all).await
    }

    /// The token in the first form of a page.
    pub async fn csrf(&self, page: &str) -> String {
        let answer = self.get(page).await;
        hidden_field(&answer.text(), CSRF_FIELD)
            .unwrap_or_else(|| panic!("{page} answered {} and has no field {CSRF_FIELD}", answer.status))
    }

    pub async fn send_json(&self, method: Method, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            Some("application/json"),
            body.to_string().into_bytes(),
        )
        .await
    }

    pub async fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.send_json(Method::POST, path, body).await
    }

    /// Sends a multipart form with text fields and files.
    pub async fn post_multipart(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        files: &[Attachment<'_>],
    ) -> Answer {
        let (content_type, body) = multipart(fields, files);
        self.send(Method::POST, path, Some(&content_type), body).await
    }

    /// Sends any bytes under any method; unsafe methods carry our own `Origin`, unless a header says otherwise.
    pub async fn send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> Answer {
        self.try_send(method, path, content_type, body)
            .await
            .unwrap_or_else(|error| panic!("{path}: {error:?}"))
    }

    /// As [`Client::send`], but a broken connection is an answer too: for tests that kill the server.
    pub async fn try_send(
        &self,
        method: Method,
        path: &str,
        content_type: Option<&str>,
        body: Vec<u8>,
    ) -> reqwest::Result<Answer> {
        let mut request = self
            .http
            .request(method.clone(), format!("{}{path}", self.origin));
        if !method.is_safe() && !self.is_silent && !self.headers.contains_key("origin") {
            request = request.header("origin", &self.origin);
        }
        if let Some(content_type) = content_type {
            request = request.header("content-type", content_type);
        }
        if let Some(cookies) = self.cookie_header() {
            request = request.header(COOKIE, cookies);
        }
        let response = request.headers(self.headers.clone()).body(body).send().await?;
        self.keep_cookies(response.headers());
        Ok(Answer {
            status: response.status().as_u16(),
            headers: response.headers().clone(),
            body: response.bytes().await?.to_vec(),
        })
    }

    fn cookie_header(&self) -> Option<String> {
        let jar = self.jar.lock().expect("the jar");
        let pairs: Vec<String> = jar
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    fn keep_cookies(&self, headers: &HeaderMap) {
        let mut jar = self.jar.lock().expect("the jar");
        for set in headers
            .get_all(SET_COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
        {
            let (pair, attributes) = set.split_once(';').unwrap_or((set, ""));
            let Some((name, value)) = pair.split_once('=') else {
                continue;
            };
            let attributes = attributes.to_ascii_lowercase();
            let is_gone =
                attributes.contains("max-age=0") || attributes.contains("01 jan 1970") || value.is_empty();
            if is_gone {
                jar.remove(name.trim());
            } else {
                jar.insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Reads the body as JSON of the wanted shape.
    pub fn json<T: DeserializeOwned>(&self) -> T {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{} is not the JSON wanted: {error}: {}", self.status, self.text())
        })
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Where a redirect points.
    pub fn location(&self) -> Option<&str> {
        self.header("location")
    }

    /// Fails with the body when the status is another one; returns the answer for the next question.
    #[track_caller]
    pub fn expect_status(self, status: u16) -> Self {
        let start: String = self.text().chars().take(2_000).collect();
        assert_eq!(self.status, status, "{start}");
        self
    }
}

fn form(fields: &[(&str, &str)]) -> Vec<u8> {
    let mut url = Url::parse("http://form.invalid/").expect("a constant");
    url.query_pairs_mut().extend_pairs(fields);
    url.query().unwrap_or_default().as_bytes().to_vec()
}

fn multipart(fields: &[(&str, &str)], files: &[Attachment<'_>]) -> (String, Vec<u8>) {
    let boundary = "zhibao-test-3f1c6a0d5b";
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    for file in files {
        body.extend_from_slice(
            format!(
                "--{boundary}\r\nContent-Disposition: form-data; name=\"{}\"; filename=\"{}\"\r\nContent-Type: {}\r\n\r\n",
                file.field, file.file_name, file.content_type
            )
            .as_bytes(),
        );
        body.extend_from_slice(file.bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    (format!("multipart/form-data; boundary={boundary}"), body)
}

/// Finds `<input … name="NAME" … value="…">` with the attributes in any order.
fn hidden_field(html: &str, name: &str) -> Option<String> {
    let wanted = format!("name=\"{name}\"");
    let tag = html
        .split("<input")
        .skip(1)
        .map(|rest| rest.split('>').next().unwrap_or(rest));
    let tag = tag.into_iter().find(|tag| tag.contains(&wanted))?;
    let value = tag.split("value=\"").nth(1)?.split('"').next()?;
    Some(value.to_owned())
}
