//! The one place where tests read the environment and speak to whoever runs them.

/// Reads a variable of the environment; empty counts as absent.
#[expect(
    clippy::disallowed_methods,
    reason = "the environment of the tests, not of the product: no test may change it"
)]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Says whether this run decides about a landing: then nothing may be skipped.
pub fn in_ci() -> bool {
    variable("CI").as_deref() == Some("true")
}

/// Says that the rest of a test is skipped because something is not here; in CI that fails the test.
pub fn skip(what_is_missing: &str) {
    assert!(!in_ci(), "{what_is_missing}; with CI=true nothing may be skipped");
    say(&format!("SKIPPED: {what_is_missing}"));
}

/// Prints one line that the runner shows with the test's output.
#[expect(
    clippy::print_stdout,
    reason = "a test's output is read by people through the runner"
)]
pub fn say(line: &str) {
    println!("{line}");
}
