//! Every action of a page has its twin in the API (invariant 11): by hand, which operation does what a form or a script
//! of the pages does, or why there is none. A new action without a row here fails, and so does a row without its action.

use std::collections::{BTreeMap, BTreeSet};

use poem::http::Method;

use super::desk;
use crate::support::app::{On, TestApp};

/// What stands for an action of a page in the API.
enum Twin {
    /// These operations, together.
    By(&'static [&'static str]),
    /// Nothing, for this reason.
    Without(&'static str),
}

use Twin::{By, Without};

const TWINS: &[(&str, &str, Twin)] = &[
    // Coming and going: a program shows its token with every request and has no session.
    (
        "POST",
        "/sign-in",
        Without("opens a session of the pages; a program shows a token"),
    ),
    (
        "POST",
        "/sign-out",
        Without("ends the session of this browser; a token is revoked by revoke_token"),
    ),
    (
        "POST",
        "/setup/:key",
        Without("makes the first admin, before anybody can have a token"),
    ),
    // One's own account.
    ("POST", "/language", By(&["choose_language"])),
    ("POST", "/password", By(&["change_password"])),
    ("POST", "/me/sessions/:id/end", By(&["end_session"])),
    ("POST", "/me/sessions/end-all", By(&["end_sessions"])),
    ("POST", "/me/tokens", By(&["make_token"])),
    ("POST", "/me/tokens/:id/revoke", By(&["revoke_token"])),
    ("POST", "/notices/:id/read", By(&["mark_notice"])),
    ("POST", "/notices/read-all", By(&["mark_notices"])),
    // Writing and filing.
    ("POST", "/articles", By(&["start_draft"])),
    ("PUT", "/articles/:id/draft", By(&["save_draft"])),
    ("POST", "/articles/:id/save", By(&["save_draft"])),
    (
        "POST",
        "/articles/:id/submit",
        By(&["save_draft", "submit_article"]),
    ),
    ("POST", "/articles/:id/withdraw", By(&["withdraw_article"])),
    (
        "POST",
        "/articles/:id/pictures",
        By(&["upload_picture", "caption_picture"]),
    ),
    ("POST", "/articles/:id/manuscript", By(&["import_manuscript"])),
    // The unit and the desk.
    ("POST", "/articles/:id/sign", By(&["sign_article"])),
    (
        "POST",
        "/articles/:id/return-from-unit",
        By(&["return_from_unit"]),
    ),
    ("POST", "/articles/:id/claim", By(&["claim_article"])),
    ("POST", "/articles/:id/release", By(&["release_article"])),
    ("POST", "/articles/:id/reconsider", By(&["reconsider_article"])),
    ("POST", "/articles/:id/decide/:kind", By(&["decide_article"])),
    ("POST", "/articles/:id/edit-text", By(&["edit_article"])),
    // Adoptions and instructions.
    ("POST", "/articles/:id/particulars", By(&["describe_article"])),
    ("POST", "/articles/:id/adoptions", By(&["record_adoption"])),
    ("POST", "/articles/:id/evidence", By(&["upload_evidence"])),
    ("POST", "/adoptions/:id/withdraw", By(&["withdraw_adoption"])),
    ("POST", "/articles/:id/instructions", By(&["record_instruction"])),
    (
        "POST",
        "/instructions/:id/withdraw",
        By(&["withdraw_instruction"]),
    ),
    ("POST", "/occurrences", By(&["record_occurrence"])),
    ("POST", "/occurrences/:id/withdraw", By(&["withdraw_occurrence"])),
    // Outlets.
    ("POST", "/outlets", By(&["add_outlet"])),
    ("POST", "/outlets/:id/rename", By(&["rename_outlet"])),
    ("POST", "/outlets/:id/aliases", By(&["add_outlet_alias"])),
    ("POST", "/outlets/:id/standings", By(&["move_outlet"])),
    ("POST", "/outlets/:id/pages", By(&["set_outlet_pages"])),
    // Schemes.
    ("POST", "/schemes", By(&["save_scheme_draft"])),
    ("POST", "/schemes/check", By(&["check_scheme"])),
    ("POST", "/schemes/:id/publish", By(&["publish_scheme"])),
    ("POST", "/schemes/:id/discard", By(&["discard_scheme_draft"])),
    // The roster and the dictionary.
    ("POST", "/organisations", By(&["add_organisation"])),
    ("POST", "/organisations/:id", By(&["change_organisation"])),
    ("POST", "/people", By(&["add_person", "appoint"])),
    ("POST", "/people/:id/appointments", By(&["appoint"])),
    (
        "POST",
        "/people/:id/appointments/:appointment/end",
        By(&["dismiss"]),
    ),
    ("POST", "/people/:id/password", By(&["reset_password"])),
    ("POST", "/organisations/:id/targets", By(&["set_unit_targets"])),
    ("POST", "/people/:id/targets", By(&["set_person_targets"])),
    ("POST", "/people/:id/full-time", By(&["mark_full_time"])),
    ("POST", "/people/:id/disable", By(&["disable_person"])),
    ("POST", "/people/:id/enable", By(&["enable_person"])),
    // The ledger's months, disputes and points by hand.
    ("POST", "/closes", By(&["close_month"])),
    ("POST", "/circulars/template", By(&["set_circular_template"])),
    ("POST", "/fees/pay", By(&["pay_fees"])),
    ("POST", "/fees/take-back", By(&["take_back_fee"])),
    ("POST", "/adjustments", By(&["enter_adjustment"])),
    ("POST", "/adjustments/:id/decide", By(&["decide_adjustment"])),
    ("POST", "/postings/:seq/disputes", By(&["raise_dispute"])),
    ("POST", "/disputes/:id/answer", By(&["answer_dispute"])),
    // The second factor: a program shows its token and is asked for no code.
    (
        "POST",
        "/sign-in/code",
        Without("the second step of a session of the pages; a program shows a token"),
    ),
    (
        "POST",
        "/sign-in/cancel",
        Without("leaves the second step of a session of the pages"),
    ),
    (
        "POST",
        "/second-factor/begin",
        Without("shows the secret to the device that the person holds in hand"),
    ),
    (
        "POST",
        "/second-factor/confirm",
        Without("takes the code of the device that the person holds in hand"),
    ),
    ("POST", "/second-factor/remove", By(&["remove_second_factor"])),
    (
        "POST",
        "/people/:id/second-factor/reset",
        By(&["reset_second_factor"]),
    ),
    ("POST", "/schemes/tables", By(&["edit_scheme"])),
    ("POST", "/schemes/tables/example", By(&["price_under_scheme"])),
    ("POST", "/import/:what", By(&["import_roster"])),
    ("POST", "/import/:what/confirm", By(&["import_roster"])),
    ("POST", "/import/openings", By(&["import_openings"])),
    ("POST", "/import/openings/confirm", By(&["import_openings"])),
    ("POST", "/terms/:kind/:code", By(&["change_term"])),
    // Looking whether everything is as it was written.
    ("POST", "/audit/verify", By(&["verify_audit_log"])),
    (
        "POST",
        "/installation/verify",
        By(&["verify_ledger", "replay_ledger", "verify_audit_log"]),
    ),
];

#[tokio::test]
async fn every_action_of_a_page_has_its_twin_or_a_reason_why_not() {
    let house = TestApp::start(On::Sqlite).await.expect("SQLite is always there");
    let served: BTreeSet<(String, &str)> = zhibao::web::door(&house.app)
        .rows()
        .iter()
        .filter(|row| row.method != Method::GET)
        .map(|row| (row.method.to_string(), row.path))
        .collect();
    let listed: BTreeMap<(String, &str), &Twin> = TWINS
        .iter()
        .map(|(method, path, twin)| (((*method).to_owned(), *path), twin))
        .collect();
    assert_eq!(listed.len(), TWINS.len(), "an action stands twice");
    let without: Vec<_> = served
        .iter()
        .filter(|action| !listed.contains_key(*action))
        .collect();
    assert!(without.is_empty(), "neither a twin nor a reason: {without:?}");
    let gone: Vec<_> = listed.keys().filter(|action| !served.contains(*action)).collect();
    assert!(gone.is_empty(), "no page does that any more: {gone:?}");

    let visitor = desk::serve(&house).await;
    let document = visitor
        .get("/api/v1/openapi.json")
        .await
        .expect_status(200)
        .text();
    let contract = zhibao::api::Contract::read(&document).expect("a contract");
    let changing: BTreeSet<&str> = contract
        .operations()
        .filter(|(method, ..)| *method != "get")
        .map(|(_, _, operation)| operation.id.as_str())
        .collect();
    let mut twins = BTreeSet::new();
    for (method, path, twin) in TWINS {
        match twin {
            By(operations) => {
                assert!(!operations.is_empty(), "{method} {path}");
                twins.extend(*operations);
            }
            Without(reason) => assert!(reason.len() > 20, "{method} {path}: {reason}"),
        }
    }
    let unknown: Vec<_> = twins.difference(&changing).collect();
    assert!(
        unknown.is_empty(),
        "not in docs/openapi.json, or changing nothing: {unknown:?}"
    );
    let of_its_own: Vec<_> = changing.difference(&twins).collect();
    assert!(
        of_its_own.is_empty(),
        "no page does what the API does: {of_its_own:?}"
    );
    house.end().await;
}
