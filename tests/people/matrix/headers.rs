//! The headers of QUALITY C7 on every page, whoever asks and whatever is answered: written out by hand. The page of the
//! editor alone has a wider policy (DESIGN section 7), and a stored file a narrower one.

use super::law::{Over, Row};
use super::probe::{self, Door};
use super::stage::Stage;
use super::{cases, pages};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::{Answer, Client};

stories! {
    every_page_has_the_strict_policy_and_the_other_headers
    an_office_with_tls_tells_browsers_to_keep_to_it
}

/// What every answer says, but for its policy.
const ALWAYS: &[(&str, &str)] = &[
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "no-referrer"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
];

/// The policy of QUALITY C7, the nonce as `N`.
const STRICT: &str = "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self'; img-src 'self' data:; \
    connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; \
    frame-ancestors 'none'";

/// What the rich text editor needs beside it.
const WRITING: &str = "default-src 'none'; script-src 'self' 'nonce-N'; style-src 'self'; \
    style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; connect-src 'self' blob:; font-src 'self'; \
    form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'";

/// What a stored file may do.
const FILE: &str = "default-src 'none'; sandbox";

/// The pages that hold the editor.
const EDITORS: &[&str] = &["/articles/:id/edit", "/articles/:id/edit-text"];

async fn every_page_has_the_strict_policy_and_the_other_headers(house: TestApp) {
    let stage = Stage::set(house).await;
    let (mut n, mut statuses) = (0, std::collections::BTreeMap::<u16, usize>::new());
    let mut wide = std::collections::BTreeSet::new();
    let mut nonces = std::collections::BTreeSet::new();
    for row in pages::ROWS.iter().filter(|row| row.method == "GET") {
        for someone in stage.people.iter().filter(|one| !one.is_reading_only) {
            for case in cases(&stage, row, someone)
                .into_iter()
                .filter(|case| case.stands_for_its_relation || matches!(row.over, Over::Own))
            {
                let answer = probe::ask(&stage, Door::Pages, row, someone, &case).await.1;
                let at = format!("{} as {} about {}", row.path, someone.name, case.says);
                let policy = policy_of(&answer, &at, &mut nonces);
                if policy == WRITING {
                    wide.insert(row.path);
                }
                assert_eq!(policy, expected(row, &answer), "{at}: {}", answer.status);
                assert_common(row, &answer, &at);
                *statuses.entry(answer.status).or_default() += 1;
                n += 1;
            }
        }
    }
    let wide: Vec<_> = wide.into_iter().collect();
    assert_eq!(wide, EDITORS, "the editor's pages, and no other");
    let kinds: Vec<_> = statuses.keys().copied().collect();
    assert!(
        n > 1_000 && [200, 303, 403, 404].iter().all(|kind| kinds.contains(kind)),
        "{n}: {statuses:?}"
    );
    assert!(
        nonces.len() > 1_000,
        "a nonce is for one answer: {} of {n}",
        nonces.len()
    );
    for (path, status) in [("/none/such", 404), ("/%ff", 404), ("/articles/1/none/such", 404)] {
        let answer = stage.visitor.get(path).await.expect_status(status);
        assert_eq!(
            answer.header("content-security-policy"),
            Some("default-src 'none'; frame-ancestors 'none'")
        );
        assert_always(&answer, path);
    }
    stage.house.end().await;
}

fn expected(row: &Row, answer: &Answer) -> &'static str {
    match row.path {
        "/files/:key" if answer.status == 200 => FILE,
        path if EDITORS.contains(&path) && answer.status == 200 => WRITING,
        _ => STRICT,
    }
}

/// The policy with its nonce taken out.
fn policy_of(answer: &Answer, at: &str, nonces: &mut std::collections::BTreeSet<String>) -> String {
    let all: Vec<_> = answer.headers.get_all("content-security-policy").iter().collect();
    assert_eq!(all.len(), 1, "{at}: one policy");
    let policy = all[0].to_str().expect("a policy");
    let Some((before, rest)) = policy.split_once("'nonce-") else {
        return policy.to_owned();
    };
    let (nonce, after) = rest.split_once('\'').expect("a nonce ends");
    assert!(nonce.len() >= 32, "{at}: {nonce}");
    nonces.insert(nonce.to_owned());
    format!("{before}'nonce-N'{after}")
}

fn assert_always(answer: &Answer, at: &str) {
    for (name, value) in ALWAYS {
        assert_eq!(answer.header(name), Some(*value), "{at}: {name}");
    }
    assert!(
        answer.header("x-request-id").is_some_and(|id| id.len() == 16),
        "{at}"
    );
    assert_eq!(
        answer.header("strict-transport-security"),
        None,
        "{at}: there is no TLS here"
    );
}

fn assert_common(row: &Row, answer: &Answer, at: &str) {
    assert_always(answer, at);
    let kept = answer.header("cache-control").unwrap_or_default();
    match (row.over, answer.status) {
        (Over::Asset, 200) => assert_eq!(kept, "public, max-age=31536000, immutable", "{at}"),
        (Over::Asset, _) => {}
        (Over::Manuscript, 200) => assert_eq!(kept, "private, no-cache", "{at}"),
        _ => assert_eq!(kept, "no-store", "{at}"),
    }
}

/// Over TLS a browser must not come back without it (QUALITY C7: for a year).
async fn an_office_with_tls_tells_browsers_to_keep_to_it(mut house: TestApp) {
    let origin = "https://zhibao.example.gov.cn";
    house
        .reopen(|settings| settings.http.public_origin = origin.into())
        .await;
    let visitor: Client = crate::api::desk::serve(&house).await;
    for path in [
        "/sign-in",
        "/",
        "/assets/0000/none.css",
        "/api/v1/openapi.json",
        "/api/v1/me",
    ] {
        let answer = visitor.get(path).await;
        assert_eq!(
            answer.header("strict-transport-security"),
            Some("max-age=31536000"),
            "{path}"
        );
    }
    house.end().await;
}
