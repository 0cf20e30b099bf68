//! Forged requests (F7, T7): every unsafe page of the served table is asked for by somebody who may reach it, as a page of
//! another site would have their browser ask. Nothing passes and nothing is done. That the same requests pass from our
//! own pages, with their own token, is what the matrix shows.

use reqwest::Method;
use serde_json::Value;

use super::law::{Case, Row, Send};
use super::probe::ask_page;
use super::stage::Stage;
use super::visitors::Someone;
use super::{cases, operations, pages};
use crate::stories;
use crate::support::app::TestApp;
use crate::support::client::Client;

stories! {
    no_unsafe_page_takes_a_request_that_our_own_page_did_not_send
    no_operation_takes_the_cookie_of_a_session
}

/// How a request is forged, and the key of the refusal.
struct Forgery {
    says: &'static str,
    forge: fn(&Client) -> Client,
    /// Whether the token that comes with it is right.
    has_token: bool,
    refusal: &'static str,
}

const FORGERIES: &[Forgery] = &[
    Forgery {
        says: "no token",
        forge: Client::clone,
        has_token: false,
        refusal: "error.token",
    },
    Forgery {
        says: "a foreign origin",
        forge: |browser| browser.with_header("origin", "https://zhibao.example"),
        has_token: true,
        refusal: "error.origin",
    },
    Forgery {
        says: "an origin without a name",
        forge: |browser| browser.with_header("origin", "null"),
        has_token: true,
        refusal: "error.origin",
    },
    Forgery {
        says: "no origin",
        forge: Client::without_origin,
        has_token: true,
        refusal: "error.origin",
    },
    Forgery {
        says: "another site, with our origin",
        forge: |browser| browser.with_header("sec-fetch-site", "cross-site"),
        has_token: true,
        refusal: "error.origin",
    },
    Forgery {
        says: "a neighbour below the same domain",
        forge: |browser| browser.with_header("sec-fetch-site", "same-site"),
        has_token: true,
        refusal: "error.origin",
    },
];

/// Somebody who may reach a row, and the token of another session of theirs.
struct Victim<'s> {
    someone: &'s Someone,
    other_token: &'s str,
}

async fn no_unsafe_page_takes_a_request_that_our_own_page_did_not_send(house: TestApp) {
    let stage = Stage::set(house).await;
    let mut tokens = Vec::new();
    for someone in &stage.people {
        let other = if someone.is_signed_in {
            stage.sign_in(someone).await.1
        } else {
            stage.anonymous("a second visitor").await.csrf
        };
        assert_ne!(
            other, someone.csrf,
            "{}: the token is the session's",
            someone.name
        );
        tokens.push(other);
    }
    let head = zhibao::audit::verify(stage.house.app.db.reader())
        .await
        .expect("it runs");
    let (mut n, mut wrong) = (0, Vec::new());
    for row in pages::ROWS.iter().filter(|row| row.method != "GET") {
        let victim = stage
            .people
            .iter()
            .zip(&tokens)
            .find(|(one, _)| {
                let is_free = !one.has_first_password && !one.is_reading_only;
                is_free && one.is_signed_in && row.who.contains(one.letter())
            })
            .map_or_else(
                || panic!("nobody may {} {}", row.method, row.path),
                |(someone, other_token)| Victim { someone, other_token },
            );
        for told in forgeries(&stage, row, &victim).await {
            n += 1;
            wrong.extend(told);
        }
    }
    assert!(n > 400, "only {n} requests were forged");
    assert!(wrong.is_empty(), "{} of {n}:\n{}", wrong.len(), wrong.join("\n"));
    let after = zhibao::audit::verify(stage.house.app.db.reader())
        .await
        .expect("it runs");
    assert_eq!(head, after, "something was done");
    stage.house.end().await;
}

/// Sends every forgery of a row, and says for each what came back otherwise than the refusal.
async fn forgeries(stage: &Stage, row: &Row, victim: &Victim<'_>) -> Vec<Option<String>> {
    let case = cases(stage, row, victim.someone)
        .into_iter()
        .max_by_key(|case| case.knows)
        .expect("a case");
    // A session that is ended for everybody else must not be opened afresh for each of them.
    let row = match row.send {
        Send::Leaving => Row {
            send: Send::Form(""),
            ..*row
        },
        _ => *row,
    };
    let mut told = Vec::new();
    for forgery in FORGERIES {
        let token = if forgery.has_token {
            &victim.someone.csrf
        } else {
            ""
        };
        let browser = (forgery.forge)(&victim.someone.browser);
        let got = refused_with(stage, &row, victim, (browser, token), &case).await;
        told.push(differs(&row, forgery.says, forgery.refusal, &got));
    }
    let browser = victim.someone.browser.clone();
    let got = refused_with(stage, &row, victim, (browser, victim.other_token), &case).await;
    told.push(differs(&row, "the token of another session", "error.token", &got));
    told
}

fn differs(row: &Row, says: &str, refusal: &str, (status, detail): &(u16, String)) -> Option<String> {
    let wanted = zhibao::i18n::t(entity::Language::Chinese, refusal);
    let is_refused = *status == 403 && *detail == wanted;
    (!is_refused).then(|| format!("{} {} with {says}: {status} {detail}", row.method, row.path))
}

/// Sends it with that token, and gives the status and the sentence of the answer.
async fn refused_with(
    stage: &Stage,
    row: &Row,
    victim: &Victim<'_>,
    (browser, token): (Client, &str),
    case: &Case,
) -> (u16, String) {
    let forged = Someone {
        browser: browser.with_header("accept", "application/json"),
        csrf: token.to_owned(),
        ..victim.someone.clone()
    };
    let answer = ask_page(stage, row, &forged, case).await;
    let document: Value = serde_json::from_slice(&answer.body).unwrap_or_default();
    (
        answer.status,
        document["detail"].as_str().unwrap_or_default().to_owned(),
    )
}

async fn no_operation_takes_the_cookie_of_a_session(house: TestApp) {
    let stage = Stage::set(house).await;
    let admin = stage.people.iter().find(|one| one.role == 'a').expect("an admin");
    let browser = admin.browser.with_header("x-csrf-token", &admin.csrf);
    browser.get("/people").await.expect_status(200);
    let mut n = 0;
    for row in operations::ROWS.iter().filter(|row| !row.who.contains('-')) {
        for case in cases(&stage, row, admin).into_iter().take(1) {
            let path = format!("/api/v1{}", super::probe::path(row, &case));
            let method = Method::from_bytes(row.method.as_bytes()).expect("a method");
            let kind = Some("application/json");
            let answer = browser.send(method, &path, kind, b"{}".to_vec()).await;
            assert_eq!(answer.status, 401, "{} {path}: {}", row.method, answer.text());
            n += 1;
        }
    }
    assert!(n > 60, "only {n} operations were asked for");
    stage.house.end().await;
}
