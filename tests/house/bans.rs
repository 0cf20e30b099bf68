//! Grep twins of the bans in `.clippy.toml`, which see through `#[expect]` and macros: each has the one file that may.

use std::path::Path;

use super::rust_text::{Token, tokens};
use crate::support::workspace;

struct Ban {
    /// Tokens in a row, as source.
    what: &'static str,
    /// Paths, or their beginnings, where it is allowed.
    only_in: &'static [&'static str],
    why: &'static str,
}

const BANS: &[Ban] = &[
    Ban {
        what: "Utc::now",
        only_in: &["src/clock.rs"],
        why: "time comes from app.clock",
    },
    Ban {
        what: "Local::now",
        only_in: &[],
        why: "time comes from app.clock",
    },
    Ban {
        what: "SystemTime::now",
        only_in: &["src/clock.rs"],
        why: "time comes from app.clock",
    },
    Ban {
        what: "env::var",
        only_in: &["src/settings", "search-index/src/stories"],
        why: "the environment is read in settings alone",
    },
    Ban {
        what: "env::vars",
        only_in: &["src/settings"],
        why: "the environment is read in settings alone",
    },
    Ban {
        what: "env::var_os",
        only_in: &["src/settings", "search-index/src/stories"],
        why: "the environment is read in settings alone",
    },
    Ban {
        what: "tokio::spawn",
        only_in: &["src/app"],
        why: "tasks are counted and ended by app.tasks",
    },
    Ban {
        what: "task::spawn",
        only_in: &["src/app"],
        why: "tasks are counted and ended by app.tasks",
    },
    Ban {
        what: "ammonia",
        only_in: &["src/text"],
        why: "untrusted HTML becomes CleanHtml in one place",
    },
    Ban {
        what: "QueryParser",
        only_in: &[],
        why: "overflows the stack on nested parentheses (F1)",
    },
    Ban {
        what: ".begin(",
        only_in: &["src/db"],
        why: "DEFERRED on SQLite (F3): db::write or db::read",
    },
    Ban {
        what: "begin_with_options",
        only_in: &["src/db"],
        why: "db::write or db::read",
    },
    Ban {
        what: "begin_with_config",
        only_in: &[],
        why: "DEFERRED on SQLite (F3): db::write or db::read",
    },
    Ban {
        what: "InternalServerError",
        only_in: &[],
        why: "shows the source's text to the client (F11)",
    },
    Ban {
        what: "RealIp",
        only_in: &[],
        why: "trusts client headers (F9)",
    },
    Ban {
        what: "middleware::Csrf",
        only_in: &[],
        why: "enforces nothing (F7)",
    },
    Ban {
        what: "set_locale",
        only_in: &[],
        why: "process-global: pass the language",
    },
    Ban {
        what: "tantivy",
        only_in: &["search-index/"],
        why: "only the search-index crate knows the index",
    },
    Ban {
        what: "poem",
        only_in: &["src/web", "src/api", "src/cli/serve"],
        why: "no verb knows HTTP",
    },
    Ban {
        what: "poem_openapi",
        only_in: &["src/api"],
        why: "only the api door speaks it",
    },
    Ban {
        what: "entity::",
        only_in: &["src/", "entity/"],
        why: "migrations and the index do not import entity",
    },
    Ban {
        what: "#[allow",
        only_in: &[],
        why: "#[expect(lint, reason = …)] instead",
    },
    Ban {
        what: "#![allow",
        only_in: &[],
        why: "#![expect(lint, reason = …)] instead",
    },
    Ban {
        what: "unsafe {",
        only_in: &[],
        why: "unsafe code is forbidden",
    },
    Ban {
        what: "f64",
        only_in: &[
            "src/picture",
            "src/points.rs",
            // A spreadsheet holds its numbers so; they are written from and compared with their decimal text.
            "src/sheet",
            // Seconds and bytes of the metrics are no points.
            "src/cli/serve",
            "search-index/",
            "src/archive",
            "src/api",
        ],
        why: "points are hundredths in i64",
    },
];

/// Rooms that do no I/O, and what they would need for it.
const PURE: [&str; 4] = ["src/scheme", "src/points", "src/calendar", "src/text"];
const OUTSIDE: [&str; 6] = [
    "std::fs",
    "std::net",
    "std::process",
    "sea_orm",
    "tokio",
    "reqwest",
];

/// The lines of a source where the tokens of `what` stand in a row.
fn lines_with(source: &str, what: &str) -> Vec<usize> {
    let placed = tokens(source);
    let wanted: Vec<Token> = tokens(what).into_iter().map(|it| it.1).collect();
    let rows = placed
        .windows(wanted.len())
        .filter(|row| row.iter().map(|it| &it.1).eq(wanted.iter()));
    rows.map(|row| row[0].0).collect()
}

fn broken(path: &str, source: &str) -> Vec<String> {
    let is_in = |place: &&str| path.starts_with(*place);
    let bans = BANS.iter().filter(|ban| !ban.only_in.iter().any(&is_in));
    let bans = bans.map(|ban| (ban.what, ban.why));
    let is_test = path.contains("/tests/") || path.ends_with("/tests.rs");
    let is_pure = PURE.iter().any(is_in) && !is_test;
    let pure = is_pure.then_some(OUTSIDE).into_iter().flatten();
    bans.chain(pure.map(|what| (what, "this room is pure: no I/O")))
        .flat_map(|(what, why)| {
            lines_with(source, what)
                .into_iter()
                .map(move |line| format!("{path}:{line}: {what}: {why}"))
        })
        .collect()
}

#[test]
fn what_has_one_place_stays_in_its_place() {
    let files = workspace::production_rust();
    let found: Vec<String> = files
        .iter()
        .flat_map(|(path, source)| broken(path, source))
        .collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Formats by which a week gets the year of its day and not its own: 2027-01-01 would be in 2027-W53 (R12).
fn mixes_years(line: &str) -> bool {
    let (calendar, week) = (["%Y", "%y"], ["%V", "%U", "%W"]);
    calendar.iter().any(|year| line.contains(year)) && week.iter().any(|week| line.contains(week))
}

#[test]
fn no_week_is_printed_with_the_year_of_its_day() {
    let files = workspace::files();
    let is_source = |path: &str| Path::new(path).extension().is_some_and(|own| own == "rs");
    let is_ours = |path: &&String| is_source(path) && !path.ends_with("house/bans.rs");
    let mut n = 0;
    for path in files.iter().filter(is_ours) {
        let source = workspace::text(path).unwrap_or_default();
        for (at, line) in source.lines().enumerate() {
            assert!(!mixes_years(line), "{path}:{}: {line}", at + 1);
            n += usize::from(line.contains("%G-W%V"));
        }
    }
    assert!(n > 0, "the right form is somewhere");
    assert!(mixes_years("day.format(\"%Y-W%V\")") && mixes_years("%y%W"));
    assert!(!mixes_years("%G-W%V") && !mixes_years("%Y-%m-%d"));
}

#[test]
fn a_planted_call_is_found_and_a_comment_is_not() {
    assert_eq!(
        broken("src/web/page.rs", "let now = chrono::Utc :: now();").len(),
        1
    );
    assert_eq!(broken("src/clock.rs", "let now = chrono::Utc::now();").len(), 0);
    assert_eq!(
        broken(
            "src/web/page.rs",
            "// Utc::now()\nlet x = \"Utc::now\"; db.begin_read();"
        )
        .len(),
        0
    );
    assert_eq!(broken("src/ledger.rs", "db.begin().await").len(), 1);
    assert_eq!(broken("src/scheme/price.rs", "std::fs::read(path)").len(), 1);
    assert_eq!(broken("migration/src/first.rs", "use entity::article;").len(), 1);
    assert_eq!(broken("src/newsroom/adopt.rs", "use poem::Request;").len(), 1);
}
