//! Every route × role × relation (issue 2): every page of the served table and every operation of the contract is asked
//! for by everybody, for every kind of thing. What must come back is written by hand in `pages`, `operations` and
//! `law`; the policy of the product is never asked. A route without a row there fails, and so does a row without a
//! route.

mod forged;
mod headers;
mod law;
mod operations;
mod pages;
mod probe;
mod stage;
mod visitors;

use std::collections::BTreeSet;

use futures_util::{StreamExt, stream};
use zhibao::api::Contract;

use crate::stories;
use crate::support::app::TestApp;
use crate::support::environment;
use law::{Case, Row, Told};
use probe::Door;
use stage::Stage;
use visitors::Someone;

stories! {
    every_page_answers_everybody_as_the_table_says
    every_operation_answers_everybody_as_the_table_says
}

/// Requests under way at once.
const AT_ONCE: usize = 6;

async fn every_page_answers_everybody_as_the_table_says(house: TestApp) {
    let stage = Stage::set(house).await;
    let served: BTreeSet<(String, String)> = zhibao::web::door(&stage.house.app)
        .rows()
        .iter()
        .map(|row| (row.method.to_string(), row.path.to_owned()))
        .collect();
    assert_same(&served, pages::ROWS);
    walk(&stage, Door::Pages, pages::ROWS).await;
    stage.house.end().await;
}

async fn every_operation_answers_everybody_as_the_table_says(house: TestApp) {
    let stage = Stage::set(house).await;
    let document = stage.visitor.get("/api/v1/openapi.json").await.text();
    let contract = Contract::read(&document).expect("a contract");
    let served: BTreeSet<(String, String)> = contract
        .operations()
        .map(|(method, path, _)| (method.to_ascii_uppercase(), path.to_owned()))
        .collect();
    assert_same(&served, operations::ROWS);
    walk(&stage, Door::Api, operations::ROWS).await;
    stage.house.end().await;
}

/// That what is served and what is expected are the same routes.
fn assert_same(served: &BTreeSet<(String, String)>, rows: &[Row]) {
    let expected: BTreeSet<(String, String)> = rows
        .iter()
        .map(|row| (row.method.to_owned(), row.path.to_owned()))
        .collect();
    assert_eq!(expected.len(), rows.len(), "a route stands twice in the table");
    let unexpected: Vec<_> = served.difference(&expected).collect();
    let gone: Vec<_> = expected.difference(served).collect();
    assert!(
        unexpected.is_empty() && gone.is_empty(),
        "served without a row here: {unexpected:?}; a row here without a route: {gone:?}"
    );
}

/// Asks for everything as everybody and gathers what came back otherwise than expected.
async fn walk(stage: &Stage, door: Door, rows: &[Row]) {
    let (mut wrong, mut n) = (Vec::new(), 0);
    // Keys for reading are the API's own; the first password is changed at the pages.
    let asks = |one: &&Someone| match door {
        Door::Pages => !one.is_reading_only,
        Door::Api => !one.has_first_password,
    };
    for row in rows {
        for someone in stage.people.iter().filter(asks) {
            let cases = cases(stage, row, someone);
            n += cases.len();
            // What changes something is asked for one after another: one probe must not disturb the next.
            let at_once = if row.method == "GET" { AT_ONCE } else { 1 };
            let told: Vec<Option<String>> = stream::iter(cases)
                .map(|case| async move { differs(stage, door, row, someone, &case).await })
                .buffered(at_once)
                .collect()
                .await;
            wrong.extend(told.into_iter().flatten());
        }
    }
    environment::say(&format!("{n} requests, {} otherwise than the table", wrong.len()));
    assert!(n > 2_000, "only {n} requests were made");
    assert!(wrong.is_empty(), "{} of {n}:\n{}", wrong.len(), wrong.join("\n"));
}

/// The things that a route is asked about: every relation, for whom it refuses by role one in each relation.
fn cases(stage: &Stage, row: &Row, someone: &Someone) -> Vec<Case> {
    let mut cases = law::cases(stage, row.over, someone);
    if !row.who.contains(someone.letter()) {
        cases.retain(|case| case.stands_for_its_relation);
    }
    cases
}

async fn differs(stage: &Stage, door: Door, row: &Row, someone: &Someone, case: &Case) -> Option<String> {
    let expected = law::expected(door, row, someone, case);
    let (told, answer) = probe::ask(stage, door, row, someone, case).await;
    let secrets = stage.pieces.iter().filter(|piece| !law::may_meet(someone, piece));
    let leaked: Vec<&str> = secrets
        .map(|piece| piece.title.as_str())
        .filter(|title| answer.text().contains(title))
        .collect();
    if told == expected && leaked.is_empty() && answer.status < 500 {
        return None;
    }
    let at = format!(
        "{} {} as {} about {}",
        row.method, row.path, someone.name, case.says
    );
    Some(if leaked.is_empty() {
        format!("{at}: expected {expected:?}, got {} {told:?}", answer.status)
    } else {
        format!("{at}: shows {leaked:?}")
    })
}

impl Told {
    /// What an answer says about the right of whoever asked.
    fn of(answer: &crate::support::client::Answer) -> Self {
        let to_sign_in = answer
            .location()
            .is_some_and(|to| to.starts_with("/sign-in?next="));
        match answer.status {
            303 if to_sign_in => Self::SignIn,
            303 if answer.location() == Some("/password") => Self::Password,
            401 => Self::WhoAreYou,
            403 => Self::NotAllowed,
            404 => Self::Missing,
            _ => Self::In,
        }
    }
}
