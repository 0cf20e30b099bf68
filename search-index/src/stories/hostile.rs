//! What an attacker types: refused or answered, in a small stack, in little time.

use std::time::{Duration, Instant};

use search_index::{Query, Request, Vocabulary};

use crate::stories::world::{World, ask, piece};

fn corpus() -> Vec<String> {
    let mut typed: Vec<String> = [
        "(",
        ")",
        "((((",
        "(()",
        "\"",
        "“",
        "-",
        "--",
        "- -",
        "NOT",
        "OR",
        "| |",
        "a OR",
        "OR a",
        "标题:",
        "标题:\"",
        "日期:..",
        "日期:9999-99..",
        "日期:0000",
        "*",
        "?",
        "字*",
        "/.*/",
        "[a TO b]",
        "^",
        "~",
        "\\",
        "\0",
        "\u{202e}甲",
        "甲甲甲甲甲甲甲甲",
        "👩‍👩‍👧‍👦",
        "e\u{301}\u{301}\u{301}",
        "ｆｕｌｌ",
        "' OR 1=1 --",
        "<script>",
        "单位:-1",
        "周:💥",
    ]
    .map(str::to_owned)
    .to_vec();
    for unit in [
        "(",
        ")",
        "NOT ",
        "-(",
        "-",
        "\"",
        "甲",
        "a",
        "甲 OR ",
        "甲|",
        "标题:甲",
        "日期:2024 ",
        "、",
        "哪里",
        "\u{301}",
    ] {
        typed.extend([16, 60, 128, 256, 800, 10_000].map(|n| unit.repeat(n)));
    }
    typed
}

#[test]
fn hostile_queries_are_refused_or_answered_quickly_on_a_small_stack() {
    let documents = (1..=200)
        .map(|id| piece(id, "甲乙丙丁", &"甲乙丙丁戊己庚辛".repeat(20)))
        .collect();
    let world = World::of(documents);
    std::thread::scope(|scope| {
        let run = || {
            for typed in corpus() {
                let start = Instant::now();
                if let Ok(query) = Query::parse(&typed, &Vocabulary::default()) {
                    let found = world.index.search(&Request { query, ..ask("") });
                    assert!(found.is_ok(), "{typed:?}: {found:?}");
                }
                // Unoptimised code on a loaded machine; the figure of T13 is the bench's.
                assert!(
                    start.elapsed() < Duration::from_secs(2),
                    "{typed:?} took {:?}",
                    start.elapsed()
                );
            }
        };
        let thread = std::thread::Builder::new()
            .stack_size(512 * 1024)
            .spawn_scoped(scope, run)
            .expect("a thread");
        thread.join().expect("no panic");
    });
}
