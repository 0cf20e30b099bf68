//! One request of the matrix: how it is filled in and sent through a door.

use reqwest::Method;

use super::law::{Case, Row, Send, Told};
use super::stage::Stage;
use super::visitors::Someone;
use crate::support::client::{Answer, Attachment, CSRF_FIELD, Client};

/// Which door is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    Pages,
    Api,
}

/// Asks, and says what came back.
pub async fn ask(stage: &Stage, door: Door, row: &Row, someone: &Someone, case: &Case) -> (Told, Answer) {
    if row.path.ends_with("/discard") {
        stage.keep_scheme_draft().await;
    }
    let method = Method::from_bytes(row.method.as_bytes()).expect("a method");
    let path = path(row, case);
    let id = case.fill.iter().find(|(name, _)| *name == "id");
    let id = id.map_or("", |(_, key)| key.as_str());
    let answer = match door {
        Door::Api => by_api(someone, method, &format!("/api/v1{path}"), row.send, id).await,
        Door::Pages => by_page(stage, someone, method, &path, row.send).await,
    };
    (Told::of(&answer), answer)
}

/// As [`ask`] at the pages, with a browser and a token that may be anybody's.
pub async fn ask_page(stage: &Stage, row: &Row, someone: &Someone, case: &Case) -> Answer {
    let method = Method::from_bytes(row.method.as_bytes()).expect("a method");
    by_page(stage, someone, method, &path(row, case), row.send).await
}

/// The path with its names filled in; what no case names is a first revision, an acceptance, people.
pub fn path(row: &Row, case: &Case) -> String {
    let mut fill = case.fill.clone();
    fill.extend([
        ("n", "1".to_owned()),
        ("kind", "accept".to_owned()),
        ("what", "people".to_owned()),
        ("month", "2024-03".to_owned()),
        ("period", "2024-03".to_owned()),
    ]);
    let part = |part: &str| {
        let name = part.trim_start_matches([':', '*', '{']).trim_end_matches('}');
        if name == part {
            return part.to_owned();
        }
        let wanted = if name.ends_with("_id") { "id" } else { name };
        let value = fill.iter().find(|(name, _)| *name == wanted);
        value
            .unwrap_or_else(|| panic!("{} has no {wanted}", row.path))
            .1
            .clone()
    };
    let path: Vec<String> = row.path.split('/').map(part).collect();
    let query = match row.path {
        "/articles/:id/diff" => "?from=1&to=1",
        "/standings" => "?kind=person&period=2024-03",
        "/sheet" => "?page=/notices",
        path if path.starts_with("/statements/") => "?period=2024-03",
        _ => "",
    };
    path.join("/") + query
}

async fn by_api(someone: &Someone, method: Method, path: &str, send: Send, id: &str) -> Answer {
    let client = &someone.program;
    match send {
        Send::Json(text) => {
            let text = text.replace("{id}", id);
            client
                .send(method, path, Some("application/json"), text.into_bytes())
                .await
        }
        Send::Bytes => {
            let path = format!("{path}?name=a.pdf");
            client
                .send(
                    method,
                    &path,
                    Some("application/octet-stream"),
                    b"no file at all".to_vec(),
                )
                .await
        }
        _ => client.send(method, path, None, Vec::new()).await,
    }
}

async fn by_page(stage: &Stage, someone: &Someone, method: Method, path: &str, send: Send) -> Answer {
    let fields = |text: &str, token: &str| {
        let csrf = format!("{CSRF_FIELD}={token}");
        [csrf.as_str(), text].join("&").into_bytes()
    };
    let form = Some("application/x-www-form-urlencoded");
    match send {
        Send::Nothing => someone.browser.send(method, path, None, Vec::new()).await,
        Send::Form(text) => {
            let body = fields(text, &someone.csrf);
            someone.browser.send(method, path, form, body).await
        }
        Send::Json(text) => {
            let client = someone.browser.with_header("x-csrf-token", &someone.csrf);
            client
                .send(method, path, Some("application/json"), text.as_bytes().to_vec())
                .await
        }
        Send::Parts(parts) => {
            let mut all = vec![(CSRF_FIELD, someone.csrf.as_str())];
            all.extend_from_slice(parts);
            let file = Attachment {
                field: "file",
                file_name: "a.bin",
                content_type: "application/octet-stream",
                bytes: b"no file at all",
            };
            someone.browser.post_multipart(path, &all, &[file]).await
        }
        Send::Leaving if someone.is_signed_in => {
            let (client, token): (Client, String) = stage.sign_in(someone).await;
            client.send(method, path, form, fields("", &token)).await
        }
        Send::Leaving => {
            someone
                .browser
                .send(method, path, form, fields("", &someone.csrf))
                .await
        }
        Send::Bytes => panic!("no page takes bare bytes"),
    }
}
