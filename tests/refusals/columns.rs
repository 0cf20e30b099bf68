//! Mass assignment (QUALITY T6): no body smuggles in a column. Every column name of every table is sent in every body of
//! the API, and in forms of the pages beside what they ask for.

use std::collections::BTreeSet;

use entity::{Role, Scope};
use reqwest::Method;
use serde_json::{Map, Value, json};
use zhibao::newsroom;
use zhibao::people::NewAppointment;

use crate::api::desk::{self, Desk, read};
use crate::stories;
use crate::support::app::{TestApp, day};
use crate::support::client::Client;
use crate::support::workspace;

stories! {
    no_operation_takes_a_column_that_is_not_in_its_contract
    no_form_takes_a_column_that_it_does_not_ask_for
}

/// How many names one body carries: as many as one answer names faults of.
const AT_ONCE: usize = 40;

/// Every column of every table, as the migrations write them.
fn columns() -> BTreeSet<String> {
    let folder = workspace::root().join("migration/src");
    let mut names = BTreeSet::new();
    for entry in std::fs::read_dir(folder).expect("the migrations") {
        let text = std::fs::read_to_string(entry.expect("a file").path()).expect("a text");
        for table in text.split("CREATE TABLE ").skip(1) {
            let body = table.split("\n)").next().unwrap_or_default();
            let lines = body.lines().skip(1).filter_map(|line| line.strip_prefix("  "));
            let name = |line: &str| line.split(' ').next().unwrap_or_default().to_owned();
            names.extend(
                lines.map(name).filter(|name| {
                    !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_')
                }),
            );
        }
    }
    assert!(names.len() > 120 && names.contains("password_hash") && names.contains("recorded_by"));
    names
}

/// Somebody who holds every role, so that no operation refuses them before it looks at the body.
async fn everybody(desk: &Desk) -> Client {
    let id = desk.house.person("样样都会", Role::Reporter, desk.unit).await;
    let admin = desk
        .house
        .viewer(desk.house.admin)
        .await
        .admin()
        .expect("an admin");
    for role in [
        Role::UnitReviewer,
        Role::Editor,
        Role::Office,
        Role::Supervisor,
        Role::Admin,
    ] {
        let new = NewAppointment {
            person_id: id,
            organisation_id: desk.unit,
            role,
            from_on: day("2020-01-01"),
            until_on: None,
        };
        newsroom::appoint(&desk.house.app, &admin, &new)
            .await
            .expect("appointed");
    }
    desk.visitor
        .with_token(&desk::token(&desk.house, id, Scope::Write).await)
}

async fn n_deeds(desk: &Desk) -> i64 {
    zhibao::audit::head(desk.house.app.db.reader())
        .await
        .expect("a head")
        .seq
}

async fn no_operation_takes_a_column_that_is_not_in_its_contract(house: TestApp) {
    let desk = desk::open(house).await;
    let client = everybody(&desk).await;
    let before = n_deeds(&desk).await;
    let document: Value = desk
        .visitor
        .get("/api/v1/openapi.json")
        .await
        .expect_status(200)
        .json();
    let mut names: Vec<String> = columns().into_iter().collect();
    names.extend(["__proto__", "constructor", "org_id", "is_admin", "points"].map(str::to_owned));
    let mut n = 0;
    for (path, methods) in document["paths"].as_object().expect("paths") {
        for (method, operation) in methods.as_object().expect("methods") {
            let schema = &operation["requestBody"]["content"]["application/json; charset=utf-8"]["schema"];
            let Some(reference) = schema["$ref"].as_str() else {
                continue;
            };
            let name = reference.rsplit('/').next().expect("a name");
            let known = document["components"]["schemas"][name]["properties"]
                .as_object()
                .expect("fields");
            let foreign: Vec<&String> = names.iter().filter(|name| !known.contains_key(*name)).collect();
            n += 1;
            let parts = path
                .split('/')
                .map(|part| if part.starts_with('{') { "1" } else { part });
            let path = format!("/api/v1{}", parts.collect::<Vec<_>>().join("/"));
            let method = Method::from_bytes(method.to_ascii_uppercase().as_bytes()).expect("a method");
            for some in foreign.chunks(AT_ONCE) {
                let body: Map<String, Value> = some.iter().map(|name| ((*name).clone(), json!(1))).collect();
                let problem = read(client.send_json(method.clone(), &path, &body.into()).await, 422);
                let told = problem["errors"].as_array().expect("errors");
                for name in some {
                    let is_told = told.iter().any(|error| error["field"] == name.as_str());
                    assert!(is_told, "{method} {path} takes {name}");
                }
            }
        }
    }
    assert!(n > 30, "only {n} operations take a body");
    assert_eq!(before, n_deeds(&desk).await, "nothing was done");
    desk.house.end().await;
}

/// A form of a page, and where the API shows what it made.
struct Form {
    path: &'static str,
    fields: &'static [(&'static str, &'static str)],
    /// The field that must differ between two of them.
    name: &'static str,
    list: &'static str,
}

const FORMS: [Form; 3] = [
    Form {
        path: "/organisations",
        fields: &[
            ("short_name", "新区"),
            ("class", "village"),
            ("opened_on", "2024-03-04"),
            ("parent_id", ""),
        ],
        name: "name",
        list: "/api/v1/organisations",
    },
    Form {
        path: "/outlets",
        fields: &[
            ("level", "district"),
            ("class", "bulletin"),
            ("from_on", "2024-03-04"),
            ("aliases", ""),
            ("pages", ""),
        ],
        name: "name",
        list: "/api/v1/outlets",
    },
    Form {
        path: "/people",
        fields: &[
            ("name", "新人"),
            ("organisation_id", "1"),
            ("role", "reporter"),
            ("from_on", "2024-03-04"),
            ("until_on", ""),
        ],
        name: "username",
        list: "/api/v1/people",
    },
];

async fn no_form_takes_a_column_that_it_does_not_ask_for(house: TestApp) {
    let desk = desk::open(house).await;
    let browser = desk.house.signed_in(&desk.visitor, desk.house.admin).await;
    let all = columns();
    for form in FORMS {
        let csrf = browser.csrf("/me").await;
        let mut made = Vec::new();
        for (name, is_greedy) in [("plain", false), ("greedy", true)] {
            let mut fields = vec![("csrf", csrf.as_str()), (form.name, name)];
            fields.extend_from_slice(form.fields);
            let asked: Vec<&str> = fields.iter().map(|(name, _)| *name).collect();
            // What a form may say but these two leave out is asked for as well, so no smuggling.
            let optional = [
                "needs_signature",
                "is_contact_point",
                "is_model_point",
                "is_encouraged",
            ];
            let foreign = all.iter().map(String::as_str);
            let foreign: Vec<&str> = foreign
                .filter(|name| !asked.contains(name) && !optional.contains(name))
                .collect();
            if is_greedy {
                fields.extend(foreign.iter().map(|name| (*name, "1")));
            }
            let answer = browser.post_form(form.path, &fields).await;
            if is_greedy && answer.status == 422 {
                continue;
            }
            assert!(
                matches!(answer.status, 201 | 303),
                "{} {}",
                form.path,
                answer.text()
            );
            let rows = read(desk.admin.get(form.list).await, 200);
            let rows = rows.as_array().expect("rows").clone();
            let mut row = rows
                .into_iter()
                .find(|row| row[form.name] == name)
                .expect("it was made");
            row["id"] = Value::Null;
            row[form.name] = Value::Null;
            if row["appointments"].is_array() {
                row["appointments"][0]["id"] = Value::Null;
            }
            made.push(row);
        }
        assert!(made.iter().all(|row| *row == made[0]), "{}: {made:#?}", form.path);
    }
    desk.house.end().await;
}
